package main

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
		{nil, exitOK},
		{errors.New("something"), exitFailure},
		{fmt.Errorf("read: %w", &configError{}), exitFailure}, // until somebody says so:
		{fmt.Errorf("read: %w", withExit(exitConfig, &configError{})), exitConfig},
		{withExit(exitUnavailable, fmt.Errorf("open: %w", fs.ErrPermission)), exitUnavailable},
		{withExit(exitUnavailable, nil), exitOK},
		{withExit(exitOK, errSilent), exitOK},
		{fmt.Errorf("open: %w", store.ErrNewer), exitConfig},
		{fmt.Errorf("open: %w", store.ErrBusy), exitTemporary},
		{fmt.Errorf("keep: %w", store.ErrUncertain), exitIO},
		{fmt.Errorf("open: %w", fs.ErrPermission), exitPermission},
		{fmt.Errorf("open: %w", fs.ErrNotExist), exitNoInput},
		{fmt.Errorf("serve: %w", context.Canceled), exitInterrupted},
	} {
		if got := exitCode(test.err); got != test.want {
			t.Errorf("exitCode(%v) = %d, want %d", test.err, got, test.want)
		}
	}
}
