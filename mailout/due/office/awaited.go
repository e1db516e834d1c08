package office

import "time"

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

// IsUnanswered reports whether what a client was asked then is not answered in time.
func (o *Office) IsUnanswered(p *Project, asked time.Time) (bool, error) {
	days := p.Clock.ClientDays
	if days == 0 {
		days = usualClientDays
	}
	until, err := p.AddWorkdays(asked, days)
	return err == nil && o.Passed(until), err
}
