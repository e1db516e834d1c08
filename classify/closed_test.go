package classify

import (
	"testing"
	"time"

	"rapport/store"
)

// A project that is over keeps its mail and begins nothing; people who are in another one now
// mean that, unless they name the old one.
func TestDecide_closedProject(t *testing.T) {
	t.Parallel()
	contacts := []store.Contact{
		{Name: "Li Na", Role: store.RolePM, Addresses: []string{"li@agency.example"}},
		{Name: "Anna Wright", Role: store.RoleClient, Addresses: []string{"anna@acme.example"}},
	}
	former := append([]store.Contact{{Name: "Tom", Role: store.RoleClient, Addresses: []string{"tom@acme.example"}}}, contacts...)
	d, err := New(Config{LogAddress: "log@agency.example", Projects: []store.Project{
		{Code: "OLD", Zone: time.UTC, Contacts: former, Domains: []string{"acme.example"}, Closed: true},
		{Code: "NEW", Zone: time.UTC, Contacts: contacts, Domains: []string{"acme.example"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, from, to, subject, text string
		project                       string
		held                          store.HeldReason
	}{
		{"a client of both", "anna@acme.example", "log@agency.example", "Question", "Can you tell me where the logo is?", "NEW", ""},
		{"a colleague in the client's domain", "new@acme.example", "log@agency.example", "Question", "Can you tell me where the logo is?", "NEW", ""},
		{"a client of the old one alone", "tom@acme.example", "log@agency.example", "Question", "Can you tell me where the logo is?", "OLD", store.HeldClosed},
		{"the old one named", "anna@acme.example", "log@agency.example", "[OLD] Question", "Can you tell me where the logo is?", "OLD", store.HeldClosed},
		{"minutes by the PM", "li@agency.example", "log+old@agency.example", "Minutes of the last call", "Decision: all is well.", "OLD", store.HeldClosed},
		{"minutes by the PM in the new one", "li@agency.example", "log+new@agency.example", "Minutes of the last call", "Decision: all is well.", "NEW", ""},
	} {
		now := time.Now()
		m := &store.Message{From: []store.Address{{Address: c.from}}, To: []store.Address{{Address: c.to}}, Subject: c.subject, OwnText: c.text, NewText: c.text, Date: now, Received: now,
			Arrival: store.ArrivedWatched, Auth: &store.Evidence{Level: store.LevelAuthenticated, From: c.from}}
		v, err := d.Decide(m, nil)
		if err != nil {
			t.Fatal(err)
		}
		var held store.HeldReason
		if v.Held != nil {
			held = v.Held.Why
		}
		if v.Project != c.project || held != c.held || c.held != "" && (v.Draft != nil || v.May(store.EffectOpenCase)) {
			t.Errorf("%s: in %q, held %q, draft %v; want %q, %q", c.name, v.Project, held, v.Draft, c.project, c.held)
		}
	}
}
