package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"rapport/store/pattern"
	"rapport/templates"
)

const (
	factorWord   = `万|亿|千|百万|thousand|million|mio\.?|mn\b|k\b|m\b`
	currencyWord = `CNY|RMB|EUR|USD|GBP|HKD|JPY|CHF|SGD|[¥￥$€£]`
	unitWord     = `%|` + currencyWord + `|元|人民币|euros?\b|dollars?\b|pounds?\b|person-?\s?days?|man-?\s?days?|days?\b|hours?\b|人天|人日|人月|小时|天`
)

// amount is a figure with its unit before or after it.
var amount = pattern.New(`(?i)(` + currencyWord + `|人民币)?\s*` +
	`(\d{1,3}(?:[,，'’. \x{a0}\x{202f}]\d{3})+(?:[.,]\d{1,6})?|\d{1,15}(?:[.,]\d{1,6})?)(?:[.,][-–—]+)?\s*` +
	`(` + factorWord + `)?\s*` +
	`(` + unitWord + `)?`)

// amountUnit is a unit in the heading: “万元”, “k EUR”, “person-days”.
var amountUnit = pattern.New(`(?i)^\s*(?:单位|in|unit)?\s*[:：]?\s*(` + factorWord + `|thousands?|millions?)?\s*(?:of\s+)?(` + unitWord + `)?\s*$`)

// unitBehind is a unit in parentheses for all figures.
var unitBehind = pattern.New(`(?i)[(（]\s*(?:in |单位[:：]?)?\s*(` + factorWord + `)?\s*(` + currencyWord + `|元|人民币)\s*[)）]`)

// role is what a figure of a budget is.
type role int

const (
	noRole role = iota
	used
	total
	left
	passing // what one period took of it
)

// period says that a figure is of one period alone, unless sum says that it is of all.
var (
	period = pattern.New(`(?i)\b(?:this|last|in the) (?:week|month|period|quarter|sprint)\b|\bin (?:` + months + `)\b|本周|本月|本期|本季度?|当月|当期|上周|上月|\d月份?`)
	sum    = pattern.New(`(?i)\b(?:so far|to date|in total|since|until|up to)\b|累计|总|截至|截止|共`)
)

// The words that say what a figure of a budget is.
var roles = []struct {
	role  role
	words *pattern.Pattern
}{
	{left, pattern.New(`(?i)\b(?:left|remaining|remains?|remainder|available|unspent|not (?:yet )?spent|to spend|open)\b|尚有|还有|可用|剩余|还剩|剩下|余额|结余|尚余|剩|未使用|未用`)},
	{used, pattern.New(`(?i)\b(?:used|spent|so far|consumed|actual(?:ly)?|to date|invoiced|booked|paid|gone|burnt|burned|committed|expended|expenditure|cost so far|ausgegeben|verbraucht)\b|已经?使用|已用|使用|已花费?|已支出|支出|开支|花费|花了|花|实际|消耗|已付|已支付|付了|用了|用掉|用去|累计|投入|支付|执行`)},
	{total, pattern.New(`(?i)\b(?:total|overall|of|out of|against|approved|agreed|in all|altogether|contract|cap|ceiling|limit|von|gesamt)\b|合同总?[额价]|合同金额|批复|总预算|总额|总计|合计|共计|总共|共|总|批准|核定|全部`)},
}

// weakTotal says that a figure is the whole where nothing else does.
var weakTotal = pattern.New(`(?i)\bbudget\b|预算`)

// besides matches the words beside the figures of a budget that add nothing to them.
var besides = pattern.New(`(?i)\b(?:used|spent|so far|of|out|total|overall|budget|the|is|are|was|were|in|a|an|an agreed|approved|agreed|we|have|has|had|been|against|left|remaining|remains?|available|unspent|consumed|actual(?:ly)?|to date|about|approx\.?|ca\.?|and|from|our|altogether|which|this makes|that is|i\.e\.|still|yet|now|currently|invoiced|booked|paid|gone|burnt|burned|committed|per ?cent|expended|expenditure|ausgegeben|verbraucht|von|gesamt|all|contract|value|sum|cost|costs|cap|ceiling|limit|this|last|week|month|period|quarter|sprint|project|for)\b` +
	`|合同总?[额价]|合同金额|使用率|执行率|支付率|执行|支付|批复|尚有|还有|可用|\d?月份?|累计|投入|开支|付了|核定|全部|即|中的?|之中|本周|本月|本期|本季度?|当月|当期|上周|上月|本项目|项目|费用|成本|金额|已经?使用|已用|使用|已花费?|已支出|支出|花费|花了|花|实际|消耗|已付|已支付|用了|用掉|用去|总预算|预算|总额|总计|合计|共计|总共|共|总|其中|人民币|约|剩余|还剩|剩下|余额|结余|尚余|剩|未使用|未用|为|是|目前|当前|截至目前|到目前|还|批准|的|了|已|占`)

