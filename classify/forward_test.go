package classify

import (
	"testing"

	"rapport/store"
)

func TestForwards_onlyOurOwnSide(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	for address, want := range map[string]bool{
		"li@agency.example": true, "chen@agency.example": true, "LI@Agency.example": true,
		"wang@hualong.example": false, "stranger@elsewhere.example": false, "log@agency.example": false,
	} {
		m := mail{from: address, to: "log@agency.example", subject: "Fwd: plan"}.message()
		if got := d.Forwards(m); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
	m := mail{from: "li@agency.example", to: "log@agency.example", subject: "Fwd: plan"}.message()
	m.Auth = &store.Evidence{Level: store.LevelFailed}
	if d.Forwards(m) {
		t.Error("a forged PM")
	}
	m.Auth, m.From = nil, append(m.From, store.Address{Address: "chen@agency.example"})
	if d.Forwards(m) {
		t.Error("two senders")
	}
}

func TestDecide_aForwardedMailIsFiledWithTheForward(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	for _, test := range []struct {
		name     string
		from     string
		filing   store.Filing
		want     string
		wantSign store.Signal
	}{
		{"named by address, from a stranger", "stranger@elsewhere.example", store.Filing{Project: "ACME", Signal: store.SignalAddress}, "ACME", store.SignalForward},
		{"named by address, against the contact", "wang@hualong.example", store.Filing{Project: "BETA", Signal: store.SignalAddress}, "BETA", store.SignalForward},
		{"not named, from a contact", "wang@hualong.example", store.Filing{}, "ACME", store.SignalContact},
		{"named by its people, against the contact", "wang@hualong.example", store.Filing{Project: "BETA", Signal: store.SignalContact}, "ACME", store.SignalContact},
		{"named by its people, from a stranger", "stranger@elsewhere.example", store.Filing{Project: "BETA", Signal: store.SignalContact}, "BETA", store.SignalForward},
		{"a project that is gone", "stranger@elsewhere.example", store.Filing{Project: "GONE", Signal: store.SignalAddress}, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := mail{from: test.from, to: "someone@elsewhere.example", subject: "plan"}.message()
			m.Forwarded = &store.Forwarded{By: store.Address{Address: "li@agency.example"}, Filing: test.filing}
			v, err := d.Decide(m, nil)
			if err != nil {
				t.Fatal(err)
			}
			if v.Project != test.want || v.Project != "" && v.Reasons[0].Signal != test.wantSign {
				t.Errorf("%q by %+v", v.Project, v.Reasons)
			}
		})
	}
}

func TestDecide_whatAMailHoldsNamesItsProject(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	m := mail{from: "li@agency.example", to: "log@agency.example", subject: "Fwd: plan"}.message() // PM of ACME and of BETA
	if v, err := d.Decide(m, nil); err != nil || v.Project != "" {
		t.Fatalf("%q, %v", v.Project, err)
	}
	m.Embedded = []store.EmbeddedMail{{From: store.Address{Address: "wang@hualong.example"}, Filing: store.Filing{Project: "ACME", Signal: store.SignalContact}}}
	if v, err := d.Decide(m, nil); err != nil || v.Project != "ACME" || v.Reasons[0].Signal != store.SignalForward {
		t.Errorf("%q by %+v, %v", v.Project, v.Reasons, err)
	}
	for _, weak := range []store.Signal{store.SignalDomain, store.SignalAlias, store.SignalLearnt} { // a stranger can bring these about
		m.Embedded[0].Filing.Signal = weak
		if v, err := d.Decide(m, nil); err != nil || v.Project != "" {
			t.Errorf("held by %s: %q, %v", weak, v.Project, err)
		}
	}
	m.Embedded[0].Filing.Signal = store.SignalContact
	m.Embedded = append(m.Embedded, store.EmbeddedMail{Filing: store.Filing{Project: "BETA", Signal: store.SignalContact}})
	if v, err := d.Decide(m, nil); err != nil || v.Project != "" {
		t.Errorf("of two projects: %q by %+v, %v", v.Project, v.Reasons, err)
	}
}
