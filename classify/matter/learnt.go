package matter

import (
	_ "embed"
	"strings"

	"rapport/classify/weigh"
)

//go:embed weights.bin.gz
var weights []byte

var learnt = weigh.Embedded(weights)

// How likely a sentence must be to begin an ask: the first of its text, and another, which makes
// another case of the mail.
var (
	Likely = 0.3
	Surely = 0.65
)

// Examples returns the sentences of a text as they are learnt, given those in which each of its
// asks is made: whether an ask begins with them.
func Examples(subject, text string, asks []string) (list []weigh.Example) {
	var begins []int
	from := 0
	for _, a := range asks {
		if i := strings.Index(text[from:], a); i >= 0 {
			begins = append(begins, from+i)
			from += i + len(a)
		}
	}
	r := read(subject, text)
	for i, s := range r.sentences {
		e := weigh.Example{Features: r.features(i), Label: weigh.Neither}
		next := len(text)
		if i+1 < len(r.sentences) {
			next = r.sentences[i+1].at
		}
		for _, at := range begins {
			if at >= s.at && at < next {
				e.Label = weigh.Yes
			}
		}
		if e.Label == weigh.Yes {
			if len(r.asks) > 0 {
				e.Label = weigh.No
			}
			r.begin(i)
		}
		list = append(list, e)
	}
	return list
}

var Debug = false

// weighed returns the sentences of a text that begin an ask by a model, in order.
func (r *reading) weighed(m *weigh.Model) []int {
	for i := range r.sentences {
		least, label := Likely, weigh.Yes
		if len(r.asks) > 0 {
			least, label = Surely, weigh.No
		}
		p := m.Weigh(r.features(i))[label]
		if Debug {
			println("   ", int(p*100), r.sentences[i].plain)
		}
		if p >= least {
			r.begin(i)
		}
	}
	return r.asks
}
