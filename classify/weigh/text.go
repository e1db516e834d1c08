package weigh

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	longestStem   = 5   // letters of a word that stand for its forms
	mostWords     = 300 // of a text
	neighbours    = 2   // words that are a feature together
	hanNeighbours = 3   // Chinese characters that are
)

// firstHan is where the first of the scripts begins that set no spaces.
const firstHan = 0x2E80

// AddText adds the words of a text under a name, by their beginnings, and their neighbours:
// each Chinese character counts as a word, and a number as any other.
func (s *Set) AddText(name, text string) {
	words, han := Words(text)
	longest := neighbours
	if han {
		longest = hanNeighbours
	}
	s.AddRuns(name, words, longest)
}

// Words returns the words of a text in lower case, cut to their beginnings, and whether any is
// Chinese. Marks are words too, and "#" is any number.
func Words(text string) (words []string, han bool) {
	var word []byte
	letters := 0
	words = make([]string, 0, min(len(text)/4+4, mostWords))
	end := func() {
		if len(word) > 0 {
			words = append(words, string(word))
		}
		word, letters = word[:0], 0
	}
	for _, r := range strings.ToLower(text) {
		switch {
		case len(words) >= mostWords:
			return words, han
		case 'a' <= r && r <= 'z' || r == '\'':
			if letters < longestStem {
				word = append(word, byte(r))
			}
			letters++
		case r == ' ':
			end()
		case r >= firstHan && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			end()
			words, han = append(words, string(r)), true
		case unicode.IsDigit(r):
			if letters == 0 {
				word = append(word, '#')
				letters = longestStem
			}
		case unicode.IsLetter(r):
			if letters < longestStem {
				word = utf8.AppendRune(word, r)
			}
			letters++
		default:
			end()
			if !unicode.IsSpace(r) || r == '\n' {
				words = append(words, string(r))
			}
		}
	}
	end()
	return words, han
}
