package store

import (
	"slices"
	"testing"
	"time"
)

func openMailbox(t *testing.T, s *Store, validity, next uint32) (Mailbox, string) {
	t.Helper()
	m, why, err := s.OpenMailbox(t.Context(), "log", "INBOX", validity, next)
	if err != nil {
		t.Fatal(err)
	}
	return m, why
}

func sight(t *testing.T, s *Store, m Mailbox, uid uint32, raw int64) {
	t.Helper()
	if err := s.Update(t.Context(), func(tx *Tx) error { return tx.RecordSighting(m.ID, uid, raw) }); err != nil {
		t.Fatal(err)
	}
}

func TestOpenMailbox_newEpochWhereTheUIDsCannotBeTheSame(t *testing.T) {
	s := open(t)
	first, why := openMailbox(t, s, 7, 1)
	if first.Epoch != 1 || why != "" {
		t.Fatalf("first look: epoch %d, %q", first.Epoch, why)
	}
	sight(t, s, first, 9, keep(t, s, "a"))
	if _, err := s.Settle(t.Context(), first, []uint32{9}, time.Now()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name           string
		validity, next uint32
		epoch          int
		renumbered     bool
	}{
		{"the same", 7, 10, 1, false},
		{"UIDNEXT unknown", 7, 0, 1, false},
		{"UIDNEXT below what was read", 7, 9, 2, true},
		{"UIDVALIDITY changed", 8, 10, 3, true},
		{"UIDVALIDITY back to an old one", 7, 10, 4, true},
		{"no UIDVALIDITY", 0, 10, 5, true},
		{"still none: UIDs hold for one connection", 0, 10, 6, true},
	} {
		m, why := openMailbox(t, s, c.validity, c.next)
		if m.Epoch != c.epoch || (why != "") != c.renumbered {
			t.Errorf("%s: epoch %d (%q), want %d", c.name, m.Epoch, why, c.epoch)
		}
	}
}

