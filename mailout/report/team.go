package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
	"rapport/templates"
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

var (
	// teamBox is the box before a line that the team wrote, empty or ticked.
	teamBox = pattern.New(`^(?:[-*+•·]\s*)?(?:\[([ xX✓✔√]?)\]|☐|(☑))\s*`)
	// teamHint is what the form says above these lines.
	teamHint = pattern.New(`(?i)^[(（](?:for you alone; tick what goes|仅供您参考；需要写入报告)`)
	// teamLabel is what the form has behind the box.
	teamLabel = pattern.New(`(?i)^(?:blocked|done|in progress|next|受阻|已完成|进行中|下一步)\s*[:：]\s*\S`)
)

// HasTicks reports whether a text has a box before a label of the form, empty or ticked, as in a list
// that its writer keeps for themselves.
func HasTicks(text string) bool {
	for line := range strings.Lines(text) {
		words := strings.TrimLeft(strings.TrimSpace(line), "> ")
		if box := teamBox.FindString(words); box != "" && teamLabel.MatchString(words[len(box):]) {
			return true
		}
	}
	return false
}

// takeTeam takes what the team wrote out of the text and returns it, wherever it stands: its heading
// may have been renamed or removed, and the rest be in the manner of its writer.
func (p *parser) takeTeam() (taken []line) {
	wrote := func(text string) string { return strings.TrimLeft(strings.TrimSpace(text), "> ") }
	isBox := func(text string) bool { return teamBox.MatchString(wrote(text)) }
	hasLabel := HasTicks
	if !slices.ContainsFunc(p.all, func(text string) bool {
		h, ok := p.formHeading(0, wrote(text))
		return ok && h.section == team || hasLabel(text) || teamHint.MatchString(wrote(text))
	}) {
		return nil
	}
	const longestName = 60         // characters
	below, inTeam := before, false // the section, and whether a line of the team's was in it
	goesOn, long := false, false   // whether the line before is one of the team's, and was perhaps wrapped
	for i, text := range p.all {
		words := wrote(text)
		h, isHeading := p.formHeading(i, words)
		isHeading = isHeading && h.section != unknown && !isBox(text)
		isTeams := func(text string) bool { return isBox(text) && (below != done || inTeam || hasLabel(text)) }
		switch {
		case isBox(text):
			if goesOn = isTeams(text); goesOn {
				box := "[ ] "
				if m := teamBox.FindStringSubmatch(words); strings.TrimSpace(m[1]+m[2]) != "" {
					box = "[x] "
				}
				taken = append(taken, line{p.numbers[i], "- " + box + words[len(teamBox.FindString(words)):]})
			}
		case words == "":
			goesOn = false
		case goesOn && bullet(words) == 0 && hintLines([]line{{text: words}}) == 0 && (!isHeading || h.rest != "" && long): // a program wrapped the line
			taken = append(taken, line{p.numbers[i], words})
		case isHeading:
			below, inTeam, goesOn = h.section, h.section == team, false
		default:
			goesOn, inTeam = false, inTeam || teamHint.MatchString(words)
			after := p.lineAfter(i)
			if isName := bullet(words) == 0 && utf8.RuneCountInString(words) <= longestName && !saysItself.MatchString(words); isName && after >= 0 && (after == i+1 || inTeam) && isTeams(p.all[after]) {
				p.all[i] = "" // whose lines follow
			}
		}
		if long = p.isLong(i); goesOn {
			p.all[i], inTeam = "", true
		}
	}
	return taken
}

// withoutEmptyBoxes returns lines without those whose box is empty: wherever they come from, their
// writer has not ticked them.
func (p *parser) withoutEmptyBoxes(lines []line) []line {
	var open []string
	number := 0
	kept := slices.DeleteFunc(slices.Clone(lines), func(l line) bool {
		words := strings.TrimLeft(strings.TrimSpace(l.text), "> ")
		m := teamBox.FindStringSubmatch(words)
		if m == nil || strings.TrimSpace(m[1]+m[2]) != "" || strings.HasPrefix(words[len(m[0]):], "(http") {
			return false
		}
		if rest := words[len(m[0]):]; rest != "" {
			open = append(open, rest)
			number = l.number
		}
		return true
	})
	if len(open) > 0 {
		p.problem(number, templates.NotTicked, strings.Join(open, "; "), "")
	}
	return kept
}
