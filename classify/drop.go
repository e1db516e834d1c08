package classify

import (
	"slices"
	"strings"

	"rapport/classify/minutes"
	"rapport/store"
	"rapport/store/mailaddr"
)

// findItems puts the lines of a text in the place of the numbers of the action items that
// a response leaves out of it. The numbers are those of the mail that it answers; where that
// had none, what the response says of them stays a problem.
func (d *ProjectIndex) findItems(a *store.Response, r store.Request) {
	hasItems := func(e store.Edit) bool { return e.Items != nil }
	if !slices.ContainsFunc(a.Edits, hasItems) {
		return
	}
	var dropped []store.Edit
	for _, e := range a.Edits {
		if hasItems(e) {
			dropped = append(dropped, e)
		}
	}
	a.Edits = slices.DeleteFunc(a.Edits, hasItems)
	if r.Draft == "" || r.Kind != store.Minutes && r.Kind != store.ActionItems {
		for _, e := range dropped {
			a.Problems = append(a.Problems, e.Said)
		}
		if len(a.Edits) == 0 {
			a.Decision, a.Problems = store.DecisionText, nil
		}
		return
	}
	// What is left out goes first: the lines are those of the text as it was shown.
	a.Edits = append(removals(d.draftOf(r), dropped), a.Edits...)
}

// removals returns the edits that remove the lines of the items that others leave out.
func removals(draft minutes.Draft, dropped []store.Edit) (edits []store.Edit) {
	actions := draft.Read().Actions
	for _, e := range dropped {
		for i, n := range e.Items {
			if n < 0 { // counted from the end
				e.Items[i] = len(actions) + 1 + n
			}
		}
	}
	var numbers []int
	var said []string
	var unknown []store.Edit
	for _, e := range dropped {
		said = append(said, e.Said)
		if slices.ContainsFunc(e.Items, func(n int) bool { return n < 1 || n > len(actions) }) {
			unknown = append(unknown, store.Edit{Said: e.Said, Items: e.Items})
			continue
		}
		numbers = append(numbers, e.Items...)
	}
	if unknown != nil {
		return unknown
	}
	lines, ok := draft.Without(numbers)
	if ok {
		for _, l := range lines {
			edits = append(edits, store.Edit{Said: strings.Join(said, "\n"), Items: numbers, Ways: []store.Replacement{{Old: l.Text, Line: l.Nth}}})
		}
		return edits
	}
	shared := func(n int) bool { return !actions[n-1].IsAlone() }
	anyShared := slices.ContainsFunc(numbers, shared)
	for _, e := range dropped {
		e.Within = !anyShared || slices.ContainsFunc(e.Items, shared)
		if e.Within {
			edits = append(edits, e)
		}
	}
	return edits
}

// draftOf returns the text that a PM was shown in the mail that asked.
func (d *ProjectIndex) draftOf(r store.Request) minutes.Draft {
	draft := minutes.Draft{Kind: r.Kind, Text: r.Draft, Written: r.Written}
	n, known := d.codes[strings.ToLower(r.Project)]
	if !known {
		return draft
	}
	if zone := d.projects[n].zone; zone != nil {
		draft.Written = r.Written.In(zone)
	}
	contacts := d.projects[n].contacts
	if i := slices.IndexFunc(contacts, func(c store.Contact) bool {
		return slices.ContainsFunc(c.Addresses, func(a string) bool { return mailaddr.Key(a) == mailaddr.Key(r.Author) })
	}); i >= 0 {
		draft.Author = contacts[i].Name
	}
	return draft
}
