package store

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// claims claims by some rules, sends what may go, and returns its subjects in their order.
func claims(t *testing.T, s *Store, rules SendRules) (subjects []string) {
	t.Helper()
	if rules.PerTenMinutes == 0 {
		rules.RateLimit = RateLimit{1000, 1000}
	}
	list, err := s.Claim(t.Context(), "main", 100, rules)
	if err != nil && !errors.Is(err, ErrRateLimit) {
		t.Fatal(err)
	}
	for _, o := range list {
		subjects = append(subjects, o.Subject)
		if err := s.MarkFinishing(t.Context(), o.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.FinishAttempt(t.Context(), o.ID, AttemptResult{Outcome: AttemptSent}); err != nil {
			t.Fatal(err)
		}
	}
	return subjects
}

// queueAnswer is queue for an answer to somebody.
func queueAnswer(t *testing.T, s *Store, key, recipient string) {
	t.Helper()
	raw := []byte("Subject: " + key + "\r\n\r\n" + key + "\r\n")
	m := &Message{SHA256: sha256.Sum256(raw), MessageID: key + "@agency.example", Subject: key, Date: s.now()}
	update(t, s, func(tx *Tx) error {
		_, err := tx.Enqueue(OutgoingMail{Key: key, Purpose: "receipt", Project: "ACME", Relay: "main", Answers: true, Message: m, Raw: s.Pack(raw, time.Time{}, "rapport"),
			Recipients: []string{recipient}, Expires: s.now().Add(time.Hour * 120)})
		return err
	})
}

func delivery(t *testing.T, s *Store, id int64) Delivery {
	t.Helper()
	list, err := s.Outbox(t.Context(), OutboxQuery{ID: id})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	return list[0]
}

// What was sent while the clock was ahead is not of the last ten minutes, nor of the last
// hour, once it is put right.
func TestClaim_whatIsYetToComeCountsForNoLimit(t *testing.T) {
	for name, rules := range map[string]SendRules{
		"in ten minutes":   {RateLimit: RateLimit{5, 100}},
		"to one recipient": {RateLimit: RateLimit{100, 5}},
	} {
		for _, ahead := range []time.Duration{2 * time.Hour, 30 * 24 * time.Hour, 10 * 365 * 24 * time.Hour} {
			t.Run(fmt.Sprint(name, " ", ahead), func(t *testing.T) {
				s, now := openAt(t)
				right := *now
				*now = right.Add(ahead)
				for i := range 5 {
					queue(t, s, fmt.Sprint(i), wang)
				}
				if got := claims(t, s, rules); len(got) != 5 {
					t.Fatal(got)
				}
				*now = right
				queue(t, s, "now", wang)
				if got := claims(t, s, rules); len(got) != 1 {
					t.Errorf("%v is sent; %s", got, delivery(t, s, 6).Reply)
				}
				queue(t, s, "later", wang)
				*now = right.Add(time.Hour / 2)
				if got := claims(t, s, rules); len(got) != 1 {
					t.Errorf("later %v is sent", got)
				}
			})
		}
	}
}

// A limit puts off until the time at which it has room again, and says which it is.
func TestClaim_whyAndUntilWhenItWaits(t *testing.T) {
	for name, c := range map[string]struct {
		rules  SendRules
		reason string
		wait   time.Duration
	}{
		"storm":     {SendRules{RateLimit: RateLimit{3, 100}}, "limit: 3 mails in ten minutes (storm)", 10 * time.Minute},
		"recipient": {SendRules{RateLimit: RateLimit{100, 3}}, "limit: 3 mails an hour to one recipient (per_recipient)", time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			s, now := openAt(t)
			first := *now
			for i := range 3 {
				queue(t, s, fmt.Sprint(i), wang)
				claims(t, s, c.rules)
				*now = now.Add(time.Minute)
			}
			queue(t, s, "4", wang)
			if got := claims(t, s, c.rules); got != nil {
				t.Fatalf("%v is sent", got)
			}
			o := delivery(t, s, 4)
			if o.Reply != c.reason || !o.Next.Equal(first.Add(c.wait)) {
				t.Errorf("%q until %s", o.Reply, o.Next)
			}
			*now = o.Next
			if got := claims(t, s, c.rules); len(got) != 1 {
				t.Errorf("%v is sent when it may be; %+v", got, delivery(t, s, 4))
			}
		})
	}
}

