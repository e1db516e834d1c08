package body

import (
	"strings"

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
func (s *selection) contradicts(plain, source string) bool {
	if sameLetters(plain, source) {
		return false
	}
	one, two := wordsOf(plain[:min(len(plain), comparedBytes)]), s.wordsOfHTML(source)
	if one.n == 0 || two.n == 0 {
		return false // pictures, or links
	}
	missing := one.missingFrom(two)
	extra := two.n - (one.n - missing)
	if max(one.n, two.n) <= 40 {
		return missing > 0 && extra > 0 || extra > one.n+5
	}
	return missing*2 > one.n || extra > one.n*2+20
}

// wordsOfHTML returns the words of HTML that are shown.
func wordsOfHTML(source string) words {
	var w words
	var text strings.Builder
	from := 0 // where the text begins that no element has ended yet
	flush := func(tag atom.Atom, name []byte) {
		if text.Len() > from && !isInline(tag, name) {
			w.addAll(text.String()[from:])
			from = text.Len()
		}
	}
	p := markup.Pass[struct{}]{
		Text: func(part []byte) { text.Write(part) },
		Start: func(tag atom.Atom, name []byte, _ []markup.Attribute) (none struct{}, keep bool) {
			flush(tag, name)
			return none, false
		},
		End:  func(tag atom.Atom) { flush(tag, nil) },
		More: func() bool { return w.n < comparedWords },
	}
	p.Read(source)
	flush(atom.Body, nil)
	return w
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
	if all.n == 0 {
		return false // pictures, or links
	}
	differ := inText.missingFrom(all) + inHTML.missingFrom(wordsOf(text))
	if most := max(inText.n, inHTML.n); most > longWords {
		return differ*5 > most
	}
	return differ > 0
}

// longWords is the number of different words from which a text is long.
const longWords = 60
