package due

import (
	"time"

	"rapport/mailout/due/office"
)

// The wait after a failure doubles from the first of these to the last.
const firstRetry, lastRetry = time.Second, time.Minute

// plan is when each duty runs next.
type plan struct {
	runs    []run
	longest time.Duration              // at most, between two runs of a duty
	failed  map[string]map[string]bool // the objects that failed last, by the name of their duty
}

// run is when one duty ran, and runs next.
type run struct {
	last, next time.Time
	retry      time.Duration // the wait after the last failure; 0: it did not fail
}

// newPlan returns a plan in which all of n duties are due, and never rest for longer
// than longest.
func newPlan(n int, longest time.Duration) *plan {
	return &plan{runs: make([]run, n), longest: longest, failed: map[string]map[string]bool{}}
}

// all makes every duty due.
func (p *plan) all() {
	for i := range p.runs {
		p.runs[i].next = time.Time{}
	}
}

// isDue reports whether a duty is due. It is, too, where the clock was set back: what it
// asked for counted on the other time.
func (p *plan) isDue(i int, now time.Time) bool {
	r := p.runs[i]
	return !now.Before(r.next) || now.Before(r.last)
}

func (p *plan) anyDue(now time.Time) bool {
	for i := range p.runs {
		if p.isDue(i, now) {
			return true
		}
	}
	return false
}

// ran takes note that a duty ran, and when it asked to run again.
func (p *plan) ran(i int, o *office.Office, failed bool) {
	r := &p.runs[i]
	r.last, r.next = o.Now, o.Now.Add(p.longest)
	if next := o.Next(); !next.IsZero() && next.Before(r.next) {
		r.next = next
	}
	if !failed {
		r.retry = 0
		return
	}
	r.retry = min(max(2*r.retry, firstRetry), lastRetry)
	if at := o.Now.Add(r.retry); at.Before(r.next) {
		r.next = at
	}
}
