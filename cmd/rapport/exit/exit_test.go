package exit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"rapport/store"
)

func TestExitCode(t *testing.T) {
	for _, test := range []struct {
		err  error
		want int
	}{
		{nil, OK},
		{errors.New("something"), Failure},
		{fmt.Errorf("read: %w", errors.New("the configuration is wrong")), Failure}, // until somebody says so:
		{fmt.Errorf("read: %w", With(Config, errors.New("the configuration is wrong"))), Config},
		{With(Unavailable, fmt.Errorf("open: %w", fs.ErrPermission)), Unavailable},
		{With(Unavailable, nil), OK},
		{With(OK, ErrSilent), OK},
		{fmt.Errorf("open: %w", store.ErrNewer), Config},
		{fmt.Errorf("open: %w", store.ErrBusy), Temporary},
		{fmt.Errorf("keep: %w", store.ErrUncertain), IO},
		{fmt.Errorf("open: %w", fs.ErrPermission), Permission},
		{fmt.Errorf("open: %w", fs.ErrNotExist), NoInput},
		{fmt.Errorf("serve: %w", context.Canceled), Interrupted},
	} {
		if got := Code(test.err); got != test.want {
			t.Errorf("exitCode(%v) = %d, want %d", test.err, got, test.want)
		}
	}
}
