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
	if err != nil || !to.first.WantsDigest(only, to.pm.Address) {
		return err
	}
	waiting, err := o.Store.WaitingNotices(ctx)
	one.sends = slices.DeleteFunc(waiting, func(n store.Notice) bool {
		return !to.has(n.Address) || !slices.Contains(to.projects, n.Project)
	})
	one.sends = office.FirstNotices(one.sends)
	one.shown.Notices = o.ShownNotices(to.first, one.sends)
	one.fresh = one.fresh || slices.ContainsFunc(one.sends, func(n store.Notice) bool { return n.Created.Before(morning) })
	return err
}
