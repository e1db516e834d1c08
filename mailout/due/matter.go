package due

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/classify/answer"
	"rapport/store"
	"rapport/templates"
)

const (
	matterTemplate        = string(store.PurposeProcedure)
	mediateTemplate       = string(store.PurposeMediate)
	matterReceiptTemplate = "matter-receipt"
)

const matterExpires = 180 * 24 * time.Hour

// approvers returns the clients who may approve a change.
func (p *Project) approvers() []store.Address {
	var list []store.Address
	for _, c := range p.Contacts {
		if c.Approves && c.Role == store.RoleClient && len(c.Addresses) > 0 {
			list = append(list, store.Address{Name: c.Name, Address: c.Addresses[0]})
		}
	}
	return list
}

// matters takes changes and disputes their next step: who has it is asked, and
// reminded once; what the client is to confirm is put to them.
func (d *Due) matters(ctx context.Context, c *Config) (troubles []error) {
	open, err := d.store.Procedures(ctx, store.ProcedureQuery{Open: true})
	if err != nil {
		return []error{err}
	}
	for _, one := range open {
		p := c.project(one.Project)
		if p == nil || one.Confirmation != 0 {
			continue // nobody to write as, or people are asked already
		}
		if err := d.matter(ctx, c, p, one); err != nil {
			troubles = append(troubles, fmt.Errorf("%s %d of %s: %w", one.Kind, one.Number, one.Project, err))
		}
	}
	return append(troubles, d.tells(ctx, c, store.AboutProcedure, d.tellOfMatter)...)
}

func (d *Due) matter(ctx context.Context, c *Config, p *Project, one store.Procedure) error {
	steps, err := d.store.ProcedureSteps(ctx, one.ID)
	if err != nil {
		return err
	}
	if kind, text := textOf(p, one, steps); kind != "" {
		// “Done” and nothing else is sent on; whatever else the PM wrote they see first.
		plain := kind == store.VerifyChange && steps[len(steps)-1].Text == ""
		return d.store.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.SubmitProcedure(one, kind, text, plain)
			return err
		})
	}
	asked := 1
	if one.Asked > 0 {
		if one.Asked > 1 {
			return nil
		}
		until, err := p.afterWorkdays(one.AskedAt, max(1, p.Confirm.Days))
		if err != nil || d.now().Before(until) {
			return err
		}
		asked = 2
	}
	purpose, people := store.PurposeProcedure, p.people(store.RolePM)
	if one.State == store.DisputeEscalated {
		if mediators := p.people(store.RoleMediator); len(mediators) > 0 {
			purpose, people = store.PurposeMediate, mediators[:1]
		}
	}
	var mails []mail
	for _, who := range people {
		data := templates.Matter{Project: p.Project, Kind: one.Kind, Number: one.Number, Title: one.Title, State: one.State, Name: who.Name, Again: asked == 2, Wrong: steps[len(steps)-1].Event == store.EventWrong, Steps: p.stepsOf(steps),
			Clients: p.whoConfirms(store.Confirmation{Kind: store.ChangeRequest}), Mediator: p.people(store.RoleMediator)}
		mails = append(mails, mail{
			key: fmt.Sprintf("matter %d version %d asked %d %s", one.ID, one.Version, asked, who.Address), template: string(purpose), data: data, to: []store.Address{who}, once: asked == 2,
			ask: &store.Request{Purpose: purpose, Project: p.Code, Object: one.ID, Version: one.Version, Address: who.Address, Expires: d.now().Add(matterExpires)},
		})
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkProcedureAsked(one, asked) })
}

// stepsOf returns the steps of a matter as they are shown, the first first.
func (p *Project) stepsOf(steps []store.ProcedureStep) []templates.MatterStep {
	var list []templates.MatterStep
	for _, s := range steps {
		list = append(list, templates.MatterStep{State: s.State, Text: p.bodyOf(s), By: p.contact(s.Actor), At: s.At.In(p.Zone)})
	}
	return list
}

// bodyOf returns the text of a step without the courtesies of the mail it came in.
func (p *Project) bodyOf(s store.ProcedureStep) string {
	return answer.Body(s.Text, p.contact(s.Actor).Name)
}

// textOf returns what the client is to confirm of a matter as it stands, or "".
func textOf(p *Project, one store.Procedure, steps []store.ProcedureStep) (store.ConfirmationKind, string) {
	text := func(state store.ProcedureState) string { // the last that was written to come to a state
		for _, s := range slices.Backward(steps) {
			if s.State == state && s.Text != "" {
				return p.bodyOf(s)
			}
		}
		return ""
	}
	switch one.State {
	case store.ChangeAssessed:
		return store.ChangeRequest, templates.ChangeText(p.Language, text(store.ChangeRaised), text(store.ChangeAssessed))
	case store.ChangeCarriedOut:
		return store.VerifyChange, templates.CarriedOutText(p.Language, text(store.ChangeAssessed), text(store.ChangeCarriedOut))
	case store.DisputeProposed:
		return store.Settlement, text(store.DisputeProposed)
	}
	return "", ""
}

// tellOfMatter tells somebody what became of their answer.
func (d *Due) tellOfMatter(ctx context.Context, c *Config, t store.Receipt) error {
	found, err := d.store.Procedures(ctx, store.ProcedureQuery{ID: t.Object})
	if err != nil || len(found) == 0 {
		return err
	}
	one := found[0]
	p := c.project(one.Project)
	if p == nil {
		return nil
	}
	answer, err := d.store.EntryOfMessage(ctx, t.Message)
	if err != nil {
		return err
	}
	who := p.contact(t.Address)
	m := mail{
		key:      fmt.Sprintf("matter %d version %d %s %s %s", one.ID, t.Version, t.Result, t.Address, d.now().In(p.Zone).Format(time.DateOnly)),
		template: matterReceiptTemplate, to: []store.Address{who}, once: true, thread: answer.MessageID,
		data: templates.MatterReceipt{Project: p.Project, Kind: one.Kind, Number: one.Number, Title: one.Title, State: one.State, Name: who.Name, What: t.Result},
	}
	if t.Result == store.ReceiptUnclear && !one.State.IsOver() && one.Version == t.Version {
		purpose := store.PurposeProcedure
		if one.State == store.DisputeEscalated && slices.ContainsFunc(p.people(store.RoleMediator), func(a store.Address) bool { return a.Address == who.Address }) {
			purpose = store.PurposeMediate
		}
		m.ask = &store.Request{Purpose: purpose, Project: p.Code, Object: one.ID, Version: one.Version, Address: who.Address, Expires: d.now().Add(matterExpires)}
	}
	return d.queue(ctx, c, p, []mail{m}, func(tx *store.Tx) (bool, error) { return tx.MarkReceiptSent(t) })
}
