package due

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// withDesk is an agency in which all sorts of things wait for Li Na on a Monday: a
// question that is overdue, minutes that Jane has not confirmed, a change to assess, a
// mail that fits no project.
func withDesk(t *testing.T) *agency {
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) {
		p.Schedule = nil
		p.Confirm = Terms{Policy: store.PolicyAll, Days: 3}
		p.Clock = Clock{Within: 4 * time.Hour, Begin: 9 * time.Hour, End: 18 * time.Hour}
	})
	c := *o.due.config.Load()
	c.Digest = 8*time.Hour + 30*time.Minute
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskQuestion)
	o.drafts("Minutes", "All well.")
	o.looks("2026-03-02 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:20")
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.RaiseProcedure(store.Procedure{Project: "ACME", Kind: store.ProcedureChange, Title: "Bonus points", Actor: wang}, "Please.", 0)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	o.arrives("Offer", "ACME")
	o.looks("2026-03-02 18:30") // and what is due by then is sent
	o.due.SetConfig(c)
	return o
}

// answersDigest is what the log does when the PM answers the latest digest.
func (o *agency) answersDigest(text string, sorted ...store.ItemCommand) {
	o.Helper()
	n, err := o.store.LastDigest(o.Context(), lina)
	if err != nil || n.ID == 0 {
		o.Fatal(n, err)
	}
	o.logs(text, store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeDigest, Object: n.ID, Decision: store.DecisionItems, Address: lina, Commands: sorted}})
}

func TestDue_theDigestListsWhatWaitsAndAFewWordsSettleIt(t *testing.T) {
	t.Parallel()
	o := withDesk(t)
	n := len(o.queued())
	o.looks("2026-03-03 08:20")
	n = o.since(n)
	o.looks("2026-03-03 08:31")
	n = o.since(n, "digest "+lina)
	text := o.text()
	order := -1
	for _, want := range []string{"1. [ACME] Accounts", "[已逾期]", "2. [ACME] Minutes", "Jane", "3. [ACME] Bonus points", "4. x@elsewhere.example"} {
		i := strings.Index(text, want)
		if i <= order {
			t.Errorf("%q is not in its place in\n%s", want, text)
		}
		order = i
	}
	if strings.Contains(text[strings.Index(text, "2. [ACME]"):strings.Index(text, "3. [ACME]")], "王") {
		t.Error("who has confirmed is waited for")
	}
	o.looks("2026-03-03 12:00")
	n = o.since(n)

	o.answersDigest("1 close, 2 remind, 3 drop, 4 ACME, 9 close, 2 lift",
		store.ItemCommand{Number: 1, Verb: store.VerbClose, Words: "close"}, store.ItemCommand{Number: 2, Verb: store.VerbRemind, Words: "remind"}, store.ItemCommand{Number: 3, Verb: store.VerbDrop, Words: "drop"},
		store.ItemCommand{Number: 4, Project: "ACME"}, store.ItemCommand{Number: 9, Verb: store.VerbClose}, store.ItemCommand{Number: 2, Verb: store.VerbLift, Words: "2 lift"})
	o.looks("2026-03-03 12:10")
	n = o.since(n, "digest-receipt "+lina, "confirm-reminder "+jane)
	for _, want := range []string{"1 Accounts：close", "2 Minutes：remind", "3 Bonus points：drop", "4 Offer", "> 9", "> 2 lift"} {
		if text := o.mailTo(lina); !strings.Contains(text, want) {
			t.Errorf("the receipt does not say %q:\n%s", want, text)
		}
	}
	if cases, err := o.store.Cases(t.Context(), store.CaseQuery{}); err != nil || cases[0].State != store.CaseClosed || cases[0].Actor != lina {
		t.Errorf("%+v, %v", cases, err)
	}
	if m := o.procedure(); m.State != store.ProcedureDropped {
		t.Errorf("the change is %s", m.State)
	}

	// The same answer again does nothing twice, and says so.
	o.answersDigest("1 close", store.ItemCommand{Number: 1, Verb: store.VerbClose, Words: "close"}, store.ItemCommand{Number: 3, Verb: store.VerbDrop, Words: "drop"})
	o.looks("2026-03-03 12:20")
	n = o.since(n, "digest-receipt "+lina)
	if text := o.text(); !strings.Contains(text, "此前已处理") {
		t.Errorf("the receipt:\n%s", text)
	}
	// Nothing is new the next day, and nothing urgent.
	o.looks("2026-03-04 09:00")
	n = o.since(n)
	// The minutes become urgent, and are so every day until somebody acts.
	o.looks("2026-03-06 09:00") // a Friday
	n = o.since(n, "confirm-note "+lina, "digest "+lina)
	o.looks("2026-03-07 09:00")
	o.looks("2026-03-09 09:00")
	n = o.since(n, "digest "+lina)
	o.answersDigest("1 for Jane", store.ItemCommand{Number: 1, Verb: store.VerbFor, Argument: "Jane", Words: "for Jane"})
	o.looks("2026-03-09 09:10")
	o.since(n, "confirm-outcome "+wang, "confirm-outcome "+jane, "confirm-outcome "+lina, "digest-receipt "+lina)
}

