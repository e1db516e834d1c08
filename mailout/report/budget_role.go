package report

import (
	"slices"
	"strings"
	"unicode"

	"rapport/classify/amount"
	"rapport/store/pattern"
)

// role is what a figure of a budget is.
type role int

const (
	noRole role = iota
	used
	total
	left
	passing // what one period took of it
	excess  // by how much it is exceeded
	aside   // a detail, what was before, what will be
)

// period says that a figure is of one period alone, unless sum says that it is of all.
var (
	period = pattern.New(`(?i)\b(?:this|last|in the) (?:week|month|period|quarter|sprint)\b|\bin (?:` + months + `)\b|本周|本月|本期|本季度?|当月|当期|上周|上月|\d月份?|每[次个月期周笔批]`)
	sum    = pattern.New(`(?i)\b(?:so far|to date|in total|since|until|up to|all in all|altogether)\b|累计|总|截至|截止|共`)
)

// statement is a part of a budget that says one thing: what stands between two stops.
type statement struct {
	tokens    []token
	figures   []int // the places of its amounts among the tokens
	bracketed bool
}

// statementsOf cuts the tokens of a budget where one statement ends.
func statementsOf(tokens []token, amounts []amount.Amount) (list []statement) {
	var s statement
	bracketed := false
	end := func() {
		if len(s.tokens) > 0 {
			list = append(list, s)
		}
		s = statement{bracketed: bracketed}
	}
	for i, t := range tokens {
		switch {
		case t.kind == opening, t.kind == closing:
			bracketed = t.kind == opening
			end()
			continue
		case t.kind == stop, t.kind == joint && len(s.figures) > 0 && hasFigure(tokens[i:]):
			end()
			continue
		case t.kind == detailCue:
			end()
		case t.kind == figureAt && !amounts[t.index].Counts:
			s.figures = append(s.figures, len(s.tokens))
		}
		s.tokens = append(s.tokens, t)
	}
	end()
	return list
}

func hasFigure(tokens []token) bool {
	return slices.ContainsFunc(tokens, func(t token) bool { return t.kind == figureAt })
}

// cues are the kinds of the words of a statement.
type cues map[kind]bool

// cuesOf returns what words say. A word that is denied says the opposite.
func cuesOf(tokens []token) cues {
	c := cues{}
	denied := false
	for _, t := range tokens {
		switch {
		case t.kind == negation:
			denied = true
		case t.kind == usedCue && denied:
			c[leftCue], c[negation], denied = true, true, false
			continue
		case t.kind == stop, t.kind == figureAt:
			denied = false
		}
		c[t.kind] = true
	}
	return c
}

// role returns the role that cues name; weak reports that only the word budget does.
func (c cues) role(share bool) (r role, weak bool) {
	switch {
	case c[overCue]:
		return excess, false
	case c[leftCue]:
		return left, false
	case c[usedCue]:
		return used, false
	case c[laterCue]:
		return aside, false
	case share:
		return noRole, false
	case c[totalCue]:
		return total, false
	case c[soFarCue]:
		return used, false
	case c[budgetCue]:
		return total, true
	}
	return noRole, false
}

// whole is what the words without a figure say of all of the budget.
type whole struct {
	untouched, exhausted bool
}

// assignRoles assigns to each figure the role that the words of its statement name.
func assignRoles(text string, statements []statement, figures []figure) (w whole) {
	var pending cues // of a statement without a figure: “Total:”
	for i, st := range statements {
		c := cuesOf(st.tokens)
		denied := c[negation] && c[leftCue]
		w.untouched = w.untouched || c[nothingCue] && (c[usedCue] || denied) || denied && len(st.figures) == 0 && !c[allCue] || c[allCue] && c[leftCue] && !denied
		w.exhausted = w.exhausted || c[allCue] && c[usedCue] || c[nothingCue] && c[leftCue] && !denied || len(st.figures) < 2 && c[allCue] && endsIn(text, st.tokens)
		if len(st.figures) == 0 {
			leads := i+1 < len(statements) && statements[i+1].bracketed // “41k (budget: 55k)”
			if !st.bracketed || leads || !saysOfFigure(statements[:i]) {
				pending = c
			}
			continue
		}
		st.assign(text, figures)
		f := &figures[st.tokens[st.figures[0]].index]
		if len(st.figures) == 1 && f.role == noRole {
			f.role, f.weak = pending.role(f.unit == "%")
			if f.role == noRole && !st.bracketed && isRemark(statements[i+1:]) {
				f.role, f.weak = cuesOf(statements[i+1].tokens).role(f.unit == "%")
			}
		}
		if r, _ := pending.role(false); r == left && len(st.figures) == 2 && f.role == noRole && figures[st.tokens[st.figures[1]].index].role == total {
			f.role = left // “Left: 25k of 60k”
		}
		words := text[st.tokens[0].start:st.tokens[len(st.tokens)-1].end]
		for _, at := range st.figures {
			f := &figures[st.tokens[at].index]
			switch {
			case c[laterCue] && !c[usedCue] && f.role != total:
				f.role = aside
			case (f.role == used || f.role == noRole && f.unit != "%") && !c[changeCue] && period.MatchString(words) && !sum.MatchString(words):
				f.role = passing
			case f.role == noRole && (c[detailCue] || st.bracketed && len(st.figures) == 1) && f.unit != "%":
				f.role = aside
			}
		}
		pending = nil
	}
	nameSpent(text, statements, figures)
	setAsidePeriods(text, statements, figures)
	// “Budget 48k of 120k”: the first is not the whole.
	if slices.ContainsFunc(figures, func(f figure) bool { return f.role == total && !f.weak }) {
		for i := range figures {
			if figures[i].weak && figures[i].role == total {
				figures[i].role, figures[i].weak = noRole, false
			}
		}
	}
	return w
}

