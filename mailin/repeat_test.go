package mailin

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"rapport/store"
)

func TestIntake_aFatalErrorEndsTheLoopAndOthersAreTriedAgain(t *testing.T) {
	t.Parallel()
	for _, fatal := range []error{store.ErrCorrupt, store.ErrUncertain} {
		t.Run(fatal.Error(), func(t *testing.T) {
			in, _ := intake(t)
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				err := in.repeat(t.Context(), "learn", time.Minute, "failed", func(context.Context) error {
					if calls++; calls < 3 {
						return errors.New("the disk is slow")
					}
					return fmt.Errorf("read the log: %w", fatal)
				})
				if !errors.Is(err, fatal) || calls != 3 {
					t.Errorf("%v after %d calls, want %v after 3", err, calls, fatal)
				}
			})
		})
	}
}
