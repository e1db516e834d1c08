// Package trouble tells the administrator what keeps Rapport from its work: one mail when it
// begins and one when it is over. It also sends the head of the log to its witness.
package trouble

import (
	"context"
	"strconv"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// Duty mails the administrator.
type Duty struct{}

// Name returns "trouble".
func (Duty) Name() string { return "trouble" }

const troubleTemplate = store.MailTrouble

// together is how long a mail waits for other troubles, which one cause may have brought about.
const together = 3 * time.Minute

// Run sends the administrator one mail with what has begun and what is over. Where no relay
// takes mail it waits, and says later from when to when everything lasted.
func (Duty) Run(ctx context.Context, o *office.Office) []error {
	b := &o.Config.Beside
	if b.Admin == "" || len(b.Routes) == 0 {
		return nil
	}
	list, err := o.Store.Troubles(ctx)
	if err != nil || len(list) == 0 {
		return office.Fail("what keeps Rapport from its work", err)
	}
	route, open := b.OpenRoute(list)
	if !open {
		return nil // the end of that trouble is a change that makes every duty run
	}
	told, isReady := ready(o, list)
	if !isReady || len(told) == 0 {
		return nil
	}
	data := templates.Trouble{}
	var key strings.Builder
	key.WriteString("trouble")
	for _, t := range told {
		line := templates.TroubleLine{Kind: string(t.Kind), Object: t.Object, Detail: office.Excerpt(t.Detail), Since: t.Since.In(b.Zone)}
		key.WriteString(" " + strconv.FormatInt(t.ID, 10))
		if t.Over.IsZero() {
			data.Begun = append(data.Begun, line)
			continue
		}
		key.WriteString(" over")
		line.Over = t.Over.In(b.Zone)
		data.Over = append(data.Over, line)
	}
	today, spent := o.Now.In(b.Zone), false
	err = o.QueueBeside(ctx, route, b.Admin, key.String(), troubleTemplate, data, func(tx *store.Tx) (bool, error) {
		may, err := tx.Spend(store.EffectTellPM, "administrator "+b.Admin, today.Format(time.DateOnly), mostADay)
		if spent = !may; err != nil || spent {
			return false, err
		}
		return tx.MarkTroublesTold(told)
	})
	if spent { // the first mail of tomorrow has what it could have said
		year, month, day := today.Date()
		o.Reached(time.Date(year, month, day+1, 0, 0, 0, 0, b.Zone))
	}
	return office.Fail("the mail to the administrator", err)
}

// mostADay bounds the mails to the administrator in a day: a server that is there and away again
// all day is two mails each time.
const mostADay = 10

// mostTold is how many troubles one mail has; the rest is in the next.
const mostTold = 20

// ready returns what is to be told now. isReady is false while something else may soon be added.
func ready(o *office.Office, list []store.Trouble) (told []store.Trouble, isReady bool) {
	isReady = true
	for _, t := range list {
		due := t.Due()
		switch {
		case !t.Over.IsZero():
			if due = t.Over; !due.After(o.Now) && !o.Reached(due.Add(together)) {
				isReady = false
			}
		case !t.Told.IsZero():
			continue
		}
		if o.Reached(due) {
			told = append(told, t)
		} else if due.Sub(o.Now) <= together {
			isReady = false
		}
	}
	return told[:min(len(told), mostTold)], isReady
}
