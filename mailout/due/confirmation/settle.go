package confirmation

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

// settle records the outcome of a text, and tells everybody. Whoever got action items by it has
// them in the same mail, with a reply address of their own.
func settle(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation, said tally, outcome store.ConfirmationOutcome) error {
	var to []store.Address
	for _, v := range said.all {
		for _, address := range []string{v.Address, v.Deputy} { // who answered for another hears of it too
			if who, reached := p.Reach(address); reached && !slices.Contains(to, who) {
				to = append(to, who)
			}
		}
	}
	var actions, given []store.Action
	if c.Kind == store.Minutes {
		actions = p.ActionsIn(c)
		var err error
		if given, err = withRoom(ctx, o, p, actions); err != nil {
			return err
		}
	}
	about, err := shownWithProgress(ctx, o, p, c)
	if err != nil {
		return err
	}
	data := templates.ConfirmOutcome{Confirmed: about, Outcome: outcome, Voices: voices(p, said.all)}
	images, err := data.Charts(o.Config.Charts, p.Language)
	if err != nil {
		return err
	}
	pms := p.People(store.RolePM)
	if asksPMNext(p, c, outcome) && len(to) > 0 {
		pms = nil
		var err error
		if to, err = withoutTold(ctx, o, to, func(address string) string { return inForceKey(c, address, said.last.Add(p.Confirm.TakeBack)) }); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(said.all, isProvisional) && outcome == store.OutcomeConfirmed {
		var err error
		if to, err = withoutTold(ctx, o, to, func(address string) string {
			if slices.ContainsFunc(given, func(a store.Action) bool { return mailaddr.Key(a.Address) == mailaddr.Key(address) }) {
				return "" // they get these with the outcome
			}
			return provisionalKey(c, address, said.last)
		}); err != nil {
			return err
		}
	}
	mails, owners := outcomeMails(o, p, c, data, to, pms, given)
	for i := range mails {
		mails[i].Images = images
	}
	told, err := toldAtOnce(ctx, o, p, said.all, owners)
	if err != nil {
		return err
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) {
		settled, err := tx.SettleConfirmation(c.ID, c.Version, outcome, "")
		if err != nil || !settled {
			return settled, err
		}
		if err := handOut(tx, o, p, c, actions, owners); err != nil {
			return false, err
		}
		if err := tx.SupersedeReceiptsOf(told, store.AboutConfirmation, c.ID, store.ReceiptRecorded); err != nil {
			return false, err
		}
		return true, tx.SupersedeReceipts(store.AboutConfirmation, c.ID, store.ReceiptConfirmedFor)
	})
}

// toldAtOnce returns the addresses of the people who have the outcome now, as the receipt for what
// they said. To the others it is a notice that waits, so that they get the receipt.
func toldAtOnce(ctx context.Context, o *office.Office, p *office.Project, all []store.Confirmer, owners map[string]*store.Request) (told []string, err error) {
	for _, v := range all {
		for _, address := range []string{v.Address, v.Deputy} {
			if address == "" {
				continue
			}
			waits, err := o.NoticeWaits(ctx, p, address)
			if err != nil {
				return nil, err
			}
			if !waits || owners[mailaddr.Key(address)] != nil {
				told = append(told, append(p.AddressesOf(address), address)...)
			}
		}
	}
	return told, nil
}

// withRoom returns those of the action items whose owners get them with the outcome. The others have
// had the mails of their week: they get the outcome with other notices, and their items when these
// can wait no longer.
func withRoom(ctx context.Context, o *office.Office, p *office.Project, actions []store.Action) (given []store.Action, err error) {
	byOwner := map[string][]store.Action{}
	for _, a := range actions {
		byOwner[mailaddr.Key(a.Address)] = append(byOwner[mailaddr.Key(a.Address)], a)
	}
	for _, address := range slices.Sorted(maps.Keys(byOwner)) {
		waits, err := o.CanWait(ctx, p, address, o.ActionDeadline(p, byOwner[address]))
		if err != nil {
			return nil, err
		}
		if waits {
			delete(byOwner, address)
		}
	}
	return slices.DeleteFunc(slices.Clone(actions), func(a store.Action) bool { return byOwner[mailaddr.Key(a.Address)] == nil }), nil
}

