package office

import (
	"context"
	"time"

	"rapport/store"
)

// longestAbsence bounds how long ago an absence was announced that may still last.
const longestAbsence = 400 * 24 * time.Hour

// workdaysAfterReturn is the working day after somebody's first day back on which their time
// to respond is over.
const workdaysAfterReturn = 2

// Absence returns the absence that a contact of a project announced last, as long as it is
// not over on the day of from; false if there is none.
func (o *Office) Absence(ctx context.Context, p *Project, address string, from time.Time) (store.Absence, bool, error) {
	list, err := o.Store.Absences(ctx, p.Code, p.AddressesOf(address), o.Now.Add(-longestAbsence))
	if err != nil || len(list) == 0 {
		return store.Absence{}, false, err
	}
	a := list[0].Absence
	return a, a.Until >= from.In(p.Zone).Format(time.DateOnly), nil
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
