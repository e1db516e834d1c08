package due

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"rapport/classify/minutes"
	"rapport/store"
	"rapport/templates"
)

const (
	actionTemplate        = string(store.PurposeAction)
	actionReceiptTemplate = "action-receipt"
	actionNoteTemplate    = "action-note"
)

const actionExpires = 180 * 24 * time.Hour

// actionsOf returns the action items of minutes, each with the contact who its owner is.
func (p *Project) actionsOf(c store.Confirmation) []store.Action {
	var list []store.Action
	for _, a := range minutes.Read(c.Text, c.Created.In(p.Zone)).Actions {
		one := store.Action{Project: p.Code, What: a.What, Owner: a.Owner, Address: minutes.Owner(p.Contacts, a.Owner), Confirmation: c.ID, Actor: c.Actor}
		if !a.Due.IsZero() {
			one.Due = a.Due.Format(time.DateOnly)
		}
		list = append(list, one)
	}
	return list
}

// actions hands out action items, reminds their owners, and tells people what became
// of their answers.
func (d *Due) actions(ctx context.Context, c *Config) (troubles []error) {
	troubles = d.harvest(ctx, c)
	open, err := d.store.Actions(ctx, store.ActionQuery{Open: true})
	if err != nil {
		return append(troubles, err)
	}
	for i := range c.Projects {
		p := &c.Projects[i]
		mine := slices.DeleteFunc(slices.Clone(open), func(a store.Action) bool { return a.Project != p.Code || a.Address == "" })
		if err := d.handOut(ctx, c, p, mine); err != nil {
			troubles = append(troubles, fmt.Errorf("action items of %s: %w", p.Code, err))
		}
	}
	return append(troubles, d.tells(ctx, c, store.AboutAction, d.tellOfAction)...)
}

// harvest takes the action items of minutes that have their outcome, however they came
// to it.
func (d *Due) harvest(ctx context.Context, c *Config) (troubles []error) {
	settled, err := d.store.PendingExtraction(ctx)
	if err != nil {
		return []error{err}
	}
	for _, one := range settled {
		p := c.project(one.Project)
		if p == nil {
			continue
		}
		if err := d.store.Update(ctx, func(tx *store.Tx) error { return tx.RecordExtractedActions(one.ID, p.actionsOf(one)) }); err != nil {
			troubles = append(troubles, fmt.Errorf("action items of %s %d of %s: %w", one.Kind, one.Number, one.Project, err))
		}
	}
	return troubles
}

// handOut sends each owner what they have not got yet, and what they are to be reminded
// of: one mail of each sort.
func (d *Due) handOut(ctx context.Context, c *Config, p *Project, open []store.Action) error {
	fresh, soon, late := map[string][]store.Action{}, map[string][]store.Action{}, map[string][]store.Action{}
	for _, a := range open {
		remind, err := d.reminds(p, a)
		switch {
		case err != nil:
			return err
		case !a.Given:
			fresh[a.Address] = append(fresh[a.Address], a)
		case remind > a.Reminded && remind == 2:
			late[a.Address] = append(late[a.Address], a)
		case remind > a.Reminded:
			soon[a.Address] = append(soon[a.Address], a)
		}
	}
	for stage, of := range []map[string][]store.Action{fresh, soon, late} {
		for _, address := range slices.Sorted(maps.Keys(of)) {
			if err := d.mailActions(ctx, c, p, stage, address, of[address]); err != nil {
				return err
			}
		}
	}
	return nil
}

// reminds says which reminder of an action item is due: 1 from the working day before
// its day on, 2 from the working day after it on.
func (d *Due) reminds(p *Project, a store.Action) (int, error) {
	due, err := time.ParseInLocation(time.DateOnly, a.Due, p.Zone)
	if err != nil {
		return 0, nil // no day was named
	}
	today := d.now().In(p.Zone)
	after, err := p.afterWorkdays(due, 1)
	if err != nil {
		return 0, err
	}
	next, err := p.afterWorkdays(today, 1)
	if err != nil {
		return 0, err
	}
	working, err := p.workday(today)
	switch {
	case err != nil || !working:
		return 0, err // it can wait until people work
	case today.Format(time.DateOnly) >= after.Format(time.DateOnly):
		return 2, nil
	case next.Format(time.DateOnly) >= a.Due:
		return 1, nil
	}
	return 0, nil
}

// mailActions sends one owner some items: 0 new ones, 1 what is due soon, 2 what is late.
func (d *Due) mailActions(ctx context.Context, c *Config, p *Project, stage int, address string, items []store.Action) error {
	who := p.contact(address)
	data := templates.Actions{Project: p.Project, Name: who.Name, Stage: stage, Items: d.shownActions(p, items)}
	var ids []int64
	key := fmt.Sprintf("action %d %s", stage, address)
	for _, a := range items {
		ids = append(ids, a.ID)
		key += fmt.Sprintf(" %d/%s", a.ID, a.Due)
	}
	mails := []mail{{key: key, template: actionTemplate, data: data, to: []store.Address{who}, once: stage > 0, ask: d.asksOf(p, 0, address)}}
	if stage == 2 {
		for _, pm := range p.people(store.RolePM) {
			if strings.EqualFold(pm.Address, address) {
				continue
			}
			note := templates.ActionNote{Project: p.Project, PM: pm.Name, Who: who, Items: data.Items}
			mails = append(mails, mail{key: key + " " + pm.Address, template: actionNoteTemplate, data: note, to: []store.Address{pm}, once: true, ask: d.asksOf(p, 0, pm.Address)})
		}
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) {
		for _, a := range items {
			reminded := stage
			if stage == 0 {
				var err error
				if reminded, err = d.reminds(p, a); err != nil {
					return false, err
				}
			}
			record := tx.MarkActionReminded
			if stage == 0 {
				record = tx.MarkActionGiven
			}
			if done, err := record(a, reminded); err != nil || !done {
				return false, err
			}
		}
		id, err := tx.AddActionList(ids)
		for _, m := range mails {
			m.ask.Object = id
		}
		return true, err
	})
}

