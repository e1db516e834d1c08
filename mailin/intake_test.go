package mailin

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/classify"
	"rapport/mailin/mime"
	"rapport/store"
)

// intake returns an Intake into a new store, which nothing reads from yet.
func intake(t testing.TB) (*Intake, *store.Store) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return newIntake(t, s), s
}

// newIntake is a process that begins on an existing store.
func newIntake(t testing.TB, s *store.Store) *Intake {
	t.Helper()
	directory, err := classify.New(classify.Config{LogAddress: "log@agency.example", Projects: []store.Project{{
		Code: "ACME", Contacts: []store.Contact{{Name: "Wang", Role: store.RoleClient, Addresses: []string{"wang@client.example"}}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return NewIntake(s, directory, mime.DefaultLimits(), slog.New(slog.DiscardHandler), func(string, time.Duration) {}, time.Now)
}

func mailNumber(n int) IncomingMail {
	return IncomingMail{Raw: fmt.Appendf(nil, "From: wang@client.example\r\nMessage-ID: <%d@client.example>\r\nSubject: mail %[1]d\r\n\r\nnews\r\n", n), Origin: "test"}
}

func entries(t testing.TB, s *store.Store) (list []store.Entry) {
	t.Helper()
	if err := s.Log(t.Context(), store.LogQuery{}, func(e store.Entry) error { list = append(list, e); return nil }); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestIntake_whatIsKeptIsReadByTheNextProcess(t *testing.T) {
	t.Parallel()
	in, s := intake(t)
	batch := []IncomingMail{in.Pack(mailNumber(1)), in.Pack(mailNumber(2))}
	if fresh, err := in.StoreBatch(t.Context(), 0, batch); err != nil || fresh != 2 {
		t.Fatalf("%d kept as new, %v", fresh, err)
	}
	if list := entries(t, s); len(list) != 0 {
		t.Fatalf("%d entries before anything was read", len(list))
	}
	next := newIntake(t, s)
	next.Close()
	if err := next.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if list := entries(t, s); len(list) != 2 || list[0].Project != "ACME" {
		t.Errorf("entries after the restart: %+v", list)
	}
}

func TestIntake_aMailThatEndsTheProcessIsLoggedAsUnreadable(t *testing.T) {
	t.Parallel()
	in, s := intake(t)
	if _, err := in.StoreBatch(t.Context(), 0, []IncomingMail{in.Pack(mailNumber(1))}); err != nil {
		t.Fatal(err)
	}
	ids, err := s.Pending(t.Context(), 0, 10)
	if err != nil || len(ids) != 1 {
		t.Fatalf("to read: %v, %v", ids, err)
	}
	for range store.MaxAttempts { // as many processes that died at it
		if _, err := s.CountReadAttempt(t.Context(), ids[0]); err != nil {
			t.Fatal(err)
		}
	}
	next := newIntake(t, s)
	next.Close()
	if err := next.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	list := entries(t, s)
	if len(list) != 1 || list[0].Kind != store.KindUnparsed || !strings.Contains(list[0].Unparsed, "ended 3 times") {
		t.Errorf("entries %+v", list)
	}
}

func TestIntake_feedIsIdempotent(t *testing.T) {
	t.Parallel()
	in, s := intake(t)
	for round, want := range []int{500, 0} {
		fresh := 0
		err := in.Feed(t.Context(), func(add func(IncomingMail) error) error {
			for n := range 500 {
				if err := add(mailNumber(n)); err != nil {
					return err
				}
			}
			return nil
		}, func(all, f int) { fresh += f })
		if err != nil || fresh != want {
			t.Fatalf("round %d: %d new, %v; want %d", round, fresh, err, want)
		}
		in = newIntake(t, s)
	}
	if list := entries(t, s); len(list) != 500 {
		t.Errorf("%d entries, want 500", len(list))
	}
}

func TestIntake_keepDoesNotWaitForADeadReader(t *testing.T) {
	t.Parallel()
	in, s := intake(t)
	ctx, cancel := context.WithCancel(t.Context())
	for n := range 1 { // as many batches as may wait
		if _, err := in.StoreBatch(ctx, 0, []IncomingMail{in.Pack(mailNumber(n))}); err != nil {
			t.Fatal(err)
		}
	}
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := in.StoreBatch(ctx, 0, []IncomingMail{in.Pack(mailNumber(9))}); err == nil {
		t.Error("Keep does not say that it was cancelled")
	}
	if ids, err := s.Pending(t.Context(), 0, 10); err != nil || len(ids) != 2 {
		t.Errorf("%d mails to read, %v; want 2: what is committed stays", len(ids), err)
	}
}

func TestIntake_outlastsALockedDatabase(t *testing.T) {
	t.Parallel()
	in, s := intake(t)
	if _, err := in.StoreBatch(t.Context(), 0, []IncomingMail{in.Pack(mailNumber(1))}); err != nil {
		t.Fatal(err)
	}
	other, err := store.Open(t.Context(), store.Config{Dir: filepath.Dir(s.Path())})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	held, released := make(chan struct{}), make(chan error, 1)
	go func() {
		released <- other.Update(context.Background(), func(*store.Tx) error {
			close(held)
			time.Sleep(6500 * time.Millisecond) // longer than a statement waits for the lock
			return nil
		})
	}()
	<-held
	next := newIntake(t, s)
	next.Close()
	if err := next.Run(t.Context()); err != nil {
		t.Errorf("the reader ended while the database was locked: %v", err)
	}
	if err := <-released; err != nil {
		t.Fatal(err)
	}
	if list := entries(t, s); len(list) != 1 {
		t.Errorf("%d entries, want 1", len(list))
	}
}
