package store

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestChanges_tellsOfEveryCommit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		open := func() *Store {
			t.Helper()
			s, err := Open(t.Context(), Config{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			return s
		}
		s, other := open(), open()
		one, leaveOne := s.Changes()
		defer leaveOne()
		two, leaveTwo := s.Changes()
		woken := func(c <-chan struct{}, within time.Duration) bool {
			select {
			case <-c:
				return true
			case <-time.After(within):
				return false
			}
		}
		writes := func(s *Store) {
			t.Helper()
			err := s.Update(t.Context(), func(tx *Tx) error {
				_, err := tx.AddAction(Action{Project: "ACME", What: "List", Actor: "test"})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if woken(one, time.Hour) {
			t.Error("woken by nothing")
		}
		writes(s)
		if !woken(one, time.Millisecond) || !woken(two, time.Millisecond) {
			t.Error("a commit was not told to everybody at once")
		}
		for range 3 {
			writes(s)
		}
		if !woken(one, time.Millisecond) || woken(one, time.Minute) {
			t.Error("commits before the first was noticed are not one")
		}
		failure := errors.New("no")
		if err := s.Update(t.Context(), func(*Tx) error { return failure }); !errors.Is(err, failure) {
			t.Fatal(err)
		}
		if woken(one, time.Minute) {
			t.Error("woken by a transaction that was not committed")
		}
		woken(two, time.Millisecond)
		writes(other)
		if !woken(one, 2*watchEvery) || !woken(two, time.Millisecond) {
			t.Error("the commit of another process was not noticed")
		}
		leaveTwo()
		leaveTwo() // a second time does nothing
		writes(s)
		if !woken(one, time.Millisecond) || woken(two, time.Minute) {
			t.Error("who has left is woken, or who has not is not")
		}
	})
}

func TestNextDelivery_isThatOfTheRelay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	s, err := Open(t.Context(), Config{Dir: t.TempDir(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	next := func(relay string) time.Time {
		t.Helper()
		when, err := s.NextDelivery(context.Background(), relay)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	if when := next("main"); !when.IsZero() {
		t.Errorf("of an empty outbox: %s", when)
	}
	raw := s.Pack([]byte("Subject: x\r\n\r\nx\r\n"), time.Time{}, "rapport")
	err = s.Update(t.Context(), func(tx *Tx) error {
		_, err := tx.Enqueue(OutgoingMail{Key: "1", Purpose: "report", Project: "ACME", Relay: "main", Message: &Message{SHA256: raw.SHA256, MessageID: "1@x"}, Raw: raw, Recipients: []string{"a@b.example"}, Expires: now.Add(time.Hour)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if when := next("main"); !when.Equal(now) {
		t.Errorf("what is queued may be sent at %s, want %s", when, now)
	}
	if when := next("other"); !when.IsZero() {
		t.Errorf("another relay has mail at %s", when)
	}
	claimed, err := s.Claim(t.Context(), "main", 10, SendRules{RateLimit: RateLimit{PerTenMinutes: 10, PerRecipientHour: 10}})
	if err != nil || len(claimed) != 1 {
		t.Fatal(claimed, err)
	}
	if when := next("main"); !when.IsZero() {
		t.Errorf("what is being sent may be sent at %s", when)
	}
	if err := s.FinishAttempt(t.Context(), claimed[0].ID, AttemptResult{Outcome: AttemptDeferred, Wait: 5 * time.Minute}); err != nil {
		t.Fatal(err)
	}
	if when := next("main"); !when.Equal(now.Add(5 * time.Minute)) {
		t.Errorf("what was deferred may be sent at %s", when)
	}
}
