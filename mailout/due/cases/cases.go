// Package cases keeps the clocks of what clients wait for: it works out when an answer
// and a solution are due, warns the PMs in time, and tells clients the number of their
// case.
package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// Duty looks after cases.
type Duty struct{}

// Name returns "case".
func (Duty) Name() string { return "case" }

const (
	warningTemplate     = string(store.PurposeCase)
	acknowledgeTemplate = "case-ack"
	receiptTemplate     = "case-receipt"
)

const (
	requestExpires = 60 * 24 * time.Hour
	// acknowledgeWithin is how old a case may be for its client to receive its number.
	acknowledgeWithin = 24 * time.Hour
)

// Run looks at the clocks of the open cases, acknowledges new ones, and closes those about
// which all is quiet.
func (Duty) Run(ctx context.Context, o *office.Office) []error {
	open, err := o.Store.Cases(ctx, store.CaseQuery{Open: true})
	if err != nil {
		return office.Fail("the open cases", err)
	}
	name := func(c store.Case) (project, object string) { return c.Project, fmt.Sprintf("case %d", c.Number) }
	return office.Each(o, open, name, func(p *office.Project, c store.Case) error {
		due, err := runClocks(ctx, o, p, c)
		if err != nil {
			return err
		}
		c.Due = due
		if c.State == store.CaseAnswered {
			return closeQuiet(ctx, o, p, c)
		}
		if p.Acknowledge && !c.Acknowledged {
			return acknowledge(ctx, o, p, c)
		}
		return nil
	})
}

// closeQuiet closes a case once it is answered and nobody has written about it for so many
// working days as the project has it. All mail of these days must be in the log.
func closeQuiet(ctx context.Context, o *office.Office, p *office.Project, c store.Case) error {
	if p.Clock.CloseAfter <= 0 || isPutOff(o, p, c) {
		return nil
	}
	until, err := p.AddWorkdays(c.Answered, p.Clock.CloseAfter)
	if err != nil || !o.Reached(until) {
		return err
	}
	since, ok, err := o.Store.CaseQuietSince(ctx, c.ID)
	if err != nil || !ok {
		return err
	}
	if until, err = p.AddWorkdays(since, p.Clock.CloseAfter); err != nil {
		return err
	}
	asked, err := o.Store.EntryOfMessage(ctx, c.Message)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if client, ok := clientOf(p, asked); ok { // who is away says nothing, and is not content for that
		if until, _, err = o.DeadlineOf(ctx, p, client.Address, until); err != nil {
			return err
		}
	}
	if read, err := o.AllRead(until); err != nil || !read {
		return err
	}
	return o.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.CloseQuietCase(c.ID, since)
		return err
	})
}

// isPutOff reports whether the PM does not want to hear of a case before another day.
func isPutOff(o *office.Office, p *office.Project, c store.Case) bool {
	return c.Later != "" && !o.Reached(p.WorkdayFrom(c.Later))
}

// acknowledge tells the client who opened a case its number, and when an answer is due:
// once, only to a client of the project, and not about old mail.
func acknowledge(ctx context.Context, o *office.Office, p *office.Project, c store.Case) error {
	asked, err := o.Store.EntryOfMessage(ctx, c.Message)
	if err != nil {
		return err
	}
	var mails []office.Mail
	if client, ok := clientOf(p, asked); ok && o.Now.Sub(c.First) < acknowledgeWithin && c.State == store.CaseOpen {
		data := templates.CaseAck{Project: p.Project, Name: client.Name, Number: c.Number, Title: c.Title, Kind: c.Kind}
		if !c.Due.IsZero() {
			data.Due = c.Due.In(p.Zone)
		}
		mails = []office.Mail{{
			// At most one a day, whatever they write: two programs must not talk for ever.
			Key: fmt.Sprintf("case-ack %s %s %s", p.Code, client.Address, o.Today(p)), Template: acknowledgeTemplate,
			Data: data, To: []store.Address{client}, Once: true, Answers: true, Thread: asked.MessageID, Follows: asked.Subject,
		}}
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkCaseAcknowledged(c) })
}

// clientOf returns the client who wrote a mail, at the first address that the project
// has for them. Whether its proof is enough for an acknowledgement was decided when it came.
func clientOf(p *office.Project, e store.Entry) (store.Address, bool) {
	if len(e.From) != 1 {
		return store.Address{}, false
	}
	clients := p.Clients()
	i := slices.IndexFunc(clients, func(c store.Contact) bool { return office.HasAddress(c, e.From[0].Address) })
	if i < 0 {
		return store.Address{}, false
	}
	return store.Address{Name: clients[i].Name, Address: clients[i].Addresses[0]}, true
}