// asksPMNext reports whether the PMs learn the outcome from the mail that asks them for the
// next step: to carry out a change, or to evaluate a dispute.
func asksPMNext(p *office.Project, c store.Confirmation, outcome store.ConfirmationOutcome) bool {
	return !p.Closed && outcome == store.OutcomeConfirmed && (c.Kind == store.ChangeRequest || c.Kind == store.Settlement)
}

// voices returns what people said of a text, as its outcome shows it.
func voices(p *office.Project, list []store.Confirmer) []store.Confirmer {
	list = slices.Clone(list)
	for i, v := range list {
		list[i].At = v.At.In(p.Zone)
		if v.By != "" {
			list[i].By = cmp.Or(p.Contact(v.By).Name, v.By)
		}
	}
	return list
}

// withoutTold returns those of the people who have not had the mail of a key: to the others, whom
// it told from when on a text is in force, that was the outcome. No key is no such mail.
func withoutTold(ctx context.Context, o *office.Office, to []store.Address, keyOf func(address string) string) (rest []store.Address, err error) {
	for _, who := range to {
		told := false
		if key := keyOf(who.Address); key != "" {
			if told, err = o.WasQueued(ctx, key); err != nil {
				return nil, err
			}
		}
		if !told {
			rest = append(rest, who)
		}
	}
	return rest, nil
}

// inForceKey is the key of the receipt that tells somebody from when on a text is in force.
func inForceKey(c store.Confirmation, address string, from time.Time) string {
	return fmt.Sprintf("confirmation %d version %d %s %s in force %d", c.ID, c.Version, store.ReceiptRecorded, mailaddr.Key(address), from.UnixMilli())
}

// outcomeMails returns the mails that tell the outcome: one to each person who owns action
// items, and one to all others. The requests of the first are returned by the addresses of
// these.
func outcomeMails(o *office.Office, p *office.Project, c store.Confirmation, data templates.ConfirmOutcome, to, pms []store.Address, actions []store.Action) ([]office.Mail, map[string]*store.Request) {
	key := fmt.Sprintf("confirmation %d outcome", c.ID)
	shows := &store.Shown{Object: c.ID, Version: c.Version}
	var mails []office.Mail
	owners := map[string]*store.Request{}
	owns := func(who store.Address) bool {
		address := mailaddr.Key(who.Address)
		if owners[address] != nil {
			return true
		}
		theirs := slices.DeleteFunc(slices.Clone(actions), func(a store.Action) bool { return mailaddr.Key(a.Address) != address })
		if len(theirs) == 0 {
			return false
		}
		mine := data
		mine.Name, mine.Actions = who.Name, o.ActionItems(p, theirs)
		owners[address] = o.ActionRequest(p, 0, who.Address)
		mails = append(mails, office.Mail{Key: key + " " + who.Address, Template: outcomeTemplate, Data: mine, To: []store.Address{who}, Deadline: o.ActionDeadline(p, theirs), Ask: owners[address]})
		return true
	}
	to, pms = slices.DeleteFunc(slices.Clone(to), owns), slices.DeleteFunc(slices.Clone(pms), owns)
	if len(to) == 0 {
		to, pms = pms, nil
	}
	if len(to) > 0 {
		mails = slices.Insert(mails, 0, office.Mail{Key: key, Template: outcomeTemplate, Shows: shows, Data: data, To: to, Cc: pms, Apart: true})
	}
	return mails, owners
}

// handOut records the action items of a text, and which of them their owners have by its
// outcome.
func handOut(tx *store.Tx, o *office.Office, p *office.Project, c store.Confirmation, actions []store.Action, owners map[string]*store.Request) error {
	if c.Kind != store.Minutes {
		return nil
	}
	recorded, err := tx.RecordExtractedActions(c.ID, actions)
	if err != nil {
		return err
	}
	lists := map[string][]int64{}
	for _, a := range recorded {
		address := mailaddr.Key(a.Address)
		if owners[address] == nil {
			continue
		}
		stage, err := o.ActionStage(p, a)
		if err != nil {
			return err
		}
		a.Address = address
		if _, err := tx.MarkActionGiven(a, stage); err != nil {
			return err
		}
		lists[address] = append(lists[address], a.ID)
	}
	for _, address := range slices.Sorted(maps.Keys(lists)) {
		if owners[address].Object, err = tx.AddActionList(lists[address]); err != nil {
			return err
		}
	}
	return nil
}
