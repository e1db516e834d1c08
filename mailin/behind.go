package mailin

import (
	"context"
	"errors"
	"sync"
	"time"

	"rapport/store"
)

// A mail of a stranger, whose key has to be looked up, is read behind the others: its name
// servers may take as long as they like, and nobody we know waits for them.

const (
	mostBehind    = 4096        // mails that wait behind; more are logged without the look-up
	behindWorkers = 8           // mails that are looked up at a time
	longestBehind = time.Minute // that one waits; after that it is logged without the look-up
)

// waitingMail is a mail whose sender is verified behind the others.
type waitingMail struct {
	id    int64
	since time.Time
}

// behind reads mail of strangers.
type behind struct {
	in      *Intake
	waiting chan waitingMail
	workers sync.WaitGroup
	failed  chan error // has the first error of the store
}

// newBehind starts the workers. They end when ctx is done, or all is read after close.
func (in *Intake) newBehind(ctx context.Context) *behind {
	b := &behind{in: in, waiting: make(chan waitingMail, mostBehind), failed: make(chan error, 1)}
	for range behindWorkers {
		b.workers.Go(func() {
			for w := range b.waiting {
				if ctx.Err() != nil {
					return // the next process reads the rest
				}
				if err := b.read(ctx, w); err != nil {
					select {
					case b.failed <- err:
					default:
					}
					return
				}
			}
		})
	}
	return b
}

// add has a mail read behind the others, and reports whether there is room for it.
func (b *behind) add(id int64) bool {
	select {
	case b.waiting <- waitingMail{id, b.in.now()}:
		return true
	default:
		return false
	}
}

// close waits until all is read, and returns the first error of the store.
func (b *behind) close() error {
	close(b.waiting)
	b.workers.Wait()
	select {
	case err := <-b.failed:
		return err
	default:
		return nil
	}
}

func (b *behind) read(ctx context.Context, w waitingMail) error {
	raw, about, err := b.in.store.RawMail(ctx, w.id)
	if errors.Is(err, store.ErrErased) || ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	verifier := b.in.verifier.Load()
	if b.in.now().Sub(w.since) > longestBehind {
		verifier = verifier.Cached()
	}
	m := ReadWith(raw, about.Received, *b.in.limits.Load(), b.in.known(ctx))
	m.Arrival = about.Arrival
	m.Auth = verifier.Evidence(ctx, raw, m, about.Origin)
	if ctx.Err() != nil {
		return nil
	}
	m.Suggested = b.in.suggest(ctx, m)
	return b.in.record(ctx, []arrival{b.in.arrived(ctx, w.id, raw, m, identity(raw))})
}
