package office

import (
	"encoding/json"
	"errors"
	"time"

	"rapport/mailout/outside"
	"rapport/mailout/tracker/work"
	"rapport/store"
)

// FetchTime is for how long a tracker that does not answer is asked about the period of a report.
// Then its PM is asked without what it would have said.
const FetchTime = 10 * time.Minute

// Fetched is what a tracker said of the period of a report, as it is kept with it.
type Fetched struct {
	System   string        `json:"system"`
	At       time.Time     `json:"at"`
	Progress work.Progress `json:"progress,omitzero"`
	Fault    string        `json:"fault,omitempty"` // why it said nothing; one of the faults of package outside
}

// FetchedFor returns what a tracker said for a report, and whether it was asked.
func FetchedFor(r store.Report) (f Fetched, asked bool, err error) {
	if r.Outside == "" {
		return f, false, nil
	}
	err = json.Unmarshal([]byte(r.Outside), &f)
	return f, err == nil, err
}

// PeriodOf returns the period of a report, as a tracker is asked about it. What was done after
// the tracker was asked for the report before counts too: that one could not say it.
func (p *Project) PeriodOf(r store.Report, before Fetched, now time.Time) work.Period {
	period := work.Period{From: DayIn(r.From, p.Zone), Until: DayIn(r.To, p.Zone).AddDate(0, 0, 1), Now: now}
	period.Since = period.From
	if !before.At.IsZero() && before.At.Before(period.From) {
		period.Since = before.At
	}
	return period
}

// FaultOf returns why a call of another system failed: a fault of package outside.
func FaultOf(err error) outside.Fault {
	if e, ok := errors.AsType[*outside.Error](err); ok {
		return e.Fault
	}
	return outside.Failing
}
