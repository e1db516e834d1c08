package due

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// commands logs a command of somebody about how they get notices.
func (o *agency) wantsNotices(who, verb string, client bool) {
	o.Helper()
	role := store.RolePM
	if client {
		role = store.RoleClient
	}
	o.logs(verb, store.Verdict{Kind: store.KindHuman, Role: role, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 90}},
		Command: &store.Command{Verb: verb, Projects: []string{"ACME"}, Address: who, Client: client}})
}

// noticing is an agency with a digest at nine and a text that all clients confirm.
func noticing(t *testing.T) *agency {
	return inEnglish(t, "2026-03-02 09:30", func(p *Project) {
		p.Confirm = Terms{Policy: store.PolicyAny, Days: 3}
	})
}

// minutesSettle has minutes sent, and confirmed by Jane.
func (o *agency) minutesSettle(title string) {
	o.Helper()
	o.drafts(title, "Decisions:\n- Launch on 10 April")
	o.looks(o.now.Add(10 * time.Minute).Format("2006-01-02 15:04"))
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks(o.now.Add(10 * time.Minute).Format("2006-01-02 15:04"))
	o.says(jane, store.PurposeConfirm, store.DecisionOK, "Confirmed", true)
	o.looks(o.now.Add(10 * time.Minute).Format("2006-01-02 15:04"))
}

// A client who wants one digest has outcomes once a day, in full; what asks them comes as ever; and
// nobody else notices.
func TestDue_aClientWithDigestOnly(t *testing.T) {
	t.Parallel()
	o := noticing(t)
	o.looks("2026-03-02 09:30")
	o.wantsNotices(wang, "digest-only", true)
	o.looks("2026-03-02 09:40")
	n := o.since(0, "command-digest "+wang)
	o.has(o.mailTo(wang), "You get notices in one digest a day", "in one email a day")
	o.minutesSettle("Monday meeting")
	o.minutesSettle("Budget meeting")
	n = o.since(n, "confirm-draft "+lina, "confirm "+wang, "confirm "+jane, "confirm-outcome "+jane, "confirm-outcome "+lina,
		"confirm-draft "+lina, "confirm "+wang, "confirm "+jane, "confirm-outcome "+jane, "confirm-outcome "+lina)
	o.looks("2026-03-03 08:59")
	n = o.since(n)
	o.looks("2026-03-03 09:01")
	n = o.since(n, "notices "+wang)
	o.has(o.mailTo(wang), "2 notices", "Confirmed: minutes “Monday meeting”", "Confirmed: minutes “Budget meeting”", "Launch on 10 April", "Nothing here needs a reply")
	o.looks("2026-03-06 09:01")
	o.since(n)
}

// Whoever wants single notices again has what was waiting at once, and each one after that.
func TestDue_backToSingleNotices(t *testing.T) {
	t.Parallel()
	o := noticing(t)
	o.wantsNotices(wang, "digest-only", true)
	o.looks("2026-03-02 09:40")
	o.minutesSettle("Monday meeting")
	n := len(o.queued())
	o.wantsNotices(wang, "each-mail", true)
	o.looks("2026-03-02 11:00")
	o.looks("2026-03-02 11:01")
	n = o.since(n, "command-digest "+wang, "notices "+wang)
	o.minutesSettle("Budget meeting")
	if got := strings.Join(o.queued()[n:], "\n"); !strings.Contains(got, "confirm-outcome "+wang) {
		t.Errorf("queued: %s", got)
	}
}

// A PM has their notices in the morning digest, which brings nothing twice.
func TestDue_aPMWithDigestOnly(t *testing.T) {
	t.Parallel()
	o := noticing(t)
	o.looks("2026-03-02 09:30")
	o.wantsNotices(lina, "digest-only", false)
	o.looks("2026-03-02 09:40")
	n := o.since(0, "command-digest "+lina)
	o.has(o.mailTo(lina), "in your morning digest")
	o.minutesSettle("Monday meeting")
	n = o.since(n, "confirm-draft "+lina, "confirm "+wang, "confirm "+jane, "confirm-outcome "+wang, "confirm-outcome "+jane)
	o.looks("2026-03-03 09:01")
	n = o.since(n, "digest "+lina)
	o.has(o.mailTo(lina), "Notices", "Confirmed: minutes “Monday meeting”", "Launch on 10 April")
	o.looks("2026-03-04 09:01")
	o.since(n)
}

