package report

import (
	"context"
	"fmt"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// answerTime is how long after it was due a report may still be answered.
const answerTime = 60 * 24 * time.Hour

// request is what a mail to one PM asks.
func request(o *office.Office, r store.Report, purpose store.Purpose, pm store.Address) *store.Request {
	expires := r.Due.Add(answerTime)
	if least := o.Now.Add(answerTime); expires.Before(least) {
		expires = least
	}
	return &store.Request{Purpose: purpose, Project: r.Project, Object: r.ID, Version: r.Version, Address: pm.Address, Expires: expires}
}

// askData returns what the mail that asks for a report says, and what the team wrote of that.
func (d Duty) askData(ctx context.Context, o *office.Office, p *office.Project, r store.Report) (data templates.ReportAsk, team []store.TeamPart, err error) {
	figures, err := figures(ctx, o, p, r)
	if err != nil {
		return data, nil, err
	}
	before, err := o.Store.Reports(ctx, p.Code, false)
	if err != nil {
		return data, nil, err
	}
	feedback, err := d.Feedback(ctx, o, p, feedbackSince(p, r, before))
	if err != nil {
		return data, nil, err
	}
	wrote, team, err := o.TeamParts(ctx, p, r, "")
	if err != nil {
		return data, nil, err
	}
	actions, err := o.OpenActions(ctx, p)
	data = templates.ReportAsk{
		Project: p.Project, From: office.Day(r.From), To: office.Day(r.To), Due: r.Due.In(p.Zone), Figures: figures, Last: lastSent(r, before), Feedback: feedback, Actions: actions, Team: wrote,
	}
	if lastSent(r, before) == nil {
		if data.Lessons, err = lessons(ctx, o, p); err != nil {
			return data, nil, err
		}
	}
	if gap, found := p.Calendar.Gap(o.Now.In(p.Zone)); found {
		data.Gap = &templates.CalendarGap{Calendar: gap.Calendar, Year: gap.Year}
	}
	if err != nil || p.Tracker == nil {
		return data, team, err
	}
	items, err := o.Store.OutsideItems(ctx, p.Code)
	if err != nil {
		return data, nil, err
	}
	data.Tracked, data.Last, err = office.TrackedOf(p, r, items, data.Last)
	return data, team, err
}

// mostLessons bounds what the first form of a project shows of earlier ones.
const mostLessons = 20

// lessons returns what other projects of the same client hand on, the latest last.
func lessons(ctx context.Context, o *office.Office, p *office.Project) (list []templates.Lesson, err error) {
	if p.Client == "" {
		return nil, nil
	}
	all, err := o.Store.Lessons(ctx, p.Client)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if l.Project != p.Code {
			list = append(list, templates.Lesson{Project: l.Project, Text: l.Text, Carried: l.Kind == store.LessonCarried})
		}
	}
	return list[max(0, len(list)-mostLessons):], nil
}

// fetchGrace is how long after the last try to ask the tracker a report is asked for without.
const fetchGrace = 3 * time.Minute

// awaitsTracker reports whether one of the reports of a group waits for what the tracker says
// of its period.
func awaitsTracker(o *office.Office, group []asked) bool {
	for _, r := range group {
		if r.project.Tracker != nil && r.report.Outside == "" && !o.Reached(r.report.Changed.Add(office.FetchTime+fetchGrace)) {
			return true
		}
	}
	return false
}

// askMails returns the mails that ask PMs for the report.
func (d Duty) askMails(ctx context.Context, o *office.Office, p *office.Project, r store.Report, pms []store.Address) ([]office.Mail, error) {
	data, team, err := d.askData(ctx, o, p, r)
	if err != nil {
		return nil, err
	}
	var mails []office.Mail
	for _, pm := range pms {
		data.PM = pm.Name
		mails = append(mails, office.Mail{
			Key: fmt.Sprintf("report %d ask %s", r.ID, pm.Address), Template: askTemplate, Data: data,
			To: []store.Address{pm}, Ask: request(o, r, store.PurposeReportAsk, pm), Team: team,
		})
	}
	return mails, nil
}

