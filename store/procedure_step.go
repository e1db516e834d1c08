package store

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// RaiseProcedure begins a change or a dispute. Of m, only Project, Kind, Title, Case and
// Actor count; text is what was asked for, or what it is about.
func (tx *Tx) RaiseProcedure(m Procedure, text string, message int64) (Procedure, error) {
	err := tx.row(`INSERT INTO procedure (project, kind, number, title, state, version, case_id, actor, created_ms, changed_ms)
		VALUES ($1, $2, (SELECT COALESCE(max(number), 0) + 1 FROM procedure WHERE project = $3 AND kind = $4), $5, $6, 1, $7, $8, $9, $10) RETURNING id`,
		m.Project, m.Kind, m.Project, m.Kind, m.Title, m.Kind.first(), optional(m.Case), cleanActor(m.Actor), tx.now, tx.now).Scan(&m.ID)
	if err == nil {
		err = tx.addStep(m.ID, eventRaised, text, m.Actor, message)
	}
	if err != nil {
		return m, fmt.Errorf("raise the %s %q of %s: %w", m.Kind, m.Title, m.Project, err)
	}
	return tx.Procedure(m.ID)
}

// Procedure returns a procedure as the transaction sees it.
func (tx *Tx) Procedure(id int64) (Procedure, error) {
	return scanProcedure(tx.row(selectProcedure+` WHERE id = $1`, id))
}

// StepProcedure applies an event to a procedure if its state allows it, and reports whether
// it did. text is what was written about it, actor who did it, message the mail, or 0.
func (tx *Tx) StepProcedure(id int64, event Event, text, actor string, message int64) (bool, error) {
	m, err := tx.Procedure(id)
	if err != nil || m.Version >= mostVersions {
		return false, err
	}
	moved, err := m.Kind.machine().move(tx, id, event)
	if err != nil || !moved {
		return false, err
	}
	err = tx.exec(`UPDATE procedure SET version = version + 1, confirmation_id = NULL, step_request = 'none', asked_ms = 0, actor = $1 WHERE id = $2`, cleanActor(actor), id)
	if err != nil {
		return false, err
	}
	if m.Confirmation != 0 { // what people were to confirm is no more; where it is settled nothing happens
		if _, err := tx.moveConfirmation(m.Confirmation, EventConfirmationWithdrawn, actor); err != nil {
			return false, err
		}
	}
	if err := tx.addStep(id, event, text, actor, message); err != nil {
		return false, err
	}
	return true, tx.followStep(m, event, actor)
}

// followStep applies a step to the case that the procedure came from: asking the client
// answers it, and the last step closes it.
func (tx *Tx) followStep(m Procedure, event Event, actor string) error {
	if m.Case == 0 {
		return nil
	}
	now, err := tx.Procedure(m.ID)
	if err != nil {
		return err
	}
	if now.State.IsOver() {
		_, err := tx.CloseCase(m.Case, actor)
		return err
	}
	if event != EventAssessed && event != EventProposed {
		return nil
	}
	answered, err := caseMachine().move(tx, m.Case, EventCaseAnswered)
	if err != nil || !answered {
		return err
	}
	return tx.exec(`UPDATE cases SET answered_ms = $1 WHERE id = $2`, tx.now, m.Case)
}

func (tx *Tx) addStep(id int64, event Event, text, actor string, message int64) error {
	err := tx.exec(`INSERT INTO procedure_step (procedure_id, version, event, state, text, actor, message_id, at_ms) SELECT id, version, $1, state, $2, $3, $4, $5 FROM procedure WHERE id = $6`,
		event, strings.TrimSpace(text), cleanActor(actor), optional(message), tx.now, id)
	if err != nil {
		return fmt.Errorf("record a step: %w", err)
	}
	return nil
}

// MarkProcedureAsked records that the person who has the next step was asked for it, or
// reminded. It reports false where they have been since m was read.
func (tx *Tx) MarkProcedureAsked(m Procedure, asked StepRequest) (bool, error) {
	return tx.changedOne(`UPDATE procedure SET step_request = $1, asked_ms = $2 WHERE id = $3 AND version = $4 AND step_request = $5`, asked, tx.now, m.ID, m.Version, m.Asked)
}

// SubmitProcedure drafts the text of a procedure that people are to confirm, with its files. It
// reports false if the procedure has moved on.
func (tx *Tx) SubmitProcedure(m Procedure, kind ConfirmationKind, text string, files []VersionFile, approved bool) (bool, error) {
	if moved, err := tx.changedOne(`UPDATE procedure SET step_request = 'none' WHERE id = $1 AND version = $2 AND confirmation_id IS NULL`, m.ID, m.Version); err != nil || !moved {
		return moved, err
	}
	c, err := tx.DraftConfirmation(Confirmation{Project: m.Project, Kind: kind, Title: m.Title, Text: text, Files: files, Actor: m.Actor})
	if err == nil && approved {
		_, err = tx.ApproveConfirmation(c.ID, c.Draft, m.Actor)
	}
	if err != nil {
		return false, err
	}
	return true, tx.exec(`UPDATE procedure SET confirmation_id = $1 WHERE id = $2`, c.ID, m.ID)
}

