package due

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store"
	"rapport/templates"
)

const (
	caseTemplate        = string(store.PurposeCase)
	caseAckTemplate     = "case-ack"
	caseReceiptTemplate = "case-receipt"
)

const (
	caseExpires = 60 * 24 * time.Hour
	// acknowledgeWithin is how old a case may be that its client is told of.
	acknowledgeWithin = 24 * time.Hour
	// warnAt is when the PM is warned: when so much of the time is left, of four
	// parts.
	warnAt = 4
)

// Clock is how soon a client is answered, and what they asked is solved.
type Clock struct {
	Within     time.Duration // of working time, until it is answered; 0: nobody counts
	Solve      time.Duration // until it is closed; 0: nobody counts
	Begin, End time.Duration // of a working day, since midnight
}

// cases reckons when open cases are due, warns their PMs, and tells clients that
// they were heard.
func (d *Due) cases(ctx context.Context, c *Config) (troubles []error) {
	open, err := d.store.Cases(ctx, store.CaseQuery{Open: true})
	if err != nil {
		return []error{err}
	}
	for _, one := range open {
		p := c.project(one.Project)
		if p == nil {
			continue
		}
		if err := d.clocks(ctx, c, p, one); err != nil {
			troubles = append(troubles, fmt.Errorf("case %d of %s: %w", one.Number, one.Project, err))
		}
	}
	return append(troubles, d.tells(ctx, c, store.AboutCase, d.tellOfCase)...)
}

func (d *Due) clocks(ctx context.Context, c *Config, p *Project, one store.Case) error {
	if one.State == store.CaseOpen && p.Clock.Within > 0 {
		clock := countdown{within: p.Clock.Within, from: one.Opened, due: one.Due, warned: one.Warned, set: (*store.Tx).SetCaseDue, tell: (*store.Tx).MarkCaseWarned}
		due, err := d.clock(ctx, c, p, one, clock)
		if err != nil {
			return err
		}
		one.Due = due
	}
	if p.Clock.Solve > 0 {
		clock := countdown{solve: true, within: p.Clock.Solve, from: one.First, due: one.Solve, warned: one.SolveWarned, set: (*store.Tx).SetCaseSolveDue, tell: (*store.Tx).MarkCaseSolveWarned}
		if _, err := d.clock(ctx, c, p, one, clock); err != nil {
			return err
		}
	}
	if p.Acknowledge && !one.Acknowledged {
		return d.acknowledge(ctx, c, p, one)
	}
	return nil
}

// countdown is one clock of a case: to its answer, or to its solution.
type countdown struct {
	solve     bool
	within    time.Duration
	from, due time.Time // due is zero before it was reckoned
	warned    int
	set       func(*store.Tx, store.Case, time.Time) (bool, error)
	tell      func(*store.Tx, store.Case, int) (bool, error)
}

// clock reckons when a clock runs out, and warns of it; it gives when that is.
func (d *Due) clock(ctx context.Context, c *Config, p *Project, one store.Case, clock countdown) (time.Time, error) {
	if clock.due.IsZero() {
		due, err := p.afterHours(clock.from, clock.within)
		if err != nil {
			return due, err
		}
		err = d.store.Update(ctx, func(tx *store.Tx) error {
			_, err := clock.set(tx, one, due)
			return err
		})
		if err != nil {
			return due, err
		}
		clock.due = due
	}
	soon, err := p.afterHours(clock.from, clock.within-clock.within/warnAt)
	if err != nil {
		return clock.due, err
	}
	warned, since := 0, soon
	switch now := d.now(); {
	case now.After(clock.due):
		warned, since = 2, clock.due
	case now.After(soon):
		warned = 1
	}
	if warned <= clock.warned {
		return clock.due, nil
	}
	if past, err := d.past(ctx, c, since); err != nil || !past {
		return clock.due, err // the answer may lie in a mailbox that is not read yet
	}
	return clock.due, d.warn(ctx, c, p, one, clock, warned)
}

