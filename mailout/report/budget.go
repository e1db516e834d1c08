package report

import (
	"cmp"
	"strconv"
	"strings"

	"rapport/classify/amount"
	"rapport/store/pattern"
	"rapport/templates"
)

// figure is an amount as written, and what it is.
type figure struct {
	start, end int // in the text
	digits     string
	value      float64 // without its factor
	times      float64 // 1e4 of 万
	unit       string
	vague      bool // a bound, or an end of a range
	role       role
	weak       bool // only the word budget says its role
}

func (f figure) amount() float64 { return f.value * f.times }

// unitBehind is a unit in parentheses for all figures.
var unitBehind = pattern.New(`[(（]\s*(?:in |单位[:：]?)?\s*([^()（）]{1,20}?)\s*[)）]`)

// readBudget reads “48000 / 120000 CNY”, “总额12万，剩余7.2万” or “We have used 12.5k of the
// 40k”. What it cannot tell for certain is a problem.
func (p *parser) readBudget(it line) {
	if blank(it.text) {
		return
	}
	text := plain(narrow(it.text))
	var rest string
	p.report.Budget, rest = budgetIn(text, p.heading)
	if p.report.Budget == nil {
		p.problem(it.number, templates.UnreadBudget, text, "")
	} else if rest != "" {
		p.problem(it.number, templates.BudgetText, rest, "")
	}
}

// statements returns the lines of a budget as one: an item, and a line with a label, says
// something by itself.
func statements(lines []line) line {
	var text line
	var all joined
	for _, l := range lines {
		n := bullet(l.text)
		words := strings.TrimSpace(l.text[n:])
		if words == "" || rule.MatchString(l.text) || blank(words) {
			continue
		}
		if text.number == 0 {
			text.number = l.number
		} else if n > 0 || labelled.MatchString(words) {
			all.WriteString(";")
		}
		all.add(words)
	}
	text.text = all.String()
	return text
}

// labelled matches a line with a label: “Spent: 48k”.
var labelled = pattern.New(`^[\pL ]{1,40}[:：]`)

// budgetIn returns the budget in a text under a heading, nil where it says none for certain,
// and the words that say something else.
func budgetIn(text, heading string) (b *templates.Budget, rest string) {
	times, unit := unitIn(heading)
	bare := withoutDays(text)
	if m := unitBehind.FindStringSubmatchIndex(bare); m != nil && unit == "" {
		if factor, of, ok := amount.Scale(bare[m[2]:m[3]]); ok && of != "" && of != "%" {
			times, unit = factor, of
			bare = bare[:m[0]] + strings.Repeat(" ", m[1]-m[0]) + bare[m[1]:]
		}
	}
	amounts := amount.Find(bare)
	figures := make([]figure, len(amounts))
	for i, a := range amounts {
		f := figure{start: a.Start, end: a.End, digits: a.Digits, value: a.Value, times: a.Factor, unit: a.Unit, vague: a.Vague}
		if f.unit == "" && f.times == 1 && f.digits != "" {
			f.times = times
		}
		f.unit = cmp.Or(f.unit, unit)
		if f.unit == "%" {
			f.times = 1
		}
		if a.Counts {
			f.role = aside
		}
		figures[i] = f
	}
	tokens := tokensOf(bare, amounts)
	if !readDigits(figures) {
		return nil, ""
	}
	w := assignRoles(text, statementsOf(tokens, amounts), figures)
	return budgetOf(figures, w), unknownWords(text, tokens)
}

// unknownWords returns the words of a budget of which the lexicon has none.
func unknownWords(text string, tokens []token) string {
	var rest joined
	end := -1
	for _, t := range tokens {
		if t.kind != word {
			continue
		}
		if t.start == end {
			rest.WriteString(text[t.start:t.end])
		} else {
			rest.add(text[t.start:t.end])
		}
		end = t.end
	}
	return rest.String()
}

