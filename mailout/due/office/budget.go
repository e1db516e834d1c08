package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// This file bounds how much mail that they did not ask for a contact of a client gets in a week: all
// mail but receipts, and answers to what they wrote. A mail over the limit is not queued, and nothing
// changes that goes with it, so that its duty finds it due again in the next week, unless it is
// settled by then.

// The kinds of such mail. What asks something leaves room for the reports of the week, and each kind
// after it for one mail more.
const (
	reports = iota - 1
	asks
	tells  // what can be merged with others
	nudges // reminders and surveys
)

// isNudge are the templates of reminders and surveys, beside mail that is marked as a reminder. The
// table is read-only.
var isNudge = map[string]bool{"survey": true, "client-reminder": true, "confirm-reminder": true}

func (m *Mail) kind() int {
	switch {
	case m.Reminder || isNudge[m.Template]:
		return nudges
	case isNotice[m.Template] && m.Ask == nil || m.Template == "notices":
		return tells
	case m.Template == "report":
		return reports
	}
	return asks
}

// isUnasked reports whether nobody asked for a mail.
func (m *Mail) isUnasked() bool { return !m.Answers && !isAnswer(m.Template) }

// reportGrace is how long after its time room is kept for a report: it is sent within that.
const reportGrace = time.Hour

// Week is the mail that a contact of a client has had in a week without asking for it. The week begins
// when they start work on Monday, so that what waited does not come at night, in the time zone of
// their first project: a person has one week, whatever the time zones of their projects.
type Week struct {
	Begins time.Time
	Next   time.Time // when the project can send them what is for the next
	Sent   []store.UnaskedMail
	Coming int // reports that are due before the next, for which room is kept
	Waited int // mails that have waited since an earlier week, which newer ones leave room for
	Most   int // such mails in a week
}

// WeekOf returns the week of a contact of a project's client, over all projects in which they are
// one. bounded is false for anybody else, and if there is no limit.
func (o *Office) WeekOf(ctx context.Context, p *Project, address string) (w Week, bounded bool, err error) {
	if o.Config.PerClientWeek == 0 || !p.isClient(address) {
		return w, false, nil
	}
	w, err = o.weekOf(ctx, p, address)
	return w, true, err
}

func (o *Office) weekOf(ctx context.Context, p *Project, address string) (Week, error) {
	w := Week{Most: o.Config.PerClientWeek}
	own, home := o.Config.addressesOf(p, address), p
	var theirs []*Project // in which they are a contact of the client
	for i := range o.Config.Projects {
		if of := &o.Config.Projects[i]; slices.ContainsFunc(own, of.isClient) {
			theirs = append(theirs, of)
		}
	}
	if len(theirs) > 0 {
		home = theirs[0]
	}
	begins := func(weeks int) time.Time { return home.AtWork(home.Monday(o.Now).AddDate(0, 0, 7*weeks), address) }
	if w.Begins, w.Next = begins(0), begins(1); o.Now.Before(w.Begins) {
		w.Begins, w.Next = begins(-1), w.Begins
	}
	w.Next = p.AtWork(w.Next, address)
	for _, of := range theirs {
		if of.reportsBefore(o.Now.Add(-reportGrace), w.Next) {
			w.Coming++
		}
	}
	for _, m := range o.Waiting {
		if slices.Contains(own, m.Address) && m.Since.Before(w.Begins) {
			w.Waited++
		}
	}
	all, err := o.Store.UnaskedMails(ctx, own, w.Begins)
	w.Sent = slices.DeleteFunc(all, func(m store.UnaskedMail) bool {
		return !slices.ContainsFunc(theirs, func(of *Project) bool { return of.Code == m.Project })
	})
	return w, err
}

// isFull reports whether the week has no room for another mail of a kind. There is always room for the
// first mail of a week, and reports take no more than half of it. Newer mail leaves room for what has
// waited since an earlier week, so that nothing waits for ever.
func (w Week) isFull(kind int) bool {
	had := len(w.Sent)
	if kind != reports {
		had += w.Waited
	}
	if had > 0 && kind != reports {
		had += min(w.Coming, (w.Most-1)/2)
	}
	return had >= max(1, w.Most-max(0, kind))
}

// isFullFor reports whether the week has no room for a mail of a kind that has waited since a time,
// zero if it has not.
func (w Week) isFullFor(kind int, since time.Time) bool {
	if !since.IsZero() && since.Before(w.Begins) {
		return len(w.Sent) >= w.Most
	}
	return w.isFull(kind)
}

// reportsBefore reports whether a report of the project is due between two times.
func (p *Project) reportsBefore(from, to time.Time) bool {
	if p.Schedule == nil || p.Closed || p.Relay == "" {
		return false
	}
	next, err := p.Schedule.Next(from, p.Zone, p.Calendar)
	return err == nil && next.Due.Before(to)
}

// CanWait reports whether a mail that asks something of a contact of a client would wait for their
// next week: they have reached the limit of this one, and deadline, if there is one, is later.
func (o *Office) CanWait(ctx context.Context, p *Project, address string, deadline time.Time) (bool, error) {
	w, bounded, err := o.WeekOf(ctx, p, address)
	return bounded && w.isFull(asks) && !w.breaks(deadline), err
}

// breaks reports whether a deadline would be missed in the next week.
func (w Week) breaks(deadline time.Time) bool {
	return !deadline.IsZero() && !deadline.After(w.Next)
}

// isClient reports whether an address is one of a contact of the client.
func (p *Project) isClient(address string) bool {
	c := p.contactAt(address)
	return c != nil && c.Role == store.RoleClient
}

