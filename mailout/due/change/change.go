// Package change takes changes and disputes from step to step: it asks who has the next
// one, reminds them once, and puts to the client what they are to confirm.
package change

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/classify/answer"
	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// Duty looks after procedures: changes and disputes.
type Duty struct{}

// Name returns "procedure".
func (Duty) Name() string { return "procedure" }

const receiptTemplate = "procedure-receipt"

const requestExpires = 180 * 24 * time.Hour

// Run takes each open procedure to its next step.
func (Duty) Run(ctx context.Context, o *office.Office) []error {
	open, err := o.Store.Procedures(ctx, store.ProcedureQuery{Open: true})
	if err != nil {
		return office.Fail("the open changes and disputes", err)
	}
	name := func(c store.Procedure) (project, object string) {
		return c.Project, fmt.Sprintf("%s %d", c.Kind, c.Number)
	}
	return office.Each(o, open, name, func(p *office.Project, c store.Procedure) error {
		if c.Confirmation != 0 {
			return nil // people are being asked to confirm it
		}
		return advance(ctx, o, p, c)
	})
}

// advance submits a procedure to the client where it has come so far, and asks for its
// next step otherwise.
func advance(ctx context.Context, o *office.Office, p *office.Project, c store.Procedure) error {
	steps, err := o.Store.ProcedureSteps(ctx, c.ID)
	if err != nil {
		return err
	}
	if kind, text, files := submission(p, c, steps); kind != "" {
		// "Done" and nothing else goes straight to the client; anything else that the PM
		// wrote they see first.
		plain := kind == store.VerifyChange && steps[len(steps)-1].Text == "" && len(files) == 0
		return o.Store.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.SubmitProcedure(c, kind, text, files, plain)
			return err
		})
	}
	if c.Asked != store.StepNotAsked {
		if err := handOver(ctx, o, p, c, steps); err != nil {
			return err
		}
	}
	switch c.Asked {
	case store.StepNotAsked:
		return ask(ctx, o, p, c, steps, store.StepAsked)
	case store.StepAsked:
		until, err := p.AddWorkdays(c.AskedAt, max(1, p.Confirm.Days))
		if err != nil || !o.Reached(p.AtWork(until)) {
			return err
		}
		return ask(ctx, o, p, c, steps, store.StepReminded)
	}
	return nil
}

// ask asks who has the next step for it, the first time or again.
func ask(ctx context.Context, o *office.Office, p *office.Project, c store.Procedure, steps []store.ProcedureStep, asked store.StepRequest) error {
	purpose, people := whoIsNext(p, c)
	mails := askMails(o, p, c, steps, asked, purpose, people)
	texts, err := o.ConfirmationsOf(ctx, c.ID)
	if err != nil {
		return err
	}
	mark := func(tx *store.Tx) (bool, error) {
		marked, err := tx.MarkProcedureAsked(c, asked)
		if err != nil || !marked {
			return marked, err
		}
		return true, office.SupersedeByNext(tx, p, c.ID, c.Case, texts, people)
	}
	if len(steps) == 1 && c.Case != 0 && steps[0].Entry != 0 { // a client's wish, and nobody's word since
		wish, err := o.Store.Entry(ctx, steps[0].Entry)
		if err != nil {
			return err
		}
		return o.QueueOn(ctx, p, wish.Auth, mails, mark)
	}
	return o.Queue(ctx, p, mails, mark)
}

// whoIsNext returns who has the next step of a procedure, and what they are asked: the
// mediator of a dispute that was escalated, the PMs otherwise.
func whoIsNext(p *office.Project, c store.Procedure) (store.Purpose, []store.Address) {
	if mediators := p.People(store.RoleMediator); c.State == store.DisputeEscalated && len(mediators) > 0 {
		return store.PurposeMediate, mediators[:1]
	}
	return store.PurposeProcedure, p.People(store.RolePM)
}

// handOver asks those for the next step who became PM, or mediator, since others were asked.
func handOver(ctx context.Context, o *office.Office, p *office.Project, c store.Procedure, steps []store.ProcedureStep) error {
	purpose, people := whoIsNext(p, c)
	var asked []string
	for _, other := range []store.Purpose{store.PurposeProcedure, store.PurposeMediate} {
		list, err := o.Store.Asked(ctx, other, c.ID, c.Version)
		if err != nil {
			return err
		}
		asked = append(asked, list...)
	}
	fresh := p.NotAmong(people, asked)
	if len(fresh) == 0 {
		return nil
	}
	return o.Queue(ctx, p, askMails(o, p, c, steps, store.StepAsked, purpose, fresh), office.Always)
}

// askMails returns the mails that ask people for the next step of a procedure.
func askMails(o *office.Office, p *office.Project, c store.Procedure, steps []store.ProcedureStep, asked store.StepRequest, purpose store.Purpose, people []store.Address) []office.Mail {
	data := templates.Procedure{
		Project: p.Project, Kind: c.Kind, Number: c.Number, Title: c.Title, State: c.State, Again: asked == store.StepReminded, Wrong: steps[len(steps)-1].Event == store.EventWrong,
		Steps: shownSteps(p, steps), Clients: p.Approvers(), Mediator: p.People(store.RoleMediator),
	}
	var mails []office.Mail
	for _, who := range people {
		data.Name = who.Name
		mails = append(mails, office.Mail{
			Key: fmt.Sprintf("procedure %d version %d asked %d %s", c.ID, c.Version, asked, who.Address), Template: string(purpose), Data: data,
			To: []store.Address{who}, Once: asked == store.StepReminded, Ask: request(o, c, purpose, who.Address),
		})
	}
	return mails
}

