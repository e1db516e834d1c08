package wording

import (
	"strings"

	"rapport/store/spelling"
)

// longestWord bounds the words that Nearest compares, in bytes; no key is longer.
const longestWord = 40

// Nearest returns the one of words that a misspelt word is most like, or "" where none
// comes close.
func Nearest(word string, words []string) string {
	if len(word) > longestWord {
		return ""
	}
	best, least := "", min(1+len(word)/3, 4)
	for _, w := range words {
		if len(w) > longestWord {
			continue
		}
		if d := spelling.Distance(letters(word), letters(w)); d < least {
			best, least = w, d
		}
	}
	return best
}

// letters returns a word without what people vary without meaning to.
func letters(word string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(word))
}
