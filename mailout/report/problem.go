package report

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is something in the text that could not be read, or is missing.
type Problem struct {
	Line   int // from 1; 0 is the text as a whole
	Code   Code
	Detail string // what the writer wrote, cut where it is long
	Hint   string // what may have been meant: the nearest heading; or ""
}

// Code says what kind of problem it is, so that each language words it.
type Code string

// The problems.
const (
	NoSummary      Code = "no-summary"      // neither a summary nor text before the first heading
	UnknownHeading Code = "unknown-heading" // its text was put at the end of the summary
	UnknownStatus  Code = "unknown-status"  // none of the words for a status, or several
	NoPercent      Code = "no-percent"      // work in progress without a figure: taken as 0
	PercentRange   Code = "percent-range"   // more than 100: taken as 100
	NoDate         Code = "no-date"         // a milestone with no day, and not done
	BadDate        Code = "bad-date"        // no such day: it was left as text
	UnreadBudget   Code = "unread-budget"   // no used and total, or no per cent: left out
	BudgetText     Code = "budget-text"     // words beside the figures: left out
	TooLong        Code = "too-long"        // the text was cut
	TooManyItems   Code = "too-many-items"  // the rest was left out
)

// String words a problem in English.
func (p Problem) String() string {
	text := map[Code]string{
		NoSummary:      "there is no summary: write one under “Summary”, or before the first heading",
		UnknownHeading: "“%s” is no heading of a report; its text was put at the end of the summary",
		UnknownStatus:  "“%s” is no status: write “on track”, “at risk” or “late”, then the reason",
		NoPercent:      "“%s” has no per cent and was taken as 0 %%: write “name: 60%% — note”",
		PercentRange:   "“%s” is more than 100 %% and was taken as 100 %%",
		NoDate:         "the milestone “%s” has no day: write “name | planned 2026-03-06 | expected 2026-03-10”",
		BadDate:        "“%s” is no day of the calendar",
		UnreadBudget:   "“%s” is no budget: write “48000 / 120000 CNY” or “40%%”",
		BudgetText:     "“%s” was left out of the budget, which holds figures only",
		TooLong:        "the text is longer than 64 KiB and was cut here",
		TooManyItems:   "there are more than 200 items; the rest, from here, was left out",
	}[p.Code]
	switch {
	case text == "":
		text = string(p.Code) + " " + p.Detail
	case strings.Contains(text, "%s"):
		text = fmt.Sprintf(text, p.Detail)
	}
	if p.Hint != "" {
		text += fmt.Sprintf("; did you mean “%s”?", p.Hint)
	}
	if p.Line > 0 {
		text = fmt.Sprintf("line %d: %s", p.Line, text)
	}
	return text
}

// problem notes a problem. There are never more than there are items and a few.
func (p *parser) problem(line int, code Code, detail, hint string) {
	if len(p.problems) < 2*maxItems {
		p.problems = append(p.problems, Problem{line, code, cut(plain(detail)), hint})
	}
}

// maxDetail is in characters: enough to find the place by.
const maxDetail = 80

func cut(text string) string {
	runes := []rune(text)
	if len(runes) <= maxDetail {
		return text
	}
	return string(runes[:maxDetail-1]) + "…"
}

func sortProblems(list []Problem) {
	slices.SortStableFunc(list, func(a, b Problem) int { return a.Line - b.Line })
}
