package due

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
	"rapport/templates/survey"
)

// inEnglish is an agency with a clock and a digest at nine, whose project has English.
func inEnglish(t *testing.T, now string, change ...func(*Project)) *agency {
	o := newAgency(t, now, append([]func(*Project){func(p *Project) {
		p.Schedule, p.Language = nil, "en"
		p.Clock = Clock{Within: 8 * time.Hour, Begin: 9 * time.Hour, End: 18 * time.Hour}
	}}, change...)...)
	c := *o.due.config.Load()
	c.Digest = 9 * time.Hour
	o.due.SetConfig(c)
	return o
}

// in logs a mail of a thread at a time, with what it says.
func (o *agency) in(when, id string, role store.Role, from, answers, text string, asks ...store.Ask) {
	o.Helper()
	o.now = at(when)
	subject := "Accounts"
	if strings.HasPrefix(answers, "q") {
		subject = "Re: Invoice"
	}
	o.mail(&store.Message{MessageID: id, InReplyTo: refs(answers), Subject: subject, NewText: text, From: []store.Address{{Address: from}}}, role, asks...)
}

func refs(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}

// mail logs a message of now with all proof.
func (o *agency) mail(m *store.Message, role store.Role, asks ...store.Ask) {
	o.Helper()
	m.Date, m.Received = o.now, o.now
	v := store.Verdict{Kind: store.KindHuman, Role: role, Project: "ACME", Effects: append(proved(), store.EffectEndWait), Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 80, Text: "for the test"}}}
	for _, a := range asks {
		v.Asks = append(v.Asks, store.FoundAsk{Ask: a, Words: m.NewText})
		if role == store.RolePM && a == store.AskQuestion {
			v.Awaits = m.NewText
		}
	}
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		k, err := tx.StoreRaw(o.store.Pack([]byte(m.MessageID), o.now, "test"))
		if err == nil {
			_, err = tx.Record(k.ID, m, v)
		}
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

func (o *agency) theCase() store.Case {
	o.Helper()
	list, err := o.store.Cases(o.Context(), store.CaseQuery{})
	if err != nil || len(list) != 1 {
		o.Fatal(list, err)
	}
	return list[0]
}

// lastOf returns the text of the latest mail of a purpose, "" where there is none.
func (o *agency) lastOf(purpose string) string {
	o.Helper()
	list, err := o.store.Outbox(o.Context(), store.OutboxQuery{})
	if err != nil {
		o.Fatal(err)
	}
	for _, d := range list {
		if d.Purpose == purpose {
			return o.textOf(d)
		}
	}
	return ""
}

func (o *agency) counts(purpose string, want int) {
	o.Helper()
	if n := o.count(purpose); n != want {
		o.Errorf("at %s: %d of %s, want %d: %q", o.now.Format(time.DateTime), n, purpose, want, o.queued())
	}
}

func (o *agency) has(text string, want ...string) {
	o.Helper()
	for _, w := range want {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), w) {
			o.Errorf("at %s: no %q in\n%s", o.now.Format(time.DateTime), w, text)
		}
	}
}

// A week: answered on Monday, quiet for three working days, closed, told in the digest once, and
// the client is asked once how it was.
func TestDue_anAnsweredCaseEndsWhenAllIsQuiet(t *testing.T) {
	t.Parallel()
	o := inEnglish(t, "2026-03-02 09:30", func(p *Project) {
		forms, err := survey.Load("csat")
		if err != nil {
			t.Fatal(err)
		}
		p.Clock.CloseAfter, p.Surveys = 3, Surveys{AfterCase: forms, Every: 30 * 24 * time.Hour}
	})
	o.in("2026-03-02 10:00", "1@acme.example", store.RoleClient, wang, "", "The login fails.", store.AskProblem)
	o.in("2026-03-02 11:00", "2@agency.example", store.RolePM, lina, "1@acme.example", "It works again.")
	o.in("2026-03-03 11:00", "3@acme.example", store.RoleClient, wang, "2@agency.example", "Thanks!", store.AskThanks)
	for _, day := range []string{"03", "04", "05", "06"} { // the thanks of Tuesday count: Friday is the third working day
		o.looks("2026-03-" + day + " 09:05")
		if c := o.theCase(); c.State != store.CaseAnswered {
			t.Errorf("on %s: %+v", day, c)
		}
	}
	o.looks("2026-03-07 00:30")
	if c := o.theCase(); c.State != store.CaseClosed || !c.Quiet {
		t.Errorf("%+v", c)
	}
	o.counts("digest", 0)
	o.counts("survey", 0) // not on a Saturday
	o.looks("2026-03-09 09:05")
	o.counts("digest", 1)
	o.has(o.lastOf("digest"), "1. [ACME] Accounts: problem", "nobody has written since, so it is closed", "reopen")
	o.counts("survey", 1)
	for _, day := range []string{"10", "11", "12", "13"} {
		o.looks("2026-03-" + day + " 09:05")
	}
	o.counts("digest", 1)
	o.counts("survey", 1)
	// The client writes again in the thread.
	o.in("2026-03-13 10:00", "4@acme.example", store.RoleClient, wang, "2@agency.example", "It fails again.", store.AskProblem)
	if c := o.theCase(); c.State != store.CaseOpen || c.Quiet || c.Words != "It fails again." {
		t.Errorf("%+v", c)
	}
	o.in("2026-03-13 11:00", "5@agency.example", store.RolePM, lina, "4@acme.example", "And works again.")
	o.looks("2026-03-20 09:05")
	if c := o.theCase(); c.State != store.CaseClosed {
		t.Errorf("%+v", c)
	}
	if list, err := o.store.Surveys(t.Context(), store.SurveyQuery{}); err != nil || len(list) != 1 {
		t.Errorf("%d surveys, %v", len(list), err)
	}
}

