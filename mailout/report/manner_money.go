package report

import (
	"strings"

	"rapport/classify/answer"
	"rapport/store/pattern"
	"rapport/templates"
)

// What stands below a heading of the budget, or of how far the project is.

// readShare reads how far the project is below a heading that says so.
func (p *parser) readShare(it line) {
	switch figure, sure := overallOf(plain(it.text), true); sure {
	case certain:
		p.report.Overall = &figure
	case unclear:
		p.problem(it.number, templates.SeveralPercents, it.text, "")
	case silent:
		if !blank(it.text) {
			p.problem(it.number, templates.NoPercent, it.text, "")
		}
	}
}

// ownBudget reads a budget as budgetIn does, where need be without words that say no more than
// the figures do: the name of the part, and “used” behind both of two figures.
func ownBudget(text, heading string) (b *templates.Budget, rest string) {
	text = thousands.ReplaceAllString(text, "k $1")
	for _, superfluous := range []*pattern.Pattern{nothing, budgetLabel, usedBehind} {
		text = superfluous.ReplaceAllString(text, "$1")
		if b, rest = budgetIn(text, heading); b != nil {
			break
		}
	}
	return b, rest
}

var (
	thousands   = pattern.New(`(?i)\bk(EUR|USD|GBP|CHF|NOK|SEK|DKK|PLN|CNY|RMB|€|\$|£)`)
	nothing     = pattern.New(`^()$`)
	budgetLabel = pattern.New(`(?i)(^|;)\s*(?:budget|预算|經費|经费)\s*[:：]`)
	usedBehind  = pattern.New(`(?i)(\d\s*[^\s/;]{0,6}\s*/[^;/]{0,24}\d[^;/\d]{0,8}?)\s*(?:\b(?:used|spent|gone|so far|verbraucht|utilisés?)\b|已用|已花)`)
)

// readMoney reads what is below the headings of the budget.
func (p *parser) readMoney() {
	var lines []line
	for _, l := range p.money {
		var said []string
		for statement := range strings.SplitSeq(strings.ReplaceAll(l.text, "；", ";"), ";") {
			var kept []string
			for _, part := range atCommas(statement) {
				if _, sure := overallOf(part, false); sure == certain && ofWhole.MatchString(part) && !money.MatchString(part) {
					p.keepProse([]line{{l.number, part}}) // “spent: 45k, 37% complete”
				} else {
					kept = append(kept, part)
				}
			}
			said = append(said, strings.Join(kept, ","))
		}
		lines = append(lines, line{l.number, strings.Trim(strings.Join(said, ";"), "; ")})
	}
	text := statements(lines)
	if text.text == "" {
		return
	}
	said := plain(narrow(text.text))
	b, rest := ownBudget(said, p.moneyHeading)
	if b == nil { // “Total: $1.2m, spent: $0.45m” has one heading
		for _, l := range p.prose {
			for _, clause := range moneyClauses(answer.Simplified(narrow(plain(l.text)))) {
				said += "; " + clause
			}
		}
		b, rest = ownBudget(said, p.moneyHeading)
	}
	p.report.Budget = b
	if b == nil {
		p.problem(text.number, templates.UnreadBudget, said, "")
	} else if rest != "" {
		p.problem(text.number, templates.BudgetText, rest, "")
	}
}
