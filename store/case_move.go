package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// SetCaseDue records when an answer to a case is due, unless the case was asked again or
// answered since c was read.
func (tx *Tx) SetCaseDue(c Case, due time.Time) (bool, error) {
	return tx.changedOne(`UPDATE cases SET due_ms = $1 WHERE id = $2 AND state = 'open' AND opened_ms = $3`, millis(due), c.ID, millis(c.Opened))
}

// MarkCaseWarned records that the PM was warned of the time to answer. It reports false
// where they have been since c was read.
func (tx *Tx) MarkCaseWarned(c Case, warned Warning) (bool, error) {
	return tx.changedOne(`UPDATE cases SET answer_warning = $1 WHERE id = $2 AND state = 'open' AND opened_ms = $3 AND answer_warning = $4`, warned, c.ID, millis(c.Opened), c.Warned)
}

// SetCaseSolveDue records when a case is due to be closed.
func (tx *Tx) SetCaseSolveDue(c Case, due time.Time) (bool, error) {
	return tx.changedOne(`UPDATE cases SET solve_ms = $1 WHERE id = $2 AND state <> 'closed'`, millis(due), c.ID)
}

// MarkCaseSolveWarned is MarkCaseWarned for the time to a solution.
func (tx *Tx) MarkCaseSolveWarned(c Case, warned Warning) (bool, error) {
	return tx.changedOne(`UPDATE cases SET solution_warning = $1 WHERE id = $2 AND state <> 'closed' AND solution_warning = $3`, warned, c.ID, c.SolveWarned)
}

// MarkCaseAcknowledged records that the client was sent the number of their case, or need
// not be.
func (tx *Tx) MarkCaseAcknowledged(c Case) (bool, error) {
	return tx.changedOne(`UPDATE cases SET acknowledged = 1 WHERE id = $1 AND acknowledged = 0`, c.ID)
}

// CloseCase closes a case.
func (tx *Tx) CloseCase(id int64, actor string) (bool, error) {
	return caseMachine().moveBy(tx, id, EventCaseClosed, actor)
}

// ReopenCase reopens a closed case. Its clock begins anew.
func (tx *Tx) ReopenCase(id int64, actor string) (bool, error) {
	moved, err := caseMachine().moveBy(tx, id, EventCaseReopened, actor)
	if err != nil || !moved {
		return false, err
	}
	if err := tx.exec(`UPDATE cases SET opened_ms = $1 WHERE id = $2`, tx.now, id); err != nil {
		return false, err
	}
	return true, tx.restart(id)
}

// ChangeCaseKind changes the kind of a case. A change request or a dispute begins with it.
func (tx *Tx) ChangeCaseKind(id int64, kind Ask, actor string) (bool, error) {
	c, err := tx.Case(id)
	if err != nil || c.State == CaseClosed || c.Kind == kind {
		return false, err
	}
	if err := tx.exec(`UPDATE cases SET kind = $1, actor = $2, changed_ms = $3 WHERE id = $4`, kind, cleanActor(actor), tx.now, id); err != nil {
		return false, err
	}
	c.Kind = kind
	return true, tx.raiseFrom(c, actor)
}

// AssignCase assigns a case to a team member, who then also gets its deadline warnings.
func (tx *Tx) AssignCase(id int64, owner, actor string) (bool, error) {
	return tx.changedOne(`UPDATE cases SET owner = $1, actor = $2, changed_ms = $3 WHERE id = $4 AND state <> 'closed'`, keyOf(owner), cleanActor(actor), tx.now, id)
}

// MergeCase merges a case into another of its project: mail in either thread then counts
// for that one. An unknown number is ErrNotFound.
func (tx *Tx) MergeCase(id int64, into int, actor string) (bool, error) {
	c, err := tx.Case(id)
	if err != nil {
		return false, err
	}
	other, err := scanCase(tx.row(selectCase+` WHERE c.project = $1 AND c.number = $2`, c.Project, into))
	if err != nil {
		return false, err
	}
	if other.ID == id || other.State == CaseClosed {
		return false, nil
	}
	moved, err := caseMachine().moveBy(tx, id, EventCaseMerged, actor)
	if err != nil || !moved {
		return moved, err
	}
	return true, tx.exec(`UPDATE cases SET merged_id = $1 WHERE id = $2 OR merged_id = $3`, other.ID, id, id)
}

// SolveCase drafts a solution that the client is asked to confirm, with some attachments of
// the message.
func (tx *Tx) SolveCase(id int64, title, text, actor string, message int64, parts ...int) (Confirmation, error) {
	c, err := tx.Case(id)
	if err != nil {
		return Confirmation{}, err
	}
	if title == "" {
		title = ReadSubject(c.Title).Title
	}
	files, err := tx.attached(message, parts)
	if err != nil {
		return Confirmation{}, err
	}
	return tx.DraftConfirmation(Confirmation{Project: c.Project, Kind: Solution, Title: title, Text: text, Files: files, Actor: actor, Message: message, Case: id})
}

// Case returns a case as the transaction sees it.
func (tx *Tx) Case(id int64) (Case, error) {
	return scanCase(tx.row(selectCase+` WHERE c.id = $1`, id))
}