// handOver sends those who have become PM since what the other PMs were asked about a report
// that waits for them, in full. They approve nothing unseen.
func (d Duty) handOver(ctx context.Context, o *office.Office, p *office.Project, r store.Report) error {
	purpose := store.PurposeReportAsk
	if r.State == store.ReportProposed {
		purpose = store.PurposeReportDraft
	}
	asked, err := o.Store.Asked(ctx, purpose, r.ID, r.Version)
	if err != nil {
		return err
	}
	if r.Version == 0 {
		together, err := o.Store.Asked(ctx, store.PurposeReports, store.ReportsDueAt(r.Due), 0)
		if err != nil {
			return err
		}
		asked = append(asked, together...)
	}
	fresh := p.NotAmong(p.People(store.RolePM), asked)
	if len(fresh) == 0 {
		return nil
	}
	var mails []office.Mail
	if r.Version == 0 {
		mails, err = d.askMails(ctx, o, p, r, fresh)
	} else {
		mails, err = proposals(ctx, o, p, r, fresh)
	}
	if err != nil {
		return err
	}
	return o.Queue(ctx, p, mails, office.Always)
}

// lastSent returns the content of the report before, to begin from; nil where there was
// none. The list has the newest first.
func lastSent(r store.Report, list []store.Report) *templates.Report {
	for _, before := range list {
		if before.State == store.ReportSent && before.Period < r.Period {
			content, _ := office.Content(before)
			return &content
		}
	}
	return nil
}

// feedbackSince returns from when on a report is to answer feedback: since the PM was
// asked for the one before. The list has the newest first.
func feedbackSince(p *office.Project, r store.Report, list []store.Report) time.Time {
	for _, before := range list {
		if before.Period < r.Period {
			return before.Due.Add(-p.Ask)
		}
	}
	return office.DayIn(r.From, p.Zone)
}

// How the PM is reminded of a report that waits for them.
const (
	mostReminders    = 3
	soonestReminder  = time.Hour      // after the PM was asked
	betweenReminders = 22 * time.Hour // a little less than a day, so that reminders do not drift
)

// remind reminds the PMs of a report that they were shown when it is due, and then once a
// working day.
func remind(ctx context.Context, o *office.Office, p *office.Project, r store.Report) error {
	mails, err := reminders(ctx, o, p, r, p.People(store.RolePM))
	if err != nil {
		return err
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkReportReminded(r.ID) })
}

// reminders returns the mails that remind PMs of a report.
func reminders(ctx context.Context, o *office.Office, p *office.Project, r store.Report, pms []store.Address) ([]office.Mail, error) {
	purpose := store.PurposeReportAsk
	if r.State == store.ReportProposed {
		purpose = store.PurposeReportDraft
	}
	var mails []office.Mail
	for _, pm := range pms {
		thread, err := o.Store.LastRequest(ctx, r.ID, pm.Address)
		if err != nil {
			return nil, err
		}
		wrote, team, err := o.TeamParts(ctx, p, r, pm.Address)
		if err != nil {
			return nil, err
		}
		key := fmt.Sprintf("report %d version %d reminder %d %s", r.ID, r.Version, r.Reminders+1, pm.Address)
		if together, err := askedTogether(ctx, o, r, pm); err != nil {
			return nil, err
		} else if together && thread == "" {
			key = matterOfDue(r.Due) + " " + key
		}
		mails = append(mails, office.Mail{
			Key: key, Template: reminderTemplate,
			Data: templates.ReportReminder{
				Project: p.Project, PM: pm.Name, From: office.Day(r.From), To: office.Day(r.To), Due: r.Due.In(p.Zone),
				Waiting: r.State == store.ReportProposed, Last: r.Reminders+1 == mostReminders, Team: wrote,
			},
			To: []store.Address{pm}, Thread: thread, Once: true, Ask: request(o, r, purpose, pm), Team: team,
		})
	}
	return mails, nil
}

// reminderDue reports whether a reminder is due. The first is at the time the report is
// due, whatever the day; the others are at that time of a working day.
func reminderDue(o *office.Office, p *office.Project, r store.Report) bool {
	if r.Reminders >= mostReminders {
		return false
	}
	if r.Reminders == 0 {
		return o.Reached(r.Due) && o.Reached(r.Reminded.Add(soonestReminder))
	}
	if !o.Reached(r.Due) || !o.Reached(r.Reminded.Add(betweenReminders)) {
		return false
	}
	at := p.At(o.Now, office.SinceMidnight(r.Due.In(p.Zone)))
	if p.Workday(o.Now) && o.Reached(at) {
		return true
	}
	o.Again(at.AddDate(0, 0, 1))
	return false
}
