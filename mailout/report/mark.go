package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mark is the number before a heading or an item: “3.”, “（二）”, “一、”, “A)”.
type mark struct {
	style rune // of what is counted with, and whether it is in parentheses; 0: there is none
	n     int
	size  int // bytes, with the spaces behind it
}

// The styles of marks.
const (
	digits  = '1'
	hans    = '一'
	letters = 'a'
	inside  = 1 << 24 // added where it is in parentheses
)

// follows reports whether m is the next mark of a series behind other.
func (m mark) follows(other mark) bool {
	return m.style != 0 && m.style == other.style && m.n == other.n+1
}

func (m mark) isFirst() bool { return m.n == 1 }

// readMark returns the mark at the beginning of a text. “1.5”, “2026-03-06” and “二、三期”
// have none.
func readMark(text string) mark {
	rest := strings.TrimPrefix(strings.TrimPrefix(text, "("), "（")
	m := mark{}
	opened := len(rest) < len(text)
	m.style, m.n, m.size = counted(rest)
	if m.n == 0 {
		return mark{}
	}
	sign, width := utf8.DecodeRuneInString(rest[m.size:])
	after, _ := utf8.DecodeRuneInString(rest[m.size+width:])
	signs := ".、)）．"
	switch {
	case opened:
		signs, m.style = ")）", m.style|inside
	case m.style == letters:
		signs = ".)）、"
	}
	if !strings.ContainsRune(signs, sign) || !opened && unicode.IsDigit(after) {
		return mark{}
	}
	if m.style == letters && !unicode.IsSpace(after) || m.style == hans && strings.ContainsRune(hanDigits, after) {
		return mark{}
	}
	behind := rest[m.size+width:]
	if opened && strings.HasPrefix(behind, "、") { // “（一）、x”
		behind = behind[len("、"):]
	}
	m.size = len(text) - len(strings.TrimLeft(behind, " \t"))
	return m
}

const hanDigits = "一二三四五六七八九十"

// counted returns the number at the beginning of a text, and how many bytes it takes.
func counted(text string) (style rune, n, size int) {
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9' && (style == 0 || style == digits):
			style, n = digits, 10*n+int(r-'0')
		case r >= '０' && r <= '９' && (style == 0 || style == digits):
			style, n = digits, 10*n+int(r-'０')
		case r == '十' && (style == 0 || style == hans):
			style, n = hans, 10*max(n, 1)
		case strings.ContainsRune(hanDigits, r) && (style == 0 || style == hans):
			style, n = hans, n+1+strings.Index(hanDigits, string(r))/len("一")
		case style == 0 && r < utf8.RuneSelf && unicode.IsLetter(r):
			return letters, int(unicode.ToLower(r)-'a') + 1, 1
		default:
			return style, n, size
		}
		if size += utf8.RuneLen(r); n > 99 {
			return 0, 0, 0
		}
	}
	return style, n, size
}
