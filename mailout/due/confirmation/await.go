package confirmation

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// tally is what the confirmers of the present version have said so far.
type tally struct {
	away       []store.Confirmer // of the waiting, those whose time is longer since they are away
	until      time.Time         // by when the last of the waiting is to respond
	all        []store.Confirmer
	waiting    []store.Confirmer // have not responded
	pending    []store.Confirmer // have confirmed in a mail that nothing proves, and may say no still
	confirmed  int
	objections int
	last       time.Time // of the last confirmation
}

func count(list []store.Confirmer) tally {
	t := tally{all: list}
	for _, v := range list {
		switch v.State {
		case store.ConfirmerWaiting:
			t.waiting = append(t.waiting, v)
		case store.ConfirmerConfirmed:
			t.confirmed++
			if v.At.After(t.last) {
				t.last = v.At
			}
		default:
			t.objections++
		}
	}
	return t
}

// suffices reports whether what was said settles a text as confirmed.
func (t tally) suffices(policy store.Policy) bool {
	return t.confirmed > 0 && (t.confirmed == len(t.all) || policy == store.PolicyAny && t.objections == 0)
}

// await settles a text that has all it needs, reminds those who have not responded, and
// tells the PM when the time is up.
func await(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation) error {
	said, err := tallyOf(ctx, o, p, c)
	if err != nil {
		return err
	}
	if c.RemindNow && len(said.waiting) > 0 {
		return remind(ctx, o, p, c, said.waiting, false)
	}
	if c.Kind.IsBinding() && !said.last.IsZero() && !o.Reached(said.last.Add(p.Confirm.TakeBack)) {
		return nil // it may still be taken back
	}
	if said.suffices(c.Policy) {
		return settle(ctx, o, p, c, said, store.OutcomeConfirmed)
	}
	if len(said.pending) > 0 && len(said.waiting) == 0 && said.objections == 0 {
		return nil // their day is not over
	}
	if p.Closed { // what people still answer counts; their silence does not
		return nil
	}
	if !o.Reached(p.Morning(c.Deadline)) && !o.Now.After(c.Deadline) && len(said.all) > 0 {
		return nil
	}
	if said, err = withAbsences(ctx, o, p, c, said); err != nil {
		return err
	}
	over := p.AtWork(said.until)
	if c.Policy == store.PolicySilence && said.objections == 0 && len(said.pending) == 0 && c.Next == "" {
		read, err := o.AllRead(over)
		if err != nil {
			return err
		}
		if read {
			return consentBySilence(ctx, o, p, c, said)
		}
	}
	if len(said.all) == 0 && !c.Overdue { // nobody is left who could confirm it
		return tellOverdue(ctx, o, p, c, said, nil)
	}
	if len(said.away) < len(said.waiting) && (c.Policy != store.PolicySilence || said.objections > 0 || c.Next != "") {
		over = p.AtWork(c.Deadline) // somebody is there and has not responded
	}
	late, err := o.AllReadOrLate(over)
	if err != nil {
		return err
	}
	if late && !c.Overdue {
		return tellOverdue(ctx, o, p, c, said, nil)
	}
	return remindOnLastDay(ctx, o, p, c, said)
}

// withAbsences adds to a tally who of the waiting is away.
func withAbsences(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation, said tally) (tally, error) {
	said.until = c.Deadline
	for _, v := range said.waiting {
		at, moved, err := o.DeadlineOf(ctx, p, v.Address, c.Deadline)
		if err != nil {
			return said, err
		}
		if moved {
			said.away = append(said.away, v)
		}
		if at.After(said.until) {
			said.until = at
		}
	}
	return said, nil
}

// remindOnLastDay reminds those who have not responded, on the morning of the day on which
// their time is over: who is away, on that of the last of them who comes back.
func remindOnLastDay(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation, said tally) error {
	there := slices.DeleteFunc(slices.Clone(said.waiting), func(v store.Confirmer) bool {
		return slices.ContainsFunc(said.away, func(a store.Confirmer) bool { return a.Address == v.Address })
	})
	switch {
	case p.Confirm.Days <= 1:
		return nil
	case c.Reminders == 0 && len(there) > 0 && o.Now.Before(c.Deadline) && o.Reached(inHours(p, p.Morning(c.Deadline), there)):
		return remind(ctx, o, p, c, there, true)
	case c.Reminders <= 1 && len(said.away) > 0 && o.Now.Before(said.until) && o.Reached(inHours(p, p.Morning(said.until), said.away)):
		c.Deadline = said.until
		return remind(ctx, o, p, c, said.away, true)
	}
	return nil
}

