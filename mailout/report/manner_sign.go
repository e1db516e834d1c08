package report

import (
	"strings"

	"rapport/store/pattern"
)

// nameAlone is a name on a line of its own, in one or two words, or in Chinese: four characters
// begin with a surname of two.
var nameAlone = pattern.New(`^\s*(?:\p{Lu}[\p{Ll}'’]+(?:-\p{Lu}\p{Ll}+)?(?: \p{Lu}[\p{L}'’-]*\.?)?|\p{Han}{2,3}|(?:欧阳|司马|上官|诸葛|司徒|东方|皇甫|慕容|夏侯|令狐|尉迟|公孙|长孙|宇文|轩辕|端木|百里|南宫|西门)\p{Han}{2})\s*$`)

// weekdayAlone is a day, which has the form of a name.
var weekdayAlone = pattern.New(`(?i)^\s*\p{L}+day\s*$`)

// isSignature reports whether line i, the last, is the name of the writer: a name alone, below a line
// that ends a sentence, and no item of a list without bullets.
func (p *parser) isSignature(i int) bool {
	text := strings.TrimSpace(p.all[i])
	above := p.lineBefore(i)
	if above < 0 || !nameAlone.MatchString(text) || !saysItself.MatchString(p.all[above]) {
		return false
	}
	if word, _ := statusWord(text); word != "" || blank(text) || none.MatchString(text) || p.isHeadingAlone(text) || weekdayAlone.MatchString(text) {
		return false
	}
	if _, said := statusWithin(text); said || wideFirst(text) && sensesOf(text) != nil {
		return false // “很顺利”
	}
	if p.greeted || above < i-1 {
		return true
	}
	short := false // an item that is no whole sentence
	for ; above >= 0 && strings.TrimSpace(p.all[above]) != ""; above-- {
		if bullet(p.all[above]) > 0 {
			return true
		}
		if p.isHeadingAlone(p.all[above]) {
			return !short || !isBare(p.all[above])
		}
		short = short || !saysItself.MatchString(p.all[above]) || isShort(p.all[above])
	}
	return true
}

// isShort reports whether a text may be a note of a few words.
func isShort(text string) bool {
	const words, han = 5, 9
	if strings.ContainsFunc(text, wide) {
		return runesOf(text) < han
	}
	return len(strings.Fields(text)) < words
}
