package store

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func ownAddress(address string) bool {
	return strings.HasPrefix(address, "log@") || strings.HasPrefix(address, "log+")
}

// What passes between the two sides is an entry; what Rapport writes, and gets in answer to its
// questions, is not.
func TestErrand(t *testing.T) {
	t.Parallel()
	const reply, log, project = "log+r.abc@agency.example", "log@agency.example", "log+ACME@agency.example"
	type people []string
	for _, test := range []struct {
		name  string
		role  Role
		kind  Kind
		to    people
		facts errandFacts
		talk  bool
		want  bool
		about string
	}{
		{name: "a client writes to the PM", role: RoleClient, to: people{lina, log}},
		{name: "the PM writes to a client", role: RolePM, to: people{wang, log}},
		{name: "the PM writes to the team", role: RolePM, to: people{chen, log}},
		{name: "a client writes to the project alone", role: RoleClient, to: people{project}},
		{name: "a client asks in reply to a report", role: RoleClient, to: people{lina, project}, facts: errandFacts{replied: "report 1", ourThread: true}},
		{name: "a client replies to a report, to us alone", role: RoleClient, to: people{project}, facts: errandFacts{replied: "report 1", ourThread: true}},
		{name: "a client confirms", role: RoleClient, to: people{reply}, facts: errandFacts{answered: "confirmation 3 version 1 x", replied: "confirmation 3 version 1 x", asked: true}, want: true, about: "confirmation 3 version 1 x"},
		{name: "a client confirms, the PM in copy", role: RoleClient, to: people{reply, lina}, facts: errandFacts{answered: "confirmation 3"}, want: true, about: "confirmation 3"},
		{name: "a client objects", role: RoleClient, to: people{reply}, facts: errandFacts{replied: "confirmation 3 version 1 x", asked: true}, want: true, about: "confirmation 3 version 1 x"},
		{name: "a client objects, and asks for something else", role: RoleClient, to: people{reply}, facts: errandFacts{answered: "confirmation 3", inCase: true}},
		{name: "a client replies too late", role: RoleClient, to: people{reply}, facts: errandFacts{replied: "confirmation 3", asked: true, uncounted: UncountedLate}},
		{name: "a client is asked once more", role: RoleClient, to: people{reply}, facts: errandFacts{replied: "confirmation 3", asked: true, uncounted: UncountedTwice}, want: true, about: "confirmation 3"},
		{name: "a stranger writes to us", role: RoleOther, to: people{log}},
		{name: "a stranger replies to a question", role: RoleOther, to: people{reply}, facts: errandFacts{replied: "confirmation 3", asked: true}, want: true, about: "confirmation 3"},
		{name: "the PM approves a draft", role: RolePM, to: people{reply}, facts: errandFacts{answered: "confirmation 3 draft 1 x"}, want: true, about: "confirmation 3 draft 1 x"},
		{name: "the PM sends minutes in", role: RolePM, to: people{log}, facts: errandFacts{began: "confirmation 3"}, want: true, about: "confirmation 3"},
		{name: "the PM sends minutes in, a client in copy", role: RolePM, to: people{log, wang}, facts: errandFacts{began: "confirmation 3"}},
		{name: "the PM settles the digest", role: RolePM, to: people{reply}, facts: errandFacts{answered: "digest 2026-03-02 x"}, want: true, about: "digest 2026-03-02 x"},
		{name: "the PM gives a command", role: RolePM, to: people{log}, facts: errandFacts{ourThread: true}, want: true},
		{name: "the PM sends mail on", role: RolePM, to: people{log}, facts: errandFacts{forwards: true}, want: true},
		{name: "the PM notes something", role: RolePM, to: people{log}},
		{name: "the PM notes a call", role: RolePM, to: people{log}, talk: true, facts: errandFacts{ourThread: true}},
		{name: "mail of ours", kind: KindSent, to: people{wang}, facts: errandFacts{sent: "report 1"}, want: true, about: "report 1"},
		{name: "mail of ours that is in no outbox", kind: KindSent, to: people{wang}, want: true},
		{name: "a bounce", kind: KindBounce, to: people{log}, want: true},
		{name: "an automatic reply", kind: KindAutoReply, role: RoleClient, to: people{lina, log}},
		{name: "an invitation", kind: KindCalendar, role: RoleClient, to: people{lina}},
		{name: "mail without a recipient", role: RolePM, to: people{}},
	} {
		e := Entry{Kind: test.kind, Role: test.role}
		if test.talk {
			e.Talk = &Talk{Kind: TalkCall}
		}
		for _, address := range test.to {
			e.To = append(e.To, Address{Address: address})
		}
		if got, about := test.facts.errand(e, ownAddress); got != test.want || about != test.about && got {
			t.Errorf("%s: errand %t about %q, want %t about %q", test.name, got, about, test.want, test.about)
		}
	}
}

