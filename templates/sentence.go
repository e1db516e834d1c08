package templates

import (
	"strings"
	"unicode"

	"rapport/store/pattern"
	"rapport/store/visible"
)

// longestSentence is the length of a first sentence, in characters.
const longestSentence = 140

var (
	// rulePattern is a line under a heading, or between two parts, of the text of a mail.
	rulePattern = pattern.New(`^[=\-_*~─━—]{3,}$`)
	// titleUnderlined is the heading of the whole mail.
	titleUnderlined = pattern.New(`(?m)^.+\n=+$`)
	// salutation is how a mail begins.
	salutation = pattern.New(`^(?i:(?:dear|hello|hi|good (?:morning|afternoon|evening))\b[^.?!:]{0,60}[,:!]?|\S{0,40}?[，,]?\s*您好[：:，,！!]?)$`)
	// listMark is what an item of a list begins with.
	listMark = pattern.New(`^(?:[-*•·]|\d{1,3}[.)])\s+`)
	// sentenceEnd ends a sentence; behind a full stop there is a space.
	sentenceEnd = pattern.New(`[。！？]|[.!?](?:\s|$)`)
	// abbreviated is a full stop that ends no sentence.
	abbreviated = pattern.New(`(?i)\b(?:mr|mrs|ms|dr|no|e\.g|i\.e|vs|etc|\d{1,2})\.$`)
)

// FirstSentence returns the first sentence of the text of a mail that Rapport wrote: what
// stands behind its headings, rules and salutation.
func FirstSentence(text string) string {
	text = visible.Text(text)
	heading := ""
	if title := titleUnderlined.FindStringIndex(text); title != nil && !sentenceEnd.MatchString(text[:title[0]]) {
		text = text[title[0]:] // above it is the name of the project
	}
	for _, part := range strings.Split(text, "\n\n") {
		lines := strings.FieldsFunc(part, func(r rune) bool { return r == '\n' })
		for i := range lines {
			lines[i] = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(lines[i]), "> "))
		}
		for i := len(lines) - 1; i >= 0; i-- {
			if rulePattern.MatchString(lines[i]) {
				if heading == "" {
					heading = joinLines(lines[:i])
				}
				lines = lines[i+1:]
				break
			}
		}
		for len(lines) > 0 && (lines[0] == "" || salutation.MatchString(lines[0])) {
			lines = lines[1:]
		}
		if len(lines) > 0 {
			return sentence(listMark.ReplaceAllString(joinLines(lines), ""))
		}
	}
	return sentence(heading)
}

// joinLines returns the lines of a paragraph as one, without spaces between Chinese ones.
func joinLines(lines []string) string {
	var b strings.Builder
	var last rune
	for _, line := range lines {
		for i, r := range line {
			if i == 0 && last != 0 && !(isWide(last) && isWide(r)) {
				b.WriteByte(' ')
			}
			last = r
		}
		b.WriteString(line)
	}
	return b.String()
}

func isWide(r rune) bool {
	return unicode.Is(unicode.Han, r) || strings.ContainsRune("，。、；：！？（）《》“”", r)
}

// sentence returns the first sentence of a paragraph.
func sentence(text string) string {
	for from := 0; ; {
		end := sentenceEnd.FindStringIndex(text[from:])
		if end == nil {
			break
		}
		at := from + end[1]
		if one := strings.TrimSpace(text[:at]); !abbreviated.MatchString(one) {
			text = one
			break
		}
		from = at
	}
	return visible.Cut(text, longestSentence)
}
