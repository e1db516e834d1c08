package report

import (
	"context"
	"errors"
	"fmt"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// Receipts returns what composes the receipts about reports.
func (Duty) Receipts() []office.Receipts {
	return []office.Receipts{office.ReceiptsAbout(store.AboutReport, find, receipt)}
}

func find(ctx context.Context, s *store.Store, id int64) (store.Report, string, bool, error) {
	r, err := s.Report(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return r, "", false, nil
	}
	return r, r.Project, err == nil, err
}

// receipt tells a PM what became of their response. It may be answered as the report itself.
func receipt(_ context.Context, o *office.Office, r office.Reply[store.Report]) ([]office.Mail, error) {
	one := r.Subject
	m := r.Mail(receiptTemplate, fmt.Sprintf("report %d version %d %s did %s %s %s %s", one.ID, one.Version, one.State, r.Result, r.Words, r.Address, o.Today(r.Project)),
		templates.ReportReceipt{Project: r.Project.Project, PM: r.From.Name, From: office.Day(one.From), To: office.Day(one.To), Due: one.Due.In(r.Project.Zone), What: r.Result, Words: r.Words, State: one.State})
	m.Answers = true
	switch one.State {
	case store.ReportProposed, store.ReportApproved:
		m.Ask = request(o, one, store.PurposeReportDraft, r.From)
	case store.ReportPlanned, store.ReportAsked, store.ReportDrafted:
		m.Ask = request(o, one, store.PurposeReportAsk, r.From)
	}
	return []office.Mail{m}, nil
}
