package templates

import (
	"time"

	"rapport/store"
)

// Report is a progress report as a client reads it. All but Summary may be
// empty, and is then left out.
type Report struct {
	Project store.Project
	// From and To are the first and the last day of the period.
	From, To time.Time

	Status       Status
	StatusReason string
	Summary      string // Markdown of several paragraphs; each other text is of one line

	Done       []string
	Progress   []WorkItem // in progress
	Next       []string
	Milestones []Milestone
	Risks      []string // risks and open questions
	Budget     *Budget
	Decisions  []Decision   // needed from the client
	Actions    []ActionItem // that are open
	Feedback   []string     // what was done about earlier feedback

	Figures *Figures   // counted from the log; nil where there is nothing to tell
	History []Progress // of the project as a whole, one for each period, oldest first
}

// Status says how a project fares.
type Status string

// The statuses of a project.
const (
	OnTrack Status = "on-track"
	AtRisk  Status = "at-risk"
	Late    Status = "late"
)

// WorkItem is a piece of work in progress.
type WorkItem struct {
	Name    string
	Percent int // done, 0 to 100
	Note    string
}

// Milestone is a date that was planned, and what is expected of it now. Zero
// dates are unknown.
type Milestone struct {
	Name              string
	Planned, Expected time.Time
	Done              bool
}

// Budget is how much of it is used, in the units the PM wrote: "CNY", "EUR",
// "days", or "%" of 100.
type Budget struct {
	Used, Total float64
	Unit        string
}

// Decision is something the client is asked to decide, by a day or at leisure.
type Decision struct {
	Text string
	By   time.Time // zero: no day was named
}

// Figures are counted from the log of the period.
type Figures struct {
	Messages     int           // of people in the period, which the client wrote or was sent
	Asked        int           // questions of the client in the period
	Answered     int           // of these
	Open         int           // questions open now
	MedianAnswer time.Duration // until the team answered; 0 where nothing was answered
	Pending      int           // confirmations the client has not given
}

// Progress is how far a project was at the end of a period, in per cent.
type Progress struct {
	End             time.Time
	Planned, Actual int // per cent; Planned is -1 where nothing was planned
}

// Latest gives how far the project was at the last of the periods, or nil.
func (r Report) Latest() *Progress {
	if len(r.History) == 0 {
		return nil
	}
	return &r.History[len(r.History)-1]
}

// Slip is by how many days the milestone is later than planned; 0 where it is
// not, or where that is not known.
func (m Milestone) Slip() int {
	if m.Done || m.Planned.IsZero() || m.Expected.IsZero() {
		return 0
	}
	return max(0, int(m.Expected.Sub(m.Planned).Hours()/24+0.5))
}

// Percent is how much of the budget is used, in per cent; 0 where there is none.
func (b Budget) Percent() float64 {
	if b.Total == 0 {
		return 0
	}
	return 100 * b.Used / b.Total
}