func TestSettle_stopsBelowTheFirstUIDThatIsOpen(t *testing.T) {
	for _, c := range []struct {
		name        string
		shown       []uint32
		stored      []uint32
		gone        []uint32
		quarantined []uint32
		want        uint32
	}{
		{"nothing shown", nil, nil, nil, nil, 0},
		{"all stored", []uint32{1, 2, 5}, []uint32{1, 2, 5}, nil, nil, 5},
		{"one open", []uint32{1, 2, 5}, []uint32{1, 5}, nil, nil, 1},
		{"first open", []uint32{3, 4}, []uint32{4}, nil, nil, 2},
		{"gone and quarantined count", []uint32{1, 2, 3}, []uint32{3}, []uint32{1}, []uint32{2}, 3},
	} {
		s := open(t)
		m, _ := openMailbox(t, s, 7, 0)
		for _, uid := range c.stored {
			sight(t, s, m, uid, keep(t, s, "a"))
		}
		if err := s.MarkGone(t.Context(), m.ID, c.gone); err != nil {
			t.Fatal(err)
		}
		for _, uid := range c.quarantined {
			if err := s.RecordFetchFailure(t.Context(), m.ID, uid, "broken", true); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Settle(t.Context(), m, c.shown, time.Now())
		if err != nil || got != c.want {
			t.Errorf("%s: watermark %d, %v; want %d", c.name, got, err, c.want)
		}
		if again, _ := openMailbox(t, s, 7, 0); again.Watermark != c.want {
			t.Errorf("%s: watermark %d after reopening, want %d", c.name, again.Watermark, c.want)
		}
	}
}

func TestReconcile_findsLowUIDsAndMarksWhatVanished(t *testing.T) {
	s := open(t)
	m, _ := openMailbox(t, s, 7, 0)
	sight(t, s, m, 5, keep(t, s, "a"))
	sight(t, s, m, 6, keep(t, s, "b"))
	low, err := s.Reconcile(t.Context(), m, []uint32{2, 6})
	if err != nil || !slices.Equal(low, []uint32{2}) {
		t.Errorf("unsettled %v, %v; want [2]", low, err)
	}
	var vanished int
	s.reader.QueryRow(`SELECT count(*) FROM uid WHERE vanished_ms IS NOT NULL AND state = 'stored'`).Scan(&vanished)
	if vanished != 1 {
		t.Errorf("%d UIDs marked as vanished, want 1", vanished)
	}
}

func TestAttempt_countsAcrossAProcessThatDies(t *testing.T) {
	s := open(t)
	m, _ := openMailbox(t, s, 7, 0)
	for want := 1; want <= MaxAttempts; want++ {
		if n, err := s.CountFetchAttempt(t.Context(), m.ID, 4); err != nil || n != want {
			t.Fatalf("attempt %d counted as %d, %v", want, n, err)
		}
	}
	if open, _ := s.Unsettled(t.Context(), m.ID, []uint32{4}); len(open) != 1 {
		t.Error("a failing UID counts as settled")
	}
	if err := s.RecordFetchFailure(t.Context(), m.ID, 4, "short literal", true); err != nil {
		t.Fatal(err)
	}
	troubles, err := s.FetchProblems(t.Context())
	if err != nil || len(troubles) != 1 || !troubles[0].Quarantined || troubles[0].Reason != "short literal" {
		t.Errorf("troubles %+v, %v", troubles, err)
	}
	if n, err := s.LiftQuarantine(t.Context(), "log"); err != nil || n != 1 {
		t.Errorf("retry lifts %d, %v", n, err)
	}
	sight(t, s, m, 4, keep(t, s, "a"))
	if troubles, _ := s.FetchProblems(t.Context()); len(troubles) != 0 {
		t.Errorf("still in trouble after it was stored: %+v", troubles)
	}
}

// A mail that was set aside is tried again soon, since it may have been the network, and then
// less and less often.
func TestQuarantine_isLiftedByItself(t *testing.T) {
	s, now := openAt(t)
	m, _ := openMailbox(t, s, 7, 0)
	for range MaxAttempts - 1 {
		if _, err := s.CountFetchAttempt(t.Context(), m.ID, 4); err != nil {
			t.Fatal(err)
		}
	}
	for _, wait := range []time.Duration{15 * time.Minute, time.Hour, 4 * time.Hour, 24 * time.Hour, 24 * time.Hour} {
		if _, err := s.CountFetchAttempt(t.Context(), m.ID, 4); err != nil {
			t.Fatal(err)
		}
		if err := s.RecordFetchFailure(t.Context(), m.ID, 4, "connection reset", true); err != nil {
			t.Fatal(err)
		}
		*now = now.Add(wait - time.Second)
		if due, err := s.RetryDue(t.Context(), m.ID); err != nil || due {
			t.Errorf("due after %s, %v; want it later", wait-time.Second, err)
		}
		*now = now.Add(time.Second)
		if due, err := s.RetryDue(t.Context(), m.ID); err != nil || !due {
			t.Errorf("not due after %s, %v", wait, err)
		}
		if again, err := s.Reconcile(t.Context(), m, []uint32{4}); err != nil || !slices.Equal(again, []uint32{4}) {
			t.Errorf("after %s UIDs %v are tried again, %v; want 4", wait, again, err)
		}
	}
}

// What is in a folder at the first look at it was not waiting for us; what comes later was,
// whatever the server does to its numbers.
func TestMailbox_Arrival(t *testing.T) {
	type look struct {
		validity, next uint32
		complete       bool // the folder was read to its end at this look
	}
	for _, c := range []struct {
		name  string
		looks []look
		uid   uint32
		want  Arrival
	}{
		{"there before", []look{{7, 10, false}}, 9, ArrivedBefore},
		{"there before, read after an interruption", []look{{7, 10, false}, {7, 12, false}}, 9, ArrivedBefore},
		{"there before, read only at a later reconciliation", []look{{7, 10, true}, {7, 12, true}}, 4, ArrivedBefore},
		{"came during the first reading", []look{{7, 10, false}, {7, 12, false}}, 10, ArrivedWatched},
		{"came later", []look{{7, 10, true}, {7, 12, false}}, 11, ArrivedWatched},
		{"an empty folder", []look{{7, 1, true}}, 1, ArrivedWatched},
		{"the server does not say what is next", []look{{7, 0, false}}, 9, ArrivedBefore},
		{"nor later", []look{{7, 0, true}, {7, 0, false}}, 10, ArrivedWatched},
		{"renumbered after it was read", []look{{7, 10, true}, {8, 12, false}}, 5, ArrivedWatched},
		{"renumbered before it was read to its end", []look{{7, 10, false}, {8, 12, false}}, 5, ArrivedBefore},
		{"numbers for one connection only", []look{{0, 10, true}, {0, 11, false}}, 10, ArrivedWatched},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			var m Mailbox
			for _, l := range c.looks {
				m, _ = openMailbox(t, s, l.validity, l.next)
				if !l.complete {
					continue
				}
				if _, err := s.Settle(t.Context(), m, nil, time.Now()); err != nil {
					t.Fatal(err)
				}
			}
			if got := m.Arrival(c.uid); got != c.want {
				t.Errorf("UID %d is %q, want %q", c.uid, got, c.want)
			}
		})
	}
}
