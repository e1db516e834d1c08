package store

import (
	"context"
	"fmt"
	"time"
)

// The results of a response, for the receipt to its sender or to the PMs.
const (
	ReceiptRecorded    = "recorded"    // it is recorded as they said
	ReceiptPassedOn    = "passed-on"   // the PM has their words
	ReceiptAskedAgain  = "again"       // they are asked once more, since nothing proves who wrote
	ReceiptProvisional = "provisional" // it counts unless they say no, since nothing proves who wrote
	ReceiptOnceMore    = "once-more"   // they are asked once more, since it binds
	// They withdraw, in a mail that nothing proves, an agreement that stands until they do so
	// once more.
	ReceiptWithdrawAgain = "withdraw-again"
	ReceiptTakenBack     = "taken-back" // what they had agreed to is withdrawn, and will not be in force
	ReceiptOldVersion    = "old"        // it was about a version that is no more
	ReceiptLate          = "late"       // it came when all was settled; it is in the log
	ReceiptSettled       = "settled"    // all is settled, as they said before
	ReceiptComment       = "said"       // the PM receives what they wrote
	ReceiptTakenUp       = "taken-up"   // the PM takes it up from the digest, and receives what they wrote
	ReceiptRejected      = "rejected"   // it is recorded that they said no
	ReceiptUnsure        = "unsure"     // only a person can tell whether it is a yes; Words is what it may have meant
	ReceiptUnclear       = "unclear"    // it says nothing that could be done
	ReceiptTooLong       = "too-long"   // its text is longer than LongestText, and was not taken
)

// The results of a PM's reply about a text, for the receipt.
const (
	ReceiptScheduled     = "scheduled"  // it is approved, and goes out when it is due
	ReceiptSent          = "sent"       // it goes to those who are to confirm it
	ReceiptConfirmedFor  = "for"        // it is recorded that somebody confirmed: Words says who
	ReceiptReminded      = "reminded"   // who has not answered is reminded
	ReceiptWithdrawn     = "withdrawn"  // no answer is needed any more
	ReceiptEscalated     = "escalated"  // the dispute is with the mediator
	ReceiptUnknownPerson = "nobody"     // Words names nobody who is asked, or several people
	ReceiptBinding       = "binding"    // only Words themselves can agree to it
	ReceiptNoEffect      = "nothing"    // it has changed nothing, as it stands
	ReceiptStale         = "stale"      // it was about a draft that is no more
	ReceiptNotInText     = "missing"    // Words asks for a change of what is not in the text
	ReceiptWithin        = "within"     // Words leaves out an action item that does not stand on a line of its own
	ReceiptWhich         = "which"      // Words says nothing of which report they are about
	ReceiptFiles         = "files"      // nothing is sent before the PM has settled what hinders its files
	ReceiptOneMatter     = "one-matter" // a case is not split: nobody can tell its parts
	ReceiptNextDropped   = "dropped"    // there is to be no new version; people are still asked about the present one
)

// What a response was about.
const (
	AboutConfirmation = "confirmation"
	AboutProcedure    = "procedure"
	AboutCase         = "case"
	AboutAction       = "action"
	AboutReport       = "report"
	AboutTeam         = "team"    // a team member’s parts of reports
	AboutRequest      = "request" // that came too late
	AboutHeld         = "held"    // whose sender is asked whether they wrote it
	AboutProject      = "project" // of a mail whose sender is asked which it is for
)

// Receipt is a receipt that has not been sent yet: what became of a response.
type Receipt struct {
	ID      int64
	About   string // one of the About words
	Object  int64  // the Confirmation, or what else it was about
	Version int
	Address string // who answered
	// DeputyOf is the address of the person whom they answered for; "" for themselves.
	DeputyOf string
	Result   string // one of the Receipt words
	Words    string
	Message  int64 // the answer
	Queued   time.Time
}

// ReceiptLifetime is how long a receipt waits after its project has left the configuration.
// After that it would be news of something forgotten.
const ReceiptLifetime = 14 * 24 * time.Hour

