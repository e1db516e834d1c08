// Package command answers what people ask by mail to see: at the address that their
// project has for them, and nobody else.
package command

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/classify/command"
	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// Duty looks after commands.
type Duty struct {
	items office.Listers
}

// New returns a Duty that shows the open items of some listers.
func New(items office.Listers) Duty { return Duty{items} }

// Name returns "command".
func (Duty) Name() string { return "command" }

const (
	mostItems   = 60
	mostFiles   = 60
	mostEntries = 100              // of a log that is mailed
	lastDays    = 7                // of a log, where no period was named
	betweenSame = 10 * time.Minute // two answers to the same command of a proved sender
)

// Run answers the commands that wait for it.
func (d Duty) Run(ctx context.Context, o *office.Office) (failures []error) {
	list, err := o.Store.Commands(ctx)
	if err != nil {
		return office.Fail("the commands", err)
	}
	for _, one := range list {
		failures = append(failures, office.Fail(fmt.Sprintf("the answer to %s of %s", one.Verb, one.Address), d.answer(ctx, o, one))...)
	}
	return failures
}

// question is a command with the projects that the sender may see.
type question struct {
	store.Command
	projects []*office.Project // the first sends the answer
	who      store.Address
}

func (d Duty) answer(ctx context.Context, o *office.Office, one store.Command) error {
	q := question{Command: one}
	for _, code := range one.Projects {
		if p := o.Config.Project(code); p != nil && (!one.Client || p.ClientStatus) {
			q.projects = append(q.projects, p)
		}
	}
	if len(one.People) > 0 {
		return changePeople(ctx, o, q)
	}
	if len(q.projects) == 0 {
		return o.Store.Update(ctx, func(tx *store.Tx) error { _, err := tx.MarkCommandAnswered(one); return err })
	}
	first := q.projects[0]
	q.who = first.Contact(one.Address)
	asked, err := o.Store.EntryOfMessage(ctx, one.Message)
	if err != nil {
		return err
	}
	m := office.Mail{To: []store.Address{q.who}, Once: true, Answers: true, Thread: asked.MessageID, Follows: asked.Subject}
	if m.Template, m.Data, err = d.content(ctx, o, q); err != nil {
		return err
	}
	if command.Verb(one.Verb) == command.File {
		if m.Data, m.Files, err = file(ctx, o, q); err != nil {
			return err
		}
	}
	// Nobody gets two answers of one sort a day, unless their mail server vouches for
	// them: then not two in ten minutes.
	slot := o.Today(first)
	if one.Proved {
		slot = one.Verb + strings.Join(one.Projects, " ") + o.Now.UTC().Truncate(betweenSame).Format(time.RFC3339)
	}
	if one.Number > 0 {
		slot += fmt.Sprintf(" %s %d", strings.Join(one.Projects, " "), one.Number)
	}
	m.Key = fmt.Sprintf("%s %s %s", m.Template, one.Address, slot)
	return o.Queue(ctx, first, []office.Mail{m}, func(tx *store.Tx) (bool, error) { return tx.MarkCommandAnswered(one) })
}

// content returns the template of the answer, and its data.
func (d Duty) content(ctx context.Context, o *office.Office, q question) (template string, data any, err error) {
	switch command.Verb(q.Verb) {
	case command.Status:
		data, err = d.status(ctx, o, q)
		return "command-status", data, err
	case command.Open:
		data, err = d.open(ctx, o, q)
		return "command-open", data, err
	case command.Files:
		data, err = files(ctx, o, q)
		return "command-files", data, err
	case command.File:
		return "command-file", nil, nil
	case command.Log:
		data, err = log(ctx, o, q)
		return "command-log", data, err
	}
	return "command-help", templates.CommandHelp{Name: q.who.Name, Unread: q.Unread, Projects: q.codes()}, nil
}

func (q question) codes() (codes []string) {
	for _, p := range q.projects {
		codes = append(codes, p.Code)
	}
	return codes
}

// open returns what waits in projects.
func (d Duty) open(ctx context.Context, o *office.Office, q question) (templates.CommandOpen, error) {
	items, err := d.items.Open(ctx, o, q.Projects)
	data := templates.CommandOpen{Name: q.who.Name, Projects: q.codes(), More: max(0, len(items)-mostItems)}
	for i, item := range items[:min(len(items), mostItems)] {
		item.Shown.N = i + 1
		data.Items = append(data.Items, item.Shown)
	}
	return data, err
}

// status returns how projects stand, as the PM or the client may know it.
func (d Duty) status(ctx context.Context, o *office.Office, q question) (templates.CommandStatus, error) {
	data := templates.CommandStatus{Name: q.who.Name, Client: q.Client}
	for _, p := range q.projects {
		s, err := reportStatus(ctx, o, p)
		if err != nil {
			return data, err
		}
		items, err := d.items.Open(ctx, o, []string{p.Code})
		if err != nil {
			return data, err
		}
		for _, item := range items {
			if q.Client && !concerns(item, p, q.Address) {
				continue
			}
			item.Shown.N = len(s.Items) + 1
			s.Items = append(s.Items, item.Shown)
		}
		data.Projects = append(data.Projects, s)
	}
	return data, nil
}

// reportStatus returns the report that was sent last, and when the next is due.
func reportStatus(ctx context.Context, o *office.Office, p *office.Project) (templates.ProjectStatus, error) {
	s := templates.ProjectStatus{Project: p.Project}
	reports, err := o.Store.Reports(ctx, p.Code, false)
	if err != nil {
		return s, err
	}
	for _, r := range reports {
		switch {
		case r.State == store.ReportSent && s.Last == nil:
			content, _ := office.Content(r)
			content.Project, content.From, content.To = p.Project, office.Day(r.From), office.Day(r.To)
			s.Last = &content
		case r.State != store.ReportSent && r.State != store.ReportSkipped && r.Due.After(o.Now):
			s.Next = r.Due.In(p.Zone)
		}
	}
	return s, nil
}

// concerns reports whether a client may see an item: it waits for clients, and they are
// one of those it names.
func concerns(item office.PendingItem, p *office.Project, address string) bool {
	theirs := p.AddressesOf(address)
	return item.Client && slices.ContainsFunc(item.Shown.Who, func(a store.Address) bool { return slices.Contains(theirs, mailaddr.Key(a.Address)) })
}

// log returns what was written in projects in a period, the latest last.
func log(ctx context.Context, o *office.Office, q question) (templates.CommandLog, error) {
	zone := q.projects[0].Zone
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone) }
	from, to := midnight(q.From), midnight(q.To)
	if q.From.IsZero() {
		to = midnight(o.Now.In(zone))
		from = to.AddDate(0, 0, 1-lastDays)
	}
	data := templates.CommandLog{Name: q.who.Name, Projects: q.codes(), From: from, To: to}
	for _, p := range q.projects {
		err := o.Store.Log(ctx, store.LogQuery{Project: p.Code, Since: from, Until: to.AddDate(0, 0, 1)}, func(e store.Entry) error {
			if data.Count++; len(data.Entries) == mostEntries {
				data.Entries = data.Entries[1:]
			}
			shown := templates.LogEntry{Entry: e.ID, Project: p.Code, At: e.At.In(zone), Kind: e.Kind, Subject: e.Subject, Excerpt: office.Excerpt(e.NewText)}
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
