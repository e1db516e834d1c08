package store

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/store/ledger"
)

func TestThread_orderOfArrivalDoesNotMatter(t *testing.T) {
	// An alias (50) and a contact (80) speak for one project, a tag (95) for
	// another: the thread follows the tag, whoever came first.
	mails := []mail{
		{id: "a@x"},
		{id: "b@x", refs: []string{"a@x"}, project: "BETA", sign: SignalAlias, confidence: 50},
		{id: "c@x", refs: []string{"a@x", "b@x"}},
		{id: "d@x", refs: []string{"a@x", "c@x"}, project: "BETA", sign: SignalContact, confidence: 80},
		{id: "e@x", refs: []string{"a@x"}, project: "ACME", sign: SignalTag, confidence: 95},
		{id: "f@x", refs: []string{"a@x", "missing@x", "e@x"}},
		{id: "g@x", refs: []string{"missing@x"}},
	}
	want := map[string]string{"a@x": "ACME", "b@x": "ACME", "c@x": "ACME", "d@x": "ACME", "e@x": "ACME", "f@x": "ACME", "g@x": "ACME"}
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 30 {
		s := open(t)
		random.Shuffle(len(mails), func(i, j int) { mails[i], mails[j] = mails[j], mails[i] })
		order := ""
		for _, m := range mails {
			record(t, s, m)
			order += m.id[:1]
		}
		if got := projects(t, s); !maps.Equal(got, want) {
			t.Errorf("round %d, in the order %s: %v", round, order, got)
		}
		verified(t, s)
	}
}

func TestThread_strangersCannotJoinTwoProjects(t *testing.T) {
	s := open(t)
	record(t, s, mail{id: "a@x", project: "ACME", sign: SignalTag, confidence: 95})
	record(t, s, mail{id: "b@x", project: "BETA", sign: SignalTag, confidence: 95})
	id := record(t, s, mail{id: "c@evil", refs: []string{"b@x", "a@x"}})
	record(t, s, mail{id: "d@x", refs: []string{"b@x"}})
	e, err := s.Entry(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Notes) != 1 || !strings.Contains(e.Notes[0], "BETA") {
		t.Errorf("notes %q: want one that names the thread left apart", e.Notes)
	}
	if got := projects(t, s); got["a@x"] != "ACME" || got["b@x"] != "BETA" {
		t.Errorf("projects %v", got)
	}
}

func TestFile_takesTheThreadAndWhatIsToCome(t *testing.T) {
	s := open(t)
	a := record(t, s, mail{id: "a@x", project: "BETA", sign: SignalTag, confidence: 95})
	record(t, s, mail{id: "b@x", refs: []string{"a@x"}})
	record(t, s, mail{id: "other@x"})
	filed, err := s.FileMessage(t.Context(), a, "ACME", "root\nforged: line")
	if err != nil || filed.Messages != 2 {
		t.Fatalf("filed %+v, %v; want 2 messages", filed, err)
	}
	answer := &Message{MessageID: "c@x", InReplyTo: []string{"b@x"}}
	if f, err := s.ThreadFiling(answer); err != nil || f.Project != "ACME" || f.Signal != SignalPerson {
		t.Errorf("an answer is filed as %+v, %v", f, err)
	}
	if got := projects(t, s); got["a@x"] != "ACME" || got["b@x"] != "ACME" || got["other@x"] != "" {
		t.Errorf("projects %v", got)
	}
	lines, err := s.History(t.Context(), a)
	if err != nil || len(lines) != 2 || lines[1].Act != ledger.ActFiled || lines[1].Actor != "rootforged: line" {
		t.Errorf("history %+v, %v", lines, err)
	}
	if e, err := s.Entry(t.Context(), lines[1].Entry); err != nil || e.ID != lines[0].Entry {
		t.Errorf("the entry of the filing leads to entry %d, %v; want %d", e.ID, err, lines[0].Entry)
	}
	verified(t, s)
	if again, err := s.FileMessage(t.Context(), a, "ACME", "root"); err != nil || again.Messages != 0 {
		t.Errorf("filing again changes %+v, %v", again, err)
	}
	if _, err := s.FileMessage(t.Context(), 99, "ACME", "root"); err == nil {
		t.Error("filing an unknown message is no error")
	}
}

// Who was found to belong to no project cannot draw a client's thread there.
func TestJoin_aThreadOfNoProjectIsNotJoinedToAnother(t *testing.T) {
	s := open(t)
	spam := record(t, s, mail{id: "1@evil"})
	if _, err := s.FileMessage(t.Context(), spam, "", "li"); err != nil {
		t.Fatal(err)
	}
	record(t, s, mail{id: "10@client", project: "ACME", sign: SignalContact, confidence: 80})
	record(t, s, mail{id: "2@evil", refs: []string{"1@evil", "10@client"}})
	record(t, s, mail{id: "11@third", refs: []string{"10@client"}})
	got := projects(t, s)
	if got["11@third"] != "ACME" || got["10@client"] != "ACME" || got["1@evil"] != "" {
		t.Errorf("%v", got)
	}
}

// The Kelvin sign is no k: a stranger whose address is written with it is nobody's client.
func TestConversation_aLetterThatLooksLikeAnother(t *testing.T) {
	s := open(t)
	record(t, s, mail{id: "a@x", subject: "Delivery date", text: "one", from: "kim@client.example", project: "ACME", sign: SignalTag, confidence: 95})
	for from, want := range map[string]string{"KIM@client.example": "ACME", "\u212aim@client.example": ""} {
		m := &Message{MessageID: from, Subject: "Re: Delivery date", Date: time.UnixMilli(1767000002000), From: []Address{{"", "li@agency.example"}}, To: []Address{{"", from}}}
		update(t, s, func(tx *Tx) error {
			f, err := tx.ThreadFiling(m)
			if f.Project != want {
				t.Errorf("%s: filed under %q, want %q", from, f.Project, want)
			}
			return err
		})
	}
}

// The id that ties the mails of one matter ties nothing in the log: what two people answer to
// it are two threads.
func TestThreadIDs_leaveOutTheMatter(t *testing.T) {
	t.Parallel()
	matter := NewMatterID("ACME", "confirmation 17", "agency.example")
	m := Message{MessageID: "1@acme.example", InReplyTo: []string{"m.a@agency.example"}, References: []string{matter, "m.a@agency.example"}}
	if got := m.ThreadIDs(); !slices.Equal(got, []string{"1@acme.example", "m.a@agency.example"}) {
		t.Errorf("%q", got)
	}
	for _, other := range []string{NewMatterID("ACME", "confirmation 1", "agency.example"), NewMatterID("BETA", "confirmation 17", "agency.example")} {
		if other == matter {
			t.Error("two matters have one id")
		}
	}
	if NewMatterID("ACME", "confirmation 17", "agency.example") != matter {
		t.Error("one matter has two ids")
	}
}