func request(o *office.Office, c store.Case, address string) *store.Request {
	return &store.Request{Purpose: store.PurposeCase, Project: c.Project, Object: c.ID, Address: address, Expires: o.Now.Add(requestExpires)}
}

// Receipts returns what composes the receipts about cases.
func (Duty) Receipts() []office.Receipts {
	return []office.Receipts{office.ReceiptsAbout(store.AboutCase, find, receipt)}
}

func receipt(_ context.Context, o *office.Office, r office.Reply[store.Case]) ([]office.Mail, error) {
	c := r.Subject
	data := templates.CaseReceipt{
		Project: r.Project.Project, PM: r.From.Name, Number: c.Number, Title: c.Title, Kind: c.Kind, State: c.State, Merged: c.Merged, What: r.Result,
	}
	if c.Owner != "" {
		data.Owner = r.Project.Contact(c.Owner)
	}
	m := r.Mail(receiptTemplate, fmt.Sprintf("case %d %s %s %s", c.ID, r.Result, r.Address, o.Today(r.Project)), data)
	m.Answers, m.Ask = true, request(o, c, r.Address)
	return []office.Mail{m}, nil
}

// ItemKind returns the kind of the items that Waiting lists.
func (Duty) ItemKind() string { return store.ItemCase }

// Waiting lists the cases that the team has not answered, and those whose client is awaited;
// none that the PM has put off, or whose client is awaited and away.
func (Duty) Waiting(ctx context.Context, o *office.Office, projects []string) ([]office.PendingItem, error) {
	return pending(ctx, o, projects, func(p *office.Project, c store.Case, asked store.Entry) (bool, error) {
		if isPutOff(o, p, c) || c.Awaited().IsZero() {
			return !isPutOff(o, p, c), nil
		}
		client, ok := clientOf(p, asked)
		if !ok {
			return true, nil
		}
		_, away, err := o.Back(ctx, p, client.Address)
		return !away, err
	})
}

// Open lists the same, and those that the PM has put off.
func (Duty) Open(ctx context.Context, o *office.Office, projects []string) ([]office.PendingItem, error) {
	return pending(ctx, o, projects, func(*office.Project, store.Case, store.Entry) (bool, error) { return true, nil })
}

func pending(ctx context.Context, o *office.Office, projects []string, listed func(*office.Project, store.Case, store.Entry) (bool, error)) ([]office.PendingItem, error) {
	open, err := o.Store.Cases(ctx, store.CaseQuery{Open: true})
	if err != nil {
		return nil, err
	}
	project := func(c store.Case) string { return c.Project }
	return office.Pending(o, open, projects, project, func(p *office.Project, c store.Case) (office.PendingItem, bool, error) {
		awaited := c.Awaited()
		if c.State != store.CaseOpen && awaited.IsZero() {
			return office.PendingItem{}, false, nil
		}
		asked, err := o.Store.EntryOfMessage(ctx, c.Message)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return office.PendingItem{}, false, err
		}
		if ok, err := listed(p, c, asked); err != nil || !ok {
			return office.PendingItem{}, false, err
		}
		item := office.PendingItem{
			Item: store.DigestItem{Kind: store.ItemCase, Object: c.ID, Version: int(c.Warned)},
			Shown: templates.DigestItem{
				Kind: store.ItemCase, Project: p.Project, Number: c.Number, Title: c.Title, What: string(c.Kind), Since: c.Opened.In(p.Zone), Words: c.Words, Who: asked.From,
			},
			Client: true,
		}
		switch {
		case !awaited.IsZero():
			item.Known = true // they said so
			r, err := o.Store.ClientReminderOf(ctx, store.ItemCase, c.ID)
			if err != nil {
				return item, false, err
			}
			if !r.Sent.IsZero() {
				item.Shown.Reminded = r.Sent.In(p.Zone)
			}
			item.Item.Awaited, item.Shown.Awaited, item.Shown.Since = true, true, awaited.In(p.Zone)
		case !c.Due.IsZero():
			item.Shown.Due, item.Shown.Overdue = c.Due.In(p.Zone), o.Now.After(c.Due)
			item.Item.Urgent = item.Shown.Overdue
		}
		if c.Later != "" {
			item.Item.Back = c.Later
			if isPutOff(o, p, c) {
				item.Shown.Later = office.Day(c.Later)
			}
		}
		return item, true, nil
	})
}

// Title returns what a case is called.
func (Duty) Title(ctx context.Context, o *office.Office, item store.DigestItem) (string, error) {
	c, _, _, err := find(ctx, o.Store, item.Object)
	return c.Title, err
}

func find(ctx context.Context, s *store.Store, id int64) (store.Case, string, bool, error) {
	list, err := s.Cases(ctx, store.CaseQuery{ID: id})
	return office.First(list, err, func(c store.Case) string { return c.Project })
}
