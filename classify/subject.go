package classify

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/store"
)

// longestSubject limits, in bytes, how much of a subject is searched for tags and aliases.
const longestSubject = 1000

// byTag looks for a project's code in brackets anywhere in the subject: after Re: and 回复:,
// after the tags that gateways and lists add. The subject is folded, so full-width letters
// and brackets count too.
func (d *ProjectIndex) byTag(subject string) finding {
	f := finding{signal: store.SignalTag}
	for {
		open := strings.IndexAny(subject, "[【")
		if open < 0 {
			break
		}
		_, width := utf8.DecodeRuneInString(subject[open:])
		subject = subject[open+width:]
		end := strings.IndexAny(subject, "[【]】")
		if end < 0 {
			break
		}
		if n, ok := d.codes[strings.TrimSpace(subject[:end])]; ok {
			f.add(n, "subject tag ["+d.projects[n].code+"]")
		}
		subject = subject[end:]
	}
	if len(f.left) > 1 {
		f.notes = append(f.notes, "the subject has the tags of more than one project: "+d.list(f.left))
	}
	return f
}

// match is an alias found in a subject, with the bytes that it covers.
type match struct {
	alias
	start, end int
}

// byAlias looks for aliases in the subject. Of overlapping aliases the longest counts:
// "Orion Mobile" is not "Orion".
func (d *ProjectIndex) byAlias(subject string) finding {
	f := finding{signal: store.SignalAlias}
	if len(d.aliases) == 0 {
		return f
	}
	var matches []match
	before := rune(-1)
	for i, r := range subject {
		if key, ok := firstTwo(subject[i:]); ok {
			for _, a := range d.aliases[key] {
				if strings.HasPrefix(subject[i:], a.folded) && isWholeWord(before, subject[i:], len(a.folded)) {
					matches = append(matches, match{a, i, i + len(a.folded)})
				}
			}
		}
		before = r
	}
	slices.SortStableFunc(matches, func(a, b match) int { return cmp.Compare(b.runes, a.runes) })
	for i, m := range matches {
		covered := slices.ContainsFunc(matches[:i], func(longer match) bool {
			return longer.runes > m.runes && longer.start < m.end && m.start < longer.end
		})
		if !covered {
			f.add(m.project, "alias "+m.written+" in the subject")
		}
	}
	if len(f.left) > 1 {
		f.notes = append(f.notes, "the subject has aliases of "+d.list(f.left)+": not decided by alias")
	}
	return f
}

// isWholeWord reports whether the first n bytes of rest, preceded by before, begin and end
// at word boundaries. Scripts without spaces have none.
func isWholeWord(before rune, rest string, n int) bool {
	first, _ := utf8.DecodeRuneInString(rest)
	last, _ := utf8.DecodeLastRuneInString(rest[:n])
	after, _ := utf8.DecodeRuneInString(rest[n:])
	return !(inWord(before) && inWord(first)) && !(inWord(last) && inWord(after) && n < len(rest))
}

// inWord reports whether r is part of a word in a script that separates words by spaces.
func inWord(r rune) bool {
	if r < 0x80 {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z'
	}
	if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// fold returns s in the form in which subjects and aliases are compared: lower case,
// full-width and other compatibility forms replaced (NFKC), each run of spaces one space,
// at most longestSubject bytes.
func fold(s string) string {
	if len(s) > longestSubject {
		s = strings.ToValidUTF8(s[:longestSubject], "")
	}
	if isFolded(s) {
		return s
	}
	s = strings.ToLower(norm.NFKC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// isFolded reports, without allocating, whether fold would return an ASCII string
// unchanged.
func isFolded(s string) bool {
	space := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x80 || c < ' ' || 'A' <= c && c <= 'Z' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || s == ""
}

func firstTwo(s string) (key [2]rune, ok bool) {
	first, n := utf8.DecodeRuneInString(s)
	second, m := utf8.DecodeRuneInString(s[n:])
	return [2]rune{first, second}, n > 0 && m > 0
}
