package classify

import (
	"slices"
	"testing"

	"rapport/store"
)

func TestDecide_commands(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	for _, test := range []struct {
		name     string
		mail     mail
		text     string
		verb     string // "": it is no command
		projects []string
	}{
		{"in the subject", mail{from: "li@agency.example", to: "log@agency.example", subject: "status ACME"}, "", "status", []string{"ACME"}},
		{"in the subject, signed", mail{from: "li@agency.example", to: "log@agency.example", subject: "Status ACME"}, "Li Na\nProject manager", "status", []string{"ACME"}},
		{"in the first line", mail{from: "li@agency.example", to: "log@agency.example", subject: "hello"}, "open ACME\n\nThanks\nLi Na", "open", []string{"ACME"}},
		{"by the project's address", mail{from: "li@agency.example", to: "log+ACME@agency.example", subject: "进度"}, "", "status", []string{"ACME"}},
		{"near a verb", mail{from: "li@agency.example", to: "log@agency.example", subject: "statsu ACME"}, "", "help", []string{"ACME"}},
		{"of a project that is none", mail{from: "li@agency.example", to: "log@agency.example", subject: "status NOPE"}, "", "help", nil},
		{"a word that is no code", mail{from: "li@agency.example", to: "log@agency.example", subject: "Open questions"}, "", "", nil},
		{"with a text", mail{from: "li@agency.example", to: "log@agency.example", subject: "Status ACME"}, "The shop is almost done, and the tests of the payment begin on Monday next week.", "", nil},
		{"with the client in copy", mail{from: "li@agency.example", to: "log@agency.example", cc: "wang@hualong.example", subject: "status ACME"}, "", "", nil},
		{"an answer", mail{from: "li@agency.example", to: "log@agency.example", subject: "Re: status ACME"}, "", "", nil},
		{"of a stranger", mail{from: "x@elsewhere.example", to: "log@agency.example", subject: "status ACME"}, "", "", nil},
		{"of the team", mail{from: "chen@agency.example", to: "log@agency.example", subject: "status ACME"}, "", "", nil},
		{"of a PM of another project", mail{from: "brown@agency.example", to: "log@agency.example", subject: "log ACME"}, "", "help", nil},
		{"of a machine", mail{from: "li@agency.example", to: "log@agency.example", subject: "status ACME", header: "Auto-Submitted: auto-generated\n"}, "", "", nil},
		{"a client asks how it stands", mail{from: "wang@hualong.example", to: "log+ACME@agency.example", subject: "进度"}, "", "status", []string{"ACME"}},
		{"a client asks for the log", mail{from: "wang@hualong.example", to: "log+ACME@agency.example", subject: "log ACME"}, "", "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.mail.header = "From: " + test.mail.from + "\n" + test.mail.header
			m := test.mail.message()
			m.OwnText, m.Auth = test.text, &store.Evidence{Level: store.LevelAuthenticated}
			v, err := d.Decide(m, nil)
			if err != nil {
				t.Fatal(err)
			}
			c := v.Command
			if c == nil {
				c = &store.Command{}
			}
			if c.Verb != test.verb || test.projects != nil && !slices.Equal(c.Projects, test.projects) {
				t.Errorf("%+v", v.Command)
			}
			if c.Verb != "" && c.Address != test.mail.from {
				t.Errorf("answered to %s", c.Address)
			}
		})
	}
	forged := mail{from: "li@agency.example", to: "log@agency.example", subject: "status ACME", header: "From: li@agency.example\n"}.message()
	forged.Auth = &store.Evidence{Level: store.LevelFailed}
	if v, err := d.Decide(forged, nil); err != nil || v.Command != nil {
		t.Errorf("a forged one: %+v, %v", v.Command, err)
	}
}

// Whom an entry is for only a PM says whose mail is proved; without proof it waits in the digest.
func TestDecide_marksTakeProof(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	for _, test := range []struct {
		name, from, subject string
		level               store.Level
		verb                string
		held                bool
	}{
		{"a PM, proved", "li@agency.example", "internal 17 ACME", store.LevelAuthenticated, "internal", false},
		{"in Chinese", "li@agency.example", "ACME 共享 17", store.LevelAuthenticated, "shared", false},
		{"a PM without proof", "li@agency.example", "internal 17 ACME", store.LevelUnauthenticated, "", true},
		{"somebody who writes as the PM", "li@agency.example", "shared 17 ACME", store.LevelFailed, "", false},
		{"a client", "wang@hualong.example", "shared 17 ACME", store.LevelAuthenticated, "", false},
		{"the team", "chen@agency.example", "shared 17 ACME", store.LevelAuthenticated, "", false},
		{"a stranger", "x@elsewhere.example", "shared 17 ACME", store.LevelAuthenticated, "", false},
	} {
		m := mail{from: test.from, to: "log@agency.example", subject: test.subject, header: "From: " + test.from + "\n"}.message()
		m.Auth = &store.Evidence{Level: test.level}
		v, err := d.Decide(m, nil)
		if err != nil {
			t.Fatal(err)
		}
		verb := ""
		if v.Command != nil {
			verb = v.Command.Verb
		}
		if verb != test.verb || (v.Held != nil && v.Held.Command != nil) != test.held {
			t.Errorf("%s: %+v, held %+v", test.name, v.Command, v.Held)
		}
	}
}

// How they get notices a PM and a client say of themselves, also in answer to mail that asks
// nothing; nobody does for another.
func TestDecide_digestOnly(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	for _, test := range []struct {
		name, from, to, subject, text string
		level                         store.Level
		verb, address                 string
	}{
		{name: "a client", from: "wang@hualong.example", subject: "digest only", level: store.LevelAuthenticated, verb: "digest-only", address: "wang@hualong.example"},
		{name: "without proof, as ever", from: "wang@hualong.example", subject: "只收摘要", level: store.LevelUnauthenticated, verb: "digest-only", address: "wang@hualong.example"},
		{name: "in a reply", from: "wang@hualong.example", subject: "Re: [ACME] Confirmed", text: "digest only", level: store.LevelAuthenticated, verb: "digest-only", address: "wang@hualong.example"},
		{name: "back", from: "wang@hualong.example", subject: "each mail", level: store.LevelAuthenticated, verb: "each-mail", address: "wang@hualong.example"},
		{name: "a PM", from: "li@agency.example", subject: "digest only", level: store.LevelAuthenticated, verb: "digest-only", address: "li@agency.example"},
		{name: "contradicted", from: "wang@hualong.example", subject: "digest only", level: store.LevelFailed},
		{name: "a stranger", from: "x@elsewhere.example", subject: "digest only", level: store.LevelAuthenticated},
		{name: "to others too", from: "wang@hualong.example", to: "log@agency.example, x@elsewhere.example", subject: "digest only", level: store.LevelAuthenticated},
		{name: "a sentence", from: "wang@hualong.example", subject: "Digest", text: "Could the digest only have what is open?", level: store.LevelAuthenticated},
	} {
		if test.to == "" {
			test.to = "log@agency.example"
		}
		m := mail{from: test.from, to: test.to, subject: test.subject, header: "From: " + test.from + "\n"}.message()
		m.Auth, m.OwnText = &store.Evidence{Level: test.level}, test.text
		v, err := d.Decide(m, nil)
		if err != nil {
			t.Fatal(err)
		}
		c := v.Command
		if c == nil {
			c = &store.Command{}
		}
		if c.Verb != test.verb || c.Address != test.address {
			t.Errorf("%s: %+v, %+v", test.name, v.Command, v.Held)
		}
	}
}