const budgetSigns = " \t/:：,，;；.。-–—()（）|=≈+[]、>→"

// figure is an amount as written.
type figure struct {
	digits string
	value  float64 // without its factor
	times  float64 // 1e4 of 万
	unit   string
	role   role
	weak   bool // only the word budget says its role
}

// readBudget reads “48000 / 120000 CNY”, “4.8万/12万 元”, “total 120k EUR, spent 48k EUR”,
// “72000 of 120000 CNY left” or “40%”. What it cannot tell for certain is a problem.
func (p *parser) readBudget(it line) {
	if blank(it.text) {
		return
	}
	text := plain(narrow(it.text))
	figures := figuresOf(text, p.heading)
	p.report.Budget = budgetOf(figures)
	if p.report.Budget == nil {
		p.problem(it.number, templates.UnreadBudget, text, "")
		return
	}
	rest := besides.ReplaceAllString(amount.ReplaceAllString(unitBehind.ReplaceAllString(text, " "), " "), "")
	if rest = strings.Trim(rest, budgetSigns); rest != "" {
		p.problem(it.number, templates.BudgetText, strings.Join(strings.Fields(rest), " "), "")
	}
}

// figuresOf returns the figures in a text, with the unit and factor of the heading where
// they have none.
func figuresOf(text, heading string) []figure {
	list := amount.FindAllStringSubmatchIndex(text, 5)
	group := func(at []int, n int) string {
		if at[2*n] < 0 {
			return ""
		}
		return text[at[2*n]:at[2*n+1]]
	}
	times, unit := unitIn(heading)
	if m := unitBehind.FindStringSubmatch(text); m != nil && unit == "" {
		times, unit = factorOf(m[1]), unitOf(m[2])
	}
	var figures []figure
	for _, at := range list {
		f := figure{digits: group(at, 2), times: factorOf(group(at, 3)), unit: unitOf(cmp.Or(group(at, 4), group(at, 1)))}
		if f.unit == "" && f.times == 1 {
			f.times = times
		}
		f.unit = cmp.Or(f.unit, unit)
		if f.unit == "%" {
			f.times = 1
		}
		figures = append(figures, f)
	}
	if !readDigits(figures) {
		return nil
	}
	assignRoles(text, list, figures)
	return figures
}

// unitIn returns the factor and the unit that a heading names: “预算（万元）”.
func unitIn(heading string) (times float64, unit string) {
	heading = narrow(heading)
	i := strings.IndexAny(heading, "(（[")
	inner := ""
	if i >= 0 {
		inner = strings.Trim(heading[i:], "()（）[] ")
	} else if j := strings.Index(heading, " in "); j > 0 {
		inner = heading[j+len(" in "):]
	}
	m := amountUnit.FindStringSubmatch(inner)
	if m == nil || inner == "" {
		return 1, ""
	}
	return factorOf(strings.TrimRight(strings.ToLower(m[1]), "s")), unitOf(m[2])
}

func factorOf(word string) float64 {
	switch strings.TrimRight(strings.ToLower(word), ".") {
	case "万":
		return 1e4
	case "亿":
		return 1e8
	case "千", "k", "thousand":
		return 1e3
	case "百万", "m", "mn", "mio", "million":
		return 1e6
	}
	return 1
}

