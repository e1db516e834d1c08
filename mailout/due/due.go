// Package due finds what is owed now, renders it and queues it: progress reports
// with all that comes before them, and what a PM must be told of mail that was
// not delivered. It keeps nothing of its own: what was done stands in the store,
// in the same transaction as the letter that did it, so that nothing is done
// twice however often it looks.
package due

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"rapport/mailout/calendar"
	"rapport/mailout/letter"
	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/templates"
	"rapport/templates/chart"
)

// Config says what is owed to whom.
type Config struct {
	Projects   []Project
	LogAddress string
	// Plus reports that the log mailbox takes plus-addresses, log+TAG@agency.example.
	Plus      bool
	Templates *templates.Set
	Charts    *chart.Charts
	Expire    time.Duration // of a letter in the outbox
	Poll      time.Duration // between two looks at what is owed
	Digest    time.Duration // since midnight, when PMs are told what waits for them; negative: never
	Folders   []Folder      // from which answers come
}

// Folder is a folder that is read, of an account.
type Folder struct{ Account, Name string }

// Project is a project with what it is owed.
type Project struct {
	store.Project
	Relay    string        // the name of its relay
	From     store.Address // of its mail
	DKIM     *letter.DKIM  // signs it; nil: nobody does
	Schedule *schedule.Schedule
	Calendar *calendar.Calendar // nil: every day from Monday to Friday is a working day
	Ask      time.Duration      // how long before a report is due its PM is asked
	Confirm  Terms              // of the texts that its people confirm
	Clock    Clock              // of the answers that its clients wait for
	Surveys  Surveys            // that its clients are asked to answer
	// AskMinutes reports that its PMs are asked for the minutes of meetings that are over.
	AskMinutes bool
	// ClientStatus reports that a client who asks by mail is told how it stands.
	ClientStatus bool
	// Acknowledge reports that a client whose mail opens a case is told its number.
	Acknowledge bool
}

// Due looks after what is owed.
type Due struct {
	store  *store.Store
	config atomic.Pointer[Config]
	now    func() time.Time
	log    *slog.Logger
	beat   func(loop string, within time.Duration)
	looked struct { // after unfiled mail, last
		at    time.Time
		entry int64 // the latest of the log then
	}
}

// New returns a Due that queues into s.
func New(s *store.Store, c Config, now func() time.Time, log *slog.Logger, beat func(loop string, within time.Duration)) *Due {
	d := &Due{store: s, now: now, log: log, beat: beat}
	d.config.Store(&c)
	return d
}

// SetConfig makes what is owed from now on be that of c.
func (d *Due) SetConfig(c Config) { d.config.Store(&c) }

// Run looks again and again, until ctx is done. What goes wrong with one thing
// that is owed is logged and hinders no other; only an error of the store that
// asks for the end of the process is returned.
func (d *Due) Run(ctx context.Context) error {
	told := map[string]bool{} // the troubles of the look before, which were logged
	for ctx.Err() == nil {
		poll := d.config.Load().Poll
		d.beat("due", poll+5*time.Minute)
		now := map[string]bool{}
		for _, trouble := range d.RunOnce(ctx) {
			if errors.Is(trouble, store.ErrUncertain) || errors.Is(trouble, store.ErrCorrupt) {
				return trouble
			}
			now[trouble.Error()] = true
			if ctx.Err() == nil && !told[trouble.Error()] {
				d.log.Error("what is owed could not be done; it will be tried again", "error", trouble)
			}
		}
		told = now
		timer := time.NewTimer(poll)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
	}
	return nil
}

// RunOnce does once all that is owed now, and gives what could not be done.
func (d *Due) RunOnce(ctx context.Context) (troubles []error) {
	c := d.config.Load()
	try := func(what string, err error) {
		if err != nil {
			troubles = append(troubles, fmt.Errorf("%s: %w", what, err))
		}
	}
	latest, err := d.store.LatestReports(ctx, d.now().Add(furthest))
	try("list the latest reports", err)
	for i := range c.Projects {
		if p := &c.Projects[i]; err == nil {
			try("plan the report of "+p.Code, d.plan(ctx, p, latest[p.Code]))
		}
	}
	open, err := d.store.Reports(ctx, "", true)
	try("list what is open", err)
	for _, r := range open {
		p := c.project(r.Project)
		if p == nil {
			continue // the configuration has it no more
		}
		try(fmt.Sprintf("report %s of %s", r.Period, r.Project), d.advance(ctx, c, p, r))
	}
	troubles = append(troubles, d.tellBounces(ctx, c)...)
	troubles = append(troubles, d.tellDigests(ctx, c)...)
	troubles = append(troubles, d.confirmations(ctx, c)...)
	troubles = append(troubles, d.cases(ctx, c)...)
	troubles = append(troubles, d.matters(ctx, c)...)
	troubles = append(troubles, d.actions(ctx, c)...)
	troubles = append(troubles, d.meetings(ctx, c)...)
	troubles = append(troubles, d.surveys(ctx, c)...)
	troubles = append(troubles, d.commands(ctx, c)...)
	troubles = append(troubles, d.tells(ctx, c, store.AboutRequest, d.tellOfLate)...)
	return append(troubles, d.tellSorted(ctx, c)...)
}

// warnUnread is how long a word that somebody has not answered waits at most for mail to
// be read in which they may have.
const warnUnread = time.Hour

// heard says whether all mail is in the log that came before a time that has passed:
// until then nobody can be said to have been silent.
func (d *Due) heard(ctx context.Context, c *Config, when time.Time) (bool, error) {
	if d.now().Before(when) {
		return false, nil
	}
	for _, f := range c.Folders {
		if until, err := d.store.ReadUntil(ctx, f.Account, f.Name); err != nil || until.Before(when) {
			return false, err
		}
	}
	return true, nil
}

