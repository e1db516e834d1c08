package due

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/mailout/letter"
	"rapport/store"
	"rapport/templates"
)

// This file is what a person at the shell asks for.

// NoProjectError means that the configuration has no such project.
type NoProjectError string

func (e NoProjectError) Error() string {
	return fmt.Sprintf("no project %s in the configuration", string(e))
}

// Current returns the report that a project is to send next: the one that is
// open, that of the period the schedule has come to, or, without a schedule, one
// that ends today.
func (d *Due) Current(ctx context.Context, code string) (store.Report, error) {
	p := d.config.Load().project(code)
	if p == nil {
		return store.Report{}, NoProjectError(code)
	}
	list, err := d.store.Reports(ctx, code, false)
	if err != nil {
		return store.Report{}, err
	}
	open := func(r store.Report) bool { return r.State != store.ReportSent && r.State != store.ReportSkipped }
	if i := slices.IndexFunc(list, open); i >= 0 {
		return list[i], nil
	}
	today := d.now().In(p.Zone)
	r := store.Report{Project: code, Period: today.Format(time.DateOnly), From: today.AddDate(0, 0, -6).Format(time.DateOnly), To: today.Format(time.DateOnly), Due: today}
	if p.Schedule != nil {
		period, err := p.Schedule.Next(today, p.Zone, p.Calendar)
		if err != nil {
			return r, err
		}
		r = store.Report{Project: code, Period: period.Key, From: period.From.Format(time.DateOnly), To: period.To.Format(time.DateOnly), Due: period.Due}
		if slices.ContainsFunc(list, func(done store.Report) bool { return done.Period == r.Period }) {
			r.Period = today.Format(time.DateOnly) // one more within the period
		}
	}
	if len(list) > 0 && list[0].State == store.ReportSent && list[0].To < r.To {
		r.From = dayAfter(list[0].To)
	}
	return r, nil
}

// Preview is a report as the client would get it.
type Preview struct {
	Mail     templates.Mail
	Raw      []byte // the mail
	Problems []templates.Problem
}

// Preview makes the report of a text without storing or sending anything.
func (d *Due) Preview(ctx context.Context, r store.Report, text string) (*Preview, error) {
	c := d.config.Load()
	p := c.project(r.Project)
	if p == nil {
		return nil, NoProjectError(r.Project)
	}
	r.Draft = text
	built, err := d.build(ctx, c, p, r)
	if err != nil {
		return nil, err
	}
	if built.unusable() {
		return &Preview{Problems: built.problems}, nil
	}
	m := mail{template: reportTemplate, data: built.content, images: built.images, to: p.people(store.RoleClient), cc: p.people(store.RolePM)}
	rendered, err := c.Templates.Render(m.template, p.Language, m.data, m.images...)
	if err != nil {
		return nil, fmt.Errorf("render the report: %w", err)
	}
	raw, _, err := letter.Compose(d.draft(c, p, &m, rendered))
	if err != nil {
		return nil, err
	}
	return &Preview{rendered, raw, built.problems}, nil
}
