package store

import (
	"testing"
	"time"
)

// lose makes one attempt at what is ready for a relay, which ends as unknown.
func lose(t *testing.T, s *Store, relay string) {
	t.Helper()
	claimed, err := s.Claim(t.Context(), relay, 100, SendRules{RateLimit: RateLimit{100, 100}})
	if err != nil || len(claimed) == 0 {
		t.Fatal(claimed, err)
	}
	for _, o := range claimed {
		if err := s.FinishAttempt(t.Context(), o.ID, AttemptResult{Outcome: AttemptUnknown, Reply: "lost"}); err != nil {
			t.Fatal(err)
		}
	}
}

// What may have been sent by a relay that is gone is sent by no other: the PM is notified, unless a
// proof comes first. What was surely not sent goes by another relay.
func TestRecover_whatMayHaveBeenSentByARelayThatIsGone(t *testing.T) {
	rules := SendRules{RateLimit: RateLimit{100, 100}}
	claim := func(s *Store) []Delivery {
		list, err := s.Claim(t.Context(), "other", 10, rules)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	tryAgain := func(s *Store, now *time.Time) {
		lose(t, s, "main")
		*now = now.Add(AuditWait)
		claimed, err := s.Claim(t.Context(), "main", 1, rules)
		if err != nil || len(claimed) != 1 {
			t.Fatal(claimed, err)
		}
		if err := s.FinishAttempt(t.Context(), 1, AttemptResult{Outcome: AttemptDeferred}); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		before func(s *Store, now *time.Time)
		after  func(s *Store)
		state  DeliveryState
		told   bool
		sent   int // by the other relay
	}{
		"never tried": {state: DeliverySending, sent: 1},
		"the answer lost": {
			before: func(s *Store, _ *time.Time) { lose(t, s, "main") },
			state:  DeliveryUnknown, told: true,
		},
		"the process ended": {
			before: func(s *Store, _ *time.Time) {
				claimed, err := s.Claim(t.Context(), "main", 1, rules)
				if err == nil {
					err = s.MarkFinishing(t.Context(), claimed[0].ID)
				}
				if err != nil {
					t.Fatal(err)
				}
			},
			state: DeliveryUnknown, told: true,
		},
		"to be tried again": {before: tryAgain, state: DeliveryUnknown, told: true},
		"held": {
			before: func(s *Store, now *time.Time) {
				tryAgain(s, now)
				if err := s.ApplyOperatorAction(t.Context(), 1, OperatorHold); err != nil {
					t.Fatal(err)
				}
			},
			state: DeliveryHeld,
		},
		"proved in time": {
			before: func(s *Store, _ *time.Time) { lose(t, s, "main") },
			after: func(s *Store) {
				if err := s.FinishAttempt(t.Context(), 1, AttemptResult{Outcome: AttemptSent}); err != nil {
					t.Fatal(err)
				}
			},
			state: DeliverySent,
		},
		"a person sends it again": {
			before: func(s *Store, _ *time.Time) { lose(t, s, "main") },
			after: func(s *Store) {
				if err := s.ApplyOperatorAction(t.Context(), 1, OperatorRetry); err != nil {
					t.Fatal(err)
				}
			},
			state: DeliverySending, sent: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, now := openAt(t)
			queue(t, s, "1", wang)
			if c.before != nil {
				c.before(s, now)
			}
			if _, err := s.Recover(t.Context(), []string{"other"}); err != nil {
				t.Fatal(err)
			}
			if c.after != nil {
				c.after(s)
			}
			sent := len(claim(s))
			*now = now.Add(AuditWait + time.Minute)
			sent += len(claim(s))
			*now = now.Add(2 * time.Hour)
			sent += len(claim(s))
			problems, err := s.DeliveryProblems(t.Context(), 10)
			if o := delivery(t, s, 1); err != nil || o.State != c.state || sent != c.sent || len(problems) == 1 != c.told {
				t.Errorf("it is %s (%s), sent %d times, %d notices, %v", o.State, o.Reply, sent, len(problems), err)
			}
			if o := delivery(t, s, 1); (c.state == DeliveryUnknown || c.state == DeliveryHeld) && o.Reply != "it may have been sent by relay main, which is not in the configuration any more" {
				t.Errorf("the reply is %q", o.Reply)
			}
		})
	}
}

// What one relay may have sent no other settles: that relay may be able to show what became of it.
func TestClaim_settlesWhatIsUnknownOfItsRelayAlone(t *testing.T) {
	for _, once := range []bool{false, true} {
		s, now := openAt(t)
		queue(t, s, "1", wang)
		update(t, s, func(tx *Tx) error { return tx.exec(`UPDATE outgoing_mail SET at_most_once = $1`, once) })
		lose(t, s, "main")
		*now = now.Add(AuditWait + time.Minute)
		before := delivery(t, s, 1)
		queue(t, s, "2", wang) // so that there is something to settle
		update(t, s, func(tx *Tx) error { return tx.exec(`UPDATE outgoing_mail SET relay = 'other' WHERE id = 2`) })
		rules := SendRules{RateLimit: RateLimit{100, 100}}
		if list, err := s.Claim(t.Context(), "other", 10, rules); err != nil || len(list) != 1 || list[0].Subject != "2" {
			t.Fatalf("%v, %v", list, err)
		}
		if o := delivery(t, s, 1); o.State != DeliveryUnknown || !o.Next.Equal(before.Next) {
			t.Errorf("another relay made it %s, next %s", o.State, o.Next)
		}
		if _, err := s.Claim(t.Context(), "main", 10, rules); err != nil {
			t.Fatal(err)
		}
		if o := delivery(t, s, 1); once == (o.State == DeliverySending) || o.Next.Equal(before.Next) && once {
			t.Errorf("its own relay left it %s, next %s", o.State, o.Next)
		}
	}
}
