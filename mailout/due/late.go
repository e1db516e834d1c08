package due

import (
	"context"
	"fmt"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

const lateTemplate = "answer-late"

// lateResponses tells people that their response came after its request had expired,
// whatever it was about.
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

func lateReceipt(_ context.Context, o *office.Office, r office.Reply[store.Request]) ([]office.Mail, error) {
	p := r.Project
	m := r.Mail(lateTemplate, fmt.Sprintf(lateTemplate+" %s %s", r.Address, o.Today(p)), templates.AnswerLate{
		Project: p.Project, Name: r.From.Name, Asked: r.Subject.Asked.In(p.Zone), Until: r.Subject.Expires.In(p.Zone),
		Managers: p.People(store.RolePM), PM: p.IsPM(r.Address),
	})
	m.Answers = true
	return []office.Mail{m}, nil
}
