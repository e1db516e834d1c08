package classify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/classify/answer"
	"rapport/classify/minutes"
	"rapport/store"
)

// sorted reads what a PM says of the numbered things of a digest.
func (d *Directory) sorted(a *store.Answer, m *store.Message, r store.Request, name string) {
	a.Decision = store.DecisionSort
	list, problems := answer.Sorting(m.OwnText, name, d.projectNamed)
	a.Problems = problems
	for _, said := range list {
		if one, ok := d.settles(m, r, said); ok {
			a.Sorted = append(a.Sorted, one)
		} else {
			a.Problems = append(a.Problems, fmt.Sprintf("%d %s", said.N, cmp.Or(said.Project, said.Said)))
		}
	}
}

// ofActions reads what somebody answers to a list of action items: which are done, and
// where they are a PM, all that a digest takes.
func (d *Directory) ofActions(a *store.Answer, m *store.Message, r store.Request, name string) {
	if a.Sorted = answer.Done(m.OwnText, name); len(a.Sorted) > 0 {
		a.Decision = store.DecisionClose
		return
	}
	a.Decision = store.DecisionText
	if d.isPM(r) {
		d.sorted(a, m, r, name)
	}
}

// settles says whether a PM may settle a numbered thing in that way, and finds whom and
// which day their words mean. A number that is none is left to the store.
func (d *Directory) settles(m *store.Message, r store.Request, one store.Sorted) (store.Sorted, bool) {
	if one.N < 1 || one.N > len(r.Items) {
		return one, true
	}
	item := r.Items[one.N-1]
	if item.Project == "" {
		return one, one.Word != store.WordAssign && one.Word != store.WordDue
	}
	r.Project = item.Project
	if !d.isPM(r) {
		return one, false // no more, in that project
	}
	switch one.Word {
	case store.WordAssign:
		of := d.team
		if item.Kind == store.ItemAction {
			of = d.contacts
		}
		who, ok := minutes.Contact(of(r), one.For)
		one.For, one.Name = "", who.Name
		if ok {
			one.For = who.Addresses[0]
		}
		return one, ok
	case store.WordDue:
		day := minutes.Day(one.For, m.Date.In(m.Zone()))
		one.For = ""
		if !day.IsZero() {
			one.For = day.Format(time.DateOnly)
		}
		return one, one.For != ""
	}
	return one, true
}

// team gives the PMs and the team of the project of a request, contacts all of it.
func (d *Directory) team(r store.Request) []store.Contact {
	return slices.DeleteFunc(d.contacts(r), func(c store.Contact) bool { return c.Role != store.RolePM && c.Role != store.RoleTeam })
}

func (d *Directory) contacts(r store.Request) []store.Contact {
	n, known := d.codes[strings.ToLower(r.Project)]
	if !known {
		return nil
	}
	return slices.Clone(d.projects[n].contacts)
}
