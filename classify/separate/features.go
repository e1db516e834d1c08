package separate

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/classify/weigh"
	"rapport/store"
)

// reading is a text while its asks are looked for, from its beginning to its end.
type reading struct {
	sentences []sentence
	signs     []signs
	subject   map[string]bool // what the subject speaks of
	several   bool            // the subject names more than one thing
	asks      []int           // the sentences that begin an ask, as far as they are known
}

// signs are what one sentence shows by itself.
type signs struct {
	kind     store.Ask // the gravest ask in it that somebody has to act on, or ""
	question bool
	found    [manners]bool
	things   map[string]bool // what it speaks of
	words    int
	list     []string // its words
}

func (s signs) is(m manner) bool { return s.found[m] }

// asks reports whether it asks anything, of its own or not.
func (s signs) asks() bool { return s.kind != "" || s.question || s.is(wants) }

func read(subject, text string) *reading {
	text = strings.ToValidUTF8(text[:min(len(text), longestText)], "")
	if strings.TrimSpace(text) == "" {
		text = strings.ToValidUTF8(subject[:min(len(subject), longestText)], "")
	}
	subject = norm.NFKC.String(strings.ToValidUTF8(subject[:min(len(subject), longestText)], ""))
	named, _ := weigh.Words(subject)
	r := &reading{sentences: sentencesOf(text), subject: thingsOf(named), several: several.MatchString(subject)}
	for _, s := range r.sentences {
		r.signs = append(r.signs, signsOf(s.plain))
	}
	return r
}

func signsOf(text string) signs {
	words, han := weigh.Words(text)
	s := signs{kind: gravest(text), question: strings.Contains(text, "?"), things: thingsOf(words), words: len(words), list: words}
	if han {
		s.words /= 2
	}
	for m, p := range mannerPatterns() {
		s.found[m] = p.MatchString(text)
	}
	return s
}

// thingsOf returns what the words of a text speak of: its longer words, by their beginnings, and its pairs
// of Chinese characters that are no words of grammar.
func thingsOf(words []string) map[string]bool {
	things := map[string]bool{}
	before := "" // a Chinese character that may begin a pair
	for _, w := range words {
		switch r, _ := utf8.DecodeRuneInString(w); {
		case unicode.Is(unicode.Han, r) && !strings.ContainsRune(grammar, r):
			if before != "" {
				things[before+w] = true
			}
			before = w
			continue
		case unicode.IsLetter(r) && r < unicode.MaxLatin1 && len(w) >= shortestThing && !strings.Contains(common, " "+w+" "):
			things[w] = true
		}
		before = ""
	}
	return things
}

// features returns what is weighed of a sentence: its words, what it shows, where it stands, its
// neighbours, and how it goes with the ask before it.
func (r *reading) features(i int) (set weigh.Set) {
	s, sign := r.sentences[i], r.signs[i]
	words := sign.list
	set.AddRuns("s", words, 2)
	if len(words) > 0 {
		set.Add("begins", words[0])
		set.Add("begins", words[0], words[min(1, len(words)-1)])
		set.Add("ends", words[len(words)-1])
	}
	asked := strconv.FormatBool(len(r.asks) > 0)
	add := func(parts ...string) {
		set.AddBoth(asked, parts...)
	}
	add("any")
	set.Add("asked", few(len(r.asks)))
	for m, is := range sign.found {
		if is {
			add("manner", strconv.Itoa(m))
		}
	}
	kind, place := string(sign.kind), s.place()
	add("kind", kind)
	add("question", strconv.FormatBool(sign.question))
	add("place", place)
	add("place and kind", place, kind)
	add("place and asks", place, strconv.FormatBool(sign.asks()))
	add("words", strconv.Itoa(min(sign.words/3, 6)))
	r.addNeighbours(i, add)
	r.addWhole(i, add)
	if len(r.asks) > 0 {
		r.addBefore(i, &set)
	}
	return set
}

