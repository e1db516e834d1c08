package store

import (
	"slices"
	"testing"
	"time"
)

// people returns who was added by mail, as "name role contact".
func (y *story) people() (list []string) {
	y.Helper()
	all, err := y.s.People(y.Context())
	if err != nil {
		y.Fatal(err)
	}
	for _, p := range all {
		list = append(list, p.Name+" "+string(p.Role)+" "+p.Contact)
	}
	return list
}

// A PM adds contacts by mail, changes what they are, and removes them.
func TestPerson_isAddedOnceChangedAndRemoved(t *testing.T) {
	y := begin(t)
	add := func(want bool, p Person) {
		t.Helper()
		p.Project, p.Actor = "ACME", lina
		y.moves(want, func(tx *Tx) (bool, error) { return tx.AddPerson(p) })
	}
	add(true, Person{Name: "Zhou Min", Address: "Zhou@ACME.example", Role: RoleClient})
	add(false, Person{Name: "Zhou Min", Address: zhou, Role: RoleClient})
	add(true, Person{Name: "Wang", Address: "wang.private@mail.example", Role: RoleClient, Contact: wang})
	if got := y.people(); !slices.Equal(got, []string{"Zhou Min client ", "Wang client " + wang}) {
		t.Errorf("added: %q", got)
	}
	add(true, Person{Name: "Zhou Min", Address: zhou, Role: RoleTeam})
	for _, want := range []bool{true, false} {
		y.moves(want, func(tx *Tx) (bool, error) { return tx.RemovePerson("ACME", "wang.private@mail.example", lina, 0) })
	}
	if got := y.people(); !slices.Equal(got, []string{"Zhou Min team "}) {
		t.Errorf("after a removal: %q", got)
	}
	if err := y.s.Update(t.Context(), func(tx *Tx) error {
		_, err := tx.AddPerson(Person{Project: "ACME", Address: chen, Role: RolePM})
		return err
	}); err == nil {
		t.Error("mail made somebody a PM")
	}
}

// What mail without proof asks for changes nobody until the PM says so.
func TestPerson_whatIsWantedWaitsForThePM(t *testing.T) {
	y := begin(t)
	wants := func(address string, w Wanted) {
		t.Helper()
		y.do(func(tx *Tx) error {
			return tx.WantPerson(Person{Project: "ACME", Name: "Of " + address, Address: address}, w)
		})
	}
	settles := func(want itemResult, address string, s ItemCommand) {
		t.Helper()
		y.do(func(tx *Tx) error {
			got, _, err := tx.settleItem(DigestItem{Kind: ItemPerson, Project: "ACME", Name: address, Called: "Of " + address}, s, lina, 0)
			if got != want {
				t.Errorf("%s of %s has the result %d, want %d", s.Verb, address, got, want)
			}
			return err
		})
	}
	wants(wang, WantedClient)
	wants(zhou, WantedTeam)
	wants(chen, WantedRemove)
	if list, err := y.s.WantedPeople(t.Context()); err != nil || len(list) != 3 || len(y.people()) != 0 {
		t.Errorf("%+v, %v, %q", list, err, y.people())
	}
	settles(itemDone, wang, ItemCommand{Verb: VerbClient})
	settles(itemAlready, wang, ItemCommand{Verb: VerbClient})
	settles(itemDone, zhou, ItemCommand{Verb: VerbTeam})
	settles(itemAlready, chen, ItemCommand{Verb: VerbRemove})
	settles(itemDone, chen, ItemCommand{Verb: VerbDrop})
	settles(itemDone, "w@mail.example", ItemCommand{Verb: VerbIs, Name: "Wang", Role: RoleClient, Argument: wang})
	settles(itemUnknown, "x@mail.example", ItemCommand{Verb: VerbIs})
	if got := y.people(); !slices.Equal(got, []string{"Of " + wang + " client ", "Of " + zhou + " team ", "Wang client " + wang}) {
		t.Errorf("%q", got)
	}
	if list, err := y.s.WantedPeople(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("still wanted: %+v, %v", list, err)
	}
}

