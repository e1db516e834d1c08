package due

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/classify/command"
	"rapport/mailout/report"
	"rapport/store"
	"rapport/templates"
)

const (
	mostEntries = 100              // of a log that is mailed
	lastDays    = 7                // of a log where no period was named
	betweenSame = 10 * time.Minute // two answers to the same command of somebody who is proved
)

// commands answers what people asked by mail to see: at the address that their project
// has of them, and nobody else.
func (d *Due) commands(ctx context.Context, c *Config) (troubles []error) {
	list, err := d.store.Commands(ctx)
	if err != nil {
		return []error{err}
	}
	for _, one := range list {
		if err := d.command(ctx, c, one); err != nil {
			troubles = append(troubles, fmt.Errorf("answer the %s of %s: %w", one.Verb, one.Address, err))
		}
	}
	return troubles
}

func (d *Due) command(ctx context.Context, c *Config, one store.Command) error {
	var projects []*Project
	for _, code := range one.Projects {
		if p := c.project(code); p != nil && (!one.Client || p.ClientStatus) {
			projects = append(projects, p)
		}
	}
	answered := func(tx *store.Tx) (bool, error) { return tx.MarkCommandAnswered(one) }
	if len(projects) == 0 {
		return d.store.Update(ctx, func(tx *store.Tx) error { _, err := answered(tx); return err })
	}
	first := projects[0]
	asked, err := d.store.EntryOfMessage(ctx, one.Message)
	if err != nil {
		return err
	}
	who := first.contact(one.Address)
	m := mail{to: []store.Address{who}, once: true, answers: true, thread: asked.MessageID}
	switch command.Verb(one.Verb) {
	case command.Status:
		m.template = "command-status"
		m.data, err = d.statusOf(ctx, c, one, who, projects)
	case command.Open:
		m.template = "command-open"
		var things []pendingItem
		things, err = d.waiting(ctx, c, one.Projects)
		data := templates.CommandOpen{Name: who.Name, Projects: codesOf(projects)}
		for i, t := range things[:min(len(things), mostThings)] {
			t.shown.N = i + 1
			data.Items = append(data.Items, t.shown)
		}
		data.More = max(0, len(things)-mostThings)
		m.data = data
	case command.Log:
		m.template = "command-log"
		m.data, err = d.logOf(ctx, one, who, first, projects)
	default:
		m.template = "command-help"
		m.data = templates.CommandHelp{Name: who.Name, Unread: one.Unread, Projects: codesOf(projects)}
	}
	if err != nil {
		return err
	}
	// Nobody gets an answer of one sort twice a day, unless their mail server vouches
	// for them: then not twice in ten minutes.
	slot := d.now().In(first.Zone).Format(time.DateOnly)
	if one.Proved {
		slot = one.Verb + strings.Join(one.Projects, " ") + d.now().UTC().Truncate(betweenSame).Format(time.RFC3339)
	}
	m.key = fmt.Sprintf("%s %s %s", m.template, one.Address, slot)
	return d.queue(ctx, c, first, []mail{m}, answered)
}

func codesOf(projects []*Project) (codes []string) {
	for _, p := range projects {
		codes = append(codes, p.Code)
	}
	return codes
}

// statusOf returns how projects stand, as a PM or a client may know it.
func (d *Due) statusOf(ctx context.Context, c *Config, one store.Command, who store.Address, projects []*Project) (templates.CommandStatus, error) {
	data := templates.CommandStatus{Name: who.Name, Client: one.Client}
	for _, p := range projects {
		s := templates.ProjectStatus{Project: p.Project}
		reports, err := d.store.Reports(ctx, p.Code, false)
		if err != nil {
			return data, err
		}
		for _, r := range reports {
			switch {
			case r.State == store.ReportSent && s.Last == nil:
				content, _ := report.Parse(r.Draft, day(r.To))
				content.Project, content.From, content.To = p.Project, day(r.From), day(r.To)
				s.Last = &content
			case r.State != store.ReportSent && r.State != store.ReportSkipped && r.Due.After(d.now()):
				s.Next = r.Due.In(p.Zone)
			}
		}
		things, err := d.waiting(ctx, c, []string{p.Code})
		if err != nil {
			return data, err
		}
		for _, t := range things {
			if !one.Client || concernsClient(t, p, one.Address) {
				t.shown.N = len(s.Items) + 1
				s.Items = append(s.Items, t.shown)
			}
		}
		data.Projects = append(data.Projects, s)
	}
	return data, nil
}

// concernsClient says whether a client may see something that waits: their own
// questions, and what they are asked to confirm.
func concernsClient(t pendingItem, p *Project, address string) bool {
	mine := slices.ContainsFunc(t.shown.Who, func(a store.Address) bool {
		return slices.Contains(p.addressesOf(address), strings.ToLower(a.Address))
	})
	return mine && (t.item.Kind == store.ItemCase || t.item.Kind == store.ItemConfirmation && t.shown.State == string(store.ConfirmationAsked))
}

// logOf returns what was written in projects in a time, the latest last.
func (d *Due) logOf(ctx context.Context, one store.Command, who store.Address, first *Project, projects []*Project) (templates.CommandLog, error) {
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, first.Zone) }
	from, to := midnight(one.From), midnight(one.To)
	if one.From.IsZero() {
		to = midnight(d.now().In(first.Zone))
		from = to.AddDate(0, 0, 1-lastDays)
	}
	data := templates.CommandLog{Name: who.Name, Projects: codesOf(projects), From: from, To: to}
	for _, p := range projects {
		err := d.store.Log(ctx, store.LogQuery{Project: p.Code, Since: from, Until: to.AddDate(0, 0, 1)}, func(e store.Entry) error {
			if data.Count++; len(data.Entries) == mostEntries {
				data.Entries = data.Entries[1:]
			}
			shown := templates.LogEntry{Entry: e.ID, Project: p.Code, At: e.At.In(first.Zone), Kind: e.Kind, Subject: e.Subject, Excerpt: excerpt(e.NewText)}
			if len(e.From) > 0 {
				shown.From = e.From[0]
			}
			data.Entries = append(data.Entries, shown)
			return nil
		})
		if err != nil {
			return data, err
		}
	}
	slices.SortStableFunc(data.Entries, func(a, b templates.LogEntry) int { return a.At.Compare(b.At) })
	data.More = data.Count - len(data.Entries)
	return data, nil
}
