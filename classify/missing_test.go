package classify

import (
	"testing"

	"rapport/store"
)

func TestWhoWrote(t *testing.T) {
	t.Parallel()
	d, err := New(Config{LogAddress: "log@agency.example", Projects: []store.Project{{Code: "ACME", Domains: []string{"acme.example"}, Contacts: []store.Contact{
		{Name: "Li Na", Role: store.RolePM, Addresses: []string{"li@agency.example", "li.na@home.example"}},
		{Name: "王伟", Role: store.RoleClient, Addresses: []string{"wang@acme.example"}},
		{Name: "Anna Lee", Role: store.RoleClient, Addresses: []string{"anna@acme.example"}},
		{Name: "Anna Lee", Role: store.RoleTeam, Addresses: []string{"anna@agency.example"}},
		{Name: "Max", Role: store.RoleMediator, Addresses: []string{"max@court.example"}},
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	for announced, want := range map[string]struct {
		name string
		side Side
	}{
		"On Tue, 3 Mar 2026 at 10:00, Li Na <li.na@home.example> wrote:": {"Li Na", OurSide},
		"Li Na":                                  {"Li Na", OurSide},
		"Am 03.03.2026 um 10:00 schrieb LI  NA:": {"Li Na", OurSide},
		`"王伟"<wang@acme.example>;`:               {"王伟", ClientSide},
		"在 2026-03-03 10:00:00，王伟 写道：":           {"王伟", ClientSide},
		"Somebody <new@acme.example>":            {"", ClientSide},
		"Anna Lee":                               {"", NoSide}, // there are two
		"Li Na <li@evil.example>":                {"", NoSide},
		"Li Nathan":                              {"", NoSide},
		"Max":                                    {"Max", NoSide},
		"Li Na via Rapport <log+ACME@agency.example>": {"", Rapport},
		"On Tue, 3 Mar 2026 at 10:00, Nobody wrote:":  {"", NoSide},
	} {
		if who, side := d.WhoWrote("ACME", announced); who.Name != want.name || side != want.side {
			t.Errorf("%q: %q on side %d, want %q on side %d", announced, who.Name, side, want.name, want.side)
		}
	}
	if _, side := d.WhoWrote("NOPE", "Li Na"); side != NoSide {
		t.Errorf("a project that is not known: side %d", side)
	}
}
