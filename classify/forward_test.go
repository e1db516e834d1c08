package classify

import (
	"testing"

	"rapport/store"
)

func TestForwards_onlyOurOwnSide(t *testing.T) {
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
	d := testDirectory(t)
	for _, test := range []struct {
		name     string
		from     string
		filing   store.Filing
		want     string
		wantSign store.Sign
	}{
		{"named by address, from a stranger", "stranger@elsewhere.example", store.Filing{Project: "ACME", Sign: store.SignAddress}, "ACME", store.SignForward},
		{"named by address, against the contact", "wang@hualong.example", store.Filing{Project: "BETA", Sign: store.SignAddress}, "BETA", store.SignForward},
		{"not named, from a contact", "wang@hualong.example", store.Filing{}, "ACME", store.SignContact},
		{"named by its people, against the contact", "wang@hualong.example", store.Filing{Project: "BETA", Sign: store.SignContact}, "ACME", store.SignContact},
		{"named by its people, from a stranger", "stranger@elsewhere.example", store.Filing{Project: "BETA", Sign: store.SignContact}, "BETA", store.SignForward},
		{"a project that is gone", "stranger@elsewhere.example", store.Filing{Project: "GONE", Sign: store.SignAddress}, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := mail{from: test.from, to: "someone@elsewhere.example", subject: "plan"}.message()
			m.Forwarded = &store.Forwarded{By: store.Address{Address: "li@agency.example"}, Filing: test.filing}
			v, err := d.Decide(m, nil)
			if err != nil {
				t.Fatal(err)
			}
			if v.Project != test.want || v.Project != "" && v.Reasons[0].Sign != test.wantSign {
				t.Errorf("%q by %+v", v.Project, v.Reasons)
			}
		})
	}
}

func TestDecide_whatAMailHoldsNamesItsProject(t *testing.T) {
	d := testDirectory(t)
	m := mail{from: "li@agency.example", to: "log@agency.example", subject: "Fwd: plan"}.message() // PM of ACME and of BETA
	if v, err := d.Decide(m, nil); err != nil || v.Project != "" {
		t.Fatalf("%q, %v", v.Project, err)
	}
	m.Holds = []store.Held{{From: store.Address{Address: "wang@hualong.example"}, Filing: store.Filing{Project: "ACME", Sign: store.SignContact}}}
	if v, err := d.Decide(m, nil); err != nil || v.Project != "ACME" || v.Reasons[0].Sign != store.SignForward {
		t.Errorf("%q by %+v, %v", v.Project, v.Reasons, err)
	}
	for _, weak := range []store.Sign{store.SignDomain, store.SignAlias, store.SignLearnt} { // a stranger can bring these about
		m.Holds[0].Filing.Sign = weak
		if v, err := d.Decide(m, nil); err != nil || v.Project != "" {
			t.Errorf("held by %s: %q, %v", weak, v.Project, err)
		}
	}
	m.Holds[0].Filing.Sign = store.SignContact
	m.Holds = append(m.Holds, store.Held{Filing: store.Filing{Project: "BETA", Sign: store.SignContact}})
	if v, err := d.Decide(m, nil); err != nil || v.Project != "" {
		t.Errorf("of two projects: %q by %+v, %v", v.Project, v.Reasons, err)
	}
}