// The PM says “reopen” of what was closed.
func TestDue_whatWasQuietIsReopened(t *testing.T) {
	t.Parallel()
	o := inEnglish(t, "2026-03-02 09:30", func(p *Project) { p.Clock.CloseAfter = 1 })
	o.in("2026-03-02 10:00", "1@acme.example", store.RoleClient, wang, "", "The login fails.", store.AskProblem)
	o.in("2026-03-02 11:00", "2@agency.example", store.RolePM, lina, "1@acme.example", "We look at it.")
	o.looks("2026-03-04 00:05")
	o.looks("2026-03-04 09:05")
	o.counts("digest", 1)
	o.sorts(lina, []store.ItemCommand{{Number: 1, Verb: store.VerbReopen, Words: "reopen"}})
	if c := o.theCase(); c.State != store.CaseOpen || c.Quiet || c.Opened.Before(at("2026-03-04 09:00")) {
		t.Errorf("%+v", c)
	}
	o.looks("2026-03-04 09:10")
	o.has(o.lastOf("digest-receipt"), "1 Accounts: reopen")
	o.looks("2026-03-20 09:10")
	if c := o.theCase(); c.State != store.CaseOpen { // nobody has answered
		t.Errorf("%+v", c)
	}
}

// Nothing is closed of which the answer may lie in a mailbox that is not read, that the client is
// awaited for, or that its project leaves open.
func TestDue_notEveryQuietCaseEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		days  int
		doing func(*agency)
	}{
		"off":    {0, func(*agency) {}},
		"unread": {1, func(o *agency) { o.hasRead("2026-03-02 12:00") }},
		"awaited": {1, func(o *agency) {
			o.acts(func(tx *store.Tx) (bool, error) { return tx.AwaitClient(o.theCase().ID, lina) })
		}},
		"a solution is asked about": {1, func(o *agency) {
			o.acts(func(tx *store.Tx) (bool, error) {
				_, err := tx.SolveCase(o.theCase().ID, "Login", "Press the button.", lina, 0)
				return true, err
			})
		}},
		"put off": {1, func(o *agency) {
			o.acts(func(tx *store.Tx) (bool, error) { return tx.SnoozeCase(o.theCase().ID, "2026-03-30", lina) })
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := inEnglish(t, "2026-03-02 09:30", func(p *Project) { p.Clock.CloseAfter = test.days })
			o.in("2026-03-02 10:00", "1@acme.example", store.RoleClient, wang, "", "The login fails.", store.AskProblem)
			o.in("2026-03-02 11:00", "2@agency.example", store.RolePM, lina, "1@acme.example", "We look at it.")
			test.doing(o)
			o.looks("2026-03-20 09:05")
			if c := o.theCase(); c.State != store.CaseAnswered {
				t.Errorf("%+v", c)
			}
		})
	}
}

