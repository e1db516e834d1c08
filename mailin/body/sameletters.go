package body

import "strings"

// sameLetters says whether a text and HTML that hides nothing hold the same
// letters in the same order. Nearly all mail does, and this is quick to see:
// white space, digits, signs and entities are passed over, and so may be wrong
// to say no.
func sameLetters(plain, source string) bool {
	h := letters{source: source}
	for i := 0; i < len(plain); i++ {
		c := letter(plain[i])
		if c == 0 {
			continue
		}
		if h.next() != c {
			return false
		}
	}
	return h.next() == 0 && !h.hides
}

// letter gives an ASCII letter in lower case or a byte of another character; 0
// for all else.
func letter(c byte) byte {
	switch {
	case 'a' <= c && c <= 'z', c >= 0x80:
		return c
	case 'A' <= c && c <= 'Z':
		return c + 'a' - 'A'
	}
	return 0
}

// letters goes through the letters of HTML outside of its tags.
type letters struct {
	source string
	at     int
	hides  bool // something that was passed may hide what is in it
}

// next gives the next letter, or 0 at the end.
func (l *letters) next() byte {
	for l.at < len(l.source) {
		switch c := l.source[l.at]; c {
		case '<':
			l.tag()
		case '&':
			l.entity()
		default:
			l.at++
			if c = letter(c); c != 0 {
				return c
			}
		}
	}
	return 0
}

// entity passes an entity that stands for a sign; a "&" that begins none is one
// too. Any other may stand for letters.
func (l *letters) entity() {
	rest := l.source[l.at:min(len(l.source), l.at+longestEntity)]
	if end := strings.IndexByte(rest, ';'); end > 0 && !strings.ContainsAny(rest[:end], " <\n") {
		switch rest[1:end] {
		case "nbsp", "amp", "lt", "gt", "quot", "apos", "#39", "#160", "#xA0", "#xa0", "zwnj", "ndash", "mdash", "hellip", "middot", "ensp", "emsp", "copy", "reg":
		default:
			l.hides = true
		}
		l.at += end
	} else if len(rest) > 1 && rest[1] == '#' {
		l.hides = true // browsers read "&#65" without an end
	}
	l.at++
}

const longestEntity = 12

// tag passes a tag, and all of what no browser shows.
func (l *letters) tag() {
	rest := l.source[l.at:]
	end := -1
	switch {
	case strings.HasPrefix(rest, "<!--"):
		if end = strings.Index(rest, "-->"); end >= 0 {
			end += 2
		}
	case hasPrefixFold(rest, "<style"):
		end = endOf(rest, "</style>")
	case hasPrefixFold(rest, "<title"):
		end = endOf(rest, "</title>")
	case hasPrefixOf(rest, "<script", "<select", "<object", "<noscript"):
		l.hides = true
	default:
		end = l.attributes(rest)
	}
	if end < 0 {
		l.hides, end = true, len(rest)-1 // let the reader of HTML say what is meant
	}
	l.at += end + 1
}

// attributes gives the end of a tag, and looks for what hides its content.
func (l *letters) attributes(tag string) int {
	for i := 0; i < len(tag); i++ {
		switch tag[i] {
		case '>':
			return i
		case ':':
			if mayHide(strings.TrimRight(tag[max(0, i-20):i], " "), tag[i+1:]) {
				l.hides = true
			}
		case 'h', 'H':
			if hasPrefixFold(tag[i:], "hidden") {
				l.hides = true
			}
		}
	}
	return -1
}

// mayHide says whether a property of a style is one that hides. Styles that
// write it in odd ways are taken for such.
func mayHide(name, value string) bool {
	if name == "" || strings.HasSuffix(name, "/") || strings.Contains(name, "\\") {
		return true
	}
	for _, hiding := range [...]string{"display", "visibility", "mso-hide", "opacity"} {
		if hasSuffixFold(name, hiding) {
			return true
		}
	}
	return hasSuffixFold(name, "font-size") && strings.HasPrefix(strings.TrimLeft(value[:min(len(value), 10)], " "), "0")
}

func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

// endOf gives the last byte of an end tag as programs write it, or -1.
func endOf(s, tag string) int {
	for _, written := range []string{tag, strings.ToUpper(tag)} {
		if i := strings.Index(s, written); i >= 0 {
			return i + len(tag) - 1
		}
	}
	return -1
}

// hasPrefixFold says whether text begins with a prefix, in any case.
func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// hasPrefixOf says whether text begins with one of the prefixes, in any case.
func hasPrefixOf(text string, prefixes ...string) bool {
	for _, p := range prefixes {
		if hasPrefixFold(text, p) {
			return true
		}
	}
	return false
}