// asksOf is the request of a mail that lists action items: what its reader answers is
// about those of that handout.
func (d *Due) asksOf(p *Project, handout int64, address string) *store.Request {
	return &store.Request{Purpose: store.PurposeAction, Project: p.Code, Object: handout, Version: 1, Address: address, Expires: d.now().Add(actionExpires)}
}

// shownActions returns action items as people are shown them, numbered from 1.
func (d *Due) shownActions(p *Project, items []store.Action) []templates.ActionItem {
	today := d.now().In(p.Zone).Format(time.DateOnly)
	var list []templates.ActionItem
	for i, a := range items {
		one := templates.ActionItem{N: i + 1, Number: a.Number, What: a.What, Owner: a.Owner, Done: a.State == store.ActionDone, Dropped: a.State == store.ActionDropped, Overdue: a.State == store.ActionOpen && a.Due != "" && a.Due < today}
		if a.Address != "" {
			if who := p.contact(a.Address); who.Name != "" {
				one.Owner = who.Name
			}
		}
		if a.Due != "" {
			one.Due = day(a.Due)
		}
		list = append(list, one)
	}
	return list
}

// openActions returns the open action items of a project.
func (d *Due) openActions(ctx context.Context, p *Project) ([]templates.ActionItem, error) {
	open, err := d.store.Actions(ctx, store.ActionQuery{Project: p.Code, Open: true})
	return d.shownActions(p, open), err
}

// tellOfAction tells an owner what became of their answer, and the PMs what they wrote.
func (d *Due) tellOfAction(ctx context.Context, c *Config, t store.Receipt) error {
	items, err := d.store.ActionList(ctx, t.Object)
	if err != nil || len(items) == 0 {
		return err
	}
	p := c.project(items[0].Project)
	if p == nil {
		return nil
	}
	told := func(tx *store.Tx) (bool, error) { return tx.MarkReceiptSent(t) }
	who, shown := p.contact(t.Address), d.shownActions(p, items)
	if t.Result == store.ReceiptComment {
		which := fmt.Sprintf("message %d", t.Message)
		if !slices.ContainsFunc(items, func(a store.Action) bool { return strings.EqualFold(a.Address, t.Address) }) {
			which = "others " + d.now().In(p.Zone).Format(time.DateOnly) // anybody may have the mail; of all of them the PM hears once a day
		}
		var mails []mail
		for _, pm := range p.people(store.RolePM) {
			if !strings.EqualFold(pm.Address, t.Address) {
				mails = append(mails, mail{key: fmt.Sprintf("action %d %s %s", t.Object, which, pm.Address), template: actionNoteTemplate,
					data: templates.ActionNote{Project: p.Project, PM: pm.Name, Who: who, Words: t.Words, Items: shown}, to: []store.Address{pm}, once: true, ask: d.asksOf(p, t.Object, pm.Address)})
			}
		}
		return d.queue(ctx, c, p, mails, told)
	}
	answer, err := d.store.EntryOfMessage(ctx, t.Message)
	if err != nil {
		return err
	}
	m := mail{
		key:      fmt.Sprintf("action-receipt %s %s %s %s", p.Code, t.Result, t.Address, d.now().In(p.Zone).Format(time.DateOnly)),
		template: actionReceiptTemplate, to: []store.Address{who}, once: true, answers: true, thread: answer.MessageID,
		data: templates.ActionReceipt{Project: p.Project, Name: who.Name, PM: slices.ContainsFunc(p.people(store.RolePM), func(pm store.Address) bool { return strings.EqualFold(pm.Address, t.Address) }), What: t.Result, Items: shown},
		ask:  d.asksOf(p, t.Object, t.Address),
	}
	return d.queue(ctx, c, p, []mail{m}, told)
}

// found returns what was read out of minutes, for the PM to see what is missing.
func (p *Project) found(c store.Confirmation) *templates.Found {
	m := minutes.Read(c.Text, c.Created.In(p.Zone))
	f := &templates.Found{Decisions: m.Decisions}
	for _, one := range m.Participants {
		f.Participants = append(f.Participants, store.Address{Name: one.Name, Address: p.address(one)})
	}
	for i, a := range p.actionsOf(c) {
		one := templates.ActionItem{N: i + 1, What: a.What, Owner: a.Owner, Unknown: a.Address == ""}
		if a.Due != "" {
			one.Due = day(a.Due)
		}
		f.Actions = append(f.Actions, one)
	}
	if len(f.Participants)+len(f.Decisions)+len(f.Actions) == 0 {
		return nil
	}
	return f
}

// address returns the address that the project has of somebody named in minutes; "" where
// they are no contact.
func (p *Project) address(one minutes.Person) string {
	for _, c := range p.Contacts {
		if one.Address != "" && slices.ContainsFunc(c.Addresses, func(a string) bool { return strings.EqualFold(a, one.Address) }) {
			return c.Addresses[0]
		}
	}
	return minutes.Owner(p.Contacts, one.Name)
}

// clientsIn returns the clients among those who took part in a meeting.
func (p *Project) clientsIn(people []minutes.Person) []store.Address {
	return slices.DeleteFunc(p.people(store.RoleClient), func(client store.Address) bool {
		return !slices.ContainsFunc(people, func(one minutes.Person) bool { return strings.EqualFold(p.address(one), client.Address) })
	})
}
