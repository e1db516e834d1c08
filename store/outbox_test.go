package store

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// openAt returns an empty store, and a clock that the test turns.
func openAt(t *testing.T) (*Store, *time.Time) {
	t.Helper()
	now := time.UnixMilli(1767225600000)
	return openWith(t, func() time.Time { return now }), &now
}

func update(t *testing.T, s *Store, do func(*Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

// queue queues a letter that says the key, and says whether it was new.
func queue(t *testing.T, s *Store, key string, recipients ...string) (queued bool) {
	t.Helper()
	raw := []byte("Subject: " + key + "\r\n\r\n" + key + "\r\n")
	m := &Message{SHA256: sha256.Sum256(raw), Size: int64(len(raw)), MessageID: key + "@agency.example", Subject: key, Text: key, NewText: key,
		Date: s.now(), From: []Address{{"Shop", "log@agency.example"}}, To: []Address{{"", recipients[0]}}}
	update(t, s, func(tx *Tx) (err error) {
		queued, err = tx.Enqueue(OutgoingMail{Key: key, Purpose: "report", Project: "ACME", Relay: "main", Message: m, Raw: s.Pack(raw, time.Time{}, "rapport"),
			Recipients: recipients, Expires: s.now().Add(time.Hour * 120)})
		return err
	})
	return queued
}

// send sends all that is ready.
func send(t *testing.T, s *Store) {
	t.Helper()
	claimed, err := s.Claim(t.Context(), "main", 100, SendRules{RateLimit: RateLimit{100, 100}})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range claimed {
		if err := s.MarkFinishing(t.Context(), o.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.FinishAttempt(t.Context(), o.ID, AttemptResult{Outcome: AttemptSent, Stage: "dot", Code: 250, Reply: "ok"}); err != nil {
			t.Fatal(err)
		}
	}
}

// states returns the state of each outgoing, by its key and recipient.
func states(t *testing.T, s *Store) map[string]DeliveryState {
	t.Helper()
	list, err := s.Outbox(t.Context(), OutboxQuery{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]DeliveryState{}
	for _, o := range list {
		got[o.Subject+" "+o.Recipient] = o.State
	}
	return got
}

// returnTag returns the tag of the return path of an outgoing.
func returnTag(t *testing.T, s *Store, key string) string {
	t.Helper()
	list, err := s.Outbox(t.Context(), OutboxQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range list {
		if o.Subject == key {
			return o.ReturnTag
		}
	}
	t.Fatalf("nothing %s in the outbox", key)
	return ""
}

// logged logs a mail with a verdict of its own.
func logged(t *testing.T, s *Store, text string, v Verdict) int64 {
	t.Helper()
	id := keep(t, s, text+NewTag())
	update(t, s, func(tx *Tx) error {
		_, err := tx.Record(id, &Message{Date: s.now(), NewText: text, From: []Address{{"", "x@client.example"}}}, v)
		return err
	})
	return id
}

func TestEnqueue_theSameIsNeverQueuedTwice(t *testing.T) {
	s, _ := openAt(t)
	if !queue(t, s, "report 1", "wang@client.example", "zhou@client.example") || queue(t, s, "report 1", "wang@client.example") {
		t.Error("it was queued twice, or not at all")
	}
	send(t, s)
	if diff := cmp.Diff(map[string]DeliveryState{"report 1 wang@client.example": DeliverySent, "report 1 zhou@client.example": DeliverySent}, states(t, s)); diff != "" {
		t.Error(diff)
	}
	entries := 0
	if err := s.Log(t.Context(), LogQuery{Project: "ACME", Kind: KindSent}, func(Entry) error { entries++; return nil }); err != nil || entries != 1 {
		t.Errorf("%d entries for one letter, %v", entries, err)
	}
	verified(t, s)
}

func TestRecord_anAnswerToALetterLandsInItsThread(t *testing.T) {
	s, _ := openAt(t)
	queue(t, s, "report 1", "wang@client.example")
	send(t, s)
	record(t, s, mail{id: "answer@client.example", refs: []string{"report 1@agency.example"}})
	if got := projects(t, s)["answer@client.example"]; got != "ACME" {
		t.Errorf("the answer is in %q", got)
	}
}

func TestBounce_changesTheOneItIsAbout(t *testing.T) {
	s, now := openAt(t)
	for _, key := range []string{"1", "2", "3", "4"} {
		queue(t, s, key, "wang@client.example")
	}
	send(t, s)
	bounced := func(b Bounce) {
		logged(t, s, "bounce", Verdict{Kind: KindBounce, Role: RoleOther, Bounces: []Bounce{b}})
	}
	bounced(Bounce{ReturnTag: returnTag(t, s, "1"), Hard: true, Status: "5.1.1", Reply: "no such user"})
	bounced(Bounce{MessageID: "2@agency.example", Recipient: "Wang@client.example", Hard: true})
	bounced(Bounce{ReturnTag: returnTag(t, s, "3"), Status: "4.4.1", Reply: "no answer"}) // a delay, told once
	bounced(Bounce{ReturnTag: returnTag(t, s, "3"), Status: "4.4.1", Reply: "no answer"})
	bounced(Bounce{ReturnTag: "guessed", Hard: true})
	queue(t, s, "waiting", "wang@client.example") // nobody has it yet
	bounced(Bounce{ReturnTag: returnTag(t, s, "waiting"), Hard: true})
	if got := states(t, s)["waiting wang@client.example"]; got != DeliveryReady {
		t.Errorf("what was never sent is %s", got)
	}
	send(t, s)
	bounced(Bounce{MessageID: "4@agency.example", Recipient: "zhou@client.example", Hard: true})
	bounced(Bounce{MessageID: "", Recipient: "wang@client.example", Hard: true})
	want := map[string]DeliveryState{"1 wang@client.example": DeliveryBounced, "2 wang@client.example": DeliverySent, "3 wang@client.example": DeliverySent, "4 wang@client.example": DeliverySent, "waiting wang@client.example": DeliverySent}
	if diff := cmp.Diff(want, states(t, s)); diff != "" {
		t.Error(diff)
	}
	told := map[string]bool{}
	list, err := s.DeliveryProblems(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range list {
		told[n.Subject] = n.Delayed
		update(t, s, func(tx *Tx) error { _, err := tx.MarkProblemReported(n); return err })
	}
	if diff := cmp.Diff(map[string]bool{"1": false, "3": true}, told); diff != "" {
		t.Error("a PM is told (true: of a delay)\n" + diff)
	}

	// Two on one day suspend nobody; another a day later does.
	if list, err := s.Suspensions(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("suspended on the first day: %v, %v", list, err)
	}
	*now = now.Add(25 * time.Hour)
	queue(t, s, "5", "wang@client.example")
	send(t, s)
	bounced(Bounce{ReturnTag: returnTag(t, s, "5"), Hard: true, Status: "5.1.1"})
	if list, err := s.Suspensions(t.Context()); err != nil || len(list) != 1 || list[0].Address != "wang@client.example" {
		t.Errorf("suspended: %v, %v", list, err)
	}
	queue(t, s, "6", "Wang@client.example")
	if got := states(t, s)["6 Wang@client.example"]; got != DeliveryFailed {
		t.Errorf("mail to a suspended address is %s", got)
	}
	if err := s.Lift(t.Context(), "WANG@client.example"); err != nil {
		t.Error(err)
	}
	*now = now.Add(26 * time.Hour)
	queue(t, s, "once more", "wang@client.example")
	send(t, s)
	bounced(Bounce{ReturnTag: returnTag(t, s, "once more"), Hard: true})
	queue(t, s, "7", "wang@client.example") // what was before the lift counts no more
	if got := states(t, s)["7 wang@client.example"]; got != DeliveryReady {
		t.Errorf("mail to an address that was lifted is %s", got)
	}
}

// Who got a mail can write a notice with its Message-ID. It is a hint, once, and no state.
func TestBounce_withoutTheTagIsAHint(t *testing.T) {
	s, now := openAt(t)
	queue(t, s, "1", "wang@client.example", "zhou@client.example")
	queue(t, s, "2", "王伟@client.example")
	send(t, s)
	before := states(t, s)
	for _, b := range []Bounce{
		{MessageID: "1@agency.example", Recipient: "WANG@client.example", Hard: true, Status: "5.1.1", Reply: "550 call +1 900 evil to fix"},
		{MessageID: "1@agency.example", Recipient: "wang@client.example", Hard: true, Status: "5.7.1", Reply: "once more"},
		{MessageID: "2@agency.example", Recipient: "王伟@client.example", Hard: true, Reply: "没有这个用户"},
		{MessageID: "1@agency.example", Recipient: "zhou@client.example", Status: "4.4.1", Reply: "a delay"},
		{MessageID: "1@agency.example", Recipient: "li@client.example", Hard: true},
		{MessageID: "9@agency.example", Recipient: "wang@client.example", Hard: true},
		{ReturnTag: "guessed", MessageID: "9@agency.example", Recipient: "wang@client.example", Hard: true},
	} {
		*now = now.Add(25 * time.Hour)
		logged(t, s, "bounce", Verdict{Kind: KindBounce, Role: RoleOther, Bounces: []Bounce{b}})
	}
	if diff := cmp.Diff(before, states(t, s)); diff != "" {
		t.Error(diff)
	}
	hinted := func() (list []string) {
		t.Helper()
		hints, err := s.BounceHints(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hints {
			list = append(list, h.Subject+" "+h.Recipient)
		}
		return list
	}
	if diff := cmp.Diff([]string{"2 王伟@client.example", "1 wang@client.example"}, hinted()); diff != "" {
		t.Error(diff)
	}
	if problems, err := s.DeliveryProblems(t.Context(), 10); err != nil || len(problems) > 0 {
		t.Errorf("a PM is mailed: %v, %v", problems, err)
	}
	// The true notice, a day later, still has its effect.
	logged(t, s, "bounce", Verdict{Kind: KindBounce, Role: RoleOther, Bounces: []Bounce{{ReturnTag: returnTag(t, s, "2"), Hard: true}}})
	if got := hinted(); len(got) != 1 || states(t, s)["2 王伟@client.example"] != DeliveryBounced {
		t.Errorf("hints %q, states %v", got, states(t, s))
	}
}

// Who got a copy knows the Message-ID, and whom else it went to. That alone must
// suspend nobody.
func TestBounce_onlyTheReturnPathSuspends(t *testing.T) {
	s, now := openAt(t)
	bounce := func(key string, b Bounce) {
		t.Helper()
		queue(t, s, key, "wang@client.example")
		send(t, s)
		if b.MessageID == "" {
			b.ReturnTag = returnTag(t, s, key)
		}
		b.Hard, b.Recipient, b.Status = true, "wang@client.example", "5.1.1"
		logged(t, s, "bounce", Verdict{Kind: KindBounce, Role: RoleOther, Bounces: []Bounce{b}})
		*now = now.Add(25 * time.Hour)
	}
	suspended := func() int {
		t.Helper()
		list, err := s.Suspensions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	bounce("1", Bounce{}) // a true one
	bounce("2", Bounce{MessageID: "2@agency.example"})
	if suspended() != 0 {
		t.Error("suspended by a Message-ID, a day after a bounce")
	}
	*now = now.Add(40 * 24 * time.Hour)
	bounce("3", Bounce{MessageID: "3@agency.example"})
	bounce("4", Bounce{})
	if suspended() != 0 {
		t.Error("what came by a Message-ID counts a day later")
	}
	bounce("5", Bounce{})
	if suspended() != 1 {
		t.Error("two by the return path, a day apart, suspend nobody")
	}
}

func TestEcho_onlyWhatSaysTheSame(t *testing.T) {
	s, _ := openAt(t)
	queue(t, s, "report 1", "wang@client.example")
	send(t, s)
	for _, c := range []struct {
		m    Message
		want bool
	}{
		{Message{MessageID: "report 1@agency.example", Subject: "report 1", Text: "report \n1\n"}, true},
		{Message{MessageID: "report 1@agency.example", Subject: "report 1", Text: "pay this bill"}, false},
		{Message{MessageID: "report 2@agency.example", Subject: "report 1", Text: "report 1"}, false},
	} {
		id := keep(t, s, c.m.MessageID+c.m.Text)
		update(t, s, func(tx *Tx) error {
			got, err := tx.MatchOwnCopy(id, &c.m, "")
			if got != c.want {
				t.Errorf("%+v is ours: %v", c.m, got)
			}
			return err
		})
	}
}

// The copy of a mail is often in the log mailbox before the server has answered,
// and a notification may be too.
func TestFinish_whatCameBeforeTheAnswerCounts(t *testing.T) {
	s, _ := openAt(t)
	for _, key := range []string{"copied", "bounced"} {
		queue(t, s, key, "wang@client.example")
	}
	claimed, err := s.Claim(t.Context(), "main", 10, SendRules{RateLimit: RateLimit{100, 100}})
	if err != nil || len(claimed) != 2 {
		t.Fatal(claimed, err)
	}
	for _, o := range claimed {
		if err := s.MarkFinishing(t.Context(), o.ID); err != nil {
			t.Fatal(err)
		}
	}
	id := keep(t, s, "the copy")
	update(t, s, func(tx *Tx) error {
		_, err := tx.MatchOwnCopy(id, &Message{MessageID: "copied@agency.example", Subject: "copied", Text: "copied"}, returnTag(t, s, "copied"))
		return err
	})
	logged(t, s, "bounce", Verdict{Kind: KindBounce, Role: RoleOther, Bounces: []Bounce{{ReturnTag: returnTag(t, s, "bounced"), Hard: true}}})
	if err := s.FinishAttempt(t.Context(), claimed[0].ID, AttemptResult{Outcome: AttemptUnknown, Stage: "dot"}); err != nil {
		t.Fatal(err)
	}
	if err := s.FinishAttempt(t.Context(), claimed[1].ID, AttemptResult{Outcome: AttemptSent, Stage: "dot", Code: 250}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]DeliveryState{"copied wang@client.example": DeliverySent, "bounced wang@client.example": DeliveryBounced}, states(t, s)); diff != "" {
		t.Error(diff)
	}
	if list, err := s.DeliveryProblems(t.Context(), 10); err != nil || len(list) != 1 || list[0].Subject != "bounced" {
		t.Errorf("a PM is told of %+v, %v", list, err)
	}
}

func TestRecover_whatWaitsForARelayThatIsGoneTakesTheFirst(t *testing.T) {
	s, _ := openAt(t)
	queue(t, s, "1", "wang@client.example") // by main
	if _, err := s.Recover(t.Context(), []string{"other", "third"}); err != nil {
		t.Fatal(err)
	}
	if claimed, err := s.Claim(t.Context(), "other", 10, SendRules{RateLimit: RateLimit{10, 10}}); err != nil || len(claimed) != 1 {
		t.Errorf("%v, %v", claimed, err)
	}
}

func TestChange_retryOfWhatExpiredHasTimeAgain(t *testing.T) {
	s, now := openAt(t)
	queue(t, s, "1", "wang@client.example")
	*now = now.Add(121 * time.Hour)
	send(t, s)
	if got := states(t, s)["1 wang@client.example"]; got != DeliveryFailed {
		t.Errorf("it is %s", got)
	}
	if err := s.ApplyOperatorAction(t.Context(), 1, OperatorRetry); err != nil {
		t.Fatal(err)
	}
	send(t, s)
	if got := states(t, s)["1 wang@client.example"]; got != DeliverySent {
		t.Errorf("after retry it is %s", got)
	}
}

// The life of a report, with what must not happen at each step.
func TestReport_isApprovedAsItWasShown(t *testing.T) {
	s, _ := openAt(t)
	plan := Report{Project: "ACME", Period: "2026-03-06", From: "2026-02-28", To: "2026-03-06", Due: s.now()}
	var r Report
	is := func(state ReportState, version int) {
		t.Helper()
		var err error
		if r, err = s.Report(t.Context(), r.ID); err != nil || r.State != state || r.Version != version {
			t.Errorf("the report is %s in version %d, %v; want %s in version %d", r.State, r.Version, err, state, version)
		}
	}
	answer := func(d Decision, version int, text string) {
		t.Helper()
		logged(t, s, text, Verdict{Kind: KindHuman, Role: RolePM, Answer: &Response{Request: 1, Purpose: PurposeReportDraft, Object: r.ID, Version: version, Decision: d, Address: "li@agency.example"}})
	}
	moves := func(move func(tx *Tx) (bool, error), want bool) {
		t.Helper()
		update(t, s, func(tx *Tx) error {
			moved, err := move(tx)
			if moved != want {
				t.Errorf("moved %v, want %v", moved, want)
			}
			return err
		})
	}
	update(t, s, func(tx *Tx) (err error) { r, err = tx.PlanReport(plan); return err })
	update(t, s, func(tx *Tx) error {
		again, err := tx.PlanReport(plan)
		if again.ID != r.ID {
			t.Error("a period has two reports")
		}
		return err
	})
	moves(func(tx *Tx) (bool, error) { return tx.MarkReportAsked(r.ID) }, true)
	moves(func(tx *Tx) (bool, error) { return tx.MarkReportAsked(r.ID) }, false)
	answer(DecisionOK, 0, "ok") // nothing was shown yet
	is(ReportAsked, 0)
	answer(DecisionText, 0, "Summary: well")
	is(ReportDrafted, 1)
	moves(func(tx *Tx) (bool, error) { return tx.MarkReportProposed(r.ID, 1, `{}`) }, true)
	answer(DecisionText, 1, "Summary: very well")
	is(ReportDrafted, 2)
	answer(DecisionOK, 1, "ok") // to the version before
	is(ReportDrafted, 2)
	moves(func(tx *Tx) (bool, error) { return tx.MarkReportProposed(r.ID, 2, `{}`) }, true)
	answer(DecisionText, 1, "Summary: very well") // the same again
	is(ReportProposed, 2)
	answer(DecisionOK, 2, "ok")
	is(ReportApproved, 2)
	moves(func(tx *Tx) (bool, error) { return tx.MarkReportSent(r.ID, 50, 40) }, true)
	moves(func(tx *Tx) (bool, error) { return tx.MarkReportSent(r.ID, 50, 40) }, false)
	answer(DecisionText, 2, "Summary: too late")
	answer(DecisionSkip, 2, "skip")
	is(ReportSent, 2)
	if r.Draft != "Summary: very well" || r.Actor != "li@agency.example" || r.Actual != 40 {
		t.Errorf("%+v", r)
	}
	if _, err := s.DraftReport(t.Context(), plan, "Summary: again", "root", false); err == nil {
		t.Error("a report that was sent takes another text")
	}
	if _, err := s.SkipReport(t.Context(), plan, "root"); err == nil {
		t.Error("a report that was sent can be skipped")
	}
}

// A machine that answers each mail, and does not say that it is one, comes to an
// end.
func TestReport_hasAnEndOfVersions(t *testing.T) {
	s, _ := openAt(t)
	var r Report
	update(t, s, func(tx *Tx) (err error) {
		r, err = tx.PlanReport(Report{Project: "ACME", Period: "2026-03-06"})
		return err
	})
	for i := range 2 * mostVersions {
		logged(t, s, fmt.Sprint("ticket ", i), Verdict{Kind: KindHuman, Role: RolePM, Answer: &Response{Purpose: PurposeReportDraft, Object: r.ID, Decision: DecisionText}})
	}
	if r, err := s.Report(t.Context(), r.ID); err != nil || r.Version != mostVersions {
		t.Errorf("%d versions, %v", r.Version, err)
	}
}

func TestFigures_countQuestionsAndAnswers(t *testing.T) {
	s, now := openAt(t)
	day := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	*now = day
	n := 0
	to := []Address{{"", "Anna@Client.Example"}}
	kind := KindHuman
	say := func(hours int, role Role, thread, text string, asks ...Ask) {
		n++
		v := Verdict{Kind: kind, Role: role, Project: "ACME", Effects: proved(), Reasons: []Reason{{SignalAddress, "ACME", 100, ""}}}
		for _, a := range asks {
			v.Asks = append(v.Asks, FoundAsk{a, text})
		}
		m := &Message{MessageID: fmt.Sprintf("%d@x", n), References: []string{thread}, Date: day.Add(time.Duration(hours) * time.Hour), NewText: text, From: []Address{{"", "x@client.example"}}, To: to}
		id := keep(t, s, fmt.Sprint("figures ", n))
		update(t, s, func(tx *Tx) error {
			_, err := tx.Record(id, m, v)
			return err
		})
	}
	say(-50, RoleClient, "a", "When?", AskQuestion) // before the period, answered in it
	say(1, RolePM, "a", "On Monday.")
	say(2, RoleClient, "b", "什么时候上线？", AskQuestion)
	say(3, RoleClient, "b", "在吗？", AskQuestion)
	say(6, RoleTeam, "b", "下周三")
	say(7, RoleClient, "b", "谢谢", AskThanks)
	say(8, RoleClient, "c", "It is broken.", AskProblem)
	say(10, RolePM, "c", "Yes")
	say(20, RoleClient, "d", "Can you change it?", AskChange)
	say(200, RolePM, "d", "after the period")
	say(30, RoleClient, "e", "Who pays?", AskQuestion)
	to = []Address{{"", "log@agency.example"}}
	say(31, RolePM, "f", "Status: on track") // the client does not see it
	to = []Address{{"", "tom@other.example"}}
	say(32, RolePM, "g", "Hello Tom") // at another address
	kind = KindAutoReply
	say(33, RoleClient, "h", "I am on holiday")
	cases, err := s.Cases(t.Context(), CaseQuery{})
	if err != nil {
		t.Fatal(err)
	}
	*now = day.Add(40 * time.Hour)
	update(t, s, func(tx *Tx) error { _, err := tx.CloseCase(cases[len(cases)-1].ID, "li"); return err }) // on the phone
	f, err := s.Figures(t.Context(), "ACME", []string{"tom@other.example", "@client.example"}, day, day.Add(100*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Figures{Messages: 10, Asked: 4, Answered: 2, Open: 1, MedianAnswer: 3 * time.Hour}, f); diff != "" {
		t.Error(diff)
	}
}

// What an operator may do with a delivery, and how it ends that a server defers, refuses
// or may have taken it.
func TestFinishAttempt_everyOutcome(t *testing.T) {
	for outcome, want := range map[AttemptOutcome]DeliveryState{
		AttemptSent: DeliverySent, AttemptDeferred: DeliveryReady, AttemptFailed: DeliveryFailed, AttemptUnknown: DeliveryUnknown, AttemptPaused: DeliveryReady,
	} {
		s, _ := openAt(t)
		queue(t, s, "1", wang)
		claimed, err := s.Claim(t.Context(), "main", 1, SendRules{RateLimit: RateLimit{10, 10}})
		if err != nil || len(claimed) != 1 {
			t.Fatal(claimed, err)
		}
		id := claimed[0].ID
		if err := s.FinishAttempt(t.Context(), id, AttemptResult{Outcome: outcome, Stage: "rcpt", Code: 450, Reply: "words", Wait: time.Hour}); err != nil {
			t.Fatal(err)
		}
		list, err := s.Outbox(t.Context(), OutboxQuery{ID: id, Project: "ACME", State: want, Limit: 1})
		if err != nil || len(list) != 1 || list[0].Reply != "words" {
			t.Errorf("%s: %+v, %v", outcome, list, err)
		}
		attempts, err := s.DeliveryAttempts(t.Context(), id)
		if err != nil || len(attempts) != 1 && outcome != AttemptPaused || len(attempts) == 1 && attempts[0].Stage != "rcpt" {
			t.Errorf("%s: %+v, %v", outcome, attempts, err)
		}
		if err := s.MarkFinishing(t.Context(), id); !errors.Is(err, ErrNotSending) {
			t.Errorf("%s: the end is sent of what is not being sent: %v", outcome, err)
		}
	}
}

func TestApplyOperatorAction_everyActionOnWhatWaits(t *testing.T) {
	s, _ := openAt(t)
	queue(t, s, "1", wang)
	for _, c := range []struct {
		action OperatorAction
		want   DeliveryState
		refuse bool
	}{
		{OperatorRelease, DeliveryReady, true}, {OperatorHold, DeliveryHeld, false}, {OperatorHold, DeliveryHeld, true}, {OperatorRelease, DeliveryReady, false},
		{OperatorHold, DeliveryHeld, false}, {OperatorRetry, DeliveryReady, false}, {OperatorCancel, DeliveryCancelled, false}, {OperatorRetry, DeliveryCancelled, true},
	} {
		err := s.ApplyOperatorAction(t.Context(), 1, c.action)
		if errors.Is(err, ErrState) != c.refuse || states(t, s)["1 "+wang] != c.want {
			t.Errorf("%s: %v, %v", c.action, err, states(t, s))
		}
	}
	if err := s.ApplyOperatorAction(t.Context(), 9, OperatorHold); !errors.Is(err, ErrNotFound) {
		t.Errorf("of what there is not: %v", err)
	}
	if err := s.ApplyOperatorAction(t.Context(), 1, "burn"); err == nil {
		t.Error("an action that there is not")
	}
}
