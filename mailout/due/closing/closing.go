// Package closing sums up a project at its end, or a quarter of it: it asks the PM what becomes of what is
// open, drafts the summary from the log, asks both sides to look back, and sends what they wrote.
package closing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
	"rapport/templates/survey"
)

// Duty looks after closings.
type Duty struct{}

// Name returns "closing".
func (Duty) Name() string { return "closing" }

const (
	askTemplate     = string(store.PurposeClosing)
	receiptTemplate = "closing-receipt"
	sentTemplate    = "retrospective"

	answerTime = 60 * 24 * time.Hour // for the PM to answer
	// offerFor is how long after a quarter began its PM is still offered the summary of the one before.
	offerFor = 14 * 24 * time.Hour
	offerAt  = 10 * time.Hour // of the first working day
)

// Run does what each open closing needs next.
func (Duty) Run(ctx context.Context, o *office.Office) []error {
	failures := o.EachProject("the summary of the quarter", func(p *office.Project) error { return planQuarter(ctx, o, p) })
	open, err := o.Store.OpenClosings(ctx)
	if err != nil {
		return append(failures, office.Fail("the open closings", err)...)
	}
	name := func(c store.Closing) (project, object string) { return c.Project, "the closing" }
	failures = append(failures, office.EachEver(o, open, name, func(p *office.Project, c store.Closing) error { return advance(ctx, o, p, c) })...)
	ready, err := o.Store.ApprovedRetrospectives(ctx)
	if err != nil {
		return append(failures, office.Fail("the retrospectives to send", err)...)
	}
	return append(failures, office.EachEver(o, ready, name, func(p *office.Project, c store.Closing) error { return send(ctx, o, p, c) })...)
}

// advance does what an open closing needs next.
func advance(ctx context.Context, o *office.Office, p *office.Project, c store.Closing) error {
	switch c.State {
	case store.ClosingBegun:
		return ask(ctx, o, p, c)
	case store.ClosingAsked:
		return askNewPMs(ctx, o, p, c)
	case store.ClosingAnswered:
		return draft(ctx, o, p, c)
	case store.ClosingDrafted:
		return follow(ctx, o, p, c)
	}
	return nil
}

// planQuarter begins the summary of the quarter before, on the first working day of the next.
func planQuarter(ctx context.Context, o *office.Office, p *office.Project) error {
	if !p.Quarterly || p.Relay == "" {
		return nil
	}
	now := o.Now.In(p.Zone)
	first := time.Date(now.Year(), (now.Month()-1)/3*3+1, 1, 0, 0, 0, 0, p.Zone)
	o.Again(p.OnWorkday(p.At(first.AddDate(0, 3, 0), offerAt)))
	at := p.OnWorkday(p.At(first, offerAt))
	if !o.Reached(at) || o.Now.Sub(at) > offerFor {
		return nil
	}
	began, err := o.Began(ctx)
	if err != nil || at.Before(began) {
		return err
	}
	if _, ending, err := o.Store.ClosingOn(ctx, p.Code, store.AtTheEnd); err != nil || ending { // its summary has the quarter
		return err
	}
	before := first.AddDate(0, -3, 0)
	occasion := before.Format(time.DateOnly)
	if _, had, err := o.Store.ClosingOn(ctx, p.Code, occasion); err != nil || had {
		return err
	}
	return o.Store.Update(ctx, func(tx *store.Tx) error {
		_, _, err := tx.BeginClosing(store.Closing{
			Project: p.Code, Client: p.Client, Occasion: occasion, From: occasion, To: first.AddDate(0, 0, -1).Format(time.DateOnly), Retrospective: p.Retrospective, Actor: "rapport",
		})
		return err
	})
}

// draft makes the summary a text that the PM is shown.
func draft(ctx context.Context, o *office.Office, p *office.Project, c store.Closing) error {
	people, err := bothSides(ctx, o, p)
	if err != nil {
		return err
	}
	if c.Ends() && isTooFew(c.Retrospective, people) {
		var asked bool
		err := o.Store.Update(ctx, func(tx *store.Tx) (err error) {
			asked, err = tx.AskClosingAgain(c)
			return err
		})
		if err != nil || asked {
			return err
		}
	}
	text, progress, err := compose(ctx, o, p, c)
	if err != nil {
		return err
	}
	return o.Store.Update(ctx, func(tx *store.Tx) error {
		if text == "" {
			_, err := tx.LeaveQuarter(c)
			return err
		}
		_, err := tx.DraftSummary(c, titleOf(p, c), text, progress)
		return err
	})
}