// mailTo returns the text of the latest mail that somebody was sent.
// The digest is of the morning: what comes up in the course of a quiet day has its own
// mail, and is in the next one.
func TestDue_theDigestIsOfTheMorning(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) {
		p.Schedule = nil
		p.Confirm = Terms{Policy: store.PolicyAll, Days: 3}
		p.Clock = Clock{Within: 4 * time.Hour, Begin: 9 * time.Hour, End: 18 * time.Hour}
	})
	c := *o.due.config.Load()
	c.Digest = 8*time.Hour + 30*time.Minute
	o.due.SetConfig(c)
	o.looks("2026-03-02 10:00")
	o.drafts("Minutes", "All well.")
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskQuestion)
	o.looks("2026-03-02 10:10")
	n := o.since(0, "confirm-draft "+lina)
	o.looks("2026-03-02 17:00") // the question is overdue
	n = o.since(n, "case "+lina)
	o.looks("2026-03-03 08:20")
	n = o.since(n)
	o.looks("2026-03-03 08:31")
	n = o.since(n, "digest "+lina)
	o.looks("2026-03-03 15:00")
	n = o.since(n)
	o.looks("2026-03-04 08:31") // overdue as it still is
	o.since(n, "digest "+lina)
}

func (o *agency) mailTo(address string) string {
	o.Helper()
	list, err := o.store.Outbox(o.Context(), store.OutboxQuery{})
	if err != nil {
		o.Fatal(err)
	}
	for _, out := range list {
		if out.Recipient == address {
			return o.textOf(out)
		}
	}
	return ""
}

func TestDue_commandsAreAnsweredToThePMAlone(t *testing.T) {
	t.Parallel()
	o := withDesk(t)
	quiet := *o.due.config.Load()
	quiet.Digest = -1
	o.due.SetConfig(quiet)
	n := len(o.queued())
	asks := func(c store.Command) {
		t.Helper()
		c.Address = lina
		if c.Client {
			c.Address = wang
		}
		o.logs("status", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 80}}, Command: &c})
	}
	asks(store.Command{Verb: "status", Projects: []string{"ACME"}})
	o.looks("2026-03-02 19:00")
	n = o.since(n, "command-status "+lina)
	if text := o.text(); !strings.Contains(text, "Accounts") || !strings.Contains(text, "Minutes") {
		t.Errorf("the status:\n%s", text)
	}
	// Nothing proves who asks: once a day. Who is proved is answered after ten minutes.
	asks(store.Command{Verb: "status", Projects: []string{"ACME"}})
	o.looks("2026-03-02 19:30")
	n = o.since(n)
	asks(store.Command{Verb: "status", Projects: []string{"ACME"}, Proved: true})
	o.looks("2026-03-02 19:40")
	asks(store.Command{Verb: "status", Projects: []string{"ACME"}, Proved: true})
	o.looks("2026-03-02 19:45")
	n = o.since(n, "command-status "+lina)

	asks(store.Command{Verb: "open", Projects: []string{"ACME"}})
	o.looks("2026-03-02 20:00")
	n = o.since(n, "command-open "+lina)
	asks(store.Command{Verb: "help", Projects: []string{"ACME"}, Unread: "statsu"})
	o.looks("2026-03-02 20:10")
	n = o.since(n, "command-help "+lina)
	asks(store.Command{Verb: "log", Projects: []string{"ACME"}, From: at("2026-03-02 00:00"), To: at("2026-03-02 00:00")})
	o.looks("2026-03-02 20:20")
	n = o.since(n, "command-log "+lina)
	if text := o.text(); !strings.Contains(text, "When?") || !strings.Contains(text, "王伟：") || strings.Contains(text, wang) {
		t.Errorf("the log:\n%s", text)
	}

	// A client is answered only where the project allows it, and sees what is theirs.
	asks(store.Command{Verb: "status", Projects: []string{"ACME"}, Client: true})
	o.looks("2026-03-02 20:30")
	n = o.since(n)
	c := *o.due.config.Load()
	c.Projects[0].ClientStatus = true
	o.due.SetConfig(c)
	asks(store.Command{Verb: "status", Projects: []string{"ACME"}, Client: true})
	o.looks("2026-03-02 20:40")
	o.since(n, "command-status "+wang)
	if text := o.text(); !strings.Contains(text, "Accounts") || strings.Contains(text, "Bonus points") || strings.Contains(text, "Minutes") {
		t.Errorf("the client is told\n%s", text)
	}
}

// Open action items are open before they are late, and what is due today is marked; a client
// sees their own alone.
func TestDue_openItemsAndWhatIsDueToday(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) { p.Schedule, p.ClientStatus, p.Remind = nil, true, "none" })
	if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		for _, a := range []store.Action{
			{What: "部署", Address: lina, Due: "2026-03-20"}, {What: "名单", Address: wang, Due: "2026-03-04"}, {What: "Logo", Address: jane}, {What: "合同", Address: wang, Due: "2026-03-03"},
		} {
			a.Project, a.Owner, a.Actor = "ACME", a.Address, lina
			if _, err := tx.AddAction(a); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	asks := func(verb, who string, client bool) string {
		t.Helper()
		o.logs(verb, store.Verdict{Kind: store.KindHuman, Project: "ACME", Role: store.RolePM, Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 80}},
			Command: &store.Command{Verb: verb, Projects: []string{"ACME"}, Address: who, Client: client, Proved: true}})
		o.looks(o.now.Add(11 * time.Minute).Format("2006-01-02 15:04"))
		return o.mailTo(who)
	}
	o.looks("2026-03-04 10:00")
	for _, verb := range []string{"status", "open"} {
		text := asks(verb, lina, false)
		last := -1
		for _, want := range []string{"合同", "已逾期", "名单", "今天到期", "部署", "Logo"} {
			i := strings.Index(text, want)
			if i < last {
				t.Errorf("%s: %s is not where it should be:\n%s", verb, want, text)
			}
			last = i
		}
		if strings.Count(text, "今天到期") != 1 || strings.Count(text, "已逾期") != 1 {
			t.Errorf("%s:\n%s", verb, text)
		}
	}
	if text := asks("status", wang, true); !strings.Contains(text, "名单") || strings.Contains(text, "部署") || strings.Contains(text, "Logo") {
		t.Errorf("the client is told\n%s", text)
	}
}
