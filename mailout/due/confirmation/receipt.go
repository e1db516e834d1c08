package confirmation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/store/mailaddr"
	"rapport/templates"
)

type reply = office.Reply[store.Confirmation]

// Receipts returns what composes the receipts about confirmations.
func (Duty) Receipts() []office.Receipts {
	return []office.Receipts{office.ReceiptsAbout(store.AboutConfirmation, find, receipt)}
}

// receipt tells somebody what became of their response, and PMs what was written.
func receipt(ctx context.Context, o *office.Office, r reply) ([]office.Mail, error) {
	switch r.Result {
	case store.ReceiptComment, store.ReceiptTakenUp:
		return commentNotes(ctx, o, r)
	case store.ReceiptSent, store.ReceiptConfirmedFor, store.ReceiptReminded, store.ReceiptWithdrawn, store.ReceiptEscalated, store.ReceiptUnknownPerson, store.ReceiptBinding, store.ReceiptNoEffect,
		store.ReceiptUnclear, store.ReceiptNotInText, store.ReceiptWithin, store.ReceiptStale, store.ReceiptNextDropped, store.ReceiptTooLong, store.ReceiptFiles:
		return pmReceipt(ctx, o, r)
	case store.ReceiptProvisional:
		return provisionalOutcome(ctx, o, r)
	}
	return confirmerReceipt(ctx, o, r)
}

func isOver(c store.Confirmation) bool {
	return c.State == store.ConfirmationSettled || c.State == store.ConfirmationWithdrawn
}

