package store

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// DraftConfirmation records a text that people will be asked to confirm, once the PM has
// approved it. Of c, only Project, Kind, Title, Text, Files, Actor, Message and Case count. A text
// that is too long is ErrTooLong; if a mail brought it, the confirmation is withdrawn
// without its text, and the sender gets a receipt.
func (tx *Tx) DraftConfirmation(c Confirmation) (Confirmation, error) {
	tooLong := len(c.Text) > LongestText
	if tooLong && c.Message == 0 {
		return c, fmt.Errorf("%w: %d bytes", ErrTooLong, len(c.Text))
	}
	if tooLong {
		c.Text = ""
	}
	err := tx.row(`INSERT INTO confirmation (project, number, kind, title, state, version, text, policy, actor, message_id, case_id, created_ms, changed_ms)
		VALUES ($1, (SELECT COALESCE(max(number), 0) + 1 FROM confirmation WHERE project = $2), $3, $4, 'drafted', 1, $5, 'all', $6, $7, $8, $9, $10) RETURNING id`,
		c.Project, c.Project, c.Kind, c.Title, c.Text, cleanActor(c.Actor), optional(c.Message), optional(c.Case), tx.now, tx.now).Scan(&c.ID)
	if err != nil {
		return c, fmt.Errorf("take %s of %s to confirm: %w", c.Kind, c.Project, err)
	}
	if err := tx.bindFiles(AboutConfirmation, c.ID, 1, c.Files); err != nil {
		return c, err
	}
	if tooLong {
		if _, err := tx.moveConfirmation(c.ID, EventConfirmationWithdrawn, c.Actor); err != nil {
			return c, err
		}
		if err := tx.queueReceipt(AboutConfirmation, &Response{Object: c.ID, Version: 1, Address: c.Actor}, c.Message, ReceiptTooLong, ""); err != nil {
			return c, err
		}
	}
	return tx.Confirmation(c.ID)
}

// Confirmation returns a confirmation as the transaction sees it.
func (tx *Tx) Confirmation(id int64) (Confirmation, error) {
	return scanConfirmation(tx.row(selectConfirmation+` WHERE id = $1`, id))
}

// MarkConfirmationProposed records that the PM was shown a draft.
func (tx *Tx) MarkConfirmationProposed(id int64, draft int) (bool, error) {
	c, err := tx.Confirmation(id)
	if err != nil || c.Draft != draft {
		return false, err
	}
	if c.State != ConfirmationAsked {
		return tx.moveConfirmation(id, EventConfirmationShown, "")
	}
	if c.Next == "" || c.NextShown {
		return false, nil
	}
	if moved, err := tx.moveConfirmation(id, EventNextShown, ""); err != nil || !moved {
		return moved, err
	}
	return true, tx.exec(`UPDATE confirmation SET next_shown = 1 WHERE id = $1`, id)
}

func (tx *Tx) isVersion(id int64, version int) (bool, error) {
	c, err := tx.Confirmation(id)
	return c.Version == version, err
}

// MarkConfirmationAsked records that people were asked to confirm version by deadline,
// and the policy by which their responses count.
func (tx *Tx) MarkConfirmationAsked(id int64, version int, policy Policy, deadline time.Time, people []Address) (bool, error) {
	if current, err := tx.isVersion(id, version); err != nil || !current {
		return false, err
	}
	if moved, err := tx.moveConfirmation(id, EventConfirmationAsked, ""); err != nil || !moved {
		return moved, err
	}
	if err := tx.exec(`UPDATE confirmation SET policy = $1, deadline_ms = $2, reminders = 0, remind_now = 0, overdue = 0 WHERE id = $3`, policy, millis(deadline), id); err != nil {
		return false, err
	}
	if err := tx.exec(`INSERT INTO confirmation_version (confirmation_id, version, text, actor, asked_ms) SELECT id, version, text, actor, $1 FROM confirmation WHERE id = $2`, tx.now, id); err != nil {
		return false, err
	}
	if err := tx.exec(`UPDATE version_file SET version = $1 WHERE about = 'confirmation' AND object = $2 AND draft = (SELECT draft FROM confirmation WHERE id = $3)`, version, id, id); err != nil {
		return false, err
	}
	for _, p := range people {
		if err := tx.exec(`INSERT INTO confirmer (confirmation_id, version, address, name, state) VALUES ($1, $2, $3, $4, 'waiting') ON CONFLICT DO NOTHING`, id, version, keyOf(p.Address), p.Name); err != nil {
			return false, err
		}
	}
	return true, nil
}

// MoveConfirmer records that somebody who was asked about version, and has not confirmed it,
// has another address.
func (tx *Tx) MoveConfirmer(id int64, version int, from, to string) (bool, error) {
	return tx.changedOne(`UPDATE confirmer SET address = $1, state = 'waiting', words = '', deputy = '', deputy_name = '' WHERE confirmation_id = $2 AND version = $3 AND address = $4 AND state <> 'confirmed'`, keyOf(to), id, version, keyOf(from))
}

