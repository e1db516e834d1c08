package digest

import (
	"context"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// lateNotes returns what people wrote about texts and surveys that were over, for the PM of some
// projects, as far as it came before a morning. What comes later is a mail of its own.
func lateNotes(ctx context.Context, o *office.Office, projects []string, morning time.Time) (list []templates.LateNote, err error) {
	for _, about := range []string{store.AboutConfirmation, store.AboutSurvey} {
		pending, err := o.Store.PendingReceipts(ctx, about, 0)
		if err != nil {
			return nil, err
		}
		for _, r := range pending {
			if r.Result != store.ReceiptComment || !r.Queued.Before(morning) {
				continue
			}
			project, title, over, err := subject(ctx, o, r)
			if err != nil {
				return nil, err
			}
			p := o.Config.Project(project)
			if !over || p == nil || !slices.Contains(projects, project) {
				continue
			}
			list = append(list, templates.LateNote{Project: project, Title: title, Who: p.Contact(r.Address), Words: r.Words})
		}
	}
	return list, nil
}

// subject returns what a receipt is about, and whether that is over.
func subject(ctx context.Context, o *office.Office, r store.Receipt) (project, title string, over bool, err error) {
	if r.About == store.AboutSurvey {
		list, err := o.Store.Surveys(ctx, store.SurveyQuery{ID: r.Object})
		if err != nil || len(list) == 0 {
			return "", "", false, err
		}
		return list[0].Project, list[0].Title, list[0].State == store.SurveyClosed, nil
	}
	list, err := o.Store.Confirmations(ctx, store.ConfirmationQuery{ID: r.Object})
	if err != nil || len(list) == 0 {
		return "", "", false, err
	}
	c := list[0]
	return c.Project, c.Title, c.State == store.ConfirmationSettled || c.State == store.ConfirmationWithdrawn, nil
}
