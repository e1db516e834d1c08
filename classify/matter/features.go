package matter

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/classify/ask"
	"rapport/classify/weigh"
	"rapport/store"
	"rapport/store/pattern"
)

// reading is a text while its asks are looked for, from its beginning to its end.
type reading struct {
	sentences []sentence
	signs     []signs
	several   bool            // the subject names several things
	subject   map[string]bool // what the subject speaks of
	asks      []int           // the sentences that begin an ask, so far
}

// signs are what one sentence shows by itself.
type signs struct {
	kind     store.Ask // the gravest ask in it that somebody has to act on, or ""
	question bool
	found    []string        // names of the patterns that it matches
	things   map[string]bool // what it speaks of
	length   int             // words
}

func read(subject, text string) *reading {
	r := &reading{sentences: sentencesOf(text), several: several.MatchString(norm.NFKC.String(subject)), subject: thingsOf(norm.NFKC.String(subject))}
	for _, s := range r.sentences {
		r.signs = append(r.signs, signsOf(s.plain))
	}
	return r
}

// begin notes that an ask begins with a sentence.
func (r *reading) begin(i int) { r.asks = append(r.asks, i) }

var patterns = []struct {
	name string
	of   interface{ MatchString(string) bool }
}{
	{"words", byWords}, {"also", byAlso}, {"and", andThen}, {"back", back}, {"back first", backFirst}, {"remedy", remedy},
	{"wants", wants}, {"ours", ofOurs}, {"polite", polite}, {"promise", promise}, {"interval", interval}, {"greeting", greeting}, {"counts", counts}, {"somebody", somebody}, {"anew", anew},
}

var _ = regexp.MustCompile
var _ = pattern.New
var _ = fmt.Sprint
var _ = slices.Contains[[]int]

func signsOf(text string) signs {
	s := signs{kind: gravest(text), question: strings.Contains(text, "?"), things: thingsOf(text)}
	for _, p := range patterns {
		if p.of.MatchString(text) {
			s.found = append(s.found, p.name)
		}
	}
	words, han := weigh.Words(text)
	s.length = len(words)
	if han {
		s.length /= 2
	}
	return s
}

func gravest(text string) store.Ask {
	for _, found := range ask.Of("", text) {
		switch found.Ask {
		case store.AskComplaint, store.AskObjection, store.AskChange, store.AskProblem, store.AskQuestion:
			return found.Ask
		}
	}
	return ""
}

// thingsOf returns what a text speaks of: its longer words, by their beginnings, and its pairs
// of Chinese characters that are no words of grammar.
func thingsOf(text string) map[string]bool {
	things := map[string]bool{}
	words, _ := weigh.Words(text)
	for i, w := range words {
		first, size := utf8.DecodeRuneInString(w)
		switch {
		case unicode.Is(unicode.Han, first):
			if i+1 < len(words) && !strings.ContainsRune(grammar, first) {
				if next, _ := utf8.DecodeRuneInString(words[i+1]); unicode.Is(unicode.Han, next) && !strings.ContainsRune(grammar, next) {
					things[w+words[i+1]] = true
				}
			}
		case len(w) > size && len(w) >= 4 && unicode.IsLetter(first) && !common[w]:
			things[w] = true
		}
	}
	return things
}

const grammar = "的了是在我你您他她它们这那有和与也都就不没还要请能可以把被给到上下个一二两三吗呢吧啊麻烦想会说看得很太再又已从对为因所但而或及其之用让去来做问什么怎时候现今天明后前周月日号"

var common = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("this that with from have been your will would could please they them their there when what where which about also into than then just some more very only does want need like were here over after before because make send know said says well back each every other these those such must should can't don't we'd i'd we're i'm it's that's still again thank thanks dear regar kind hello") {
		m[w] = true
	}
	return m
}()

func bucket(n int) string { return strconv.Itoa(min(n, 3)) }

