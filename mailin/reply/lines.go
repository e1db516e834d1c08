package reply

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/visible"
)

// line is one line of a mail.
type line struct {
	raw   string // unchanged, without its line end
	text  string // without quote marks and unusual spaces, trimmed
	depth int32  // how many times it is quoted
	blank bool   // empty, without even a quote mark
	field field  // of a header block; noField if quoted
	hint  hint   // what the mail's HTML says about it
	// Its paragraph recurs in the mail of others, above or below the text.
	recursAbove, recursBelow bool
}

// empty reports whether the line has nothing but quote marks.
func (l line) empty() bool { return l.text == "" }

// split splits a text into lines, at LF, CRLF or CR.
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
		closeAddress(lines, i)
	}
	markOtherQuotes(lines)
	joinBrokenQuotes(lines)
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

// unescapeFrom removes the ">" that mail stores put before a line that begins with "From "
// (RFC 4155), unless the lines around it are quoted too.
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

// closeAddress makes a line that begins with the ">" of an address, which a program wrapped
// before it, the rest of the line above.
func closeAddress(lines []line, i int) {
	l := &lines[i]
	if l.depth != 1 || i == 0 || lines[i-1].depth > 0 || !endsAttribution(l.text) {
		return
	}
	above := lines[i-1].text
	if open := strings.LastIndexByte(above, '<'); open >= 0 && strings.IndexByte(above[open:], '@') > 0 && strings.IndexByte(above[open:], '>') < 0 {
		l.depth, l.text = 0, "> "+l.text
	}
}

// markOtherQuotes finds quotations with marks other than ">": a bar below an attribution,
// or the initials of the person quoted, as in "LN> ". One line with initials proves
// nothing: two must be adjacent.
func markOtherQuotes(lines []line) {
	bars := false // bars are the marks of this mail
	for i := 0; i < len(lines); {
		l := &lines[i]
		if l.depth > 0 || l.text == "" {
			i++
			continue
		}
		mark := otherMark(l.text)
		if mark == "|" && !bars {
			if bars = isAnnounced(lines[:i]); !bars {
				mark = ""
			}
		}
		end := i
		for mark != "" && end < len(lines) && lines[end].depth == 0 && otherMark(lines[end].text) == mark {
			end++
		}
		if end-i < 2 && (end == i || mark != "|") {
			i++
			continue
		}
		for j := i; j < end; j++ {
			q := &lines[j]
			q.depth, q.field = 1, noField
			q.text = plain(strings.TrimPrefix(q.text, mark))
		}
		i = end
	}
}

// isAnnounced reports whether the last non-blank line ends like an attribution.
func isAnnounced(lines []line) bool {
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-3; i-- {
		if !lines[i].blank {
			return endsAttribution(lines[i].text)
		}
	}
	return false
}

// longestInitials limits, in bytes, the initials before a ">".
const longestInitials = 4

// otherMark returns "|" or the initials and ">" that begin a line, or "".
func otherMark(text string) string {
	if text[:min(len(text), 1)] == "|" && !strings.Contains(text[1:], "|") {
		return "|"
	}
	i := strings.IndexByte(text[:min(len(text), longestInitials+1)], '>')
	if i <= 0 {
		return ""
	}
	for _, r := range text[:i] {
		if !unicode.IsUpper(r) {
			return ""
		}
	}
	return text[:i+1]
}

// The widths from which programs wrap lines, in bytes and, for Chinese, in columns, and the
// length of a leftover word or two.
const (
	leastWrapped    = 64
	leastColumns    = 60
	longestLeftover = 24
)

// joinBrokenQuotes marks as quoted what a program wrapped off the end of a quoted line
// without a mark: a few words that continue the sentence of the long line above, between
// quoted lines.
func joinBrokenQuotes(lines []line) {
	for i := 1; i+1 < len(lines); i++ {
		l, above, below := &lines[i], &lines[i-1], &lines[i+1]
		if l.depth > 0 || l.blank || above.depth == 0 || below.depth == 0 || len(above.raw) < leastWrapped || len(l.text) > longestLeftover {
			continue
		}
		first, _ := utf8.DecodeRuneInString(l.text)
		last, _ := utf8.DecodeLastRuneInString(above.text)
		latin := unicode.IsLower(first) && (unicode.IsLetter(last) || last == ',')
		if latin || unicode.Is(unicode.Han, first) && unicode.Is(unicode.Han, last) && columns(above.text) >= leastColumns {
			l.depth, l.field = above.depth, noField
		}
	}
}

// columns returns the width of a text, in letters.
func columns(text string) (n int) {
	for _, r := range text {
		if n++; r >= 0x1100 {
			n++
		}
	}
	return n
}

// plain returns s without invisible characters, with every space an ordinary one, trimmed.
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

// isSpace reports whether r is a space or invisible.
func isSpace(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r == ' ' || '\t' <= r && r <= '\r'
	case r > '\u3000' && r != '\ufeff':
		return false
	}
	return unicode.IsSpace(r) || isInvisible(r)
}

// isInvisible reports whether r is a zero-width character or one of the directional marks
// that some programs put around dates and addresses.
func isInvisible(r rune) bool {
	return visible.IsHidden(r) || r == '\u200c' || r == '\u200d'
}

func allBlank(lines []line) bool {
	for _, l := range lines {
		if !l.blank {
			return false
		}
	}
	return true
}

// isRule reports whether the line is drawn: five or more dashes, underscores or the like,
// and nothing else.
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
