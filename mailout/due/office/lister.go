package office

import (
	"context"

	"rapport/store"
)

// A Lister lists what a PM has to decide, for the digest and for who asks what is open.
type Lister interface {
	// ItemKind returns the kind of the items that it lists, as store.DigestItem has it.
	ItemKind() string
	// Waiting lists what waits in some projects, named by their codes.
	Waiting(ctx context.Context, o *Office, projects []string) ([]PendingItem, error)
	// Title returns what an item is called, "" where it is gone.
	Title(ctx context.Context, o *Office, item store.DigestItem) (string, error)
}

// Listers list what waits, one kind after the other.
type Listers []Lister

// Waiting lists what waits in some projects.
func (l Listers) Waiting(ctx context.Context, o *Office, projects []string) (all []PendingItem, err error) {
	for _, lister := range l {
		list, err := lister.Waiting(ctx, o, projects)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// Title returns what an item is called, "" where it is gone.
func (l Listers) Title(ctx context.Context, o *Office, item store.DigestItem) (string, error) {
	for _, lister := range l {
		if lister.ItemKind() == item.Kind {
			return lister.Title(ctx, o, item)
		}
	}
	return item.Name, nil
}
