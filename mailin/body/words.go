package body

import (
	"hash/maphash"
	"strings"
	"unicode"
	"unicode/utf8"
)

// words is a set of words. It keeps a hash of each, which takes a fraction of the memory of a
// map of strings and of the time. Two words have the same hash once in 2⁶⁴ pairs, and nobody
// can choose two that do, since each process has another seed.
type words struct {
	slots []uint64 // 0 is free; their number is a power of two
	n     int
}

var seed = maphash.MakeSeed()

// wordsOf returns the words of a text in lower case: letters that stand together,
// or a single character of a script that sets no spaces. What belongs to an
// address or a number is left out.
func wordsOf(text string) words {
	var w words
	w.addAll(text)
	return w
}

// addAll adds the words of a text, up to comparedWords.
func (w *words) addAll(text string) {
	for field := range strings.FieldsSeq(text) {
		if w.n >= comparedWords {
			return
		}
		if !isAddress(field) {
			w.addField(field)
		}
	}
}

func isAddress(field string) bool {
	return strings.IndexByte(field, '@') >= 0 || strings.HasPrefix(field, "[cid:") ||
		strings.IndexByte(field, ':') >= 0 && strings.Contains(field, "://") ||
		strings.IndexByte(field, '.') >= 0 && strings.Contains(field, "www.")
}

// addField adds the words of a text without white space.
func (w *words) addField(field string) {
	start := -1 // of a word in field
	for i, r := range field {
		letter := isLetter(r)
		ideograph := letter && r >= 0x2E80
		if start >= 0 && (!letter || ideograph) {
			w.addWord(field[start:i])
			start = -1
		}
		switch {
		case ideograph:
			w.add(maphash.String(seed, field[i:i+utf8.RuneLen(r)]))
		case letter && start < 0:
			start = i
		}
	}
	if start >= 0 {
		w.addWord(field[start:])
	}
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r) || unicode.IsMark(r)
}

// addWord adds a word in lower case.
func (w *words) addWord(word string) {
	var lower [64]byte
	for i := range len(word) {
		c := word[i]
		if c >= utf8.RuneSelf || i == len(lower) {
			w.add(maphash.String(seed, strings.ToLower(word)))
			return
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	w.add(maphash.Bytes(seed, lower[:len(word)]))
}

func (w *words) add(hash uint64) {
	if hash == 0 {
		hash = 1
	}
	if w.n*4 >= len(w.slots)*3 {
		w.grow()
	}
	if i, found := w.find(hash); !found {
		w.slots[i] = hash
		w.n++
	}
}

// find returns the slot of a hash, or the free one where it belongs.
func (w *words) find(hash uint64) (slot int, found bool) {
	mask := len(w.slots) - 1
	for i := int(hash) & mask; ; i = (i + 1) & mask {
		switch w.slots[i] {
		case hash:
			return i, true
		case 0:
			return i, false
		}
	}
}

func (w *words) grow() {
	all := w.slots
	w.slots = make([]uint64, max(64, 2*len(all)))
	for _, hash := range all {
		if hash != 0 {
			i, _ := w.find(hash)
			w.slots[i] = hash
		}
	}
}

// missingFrom counts the words that are not among others.
func (w words) missingFrom(others words) (n int) {
	if others.n == 0 {
		return w.n
	}
	for _, hash := range w.slots {
		if hash == 0 {
			continue
		}
		if _, found := others.find(hash); !found {
			n++
		}
	}
	return n
}
