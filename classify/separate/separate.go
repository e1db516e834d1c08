// Package separate separates what one mail asks for: the two things of “the export fails; when
// does the invoice come?”. An ask begins with a sentence: a request, a question, a problem, a
// change that is wanted, a complaint. What follows belongs to it (the reason, a detail, by when,
// another question about the same) until a sentence begins an ask of its own. A numbered list
// tells which do; of other text it is weighed, by mails that people have labelled. In doubt
// nothing is separated. Like all of classify it is pure.
package separate

import (
	"strings"

	"rapport/classify/ask"
	"rapport/classify/weigh"
	"rapport/store"
	"rapport/store/visible"
)

const (
	longestText = 16 << 10 // bytes that are read
	longestPart = 600      // characters that are kept of an ask
	most        = 10       // asks of one mail
)

// Of returns the separate asks of a mail with that subject and newly written text, in its
// order, each with the part of the text that is about it; nothing for a mail that asks nothing.
func Of(subject, text string) []store.SeparateAsk { return By(learnt(), subject, text) }

// By returns what Of does, by another model, trained on Examples.
func By(m *weigh.Model, subject, text string) []store.SeparateAsk {
	r := read(subject, text)
	r.find(m)
	if len(r.asks) == 0 && len(r.sentences) > 0 && gravest(r.text(0, len(r.sentences))) != "" {
		r.asks = []int{0} // something in it asks, wherever
	}
	return r.separate()
}

// separate returns the parts of a text, each from the sentence that begins its ask to the next
// that does. What is before the first ask belongs to it, but for greeting and thanks.
func (r *reading) separate() (list []store.SeparateAsk) {
	for n, from := range r.asks {
		if n == 0 {
			for from = 0; from < r.asks[0] && (r.greets(from) || r.signs[from].is(isPolite) && !r.signs[from].asks()); from++ {
			}
		}
		to := len(r.sentences)
		if n+1 < len(r.asks) {
			to = r.asks[n+1]
		}
		text := r.text(from, to)
		kind := gravest(text)
		if kind == "" && len(r.asks) == 1 {
			return nil // nobody can tell what it asks
		}
		if kind == "" {
			kind = r.formOf(r.asks[n])
		}
		list = append(list, store.SeparateAsk{Ask: kind, Text: visible.Cut(text, longestPart)})
	}
	return list
}

// greets reports whether a sentence is the greeting with which the text begins.
func (r *reading) greets(i int) bool { return r.sentences[i].line == 0 && r.signs[i].is(greets) }

// text returns the sentences from one to before another.
func (r *reading) text(from, to int) string {
	var text strings.Builder
	for _, s := range r.sentences[from:to] {
		text.WriteString(s.text)
	}
	return strings.TrimSpace(text.String())
}

// gravest returns the gravest ask of a text that somebody has to act on, or "".
func gravest(text string) store.Ask {
	for _, found := range ask.Of("", text) {
		switch found.Ask {
		case store.AskComplaint, store.AskObjection, store.AskChange, store.AskProblem, store.AskQuestion:
			return found.Ask
		}
	}
	return ""
}

// formOf returns what a sentence asks by its form: who wants something asks for it, and who
// only tells something tells of a problem.
func (r *reading) formOf(i int) store.Ask {
	if r.signs[i].question || r.signs[i].is(wants) {
		return store.AskQuestion
	}
	return store.AskProblem
}
