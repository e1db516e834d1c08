package due

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/store"
	"rapport/templates"
)

// awaitVoices settles a text that has all it needs, reminds those who have not
// answered, and tells the PM when the time is up.
func (d *Due) awaitVoices(ctx context.Context, c *Config, p *Project, one store.Confirmation) error {
	voices, err := d.voices(ctx, one)
	if err != nil {
		return err
	}
	var waiting []store.Confirmer
	confirmedBy, objections := 0, 0
	var last time.Time
	for _, v := range voices {
		switch v.State {
		case store.ConfirmerWaiting:
			waiting = append(waiting, v)
		case store.ConfirmerConfirmed:
			confirmedBy++
			last = later(last, v.At)
		default:
			objections++
		}
	}
	heard, err := d.heard(ctx, c, one.Deadline)
	if err != nil {
		return err
	}
	past, err := d.past(ctx, c, one.Deadline)
	if err != nil {
		return err
	}
	if one.RemindNow && len(waiting) > 0 {
		return d.remindToConfirm(ctx, c, p, one, waiting)
	}
	switch {
	case one.Kind.IsBinding() && d.now().Before(last.Add(p.Confirm.TakeBack)):
		return nil // it may be taken back still
	case confirmedBy == len(voices), one.Policy == store.PolicyAny && confirmedBy > 0 && objections == 0:
		return d.settleText(ctx, c, p, one, voices, store.OutcomeConfirmed)
	case heard && one.Policy == store.PolicySilence && objections == 0:
		return d.silence(ctx, c, p, one, voices, waiting)
	case past && !one.Overdue:
		return d.tellOverdue(ctx, c, p, one, waiting, nil)
	case d.now().Before(one.Deadline) && one.Reminders == 0 && p.Confirm.Days > 1 && len(waiting) > 0 && one.Deadline.Sub(d.now()) < remindBefore:
		return d.remindToConfirm(ctx, c, p, one, waiting)
	}
	return nil
}

// silence takes for consent that nobody has objected in time. It is none of those whom
// the question has not reached.
func (d *Due) silence(ctx context.Context, c *Config, p *Project, one store.Confirmation, voices, waiting []store.Confirmer) error {
	unreached, err := d.store.Unreached(ctx, one.ID, one.Version, one.Deadline.Add(-silentFor))
	switch {
	case err != nil:
		return err
	case len(unreached) == 0:
		return d.settleText(ctx, c, p, one, voices, store.OutcomeSilence)
	case !one.Overdue:
		return d.tellOverdue(ctx, c, p, one, waiting, unreached)
	}
	return nil
}

// voices returns what was said of the present version.
func (d *Due) voices(ctx context.Context, one store.Confirmation) ([]store.Confirmer, error) {
	all, err := d.store.Confirmers(ctx, one.ID)
	return slices.DeleteFunc(all, func(v store.Confirmer) bool { return v.Version != one.Version }), err
}

func (d *Due) remindToConfirm(ctx context.Context, c *Config, p *Project, one store.Confirmation, waiting []store.Confirmer) error {
	var mails []mail
	for _, v := range waiting {
		who := store.Address{Name: v.Name, Address: v.Address}
		thread, err := d.store.LastRequestFor(ctx, store.PurposeConfirm, one.ID, v.Address)
		if err != nil {
			return err
		}
		mails = append(mails, mail{
			key: fmt.Sprintf("confirmation %d version %d reminder %s %s", one.ID, one.Version, v.Address, d.now().In(p.Zone).Format(time.DateOnly)), template: confirmReminderTemplate, once: true,
			data: templates.Confirm{Confirmed: confirmed(p, one), Name: v.Name, Deadline: one.Deadline.In(p.Zone), Policy: one.Policy, Late: d.now().After(one.Deadline)},
			to:   []store.Address{who}, thread: thread, ask: d.asks(p, one, store.PurposeConfirm, v.Address),
		})
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) {
		return tx.MarkConfirmationReminded(one.ID, one.Version, one.Reminders)
	})
}

func (d *Due) tellOverdue(ctx context.Context, c *Config, p *Project, one store.Confirmation, waiting []store.Confirmer, unreached []string) error {
	var list, silent []store.Address
	for _, v := range waiting {
		list = append(list, store.Address{Name: v.Name, Address: v.Address})
		if slices.Contains(unreached, v.Address) {
			silent = append(silent, list[len(list)-1])
		}
	}
	mails := d.notes(p, one, fmt.Sprintf("confirmation %d version %d overdue", one.ID, one.Version), templates.ConfirmNote{Confirmed: confirmed(p, one), Waiting: list, Unreached: silent})
	if len(waiting) == 0 {
		mails = nil // all have answered; the PM knows who objects
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkConfirmationOverdue(one.ID, one.Version) })
}

// notes are a note to each PM, which they may answer with another version.
func (d *Due) notes(p *Project, one store.Confirmation, key string, data templates.ConfirmNote) []mail {
	var mails []mail
	for _, pm := range p.people(store.RolePM) {
		note := data
		note.PM = pm.Name
		m := mail{key: key + " " + pm.Address, template: confirmNoteTemplate, data: note, to: []store.Address{pm}, once: true}
		if !note.Settled {
			m.ask = d.asks(p, one, store.PurposeDraft, pm.Address)
		}
		mails = append(mails, m)
	}
	return mails
}

// settleText tells everybody the outcome.
func (d *Due) settleText(ctx context.Context, c *Config, p *Project, one store.Confirmation, voices []store.Confirmer, outcome store.ConfirmationOutcome) error {
	var to []store.Address
	for i := range voices {
		voices[i].At = voices[i].At.In(p.Zone)
		to = append(to, store.Address{Name: voices[i].Name, Address: voices[i].Address})
	}
	m := mail{key: fmt.Sprintf("confirmation %d outcome", one.ID), template: confirmOutcomeTemplate, to: to, cc: p.people(store.RolePM),
		data: templates.ConfirmOutcome{Confirmed: confirmed(p, one), Outcome: outcome, Voices: voices}}
	return d.queue(ctx, c, p, []mail{m}, func(tx *store.Tx) (bool, error) { return tx.SettleConfirmation(one.ID, one.Version, outcome, "") })
}
