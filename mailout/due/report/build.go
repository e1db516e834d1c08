package report

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"rapport/mailout/due/office"
	"rapport/mailout/report"
	"rapport/store"
	"rapport/templates"
)

// built is a report ready to be rendered.
type built struct {
	content         templates.Report
	images          []templates.Inline
	problems        []templates.Problem
	planned, actual int // per cent; -1: unknown
	logged          logged
	files           []store.VersionFile
	trouble         *templates.FileTrouble
	standIn         []string // names of the files that its text only names
}

// unusable reports that there is nothing to show a client: without a summary the form says
// nothing, and a text that was cut does not say all.
func (b *built) unusable() bool {
	has := func(code templates.Code) bool {
		return slices.ContainsFunc(b.problems, func(p templates.Problem) bool { return p.Code == code })
	}
	return b.content.Summary == "" && has(templates.NoSummary) || b.trouble.Hinders() || has(templates.TooLong)
}

// build makes the report from its text and from what the log holds.
func build(ctx context.Context, o *office.Office, p *office.Project, r store.Report) (*built, error) {
	content, problems := office.Content(r)
	content.Project, content.From, content.To = p.Project, office.Day(r.From), office.Day(r.To)
	b := &built{content: content, problems: problems}
	if err := b.addFiles(ctx, o, p, r); err != nil {
		return nil, err
	}
	log, err := fromLog(ctx, o, p, r)
	if err != nil {
		return nil, err
	}
	b.add(log)
	b.planned, b.actual = progress(content)
	if !content.Omit.Overall {
		if b.content.History, err = history(ctx, o, r, b); err != nil {
			return nil, err
		}
	}
	if b.images, err = b.content.Charts(o.Config.Charts, p.Language); err != nil {
		return nil, err
	}
	return b, nil
}

// addFiles adds the files that go along with the report.
func (b *built) addFiles(ctx context.Context, o *office.Office, p *office.Project, r store.Report) (err error) {
	if b.files, err = o.KeepFiles(ctx, p, r.Files); err != nil {
		return err
	}
	most, err := o.MostFiles(ctx, p)
	if err != nil {
		return err
	}
	b.content.Files = office.ShownFiles(b.files, nil, false)
	b.trouble = templates.TroubleOf(b.content.Files, most)
	if store.IsStandIn(r.Draft, "", r.Files) {
		b.standIn = templates.FileNames(b.content.Files)
	}
	return nil
}

// logged is what a report has from the log. It is kept as JSON with a report that a PM was
// shown; the first versions kept the figures alone.
type logged struct {
	*templates.Figures
	Actions []templates.ActionItem
	Kept    bool // the action items too
	Waiting []templates.AwaitedItem
}

// fromLog returns what the log holds for a report: what the PM saw, where they were shown it.
func fromLog(ctx context.Context, o *office.Office, p *office.Project, r store.Report) (log logged, err error) {
	if (r.State == store.ReportApproved || r.State == store.ReportProposed) && r.Figures != "" {
		if err = json.Unmarshal([]byte(r.Figures), &log); err != nil || log.Kept {
			return log, err
		}
	} else if log.Figures, err = figures(ctx, o, p, r); err != nil {
		return log, err
	}
	if log.Actions, err = o.OpenActions(ctx, p); err != nil {
		return log, err
	}
	log.Kept = true
	log.Waiting, err = waiting(ctx, o, p)
	return log, err
}

