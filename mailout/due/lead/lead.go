// Package lead sends heads of department one mail a week about all their projects, with a line for
// each.
package lead

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// Duty sends the weekly mail.
type Duty struct {
	items office.Listers
}

// New returns a Duty that counts the open items of listers.
func New(items office.Listers) Duty { return Duty{items} }

// Name returns "lead".
func (Duty) Name() string { return "lead" }

const leadTemplate = "lead"

// sentWithin is how long after its time the mail is still sent: what is missed then is in the next.
const sentWithin = 24 * time.Hour

// reader is a head of department with their projects, in the order of the configuration.
type reader struct {
	who      store.Address
	projects []*office.Project
}

// Run sends each head of department their mail, on the first working day of the week, at the time
// of the digest.
func (d Duty) Run(ctx context.Context, o *office.Office) (failures []error) {
	if o.Config.Digest < 0 {
		return nil
	}
	for _, r := range readers(o) {
		failures = append(failures, office.Fail("the weekly mail to "+r.who.Address, d.tell(ctx, o, r))...)
	}
	return failures
}

// readers returns the heads of department of the projects that run.
func readers(o *office.Office) (list []*reader) {
	for i := range o.Config.Projects {
		p := &o.Config.Projects[i]
		if p.Closed || p.Relay == "" {
			continue
		}
		for _, who := range p.People(store.RoleLead) {
			at := slices.IndexFunc(list, func(r *reader) bool { return mailaddr.Key(r.who.Address) == mailaddr.Key(who.Address) })
			if at < 0 {
				at, list = len(list), append(list, &reader{who: who})
			}
			list[at].projects = append(list[at].projects, p)
		}
	}
	return list
}

func (d Duty) tell(ctx context.Context, o *office.Office, r *reader) error {
	first := r.projects[0]
	monday := first.Monday(o.Now)
	at := sendAt(o, first, monday)
	if !o.Reached(at) {
		return nil
	}
	o.Again(sendAt(o, first, monday.AddDate(0, 0, 7)))
	if o.Now.Sub(at) > sentWithin {
		return nil
	}
	began, err := o.Began(ctx)
	if err != nil || at.Before(began) {
		return err
	}
	key := fmt.Sprintf("lead %s %s", strings.ToLower(r.who.Address), monday.Format(time.DateOnly))
	if known, err := o.WasQueued(ctx, key); err != nil || known {
		return err
	}
	data := templates.Lead{Name: r.who.Name, From: monday.AddDate(0, 0, -7), To: monday.AddDate(0, 0, -1)}
	for _, p := range r.projects {
		line, err := d.line(ctx, o, p)
		if err != nil {
			return err
		}
		data.Projects = append(data.Projects, line)
	}
	m := office.Mail{Key: key, Template: leadTemplate, Data: data, To: []store.Address{r.who}, Once: true}
	return o.Queue(ctx, first, []office.Mail{m}, office.Always)
}

// sendAt returns when the mail of a week goes out.
func sendAt(o *office.Office, p *office.Project, monday time.Time) time.Time {
	return p.At(p.WorkdayFrom(monday.Format(time.DateOnly)), o.Config.Digest)
}

// line returns how a project stands.
func (d Duty) line(ctx context.Context, o *office.Office, p *office.Project) (templates.LeadLine, error) {
	line := templates.LeadLine{Project: p.Project}
	items, err := d.items.Open(ctx, o, []string{p.Code})
	if err != nil {
		return line, err
	}
	for _, item := range items {
		kind := item.Shown.Kind
		switch {
		case kind == store.ItemCase && !item.Shown.Awaited:
			line.Cases++
			if item.Shown.Overdue {
				line.CasesOverdue++
			}
		case item.Client || item.Shown.Awaited:
			line.Client++
		case kind == store.ItemConfirmation || kind == store.ItemReport || kind == store.ItemProcedure || kind == store.ItemAction:
			line.Team++
		default:
			continue
		}
		if item.Shown.Overdue {
			line.Overdue++
		}
	}
	reports, err := o.Store.SentReports(ctx, p.Code, 1)
	if err != nil || len(reports) == 0 {
		return line, err
	}
	line.Report = reports[0].Changed.In(p.Zone)
	return line, nil
}
