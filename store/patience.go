package store

import (
	"context"
	"errors"
	"time"
)

// IsPassing reports whether err will pass without anybody's help to the process: another one
// keeps the database locked, or its disk is full. Nothing of what was tried was kept.
func IsPassing(err error) bool { return errors.Is(err, ErrBusy) || errors.Is(err, ErrFull) }

// Patiently calls do until it returns another error than one that passes, or nil, and returns
// that. Before each wait it calls waiting with the error and the wait. When ctx is done it
// returns the last error.
func Patiently(ctx context.Context, waiting func(error, time.Duration), do func() error) error {
	for wait := time.Second; ; wait = min(2*wait, 15*time.Second) {
		err := do()
		if !IsPassing(err) {
			return err
		}
		waiting(err, wait)
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return err
		}
	}
}