// titleOf returns what the summary of a closing is called.
func titleOf(p *office.Project, c store.Closing) string {
	title := wordsFor(p.Language).title
	if !c.Ends() {
		title = fmt.Sprintf(wordsFor(p.Language).quarter, templates.QuarterName(p.Language, office.Day(c.Occasion)))
	}
	return title
}

// follow asks both sides to look back once the summary goes to the client, and ends the closing with it.
func follow(ctx context.Context, o *office.Office, p *office.Project, c store.Closing) error {
	list, err := o.Store.Confirmations(ctx, store.ConfirmationQuery{ID: c.Confirmation})
	if err != nil || len(list) == 0 {
		return err
	}
	state := list[0].State
	if state == store.ConfirmationAsked || state == store.ConfirmationSettled {
		if err := planRetrospective(ctx, o, p, c); err != nil {
			return err
		}
	}
	if state != store.ConfirmationSettled && state != store.ConfirmationWithdrawn {
		return nil
	}
	now, err := Open(ctx, o, p)
	if err != nil {
		return err
	}
	c.Items = slices.DeleteFunc(slices.Clone(c.Items), func(item store.ClosingItem) bool { // what was settled since is not handed on
		return !slices.ContainsFunc(now, isSame(item))
	})
	return o.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.EndClosing(c)
		return err
	})
}

// planRetrospective plans the survey that asks both sides to look back, unless nobody is to be asked.
func planRetrospective(ctx context.Context, o *office.Office, p *office.Project, c store.Closing) error {
	people, err := bothSides(ctx, o, p)
	if err != nil {
		return err
	}
	if c.Survey != 0 || c.Retrospective == "" || c.Retrospective == store.RetrospectiveNone || isTooFew(c.Retrospective, people) {
		return nil
	}
	questions, err := survey.Load("retrospective")
	if err != nil {
		return fmt.Errorf("read the questions of a retrospective: %w", err)
	}
	form := questions.In(p.Language)
	form.Anonymous = c.Retrospective == store.RetrospectiveAnonymous
	return o.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.PlanRetrospective(c, questions.Name, form, people)
		return err
	})
}

// bothSides returns who is asked to look back: the clients and the team, but for those who want no
// surveys. The PMs put it together.
func bothSides(ctx context.Context, o *office.Office, p *office.Project) (people []store.Contact, err error) {
	stops, err := o.Store.SurveyStops(ctx)
	if err != nil {
		return nil, err
	}
	wantsNone := func(address string) bool { return !stops[mailaddr.Key(address)].IsZero() }
	for _, c := range p.Contacts {
		if (c.Role == store.RoleClient || c.Role == store.RoleTeam) && len(c.Addresses) > 0 && !slices.ContainsFunc(c.Addresses, wantsNone) {
			people = append(people, c)
		}
	}
	return people, nil
}

// isTooFew reports whether nobody of so few people would be anonymous.
func isTooFew(mode store.RetrospectiveMode, people []store.Contact) bool {
	return mode == store.RetrospectiveAnonymous && len(people) < store.LeastAnonymous
}

type reply = office.Reply[store.Closing]

// Receipts returns what composes the receipts about closings.
func (Duty) Receipts() []office.Receipts {
	find := func(ctx context.Context, s *store.Store, id int64) (store.Closing, string, bool, error) {
		c, found, err := s.ClosingByID(ctx, id)
		return c, c.Project, found, err
	}
	return []office.Receipts{office.ReceiptsAbout(store.AboutClosing, find, receipt)}
}

// receipt tells a PM what became of a reply that no other mail answers.
func receipt(_ context.Context, o *office.Office, r reply) ([]office.Mail, error) {
	data := templates.ClosingReceipt{Project: r.Project.Project, PM: r.From.Name, What: r.Result, State: r.Subject.State}
	m := r.Mail(receiptTemplate, fmt.Sprintf("closing %d %s %s %s", r.Object, r.Result, r.Address, o.Today(r.Project)), data)
	m.Answers = true
	return []office.Mail{m}, nil
}
