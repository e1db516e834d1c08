// Package due finds what is due now, renders it and queues it. Each kind of mail is a
// duty in a package of its own; this package runs them all. It keeps no state of its
// own: what was done is in the store, written in the same transaction as the mail that
// did it, so that nothing is done twice however often the duties run.
package due

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
)

// What cmd/rapport configures; see package office.
type (
	Config  = office.Config
	Project = office.Project
	Folder  = office.Folder
	Terms   = office.Terms
	Clock   = office.Clock
	Surveys = office.Surveys
)

// Due runs every duty.
type Due struct {
	store  *store.Store
	config atomic.Pointer[Config]
	now    func() time.Time
	log    *slog.Logger
	beat   func(loop string, within time.Duration)
	duties []Duty
}

// New returns a Due that queues into s. Its loop calls beat as a sign of life: it will
// call again within the time it names.
func New(s *store.Store, c Config, now func() time.Time, log *slog.Logger, beat func(loop string, within time.Duration)) *Due {
	d := &Due{store: s, now: now, log: log, beat: beat, duties: duties()}
	d.config.Store(&c)
	return d
}

// SetConfig puts another configuration in force.
func (d *Due) SetConfig(c Config) { d.config.Store(&c) }

// Run runs the duties until ctx is done. What goes wrong with one object is logged and
// hinders no other; only an error of the store that must end the process is returned.
func (d *Due) Run(ctx context.Context) error {
	logged := map[string]bool{} // the errors of the look before
	for ctx.Err() == nil {
		poll := d.config.Load().Poll
		d.beat("due", poll+5*time.Minute)
		now := map[string]bool{}
		for _, err := range d.RunOnce(ctx) {
			if errors.Is(err, store.ErrUncertain) || errors.Is(err, store.ErrCorrupt) {
				return err
			}
			now[err.Error()] = true
			if ctx.Err() == nil && !logged[err.Error()] {
				d.log.Error("a scheduled task failed and will be retried", "error", err)
			}
		}
		logged = now
		timer := time.NewTimer(poll)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
	}
	return nil
}

// RunOnce runs every duty once, and returns what could not be done.
func (d *Due) RunOnce(ctx context.Context) (failures []error) {
	for _, duty := range d.duties {
		o := d.office(ctx)
		for _, err := range d.runDuty(ctx, o, duty) {
			failures = append(failures, fmt.Errorf("%s: %w", duty.Name(), err))
		}
	}
	return failures
}

// runDuty runs a duty, and sends its receipts.
func (d *Due) runDuty(ctx context.Context, o *office.Office, duty Duty) (failures []error) {
	if r, ok := duty.(Runner); ok {
		failures = r.Run(ctx, o)
	}
	if c, ok := duty.(Correspondent); ok {
		for _, receipts := range c.Receipts() {
			failures = append(failures, sendReceipts(ctx, o, receipts)...)
		}
	}
	return failures
}

// office returns an Office for a look now.
func (d *Due) office(ctx context.Context) *office.Office {
	return office.New(ctx, d.store, d.config.Load(), d.log, d.now())
}
