// Package matter separates what one mail asks for. Like all of classify it is pure.
package matter

import (
	"strings"

	"rapport/classify/weigh"
	"rapport/store"
	"rapport/store/visible"
)

const (
	longestText = 16 << 10 // bytes that are read
	longestPart = 600      // characters that are kept of a matter
	most        = 10       // matters of one mail
)

// Of returns the separate asks.
func Of(subject, text string) []store.Matter { return By(learnt(), subject, text) }

// By is Of by a model.
func By(m *weigh.Model, subject, text string) []store.Matter {
	text = strings.ToValidUTF8(text[:min(len(text), longestText)], "")
	if strings.TrimSpace(text) == "" {
		text = subject
	}
	r := read(subject, text)
	return r.parts(r.weighed(m))
}

func (r *reading) parts(begins []int) (list []store.Matter) {
	for n, from := range begins {
		if n == 0 {
			from = 0
		}
		to := len(r.sentences)
		if n+1 < len(begins) {
			to = begins[n+1]
		}
		var b strings.Builder
		for _, s := range r.sentences[from:to] {
			b.WriteString(s.text)
		}
		kind := gravest(b.String())
		if kind == "" {
			kind = store.AskQuestion
		}
		list = append(list, store.Matter{Ask: kind, Text: visible.Cut(strings.TrimSpace(b.String()), longestPart)})
	}
	return list
}
