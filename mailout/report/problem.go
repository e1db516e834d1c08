package report

import (
	"slices"

	"rapport/templates"
)

// maxProblems bounds the problems that are listed: each item may have two.
const maxProblems = 2 * maxItems

// problem adds a problem to the list.
func (p *parser) problem(line int, code templates.Code, detail, hint string) {
	if len(p.problems) < maxProblems {
		p.problems = append(p.problems, templates.Problem{Line: line, Code: code, Detail: cut(plain(detail)), Hint: hint})
	}
}

// maxDetail is the length of a detail, in characters: enough to find the place by.
const maxDetail = 80

func cut(text string) string {
	runes := []rune(text)
	if len(runes) <= maxDetail {
		return text
	}
	return string(runes[:maxDetail-1]) + "…"
}

func sortProblems(list []templates.Problem) {
	slices.SortStableFunc(list, func(a, b templates.Problem) int { return a.Line - b.Line })
}
