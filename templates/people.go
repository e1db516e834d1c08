package templates

import "rapport/store"

// CommandPeople is the data of command-people: what became of a PM's wish to add people to a
// project, or to remove them.
type CommandPeople struct {
	Name    string
	Changes []PersonChange
}

// PersonChange is what became of one line of it.
type PersonChange struct {
	Who     store.Address
	Role    string // client or team
	Remove  bool
	Project string
	Refused string // one of the store's Refused words; "": it was done
	Words   string // of the line
}

// Done returns the number of lines that were done.
func (c CommandPeople) Done() (n int) {
	for _, one := range c.Changes {
		if one.Refused == "" {
			n++
		}
	}
	return n
}

// CommandPeople makes the samples of command-people.
func (s sampler) CommandPeople() []any {
	bob := store.Address{Name: s.pick("王芳", "Bob Lee"), Address: "bob@acme.example"}
	added := PersonChange{Who: bob, Role: "client", Project: "ACME", Words: "add client Bob Lee bob@acme.example to ACME"}
	team, gone := added, added
	team.Role, team.Who = "team", store.Address{Name: s.pick("李雷", "Tom Baker"), Address: "tom@agency.example"}
	gone.Remove = true
	all := CommandPeople{Name: s.pm().Name, Changes: []PersonChange{team, gone}}
	for _, why := range []store.PersonRefusal{
		store.RefusedUnread, store.RefusedProject, store.RefusedWhich, store.RefusedRole, store.RefusedAddress, store.RefusedOurs, store.RefusedMachine, store.RefusedName,
		store.RefusedNamesake, store.RefusedKnown, store.RefusedElsewhere, store.RefusedDomain, store.RefusedLookalike, store.RefusedNobody,
	} {
		refused := added
		refused.Refused = string(why)
		all.Changes = append(all.Changes, refused)
	}
	return []any{all, CommandPeople{Name: s.pm().Name, Changes: []PersonChange{added}}, CommandPeople{Changes: all.Changes[2:3]}, CommandPeople{Name: s.pm().Name, Changes: []PersonChange{gone}}}
}
