package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestPatiently(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []struct {
		name    string
		errs    []error // of one call after another
		want    error
		waits   int
		waiting time.Duration
	}{
		{"nothing to wait for", []error{nil}, nil, 0, 0},
		{"locked for a while", []error{fmt.Errorf("begin: %w", ErrBusy), ErrBusy, nil}, nil, 2, 3 * time.Second},
		{"full, then locked, then broken", []error{ErrFull, ErrBusy, broken}, broken, 2, 3 * time.Second},
		{"locked until it is told to stop", []error{ErrBusy}, ErrBusy, 9, 75 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 75*time.Second)
			defer cancel()
			began, calls, waits := time.Now(), 0, 0
			err := Patiently(ctx, func(error, time.Duration) { waits++ }, func() error {
				calls++
				return c.errs[min(calls, len(c.errs))-1]
			})
			if !errors.Is(err, c.want) || waits < c.waits-2 || waits > c.waits || time.Since(began) != c.waiting {
				t.Errorf("%s: %v after %d waits and %s; want %v after %d and %s", c.name, err, waits, time.Since(began), c.want, c.waits, c.waiting)
			}
		})
	}
}