// MarkConfirmationReminded records that those who have not answered were reminded. A
// reminder that the PM asked for does not count.
func (tx *Tx) MarkConfirmationReminded(id int64, version, reminders int) (bool, error) {
	return tx.changedOne(`UPDATE confirmation SET reminders = reminders + 1 - remind_now, remind_now = 0 WHERE id = $1 AND state = 'asked' AND version = $2 AND reminders = $3`, id, version, reminders)
}

// RemindConfirmation has those who have not answered reminded now.
func (tx *Tx) RemindConfirmation(id int64, version int) (bool, error) {
	return tx.changedOne(`UPDATE confirmation SET remind_now = 1 WHERE id = $1 AND state = 'asked' AND version = $2 AND remind_now = 0`, id, version)
}

// MarkConfirmationOverdue records that the PM was notified that the deadline has passed.
func (tx *Tx) MarkConfirmationOverdue(id int64, version int) (bool, error) {
	return tx.changedOne(`UPDATE confirmation SET overdue = 1 WHERE id = $1 AND state = 'asked' AND version = $2 AND overdue = 0`, id, version)
}

// SettleConfirmation ends a confirmation with its outcome.
func (tx *Tx) SettleConfirmation(id int64, version int, outcome ConfirmationOutcome, actor string) (bool, error) {
	c, err := tx.Confirmation(id)
	if err != nil || c.Version != version {
		return false, err
	}
	moved, err := tx.moveConfirmation(id, EventConfirmationSettled, actor)
	if err != nil || !moved {
		return moved, err
	}
	if err := tx.exec(`UPDATE confirmation SET outcome = $1, next = '', next_shown = 0 WHERE id = $2`, outcome, id); err != nil {
		return false, err
	}
	return true, tx.followOutcome(c, outcome, actor)
}

// ReviseConfirmation records another text, and reports whether it differs. While people are
// asked it is that of the next version: nothing changes for them until the PM approves it.
func (tx *Tx) ReviseConfirmation(id int64, text, actor string) (bool, error) {
	c, err := tx.Confirmation(id)
	if err != nil {
		return false, err
	}
	return tx.reviseWith(c, text, c.LatestFiles(), actor)
}

// reviseWith is ReviseConfirmation with the files that are to go with the text.
func (tx *Tx) reviseWith(c Confirmation, text string, files []VersionFile, actor string) (bool, error) {
	same := strings.TrimSpace(c.Latest()) == strings.TrimSpace(text) && SameFiles(c.LatestFiles(), files)
	if same || c.Draft >= mostVersions {
		return false, nil
	}
	event, column := EventConfirmationRevised, "text"
	if c.State == ConfirmationAsked {
		event, column = EventNextWritten, "next"
	}
	moved, err := tx.moveConfirmation(c.ID, event, actor)
	if err != nil || !moved {
		return moved, err
	}
	if err := tx.exec(fmt.Sprintf(`UPDATE confirmation SET %s = $1, before = $2, draft = draft + 1, next_shown = 0 WHERE id = $3`, column), text, c.Latest(), c.ID); err != nil {
		return false, err
	}
	return true, tx.bindFiles(AboutConfirmation, c.ID, c.Draft+1, files)
}

// DropNextVersion records that there is to be no next version after all: people are still
// asked about the present one.
func (tx *Tx) DropNextVersion(id int64, draft int, actor string) (bool, error) {
	c, err := tx.Confirmation(id)
	if err != nil || c.Draft != draft || c.Next == "" {
		return false, err
	}
	moved, err := tx.moveConfirmation(id, EventNextDropped, actor)
	if err != nil || !moved {
		return moved, err
	}
	return true, tx.exec(`UPDATE confirmation SET next = '', next_shown = 0 WHERE id = $1`, id)
}

// ApproveConfirmation approves a draft, which is then sent to those who are to confirm it.
// While people are asked about a version, the draft becomes the next one.
func (tx *Tx) ApproveConfirmation(id int64, draft int, actor string) (bool, error) {
	c, err := tx.Confirmation(id)
	if err != nil || c.Draft != draft || Hindered(c.LatestFiles()) {
		return false, err
	}
	if c.State != ConfirmationAsked {
		return tx.moveConfirmation(id, EventConfirmationApproved, actor)
	}
	if c.Next == "" {
		return false, nil
	}
	moved, err := tx.moveConfirmation(id, EventNextApproved, actor)
	if err != nil || !moved {
		return moved, err
	}
	return true, tx.exec(`UPDATE confirmation SET text = next, next = '', next_shown = 0, version = version + 1 WHERE id = $1`, id)
}

// ReturnConfirmation takes a draft that was approved back to the PM, because its files cannot be
// sent: as another draft, which is to be approved anew.
func (tx *Tx) ReturnConfirmation(id int64, draft int) (bool, error) {
	c, err := tx.Confirmation(id)
	if err != nil || c.Draft != draft {
		return false, err
	}
	if moved, err := tx.moveConfirmation(id, EventFilesHinder, ""); err != nil || !moved {
		return moved, err
	}
	if err := tx.exec(`UPDATE confirmation SET draft = draft + 1, before = '' WHERE id = $1`, id); err != nil {
		return false, err
	}
	return true, tx.bindFiles(AboutConfirmation, id, draft+1, c.Files)
}

