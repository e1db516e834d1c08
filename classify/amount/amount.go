// Package amount finds the amounts that a text names, in figures and in words: "12.5k EUR",
// "two hundred thousand dollars", "两万五", "three quarters", "百分之三十五". Like all of
// classify it is pure.
package amount

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

// Amount is a figure with its factor and unit.
type Amount struct {
	Start, End int // in the text
	// Digits is the figure as written; "" where words say it.
	Digits string
	// Value is the figure where words say it. What digits mean may hang on those of the others:
	// 48.000 is 48 to some.
	Value  float64
	Factor float64 // 1e4 of 万; 1 without
	Unit   string  // "EUR", "hours", "%"; "" without
	// Vague reports that it is a bound or an end of a range: "more than 40k", "20–25k".
	Vague bool
	// Counts reports that a noun which is no unit follows, or stands before it: "3 houses",
	// "phase 2".
	Counts bool
}

const most = 12 // amounts of a text

// Find returns the amounts in a text, in order. Full-width digits and signs must have been
// written narrow.
func Find(text string) (list []Amount) {
	lower := toLower(text)
	for i := 0; i < len(lower) && len(list) < most; {
		a, ok := at(lower, i)
		if !ok {
			_, n := utf8.DecodeRuneInString(lower[i:])
			i += n
			continue
		}
		if a.Digits != "" {
			a.Digits = text[a.Start : a.Start+len(a.Digits)]
		}
		a.Start = i
		list = append(list, a)
		i = a.End
	}
	markRanges(lower, list)
	nameYuan(lower, list)
	return list
}

// nameYuan sets the unit of amounts in 元 where another of the text says whose: of Taiwan, Hong
// Kong, Macau.
func nameYuan(text string, list []Amount) {
	named := ""
	for _, a := range list {
		if a.Unit == "TWD" || a.Unit == "HKD" || a.Unit == "MOP" {
			named = a.Unit
		}
	}
	for i, a := range list {
		if written := text[a.Start:a.End]; named != "" && a.Unit == "CNY" && yuanAlone.MatchString(written) {
			list[i].Unit = named
		}
	}
}

// yuanAlone matches an amount in 元, whose that may be.
var yuanAlone = pattern.New(`^\d[^¥￥a-z人民]*(?:元|圆|塊|块|块钱|塊錢)$`)

// toLower returns a text in small letters, each where it was.
func toLower(text string) string {
	return strings.Map(func(r rune) rune {
		if small := unicode.ToLower(r); utf8.RuneLen(small) == utf8.RuneLen(r) {
			return small
		}
		return r
	}, text)
}

// at returns the amount that begins at a place of a text in small letters. Its Start is that of
// the figure.
func at(text string, i int) (Amount, bool) {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	if a, ok := shareAt(text, i, before); ok {
		return a, true
	}
	unit, n := unitWords().at(text[i:])
	if n > 0 && (unit == "%" || strings.ToUpper(unit) != unit || isLatin(before) && isLatin(firstOf(text[i:]))) {
		unit, n = "", 0 // “hours 5” is none
	}
	start := i + n
	for n > 0 && start < len(text) && (text[start] == ' ' || strings.HasPrefix(text[start:], "\u00a0")) {
		start += utf8.RuneLen(firstOf(text[start:]))
	}
	before, _ = utf8.DecodeLastRuneInString(text[:start])
	a := Amount{Start: start, Factor: 1, Unit: unit}
	switch {
	case start >= len(text):
		return Amount{}, false
	case text[start] >= '0' && text[start] <= '9':
		if isLatin(before) && n == 0 || before >= '0' && before <= '9' {
			return Amount{}, false // “v2”
		}
		a.Digits = digits.FindString(text[start:])
		a.End = start + len(a.Digits)
		a.End += len(noCents.FindString(text[a.End:]))
	case isLatin(firstOf(text[start:])) && !isLatin(before):
		var size int
		if a.Value, size = englishNumber(text[start:]); size == 0 {
			return Amount{}, false
		}
		a.End = start + size
	default:
		return hanAt(text, a)
	}
	return a.finish(text, n > 0)
}

