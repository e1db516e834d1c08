package wording

import (
	"strings"
)

// Nearest gives the one of words that a misspelt word is most like, or "".
func Nearest(word string, words []string) string {
	best, least := "", min(1+len(word)/3, 4)
	for _, w := range words {
		if d := editDistance(letters(word), letters(w)); d < least {
			best, least = w, d
		}
	}
	return best
}

// letters leaves out of a key what people vary without meaning to.
func letters(key string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(key))
}

// editDistance counts the letters to insert, remove or change, or the
// neighbours to swap, that make b of a (optimal string alignment). Words longer
// than a key can be are infinitely far.
func editDistance(a, b string) int {
	const longest = 40
	if len(a) > longest || len(b) > longest {
		return longest
	}
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next := make([]int, len(b)+1)
		next[0] = i
		for j := 1; j <= len(b); j++ {
			change := row[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			next[j] = min(change, row[j]+1, next[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
