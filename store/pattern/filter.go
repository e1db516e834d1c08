package pattern

import (
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Most texts match most patterns nowhere, and to find that out costs regexp tens of
// nanoseconds a byte. A filter needs a few: it looks for words of which every match has at
// least one.

const (
	mostWords    = 400 // in a filter; more find something in any text
	mostProduct  = 100 // words that parts which stand side by side are multiplied to
	longestKey   = 4   // bytes of a word that a filter looks for first
	shortestWord = 2   // bytes; shorter ones are in any text
	mostOfClass  = 8   // characters of a class that are words
	hashBits     = 13
	shortText    = 200 // bytes
)

// A filter has words, in ASCII small letters. A text in which none stands, whatever the case
// of its ASCII letters, cannot match.
type filter struct {
	signs [256]bool                  // words of one byte
	key   int                        // bytes of each other word that are looked for first
	first [1 << hashBits / 64]uint64 // a set of hashes of these
	words map[uint32][]string        // by that hash
	// folds reports that the pattern ignores case: then U+017F is an s, and U+212A a k.
	folds bool
	// anchored reports that a match must begin at the beginning of the text. In a long one
	// regexp soon sees that it does not.
	anchored bool
}

// newFilter returns the filter of an expression, nil where no words tell.
func newFilter(expression string) *filter {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil
	}
	f := &filter{key: longestKey, words: map[uint32][]string{}, folds: folds(parsed), anchored: startsText(parsed)}
	needed := withoutLonger(wordsOf(parsed).needed)
	if len(needed) == 0 {
		return nil
	}
	for word := range needed {
		if len(word) > 1 {
			f.key = min(f.key, len(word))
		}
	}
	for word := range needed {
		if len(word) == 1 {
			f.signs[word[0]] = true
			continue
		}
		h := f.hashOf(word)
		f.first[h/64] |= 1 << (h % 64)
		f.words[h] = append(f.words[h], word)
	}
	return f
}

// passes reports whether a text may match. It never returns false for one that does.
func (f *filter) passes(text string) bool {
	if f == nil || f.anchored && len(text) > shortText {
		return true
	}
	mask, key := ^uint32(0)>>(32-8*f.key), uint32(0)
	for i := range len(text) {
		if f.signs[text[i]] {
			return true
		}
		key = (key<<8 | uint32(small[text[i]])) & mask
		h := hash(key)
		if f.first[h/64]&(1<<(h%64)) == 0 || i+1 < f.key {
			continue
		}
		from := text[i+1-f.key:]
		for _, word := range f.words[h] {
			if begins(from, word) {
				return true
			}
		}
	}
	return f.folds && (strings.Contains(text, "ſ") || strings.Contains(text, "\u212a"))
}

// hash returns that of the last bytes of a text.
func hash(key uint32) uint32 { return key * 2654435769 >> (32 - hashBits) }

// hashOf returns the hash of the first bytes of a word.
func (f *filter) hashOf(word string) uint32 {
	key := uint32(0)
	for i := range f.key {
		key = key<<8 | uint32(word[i])
	}
	return hash(key)
}

// begins reports whether a text begins with a word of small letters.
func begins(text, word string) bool {
	if len(text) < len(word) {
		return false
	}
	for i := range len(word) {
		if small[text[i]] != word[i] {
			return false
		}
	}
	return true
}

// small has the small letters of ASCII in the place of its capitals.
var small = func() (table [256]byte) {
	for i := range table {
		table[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			table[i] += 'a' - 'A'
		}
	}
	return table
}()

// startsText reports whether a match can begin only where the text does.
func startsText(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpBeginText:
		return true
	case syntax.OpCapture, syntax.OpPlus:
		return startsText(re.Sub[0])
	case syntax.OpConcat:
		return startsText(re.Sub[0])
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			if !startsText(sub) {
				return false
			}
		}
		return true
	}
	return false
}

func folds(re *syntax.Regexp) bool {
	if re.Op == syntax.OpLiteral && re.Flags&syntax.FoldCase != 0 {
		return true
	}
	for _, sub := range re.Sub {
		if folds(sub) {
			return true
		}
	}
	return false
}

type wordSet map[string]bool

// found is what a part of an expression shows.
type found struct {
	all    wordSet // all that it matches; nil where that is too much
	needed wordSet // each match holds one of these; nil where nothing is known
}

func wordsOf(re *syntax.Regexp) found {
	switch re.Op {
	case syntax.OpLiteral:
		return ofLiteral(re)
	case syntax.OpCharClass:
		return ofClass(re)
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return found{all: wordSet{"": true}}
	case syntax.OpCapture:
		return wordsOf(re.Sub[0])
	case syntax.OpPlus:
		return found{needed: wordsOf(re.Sub[0]).needed}
	case syntax.OpRepeat:
		if re.Min > 0 {
			return found{needed: wordsOf(re.Sub[0]).needed}
		}
	case syntax.OpQuest:
		if all := wordsOf(re.Sub[0]).all; all != nil {
			with := wordSet{"": true}
			for word := range all {
				with[word] = true
			}
			return found{all: with}
		}
	case syntax.OpAlternate:
		return ofAlternate(re)
	case syntax.OpConcat:
		return ofConcat(re)
	}
	return found{}
}

