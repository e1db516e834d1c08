package store

import (
	"database/sql"
	"errors"
	"fmt"
)

// confirmerReply is what somebody wrote of a version that they were asked about, and what was
// recorded of them before.
type confirmerReply struct {
	tx           *Tx
	message      int64
	response     *Response
	words        string
	confirmation Confirmation
	before       Confirmer
}

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
	c, err := tx.Confirmation(a.Object)
	if err != nil {
		return err
	}
	r := confirmerReply{tx: tx, message: message, response: a, words: m.ownWords(), confirmation: c}
	err = tx.row(`SELECT state, by, deputy, provisional FROM confirmer WHERE confirmation_id = $1 AND version = $2 AND address = $3`, a.Object, a.Version, keyOf(a.inWhosePlace())).
		Scan(&r.before.State, &r.before.By, &r.before.Deputy, &r.before.Provisional)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // they were not asked about it; the log has what they wrote
	}
	if err != nil {
		return err
	}
	return r.apply()
}

func (r *confirmerReply) apply() error {
	a, c, before := r.response, r.confirmation, r.before
	confirms, confirmed := a.Decision == DecisionOK, before.State == ConfirmerConfirmed
	switch {
	case c.State == ConfirmationSettled || c.State == ConfirmationWithdrawn:
		if confirms && confirmed {
			return r.acknowledge(ReceiptSettled)
		}
		return r.acknowledge(ReceiptComment, ReceiptLate)
	case a.Version != c.Version || c.State != ConfirmationAsked:
		if confirms {
			return r.acknowledge(ReceiptOldVersion)
		}
		return r.acknowledge(ReceiptComment, ReceiptOldVersion)
	case a.DeputyOf != "" && before.State != ConfirmerWaiting && before.By == "" && before.Deputy == "" && !before.Provisional:
		return r.acknowledge(ReceiptComment, ReceiptPassedOn) // their own word stands
	case confirms:
		return r.confirm()
	case a.Unsure && !confirmed: // it is no objection either
		return r.acknowledge(ReceiptComment, ReceiptUnsure)
	}
	return r.object()
}

// confirm applies a yes to the version that is asked about.
func (r *confirmerReply) confirm() error {
	a, c, before := r.response, r.confirmation, r.before
	said := before.State == ConfirmerConfirmed && before.By == "" && (before.Deputy == "" || a.DeputyOf != "")
	switch {
	case said && !before.Provisional:
		return r.acknowledge(ReceiptRecorded)
	case said && a.Unproved && a.DeputyOf == "":
		return r.acknowledge(ReceiptProvisional)
	case a.Provisional && a.DeputyOf == "" && c.Provisional && c.Kind == Minutes && before.State == ConfirmerWaiting:
		return r.set(ConfirmerConfirmed, "", ReceiptProvisional)
	case a.Unproved:
		return r.acknowledge(ReceiptAskedAgain)
	case c.Kind.IsBinding() && a.Purpose != PurposeAgain:
		// What binds takes a second word from everybody: whoever holds the mail that asked
		// may have sent the first.
		return r.acknowledge(ReceiptOnceMore)
	}
	return r.set(ConfirmerConfirmed, "", ReceiptRecorded)
}

// object applies an objection, which needs no proof: the PM reads it. What binds may be taken
// back until it is settled, by a mail that is proved as the agreement was; so may what is
// provisional, by any.
func (r *confirmerReply) object() error {
	a, c := r.response, r.confirmation
	agreed := r.before.State == ConfirmerConfirmed && !r.before.Provisional
	told := ReceiptPassedOn
	rejects := a.Decision == DecisionReject && !a.Unproved && c.Kind.EndsWithNo()
	switch {
	case agreed && c.Kind.IsBinding() && a.Unproved:
		told = ReceiptWithdrawAgain
	case rejects:
		told = ReceiptRejected
	}
	if !agreed || c.Kind.IsBinding() && !a.Unproved {
		if err := r.set(ConfirmerObjected, r.words); err != nil {
			return err
		}
	}
	if err := r.acknowledge(ReceiptComment); err != nil {
		return err
	}
	if rejects {
		if _, err := r.tx.SettleConfirmation(c.ID, c.Version, OutcomeRejected, a.Address); err != nil {
			return err
		}
	}
	return r.acknowledge(told)
}

// acknowledge queues receipts for the reply, in order.
func (r *confirmerReply) acknowledge(receipts ...string) error {
	for _, what := range receipts {
		words := ""
		switch what {
		case ReceiptComment:
			words = r.words
		case ReceiptUnsure:
			words = r.response.Meant
		}
		if err := r.tx.queueReceipt(AboutConfirmation, r.response, r.message, what, words); err != nil {
			return err
		}
	}
	return nil
}

// set records the state of who replied, or of whom they stand in for, and queues receipts.
func (r *confirmerReply) set(state, words string, receipts ...string) error {
	a, deputy := r.response, ""
	if a.DeputyOf != "" {
		deputy = keyOf(a.Address)
	}
	err := r.tx.exec(`UPDATE confirmer SET state = $1, words = $2, by = '', deputy = $3, deputy_name = $4, message_id = $5, at_ms = $6, provisional = $7 WHERE confirmation_id = $8 AND version = $9 AND address = $10`,
		state, words, deputy, a.DeputyName, r.message, r.tx.now, state == ConfirmerConfirmed && a.Unproved, a.Object, a.Version, keyOf(a.inWhosePlace()))
	if err != nil {
		return fmt.Errorf("record what %s said: %w", a.Address, err)
	}
	return r.acknowledge(receipts...)
}
