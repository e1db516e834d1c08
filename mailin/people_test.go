package mailin

import (
	"testing"

	"rapport/store"
)

// Whom a PM added by mail is a contact from the next mail on, without a reload; a reload keeps
// them, and who was removed is none any more.
func TestFeed_peopleAddedByMailAreKnownAtOnce(t *testing.T) {
	t.Parallel()
	const code = "ACME"
	_, s := intake(t)
	feed := func(m IncomingMail, reload bool) {
		t.Helper()
		in := newIntake(t, s)
		if reload {
			if err := in.KnowPeople(t.Context()); err != nil {
				t.Fatal(err)
			}
			in.SetDirectory(newIntake(t, s).projects.Load())
		}
		if err := in.Feed(t.Context(), func(add func(IncomingMail) error) error { return add(in.Pack(m)) }, nil); err != nil {
			t.Fatal(err)
		}
	}
	mail := func(n string) IncomingMail {
		return IncomingMail{Raw: []byte("From: Bob <bob@partner.example>\r\nTo: log@agency.example\r\nSubject: Offer " + n + "\r\nDate: Mon, 2 Mar 2026 09:00:00 +0000\r\nMessage-ID: <" + n + "@partner.example>\r\n\r\nHello " + n + ".\r\n"), Origin: "log/INBOX"}
	}
	role := func(n string) (project string, role store.Role) {
		t.Helper()
		for _, e := range entries(t, s) {
			if e.MessageID == n+"@partner.example" {
				return e.Project, e.Role
			}
		}
		t.Fatal("not logged: ", n)
		return "", ""
	}
	feed(mail("1"), false)
	if p, r := role("1"); p != "" || r != store.RoleOther {
		t.Errorf("a stranger is %s of %q", r, p)
	}
	update := func(do func(tx *store.Tx) (bool, error)) {
		t.Helper()
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			done, err := do(tx)
			if !done {
				t.Error("nothing was done")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	update(func(tx *store.Tx) (bool, error) {
		return tx.AddPerson(store.Person{Project: code, Name: "Bob", Address: "bob@partner.example", Role: store.RoleClient})
	})
	feed(mail("2"), true)
	if p, r := role("2"); p != code || r != store.RoleClient {
		t.Errorf("who was added is %s of %q", r, p)
	}
	update(func(tx *store.Tx) (bool, error) { return tx.RemovePerson(code, "bob@partner.example", "pm", 0) })
	feed(mail("3"), false)
	if _, r := role("3"); r != store.RoleOther {
		t.Errorf("who was removed is %s", r)
	}
}
