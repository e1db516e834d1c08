package bounce

import (
	"context"
	"slices"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// Notices lists the notices of non-delivery that anybody can have written, who got the mail.
// They change nothing; a PM looks into them.
type Notices struct{}

// Name returns "notice".
func (Notices) Name() string { return "notice" }

// ItemKind returns the kind of the items that Waiting lists.
func (Notices) ItemKind() string { return store.ItemNotice }

// mostHints limits the notices that are listed at a time.
const mostHints = 5

// Waiting lists the latest notices about mail of some projects. Their words are not shown:
// they are a stranger's.
func (Notices) Waiting(ctx context.Context, o *office.Office, projects []string) (list []office.PendingItem, err error) {
	hints, err := o.Store.BounceHints(ctx, 20*mostHints)
	if err != nil {
		return nil, err
	}
	for _, h := range hints {
		p := o.Config.Project(h.Project)
		if p == nil || !slices.Contains(projects, p.Code) || len(list) == mostHints {
			continue
		}
		list = append(list, office.PendingItem{
			Item:  store.DigestItem{Kind: store.ItemNotice, Object: h.Delivery},
			Shown: templates.DigestItem{Kind: store.ItemNotice, Project: p.Project, Title: h.Subject, Who: []store.Address{p.Contact(h.Recipient)}, Since: h.At.In(p.Zone)},
		})
	}
	return list, nil
}

// Title returns the subject of the mail that a notice is about.
func (Notices) Title(ctx context.Context, o *office.Office, item store.DigestItem) (string, error) {
	list, err := o.Store.Outbox(ctx, store.OutboxQuery{ID: item.Object})
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].Subject, nil
}
