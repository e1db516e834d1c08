package mailin

import (
	"context"
	"math/rand/v2"
	"time"
)

// backoff is a wait that doubles with every consecutive failure, from first to last, plus
// or minus a fifth so that many clients do not return at once.
type backoff struct {
	first, last time.Duration
	failures    int
}

// next returns the wait before the next attempt.
func (b *backoff) next() time.Duration {
	wait := b.last
	if b.failures < 30 && b.first<<b.failures < b.last {
		wait = b.first << b.failures
	}
	b.failures++
	return time.Duration(float64(wait) * (0.8 + 0.4*rand.Float64()))
}

// reset ends the row of failures.
func (b *backoff) reset() { b.failures = 0 }

// sleep waits for d, or until ctx is done.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
