package report

import (
	"slices"

	"rapport/store/pattern"
)

// What the figures of a budget are, as several statements settle it.

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