func TestClaim_answersGoFirstAndOutsideTheHourlyLimit(t *testing.T) {
	s, now := openAt(t)
	rules := SendRules{RateLimit: RateLimit{100, 2}}
	for i := range 4 {
		queue(t, s, fmt.Sprint("begun ", i), wang)
	}
	*now = now.Add(time.Second)
	queueAnswer(t, s, "receipt", wang)
	queueAnswer(t, s, "draft", wang)
	queueAnswer(t, s, "status", "li@agency.example")
	if diff := cmp.Diff([]string{"receipt", "draft", "status", "begun 0", "begun 1"}, claims(t, s, rules)); diff != "" {
		t.Error(diff)
	}
	queueAnswer(t, s, "another", wang) // though the hour is full
	if diff := cmp.Diff([]string{"another"}, claims(t, s, rules)); diff != "" {
		t.Error(diff)
	}
	// Where there is room for one alone, it is theirs.
	*now = now.Add(2 * time.Hour)
	queueAnswer(t, s, "last", wang)
	list, err := s.Claim(t.Context(), "main", 1, rules)
	if err != nil || len(list) != 1 || list[0].Subject != "last" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestPullIn_whatAClockThatWasAheadPlanned(t *testing.T) {
	s, now := openAt(t)
	right := *now
	*now = right.Add(24 * time.Hour)
	queue(t, s, "deferred", wang)
	queue(t, s, "unknown", wang)
	queue(t, s, "held", wang)
	list, err := s.Claim(t.Context(), "main", 2, SendRules{RateLimit: RateLimit{100, 100}})
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	for i, r := range []AttemptResult{{Outcome: AttemptDeferred, Wait: time.Hour}, {Outcome: AttemptUnknown}} {
		if err := s.FinishAttempt(t.Context(), list[i].ID, r); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.ApplyOperatorAction(t.Context(), 3, OperatorHold); err != nil {
		t.Fatal(err)
	}
	if n, err := s.PullIn(t.Context()); err != nil || n != 0 {
		t.Errorf("%d are pulled in while nothing is wrong, %v", n, err)
	}
	*now = right
	if n, err := s.PullIn(t.Context()); err != nil || n != 2 {
		t.Errorf("%d are pulled in, %v", n, err)
	}
	if o := delivery(t, s, 1); !o.Next.Equal(right) {
		t.Errorf("deferred until %s", o.Next)
	}
	if o := delivery(t, s, 2); !o.Next.Equal(right.Add(AuditWait)) { // its copy may still come
		t.Errorf("unknown until %s", o.Next)
	}
	if got := states(t, s); got["held "+wang] != DeliveryHeld {
		t.Errorf("%v", got)
	}
	// A start does the same.
	*now = right.Add(-24 * time.Hour)
	if n, err := s.Recover(t.Context(), []string{"main"}); err != nil || n != 2 {
		t.Errorf("a start pulls in %d, %v", n, err)
	}
}

func TestClaim_whoLeftIsSentNothing(t *testing.T) {
	people := map[string][]string{"ACME": {"li@agency.example", "@acme.example"}}
	for _, c := range []struct {
		recipient string
		people    map[string][]string
		state     DeliveryState
	}{
		{"li@agency.example", people, DeliverySent},
		{"Li@Agency.Example", people, DeliverySent}, // as the key of the address has it
		{"anybody@acme.example", people, DeliverySent},
		{"wang@client.example", people, DeliveryFailed},
		{"lina@agency.example", people, DeliveryFailed},
		{"li@agency.example.evil.example", people, DeliveryFailed},
		{"anybody@sub.acme.example", people, DeliveryFailed},
		{"wang@client.example", map[string][]string{"BETA": {"wang@client.example"}}, DeliveryReady},
		{"wang@client.example", nil, DeliverySent},
	} {
		s, now := openAt(t)
		queue(t, s, "k", c.recipient)
		claims(t, s, SendRules{People: c.people})
		o := delivery(t, s, 1)
		if o.State != c.state {
			t.Errorf("to %s it is %s: %s", c.recipient, o.State, o.Reply)
		}
		wantStrangers := 0
		switch c.state {
		case DeliveryFailed:
			wantStrangers = 1
			if o.Reply != "its recipient is no longer a contact of ACME" {
				t.Errorf("it says %q", o.Reply)
			}
		case DeliveryReady:
			if o.Reply != "project ACME is not in the configuration" || !o.Next.After(*now) {
				t.Errorf("it says %q until %s", o.Reply, o.Next)
			}
		}
		strangers, err := s.Strangers(t.Context(), []string{"ACME"}, now.Add(-time.Hour), now.Add(time.Hour))
		if err != nil || len(strangers) != wantStrangers {
			t.Errorf("the digest tells of %+v, %v", strangers, err)
		}
		if other, _ := s.Strangers(t.Context(), []string{"BETA"}, now.Add(-time.Hour), now.Add(time.Hour)); len(other) > 0 {
			t.Errorf("the digest of another project tells of %+v", other)
		}
		if problems, err := s.DeliveryProblems(t.Context(), 10); err != nil || len(problems) > 0 {
			t.Errorf("a PM gets a mail of its own about %+v, %v", problems, err)
		}
	}
}

// A trial holds what goes elsewhere, for good: nothing of it leaves when the trial is over.
func TestClaim_aTrialHoldsTheRest(t *testing.T) {
	s, now := openAt(t)
	var told []string
	trial := SendRules{OnlyTo: []string{"li@agency.example"}, HeldFor: "held: a trial", OnHeld: func(o Delivery) { told = append(told, o.Recipient) }}
	queue(t, s, "1", "Li@agency.example", wang)
	queueAnswer(t, s, "2", wang)
	if diff := cmp.Diff([]string{"1"}, claims(t, s, trial)); diff != "" {
		t.Error(diff)
	}
	want := map[string]DeliveryState{"1 Li@agency.example": DeliverySent, "1 " + wang: DeliveryHeld, "2 " + wang: DeliveryHeld}
	if diff := cmp.Diff(want, states(t, s)); diff != "" {
		t.Error(diff)
	}
	if len(told) != 2 || delivery(t, s, 2).Reply != "held: a trial" {
		t.Errorf("%v; %+v", told, delivery(t, s, 2))
	}
	*now = now.Add(24 * time.Hour)
	if got := claims(t, s, SendRules{}); got != nil {
		t.Errorf("after the trial %v is sent", got)
	}
	// A person may let it go, while it has not expired.
	release := func(id int64) {
		t.Helper()
		if err := s.ApplyOperatorAction(t.Context(), id, OperatorRelease); err != nil {
			t.Fatal(err)
		}
	}
	release(2)
	if got := claims(t, s, trial); got != nil || delivery(t, s, 2).State != DeliveryHeld {
		t.Errorf("during the trial %v is sent", got)
	}
	release(2)
	if got := claims(t, s, SendRules{}); len(got) != 1 {
		t.Errorf("released, %v is sent", got)
	}
	*now = now.Add(30 * 24 * time.Hour)
	release(3)
	if got := claims(t, s, SendRules{}); got != nil || !strings.HasPrefix(delivery(t, s, 3).Reply, "not delivered in time") {
		t.Errorf("a month later %v is sent: %+v", got, delivery(t, s, 3))
	}
	// Where nobody is named, everything is held.
	queue(t, s, "4", "li@agency.example")
	if got := claims(t, s, SendRules{OnlyTo: []string{}, HeldFor: "dry run"}); got != nil || delivery(t, s, 4).Reply != "dry run" {
		t.Errorf("%v is sent in a dry run", got)
	}
}

// In a trial the administrator hears of what keeps Rapport from its work; other mail to them is held,
// and so is that of a dry run.
func TestClaim_aTrialTellsTheAdministrator(t *testing.T) {
	s, _ := openAt(t)
	const admin = "it@agency.example"
	write := func(key string) {
		raw := []byte("Subject: " + key + "\r\n\r\n" + key + "\r\n")
		m := &Message{SHA256: sha256.Sum256(raw), MessageID: key + "@agency.example", Subject: key, Date: s.now(), From: []Address{{"Rapport", "log@agency.example"}}, To: []Address{{"", admin}}}
		update(t, s, func(tx *Tx) error {
			_, err := tx.Enqueue(OutgoingMail{Key: key, Purpose: MailTrouble, Relay: "main", Message: m, Raw: s.Pack(raw, time.Time{}, "rapport"), Recipients: []string{"IT@agency.example"}, Expires: s.now().Add(time.Hour)})
			return err
		})
	}
	trial := SendRules{OnlyTo: []string{"li@agency.example"}, HeldFor: "held: a trial", Admin: admin}
	write("1")
	queue(t, s, "2", admin)
	if diff := cmp.Diff([]string{"1"}, claims(t, s, trial)); diff != "" {
		t.Error(diff)
	}
	write("3")
	if got := claims(t, s, SendRules{OnlyTo: []string{}, HeldFor: "dry run"}); got != nil {
		t.Errorf("%v is sent in a dry run", got)
	}
}

// readTo has the folder of the log read to its end at a time.
func readTo(t *testing.T, s *Store, at time.Time) {
	t.Helper()
	m, _ := openMailbox(t, s, 1, 0)
	if _, err := s.Settle(t.Context(), m, nil, at); err != nil {
		t.Fatal(err)
	}
}

// What is unknown is not sent again before the folder was read in which its copy may lie,
// however long the folder, or the daemon, was away.
func TestClaim_nothingUnknownIsSentAgainUnread(t *testing.T) {
	for _, away := range []time.Duration{AuditWait, time.Hour, 3 * 24 * time.Hour} {
		s, now := openAt(t)
		rules := SendRules{RateLimit: RateLimit{100, 100}, Folders: []FolderName{{"log", "INBOX"}}}
		readTo(t, s, *now)
		queue(t, s, "doubtful", wang)
		list, err := s.Claim(t.Context(), "main", 1, rules)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if err := s.FinishAttempt(t.Context(), list[0].ID, AttemptResult{Outcome: AttemptUnknown}); err != nil {
			t.Fatal(err)
		}
		*now = now.Add(AuditWait - time.Second)
		readTo(t, s, *now) // too early to prove anything
		*now = now.Add(away)
		for range 3 {
			*now = now.Add(time.Minute)
			if got := claims(t, s, rules); got != nil {
				t.Fatalf("after %s: %v is sent unread", away, got)
			}
		}
		readTo(t, s, *now)
		id := keep(t, s, "arrived and not read yet")
		*now = now.Add(time.Minute)
		if got := claims(t, s, rules); got != nil {
			t.Fatalf("after %s: %v is sent while a mail is to be read", away, got)
		}
		update(t, s, func(tx *Tx) error { return tx.exec(`DELETE FROM pending WHERE raw_id = $1`, id) })
		*now = now.Add(time.Minute)
		if got := claims(t, s, rules); len(got) != 1 {
			t.Errorf("after %s: read, and %v is sent; %+v", away, got, delivery(t, s, 1))
		}
	}
}

// A database that was put back calls unsent what has its copy in the mailbox: that is read
// first, and settles it.
func TestClaim_aDatabasePutBackSendsNothingAgain(t *testing.T) {
	s, now := openAt(t)
	rules := SendRules{RateLimit: RateLimit{100, 100}, Folders: []FolderName{{"log", "INBOX"}}, Started: *now}
	readTo(t, s, now.Add(-time.Hour))
	queue(t, s, "sent before", wang)
	queue(t, s, "not sent", wang)
	if got := claims(t, s, rules); got != nil {
		t.Fatalf("%v is sent before the mailbox is read", got)
	}
	raw := keep(t, s, "the copy")
	update(t, s, func(tx *Tx) error {
		own, err := tx.MatchOwnCopy(raw, &Message{MessageID: "sent before@agency.example", Subject: "sent before", Text: "sent before"}, returnTag(t, s, "sent before"))
		if err == nil && !own {
			err = errors.New("the copy is not known as ours")
		}
		return err
	})
	readTo(t, s, now.Add(time.Second))
	*now = now.Add(2 * time.Second)
	if diff := cmp.Diff([]string{"not sent"}, claims(t, s, rules)); diff != "" {
		t.Error(diff)
	}
	if o := delivery(t, s, 1); o.State != DeliverySent {
		t.Errorf("it is %s: %s", o.State, o.Reply)
	}
	// A mailbox that is away, or a clock that is set back, holds nothing up for longer.
	queue(t, s, "third", wang)
	rules.Started = now.Add(-2 * time.Minute)
	if got := claims(t, s, rules); len(got) != 1 {
		t.Errorf("after a minute %v is sent", got)
	}
	queue(t, s, "fourth", wang)
	rules.Started = now.Add(24 * time.Hour)
	if got := claims(t, s, rules); len(got) != 1 {
		t.Errorf("the clock set back, %v is sent", got)
	}
}