func request(o *office.Office, c store.Procedure, purpose store.Purpose, address string) *store.Request {
	return &store.Request{Purpose: purpose, Project: c.Project, Object: c.ID, Version: c.Version, Address: address, Expires: o.Now.Add(requestExpires)}
}

// shownSteps returns the steps of a procedure as they are shown, the first first.
func shownSteps(p *office.Project, steps []store.ProcedureStep) []templates.ProcedureStep {
	var list []templates.ProcedureStep
	for _, s := range steps {
		list = append(list, templates.ProcedureStep{State: s.State, Text: bodyOf(p, s), By: p.Contact(s.Actor), At: s.At.In(p.Zone)})
	}
	return list
}

// bodyOf returns the text of a step without the courtesies of the mail it came in.
func bodyOf(p *office.Project, s store.ProcedureStep) string {
	return answer.Body(s.Text, p.Contact(s.Actor).Name)
}

// submission returns what the client is to confirm of a procedure as it stands, with which
// files, and as what kind of confirmation; "" where there is nothing to confirm.
func submission(p *office.Project, c store.Procedure, steps []store.ProcedureStep) (store.ConfirmationKind, string, []store.VersionFile) {
	text := func(state store.ProcedureState) string { // the last that led to a state
		for _, s := range slices.Backward(steps) {
			if s.State == state && s.Text != "" {
				return bodyOf(p, s)
			}
		}
		return ""
	}
	files := func(states ...store.ProcedureState) (list []store.VersionFile) { // of the last step that led to each
		for _, state := range states {
			for _, s := range slices.Backward(steps) {
				if s.State == state {
					list = append(list, s.Files...)
					break
				}
			}
		}
		return list
	}
	switch c.State {
	case store.ChangeAssessed:
		return store.ChangeRequest, templates.ChangeText(p.Language, text(store.ChangeRaised), text(store.ChangeAssessed)), files(store.ChangeRaised, store.ChangeAssessed)
	case store.ChangeCarriedOut:
		return store.VerifyChange, templates.CarriedOutText(p.Language, text(store.ChangeAssessed), text(store.ChangeCarriedOut)), files(store.ChangeCarriedOut)
	case store.DisputeProposed:
		return store.Settlement, text(store.DisputeProposed), files(store.DisputeProposed)
	}
	return "", "", nil
}

// Receipts returns what composes the receipts about procedures.
func (Duty) Receipts() []office.Receipts {
	return []office.Receipts{office.ReceiptsAbout(store.AboutProcedure, find, receipt)}
}

func receipt(_ context.Context, o *office.Office, r office.Reply[store.Procedure]) ([]office.Mail, error) {
	c := r.Subject
	if r.Result == store.ReceiptRecorded && r.Project.IsPM(r.Address) && (c.State == store.ChangeCarriedOut || c.State == store.ChangeVerified) {
		return nil, nil // the client is asked to verify it, and the PM hears what they say
	}
	m := r.Mail(receiptTemplate, fmt.Sprintf("procedure %d version %d %s %s %s", c.ID, r.Version, r.Result, r.Address, o.Today(r.Project)),
		templates.ProcedureReceipt{Project: r.Project.Project, Kind: c.Kind, Number: c.Number, Title: c.Title, State: c.State, Name: r.From.Name, What: r.Result})
	if (r.Result == store.ReceiptUnclear || r.Result == store.ReceiptTooLong) && !c.State.IsOver() && c.Version == r.Version { // they are asked again
		purpose := store.PurposeProcedure
		isMediator := slices.ContainsFunc(r.Project.People(store.RoleMediator), func(a store.Address) bool { return a.Address == r.Address })
		if c.State == store.DisputeEscalated && isMediator {
			purpose = store.PurposeMediate
		}
		m.Ask = request(o, c, purpose, r.Address)
	}
	return []office.Mail{m}, nil
}

// ItemKind returns the kind of the items that Waiting lists.
func (Duty) ItemKind() string { return store.ItemProcedure }

// Waiting lists the procedures in which the PM has the next step.
func (Duty) Waiting(ctx context.Context, o *office.Office, projects []string) ([]office.PendingItem, error) {
	open, err := o.Store.Procedures(ctx, store.ProcedureQuery{Open: true})
	if err != nil {
		return nil, err
	}
	project := func(c store.Procedure) string { return c.Project }
	return office.Pending(o, open, projects, project, func(p *office.Project, c store.Procedure) (office.PendingItem, bool, error) {
		mediated := c.State == store.DisputeEscalated && len(p.People(store.RoleMediator)) > 0
		return office.PendingItem{
			Item: store.DigestItem{Kind: store.ItemProcedure, Object: c.ID, Version: c.Version},
			Shown: templates.DigestItem{
				Kind: store.ItemProcedure, Project: p.Project, Number: c.Number, Title: c.Title, What: string(c.Kind), State: string(c.State), Since: c.Changed.In(p.Zone),
			},
		}, c.Asked != store.StepNotAsked && !mediated, nil
	})
}

// Title returns what a procedure is called.
func (Duty) Title(ctx context.Context, o *office.Office, item store.DigestItem) (string, error) {
	c, _, _, err := find(ctx, o.Store, item.Object)
	return c.Title, err
}

func find(ctx context.Context, s *store.Store, id int64) (store.Procedure, string, bool, error) {
	list, err := s.Procedures(ctx, store.ProcedureQuery{ID: id})
	return office.First(list, err, func(c store.Procedure) string { return c.Project })
}
