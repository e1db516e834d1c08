// Package confirmation puts a text before the people who are to confirm it: minutes, a
// plan, a scope, an acceptance. The PM approves it first; those asked confirm or object;
// the package decides when the text has its outcome, and tells everybody.
package confirmation

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

// Duty looks after confirmations.
type Duty struct{}

// Name returns "confirmation".
func (Duty) Name() string { return "confirmation" }

// The templates. Those that ask something are named after its purpose.
const (
	draftTemplate    = string(store.PurposeDraft)
	askTemplate      = string(store.PurposeConfirm)
	reminderTemplate = "confirm-reminder"
	receiptTemplate  = "confirm-receipt"
	noteTemplate     = "confirm-note"
	doneTemplate     = "confirm-done"
	outcomeTemplate  = "confirm-outcome"
)

const (
	requestExpires = 60 * 24 * time.Hour // later responses go to the PM
	silentFor      = 24 * time.Hour      // at least, for silence to be consent
)

// Run does what each open confirmation needs next.
func (Duty) Run(ctx context.Context, o *office.Office) []error {
	open, err := o.Store.Confirmations(ctx, store.ConfirmationQuery{Open: true})
	if err != nil {
		return office.Fail("the open confirmations", err)
	}
	name := func(c store.Confirmation) (project, object string) {
		return c.Project, fmt.Sprintf("%s %d", c.Kind, c.Number)
	}
	return office.EachEver(o, open, name, func(p *office.Project, c store.Confirmation) error {
		switch c.State {
		case store.ConfirmationDrafted:
			return propose(ctx, o, p, c)
		case store.ConfirmationApproved:
			if c.Kind.IsSentOnly() {
				return nil // they are handed out, or sent, and nobody is asked
			}
			return ask(ctx, o, p, c)
		case store.ConfirmationAsked:
			if c.Next != "" && !c.NextShown {
				return propose(ctx, o, p, c)
			}
			if err := askMoved(ctx, o, p, c); err != nil {
				return err
			}
			if err := showNewPMs(ctx, o, p, c); err != nil {
				return err
			}
			if err := askDeputies(ctx, o, p, c); err != nil {
				return err
			}
			return await(ctx, o, p, c)
		case store.ConfirmationProposed:
			return showNewPMs(ctx, o, p, c)
		}
		return nil
	})
}

// shown returns a confirmation as templates show it.
func shown(p *office.Project, c store.Confirmation) templates.Confirmed {
	return templates.Confirmed{Project: p.Project, Kind: c.Kind, Title: c.Title, Number: c.Number, Version: c.Version, Text: c.Text, Files: office.ShownFiles(c.Files, nil, false), Binds: c.Kind.IsBinding()}
}

// shownWithProgress is shown, with what the chart of a summary shows; one that a PM wrote has none.
func shownWithProgress(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation) (about templates.Confirmed, err error) {
	about = shown(p, c)
	if c.Kind != store.ProjectSummary {
		return about, nil
	}
	closing, _, err := o.Store.ClosingOfText(ctx, c.ID)
	for _, one := range closing.Progress {
		about.History = append(about.History, templates.Progress{End: office.Day(one.Day), Planned: one.Planned, Actual: one.Actual})
	}
	return about, err
}

// shownWithOpenItems is shown, with the action items that are open where the text is
// minutes, and with the chart of a summary.
func shownWithOpenItems(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation) (about templates.Confirmed, err error) {
	if about, err = shownWithProgress(ctx, o, p, c); err == nil && c.Kind == store.Minutes {
		about.Open, err = o.OpenActions(ctx, p)
	}
	return about, err
}

// request is what a mail to one person asks about a version of a confirmation.
func request(o *office.Office, c store.Confirmation, purpose store.Purpose, address string) *store.Request {
	return &store.Request{Purpose: purpose, Project: c.Project, Object: c.ID, Version: c.Version, Address: address, Expires: o.Now.Add(requestExpires)}
}

// draftRequest is what a mail asks a PM about the text that they wrote last.
func draftRequest(o *office.Office, c store.Confirmation, address string) *store.Request {
	r := request(o, c, store.PurposeDraft, address)
	r.Version = c.Draft
	return r
}

// confirmers returns where those stand who are asked about the present version. Who left
// the contacts is asked no more, and counts only where they confirmed before.
func confirmers(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation) ([]store.Confirmer, error) {
	all, err := o.Store.Confirmers(ctx, c.ID)
	return slices.DeleteFunc(all, func(v store.Confirmer) bool {
		_, reached := p.Reach(v.Address)
		return v.Version != c.Version || !reached && v.State != store.ConfirmerConfirmed
	}), err
}