// few returns a number as the name of a feature, 3 for more.
func few(n int) string { return strconv.Itoa(min(n, 3)) }

// addNeighbours adds what the sentences beside one show.
func (r *reading) addNeighbours(i int, add func(...string)) {
	if i == 0 {
		add("first of all")
	} else {
		add("before", string(r.signs[i-1].kind))
		add("behind a greeting", strconv.FormatBool(r.signs[i-1].is(greets)))
	}
	if i+1 == len(r.sentences) {
		add("last of all")
		return
	}
	add("next starts", strconv.FormatBool(r.sentences[i+1].starts))
	add("next", string(r.signs[i+1].kind))
	add("next goes on", strconv.FormatBool(r.signs[i+1].is(goesOn)))
}

// addWhole adds where in its text a sentence stands, and what subject and text say of the
// asks.
func (r *reading) addWhole(i int, add func(...string)) {
	s := r.sentences[i]
	add("line", few(s.line))
	add("from the end", strconv.Itoa(min(r.lines()-s.line, 5)))
	counted := slices.ContainsFunc(r.signs[:i], func(s signs) bool { return s.is(counts) })
	for name, is := range map[string]bool{"several": r.several, "counted": counted} {
		add(name, strconv.FormatBool(is))
		add(name, strconv.FormatBool(is), s.place())
	}
	add("on the subject", few(shared(r.signs[i].things, r.subject)))
}

// lines returns how many lines of the text say something.
func (r *reading) lines() int { return r.sentences[len(r.sentences)-1].line + 1 }

// addBefore adds how a sentence goes with the ask before it.
func (r *reading) addBefore(i int, set *weigh.Set) {
	from := r.asks[len(r.asks)-1]
	s, sign, before := r.sentences[i], r.signs[i], r.signs[from]
	place, kind := s.place(), string(sign.kind)
	again, followed := 0, 0 // things that it shares, and what was asked of them since
	for n := from; n < i; n++ {
		again += shared(sign.things, r.signs[n].things)
		if n > from && (r.signs[n].question || r.signs[n].is(wants)) {
			followed++
		}
	}
	fresh := strconv.Itoa(min(r.fresh(i), 4))
	yes := strconv.FormatBool
	for _, parts := range [][]string{
		{"since", few(i - from)}, {"lines since", few(s.line - r.sentences[from].line)}, {"followed", few(followed)},
		{"shared", few(again)}, {"shared", few(again), place},
		{"fresh", fresh}, {"fresh", fresh, place}, {"fresh", fresh, yes(sign.is(wants))}, {"fresh", fresh, kind},
		{"subject", yes(shared(before.things, r.subject) > 0), yes(shared(sign.things, r.subject) > 0)},
		{"kinds", string(before.kind), kind}, {"kinds", string(before.kind), kind, place}, {"same", yes(before.kind == sign.kind), place},
		{"forms", yes(before.is(wants)), yes(sign.is(wants)), yes(sign.question), kind},
		{"forms", yes(before.is(wants)), yes(sign.is(wants)), yes(sign.question), kind, place},
		{"style", r.style()}, {"style", r.style(), place}, {"style", r.style(), place, yes(sign.asks())},
		{"goes on", yes(sign.is(goesOn)), place},
	} {
		set.Add(parts...)
	}
}

// style returns how many sentences a line of the text has, in halves: where a line has many,
// another line is another thing sooner.
func (r *reading) style() string { return strconv.Itoa(min(2*len(r.sentences)/r.lines(), 6)) }

// fresh returns of how many things a sentence speaks that are neither in the subject nor in the
// text before it.
func (r *reading) fresh(i int) (n int) {
	for t := range r.signs[i].things {
		if !r.subject[t] && !slices.ContainsFunc(r.signs[:i], func(s signs) bool { return s.things[t] }) {
			n++
		}
	}
	return n
}

// shared returns how many things are in both of two lists.
func shared(a, b map[string]bool) (n int) {
	for t := range a {
		if b[t] {
			n++
		}
	}
	return n
}
