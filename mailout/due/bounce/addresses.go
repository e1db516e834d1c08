package bounce

import (
	"context"
	"slices"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// Addresses lists the addresses to which nothing is sent any more.
type Addresses struct{}

// Name returns "address".
func (Addresses) Name() string { return "address" }

// ItemKind returns the kind of the items that Waiting lists.
func (Addresses) ItemKind() string { return store.ItemAddress }

// Waiting lists the contacts to whom nothing is sent any more, since mail to them came
// back: each under the first of the projects that has them.
func (Addresses) Waiting(ctx context.Context, o *office.Office, projects []string) (list []office.PendingItem, err error) {
	suspended, err := o.Store.Suspensions(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range suspended {
		p := firstWith(o, projects, s.Address)
		if p == nil {
			continue
		}
		list = append(list, office.PendingItem{
			Item:  store.DigestItem{Kind: store.ItemAddress, Name: s.Address},
			Shown: templates.DigestItem{Kind: store.ItemAddress, Project: p.Project, Who: []store.Address{p.Contact(s.Address)}, Since: s.Since.In(p.Zone), Words: s.Reason},
		})
	}
	return list, nil
}

func firstWith(o *office.Office, projects []string, address string) *office.Project {
	for _, code := range projects {
		p := o.Config.Project(code)
		if p != nil && slices.ContainsFunc(p.Contacts, func(c store.Contact) bool { return office.HasAddress(c, address) }) {
			return p
		}
	}
	return nil
}

// Title returns the address.
func (Addresses) Title(_ context.Context, _ *office.Office, item store.DigestItem) (string, error) {
	return item.Name, nil
}
