package due

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// sumsUp logs a recap of Kick-off.
func (o *agency) sumsUp(r store.Recap) {
	o.Helper()
	o.sumsUpIn(r, "ACME", store.Reason{Signal: store.SignalContact, Project: "ACME", Confidence: 80})
}

// sumsUpIn logs a recap of Kick-off in a project, "" for none.
func (o *agency) sumsUpIn(r store.Recap, project string, reasons ...store.Reason) {
	o.Helper()
	if r.Actions == nil {
		r.Actions = []store.RecapAction{}
	}
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		k, err := tx.StoreRaw(o.store.Pack([]byte(r.Vendor+store.NewTag()), o.now, "test"))
		if err != nil {
			return err
		}
		m := &store.Message{Date: o.now, Received: o.now, Subject: "Meeting assets for Kick-off are ready!", From: []store.Address{{Address: "no-reply@zoom.us"}}, To: []store.Address{{Address: lina}}, NewText: r.Summary}
		_, err = tx.Record(k.ID, m, store.Verdict{Kind: store.KindRecap, Project: project, Reasons: reasons, Recap: &r})
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

func ofKickOff(proved bool) store.Recap {
	return store.Recap{Vendor: "zoom", Title: "Kick-off", Summary: "The shop opens in May.", Decisions: []string{"Blue"}, People: []string{"王伟", "Tom"}, Actions: []store.RecapAction{{Owner: "王伟", Text: "send the texts"}}, Proved: proved}
}

// What a meeting system sums up is the draft of the minutes, and one ok sends it to be
// confirmed. Nobody is asked for minutes besides.
func TestDue_aRecapBecomesMinutes(t *testing.T) {
	t.Parallel()
	o := withMeetings(t, "2026-03-02 09:00")
	o.invites("REQUEST", 0, store.RoleClient, "2026-03-03 10:00")
	o.looks("2026-03-03 12:03")
	recap := ofKickOff(true)
	recap.Actions = append(recap.Actions, store.RecapAction{Owner: "Tom", Text: "send the new wireframes, see the attached list"})
	o.sumsUp(recap)
	n := o.since(0)
	o.looks("2026-03-03 12:16")
	o.looks("2026-03-03 12:17")
	n = o.since(n, "confirm-draft "+lina)
	if text := o.text(); strings.Contains(text, "附件") {
		t.Errorf("the PM is told that a file is missing:\n%s", text)
	}
	c := o.confirmation()
	for _, part := range []string{"王伟", "The shop opens in May.", "- Blue", "send the texts"} {
		if !strings.Contains(c.Text, part) {
			t.Errorf("%q lacks %q", c.Text, part)
		}
	}
	if c.Title != "Kick-off" || c.Actor != "zoom" || c.State != store.ConfirmationProposed {
		t.Errorf("%+v", c)
	}
	o.logs("ok", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeDraft, Object: c.ID, Version: c.Draft, Decision: store.DecisionOK, Address: lina}})
	o.looks("2026-03-03 13:00")
	sent := o.queued()[n:]
	if !slices.Contains(sent, "confirm "+wang) || slices.ContainsFunc(sent, func(m string) bool { return strings.HasPrefix(m, "minutes-ask") }) {
		t.Errorf("%q", sent)
	}
	o.looks("2026-03-04 10:00")
	for _, m := range o.queued() {
		if strings.HasPrefix(m, "minutes-ask") {
			t.Error("the minutes are asked for")
		}
	}
}

// A recap that comes after the question still becomes the draft, once.
func TestDue_aRecapThatComesLate(t *testing.T) {
	t.Parallel()
	o := withMeetings(t, "2026-03-02 09:00")
	o.invites("REQUEST", 0, store.RoleClient, "2026-03-03 10:00")
	o.looks("2026-03-03 12:16")
	n := o.since(0, "minutes-ask "+lina)
	o.looks("2026-03-03 14:00")
	o.sumsUp(ofKickOff(true))
	o.sumsUp(ofKickOff(true))
	o.looks("2026-03-03 14:01")
	o.looks("2026-03-03 14:02")
	n = o.since(n, "confirm-draft "+lina)
	o.looks("2026-03-04 10:00") // no reminder
	o.since(n)
}

