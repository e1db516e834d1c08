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
	mostEntries = 20               // of a log that is mailed; all are in the file that goes along
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
		if p := o.Config.Project(code); p != nil && (!one.Client || p.ClientStatus || one.Deputy != nil || command.Verb(one.Verb).IsOwn()) {
			q.projects = append(q.projects, p)
		}
	}
	if len(one.People) > 0 {
		return changePeople(ctx, o, q)
	}
	if len(q.projects) == 0 {
		return o.Store.Update(ctx, func(tx *store.Tx) error { _, err := tx.MarkCommandAnswered(one); return err })
	}
	if one.Deputy != nil {
		return nameDeputy(ctx, o, q)
	}
	first := q.projects[0]
	q.who = first.Contact(one.Address)
	if command.Verb(one.Verb) == command.Close {
		return closeProject(ctx, o, q)
	}
	asked, err := o.Store.EntryOfMessage(ctx, one.Message)
	if err != nil {
		return err
	}
	m := office.Mail{To: []store.Address{q.who}, Once: true, Answers: true, Thread: asked.MessageID, Follows: asked.Subject, Template: templateOf(command.Verb(one.Verb))}
	// Nobody gets two answers of one sort a day, unless their mail server vouches for
	// them: then not two in ten minutes.
	slot := o.Today(first)
	if one.Proved {
		when := o.Now.UTC().Truncate(betweenSame).Format(time.RFC3339)
		if command.Verb(one.Verb) == command.Export { // which may have megabytes: one of a project a day
			when = " " + o.Today(first)
		}
		slot = one.Verb + strings.Join(one.Projects, " ") + when
	}
	if one.Number > 0 {
		slot += fmt.Sprintf(" %s %s %d", one.Verb, strings.Join(one.Projects, " "), one.Number)
	}
	marks := command.Verb(one.Verb).Marks() != "" || command.Verb(one.Verb).IsOwn() || one.Name != ""
	if command.Verb(one.Verb).IsOwn() || one.Name != "" {
		slot += strings.TrimSpace(" " + one.Verb + " " + one.Name)
	}
	m.Key = fmt.Sprintf("%s %s %s", m.Template, one.Address, slot)
	if known, err := d.dropKnown(ctx, o, one, m.Key, marks); err != nil || known {
		return err
	}
	a, err := d.content(ctx, o, q)
	if err != nil {
		return err
	}
	m.Data, m.Files = a.data, a.files
	return o.Queue(ctx, first, []office.Mail{m}, func(tx *store.Tx) (bool, error) {
		if a.change != nil {
			if err := a.change(tx); err != nil {
				return false, err
			}
		}
		return tx.MarkCommandAnswered(one)
	})
}

// dropKnown ends a command that has its answer already, unless it changes something, and
// reports whether it did: no file is made for it.
func (Duty) dropKnown(ctx context.Context, o *office.Office, one store.Command, key string, changes bool) (known bool, err error) {
	if changes {
		return false, nil
	}
	err = o.Store.Update(ctx, func(tx *store.Tx) error {
		if known, err = tx.HasMail(key); err != nil || !known {
			return err
		}
		_, err := tx.MarkCommandAnswered(one)
		return err
	})
	return known, err
}

func templateOf(verb command.Verb) string {
	switch verb {
	case command.Status, command.Open, command.Files, command.File, command.Log, command.Agreed, command.Export:
		return "command-" + string(verb)
	case command.Internal, command.Shared:
		return "command-mark"
	case command.DigestOnly, command.EachMail:
		return "command-digest"
	case command.AskAgain:
		return "team-receipt"
	}
	return "command-help"
}

// content is what the answer to a command has, and the change that goes with it, if any.
type content struct {
	data   any
	files  []store.VersionFile
	change func(*store.Tx) error
}

func (d Duty) content(ctx context.Context, o *office.Office, q question) (c content, err error) {
	switch command.Verb(q.Verb) {
	case command.Status:
		c.data, err = d.status(ctx, o, q)
	case command.Open:
		c.data, err = d.open(ctx, o, q)
	case command.Files:
		c.data, err = files(ctx, o, q)
	case command.File:
		c.data, c.files, err = file(ctx, o, q)
	case command.Log:
		c.data, c.files, err = log(ctx, o, q)
	case command.Export:
		c.data, c.files, err = export(ctx, o, q)
	case command.Agreed:
		c.data, err = agreed(ctx, o, q)
	case command.Internal, command.Shared:
		c.data, c.change, err = mark(ctx, o, q)
	case command.AskAgain:
		c.data, c.change = askAgain(q)
	case command.DigestOnly, command.EachMail:
		c.data, c.change = digestOnly(o, q)
	default:
		c.data = templates.CommandHelp{Name: q.who.Name, Unread: q.Unread, Projects: q.codes()}
	}
	return c, err
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
