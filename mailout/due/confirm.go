package due

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/diff"

	"rapport/classify/minutes"
	"rapport/store"
	"rapport/templates"
)

// The templates of texts that people confirm.
const (
	confirmDraftTemplate    = string(store.PurposeDraft)
	confirmTemplate         = string(store.PurposeConfirm)
	confirmReminderTemplate = "confirm-reminder"
	confirmReceiptTemplate  = "confirm-receipt"
	confirmNoteTemplate     = "confirm-note"
	confirmDoneTemplate     = "confirm-done"
	confirmOutcomeTemplate  = "confirm-outcome"
)

const (
	confirmExpires = 60 * 24 * time.Hour // of a request; what comes later goes to the PM
	againExpires   = 24 * time.Hour
	remindBefore   = 24 * time.Hour // of the deadline
	silentFor      = 24 * time.Hour // at least, who is said to have consented by silence
)

// Terms are how a project confirms its texts.
type Terms struct {
	Policy store.Policy
	Days   int // working days to answer
	// TakeBack is how long what binds may be taken back after all have agreed to it.
	TakeBack time.Duration
}

// confirmations does what texts that people confirm need next.
func (d *Due) confirmations(ctx context.Context, c *Config) (troubles []error) {
	open, err := d.store.Confirmations(ctx, store.ConfirmationQuery{Open: true})
	if err != nil {
		return []error{err}
	}
	for _, one := range open {
		p := c.project(one.Project)
		if p == nil {
			continue // the configuration has it no more
		}
		if err := d.confirmation(ctx, c, p, one); err != nil {
			troubles = append(troubles, fmt.Errorf("%s %d of %s: %w", one.Kind, one.Number, one.Project, err))
		}
	}
	return append(troubles, d.tells(ctx, c, store.AboutConfirmation, d.tellOfText)...)
}

func (d *Due) confirmation(ctx context.Context, c *Config, p *Project, one store.Confirmation) error {
	switch one.State {
	case store.ConfirmationDrafted:
		return d.proposeText(ctx, c, p, one)
	case store.ConfirmationApproved:
		return d.askToConfirm(ctx, c, p, one)
	case store.ConfirmationAsked:
		return d.awaitVoices(ctx, c, p, one)
	}
	return nil
}

func confirmed(p *Project, one store.Confirmation) templates.Confirmed {
	return templates.Confirmed{Project: p.Project, Kind: one.Kind, Title: one.Title, Number: one.Number, Version: one.Version, Text: one.Text, Binds: one.Kind.IsBinding()}
}

// asks is the request to one person about a confirmation.
func (d *Due) asks(p *Project, one store.Confirmation, purpose store.Purpose, address string) *store.Request {
	expires := confirmExpires
	if purpose == store.PurposeAgain {
		expires = againExpires
	}
	return &store.Request{Purpose: purpose, Project: p.Code, Object: one.ID, Version: one.Version, Address: address, Expires: d.now().Add(expires)}
}

// proposeText shows the PMs a text as those will see it who are to confirm it.
func (d *Due) proposeText(ctx context.Context, c *Config, p *Project, one store.Confirmation) error {
	changes, err := d.changes(ctx, one)
	if err != nil {
		return err
	}
	recipients := p.whoConfirms(one)
	if len(recipients) == 0 {
		return p.nobodyConfirms()
	}
	policy := p.policyFor(one.Kind)
	about, found := confirmed(p, one), (*templates.Found)(nil)
	if one.Kind == store.Minutes {
		found = p.found(one)
		if about.Open, err = d.openActions(ctx, p); err != nil {
			return err
		}
	}
	var mails []mail
	for _, pm := range p.people(store.RolePM) {
		mails = append(mails, mail{
			key: fmt.Sprintf("confirmation %d version %d draft %s", one.ID, one.Version, pm.Address), template: confirmDraftTemplate,
			data: templates.ConfirmDraft{Confirmed: about, PM: pm.Name, Recipients: recipients, Days: p.Confirm.Days, Policy: policy, Changes: changes, Found: found},
			to:   []store.Address{pm}, ask: d.asks(p, one, store.PurposeDraft, pm.Address),
		})
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) { return tx.MarkConfirmationProposed(one.ID, one.Version) })
}

// policyFor returns when a text has its outcome. Nobody agrees by silence to what binds.
func (p *Project) policyFor(kind store.ConfirmationKind) store.Policy {
	if kind.IsBinding() && p.Confirm.Policy == store.PolicySilence {
		return store.PolicyAll
	}
	return p.Confirm.Policy
}

