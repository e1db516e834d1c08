package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
)

// Items below a heading that letters count: “a. x”, “(b) y”, “ii. z”, “A、x”, “甲、x”.

// subMark is the letter before an item.
var subMark = pattern.New(`^(\s*)(?:[-*•]\s+)?([(（]?)([A-Za-z]|[ivxIVX]{2,4}|[甲乙丙丁戊己庚辛壬癸])([.)）、．])(\s*)(\S.*)$`)

// romans and stems count in this order.
var (
	romans = []string{"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"}
	stems  = []string{"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"}
)

// subItem is a line that begins with a letter as a mark.
type subItem struct {
	places []int  // the place of its letter in each series that it may belong to, from one; 0: it is not of it
	style  string // how it is written: “A.”, “(a)”
	text   string // the item as that of a list
}

// initial is the style of a mark that may be that of a name: “A. Smith joined us”.
const initial = "A."

// subItemIn reads the mark of a line.
func subItemIn(text string) (s subItem, ok bool) {
	m := subMark.FindStringSubmatch(text)
	if m == nil || m[5] == "" && m[4] == "." && !wideFirst(m[6]) {
		return s, false // “e.g.”, “A.Smith”
	}
	small := strings.ToLower(m[3])
	s.text, s.style = m[1]+"- "+m[6], m[2]+"a"+m[4]
	if small != m[3] {
		s.style = m[2] + "A" + m[4]
	}
	letter := 0
	if len(small) == 1 {
		letter = int(small[0]-'a') + 1
	}
	s.places = []int{letter, slices.Index(romans, small) + 1, slices.Index(stems, small) + 1}
	return s, true
}

func wideFirst(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return wide(first)
}

// withSubItems returns lines with the letters that count the items below a heading as bullets.
// Where a heading has such a letter itself, the letters count the headings, and stay.
func (p *parser) withSubItems(lines []string) []string {
	const enough = 3 // initials in a row, which are no names
	list := slices.Clone(lines)
	var marked []int // the lines that begin with a letter
	firsts, ofHeadings := 0, map[string]bool{}
	for i, text := range lines {
		s, ok := subItemIn(text)
		if !ok {
			continue
		}
		ofHeadings[s.style] = ofHeadings[s.style] || p.isHeadingAlone(text)
		marked = append(marked, i)
		if s.style == initial && s.places[0] == 1 {
			firsts++
		}
	}
	marked = slices.DeleteFunc(marked, func(i int) bool {
		s, _ := subItemIn(lines[i])
		return ofHeadings[s.style]
	})
	for n := 0; n < len(marked); n++ {
		first, _ := subItemIn(lines[marked[n]])
		above := p.lineBefore(marked[n])
		if above < 0 || !isBare(lines[above]) || !p.isHeadingAlone(lines[above]) {
			continue
		}
		run := 0
		for of := range first.places {
			run = max(run, runOf(lines, marked[n:], of))
		}
		if run == 0 || first.style == initial && run < enough && firsts < 2 {
			continue
		}
		for _, i := range marked[n : n+run] {
			s, _ := subItemIn(lines[i])
			list[i] = s.text
		}
		n += run - 1
	}
	return list
}

// runOf returns how many of the marked lines count on from one in a series.
func runOf(lines []string, marked []int, of int) int {
	for n, i := range marked {
		if s, _ := subItemIn(lines[i]); s.places[of] != n+1 {
			return n
		}
	}
	return len(marked)
}

// isBare reports whether nothing stands behind a heading on its line.
func isBare(text string) bool {
	_, rest, _ := nameOf(text)
	return rest == ""
}
