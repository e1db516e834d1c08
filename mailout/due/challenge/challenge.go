// Package challenge asks people whether they wrote a response that has no effect by itself,
// since too little proves that it is theirs.
package challenge

import (
	"context"
	"fmt"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// Duty looks after challenges.
type Duty struct{}

// Name returns "challenge".
func (Duty) Name() string { return "challenge" }

const challengeTemplate = string(store.PurposeChallenge)

// requestExpires is how long somebody can say that they wrote a response.
const requestExpires = 7 * 24 * time.Hour

// Receipts returns what asks the sender of a response whether they wrote it.
func (Duty) Receipts() []office.Receipts {
	find := func(ctx context.Context, s *store.Store, id int64) (store.Challenge, string, bool, error) {
		c, err := s.HeldAnswer(ctx, id)
		return c, c.Project, err == nil, err
	}
	return []office.Receipts{office.ReceiptsAbout(store.AboutHeld, find, ask)}
}

// ask asks at the address of record, which the response itself never names.
func ask(ctx context.Context, o *office.Office, r office.Reply[store.Challenge]) ([]office.Mail, error) {
	c := r.Subject
	if c.State != store.HeldWaiting && r.Result != store.ReceiptWithdrawn {
		return nil, nil // what became of it they are told as of any response
	}
	asked, _, err := o.Store.Request(ctx, c.Answer.Request)
	if err != nil {
		return nil, err
	}
	response, err := o.Store.EntryOfMessage(ctx, r.Message)
	if err != nil {
		return nil, err
	}
	who, what := r.Project.Contact(asked.Address), r.Result
	if what == store.ReceiptTakenUp {
		what = store.ReceiptAskedAgain
	}
	m := r.Mail(challengeTemplate, fmt.Sprintf("challenge %d %s %s", c.ID, what, o.Today(r.Project)), templates.Challenge{
		Project: r.Project.Project, Name: who.Name, Subject: store.ReadSubject(response.Subject).Title, Words: c.Words, What: what, At: c.At.In(r.Project.Zone),
	})
	m.To, m.Follows = []store.Address{who}, asked.Subject // of our own mail: anybody may have written the response
	if r.Result == store.ReceiptWithdrawn {
		return []office.Mail{m}, nil
	}
	if what == store.ReceiptAskedAgain && !c.Answer.First { // of which there are no more than we send mails
		m.Unasked = &r.Receipt
	}
	m.Ask = &store.Request{Purpose: store.PurposeChallenge, Project: c.Project, Object: c.ID, Version: 1, Address: asked.Address, Expires: o.Now.Add(requestExpires)}
	return []office.Mail{m}, nil
}
