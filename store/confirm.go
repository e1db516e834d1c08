package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// DraftConfirmation takes a text that people are to confirm. Only Project, Kind,
// Title, Text, Actor, Message and Case of c count. The PM is shown it first.
func (tx *Tx) DraftConfirmation(c Confirmation) (Confirmation, error) {
	err := tx.row(`INSERT INTO confirmation (project, number, kind, title, state, version, text, policy, actor, message_id, case_id, created_ms, changed_ms)
		VALUES ($1, (SELECT COALESCE(max(number), 0) + 1 FROM confirmation WHERE project = $2), $3, $4, 'drafted', 1, $5, 'all', $6, $7, $8, $9, $10) RETURNING id`,
		c.Project, c.Project, c.Kind, c.Title, c.Text, cleanActor(c.Actor), optional(c.Message), optional(c.Case), tx.now, tx.now).Scan(&c.ID)
	if err != nil {
		return c, fmt.Errorf("take %s of %s to confirm: %w", c.Kind, c.Project, err)
	}
	return tx.Confirmation(c.ID)
}

// Confirmation gives a confirmation as it stands in the transaction.
func (tx *Tx) Confirmation(id int64) (Confirmation, error) {
	return scanConfirmation(tx.row(selectConfirmation+` WHERE id = $1`, id))
}

// ProposedConfirmation records that the PM was shown version.
func (tx *Tx) ProposedConfirmation(id int64, version int) (bool, error) {
	if current, err := tx.isVersion(id, version); err != nil || !current {
		return false, err
	}
	return tx.moveConfirmation(id, "the PM is shown it", "")
}

func (tx *Tx) isVersion(id int64, version int) (bool, error) {
	c, err := tx.Confirmation(id)
	return c.Version == version, err
}

// AskedConfirmation records that people were asked about version, until deadline,
// and by which policy their answers count.
func (tx *Tx) AskedConfirmation(id int64, version int, policy Policy, deadline time.Time, people []Address) (bool, error) {
	if current, err := tx.isVersion(id, version); err != nil || !current {
		return false, err
	}
	if moved, err := tx.moveConfirmation(id, "people are asked", ""); err != nil || !moved {
		return moved, err
	}
	if err := tx.exec(`UPDATE confirmation SET policy = $1, deadline_ms = $2, reminders = 0, overdue = 0 WHERE id = $3`, policy, millis(deadline), id); err != nil {
		return false, err
	}
	if err := tx.exec(`INSERT INTO confirmation_version (confirmation_id, version, text, actor, asked_ms) SELECT id, version, text, actor, $1 FROM confirmation WHERE id = $2`, tx.now, id); err != nil {
		return false, err
	}
	for _, p := range people {
		if err := tx.exec(`INSERT INTO voice (confirmation_id, version, address, name, state) VALUES ($1, $2, $3, $4, 'waiting') ON CONFLICT DO NOTHING`, id, version, strings.ToLower(p.Address), p.Name); err != nil {
			return false, err
		}
	}
	return true, nil
}

// RemindedConfirmation records that those who have not answered were reminded.
func (tx *Tx) RemindedConfirmation(id int64, version, reminders int) (bool, error) {
	return tx.moved(`UPDATE confirmation SET reminders = CASE WHEN reminders < 0 THEN -1 - reminders ELSE reminders + 1 END WHERE id = $1 AND state = 'asked' AND version = $2 AND reminders = $3`, id, version, reminders)
}

// RemindConfirmation lets those who have not answered be reminded now: a number of
// reminders below 0 says so.
func (tx *Tx) RemindConfirmation(id int64, version int) (bool, error) {
	return tx.moved(`UPDATE confirmation SET reminders = -1 - reminders WHERE id = $1 AND state = 'asked' AND version = $2 AND reminders >= 0`, id, version)
}

// OverdueConfirmation records that the PM was told that the deadline has passed.
func (tx *Tx) OverdueConfirmation(id int64, version int) (bool, error) {
	return tx.moved(`UPDATE confirmation SET overdue = 1 WHERE id = $1 AND state = 'asked' AND version = $2 AND overdue = 0`, id, version)
}

// SettleConfirmation ends a confirmation with its outcome.
func (tx *Tx) SettleConfirmation(id int64, version int, outcome ConfirmationOutcome, actor string) (bool, error) {
	c, err := tx.Confirmation(id)
	if err != nil || c.Version != version {
		return false, err
	}
	moved, err := tx.moveConfirmation(id, "it has its outcome", actor)
	if err != nil || !moved {
		return moved, err
	}
	if err := tx.exec(`UPDATE confirmation SET outcome = $1 WHERE id = $2`, outcome, id); err != nil {
		return false, err
	}
	return true, tx.followOutcome(c, outcome, actor)
}

