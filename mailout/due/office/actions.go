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

// Stages of an action item that its owner has mail about.
const (
	StageNew  = store.WarningNone
	StageSoon = store.WarningSoon // due on the next working day, or before
	StageLate = store.WarningOverdue
)

// ActionStage returns which reminder of an action item is due: StageSoon from the working
// day before its day on, StageLate from the working day after it on. On other days it
// can wait.
func (o *Office) ActionStage(p *Project, a store.Action) (store.Warning, error) {
	due, err := time.ParseInLocation(time.DateOnly, a.Due, p.Zone)
	if err != nil {
		return StageNew, nil // it has no day
	}
	if a.Reminded < StageLate {
		o.Again(p.Morning(o.Tomorrow(p)))
	}
	after, err := p.AddWorkdays(due, 1)
	if err != nil {
		return StageNew, err
	}
	next, err := p.AddWorkdays(o.Now, 1)
	if err != nil {
		return StageNew, err
	}
	switch {
	case !p.AtWork(o.Now, a.Address).Equal(o.Now):
		o.Again(p.AtWork(o.Now, a.Address))
		return StageNew, nil
	case o.Today(p) >= after.Format(time.DateOnly):
		return StageLate, nil
	case next.Format(time.DateOnly) >= a.Due:
		return StageSoon, nil
	}
	return StageNew, nil
}

// ActionDeadline returns when the first of some action items is due, of those that can still be done
// in time; zero if there is none.
func (o *Office) ActionDeadline(p *Project, items []store.Action) (first time.Time) {
	for _, a := range items {
		if a.Due == "" || a.Due < o.Today(p) {
			continue
		}
		if end := DayIn(a.Due, p.Zone).AddDate(0, 0, 1); first.IsZero() || end.Before(first) {
			first = end
		}
	}
	return first
}

// ActionRequest returns the request of a mail that lists action items: what its reader replies
// is about the items of that list.
func (o *Office) ActionRequest(p *Project, list int64, address string) *store.Request {
	const expires = 180 * 24 * time.Hour
	return &store.Request{Purpose: store.PurposeAction, Project: p.Code, Object: list, Version: 1, Address: address, Expires: o.Now.Add(expires)}
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
