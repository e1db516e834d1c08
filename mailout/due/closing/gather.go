package closing

import (
	"context"
	"slices"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// facts are what the log holds of a project, or of a period of it.
type facts struct {
	from, to   time.Time // of the period; from is zero where it is all
	reports    []sentReport
	milestones []milestone
	budget     *templates.Budget // as the last report has it
	firstTotal float64           // as the first report had it
	figures    store.Figures
	changes    []store.Procedure
	disputes   []store.Procedure
	surveys    []store.Survey
	agreed     []store.Agreement
	cases      []store.Case
	open       []store.ClosingItem
}

// sentReport is a report that the client has.
type sentReport struct {
	store.Report
	content templates.Report
}

// milestone is a milestone as the reports had it.
type milestone struct {
	name          string
	first, latest time.Time // for when it was planned at first, and expected last
	done          time.Time // the last day of the report that first showed it done; zero: none did
}

// covers reports whether something that happened at a time belongs to the period.
func (f *facts) covers(at time.Time) bool { return !at.Before(f.from) && at.Before(f.to) }

// gather reads what the log holds of the period of a closing.
func gather(ctx context.Context, o *office.Office, p *office.Project, c store.Closing) (*facts, error) {
	f := &facts{to: o.Now}
	if c.From != "" {
		f.from, f.to = office.DayIn(c.From, p.Zone), office.DayIn(c.To, p.Zone).AddDate(0, 0, 1)
	}
	all, err := o.Store.Reports(ctx, p.Code, false)
	if err != nil {
		return nil, err
	}
	for _, r := range slices.Backward(all) { // the newest is first
		// A report is sent before the last day that it covers is over: at the end of a project, each that
		// was sent counts.
		if r.State == store.ReportSent && (c.To == "" || f.covers(office.DayIn(r.To, p.Zone))) {
			content, _ := office.Content(r)
			f.reports = append(f.reports, sentReport{r, content})
			f.take(content, office.Day(r.To))
		}
	}
	if f.figures, err = o.Store.Figures(ctx, p.Code, p.ClientMail(), f.from, f.to); err != nil {
		return nil, err
	}
	procedures, err := o.Store.Procedures(ctx, store.ProcedureQuery{Project: p.Code})
	if err != nil {
		return nil, err
	}
	for _, one := range procedures {
		switch {
		case !f.covers(one.Created) && !f.covers(one.Changed) || one.State == store.ProcedureDropped:
		case one.Kind == store.ProcedureDispute:
			f.disputes = append(f.disputes, one)
		default:
			f.changes = append(f.changes, one)
		}
	}
	surveys, err := o.Store.Surveys(ctx, store.SurveyQuery{Project: p.Code})
	if err != nil {
		return nil, err
	}
	for _, s := range surveys {
		if s.State == store.SurveyClosed && !s.LooksBack() && f.covers(s.Created) {
			f.surveys = append(f.surveys, s)
		}
	}
	if f.agreed, err = o.Store.Agreements(ctx, p.Code); err != nil {
		return nil, err
	}
	f.agreed = slices.DeleteFunc(f.agreed, func(a store.Agreement) bool { return !a.At.Before(f.to) || a.Kind == store.ProjectSummary })
	cases, err := o.Store.Cases(ctx, store.CaseQuery{Project: p.Code})
	if err != nil {
		return nil, err
	}
	for _, one := range cases {
		if one.Merged == 0 && f.covers(one.Opened) {
			f.cases = append(f.cases, one)
		}
	}
	f.open, err = Open(ctx, o, p)
	return f, err
}

// take takes what a report says of milestones and budget; a later one comes after an earlier.
func (f *facts) take(r templates.Report, to time.Time) {
	for _, m := range r.Milestones {
		i := slices.IndexFunc(f.milestones, func(known milestone) bool { return strings.EqualFold(known.name, m.Name) })
		if i < 0 {
			f.milestones = append(f.milestones, milestone{name: m.Name})
			i = len(f.milestones) - 1
		}
		one := &f.milestones[i]
		if one.first.IsZero() {
			one.first = m.Planned
		}
		switch {
		case !m.Expected.IsZero():
			one.latest = m.Expected
		case !m.Planned.IsZero():
			one.latest = m.Planned
		}
		if m.Done && one.done.IsZero() {
			one.done = to
		}
	}
	if r.Budget != nil {
		if f.firstTotal == 0 {
			f.firstTotal = r.Budget.Total
		}
		f.budget = r.Budget
	}
}

// scope returns the confirmed scope that is in force, or nil.
func (f *facts) scope() *store.Agreement {
	for i, a := range slices.Backward(f.agreed) {
		if a.Kind == store.Scope {
			return &f.agreed[i]
		}
	}
	return nil
}