// WriteConfirmation takes another version of the text. The same text again is no
// other version.
func (tx *Tx) WriteConfirmation(id int64, text, actor string) (bool, error) {
	c, err := tx.Confirmation(id)
	if err != nil || strings.TrimSpace(c.Text) == strings.TrimSpace(text) || c.Version >= mostVersions {
		return false, err
	}
	moved, err := tx.moveConfirmation(id, "the PM writes another version", actor)
	if err != nil || !moved {
		return moved, err
	}
	return true, tx.exec(`UPDATE confirmation SET text = $1, version = version + 1 WHERE id = $2`, text, id)
}

// ApproveConfirmation lets version be sent to those who are to confirm it.
func (tx *Tx) ApproveConfirmation(id int64, version int, actor string) (bool, error) {
	if current, err := tx.isVersion(id, version); err != nil || !current {
		return false, err
	}
	return tx.moveConfirmation(id, "the PM approves it", actor)
}

// WithdrawConfirmation takes a confirmation back.
func (tx *Tx) WithdrawConfirmation(id int64, actor string) (bool, error) {
	c, err := tx.Confirmation(id)
	if err != nil {
		return false, err
	}
	moved, err := tx.moveConfirmation(id, "the PM withdraws it", actor)
	if err != nil || !moved {
		return moved, err
	}
	var outcome ConfirmationOutcome
	if c.Kind == ChangeRequest { // who ends it because somebody objects has it rejected
		var objected bool
		if err := tx.row(`SELECT EXISTS (SELECT 1 FROM voice WHERE confirmation_id = $1 AND version = $2 AND state = 'objected')`, id, c.Version).Scan(&objected); err != nil {
			return false, err
		}
		if objected {
			outcome = OutcomeRejected
		}
	}
	return true, tx.followOutcome(c, outcome, actor)
}

// voice takes what somebody says of a version that they were asked about, once.
// An answer to what is no more, or is settled, changes nothing; they are told.
func (tx *Tx) voice(message int64, a *Answer, text string) error {
	c, err := tx.Confirmation(a.Object)
	if err != nil {
		return err
	}
	var state string
	err = tx.row(`SELECT state FROM voice WHERE confirmation_id = $1 AND version = $2 AND address = $3`, a.Object, a.Version, strings.ToLower(a.Address)).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // they were not asked about it; the log has what they wrote
	}
	if err != nil {
		return err
	}
	confirms := a.Decision == DecisionOK
	switch {
	case c.State == ConfirmationSettled || c.State == ConfirmationWithdrawn:
		if confirms && state == VoiceConfirmed {
			return tx.tell(AboutConfirmation, a, message, TellSettled, "")
		}
		if err := tx.tell(AboutConfirmation, a, message, TellSaid, text); err != nil {
			return err
		}
		return tx.tell(AboutConfirmation, a, message, TellLate, "")
	case a.Version != c.Version || c.State != ConfirmationAsked:
		if !confirms {
			if err := tx.tell(AboutConfirmation, a, message, TellSaid, text); err != nil {
				return err
			}
		}
		return tx.tell(AboutConfirmation, a, message, TellOld, "")
	case confirms && (a.Unproved || c.Kind.Binds() && a.Purpose != PurposeAgain):
		// What binds takes a second word from everybody: whoever holds the mail that
		// asked may have sent the first.
		return tx.tell(AboutConfirmation, a, message, TellAgain, "")
	case confirms:
		if err := tx.say(a, message, VoiceConfirmed, "", ""); err != nil {
			return err
		}
		return tx.tell(AboutConfirmation, a, message, TellRecorded, "")
	}
	// An objection needs no proof: the PM reads it.
	if state != VoiceConfirmed || c.Kind.Binds() { // which may be taken back until it is settled
		if err := tx.say(a, message, VoiceObjected, text, ""); err != nil {
			return err
		}
	}
	if err := tx.tell(AboutConfirmation, a, message, TellSaid, text); err != nil {
		return err
	}
	if a.Decision == DecisionReject && !a.Unproved && c.Kind.Binds() {
		if _, err := tx.SettleConfirmation(c.ID, c.Version, OutcomeRejected, a.Address); err != nil {
			return err
		}
		return tx.tell(AboutConfirmation, a, message, TellRejected, "")
	}
	return tx.tell(AboutConfirmation, a, message, TellPassedOn, "")
}

