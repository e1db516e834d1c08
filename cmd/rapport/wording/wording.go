// Package wording writes numbers, times and the text of mail for people at a terminal.
package wording

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"rapport/store/visible"
)

// Count writes a number of things: "1 error", "2 errors".
func Count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	if stem, ok := strings.CutSuffix(thing, "y"); ok {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Words returns values that are words as strings.
func Words[T ~string](values []T) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return list
}

// Ago writes how long ago something was.
func Ago(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	switch d := time.Since(t); {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	}
	return t.Local().Format("2006-01-02 15:04")
}

// OneLine folds all white space of text and takes out what a terminal would
// obey.
func OneLine(text string) string {
	if line, ok := plainLine(text); ok {
		return line
	}
	return strings.Join(strings.Fields(Safe(text)), " ")
}

// plainLine is OneLine for text that has nothing to take out, which nearly all has not; ok is
// false where it may have.
func plainLine(text string) (line string, ok bool) {
	var b strings.Builder
	b.Grow(len(text))
	blank := false
	for _, r := range text {
		switch {
		case r == ' ' || r == '\n' || r == '\t':
			blank = b.Len() > 0
			continue
		case !isPlain(r):
			return "", false
		case blank:
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	return b.String(), true
}

// isPlain reports whether r is of those characters that nearly all are, and that every
// terminal shows.
func isPlain(r rune) bool {
	return r > ' ' && r < 0x7f || r >= 0x4E00 && r <= 0x9FFF || r >= 0x3001 && r <= 0x3011 || r >= 0xFF01 && r <= 0xFF5E
}

// Safe takes out of text of a mail what a terminal would obey rather than show, or what
// nobody would see: control characters but for line ends and tabs, and format characters
// (Cf), such as marks that turn the direction of text, and tags.
func Safe(text string) string {
	return strings.Map(func(r rune) rune {
		if Acts(r) && r != '\n' && r != '\t' && r != 0x200C && r != 0x200D {
			return -1
		}
		return r
	}, visible.Text(text))
}

// Acts reports whether a terminal may obey r, or show nothing for it: controls, separators
// of lines, and format characters other than the signs that stand around a number in Arabic
// and its like. The joiners U+200C and U+200D, which scripts and emoji are written with,
// are among them.
func Acts(r rune) bool {
	if r == ' ' || isPlain(r) {
		return false
	}
	return unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) ||
		r >= 0xE0000 && r <= 0xE0FFF // tags, and what is reserved for their like
}