// features returns what is weighed of a sentence, after the asks that began before it.
func (r *reading) features(i int) (set weigh.Set) {
	s, of := r.sentences[i], r.signs[i]
	all, _ := weigh.Words(s.plain)
	set.AddRuns("s", all, 2)
	if words, _ := weigh.Words(s.plain); len(words) > 0 {
		set.Add("begins", words[0])
		set.Add("begins", words[0], words[min(1, len(words)-1)])
		set.Add("ends", words[len(words)-1])
	}
	asks := bucket(len(r.asks))
	some := strconv.FormatBool(len(r.asks) > 0)
	kind := string(of.kind)
	add := func(name string) {
		set.Add(name)
		set.Add(name, "asked", some)
	}
	add("always")
	set.Add("asks", asks)
	add("kind " + kind)
	if of.question {
		add("question")
	}
	for _, p := range of.found {
		add(p)
	}
	place := "within"
	switch {
	case s.item:
		place = "item"
	case s.apart:
		place = "apart"
	case s.starts:
		place = "starts"
	}
	add("place " + place)
	add("place " + place + " kind " + kind)
	wanted := slices.Contains(of.found, "wants")
	add("place " + place + " wants " + strconv.FormatBool(wanted || of.question || kind != ""))
	add("length " + strconv.Itoa(min(of.length/3, 6)))
	add("line " + bucket(s.line))
	last := r.sentences[len(r.sentences)-1]
	add("from end " + strconv.Itoa(min(last.line-s.line, 4)))
	if i == 0 {
		add("first")
	} else {
		before := r.signs[i-1]
		add("before " + string(before.kind))
		if slices.Contains(before.found, "greeting") {
			add("behind greeting")
		}
	}
	if i+1 < len(r.sentences) {
		next, sign := r.sentences[i+1], r.signs[i+1]
		add("next starts " + strconv.FormatBool(next.starts))
		add("next kind " + string(sign.kind))
		if slices.Contains(sign.found, "back first") {
			add("next back")
		}
	} else {
		add("last")
	}
	if r.several {
		add("several")
		add("several place " + place)
	}
	if r.counted(i) {
		add("counted")
		add("counted place " + place)
	}
	onSubject := 0
	for t := range of.things {
		if r.subject[t] {
			onSubject++
		}
	}
	add("on subject " + bucket(onSubject))
	if len(r.asks) > 0 {
		from := r.asks[len(r.asks)-1]
		shared := 0
		for n := from; n < i; n++ {
			for t := range of.things {
				if r.signs[n].things[t] {
					shared++
				}
			}
		}
		style := strconv.Itoa(min(len(r.sentences)*2/(last.line+1), 6))
		set.Add("style", style)
		set.Add("style", style, place)
		set.Add("style", style, place, strconv.FormatBool(wanted || of.question || kind != ""))
		wants := 0
		for n := from + 1; n < i; n++ {
			if r.signs[n].question || slices.Contains(r.signs[n].found, "wants") {
				wants++
			}
		}
		set.Add("wants since", bucket(wants))
		firstOn := false
		for t := range r.signs[from].things {
			firstOn = firstOn || r.subject[t]
		}
		set.Add("on subject", strconv.FormatBool(firstOn), strconv.FormatBool(onSubject > 0))
		set.Add("kinds", string(r.signs[from].kind), kind, place)
		set.Add("forms", strconv.FormatBool(slices.Contains(r.signs[from].found, "wants")), strconv.FormatBool(wanted), strconv.FormatBool(of.question), kind)
		set.Add("forms", strconv.FormatBool(slices.Contains(r.signs[from].found, "wants")), strconv.FormatBool(wanted), strconv.FormatBool(of.question), kind, place)
		if slices.Contains(of.found, "back first") {
			set.Add("back first", place)
		}
		fresh := 0
		for t := range of.things {
			known := r.subject[t]
			for _, before := range r.signs[:i] {
				known = known || before.things[t]
			}
			if !known {
				fresh++
			}
		}
		fresh = min(fresh, 4)
		set.Add("fresh", strconv.Itoa(fresh))
		set.Add("fresh", strconv.Itoa(fresh), place)
		set.Add("fresh", strconv.Itoa(fresh), strconv.FormatBool(wanted))
		set.Add("fresh", strconv.Itoa(fresh), kind)
		set.Add("shared", bucket(shared))
		set.Add("shared", bucket(shared), place)
		set.Add("since", bucket(i-from))
		set.Add("lines since", bucket(s.line-r.sentences[from].line))
		set.Add("kinds", string(r.signs[from].kind), kind)
		set.Add("same kind", strconv.FormatBool(r.signs[from].kind == of.kind), place)
	}
	return set
}

// counted reports whether something before a sentence announces several asks.
func (r *reading) counted(i int) bool {
	for _, sign := range r.signs[:i] {
		if slices.Contains(sign.found, "counts") {
			return true
		}
	}
	return false
}
