// Package tracking asks the issue trackers of teams: what was done, for the form of a report;
// to make a work item of a change that the client approved, or of a case; and how far that
// work item is. It waits for other systems, and so runs beside the other duties.
package tracking

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/mailout/outside"
	"rapport/mailout/tracker/work"
	"rapport/store"
)

// Duty asks trackers.
type Duty struct{}

// Name returns "tracker".
func (Duty) Name() string { return "tracker" }

const (
	patience   = 40 * time.Second // for all that is asked about one object
	mostAtOnce = 2 * time.Minute  // in one run; the rest follows in the next, so that the loop shows that it lives
)

// Run fetches the progress for reports whose PM is to be asked, makes the work items that are
// wanted, and looks how far those are that there are.
func (Duty) Run(ctx context.Context, o *office.Office) []error {
	tracked := func(p office.Project) bool { return p.Tracker != nil && !p.Closed }
	if !slices.ContainsFunc(o.Config.Projects, tracked) {
		return nil
	}
	open, err := o.Store.Reports(ctx, "", true)
	if err != nil {
		return office.Fail("the open reports", err)
	}
	l := &look{Office: o, began: time.Now(), down: map[office.Tracker]bool{}}
	return o.EachProject("the tracker", func(p *office.Project) error {
		if !tracked(*p) {
			return nil
		}
		for _, r := range open {
			if r.Project != p.Code || r.State != store.ReportPlanned || r.Outside != "" {
				continue
			}
			if err := l.fetch(ctx, p, r); err != nil {
				return err
			}
		}
		return l.items(ctx, p)
	})
}

// look is one run.
type look struct {
	*office.Office
	began time.Time
	down  map[office.Tracker]bool // did not answer in this run, and are not asked again in it
}

// may reports whether a tracker can be asked in this run; otherwise there will be another.
func (l *look) may(p *office.Project) bool {
	if !l.down[p.Tracker] && time.Since(l.began) < mostAtOnce {
		return true
	}
	l.Again(l.Now.Add(time.Minute))
	return false
}

// failed notes that a tracker failed, and returns why. What failed before in the same way is
// not logged again.
func (l *look) failed(p *office.Project, what, before string, err error) outside.Fault {
	fault := office.FaultOf(err)
	l.down[p.Tracker] = l.down[p.Tracker] || isPassing(fault)
	if before != string(fault) {
		l.Log.Warn("a tracker failed", "tracker", p.Tracker.Name(), "project", p.Code, "doing", what, "error", err)
	}
	return fault
}

// isPassing reports whether a fault may be over a little later.
func isPassing(fault outside.Fault) bool {
	return slices.Contains([]outside.Fault{outside.Unreachable, outside.Failing, outside.Limited, outside.Ambiguous}, fault)
}

const retryFetch = 2 * time.Minute

// fetch asks the tracker about the period of a report. What does not answer for FetchTime is
// left out.
func (l *look) fetch(ctx context.Context, p *office.Project, r store.Report) error {
	if !l.may(p) {
		return nil
	}
	before, err := l.before(ctx, r)
	if err != nil {
		return err
	}
	until := r.Changed.Add(office.FetchTime)
	fetched := office.Fetched{System: p.Tracker.Name(), At: l.Now}
	asking, done := context.WithTimeout(ctx, patience)
	progress, err := p.Tracker.Progress(asking, p.TrackerKey, p.PeriodOf(r, before, l.Now))
	done()
	if ctx.Err() != nil {
		return nil // the daemon stops
	}
	if err == nil {
		fetched.Progress = progress
		fetched.Progress.Done = slices.DeleteFunc(progress.Done, func(it work.Item) bool {
			return slices.ContainsFunc(before.Progress.Done, func(known work.Item) bool { return known.Key == it.Key })
		})
	} else {
		fault := l.failed(p, "report "+r.Period, "", err)
		if again := l.Now.Add(retryFetch); isPassing(fault) && again.Before(until) {
			l.Again(again)
			return nil
		}
		fetched.Fault = string(fault)
	}
	text, err := json.Marshal(fetched)
	if err != nil {
		return fmt.Errorf("write what the tracker said of report %s: %w", r.Period, err)
	}
	return l.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.MarkReportFetched(r.ID, string(text))
		return err
	})
}

// before returns what the tracker said for the report before; nothing where there was none that
// went to the client, or the tracker did not answer.
func (l *look) before(ctx context.Context, r store.Report) (office.Fetched, error) {
	list, err := l.Store.Reports(ctx, r.Project, false)
	if err != nil {
		return office.Fetched{}, err
	}
	for _, one := range list { // the newest first
		if one.Period >= r.Period || one.State != store.ReportSent {
			continue
		}
		f, _, err := office.FetchedFor(one)
		if err != nil || f.Fault != "" {
			return office.Fetched{}, err
		}
		return f, nil
	}
	return office.Fetched{}, nil
}