// whoConfirms returns the clients that a text names, or all of them where it names
// none. A change is for those who may approve one, where the project says who.
func (p *Project) whoConfirms(one store.Confirmation) []store.Address {
	all := p.people(store.RoleClient)
	if one.Kind == store.ChangeRequest || one.Kind == store.VerifyChange {
		if approvers := p.approvers(); len(approvers) > 0 {
			return approvers
		}
		return all
	}
	if one.Kind == store.Minutes {
		if there := p.clientsIn(minutes.Read(one.Text, one.Created.In(p.Zone)).Participants); len(there) > 0 {
			return there
		}
	}
	named := slices.DeleteFunc(slices.Clone(all), func(a store.Address) bool { return a.Name == "" || !strings.Contains(one.Text, a.Name) })
	if len(named) == 0 {
		return all
	}
	return named
}

func (p *Project) nobodyConfirms() error {
	return fmt.Errorf("project %s has no contact with role = \"client\" to confirm it", p.Code)
}

// askToConfirm asks each of those who are to confirm a text.
func (d *Due) askToConfirm(ctx context.Context, c *Config, p *Project, one store.Confirmation) error {
	changes, err := d.changes(ctx, one)
	if err != nil {
		return err
	}
	deadline, err := p.afterWorkdays(d.now(), p.Confirm.Days)
	if err != nil {
		return err
	}
	people, policy := p.whoConfirms(one), p.policyFor(one.Kind)
	if len(people) == 0 {
		return p.nobodyConfirms()
	}
	about := confirmed(p, one)
	if one.Kind == store.Minutes {
		if about.Open, err = d.openActions(ctx, p); err != nil {
			return err
		}
	}
	var mails []mail
	for _, who := range people {
		mails = append(mails, mail{
			key: fmt.Sprintf("confirmation %d version %d %s", one.ID, one.Version, who.Address), template: confirmTemplate,
			data: templates.Confirm{Confirmed: about, Name: who.Name, Deadline: deadline, Policy: policy, Changes: changes},
			to:   []store.Address{who}, ask: d.asks(p, one, store.PurposeConfirm, who.Address),
		})
	}
	return d.queue(ctx, c, p, mails, func(tx *store.Tx) (bool, error) {
		return tx.MarkConfirmationAsked(one.ID, one.Version, policy, deadline, people)
	})
}

// afterWorkdays returns the end of the working day that is so many after a time.
func (p *Project) afterWorkdays(from time.Time, days int) (time.Time, error) {
	day := from.In(p.Zone)
	for n := 0; n < days; {
		day = day.AddDate(0, 0, 1)
		working, err := p.workday(day)
		if err != nil {
			return day, err
		}
		if working {
			n++
		}
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 23, 59, 0, 0, p.Zone), nil
}

// changes are the lines in which a text differs from the version before that
// people were asked about.
func (d *Due) changes(ctx context.Context, one store.Confirmation) ([]templates.Change, error) {
	before, err := d.store.PreviousAskedText(ctx, one.ID, one.Version)
	if err != nil || before == "" {
		return nil, err
	}
	return changesOf(before, one.Text), nil
}

// mostChanges bounds the lines that are shown as changed.
const mostChanges = 60

func changesOf(before, after string) []templates.Change {
	var list []templates.Change
	text := string(diff.Diff("a", []byte(strings.TrimSpace(before)+"\n"), "b", []byte(strings.TrimSpace(after)+"\n")))
	for line := range strings.Lines(text) {
		added := strings.HasPrefix(line, "+") && !strings.HasPrefix(line, "+++ ")
		gone := strings.HasPrefix(line, "-") && !strings.HasPrefix(line, "--- ")
		words := strings.TrimLeft(strings.TrimSpace(line[1:]), "-*# ")
		if (added || gone) && words != "" && len(list) < mostChanges {
			list = append(list, templates.Change{Added: added, Text: words})
		}
	}
	return list
}

