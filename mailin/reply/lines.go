package reply

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is one line of a mail.
type line struct {
	raw   string // as it stands, without its end
	text  string // without quote marks, odd spaces and spaces at either end
	depth int32  // how often it is quoted
	blank bool   // holds nothing, not even a quote mark
	field field  // of a header block; noField where it is quoted
}

// empty says whether the line holds nothing but quote marks.
func (l line) empty() bool { return l.text == "" }

// split cuts a text into lines, at LF, CRLF or CR.
func split(text string) []line {
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	lines := make([]line, 0, strings.Count(text, "\n")+1)
	for len(text) > 0 {
		raw, rest, _ := strings.Cut(text, "\n")
		lines = append(lines, read(raw))
		text = rest
	}
	for i := range lines {
		unescapeFrom(lines, i)
	}
	return lines
}

func read(raw string) line {
	l := line{raw: raw, text: raw}
	for {
		rest := strings.TrimLeftFunc(l.text, isSpace)
		switch {
		case strings.HasPrefix(rest, ">"):
			rest = rest[1:]
		case strings.HasPrefix(rest, "＞"):
			rest = rest[len("＞"):]
		default:
			l.text = plain(rest)
			l.blank = l.depth == 0 && l.text == ""
			if l.depth == 0 {
				l.field = fieldOf(l.text)
			}
			return l
		}
		l.depth++
		l.text = rest
	}
}

// unescapeFrom undoes the ">" that mail stores put before a line which begins
// with "From " (RFC 4155), unless the lines around it are quoted too.
func unescapeFrom(lines []line, i int) {
	l := &lines[i]
	if l.depth != 1 || !strings.HasPrefix(l.raw, ">From ") {
		return
	}
	if i > 0 && lines[i-1].depth > 0 || i+1 < len(lines) && lines[i+1].depth > 0 {
		return
	}
	l.depth = 0
}

// plain gives s without the characters that do not show, with every space as an
// ordinary one, and none at either end.
func plain(s string) string {
	for _, r := range s {
		if r != ' ' && isSpace(r) {
			s = strings.Map(func(r rune) rune {
				switch {
				case isInvisible(r):
					return -1
				case isSpace(r):
					return ' '
				}
				return r
			}, s)
			break
		}
	}
	return strings.Trim(s, " ")
}

// isSpace takes what does not show for a space as well.
func isSpace(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r == ' ' || '\t' <= r && r <= '\r'
	case r > '\u3000' && r != '\ufeff':
		return false
	}
	return unicode.IsSpace(r) || isInvisible(r)
}

// isInvisible knows zero-width characters and the marks of writing direction
// that some programs put around dates and addresses.
func isInvisible(r rune) bool {
	switch {
	case '\u200b' <= r && r <= '\u200f', '\u202a' <= r && r <= '\u202e', '\u2060' <= r && r <= '\u2069', r == '\ufeff', r == '\u00ad':
		return true
	}
	return false
}

func allBlank(lines []line) bool {
	for _, l := range lines {
		if !l.blank {
			return false
		}
	}
	return true
}

// isRule says whether the line is drawn: five or more dashes, underscores or the
// like, and nothing else.
func (l line) isRule() bool {
	drawn := 0
	for _, r := range l.text {
		switch r {
		case '-', '_', '=', '*', '—', '–', '─', '━', '＿':
			drawn++
		case ' ':
		default:
			return false
		}
	}
	return drawn >= 5
}