// What nothing proves, or only links, or is of another meeting, is no draft: the PM is asked.
func TestDue_aRecapThatIsNoDraft(t *testing.T) {
	t.Parallel()
	linked, other, forwarded := ofKickOff(true), ofKickOff(true), ofKickOff(false)
	linked.Summary, linked.Actions, linked.LinkOnly = "", nil, true
	other.Title = "Weekly"
	forwarded.How = store.RecapForwarded
	for name, r := range map[string]store.Recap{"that nothing proves": ofKickOff(false), "that only links": linked, "of another meeting": other, "that somebody sent on": forwarded} {
		t.Run(name, func(t *testing.T) {
			o := withMeetings(t, "2026-03-02 09:00")
			o.invites("REQUEST", 0, store.RoleClient, "2026-03-03 10:00")
			o.looks("2026-03-03 12:03")
			o.sumsUp(r)
			o.looks("2026-03-03 13:01") // an hour after the end, since the project gets recaps
			o.since(0, "minutes-ask "+lina)
		})
	}
}

// Where recaps are usual the question waits for one hour.
func TestDue_theQuestionWaitsForARecap(t *testing.T) {
	t.Parallel()
	o := withMeetings(t, "2026-03-02 09:00")
	before := ofKickOff(true)
	before.Title = "Earlier"
	o.sumsUp(before)
	o.invites("REQUEST", 0, store.RoleClient, "2026-03-03 10:00")
	o.looks("2026-03-03 12:16")
	n := o.since(0)
	o.looks("2026-03-03 13:01")
	o.since(n, "minutes-ask "+lina)
}

// The minutes that a system wrote are of one meeting, and not of the next that began meanwhile.
func TestDue_aRecapIsTheMinutesOfOneMeeting(t *testing.T) {
	t.Parallel()
	o := withMeetings(t, "2026-03-02 09:00")
	o.invites("REQUEST", 0, store.RoleClient, "2026-03-03 10:00")
	o.looks("2026-03-03 12:03")
	o.announces("REQUEST", 0, store.RoleClient, "2026-03-03 12:05", func(c *store.Calendar) { c.UID, c.Summary = "2@cal", "Afterwards" })
	o.sumsUp(ofKickOff(true))
	o.looks("2026-03-03 12:16")
	o.looks("2026-03-03 12:17")
	n := o.since(0, "confirm-draft "+lina)
	o.looks("2026-03-03 15:10")
	o.since(n, "minutes-ask "+lina)
}

// A recap of which nobody can tell the project is asked about in the digest; filed there, it
// becomes the draft.
func TestDue_aRecapOfNoProject(t *testing.T) {
	t.Parallel()
	o := withMeetings(t, "2026-03-02 09:00")
	c := *o.due.config.Load()
	c.Digest = 8*time.Hour + 30*time.Minute
	o.invites("REQUEST", 0, store.RoleClient, "2026-03-03 10:00")
	o.looks("2026-03-03 12:03")
	o.sumsUpIn(ofKickOff(true), "")
	o.looks("2026-03-03 12:16")
	n := o.since(0, "minutes-ask "+lina)
	o.due.SetConfig(c)
	o.looks("2026-03-04 08:31")
	n = o.since(n, "digest "+lina)
	if text := o.text(); !strings.Contains(text, "1. no-reply@zoom.us") || !strings.Contains(text, "Meeting assets for Kick-off") {
		t.Fatalf("the digest does not ask about it:\n%s", text)
	}
	o.answersDigest("1 ACME", store.ItemCommand{Number: 1, Project: "ACME"})
	o.looks("2026-03-04 08:50")
	o.looks("2026-03-04 08:51")
	if sent := o.queued()[n:]; !slices.Contains(sent, "confirm-draft "+lina) {
		t.Errorf("%q", sent)
	}
}