func (o *agency) acts(act func(*store.Tx) (bool, error)) {
	o.Helper()
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		done, err := act(tx)
		if err == nil && !done {
			o.Error("not done")
		}
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

// “waits for client” stops the clock, and an answer of the client starts it again, with the time
// that is left.
func TestDue_theClockStandsWhileTheClientIsAwaited(t *testing.T) {
	t.Parallel()
	o := inEnglish(t, "2026-03-02 08:30")
	o.in("2026-03-02 11:00", "1@acme.example", store.RoleClient, wang, "", "The login fails.", store.AskProblem)
	o.looks("2026-03-03 09:05") // seven of eight hours are gone, which was warned of
	o.counts("case", 1)
	o.counts("digest", 1)
	o.sorts(lina, []store.ItemCommand{{Number: 1, Verb: store.VerbAwait, Words: "waits for client"}})
	o.looks("2026-03-06 12:00")
	o.counts("case", 1)
	o.counts("digest", 1) // the PM knows
	items, err := o.due.Open(t.Context(), "ACME")
	if err != nil || len(items) != 1 || !items[0].Awaited {
		t.Errorf("%+v, %v", items, err)
	}
	o.in("2026-03-09 10:00", "2@acme.example", store.RoleClient, wang, "1@acme.example", "Here is the picture.", store.AskInformation)
	o.looks("2026-03-09 10:01")
	if due := o.theCase().Due.In(shanghai()).Format(time.DateTime); due < "2026-03-09 10:50:00" || due > "2026-03-09 10:59:59" {
		t.Errorf("due %s", due)
	}
	o.counts("case", 1)
	o.looks("2026-03-09 11:01")
	o.counts("case", 1) // who was warned reads the rest in the digest
	o.looks("2026-03-10 09:05")
	o.has(o.lastOf("digest"), "overdue")
}

// “later Friday” keeps a case out of the digest, and its warnings, until that day.
func TestDue_aCaseIsPutOff(t *testing.T) {
	t.Parallel()
	o := inEnglish(t, "2026-03-02 08:30")
	o.in("2026-03-02 17:00", "1@acme.example", store.RoleClient, wang, "", "The login fails.", store.AskProblem)
	o.looks("2026-03-03 09:05")
	o.counts("digest", 1)
	o.sorts(lina, []store.ItemCommand{{Number: 1, Verb: store.VerbLater, Argument: "2026-03-07", Words: "later Saturday"}})
	o.looks("2026-03-03 09:06")
	o.has(o.lastOf("digest-receipt"), "later Saturday", "until Monday 9 March 2026") // a working day
	o.looks("2026-03-06 12:00")
	o.counts("case", 0)
	o.counts("digest", 1)
	o.looks("2026-03-09 08:00")
	o.counts("case", 0)
	o.looks("2026-03-09 09:05")
	o.counts("case", 0) // the digest says it
	o.counts("digest", 2)
	o.has(o.lastOf("digest"), "Accounts", "overdue")
}

// “split” makes two of one, or says what it did not understand and how to say it.
func TestDue_aCaseIsSplitOrTheReceiptSaysHow(t *testing.T) {
	t.Parallel()
	o := inEnglish(t, "2026-03-02 08:30")
	o.in("2026-03-02 17:00", "1@acme.example", store.RoleClient, wang, "", "The login fails.", store.AskProblem)
	o.looks("2026-03-03 09:05")
	o.sorts(lina, []store.ItemCommand{{Number: 1, Verb: store.VerbSplit, Words: "split"}}, "1 later yesterday")
	o.looks("2026-03-03 09:06")
	o.has(o.lastOf("digest-receipt"), "1 split", "1 later yesterday", "5 split: login / invoice", "5 later Friday")
	if c := o.theCase(); c.Later != "" || c.Title != "Accounts" {
		t.Errorf("%+v", c)
	}
	o.sorts(lina, []store.ItemCommand{{Number: 1, Verb: store.VerbSplit, Argument: "login\ninvoice", Words: "split: login / invoice"}})
	o.looks("2026-03-03 09:20")
	list, err := o.store.Cases(t.Context(), store.CaseQuery{Open: true})
	if err != nil || len(list) != 2 || list[0].Title != "login" || list[1].Title != "invoice" || list[1].Number != 2 || list[1].Due.IsZero() {
		t.Errorf("%+v, %v", list, err)
	}
	// Each has its own clock: an answer that names one leaves the other.
	o.in("2026-03-03 10:00", "2@agency.example", store.RolePM, lina, "1@acme.example", "The invoice is in the post.")
	o.looks("2026-03-04 09:05")
	o.has(o.lastOf("digest"), "1. [ACME] login: problem")
	if strings.Contains(o.lastOf("digest"), "invoice: problem") {
		t.Error(o.lastOf("digest"))
	}
}
