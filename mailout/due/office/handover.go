package office

import (
	"context"
	"slices"

	"rapport/store"
	"rapport/store/mailaddr"
)

// NewPMs returns the PMs of a project who were not asked about a version of an object, where
// others were: they became PM since.
func (o *Office) NewPMs(ctx context.Context, p *Project, purpose store.Purpose, object int64, version int) ([]store.Address, error) {
	asked, err := o.Store.Asked(ctx, purpose, object, version)
	if err != nil || len(asked) == 0 {
		return nil, err
	}
	return slices.DeleteFunc(p.People(store.RolePM), func(pm store.Address) bool {
		own := p.AddressesOf(pm.Address)
		return slices.ContainsFunc(asked, func(a string) bool { return slices.Contains(own, mailaddr.Key(a)) })
	}), nil
}

// Always is a change of state for Queue where a mail goes with none: its key alone keeps it
// from being queued twice.
func Always(*store.Tx) (bool, error) { return true, nil }
