package store

import (
	"context"
	"fmt"
	"time"
)

// RequestedReport is one of the reports that a PM is asked for in one mail.
type RequestedReport struct {
	Report  int64
	Project string
	Version int
}

// ReportPart is what a response says about one of several reports, or about a team member’s part of
// one; then Report is the number of the part.
type ReportPart struct {
	Report   int64    `json:"report"`
	Project  string   `json:"project"`
	Version  int      `json:"version"`
	Decision Decision `json:"decision"`
	Argument string   `json:"argument,omitempty"`
	Text     string   `json:"text,omitempty"`
}

// ReportsDueAt returns the object of a request for all reports of a PM that are due at a time.
func ReportsDueAt(due time.Time) int64 { return millis(due) }

// loadReports reads the open reports that are due when those of the request are. Of which the
// person who was asked is a PM, the configuration says.
func loadReports(ctx context.Context, q querier, r *Request) error {
	list, err := collect(ctx, q, "list the reports that a mail asks for", func(row scanner) (one RequestedReport, err error) {
		err = row.Scan(&one.Report, &one.Project, &one.Version)
		return one, err
	}, `SELECT id, project, version FROM report WHERE due_ms = $1 AND state NOT IN ('sent', 'skipped') ORDER BY id`, r.Object)
	r.Reports = list
	return err
}

// reportsOpen reports whether one of the reports that a response is about waits for its PM.
func (tx *Tx) reportsOpen(a *Response) (bool, error) {
	for _, part := range a.Parts {
		if open, err := tx.reportOpen(a.about(part)); err != nil || open {
			return open, err
		}
	}
	return false, nil
}

// about returns what a response says about one report, as if it were all it says.
func (a *Response) about(part ReportPart) *Response {
	one := *a
	one.Object, one.Version, one.Decision, one.Argument, one.Text, one.Parts, one.Problems = part.Report, part.Version, part.Decision, part.Argument, part.Text, nil, nil
	return &one
}

// applyReportsResponse applies each part of the reply of a PM who was asked for several reports
// to the report that it is about. The PM is sent a receipt for what belongs to none of them.
func (tx *Tx) applyReportsResponse(message int64, a *Response, m *Message) error {
	if len(a.Parts) != 1 && len(a.Files) > 0 { // a file of one client must not reach another
		several := *a
		several.Problems, several.Files = append([]string{m.namesOf(a.Files)}, a.Problems...), nil
		a = &several
	}
	for _, part := range a.Parts {
		if err := tx.applyReportResponse(message, a.about(part), m); err != nil {
			return fmt.Errorf("apply the part about %s: %w", part.Project, err)
		}
	}
	if len(a.Parts) > 0 && len(a.Problems) == 0 {
		return nil
	}
	words := shortened(m.ownWords())
	if len(a.Problems) > 0 {
		words = shortened(a.Problems[0])
	}
	var first int64
	if err := tx.row(`SELECT coalesce(min(id), 0) FROM report WHERE due_ms = $1 AND state NOT IN ('sent', 'skipped')`, a.Object).Scan(&first); err != nil {
		return fmt.Errorf("look for the reports that a response is about: %w", err)
	}
	if first == 0 { // all are settled, and the log has the words
		return nil
	}
	one := *a
	one.Object = first
	return tx.queueReceipt(AboutReport, &one, message, ReceiptWhich, words)
}