// Who writes often and is no contact is listed, until a digest has asked about them.
func TestWriters_whoIsNoContact(t *testing.T) {
	y := begin(t)
	const anna, robot = "anna@acme.example", "robot@acme.example"
	since := y.s.now().Add(-time.Hour)
	for range 3 {
		y.logs(anna, "What about the accounts?", Verdict{Role: RoleOther})
		y.logs(wang, "Fine.", Verdict{Role: RoleClient})
		y.logs(robot, "Build 7 is green.", Verdict{Role: RoleOther, Kind: KindList})
	}
	y.logs(zhou, "Hello", Verdict{Role: RoleOther})
	list, err := y.s.Writers(t.Context(), "ACME", 3, since)
	if err != nil || len(list) != 1 || list[0].Address != anna || list[0].Mails != 3 || list[0].Answered {
		t.Fatalf("%+v, %v", list, err)
	}
	for address, want := range map[string]bool{robot: true, anna: false, "nobody@acme.example": false} {
		if got, err := y.s.IsMachine(t.Context(), "ACME", address, since); err != nil || got != want {
			t.Errorf("%s is a machine: %t, %v", address, got, err)
		}
	}
	y.do(func(tx *Tx) error { return tx.markAsked("ACME", anna, "Anna") })
	if list, err := y.s.Writers(t.Context(), "ACME", 3, since); err != nil || len(list) != 0 {
		t.Errorf("asked about twice: %+v, %v", list, err)
	}
}

// The project has those whom mail added, unless the configuration says otherwise.
func TestWithPeople_theConfigurationCounts(t *testing.T) {
	t.Parallel()
	p := Project{Code: "ACME", Contacts: []Contact{
		{Name: "Wang", Role: RoleClient, Addresses: []string{wang}},
		{Name: "Zhou", Role: RoleClient, Addresses: []string{zhou}, Approves: true},
		{Name: "Li Na", Role: RolePM, Addresses: []string{lina}, Deputies: []string{chen}},
		{Name: "Chen", Role: RoleTeam, Addresses: []string{chen}},
	}}
	got := p.WithPeople([]Person{
		{Project: "ACME", Name: "Anna", Address: "anna@acme.example", Role: RoleClient},
		{Project: "ACME", Name: "Other", Address: "WANG@acme.example", Role: RoleTeam}, // is configured
		{Project: "BETA", Name: "Bob", Address: "bob@beta.example", Role: RoleClient},
		{Project: "ACME", Name: "Wang", Address: "wang@mail.example", Contact: wang},
		{Project: "ACME", Name: "Zhou", Address: "zhou@mail.example", Contact: zhou}, // approves changes
		{Project: "ACME", Name: "Chen", Address: "chen@mail.example", Contact: chen}, // may stand in for the PM
		{Project: "ACME", Name: "Gone", Address: "gone@mail.example", Contact: "gone@acme.example"},
	})
	if len(got.Contacts) != 5 || !got.Contacts[4].ByMail || got.Contacts[4].Name != "Anna" || !slices.Equal(got.Contacts[0].Addresses, []string{wang, "wang@mail.example"}) {
		t.Errorf("%+v", got.Contacts)
	}
	if len(p.Contacts) != 4 || len(p.Contacts[0].Addresses) != 1 {
		t.Errorf("the configured project has changed: %+v", p.Contacts)
	}
}

// A command that asks for what cannot be is no error of the database.
func TestSettleItem_whatCannotBe(t *testing.T) {
	y := begin(t)
	y.do(func(tx *Tx) error {
		for _, item := range []DigestItem{{Kind: ItemPerson, Project: "ACME", Name: wang}, {Kind: ItemCase, Object: 99}} {
			if got, _, err := tx.settleItem(item, ItemCommand{Verb: "dance"}, lina, 0); got != itemUnknown || err != nil {
				t.Errorf("%s: %d, %v", item.Kind, got, err)
			}
		}
		if got, _, err := tx.settleItem(DigestItem{Kind: ItemCase, Object: 99}, ItemCommand{Verb: VerbMerge, Argument: "two"}, lina, 0); got != itemAlready || err != nil {
			t.Errorf("merged with no number: %d, %v", got, err)
		}
		return nil
	})
}
