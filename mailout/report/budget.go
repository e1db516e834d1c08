package report

import (
	"cmp"
	"strconv"
	"strings"

	"rapport/store/pattern"
	"rapport/templates"
)

// amount is a figure with its unit before or after it.
var amount = pattern.New(`(?i)(CNY|RMB|EUR|USD|GBP|HKD|JPY|[¥￥$€£])?\s*` +
	`(\d{1,3}(?:[,，'’ ]\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{1,6})?)\s*` +
	`(万|亿|k\b|m\b)?\s*` +
	`(%|CNY|RMB|EUR|USD|GBP|HKD|JPY|[¥￥$€£]|元|人民币|person-days?|man-days?|days?|hours?|人天|人日|人月|小时|天)?`)

// besides matches the words beside the figures of a budget that add nothing to them.
var besides = pattern.New(`(?i)\b(?:used|spent|so far|of|out|total|budget|the|is|in)\b|已使用|已用|使用|已花|花费|总预算|预算|总额|总计|合计|共计|共|总|其中|人民币|约`)

// readBudget reads “48000 / 120000 CNY”, “4.8万/12万 元” or “40%”.
func (p *parser) readBudget(it line) {
	if it.text == "" {
		return
	}
	text := plain(narrow(it.text))
	var figures []figure
	share := -1.0
	for _, m := range amount.FindAllStringSubmatch(text, 4) {
		f := readFigure(m)
		if f.unit == "%" {
			share = f.value
			continue
		}
		figures = append(figures, f)
	}
	switch {
	case len(figures) == 2:
		p.report.Budget = budgetOf(figures[0], figures[1])
	case len(figures) == 0 && share >= 0 && share <= 1000:
		p.report.Budget = &templates.Budget{Used: share, Total: 100, Unit: "%"}
	}
	if p.report.Budget == nil {
		p.problem(it.number, templates.UnreadBudget, text, "")
		return
	}
	rest := besides.ReplaceAllString(amount.ReplaceAllString(text, ""), "")
	if rest = strings.Trim(rest, " \t/:：,，;；.。-–—()（）|=≈"); rest != "" {
		p.problem(it.number, templates.BudgetText, rest, "")
	}
}

// figure is an amount as written.
type figure struct {
	value float64 // without its factor
	times float64 // 1e4 of 万
	unit  string
}

func readFigure(m []string) figure {
	f := figure{times: 1, unit: m[4]}
	f.value, _ = strconv.ParseFloat(strings.NewReplacer(",", "", "，", "", "'", "", "’", "", " ", "").Replace(m[2]), 64)
	switch strings.ToLower(m[3]) {
	case "万":
		f.times = 1e4
	case "亿":
		f.times = 1e8
	case "k":
		f.times = 1e3
	case "m":
		f.times = 1e6
	}
	f.unit = cmp.Or(f.unit, m[1])
	switch strings.ToUpper(f.unit) {
	case "RMB", "¥", "￥", "元", "人民币":
		f.unit = "CNY"
	case "$":
		f.unit = "USD"
	case "€":
		f.unit = "EUR"
	case "£":
		f.unit = "GBP"
	case "CNY", "EUR", "USD", "GBP", "HKD", "JPY":
		f.unit = strings.ToUpper(f.unit)
	case "DAY", "DAYS", "PERSON-DAY", "PERSON-DAYS", "MAN-DAY", "MAN-DAYS", "HOUR", "HOURS":
		f.unit = strings.TrimSuffix(strings.ToLower(f.unit), "s") + "s"
	}
	return f
}

// budgetOf returns the budget of two figures, or nil if their units differ. In
// “4.8 / 12 万元” the factor is written once and applies to both: without it the first
// figure would be negligible beside the second.
func budgetOf(used, total figure) *templates.Budget {
	if used.times == 1 && used.unit == "" && used.value <= 2*total.value {
		used.times = total.times
	}
	used.unit = cmp.Or(used.unit, total.unit)
	total.unit = cmp.Or(total.unit, used.unit)
	if total.value == 0 || used.unit != total.unit {
		return nil
	}
	return &templates.Budget{Used: used.value * used.times, Total: total.value * total.times, Unit: total.unit}
}