// finish reads the factor and the unit behind a figure.
func (a Amount) finish(text string, hasUnit bool) (Amount, bool) {
	if n := len(someMore.FindString(text[a.End:])); n > 0 { // 20多万
		if _, size := factorWords().at(text[a.End+n:]); size > 0 {
			a.Vague = true
			a.End += n
		}
	}
	for range 2 { // “2 hundred thousand”, 5百万
		space := spaces(text[a.End:])
		of, size := factorWords().at(text[a.End+space:])
		if size == 0 || text[a.End+space:a.End+space+size] == "m" && space > 1 {
			break
		}
		a.Factor *= decimal(of)
		a.End += space + size
		if more, length := tailOf(text[a.End:], a.Factor); length > 0 && a.Digits != "" && size > 1 {
			a.Value, a.Digits, a.Factor = decimal(a.Digits)*a.Factor+more, "", 1
			a.End += length
		}
	}
	space := spaces(text[a.End:])
	next := text[a.End+space:]
	if counter := strings.TrimPrefix(next, "个"); counter != next {
		if of, _ := unitWords().at(counter); of != "" {
			space, next = space+len("个"), counter
		}
	}
	if of, size := unitWords().at(next); size > 0 && !(hasUnit && of != a.Unit && strings.ToUpper(of) != of) {
		if !hasUnit || of != "CNY" { // 新台幣…元
			a.Unit = of
		}
		hasUnit = true
		a.End += space + size
	} else if m := adjective.FindStringSubmatchIndex(next); m != nil && !hasUnit { // “60 consultant days”
		if of, size := unitWords().at(next[m[2]:]); size > 0 && strings.ToUpper(of) != of {
			a.Unit, hasUnit = of, true
			a.End += space + m[2] + size
		}
	}
	if m := ofUnit.FindStringSubmatchIndex(text[a.End:]); m != nil && !hasUnit { // “12 lakh of rupees”
		if of, size := unitWords().at(text[a.End+m[2]:]); size > 0 {
			a.Unit, hasUnit = of, true
			a.End += m[2] + size
		}
	}
	if more := aboutBehind.FindString(text[a.End:]); more != "" {
		a.Vague = true
	}
	a.Counts = a.Factor == 1 && !hasUnit && (countedBefore.MatchString(text[:a.Start]) || a.Digits == "" && a.Value < 20)
	return a, true
}

var (
	someMore      = pattern.New(`^(?:多|余|来|几)`)
	adjective     = pattern.New(`^[a-z]{3,14}[ -]([a-z-]{1,8})`)
	ofUnit        = pattern.New(`^ of ([a-z]{2,8})`)
	aboutBehind   = pattern.New(`^\s*(?:以上|以下|以内|多(?:$|[^少出花用])|余(?:$|[^额下])|\+|or (?:so more|more|less)\b)`)
	countedBefore = pattern.New(`(?:\b(?:phases?|stages?|versions?|v|releases?|items?|no\.?|nr\.?|number|houses?|lots?|part|batch|q|week|kw|sprint|section|annex|§|#)\s*|第)$`)
)

func spaces(text string) int {
	n := 0
	for _, r := range text {
		if r != ' ' && r != '\u00a0' && r != '\u202f' {
			break
		}
		n += utf8.RuneLen(r)
	}
	return n
}

func firstOf(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

func isLatin(r rune) bool { return r < 0x2E80 && unicode.IsLetter(r) }

// hanAt returns the amount in Chinese words at its start: one that has a place such as 千, or a
// unit behind it.
func hanAt(text string, a Amount) (Amount, bool) {
	before, _ := utf8.DecodeLastRuneInString(text[:a.Start])
	if hanDigit(before) >= 0 || hanScale[before] > 0 || before == '第' || before == '几' {
		return Amount{}, false
	}
	value, size, place := hanNumber(text[a.Start:])
	if size == 0 {
		return Amount{}, false
	}
	a.Value, a.End = value, a.Start+size
	had := a.Unit
	a, _ = a.finish(text, a.Unit != "")
	return a, place >= 100 && value >= 100 || a.Unit != had || a.Factor > 1
}

// markRanges marks the ends of ranges.
func markRanges(text string, list []Amount) {
	for i := range list {
		a := &list[i]
		after := 0 // “10k more than the 60k” bounds nothing
		if i > 0 {
			after = list[i-1].End
		}
		if lead := strings.TrimSpace(text[after:a.Start]); boundBefore.MatchString(text[max(after, a.Start-24):a.Start]) && (i == 0 || !exceeding.MatchString(lead)) {
			a.Vague = true
		}
		if i == 0 {
			continue
		}
		b := &list[i-1]
		between, lead := text[b.End:a.Start], text[max(0, b.Start-24):b.Start]
		sameUnit := a.Unit == b.Unit || b.Unit == ""
		switch {
		case !sameUnit || fromBefore.MatchString(lead):
		case rangeSign.MatchString(between), strings.TrimSpace(between) == "and" && betweenBefore.MatchString(lead):
			a.Vague, b.Vague = true, true
		}
	}
}

var (
	boundBefore   = pattern.New(`(?:\b(?:more than|over|above|less than|below|at least|at most|beyond|upwards of|somewhere around|under)|超过|超出|大于|高于|逾|不到|不足|少于|低于|至少|最多|至多|省了?|节省了?|节约了?|少花了?)\s*(?:the\s+)?$`)
	exceeding     = pattern.New(`^(?:more than|over|above|beyond)(?: the)?$`)
	rangeSign     = pattern.New(`^\s*(?:-|–|—|~|～|to|or|至|到|或)\s*$`)
	betweenBefore = pattern.New(`\bbetween\s*$`)
	fromBefore    = pattern.New(`(?:\bfrom(?: the| around| about)?|由原?来?的?|从原?来?的?)\s*$`)
)
