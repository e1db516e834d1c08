package due

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapport/mailout/due/office"
	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/templates/survey"
)

// runs starts the loop, and ends it with the test.
func (o *agency) runs() {
	o.Helper()
	ctx, stop := context.WithCancel(o.Context())
	ended := make(chan error, 1)
	go func() { ended <- o.due.Run(ctx) }()
	o.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			o.Error(err)
		}
	})
}

// sleeps lets the time pass until when.
func (o *agency) sleeps(when string) {
	time.Sleep(at(when).Sub(o.due.now()))
	synctest.Wait()
	o.now = o.due.now()
}

// Two readings of the machine's clock differ by its monotonic clock: the plan, which runs all that
// it holds when the clock is set back, compares what it shows.
func TestRun_comparesWhatTheClockShows(t *testing.T) {
	t.Parallel()
	if now := New(nil, Config{}, time.Now, nil, nil).now(); now != now.Round(0) {
		t.Errorf("%v would hide that the clock was set back", now)
	}
}

// What comes due is sent when it is, to the second, though the loop looks at the store
// when it has to.
func TestRun_isPunctual(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		questions, err := survey.Load("csat")
		if err != nil {
			t.Fatal(err)
		}
		monthly, err := schedule.Parse("monthly on 2 at 10:00")
		if err != nil {
			t.Fatal(err)
		}
		o := newLiveAgency(t, "2026-03-02 07:00", func(p *Project) { // a Monday
			weekly, err := schedule.Parse("weekly on monday at 16:00")
			if err != nil {
				t.Fatal(err)
			}
			p.Schedule, p.Ask = &weekly, 90*time.Minute
			p.Clock = Clock{Within: 4 * time.Hour, Begin: 9 * time.Hour, End: 18 * time.Hour}
			p.Confirm = Terms{Policy: store.PolicyAll, Days: 2}
			p.AskMinutes, p.Remind = true, "all"
			p.Surveys = Surveys{Scheduled: questions, At: &monthly, Every: 20 * 24 * time.Hour, Low: 2}
		})
		o.due.lookAtLeast = 1000 * time.Hour // which would hide what is forgotten
		c := *o.due.config.Load()
		c.Digest = 8*time.Hour + 30*time.Minute
		o.due.SetConfig(c)
		o.invites("REQUEST", 0, store.RoleClient, "2026-03-02 09:30")
		if err := o.store.Update(t.Context(), func(tx *store.Tx) error {
			_, err := tx.AddAction(store.Action{Project: "ACME", What: "List", Owner: "Jane", Address: jane, Due: "2026-03-04", Actor: "shell"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		o.runs()
		o.sleeps("2026-03-02 09:00")
		o.writes("1@acme.example", store.RoleClient, wang, "", store.AskQuestion)
		o.sleeps("2026-03-02 14:05")
		o.drafts("Plan", "All well.")
		o.sleeps("2026-03-02 14:06")
		o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
		o.sleeps("2026-03-03 09:15")

		list, err := o.store.Outbox(t.Context(), store.OutboxQuery{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := len(list) - 1; i >= 0; i-- {
			at := list[i].Queued.In(shanghai())
			if late := at.Second(); late > 2 {
				t.Errorf("%s for %s is %d s late", list[i].Purpose, list[i].Recipient, late)
			}
			got = append(got, at.Format("02 15:04 ")+list[i].Purpose+" "+list[i].Recipient)
		}
		want := []string{
			"02 07:00 action " + jane,
			"02 10:00 survey " + jane,
			"02 10:00 survey " + wang,
			"02 11:45 minutes-ask " + lina, // a quarter of an hour after the end
			"02 12:00 case " + lina,        // a quarter of the time is left
			"02 14:05 confirm-draft " + lina,
			"02 14:06 confirm " + wang,
			"02 14:06 confirm " + jane,
			"02 14:30 report-ask " + lina,
			"02 16:00 report-reminder " + lina,
			"03 08:30 digest " + lina,
			"03 09:00 action " + jane, // it is due on the next working day
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

// counter is a duty that counts its runs.
type counter struct {
	runs  atomic.Int64
	again time.Duration // after which it asks to run again; 0: it does not
	fails atomic.Pointer[[]error]
}

func (*counter) Name() string { return "counter" }

func (c *counter) Run(_ context.Context, o *office.Office) []error {
	c.runs.Add(1)
	if c.again > 0 {
		o.Again(o.Now.Add(c.again))
	}
	if failures := c.fails.Load(); failures != nil {
		return *failures
	}
	return nil
}

// ran returns how often a duty ran since it was asked last.
func (c *counter) ran() int64 {
	synctest.Wait()
	return c.runs.Swap(0)
}

// failing makes the duty fail from now on.
func (c *counter) failing(failures []error) *counter {
	c.fails.Store(&failures)
	return c
}

func withCounters(t *testing.T, counters ...*counter) *agency {
	o := newLiveAgency(t, "2026-03-02 07:00")
	o.due.duties = nil
	for _, c := range counters {
		o.due.duties = append(o.due.duties, c)
	}
	return o
}

func TestRun_sleepsUntilSomethingIsDueOrChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		idle, hourly := &counter{}, &counter{again: 100 * time.Second}
		o := withCounters(t, idle, hourly)
		o.runs()
		time.Sleep(999 * time.Second)
		if i, h := idle.ran(), hourly.ran(); i != 2 || h != 10 {
			t.Errorf("%d runs of what is never due, %d of what is due every 100 s", i, h)
		}
		// A commit makes everything run, and many in a row do so no more often than a look at
		// the mail that comes meanwhile has rounds, and once after it.
		for range 50 {
			if err := o.store.Update(t.Context(), func(*store.Tx) error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(1900 * time.Millisecond)
		if i, h := idle.ran(), hourly.ran(); i < 1 || i > mostRounds+1 || h < 1 || h > mostRounds+2 {
			t.Errorf("%d and %d runs after 50 commits", i, h)
		}
		// So does another configuration, and a commit of another process.
		time.Sleep(5 * time.Second)
		idle.ran()
		o.due.SetConfig(*o.due.config.Load())
		if i := idle.ran(); i != 1 {
			t.Errorf("%d runs after another configuration", i)
		}
		other, err := store.Open(t.Context(), store.Config{Dir: dirOf(o.store)})
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		time.Sleep(5 * time.Second)
		idle.ran()
		if err := other.Update(t.Context(), func(tx *store.Tx) error {
			_, err := tx.AddAction(store.Action{Project: "ACME", What: "List", Actor: "shell"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(1100 * time.Millisecond)
		if i := idle.ran(); i != 1 {
			t.Errorf("%d runs after a commit of another process", i)
		}
	})
}

// teller is a duty that runs every 100 s, moves something when it is told to, and notes how
// often another duty had run when its receipts were to be sent.
type teller struct {
	counter
	moves atomic.Bool
	other *counter
	had   []int64
}

func (m *teller) Run(ctx context.Context, o *office.Office) []error {
	if m.moves.Swap(false) {
		if err := o.Store.Update(ctx, func(*store.Tx) error { return nil }); err != nil {
			return []error{err}
		}
	}
	return m.counter.Run(ctx, o)
}

func (m *teller) Receipts() []office.Receipts {
	m.had = append(m.had, m.other.runs.Load())
	return nil
}

// A duty that moves something at its own time, when nothing else is due, is followed by the
// others, and only then by the receipts.
func TestRun_noReceiptBeforeTheNextStep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		other := &counter{}
		mover := &teller{counter: counter{again: 100 * time.Second}, other: other}
		o := newLiveAgency(t, "2026-03-02 07:00")
		o.due.duties = []Duty{mover, other}
		o.runs()
		time.Sleep(50 * time.Second)
		other.ran()
		mover.had = nil
		mover.moves.Store(true)
		time.Sleep(60 * time.Second)
		synctest.Wait()
		if len(mover.had) == 0 || mover.had[0] != 1 {
			t.Errorf("the other duty had run %v times when the receipts were sent", mover.had)
		}
	})
}

func dirOf(s *store.Store) string { return strings.TrimSuffix(s.Path(), "/"+store.FileName) }

func TestRun_logsAFailureOnceAndTriesAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &counter{}
		o := withCounters(t, c)
		var log bytes.Buffer
		o.due.log = slog.New(slog.NewTextHandler(&log, nil))
		fails := func(text string) { c.failing(office.Fail("case 1 of ACME", errors.New(text))) }
		fails("broken for 1 s")
		o.runs()
		for i := range 10 { // as if its text told the time
			time.Sleep(6 * time.Second)
			synctest.Wait()
			fails(fmt.Sprintf("broken for %d s", 6*i))
		}
		if n := c.ran(); n < 5 || n > 7 { // after 1, 3, 7, 15, 31 s
			t.Errorf("it was tried %d times in a minute", n)
		}
		if n := strings.Count(log.String(), "case 1 of ACME"); n != 1 {
			t.Errorf("it was logged %d times:\n%s", n, log.String())
		}
		c.failing(nil)
		time.Sleep(2 * time.Minute)
		fails("broken again")
		time.Sleep(11 * time.Minute)
		synctest.Wait()
		if n := strings.Count(log.String(), "case 1 of ACME"); n != 2 {
			t.Errorf("it was logged %d times:\n%s", n, log.String())
		}
	})
}

func TestRun_aStoreThatIsDamagedEndsIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := withCounters(t, new(counter).failing(office.Fail("x", fmt.Errorf("read: %w", store.ErrCorrupt))))
		if err := o.due.Run(t.Context()); !errors.Is(err, store.ErrCorrupt) {
			t.Error(err)
		}
	})
}

func TestRun_refusesABadConfiguration(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 07:00")
	o.due.SetConfig(Config{})
	if err := o.due.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "no templates") {
		t.Error(err)
	}
}

func TestRun_aClockThatIsSetBackIsNoticed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &counter{again: 24 * time.Hour}
		o := withCounters(t, c)
		back := make(chan time.Duration, 1)
		var set atomic.Int64 // several loops read the clock
		clock := o.due.now
		o.due.now = func() time.Time {
			select {
			case by := <-back:
				set.Store(int64(by))
			default:
			}
			return clock().Add(-time.Duration(set.Load()))
		}
		o.runs()
		time.Sleep(time.Minute)
		c.ran()
		back <- time.Hour
		time.Sleep(2 * time.Second)
		if n := c.ran(); n != 1 {
			t.Errorf("%d runs after the clock was set back", n)
		}
	})
}

// Failures, and what waits, are kept by the names of the duties.
func TestDuties_haveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, d := range append(duties(), outsideDuties()...) {
		if seen[d.Name()] {
			t.Errorf("two duties are called %q", d.Name())
		}
		seen[d.Name()] = true
	}
}
