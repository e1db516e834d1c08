package tracking

import (
	"context"
	"fmt"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

const doneTemplate = "item-done"

const requestExpires = 180 * 24 * time.Hour

// ask asks the PMs whether what is done in the tracker is done here too.
func (l *look) ask(ctx context.Context, p *office.Project, i store.OutsideItem) error {
	data := templates.ItemDone{Project: p.Project, System: i.Tracker, Key: i.Key, URL: i.URL}
	ask := store.Request{Project: p.Code, Expires: l.Now.Add(requestExpires)}
	if i.Case != 0 {
		c, err := l.caseOf(ctx, i)
		if err != nil {
			return err
		}
		data.Number, data.Title, data.Case = c.Number, c.Title, true
		ask.Purpose, ask.Object = store.PurposeCase, c.ID
	} else {
		list, err := l.Store.Procedures(ctx, store.ProcedureQuery{ID: i.Procedure})
		if err != nil || len(list) == 0 {
			return err
		}
		data.Number, data.Title = list[0].Number, list[0].Title
		ask.Purpose, ask.Object, ask.Version = store.PurposeProcedure, list[0].ID, list[0].Version
	}
	var mails []office.Mail
	for _, pm := range p.People(store.RolePM) {
		data.PM = pm.Name
		one := ask
		one.Address = pm.Address
		mails = append(mails, office.Mail{
			Key: fmt.Sprintf("%s %d outside %d at %s %s", ask.Purpose, ask.Object, i.ID, i.Changed.UTC().Format(time.RFC3339Nano), pm.Address), Template: doneTemplate, Data: data, To: []store.Address{pm}, Ask: &one,
		})
	}
	return l.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkOutsideAsked(i) })
}
