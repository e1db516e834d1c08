package body

import (
	"html"
	"strings"
	"unicode"

	"rapport/mailin/body/markup"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// isMarkup reports whether text that is labelled plain is HTML: a whole document, or
// elements with all of the text in them, or lines that end in <br>. Text about HTML is none:
// there words stand outside of the elements, or nothing would be left to read.
func isMarkup(text string) bool {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\uFEFF"))
	if strings.Count(text, "<") < 2 || !strings.Contains(text, ">") {
		return false
	}
	s := shapeOf(text)
	switch {
	case !hasWords(HTMLText(text, len(text))):
		return false
	case s.document:
		return s.known > 1
	case s.first:
		return s.closed > 0 && !s.outside
	}
	return s.breaks > 1 && !s.loose && s.known >= s.unknown && linesEndInTags(text)
}

// shape is what the tags of a text look like.
type shape struct {
	document bool // it begins as a document of HTML does
	first    bool // it begins with an element that lays out text
	known    int  // tags of HTML
	unknown  int  // others
	closed   int  // end tags of what was open
	outside  bool // words stand outside of any element
	breaks   int  // br elements
	loose    bool // one of them has blanks on both sides, as in a sentence
}

// longestLooked bounds the text that is looked at for tags.
const longestLooked = 64 << 10

func shapeOf(text string) (s shape) {
	text = strings.ToValidUTF8(text[:min(len(text), longestLooked)], "")
	var open []atom.Atom
	begun, blank := false, false // anything came before; it ended in a blank
	for tokens := xhtml.NewTokenizer(strings.NewReader(text)); ; {
		switch kind := tokens.Next(); kind {
		case xhtml.ErrorToken:
			return s
		case xhtml.DoctypeToken:
			s.document, begun = s.document || !begun, true
		case xhtml.TextToken:
			words := string(tokens.Text())
			s.outside = s.outside || len(open) == 0 && hasWords(words)
			s.loose = s.loose || blank && strings.HasPrefix(words, " ")
			blank = strings.HasSuffix(words, " ")
			begun = begun || strings.TrimSpace(words) != ""
			continue
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken, xhtml.EndTagToken:
			name, _ := tokens.TagName()
			tag := atom.Lookup(name)
			if tag == 0 {
				if !strings.Contains(string(name), ":") { // as Office writes o:p
					s.unknown++
				}
				continue
			}
			s.known++
			if !begun {
				begun = true
				s.document = tag == atom.Html || tag == atom.Head || tag == atom.Body || tag == atom.Meta
				s.first = laysOut(tag)
			}
			if tag == atom.Br {
				s.breaks++
				continue // blank stands for what is before it
			}
			switch i := lastOf(open, tag); {
			case kind == xhtml.EndTagToken && i >= 0:
				open = open[:i]
				s.closed++
			case kind == xhtml.StartTagToken && !markup.IsVoid(tag) && len(open) < 200:
				open = append(open, tag)
			}
		}
		blank = false
	}
}

// laysOut reports whether an element is one that mail programs wrap text in.
func laysOut(tag atom.Atom) bool {
	switch tag {
	case atom.Div, atom.P, atom.Table, atom.Span, atom.Font, atom.B, atom.Strong, atom.I, atom.Em, atom.A, atom.Br, atom.Center,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.Ul, atom.Ol, atom.Blockquote, atom.Pre, atom.Style, atom.Section, atom.Article:
		return true
	}
	return false
}

func lastOf(open []atom.Atom, tag atom.Atom) int {
	for i := len(open) - 1; i >= 0; i-- {
		if open[i] == tag {
			return i
		}
	}
	return -1
}

// linesEndInTags reports whether the lines of a text end where its tags say, so that its
// own line ends say nothing.
func linesEndInTags(text string) bool {
	lines, ended := 0, 0
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		lines++
		if strings.HasSuffix(line, ">") {
			ended++
		}
	}
	return lines-ended <= 1+lines/4
}

// isUnmarked reports whether text that is labelled HTML has nothing of it: a program sent
// plain text under that name, whose line ends count.
func isUnmarked(text string) bool {
	for rest := text; ; {
		i := strings.IndexByte(rest, '<')
		if i < 0 || i == len(rest)-1 {
			return true
		}
		if c := rest[i+1]; c == '/' || c == '!' || c|0x20 >= 'a' && c|0x20 <= 'z' {
			return false
		}
		rest = rest[i+1:]
	}
}

// unescaped returns unmarked text with what HTML must escape as it is.
func unescaped(text string) string { return html.UnescapeString(text) }

// hasWords reports whether a text has a letter.
func hasWords(text string) bool { return strings.IndexFunc(text, unicode.IsLetter) >= 0 }
