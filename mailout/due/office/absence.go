package office

import (
	"context"
	"slices"
	"time"

	"rapport/store"
)

// longestAbsence bounds how long ago an absence was announced that may still last.
const longestAbsence = 400 * 24 * time.Hour

// workdaysAfterReturn is the working day after somebody's first day back on which their time
// to respond is over.
const workdaysAfterReturn = 2

// Absence returns the absence that a contact of a project announced last, in this project or another
// of theirs, or else the time for which they named a deputy; false if there is none that is not over
// on the day of from.
func (o *Office) Absence(ctx context.Context, p *Project, address string, from time.Time) (store.Absence, bool, error) {
	own, day := o.Config.addressesOf(p, address), from.In(p.Zone).Format(time.DateOnly)
	list, err := o.Store.Absences(ctx, o.Config.projectsOf(p, address), own, o.Now.Add(-longestAbsence))
	if err != nil {
		return store.Absence{}, false, err
	}
	if len(list) > 0 && list[0].Absence.Until >= day {
		return list[0].Absence, true, nil
	}
	for _, d := range p.Deputies { // who names a deputy is away as long
		if slices.Contains(own, d.Of) && d.Until >= day {
			return store.Absence{From: d.From, Until: d.Until, Deputy: d.Address}, true, nil
		}
	}
	return store.Absence{}, false, nil
}

// Back returns when a contact who is away today is at work again, and asks for a look then. away is
// false if they are not away.
func (o *Office) Back(ctx context.Context, p *Project, address string) (back time.Time, away bool, err error) {
	a, found, err := o.Absence(ctx, p, address, o.Now)
	if err != nil || !found || a.From > o.Today(p) {
		return back, false, err
	}
	day, err := p.AddWorkdays(DayIn(a.Until, p.Zone), 1)
	if err != nil {
		return back, false, err
	}
	back = p.Morning(day)
	return back, !o.Reached(back), nil
}

// DeadlineOf returns when a contact's time to respond is over that is to be over at deadline:
// for who is away meanwhile not before the second working day after their return. moved
// reports whether that is later.
func (o *Office) DeadlineOf(ctx context.Context, p *Project, address string, deadline time.Time) (at time.Time, moved bool, err error) {
	// An absence that ended a week before no deadline waits for.
	a, found, err := o.Absence(ctx, p, address, deadline.AddDate(0, 0, -7))
	if err != nil || !found || a.From > deadline.In(p.Zone).Format(time.DateOnly) {
		return deadline, false, err
	}
	back, err := p.AddWorkdays(DayIn(a.Until, p.Zone), 1)
	if err != nil {
		return deadline, false, err
	}
	if at, err = p.AddWorkdays(back, workdaysAfterReturn); err != nil || !at.After(deadline) {
		return deadline, false, err
	}
	return at, true, nil
}
