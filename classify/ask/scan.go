package ask

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// sense is what a word shows about its sentence.
type sense int

const (
	question sense = iota
	problem
	change
	noChange // something was changed, or needs no change
	objection
	complaint
	approval
	notYet // somebody else is to agree, or later
	thanks
	courtesy
	request  // wants something done
	innocent // resembles another sense but is harmless
	senses
)

// says is the set of senses in a sentence.
type says [senses]bool

// word is one word of a table.
type word struct {
	text   string
	senses []sense
	starts bool // other letters may follow it
}

// A table has all words by their first character, the longest first.
type table struct {
	byLetter [utf8.RuneSelf][]word // of ASCII
	byRune   map[rune][]word       // of all
}

// words returns the one table, which is built when it is first used and read-only.
var words = sync.OnceValue(func() *table {
	t := &table{byRune: index()}
	for r := range t.byLetter {
		t.byLetter[r] = t.byRune[rune(r)]
	}
	return t
})

// of returns the words that begin with a character.
func (t *table) of(r rune) []word {
	if r < utf8.RuneSelf {
		return t.byLetter[r]
	}
	return t.byRune[r]
}

func index() map[rune][]word {
	byRune := map[rune][]word{}
	for s, list := range map[sense]string{
		question: questionWords, problem: problemWords, change: changeWords, noChange: noChangeWords, objection: objectionWords, complaint: complaintWords,
		approval: approvalWords, notYet: notYetWords, thanks: thankWords, courtesy: courtesies, request: requestWords, innocent: innocents,
	} {
		for _, text := range strings.Split(list, "|") {
			text = strings.Trim(text, "\t\n ")
			if text == "" {
				continue
			}
			w := word{text: strings.TrimSuffix(text, "*"), senses: []sense{s}, starts: strings.HasSuffix(text, "*")}
			first, _ := utf8.DecodeRuneInString(w.text)
			same := slices.IndexFunc(byRune[first], func(o word) bool { return o.text == w.text && o.starts == w.starts })
			if same >= 0 {
				byRune[first][same].senses = append(byRune[first][same].senses, s)
				continue
			}
			byRune[first] = append(byRune[first], w)
		}
	}
	for _, list := range byRune {
		slices.SortFunc(list, func(a, b word) int {
			if len(a.text) != len(b.text) {
				return len(b.text) - len(a.text)
			}
			return strings.Compare(a.text, b.text)
		})
	}
	return byRune
}

// scan finds the words of a sentence in one pass. Text within an innocent word counts for
// nothing else.
func scan(text []byte) says {
	var s says
	known := words()
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(text[i:])
		}
		step := size
		if r >= utf8.RuneSelf || !letterAt(text, i-1) {
			for _, w := range known.of(r) {
				end := i + len(w.text)
				if end > len(text) || string(text[i:end]) != w.text || r < utf8.RuneSelf && !w.starts && letterAt(text, i) && letterAt(text, end) {
					continue
				}
				if slices.Contains(w.senses, innocent) {
					step = len(w.text)
					break
				}
				for _, of := range w.senses {
					s[of] = true
				}
			}
		}
		i += step
	}
	return s
}

func letterAt(text []byte, i int) bool {
	return i >= 0 && i < len(text) && (text[i] >= 'a' && text[i] <= 'z' || text[i] >= '0' && text[i] <= '9')
}
