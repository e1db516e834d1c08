package classify

import (
	"slices"
	"strings"

	"rapport/classify/answer"
	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// stop notes in the verdict that a client wants no more surveys and reminders, in whatever
// mail they say so. What else the mail answers counts as it would; if it says nothing else, it
// is no answer, and nothing is sent for it.
func (d *ProjectIndex) stop(v *store.Verdict, m *store.Message, facts trust.Facts, log Log) error {
	stops := v.Answer != nil && v.Answer.Decision == store.DecisionStop // of whomever was surveyed
	if v.Role != store.RoleClient && !stops || v.Project == "" || m.Forwarded != nil || len(m.From) != 1 || log == nil {
		return nil
	}
	name := d.nameOf(m)
	if answer.NoMoreMail(m.Subject, m.OwnText, name, answer.ToSurvey) == "" { // most mail
		return nil
	}
	r, tied, err := d.request(m, log)
	if err != nil {
		return err
	}
	to := answer.Unasked
	switch {
	case tied.how != "" && r.Purpose == store.PurposeSurvey:
		to = answer.ToSurvey
	case tied.how != "" || d.answersOurs(m):
		to = answer.ToOurs
	}
	if tied.how != "" && d.samePerson(m.From[0].Address, r) {
		facts |= trust.RoundTrip
		if tied.byReference {
			facts = facts&^trust.RoundTrip | trust.Reference
		}
	}
	// A program that unsubscribes may mark its mail as automatic.
	words := answer.NoMoreMail(m.Subject, m.OwnText, name, to)
	if v.Kind != store.KindHuman {
		if words = answer.NoMoreMail(m.Subject, "", name, to); v.Kind == store.KindBounce || v.Kind == store.KindDelay || facts&trust.RoundTrip == 0 {
			return nil
		}
	}
	if ok, _ := trust.Allows(store.EffectStop, facts); !ok || words == "" {
		return nil
	}
	v.Stop = &store.Stop{Addresses: d.addressesOf(m, v.Project), Words: words}
	v.Notes = append(v.Notes, "wants no more surveys and reminders: "+words)
	if a := v.Answer; a != nil {
		v.Stop.Private = a.Anonymous
		a.Quiet = true
		if a.Decision != store.DecisionOK && a.Decision != store.DecisionStop && len(a.Replies) == 0 && answer.OnlyNoMoreMail(m.OwnText, name, to) {
			v.Answer = nil
		}
	}
	return nil
}

// answersOurs reports whether m names a Message-ID of ours as what it answers.
func (d *ProjectIndex) answersOurs(m *store.Message) bool {
	return slices.ContainsFunc(m.ThreadIDs(), func(id string) bool {
		if id == m.MessageID {
			return false
		}
		_, domain, ok := mailaddr.Cut(id)
		return ok && domain == d.logDomain && strings.HasPrefix(id, store.MessageIDPrefix)
	})
}

// addressesOf returns the addresses of the sender of m in a project.
func (d *ProjectIndex) addressesOf(m *store.Message, project string) []string {
	from := m.From[0].Address
	for _, who := range d.lookup(mailaddr.Key(from)) {
		if one := d.projects[who.project]; one.code == project {
			return one.contacts[who.contact].Addresses
		}
	}
	return []string{from}
}
