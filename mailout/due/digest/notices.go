package digest

import (
	"context"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
)

// addNotices adds what asks nothing of a PM who wants it in the digest alone.
func (one *digest) addNotices(ctx context.Context, o *office.Office, to *inbox, morning time.Time) error {
	only, err := o.Store.DigestOnly(ctx)
	if err != nil || !slices.ContainsFunc(to.addresses, func(a string) bool { return !only[a].IsZero() }) {
		return err
	}
	for after := int64(0); ; {
		page, err := o.Store.WaitingNotices(ctx, after)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		after = page[len(page)-1].ID
		theirs := slices.DeleteFunc(page, func(n store.Notice) bool {
			return !to.has(n.Address) || !slices.Contains(to.projects, n.Project)
		})
		one.sends = office.FirstNotices(append(one.sends, theirs...))
	}
	one.shown.Notices = o.ShownNotices(to.first, one.sends)
	one.fresh = one.fresh || slices.ContainsFunc(one.sends, func(n store.Notice) bool { return n.Created.Before(morning) })
	return nil
}
