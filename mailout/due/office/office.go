// Package office holds what every kind of mail shares that becomes due: the
// configured projects with their people and their working time, the look at which
// something is due, and the queueing of a mail together with the change of state
// that it goes with. It knows no kind of mail itself; the packages beside it do.
package office

import (
	"context"
	"log/slog"
	"time"

	"rapport/store"
)

// Office is what a duty works with during one look: the store, the configuration in
// force, and the time. It collects when the duty must look again.
type Office struct {
	Store  *store.Store
	Config *Config
	Log    *slog.Logger
	Now    time.Time
	// Waiting is the mail that is waiting for its recipients' next week, as the last look found it.
	Waiting []store.WaitingMail

	read    time.Time // all mail that arrived before is in the log
	readErr error
	held    []store.WaitingMail // likewise, as this one finds it
	next    time.Time           // the earliest time of a further look; zero: none is known
}

// New returns an Office for a look at now. It reads first how far the log mailbox
// was read, so that whatever the duty reads from the store later is at least as new.
func New(ctx context.Context, s *store.Store, c *Config, log *slog.Logger, now time.Time) *Office {
	o := &Office{Store: s, Config: c, Log: log, Now: now, read: now}
	for _, f := range c.Folders {
		until, err := s.ReadUntil(ctx, f.Account, f.Name)
		if err != nil {
			o.readErr = err
			return o
		}
		if until.Before(o.read) {
			o.read = until
		}
	}
	return o
}

// At returns an Office for another duty of the same look, which runs at now.
func (o *Office) At(now time.Time) *Office {
	other := *o
	other.Now, other.next, other.held = now, time.Time{}, nil
	return &other
}

// Again asks for another look at when, unless an earlier one is asked for.
func (o *Office) Again(when time.Time) {
	if o.next.IsZero() || when.Before(o.next) {
		o.next = when
	}
}

// Next returns the earliest time that Again was asked for; zero where a change in the
// store is all that can make anything due.
func (o *Office) Next() time.Time { return o.next }

// Reached reports whether when has come, and asks for a look at it where it has not.
func (o *Office) Reached(when time.Time) bool {
	if o.Now.Before(when) {
		o.Again(when)
		return false
	}
	return true
}

// Passed is Reached for a time that must lie in the past: by a millisecond, the unit
// of the store's times.
func (o *Office) Passed(when time.Time) bool {
	if !o.Now.After(when) {
		o.Again(when.Add(time.Millisecond))
		return false
	}
	return true
}

// unreadGrace is how long a notice that somebody has not responded waits, at most, for
// a mailbox to be read in which the response may lie.
const unreadGrace = time.Hour

// AllRead reports whether when has come and all mail that arrived before it is in the
// log. Until then nobody can be said to have been silent.
func (o *Office) AllRead(when time.Time) (bool, error) {
	if !o.Reached(when) {
		return false, nil
	}
	if o.readErr != nil {
		return false, o.readErr
	}
	return !o.read.Before(when), nil
}

// AllReadOrLate is AllRead for mere notices: where a mailbox stays unread they go out
// after a grace period nonetheless.
func (o *Office) AllReadOrLate(when time.Time) (bool, error) {
	if !o.Now.Before(when.Add(unreadGrace)) {
		return true, nil
	}
	read, err := o.AllRead(when)
	if !read {
		o.Again(when.Add(unreadGrace))
	}
	return read, err
}

// Began returns when the log began: before that it watched nothing, and what was due may
// have been sent by a log that was lost. A log that has opened no folder yet begins now.
func (o *Office) Began(ctx context.Context) (time.Time, error) {
	began, err := o.Store.Began(ctx)
	if began.IsZero() && len(o.Config.Folders) > 0 {
		began = o.Now
	}
	return began, err
}

// Today returns the day of the look where the project is, as 2026-03-06.
func (o *Office) Today(p *Project) string { return o.Now.In(p.Zone).Format(time.DateOnly) }
