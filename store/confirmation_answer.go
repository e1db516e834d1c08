package store

import (
	"database/sql"
	"errors"
	"fmt"
)

// recordConfirmer records what somebody says of the version that they were asked about. A
// response to an old version, or to what is settled, has no effect but a receipt.
func (tx *Tx) recordConfirmer(message int64, a *Response, m *Message) error {
	if len(a.Replies) > 0 {
		if err := tx.recordBeside(message, a, m); err != nil {
			return err
		}
	}
	if a.Decision == DecisionScore {
		return nil
	}
	text := m.ownWords()
	c, err := tx.Confirmation(a.Object)
	if err != nil {
		return err
	}
	var state, by, deputy string
	var provisional bool
	err = tx.row(`SELECT state, by, deputy, provisional FROM confirmer WHERE confirmation_id = $1 AND version = $2 AND address = $3`, a.Object, a.Version, keyOf(a.inWhosePlace())).Scan(&state, &by, &deputy, &provisional)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // they were not asked about it; the log has what they wrote
	}
	if err != nil {
		return err
	}
	confirms := a.Decision == DecisionOK
	switch {
	case c.State == ConfirmationSettled || c.State == ConfirmationWithdrawn:
		if confirms && state == ConfirmerConfirmed {
			return tx.queueReceipt(AboutConfirmation, a, message, ReceiptSettled, "")
		}
		if err := tx.queueReceipt(AboutConfirmation, a, message, ReceiptComment, text); err != nil {
			return err
		}
		return tx.queueReceipt(AboutConfirmation, a, message, ReceiptLate, "")
	case a.Version != c.Version || c.State != ConfirmationAsked:
		if !confirms {
			if err := tx.queueReceipt(AboutConfirmation, a, message, ReceiptComment, text); err != nil {
				return err
			}
		}
		return tx.queueReceipt(AboutConfirmation, a, message, ReceiptOldVersion, "")
	case a.DeputyOf != "" && state != ConfirmerWaiting && by == "" && deputy == "" && !provisional: // their own word stands
		if err := tx.queueReceipt(AboutConfirmation, a, message, ReceiptComment, text); err != nil {
			return err
		}
		return tx.queueReceipt(AboutConfirmation, a, message, ReceiptPassedOn, "")
	case confirms && state == ConfirmerConfirmed && by == "" && (deputy == "" || a.DeputyOf != "") && (!provisional || a.Unproved && a.DeputyOf == ""): // it was said before
		if provisional {
			return tx.queueReceipt(AboutConfirmation, a, message, ReceiptProvisional, "")
		}
		return tx.queueReceipt(AboutConfirmation, a, message, ReceiptRecorded, "")
	case confirms && a.Provisional && a.DeputyOf == "" && c.Provisional && c.Kind == Minutes && state == ConfirmerWaiting:
		if err := tx.setConfirmer(a, message, ConfirmerConfirmed, "", ""); err != nil {
			return err
		}
		return tx.queueReceipt(AboutConfirmation, a, message, ReceiptProvisional, "")
	case confirms && (a.Unproved || c.Kind.IsBinding() && a.Purpose != PurposeAgain):
		// What binds takes a second word from everybody: whoever holds the mail that
		// asked may have sent the first.
		tell := ReceiptOnceMore
		if a.Unproved {
			tell = ReceiptAskedAgain
		}
		return tx.queueReceipt(AboutConfirmation, a, message, tell, "")
	case confirms:
		if err := tx.setConfirmer(a, message, ConfirmerConfirmed, "", ""); err != nil {
			return err
		}
		return tx.queueReceipt(AboutConfirmation, a, message, ReceiptRecorded, "")
	}
	if a.Unsure && state != ConfirmerConfirmed { // it is no objection either
		if err := tx.queueReceipt(AboutConfirmation, a, message, ReceiptComment, text); err != nil {
			return err
		}
		return tx.queueReceipt(AboutConfirmation, a, message, ReceiptUnsure, a.Meant)
	}
	// An objection needs no proof: the PM reads it. What binds may be taken back until it is
	// settled, by a mail that is proved as the agreement was; so may what is provisional, by any.
	agreed := state == ConfirmerConfirmed && !provisional
	if !agreed || c.Kind.IsBinding() && !a.Unproved {
		if err := tx.setConfirmer(a, message, ConfirmerObjected, text, ""); err != nil {
			return err
		}
	}
	if err := tx.queueReceipt(AboutConfirmation, a, message, ReceiptComment, text); err != nil {
		return err
	}
	if agreed && c.Kind.IsBinding() && a.Unproved {
		return tx.queueReceipt(AboutConfirmation, a, message, ReceiptWithdrawAgain, "")
	}
	if a.Decision == DecisionReject && !a.Unproved && c.Kind.EndsWithNo() {
		if _, err := tx.SettleConfirmation(c.ID, c.Version, OutcomeRejected, a.Address); err != nil {
			return err
		}
		return tx.queueReceipt(AboutConfirmation, a, message, ReceiptRejected, "")
	}
	return tx.queueReceipt(AboutConfirmation, a, message, ReceiptPassedOn, "")
}

func (tx *Tx) setConfirmer(a *Response, message int64, state, words, by string) error {
	deputy := ""
	if a.DeputyOf != "" {
		deputy = keyOf(a.Address)
	}
	err := tx.exec(`UPDATE confirmer SET state = $1, words = $2, by = $3, deputy = $4, deputy_name = $5, message_id = $6, at_ms = $7, provisional = $8 WHERE confirmation_id = $9 AND version = $10 AND address = $11`,
		state, words, by, deputy, a.DeputyName, message, tx.now, state == ConfirmerConfirmed && a.Unproved, a.Object, a.Version, keyOf(a.inWhosePlace()))
	if err != nil {
		return fmt.Errorf("record what %s said: %w", a.Address, err)
	}
	return nil
}