// past is heard for what is no more than a word: where a folder cannot be read it comes
// all the same, some time later.
func (d *Due) past(ctx context.Context, c *Config, when time.Time) (bool, error) {
	if d.now().Sub(when) >= warnUnread {
		return true, nil
	}
	return d.heard(ctx, c, when)
}

func (c *Config) project(code string) *Project {
	for i := range c.Projects {
		if c.Projects[i].Code == code {
			return &c.Projects[i]
		}
	}
	return nil
}

// people returns the contacts of a role, each at the first of their addresses.
func (p *Project) people(role store.Role) []store.Address {
	var list []store.Address
	for _, c := range p.Contacts {
		if c.Role == role && len(c.Addresses) > 0 {
			list = append(list, store.Address{Name: c.Name, Address: c.Addresses[0]})
		}
	}
	return list
}

// clients returns the contacts of the client who can be asked.
func (p *Project) clients() []store.Contact {
	return slices.DeleteFunc(slices.Clone(p.Contacts), func(c store.Contact) bool { return c.Role != store.RoleClient || len(c.Addresses) == 0 })
}

// clientMail returns whose mail is the client's: the addresses of its contacts, and its
// domains with an @ before them, in lower case.
func (p *Project) clientMail() (list []string) {
	for _, c := range p.clients() {
		for _, a := range c.Addresses {
			list = append(list, strings.ToLower(a))
		}
	}
	for _, domain := range p.Domains {
		list = append(list, "@"+domain)
	}
	return list
}

// contact returns an address with the name of the contact whose it is, if any.
func (p *Project) contact(address string) store.Address {
	for _, c := range p.Contacts {
		if slices.ContainsFunc(c.Addresses, func(a string) bool { return strings.EqualFold(a, address) }) {
			return store.Address{Name: c.Name, Address: address}
		}
	}
	return store.Address{Address: address}
}

// mail is a letter before it is rendered.
type mail struct {
	key      string // what it is: the same is never queued twice
	template string
	data     any
	images   []templates.Inline
	to, cc   []store.Address
	once     bool
	ask      *store.Request // of the one person it goes to; nil where nothing is asked
	thread   string         // Message-ID of the mail that it follows; "" opens a thread
	answers  bool           // it answers that mail, rather than being sent by itself
	// unsubscribe is the link that stops mail of its sort; "": there is none
	unsubscribe string
}

// letter renders a mail and makes it ready to be queued. The request, if any,
// has its token then.
func (d *Due) letter(c *Config, p *Project, m mail) (store.OutgoingMail, error) {
	rendered, err := c.Templates.Render(m.template, p.Language, m.data, m.images...)
	if err != nil {
		return store.OutgoingMail{}, fmt.Errorf("render %s: %w", m.template, err)
	}
	raw, message, err := letter.Compose(d.draft(c, p, &m, rendered))
	if err != nil {
		return store.OutgoingMail{}, err
	}
	l := store.OutgoingMail{
		Key: m.key, Purpose: m.template, Project: p.Code, Relay: p.Relay, AtMostOnce: m.once, Expires: d.now().Add(c.Expire),
		Message: message, Raw: d.store.Pack(raw, time.Time{}, "rapport"),
	}
	for _, a := range slices.Concat(m.to, m.cc) {
		l.Recipients = append(l.Recipients, a.Address)
	}
	return l, nil
}

// draft puts a rendered mail into its envelope and thread.
func (d *Due) draft(c *Config, p *Project, m *mail, rendered templates.Mail) letter.Draft {
	_, domain, _ := strings.Cut(c.LogAddress, "@")
	return letter.Draft{
		From: p.From, To: m.to, Cc: m.cc, Date: d.now().In(p.Zone), MessageID: "m." + store.NewTag() + "@" + domain,
		Language: p.Language, InReplyTo: m.thread, Answer: m.answers, ReplyTo: replyTo(c, p, m), DKIM: p.DKIM, Unsubscribe: m.unsubscribe,
	}.With(rendered)
}

// replyTo returns where answers go: what asks one person, to the address that only
// they know; what goes to a client, to the PMs and, so that it is logged under
// the project, to the project's address.
func replyTo(c *Config, p *Project, m *mail) []store.Address {
	tagged := func(tag string) store.Address {
		if !c.Plus {
			return store.Address{Address: c.LogAddress}
		}
		return store.Address{Address: store.Tagged(c.LogAddress, tag)}
	}
	if m.ask != nil {
		if m.ask.Token == "" {
			m.ask.Token = store.NewTag()
		}
		return []store.Address{tagged("r." + m.ask.Token)}
	}
	return append(p.people(store.RolePM), tagged(p.Code))
}

// queue queues letters in one transaction with the change of state that they
// go with: both are kept, or neither. Where the state has moved on meanwhile
// change says false, and nothing is queued.
func (d *Due) queue(ctx context.Context, c *Config, p *Project, mails []mail, change func(*store.Tx) (bool, error)) error {
	letters := make([]store.OutgoingMail, len(mails))
	for i := range mails {
		var err error
		if letters[i], err = d.letter(c, p, mails[i]); err != nil {
			return err
		}
	}
	var told []store.OutgoingMail // only after the commit
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		told = nil
		if do, err := change(tx); err != nil || !do {
			return err
		}
		for i, l := range letters {
			queued, err := tx.Enqueue(l)
			if err != nil {
				return err
			}
			if queued && mails[i].ask != nil {
				if err := tx.Ask(*mails[i].ask, l.Message.MessageID); err != nil {
					return err
				}
			}
			if queued {
				told = append(told, l)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, l := range told {
		d.log.Info("queued", "purpose", l.Purpose, "project", l.Project, "recipients", len(l.Recipients))
	}
	return nil
}
