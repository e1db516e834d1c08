package office

import (
	"context"
	"slices"

	"rapport/store"
)

// agendaTo returns the contacts who get the agenda that a confirmation is: those invited to
// its meeting who have not declined. The PMs have seen it.
func (o *Office) agendaTo(ctx context.Context, p *Project, agenda int64) ([]store.Address, error) {
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

// SentTo returns the contacts who get a text that is sent to them once its PM approves it: of an agenda,
// those who are invited; of a retrospective, those who were asked to look back. The PMs have seen it.
func (o *Office) SentTo(ctx context.Context, p *Project, text int64) ([]store.Address, error) {
	c, known, err := o.Store.ClosingOfRetrospective(ctx, text)
	if err != nil || !known {
		if err != nil {
			return nil, err
		}
		return o.agendaTo(ctx, p, text)
	}
	asked, err := o.Store.SurveyPeople(ctx, c.Survey)
	if err != nil {
		return nil, err
	}
	var list []store.Address
	for _, one := range asked {
		if who, reached := p.Reach(one.Address); reached && one.State != store.PersonStopped && !p.IsPM(who.Address) && !slices.Contains(list, who) {
			list = append(list, who)
		}
	}
	return list, nil
}
