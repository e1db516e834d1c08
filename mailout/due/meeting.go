package due

import (
	"context"
	"fmt"
	"time"

	"rapport/store"
	"rapport/templates"
)

const minutesAskTemplate = string(store.PurposeMinutes)

const (
	afterMeeting   = 15 * time.Minute    // its PM is asked for minutes
	meetingsSince  = 7 * 24 * time.Hour  // older ones are not asked about
	minutesExpires = 30 * 24 * time.Hour // of the request
)

// meetings asks PMs for the minutes of meetings that are over, once, and reminds them
// once on the next working day.
func (d *Due) meetings(ctx context.Context, c *Config) (troubles []error) {
	now := d.now()
	list, err := d.store.MeetingsOver(ctx, now.Add(-meetingsSince), now.Add(-afterMeeting))
	if err != nil {
		return []error{err}
	}
	for _, one := range list {
		p := c.project(one.Project)
		if p == nil || !p.AskMinutes || one.Asked > 1 {
			continue
		}
		if err := d.askMinutes(ctx, c, p, one); err != nil {
			troubles = append(troubles, fmt.Errorf("minutes of %q of %s: %w", one.Title, one.Project, err))
		}
	}
	return troubles
}

func (d *Due) askMinutes(ctx context.Context, c *Config, p *Project, one store.Meeting) error {
	if one.Asked == 1 {
		next, err := p.afterWorkdays(one.AskedAt, 1)
		if err != nil || d.now().In(p.Zone).Format(time.DateOnly) < next.Format(time.DateOnly) || sinceMidnight(d.now().In(p.Zone)) < 9*time.Hour {
			return err
		}
	}
	var mails []mail
	for _, pm := range p.people(store.RolePM) {
		mails = append(mails, mail{
			key: fmt.Sprintf("meeting %d at %s asked %d %s", one.ID, one.End.UTC().Format(time.RFC3339), one.Asked+1, pm.Address), template: minutesAskTemplate, once: true, to: []store.Address{pm},
			data: templates.MinutesAsk{Project: p.Project, PM: pm.Name, Title: one.Title, Start: one.Start.In(p.Zone), End: one.End.In(p.Zone), Again: one.Asked == 1},
			ask:  &store.Request{Purpose: store.PurposeMinutes, Project: p.Code, Object: one.ID, Version: 1, Address: pm.Address, Expires: d.now().Add(minutesExpires)},
		})
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkMinutesAsked(one, one.Asked+1) })
}
