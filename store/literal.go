package store

import (
	"strings"

	"rapport/store/pattern"
)

// Literal returns the words of somebody as one line of Markdown that shows them letter for letter: nothing
// in them becomes a heading, a list or a link behind other words.
func Literal(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	var b strings.Builder
	for i, r := range text {
		if strings.ContainsRune("\\`*_[]<>~|", r) || i == 0 && strings.ContainsRune("#+-=", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return firstNumber.ReplaceAllString(b.String(), `$1\$2`)
}

// firstNumber is what would begin a numbered list.
var firstNumber = pattern.New(`^(\d{1,9})([.)])`)

// escaped is a character that Literal has marked.
var escaped = pattern.New("\\\\([\\\\`*_\\[\\]<>~|#+=.)-])")

// wordsOf returns the words of which Literal made a line.
func wordsOf(line string) string { return escaped.ReplaceAllString(line, "$1") }
