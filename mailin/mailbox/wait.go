package mailbox

import (
	"context"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Wait returns true as soon as the server reports new mail in the folder, and otherwise
// returns after max. If the server has no IDLE (RFC 2177), it only waits. It returns at
// once if mail has arrived since Select. Mail may also arrive unannounced: search after
// Wait, whatever it returns.
func (s *Session) Wait(ctx context.Context, max time.Duration) (changed bool, err error) {
	until := time.Now().Add(max)
	for round := firstIdle; ; round *= 2 {
		select {
		case <-s.wire.wake:
			return true, nil
		default:
		}
		left := time.Until(until)
		switch {
		case left <= 0:
			return false, nil
		case s.poll || !s.caps.Has(imap.CapIdle):
			return s.waitWithoutIdle(ctx, left)
		}
		// The answer to DONE after each round shows that the server is alive.
		round = min(round, s.config.Timeouts.Idle)
		err := s.idle(ctx, min(left, round))
		if refusal(err) != nil {
			s.poll = true
		} else if err != nil {
			return false, err
		}
	}
}

// firstIdle is how long the first round of IDLE lasts; each is twice as long as the one
// before. Some servers do not report mail that arrives just as IDLE begins until it ends.
const firstIdle = time.Second

// idle stays in IDLE until mail arrives, or for d.
func (s *Session) idle(ctx context.Context, d time.Duration) error {
	return s.do(ctx, "wait for mail of", 0, func() error {
		command, err := s.client.Idle()
		if err != nil {
			return err
		}
		s.wire.wait(0)
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-s.wire.wake:
			s.wire.wakeUp()
		case <-s.wire.closed:
		}
		s.wire.wait(s.config.Timeouts.Progress)
		if err := command.Close(); err != nil {
			return err
		}
		return command.Wait()
	})
}

func (w *wire) wakeUp() {
	select {
	case w.wake <- struct{}{}:
	default: // it is awake
	}
}

// waitWithoutIdle waits without talking to the server.
func (s *Session) waitWithoutIdle(ctx context.Context, d time.Duration) (changed bool, err error) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return false, nil
	case <-s.wire.wake:
		return true, nil
	case <-s.wire.closed:
		return false, s.wrapError(ctx, "wait for mail of", errClosed)
	case <-ctx.Done():
		return false, fmt.Errorf("wait for mail of %s: %w", s.name(), ctx.Err())
	}
}
