// Package notice sends one mail of notices a day to clients who want that, and to those who had
// reached their limit for the week the notices that waited. PMs have their notices in the morning digest.
package notice

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

// Duty sends the notices that are waiting.
type Duty struct{}

// Name returns "notices".
func (Duty) Name() string { return "notices" }

const noticesTemplate = "notices"

// Run sends the notices of each person and project whose time has come.
func (Duty) Run(ctx context.Context, o *office.Office) (failures []error) {
	only, err := o.Store.DigestOnly(ctx)
	if err != nil {
		return office.Fail("the people who want one digest a day", err)
	}
	for after := int64(0); ; {
		waiting, err := o.Store.WaitingNotices(ctx, after)
		if err != nil || len(waiting) == 0 {
			return append(failures, office.Fail("the notices", err)...)
		}
		after = waiting[len(waiting)-1].ID
		for len(waiting) > 0 {
			first := waiting[0]
			isTheirs := func(n store.Notice) bool { return n.Address == first.Address && n.Project == first.Project }
			theirs := slices.DeleteFunc(slices.Clone(waiting), func(n store.Notice) bool { return !isTheirs(n) })
			waiting = slices.DeleteFunc(waiting, isTheirs)
			failures = append(failures, office.Fail("the notices of "+first.Address, send(ctx, o, theirs, only))...)
		}
	}
}

// send sends the notices of one person about one project: in the morning after the first of them,
// or at once where they want single notices, unless they have had the mails of their week.
func send(ctx context.Context, o *office.Office, list []store.Notice, only map[string]time.Time) error {
	p := o.Config.Project(list[0].Project)
	var who store.Address
	known := false
	if p != nil {
		who, known = p.Reach(list[0].Address)
	}
	switch {
	case !known: // nothing goes to who has left, or about what the configuration has no more
		return o.Store.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.MarkNoticesSent(list)
			return err
		})
	case p.Relay == "":
		return nil
	}
	list = office.FirstNotices(list)
	if !p.IsPM(who.Address) {
		if _, away, err := o.Back(ctx, p, who.Address); err != nil || away || !o.Reached(p.AtWork(o.Now, who.Address)) {
			return err
		}
	}
	if p.WantsDigest(only, who.Address) {
		if p.IsPM(who.Address) && o.Config.Digest >= 0 {
			return nil
		}
		if !o.Reached(morningAfter(o, p, who.Address, list[0].Created)) {
			return nil
		}
	}
	m := office.Mail{
		Key: fmt.Sprintf("notices %s %s %d", p.Code, mailaddr.Key(who.Address), list[0].ID), Template: noticesTemplate, Once: true,
		Data: templates.Notices{Project: p.Project, Name: who.Name, List: o.ShownNotices(p, list), Asked: p.WantsDigest(only, who.Address)}, To: []store.Address{who},
	}
	return o.Queue(ctx, p, []office.Mail{m}, func(tx *store.Tx) (bool, error) { return tx.MarkNoticesSent(list) })
}

// morningAfter returns the first time after from at which digests are sent, in the hours of who
// reads it.
func morningAfter(o *office.Office, p *office.Project, address string, from time.Time) time.Time {
	morning := p.Morning(from)
	if o.Config.Digest >= 0 {
		morning = p.At(from, o.Config.Digest)
	}
	if !from.Before(morning) {
		morning = p.At(from.In(p.Zone).AddDate(0, 0, 1), office.SinceMidnight(morning.In(p.Zone)))
	}
	return p.AtWork(morning, address)
}
