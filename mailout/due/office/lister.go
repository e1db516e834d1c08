package office

import (
	"cmp"
	"context"
	"slices"
	"time"

	"rapport/store"
	"rapport/templates"
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

// urgency orders items.
func urgency(i templates.DigestItem) int {
	switch {
	case i.Overdue:
		return 0
	case i.Today:
		return 1
	}
	return 2
}

// An Opener lists what is open, which is more than what waits for a PM.
type Opener interface {
	Open(ctx context.Context, o *Office, projects []string) ([]PendingItem, error)
}

// Open lists what is open in some projects: what is overdue first, then what is due today.
func (l Listers) Open(ctx context.Context, o *Office, projects []string) (all []PendingItem, err error) {
	for _, lister := range l {
		find := lister.Waiting
		if opener, ok := lister.(Opener); ok {
			find = opener.Open
		}
		list, err := find(ctx, o, projects)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	for i := range all {
		shown := &all[i].Shown
		if p := o.Config.Project(shown.Project.Code); p != nil && !shown.Due.IsZero() && !shown.Overdue {
			shown.Today = shown.Due.Format(time.DateOnly) == o.Today(p)
		}
	}
	slices.SortStableFunc(all, func(a, b PendingItem) int {
		return cmp.Compare(urgency(a.Shown), urgency(b.Shown))
	})
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
