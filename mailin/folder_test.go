package mailin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"rapport/classify"
	"rapport/mailin/mailbox"
	"rapport/mailin/mime"
	"rapport/store"
)

// folder returns the daemon's folder, with its reader running until the test ends.
func (s *stage) folder() *Folder {
	directory, err := classify.New(classify.Config{LogAddress: "log@agency.example"})
	if err != nil {
		s.Fatal(err)
	}
	beat := func(string, time.Duration) {}
	in := NewIntake(s.store, directory, mime.DefaultLimits(), slog.New(slog.DiscardHandler), beat, time.Now)
	done := make(chan error, 1)
	ctx, cancel := context.WithCancel(s.Context())
	go func() { done <- in.Run(ctx) }()
	s.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			s.Error(err)
		}
	})
	return s.account.FoldersOf(s.store, in, slog.New(slog.DiscardHandler), beat, func(Health) {})[0]
}

// logged waits until n mails are in the log, and returns their bytes.
func (s *stage) logged(n int) map[string]int {
	s.Helper()
	bodies := map[string]int{}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		clear(bodies)
		count := 0
		err := s.store.Log(s.Context(), store.LogQuery{}, func(e store.Entry) error {
			raw, _, err := s.store.RawMail(s.Context(), e.Message)
			bodies[string(raw)]++
			count++
			return err
		})
		if err != nil {
			s.Fatal(err)
		}
		if count >= n || time.Now().After(deadline) {
			return bodies
		}
	}
}

// holds checks that the log has just these mails, byte for byte, each once.
func (s *stage) holds(mails [][]byte) {
	s.Helper()
	got := s.logged(len(mails))
	for _, raw := range mails {
		if got[string(raw)] != 1 {
			s.Errorf("a mail of %d bytes is in the log %d times: %.60q…", len(raw), got[string(raw)], raw)
		}
		delete(got, string(raw))
	}
	for raw, n := range got {
		s.Errorf("in the log, %d times, and never sent: %d bytes, %.60q…", n, len(raw), raw)
	}
}

func TestFolder_everyMailIsLoggedOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		mails := s.deliver(300, "first")
		f := s.folder()
		for range 3 {
			if err := f.SyncOnce(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		s.holds(mails)
		mails = append(mails, s.deliver(5, "later")...)
		if err := f.SyncOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.holds(mails)
	})
}

func TestFolder_newMailWakesIt(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		if s.user != nil { // over Graph it has to look
			s.account.Poll = time.Hour
		}
		f := s.folder()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- f.Run(ctx) }()
		mails := s.deliver(1, "before")
		s.holds(mails)
		for i := range 3 {
			mails = append(mails, s.deliver(1, fmt.Sprint("while it waits ", i))...)
			s.holds(mails)
		}
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run ends with %v", err)
		}
	})
}

func TestFolder_renumberedMailIsNotLoggedTwice(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		mails := s.deliver(20, "the same bytes")
		f := s.folder()
		if err := f.SyncOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			// Deleted and made again, the folder has another UIDVALIDITY.
			s.server.renumber()
			s.deliver(20, "the same bytes")
			if err := f.SyncOnce(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		s.holds(mails)
		boxes, err := s.store.Mailboxes(t.Context())
		if err != nil || len(boxes) != 1 || boxes[0].Epoch != 4 || boxes[0].Messages != 20 {
			t.Errorf("mailboxes %+v, %v; want 20 sightings in epoch 4", boxes, err)
		}
	})
}

// What the folder holds at the first look is known as history, also where a later process
// reads it; what comes afterwards is not.
func TestFolder_firstReadingIsKnownAsOne(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		s.deliver(2, "before")
		f := s.folder()
		if err := f.SyncOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.deliver(3, "while it is watched")
		if err := f.SyncOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.logged(5)
		got := map[store.Arrival]int{}
		for id := int64(1); id <= 5; id++ {
			_, raw, err := s.store.RawMail(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			got[raw.Arrival]++
		}
		if got[store.ArrivedBefore] != 2 || got[store.ArrivedWatched] != 3 {
			t.Errorf("%v", got)
		}
	})
}

