package office

import (
	"context"
	"slices"

	"rapport/store"
)

// AgendaTo returns the contacts who get the agenda that a confirmation is: those invited to
// its meeting who have not declined. The PMs have seen it.
func (o *Office) AgendaTo(ctx context.Context, p *Project, agenda int64) ([]store.Address, error) {
	m, known, err := o.Store.MeetingOf(ctx, agenda)
	if err != nil || !known {
		return nil, err
	}
	return p.Invited(m), nil
}

// Invited returns the contacts who are invited to a meeting and have not declined, without the
// PMs.
func (p *Project) Invited(m store.Meeting) (list []store.Address) {
	for _, a := range m.People {
		who, known := p.Reach(a.Address)
		if known && a.PartStat != "DECLINED" && !p.IsPM(who.Address) && !slices.Contains(list, who) {
			list = append(list, who)
		}
	}
	return list
}
