package due

import (
	"rapport/mailout/report"
	"rapport/templates"
)

// progress tells how far the project is at the end of the period, and how far
// it should be, in per cent; -1 where it cannot be told. Where there are
// milestones both are the share of them that is done, and that was planned to
// be; without them nothing was planned, and what counts is the work itself.
func progress(r templates.Report) (planned, actual int) {
	due, done, dated := 0, 0, 0
	for _, m := range r.Milestones {
		if !m.Planned.IsZero() {
			dated++
			if !m.Planned.After(r.To) {
				due++
			}
			if m.Done {
				done++
			}
		}
	}
	if dated > 0 {
		return percent(due, dated), percent(done, dated)
	}
	return -1, report.Progress(r.Progress)
}

func percent(part, whole int) int { return (100*part + whole/2) / whole }
