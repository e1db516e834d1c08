package classify

import (
	"slices"
	"strings"

	"rapport/classify/answer"
	"rapport/classify/ask"
	"rapport/classify/deadline"
	"rapport/classify/separate"
	"rapport/store"
	"rapport/store/mailaddr"
)

// Prepared is what Decide finds out of a message and the project index alone, which is most of
// its work. It can be prepared for many messages at a time; what the log knows can only be
// looked up in their order.
type Prepared struct {
	index  *ProjectIndex // that prepared it, or of which that one is a copy
	kind   store.Kind
	reason string
	// What a person's mail asks, what it would decide as an answer, and by when it wants
	// something.
	asks      []store.FoundAsk
	stated    *store.StatedChoice
	deadlines []store.Deadline
	worded    worded
}

// Prepare reads a message without the log, for DecidePrepared.
func (d *ProjectIndex) Prepare(m *store.Message) Prepared {
	p := Prepared{index: d.self}
	p.kind, p.reason = d.kindOf(m)
	if p.kind != store.KindHuman {
		p.worded = readWorded(m, p.kind, nil)
		return p
	}
	if isSealed(m) {
		p.asks = []store.FoundAsk{{Ask: store.AskQuestion, Words: sealedWords(m)}}
		return p
	}
	p.asks = ask.Of(m.Subject, m.OwnWords())
	if strings.TrimSpace(m.OwnText) == "" {
		return p
	}
	said := answer.Read(m.OwnText, answer.Question{Sender: d.nameOf(m), Fresh: !isReply(m)})
	p.stated = &said.StatedChoice
	if !said.Weighed {
		p.asks = addDecision(p.asks, said.StatedChoice)
	}
	p.deadlines = deadline.Of(m.OwnText, m.Date.In(m.Zone())) // "tomorrow" is meant in the sender's zone
	p.worded = readWorded(m, p.kind, p.stated)
	if !d.isOurs(m) {
		p.worded.asks = separate.Of(m.Subject, m.OwnText)
	}
	return p
}

// isOurs reports whether m is known to come from the team alone, whose mail opens no case.
func (d *ProjectIndex) isOurs(m *store.Message) bool {
	if len(m.From) != 1 {
		return false
	}
	members := d.lookup(mailaddr.Key(m.From[0].Address))
	return len(members) > 0 && !slices.ContainsFunc(members, func(who member) bool { return who.role == store.RoleClient })
}

// understand adds to the verdict what a person's mail asks, and what it would decide as an
// answer. Whether it is an answer, byRequest determines.
func (p Prepared) understand(v *store.Verdict) {
	v.Asks, v.Deadlines = slices.Clone(p.asks), slices.Clone(p.deadlines)
	if p.stated == nil {
		return
	}
	said := *p.stated
	v.Stated = &said
	if v.Answer != nil && v.Answer.Also != "" {
		v.Asks = besides(v.Answer.Also, v.Asks)
	}
}
