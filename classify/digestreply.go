package classify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/classify/answer"
	"rapport/classify/day"
	"rapport/classify/minutes"
	"rapport/store"
)

// readDigestReply reads a PM's answer to the numbered items of a digest. Thanks alone is
// not a response.
func (d *ProjectIndex) readDigestReply(a *store.Response, m *store.Message, r store.Request, name string) bool {
	a.Decision = store.DecisionItems
	list, problems := answer.ItemCommands(m.OwnText, name, d.projectNamed)
	a.Problems = problems
	for _, said := range list {
		if one, ok := d.settles(m, r, said); ok {
			a.Commands = append(a.Commands, one)
		} else {
			a.Problems = append(a.Problems, fmt.Sprintf("%d %s", said.Number, cmp.Or(said.Project, said.Words)))
		}
	}
	return len(a.Commands)+len(a.Problems) > 0
}

// readActionReply reads an answer to a list of action items: which are done and, from a PM,
// any command that a digest accepts.
func (d *ProjectIndex) readActionReply(a *store.Response, m *store.Message, r store.Request, name string) bool {
	if a.Commands = answer.Done(m.OwnText, name); len(a.Commands) > 0 {
		a.Decision = store.DecisionClose
		return true
	}
	a.Decision = store.DecisionText
	if d.isPM(r) {
		d.readDigestReply(a, m, r, name)
	}
	return true
}

// settles reports whether a PM may settle an item with that command, and resolves the
// person and day that its words name. The store checks whether the number exists.
func (d *ProjectIndex) settles(m *store.Message, r store.Request, one store.ItemCommand) (store.ItemCommand, bool) {
	if one.Number < 1 || one.Number > len(r.Items) {
		return one, true
	}
	item := r.Items[one.Number-1]
	if item.Project == "" {
		return one, one.Verb != store.VerbAssign && one.Verb != store.VerbDue
	}
	r.Project = item.Project
	if !d.isPM(r) {
		return one, false // no longer a PM of that project
	}
	switch one.Verb {
	case store.VerbClient, store.VerbTeam:
		if item.Kind != store.ItemPerson {
			return one, true // the store knows what can be done with what
		}
		role := store.RoleClient
		if one.Verb == store.VerbTeam {
			role = store.RoleTeam
		}
		return one, d.RefusePerson(store.Person{Project: item.Project, Name: item.Called, Address: item.Name, Role: role}) == ""
	case store.VerbIs:
		who, ok := minutes.Contact(slices.DeleteFunc(d.contacts(r), func(c store.Contact) bool { return c.ByMail }), one.Argument)
		if ok = ok && item.Kind == store.ItemPerson && (store.Project{Contacts: d.contacts(r)}).MayHaveMore(who); ok {
			one.Argument, one.Name, one.Role = who.Addresses[0], who.Name, who.Role
			ok = d.RefusePerson(store.Person{Project: item.Project, Name: who.Name, Address: item.Name, Role: who.Role, Contact: one.Argument}) == ""
		}
		return one, ok
	case store.VerbTrack:
		n, known := d.codes[strings.ToLower(item.Project)]
		return one, known && d.projects[n].tracked
	case store.VerbAssign:
		of := d.team
		if item.Kind == store.ItemAction {
			of = d.contacts
		}
		who, ok := minutes.Contact(of(r), one.Argument)
		one.Argument, one.Name = "", who.Name
		if ok {
			one.Argument = who.Addresses[0]
		}
		return one, ok
	case store.VerbLater:
		return putOff(one, m)
	case store.VerbDue:
		if item.Kind == store.ItemCase && !isBy(one.Argument) { // a case has no day of its own
			return putOff(one, m)
		}
		by := minutes.Day(one.Argument, m.Date.In(m.Zone()))
		one.Argument = ""
		if !by.IsZero() {
			one.Argument = by.Format(time.DateOnly)
		}
		return one, one.Argument != ""
	}
	return one, true
}

// putOff resolves the day until which an item is put off: one to come, and nothing besides.
func putOff(one store.ItemCommand, m *store.Message) (store.ItemCommand, bool) {
	until, ok := day.ToCome(one.Argument, m.Date.In(m.Zone()))
	if !ok {
		return one, false
	}
	one.Verb, one.Argument = store.VerbLater, until.Format(time.DateOnly)
	return one, true
}

// isBy reports whether words name a day by which something is to be done, not one until which
// nobody wants to hear of it.
func isBy(words string) bool {
	return strings.HasPrefix(strings.ToLower(words), "by ") || strings.HasPrefix(strings.ToLower(words), "due ") || strings.HasSuffix(words, "前") || strings.HasSuffix(words, "完成")
}

// team returns the PMs and team members of the project of a request, with all their data.
func (d *ProjectIndex) team(r store.Request) []store.Contact {
	return slices.DeleteFunc(d.contacts(r), func(c store.Contact) bool { return c.Role != store.RolePM && c.Role != store.RoleTeam })
}

func (d *ProjectIndex) contacts(r store.Request) []store.Contact {
	n, known := d.codes[strings.ToLower(r.Project)]
	if !known {
		return nil
	}
	return slices.Clone(d.projects[n].contacts)
}
