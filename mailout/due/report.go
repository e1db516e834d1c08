package due

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/mailout/report"
	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/templates"
)

// furthest is how far ahead a report may stand that counts for the ones after it.
const furthest = 62 * 24 * time.Hour

// plan makes sure that there is a report for the period whose time has come;
// latest is the one before, if any. A report that was missed, because nothing
// ran, is caught up: its days become part of the period that is due now.
func (d *Due) plan(ctx context.Context, p *Project, latest store.Report) error {
	if p.Schedule == nil {
		return nil
	}
	now := d.now()
	period, err := p.Schedule.Latest(now.Add(p.Ask), p.Zone, p.Calendar)
	if errors.Is(err, schedule.ErrNotBegun) {
		return nil
	}
	if err != nil || latest.Period >= period.Key {
		return err
	}
	r := store.Report{Project: p.Code, Period: period.Key, From: period.From.Format(time.DateOnly), To: period.To.Format(time.DateOnly), Due: period.Due}
	switch {
	case latest.ID == 0 && !period.Due.After(now):
		return nil // what was due before Rapport knew the project is not asked for
	case latest.ID != 0 && latest.State != store.ReportSkipped:
		r.From = dayAfter(latest.To)
	}
	return d.store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.PlanReport(r)
		return err
	})
}

func dayAfter(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, 1).Format(time.DateOnly)
}

// advance does what a report needs next.
func (d *Due) advance(ctx context.Context, c *Config, p *Project, r store.Report) error {
	switch r.State {
	case store.ReportPlanned:
		return d.ask(ctx, c, p, r)
	case store.ReportAsked, store.ReportProposed:
		return d.remind(ctx, c, p, r)
	case store.ReportDrafted:
		return d.propose(ctx, c, p, r)
	case store.ReportApproved:
		return d.send(ctx, c, p, r)
	}
	return nil
}

// The templates. Those that ask something are named after its purpose.
const (
	askTemplate      = string(store.PurposeReportAsk)
	draftTemplate    = string(store.PurposeReportDraft)
	reminderTemplate = "report-reminder"
	problemTemplate  = "report-problem"
	reportTemplate   = "report"
)

// answerTime is how long after it was due a report may still be answered.
const answerTime = 60 * 24 * time.Hour

// request is what a mail to one PM asks.
func (d *Due) request(p *Project, r store.Report, purpose store.Purpose, pm store.Address) *store.Request {
	expires := r.Due.Add(answerTime)
	if least := d.now().Add(answerTime); expires.Before(least) {
		expires = least
	}
	return &store.Request{Purpose: purpose, Project: p.Code, Object: r.ID, Version: r.Version, Address: pm.Address, Expires: expires}
}

// ask asks the PMs for the report.
func (d *Due) ask(ctx context.Context, c *Config, p *Project, r store.Report) error {
	figures, err := d.figures(ctx, p, r)
	if err != nil {
		return err
	}
	last, err := d.lastSent(ctx, p, r)
	if err != nil {
		return err
	}
	since, err := d.feedbackSince(ctx, p, r)
	if err != nil {
		return err
	}
	feedback, err := d.feedback(ctx, p, since)
	if err != nil {
		return err
	}
	var mails []mail
	for _, pm := range p.people(store.RolePM) {
		mails = append(mails, mail{
			key: fmt.Sprintf("report %d ask %s", r.ID, pm.Address), template: askTemplate,
			data: templates.ReportAsk{Project: p.Project, PM: pm.Name, From: day(r.From), To: day(r.To), Due: r.Due.In(p.Zone), Figures: figures, Last: last, Feedback: feedback},
			to:   []store.Address{pm}, ask: d.request(p, r, store.PurposeReportAsk, pm),
		})
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkReportAsked(r.ID) })
}

// lastSent is the content of the report before, to begin from; nil where there
// was none.
func (d *Due) lastSent(ctx context.Context, p *Project, r store.Report) (*templates.Report, error) {
	list, err := d.store.Reports(ctx, p.Code, false)
	if err != nil {
		return nil, err
	}
	for _, before := range list {
		if before.State == store.ReportSent && before.Period < r.Period {
			content, _ := report.Parse(before.Draft, day(before.To))
			return &content, nil
		}
	}
	return nil, nil
}

