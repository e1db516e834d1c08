package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Snippets are this long, in characters, with the first word a little inside.
const (
	snippetLength = 100
	snippetLead   = 30
)

// Snippet returns the stretch of the first text in which a word is found, on one line, and
// the byte offsets in it, in pairs, between which the words stand.
func (t Terms) Snippet(texts ...string) (string, []int) {
	for _, text := range texts {
		if len(text) > MostIndexed {
			text = strings.ToValidUTF8(text[:MostIndexed], "")
		}
		first := -1
		for _, w := range t.words {
			if w.exclude {
				continue
			}
			if at, _ := indexFold(text, w.text); at >= 0 && (first < 0 || at < first) {
				first = at
			}
		}
		if first >= 0 {
			return t.cut(text, first)
		}
	}
	return t.cut(texts[0], 0)
}

func (t Terms) cut(text string, at int) (string, []int) {
	start := at
	for n := 0; n < snippetLead && start > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:start])
		start -= size
	}
	var b strings.Builder
	if start > 0 {
		b.WriteString("…")
	}
	n, space := 0, false
	rest := ""
	for i, r := range text[start:] {
		if n >= snippetLength {
			rest = text[start+i:]
			break
		}
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			n++
		}
		space = false
		b.WriteRune(r)
		n++
	}
	if rest != "" {
		b.WriteString("…")
	}
	snippet := b.String()
	marks := []int{} // never null in JSON
	for i := 0; i < len(snippet); {
		at, end := -1, 0
		for _, w := range t.words {
			if w.exclude {
				continue
			}
			if from, to := indexFold(snippet[i:], w.text); from >= 0 && (at < 0 || from < at) {
				at, end = from, to
			}
		}
		if at < 0 || end <= at {
			break
		}
		marks = append(marks, i+at, i+end)
		i += end
	}
	return snippet, marks
}

// indexFold finds word in text whatever the case, and returns where it begins and
// ends in bytes of text, or -1.
func indexFold(text, word string) (start, end int) {
	if word == "" {
		return -1, -1
	}
	first, _ := utf8.DecodeRuneInString(word)
	upper, lower := unicode.ToUpper(first), unicode.ToLower(first)
	for i, r := range text {
		if r != first && r != upper && r != lower {
			continue
		}
		if n := prefixFold(text[i:], word); n > 0 {
			return i, i + n
		}
	}
	return -1, -1
}

// prefixFold returns the length in bytes of the prefix of text that equals word
// whatever the case, or 0.
func prefixFold(text, word string) int {
	n := 0
	for _, want := range word {
		got, size := utf8.DecodeRuneInString(text[n:])
		if size == 0 || unicode.ToLower(got) != unicode.ToLower(want) {
			return 0
		}
		n += size
	}
	return n
}
