package report

import "strings"

// readTeam reads the part of the form that has what the team wrote, for the PM alone. It stays out
// of the report, but for the lines that the PM ticked: “[x] Blocked: the test accounts”.
func (p *parser) readTeam(lines []line) {
	for _, it := range items(lines) {
		text := strings.TrimSpace(strings.TrimLeft(it.text, "> "))
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