// How the PM is reminded of a report that waits for them.
const (
	mostReminders    = 3
	betweenReminders = 22 * time.Hour // a little less than a day: not later every day
)

// remind reminds the PMs when the report is due, and then once a working day.
func (d *Due) remind(ctx context.Context, c *Config, p *Project, r store.Report) error {
	now := d.now()
	if now.Before(r.Due) || now.Sub(r.Reminded) < betweenReminders && r.Reminders > 0 || now.Sub(r.Reminded) < time.Hour || r.Reminders >= mostReminders {
		return nil
	}
	if r.Reminders > 0 { // the first is at the time the report is due, whatever the day
		working, err := p.workday(now)
		if err != nil || !working || sinceMidnight(now.In(p.Zone)) < sinceMidnight(r.Due.In(p.Zone)) {
			return err
		}
	}
	var mails []mail
	for _, pm := range p.people(store.RolePM) {
		purpose := store.PurposeReportAsk
		if r.State == store.ReportProposed {
			purpose = store.PurposeReportDraft
		}
		thread, err := d.store.LastRequest(ctx, r.ID, pm.Address)
		if err != nil {
			return err
		}
		mails = append(mails, mail{
			key: fmt.Sprintf("report %d version %d reminder %d %s", r.ID, r.Version, r.Reminders+1, pm.Address), template: reminderTemplate,
			data: templates.ReportReminder{Project: p.Project, PM: pm.Name, From: day(r.From), To: day(r.To), Due: r.Due.In(p.Zone), Waiting: r.State == store.ReportProposed,
				Last: r.Reminders+1 == mostReminders},
			to: []store.Address{pm}, thread: thread, once: true, ask: d.request(p, r, purpose, pm),
		})
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkReportReminded(r.ID) })
}

func sinceMidnight(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// workday says whether a time is on a working day of the project.
func (p *Project) workday(t time.Time) (bool, error) {
	local := t.In(p.Zone)
	if p.Calendar == nil {
		return local.Weekday() != time.Saturday && local.Weekday() != time.Sunday, nil
	}
	return p.Calendar.Workday(local)
}

// propose shows the PMs the report as the client will see it, or what of their
// text could not be read.
func (d *Due) propose(ctx context.Context, c *Config, p *Project, r store.Report) error {
	var unread []templates.Problem
	if r.Before != "" && !report.Headed(r.Draft) && report.Headed(r.Before) {
		// "I will look at it tomorrow" is no report: the draft stays.
		unread = []templates.Problem{{Code: templates.NotUnderstood, Detail: firstLine(r.Draft)}}
		err := d.store.Update(ctx, func(tx *store.Tx) error {
			if _, err := tx.RestoreReportDraft(r.ID, r.Version); err != nil {
				return err
			}
			var err error
			r, err = tx.Report(r.ID)
			return err
		})
		if err != nil || r.State != store.ReportDrafted {
			return err
		}
	}
	built, err := d.build(ctx, c, p, r)
	if err != nil {
		return err
	}
	built.problems = append(unread, built.problems...)
	figures, err := json.Marshal(built.content.Figures)
	if err != nil {
		return err
	}
	var mails []mail
	for _, pm := range p.people(store.RolePM) {
		thread, err := d.store.LastRequest(ctx, r.ID, pm.Address)
		if err != nil {
			return err
		}
		m := mail{to: []store.Address{pm}, thread: thread}
		if built.unusable() {
			m.key, m.template = fmt.Sprintf("report %d version %d problem %s", r.ID, r.Version, pm.Address), problemTemplate
			m.data = templates.ReportProblem{Project: p.Project, PM: pm.Name, From: day(r.From), To: day(r.To), Problems: built.problems, Text: r.Draft}
			m.ask = d.request(p, r, store.PurposeReportAsk, pm)
		} else {
			m.key, m.template = fmt.Sprintf("report %d version %d draft %s", r.ID, r.Version, pm.Address), draftTemplate
			m.data = templates.ReportDraft{Report: built.content, PM: pm.Name, Recipients: p.people(store.RoleClient), Cc: p.people(store.RolePM), Problems: built.problems}
			m.images = built.images
			m.ask = d.request(p, r, store.PurposeReportDraft, pm)
		}
		mails = append(mails, m)
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) {
		if built.unusable() {
			return tx.MarkReportReturned(r.ID, r.Version)
		}
		return tx.MarkReportProposed(r.ID, r.Version, string(figures))
	})
}