// tellOfText tells somebody what became of their answer, and PMs what they wrote.
func (d *Due) tellOfText(ctx context.Context, c *Config, t store.Receipt) error {
	found, err := d.store.Confirmations(ctx, store.ConfirmationQuery{ID: t.Object})
	if err != nil || len(found) == 0 {
		return err
	}
	one := found[0]
	p := c.project(one.Project)
	if p == nil {
		return nil
	}
	who := p.contact(t.Address)
	settled := one.State == store.ConfirmationSettled || one.State == store.ConfirmationWithdrawn
	told := func(tx *store.Tx) (bool, error) { return tx.MarkReceiptSent(t) }
	key := fmt.Sprintf("confirmation %d message %d %s", t.Object, t.Message, t.Result)
	if t.Result == store.ReceiptComment {
		note := templates.ConfirmNote{Confirmed: confirmed(p, one), Who: who, Words: t.Words, Old: t.Version != one.Version, Settled: settled}
		voices, err := d.store.Confirmers(ctx, one.ID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(voices, func(v store.Confirmer) bool { return v.Version == t.Version && strings.EqualFold(v.Address, t.Address) }) {
			// Anybody may have the mail; of all of them the PM hears once a day.
			note.NotAsked, key = true, fmt.Sprintf("confirmation %d others %s", t.Object, d.now().In(p.Zone).Format(time.DateOnly))
		}
		return d.queue(ctx, c, p, d.notes(p, one, key, note), told)
	}
	answer, err := d.store.EntryOfMessage(ctx, t.Message)
	if err != nil {
		return err
	}
	switch t.Result {
	case store.ReceiptSent, store.ReceiptConfirmedFor, store.ReceiptReminded, store.ReceiptWithdrawn, store.ReceiptEscalated, store.ReceiptUnknownPerson, store.ReceiptNoEffect:
		return d.tellManager(ctx, c, p, one, t, answer.MessageID)
	}
	data := templates.ConfirmReceipt{Confirmed: confirmed(p, one), Name: who.Name, What: t.Result, Outcome: one.Outcome}
	data.Version = t.Version
	var notes []mail
	if t.Result == store.ReceiptRecorded && one.Kind.IsBinding() {
		if data.From, err = d.inForce(ctx, p, one); err != nil {
			return err
		}
		notes = d.notes(p, one, key, templates.ConfirmNote{Confirmed: confirmed(p, one), Who: who, From: data.From, Settled: settled})
	}
	// Nobody gets the same receipt twice a day: two programs must not talk to each
	// other for ever.
	key = fmt.Sprintf("confirmation %d version %d %s %s %s", t.Object, t.Version, t.Result, t.Address, d.now().In(p.Zone).Format(time.DateOnly))
	m := mail{key: key, template: confirmReceiptTemplate, data: data, to: []store.Address{who}, once: true, thread: answer.MessageID}
	switch {
	case t.Result == store.ReceiptAskedAgain:
		about := one
		about.Version = t.Version
		m.ask = d.asks(p, about, store.PurposeAgain, t.Address)
	case !settled: // they may think again
		about := one
		about.Version = t.Version
		m.ask = d.asks(p, about, store.PurposeConfirm, t.Address)
	}
	return d.queue(ctx, c, p, append(notes, m), told)
}

// tellManager tells a PM what became of their answer about a text.
func (d *Due) tellManager(ctx context.Context, c *Config, p *Project, one store.Confirmation, t store.Receipt, thread string) error {
	who := p.contact(t.Address)
	data := templates.ConfirmDone{Confirmed: confirmed(p, one), PM: who.Name, What: t.Result, Whom: t.Words, State: one.State, Old: t.Version != one.Version}
	if one.State == store.ConfirmationAsked {
		voices, err := d.voices(ctx, one)
		if err != nil {
			return err
		}
		for _, v := range voices {
			if v.State != store.ConfirmerConfirmed {
				data.Waiting = append(data.Waiting, store.Address{Name: v.Name, Address: v.Address})
			}
		}
		data.Deadline = one.Deadline.In(p.Zone)
	}
	m := mail{key: fmt.Sprintf("confirmation %d version %d %s did %s %s %s %s", t.Object, t.Version, one.State, t.Result, t.Words, t.Address, d.now().In(p.Zone).Format(time.DateOnly)), template: confirmDoneTemplate,
		data: data, to: []store.Address{who}, once: true, answers: true, thread: thread}
	if one.State != store.ConfirmationSettled && one.State != store.ConfirmationWithdrawn {
		m.ask = d.asks(p, one, store.PurposeDraft, t.Address)
	}
	return d.queue(ctx, c, p, []mail{m}, func(tx *store.Tx) (bool, error) { return tx.MarkReceiptSent(t) })
}

// inForce returns from when what binds, to which the last of those who were asked has
// agreed, cannot be taken back.
func (d *Due) inForce(ctx context.Context, p *Project, one store.Confirmation) (time.Time, error) {
	var last time.Time
	voices, err := d.voices(ctx, one)
	for _, v := range voices {
		if v.State == store.ConfirmerConfirmed {
			last = later(last, v.At)
		}
	}
	return last.Add(p.Confirm.TakeBack).In(p.Zone), err
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