// days are what is a day, a month or a year and no amount: “6 March”, “in 2026”, “3月初”.
var days = pattern.New(`(?i)(?:\d{4}年)?\d{1,2}月(?:份|初|底|末|中旬|上旬|下旬|\d{1,2}[日号])?|\d{4}年度?|\b(?:in|of|for|FY|until|since|end of|the|by) ?20[2-4]\d\b|\bQ[1-4]\b`)

// withoutDays returns a text with spaces in place of the days in it.
func withoutDays(text string) string {
	blank := func(s string) string { return strings.Repeat(" ", len(s)) }
	return days.ReplaceAllStringFunc(dates.ReplaceAllStringFunc(text, blank), blank)
}

// unitIn returns the factor and the unit that a heading names: “预算（万元）”.
func unitIn(heading string) (times float64, unit string) {
	heading = narrow(heading)
	inner := ""
	if i := strings.IndexAny(heading, "(（["); i >= 0 {
		inner = strings.Trim(heading[i:], "()（）[] ")
	} else if j := strings.Index(heading, " in "); j > 0 {
		inner = heading[j+len(" in "):]
	}
	if factor, unit, ok := scaleOf(inner); ok {
		return factor, unit
	}
	return 1, ""
}

// scaleOf returns the factor and the unit that a text is, which “单位：” or “in” may lead to.
func scaleOf(text string) (times float64, unit string, ok bool) {
	return amount.Scale(unitLabel.ReplaceAllString(text, ""))
}

var unitLabel = pattern.New(`(?i)^\s*(?:单位|in\b|unit\b)?\s*[:：]?\s*`)

// readDigits reads the digits of figures, and reports whether it is sure which of the
// signs in them parts thousands: the same for all. “48.000” alone may be 48.
func readDigits(figures []figure) bool {
	points, others := 0, 0 // with three digits behind a single point, and in any other form
	for i := range figures {
		f := &figures[i]
		if f.digits == "" {
			continue
		}
		if f.unit == "%" {
			f.value = decimal(f.digits)
			continue
		}
		value, form := valueOf(f.digits)
		f.value = value
		switch {
		case form == pointThousand && f.times == 1:
			points++
			f.value = decimal(strings.ReplaceAll(f.digits, ".", ""))
		case form == pointThousand || form == pointDecimal || form == plainDigits && value >= 1000:
			others++
		}
	}
	return points == 0 || others == 0 && points > 1
}

// form is how the digits of a figure are parted.
type form int

const (
	plainDigits   form = iota
	pointThousand      // 48.000, which may be 48
	pointDecimal       // 48.5
	sure
)

// valueOf reads digits with the signs that part them: the last of two kinds is the decimal
// one.
func valueOf(digits string) (float64, form) {
	digits = strings.NewReplacer("'", "", "’", "", " ", "", "\u00a0", "", "\u202f", "", "，", ",").Replace(digits)
	point, comma := strings.LastIndexByte(digits, '.'), strings.LastIndexByte(digits, ',')
	switch {
	case point < 0 && comma < 0:
		return decimal(digits), plainDigits
	case point > comma && comma >= 0: // 1,234.50
		return decimal(strings.ReplaceAll(digits, ",", "")), sure
	case comma > point && point >= 0: // 1.234,50
		return decimal(strings.Replace(strings.ReplaceAll(digits, ".", ""), ",", ".", 1)), sure
	case comma >= 0 && strings.Count(digits, ",") == 1 && len(digits)-comma-1 != 3: // 1234,5
		return decimal(strings.Replace(digits, ",", ".", 1)), sure
	case comma >= 0:
		return decimal(strings.ReplaceAll(digits, ",", "")), sure
	case strings.Count(digits, ".") > 1:
		return decimal(strings.ReplaceAll(digits, ".", "")), sure
	case len(digits)-point-1 == 3 && digits[0] != '0':
		return decimal(digits), pointThousand
	}
	return decimal(digits), pointDecimal
}

func decimal(digits string) float64 {
	value, _ := strconv.ParseFloat(strings.ReplaceAll(digits, ",", "."), 64)
	return value
}