// commentNotes tells the PMs what somebody wrote about a text.
func commentNotes(ctx context.Context, o *office.Office, r reply) ([]office.Mail, error) {
	c := r.Subject
	note := templates.ConfirmNote{Confirmed: shown(r.Project, c), Who: r.From, DeputyOf: deputyOf(r), Words: r.Words, Old: r.Version != c.Version, Settled: isOver(c)}
	key := fmt.Sprintf("confirmation %d message %d %s", c.ID, r.Message, r.Result)
	all, err := o.Store.Confirmers(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(all, func(v store.Confirmer) bool {
		return v.Version == r.Version && mailaddr.Key(v.Address) == mailaddr.Key(cmp.Or(r.DeputyOf, r.Address))
	}) {
		// Anybody may have the mail; the PM hears of all of them together once a day.
		note.NotAsked = true
		if r.Result == store.ReceiptComment {
			key = fmt.Sprintf("confirmation %d others %s", c.ID, o.Today(r.Project))
		}
	}
	mails := notes(o, r.Project, c, key, note)
	for i := range mails {
		mails[i].Late = note.Settled && r.Result == store.ReceiptComment
	}
	if note.NotAsked {
		for i := range mails {
			mails[i].Unasked = &r.Receipt
		}
	}
	return mails, nil
}

// pmReceipt tells a PM what became of their response.
func pmReceipt(ctx context.Context, o *office.Office, r reply) ([]office.Mail, error) {
	c := r.Subject
	data := templates.ConfirmDone{Confirmed: shown(r.Project, c), PM: r.From.Name, What: r.Result, Words: r.Words, State: c.State, Next: c.Next != ""}
	if r.Result == store.ReceiptFiles {
		most, err := o.MostFiles(ctx, r.Project)
		if err != nil {
			return nil, err
		}
		data.Trouble = templates.TroubleOf(office.ShownFiles(c.LatestFiles(), nil, false), most)
	}
	if c.Kind == store.ActionItems {
		data.Waiting = owners(r.Project, c)
	}
	if c.Kind == store.Agenda || c.Kind == store.Retrospective {
		to, err := o.SentTo(ctx, r.Project, c.ID)
		if err != nil {
			return nil, err
		}
		data.Waiting = to
	}
	if c.State == store.ConfirmationAsked {
		asked, err := confirmers(ctx, o, r.Project, c)
		if err != nil {
			return nil, err
		}
		data.Waiting = unconfirmed(asked)
	}
	if r.Result == store.ReceiptSent && isSent(c, data.Waiting) {
		return nil, nil
	}
	key := fmt.Sprintf("confirmation %d draft %d %s did %s %s %s %s", c.ID, c.Draft, c.State, r.Result, r.Words, r.Address, o.Today(r.Project))
	m := r.Mail(doneTemplate, key, data)
	m.Answers = true
	switch {
	case isOver(c):
	case c.AwaitsPM():
		m.Ask = draftRequest(o, c, r.Address)
	default:
		m.Ask = request(o, c, store.PurposeNotice, r.Address)
	}
	return []office.Mail{m}, nil
}

// isSent reports whether a text that a PM approved goes to somebody, as its draft said: what
// becomes of it they hear, and the digest has where it stands.
func isSent(c store.Confirmation, to []store.Address) bool {
	if c.Kind.IsSentOnly() {
		return len(to) > 0
	}
	return c.State != store.ConfirmationApproved
}

// confirmerReceipt tells somebody who was asked what was recorded of their response;
// where they agreed to a text that binds, the PMs learn of it too. Who is no contact was not
// asked, and gets nothing.
func confirmerReceipt(ctx context.Context, o *office.Office, r reply) (mails []office.Mail, err error) {
	c := r.Subject
	if _, known := r.Project.Reach(r.Address); !known {
		return nil, nil
	}
	data := templates.ConfirmReceipt{Confirmed: shown(r.Project, c), Name: r.From.Name, DeputyOf: deputyOf(r), What: r.Result, Outcome: c.Outcome, Meant: r.Words}
	data.Version = r.Version
	_, data.Domain, _ = strings.Cut(r.Address, "@")
	if data.Until, err = r.Project.AddWorkdays(o.Now, 1); err != nil { // a night or a weekend must not be all the time there is
		return nil, err
	}
	if r.Result == store.ReceiptRecorded && c.State == store.ConfirmationAsked && c.Version == r.Version && !c.Kind.IsBinding() {
		said, err := tallyOf(ctx, o, r.Project, c)
		if err != nil {
			return nil, err
		}
		if said.suffices(c.Policy) { // it came during this look: the next settles the text, and sends the outcome
			if waits, err := o.NoticeWaits(ctx, r.Project, r.Address); err != nil || !waits {
				return nil, err
			}
		}
	}
	if r.Result == store.ReceiptRecorded && c.Kind.IsBinding() {
		asked, err := confirmers(ctx, o, r.Project, c)
		if err != nil {
			return nil, err
		}
		data.From = count(asked).last.Add(r.Project.Confirm.TakeBack).In(r.Project.Zone)
		if c.Policy != store.PolicyAny {
			data.Waiting = unconfirmed(asked)
		}
		mails = notes(o, r.Project, c, fmt.Sprintf("confirmation %d message %d %s", c.ID, r.Message, r.Result),
			templates.ConfirmNote{Confirmed: shown(r.Project, c), Who: r.From, DeputyOf: deputyOf(r), From: data.From, Waiting: data.Waiting, Settled: isOver(c)})
	}
	// Nobody gets the same receipt twice a day: two programs must not talk to each
	// other for ever.
	key := fmt.Sprintf("confirmation %d version %d %s %s %s", c.ID, r.Version, r.Result, r.Address, o.Today(r.Project))
	if r.DeputyOf != "" {
		key += " for " + r.DeputyOf
	}
	if !data.From.IsZero() && len(data.Waiting) == 0 && !isOver(c) && r.Version == c.Version {
		key = inForceKey(c, r.Address, data.From)
	}
	m := r.Mail(receiptTemplate, key, data)
	m.Once = r.Result != store.ReceiptTakenBack
	asked := c
	asked.Version = r.Version
	switch {
	case r.Result == store.ReceiptAskedAgain || r.Result == store.ReceiptOnceMore || r.Result == store.ReceiptWithdrawAgain && !isOver(c):
		m.Ask = request(o, asked, store.PurposeAgain, r.Address)
		m.Ask.Expires = data.Until
	case !isOver(c): // they may change their mind
		m.Ask = request(o, asked, store.PurposeConfirm, r.Address)
	}
	if m.Ask != nil {
		m.Ask.DeputyOf = r.DeputyOf
	}
	mails = append(mails, m)
	if r.DeputyOf == "" || !c.Kind.IsBinding() || r.Result != store.ReceiptRecorded && r.Result != store.ReceiptTakenBack {
		return mails, nil
	}
	own, err := principalReceipt(ctx, o, r, m)
	return append(mails, own...), err
}
