package due

import (
	"context"
	"fmt"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
)

// soon is how far behind a look a receipt waits for the next one; beyond it, a clock was set back.
const soon = time.Minute

// sendReceipts tells people what became of their responses about one kind of object, the
// oldest first. A receipt that cannot be sent hinders no other. What was queued since the look
// began waits for the next one, which its commit brings: the duties of this one have not seen
// what it is about.
func sendReceipts(ctx context.Context, o *office.Office, receipts office.Receipts) (failures []error) {
	for after := int64(0); ; {
		list, err := o.Store.PendingReceipts(ctx, receipts.About, after)
		if err != nil {
			return append(failures, office.Fail("the receipts about a "+receipts.About, err)...)
		}
		if len(list) == 0 {
			return failures
		}
		for _, r := range list {
			after = r.ID
			if late := r.Queued.Sub(o.Now); late > 0 && late < soon {
				continue
			}
			failures = append(failures, office.Fail(fmt.Sprintf("receipt %d for %s about %s %d", r.ID, r.Address, receipts.About, r.Object), sendReceipt(ctx, o, receipts, r))...)
		}
	}
}

func sendReceipt(ctx context.Context, o *office.Office, receipts office.Receipts, r store.Receipt) error {
	p, mails, err := receipts.Compose(ctx, o, r)
	if err != nil {
		return err
	}
	if p == nil {
		return dropOld(ctx, o, r)
	}
	mails, wait, err := o.WithoutDigest(ctx, r, mails)
	if err != nil || wait {
		return err
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkReceiptSent(r) })
}

// dropOld removes a receipt that nobody can send, once its lifetime is over: until then a
// mistake in the configuration can be put right.
func dropOld(ctx context.Context, o *office.Office, r store.Receipt) error {
	dropped := false
	err := o.Store.Update(ctx, func(tx *store.Tx) (err error) {
		dropped, err = tx.ExpireReceipt(r)
		return err
	})
	if err == nil && dropped {
		o.Log.Warn("a receipt was dropped: its project is no longer configured", "address", r.Address, "about", r.About, "object", r.Object)
	}
	return err
}