func TestMatterInKey(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"confirmation 3 version 1 wang@acme.example":        "confirmation 3",
		"case 5 confirmation 8 draft 2 lina@agency.example": "confirmation 8",
		"case 5 procedure 2 version 1 asked 1 x@y.example":  "procedure 2",
		"procedure 2 confirmation 8 version 1":              "procedure 2",
		"reports 1772812800000 report 4 receipt 9":          "report 4",
		"report 4":                             "report 4",
		"survey 6 results lina@agency.example": "survey 6",
		"meeting 4 at 2026-03-05T10:00:00Z asked x@y.exa":   "meeting 4",
		"reports 1772812800000 ask lina@agency.example":     "",
		"digest 2026-03-02 lina@agency.example":             "",
		"command-log lina@agency.example 2026-03-02":        "",
		"bounce of 7 state failed attempt 1 to x@y.example": "",
		"confirmation":             "",
		"":                         "",
		"version 3 confirmation 4": "",
		"confirmation x version 1": "",
	} {
		name, ok := matterInKey(key)
		got := ""
		if ok {
			got = name.String()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", key, got, want)
		}
	}
}

// told returns the story of ACME, a line each: the text of an entry, or a matter.
func (y *story) told(q LogQuery) (lines []string, left ErrandCount) {
	y.Helper()
	q.Project, q.Own = "ACME", ownAddress
	left, err := y.s.Story(y.Context(), q, func(line StoryLine) error {
		if m := line.Matter; m != nil {
			var by []string
			for _, who := range m.By {
				by = append(by, who.Name)
			}
			lines = append(lines, fmt.Sprintf("%s %d v%d %s %s by %s", m.Kind, m.Number, m.Version, m.State, m.Outcome, strings.Join(by, "+")))
			return nil
		}
		lines = append(lines, line.Entry.NewText)
		return nil
	})
	if err != nil {
		y.Fatal(err)
	}
	return lines, left
}

// writes logs a mail of ACME with its recipients, in reply to another.
func (y *story) writes(from string, role Role, to []string, inReplyTo, text string, v Verdict) int64 {
	y.Helper()
	y.n++
	id := fmt.Sprintf("%d@mail.example", y.n)
	m := &Message{SHA256: sha256.Sum256([]byte(id + text)), MessageID: id, Date: y.s.now(), Received: y.s.now(), Subject: "Accounts", NewText: text, From: []Address{{Address: from}}}
	if inReplyTo != "" {
		m.InReplyTo = []string{inReplyTo}
	}
	for _, address := range to {
		m.To = append(m.To, Address{Address: address})
	}
	v.Kind, v.Project, v.Role, v.Reasons = KindHuman, "ACME", role, []Reason{{SignalAddress, "ACME", 99, "for the test"}}
	raw := keep(y, y.s, id+text)
	y.do(func(tx *Tx) error { _, err := tx.Record(raw, m, v); return err })
	return raw
}

