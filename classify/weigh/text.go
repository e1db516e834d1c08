package weigh

import (
	"strings"
	"unicode"
)

const (
	longestStem   = 5   // letters of a word that stand for its forms
	mostWords     = 300 // of a text
	neighbours    = 2   // words that are a feature together
	hanNeighbours = 3   // Chinese characters that are
)

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
	var word strings.Builder
	letters := 0
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
		}
		word.Reset()
		letters = 0
	}
	for _, r := range strings.ToLower(text) {
		switch {
		case len(words) >= mostWords:
			return words, han
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			end()
			words, han = append(words, string(r)), true
		case unicode.IsDigit(r):
			if letters == 0 {
				word.WriteByte('#')
				letters = longestStem
			}
		case unicode.IsLetter(r) || r == '\'':
			if letters < longestStem {
				word.WriteRune(r)
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
