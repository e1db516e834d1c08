// Package optout weighs how likely a sentence asks for less mail, or for none. It has learnt
// that from sentences that people have labelled, by what they are made of: mail, who is to get
// less of it, an end, a removal, weariness.
package optout

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/classify/weigh"
)

const (
	longestRun = 2  // words that are neighbours
	farthest   = 8  // tokens between which two concepts are one
	mostLength = 6  // of the lengths that are distinguished
	mostTokens = 80 // of a sentence
)

// Weigh returns how likely a sentence asks for less mail for who writes it, from 0 to 1. to
// names what the mail answers: "" for nothing of ours.
func Weigh(sentence, to string) float64 {
	if !MayWish(sentence) {
		return 0
	}
	return learnt().Weigh(Features(sentence, to))[weigh.Yes]
}

// MayWish reports whether a sentence has any of the concepts without which none is a wish.
func MayWish(sentence string) (may bool) {
	scan(sentence, func(_, concept string) bool {
		may = slices.Contains(wanting, concept)
		return !may
	})
	return may
}

//go:embed weights.bin.gz
var weights []byte

var learnt = weigh.Embedded(weights)

// Features returns what the model weighs of a sentence: its words and their neighbours, their
// concepts, and which concepts come together, also in view of what the mail answers.
func Features(sentence, to string) (set weigh.Set) {
	words, list := tokens(sentence)
	set.AddRuns("word", words, longestRun)
	set.AddRuns("concept", list, longestRun)
	seen, pairs := map[string]bool{}, map[string]bool{}
	for i, first := range list {
		if first == other || first == comma {
			continue
		}
		seen[first] = true
		set.Add("to", to, first)
		for _, second := range list[i+1 : min(i+1+farthest, len(list))] {
			if second == other || second == comma {
				continue
			}
			pair := first + "<" + second
			if pairs[pair] {
				continue
			}
			pairs[pair] = true
			set.Add("pair", pair)
			set.Add("to", to, pair)
			for third := range seen {
				if third != first && third != second {
					set.Add("three", third, pair)
				}
			}
		}
	}
	for _, concept := range needed {
		if !seen[concept] {
			set.Add("lacks", concept)
			set.Add("to", to, "lacks", concept)
		}
	}
	unknown := 0
	for _, concept := range list {
		if concept == other {
			unknown++
		}
	}
	set.Add("to", to)
	set.Add("length", count(len(list)/3))
	set.Add("unknown", count(unknown))
	set.Add("unknown", count(unknown), to)
	return set
}

// wanting are the concepts without which no sentence is a wish.
var wanting = []string{"not", "leave", "end", "take", "turn", "less", "more", "much", "weary", "off", "peace", "gone", "rare", "phone", "bin", "strain", "object", "mail", "robot", "send"}

// needed are the concepts of which the lack says much.
var needed = []string{"mail", "me", "others", "not", "end", "you"}

const (
	other = "?"
	comma = ","
	edge  = "^"
)

func count(n int) string { return string(rune('0' + min(n, mostLength))) }

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// tokens returns the words of a sentence, and the concept of each.
func tokens(sentence string) (words, list []string) {
	scan(sentence, func(word, concept string) bool {
		words, list = append(words, word), append(list, concept)
		return true
	})
	return words, list
}

var apostrophes = strings.NewReplacer("’", "'", "‘", "'")

// scan passes the words of a sentence to add, with the concept of each, until that returns
// false.
func scan(sentence string, add func(word, concept string) bool) {
	v := known()
	n, last := 0, edge
	more := func(word, concept string) bool {
		if concept == "" {
			concept = other
		}
		n, last = n+1, concept
		return add(word, concept)
	}
	text := strings.ToLower(apostrophes.Replace(sentence))
	going := more(edge, edge)
	for i := 0; going && i < len(text) && n < mostTokens; {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r >= firstHan && isHan(r):
			word := text[i : i+size]
			if found := v.longestAt(text[i:]); found != "" {
				word = found
			}
			going = more(word, v.words[word])
			size = len(word)
		case unicode.IsDigit(r):
			size = lengthOf(text[i:], unicode.IsDigit)
			going = more("#", "number")
		case unicode.IsLetter(r):
			size = wordLength(text[i:])
			if word := text[i : i+size]; strings.Contains(word, "@") {
				going = more("@", "box")
			} else {
				going = more(word, v.of(word))
			}
		case strings.ContainsRune(",，、:：;；-–—(", r):
			if last != comma {
				going = more(comma, comma)
			}
		}
		i += size
	}
	if going {
		more("$", edge)
	}
}

// firstHan is where Chinese characters begin.
const firstHan = 0x2E80

func lengthOf(text string, is func(rune) bool) int {
	for i, r := range text {
		if !is(r) {
			return i
		}
	}
	return len(text)
}

// wordLength returns the length of the word with which a text begins: letters, and signs that
// join them, as in an address.
func wordLength(text string) int {
	for i, r := range text {
		if 'a' <= r && r <= 'z' || unicode.IsLetter(r) && !isHan(r) {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):]); strings.ContainsRune("'-@.", r) && unicode.IsLetter(next) {
			continue
		}
		return i
	}
	return len(text)
}

// longestAt returns the longest Chinese word of two characters or more with which a text
// begins, "" for none.
func (v *vocabulary) longestAt(text string) string {
	var ends [16]int // of each character
	n := 0
	for i, r := range text {
		if n == min(v.longest, len(ends)) {
			break
		}
		ends[n] = i + utf8.RuneLen(r)
		n++
	}
	for ; n > 1; n-- {
		if _, ok := v.words[text[:ends[n-1]]]; ok {
			return text[:ends[n-1]]
		}
	}
	return ""
}
