package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// said is a mail of a thread, with what it says.
type said struct {
	role    Role
	hour    int
	text    string
	asks    []Ask
	matters []SeparateAsk
}

// follows logs mails of one thread, and returns the kind, the state and the words of each case.
func follows(t *testing.T, s *Store, thread string, mails []said) []string {
	t.Helper()
	for i, one := range mails {
		id := fmt.Sprintf("%s%d@x.example", thread, i)
		m := &Message{MessageID: id, Date: s.now().Add(time.Duration(one.hour) * time.Hour), Received: s.now(), Subject: "Two things", NewText: one.text, From: []Address{{Address: string(one.role) + "@x.example"}}}
		if i > 0 {
			m.InReplyTo = []string{thread + "0@x.example"}
		}
		v := Verdict{Kind: KindHuman, Role: one.role, Project: "ACME", Effects: append(proved(), EffectEndWait), SeparateAsks: one.matters, Reasons: []Reason{{SignalContact, "ACME", 80, "for the test"}}}
		for _, a := range one.asks {
			words := one.text
			for _, part := range one.matters {
				if part.Ask == a {
					words = part.Text
				}
			}
			v.Asks = append(v.Asks, FoundAsk{a, words})
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
		got = append(got, fmt.Sprintf("%d %s %s: %s", c.Number, c.Kind, c.State, c.Words))
	}
	return got
}

// Two matters of one mail are two cases, each with its own state.
func TestFollowCase_severalMatters(t *testing.T) {
	t.Parallel()
	login := SeparateAsk{AskProblem, "The login fails with error 500."}
	invoice := SeparateAsk{AskQuestion, "When does the invoice of March come?"}
	both := said{RoleClient, 1, login.Text + " On another subject: " + invoice.Text, []Ask{AskProblem, AskQuestion}, []SeparateAsk{login, invoice}}
	zh := said{RoleClient, 1, "登录报错。另外，三月的发票什么时候开？", []Ask{AskProblem, AskQuestion}, []SeparateAsk{{AskProblem, "登录报错。"}, {AskQuestion, "另外，三月的发票什么时候开？"}}}
	const one, two = "1 problem open: The login fails with error 500.", "2 question open: When does the invoice of March come?"
	for name, test := range map[string]struct {
		mails []said
		want  []string
	}{
		"two cases":             {[]said{both}, []string{one, two}},
		"of one both are named": {[]said{both, {RolePM, 2, "Both are done.", nil, nil}}, []string{strings.Replace(one, "open", "answered", 1), strings.Replace(two, "open", "answered", 1)}},
		"of one only one is":    {[]said{both, {RolePM, 2, "You can log in again: the login works.", nil, nil}}, []string{strings.Replace(one, "open", "answered", 1), two}},
		"the other one is":      {[]said{both, {RoleTeam, 2, "The invoices go out tomorrow.", nil, nil}}, []string{one, strings.Replace(two, "open", "answered", 1)}},
		"one after the other": {[]said{both, {RoleTeam, 2, "The invoices go out tomorrow.", nil, nil}, {RolePM, 3, "We restarted the login.", nil, nil}},
			[]string{strings.Replace(one, "open", "answered", 1), strings.Replace(two, "open", "answered", 1)}},
		"in Chinese, one is answered": {[]said{zh, {RolePM, 2, "发票今天寄出。", nil, nil}}, []string{"1 problem open: 登录报错。", "2 question answered: 另外，三月的发票什么时候开？"}},
		"in Chinese, both are":        {[]said{zh, {RolePM, 2, "都处理好了。", nil, nil}}, []string{"1 problem answered: 登录报错。", "2 question answered: 另外，三月的发票什么时候开？"}},
		"one is asked again": {[]said{both, {RolePM, 2, "Both are done.", nil, nil}, {RoleClient, 3, "I have not got the invoice.", []Ask{AskProblem}, nil}},
			[]string{strings.Replace(one, "open", "answered", 1), "2 question open: I have not got the invoice."}},
		"thanks open none again": {[]said{both, {RolePM, 2, "Both are done.", nil, nil}, {RoleClient, 3, "Thanks!", []Ask{AskThanks}, nil}}, []string{strings.Replace(one, "open", "answered", 1), strings.Replace(two, "open", "answered", 1)}},
		"a second matter in a thread": {[]said{{RoleClient, 1, login.Text, []Ask{AskProblem}, []SeparateAsk{login}}, {RoleClient, 2, "Any news of the login? Also the invoice…", []Ask{AskQuestion}, []SeparateAsk{{AskQuestion, "Any news of the login?"}, invoice}}},
			[]string{one, two}},
		"only one of two asks": {[]said{{RoleClient, 1, both.text, []Ask{AskProblem}, []SeparateAsk{login, {AskObjection, "We do not want the blue one."}}}}, []string{one}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := follows(t, open(t), "a", test.mails); !slices.Equal(got, test.want) {
				t.Errorf("\n%q, want\n%q", got, test.want)
			}
		})
	}
}

