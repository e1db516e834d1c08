package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
)

// Items below a heading that letters count: “a. x”, “(b) y”, “ii. z”, “A、x”, “甲、x”.

// subMark is the letter before an item.
var subMark = pattern.New(`^(\s*)[(（]?([A-Za-z]|[ivxIVX]{2,4}|[甲乙丙丁戊己庚辛壬癸])([.)）、．])(\s*)(\S.*)$`)

// romans and stems count in the order in which they stand.
var (
	romans = []string{"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"}
	stems  = []string{"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"}
)

// subItem is a line that begins with a letter as a mark.
type subItem struct {
	places  []int  // where its letter stands in each of the series that it may belong to, from one; 0: not
	initial bool   // the letter may be that of a name: “A. Smith joined us”
	text    string // the item as that of a list
}

// subItemIn reads the mark of a line.
func subItemIn(text string) (s subItem, ok bool) {
	m := subMark.FindStringSubmatch(text)
	if m == nil || m[4] == "" && m[3] == "." && !wideFirst(m[5]) {
		return s, false // “e.g.”, “A.Smith”
	}
	small := strings.ToLower(m[2])
	s.text, s.initial = m[1]+"- "+m[5], small != m[2] && m[3] == "."
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
	list := slices.Clone(lines)
	var marked []int // the lines that begin with a letter
	for i, text := range lines {
		if _, ok := subItemIn(text); !ok {
			continue
		}
		if p.isHeadingAlone(text) {
			return lines
		}
		marked = append(marked, i)
	}
	for n := 0; n < len(marked); n++ {
		first, _ := subItemIn(lines[marked[n]])
		above := p.lineBefore(marked[n])
		if above < 0 || !isBare(lines[above]) || !p.isHeadingAlone(lines[above]) {
			continue
		}
		for of, place := range first.places {
			last := n
			for last+1 < len(marked) {
				if next, _ := subItemIn(lines[marked[last+1]]); next.places[of] != place+last+1-n {
					break
				}
				last++
			}
			if place != 1 || last == n && first.initial {
				continue
			}
			for ; n < last; n++ {
				s, _ := subItemIn(lines[marked[n]])
				list[marked[n]] = s.text
			}
			s, _ := subItemIn(lines[marked[n]])
			list[marked[n]] = s.text
			break
		}
	}
	return list
}

// isBare reports whether nothing stands behind a heading on its line.
func isBare(text string) bool {
	_, rest, _ := nameOf(text)
	return rest == ""
}
