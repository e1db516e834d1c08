package office

import (
	"rapport/store/visible"
	"strings"
)

// FirstLine returns the first line of a text, cut to what a list can show.
func FirstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return visible.Cut(line, 80)
}

// longestExcerpt is the length of an excerpt, in characters.
const longestExcerpt = 140

// Excerpt returns how a text begins, on one line.
func Excerpt(text string) string {
	line := strings.Join(strings.Fields(text[:min(len(text), 4*longestExcerpt)]), " ")
	return visible.Cut(strings.ToValidUTF8(line, ""), longestExcerpt)
}

// longestListed is the length, in bytes, of a text that a list shows in full.
const longestListed = 4000

// Listed returns a text as a list of what waits shows it: in full, or not at all.
func Listed(text string) (shown string, tooLong bool) {
	if text = strings.TrimSpace(text); len(text) > longestListed {
		return "", true
	}
	return text, false
}