func TestFile_takesBothCasesAlong(t *testing.T) {
	t.Parallel()
	s := open(t)
	list := []SeparateAsk{{AskChange, "Please make the logo blue."}, {AskQuestion, "When does the invoice come?"}}
	follows(t, s, "a", []said{{RoleClient, 1, "both", []Ask{AskChange, AskQuestion}, list}})
	follows(t, s, "b", []said{{RoleClient, 1, "both", []Ask{AskChange, AskQuestion}, list}})
	all, err := s.Cases(t.Context(), CaseQuery{})
	if err != nil || len(all) != 4 {
		t.Fatal(all, err)
	}
	for _, project := range []string{"BETA", "ACME", ""} {
		if _, err := s.FileMessage(t.Context(), all[0].Message, project, "li"); err != nil {
			t.Fatal(err)
		}
	}
	open, err := s.Cases(t.Context(), CaseQuery{Open: true})
	if err != nil || len(open) != 2 {
		t.Error(open, err)
	}
	changes, err := s.Procedures(t.Context(), ProcedureQuery{Open: true})
	if err != nil || len(changes) != 1 {
		t.Error(changes, err)
	}
}

func TestSplitCase(t *testing.T) {
	t.Parallel()
	login, invoice := SeparateAsk{AskProblem, "The login fails."}, SeparateAsk{AskQuestion, "When does the invoice come?"}
	for name, test := range map[string]struct {
		matters []SeparateAsk
		titles  []string
		want    string // titles and kinds; "": it asks for one thing only
	}{
		"as the PM names them":        {nil, []string{"login", "invoice"}, "1 login problem, 2 invoice problem"},
		"three":                       {nil, []string{"a", "b", "c"}, "1 a problem, 2 b problem, 3 c problem"},
		"nobody can tell":             {nil, nil, ""},
		"one name":                    {nil, []string{"login"}, ""},
		"too many":                    {nil, strings.Split("a b c d e f", " "), ""},
		"the names find their matter": {[]SeparateAsk{login, invoice}, []string{"the invoice", "login"}, "1 the invoice question, 2 login problem"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			follows(t, s, "a", []said{{RoleClient, 1, "The login fails. The invoice too.", []Ask{AskProblem}, nil}})
			list, err := s.Cases(t.Context(), CaseQuery{})
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			before := list[0]
			err = s.Update(t.Context(), func(tx *Tx) error {
				if test.matters != nil {
					text := Interpretation{SeparateAsks: test.matters}.text()
					if err := tx.exec(`UPDATE body SET reading = $1 WHERE message_id = $2`, text, before.Message); err != nil {
						return err
					}
				}
				done, err := tx.SplitCase(before.ID, test.titles, "li")
				if err == nil && !done {
					t.Error("not done")
				}
				return err
			})
			if (err == nil) != (test.want != "") {
				t.Fatal(err)
			}
			if list, err = s.Cases(t.Context(), CaseQuery{}); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range list {
				got = append(got, fmt.Sprintf("%d %s %s", c.Number, c.Title, c.Kind))
				if c.Message != before.Message || !c.Opened.Equal(before.Opened) || c.State != CaseOpen {
					t.Errorf("%+v", c)
				}
			}
			if test.want != "" && strings.Join(got, ", ") != test.want || test.want == "" && len(list) != 1 {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// The clock of a case stands while its client is awaited, and runs again when they write.
func TestAwaitClient(t *testing.T) {
	t.Parallel()
	s := open(t)
	follows(t, s, "a", []said{{RoleClient, 0, "The login fails.", []Ask{AskProblem}, nil}})
	one := func() Case {
		list, err := s.Cases(t.Context(), CaseQuery{})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		return list[0]
	}
	do := func(want bool, act func(*Tx) (bool, error)) {
		t.Helper()
		err := s.Update(t.Context(), func(tx *Tx) error {
			done, err := act(tx)
			if done != want {
				t.Errorf("done: %v", done)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	id := one().ID
	do(true, func(tx *Tx) (bool, error) { return tx.SetCaseDue(one(), s.now().Add(time.Hour)) })
	do(true, func(tx *Tx) (bool, error) { return tx.AwaitClient(id, "li") })
	do(false, func(tx *Tx) (bool, error) { return tx.AwaitClient(id, "li") })
	if c := one(); c.Awaited().IsZero() || !c.Due.IsZero() || c.State != CaseOpen {
		t.Errorf("%+v", c)
	}
	writes := func(role Role, hour int, ask Ask) {
		t.Helper()
		id := fmt.Sprint(role, hour, ask, "@x.example")
		m := &Message{MessageID: id, InReplyTo: []string{"a0@x.example"}, Date: s.now().Add(time.Duration(hour) * time.Hour), Received: s.now(), NewText: "words", From: []Address{{Address: string(role) + "@x.example"}}}
		v := Verdict{Kind: KindHuman, Role: role, Project: "ACME", Effects: append(proved(), EffectEndWait), Asks: []FoundAsk{{ask, "words"}}, Reasons: []Reason{{SignalThread, "ACME", 80, "for the test"}}}
		raw := keep(t, s, id)
		if err := s.Update(t.Context(), func(tx *Tx) error { _, err := tx.Record(raw, m, v); return err }); err != nil {
			t.Fatal(err)
		}
	}
	writes(RoleClient, 1, AskThanks)
	writes(RoleClient, -30, AskInformation) // of before
	if one().Awaited().IsZero() {
		t.Error("thanks, or an old mail, started the clock again")
	}
	writes(RoleClient, 2, AskInformation)
	if c := one(); !c.Awaited().IsZero() || len(c.Waits) != 1 || !c.Waits[0].Until.After(c.Waits[0].From) {
		t.Errorf("%+v", c)
	}
	// Who is put off comes back when the client writes.
	do(true, func(tx *Tx) (bool, error) { return tx.SnoozeCase(id, "2026-03-20", "li") })
	do(false, func(tx *Tx) (bool, error) { return tx.SnoozeCase(id, "2026-03-20", "li") })
	writes(RoleClient, 3, AskQuestion)
	if c := one(); c.Later != "" {
		t.Errorf("%+v", c)
	}
	do(true, func(tx *Tx) (bool, error) { return tx.CloseCase(id, "li") })
	do(false, func(tx *Tx) (bool, error) { return tx.SnoozeCase(id, "2026-03-21", "li") })
	do(false, func(tx *Tx) (bool, error) { return tx.AwaitClient(id, "li") })
	do(true, func(tx *Tx) (bool, error) { return tx.ReopenCase(id, "li") })
	if c := one(); c.State != CaseOpen || c.Opened.Before(s.now().Add(-time.Minute)) {
		t.Errorf("%+v", c)
	}
}

// A mail that asks for separate things opens a case for each, although no word of it tells what
// it asks as a whole; an ask of thanks beside them changes nothing.
func TestVerdict_asksApart(t *testing.T) {
	two := []SeparateAsk{{Ask: AskProblem, Text: "Radiators on the top floor stay cold."}, {Ask: AskQuestion, Text: "My neighbour would like a word."}}
	for _, c := range []struct {
		asks    []FoundAsk
		matters []SeparateAsk
		cases   int
		thanks  bool
	}{
		{[]FoundAsk{{Ask: AskInformation, Words: "Radiators"}}, two, 2, false},
		{[]FoundAsk{{Ask: AskThanks, Words: "Thanks"}}, two, 2, false},
		{[]FoundAsk{{Ask: AskThanks, Words: "Thanks"}}, two[:1], 0, true},
		{[]FoundAsk{{Ask: AskProblem, Words: "cold"}}, two[:1], 1, false},
	} {
		v := Verdict{Kind: KindHuman, Project: "ACME", Role: RoleClient, Asks: c.asks, SeparateAsks: c.matters}
		if v.OpensCases() != c.cases || v.saysThanks() != c.thanks {
			t.Errorf("%+v with %d matters: %d cases, thanks: %t", c.asks, len(c.matters), v.OpensCases(), v.saysThanks())
		}
	}
}
