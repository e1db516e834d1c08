package store

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Effect is something that a mail may bring about. The table in classify/trust says what
// proof each needs.
type Effect string

// The effects.
const (
	EffectMoveOthers  Effect = "move-others"  // it takes mail of others along into its project
	EffectOpenCase    Effect = "open-case"    // it opens a case, and the change or dispute that follows from it
	EffectAcknowledge Effect = "acknowledge"  // its client is sent the number of the case
	EffectStopClock   Effect = "stop-clock"   // it answers a case
	EffectEndWait     Effect = "end-wait"     // it answers what its client is awaited for
	EffectMiss        Effect = "miss"         // it shows that a mail of its project is missing
	EffectArrive      Effect = "arrive"       // it, or the mail in it, is one that was missing
	EffectTellPM      Effect = "tell-pm"      // a mail to the PM follows from it alone
	EffectForward     Effect = "forward"      // the mail in it counts as its sender's
	EffectMeeting     Effect = "meeting"      // it announces a meeting
	EffectMoveMeeting Effect = "move-meeting" // it moves or cancels a meeting whose announcement was proved
	EffectMinutes     Effect = "minutes"      // its summary of a meeting becomes a draft of minutes that the PM is shown
	EffectDraft       Effect = "draft"        // it makes a text that the PM is shown
	EffectCommand     Effect = "command"      // a PM is sent what they ask to see
	EffectStatus      Effect = "status"       // a client is
	EffectMark        Effect = "mark"         // a PM says whom an entry is for
	EffectAnswerAdmin Effect = "answer-admin" // the administrator answers what they were told, which is of no project
	EffectDeputy      Effect = "deputy"       // somebody names who answers for them while they are away
	EffectPeople      Effect = "people"       // a PM adds a contact to their project, or removes one
	EffectDecide      Effect = "decide"       // a PM approves, changes or settles what they were shown
	EffectAgree       Effect = "agree"        // it confirms a text
	EffectProvisional Effect = "provisional"  // it confirms minutes unless who was asked says no within a day
	EffectBind        Effect = "bind"         // it confirms a text that binds
	EffectSpeakFor    Effect = "speak-for"    // a PM reports that somebody confirmed
	EffectStop        Effect = "stop"         // its sender gets no surveys and reminders any more
	EffectDigestOnly  Effect = "digest-only"  // its sender gets notices in one digest a day, or each again
	EffectAskAgain    Effect = "ask-again"    // a team member is asked for their part of reports again
	EffectAway        Effect = "away"         // its sender is not expected to answer while they are away
	EffectSay         Effect = "say"          // it answers a survey, reports a task done, objects, or brings a text to be shown
)

// May reports whether the table lets the message have an effect.
func (v Verdict) May(e Effect) bool { return slices.Contains(v.Effects, e) }

// A sender is one who proves their mail if it was proved so often in so many days.
const (
	provedOften = 2
	provedDays  = 90
)

// recordProof records that mail of an address, or of a domain with an @ before it, was
// proved today.
func (tx *Tx) recordProof(address string) error {
	delete(tx.proves, address)
	err := tx.exec(`INSERT INTO proved_sender (address, day, mails) VALUES ($1, $2, 1) ON CONFLICT (address, day) DO UPDATE SET mails = mails + 1`, address, tx.day(0))
	if err == nil {
		err = tx.exec(`DELETE FROM proved_sender WHERE address = $1 AND day < $2`, address, tx.day(provedDays))
	}
	if err != nil {
		return fmt.Errorf("record that mail of %s was proved: %w", address, err)
	}
	return nil
}

const selectProofs = `SELECT COALESCE(sum(mails), 0) FROM proved_sender WHERE address = $1 AND day >= $2`

// ProvesMail reports whether mail of an address, or of a domain with an @ before it, was
// proved often enough of late that nothing counts without.
func (tx *Tx) ProvesMail(address string) (bool, error) {
	if proves, known := tx.proves[address]; known {
		return proves, nil
	}
	var mails int
	if err := tx.row(selectProofs, address, tx.day(provedDays)).Scan(&mails); err != nil {
		return false, fmt.Errorf("look how mail of %s was proved: %w", address, err)
	}
	tx.proves[address] = mails >= provedOften
	return mails >= provedOften, nil
}

// ProvesMail is Tx.ProvesMail outside a transaction.
func (s *Store) ProvesMail(address string) (bool, error) {
	var mails int
	if err := s.reader.QueryRow(selectProofs, address, dayOf(s.now(), provedDays)).Scan(&mails); err != nil {
		return false, fmt.Errorf("look how mail of %s was proved: %w", address, explain(err))
	}
	return mails >= provedOften, nil
}

// Spend takes one of the uses that mail without proof has of an effect in a day. It reports
// false, and takes none, once all are used. who is the address that the effect concerns, and
// day, as 2026-03-06, today where they are.
func (tx *Tx) Spend(e Effect, who, day string, limit int) (bool, error) {
	var used int
	err := tx.row(`SELECT used FROM allowance WHERE effect = $1 AND who = $2 AND day = $3`, e, keyOf(who), day).Scan(&used)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("look how often %s concerned %s today: %w", e, who, err)
	}
	if used >= limit {
		return false, nil
	}
	err = tx.exec(`INSERT INTO allowance (effect, who, day, used) VALUES ($1, $2, $3, 1) ON CONFLICT (effect, who, day) DO UPDATE SET used = used + 1`, e, keyOf(who), day)
	if err == nil {
		err = tx.exec(`DELETE FROM allowance WHERE effect = $1 AND who = $2 AND day < $3`, e, keyOf(who), day)
	}
	if err != nil {
		return false, fmt.Errorf("count how often %s concerned %s today: %w", e, who, err)
	}
	return true, nil
}

// day returns the day that was so many days before today, in UTC.
func (tx *Tx) day(before int) string { return dayOf(timeOf(tx.now), before) }

func dayOf(now time.Time, before int) string {
	return now.UTC().AddDate(0, 0, -before).Format(time.DateOnly)
}
