package report

import "strings"

// Symbols before the lines of a list without headings say what each line is: “✅ walls”, “⏳ floor”,
// “❗ no crane”.

// symbolMeans returns what the symbol before a text says of it, and the text behind. An arrow is a
// bullet as well.
func symbolMeans(text string) (of section, rest string, arrow bool) {
	text = strings.TrimSpace(text[bullet(text):])
	sign := firstOf(text)
	rest = strings.TrimSpace(strings.TrimLeft(text[len(sign):], "\ufe0f"))
	switch {
	case sign == "" || rest == "":
	case strings.Contains("✅☑✔✓√", sign):
		return done, rest, false
	case strings.Contains("⏳⌛🔄▶🔜⬜☐", sign):
		return next, rest, sign == "▶"
	case strings.Contains("❗⚠❌🚧🔴⛔", sign):
		return risks, rest, false
	}
	return unknown, text, false
}

// usesSymbols reports whether symbols say what the lines of a text are: there are two at least, no
// heading says it, and they are neither bullets alone nor the lights of parts of the project.
func (p *parser) usesSymbols(lines []string) bool {
	const enough = 2
	marked, arrows := 0, 0
	for _, text := range lines {
		if strings.ContainsAny(firstOf(strings.TrimSpace(text[bullet(text):])), "🟢🟡🟠") {
			return false
		}
		name, _, ok := nameOf(text)
		goesOn := indentOf(text) > 0 && bullet(text) == 0
		if s := p.sectionOf(name); ok && !goesOn && (s == done || s == next || s == risks) {
			return false
		}
		switch of, _, arrow := symbolMeans(text); {
		case arrow:
			arrows++
			marked++
		case of != unknown:
			marked++
		}
	}
	return marked >= enough && arrows < marked
}

// withoutSymbols reads the lines that begin with a symbol, and those that go on below them, and returns
// the others.
func (p *parser) withoutSymbols(lines []line) (kept []line) {
	for i := 0; i < len(lines); i++ {
		of, rest, _ := symbolMeans(lines[i].text)
		if of == unknown {
			kept = append(kept, lines[i])
			continue
		}
		it := line{lines[i].number, rest}
		for i+1 < len(lines) && indentOf(lines[i+1].text) > indentOf(lines[i].text) && bullet(lines[i+1].text) == 0 && strings.TrimSpace(lines[i+1].text) != "" {
			if next, _, _ := symbolMeans(lines[i+1].text); next != unknown {
				break
			}
			i++
			it.text += " " + strings.TrimSpace(lines[i].text)
		}
		p.ownManner = true
		p.readInto(of, it)
	}
	return kept
}
