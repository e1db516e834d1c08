package classify

import (
	"rapport/classify/trust"
	"rapport/store"
	"rapport/store/mailaddr"
)

// delegate returns the address in the Sender of m (RFC 5322 section 3.6.2) where that is
// another person of the same organisation than who was asked, who writes in their name; ""
// where there is none. The Sender of another organisation is that of a list or a service. A
// list that names who was asked as the author writes in their name as well.
func (d *ProjectIndex) delegate(m *store.Message, r store.Request) string {
	if m.Via.Address != "" {
		return m.Via.Key()
	}
	if len(m.Sender) != 1 || len(m.From) != 1 {
		return ""
	}
	by, from := mailaddr.Key(m.Sender[0].Address), mailaddr.Key(m.From[0].Address)
	if by == "" || by == from || d.samePerson(by, r) {
		return ""
	}
	_, theirs, _ := mailaddr.Cut(by)
	if _, domain, _ := mailaddr.Cut(from); len(d.lookup(by)) == 0 && !trust.SameOrganisation(domain, theirs) {
		return ""
	}
	return by
}

// inPlaceOf turns a into a message for the PM about what somebody else, at the address from,
// wrote in place of the person asked. It returns nil if that concerns nobody, for instance because the PM
// wrote it.
func (d *ProjectIndex) inPlaceOf(a *store.Response, from string, m *store.Message, r store.Request, name string) *store.Response {
	if !r.Purpose.ConcernsOthers() {
		return nil
	}
	if from == "" || d.isLog(from) || d.own[from] {
		return nil
	}
	a.Rejection, a.Address, a.Decision = store.RejectedUninvited, from, store.DecisionText
	for _, known := range d.addresses[from] {
		if d.projects[known.project].code != r.Project {
			continue
		}
		if known.role == store.RolePM || known.role == store.RoleTeam {
			return nil
		}
		a.Address = d.projects[known.project].contacts[known.contact].Addresses[0]
	}
	if d.decisionOf(a, m, r, name) == store.DecisionOK {
		a.Decision = store.DecisionOK
	}
	return a
}
