// Package report takes the progress reports of a project from their plan to the
// client: it asks the PMs for the text, reminds them, shows them the report as the
// client will see it, and sends what they approve.
package report

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/templates"
)

// Duty looks after progress reports.
type Duty struct {
	// Feedback returns what clients said in surveys since a time, for the PM to answer
	// in the report.
	Feedback func(ctx context.Context, o *office.Office, p *office.Project, since time.Time) ([]string, error)
}

// Name returns "report".
func (Duty) Name() string { return "report" }

// The templates. Those that ask something are named after its purpose.
const (
	askTemplate         = string(store.PurposeReportAsk)
	severalTemplate     = string(store.PurposeReports)
	draftTemplate       = string(store.PurposeReportDraft)
	reminderTemplate    = "report-reminder"
	problemTemplate     = "report-problem"
	reportTemplate      = "report"
	receiptTemplate     = "report-receipt"
	teamTemplate        = string(store.PurposeTeam)
	teamReceiptTemplate = "team-receipt"
)

// furthest is how far ahead a report may be due that counts for the ones after it.
const furthest = 62 * 24 * time.Hour

// Run plans the reports whose time has come, and does what each open one needs next.
func (d Duty) Run(ctx context.Context, o *office.Office) []error {
	latest, err := o.Store.LatestReports(ctx, o.Now.Add(furthest))
	if err != nil {
		return office.Fail("the latest reports", err)
	}
	others := early(o)
	failures := askTeams(ctx, o, latest, others)
	failures = append(failures, o.EachProject("the report plan", func(p *office.Project) error { return plan(ctx, o, p, latest[p.Code], others) })...)
	open, err := o.Store.Reports(ctx, "", true)
	if err != nil {
		return append(failures, office.Fail("the open reports", err)...)
	}
	name := func(r store.Report) (project, object string) { return r.Project, "report " + r.Period }
	var planned, late []asked
	failures = append(failures, office.EachEver(o, open, name, func(p *office.Project, r store.Report) error {
		if p.Closed && r.State != store.ReportDrafted && r.State != store.ReportApproved {
			return nil
		}
		switch r.State {
		case store.ReportPlanned:
			planned = append(planned, asked{p, r})
		case store.ReportAsked, store.ReportProposed:
			if err := d.handOver(ctx, o, p, r); err != nil {
				return err
			}
			switch {
			case !reminderDue(o, p, r):
			case r.State == store.ReportAsked:
				late = append(late, asked{p, r})
			default:
				return remind(ctx, o, p, r)
			}
		case store.ReportDrafted:
			return propose(ctx, o, p, r)
		case store.ReportApproved:
			if !o.Reached(r.Due) {
				return nil
			}
			return send(ctx, o, p, r)
		}
		return nil
	})...)
	for _, group := range together(planned) {
		if awaitsTracker(o, group) {
			continue
		}
		failures = append(failures, office.Fail(named(group), d.askGroup(ctx, o, group))...)
	}
	for _, group := range together(late) {
		failures = append(failures, office.Fail(named(group), d.remindGroup(ctx, o, group))...)
	}
	return failures
}

// named returns the name of reports that are asked for together.
func named(group []asked) string {
	var list []string
	for _, r := range group {
		list = append(list, "report "+r.report.Period+" of "+r.project.Code)
	}
	return strings.Join(list, ", ")
}

// plan makes sure that there is a report for the period whose time has come. latest is
// the one before, if any. A report that was missed, because nothing ran, is caught up:
// its days become part of the period that is due now.
func plan(ctx context.Context, o *office.Office, p *office.Project, latest store.Report, others map[string]time.Time) error {
	if p.Schedule == nil {
		return nil
	}
	// An error of Next, such as holidays that are not known yet, concerns a later time.
	next, none := p.Schedule.Next(o.Now.Add(p.Ask), p.Zone, p.Calendar)
	early := none == nil && o.Reached(askedWith(p, next.Due, others))
	period, err := p.Schedule.Latest(o.Now.Add(p.Ask), p.Zone, p.Calendar)
	if early {
		period, err = next, nil
	}
	if errors.Is(err, schedule.ErrNotBegun) {
		return nil
	}
	if err != nil || latest.Period >= period.Key {
		return err
	}
	r := planned(p, period)
	switch {
	case latest.ID == 0 && !period.Due.After(o.Now):
		return nil // what was due before the project was configured is not asked for
	case latest.ID == 0:
		// Nor is what was to be asked for before the log began: of that period it may
		// know little, and a log that was lost may have sent its report.
		began, err := o.Began(ctx)
		if err != nil || askAt(p, period.Due).Before(began) {
			return err
		}
	case latest.State != store.ReportSkipped:
		r.From = dayAfter(latest.To)
	}
	return o.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.PlanReport(r)
		return err
	})
}