// ofLiteral returns a literal as it stands or, where it has letters beyond ASCII whose case
// does not count, or U+FFFD, which matches any byte that is no UTF-8, the longest part without.
func ofLiteral(re *syntax.Regexp) found {
	var best, part strings.Builder
	whole := true
	keep := func() {
		if part.Len() > best.Len() {
			best.Reset()
			best.WriteString(part.String())
		}
		part.Reset()
	}
	for _, r := range re.Rune {
		if r >= utf8.RuneSelf && re.Flags&syntax.FoldCase != 0 && unicode.SimpleFold(r) != r || r == utf8.RuneError {
			whole = false
			keep()
			continue
		}
		part.WriteRune(lower(r))
	}
	if whole {
		return exactly(wordSet{part.String(): true})
	}
	keep()
	return found{needed: useful(wordSet{best.String(): true})}
}

func lower(r rune) rune {
	if r < utf8.RuneSelf {
		return rune(small[r])
	}
	return r
}

func ofClass(re *syntax.Regexp) found {
	set := wordSet{}
	for i := 0; i < len(re.Rune); i += 2 {
		if re.Rune[i+1]-re.Rune[i] >= mostOfClass {
			return found{}
		}
		for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
			if r == utf8.RuneError {
				return found{}
			}
			set[string(lower(r))] = true
		}
	}
	if len(set) > mostOfClass {
		return found{}
	}
	return exactly(set)
}

func ofAlternate(re *syntax.Regexp) found {
	all, needed := wordSet{}, wordSet{}
	for _, sub := range re.Sub {
		f := wordsOf(sub)
		if f.all == nil {
			all = nil
		}
		for word := range f.all {
			if all != nil {
				all[word] = true
			}
		}
		if f.needed == nil {
			needed = nil
		}
		for word := range f.needed {
			if needed != nil {
				needed[word] = true
			}
		}
	}
	if len(all) > mostWords {
		all = nil
	}
	return found{all: all, needed: useful(needed)}
}

// ofConcat multiplies parts that stand side by side, as far as that leaves few words, and
// returns the best of the sets that come of it.
func ofConcat(re *syntax.Regexp) found {
	whole, product := true, wordSet{"": true}
	var best wordSet
	consider := func(set wordSet) {
		if set = useful(set); better(set, best) {
			best = set
		}
	}
	for _, sub := range re.Sub {
		f := wordsOf(sub)
		if f.all != nil && len(product)*len(f.all) <= mostProduct {
			next := wordSet{}
			for a := range product {
				for b := range f.all {
					next[a+b] = true
				}
			}
			product = next
			continue
		}
		whole = false
		consider(product)
		consider(f.needed)
		if product = f.all; product == nil || len(product) > mostProduct {
			product = wordSet{"": true}
		}
	}
	consider(product)
	if whole {
		return found{all: product, needed: best}
	}
	return found{needed: best}
}

func exactly(all wordSet) found { return found{all, useful(all)} }

// useful returns a set, or nil if it tells nothing: it has too many words, or too short ones.
func useful(set wordSet) wordSet {
	if len(set) == 0 || len(set) > mostWords {
		return nil
	}
	for word := range set {
		if len(word) < shortestWord && !isSign(word) {
			return nil
		}
	}
	return set
}

// withoutLonger returns a set without the words that hold others of it.
func withoutLonger(set wordSet) wordSet {
	kept := wordSet{}
	for word := range set {
		if !holdsOther(set, word) {
			kept[word] = true
		}
	}
	return kept
}

// isSign reports whether a word is one sign of ASCII, which most texts do not have.
func isSign(word string) bool {
	return len(word) == 1 && strings.Contains("[]<>{}|@#$%&*_=+^~`\\?!", word)
}

func holdsOther(set wordSet, word string) bool {
	for from := range len(word) {
		for to := from + 1; to <= min(len(word), from+20); to++ {
			if to-from < len(word) && set[word[from:to]] {
				return true
			}
		}
	}
	return false
}

// better reports whether a set tells more than another: its shortest word is longer, or as
// long and there are fewer.
func better(a, b wordSet) bool {
	if a == nil || b == nil {
		return a != nil
	}
	if x, y := shortest(a), shortest(b); x != y {
		return x > y
	}
	return len(a) < len(b)
}

func shortest(set wordSet) int {
	n := longestKey
	for word := range set {
		n = min(n, len(word))
	}
	return n
}
