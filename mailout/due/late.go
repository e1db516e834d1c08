package due

import (
	"context"
	"fmt"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

const (
	lateTemplate  = "answer-late"
	blankTemplate = "answer-blank"
)

// lateResponses tells people that their response came after its request had expired, or has
// no words, whatever it was about.
type lateResponses struct{}

// Name returns "late response".
func (lateResponses) Name() string { return "late response" }

// Receipts returns what composes the receipts of late responses.
func (lateResponses) Receipts() []office.Receipts {
	find := func(ctx context.Context, s *store.Store, id int64) (store.Request, string, bool, error) {
		r, found, err := s.Request(ctx, id)
		return r, r.Project, found, err
	}
	return []office.Receipts{office.ReceiptsAbout(store.AboutRequest, find, lateReceipt)}
}

// blankReceipt tells somebody that their reply has no words, with the PMs in copy: it may hold
// a file or a picture that a person has to look at.
func blankReceipt(o *office.Office, r office.Reply[store.Request]) []office.Mail {
	p := r.Project
	m := r.Mail(blankTemplate, fmt.Sprintf(blankTemplate+" %d %s %s", r.Subject.ID, r.Address, o.Today(p)),
		templates.AnswerBlank{Project: p.Project, Name: r.From.Name, Asked: r.Subject.Asked.In(p.Zone), Files: r.Words, PM: p.IsPM(r.Address)})
	m.Answers, m.Follows = true, r.Subject.Subject
	if !p.IsPM(r.Address) {
		m.Cc = p.People(store.RolePM)
	}
	return []office.Mail{m}
}

func lateReceipt(_ context.Context, o *office.Office, r office.Reply[store.Request]) ([]office.Mail, error) {
	p := r.Project
	if r.Result == store.ReceiptUnclear {
		return blankReceipt(o, r), nil
	}
	m := r.Mail(lateTemplate, fmt.Sprintf(lateTemplate+" %s %s", r.Address, o.Today(p)), templates.AnswerLate{
		Project: p.Project, Name: r.From.Name, Asked: r.Subject.Asked.In(p.Zone), Until: r.Subject.Expires.In(p.Zone),
		Managers: p.People(store.RolePM), PM: p.IsPM(r.Address),
	})
	m.Answers, m.Follows = true, r.Subject.Subject
	return []office.Mail{m}, nil
}
