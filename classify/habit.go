package classify

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"rapport/classify/absence"
	"rapport/classify/ask"
	"rapport/classify/attached"
	"rapport/classify/offer"
	"rapport/classify/talk"
	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// worded is what Prepare reads of a mail that fits no request of ours, by its words alone.
type worded struct {
	absence *store.Absence
	talk    *store.Talk
	file    bool // it speaks of a file that comes with it
	offers  store.Offer
	agrees  bool
	asks    []store.SeparateAsk
	awaits  string // what a reader is asked
}

// readWorded reads the words of a mail of a kind.
func readWorded(m *store.Message, kind store.Kind, stated *store.StatedChoice) (h worded) {
	at := m.Date.In(m.Zone())
	switch kind {
	case store.KindAutoReply:
		h.absence = readAbsence(m, at)
	case store.KindHuman:
		if absence.Announces(m.OwnText) {
			h.absence = readAbsence(m, at)
		}
		h.file = attached.Mentioned(m.OwnText)
		h.awaits = ask.Awaits(m.OwnText)
		if t, ok := talk.Of(m.Subject, m.OwnText, at); ok {
			h.talk = &t
		}
		h.offers = offer.Of(m.Subject, m.OwnText, at)
		h.agrees = offer.Agrees(m.OwnText, stated)
	}
	return h
}

// readAbsence returns the absence that m announces, sent at a time in its sender's zone, or nil.
func readAbsence(m *store.Message, at time.Time) *store.Absence {
	var own []string
	for _, a := range slices.Concat(m.From, m.To, m.Cc, m.ReplyTo) {
		own = append(own, a.Address)
	}
	a := absence.Of(m.Subject, cmp.Or(m.OwnText, m.NewText), at, own...)
	if a == (store.Absence{}) {
		return nil
	}
	return &a
}

// enter adds to the verdict what the words of a mail mean by who wrote it to whom: only a PM
// notes talks, and only what nobody was asked about is offered. Without any project nothing is
// known of people, and the words count alone.
func (d *ProjectIndex) enter(v *store.Verdict, m *store.Message, h worded, request finding, facts trust.Facts) {
	v.Absence, v.MentionsFile, v.SeparateAsks = h.absence, h.file, h.asks
	if n := v.OpensCases(); n > 1 {
		v.Notes = append(v.Notes, fmt.Sprintf("it asks for %d separate things, each of which is a case of its own", n))
	}
	if h.awaits != "" && v.Role == store.RolePM && v.Project != "" && facts&trust.ToClient != 0 && v.Answer == nil && v.Draft == nil && v.Command == nil {
		v.Awaits = h.awaits
		v.Notes = append(v.Notes, fmt.Sprintf("it asks a client for an answer: “%s”", v.Awaits))
	}
	if h.talk == nil && h.offers == "" && !h.agrees || request.answers || v.Answer != nil || v.Draft != nil || v.Command != nil || m.Forwarded != nil {
		return
	}
	if len(d.projects) == 0 {
		switch {
		case h.talk != nil:
			v.Talk = h.talk
		case h.agrees && isReply(m):
			v.Offers = store.OfferAgreement
		default:
			v.Offers = h.offers
		}
		return
	}
	switch {
	case v.Project == "" || len(m.From) != 1:
	case v.Role == store.RolePM && d.isToProject(m, v):
		v.Talk = h.talk
		v.OffersCount = h.talk != nil && allows(store.EffectDraft, facts)
	case v.Role == store.RolePM && facts&trust.ToClient != 0:
		v.Offers = h.offers
		v.OffersCount = h.offers != "" && allows(store.EffectDraft, facts)
	case v.Role == store.RoleClient && h.agrees && isReply(m) && d.isToPM(m, v.Project):
		v.Offers = store.OfferAgreement
		v.OffersCount = allows(store.EffectOpenCase, facts)
	}
}

func allows(e store.Effect, facts trust.Facts) bool {
	ok, _ := trust.Allows(e, facts)
	return ok
}

// isToPM reports whether a PM of a project is among the recipients of m.
func (d *ProjectIndex) isToPM(m *store.Message, project string) bool {
	return slices.ContainsFunc(slices.Concat(m.To, m.Cc), func(a store.Address) bool {
		return slices.ContainsFunc(d.lookup(mailaddr.Key(a.Address)), func(who member) bool {
			return who.role == store.RolePM && d.projects[who.project].code == project
		})
	})
}

// away notes in the verdict whether the absence that an automatic reply announces counts for
// what its sender is asked.
func (d *ProjectIndex) away(v *store.Verdict, m *store.Message, facts trust.Facts, log Log) error {
	if v.Absence == nil || v.Absence.Until == "" || v.Project == "" || len(m.From) != 1 || log == nil {
		return nil
	}
	r, tied, err := d.request(m, log)
	if err != nil {
		return err
	}
	if tied.how != "" && d.samePerson(m.From[0].Address, r) {
		if facts |= trust.RoundTrip; tied.byReference || tied.spent {
			facts = facts&^trust.RoundTrip | trust.Reference
		}
	}
	v.AbsenceCounts, _ = trust.Allows(store.EffectAway, facts)
	return nil
}
