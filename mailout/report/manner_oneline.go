package report

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"rapport/store/pattern"
)

// Lists on one line whose parts are certain: a word counts them, as in “一是 x，二是 y”, or how many
// there are is said before, as in “Three things: x, y, and z”.

var (
	ordinalMark = pattern.New(`(?:^|[，,；;。、\s]|以及|和)\s*(?:(?:其)?([一二三四五六七八九])是|第([一二三四五六七八九])(?:[，,、：:]|是))\s*`)
	countedZh   = pattern.New(`([两二三四五六七八九十]|\d{1,2})(?:件|项|个|条|点|样)\p{Han}{0,4}$`)
	countedEn   = pattern.New(`(?i)\b(two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\s+(?:\p{L}+\s+){0,2}?(?:things|items|tasks|jobs|points|problems|issues|risks|worries|concerns|blockers|questions|decisions|steps|results|milestones)\b`)
	// lastAnd stands before the last part of a list.
	lastAnd  = pattern.New(`(?i)^(?:and|as well as|以及|还有|和)\s*\b`)
	innerAnd = pattern.New(`(?i)\s+and\s+|以及|和`)
)

// announced returns how many parts a text says that follow it; 0 where it does not say.
func announced(text string) int {
	m := countedZh.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		m = countedEn.FindStringSubmatch(text)
	}
	if m == nil {
		return 0
	}
	switch n, err := strconv.Atoi(m[1]); {
	case err == nil:
		return n
	case m[1] == "两":
		return 2
	}
	if _, n, size := counted(m[1]); size == len(m[1]) && wideFirst(m[1]) {
		return n
	}
	return slices.Index([]string{"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}, strings.ToLower(m[1])) + 2
}

// certainParts returns the parts of a text, and the sentences behind the last; nil where the parts
// are not certain. n is how many parts were announced, 0 where they were not.
func certainParts(text string, n int) (list []string, behind string) {
	if list = byOrdinals(text); list == nil {
		if name, rest, ok := cutColon(text); ok && n == 0 {
			text, n = rest, announced(name)
		}
	}
	if list == nil && n > 1 {
		first := text
		if at := sentenceInside.FindStringIndex(text); at != nil {
			first, behind = text[:at[0]], text[at[1]:]
		}
		list = inCount(first, n)
	}
	if list == nil {
		return nil, ""
	}
	if more := withoutTail(list); more != "" {
		behind = more
	}
	for i, part := range list {
		list[i] = strings.Trim(part, " ;；，,、.。")
	}
	if slices.Contains(list, "") {
		return nil, ""
	}
	return list, strings.TrimSpace(behind)
}

// withoutTail cuts the sentences behind the first of the last part, and returns them. Where another part
// has several sentences too, they belong to the part.
func withoutTail(list []string) (behind string) {
	last := len(list) - 1
	for i, part := range list {
		at := sentenceInside.FindStringIndex(strings.TrimRight(part, " .。;；，,"))
		switch {
		case at != nil && i < last:
			return ""
		case at != nil:
			list[last], behind = part[:at[0]], part[at[1]:]
		}
	}
	return behind
}

// byOrdinals returns the parts of a text that words count from one.
func byOrdinals(text string) (list []string) {
	marks := ordinalMark.FindAllStringSubmatchIndex(text, mostParts)
	if len(marks) < 2 || marks[0][0] != 0 {
		return nil
	}
	for i, at := range marks {
		from, to := max(at[2], at[4]), max(at[3], at[5])
		if _, n, _ := counted(text[from:to]); n != i+1 || (at[2] < 0) != (marks[0][2] < 0) {
			return nil
		}
		end := len(text)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		list = append(list, text[at[1]:end])
	}
	return list
}

// inCount returns the parts of a text where they are as many as were announced.
func inCount(text string, n int) []string {
	for _, signs := range []string{";；", "、", ",，"} {
		var list []string
		if signs == ",，" {
			list = atCommas(text)
		} else {
			list = strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(signs, r) })
		}
		for i := range list {
			list[i] = strings.TrimSpace(list[i])
		}
		last := len(list) - 1
		if len(list) == n-1 { // “x, y and z”
			if a, b, ok := atAnd(list[last]); ok && (n > 2 || !wideFirst(a)) {
				list = append(list[:last], a, b)
			}
		} else if len(list) > 1 {
			list[last] = strings.TrimSpace(lastAnd.ReplaceAllString(list[last], ""))
		}
		if len(list) == n {
			return list
		}
		if strings.ContainsAny(text, ";；") {
			break // what is between them has parts of its own
		}
	}
	return nil
}

// atAnd cuts a text at the only “and” in it. “和” may be within a word, so that more than a character is to
// stand on both sides.
func atAnd(text string) (a, b string, ok bool) {
	at := innerAnd.FindAllStringIndex(text, 2)
	if len(at) != 1 {
		return "", "", false
	}
	a, b = text[:at[0][0]], text[at[0][1]:]
	return a, b, runesOf(a) > 1 && runesOf(b) > 1
}

// withSemicolons returns a line that has short parts between upright strokes behind the heading of a list,
// with semicolons in place of the strokes: “Done: roof | walls | floor”.
func (p *parser) withSemicolons(text string) string {
	name, rest, ok := nameOf(text)
	before, is := strings.CutSuffix(text, rest)
	if !ok || !is || rest == "" || !strings.HasSuffix(strings.TrimRight(before, " *"), ":") && !strings.HasSuffix(before, "：") {
		return text
	}
	switch p.sectionOf(name) {
	case done, next, risks, decisions:
		for _, stroke := range []string{" | ", " ｜ "} {
			if list := betweenStrokes(rest, stroke); list != nil {
				return before + strings.Join(list, "; ")
			}
		}
	}
	return text
}

// betweenStrokes returns the parts of a text between strokes; nil where they may be no list.
func betweenStrokes(text, stroke string) []string {
	list := strings.Split(text, stroke)
	if len(list) < 2 || len(list) > mostParts || strings.ContainsAny(text, ";；") || eitherFigure.MatchString(text) {
		return nil
	}
	if slices.ContainsFunc(list, func(part string) bool { return !isShortItem(part, len(list)) }) {
		return nil
	}
	return list
}

// eitherFigure is one figure or the other: “version 2 / 3”.
var eitherFigure = pattern.New(`\d\s+[/|／｜]\s+\d`)

// isShortItem reports whether a part between strokes may be an item. Where there are but two, one word may be
// another for the other: “training / course”.
func isShortItem(part string, of int) bool {
	const latin, han = 60, 24 // characters
	isHan := strings.ContainsFunc(part, wide)
	n, words, most, least := runesOf(part), len(strings.Fields(part)), latin, 2
	if isHan {
		words, most, least = n, han, 4
	}
	return n <= most && strings.ContainsFunc(part, unicode.IsLetter) && !sentenceInside.MatchString(part) && (of > 2 || words >= least)
}

// partsOf returns the parts of a text: those that are certain, or those between semicolons. What sentences
// stand behind a list goes to the summary.
func (p *parser) partsOf(text string, n int) []string {
	list, behind := certainParts(text, n)
	if list == nil && areCounted(text) {
		list = inParts(text)
		behind = withoutTail(list)
	}
	if list != nil {
		if behind != "" {
			p.summary = append(p.summary, behind)
		}
		return list
	}
	for _, stroke := range []string{" / ", " ／ "} {
		if list := betweenStrokes(strings.TrimRight(text, " .。"), stroke); list != nil {
			return list
		}
	}
	return inParts(text)
}
