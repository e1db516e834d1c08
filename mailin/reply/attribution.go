package reply

import (
	"regexp"
	"strings"
)

// An attribution is the line by which a program says who wrote what it quotes:
// "On 1 March 2026 at 10:00, Li Na <li@agency.example> wrote:". Programs wrap it,
// so it may run over several lines. It is found by its end, and begins at the
// nearest line above that can be its beginning.

const (
	mostAttributionLines = 4
	longestAttribution   = 500 // bytes
)

var (
	// attributionEnd is the last words of an attribution.
	attributionEnd = regexp.MustCompile(`(?i)(\bwrote|>wrote|\bwrites|写道|寫道|写到|寫到) ?([:：]|-{2,})?-*$`)
	// attributionOpens is how an attribution begins that opens with a date.
	attributionOpens = regexp.MustCompile(`^[-— ]*(On |At |在|于|於)`)
	// A date as programs write it, of any order, or the month by its name.
	attributionDate = regexp.MustCompile(`(?i)\d{1,4} ?[-/.年月] ?\d{1,2}|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b`)
	attributionTime = regexp.MustCompile(`\d{1,2}[:：.]\d{2}|\d{1,2}[点時时]`)
	bracketedMail   = regexp.MustCompile(`[<\[(](mailto:)?[^<>\[\]()\s@]+@[^<>\[\]()\s@]+[>\])]`)
	// nameAndMail is a whole line that only names somebody.
	nameAndMail = regexp.MustCompile(`^[^<>:：。!?]{0,60}<[^<>\s@]+@[^<>\s@]+>[,，]?$`)
)

// findAttributions gives the attributions of the lines that are not quoted.
func findAttributions(lines []line) []mark {
	var marks []mark
	floor := 0 // nothing before it belongs to another attribution
	for j, l := range lines {
		if l.depth > 0 || !endsAttribution(l.text) {
			continue
		}
		m, ok := attributionEndingAt(lines, j, floor)
		if !ok {
			continue
		}
		marks = append(marks, m)
		floor = m.end
	}
	return marks
}

// endsAttribution is attributionEnd behind a cheap test that most lines fail.
func endsAttribution(text string) bool {
	word := strings.TrimRight(text, ":：- ")
	switch {
	case strings.HasSuffix(word, "道"), strings.HasSuffix(word, "到"):
	case len(word) >= 6 && strings.EqualFold(word[len(word)-6:], "writes"):
	case len(word) >= 5 && strings.EqualFold(word[len(word)-5:], "wrote"):
	default:
		return false
	}
	return attributionEnd.MatchString(text[max(0, len(text)-24):])
}

func attributionEndingAt(lines []line, j, floor int) (mark, bool) {
	start, text := -1, ""
	joined := ""
	for k := j; k >= floor && k > j-mostAttributionLines && lines[k].depth == 0 && lines[k].text != ""; k-- {
		joined = strings.TrimSpace(lines[k].text + " " + joined)
		if len(joined) > longestAttribution {
			break
		}
		if opensAttribution(joined) {
			start, text = k, joined
			break
		}
		if start < 0 && namesAuthor(joined) {
			start, text = k, joined
		}
	}
	if start < 0 {
		return mark{}, false
	}
	// "Li Na <li@agency.example>" may stand on a line of its own above.
	if start > floor && lines[start-1].depth == 0 && nameAndMail.MatchString(lines[start-1].text) {
		start--
		text = lines[start].text + " " + text
	}
	certain := (strings.Contains(text, "@") || attributionTime.MatchString(text)) && endsInColon(text)
	return mark{start: start, end: j + 1, kind: attribution, certain: certain}, true
}

func opensAttribution(text string) bool {
	return attributionOpens.MatchString(text) && (attributionDate.MatchString(text) || strings.Contains(text, "@"))
}

// namesAuthor knows attributions that begin with the author or a bare date.
func namesAuthor(text string) bool {
	if bracketedMail.MatchString(text) {
		return true
	}
	return strings.HasSuffix(strings.TrimRight(text, " :：-"), "道") && attributionDate.MatchString(text)
}

func endsInColon(text string) bool {
	return strings.HasSuffix(text, ":") || strings.HasSuffix(text, "：") || strings.HasSuffix(text, "--") ||
		strings.HasSuffix(text, "写道") || strings.HasSuffix(text, "寫道")
}
