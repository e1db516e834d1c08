package due

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// withClock is an agency that answers within four hours of working time.
func withClock(t *testing.T, now string) *agency {
	return newAgency(t, now, func(p *Project) {
		p.Schedule = nil
		p.Clock = Clock{Within: 4 * time.Hour, Begin: 9 * time.Hour, End: 18 * time.Hour}
	})
}

// writes logs a mail of a thread.
func (o *agency) writes(id string, role store.Role, from, answers string, asks ...store.Ask) {
	o.Helper()
	m := &store.Message{MessageID: id, Date: o.now, Received: o.now, Subject: "Accounts", NewText: "When?", From: []store.Address{{Address: from}}}
	if answers != "" {
		m.InReplyTo = []string{answers}
	}
	v := store.Verdict{Kind: store.KindHuman, Role: role, Project: "ACME", Effects: proved(), Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 80, Text: "for the test"}}}
	for _, a := range asks {
		v.Asks = append(v.Asks, store.FoundAsk{Ask: a, Words: "When?"})
	}
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		k, err := tx.StoreRaw(o.store.Pack([]byte(id), o.now, "test"))
		if err != nil {
			return err
		}
		_, err = tx.Record(k.ID, m, v)
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

func TestDue_thePMIsWarnedBeforeAClockRunsOutAndToldWhenItHas(t *testing.T) {
	t.Parallel()
	o := withClock(t, "2026-03-06 16:00") // a Friday: two hours that day, two on Monday
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskQuestion)
	o.looks("2026-03-06 17:59")
	o.wants()
	o.looks("2026-03-09 09:59")
	o.wants()
	o.looks("2026-03-09 10:01")
	o.wants("case " + lina)
	if text := o.text(); !strings.Contains(text, "2026年3月9日") || !strings.Contains(text, "11:00") || !strings.Contains(text, "When?") {
		t.Errorf("the warning:\n%s", text)
	}
	o.looks("2026-03-09 11:01")
	o.wants("case "+lina, "case "+lina)
	o.looks("2026-03-10 11:01")
	o.wants("case "+lina, "case "+lina)
}

func TestDue_noClockIsSaidToRunOutWhereTheAnswerMayLieUnread(t *testing.T) {
	t.Parallel()
	o := withClock(t, "2026-03-02 09:00")
	o.hasRead("2026-03-02 09:00")
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskQuestion)
	o.looks("2026-03-02 12:30") // half an hour after the first warning is due
	o.wants()
	o.hasRead("2026-03-02 12:31")
	o.looks("2026-03-02 12:32")
	o.wants("case " + lina)
	// A PM of a team whose mailbox cannot be read for an hour is told all the same.
	o.looks("2026-03-02 13:40")
	o.wants("case " + lina)
	o.looks("2026-03-02 14:01")
	o.wants("case "+lina, "case "+lina)
}

func TestDue_anAnswerStopsTheClock(t *testing.T) {
	t.Parallel()
	o := withClock(t, "2026-03-02 09:00")
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskProblem)
	o.now = at("2026-03-02 10:00")
	o.writes("2@agency.example", store.RoleTeam, "dev@agency.example", "1@acme.example")
	o.looks("2026-03-04 10:00")
	o.wants()
	o.now = at("2026-03-04 11:00")
	o.writes("3@acme.example", store.RoleClient, wang, "2@agency.example", store.AskQuestion) // and asks again
	o.looks("2026-03-04 14:30")
	o.wants("case " + lina)
	// The PM closes it by an answer.
	list, err := o.store.Cases(t.Context(), store.CaseQuery{State: store.CaseOpen})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	o.logs("close", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeCase, Object: list[0].ID, Decision: store.DecisionClose, Address: lina}})
	o.looks("2026-03-05 15:00")
	o.wants("case "+lina, "case-receipt "+lina)
}

func TestDue_withoutAClockNobodyIsWarned(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) { p.Schedule = nil })
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskComplaint)
	o.looks("2026-03-20 09:00")
	o.wants()
}

func TestDue_theClockToASolutionRunsUntilTheCaseIsClosed(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) {
		p.Schedule = nil
		p.Clock = Clock{Solve: 8 * time.Hour, Begin: 9 * time.Hour, End: 18 * time.Hour}
	})
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskProblem)
	o.now = at("2026-03-02 10:00")
	o.writes("2@agency.example", store.RoleTeam, "dev@agency.example", "1@acme.example") // an answer is no solution
	o.looks("2026-03-02 14:59")
	o.wants()
	o.looks("2026-03-02 15:01")
	o.wants("case " + lina)
	if text := o.text(); !strings.Contains(text, "解决期限将至") || !strings.Contains(text, "17:00") {
		t.Errorf("the warning:\n%s", text)
	}
	o.looks("2026-03-02 17:01")
	o.wants("case "+lina, "case "+lina)
	o.looks("2026-03-20 17:01")
	o.wants("case "+lina, "case "+lina)
}

func TestDue_whoseCaseItIsIsWarnedToo(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) {
		p.Schedule = nil
		p.Clock = Clock{Within: 4 * time.Hour, Begin: 9 * time.Hour, End: 18 * time.Hour}
		p.Contacts = append(p.Contacts, store.Contact{Name: "Chen", Role: store.RoleTeam, Addresses: []string{"dev@agency.example"}})
	})
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskProblem)
	list, err := o.store.Cases(t.Context(), store.CaseQuery{})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	o.logs("assign Chen", store.Verdict{Kind: store.KindHuman, Project: "ACME", Answer: &store.Response{Purpose: store.PurposeCase, Object: list[0].ID, Decision: store.DecisionAssign, Argument: "dev@agency.example", Address: lina}})
	o.looks("2026-03-02 09:10")
	n := o.since(0, "case-receipt "+lina)
	o.looks("2026-03-02 12:30")
	o.since(n, "case "+lina, "case dev@agency.example")
}

func TestDue_aClientIsToldTheNumberOfTheirCaseOnce(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) {
		p.Schedule = nil
		p.Clock = Clock{Within: 4 * time.Hour, Begin: 9 * time.Hour, End: 18 * time.Hour}
		p.Acknowledge = true
	})
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskQuestion)
	o.looks("2026-03-02 09:10")
	o.wants("case-ack " + wang)
	if text := o.text(); !strings.Contains(text, "第 1 号事项") || !strings.Contains(text, "13:00") {
		t.Errorf("the client is told\n%s", text)
	}
	// Not twice a day, whatever they ask; not who is no client; not of what is old.
	o.writes("2@acme.example", store.RoleClient, wang, "", store.AskProblem)
	o.writes("3@acme.example", store.RoleClient, "stranger@acme.example", "", store.AskProblem)
	o.looks("2026-03-02 09:20")
	o.now = at("2026-02-27 09:00")
	o.writes("4@acme.example", store.RoleClient, jane, "", store.AskQuestion)
	o.looks("2026-03-02 09:30")
	for _, q := range o.queued() {
		if strings.HasPrefix(q, "case-ack ") && q != "case-ack "+wang {
			t.Errorf("%s", q)
		}
	}
	if n := len(o.queued()); n != 2 { // and Jane's is overdue
		t.Errorf("%q", o.queued())
	}
}
