package classify

import (
	"testing"
	"time"

	"rapport/classify/trust"
	"rapport/store"
)

// deputyIndex is peopleIndex with Carla as the deputy of Anna, whom the configuration allows, and
// Tom as that of Li Na.
func deputyIndex(t *testing.T, deputies ...store.Deputy) *ProjectIndex {
	t.Helper()
	d := peopleIndex(t)
	for _, p := range d.configured.Projects {
		for i := range p.Contacts {
			switch p.Contacts[i].Name {
			case "Anna Schmidt":
				p.Contacts[i].Deputies = []string{"carla@acme.example"}
			case "Li Na":
				p.Contacts[i].Deputies = []string{"tom@agency.example"}
			}
		}
	}
	return d.WithPeople(nil, deputies, nil, time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC))
}

func TestDeputy_isNamedByProvedMail(t *testing.T) {
	d := deputyIndex(t)
	for _, c := range []struct {
		from, text string
		client     bool
		projects   int
	}{
		{"anna@acme.example", "deputy Carla carla@acme.example until 9 March", true, 1},
		{"anna@acme.example", "代理人 Carla carla@acme.example 到3月9日\n\nAnna Schmidt", true, 1},
		{"lina@agency.example", "deputy Tom Baker tom@agency.example until 9 March", false, 2},
		{"lina@agency.example", "deputy Tom Baker tom@agency.example until 9 March for ACME", false, 1},
		{"lina@agency.example", "no deputy", false, 2},
	} {
		v, err := d.Decide(peopleMail(c.from, "Away", c.text, proven), nil)
		if err != nil || v.Command == nil || v.Command.Deputy == nil || v.Command.Unproved || v.Command.Client != c.client || len(v.Command.Projects) != c.projects || v.Held != nil || v.Draft != nil {
			t.Errorf("%q: %+v %+v, %v", c.text, v.Command, v.Held, err)
		}
	}
}

// Attacks: none of these mails names a deputy by itself.
func TestDeputy_attacksActOnNothing(t *testing.T) {
	d := deputyIndex(t)
	const wish = "deputy Carla carla@acme.example until 9 March"
	for name, m := range map[string]*store.Message{
		"a stranger":           peopleMail("x@evil.example", "Away", wish, proven),
		"without proof":        peopleMail("anna@acme.example", "Away", wish, unproven),
		"contradicted":         peopleMail("anna@acme.example", "Away", wish, store.LevelFailed),
		"a team member":        peopleMail("tom@agency.example", "Away", wish, proven),
		"a question":           peopleMail("anna@acme.example", "Re: Minutes", "Who is your deputy?\n"+wish, proven),
		"quoted in a sentence": peopleMail("anna@acme.example", "Away", "Please find below our plan for the next weeks, as agreed with everybody.\n"+wish, proven),
	} {
		v, err := d.Decide(m, nil)
		if err != nil || v.Command != nil && v.Command.Deputy != nil {
			t.Errorf("%s: %+v, %v", name, v.Command, err)
		}
	}
	automatic := peopleMail("anna@acme.example", "Automatic reply: Minutes", wish, proven)
	automatic.Header = append(automatic.Header, store.Field{Name: "Auto-Submitted", Value: "auto-replied"})
	if v, err := d.Decide(automatic, nil); err != nil || v.Command != nil {
		t.Errorf("an automatic reply: %+v, %v", v.Command, err)
	}
	// What lacks proof waits for the PM's digest, and binds nobody if the PM takes it up.
	v, err := d.Decide(peopleMail("anna@acme.example", "Away", wish, unproven), nil)
	if err != nil || v.Held == nil || v.Held.Command == nil || !v.Held.Command.Unproved {
		t.Errorf("%+v, %v", v.Held, err)
	}
}

