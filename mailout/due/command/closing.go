package command

import (
	"context"
	"fmt"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// closeProject begins the closing of a project, as its PM asks: the questions that follow are the answer.
// Nothing is closed before the PM has answered these. A PM who writes again while they wait gets them
// again, once a day unless the mail is proved; one whose answers are there learns where the closing is.
func closeProject(ctx context.Context, o *office.Office, q question) error {
	p := q.projects[0]
	c, found, err := o.Store.ClosingOn(ctx, p.Code, store.AtTheEnd)
	if err != nil {
		return err
	}
	answered := func(tx *store.Tx) (bool, error) { return tx.MarkCommandAnswered(q.Command) }
	over := found && (c.State == store.ClosingAnswered || c.State == store.ClosingDrafted || c.State == store.ClosingClosed)
	if over || p.Closed {
		asked, err := o.Store.EntryOfMessage(ctx, q.Message)
		if err != nil {
			return err
		}
		data := templates.ClosingReceipt{Project: p.Project, PM: q.who.Name, What: "already", State: c.State}
		if p.Closed {
			data.State = store.ClosingClosed
		}
		m := office.Mail{Key: fmt.Sprintf("closing-receipt %s %s %s %s", p.Code, data.State, q.Address, o.Today(p)), Template: "closing-receipt", Data: data, To: []store.Address{q.who}, Once: true, Answers: true, Thread: asked.MessageID, Follows: asked.Subject}
		return o.Queue(ctx, p, []office.Mail{m}, answered)
	}
	again := 24 * time.Hour
	if q.Proved {
		again = betweenSame
	}
	return o.Store.Update(ctx, func(tx *store.Tx) error {
		if done, err := answered(tx); err != nil || !done {
			return err
		}
		if found && o.Now.Sub(c.Changed) < again {
			return nil // the questions are on their way
		}
		_, _, err := tx.BeginClosing(store.Closing{Project: p.Code, Client: p.Client, Occasion: store.AtTheEnd, Actor: q.Address, Message: q.Message})
		return err
	})
}