// waiting returns what earlier reports and mails of PMs asked of the client, which has not
// answered in time.
func waiting(ctx context.Context, o *office.Office, p *office.Project) (list []templates.AwaitedItem, err error) {
	open, err := o.Store.Awaited(ctx, store.AwaitedQuery{Project: p.Code, Open: true})
	if err != nil {
		return nil, err
	}
	for _, one := range open {
		item := templates.AwaitedItem{Kind: string(one.Kind), What: one.What, Since: one.Since.In(p.Zone)}
		if one.Due != "" {
			item.Due, item.Late = office.Day(one.Due), one.Due < o.Today(p)
		} else {
			who, err := o.AskedClients(ctx, p, one)
			if err != nil {
				return nil, err
			}
			if late, err := o.IsUnanswered(ctx, p, one.Since, who); err != nil || !late {
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		list = append(list, item)
	}
	return list, nil
}

// add takes what the log holds into the report, without what the PM leaves out.
func (b *built) add(log logged) {
	b.logged = log
	omit := b.content.Omit
	if !omit.Figures {
		b.content.Figures = log.Figures
	}
	for _, n := range omit.ActionNumbers {
		if !slices.ContainsFunc(log.Actions, func(a templates.ActionItem) bool { return a.Number == n }) {
			b.problems = append(b.problems, templates.Problem{Code: templates.NoSuchAction, Detail: strconv.Itoa(n)})
		}
	}
	for _, one := range log.Waiting {
		again := slices.ContainsFunc(b.content.Decisions, func(d templates.Decision) bool { return d.Text == one.What })
		if !omit.Waiting && !again {
			b.content.Waiting = append(b.content.Waiting, one)
		}
	}
	for _, a := range log.Actions {
		if !omit.Actions && !slices.Contains(omit.ActionNumbers, a.Number) {
			b.content.Actions = append(b.content.Actions, a)
		}
	}
}

// mail returns the mail of a report to the client, with the PMs in copy.
func (b *built) mail(p *office.Project) office.Mail {
	return office.Mail{Template: reportTemplate, Data: b.content, Images: b.images, Files: b.files, To: p.People(store.RoleClient), Cc: p.People(store.RolePM)}
}

// figures counts what the log holds of the period.
func figures(ctx context.Context, o *office.Office, p *office.Project, r store.Report) (*templates.Figures, error) {
	from, to := office.DayIn(r.From, p.Zone), office.DayIn(dayAfter(r.To), p.Zone)
	f, err := o.Store.Figures(ctx, p.Code, p.ClientMail(), from, to)
	if err != nil || f == (store.Figures{}) {
		return nil, err
	}
	return &templates.Figures{Messages: f.Messages, Asked: f.Asked, Answered: f.Answered, Open: f.Open, MedianAnswer: f.MedianAnswer}, nil
}

// mostHistory bounds the periods that a chart shows.
const mostHistory = 12

// history returns how far the project was at the end of each period that was reported,
// and is now.
func history(ctx context.Context, o *office.Office, r store.Report, now *built) ([]templates.Progress, error) {
	list, err := o.Store.Reports(ctx, r.Project, false)
	if err != nil {
		return nil, err
	}
	var history []templates.Progress
	for _, before := range slices.Backward(list) {
		if before.State == store.ReportSent && before.Period < r.Period && before.Actual >= 0 {
			history = append(history, templates.Progress{End: office.Day(before.To), Planned: before.Planned, Actual: before.Actual})
		}
	}
	if now.actual >= 0 {
		history = append(history, templates.Progress{End: office.Day(r.To), Planned: now.planned, Actual: now.actual})
	}
	return history[max(0, len(history)-mostHistory):], nil
}

// progress returns how far the project is at the end of the period, and how far it
// should be, in per cent; -1 where that is unknown. Where there are milestones both are
// shares of them: of those done, and of those planned to be done. Without milestones
// nothing was planned, and the share of the work itself counts. What the PM says of the whole
// counts before either.
func progress(r templates.Report) (planned, actual int) {
	planned, actual = counted(r)
	if r.Overall != nil {
		actual = *r.Overall
	}
	return planned, actual
}

// counted returns how far the milestones and the work in progress are.
func counted(r templates.Report) (planned, actual int) {
	due, done, dated := 0, 0, 0
	for _, m := range r.Milestones {
		if m.Planned.IsZero() {
			continue
		}
		dated++
		if !m.Planned.After(r.To) {
			due++
		}
		if m.Done {
			done++
		}
	}
	if dated == 0 {
		return -1, report.Progress(r.Progress)
	}
	return percent(due, dated), percent(done, dated)
}

func percent(part, whole int) int { return (100*part + whole/2) / whole }

// Preview is a report as the client would get it.
type Preview struct {
	Mail     templates.Rendered
	Raw      []byte // the mail; nil where the text makes no report
	Problems []templates.Problem
}

// NewPreview makes the report of a text without storing or sending anything.
func NewPreview(ctx context.Context, o *office.Office, p *office.Project, r store.Report, text string) (*Preview, error) {
	r.Draft = text
	b, err := build(ctx, o, p, r)
	if err != nil {
		return nil, err
	}
	if b.unusable() {
		return &Preview{Problems: b.problems}, nil
	}
	m := b.mail(p)
	rendered, raw, _, err := o.Render(ctx, p, &m)
	if err != nil {
		return nil, err
	}
	return &Preview{rendered, raw, b.problems}, nil
}
