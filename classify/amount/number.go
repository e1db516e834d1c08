package amount

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"rapport/store/pattern"
)

// digits matches a figure: in groups of three, in those of India, or without groups.
var digits = pattern.New(`^(?:\d{1,3}(?:[,，'’. \x{a0}\x{202f}]\d{3})+(?:[.,]\d{1,6})?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?|\d{1,15}(?:[.,]\d{1,6})?)`)

// noCents are the signs for whole units behind a figure: “48.000,–”.
var noCents = pattern.New(`^[.,][-–—]+`)

// wordNumbers are the English numbers that are one word.
var wordNumbers = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

// wordFactors multiply the number before them, or one.
var wordFactors = map[string]float64{"hundred": 1e2, "thousand": 1e3, "grand": 1e3, "lakh": 1e5, "lac": 1e5, "million": 1e6, "crore": 1e7, "billion": 1e9}

// englishNumber returns the number that a text in small letters begins with in words, such as
// “two hundred and fifty thousand” or “one and a half million”, and its length; 0 for none.
func englishNumber(text string) (value float64, size int) {
	sum, part, whole := 0.0, 0.0, false // whole: there was a number
	for end := 0; ; {
		word, next := wordAt(text, end)
		n, isNumber := wordNumbers[word]
		factor, isFactor := wordFactors[word]
		after, afterEnd := wordAt(text, next)
		switch {
		case isNumber:
			part, whole = part+n, true
			if unit, isUnit := wordNumbers[after]; n >= 20 && isUnit && unit < 10 {
				part, next = part+unit, afterEnd
			}
		case isFactor && whole:
			if factor == 1e2 {
				part *= factor
			} else {
				sum, part = sum+max(part, 1)*factor, 0
			}
		case word == "a" && !whole && wordFactors[after] > 0:
			part, whole = 1, true
		case word == "half" && !whole && after == "a": // “half a million”
			if name, far := wordAt(text, afterEnd); wordFactors[name] > 0 {
				part, whole, next = wordFactors[name]/2, true, far
			}
		case word == "and" && whole && after == "a": // “one and a half”
			if name, far := wordAt(text, afterEnd); name == "half" {
				part, next = part+0.5, far
			} else {
				return sum + part, size
			}
		case word == "and" && whole && size > 0 && wordNumbers[after] > 0 && (part >= 100 || part == 0):
			end = next
			continue
		default:
			return sum + part, size
		}
		if !whole {
			return 0, 0
		}
		size, end = next, next
	}
}

// wordAt returns the word at or behind a place in a text, which a space or hyphen may lead to,
// and where it ends.
func wordAt(text string, from int) (word string, end int) {
	for from < len(text) && (text[from] == ' ' || text[from] == '-') {
		from++
	}
	end = from
	for end < len(text) && text[end] >= 'a' && text[end] <= 'z' {
		end++
	}
	return text[from:end], end
}

// hanScale are the places of a Chinese number.
var hanScale = map[rune]float64{'十': 10, '拾': 10, '百': 100, '佰': 100, '千': 1000, '仟': 1000, '万': 1e4, '萬': 1e4, '亿': 1e8, '億': 1e8}

const hanDigits = "零一二三四五六七八九"

func hanDigit(r rune) float64 {
	switch r {
	case '两', '兩':
		return 2
	case '〇':
		return 0
	}
	if i := strings.IndexRune(hanDigits, r); i >= 0 {
		return float64(i / utf8.RuneLen('一'))
	}
	return -1
}

// hanNumber returns the number that a text begins with in Chinese, such as 一百二十万, 两万五 or
// 三点五万, its length, and the last of its places; a length of 0 for none. A digit at the end
// belongs to the next place: 三千五 is 3500.
func hanNumber(text string) (value float64, size int, place float64) {
	sum, section, digit, decimals := 0.0, 0.0, -1.0, 0.0
	last, place := 1.0, 0.0 // of the place before; the largest
	zero := false
	for i, r := range text {
		d, scale := hanDigit(r), hanScale[r]
		switch {
		case d >= 0 && decimals > 0:
			digit, decimals = digit+d*decimals, decimals/10
		case d >= 0:
			if digit > 0 { // 两三万 is none
				return 0, 0, 0
			}
			digit, zero = d, zero || d == 0
		case r == '点' && digit >= 0 && decimals == 0:
			decimals = 0.1
		case scale >= 1e4 && (digit >= 0 || section > 0):
			sum, section, digit, decimals = sum+(section+max(digit, 0))*scale, 0, -1, 0
			last, place, zero = scale, max(place, scale), false
		case scale > 0 && (digit > 0 || scale == 10 && digit < 0 && section == 0):
			if decimals > 0 { // 三点五千
				section, decimals = section+digit*scale, 0
			} else {
				section += max(digit, 1) * scale
			}
			digit, last, place, zero = -1, scale, max(place, scale), false
		default:
			return endHan(sum+section, digit, last, zero), size, place
		}
		size = i + utf8.RuneLen(r)
	}
	return endHan(sum+section, digit, last, zero), size, place
}

func endHan(value, digit, last float64, zero bool) float64 {
	switch {
	case digit < 0:
		return value
	case last > 10 && !zero && value > 0:
		return value + digit*last/10
	}
	return value + digit
}

// tails are the smaller places that may follow a figure and its factor in Chinese: 3万5, 2万7千9,
// 1亿2000万, 6千5. A digit at the end belongs to the next place.
var tails = map[float64]*pattern.Pattern{
	1e3: pattern.New(`^([1-9])()()(百?)`),
	1e4: pattern.New(`^([1-9])(千?)([1-9]?)(百?)`),
	1e8: pattern.New(`^(\d{1,4}(?:\.\d{1,4})?|[1-9])(千?)()(万?)`),
}

// goesOn is behind what is no tail: the figure is another, or longer.
var goesOn = pattern.New(`^(?:\d|[万千/%]|[.,，]\d{3}(?:\D|$)|[.]\d)`)

// tailOf returns what the figures behind a factor add to the amount, and their length; 0 for
// none.
func tailOf(text string, factor float64) (more float64, size int) {
	form := tails[factor]
	if form == nil {
		return 0, 0
	}
	m := form.FindStringSubmatch(text)
	if m == nil {
		return 0, 0
	}
	switch {
	case goesOn.MatchString(text[len(m[0]):]):
		return 0, 0
	case factor == 1e8 && m[4] != "" && m[2] != "":
		return decimal(m[1]) * 1e7, len(m[0])
	case factor == 1e8 && m[4] != "":
		return decimal(m[1]) * 1e4, len(m[0])
	case len(m[1]) > 1, m[4] != "" && factor == 1e4 && (m[2] == "" || m[3] == ""), m[2] == "" && m[3] != "":
		return 0, 0
	}
	return decimal(m[1])*factor/10 + decimal("0"+m[3])*factor/100, len(m[0])
}

func decimal(text string) float64 {
	value, _ := strconv.ParseFloat(strings.ReplaceAll(text, ",", "."), 64)
	return value
}
