// Package outbox sends what is queued: it takes deliveries from the store, hands
// them to their relay, and records the outcome of each attempt.
package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"rapport/store"
)

// Heartbeat is called by a loop to report progress. The loop promises to call it
// again within the given time.
type Heartbeat func(loop string, within time.Duration)

// Outbox sends mail by all relays.
type Outbox struct {
	config Config
	store  *store.Store
	now    func() time.Time
	log    *slog.Logger
	beat   Heartbeat
}

// New returns an Outbox that sends what is queued in s. Pauses and the pace go by
// now; the time limits of a transaction go by the machine's clock.
func New(s *store.Store, c Config, now func() time.Time, log *slog.Logger, beat Heartbeat) *Outbox {
	return &Outbox{config: c, store: s, now: now, log: log, beat: beat}
}

// Run sends until ctx is done, then lets an open transaction finish if it does so
// within 5 seconds. It returns an error if the Config is invalid or the store fails.
func (o *Outbox) Run(ctx context.Context) error {
	if err := o.config.Validate(); err != nil {
		return fmt.Errorf("start the outbox: %w", err)
	}
	var names []string
	for _, r := range o.config.Relays {
		names = append(names, r.Server.Name)
	}
	var pulledIn int64
	err := store.Patiently(ctx, o.waiting("outbox"), func() (err error) {
		pulledIn, err = o.store.Recover(ctx, names)
		return err
	})
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	o.tellPulledIn(pulledIn)
	group, ctx := errgroup.WithContext(ctx)
	for _, r := range o.config.Relays {
		w := &worker{Relay: r, outbox: o, log: o.log.With("relay", r.Server.Name), clock: o.wall(), doubted: map[int64]int{}}
		group.Go(func() error { return w.run(ctx) })
	}
	return group.Wait()
}

// wall returns the time without the reading of the monotonic clock: differences of times that
// have it go by that clock, which nobody sets back.
func (o *Outbox) wall() time.Time { return o.now().Round(0) }

// waiting returns what store.Patiently calls while the database cannot be written to: it
// logs that once, and keeps the loop's heartbeat going.
func (o *Outbox) waiting(loop string) func(error, time.Duration) {
	told := false
	return func(err error, wait time.Duration) {
		o.beat(loop, wait+2*time.Minute)
		if !told {
			o.log.Warn("the database cannot be written to; nothing is sent until it can", "error", err)
		}
		told = true
	}
}

// tellPulledIn logs that deliveries were planned while the clock was wrong.
func (o *Outbox) tellPulledIn(n int64) {
	if n > 0 {
		o.log.Warn("the clock was ahead when mail was put off; that mail is sent now", "mails", n)
	}
}
