package digest

import (
	"context"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// addClosed adds a line for each case that was closed because all was quiet: once, in the next
// digest.
func (one *digest) addClosed(ctx context.Context, o *office.Office, to *inbox, last store.Digest, morning time.Time) error {
	list, err := o.Store.Cases(ctx, store.CaseQuery{Quiet: true, Since: toldUntil(o, to.first, last, morning)})
	if err != nil {
		return err
	}
	for _, c := range list {
		p := o.Config.Project(c.Project)
		if p == nil || p.Closed || !slices.Contains(to.projects, c.Project) || !c.Changed.Before(morning) {
			continue
		}
		asked, err := o.Store.EntryOfMessage(ctx, c.Message)
		if err != nil {
			return err
		}
		one.fresh = true
		one.addItem(office.PendingItem{
			Item:  store.DigestItem{Kind: store.ItemClosed, Object: c.ID, Project: c.Project},
			Shown: templates.DigestItem{Kind: store.ItemClosed, Project: p.Project, Number: c.Number, Title: c.Title, What: string(c.Kind), Who: asked.From, Since: c.Answered.In(p.Zone)},
		})
	}
	return nil
}