// decideCase applies the reply of a PM to the warning of a case.
func (tx *Tx) decideCase(message int64, a *Response, _ *Message) error {
	var done bool
	var err error
	switch a.Decision {
	case DecisionClose:
		done, err = tx.CloseCase(a.Object, a.Address)
	case DecisionKind:
		done, err = tx.ChangeCaseKind(a.Object, Ask(a.Argument), a.Address)
	case DecisionAssign:
		done, err = tx.AssignCase(a.Object, a.Argument, a.Address)
	case DecisionMerge:
		var into int
		if into, err = strconv.Atoi(a.Argument); err == nil {
			done, err = tx.MergeCase(a.Object, into, a.Address)
		}
		if errors.Is(err, ErrNotFound) {
			err = nil
		}
	case DecisionReopen:
		done, err = tx.ReopenCase(a.Object, a.Address)
	case DecisionAwait:
		done, err = tx.AwaitClient(a.Object, a.Address)
	case DecisionLater:
		done, err = tx.SnoozeCase(a.Object, a.Argument, a.Address)
	case DecisionSplit:
		if done, err = tx.SplitCase(a.Object, splitTitles(a.Argument), a.Address); errors.Is(err, ErrOneMatter) {
			return tx.queueReceipt(AboutCase, a, message, ReceiptOneMatter, "")
		}
	case DecisionSolve:
		var c Case
		if c, err = tx.Case(a.Object); err != nil || c.State == CaseClosed {
			break
		}
		if _, err = tx.SolveCase(a.Object, "", a.Argument, a.Address, message, a.Files...); err == nil {
			return nil // the draft that they are shown tells them
		}
	}
	if err != nil {
		return err
	}
	what := ReceiptUnclear
	if done {
		what = ReceiptRecorded
	}
	return tx.queueReceipt(AboutCase, a, message, what, "")
}

// moveCaseTo moves the case that a message opened to the project under which the message is
// filed now. If that is none, the case is closed.
func (tx *Tx) moveCaseTo(message int64, project string) error {
	if err := tx.exec(`UPDATE awaited SET project = $1, changed_ms = $2 WHERE message_id = $3 AND project <> $4`, project, tx.now, message, project); err != nil {
		return fmt.Errorf("move the question of message %d: %w", message, err)
	}
	clear(tx.noMissing)
	if err := tx.exec(`UPDATE missing_mail SET project = $1 WHERE message_id = $2 AND project <> $3`, project, message, project); err != nil {
		return fmt.Errorf("move the mail that message %d shows to be missing: %w", message, err)
	}
	ids, err := tx.ids(`SELECT id FROM cases WHERE message_id = $1 ORDER BY id`, message)
	if err != nil {
		return fmt.Errorf("look for the case of message %d: %w", message, err)
	}
	if project == "" {
		for _, id := range ids {
			if _, err := caseMachine().move(tx, id, EventCaseUnfiled); err != nil {
				return fmt.Errorf("close the case of message %d: %w", message, err)
			}
		}
		return tx.moveProcedureOf(message, project)
	}
	for _, id := range ids {
		err := tx.exec(`UPDATE cases SET project = $1, number = (SELECT COALESCE(max(c.number), 0) + 1 FROM cases c WHERE c.project = $2), due_ms = 0, changed_ms = $3 WHERE id = $4 AND project <> $5`,
			project, project, tx.now, id, project)
		if err != nil {
			return fmt.Errorf("move the case of message %d: %w", message, err)
		}
	}
	return tx.moveProcedureOf(message, project)
}

// followFiled applies a mail to cases that fitted no project when it came, and that
// somebody has filed since.
func (tx *Tx) followFiled(message int64, project string) error {
	var (
		thread, date int64
		m            Message
		v            = Verdict{Project: project, Effects: []Effect{EffectOpenCase, EffectStopClock, EffectEndWait}} // as who filed it says
	)
	err := tx.row(`SELECT m.thread_id, m.date_ms, m.subject, m.kind, m.role, b.new_text FROM message m JOIN body b ON b.message_id = m.id
		WHERE m.id = $1 AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.message_id = m.id) AND NOT EXISTS (SELECT 1 FROM request r WHERE r.answer_id = m.id)`, message).
		Scan(&thread, &date, &m.Subject, &v.Kind, &v.Role, &m.NewText)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read what message %d asks: %w", message, err)
	}
	read, err := tx.readingOf(message)
	if err != nil {
		return err
	}
	people, err := participants(tx.ctx, tx.sql, message)
	if err != nil {
		return err
	}
	m.Date, m.From, v.Asks, v.SeparateAsks, v.Awaits = timeOf(date), people.From, read.Asks, read.SeparateAsks, read.Awaits
	if err := tx.followCase(message, thread, &m, v); err != nil {
		return err
	}
	return tx.followAwaited(message, thread, &m, v)
}

// moveProcedureOf moves the changes and disputes that began with the cases of a message to
// the project of these. If that is none, they are dropped.
func (tx *Tx) moveProcedureOf(message int64, project string) error {
	list, err := collect(tx.ctx, tx.sql, "list the changes and disputes of a mail", scanProcedure, selectProcedure+` WHERE case_id IN (SELECT id FROM cases WHERE message_id = $1) AND project <> $2 ORDER BY id`, message, project)
	if err != nil {
		return err
	}
	for _, m := range list {
		if project == "" {
			_, err = tx.StepProcedure(m.ID, EventDropped, "", "", 0)
		} else {
			err = tx.exec(`UPDATE procedure SET project = $1, number = (SELECT COALESCE(max(o.number), 0) + 1 FROM procedure o WHERE o.project = $2 AND o.kind = $3), step_request = 'none' WHERE id = $4`,
				project, project, m.Kind, m.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
