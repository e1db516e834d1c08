// Package awaited lists what a project waits for from its client, and reminds the client of it once
// a PM says so.
package awaited

import (
	"context"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// Duty looks after what clients owe.
type Duty struct{}

// Name returns "awaited".
func (Duty) Name() string { return "awaited" }

// ItemKind returns the kind of the items that Waiting lists.
func (Duty) ItemKind() string { return store.ItemAwaited }

// Waiting lists the questions that no client has answered in time, and the decisions whose day is
// near or past.
func (Duty) Waiting(ctx context.Context, o *office.Office, projects []string) ([]office.PendingItem, error) {
	return pending(ctx, o, projects, func(p *office.Project, one store.Awaited) (bool, error) {
		if one.Kind == store.AwaitedDecision {
			return o.IsNear(p, one.Due)
		}
		who, err := o.AskedClients(ctx, p, one)
		if err != nil {
			return false, err
		}
		return o.IsUnanswered(ctx, p, one.Since, who)
	})
}

// Open lists all that clients owe.
func (Duty) Open(ctx context.Context, o *office.Office, projects []string) ([]office.PendingItem, error) {
	return pending(ctx, o, projects, func(*office.Project, store.Awaited) (bool, error) { return true, nil })
}

func pending(ctx context.Context, o *office.Office, projects []string, listed func(*office.Project, store.Awaited) (bool, error)) ([]office.PendingItem, error) {
	open, err := o.Store.Awaited(ctx, store.AwaitedQuery{Open: true})
	if err != nil {
		return nil, err
	}
	project := func(one store.Awaited) string { return one.Project }
	return office.Pending(o, open, projects, project, func(p *office.Project, one store.Awaited) (office.PendingItem, bool, error) {
		if ok, err := listed(p, one); err != nil || !ok {
			return office.PendingItem{}, false, err
		}
		item := office.PendingItem{
			Item:   store.DigestItem{Kind: store.ItemAwaited, Object: one.ID, Awaited: true},
			Shown:  templates.DigestItem{Kind: store.ItemAwaited, Project: p.Project, Title: one.What, What: string(one.Kind), Since: one.Since.In(p.Zone), Awaited: true},
			Client: true,
		}
		if one.Due != "" {
			item.Shown.Due, item.Shown.Overdue = office.Day(one.Due), one.Due < o.Today(p)
			if item.Shown.Overdue {
				item.Item.Version = 1
			}
		}
		if item.Shown.Who, err = o.AskedClients(ctx, p, one); err != nil {
			return item, false, err
		}
		r, err := o.Store.ClientReminderOf(ctx, store.ItemAwaited, one.ID)
		if !r.Sent.IsZero() {
			item.Shown.Reminded = r.Sent.In(p.Zone)
		}
		return item, true, err
	})
}

// Title returns what is awaited.
func (Duty) Title(ctx context.Context, o *office.Office, item store.DigestItem) (string, error) {
	list, err := o.Store.Awaited(ctx, store.AwaitedQuery{ID: item.Object})
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].What, nil
}