// firstLine returns the first line of a text, cut to what a list can show.
func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if runes := []rune(line); len(runes) > 80 {
		line = string(runes[:79]) + "…"
	}
	return line
}

// send queues the report for the client, with the PMs in copy.
func (d *Due) send(ctx context.Context, c *Config, p *Project, r store.Report) error {
	clients := p.people(store.RoleClient)
	if len(clients) == 0 {
		return fmt.Errorf("project %s has no contact with role = \"client\" to send it to", p.Code)
	}
	built, err := d.build(ctx, c, p, r)
	if err != nil {
		return err
	}
	m := mail{key: fmt.Sprintf("report %d", r.ID), template: reportTemplate, data: built.content, images: built.images, to: clients, cc: p.people(store.RolePM)}
	return d.queue(ctx, c, p, []mail{m}, func(tx *store.Tx) (bool, error) { return tx.MarkReportSent(r.ID, built.planned, built.actual) })
}

// built is a report ready to be rendered.
type built struct {
	content         templates.Report
	images          []templates.Inline
	problems        []templates.Problem
	planned, actual int // per cent; -1 unknown
}

// unusable says that there is nothing to show a client: without a summary a
// report says nothing.
func (b *built) unusable() bool { return b.content.Summary == "" }

// build makes the report of its text and of what the log tells.
func (d *Due) build(ctx context.Context, c *Config, p *Project, r store.Report) (*built, error) {
	content, problems := report.Parse(r.Draft, day(r.To))
	content.Project, content.From, content.To = p.Project, day(r.From), day(r.To)
	b := &built{content: content, problems: problems}
	var err error
	if r.State == store.ReportApproved && r.Figures != "" { // as the PM saw them
		err = json.Unmarshal([]byte(r.Figures), &b.content.Figures)
	} else {
		b.content.Figures, err = d.figures(ctx, p, r)
	}
	if err != nil {
		return nil, err
	}
	if b.content.Actions, err = d.openActions(ctx, p); err != nil {
		return nil, err
	}
	b.planned, b.actual = progress(content)
	if b.content.History, err = d.history(ctx, p, r, b); err != nil {
		return nil, err
	}
	if b.images, err = b.content.Charts(c.Charts, p.Language); err != nil {
		return nil, err
	}
	return b, nil
}

// figures counts what the log tells of the period.
func (d *Due) figures(ctx context.Context, p *Project, r store.Report) (*templates.Figures, error) {
	from, to := midnight(r.From, p.Zone), midnight(dayAfter(r.To), p.Zone)
	f, err := d.store.Figures(ctx, p.Code, p.clientMail(), from, to)
	if err != nil || f == (store.Figures{}) {
		return nil, err
	}
	return &templates.Figures{Messages: f.Messages, Asked: f.Asked, Answered: f.Answered, Open: f.Open, MedianAnswer: f.MedianAnswer}, nil
}

// mostHistory bounds the periods that a chart shows.
const mostHistory = 12

// history returns how far the project was at the end of each period that was
// reported, and is now.
func (d *Due) history(ctx context.Context, p *Project, r store.Report, now *built) ([]templates.Progress, error) {
	list, err := d.store.Reports(ctx, p.Code, false)
	if err != nil {
		return nil, err
	}
	var history []templates.Progress
	for _, before := range slices.Backward(list) {
		if before.State == store.ReportSent && before.Period < r.Period && before.Actual >= 0 {
			history = append(history, templates.Progress{End: day(before.To), Planned: before.Planned, Actual: before.Actual})
		}
	}
	if now.actual >= 0 {
		history = append(history, templates.Progress{End: day(r.To), Planned: now.planned, Actual: now.actual})
	}
	return history[max(0, len(history)-mostHistory):], nil
}

// day reads a day as the store writes it.
func day(text string) time.Time { return midnight(text, time.UTC) }

func midnight(text string, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		return time.Time{} // the store holds nothing else
	}
	return t
}