// askMoved asks those again, at their new address, whose old one is no contact's any more:
// what they answered from there, or will, does not count.
func askMoved(ctx context.Context, o *office.Office, p *office.Project, c store.Confirmation) error {
	all, err := o.Store.Confirmers(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, v := range all {
		to, moved := p.Moved(addressOf(v), store.RoleClient)
		if v.Version != c.Version || v.State == store.ConfirmerConfirmed || !moved || slices.ContainsFunc(all, func(o store.Confirmer) bool {
			return o.Version == c.Version && mailaddr.Key(o.Address) == mailaddr.Key(to.Address)
		}) {
			continue
		}
		m, err := question(ctx, o, p, c, to, c.Deadline)
		if err != nil {
			return err
		}
		if err := o.Queue(ctx, p, []office.Mail{m}, func(tx *store.Tx) (bool, error) {
			return tx.MoveConfirmer(c.ID, c.Version, v.Address, to.Address)
		}); err != nil {
			return err
		}
	}
	return nil
}

// unconfirmed returns those of the confirmers who have not confirmed.
func unconfirmed(list []store.Confirmer) (people []store.Address) {
	for _, v := range list {
		if v.State != store.ConfirmerConfirmed {
			people = append(people, addressOf(v))
		}
	}
	return people
}

// reach returns where somebody who was asked gets mail now.
func reach(p *office.Project, v store.Confirmer) store.Address {
	if who, known := p.Reach(v.Address); known {
		return who
	}
	return addressOf(v)
}

func addressOf(v store.Confirmer) store.Address {
	return store.Address{Name: v.Name, Address: v.Address}
}

// whoConfirms returns the clients that a text names, or all of them where it names none.
// A change is for those who approve changes, and action items for their owners.
func whoConfirms(p *office.Project, c store.Confirmation) []store.Address {
	switch c.Kind {
	case store.ChangeRequest, store.VerifyChange:
		return p.Approvers()
	case store.ActionItems:
		return owners(p, c)
	}
	if c.Kind == store.Minutes {
		if there := p.ClientsAmong(p.ReadMinutes(c).Participants); len(there) > 0 {
			return there
		}
	}
	all := p.People(store.RoleClient)
	named := slices.DeleteFunc(slices.Clone(all), func(a store.Address) bool { return a.Name == "" || !office.Names(c.Text, a.Name) })
	if len(named) == 0 {
		return all
	}
	return named
}

// owners returns the contacts who own one of the action items in a text, each once.
func owners(p *office.Project, c store.Confirmation) (list []store.Address) {
	for _, a := range p.ActionsIn(c) {
		if who := p.Contact(a.Address); a.Address != "" && !slices.Contains(list, who) {
			list = append(list, who)
		}
	}
	return list
}

func nobodyConfirms(p *office.Project) error {
	return fmt.Errorf("project %s has no contact with role = \"client\" to confirm it", p.Code)
}

// policyFor returns what decides that a text has its outcome. Silence is never consent
// to a text that binds.
func policyFor(p *office.Project, kind store.ConfirmationKind) store.Policy {
	if kind.IsBinding() && p.Confirm.Policy == store.PolicySilence {
		return store.PolicyAll
	}
	return p.Confirm.Policy
}

// ItemKind returns the kind of the items that Waiting lists.
func (Duty) ItemKind() string { return store.ItemConfirmation }

// Waiting lists the texts that wait for the PM, or for clients.
func (Duty) Waiting(ctx context.Context, o *office.Office, projects []string) ([]office.PendingItem, error) {
	open, err := o.Store.Confirmations(ctx, store.ConfirmationQuery{Open: true})
	if err != nil {
		return nil, err
	}
	project := func(c store.Confirmation) string { return c.Project }
	return office.Pending(o, open, projects, project, func(p *office.Project, c store.Confirmation) (office.PendingItem, bool, error) {
		item := office.PendingItem{
			Item: store.DigestItem{Kind: store.ItemConfirmation, Object: c.ID, Version: c.Version},
			Shown: templates.DigestItem{
				Kind: store.ItemConfirmation, Project: p.Project, Number: c.Number, Title: c.Title, What: string(c.Kind), State: string(c.State), Since: c.Changed.In(p.Zone),
			},
			Client: c.State == store.ConfirmationAsked,
		}
		if c.AwaitsPM() { // who lets a text go by its number sees it
			item.Item.Draft, item.Text = c.Draft, c.Latest()+templates.FileList(p.Language, office.ShownFiles(c.LatestFiles(), nil, false))
			missing, err := missesFile(ctx, o, c)
			if err != nil {
				return item, false, err
			}
			if missing || store.Hindered(c.LatestFiles()) { // they are asked about that in the mail that shows the text
				item.Item.Draft = 0
			}
		}
		if c.State != store.ConfirmationAsked {
			return item, c.State == store.ConfirmationProposed, nil
		}
		asked, err := confirmers(ctx, o, p, c)
		if err != nil {
			return item, true, err
		}
		said, err := withAbsences(ctx, o, p, c, count(asked))
		deadline := c.Deadline
		if len(said.away) == len(said.waiting) {
			deadline = said.until
		}
		item.Item.Urgent = o.Now.After(deadline)
		item.Shown.Due, item.Shown.Overdue = deadline.In(p.Zone), item.Item.Urgent
		item.Shown.Who = unconfirmed(asked)
		return item, true, err
	})
}

// Title returns what a confirmation is called.
func (Duty) Title(ctx context.Context, o *office.Office, item store.DigestItem) (string, error) {
	c, _, _, err := find(ctx, o.Store, item.Object)
	return c.Title, err
}

func find(ctx context.Context, s *store.Store, id int64) (store.Confirmation, string, bool, error) {
	list, err := s.Confirmations(ctx, store.ConfirmationQuery{ID: id})
	return office.First(list, err, func(c store.Confirmation) string { return c.Project })
}
