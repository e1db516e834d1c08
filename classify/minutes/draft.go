package minutes

import (
	"slices"
	"strings"
	"time"

	"rapport/classify/answer"
	"rapport/store"
)

// Draft is a text in which a PM is shown the actions by number.
type Draft struct {
	Kind    store.ConfirmationKind
	Text    string
	Author  string    // the names that its author may sign with
	Written time.Time // in the zone of the project
}

// listHeading stands above a list of action items that has no other text.
const listHeading = "Action items:\n\n"

// Read extracts from the draft.
func (d Draft) Read() Minutes {
	if d.Kind == store.ActionItems {
		return Read(listHeading+answer.Body(d.Text, d.Author), d.Written)
	}
	return Read(d.Text, d.Written)
}

// Line is a line of a text. Nth, from 1, is which of those that read so it is.
type Line struct {
	Text string
	Nth  int
}

// IsAlone reports whether the line of an action says nothing else.
func (a Action) IsAlone() bool { return a.alone }

// Without returns the lines to remove, the last first, for the text to be without the actions
// of some numbers, from 1. It reports false where there is no such line, or where the rest
// would not read as it did.
func (d Draft) Without(numbers []int) (removed []Line, ok bool) {
	all := d.Read().Actions
	drop := map[int]bool{} // lines
	var left []Action
	for i, a := range all {
		switch {
		case !slices.Contains(numbers, i+1):
			left = append(left, a)
		case !a.alone:
			return nil, false
		default:
			drop[a.line] = true
		}
	}
	for i, a := range all { // a heading stays while anything is below it
		if slices.Contains(numbers, i+1) && !slices.ContainsFunc(left, func(l Action) bool { return slices.Equal(l.heads, a.heads) }) {
			for _, head := range a.heads {
				drop[head] = !slices.ContainsFunc(left, func(l Action) bool { return slices.Contains(l.heads, head) })
			}
		}
	}
	for _, withHeads := range []bool{true, false} {
		if removed, ok = d.cut(drop, all, left, withHeads); ok {
			return removed, true
		}
	}
	return nil, false
}

// cut removes lines, with the headings among them or without, and reports whether the rest
// reads as it did.
func (d Draft) cut(drop map[int]bool, all, left []Action, withHeads bool) (removed []Line, ok bool) {
	offset := 0 // of the lines that are read in those of the text
	if d.Kind == store.ActionItems {
		offset = strings.Count(d.Text[:max(0, strings.Index(d.Text, answer.Body(d.Text, d.Author)))], "\n") - strings.Count(listHeading, "\n")
	}
	lines := strings.Split(d.Text, "\n")
	var kept []string
	for i, line := range lines {
		n := i - offset
		isItem := slices.ContainsFunc(all, func(a Action) bool { return a.line == n })
		if !drop[n] || !withHeads && !isItem {
			kept = append(kept, line)
			continue
		}
		nth := 0
		for _, other := range lines[:i+1] {
			if strings.TrimSpace(other) == strings.TrimSpace(line) {
				nth++
			}
		}
		removed = append(removed, Line{strings.TrimSpace(line), nth})
	}
	slices.Reverse(removed)
	rest := d
	rest.Text = strings.Join(kept, "\n")
	return removed, slices.EqualFunc(rest.Read().Actions, left, func(a, b Action) bool {
		return a.Owner == b.Owner && a.What == b.What && a.Due.Equal(b.Due)
	})
}