func unitOf(word string) string {
	switch upper := strings.ToUpper(word); upper {
	case "RMB", "¥", "￥", "元", "人民币":
		return "CNY"
	case "$", "DOLLAR", "DOLLARS":
		return "USD"
	case "€", "EURO", "EUROS":
		return "EUR"
	case "£", "POUND", "POUNDS":
		return "GBP"
	case "CNY", "EUR", "USD", "GBP", "HKD", "JPY", "CHF", "SGD":
		return upper
	}
	lower := strings.ToLower(word)
	switch {
	case strings.HasPrefix(lower, "person"):
		return "person-days"
	case strings.HasPrefix(lower, "man"):
		return "man-days"
	case strings.HasPrefix(lower, "day"):
		return "days"
	case strings.HasPrefix(lower, "hour"):
		return "hours"
	}
	return word
}

// readDigits reads the digits of figures, and reports whether it is sure which of the
// signs in them parts thousands: the same for all. “48.000” alone may be 48.
func readDigits(figures []figure) bool {
	points, others := 0, 0 // with three digits behind a single point, and in any other form
	for i := range figures {
		f := &figures[i]
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

// budgetOf returns the budget of some figures, or nil if they say none for certain.
func budgetOf(figures []figure) *templates.Budget {
	var sums, shares []figure
	for _, f := range figures {
		if f.unit == "%" {
			shares = append(shares, f)
		} else {
			sums = append(sums, f)
		}
	}
	if lasting := slices.DeleteFunc(slices.Clone(sums), func(f figure) bool { return f.role == passing }); len(lasting) > 1 {
		sums = lasting
	}
	switch {
	case len(sums) == 0:
		return shareOf(shares)
	case len(sums) == 1 && len(shares) == 1:
		return sumAndShare(sums[0], shares[0])
	case len(sums) > 3 || len(sums) < 2:
		return nil
	}
	if !sameUnit(sums) {
		return nil
	}
	parts := map[role]float64{}
	for _, f := range fillRoles(sums) {
		if _, twice := parts[f.role]; twice || f.role == noRole || f.role == passing {
			return nil
		}
		parts[f.role] = f.value * f.times
	}
	b := &templates.Budget{Used: parts[used], Total: parts[total], Unit: sums[0].unit}
	_, hasUsed := parts[used]
	_, hasTotal := parts[total]
	rest, hasLeft := parts[left]
	switch {
	case hasUsed && hasTotal && hasLeft && math.Abs(b.Total-b.Used-rest) > b.Total/100:
		return nil
	case !hasUsed:
		b.Used = b.Total - rest
	case !hasTotal:
		b.Total = b.Used + rest
	}
	if b.Total <= 0 || b.Used < 0 {
		return nil
	}
	return b
}

// shareOf returns a budget in per cent.
func shareOf(shares []figure) *templates.Budget {
	if len(shares) > 1 { // “planned 50%, used 35%”
		shares = slices.DeleteFunc(shares, func(f figure) bool { return f.role != used })
	}
	if len(shares) != 1 || shares[0].value > 1000 {
		return nil
	}
	b := &templates.Budget{Used: shares[0].value, Total: 100, Unit: "%"}
	if shares[0].role == left {
		b.Used = 100 - b.Used
	}
	if b.Used < 0 {
		return nil
	}
	return b
}

// sumAndShare returns the budget of “40% of 120000 EUR”.
func sumAndShare(sum, share figure) *templates.Budget {
	part := share.value / 100
	if share.role == left {
		part = 1 - part
	}
	value := sum.value * sum.times
	switch {
	case part < 0 || value == 0:
		return nil
	case sum.role == total:
		return &templates.Budget{Used: value * part, Total: value, Unit: sum.unit}
	case sum.role == used && part > 0 && share.role != left:
		return &templates.Budget{Used: value, Total: value / part, Unit: sum.unit}
	}
	return nil
}

// sameUnit gives all figures the unit of one of them, and reports whether there is only
// one. In “4.8 / 12 万元” the factor is written once and applies to both: without it the
// first figure would be negligible beside the last.
func sameUnit(figures []figure) bool {
	last := figures[len(figures)-1]
	unit := ""
	for _, f := range figures {
		unit = cmp.Or(unit, f.unit)
	}
	for i := range figures {
		f := &figures[i]
		if f.unit != "" && f.unit != unit {
			return false
		}
		if f.times == 1 && f.unit == "" && f.value <= 2*last.value {
			f.times = last.times
		}
		f.unit = unit
	}
	return true
}

func decimal(digits string) float64 {
	value, _ := strconv.ParseFloat(strings.ReplaceAll(digits, ",", "."), 64)
	return value
}
