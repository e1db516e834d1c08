package mailin

import (
	"context"
	"errors"
	"time"

	"rapport/store"
)

// repeat calls do at once and then at every interval, until ctx is done. An error is logged
// as failure and do is called again, unless the error is fatal: then repeat returns it.
func (in *Intake) repeat(ctx context.Context, loop string, interval time.Duration, failure string, do func(context.Context) error) error {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		in.heartbeat(loop, interval+5*time.Minute)
		if err := do(ctx); err != nil && ctx.Err() == nil {
			if isFatal(err) {
				return err
			}
			in.log.Error(failure, "error", err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// isFatal reports whether the process must end after err: the database is damaged, or only
// reading it again can tell what is in it.
func isFatal(err error) bool {
	return errors.Is(err, store.ErrUncertain) || errors.Is(err, store.ErrCorrupt)
}

// patiently calls do for as long as the database cannot be written to: what is stored stays
// stored, and is read when it can.
func (in *Intake) patiently(ctx context.Context, do func() error) error {
	told := false
	return store.Patiently(ctx, func(err error, wait time.Duration) {
		in.heartbeat("intake", 5*time.Minute)
		if !told {
			in.log.Warn("the database cannot be written to; mail is read when it can", "error", err)
		}
		told = true
	}, do)
}
