package report

import (
	"strings"
	"unicode"

	"rapport/store/pattern"
)

// How a text in the manner of its writer is laid out: columns of spaces or tabs, symbols, a
// closing that shares the last line.

// isSign reports whether people put a symbol before a heading or an item.
func isSign(r rune) bool {
	return strings.ContainsRune(signs, r) || r > unicode.MaxLatin1 && unicode.Is(unicode.So, r)
}

// trimSigns returns a text without the symbols and spaces before it.
func trimSigns(text string) string {
	return strings.TrimLeftFunc(text, func(r rune) bool { return isSign(r) || r == ' ' })
}

// beginsWithSign reports whether a symbol stands before a text.
func beginsWithSign(text string) bool {
	for _, r := range text {
		return isSign(r)
	}
	return false
}

// inColumns returns lines in which at least two spaces part the columns of a table with tabs
// in their place, and a label of which only a tab parts its text with a space.
func (p *parser) inColumns(lines []string) []string {
	list := make([]string, len(lines))
	apart := func(i int) bool { // whether line i is a row
		if i < 0 || i >= len(lines) || bullet(lines[i]) > 0 || strings.Contains(lines[i], "|") {
			return false
		}
		if cells := columns.Split(strings.TrimSpace(lines[i]), -1); len(cells) < 2 || len(cells) > mostColumns {
			return false
		}
		_, days := p.peekDates(lines[i])
		return days > 0 || hasSum(lines[i])
	}
	for i, text := range lines {
		list[i] = afterColon.ReplaceAllString(text, "$1 ")
		if apart(i) && (apart(i-1) || apart(i+1)) {
			list[i] = columns.ReplaceAllString(strings.TrimSpace(list[i]), "\t")
		}
	}
	return list
}

const mostColumns = 6

var (
	columns    = pattern.New(`[ \t]*\t[ \t]*| {2,}`)
	afterColon = pattern.New(`([:：])[ ]*\t\s*`)
)

// besideTable reports whether a line beside line i has cells too.
func besideTable(lines []string, i int) bool {
	return i > 0 && strings.Contains(lines[i-1], "|") || i+1 < len(lines) && strings.Contains(lines[i+1], "|")
}

// closingBehind is a closing, or thanks, that shares the line of the last sentence.
var closingBehind = pattern.New(`(?i)([.!?。！？])\s*(?:(?:many thanks|thanks|thank you|cheers|best|best wishes|best regards|kind regards|warm regards|regards|all the best|that's all(?: for now)?|br|kr|ta|viele grüße|gruß|cordialement|saludos)[,.!]*\s+\p{Lu}[\p{Ll}-]{1,20}\.?|(?:谢谢|多谢|辛苦了|祝好|此致|以上)[您啦了]?[！!。，,]*(?:\s*\p{Han}{2,4})?)\s*$`)

// withoutClosing returns lines without the closing that shares the last of them, and without the
// name that is the last of them.
func (p *parser) withoutClosing(lines []string) []string {
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.TrimSpace(lines[i]) != "" {
			lines[i] = closingBehind.ReplaceAllString(lines[i], "$1")
			if p.isSignature(i) {
				lines[i] = ""
			}
			break
		}
	}
	return lines
}
