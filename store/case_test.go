package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// turn is a mail of a thread: who writes it, when, and what it asks.
type turn struct {
	role Role
	hour int
	asks []Ask
	kind Kind // "" is a person's
}

func TestFollowCase(t *testing.T) {
	const question, problem, thanks = AskQuestion, AskProblem, AskThanks
	for name, test := range map[string]struct {
		mails []turn
		want  []string // kind and state of each case
	}{
		"a question":                        {[]turn{{RoleClient, 1, []Ask{question}, ""}}, []string{"question open"}},
		"a question, answered":              {[]turn{{RoleClient, 1, []Ask{question}, ""}, {RolePM, 2, nil, ""}}, []string{"question answered"}},
		"the team answers too":              {[]turn{{RoleClient, 1, []Ask{problem}, ""}, {RoleTeam, 2, []Ask{question}, ""}}, []string{"problem answered"}},
		"the gravest counts":                {[]turn{{RoleClient, 1, []Ask{question, AskComplaint, problem}, ""}}, []string{"complaint open"}},
		"thanks open nothing":               {[]turn{{RoleClient, 1, []Ask{thanks}, ""}}, nil},
		"two questions in a row are one":    {[]turn{{RoleClient, 1, []Ask{question}, ""}, {RoleClient, 2, []Ask{question}, ""}}, []string{"question open"}},
		"asked again after the answer":      {[]turn{{RoleClient, 1, []Ask{question}, ""}, {RolePM, 2, nil, ""}, {RoleClient, 3, []Ask{problem}, ""}}, []string{"question open"}},
		"thanks after the answer":           {[]turn{{RoleClient, 1, []Ask{question}, ""}, {RolePM, 2, nil, ""}, {RoleClient, 3, []Ask{thanks}, ""}}, []string{"question answered"}},
		"an answer that came in before":     {[]turn{{RoleClient, 5, []Ask{question}, ""}, {RolePM, 4, nil, ""}}, []string{"question open"}},
		"a vacation notice is no answer":    {[]turn{{RoleClient, 1, []Ask{question}, ""}, {RolePM, 2, nil, KindAutoReply}}, []string{"question open"}},
		"a question of the team opens none": {[]turn{{RolePM, 1, []Ask{question}, ""}}, nil},
		"a stranger's opens none":           {[]turn{{RoleOther, 1, []Ask{question}, ""}}, nil},
		"a question of three weeks ago":     {[]turn{{RoleClient, -21 * 24, []Ask{question}, ""}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			now := s.now()
			for i, one := range test.mails {
				id := fmt.Sprintf("%d@x.example", i)
				m := &Message{MessageID: id, Date: now.Add(time.Duration(one.hour) * time.Hour), Received: now, Subject: "Accounts", NewText: "words", From: []Address{{Address: string(one.role) + "@x.example"}}}
				if i > 0 {
					m.InReplyTo = []string{"0@x.example"}
				}
				v := Verdict{Kind: KindHuman, Role: one.role, Project: "ACME", Effects: proved(), Reasons: []Reason{{SignalContact, "ACME", 80, "for the test"}}}
				if one.kind != "" {
					v.Kind = one.kind
				}
				for _, a := range one.asks {
					v.Asks = append(v.Asks, FoundAsk{a, "words"})
				}
				raw := keep(t, s, id)
				if err := s.Update(t.Context(), func(tx *Tx) error { _, err := tx.Record(raw, m, v); return err }); err != nil {
					t.Fatal(err)
				}
			}
			list, err := s.Cases(t.Context(), CaseQuery{Project: "ACME"})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range list {
				got = append(got, string(c.Kind)+" "+string(c.State))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestFile_takesTheCaseAlong(t *testing.T) {
	s := open(t)
	raw := keep(t, s, "1")
	m := &Message{MessageID: "1@x.example", Date: s.now(), Received: s.now(), Subject: "Accounts", NewText: "When?", From: []Address{{Address: "wang@x.example"}}}
	v := Verdict{Kind: KindHuman, Role: RoleClient, Project: "ACME", Effects: proved(), Reasons: []Reason{{SignalContact, "ACME", 80, "for the test"}}, Asks: []FoundAsk{{AskQuestion, "When?"}}}
	if err := s.Update(t.Context(), func(tx *Tx) error { _, err := tx.Record(raw, m, v); return err }); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ project, is string }{{"BETA", "BETA 1 open"}, {"ACME", "ACME 1 open"}, {"", "ACME 1 closed"}} {
		if _, err := s.FileMessage(t.Context(), raw, want.project, "li"); err != nil {
			t.Fatal(err)
		}
		list, err := s.Cases(t.Context(), CaseQuery{})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if got := fmt.Sprintf("%s %d %s", list[0].Project, list[0].Number, list[0].State); got != want.is {
			t.Errorf("filed under %q: %s, want %s", want.project, got, want.is)
		}
	}
}

func TestFile_opensTheCaseOfMailThatFittedNoProject(t *testing.T) {
	s := open(t)
	record := func(role Role, answers, text string, asks ...FoundAsk) int64 {
		raw := keep(t, s, text)
		m := &Message{MessageID: text + "@x.example", Date: s.now(), Received: s.now(), Subject: "Accounts", NewText: text, From: []Address{{Address: "wang@x.example"}}}
		if answers != "" {
			m.InReplyTo = []string{answers + "@x.example"}
		}
		if err := s.Update(t.Context(), func(tx *Tx) error {
			_, err := tx.Record(raw, m, Verdict{Kind: KindHuman, Role: role, Asks: asks})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return raw
	}
	is := func(want string) {
		t.Helper()
		list, err := s.Cases(t.Context(), CaseQuery{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range list {
			got = append(got, fmt.Sprint(c.Project, " ", c.Number, " ", c.State, " ", c.Words))
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	file := func(raw int64, project string) {
		t.Helper()
		if _, err := s.FileMessage(t.Context(), raw, project, "li"); err != nil {
			t.Fatal(err)
		}
	}
	asked := record(RoleClient, "", "When?", FoundAsk{AskQuestion, "When?"})
	record(RolePM, "When?", "Tomorrow.")
	offer := record(RoleOther, "", "Chairs?", FoundAsk{AskQuestion, "Chairs?"})
	is("")
	file(asked, "ACME")
	is("ACME 1 answered When?")
	file(offer, "ACME") // a stranger's
	is("ACME 1 answered When?")
	file(asked, "")
	file(asked, "ACME") // once
	is("ACME 1 closed When?")
}

// The clocks of a case: each warning once, and anew when the client asks again.
func TestCase_itsClocks(t *testing.T) {
	y := begin(t)
	c := y.asks(AskQuestion, "When?")
	due := y.s.now().Add(time.Hour)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.SetCaseDue(c, due) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.SetCaseSolveDue(c, due.Add(time.Hour)) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkCaseWarned(c, WarningSoon) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkCaseWarned(c, WarningSoon) })
	soon := y.caseNow(c.ID)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkCaseWarned(soon, WarningOverdue) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkCaseSolveWarned(c, WarningSoon) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkCaseSolveWarned(c, WarningSoon) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkCaseAcknowledged(c) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkCaseAcknowledged(c) })
	if got := y.caseNow(c.ID); !got.Due.Equal(due) || got.Warned != WarningOverdue || got.SolveWarned != WarningSoon || !got.Acknowledged {
		t.Errorf("%+v", got)
	}
	later := c
	later.Opened = c.Opened.Add(time.Minute) // it was asked again meanwhile
	y.moves(false, func(tx *Tx) (bool, error) { return tx.SetCaseDue(later, due) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.CloseCase(c.ID, lina) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.SetCaseSolveDue(c, due) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.ReopenCase(c.ID, lina) })
	list, err := y.s.Cases(t.Context(), CaseQuery{Project: "ACME", Number: 1, State: CaseOpen, Open: true, Since: y.s.now()})
	if err != nil || len(list) != 1 || list[0].Actor != lina {
		t.Errorf("%+v, %v", list, err)
	}
}

// What a PM answers to the warning of a case, and what it does.
func TestDecideCase_everyDecision(t *testing.T) {
	for _, c := range []struct {
		decision Decision
		argument string
		receipts []string
		is       func(Case) bool
	}{
		{DecisionClose, "", []string{"recorded lina"}, func(c Case) bool { return c.State == CaseClosed }},
		{DecisionKind, string(AskProblem), []string{"recorded lina"}, func(c Case) bool { return c.Kind == AskProblem }},
		{DecisionKind, string(AskQuestion), []string{"unclear lina"}, func(c Case) bool { return c.Kind == AskQuestion }},
		{DecisionAssign, "Chen@agency.example", []string{"recorded lina"}, func(c Case) bool { return c.Owner == chen }},
		{DecisionMerge, "2", []string{"recorded lina"}, func(c Case) bool { return c.State == CaseClosed && c.Merged == 2 }},
		{DecisionMerge, "1", []string{"unclear lina"}, func(c Case) bool { return c.State == CaseOpen }},
		{DecisionMerge, "9", []string{"unclear lina"}, func(c Case) bool { return c.State == CaseOpen }},
		{DecisionSolve, "Install it once more.", []string{}, func(c Case) bool { return c.State == CaseOpen }},
		{DecisionText, "", []string{"unclear lina"}, func(c Case) bool { return c.State == CaseOpen }},
	} {
		t.Run(string(c.decision)+" "+c.argument, func(t *testing.T) {
			y := begin(t)
			one := y.asks(AskQuestion, "When?")
			y.asks(AskQuestion, "And where?")
			y.replies("words", Response{Purpose: PurposeCase, Object: one.ID, Decision: c.decision, Argument: c.argument, Address: lina})
			y.wantReceipts(AboutCase, c.receipts...)
			if got := y.caseNow(one.ID); !c.is(got) {
				t.Errorf("%+v", got)
			}
		})
	}
}

// A solution that the client confirms closes its case.
func TestSolveCase_closesItOnceConfirmed(t *testing.T) {
	y := begin(t)
	c := y.asks(AskProblem, "It is broken.")
	var solution Confirmation
	y.do(func(tx *Tx) (err error) {
		solution, err = tx.SolveCase(c.ID, "", "Install it once more.", lina, 0)
		return err
	})
	if solution.Title != "Accounts" || solution.Kind != Solution || solution.Case != c.ID {
		t.Errorf("%+v", solution)
	}
	y.asksAbout(solution.ID, PolicyAny, wang)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.SettleConfirmation(solution.ID, 1, OutcomeConfirmed, wang) })
	if got := y.caseNow(c.ID).State; got != CaseClosed {
		t.Errorf("it is %s", got)
	}
}

// A case that becomes a change or a dispute begins one, once.
func TestChangeCaseKind_beginsAProcedure(t *testing.T) {
	y := begin(t)
	c := y.asks(AskQuestion, "Could it be blue?")
	for _, kind := range []Ask{AskChange, CaseDispute, AskChange} {
		y.moves(true, func(tx *Tx) (bool, error) { return tx.ChangeCaseKind(c.ID, kind, lina) })
	}
	list, err := y.s.Procedures(t.Context(), ProcedureQuery{})
	if err != nil || len(list) != 2 || list[0].Kind != ProcedureChange || list[1].Kind != ProcedureDispute {
		t.Errorf("%+v, %v", list, err)
	}
	steps, err := y.s.ProcedureSteps(t.Context(), list[0].ID)
	if err != nil || len(steps) != 1 || steps[0].Text != "Could it be blue?" || steps[0].Entry == 0 {
		t.Errorf("%+v, %v", steps, err)
	}
	if _, err := y.s.FileMessage(t.Context(), 99, "ACME", lina); !errors.Is(err, ErrNotFound) {
		t.Errorf("filing what there is not: %v", err)
	}
}
