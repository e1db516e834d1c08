package store

import (
	"testing"
	"time"
)

// A deputy is named for some days, replaced by another, and ended.
func TestDeputy_isNamedReplacedAndEnded(t *testing.T) {
	y := begin(t)
	names := func(address string) {
		t.Helper()
		y.do(func(tx *Tx) error {
			return tx.NameDeputy(Deputy{Project: "ACME", Of: "LINA@agency.example", Address: address, From: "2026-01-01", Until: "2026-01-09", Proved: true})
		})
	}
	now := func() Deputy {
		t.Helper()
		list, err := y.s.DeputiesNow(t.Context())
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		return list[0]
	}
	names(chen)
	names("Other@agency.example")
	if d := now(); d.Of != lina || d.Address != "other@agency.example" || !d.InForce("2026-01-09") || d.InForce("2026-01-10") {
		t.Errorf("%+v", d)
	}
	for _, want := range []bool{true, false} {
		y.moves(want, func(tx *Tx) (bool, error) { return tx.EndDeputy("ACME", lina, "2026-01-02", 0) })
	}
	if d := now(); d.Address != "" || d.Until != "2026-01-02" {
		t.Errorf("after the end: %+v", d)
	}
	if list, err := y.s.Deputies(t.Context(), "2026-01-03"); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// A PM's deputy is a PM meanwhile, if the configuration and the proof allow it.
func TestWithDeputies_onlyWhoMay(t *testing.T) {
	t.Parallel()
	p := Project{Code: "ACME", Contacts: []Contact{
		{Name: "Li Na", Role: RolePM, Addresses: []string{lina}, Deputies: []string{"CHEN@agency.example"}},
		{Name: "Chen", Role: RoleTeam, Addresses: []string{chen}},
		{Name: "Wang", Role: RoleClient, Addresses: []string{wang}},
	}}
	day := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	whole := Deputy{Project: "ACME", Of: lina, Address: chen, From: "2026-01-01", Until: "2026-01-09", Proved: true}
	for name, c := range map[string]struct {
		change func(*Deputy)
		want   Role
	}{
		"named with proof":           {func(*Deputy) {}, RolePM},
		"nothing proves it":          {func(d *Deputy) { d.Proved = false }, RoleTeam},
		"not on that day":            {func(d *Deputy) { d.Until = "2026-01-04" }, RoleTeam},
		"in another project":         {func(d *Deputy) { d.Project = "BETA" }, RoleTeam},
		"of somebody who is no PM":   {func(d *Deputy) { d.Of = wang }, RoleTeam},
		"whom nobody allowed":        {func(d *Deputy) { d.Address = wang }, RoleTeam},
		"who is no contact any more": {func(d *Deputy) { d.Address = "gone@agency.example" }, RoleTeam},
	} {
		d := whole
		c.change(&d)
		got := p.WithDeputies([]Deputy{d}, day)
		if i := contactWith(got.Contacts, chen); got.Contacts[i].Role != c.want || (got.Contacts[i].DeputyOf == lina) != (c.want == RolePM) {
			t.Errorf("%s: %+v", name, got.Contacts[i])
		}
	}
}

// Another contact of the client answers what does not bind; what binds takes more.
func TestDeputyAt_whatBindsTakesMore(t *testing.T) {
	t.Parallel()
	p := Project{Code: "ACME", Contacts: []Contact{
		{Name: "Wang", Role: RoleClient, Addresses: []string{wang}, Deputies: []string{zhou}},
		{Name: "Zhou", Role: RoleClient, Addresses: []string{zhou}},
		{Name: "Anna", Role: RoleClient, Addresses: []string{"anna@acme.example"}},
		{Name: "Chen", Role: RoleTeam, Addresses: []string{chen}},
	}}
	day := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	of := func(address string, proved bool) []Deputy {
		return []Deputy{{Project: "ACME", Of: wang, Address: address, From: "2026-01-01", Until: "2026-01-09", Proved: proved}}
	}
	for name, c := range map[string]struct {
		list        []Deputy
		loose, firm string // who answers what does not bind, and what does
	}{
		"allowed, with proof": {of(zhou, true), "Zhou", "Zhou"},
		"allowed, unproved":   {of(zhou, false), "Zhou", ""},
		"not allowed":         {of("anna@acme.example", true), "Anna", ""},
		"of the other side":   {of(chen, true), "", ""},
		"themselves":          {of(wang, true), "", ""},
		"nobody":              {nil, "", ""},
	} {
		for binds, want := range map[bool]string{false: c.loose, true: c.firm} {
			if got, found := p.DeputyAt(c.list, "WANG@acme.example", binds, day); got.Name != want || found != (want != "") {
				t.Errorf("%s, binding %t: %q, want %q", name, binds, got.Name, want)
			}
		}
	}
	if _, found := p.DeputyAt(of(zhou, true), "gone@acme.example", false, day); found {
		t.Error("somebody who is no contact has a deputy")
	}
}