// warn warns the PMs, and whose case it is, of a clock.
func (d *Due) warn(ctx context.Context, c *Config, p *Project, one store.Case, clock countdown, warned int) error {
	asked, err := d.store.EntryOfMessage(ctx, one.Message)
	if err != nil {
		return err
	}
	data := templates.Case{Project: p.Project, Number: one.Number, Kind: one.Kind, Title: one.Title, Words: one.Words, Opened: clock.from.In(p.Zone), Due: clock.due.In(p.Zone), Overdue: warned == 2, Solve: clock.solve}
	if len(asked.From) > 0 {
		data.From = asked.From[0]
	}
	if one.Owner != "" {
		data.Owner = p.contact(one.Owner)
	}
	which := "warning"
	if clock.solve {
		which = "solution"
	}
	var mails []mail
	for _, pm := range p.people(store.RolePM) {
		forPM := data
		forPM.PM = pm.Name
		mails = append(mails, mail{
			key: fmt.Sprintf("case %d of %s %s %d %s", one.ID, clock.from.UTC().Format(time.RFC3339), which, warned, pm.Address), template: caseTemplate, data: forPM, once: true, to: []store.Address{pm},
			ask: caseRequest(p, one, pm.Address, d.now()),
		})
	}
	if owner := data.Owner; owner.Address != "" && !slices.ContainsFunc(p.people(store.RolePM), func(pm store.Address) bool { return strings.EqualFold(pm.Address, owner.Address) }) {
		data.PM, data.OwnerOnly = owner.Name, true
		mails = append(mails, mail{key: fmt.Sprintf("case %d of %s %s %d owner", one.ID, clock.from.UTC().Format(time.RFC3339), which, warned), template: caseTemplate, data: data, once: true, to: []store.Address{owner}})
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) { return clock.tell(tx, one, warned) })
}

func caseRequest(p *Project, one store.Case, address string, now time.Time) *store.Request {
	return &store.Request{Purpose: store.PurposeCase, Project: p.Code, Object: one.ID, Address: address, Expires: now.Add(caseExpires)}
}

// acknowledge tells the client who opened a case its number, and when an answer is
// due: once, never somebody who is no client of the project, and not of old mail.
func (d *Due) acknowledge(ctx context.Context, c *Config, p *Project, one store.Case) error {
	asked, err := d.store.EntryOfMessage(ctx, one.Message)
	if err != nil {
		return err
	}
	var mails []mail
	if client, ok := p.client(asked); ok && d.now().Sub(one.First) < acknowledgeWithin && one.State == store.CaseOpen {
		data := templates.CaseAck{Project: p.Project, Name: client.Name, Number: one.Number, Title: one.Title, Kind: one.Kind}
		if !one.Due.IsZero() {
			data.Due = one.Due.In(p.Zone)
		}
		// At most one a day, whatever they write: two programs must not talk for ever.
		key := fmt.Sprintf("case-ack %s %s %s", p.Code, client.Address, d.now().In(p.Zone).Format(time.DateOnly))
		mails = []mail{{key: key, template: caseAckTemplate, data: data, to: []store.Address{client}, once: true, answers: true, thread: asked.MessageID}}
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkCaseAcknowledged(one) })
}

// client returns the client who wrote a mail, at the address that the project has of
// them, unless something disproves that it was them.
func (p *Project) client(e store.Entry) (store.Address, bool) {
	if len(e.From) != 1 || e.Auth != nil && (e.Auth.Level == store.LevelFailed || e.Auth.Level == store.LevelAmbiguous) {
		return store.Address{}, false
	}
	for _, c := range p.Contacts {
		if c.Role == store.RoleClient && slices.ContainsFunc(c.Addresses, func(a string) bool { return strings.EqualFold(a, e.From[0].Address) }) {
			return store.Address{Name: c.Name, Address: c.Addresses[0]}, true
		}
	}
	return store.Address{}, false
}

// tellOfCase tells a PM what became of their answer.
func (d *Due) tellOfCase(ctx context.Context, c *Config, t store.Receipt) error {
	found, err := d.store.Cases(ctx, store.CaseQuery{ID: t.Object})
	if err != nil || len(found) == 0 {
		return err
	}
	one := found[0]
	p := c.project(one.Project)
	if p == nil {
		return nil
	}
	answer, err := d.store.EntryOfMessage(ctx, t.Message)
	if err != nil {
		return err
	}
	who := p.contact(t.Address)
	data := templates.CaseReceipt{Project: p.Project, PM: who.Name, Number: one.Number, Title: one.Title, Kind: one.Kind, State: one.State, Merged: one.Merged, What: t.Result}
	if one.Owner != "" {
		data.Owner = p.contact(one.Owner)
	}
	m := mail{key: fmt.Sprintf("case %d %s %s %s", one.ID, t.Result, t.Address, d.now().In(p.Zone).Format(time.DateOnly)), template: caseReceiptTemplate,
		data: data, to: []store.Address{who}, once: true, answers: true, thread: answer.MessageID, ask: caseRequest(p, one, t.Address, d.now())}
	return d.queue(ctx, c, p, []mail{m}, func(tx *store.Tx) (bool, error) { return tx.MarkReceiptSent(t) })
}

// mostDays bounds the days over which working time is counted.
const mostDays = 400

// afterHours returns the time that is so much working time after another.
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

// clockTime returns a time of the day, whatever the clocks do on it.
func clockTime(midnight time.Time, since time.Duration) time.Time {
	return time.Date(midnight.Year(), midnight.Month(), midnight.Day(), int(since.Hours()), int(since.Minutes())%60, 0, 0, midnight.Location())
}