// The whole of a round of minutes is one line, where they were confirmed.
func TestStory_foldsErrandsIntoTheirMatter(t *testing.T) {
	t.Parallel()
	y := begin(t)
	hour := func() { *y.now = y.now.Add(time.Hour) }
	y.writes(wang, RoleClient, []string{lina, "log@agency.example"}, "", "When?", Verdict{})
	hour()
	c := y.drafts(Minutes, "All well.")
	queue(t, y.s, fmt.Sprintf("confirmation %d draft 1 %s", c.ID, lina), lina)
	queue(t, y.s, "digest 2026-01-01 "+lina, lina)
	send(t, y.s)
	hour()
	y.asksAbout(c.ID, PolicyAll, wang)
	ask := fmt.Sprintf("confirmation %d version 1 %s", c.ID, wang)
	queue(t, y.s, ask, wang)
	y.do(func(tx *Tx) error {
		return tx.Ask(Request{Token: "abc", Purpose: PurposeConfirm, Project: "ACME", Object: c.ID, Version: 1, Address: wang, Expires: y.s.now().Add(time.Hour)}, ask+"@agency.example")
	})
	send(t, y.s)
	hour()
	y.writes(lina, RolePM, []string{wang, "log@agency.example"}, "1@mail.example", "On Thursday.", Verdict{})
	if lines, left := y.told(LogQuery{}); !slices.Equal(lines, []string{"When?", "minutes 1 v1 asked  by " + wang, "On Thursday."}) || left != (ErrandCount{2, 1}) {
		t.Errorf("%q, %+v", lines, left)
	}
	hour()
	y.writes(wang, RoleClient, []string{"log+r.abc@agency.example"}, ask+"@agency.example", "Confirmed", Verdict{Answer: &Response{Request: 1, Purpose: PurposeConfirm, Object: c.ID, Version: 1, Decision: DecisionOK, Address: wang}})
	y.moves(true, func(tx *Tx) (bool, error) { return tx.SettleConfirmation(c.ID, 1, OutcomeConfirmed, "") })
	hour()
	queue(t, y.s, fmt.Sprintf("confirmation %d version 1 settled", c.ID), wang)
	send(t, y.s)
	hour()
	y.writes(wang, RoleClient, []string{lina}, "", "Thanks.", Verdict{})
	want := []string{"When?", "On Thursday.", "minutes 1 v1 settled confirmed by " + wang, "Thanks."}
	if lines, left := y.told(LogQuery{}); !slices.Equal(lines, want) || left != (ErrandCount{4, 1}) {
		t.Errorf("%q, %+v", lines, left)
	}
	slices.Reverse(want)
	if lines, _ := y.told(LogQuery{ReadBack: true}); !slices.Equal(lines, want) {
		t.Errorf("from the latest: %q", lines)
	}
	// Of a period in which the matter is still under way, it is the last line.
	if lines, _ := y.told(LogQuery{Until: *y.now, Since: y.now.Add(-5 * time.Hour)}); !slices.Equal(lines, []string{"On Thursday.", "minutes 1 v1 settled confirmed by " + wang}) {
		t.Errorf("a part: %q", lines)
	}
	if lines, _ := y.told(LogQuery{Until: y.now.Add(-4 * time.Hour)}); !slices.Equal(lines, []string{"When?", "minutes 1 v1 settled confirmed by " + wang}) {
		t.Errorf("the beginning: %q", lines)
	}
	// Where it came to its state before, it stands with the mail that came later.
	if lines, _ := y.told(LogQuery{Since: y.now.Add(-90 * time.Minute)}); !slices.Equal(lines, []string{"minutes 1 v1 settled confirmed by " + wang, "Thanks."}) {
		t.Errorf("the end: %q", lines)
	}
	list, err := y.s.Agreements(t.Context(), "ACME")
	if err != nil || len(list) != 1 || len(list[0].By) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if by := list[0].By[0]; by.Entry == 0 || by.Entry != list[0].Entry || by.Proof != "round trip" || by.Address != wang {
		t.Errorf("%+v", list[0])
	}
}