// followOutcome applies the outcome of a text to what it came from: a change or a dispute
// moves on, a case is solved. The outcome "" means that the text was withdrawn.
func (tx *Tx) followOutcome(c Confirmation, outcome ConfirmationOutcome, actor string) error {
	agreed := outcome == OutcomeConfirmed || outcome == OutcomeSilence
	if c.Case != 0 && c.Kind == Solution && agreed {
		by, err := tx.solvedBy(c, outcome, actor)
		if err != nil {
			return err
		}
		if _, err := caseMachine().moveBy(tx, c.Case, EventCaseSolved, by); err != nil {
			return err
		}
	}
	var id int64
	if err := tx.row(`SELECT COALESCE(max(id), 0) FROM procedure WHERE confirmation_id = $1`, c.ID).Scan(&id); err != nil || id == 0 {
		return err
	}
	if err := tx.exec(`UPDATE procedure SET confirmation_id = NULL WHERE id = $1`, id); err != nil {
		return err
	}
	event := map[ConfirmationKind][3]Event{ // agreed, rejected, ended otherwise
		ChangeRequest: {EventApproved, EventRejected, EventDropped},
		VerifyChange:  {EventVerified, EventWrong, EventWrong},
		Settlement:    {EventAgreed, EventRejected, EventUnresolved},
	}[c.Kind]
	which := event[2]
	switch {
	case agreed:
		which = event[0]
	case outcome == OutcomeRejected:
		which = event[1]
	}
	_, err := tx.StepProcedure(id, which, "", actor, 0)
	return err
}

// solvedBy returns who closes a case by its solution: who settled that, or else who confirmed it
// last. Where nobody said a word, nobody does.
func (tx *Tx) solvedBy(c Confirmation, outcome ConfirmationOutcome, actor string) (string, error) {
	if actor != "" || outcome != OutcomeConfirmed {
		return actor, nil
	}
	var by string
	err := tx.row(`SELECT CASE by WHEN '' THEN address ELSE by END FROM confirmer WHERE confirmation_id = $1 AND version = $2 AND state = 'confirmed' ORDER BY at_ms DESC, address LIMIT 1`, c.ID, c.Version).Scan(&by)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for who confirmed %s %d: %w", c.Kind, c.Number, err)
	}
	return by, nil
}

// decideProcedure applies the reply of the person who was asked for the next step.
func (tx *Tx) decideProcedure(message int64, a *Response, mail *Message) error {
	m, err := tx.Procedure(a.Object)
	if err != nil {
		return err
	}
	if m.Version != a.Version {
		return tx.queueReceipt(AboutProcedure, a, message, ReceiptOldVersion, "")
	}
	event := nextOf(m, a)
	if event == "" {
		return tx.queueReceipt(AboutProcedure, a, message, ReceiptUnclear, "")
	}
	text := ""
	if a.Decision == DecisionText {
		text = cmp.Or(mail.ownWords(), a.Text)
		if fits, err := tx.fitsProcedure(m.ID, text); err != nil || !fits {
			return cmp.Or(err, tx.queueReceipt(AboutProcedure, a, message, ReceiptTooLong, ""))
		}
	}
	stepped, err := tx.StepProcedure(m.ID, event, text, a.Address, message)
	if err != nil {
		return err
	}
	if stepped {
		files, err := tx.attached(message, a.Files)
		if err != nil {
			return err
		}
		if err := tx.bindFiles(AboutProcedure, m.ID, m.Version+1, files); err != nil {
			return err
		}
	}
	return tx.queueReceipt(AboutProcedure, a, message, ReceiptRecorded, "")
}

// fitsProcedure reports whether a text and what was written before it, which is quoted,
// make a text that people can be asked about.
func (tx *Tx) fitsProcedure(id int64, text string) (bool, error) {
	const headings = 1 << 10
	before, err := collect(tx.ctx, tx.sql, "read the steps of a procedure", scanValue[string], `SELECT text FROM procedure_step WHERE procedure_id = $1`, id)
	size := len(text) + headings
	for _, step := range before {
		size += len(step) + len("> ")*strings.Count(step, "\n")
	}
	return size <= LongestText, err
}

// nextOf returns the event that a response means in the state of a procedure, or "".
func nextOf(m Procedure, a *Response) Event {
	if a.Decision == DecisionText {
		return map[ProcedureState]Event{
			ChangeRaised: EventAssessed, ChangeApproved: EventCarriedOut,
			DisputeIdentified: EventAnalysed, DisputeAnalysed: EventProposed, DisputeEscalated: EventMediated,
			DisputeAgreed: EventEvaluated, DisputeUnresolved: EventEvaluated,
		}[m.State]
	}
	switch {
	case a.Decision == DecisionSkip && m.State == DisputeEscalated:
		return EventUnresolved
	case a.Decision == DecisionSkip && (m.Kind == ProcedureChange || m.State == DisputeIdentified || m.State == DisputeAnalysed):
		return EventDropped
	case a.Decision == DecisionClose && m.State == ChangeApproved:
		return EventCarriedOut
	case a.Decision == DecisionEscalate && m.State == DisputeAnalysed:
		return EventEscalated
	}
	return ""
}