func (tx *Tx) say(a *Answer, message int64, state, words, by string) error {
	err := tx.exec(`UPDATE voice SET state = $1, words = $2, by = $3, message_id = $4, at_ms = $5 WHERE confirmation_id = $6 AND version = $7 AND address = $8`,
		state, words, by, message, tx.now, a.Object, a.Version, strings.ToLower(a.Address))
	if err != nil {
		return fmt.Errorf("record what %s said: %w", a.Address, err)
	}
	return nil
}

// ConfirmFor records that somebody confirmed in another way, as actor says. who is
// a name or an address of one of those who are asked, or a part that only one of them
// has; else it is ErrNotFound.
func (tx *Tx) ConfirmFor(id int64, version int, who, actor string, message int64) error {
	c, err := tx.Confirmation(id)
	if err != nil {
		return err
	}
	if c.State != ConfirmationAsked || c.Version != version {
		return fmt.Errorf("%w: version %d is %s", ErrState, c.Version, c.State)
	}
	rows, err := tx.sql.QueryContext(tx.ctx, `SELECT address, name FROM voice WHERE confirmation_id = $1 AND version = $2`, id, version)
	if err != nil {
		return err
	}
	defer rows.Close()
	who = strings.ToLower(strings.TrimSpace(who))
	found, whole, several := "", false, false
	for rows.Next() {
		var address, name string
		if err := rows.Scan(&address, &name); err != nil {
			return err
		}
		name = strings.ToLower(name)
		is := address == who || name == who
		if who == "" || whole && !is || !strings.Contains(address, who) && !strings.Contains(name, who) {
			continue
		}
		several = found != "" && whole == is
		found, whole = address, is
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	if several {
		return fmt.Errorf("%q is several of those who are asked: %w", who, ErrNotFound)
	}
	if found == "" {
		return fmt.Errorf("%q is none of those who are asked: %w", who, ErrNotFound)
	}
	a := &Answer{Object: id, Version: version, Address: found}
	var by any
	if message != 0 {
		by = message
	}
	return tx.exec(`UPDATE voice SET state = 'confirmed', words = '', by = $1, message_id = $2, at_ms = $3 WHERE confirmation_id = $4 AND version = $5 AND address = $6`,
		cleanActor(actor), by, tx.now, a.Object, a.Version, a.Address)
}

// decideConfirmation does what the PM answers to a text that they were shown, and has
// them told. Of another version they are shown that.
func (tx *Tx) decideConfirmation(message int64, a *Answer, text string) error {
	var done bool
	var err error
	tell, words := "", ""
	switch a.Decision {
	case DecisionFor:
		tell, words = TellFor, a.For
		err = tx.ConfirmFor(a.Object, a.Version, a.For, a.Address, message)
		done = err == nil
		if errors.Is(err, ErrNotFound) {
			tell, done = TellNobody, true
		}
		if errors.Is(err, ErrNotFound) || errors.Is(err, ErrState) {
			err = nil
		}
	case DecisionOK:
		tell = TellSent
		done, err = tx.ApproveConfirmation(a.Object, a.Version, a.Address)
	case DecisionSkip:
		tell = TellWithdrawn
		done, err = tx.WithdrawConfirmation(a.Object, a.Address)
	case DecisionRemind:
		tell = TellReminded
		done, err = tx.RemindConfirmation(a.Object, a.Version)
	case DecisionEscalate:
		tell = TellEscalated
		done, err = tx.escalate(message, a)
	case DecisionText:
		done, err = tx.WriteConfirmation(a.Object, text, a.Address)
	case DecisionNote:
		done = true
	}
	if err != nil || done && tell == "" {
		return err
	}
	if !done {
		tell = TellNothing
	}
	return tx.tell(AboutConfirmation, a, message, tell, words)
}

// escalate takes the settlement that a dispute waits for to the mediator. It says false
// where the text is no settlement.
func (tx *Tx) escalate(message int64, a *Answer) (bool, error) {
	var id int64
	if err := tx.row(`SELECT COALESCE(max(id), 0) FROM matter WHERE confirmation_id = $1 AND kind = 'dispute'`, a.Object).Scan(&id); err != nil || id == 0 {
		return false, err
	}
	return tx.StepMatter(id, EventEscalated, "", a.Address, message)
}
