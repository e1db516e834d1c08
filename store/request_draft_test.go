package store

import "testing"

// A request about a draft holds the text that its mail showed, as long as that is known.
func TestRequest_holdsTheDraftThatWasShown(t *testing.T) {
	s := open(t)
	do := func(f func(tx *Tx) error) {
		t.Helper()
		if err := s.Update(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	var id int64
	do(func(tx *Tx) (err error) {
		c, err := tx.DraftConfirmation(Confirmation{Project: "ACME", Kind: Minutes, Title: "Weekly", Text: "one", Actor: "li@agency.example"})
		id = c.ID
		return err
	})
	ask := func(token string, purpose Purpose, version int) {
		t.Helper()
		do(func(tx *Tx) error {
			return tx.Ask(Request{Token: token, Purpose: purpose, Project: "ACME", Object: id, Version: version, Address: "li@agency.example"}, token+"@agency.example")
		})
	}
	revise := func(text string) {
		t.Helper()
		do(func(tx *Tx) error { _, err := tx.ReviseConfirmation(id, text, "li@agency.example"); return err })
	}
	holds := func(token, want string) {
		t.Helper()
		r, ok, err := s.RequestByToken(token)
		if err != nil || !ok || r.Draft != want || r.Kind != Minutes || r.Author != "li@agency.example" || r.Written.IsZero() {
			t.Errorf("%s: %+v, %t, %v; want %q", token, r, ok, err, want)
		}
	}
	ask("first", PurposeDraft, 1)
	ask("notice", PurposeNotice, 1)
	holds("first", "one")
	holds("notice", "one")
	revise("two")
	ask("second", PurposeDraft, 2)
	holds("first", "one")
	holds("second", "two")
	revise("three")
	holds("first", "") // nobody knows any more what its numbers meant
	holds("second", "two")
	ask("third", PurposeDraft, 3)
	holds("third", "three")
}