// A change that came of a case is one line, whichever of its texts a mail was about.
func TestStory_aChangeIsOneLine(t *testing.T) {
	t.Parallel()
	y := begin(t)
	p := y.raises(ProcedureChange)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.StepProcedure(p.ID, EventAssessed, "Two days.", lina, 0) })
	c := y.submits(p.ID, ChangeRequest)
	queue(t, y.s, fmt.Sprintf("procedure %d version 1 asked 1 %s", p.ID, lina), lina)
	queue(t, y.s, fmt.Sprintf("case 7 confirmation %d version 1 %s", c.ID, wang), wang)
	send(t, y.s)
	y.do(func(tx *Tx) error {
		return tx.exec(`UPDATE confirmer SET state = 'confirmed', at_ms = $1 WHERE confirmation_id = $2`, tx.now, c.ID)
	})
	*y.now = y.now.Add(time.Hour)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.SettleConfirmation(c.ID, 1, OutcomeConfirmed, "") })
	if lines, left := y.told(LogQuery{}); !slices.Equal(lines, []string{"change 1 v0 approved  by Wang"}) || left.InMatters != 2 {
		t.Errorf("%q, %+v", lines, left)
	}
	list, err := y.s.Agreements(t.Context(), "ACME")
	if err != nil || len(list) != 1 || list[0].Kind != ChangeRequest || list[0].Number != 1 || list[0].Stage != ChangeApproved {
		t.Fatalf("%+v, %v", list, err)
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.StepProcedure(p.ID, EventDropped, "", lina, 0) })
	if list, err = y.s.Agreements(t.Context(), "ACME"); err != nil || len(list) != 0 {
		t.Errorf("a change that was dropped is in force: %+v, %v", list, err)
	}
}

