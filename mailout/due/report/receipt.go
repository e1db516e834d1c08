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
	return []office.Receipts{office.ReceiptsAbout(store.AboutReport, find, receipt), teamReceipts()}
}

func find(ctx context.Context, s *store.Store, id int64) (store.Report, string, bool, error) {
	r, err := s.Report(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return r, "", false, nil
	}
	return r, r.Project, err == nil, err
}

// receipt tells a PM what became of their response. It may be answered as the report itself.
func receipt(ctx context.Context, o *office.Office, r office.Reply[store.Report]) ([]office.Mail, error) {
	one := r.Subject
	if r.Result == store.ReceiptScheduled && len(r.Project.People(store.RoleClient)) > 0 {
		return nil, nil // it goes when the draft said; until then the digest has it
	}
	m := r.Mail(receiptTemplate, fmt.Sprintf("report %d version %d %s did %s %s %s %s", one.ID, one.Version, one.State, r.Result, r.Words, r.Address, o.Today(r.Project)),
		templates.ReportReceipt{Project: r.Project.Project, PM: r.From.Name, From: office.Day(one.From), To: office.Day(one.To), Due: one.Due.In(r.Project.Zone), What: r.Result, Words: r.Words, State: one.State})
	m.Answers = true
	if r.Result == store.ReceiptWhich {
		return which(ctx, o, r, m)
	}
	switch one.State {
	case store.ReportProposed, store.ReportApproved:
		m.Ask = request(o, one, store.PurposeReportDraft, r.From)
	case store.ReportPlanned, store.ReportAsked, store.ReportDrafted:
		m.Ask = request(o, one, store.PurposeReportAsk, r.From)
	}
	return []office.Mail{m}, nil
}

// which asks a PM which of the reports that were asked for together a reply is about.
func which(ctx context.Context, o *office.Office, r office.Reply[store.Report], m office.Mail) ([]office.Mail, error) {
	open, err := o.Store.Reports(ctx, "", true)
	if err != nil {
		return nil, err
	}
	data := m.Data.(templates.ReportReceipt)
	for _, other := range open {
		if p := o.Config.Project(other.Project); p != nil && p.IsPM(r.From.Address) && other.Due.Equal(r.Subject.Due) {
			data.Projects = append(data.Projects, p.Project)
		}
	}
	m.Data, m.Key = data, matterOfDue(r.Subject.Due)+" "+m.Key
	m.Ask = request(o, r.Subject, store.PurposeReports, r.From)
	m.Ask.Object, m.Ask.Version = store.ReportsDueAt(r.Subject.Due), 0
	return []office.Mail{m}, nil
}
