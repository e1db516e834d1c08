package store

import "testing"

// Who wants one digest a day gets notices in it, each once.
func TestNotice_waitsForTheDigest(t *testing.T) {
	y := begin(t)
	wants := func(only bool) {
		t.Helper()
		y.do(func(tx *Tx) error { return tx.SetDigestOnly([]string{"Wang@ACME.example", "wang@mail.example"}, only) })
	}
	wants(true)
	wants(true)
	only, err := y.s.DigestOnly(t.Context())
	if err != nil || len(only) != 2 || !only[wang].Equal(y.s.now()) {
		t.Errorf("%+v, %v", only, err)
	}
	for _, key := range []string{"report 1", "report 1", "report 2"} {
		y.do(func(tx *Tx) error {
			return tx.AddNotice(Notice{Key: key + " " + wang, Address: "Wang@ACME.example", Project: "ACME", Subject: key, Text: "All well."})
		})
	}
	waiting, err := y.s.WaitingNotices(t.Context(), 0)
	if err != nil || len(waiting) != 2 || waiting[0].Subject != "report 1" || waiting[0].Address != wang || !waiting[0].Created.Equal(y.s.now()) {
		t.Fatalf("%+v, %v", waiting, err)
	}
	if rest, err := y.s.WaitingNotices(t.Context(), waiting[0].ID); err != nil || len(rest) != 1 || rest[0].Subject != "report 2" {
		t.Errorf("behind the first: %+v, %v", rest, err)
	}
	for _, want := range []bool{true, false} {
		y.moves(want, func(tx *Tx) (bool, error) { return tx.MarkNoticesSent(waiting) })
	}
	if rest, err := y.s.WaitingNotices(t.Context(), 0); err != nil || len(rest) != 0 {
		t.Errorf("still waiting: %+v, %v", rest, err)
	}
	wants(false)
	if only, err := y.s.DigestOnly(t.Context()); err != nil || len(only) != 0 {
		t.Errorf("%+v, %v", only, err)
	}
}