// WithdrawConfirmation withdraws a confirmation.
func (tx *Tx) WithdrawConfirmation(id int64, actor string) (bool, error) {
	c, err := tx.Confirmation(id)
	if err != nil {
		return false, err
	}
	moved, err := tx.moveConfirmation(id, EventConfirmationWithdrawn, actor)
	if err != nil || !moved {
		return moved, err
	}
	var outcome ConfirmationOutcome
	if c.Kind == ChangeRequest { // who ends it because somebody objects has it rejected
		var objected bool
		if err := tx.row(`SELECT EXISTS (SELECT 1 FROM confirmer WHERE confirmation_id = $1 AND version = $2 AND state = 'objected')`, id, c.Version).Scan(&objected); err != nil {
			return false, err
		}
		if objected {
			outcome = OutcomeRejected
		}
	}
	return true, tx.followOutcome(c, outcome, actor)
}

// decideConfirmation applies the reply of a PM to a draft that they were shown, or to a
// notice while people are asked, and queues the receipt.
func (tx *Tx) decideConfirmation(message int64, a *Response, m *Message) error {
	c, err := tx.Confirmation(a.Object)
	if err != nil {
		return err
	}
	// A draft has its own number; of a draft that is no more only the text can be used.
	stale := a.Version != c.Version
	if a.Purpose == PurposeDraft {
		stale = a.Version != c.Draft
	}
	tell, words, err := tx.decide(c, stale, message, a, m)
	if err != nil || tell == "" {
		return err
	}
	told := *a
	told.Version = c.Version
	return tx.queueReceipt(AboutConfirmation, &told, message, tell, words)
}

// decide applies the reply of a PM, and returns what they are to be told, "" for nothing.
func (tx *Tx) decide(c Confirmation, stale bool, message int64, a *Response, m *Message) (tell, words string, err error) {
	effect := func(tell string, done bool, err error) (string, string, error) {
		if err == nil && !done {
			tell = ReceiptNoEffect
		}
		return tell, "", err
	}
	files, changed, err := tx.filesOfResponse(message, a, c.LatestFiles())
	if err != nil {
		return "", "", err
	}
	switch a.Decision {
	case DecisionOK, DecisionNote:
		if changed { // they are to be seen before anybody gets them
			done, err := tx.reviseWith(c, renamed(c.Latest(), c.Kind, c.LatestFiles(), files), files, a.Address)
			return effect("", done, err)
		}
		if a.Decision == DecisionNote {
			return "", "", nil
		}
	case DecisionText, DecisionNewText, DecisionEdit:
		return tx.reviseConfirmation(c, a, m.textOf(a), files)
	case DecisionTakeUp:
		if stale {
			return ReceiptStale, "", nil
		}
		if done, err := tx.takeUpSuggestions(c, a); err != nil || done {
			return "", "", err // the next draft shows them
		}
		return ReceiptNoEffect, "", nil
	case DecisionEscalate:
		done, err := tx.escalate(message, a)
		return effect(ReceiptEscalated, done, err)
	}
	if stale {
		return ReceiptStale, "", nil
	}
	switch a.Decision {
	case DecisionOK:
		if a.Purpose != PurposeDraft {
			return ReceiptNoEffect, "", nil
		}
		if Hindered(c.LatestFiles()) {
			return ReceiptFiles, "", nil
		}
		done, err := tx.ApproveConfirmation(c.ID, c.Draft, a.Address)
		return effect(ReceiptSent, done, err)
	case DecisionSkip:
		if a.Purpose == PurposeDraft && c.Next != "" {
			done, err := tx.DropNextVersion(c.ID, c.Draft, a.Address)
			return effect(ReceiptNextDropped, done, err)
		}
		done, err := tx.WithdrawConfirmation(c.ID, a.Address)
		return effect(ReceiptWithdrawn, done, err)
	case DecisionRemind:
		done, err := tx.RemindConfirmation(c.ID, c.Version)
		return effect(ReceiptReminded, done, err)
	case DecisionFor:
		err := tx.ConfirmFor(c.ID, c.Version, a.Argument, a.Address, message)
		switch {
		case errors.Is(err, ErrNotFound):
			return ReceiptUnknownPerson, a.Argument, nil
		case errors.Is(err, ErrBinding):
			return ReceiptBinding, a.Argument, nil
		case errors.Is(err, ErrState):
			return ReceiptNoEffect, "", nil
		}
		return ReceiptConfirmedFor, a.Argument, err
	}
	return ReceiptNoEffect, "", nil
}

// escalate refers the dispute that a settlement belongs to to the mediator. It reports
// false if the text is not a settlement.
func (tx *Tx) escalate(message int64, a *Response) (bool, error) {
	var id int64
	if err := tx.row(`SELECT COALESCE(max(id), 0) FROM procedure WHERE confirmation_id = $1 AND kind = 'dispute'`, a.Object).Scan(&id); err != nil || id == 0 {
		return false, err
	}
	return tx.StepProcedure(id, EventEscalated, "", a.Address, message)
}
