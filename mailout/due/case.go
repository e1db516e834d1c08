package due

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rapport/store"
	"rapport/templates"
)

const caseTemplate = store.PurposeCase

const (
	caseExpires = 60 * 24 * time.Hour
	// warnAt is when the PM is warned: when so much of the time is left, of four
	// parts.
	warnAt = 4
)

// Clock is how soon a client is answered.
type Clock struct {
	Within     time.Duration // of working time; 0: nobody counts
	Begin, End time.Duration // of a working day, since midnight
}

// cases reckons when open cases are due, and warns their PMs.
func (d *Due) cases(ctx context.Context, c *Config) (troubles []error) {
	open, err := d.store.Cases(ctx, store.CaseQuery{State: store.CaseOpen})
	if err != nil {
		return []error{err}
	}
	for _, one := range open {
		p := c.project(one.Project)
		if p == nil || p.Clock.Within == 0 {
			continue
		}
		if err := d.clock(ctx, c, p, one); err != nil {
			troubles = append(troubles, fmt.Errorf("case %d of %s: %w", one.Number, one.Project, err))
		}
	}
	return troubles
}

func (d *Due) clock(ctx context.Context, c *Config, p *Project, one store.Case) error {
	if one.Due.IsZero() {
		due, err := p.afterHours(one.Opened, p.Clock.Within)
		if err != nil {
			return err
		}
		err = d.store.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.CaseDue(one, due)
			return err
		})
		if err != nil {
			return err
		}
		one.Due = due
	}
	soon, err := p.afterHours(one.Opened, p.Clock.Within-p.Clock.Within/warnAt)
	if err != nil {
		return err
	}
	warned := 0
	switch now := d.now(); {
	case now.After(one.Due):
		warned = 2
	case now.After(soon):
		warned = 1
	}
	if warned <= one.Warned {
		return nil
	}
	asked, err := d.store.Logged(ctx, one.Message)
	if err != nil {
		return err
	}
	data := templates.Case{Project: p.Project, Number: one.Number, Kind: one.Kind, Title: one.Title, Words: one.Words, Opened: one.Opened.In(p.Zone), Due: one.Due.In(p.Zone), Overdue: warned == 2}
	if len(asked.From) > 0 {
		data.From = asked.From[0]
	}
	var mails []mail
	for _, pm := range p.people(store.RolePM) {
		forPM := data
		forPM.PM = pm.Name
		mails = append(mails, mail{
			key: fmt.Sprintf("case %d of %s warning %d %s", one.ID, one.Opened.UTC().Format(time.RFC3339), warned, pm.Address), template: caseTemplate, data: forPM, once: true, to: []store.Address{pm},
			ask: &store.Request{Purpose: store.PurposeCase, Project: p.Code, Object: one.ID, Address: pm.Address, Expires: d.now().Add(caseExpires)},
		})
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) { return tx.WarnedOfCase(one, warned) })
}

// mostDays bounds the days over which working time is counted.
const mostDays = 400

// afterHours gives the time that is so much working time after another.
func (p *Project) afterHours(from time.Time, wait time.Duration) (time.Time, error) {
	t := from.In(p.Zone)
	for range mostDays {
		midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, p.Zone)
		begin, end := clockTime(midnight, p.Clock.Begin), clockTime(midnight, p.Clock.End)
		working, err := p.workday(t)
		if err != nil {
			return t, err
		}
		if working && t.Before(end) {
			if t.Before(begin) {
				t = begin
			}
			if left := end.Sub(t); wait <= left {
				return t.Add(wait), nil
			} else {
				wait -= left
			}
		}
		t = midnight.AddDate(0, 0, 1)
	}
	return t, errors.New("its calendar has hardly any working day")
}

// clockTime gives a time of the day, whatever the clocks do on it.
func clockTime(midnight time.Time, since time.Duration) time.Time {
	return time.Date(midnight.Year(), midnight.Month(), midnight.Day(), int(since.Hours()), int(since.Minutes())%60, 0, 0, midnight.Location())
}
