package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rapport/cmd/rapport/wording"
)

// Problem is one mistake in the configuration, or one warning. It never holds a
// secret: the values of an account are not quoted, since a password may stand
// in the wrong one.
type Problem struct {
	Place
	Key     string // "account.port"; "" for what is no key's
	Text    string // what is wrong
	Remedy  string // what to do about it; "" where text says that
	Warning bool
}

// Place is where something stands. Lines and columns count from 1, columns in
// characters; line 0 is the file as a whole.
type Place struct {
	File         string
	Line, Column int
}

// String implements fmt.Stringer.
func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// String implements fmt.Stringer.
func (p Problem) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v: ", p.Place)
	if p.Warning {
		b.WriteString("warning: ")
	}
	if p.Key != "" {
		fmt.Fprintf(&b, "%s: ", p.Key)
	}
	b.WriteString(p.Text)
	if p.Remedy != "" {
		fmt.Fprintf(&b, "; %s", p.Remedy)
	}
	return b.String()
}

// Problems gathers what is found. Of several findings on one key at one place
// only the first is kept: the others follow from it.
type Problems []Problem

// maxProblems are more than anybody reads.
const maxProblems = 500

// Add adds a problem, unless its key has one at that place.
func (l *Problems) Add(p Problem) {
	if len(*l) >= maxProblems {
		return
	}
	for _, other := range *l {
		if other.Place == p.Place && other.Key == p.Key && p.Line != 0 {
			return
		}
	}
	*l = append(*l, p)
}

// Fail adds an error in the value of a key, with what to do about it.
func (l *Problems) Fail(at Place, key, remedy, format string, args ...any) {
	l.Add(Problem{at, key, fmt.Sprintf(format, args...), remedy, false})
}

// Warn adds a warning about the value of a key, with what to do about it.
func (l *Problems) Warn(at Place, key, remedy, format string, args ...any) {
	l.Add(Problem{at, key, fmt.Sprintf(format, args...), remedy, true})
}

// Errors counts what is more than a warning.
func (l Problems) Errors() int {
	n := 0
	for _, p := range l {
		if !p.Warning {
			n++
		}
	}
	return n
}

// Sort orders the problems by their places.
func (l Problems) Sort() {
	slices.SortStableFunc(l, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// Error is a configuration that cannot be used, with every reason.
type Error struct{ Problems Problems }

// Error implements error.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the configuration has %s:", wording.Count(e.Problems.Errors(), "error"))
	for _, p := range e.Problems {
		if !p.Warning {
			fmt.Fprintf(&b, "\n  %v", p)
		}
	}
	return b.String()
}
