package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// problem is one mistake in the configuration, or one warning. It never holds a
// secret: the values of an account are not quoted, since a password may stand
// in the wrong one.
type problem struct {
	place
	key     string // "account.port"; "" for what is no key's
	text    string // what is wrong
	remedy  string // what to do about it; "" where text says that
	warning bool
}

// place is where something stands. Lines and columns count from 1, columns in
// characters; line 0 is the file as a whole.
type place struct {
	file         string
	line, column int
}

func (p place) String() string {
	if p.line == 0 {
		return p.file
	}
	return fmt.Sprintf("%s:%d:%d", p.file, p.line, p.column)
}

func (p problem) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v: ", p.place)
	if p.warning {
		b.WriteString("warning: ")
	}
	if p.key != "" {
		fmt.Fprintf(&b, "%s: ", p.key)
	}
	b.WriteString(p.text)
	if p.remedy != "" {
		fmt.Fprintf(&b, "; %s", p.remedy)
	}
	return b.String()
}

// problems gathers what is found. Of several findings on one key at one place
// only the first is kept: the others follow from it.
type problems []problem

// maxProblems are more than anybody reads.
const maxProblems = 500

func (l *problems) add(p problem) {
	if len(*l) >= maxProblems {
		return
	}
	for _, other := range *l {
		if other.place == p.place && (other.key == p.key || other.key == "") && p.line != 0 {
			return
		}
	}
	*l = append(*l, p)
}

func (l *problems) fail(at place, key, remedy, format string, args ...any) {
	l.add(problem{at, key, fmt.Sprintf(format, args...), remedy, false})
}

func (l *problems) warn(at place, key, remedy, format string, args ...any) {
	l.add(problem{at, key, fmt.Sprintf(format, args...), remedy, true})
}

// errors counts what is more than a warning.
func (l problems) errors() int {
	n := 0
	for _, p := range l {
		if !p.warning {
			n++
		}
	}
	return n
}

func (l problems) sort() {
	slices.SortStableFunc(l, func(a, b problem) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
	})
}

// configError is a configuration that cannot be used, with every reason.
type configError struct{ problems problems }

func (e *configError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the configuration has %s:", count(e.problems.errors(), "error"))
	for _, p := range e.problems {
		if !p.warning {
			fmt.Fprintf(&b, "\n  %v", p)
		}
	}
	return b.String()
}

// count writes a number of things: "1 error", "2 errors".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	if stem, ok := strings.CutSuffix(thing, "y"); ok {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
