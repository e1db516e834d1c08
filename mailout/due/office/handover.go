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
	return p.NotAmong(p.People(store.RolePM), asked), err
}

// NotAmong returns those of the people none of whose addresses is among those who were asked;
// nobody where nobody was.
func (p *Project) NotAmong(people []store.Address, asked []string) []store.Address {
	if len(asked) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(people), func(who store.Address) bool {
		own := p.AddressesOf(who.Address)
		return slices.ContainsFunc(asked, func(a string) bool { return slices.Contains(own, mailaddr.Key(a)) })
	})
}

// Always is a change of state for Queue where a mail goes with none: its key alone keeps it
// from being queued twice.
func Always(*store.Tx) (bool, error) { return true, nil }

// SupersedeByNext drops the receipts which only say that the word of a PM is recorded, or a text
// withdrawn, where the mail with the next step goes to the same people: one event is one mail. of is the
// case that the procedure came of, 0 for none.
func SupersedeByNext(tx *store.Tx, p *Project, procedure, of int64, confirmations []int64, people []store.Address) error {
	var addresses []string
	for _, who := range people {
		addresses = append(addresses, append(p.AddressesOf(who.Address), who.Address)...)
	}
	if err := tx.SupersedeReceiptsOf(addresses, store.AboutProcedure, procedure, store.ReceiptRecorded); err != nil {
		return err
	}
	if err := tx.SupersedeReceiptsOf(addresses, store.AboutCase, of, store.ReceiptRecorded); err != nil {
		return err
	}
	for _, c := range confirmations {
		if err := tx.SupersedeReceiptsOf(addresses, store.AboutConfirmation, c, store.ReceiptWithdrawn, store.ReceiptEscalated); err != nil {
			return err
		}
	}
	return nil
}
