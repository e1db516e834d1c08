package office

import (
	"context"
	"errors"
	"slices"
	"time"

	"rapport/store"
)

const (
	// remindEvery is how many working days lie between two reminders of one thing.
	remindEvery = 3
	// usualClientDays is after how many working days a client has not answered, where the project
	// says nothing.
	usualClientDays = 3
)

// NextReminder returns from when a client may be reminded again.
func NextReminder(p *Project, last time.Time) (time.Time, error) {
	day, err := p.AddWorkdays(last, remindEvery)
	return p.Midnight(day), err
}

// IsNear reports whether a day of the store, 2026-03-06, is the next working day, before that or
// past. No day never is.
func (o *Office) IsNear(p *Project, day string) (bool, error) {
	if day == "" {
		return false, nil
	}
	next, err := p.AddWorkdays(o.Now, 1)
	if near := next.Format(time.DateOnly) >= day; err != nil || near {
		return near, err
	}
	o.Again(o.Tomorrow(p))
	return false, nil
}

// IsUnanswered reports whether a question that clients were asked is not answered in time. For
// somebody who is away, the time ends on the second working day after their return; of several
// people, the one whose time ends first counts.
func (o *Office) IsUnanswered(ctx context.Context, p *Project, asked time.Time, who []store.Address) (bool, error) {
	days := p.Clock.ClientDays
	if days == 0 {
		days = usualClientDays
	}
	until, err := p.AddWorkdays(asked, days)
	if err != nil || !o.Passed(until) {
		return false, err
	}
	var first time.Time
	for _, one := range who {
		at, _, err := o.DeadlineOf(ctx, p, one.Address, until)
		if err != nil {
			return false, err
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first.IsZero() || o.Passed(first), nil
}

// AskedClients returns the clients who were asked for what is awaited, as far as they still are
// clients of the project.
func (o *Office) AskedClients(ctx context.Context, p *Project, one store.Awaited) (list []store.Address, err error) {
	if one.Message == 0 {
		return p.People(store.RoleClient), nil
	}
	e, err := o.Store.EntryOfMessage(ctx, one.Message)
	if errors.Is(err, store.ErrNotFound) { // it was erased
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, among := range [][]store.Address{e.To, e.Cc} {
		for _, c := range p.Clients() {
			if slices.ContainsFunc(among, func(a store.Address) bool { return HasAddress(c, a.Address) }) {
				list = append(list, store.Address{Name: c.Name, Address: c.Addresses[0]})
			}
		}
		if len(list) > 0 {
			break // who is in copy is not who was asked
		}
	}
	return list, nil
}
