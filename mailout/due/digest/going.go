package digest

import (
	"context"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// goingOut returns what a PM approved that waits for its time, and the action items that were
// handed out since a time. An ok has no receipt of its own: what clients are asked to confirm
// is listed as an item, the rest is here. It is no reason for a digest.
func goingOut(ctx context.Context, o *office.Office, projects []string, since time.Time) (list []templates.GoingOut, err error) {
	of := func(code string) *office.Project {
		if p := o.Config.Project(code); p != nil && !p.Closed && slices.Contains(projects, code) {
			return p
		}
		return nil
	}
	reports, err := o.Store.Reports(ctx, "", true)
	if err != nil {
		return nil, err
	}
	for _, r := range reports {
		if p := of(r.Project); p != nil && r.State == store.ReportApproved {
			list = append(list, templates.GoingOut{Kind: store.ItemReport, Project: p.Project, From: office.Day(r.From), To: office.Day(r.To), Due: r.Due.In(p.Zone)})
		}
	}
	texts, err := o.Store.Confirmations(ctx, store.ConfirmationQuery{Open: true})
	if err != nil {
		return nil, err
	}
	for _, c := range texts {
		p := of(c.Project)
		if p == nil || c.Kind != store.Agenda && c.Kind != store.Retrospective || c.State != store.ConfirmationApproved {
			continue
		}
		who, err := o.SentTo(ctx, p, c.ID)
		if err != nil {
			return nil, err
		}
		if len(who) > 0 {
			list = append(list, templates.GoingOut{Kind: string(c.Kind), Project: p.Project, Title: c.Title, Who: who})
		}
	}
	handed, err := handedOut(ctx, o, of, since)
	return append(list, handed...), err
}

// handedOut returns the lists of action items that were handed out since a time, with their
// owners.
func handedOut(ctx context.Context, o *office.Office, of func(code string) *office.Project, since time.Time) (list []templates.GoingOut, err error) {
	open, err := o.Store.Actions(ctx, store.ActionQuery{Open: true})
	if err != nil {
		return nil, err
	}
	places := map[int64]int{} // of a confirmation in the list
	for _, a := range open {
		p := of(a.Project)
		if p == nil || a.Confirmation == 0 || !a.Given || a.Created.Before(since) {
			continue
		}
		at, known := places[a.Confirmation]
		if !known {
			from, err := o.Store.Confirmations(ctx, store.ConfirmationQuery{ID: a.Confirmation})
			if err != nil {
				return nil, err
			}
			if len(from) == 0 || from[0].Kind != store.ActionItems {
				continue
			}
			at = len(list)
			places[a.Confirmation] = at
			list = append(list, templates.GoingOut{Kind: string(store.ActionItems), Project: p.Project, Title: from[0].Title})
		}
		if who := p.Contact(a.Address); !slices.Contains(list[at].Who, who) {
			list[at].Who = append(list[at].Who, who)
		}
	}
	return list, nil
}
