package store

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/store/sqlite"
)

// A copy that is made while somebody writes and somebody reads has all that was committed
// before it began, and is not damaged.
func TestBackup_isWholeWhileOthersWriteAndRead(t *testing.T) {
	t.Parallel()
	s := open(t)
	slow, err := s.reader.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Rollback()
	var n int
	if err := slow.QueryRow(`SELECT count(*) FROM event`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	committed := make(chan int, 1)
	stop := make(chan struct{})
	done := make(chan error, 1)
	go func() {
		for i := 1; ; i++ {
			err := s.Update(context.Background(), func(tx *Tx) error {
				_, err := tx.Spend(EffectTellPM, strings.Repeat("x", i%50+1)+"@acme.example", "2026-03-06", 1<<30)
				return err
			})
			if err != nil {
				done <- err
				return
			}
			select {
			case <-committed:
			default:
			}
			committed <- i
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
		}
	}()
	for i := range 5 {
		before := <-committed
		path := filepath.Join(t.TempDir(), "copy.db")
		if err := s.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		if err := s.Backup(t.Context(), path); !errors.Is(err, fs.ErrExist) {
			t.Errorf("a second copy under the same name: %v", err)
		}
		copied, err := sqlite.OpenReader(path, sqlite.Hooks{})
		if err != nil {
			t.Fatal(err)
		}
		var spent int
		err = copied.QueryRow(`SELECT coalesce(sum(used), 0) FROM allowance`).Scan(&spent)
		if err = errors.Join(err, sqlite.Check(t.Context(), copied), copied.Close()); err != nil {
			t.Fatal(err)
		}
		if spent < before {
			t.Errorf("copy %d has %d of the %d that were committed before", i, spent, before)
		}
	}
	close(stop)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// Whatever it interrupts, a start that is asked to stop says so, and no more.
func TestOpen_interruptedAnywhereIsCancelled(t *testing.T) {
	t.Parallel()
	for after, failed := time.Duration(0), true; failed; after += time.Millisecond {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		s, err := Open(ctx, Config{Dir: t.TempDir(), Now: time.Now})
		cancel()
		if failed = err != nil; failed && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after %s: %v", after, err)
		}
		if s != nil {
			s.Close()
		}
		if after > 20*time.Second {
			t.Fatal("it never opens")
		}
	}
}
