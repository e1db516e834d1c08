package report

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"rapport/mailout/due/office"
	"rapport/store"
	"rapport/templates"
)

// propose shows the PMs the report as the client will see it, or what in their text
// could not be used.
func propose(ctx context.Context, o *office.Office, p *office.Project, r store.Report) error {
	b, err := build(ctx, o, p, r)
	if err != nil {
		return err
	}
	log, err := json.Marshal(b.logged)
	if err != nil {
		return err
	}
	mails, err := proposalsOf(ctx, o, p, r, b, p.People(store.RolePM))
	if err != nil {
		return err
	}
	return o.Queue(ctx, p, mails, func(tx *store.Tx) (bool, error) {
		if err := office.MarkFiles(tx, store.AboutReport, r.ID, r.Version, b.files); err != nil {
			return false, err
		}
		if b.unusable() {
			return tx.MarkReportReturned(r.ID, r.Version)
		}
		return tx.MarkReportProposed(r.ID, r.Version, string(log))
	})
}

// proposals shows a report to PMs who have not seen it, with the figures that the others saw.
func proposals(ctx context.Context, o *office.Office, p *office.Project, r store.Report, pms []store.Address) ([]office.Mail, error) {
	b, err := build(ctx, o, p, r)
	if err != nil {
		return nil, err
	}
	return proposalsOf(ctx, o, p, r, b, pms)
}

func proposalsOf(ctx context.Context, o *office.Office, p *office.Project, r store.Report, b *built, pms []store.Address) (mails []office.Mail, err error) {
	for _, pm := range pms {
		m, err := proposal(ctx, o, p, r, b, pm)
		if err != nil {
			return nil, err
		}
		mails = append(mails, m)
	}
	return mails, nil
}

// proposal returns what one PM is shown of their text.
func proposal(ctx context.Context, o *office.Office, p *office.Project, r store.Report, b *built, pm store.Address) (office.Mail, error) {
	thread, err := o.Store.LastRequest(ctx, r.ID, pm.Address)
	if err != nil {
		return office.Mail{}, err
	}
	if r.Version > 1 {
		before, err := o.Store.FilesOfDraft(ctx, store.AboutReport, r.ID, r.Version-1)
		if err != nil {
			return office.Mail{}, err
		}
		b.content.Files = office.ShownFiles(b.files, before, len(before) > 0)
	}
	wrote, team, err := o.TeamParts(ctx, p, r, pm.Address)
	if err != nil {
		return office.Mail{}, err
	}
	if b.unusable() {
		return office.Mail{
			Key: fmt.Sprintf("report %d version %d problem %s", r.ID, r.Version, pm.Address), Template: problemTemplate,
			Data: templates.ReportProblem{Project: p.Project, PM: pm.Name, From: office.Day(r.From), To: office.Day(r.To), Problems: b.problems, Text: r.Draft, Trouble: b.trouble, Team: wrote},
			To:   []store.Address{pm}, Thread: thread, Ask: request(o, r, store.PurposeReportAsk, pm), Team: team,
		}, nil
	}
	var due time.Time
	if r.Due.After(o.Now) {
		due = r.Due.In(p.Zone)
	}
	return office.Mail{
		Key: fmt.Sprintf("report %d version %d draft %s", r.ID, r.Version, pm.Address), Template: draftTemplate,
		Data: templates.ReportDraft{
			Report: b.content, PM: pm.Name, Due: due, Recipients: p.People(store.RoleClient), Cc: p.People(store.RolePM), Problems: b.problems,
			Changes: office.ChangedLines(r.Before, r.Draft), StandIn: b.standIn, Trouble: b.trouble, Team: wrote,
		},
		Images: b.images, To: []store.Address{pm}, Thread: thread, Ask: request(o, r, store.PurposeReportDraft, pm), Team: team,
	}, nil
}

// send queues the report for the client, with the PMs in copy.
func send(ctx context.Context, o *office.Office, p *office.Project, r store.Report) error {
	if len(p.People(store.RoleClient)) == 0 {
		return fmt.Errorf("project %s has no contact with role = \"client\" to send it to", p.Code)
	}
	b, err := build(ctx, o, p, r)
	if err != nil {
		return err
	}
	if b.trouble.Hinders() { // the relay takes less than it did
		return propose(ctx, o, p, r)
	}
	m := b.mail(p)
	m.Key, m.Deadline = fmt.Sprintf("report %d", r.ID), r.Due
	m.Shows = &store.Shown{Object: r.ID, Version: r.Version}
	return o.Queue(ctx, p, []office.Mail{m}, func(tx *store.Tx) (bool, error) {
		sent, err := tx.MarkReportSent(r.ID, b.planned, b.actual)
		if err != nil || !sent {
			return false, err
		}
		for _, d := range b.content.Decisions {
			if d.By.IsZero() {
				continue
			}
			if err := tx.AddDecision(p.Code, r.ID, d.Text, d.By.Format(time.DateOnly)); err != nil {
				return false, err
			}
		}
		return true, nil
	})
}
