package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MostIndexed bounds the text of one message that is indexed, in bytes.
const MostIndexed = 256 << 10

// Index returns text so written that a tokenizer that splits at spaces finds words of
// any length in scripts without spaces: a run of such characters becomes its
// overlapping pairs and its last character (会议纪要: 会议 议纪 纪要 要).
func Index(text string) string {
	if len(text) > MostIndexed {
		text = text[:MostIndexed]
		for len(text) > 0 && !utf8.RuneStart(text[len(text)-1]) {
			text = text[:len(text)-1]
		}
	}
	first := strings.IndexFunc(text, needsPairs)
	if first < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) * 5 / 2)
	b.WriteString(text[:first])
	var last rune // of the run, 0 outside one
	for _, r := range text[first:] {
		r = narrow(r)
		if !unspaced(r) {
			if last != 0 {
				b.WriteByte(' ')
				b.WriteRune(last)
				b.WriteByte(' ')
				last = 0
			}
			b.WriteRune(r)
			continue
		}
		if last != 0 {
			b.WriteByte(' ')
			b.WriteRune(last)
			b.WriteRune(r)
		}
		last = r
	}
	if last != 0 {
		b.WriteByte(' ')
		b.WriteRune(last)
	}
	return b.String()
}

func needsPairs(r rune) bool { return r >= 0x1100 && (unspaced(r) || narrow(r) != r) }

// unspaced reports whether r belongs to a script that is written without spaces,
// or, as Korean, with spaces that do not bound what people search for.
func unspaced(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r >= 0x4E00 && r <= 0x9FFF:
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// narrow turns the full-width forms of ASCII into ASCII.
func narrow(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		return r - 0xFEE0
	}
	return r
}

// phrase writes text as an FTS5 phrase over what Index made of it, or "" where
// it holds nothing to look for. With prefix the last word may go on.
func phrase(text string, prefix bool) string {
	var b strings.Builder
	var run []rune
	flush := func(end bool) {
		for i := 0; i+1 < len(run); i++ {
			b.WriteByte(' ')
			b.WriteString(string(run[i : i+2]))
		}
		// The last character stands alone only where the run ends in the text.
		if len(run) == 1 || len(run) > 1 && !end {
			b.WriteByte(' ')
			b.WriteRune(run[len(run)-1])
		}
		prefix = prefix || end && len(run) == 1
		run = run[:0]
	}
	words := false
	for _, r := range text {
		r = narrow(r)
		switch {
		case unspaced(r):
			run = append(run, r)
			words = true
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Co, r):
			words = true
		default:
			r = ' '
		}
		if len(run) > 0 {
			flush(false)
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	if len(run) > 0 {
		flush(true)
	}
	if !words {
		return ""
	}
	quoted := `"` + strings.TrimSpace(b.String()) + `"`
	if prefix {
		quoted += "*"
	}
	return quoted
}