// queueReceipt queues a receipt for a response.
func (tx *Tx) queueReceipt(about string, a *Response, message int64, what, words string) error {
	if a.Quiet && (what == ReceiptRecorded || what == ReceiptSettled || what == ReceiptPassedOn || what == ReceiptUnsure) {
		return nil
	}
	err := tx.exec(`INSERT INTO receipt (about, object, version, address, deputy_of, what, words, message_id, queued_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		about, a.Object, a.Version, keyOf(a.Address), keyOf(a.DeputyOf), what, words, message, tx.now)
	if err != nil {
		return fmt.Errorf("queue a receipt for %s: %w", a.Address, err)
	}
	return nil
}

// queueRejection queues the receipts for a response that has no effect: the PMs see what
// an uninvited person wrote, a late respondent learns that it was too late, and one whose
// response takes more proof is asked whether they wrote it.
func (tx *Tx) queueRejection(kind requestKind, message int64, a *Response, m *Message) error {
	if a.Rejection == RejectedBlank {
		blank := *a
		blank.Object = a.Request
		return tx.queueReceipt(AboutRequest, &blank, message, ReceiptUnclear, a.Argument)
	}
	if a.Rejection == RejectedLate {
		late := *a
		late.Object = a.Request
		return tx.queueReceipt(AboutRequest, &late, message, ReceiptLate, "")
	}
	switch a.Rejection {
	case RejectedUnproved:
		return tx.challenge(message, a, m)
	case RejectedListed:
		return tx.list(message, a, m, HeldUnproved)
	}
	if kind.uninvited == nil {
		return fmt.Errorf("response to request %d: only who was asked may respond to %q", a.Request, a.Purpose)
	}
	return kind.uninvited(tx, message, a, m.ownWords())
}

// uninvitedConfirmer shows the PMs what somebody wrote in the place of who was asked to
// confirm a text. Who was asked themselves, and agrees in the mail of another, is asked
// once more.
func (tx *Tx) uninvitedConfirmer(message int64, a *Response, text string) error {
	c, err := tx.Confirmation(a.Object)
	if err != nil || c.State != ConfirmationAsked {
		return err // it has its outcome, and the log has the words
	}
	var waits bool
	if err := tx.row(`SELECT EXISTS (SELECT 1 FROM confirmer WHERE confirmation_id = $1 AND version = $2 AND address = $3 AND state <> 'confirmed')`, a.Object, a.Version, keyOf(a.inWhosePlace())).Scan(&waits); err != nil {
		return err
	}
	if waits && a.Decision == DecisionOK && a.Version == c.Version {
		return tx.queueReceipt(AboutConfirmation, a, message, ReceiptAskedAgain, "")
	}
	return tx.queueReceipt(AboutConfirmation, a, message, ReceiptComment, text)
}

// ListReceipt puts what a receipt would tell the PMs of a project into their digest: they had
// as many mails that day that follow from what nothing proves as they may get.
func (tx *Tx) ListReceipt(project string, r Receipt) error {
	_, err := tx.hold(r.Message, project, Held{Why: HeldMany, Note: &r}, &Message{})
	return err
}

// uninvitedOwner shows the PMs what somebody wrote in the place of the owner of action
// items.
func (tx *Tx) uninvitedOwner(message int64, a *Response, text string) error {
	return tx.queueReceipt(AboutAction, a, message, ReceiptComment, text)
}

// PendingReceipts returns the next receipts about one kind of object, the oldest first:
// those with a number above after.
func (s *Store) PendingReceipts(ctx context.Context, about string, after int64) ([]Receipt, error) {
	return collect(ctx, s.reader, "list pending receipts", func(row scanner) (t Receipt, err error) {
		err = row.Scan(&t.ID, &t.About, &t.Object, &t.Version, &t.Address, &t.DeputyOf, &t.Result, &t.Words, &t.Message, ms(&t.Queued))
		return t, err
	}, `SELECT id, about, object, version, address, deputy_of, what, words, message_id, queued_ms FROM receipt WHERE about = $1 AND id > $2 ORDER BY id LIMIT 100`, about, after)
}

// ExpireReceipt removes a receipt that nobody can get, since its project has left the
// configuration. It reports false, and keeps the receipt, until ReceiptLifetime is over:
// the project may return.
func (tx *Tx) ExpireReceipt(t Receipt) (bool, error) {
	return tx.changedOne(`DELETE FROM receipt WHERE id = $1 AND queued_ms <= $2`, t.ID, tx.now-ReceiptLifetime.Milliseconds())
}

// SupersedeReceipts drops the pending receipts about an object with one of the results: a
// mail that goes to the same people in the same step says more.
func (tx *Tx) SupersedeReceipts(about string, object int64, results ...string) error {
	for _, result := range results {
		if err := tx.exec(`DELETE FROM receipt WHERE about = $1 AND object = $2 AND what = $3`, about, object, result); err != nil {
			return err
		}
	}
	return nil
}

// SupersedeReceiptsOf is SupersedeReceipts for the receipts of some people alone, at any of
// their addresses.
func (tx *Tx) SupersedeReceiptsOf(addresses []string, about string, object int64, results ...string) error {
	for _, address := range addresses {
		for _, result := range results {
			if err := tx.exec(`DELETE FROM receipt WHERE about = $1 AND object = $2 AND what = $3 AND address = $4`, about, object, result, keyOf(address)); err != nil {
				return err
			}
		}
	}
	return nil
}

// MarkReceiptSent records that a receipt was sent, and reports whether it was still
// pending.
func (tx *Tx) MarkReceiptSent(t Receipt) (bool, error) {
	return tx.changedOne(`DELETE FROM receipt WHERE id = $1`, t.ID)
}
