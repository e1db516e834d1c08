package separate

import (
	_ "embed"
	"slices"
	"strings"

	"rapport/classify/weigh"
	"rapport/store"
)

//go:embed weights.bin.gz
var weights []byte

var learnt = weigh.Embedded(weights)

// The labels of a sentence: it makes the first ask of its mail, or another, which makes another
// case of the mail.
const (
	first   weigh.Label = "first"
	another weigh.Label = "another"
)

// How likely a sentence must be to begin an ask: a case too many is worse than one too few.
const (
	likely = 0.3 // the first
	surely = 0.5 // another
)

// Labels returns what is learnt of a sentence.
func Labels() []weigh.Label { return []weigh.Label{first, another} }

// Examples returns the sentences of a mail as they are learnt, given those in which each of its
// asks is made, in their order.
func Examples(subject, text string, asks []string) (list []weigh.Example) {
	r := read(subject, text)
	begins := beginnings(text, asks)
	for i, s := range r.sentences {
		e := weigh.Example{Features: r.features(i), Label: weigh.Neither}
		if len(begins) > 0 && (i+1 == len(r.sentences) || begins[0] < r.sentences[i+1].at) {
			for e.Label = first; len(begins) > 0 && begins[0] < s.at+len(s.text); begins = begins[1:] {
			}
			if len(r.asks) > 0 {
				e.Label = another
			}
			r.asks = append(r.asks, i)
		}
		list = append(list, e)
	}
	return list
}

// beginnings returns where the asks begin in a text.
func beginnings(text string, asks []string) (list []int) {
	from := 0
	for _, a := range asks {
		if i := strings.Index(text[from:], a); i >= 0 {
			list = append(list, from+i)
			from += i + len(a)
		}
	}
	return list
}

// find finds the sentences that begin an ask: by lists, by words such as “another thing”, and by
// a model.
func (r *reading) find(m *weigh.Model) {
	list := r.listed()
	for i := range r.sentences {
		if len(r.asks) == most {
			return
		}
		in := unlisted
		if list != nil {
			in = list[i]
		}
		is := m.Weigh(r.features(i))
		switch {
		case in == detail:
		case in == separate, len(r.asks) > 0 && is[another] >= surely, len(r.asks) == 0 && is[first] >= likely:
			r.asks = append(r.asks, i)
		case r.turns(i):
			if at := slices.IndexFunc(r.signs[:i], func(s signs) bool { return s.kind != "" }); at >= 0 && len(r.asks) == 0 {
				r.asks = append(r.asks, at)
			}
			r.asks = append(r.asks, i)
		}
	}
}

// turns reports whether a sentence asks for something and says itself that it is another thing:
// “by the way”; or “also”, where it asks otherwise than the one before and does not speak of that.
func (r *reading) turns(i int) bool {
	sign := r.signs[i]
	if sign.kind == "" || sign.is(remedies) {
		return false
	}
	if sign.is(turns) {
		return true
	}
	before := store.Ask("")
	if len(r.asks) > 0 {
		before = gravest(r.text(r.asks[len(r.asks)-1], i))
	}
	return sign.is(adds) && before != "" && sign.kind != before && !sign.is(refers)
}