var (
	summed  = pattern.New(`(?i)\b(?:in all|in total|altogether|all in all|all told)\b|合计|总共|一共|共计|共`)
	granted = pattern.New(`(?i)\b(?:budget|contract|approved|granted|agreed|ceiling|cap|limit|pot|order|allocation)\b|预算|合同|批|上限|额度|核定|拨|盘子|投资`)
)

// nameSpent makes that of two wholes what is used which is only a sum, where the other was
// granted: “17k in all, the pot is 25k”.
func nameSpent(text string, statements []statement, figures []figure) {
	var sums, grants []*figure
	for _, st := range statements {
		if len(st.figures) != 1 {
			continue
		}
		f := &figures[st.tokens[st.figures[0]].index]
		words := text[st.tokens[0].start:st.tokens[len(st.tokens)-1].end]
		switch {
		case f.role != total || f.weak:
		case granted.MatchString(words):
			grants = append(grants, f)
		case summed.MatchString(words):
			sums = append(sums, f)
		}
	}
	if len(sums) == 1 && len(grants) == 1 && !slices.ContainsFunc(figures, func(f figure) bool { return f.role == used }) {
		sums[0].role = used
	}
}

// setAsidePeriods leaves out what one period took in all, where another figure is of all periods:
// “本月共支出3万，累计18万”.
func setAsidePeriods(text string, statements []statement, figures []figure) {
	var ofPeriod, ofAll []*figure
	for _, st := range statements {
		if len(st.figures) != 1 {
			continue
		}
		f := &figures[st.tokens[st.figures[0]].index]
		words := text[st.tokens[0].start:st.tokens[len(st.tokens)-1].end]
		switch {
		case f.role != used:
		case period.MatchString(words):
			ofPeriod = append(ofPeriod, f)
		default:
			ofAll = append(ofAll, f)
		}
	}
	if len(ofPeriod) == 1 && len(ofAll) == 1 {
		ofPeriod[0].role = passing
	}
}

// saysOfFigure reports whether what stands in parentheses behind some statements is about a
// figure: “27k (yes, over)”.
func saysOfFigure(before []statement) bool {
	for _, st := range slices.Backward(before) {
		if !st.bracketed {
			return len(st.figures) > 0
		}
	}
	return false
}

// isRemark reports whether the first of some statements says something of the figure before
// it, and does not lead to one behind it.
func isRemark(next []statement) bool {
	if len(next) == 0 || len(next[0].figures) > 0 {
		return false
	}
	if len(next) == 1 || len(next[1].figures) == 0 {
		return true
	}
	r, _ := cuesOf(next[1].tokens).role(false)
	return r != noRole
}

var spentAll = pattern.New(`^(?:exhausted|用完|用光|花光|花完|用尽|耗尽|见底)$`)

// endsIn reports whether one of the words says by itself that all is used.
func endsIn(text string, tokens []token) bool {
	return slices.ContainsFunc(tokens, func(t token) bool { return spentAll.MatchString(text[t.start:t.end]) })
}