// inHours returns the first time from t on in the hours of all of some people, if any of them
// has hours of their own, and else t.
func inHours(p *office.Project, t time.Time, people []store.Confirmer) time.Time {
	var addresses []string
	for _, v := range people {
		addresses = append(addresses, v.Address)
	}
	if !p.HaveHours(addresses...) {
		return t
	}
	if at := p.AtWork(t, addresses...); p.Midnight(at).Equal(p.Midnight(t)) {
		return at
	}
	return t // they have none on the last day
}

// consentBySilence records consent for everybody who did not object in time, except
// those whom the request never reached.
func consentBySilence(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation, said tally) error {
	unreached, err := o.Store.Unreached(ctx, c.ID, c.Version, c.Deadline.Add(-silentFor))
	unreached = slices.DeleteFunc(unreached, func(address string) bool { // they left
		return !slices.ContainsFunc(said.waiting, func(v store.Confirmer) bool { return v.Address == address })
	})
	switch {
	case err != nil:
		return err
	case len(unreached) == 0 && len(said.all) > 0:
		return settle(ctx, o, p, c, said, store.OutcomeSilence)
	case !c.Overdue:
		return tellOverdue(ctx, o, p, c, said, unreached)
	}
	return nil
}

// remind asks those once more who have not responded. byItself reports that no PM said so:
// then those are left out who want no reminders.
func remind(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation, waiting []store.Confirmer, byItself bool) error {
	var mails []office.Mail
	for _, v := range waiting {
		thread, err := o.Store.LastRequestFor(ctx, store.PurposeConfirm, c.ID, v.Address)
		if err != nil {
			return err
		}
		mails = append(mails, office.Mail{
			Key: fmt.Sprintf("confirmation %d version %d reminder %s %s", c.ID, c.Version, v.Address, o.Today(p)), Template: reminderTemplate, Once: true, Reminder: byItself, Deadline: upcoming(o, c.Deadline),
			Data: templates.Confirm{Confirmed: shown(p, c), Name: v.Name, Deadline: c.Deadline.In(p.Zone), Policy: c.Policy, Late: o.Now.After(c.Deadline)},
			To:   []store.Address{reach(p, v)}, Thread: thread, Ask: request(o, c, store.PurposeConfirm, v.Address),
		})
		deputy, err := remindDeputy(ctx, o, p, c, v, mails[len(mails)-1])
		if err != nil {
			return err
		}
		mails = append(mails, deputy...)
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) {
		return tx.MarkConfirmationReminded(c.ID, c.Version, c.Reminders)
	})
}

// upcoming returns a deadline that is still to come, and zero for one that has passed.
func upcoming(o *office.Office, deadline time.Time) time.Time {
	if o.Now.Before(deadline) {
		return deadline
	}
	return time.Time{}
}

// tellOverdue tells the PMs that the time is up, or nobody is left to respond, and who has not
// responded; unreached
// are the addresses among them that the request never reached.
func tellOverdue(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation, said tally, unreached []string) error {
	note := templates.ConfirmNote{Confirmed: shown(p, c)}
	for _, v := range said.waiting {
		note.Waiting = append(note.Waiting, addressOf(v))
		if slices.Contains(unreached, v.Address) {
			note.Unreached = append(note.Unreached, addressOf(v))
		}
	}
	var mails []office.Mail
	if len(said.waiting) > 0 || len(said.all) == 0 { // otherwise all have responded, and the PM knows who objects
		mails = notes(o, p, c, fmt.Sprintf("confirmation %d version %d overdue", c.ID, c.Version), note)
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkConfirmationOverdue(c.ID, c.Version) })
}

// notes returns a note for each PM, which they may answer with another version.
func notes(o *office.Office, p *office.Project, c store.Confirmation, key string, note templates.ConfirmNote) []office.Mail {
	return notesTo(o, c, p.People(store.RolePM), key, note)
}

func notesTo(o *office.Office, c store.Confirmation, pms []store.Address, key string, note templates.ConfirmNote) (mails []office.Mail) {
	for _, pm := range pms {
		note.PM = pm.Name
		m := office.Mail{Key: key + " " + pm.Address, Template: noteTemplate, Data: note, To: []store.Address{pm}, Once: true}
		if !note.Settled {
			m.Ask = request(o, c, store.PurposeNotice, pm.Address)
		}
		mails = append(mails, m)
	}
	return mails
}