// askAt returns when the PMs are asked for a report that is due at a time: on a working day.
func askAt(p *office.Project, due time.Time) time.Time { return p.OnWorkday(due.Add(-p.Ask)) }

func planned(p *office.Project, period schedule.Period) store.Report {
	return store.Report{Project: p.Code, Period: period.Key, From: period.From.Format(time.DateOnly), To: period.To.Format(time.DateOnly), Due: period.Due}
}

func dayAfter(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, 1).Format(time.DateOnly)
}

// Current returns the report that a project sends next: the one that is open, that of
// the period the schedule has come to, or, without a schedule, one that ends today.
func Current(ctx context.Context, o *office.Office, p *office.Project) (store.Report, error) {
	list, err := o.Store.Reports(ctx, p.Code, false)
	if err != nil {
		return store.Report{}, err
	}
	open := func(r store.Report) bool { return r.State != store.ReportSent && r.State != store.ReportSkipped }
	if i := slices.IndexFunc(list, open); i >= 0 {
		return list[i], nil
	}
	now := o.Now.In(p.Zone)
	today := o.Today(p)
	r := store.Report{Project: p.Code, Period: today, From: now.AddDate(0, 0, -6).Format(time.DateOnly), To: today, Due: now}
	if p.Schedule != nil {
		period, err := p.Schedule.Next(now, p.Zone, p.Calendar)
		if err != nil {
			return r, err
		}
		r = planned(p, period)
		if slices.ContainsFunc(list, func(done store.Report) bool { return done.Period == r.Period }) {
			r.Period = today // a second one within the period
		}
	}
	if len(list) > 0 && list[0].State == store.ReportSent && list[0].To < r.To {
		r.From = dayAfter(list[0].To)
	}
	return r, nil
}

// ItemKind returns the kind of the items that Waiting lists.
func (Duty) ItemKind() string { return store.ItemReport }

// Waiting lists the reports that wait for a PM.
func (Duty) Waiting(ctx context.Context, o *office.Office, projects []string) ([]office.PendingItem, error) {
	open, err := o.Store.Reports(ctx, "", true)
	if err != nil {
		return nil, err
	}
	project := func(r store.Report) string { return r.Project }
	return office.Pending(o, open, projects, project, func(p *office.Project, r store.Report) (office.PendingItem, bool, error) {
		overdue := o.Now.After(r.Due)
		item := office.PendingItem{
			Item: store.DigestItem{Kind: store.ItemReport, Object: r.ID, Version: r.Version, Urgent: overdue},
			Shown: templates.DigestItem{
				Kind: store.ItemReport, Project: p.Project, From: office.Day(r.From), To: office.Day(r.To), State: string(r.State),
				Since: r.Changed.In(p.Zone), Due: r.Due.In(p.Zone), Overdue: overdue,
			},
		}
		if r.State == store.ReportProposed { // who lets it go by its number sees it
			item.Item.Draft, item.Text = r.Version, r.Draft+templates.FileList(p.Language, office.ShownFiles(r.Files, nil, false))
		}
		return item, r.State == store.ReportAsked || r.State == store.ReportProposed, nil
	})
}

// Title returns what a report is called.
func (Duty) Title(ctx context.Context, o *office.Office, item store.DigestItem) (string, error) {
	r, err := o.Store.Report(ctx, item.Object)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return strings.TrimSpace(r.Project + " " + r.Period), err
}