// assign sets the role of each figure of a statement by the words beside it.
func (st statement) assign(text string, figures []figure) {
	gap := func(i int) []token { // before figure i of the statement
		from, to := 0, len(st.tokens)
		if i > 0 {
			from = st.figures[i-1] + 1
		}
		if i < len(st.figures) {
			to = st.figures[i]
		}
		return st.tokens[from:to]
	}
	at := func(i int) *figure { return &figures[st.tokens[st.figures[i]].index] }
	lead := cuesOf(gap(0))
	first, weak := lead.role(false)
	link := linkOf(gap(0))
	behind := first == noRole && !weak && link != ofLink // the words follow their figures
	n := len(st.figures)
	if n == 1 {
		f := at(0)
		if link == ofLink && f.unit != "%" {
			f.role = total
			return
		}
		f.role, f.weak = cuesOf(st.tokens).role(f.unit == "%")
		return
	}
	before, after := make([]cues, n), make([]cues, n)
	for i := range n + 1 {
		words := gap(i)
		switch {
		case i == 0:
			before[0] = cuesOf(words)
		case i == n:
			after[n-1] = cuesOf(words)
		case behind:
			own := ownWords(words)
			if own == len(words) && hanIn(text, words) { // “25人天用了17人天”
				own = 0
			}
			after[i-1], before[i] = cuesOf(words[:own]), cuesOf(words[own:])
		default:
			after[i-1], before[i] = cues{}, cuesOf(words)
		}
	}
	for i := range n {
		f := at(i)
		if f.role, f.weak = before[i].role(f.unit == "%"); f.role == noRole {
			f.role, f.weak = after[i].role(f.unit == "%")
		}
	}
	if link == ofLink && at(0).unit != "%" {
		at(0).role = total
	}
	all := cuesOf(st.tokens)
	for i := 1; i < n; i++ {
		st.tie(text, at(i-1), at(i), gap(i), all)
	}
	for i := range n {
		figureAt := st.tokens[st.figures[i]].start
		if all[changeCue] && byBefore.MatchString(text[st.tokens[0].start:figureAt]) {
			at(i).role = aside
		}
	}
}

var (
	fromBefore = pattern.New(`(?i)(?:\bfrom(?: the| an?)?(?: original| initial)?|由|从|自|原来?的?)\s*$`)
	toBehind   = pattern.New(`(?i)^\s*(?:to|(?:提高|增加|上调|下调|压缩|减少|追加|调整|变更|改|调|增|减|升|降|变)?[到至为成])`)
	byBefore   = pattern.New(`(?i)\b(?:by|another|an extra|an additional)\s*$|(?:增加|提高|上调|下调|压缩|减少|追加|削减)了?$`)
)

// tie assigns to two figures the roles that the words between them name.
func (st statement) tie(text string, a, b *figure, between []token, all cues) {
	behind := cues{}
	for i, f := range st.figures {
		if i > 0 && st.tokens[f].start == b.start {
			behind = cuesOf(st.tokens[f:])
		}
	}
	link := linkOf(between)
	switch {
	case fromBefore.MatchString(text[st.tokens[0].start:a.start]) && toBehind.MatchString(text[a.end:b.start]):
		a.role = aside
		switch {
		case all[usedCue]:
			b.role = used
		case all[totalCue], all[budgetCue]:
			b.role, b.weak = total, false
		}
	case link == ofLink && b.unit != "%":
		b.role, b.weak = total, false
		if a.role != noRole && a.role != total {
			return
		}
		a.role, a.weak = noRole, false
		switch {
		case behind[leftCue], all[leftCue] && !all[usedCue]:
			a.role = left
		case all[usedCue], all[soFarCue]:
			a.role = used
		}
	case link == inLink && a.unit != "%":
		a.role, a.weak = total, false
		if b.role == noRole || b.role == total {
			b.role, b.weak = used, false
			if all[leftCue] {
				b.role = left
			}
		}
	case link == slash && a.weak && b.role == noRole: // “Budget 48k/120k”
		a.role, a.weak = noRole, false
	case link == overCue && hanIn(text, between): // “2.2万的预算超了1500元”
		if a.role == noRole || a.role == excess || a.role == aside {
			a.role, a.weak = total, false
		}
		b.role = excess
	case link == overCue && a.role != used: // “2k over the 40k”
		a.role, b.role, b.weak = excess, total, false
	}
}

// hanIn reports whether words are in Chinese, where a verb stands before its figure.
func hanIn(text string, words []token) bool {
	return slices.ContainsFunc(words, func(t token) bool {
		return strings.ContainsFunc(text[t.start:t.end], func(r rune) bool { return unicode.Is(unicode.Han, r) })
	})
}

// ownWords returns how many words at the beginning belong to the figure before them: “left”,
// “have been spent”.
func ownWords(words []token) int {
	for i, t := range words {
		switch t.kind {
		case usedCue, leftCue, overCue, soFarCue, totalCue:
			for i+1 < len(words) && words[i+1].kind == t.kind {
				i++
			}
			return i + 1
		case filler, negation, allCue:
		default:
			return 0
		}
	}
	return 0
}

// linkOf returns what ties two figures together by the words between them: ofLink, inLink,
// slash or overCue; filler for nothing.
func linkOf(words []token) (link kind) {
	link = filler
	for _, t := range words {
		switch {
		case t.kind == ofLink, t.kind == inLink, t.kind == slash, t.kind == overCue && link == filler:
			link = t.kind
		case link == ofLink && (t.kind == usedCue || t.kind == leftCue || t.kind == soFarCue):
			link = filler // “of it we have spent”
		}
	}
	return link
}
