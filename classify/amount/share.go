package amount

import (
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
)

// parts are the English words for a part of a whole.
var parts = map[string]float64{"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5, "fifths": 5, "tenth": 10, "tenths": 10, "eighth": 8, "eighths": 8}

var (
	hanPercent = pattern.New(`^百分之\s*([零〇一二两三四五六七八九十百点]+|\d{1,3}(?:\.\d+)?)`)
	hanPart    = pattern.New(`^([二三四五六七八九十两]|\d)分之([一二三四五六七八九两]|\d)`)
	hanTenths  = pattern.New(`^([一二三四五六七八九两]|\d)成([半一二三四五六七八九])?`)
	// notTenths are the words that begin with 成.
	notTenths = pattern.New(`^(?:本|功|果|员|品|立|交|都|为|套|型|熟|绩|人|年)`)
	hanHalf   = pattern.New(`^(?:一半|半数)`)
	quarterOf = pattern.New(`\b(?:this|last|next|per|each|every|the|first|second|third|fourth|[1-4](?:st|nd|rd|th)) $`)
	vaguely   = pattern.New(`(?:\b(?:more than|over|less than|nearly all|almost all|at least|under|well over|up to)(?: an?)?|不到|超过|过|超|不足|逾|至少|近)\s*$`)
)

// shareAt returns the part of a whole that words name at a place of a text, in per cent.
func shareAt(text string, i int, before rune) (Amount, bool) {
	rest := text[i:]
	a := Amount{Start: i, Factor: 1, Unit: "%", Vague: vaguely.MatchString(text[max(0, i-24):i])}
	share := func(value float64, size int) (Amount, bool) {
		a.Value, a.End = value, i+size
		return a, true
	}
	if isLatin(firstOf(rest)) && !isLatin(before) {
		return englishShare(text, i, a)
	}
	if m := hanPercent.FindStringSubmatch(rest); m != nil {
		value := decimal(m[1])
		if m[1][0] >= utf8.RuneSelf {
			value, _, _ = hanNumber(m[1])
		}
		return share(value, len(m[0]))
	}
	if m := hanPart.FindStringSubmatch(rest); m != nil {
		whole, part := oneDigit(m[1]), oneDigit(m[2])
		if part < whole {
			return share(100*part/whole, len(m[0]))
		}
	}
	if m := hanTenths.FindStringSubmatch(rest); m != nil && !notTenths.MatchString(rest[len(m[0]):]) && hanDigit(before) < 0 && before != '分' && (before < '0' || before > '9') {
		value := 10 * oneDigit(m[1])
		switch m[2] {
		case "":
		case "半":
			value += 5
		default:
			value += oneDigit(m[2])
		}
		return share(value, len(m[0]))
	}
	if m := hanHalf.FindString(rest); m != "" {
		return share(50, len(m))
	}
	return Amount{}, false
}

func oneDigit(text string) float64 {
	if text[0] < utf8.RuneSelf {
		return decimal(text)
	}
	if text == "十" {
		return 10
	}
	r, _ := utf8.DecodeRuneInString(text)
	return hanDigit(r)
}

// englishShare returns “half”, “a third”, “two thirds”, “three-quarters”.
func englishShare(text string, i int, a Amount) (Amount, bool) {
	rest := text[i:]
	word, end := wordAt(rest, 0)
	count, counted := wordNumbers[word]
	if word == "a" || word == "an" {
		count, counted = 1, true
	}
	if of := parts[word]; of > 0 && !counted {
		if word != "half" || strings.HasPrefix(rest, "half a ") && !strings.HasPrefix(rest, "half a day") || strings.HasPrefix(rest, "half-") {
			return Amount{}, false // “the third house”, “half a million”
		}
		a.Value, a.End = 100/of, i+end
		return a, true
	}
	part, far := wordAt(rest, end)
	of := parts[part]
	if !counted || of == 0 || count >= of || part == "quarter" && quarterOf.MatchString(text[:i]) || count == 1 && strings.HasSuffix(part, "s") {
		return Amount{}, false
	}
	a.Value, a.End = 100*count/of, i+far
	return a, true
}