func TestFolder_dropAtAnyByteLosesNothing(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		mails := s.deliver(12, strings.Repeat("0123456789\r\n", 300))
		f := s.folder()
		for offset := int64(1); offset < 50_000; offset += 997 {
			s.through.cutAfter(offset)
			f.watch(t.Context(), func() bool { return false })
		}
		s.through.cutAfter(0)
		if err := f.SyncOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.holds(mails)
		if troubles, err := s.store.FetchProblems(t.Context()); err != nil || len(troubles) != 0 {
			t.Errorf("left in trouble: %+v, %v", troubles, err)
		}
	})
}

func TestFolder_aMailThatBreaksTheConnectionIsSetAside(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		mails := s.deliver(30, "good")
		s.deliver(1, "POISON")
		mails = append(mails, s.deliver(30, "good as well")...)
		s.through.breakAt("POISON")
		f := s.folder()
		for range 10 {
			f.watch(t.Context(), func() bool { return false })
		}
		s.holds(mails)
		troubles, err := s.store.FetchProblems(t.Context())
		if err != nil || len(troubles) != 1 || !troubles[0].Quarantined || troubles[0].UID != 31 {
			t.Fatalf("troubles %+v, %v; want UID 31 quarantined", troubles, err)
		}
		// The fault is gone: a retry logs the mail.
		s.through.breakAt("")
		if _, err := s.store.LiftQuarantine(t.Context(), "log"); err != nil {
			t.Fatal(err)
		}
		if err := f.SyncOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := s.logged(61); len(got) != 61 {
			t.Errorf("%d mails in the log after the retry, want 61", len(got))
		}
	})
}

func TestFolder_aMailOverTheLimitIsSetAsideAtOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		s.account.Server.MaxMessage = 10_000
		mails := s.deliver(3, "small")
		s.deliver(1, strings.Repeat("x", 20_000))
		if err := s.folder().SyncOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.holds(mails)
		troubles, err := s.store.FetchProblems(t.Context())
		if err != nil || len(troubles) != 1 || !troubles[0].Quarantined || !strings.Contains(troubles[0].Reason, "limits.message") {
			t.Errorf("troubles %+v, %v", troubles, err)
		}
	})
}

func TestFolder_movesWhatIsLogged(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		s.account.After, s.account.MoveTo = AfterMove, "Logged"
		s.server.create("Logged")
		mails := s.deliver(7, "to move")
		if err := s.folder().SyncOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.holds(mails)
		for folder, want := range map[string]int{"INBOX": 0, "Logged": 7} {
			if n := s.server.count(folder); n != want {
				t.Errorf("%s holds %d mails; want %d", folder, n, want)
			}
		}
	})
}

// What was logged and could not be moved, since the folder was away or the process ended, is
// moved at the next look and not a day later.
func TestFolder_movesWhatWasLeftBehind(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		s.account.After, s.account.MoveTo = AfterMove, "Logged"
		mails := s.deliver(3, "to move")
		f := s.folder()
		if err := f.SyncOnce(t.Context()); !errors.Is(err, mailbox.ErrNoFolder) {
			t.Fatalf("a look without the folder to move to returned %v, want ErrNoFolder", err)
		}
		s.server.create("Logged")
		mails = append(mails, s.deliver(2, "to move as well")...)
		if err := f.SyncOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.holds(mails)
		for folder, want := range map[string]int{"INBOX": 0, "Logged": 5} {
			if n := s.server.count(folder); n != want {
				t.Errorf("%s holds %d mails; want %d", folder, n, want)
			}
		}
	})
}

func TestFolder_aWrongPasswordIsNotHurried(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *stage) {
		s.account.Server.Secret = func(context.Context) (string, error) { return "wrong", nil }
		if err := s.folder().SyncOnce(t.Context()); !errors.Is(err, mailbox.ErrAuth) {
			t.Errorf("Once returned %v, want ErrAuth", err)
		}
		if n := s.through.connections.Load(); n != 1 {
			t.Errorf("%d connections, want 1: more of them lock an account", n)
		}
	})
}