// A newer plan of one title replaces the one before; minutes stay; what was rejected, withdrawn
// or closed over an objection is not in force.
func TestAgreements_whatIsInForce(t *testing.T) {
	t.Parallel()
	y := begin(t)
	settle := func(kind ConfirmationKind, title string, outcome ConfirmationOutcome) {
		t.Helper()
		*y.now = y.now.Add(time.Hour)
		var c Confirmation
		y.do(func(tx *Tx) (err error) {
			c, err = tx.DraftConfirmation(Confirmation{Project: "ACME", Kind: kind, Title: title, Text: "All well.", Actor: lina})
			return err
		})
		y.asksAbout(c.ID, PolicyAll, wang)
		if outcome != "" {
			y.moves(true, func(tx *Tx) (bool, error) { return tx.SettleConfirmation(c.ID, 1, outcome, "") })
		}
	}
	settle(Minutes, "Weekly", OutcomeConfirmed)                      // 1
	settle(ProjectPlan, "Project plan", OutcomeConfirmed)            // 2
	settle(Minutes, "Weekly", OutcomeSilence)                        // 3
	settle(ProjectPlan, "Project Plan v2", OutcomeConfirmed)         // 4
	settle(ProjectPlan, "Plan of the pilot", OutcomeConfirmed)       // 5
	settle(Acceptance, "验收标准", OutcomeConfirmed)                     // 6
	settle(Acceptance, "验收标准（第 2 版）", OutcomeDisputed)               // 7
	settle(Acceptance, "验收标准 第3版", OutcomeConfirmed)                 // 8
	settle(Scope, "Scope", "")                                       // 9
	settle(Solution, "Export", OutcomeRejected)                      // 10
	settle(ProjectPlan, "Project plan, version 3.1", OutcomeSilence) // 11
	list, err := y.s.Agreements(t.Context(), "ACME")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range list {
		slices.Sort(a.Replaces)
		got = append(got, fmt.Sprint(a.Number, a.Replaces))
	}
	if want := []string{"1 []", "3 []", "5 []", "8 [6]", "11 [2 4]"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Whom an entry is for follows from its people, and is corrected by a marking, which the chain
// proves.
func TestAudience(t *testing.T) {
	t.Parallel()
	p := Project{Code: "ACME", Domains: []string{"acme.example"}, Contacts: []Contact{
		{Role: RoleClient, Addresses: []string{wang, "wang@gmail.example"}}, {Role: RolePM, Addresses: []string{lina}}, {Role: RoleTeam, Addresses: []string{"contractor@acme.example"}},
	}}
	to := func(list ...string) (all []Address) {
		for _, address := range list {
			all = append(all, Address{Address: address})
		}
		return all
	}
	failed := Interpretation{Auth: &Evidence{Level: LevelFailed}}
	for name, test := range map[string]struct {
		e    Entry
		want Audience
	}{
		"a client writes":                      {Entry{People: People{From: to(wang), To: to(lina)}}, AudienceShared},
		"from another of their addresses":      {Entry{People: People{From: to("WANG@gmail.example"), To: to(lina)}}, AudienceShared},
		"somebody of the client's domain":      {Entry{People: People{From: to("new@acme.example"), To: to(lina)}}, AudienceShared},
		"somebody below the client's domain":   {Entry{People: People{From: to("new@cn.acme.example"), To: to(lina)}}, AudienceShared},
		"a domain that only ends so":           {Entry{People: People{From: to("new@notacme.example"), To: to(lina)}}, AudienceInternal},
		"a client gets it":                     {Entry{People: People{From: to(lina), To: to(wang)}}, AudienceShared},
		"a client gets a copy":                 {Entry{People: People{From: to(lina), To: to(chen), Cc: to(wang)}}, AudienceShared},
		"the team alone":                       {Entry{People: People{From: to(lina), To: to(chen)}}, AudienceInternal},
		"who works for us at the client's":     {Entry{People: People{From: to("contractor@acme.example"), To: to(lina)}}, AudienceInternal},
		"a client whom something contradicts":  {Entry{Interpretation: failed, Role: RoleClient, People: People{From: to(wang), To: to(lina)}}, AudienceInternal},
		"the same, with a client in copy":      {Entry{Interpretation: failed, People: People{From: to(wang), To: to(lina), Cc: to(wang)}}, AudienceShared},
		"a client who has left since":          {Entry{Role: RoleClient, People: People{From: to("old@former.example"), To: to(lina)}}, AudienceShared},
		"only the reply address is a client's": {Entry{People: People{From: to(lina), To: to(chen), ReplyTo: to(wang)}}, AudienceInternal},
		"marked internal":                      {Entry{Marked: AudienceInternal, People: People{From: to(wang), To: to(lina)}}, AudienceInternal},
		"marked shared":                        {Entry{Marked: AudienceShared, People: People{From: to(lina), To: to(chen)}}, AudienceShared},
	} {
		test.e.Project = "ACME"
		if got := p.AudienceOf(test.e, test.e.Auth != nil); got != test.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := p.AudienceOf(Entry{People: People{From: to(wang), To: to(lina)}}, false); got != AudienceInternal {
		t.Errorf("what belongs to no project is %s", got)
	}

	y := begin(t)
	id := y.logs(wang, "When?", Verdict{Role: RoleClient})
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkEntry(id, AudienceInternal, "root\n") })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkEntry(id, AudienceInternal, "chen") })
	e, err := y.s.EntryOfMessage(t.Context(), id)
	if err != nil || e.Marked != AudienceInternal {
		t.Fatalf("%q, %v", e.Marked, err)
	}
	if v, err := y.s.Verify(t.Context(), nil); err != nil || len(v.Problems) > 0 {
		t.Errorf("%+v, %v", v.Problems, err)
	}
}
