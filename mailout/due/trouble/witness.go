package trouble

import (
	"context"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// Witness sends the head of the log to its witness, once a day.
type Witness struct{}

// Name returns "witness".
func (Witness) Name() string { return "witness" }

const witnessTemplate = "witness"

// Run sends the head of the log of today, unless it was sent.
func (Witness) Run(ctx context.Context, o *office.Office) []error {
	b := &o.Config.Beside
	if b.Witness == "" || len(b.Routes) == 0 {
		return nil
	}
	return office.Fail("the head of the log for its witness", send(ctx, o, b))
}

func send(ctx context.Context, o *office.Office, b *office.Beside) error {
	year, month, day := o.Now.In(b.Zone).Date()
	o.Again(time.Date(year, month, day+1, 0, 0, 0, 0, b.Zone))
	today := o.Now.In(b.Zone).Format(time.DateOnly)
	key := "witness " + today
	if known, err := o.Store.HasMail(ctx, key); err != nil || known {
		return err
	}
	head, err := o.Store.Head(ctx)
	if err != nil || head.Number == 0 {
		return err
	}
	troubles, err := o.Store.Troubles(ctx)
	if err != nil {
		return err
	}
	route, open := b.OpenRoute(troubles)
	if !open {
		return nil
	}
	data := templates.Witness{Log: o.Config.LogAddress, Day: o.Now.In(b.Zone), Event: head.Number, Hash: head.Short()}
	return o.QueueBeside(ctx, route, b.Witness, key, witnessTemplate, data, func(tx *store.Tx) (bool, error) {
		return true, tx.MarkUpkeep(store.UpkeepWitness, key)
	})
}
