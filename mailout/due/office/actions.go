package office

import (
	"context"
	"time"

	"rapport/store"
	"rapport/templates"
)

// OpenActions returns the open action items of a project, as people are shown them.
func (o *Office) OpenActions(ctx context.Context, p *Project) ([]templates.ActionItem, error) {
	open, err := o.Store.Actions(ctx, store.ActionQuery{Project: p.Code, Open: true})
	return o.ActionItems(p, open), err
}

// ActionItems returns action items as people are shown them, numbered from 1.
func (o *Office) ActionItems(p *Project, items []store.Action) []templates.ActionItem {
	today := o.Today(p)
	var list []templates.ActionItem
	for i, a := range items {
		one := templates.ActionItem{
			N: i + 1, Number: a.Number, What: a.What, Owner: a.Owner, Done: a.State == store.ActionDone, Dropped: a.State == store.ActionDropped,
			Overdue: a.State == store.ActionOpen && a.Due != "" && a.Due < today,
		}
		if who := p.Contact(a.Address); a.Address != "" && who.Name != "" {
			one.Owner = who.Name
		}
		if a.Due != "" {
			one.Due = Day(a.Due)
		}
		list = append(list, one)
	}
	return list
}

// Tomorrow returns the next midnight of the project.
func (o *Office) Tomorrow(p *Project) time.Time { return p.Midnight(o.Now).AddDate(0, 0, 1) }
