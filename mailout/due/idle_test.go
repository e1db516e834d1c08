package due

import (
	"context"
	"fmt"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"rapport/mailout/due/office"
	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/templates/survey"
)

// counted counts the runs of a duty.
type counted struct {
	Duty
	runs *atomic.Int64
}

func (c counted) Run(ctx context.Context, o *office.Office) []error {
	c.runs.Add(1)
	if r, ok := c.Duty.(Runner); ok {
		return r.Run(ctx, o)
	}
	return nil
}

func (c counted) Receipts() []office.Receipts {
	if r, ok := c.Duty.(Correspondent); ok {
		return r.Receipts()
	}
	return nil
}

// A daemon with 200 projects, in each of which two cases are open, uses next to nothing
// of a processor while nothing happens, in the hours after the digests too.
func TestRun_idles(t *testing.T) { // not in parallel: it measures the process
	const projects = 200
	synctest.Test(t, func(t *testing.T) {
		questions, err := survey.Load("csat")
		if err != nil {
			t.Fatal(err)
		}
		monthly, err := schedule.Parse("monthly on 20 at 10:00")
		if err != nil {
			t.Fatal(err)
		}
		o := newLiveAgency(t, "2026-03-03 08:00", func(p *Project) { // a Tuesday
			p.Clock = Clock{Within: 40 * time.Hour, Begin: 9 * time.Hour, End: 18 * time.Hour}
			p.Confirm = Terms{Policy: store.PolicyAll, Days: 2}
			p.Surveys = Surveys{Scheduled: questions, At: &monthly, OnMilestone: questions, AfterCase: questions, Every: 20 * 24 * time.Hour, Low: 2}
			p.AskMinutes = true
		})
		c := *o.due.config.Load()
		c.Digest = 8*time.Hour + 30*time.Minute
		first := c.Projects[0]
		c.Projects = nil
		for i := range projects {
			p := first
			p.Code = fmt.Sprintf("P%03d", i)
			p.Contacts = append([]store.Contact{{Name: "PM", Role: store.RolePM, Addresses: []string{fmt.Sprintf("pm%d@agency.example", i)}}}, p.Contacts...)
			c.Projects = append(c.Projects, p)
		}
		o.due.SetConfig(c)
		err = o.store.Update(t.Context(), func(tx *store.Tx) error {
			for i := range 2 * projects {
				id := fmt.Sprintf("%d@acme.example", i)
				k, err := tx.StoreRaw(o.store.Pack([]byte(id), o.now, "test"))
				if err != nil {
					return err
				}
				m := &store.Message{MessageID: id, Date: o.now, Received: o.now, Subject: "Accounts " + id, NewText: "When?", From: []store.Address{{Address: wang}}}
				code := c.Projects[i/2].Code
				if _, err := tx.Record(k.ID, m, store.Verdict{Kind: store.KindHuman, Role: store.RoleClient, Project: code, Effects: proved(), Asks: []store.FoundAsk{{Ask: store.AskQuestion, Words: "When?"}},
					Reasons: []store.Reason{{Signal: store.SignalContact, Project: code, Confidence: 80}}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var runs atomic.Int64
		for i, d := range o.due.duties {
			o.due.duties[i] = counted{d, &runs}
		}
		o.runs()
		o.sleeps("2026-03-03 09:00")
		if n := len(o.queued()); n != projects+1 { // the digests of all PMs, of whom one leads all projects
			t.Fatalf("%d mails", n)
		}
		runs.Store(0)
		before, statements := processTime(t), o.statements.Load()
		o.sleeps("2026-03-03 10:00")
		used, asked := processTime(t)-before, o.statements.Load()-statements
		share := 100 * used.Seconds() / time.Hour.Seconds()
		t.Logf("an idle hour: %d runs of duties, %d statements, %s of a processor, %.3f %%", runs.Load(), asked, used, share)
		if share > 0.2 {
			t.Errorf("an idle daemon uses %.3f %% of a processor", share)
		}
		// One a second asks whether another process has committed; the rest are of the runs.
		if most := int64(time.Hour/time.Second) + 60*runs.Load(); asked > most {
			t.Errorf("%d statements in an idle hour, want at most %d: one a second, and 60 for each run of a duty", asked, most)
		}
		if most := 8 * len(o.due.duties); runs.Load() > int64(most) {
			t.Errorf("%d runs of duties in an idle hour, want at most %d", runs.Load(), most)
		}
	})
}

func processTime(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
