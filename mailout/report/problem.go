package report

import (
	"slices"

	"rapport/store/visible"
	"rapport/templates"
)

// maxProblems bounds the problems that are listed: each item may have two.
const maxProblems = 2 * maxItems

// problem adds a problem to the list.
func (p *parser) problem(line int, code templates.Code, detail, hint string) {
	if len(p.problems) < maxProblems {
		p.problems = append(p.problems, templates.Problem{Line: line, Code: code, Detail: visible.Cut(plain(detail), maxDetail), Hint: hint})
	}
}

// maxDetail is the length of a detail, in characters: enough to find the place by.
const maxDetail = 80

func sortProblems(list []templates.Problem) {
	slices.SortStableFunc(list, func(a, b templates.Problem) int { return a.Line - b.Line })
}
