package templates

import (
	"html"
	"net/url"
	"strings"
	"unicode/utf8"
)

// link returns the address of a link that a mail may have, or "".
func link(address string, mail bool) string {
	address = strings.TrimSpace(address)
	if mail && !strings.Contains(address, ":") {
		address = "mailto:" + address
	}
	u, err := url.Parse(address)
	if err != nil || len(address) > 2000 || strings.ContainsFunc(address, hidden) || strings.ContainsAny(address, " \n<>\"") {
		return ""
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if u.Host == "" {
			return ""
		}
		return address
	case "mailto":
		return address
	}
	return ""
}

// merge puts spans of one style together, and line ends of the source in order:
// a space, or nothing between Chinese characters.
func merge(spans []span) []span {
	var list []span
	var text strings.Builder // of the last of the list
	end := func() {
		if n := len(list); n > 0 {
			list[n-1].text = text.String()
			text.Reset()
		}
	}
	before := ' '
	for i, s := range spans {
		if s.text == "\n" {
			s.text = " "
			if before == ' ' || wide(before) && wide(first(spans[i+1:])) {
				continue
			}
		}
		if s.text == "" && !s.hard && s.image == nil {
			continue
		}
		if n := len(list); n == 0 || !s.sameStyle(list[n-1]) {
			end()
			list = append(list, s)
		}
		text.WriteString(s.text)
		before, _ = utf8.DecodeLastRuneInString(s.text)
	}
	end()
	return list
}

func (s span) sameStyle(t span) bool {
	s.text, t.text = "", ""
	return s == t && s.image == nil && !s.hard && s.tone == ""
}

// trim takes space off the ends of a line.
func trim(spans []span) []span {
	for len(spans) > 0 && spans[0].image == nil {
		if spans[0].text = strings.TrimLeft(spans[0].text, " "); spans[0].text != "" {
			break
		}
		spans = spans[1:]
	}
	for n := len(spans); n > 0 && spans[n-1].image == nil; n = len(spans) {
		if spans[n-1].text = strings.TrimRight(spans[n-1].text, " "); spans[n-1].text != "" {
			break
		}
		spans = spans[:n-1]
	}
	return spans
}

// words returns the text of spans alone.
func words(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		switch {
		case s.hard:
			b.WriteByte(' ')
		default:
			b.WriteString(s.text)
		}
	}
	return oneLine(b.String())
}

func first(spans []span) rune {
	if len(spans) == 0 {
		return ' '
	}
	r, _ := utf8.DecodeRuneInString(spans[0].text)
	return r
}

// decode takes the escapes and character references off a text of Markdown. Data
// has none of them, since it is between marks.
func decode(s string) string {
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+1 == len(s) {
			b.WriteString(html.UnescapeString(s))
			return b.String()
		}
		b.WriteString(html.UnescapeString(s[:i]))
		if !strings.ContainsRune("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", rune(s[i+1])) {
			b.WriteByte('\\')
			s = s[i+1:]
			continue
		}
		b.WriteByte(s[i+1])
		s = s[i+2:]
	}
}
