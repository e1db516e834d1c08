package report

import (
	"slices"
	"strings"
)

// readTeam reads the part of the form that has what the team wrote, for the PM alone. It stays out
// of the report, but for the lines that the PM ticked: “[x] Blocked: the test accounts”.
func (p *parser) readTeam(lines []line) {
	plain := slices.Clone(lines)
	for i, l := range plain { // filled in where it is quoted
		plain[i].text = strings.TrimLeft(l.text, "> ")
	}
	for _, it := range items(plain) {
		text := it.text
		tick := ticked.FindString(text)
		if text = strings.TrimSpace(text[len(tick):]); tick == "" || text == "" {
			continue
		}
		name, rest, _ := cutColon(text)
		switch of := sectionOf(name); {
		case rest == "" || p.listIn(of) == nil:
			p.summary = append(p.summary, text)
		case p.items >= maxItems:
			return
		default:
			p.items++
			p.section = of
			p.readItem(line{it.number, rest})
		}
	}
}
