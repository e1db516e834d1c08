package cases

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// warnAt is when the PM is warned: when one part of so many of the time is left.
const warnAt = 4

// clock is one clock of a case: to its answer, or to its solution.
type clock struct {
	name      string // in the keys of its warnings
	solve     bool
	pauses    []office.Pause // while its client was awaited
	within    time.Duration
	from, due time.Time // due is zero until it was worked out
	warned    store.Warning
	setDue    func(*store.Tx, store.Case, time.Time) (bool, error)
	setWarned func(*store.Tx, store.Case, store.Warning) (bool, error)
}

// runClocks looks at both clocks of a case, and returns when its answer is due. They stand while
// its client is awaited.
func runClocks(ctx context.Context, o *office.Office, p *office.Project, c store.Case) (due time.Time, err error) {
	due = c.Due
	if !c.Awaited().IsZero() {
		return due, nil
	}
	var pauses []office.Pause
	for _, w := range c.Waits {
		pauses = append(pauses, office.Pause(w))
	}
	if c.State == store.CaseOpen && p.Clock.Within > 0 {
		answer := clock{name: "warning", pauses: pauses, within: p.Clock.Within, from: c.Opened, due: c.Due, warned: c.Warned, setDue: (*store.Tx).SetCaseDue, setWarned: (*store.Tx).MarkCaseWarned}
		if due, err = answer.run(ctx, o, p, c); err != nil {
			return due, err
		}
	}
	if p.Clock.Solve > 0 {
		solution := clock{name: "solution", solve: true, pauses: pauses, within: p.Clock.Solve, from: c.First, due: c.Solve, warned: c.SolveWarned, setDue: (*store.Tx).SetCaseSolveDue, setWarned: (*store.Tx).MarkCaseSolveWarned}
		_, err = solution.run(ctx, o, p, c)
	}
	return due, err
}

// run works out when the clock runs out, and warns of it in time. It returns when that
// is.
func (k clock) run(ctx context.Context, o *office.Office, p *office.Project, c store.Case) (time.Time, error) {
	if k.due.IsZero() {
		due, err := p.AddWorkingTimeWithout(k.pauses, k.from, k.within)
		if err != nil {
			return due, err
		}
		err = o.Store.Update(ctx, func(tx *store.Tx) error {
			_, err := k.setDue(tx, c, due)
			return err
		})
		if err != nil {
			return due, err
		}
		k.due = due
	}
	if c.Later != "" && !o.Reached(p.Morning(p.WorkdayFrom(c.Later))) {
		return k.due, nil // its PM wants to hear of it then
	}
	soon, err := p.AddWorkingTimeWithout(k.pauses, k.from, k.within-k.within/warnAt)
	if err != nil {
		return k.due, err
	}
	warned, since := store.WarningNone, soon
	switch {
	case o.Passed(k.due):
		warned, since = store.WarningOverdue, k.due
	case o.Passed(soon):
		warned = store.WarningSoon
	}
	if warned <= k.warned {
		return k.due, nil
	}
	if late, err := o.AllReadOrLate(since); err != nil || !late {
		return k.due, err // the answer may lie in a mailbox that is not read yet
	}
	return k.due, k.warn(ctx, o, p, c, warned)
}

// nearDigest is how long before or after a digest it takes the place of a mail about what it
// lists as overdue.
const nearDigest = 2 * time.Hour

// isLeftToDigest reports whether a PM learns from their digest alone that a client has waited
// too long for an answer: it lists that first. They were warned of it before, or the digest is
// near.
func (k clock) isLeftToDigest(o *office.Office, pm string, warned store.Warning) bool {
	morning, _, ok := o.DigestOf(pm)
	if !ok || k.solve || warned != store.WarningOverdue {
		return false
	}
	return k.warned == store.WarningSoon || !k.due.After(morning) && o.Now.Sub(morning).Abs() <= nearDigest
}

// warn warns the PMs, and the owner of the case, of a clock.
func (k clock) warn(ctx context.Context, o *office.Office, p *office.Project, c store.Case, warned store.Warning) error {
	asked, err := o.Store.EntryOfMessage(ctx, c.Message)
	if err != nil {
		return err
	}
	data := templates.Case{
		Project: p.Project, Number: c.Number, Kind: c.Kind, Title: c.Title, Words: c.Words, Opened: k.from.In(p.Zone), Due: k.due.In(p.Zone),
		Overdue: warned == store.WarningOverdue, Solve: k.solve,
	}
	if len(asked.From) > 0 {
		data.From = asked.From[0]
	}
	if c.Owner != "" {
		data.Owner = p.Contact(c.Owner)
	}
	key := fmt.Sprintf("case %d of %s %s %d ", c.ID, k.from.UTC().Format(time.RFC3339), k.name, warned)
	pms := p.People(store.RolePM)
	var mails []office.Mail
	for _, pm := range pms {
		if k.isLeftToDigest(o, pm.Address, warned) {
			continue
		}
		data.PM = pm.Name
		mails = append(mails, office.Mail{Key: key + pm.Address, Template: warningTemplate, Data: data, Once: true, To: []store.Address{pm}, Ask: request(o, c, pm.Address)})
	}
	owner := data.Owner
	if owner.Address != "" && !slices.ContainsFunc(pms, func(pm store.Address) bool { return mailaddr.Key(pm.Address) == mailaddr.Key(owner.Address) }) {
		data.PM, data.OwnerOnly = owner.Name, true
		mails = append(mails, office.Mail{Key: key + "owner", Template: warningTemplate, Data: data, Once: true, To: []store.Address{owner}})
	}
	return o.QueueOn(ctx, p, asked.Auth, mails, func(tx *store.Tx) (bool, error) { return k.setWarned(tx, c, warned) })
}
