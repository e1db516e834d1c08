package store

import (
	"strings"
	"testing"
	"time"
)

// A message that an older reader read poorly is read again: the log shows what
// is read now, all that was recorded before can still be proven, and a second
// time changes nothing.
func TestReread_supersedesAndStaysProvable(t *testing.T) {
	s, _ := openAt(t)
	raw := "From: wang@client.example\nSubject: plan\n\nYes.\n"
	poor := &Message{MessageID: "1@x", Subject: "plan", From: []Address{{Address: "wang@client.example"}}, Date: time.Unix(1000, 0), Received: time.Unix(1000, 0), NewText: "Yes.\n> Can you?", Unparsed: "too new for this reader"}
	id := keepAndRecord(t, s, raw, poor, Verdict{Kind: KindUnparsed})
	good := *poor
	good.NewText, good.Quoted, good.Unparsed, good.Signature = "Yes.", "> Can you?", "", "Wang"
	good.Attachments = []Attachment{{N: 1, Name: "plan.pdf", Type: "application/pdf", Size: 3}}
	verdict := Verdict{Kind: KindHuman, Project: "ACME", Reasons: []Reason{{Signal: SignalTag, Project: "ACME", Confidence: 95, Text: "tag"}}, Asks: []FoundAsk{{AskApproval, "Yes"}}}
	reread := func() (entry int64, differences []Difference) {
		t.Helper()
		err := s.Update(t.Context(), func(tx *Tx) (err error) {
			entry, differences, err = tx.Reprocess(id, &good, verdict)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return entry, differences
	}
	entry, differences := reread()
	if entry != 2 || len(differences) < 5 {
		t.Fatalf("entry %d, %+v", entry, differences)
	}
	if entry, differences := reread(); entry != 0 || len(differences) != 0 {
		t.Errorf("a second time: entry %d, %+v", entry, differences)
	}
	shown, err := s.Entry(t.Context(), 1)
	if err != nil || shown.NewText != "Yes." || shown.Project != "ACME" || shown.Signature != "Wang" || len(shown.Attached) != 1 || shown.Kind != KindHuman || len(shown.Asks) != 1 {
		t.Errorf("%+v, %v", shown, err)
	}
	wantProblems(t, s, "")

	// A person's filing outlives any reading.
	if _, err := s.FileMessage(t.Context(), id, "BETA", "li"); err != nil {
		t.Fatal(err)
	}
	good.NewText = "Yes!"
	reread()
	if shown, err = s.Entry(t.Context(), 1); err != nil || shown.Project != "BETA" || shown.Signal != SignalPerson || shown.NewText != "Yes!" {
		t.Errorf("%+v, %v", shown, err)
	}
	wantProblems(t, s, "")

	for _, change := range []struct{ query, want string }{
		{`UPDATE body SET new_text = 'No.'`, "were changed"},
		{`UPDATE superseded SET zstd = x'28b52ffd' WHERE entry_id = 1`, "was changed since another entry superseded it"},
		{`DELETE FROM superseded WHERE entry_id = 2`, "what it recorded was removed"},
	} {
		tamper(t, s, change.query)
		wantProblems(t, s, change.want)
	}
}

func keepAndRecord(t *testing.T, s *Store, raw string, m *Message, v Verdict) (id int64) {
	t.Helper()
	packed := s.Pack([]byte(raw), m.Received, "test")
	m.SHA256, m.Size = packed.SHA256, packed.Size
	err := s.Update(t.Context(), func(tx *Tx) error {
		k, err := tx.StoreRaw(packed)
		if err != nil {
			return err
		}
		id = k.ID
		_, err = tx.Record(k.ID, m, v)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// wantProblems verifies the log and wants a problem with these words, or none.
func wantProblems(t *testing.T, s *Store, want string) {
	t.Helper()
	v, err := s.Verify(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if want == "" && len(v.Problems) > 0 {
		t.Errorf("%+v", v.Problems)
	}
	for _, p := range v.Problems {
		if want != "" && strings.Contains(p.Text, want) {
			return
		}
	}
	if want != "" {
		t.Errorf("%+v, want %q", v.Problems, want)
	}
}
