package confirmation

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// This file is what a project may choose for minutes: a confirmation that nothing proves is no
// second question, but counts a day after who it names was told the outcome at the address on
// file, unless they say no.

// tallyOf counts what was said of the present version. A provisional confirmation is pending until
// its day is over and all mail of that day is in the log.
func tallyOf(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation) (tally, error) {
	list, err := confirmers(ctx, o, p, c)
	if err != nil {
		return tally{}, err
	}
	said := count(list)
	if !slices.ContainsFunc(list, isProvisional) {
		return said, nil
	}
	told, err := o.Store.ToldProvisional(ctx, c.ID, c.Version)
	if err != nil {
		return said, err
	}
	for _, v := range list {
		if !isProvisional(v) {
			continue
		}
		at, reached := told[mailaddr.Key(v.Address)]
		if !reached { // a mail that is sent, or comes back, has it looked at again
			said.confirmed--
			if o.Now.After(c.Deadline) {
				said.waiting = append(said.waiting, v)
			} else {
				said.pending = append(said.pending, v)
			}
			continue
		}
		over, err := inForce(ctx, o, p, v.Address, at)
		if err != nil {
			return said, err
		}
		read, err := o.AllRead(over)
		if err != nil {
			return said, err
		}
		if !read {
			said.confirmed--
			said.pending = append(said.pending, v)
		}
	}
	return said, nil
}

func isProvisional(v store.Confirmer) bool {
	return v.State == store.ConfirmerConfirmed && v.Provisional
}

// inForce returns when a provisional confirmation counts of which somebody was told: who is away
// has until after they are back.
func inForce(ctx context.Context, o *office.Office, p *office.Project, address string, told time.Time) (time.Time, error) {
	over, _, err := o.DeadlineOf(ctx, p, address, told.Add(store.NoticePeriod))
	return over, err
}

// provisionalOutcome tells somebody the outcome so far of minutes that were confirmed in their name,
// and until when they can say no.
func provisionalOutcome(ctx context.Context, o *office.Office, r reply) ([]office.Mail, error) {
	c, p := r.Subject, r.Project
	if c.State != store.ConfirmationAsked || c.Version != r.Version {
		return nil, nil
	}
	said, err := tallyOf(ctx, o, p, c)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(said.all, func(v store.Confirmer) bool {
		return mailaddr.Key(v.Address) == mailaddr.Key(r.Address) && isProvisional(v)
	})
	if i < 0 { // they have said something else since
		return nil, nil
	}
	own := said.all[i]
	data := templates.ConfirmOutcome{Confirmed: shown(p, c), Outcome: store.OutcomeConfirmed, Name: r.From.Name, Voices: voices(p, said.all)}
	data.From, err = inForce(ctx, o, p, r.Address, o.Now)
	if err != nil {
		return nil, err
	}
	data.From = data.From.In(p.Zone)
	_, data.Domain, _ = strings.Cut(r.Address, "@")
	if c.Policy != store.PolicyAny {
		data.Waiting = unconfirmed(said.all)
	}
	key := fmt.Sprintf("confirmation %d version %d %s %s %d", c.ID, r.Version, r.Result, mailaddr.Key(r.Address), own.At.UnixMilli())
	if len(data.Waiting) == 0 {
		key = provisionalKey(c, r.Address, said.last)
	}
	m := r.Mail(outcomeTemplate, key, data)
	m.Answers, m.Ask = true, request(o, c, store.PurposeConfirm, r.Address)
	return []office.Mail{m}, nil
}

// provisionalKey is the key of the mail that tells somebody of the whole outcome of minutes, which
// the last word of all, at a time, has settled but for its day.
func provisionalKey(c store.Confirmation, address string, last time.Time) string {
	return fmt.Sprintf("confirmation %d version %d %s %s in force %d", c.ID, c.Version, store.ReceiptProvisional, mailaddr.Key(address), last.UnixMilli())
}
