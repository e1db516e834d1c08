package due

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
)

// Rehearsal runs the duties over a copy of the log, by a clock that leaps to the next time at which
// something is due. It sends nothing: mail that a relay would get counts as sent. No mail arrives
// but the replies that the rules want, and no other system is asked.
type Rehearsal struct {
	clock  atomic.Int64 // milliseconds
	log    *slog.Logger
	people []agrees // who will reply
}

// RehearsedMail is a mail that would be sent.
type RehearsedMail struct {
	At        time.Time
	Project   string
	Purpose   string // the name of its template
	Recipient string
	Subject   string
	Held      bool // the configuration holds it back: only_to does not name its recipient
}

// RehearsalRules say how a rehearsal goes.
type RehearsalRules struct {
	Until time.Time
	Send  store.SendRules
	// Each is called for each mail, in order.
	Each func(RehearsedMail)
	// Agree is how long after a mail everybody agrees to what it asks; 0: nobody replies.
	Agree time.Duration
}

// NewRehearsal returns a Rehearsal that begins at a time. The store of the copy is opened with its
// Now.
func NewRehearsal(begin time.Time, log *slog.Logger) *Rehearsal {
	r := &Rehearsal{log: slog.New(warnings{log.Handler()})}
	r.clock.Store(begin.UnixMilli())
	return r
}

// Now returns the time that it has reached.
func (r *Rehearsal) Now() time.Time { return time.UnixMilli(r.clock.Load()) }

// warnings is a handler that leaves out what is no trouble: the mails are listed by themselves.
type warnings struct{ slog.Handler }

// Enabled reports whether a level is that of trouble, and is logged.
func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

const (
	rehearsedEvery = 6 * time.Hour    // at least, every duty runs
	rehearsedRetry = 10 * time.Minute // of mail that waits in the outbox
	mostAtOnce     = 50               // looks without any time passing
	mostTaken      = 100              // deliveries at a time
)

// ErrRehearsalLoop means that the duties of one moment never finish.
var ErrRehearsalLoop = errors.New("the duties never finish at one moment")

// Run rehearses over a copy of the log until the time of rules.Until, or until ctx is done. It
// logs a failure of one object and goes on with the others.
func (r *Rehearsal) Run(ctx context.Context, s *store.Store, c Config, rules RehearsalRules) error {
	c.Folders, c.Projects = nil, slices.Clone(c.Projects) // no mail comes: all of it is read
	for i := range c.Projects {
		c.Projects[i].Tracker = nil
	}
	if err := c.Validate(); err != nil {
		return fmt.Errorf("start to rehearse: %w", err)
	}
	d := New(s, c, r.Now, r.log, func(string, time.Duration) {})
	changes, leave := s.Changes()
	defer leave()
	plan := newPlan(len(d.duties), rehearsedEvery)
	for looks := 1; !r.Now().After(rules.Until); looks++ {
		done, err := d.settle(ctx, d.duties, plan, changes)
		if err != nil || ctx.Err() != nil {
			return cmp.Or(err, ctx.Err())
		}
		d.finish(ctx, d.duties, done)
		for _, one := range done {
			if err := d.report(plan, d.duties[one.duty], one.failures); err != nil {
				return err
			}
			plan.ran(one.duty, one.office, false)
		}
		waiting, err := r.send(ctx, s, &c, rules)
		if err != nil {
			return err
		}
		again := plan.next()
		if waiting {
			again = earlier(again, r.Now().Add(rehearsedRetry))
		}
		if reply, err := r.reply(ctx, s); err != nil {
			return err
		} else if !reply.IsZero() {
			again = earlier(again, reply)
		}
		switch {
		case isTaken(changes):
			if looks == mostAtOnce {
				return fmt.Errorf("rehearse %s: %w", r.Now().Format(time.RFC3339), ErrRehearsalLoop)
			}
			plan.all()
		case again.After(r.Now()):
			looks = 0
			r.clock.Store(again.UnixMilli())
		default:
			looks = 0
			r.clock.Add(1)
		}
	}
	return nil
}

// send takes what may be sent now out of the outbox, and reports whether anything waits there.
func (r *Rehearsal) send(ctx context.Context, s *store.Store, c *office.Config, rules RehearsalRules) (waiting bool, err error) {
	tell := func(d store.Delivery, held bool) {
		rules.Each(RehearsedMail{At: r.Now(), Project: d.Project, Purpose: d.Purpose, Recipient: d.Recipient, Subject: d.Subject, Held: held})
	}
	rules.Send.OnHeld = func(d store.Delivery) { tell(d, true) }
	var relays []string
	for _, p := range c.Projects {
		if p.Relay != "" && !slices.Contains(relays, p.Relay) {
			relays = append(relays, p.Relay)
		}
	}
	for _, relay := range relays {
		for {
			claimed, err := s.Claim(ctx, relay, mostTaken, rules.Send)
			if errors.Is(err, store.ErrRateLimit) {
				break
			}
			if err != nil {
				return false, err
			}
			for _, one := range claimed {
				if err := s.MarkFinishing(ctx, one.ID); err != nil {
					return false, err
				}
				if err := s.FinishAttempt(ctx, one.ID, store.AttemptResult{Outcome: store.AttemptSent, Stage: "rehearsal", Code: 250, Reply: "not sent: this is a rehearsal"}); err != nil {
					return false, err
				}
				tell(one, false)
				r.expect(rules.Agree, one)
			}
			if len(claimed) == 0 {
				break
			}
		}
	}
	ready, err := s.Outbox(ctx, store.OutboxQuery{State: store.DeliveryReady, Limit: 1})
	return len(ready) > 0, err
}

// next returns when the first of the duties is due.
func (p *plan) next() time.Time {
	at := p.runs[0].next
	for _, r := range p.runs[1:] {
		at = earlier(at, r.next)
	}
	return at
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