func TestDeputy_ofAPMIsPMMeanwhile(t *testing.T) {
	tom := store.Deputy{Project: "ACME", Of: "lina@agency.example", Address: "tom@agency.example", From: "2026-03-02", Until: "2026-03-09", Proved: true}
	for day, pm := range map[int]bool{1: false, 2: true, 9: true, 10: false} {
		d := deputyIndex(t)
		d = d.WithPeople(nil, []store.Deputy{tom}, nil, time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC))
		if got := d.isPM(store.Request{Project: "ACME", Address: "tom@agency.example"}); got != pm {
			t.Errorf("on %d March PM: %v", day, got)
		}
	}
	unproved := tom
	unproved.Proved = false
	if deputyIndex(t, unproved).isPM(store.Request{Project: "ACME", Address: "tom@agency.example"}) {
		t.Error("whom nothing proves to be named is PM")
	}
	tom.Address = "carla@acme.example" // whom nobody allows
	if deputyIndex(t, tom).isPM(store.Request{Project: "ACME", Address: "carla@acme.example"}) {
		t.Error("a client is PM")
	}
}

func TestDeputy_answersForAnother(t *testing.T) {
	carla := store.Deputy{Project: "ACME", Of: "anna@acme.example", Address: "carla@acme.example", From: "2026-03-02", Until: "2026-03-09", Proved: true}
	unproved, over := carla, carla
	unproved.Proved = false
	over.Until = "2026-03-03"
	for name, c := range map[string]struct {
		deputies []store.Deputy
		binds    bool
		counts   bool
	}{
		"what does not bind":              {[]store.Deputy{carla}, false, true},
		"what binds":                      {[]store.Deputy{carla}, true, true},
		"named without proof":             {[]store.Deputy{unproved}, false, true},
		"named without proof, what binds": {[]store.Deputy{unproved}, true, false},
		"her time is over":                {[]store.Deputy{over}, false, false},
		"it was ended":                    {nil, false, false},
	} {
		r := store.Request{ID: 1, Purpose: store.PurposeConfirm, Project: "ACME", Object: 1, Version: 1, Address: "carla@acme.example", DeputyOf: "anna@acme.example", Binds: c.binds, Asked: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
		m := peopleMail("carla@acme.example", "Re: Minutes", "Confirmed.", proven)
		m.Received = m.Date
		a, note, why := deputyIndex(t, c.deputies...).response(m, store.KindHuman, r, tie{how: "x", fields: []string{"To"}}, 0)
		if c.counts && (a == nil || a.Rejection != "" || a.DeputyOf != "anna@acme.example" || a.DeputyName != "Carla") || !c.counts && (a != nil || why != store.UncountedDeputy) {
			t.Errorf("%s: %+v %q %q", name, a, note, why)
		}
	}
}

// What another writes to the reply address of a deputy is theirs alone, for nobody: a message for
// the PM, or what they were asked themselves.
func TestDeputy_isAnsweredForByNobodyElse(t *testing.T) {
	carla := store.Deputy{Project: "ACME", Of: "anna@acme.example", Address: "carla@acme.example", From: "2026-03-02", Until: "2026-03-09", Proved: true}
	r := store.Request{ID: 1, Purpose: store.PurposeConfirm, Project: "ACME", Object: 1, Version: 1, Address: "carla@acme.example", DeputyOf: "anna@acme.example", Asked: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
	for name, c := range map[string]struct {
		from, sender string
		by           string
	}{
		"a stranger":            {"x@evil.example", "", "x@evil.example"},
		"another contact":       {"dora@supplier.example", "", "dora@supplier.example"},
		"the principal":         {"anna@acme.example", "", "anna@acme.example"},
		"a colleague as Sender": {"carla@acme.example", "y@acme.example", "y@acme.example"},
	} {
		for text, decision := range map[string]store.Decision{"Confirmed.": store.DecisionOK, "The date is wrong.": store.DecisionText} {
			m := peopleMail(c.from, "Re: Minutes", text, proven)
			m.Received = m.Date
			if c.sender != "" {
				m.Sender = []store.Address{{Address: c.sender}}
			}
			a, note, _ := deputyIndex(t, carla).response(m, store.KindHuman, r, tie{how: "x", fields: []string{"To"}}, 0)
			if a == nil || a.Rejection != store.RejectedUninvited || a.Address != c.by || a.DeputyOf != "" || a.DeputyName != "" || a.Decision != decision {
				t.Errorf("%s, %q: %+v %q", name, text, a, note)
			}
		}
	}
}

// However a naming came to be held, nothing proves it once it is taken up.
func TestDeputy_whoIsHeldIsUnproved(t *testing.T) {
	const wish = "deputy Carla carla@acme.example until 9 March"
	closed := deputyIndex(t)
	closed.projects[closed.codes["acme"]].closed = true
	beside := peopleMail("anna@acme.example", "Away", wish, proven)
	beside.Beside = "deputy Dora dora@supplier.example until 9 March"
	for name, c := range map[string]struct {
		d *ProjectIndex
		m *store.Message
	}{
		"without proof":             {deputyIndex(t), peopleMail("anna@acme.example", "Away", wish, unproven)},
		"different words":           {deputyIndex(t), beside},
		"of a project that is over": {closed, peopleMail("anna@acme.example", "Away", wish, unproven)},
	} {
		v := &store.Verdict{Project: "ACME", Command: &store.Command{Verb: "deputy", Client: true, Deputy: &store.DeputyWish{}}}
		c.d.grant(v, c.m, known{}, trust.Of(c.m.Auth, false)|trust.Contact|trust.Recent)
		if v.Command != nil || v.Held == nil || v.Held.Command == nil || !v.Held.Command.Unproved {
			t.Errorf("%s: %+v %+v", name, v.Command, v.Held)
		}
	}
}

// What a deputy writes without proof is asked about, never provisional: the day to say no is that of
// whom it names.
func TestDeputy_confirmsNothingProvisionally(t *testing.T) {
	carla := store.Deputy{Project: "ACME", Of: "anna@acme.example", Address: "carla@acme.example", From: "2026-03-02", Until: "2026-03-09", Proved: true}
	for of, want := range map[string]bool{"": true, "anna@acme.example": false} {
		r := store.Request{ID: 1, Purpose: store.PurposeConfirm, Kind: store.Minutes, Project: "ACME", Object: 1, Version: 1, Current: 1, Address: "carla@acme.example", DeputyOf: of, Provisional: true}
		m := peopleMail("carla@acme.example", "Re: Minutes", "Confirmed.", unproven)
		m.Received = m.Date
		a, note, why := deputyIndex(t, carla).response(m, store.KindHuman, r, tie{how: "x", fields: []string{"To"}}, trust.Of(m.Auth, false))
		if a == nil || !a.Unproved || a.Provisional != want || (why == "") != want {
			t.Errorf("for %q: %+v %q %q", of, a, note, why)
		}
	}
}

// Whom the configuration lets stand in for somebody gets no address by mail: what binds would go
// there too.
func TestDeputy_hasNoFurtherAddressByMail(t *testing.T) {
	more := store.Person{Project: "ACME", Name: "Carla", Address: "c2@acme.example", Role: store.RoleClient, Contact: "carla@acme.example"}
	for name, c := range map[string]struct {
		d    *ProjectIndex
		want bool
	}{
		"a contact": {peopleIndex(t), true},
		"a deputy":  {deputyIndex(t), false},
	} {
		r := store.Request{Purpose: store.PurposeDigest, Project: "ACME", Address: "lina@agency.example", Items: []store.DigestItem{{Kind: store.ItemPerson, Project: "ACME", Name: more.Address, Called: "Carla"}}}
		m := peopleMail("lina@agency.example", "Re: Digest", "1 is Carla", proven)
		if _, ok := c.d.settles(m, r, store.ItemCommand{Number: 1, Verb: store.VerbIs, Argument: "Carla"}); ok != c.want {
			t.Errorf("%s: by mail %v", name, ok)
		}
		merged := c.d.configured.Projects[0].WithPeople([]store.Person{more})
		if got := len(merged.Contacts[2].Addresses) == 2; got != c.want {
			t.Errorf("%s: with the mail of before %v", name, got)
		}
	}
}
