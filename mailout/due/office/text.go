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
