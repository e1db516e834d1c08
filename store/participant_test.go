package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A name alone makes nobody known, however it is written.
func TestDirectory_knowsPeopleByTheirAddresses(t *testing.T) {
	t.Parallel()
	d := NewDirectory([]Contact{
		{Name: "Anna Wright", Role: RoleClient, Addresses: []string{"anna@acme.example", "a.wright@acme.example"}},
		{Name: "王芳", Role: RoleClient, Addresses: []string{"wang@lanhai.example"}},
		{Name: "", Role: RoleTeam, Addresses: []string{"ops@agency.example"}},
	}, func(address string) bool { return address == "log@agency.example" })
	for _, test := range []struct {
		name, address, want, claims string
		known                       bool
	}{
		{"A. Wright", "ANNA@acme.example", "Anna Wright", "", true},
		{"", "a.wright@acme.example", "Anna Wright", "", true},
		{"Anna Wright", "anna@acrne.example", "Anna Wright <anna@acrne.example>", "Anna Wright", false},
		{"Wright, Anna", "x@evil.example", "Wright, Anna <x@evil.example>", "Anna Wright", false},
		{"ANNA  wright", "x@evil.example", "ANNA  wright <x@evil.example>", "Anna Wright", false},
		{"Ｗright Anna", "x@evil.example", "Ｗright Anna <x@evil.example>", "Anna Wright", false},
		{"An\u200bna Wright", "x@evil.example", "Anna Wright <x@evil.example>", "Anna Wright", false},
		{"Mrs Anna Wright", "x@evil.example", "Mrs Anna Wright <x@evil.example>", "Anna Wright", false},
		{"王芳", "wang@lanhai.exarnple", "王芳 <wang@lanhai.exarnple>", "王芳", false},
		{"Bob Lee", "bob@acme.example", "Bob Lee <bob@acme.example>", "", false},
		{"anna@acme.example", "x@evil.example", "anna@acme.example <x@evil.example>", "", false},
		{"", "x@evil.example", "x@evil.example", "", false},
		{"Li Na (Agency)", "log@agency.example", "Li Na (Agency)", "", true},
		{"Operations", "ops@agency.example", "Operations", "", true},
	} {
		p := d.Participant(Address{Name: test.name, Address: test.address})
		if p.String() != test.want || p.Claims != test.claims || p.Known != test.known {
			t.Errorf("%q <%s>: %q, %+v; want %q", test.name, test.address, p.String(), p, test.want)
		}
	}
}

// The people of a message are numbered over all its fields: with somebody in copy, or with a
// Delivered-To, its sender is not the one of number 0.
func TestParticipants_noStatementTakesTheSenderForTheFirst(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, "_test.go") && strings.Contains(string(text), "p.n = 0") {
			t.Errorf("%s looks for the sender under the number 0", name)
		}
	}
}
