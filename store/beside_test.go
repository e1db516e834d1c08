package store

import (
	"crypto/sha256"
	"testing"
	"time"
)

// Mail of ours that belongs to no project is in the log, and nobody is asked where it belongs.
func TestUnfiled_ourOwnMailIsNot(t *testing.T) {
	t.Parallel()
	s := open(t)
	raw := []byte("From: log@agency.example\r\nTo: it@agency.example\r\nMessage-ID: <1@agency.example>\r\nSubject: Over\r\n\r\nIt is over.\r\n")
	m := &Message{SHA256: sha256.Sum256(raw), Size: int64(len(raw)), MessageID: "1@agency.example", Date: s.now(), Subject: "Over", Text: "It is over.", NewText: "It is over.",
		From: []Address{{Address: "log@agency.example"}}, To: []Address{{Address: "it@agency.example"}}}
	update(t, s, func(tx *Tx) error {
		_, err := tx.Enqueue(OutgoingMail{Key: "trouble 1", Purpose: "trouble", Relay: "main", Message: m, Raw: s.Pack(raw, time.Time{}, "rapport"), Recipients: []string{"it@agency.example"}, Expires: s.now().Add(time.Hour)})
		return err
	})
	claimed, err := s.Claim(t.Context(), "main", 1, SendRules{RateLimit: RateLimit{PerTenMinutes: 9, PerRecipientHour: 9}, People: map[string][]string{"ACME": nil}})
	if err != nil || len(claimed) != 1 {
		t.Fatal(claimed, err)
	}
	if err := s.FinishAttempt(t.Context(), claimed[0].ID, AttemptResult{Outcome: AttemptSent}); err != nil {
		t.Fatal(err)
	}
	all, unfiled := 0, 0
	count := func(n *int) func(Entry) error { return func(Entry) error { *n++; return nil } }
	if err := s.Log(t.Context(), LogQuery{}, count(&all)); err != nil {
		t.Fatal(err)
	}
	if err := s.Log(t.Context(), LogQuery{Unfiled: true}, count(&unfiled)); err != nil {
		t.Fatal(err)
	}
	counts, err := s.ProjectCounts(t.Context())
	if err != nil || all != 1 || unfiled != 0 || len(counts) != 0 {
		t.Errorf("%d entries, %d unfiled, counted %+v, %v", all, unfiled, counts, err)
	}
}
