package classify

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// peopleIndex has two projects of one PM and one of another, and people whom PMs added by mail.
func peopleIndex(t *testing.T) *ProjectIndex {
	t.Helper()
	contact := func(name string, role store.Role, addresses ...string) store.Contact {
		return store.Contact{Name: name, Role: role, Addresses: addresses}
	}
	anna := contact("Anna Schmidt", store.RoleClient, "anna@acme.example")
	anna.Approves = true
	d, err := New(Config{LogAddress: "log@agency.example", Own: []string{"sender@agency.example"}, Projects: []store.Project{
		{Code: "ACME", Name: "Shop", Language: "en", Zone: time.UTC, Domains: []string{"acme.example"}, Contacts: []store.Contact{
			contact("Li Na", store.RolePM, "lina@agency.example"), anna, contact("Carla", store.RoleClient, "carla@acme.example"), contact("Tom Baker", store.RoleTeam, "tom@agency.example")}},
		{Code: "BETA", Name: "App", Language: "en", Zone: time.UTC, Domains: []string{"beta.example"}, Contacts: []store.Contact{
			contact("Li Na", store.RolePM, "lina@agency.example"), contact("Otto", store.RoleClient, "otto@beta.example")}},
		{Code: "GAMMA", Name: "Site", Language: "en", Zone: time.UTC, Domains: []string{"gamma.example"}, Contacts: []store.Contact{
			contact("Zhou", store.RolePM, "zhou@agency.example"), contact("Wei", store.RoleClient, "wei@gamma.example")}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return d.WithPeople([]store.Person{
		{Project: "ACME", Name: "Dora Meyer", Address: "dora@supplier.example", Role: store.RoleClient},
		{Project: "GAMMA", Name: "Emil", Address: "emil@partner.example", Role: store.RoleTeam},
	}, nil, nil, time.Time{})
}

func peopleMail(from, subject, text string, level store.Level) *store.Message {
	m := mail{from: from, to: "log@agency.example", subject: subject, header: "From: " + from + "\n"}.message()
	m.Date = time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	m.OwnText, m.NewText, m.Auth = text, text, &store.Evidence{Level: level, From: from}
	return m
}

const proven, unproven = store.LevelAuthenticated, store.LevelUnauthenticated

// What a PM writes with proof is to be done.
func TestPeople_aPMsProvedMailAddsAndRemoves(t *testing.T) {
	d := peopleIndex(t)
	for _, text := range []string{
		"add client Bob Lee bob@acme.example to ACME", "把 Bob Lee bob@acme.example 加入 ACME 客户", "add team Frank frank@agency.example to BETA\n\nRegards\nLi Na",
		"add client Bob Lee bob@acme.example to ACME\nadd team Frank frank@agency.example to BETA", "remove dora@supplier.example from ACME", "Remove Dora Meyer from ACME", "移除客户 Dora Meyer dora@supplier.example（ACME）",
	} {
		v, err := d.Decide(peopleMail("lina@agency.example", "Contacts", text, proven), nil)
		if err != nil || v.Command == nil || v.Command.Unproved || v.Draft != nil {
			t.Errorf("%q: %+v, %v", text, v.Command, err)
			continue
		}
		for _, c := range v.Command.People {
			if c.Refused != "" || c.Project == "" || c.Address == "" || c.Name == "" {
				t.Errorf("%q: %+v", text, c)
			}
		}
		if len(v.Command.People) != 1+strings.Count(text, "\nadd") {
			t.Errorf("%q: %+v", text, v.Command.People)
		}
	}
}

// Attacks: none of these mails changes who is a contact.
func TestPeople_attacksActOnNothing(t *testing.T) {
	const line = "add client Eve eve@evil.example to ACME"
	d := peopleIndex(t)
	many := strings.Repeat("Eve ", 30)
	for _, a := range []struct {
		name, from, text string
		level            store.Level
		refused          store.PersonRefusal // "": there is no command, or it waits for the PM
		change           func(*store.Message)
	}{
		{name: "a stranger", from: "eve@evil.example", text: line, level: proven},
		{name: "a client", from: "anna@acme.example", text: line, level: proven},
		{name: "a team member", from: "tom@agency.example", text: line, level: proven},
		{name: "somebody added by mail", from: "dora@supplier.example", text: line, level: proven},
		{name: "a PM of another project", from: "zhou@agency.example", text: line, level: proven, refused: store.RefusedProject},
		{name: "forged, unproved", from: "lina@agency.example", text: line, level: unproven},
		{name: "forged, contradicted", from: "lina@agency.example", text: line, level: store.LevelFailed},
		{name: "forged, ambiguous", from: "lina@agency.example", text: line, level: store.LevelAmbiguous},
		{name: "two senders", from: "lina@agency.example", text: line, level: proven, change: func(m *store.Message) { m.From = append(m.From, store.Address{Address: "eve@evil.example"}) }},
		{name: "old mail", from: "lina@agency.example", text: line, level: proven, change: func(m *store.Message) { m.Arrival = store.ArrivedLate }},
		{name: "imported mail", from: "lina@agency.example", text: line, level: proven, change: func(m *store.Message) { m.Arrival = store.ArrivedInFile }},
		{name: "forwarded", from: "lina@agency.example", text: line, level: proven, change: func(m *store.Message) { m.Forwarded = &store.Forwarded{} }},
		{name: "clients read along", from: "lina@agency.example", text: line, level: proven, change: func(m *store.Message) { m.Cc = []store.Address{{Address: "anna@acme.example"}} }},
		{name: "hidden words", from: "lina@agency.example", text: line, level: proven, change: func(m *store.Message) { m.Beside = "other words" }},
		{name: "among other text", from: "lina@agency.example", text: "Dear Anna, as you asked, here is what we talked about at length on Tuesday afternoon.\n" + line, level: proven},
		{name: "HTML in the name", from: "lina@agency.example", text: "add client <b>Eve</b> eve@evil.example to ACME", level: proven, refused: store.RefusedName},
		{name: "a script in the name", from: "lina@agency.example", text: "add client Eve<script>alert(1)</script> eve@evil.example to ACME", level: proven, refused: store.RefusedName},
		{name: "a link in the name", from: "lina@agency.example", text: "add client http://evil.example/x eve@evil.example to ACME", level: proven, refused: store.RefusedName},
		{name: "Markdown in the name", from: "lina@agency.example", text: "add client [Eve](x) eve@evil.example to ACME", level: proven, refused: store.RefusedName},
		{name: "direction of text in the name", from: "lina@agency.example", text: "add client Ev\u202ee eve@evil.example to ACME", level: proven, refused: store.RefusedName},
		{name: "a long name", from: "lina@agency.example", text: "add client " + many + "eve@evil.example to ACME", level: proven, refused: store.RefusedName},
		{name: "the name of the PM", from: "lina@agency.example", text: "add client Li Na eve@evil.example to ACME", level: proven, refused: store.RefusedNamesake},
		{name: "the name of a client, with other letters", from: "lina@agency.example", text: "add client Саrlа eve@evil.example to ACME", level: proven, refused: store.RefusedName},
		{name: "an address as the name", from: "lina@agency.example", text: "add client lina@agency.example <eve@evil.example> to ACME", level: proven, refused: store.RefusedUnread},
		{name: "a line in the name", from: "lina@agency.example", text: "add client Eve\nBcc: x@evil.example eve@evil.example to ACME", level: proven},
		{name: "the log's address", from: "lina@agency.example", text: "add client Log log@agency.example to ACME", level: proven, refused: store.RefusedOurs},
		{name: "a project's address", from: "lina@agency.example", text: "add team Log log+acme@agency.example to ACME", level: proven, refused: store.RefusedOurs},
		{name: "a reply address", from: "lina@agency.example", text: "add client Log log+r.abcdefgh@agency.example to ACME", level: proven, refused: store.RefusedOurs},
		{name: "an address we send from", from: "lina@agency.example", text: "add team Sender sender@agency.example to ACME", level: proven, refused: store.RefusedOurs},
		{name: "a colleague as client", from: "lina@agency.example", text: "add client Frank frank@agency.example to ACME", level: proven, refused: store.RefusedOurs},
		{name: "the domain of another client", from: "lina@agency.example", text: "add client Eve eve@gamma.example to ACME", level: proven, refused: store.RefusedDomain},
		{name: "a sub-domain of another client", from: "lina@agency.example", text: "add team Eve eve@mail.beta.example to ACME", level: proven, refused: store.RefusedDomain},
		{name: "a client of another project", from: "lina@agency.example", text: "add team Otto otto@beta.example to ACME", level: proven, refused: store.RefusedElsewhere},
		{name: "a PM of another project, as client", from: "lina@agency.example", text: "add team Zhou zhou@agency.example to ACME", level: proven, refused: store.RefusedElsewhere},
		{name: "added elsewhere in another role", from: "lina@agency.example", text: "add client Emil emil@partner.example to ACME", level: proven, refused: store.RefusedElsewhere},
		{name: "the PM themselves", from: "lina@agency.example", text: "add client Lina lina@agency.example to ACME", level: proven, refused: store.RefusedOurs},
		{name: "the PM with a tag", from: "lina@agency.example", text: "add team Lina lina+x@agency.example to ACME", level: proven, refused: store.RefusedKnown},
		{name: "an approver in another role", from: "lina@agency.example", text: "add team Anna anna@acme.example to ACME", level: proven, refused: store.RefusedKnown},
		{name: "a mailing list", from: "lina@agency.example", text: "add client Everybody all@acme.example to ACME", level: proven, refused: store.RefusedMachine},
		{name: "a list by its domain", from: "lina@agency.example", text: "add client Crew crew@googlegroups.com to ACME", level: proven, refused: store.RefusedMachine},
		{name: "a program", from: "lina@agency.example", text: "add client Robot no-reply@acme.example to ACME", level: proven, refused: store.RefusedMachine},
		{name: "an address that looks like one", from: "lina@agency.example", text: "add client Anne anna@acrne.example to ACME", level: proven, refused: store.RefusedLookalike},
		{name: "other letters in the address", from: "lina@agency.example", text: "add client Eve еve@evil.example to ACME", level: proven, refused: store.RefusedUnread},
		{name: "as PM", from: "lina@agency.example", text: "add PM Eve eve@evil.example to ACME", level: proven, refused: store.RefusedRole},
		{name: "as approver", from: "lina@agency.example", text: "add approver Eve eve@evil.example to ACME", level: proven, refused: store.RefusedRole},
		{name: "作为项目经理", from: "lina@agency.example", text: "把 Eve eve@evil.example 加入 ACME 项目经理", level: proven, refused: store.RefusedRole},
		{name: "to two projects", from: "lina@agency.example", text: "add client Eve eve@evil.example", level: proven, refused: store.RefusedWhich},
		{name: "to no project there is", from: "lina@agency.example", text: "add client Eve eve@evil.example to NOPE", level: proven, refused: store.RefusedProject},
		{name: "two addresses", from: "lina@agency.example", text: "add client Eve eve@evil.example, bob@acme.example to ACME", level: proven, refused: store.RefusedUnread},
		{name: "remove whom the configuration has, by name", from: "lina@agency.example", text: "Remove Carla from ACME", level: proven, refused: store.RefusedKnown},
		{name: "remove whom the configuration has", from: "lina@agency.example", text: "remove client Anna anna@acme.example from ACME", level: proven, refused: store.RefusedKnown},
		{name: "remove somebody of another project", from: "lina@agency.example", text: "remove emil@partner.example from ACME", level: proven, refused: store.RefusedNobody},
	} {
		m := peopleMail(a.from, "Contacts", a.text, a.level)
		if a.change != nil {
			a.change(m)
		}
		v, err := d.Decide(m, nil)
		if err != nil {
			t.Fatal(err)
		}
		acts := v.Command != nil && !v.Command.Unproved
		if a.refused != "" {
			if !acts || len(v.Command.People) == 0 || v.Command.People[0].Refused != a.refused {
				t.Errorf("%s: %+v, want %q", a.name, v.Command, a.refused)
			}
			continue
		}
		for i := range 10 {
			if acts && i < len(v.Command.People) && v.Command.People[i].Refused == "" {
				t.Errorf("%s: acts: %+v", a.name, v.Command)
			}
		}
	}
}

// Who was added by mail is a contact like any other, but for what binds; the configuration
// outweighs it.
func TestPeople_areContactsOfTheirProjectAlone(t *testing.T) {
	d := peopleIndex(t)
	v, err := d.Decide(peopleMail("dora@supplier.example", "A question", "When do we start?", proven), nil)
	if err != nil || v.Project != "ACME" || v.Role != store.RoleClient {
		t.Errorf("%+v, %v", v, err)
	}
	p := store.Project{Code: "ACME", Contacts: []store.Contact{{Name: "Li Na", Role: store.RolePM, Addresses: []string{"lina@agency.example"}}, {Name: "Anna", Role: store.RoleClient, Approves: true, Addresses: []string{"anna@acme.example"}}, {Name: "Carla", Role: store.RoleClient, Addresses: []string{"carla@acme.example"}}}}
	merged := p.WithPeople([]store.Person{
		{Project: "ACME", Name: "Eve", Address: "LINA@agency.example", Role: store.RoleClient},
		{Project: "ACME", Name: "Anna", Address: "a2@home.example", Role: store.RoleClient, Contact: "anna@acme.example"},
		{Project: "ACME", Name: "Li Na", Address: "l2@home.example", Role: store.RoleTeam, Contact: "lina@agency.example"},
		{Project: "ACME", Name: "Carla", Address: "c2@home.example", Role: store.RoleClient, Contact: "carla@acme.example"},
		{Project: "BETA", Name: "Otto", Address: "otto@beta.example", Role: store.RoleClient},
	})
	if got := fmt.Sprint(merged.Contacts); len(merged.Contacts) != 3 || strings.Contains(got, "a2@") || strings.Contains(got, "l2@") || !strings.Contains(got, "c2@home.example") {
		t.Error(got)
	}
	if len(p.Contacts[2].Addresses) != 1 {
		t.Error("the configuration itself was changed")
	}
}
