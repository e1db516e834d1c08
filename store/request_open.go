package store

import "fmt"

// reportOpen reports whether a report still waits for its PM, or for its time, and the PM says
// anything but ok.
func (tx *Tx) reportOpen(a *Response) (bool, error) {
	r, err := tx.Report(a.Object)
	if err != nil {
		return false, err
	}
	open := r.State == ReportApproved && a.Purpose == PurposeReportDraft && (a.Decision != DecisionOK || a.Argument == SendNow) || r.State == ReportPlanned || r.State == ReportAsked || r.State == ReportDrafted || r.State == ReportProposed
	return open && (a.Purpose != PurposeReportDraft || a.Version == r.Version), nil
}

// digestOpen reports whether a digest is the latest of its PM.
func (tx *Tx) digestOpen(a *Response) (open bool, err error) {
	err = tx.row(`SELECT $1 = (SELECT id FROM digest WHERE address = (SELECT address FROM digest WHERE id = $2) ORDER BY id DESC LIMIT 1)`, a.Object, a.Object).Scan(&open)
	if err != nil {
		err = fmt.Errorf("look for digest %d: %w", a.Object, err)
	}
	return open, err
}

// draftOpen reports whether a text is as the PM was shown it and still waits for a word of
// theirs, or others are asked about it, and the PM says anything but ok.
func (tx *Tx) draftOpen(a *Response) (bool, error) {
	c, err := tx.Confirmation(a.Object)
	if err != nil {
		return false, err
	}
	if a.Purpose == PurposeNotice {
		return c.State == ConfirmationAsked && c.Version == a.Version, nil
	}
	return c.Draft == a.Version && (c.State == ConfirmationDrafted || c.AwaitsPM() || c.State == ConfirmationAsked && a.Decision != DecisionOK), nil
}

func (tx *Tx) caseOpen(a *Response) (bool, error) {
	c, err := tx.Case(a.Object)
	return c.State != CaseClosed || a.Decision == DecisionReopen, err
}

func (tx *Tx) procedureOpen(a *Response) (bool, error) {
	p, err := tx.Procedure(a.Object)
	return p.Version == a.Version && !p.State.IsOver(), err
}

func (tx *Tx) surveyOpen(a *Response) (bool, error) {
	one, err := tx.survey(a.Object)
	return one.State == SurveyAsked, err
}

// CanAnswer reports whether a response to a request can still have its effect.
func (tx *Tx) CanAnswer(a *Response) (bool, error) {
	kind, known := requestKindOf(a.Purpose)
	if !known || kind.open == nil {
		return known, nil
	}
	return kind.open(tx, a)
}