// addressesOf returns all addresses of a contact of a project, those of other projects too.
func (c *Config) addressesOf(p *Project, address string) []string {
	all := p.AddressesOf(address)
	for i := range c.Projects {
		for _, own := range p.AddressesOf(address) {
			for _, other := range c.Projects[i].AddressesOf(own) {
				if !slices.Contains(all, other) {
					all = append(all, other)
				}
			}
		}
	}
	return all
}

// projectsOf returns the codes of all projects that have a contact of a project at one of their
// addresses.
func (c *Config) projectsOf(p *Project, address string) (codes []string) {
	own := c.addressesOf(p, address)
	for i := range c.Projects {
		if slices.ContainsFunc(own, func(a string) bool { return c.Projects[i].contactAt(a) != nil }) {
			codes = append(codes, c.Projects[i].Code)
		}
	}
	return codes
}

// Waits reports whether any of some mails is over the limit of one of its recipients, so that all
// of them wait, and notes which. A mail whose deadline comes first goes anyway; so does one with which
// the outcome of a text is recorded.
func (o *Office) Waits(ctx context.Context, p *Project, mails []Mail) (waits bool, err error) {
	for i := range mails {
		m := &mails[i]
		of := cmp.Or(m.For, p)
		if !m.isUnasked() || m.GoesOn {
			continue
		}
		for _, who := range slices.Concat(m.To, m.Cc) {
			w, bounded, err := o.WeekOf(ctx, of, who.Address)
			if err != nil {
				return false, err
			}
			if !bounded {
				continue
			}
			until, since := w.Next, o.waitsSince(of, m, who)
			if !w.isFullFor(m.kind(), since) {
				if until = of.AtWork(o.Now, who.Address); !until.After(o.Now) || since.IsZero() {
					continue // what waited goes at no other time than all that nobody waits for
				}
			}
			if w.breaks(m.Deadline) || isNotice[m.Template] {
				m.over = true
				continue
			}
			if known, err := o.WasQueued(ctx, m.Key); err != nil || known {
				if err != nil {
					return false, err
				}
				continue
			}
			if err := o.hold(of, m, who, until); err != nil {
				return false, err
			}
			waits = true
		}
	}
	return waits, nil
}

// hold notes that a mail to somebody waits, and asks for a look when it no longer does.
func (o *Office) hold(p *Project, m *Mail, who store.Address, until time.Time) error {
	o.Again(until)
	one := o.waitingMail(p, m, who)
	one.Until = until
	if at := slices.IndexFunc(o.Waiting, one.IsSame); at >= 0 {
		one.Subject = o.Waiting[at].Subject
	} else {
		rendered, err := o.Config.Templates.Render(m.Template, p.languageOf(m), m.Data, m.Images...)
		if err != nil {
			return fmt.Errorf("render %s: %w", m.Template, err)
		}
		one.Subject = rendered.Subject
	}
	if !slices.ContainsFunc(o.held, one.IsSame) {
		o.held = append(o.held, one)
	}
	return nil
}

// waitingMail returns a mail to somebody as it is noted where it waits.
func (o *Office) waitingMail(p *Project, m *Mail, who store.Address) store.WaitingMail {
	return store.WaitingMail{Key: strings.TrimSuffix(m.Key, " "+o.Today(p)), Address: mailaddr.Key(who.Address), Project: p.Code, Purpose: m.Template}
}

// waitsSince returns when a mail to somebody began to wait; zero if it does not.
func (o *Office) waitsSince(p *Project, m *Mail, who store.Address) time.Time {
	at := slices.IndexFunc(o.Waiting, o.waitingMail(p, m, who).IsSame)
	if at < 0 {
		return time.Time{}
	}
	return o.Waiting[at].Since
}

// Held returns the mails that this look found to be waiting.
func (o *Office) Held() []store.WaitingMail { return o.held }

// ShownWaiting returns the waiting mails of some projects, as a digest shows them. fresh reports
// whether one of them began to wait at or after a time.
func (o *Office) ShownWaiting(projects []string, since time.Time) (shown []templates.WaitingMail, fresh bool) {
	for _, w := range o.Waiting {
		p := o.Config.Project(w.Project)
		if p == nil || !slices.Contains(projects, w.Project) {
			continue
		}
		who := p.Contact(w.Address)
		shown = append(shown, templates.WaitingMail{Who: cmp.Or(who.Name, who.Address), Subject: w.Subject, Until: w.Until.In(p.Zone)})
		fresh = fresh || !w.Since.Before(since)
	}
	return shown, fresh
}

// ClientWeek is the week of a contact of a client, with the mail that is waiting for the next.
type ClientWeek struct {
	Week
	Who     store.Address
	Zone    *time.Location
	Waiting []store.WaitingMail
}

// ClientWeeks returns the weeks of the contacts of the clients of some projects, each person once.
func (o *Office) ClientWeeks(ctx context.Context, projects []*Project) (list []ClientWeek, err error) {
	var seen []string
	for _, p := range projects {
		for _, c := range p.Clients() {
			if slices.Contains(seen, mailaddr.Key(c.Addresses[0])) {
				continue
			}
			one := ClientWeek{Who: store.Address{Name: c.Name, Address: c.Addresses[0]}, Zone: p.Zone}
			if one.Week, err = o.weekOf(ctx, p, one.Who.Address); err != nil {
				return nil, err
			}
			own := o.Config.addressesOf(p, one.Who.Address)
			seen = append(seen, own...)
			one.Waiting = slices.DeleteFunc(slices.Clone(o.Waiting), func(w store.WaitingMail) bool { return !slices.Contains(own, w.Address) })
			list = append(list, one)
		}
	}
	return list, nil
}
