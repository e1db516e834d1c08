package answer

import (
	"slices"
	"strconv"
	"strings"
)

// terms are the figures of the text that was asked about: a restated one that equals it is
// part of the assent, and one that differs is a correction. A text may tell what was before
// beside what is to be, so each kind counts only where the text has one figure of it that it
// does not call the old one.
type terms struct {
	amount, day, span string // "4800", "20", "2 weeks"; "" where that is not plain
}

// termsOf reads the figures of a text.
func termsOf(text string) terms {
	var t terms
	var amounts, days, spans []string
	list := tokensOf(text)
	for i := range list {
		kind, value, _ := figureAt(list, i)
		if kind == unknown || isOld(list, i) {
			continue
		}
		switch kind {
		case money:
			amounts = append(amounts, value)
		case day:
			days = append(days, value)
		case whenever:
			spans = append(spans, value)
		}
	}
	t.amount, t.day, t.span = only(amounts), only(days), only(spans)
	return t
}

// only returns the one value of a list, or "".
func only(values []string) string {
	if values = slices.Compact(slices.Sorted(slices.Values(values))); len(values) == 1 {
		return values[0]
	}
	return ""
}

// isOld reports whether the figure at i is what was before: "from 12,000", 原定 6 日.
func isOld(list []token, i int) bool {
	for _, t := range list[max(0, i-4):i] {
		if slices.Contains([]string{"from", "instead", "originally", "original", "was", "were", "than", "previously", "before", "by", "until", "reply", "原", "由", "从", "自", "前", "旧"}, t.text) {
			return true
		}
	}
	return false
}

// figureAt returns which kind of figure begins at i, how it is compared, and its tokens: an
// amount of at least three digits, a day, or a span of days or weeks.
func figureAt(list []token, i int) (kind class, value string, n int) {
	text := list[i].text
	next := func(j int) string {
		if i+j < len(list) {
			return list[i+j].text
		}
		return ""
	}
	if unit, ok := spanUnits()[next(1)]; ok && numeral(text) != "" {
		return whenever, numeral(text) + " " + unit, 2
	}
	if list[i].class != number || text[0] < '0' || text[0] > '9' {
		return unknown, "", 0
	}
	switch {
	case slices.Contains([]string{"th", "st", "nd", "rd", "日", "号"}, next(1)):
		return day, text, 2
	case months()[next(1)]:
		return day, text, 2
	case next(1) == "月" && i+2 < len(list) && list[i+2].class == number:
		n = 3
		if next(3) == "日" || next(3) == "号" {
			n = 4
		}
		return day, next(2), n
	case strings.Count(text, "-") == 2 || strings.Count(text, "/") == 2:
		parts := strings.FieldsFunc(text, func(r rune) bool { return r == '-' || r == '/' })
		if d := parts[2]; len(parts[0]) == 4 {
			return day, strings.TrimLeft(d, "0"), 1
		}
		return unknown, "", 0 // 3/4/2026 is March to some
	}
	plain := strings.TrimSuffix(strings.ReplaceAll(text, ",", ""), ".00")
	if strings.ContainsAny(plain, ".:-/") || len(plain) < 3 || len(plain) == 4 && strings.HasPrefix(plain, "20") {
		return unknown, "", 0
	}
	n = 1
	if currencies()[next(1)] {
		n = 2
	}
	return money, plain, n
}

var (
	currencies = tableOf(`eur|euro|euros|usd|gbp|dollar|dollars|pound|pounds|rmb|cny|€|£|$|¥|元|块|人 民 币`)
	months     = tableOf(`january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec`)
)

// spanUnits are the units of a span.
func spanUnits() map[string]string {
	return map[string]string{"day": "days", "days": "days", "天": "days", "week": "weeks", "weeks": "weeks", "周": "weeks", "working": "days"}
}

// numeral returns a number, or a number word, in digits; "" if it is none.
func numeral(text string) string {
	if _, err := strconv.Atoi(text); err == nil {
		return text
	}
	if i := slices.Index(countWords[10:], text); i >= 0 {
		return strconv.Itoa(i + 1)
	}
	if text == "两" {
		return "2"
	}
	if n := numberWords[text]; n > 0 {
		return strconv.Itoa(n)
	}
	return ""
}

// withTerms joins the restated terms of a clause, with the words for them that stand before,
// to what they are: the price and the date of a change, or the text itself.
func (r *reader) withTerms(list []token) []token {
	if r.terms == (terms{}) {
		return list
	}
	var joined []token
	for i := 0; i < len(list); {
		kind, value, n := figureAt(list, i)
		equal := value != "" && (kind == money && value == r.terms.amount || kind == day && value == r.terms.day || kind == whenever && value == r.terms.span)
		if !equal {
			joined = append(joined, list[i])
			i++
			continue
		}
		t := list[i]
		t.class = kind
		if kind == whenever {
			t.class = day
		}
		if r.asked.Kind != Change {
			t.class = object
		}
		for len(joined) > 0 && introduces(joined[len(joined)-1]) {
			joined = joined[:len(joined)-1]
		}
		joined = append(joined, t)
		i += n
	}
	return joined
}

// introduces reports whether a word says of which kind a figure is: "the extra 4,800", "the
// move to the 20th", 顺延至20日.
func introduces(t token) bool {
	return t.is(money, day) || slices.Contains([]string{"extra", "additional", "added", "addition of", "move", "moved", "shift", "to", "of", "the", "a", "at", "on", "by", "for", "new", "postponement", "postponed", "delay", "extension", "until", "till", "$", "€", "£", "¥", "eur", "usd", "gbp", "增 加", "追 加", "加", "多", "多 出 的", "多 出 来", "顺 延", "延 期", "延", "延 到", "延 至", "改 到", "推 迟", "推 迟 到", "至", "到", "的", "工 期", "费 用", "日 期"}, t.text)
}
