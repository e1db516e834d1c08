package body

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"rapport/mailin/body/markup"
)

// What is compared of two alternatives: the start of each.
const (
	comparedBytes = 32 << 10 // of text; of HTML four times that
	comparedWords = 2000
)

// contradicts reports whether a text and the HTML beside it say different things.
// They are compared by their words, since programs write the same mail in many
// ways: with the addresses of links or without them, with marks for bold text,
// lists and tables. In a short mail a word that only the text has, where the HTML
// has another, is enough; in a long one it takes most of them. Where the
// HTML only says more, it must be more than all of the text.
func contradicts(plain, source string) bool {
	if sameLetters(plain, source) {
		return false
	}
	one, two := wordsOf(plain[:min(len(plain), comparedBytes)]), wordsOfHTML(source[:min(len(source), 4*comparedBytes)])
	if len(one) == 0 || len(two) == 0 {
		return false // pictures, or links
	}
	missing := 0
	for word := range one {
		if !two[word] {
			missing++
		}
	}
	extra := len(two) - (len(one) - missing)
	if max(len(one), len(two)) <= 40 {
		return missing > 0 && extra > 0 || extra > len(one)+5
	}
	return missing*2 > len(one) || extra > len(one)*2+20
}

// wordsOf returns the words of a text in lower case: letters that stand together,
// or a single character of a script that sets no spaces. What belongs to an
// address or a number is left out.
func wordsOf(text string) map[string]bool {
	words := make(map[string]bool, 64)
	addWords(words, text)
	return words
}

func addWords(words map[string]bool, text string) {
	for field := range strings.FieldsSeq(text) {
		if len(words) >= comparedWords {
			return
		}
		if strings.Contains(field, "://") || strings.Contains(field, "@") || strings.Contains(field, "www.") || strings.HasPrefix(field, "[cid:") {
			continue
		}
		start := -1 // of a word in field
		for i, r := range field {
			letter := unicode.IsLetter(r) || unicode.IsMark(r)
			ideograph := letter && r >= 0x2E80
			if start >= 0 && (!letter || ideograph) {
				words[strings.ToLower(field[start:i])] = true
				start = -1
			}
			switch {
			case ideograph:
				words[field[i:i+utf8.RuneLen(r)]] = true
			case letter && start < 0:
				start = i
			}
		}
		if start >= 0 {
			words[strings.ToLower(field[start:])] = true
		}
	}
}

// wordsOfHTML returns the words of HTML that are shown.
func wordsOfHTML(source string) map[string]bool {
	words := make(map[string]bool, 64)
	var line strings.Builder // text between elements that end a word
	flush := func(tag atom.Atom, name []byte) {
		if line.Len() > 0 && !isInline(tag, name) {
			addWords(words, line.String())
			line.Reset()
		}
	}
	p := markup.Pass[struct{}]{
		Text: func(text []byte) { line.Write(text) },
		Start: func(tag atom.Atom, name []byte, _ []markup.Attribute) (none struct{}, keep bool) {
			flush(tag, name)
			return none, false
		},
		End:  func(tag atom.Atom) { flush(tag, nil) },
		More: func() bool { return len(words) < comparedWords },
	}
	p.Read(source)
	flush(atom.Body, nil)
	return words
}

// isInline reports whether an element may stand within a word.
func isInline(tag atom.Atom, name []byte) bool {
	switch tag {
	case atom.B, atom.I, atom.U, atom.Em, atom.Strong, atom.Span, atom.Font, atom.A, atom.Wbr, atom.S:
		return true
	}
	return tag == 0 && (name == nil || string(name) == "o:p")
}

// Differ reports whether what a person wrote differs between the text of a mail and the
// HTML beside it. text and shown are all of either, where a word may stand in another
// place: as in a signature or a quotation. In a long text, which decides nothing by itself,
// a few words may differ, as programs write them.
func Differ(ownText, ownHTML, text, shown string) bool {
	inText, inHTML, all := wordsOf(ownText), wordsOf(ownHTML), wordsOf(shown)
	if len(all) == 0 {
		return false // pictures, or links
	}
	differ := missingFrom(inText, all) + missingFrom(inHTML, wordsOf(text))
	if most := max(len(inText), len(inHTML)); most > longWords {
		return differ*5 > most
	}
	return differ > 0
}

// longWords is the number of different words from which a text is long.
const longWords = 60

// missingFrom counts the words that are not among others.
func missingFrom(words, others map[string]bool) (n int) {
	for word := range words {
		if !others[word] {
			n++
		}
	}
	return n
}
