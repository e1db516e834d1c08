package digest

import (
	"context"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// addUnread adds a line for each mailbox whose mail cannot be read: a PM's own to them alone, the
// others to every PM. What began since the last digest is worth one.
func (one *digest) addUnread(ctx context.Context, o *office.Office, to *inbox, last store.Digest, morning time.Time) error {
	list, err := o.Store.Troubles(ctx)
	if err != nil {
		return err
	}
	for _, t := range list {
		if !t.Over.IsZero() || !t.IsDue(o.Now) {
			continue
		}
		for _, box := range o.Config.Beside.Unread(t) {
			if box.Owner != "" && !to.has(box.Owner) {
				continue
			}
			one.shown.Unread = append(one.shown.Unread, templates.UnreadMailbox{Address: box.Address, Since: t.Since.In(to.first.Zone)})
			one.fresh = one.fresh || t.Due().After(toldUntil(o, to.first, last, morning)) && !t.Due().After(morning)
		}
	}
	return nil
}