// A notice beyond the day's limit waits in the digest, and takes no other mail with it.
func TestDue_aNoticeBeyondTheLimitStopsNoOtherMail(t *testing.T) {
	t.Parallel()
	o := noticing(t)
	config := *o.due.config.Load()
	const zhang = "zhang@agency.example"
	config.Projects[0].Contacts = append(config.Projects[0].Contacts, store.Contact{Name: "Zhang", Role: store.RolePM, Addresses: []string{zhang}})
	o.due.SetConfig(config)
	o.looks("2026-03-02 09:30")
	o.wantsNotices(lina, "digest-only", false)
	o.drafts("Monday meeting", "Decisions:\n- Launch on 10 April")
	o.looks("2026-03-02 09:40")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:50")
	err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		for range 3 {
			if _, err := tx.Spend(store.EffectTellPM, lina, "2026-03-02", 3); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	n := len(o.queued())
	o.logs("I object.", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeConfirm, Object: o.confirmation().ID, Version: 1, Decision: store.DecisionText, Address: "zhou@acme.example", Rejection: store.RejectedUninvited}})
	o.says(jane, store.PurposeConfirm, store.DecisionOK, "Confirmed", true) // it is settled before the note is written
	o.looks("2026-03-02 10:10")
	o.since(n, "confirm-note "+zhang, "confirm-outcome "+wang, "confirm-outcome "+jane, "confirm-outcome "+zhang)
}

// What cannot be sent keeps nothing back: notices of a project that has no relay wait, and those of
// one that is gone are no more.
func TestDue_noticesThatCannotBeSentKeepNoOthersBack(t *testing.T) {
	t.Parallel()
	o := noticing(t)
	config := *o.due.config.Load()
	mute := config.Projects[0]
	mute.Code, mute.Relay = "MUTE", ""
	config.Projects = append(slices.Clone(config.Projects), mute)
	o.due.SetConfig(config)
	err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		for i := range 1002 {
			n := store.Notice{Key: fmt.Sprint("notice ", i), Address: wang, Project: []string{"GONE", "MUTE"}[i%2], Subject: "Results", Text: "All well."}
			if i == 1001 {
				n.Project = "ACME"
			}
			if err := tx.AddNotice(n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-02 09:40")
	n := o.since(0, "notices "+wang)
	o.looks("2026-03-02 09:50")
	o.since(n)
	waiting, err := o.store.WaitingNotices(t.Context(), 0)
	if err != nil || len(waiting) != 500 || slices.ContainsFunc(waiting, func(n store.Notice) bool { return n.Project != "MUTE" }) {
		t.Errorf("%d are waiting, %v", len(waiting), err)
	}
}

// A PM who wants the digest alone at the address of one project has the notices of it there, whichever
// project of theirs is first.
func TestDue_aPMWithAnotherAddressInTheFirstProject(t *testing.T) {
	t.Parallel()
	o := noticing(t)
	config := *o.due.config.Load()
	const home = "lina@home.example"
	first, beta := config.Projects[0], config.Projects[0]
	first.Contacts = slices.Clone(first.Contacts)
	first.Contacts[0].Addresses = []string{lina}
	beta.Code = "BETA"
	beta.Contacts = slices.Clone(beta.Contacts)
	beta.Contacts[0].Addresses = []string{lina, home}
	config.Projects = []Project{first, beta}
	o.due.SetConfig(config)
	err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.SetDigestOnly([]string{home}, true); err != nil {
			return err
		}
		return tx.AddNotice(store.Notice{Key: "notice", Address: lina, Project: "BETA", Subject: "Results", Text: "All well."})
	})
	if err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-02 09:40")
	o.looks("2026-03-03 09:01")
	o.since(0, "digest "+lina)
	o.has(o.mailTo(lina), "Notices", "Results", "All well.")
}
