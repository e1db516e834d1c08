// Package optout weighs how likely a sentence asks for less mail, or for none. It has learnt
// that from sentences that people have labelled, by what they are made of: mail, who is to get
// less of it, an end, a removal, weariness.
package optout

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"

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
func MayWish(sentence string) bool {
	_, list := tokens(sentence)
	return slices.ContainsFunc(list, func(concept string) bool { return slices.Contains(wanting, concept) })
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
	v := known()
	words, list = []string{edge}, []string{edge}
	add := func(word, concept string) {
		if concept == "" {
			concept = other
		}
		words, list = append(words, word), append(list, concept)
	}
	text := []rune(strings.ToLower(strings.NewReplacer("’", "'", "‘", "'").Replace(sentence)))
	for i := 0; i < len(text) && len(words) < mostTokens; {
		r := text[i]
		switch {
		case isHan(r):
			n := 1
			for far := min(v.longest, len(text)-i); far > 1; far-- {
				if _, ok := v.words[string(text[i:i+far])]; ok {
					n = far
					break
				}
			}
			word := string(text[i : i+n])
			add(word, v.words[word])
			i += n
		case unicode.IsDigit(r):
			for i < len(text) && unicode.IsDigit(text[i]) {
				i++
			}
			add("#", "number")
		case unicode.IsLetter(r):
			start := i
			for i < len(text) && !isHan(text[i]) && (unicode.IsLetter(text[i]) || strings.ContainsRune("'-@.", text[i]) && i+1 < len(text) && unicode.IsLetter(text[i+1])) {
				i++
			}
			word := string(text[start:i])
			if strings.Contains(word, "@") {
				add("@", "box")
				continue
			}
			add(word, v.of(word))
		case strings.ContainsRune(",，、:：;；-–—(", r):
			if list[len(list)-1] != comma {
				add(comma, comma)
			}
			i++
		default:
			i++
		}
	}
	add("$", edge)
	return words, list
}
