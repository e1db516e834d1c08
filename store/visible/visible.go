// Package visible takes out of text what a reader cannot see, and what changes
// how they see the rest. Mail, invitations and names come from strangers, who can
// hide a word in such characters or turn an address around with them.
//
// Four sets of characters count:
//
//   - controls: the category Cc of Unicode, which includes line feed, carriage
//     return, tab and the C1 controls;
//   - line and paragraph separator, U+2028 and U+2029;
//   - marks of direction: U+061C, U+200E, U+200F, the embeddings and overrides
//     U+202A to U+202E, and the isolates U+2066 to U+2069 (UAX #9 section 2);
//   - characters without width that no script needs: the soft hyphen U+00AD, the
//     zero width space U+200B, the word joiner and the invisible operators U+2060
//     to U+2064, the deprecated U+206A to U+206F, and the byte order mark U+FEFF.
//
// The joiners U+200C and U+200D stay: Persian, the scripts of India and emoji are
// written with them.
package visible

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsHidden reports whether r is a mark of direction or a character without width
// that no script needs.
func IsHidden(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, r == 0x061C, r == 0x200B, r == 0x200E, r == 0x200F, r == 0xFEFF:
		return true
	}
	return r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x206F && r != 0x2065
}

// Line returns text as one line: each control and separator becomes a space, what
// is hidden goes, and so does space at either end. Bytes that are no UTF-8 become
// U+FFFD.
func Line(text string) string {
	if isPlain(text, false) {
		return strings.TrimSpace(text)
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == 0x2028, r == 0x2029:
			return ' '
		case IsHidden(r):
			return -1
		}
		return r
	}, text))
}

// Text returns text of several lines to show: lines end with a line feed, tabs
// stay, other controls go and so does what is hidden. Bytes that are no UTF-8
// become U+FFFD, one for each run of them.
func Text(text string) string { return lines(text, IsHidden) }

// Lines is Text but for characters without width and for single marks of
// direction, which stay: an answer that has some in it is no plain answer, and
// who judges it must see them.
func Lines(text string) string { return lines(text, turns) }

// turns reports whether r reorders the text behind it, or is a byte order mark.
func turns(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0xFEFF
}

func lines(text string, gone func(rune) bool) string {
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	if isPlain(text, true) {
		return text
	}
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == 0x2028 || r == 0x2029:
			return '\n'
		case unicode.IsControl(r) || gone(r):
			return -1
		}
		return r
	}, text)
}

// Start returns at most the first most characters of text.
func Start(text string, most int) string {
	for i := range text {
		if most == 0 {
			return text[:i]
		}
		most--
	}
	return text
}

// Cut is Start, with "…" behind what is cut off.
func Cut(text string, most int) string {
	if start := Start(text, most); len(start) < len(text) {
		return start + "…"
	}
	return text
}

// IsASCII reports whether text holds nothing but ASCII.
func IsASCII[T string | []byte](text T) bool {
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isPlain reports whether text is ASCII without controls, apart from line feeds
// and tabs where lines is set. Most text is, and this is quick to see.
func isPlain(text string, lines bool) bool {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= 0x7f || c < 0x20 && !(lines && (c == '\n' || c == '\t')) {
			return false
		}
	}
	return true
}
