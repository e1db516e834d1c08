package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// This file is what happens to a delivery between "queued" and its end. Each method is
// one durable transaction.

// AuditWait is how long a Delivery stays unknown before it is decided: so long
// its copy in the log mailbox, or a bounce, may still come.
const AuditWait = 15 * time.Minute

// isLive is the condition of a delivery that is not over. SQLite uses the index of these only
// where a query repeats it, as it does for those that are ready or unknown.
const isLive = `state NOT IN ('sent', 'failed', 'cancelled', 'bounced')`

// Recover puts right what an earlier process left: what was being sent is tried again,
// and where the end of the mail may have been sent, nobody knows. What waits for a relay
// that is not among relays goes to the first of them, but what may have been sent is not sent
// again unless a person says so. It returns how many deliveries were planned too far ahead; see
// PullIn.
func (s *Store) Recover(ctx context.Context, relays []string) (pulledIn int64, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		if err := tx.moveDeliveries(EventDeliveryInterrupted, `SELECT id FROM delivery WHERE state = 'sending' AND `+isLive); err != nil {
			return err
		}
		ids, err := tx.ids(`SELECT id FROM delivery WHERE state = 'finishing' AND ` + isLive)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := tx.finishAttempt(id, AttemptResult{Outcome: AttemptUnknown, Stage: "dot", Reply: "the process ended while the end of the mail was sent"}); err != nil {
				return err
			}
		}
		if pulledIn, err = tx.pullIn(); err != nil {
			return err
		}
		return tx.reroute(relays)
	})
	if err != nil {
		err = fmt.Errorf("recover the outbox: %w", err)
	}
	return pulledIn, err
}

// longestWait is longer than anything in the outbox ever waits.
const longestWait = 2 * time.Hour

// PullIn makes due what is planned further ahead than anything may wait: it was planned
// while the clock was wrong. It returns how many deliveries that were.
func (s *Store) PullIn(ctx context.Context) (n int64, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		n, err = tx.pullIn()
		return err
	})
	if err != nil {
		err = fmt.Errorf("pull in what waits in the outbox: %w", err)
	}
	return n, err
}

func (tx *Tx) pullIn() (int64, error) {
	result, err := tx.sql.ExecContext(tx.ctx, `UPDATE delivery SET next_ms = CASE state WHEN 'unknown' THEN $1 ELSE $2 END
		WHERE state IN ('ready', 'unknown') AND next_ms > $3 AND next_ms < $4`,
		tx.now+AuditWait.Milliseconds(), tx.now, tx.now+longestWait.Milliseconds(), int64(never))
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// moveDeliveries applies an event to each delivery that query selects.
func (tx *Tx) moveDeliveries(event Event, query string, args ...any) error {
	ids, err := tx.ids(query, args...)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := deliveryMachine().move(tx, id, event); err != nil {
			return err
		}
	}
	return nil
}

// reroute returns what waits for a relay that is not among relays to the first of
// them.
func (tx *Tx) reroute(relays []string) error {
	names, err := collect(tx.ctx, tx.sql, "list relays", scanValue[string], `SELECT DISTINCT l.relay FROM outgoing_mail l JOIN delivery o ON o.mail_id = l.id
		WHERE o.`+isLive)
	if err != nil || len(relays) == 0 {
		return err
	}
	for _, name := range names {
		if slices.Contains(relays, name) {
			continue
		}
		if err := tx.doubt(name); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE outgoing_mail SET relay = $1 WHERE relay = $2 AND id IN (SELECT mail_id FROM delivery WHERE `+isLive+`)`, relays[0], name); err != nil {
			return err
		}
	}
	return nil
}

// doubt leaves to a person what may have been sent by a relay that is gone: no other relay can show
// whether it was. As elsewhere, a proof may still come first; without one the PM is notified.
// Somebody decides anyway about what is held, and finds the reason there.
func (tx *Tx) doubt(relay string) error {
	reply := "it may have been sent by relay " + relay + ", which is not in the configuration any more"
	err := tx.exec(`UPDATE delivery SET next_ms = $1, ambiguous_attempts = max(ambiguous_attempts, $2), reply = $3
		WHERE state IN ('ready', 'unknown') AND next_ms < $4 AND (state = 'unknown' OR ambiguous_attempts > 0)
		AND (SELECT relay FROM outgoing_mail WHERE id = mail_id) = $5`, tx.now+AuditWait.Milliseconds(), mostAmbiguous, reply, int64(never), relay)
	if err != nil {
		return err
	}
	err = tx.moveDeliveries(EventDeliveryLost, `SELECT id FROM delivery WHERE state IN ('ready', 'unknown') AND state = 'ready' AND ambiguous_attempts > 0
		AND (SELECT relay FROM outgoing_mail WHERE id = mail_id) = $1`, relay)
	if err != nil {
		return err
	}
	return tx.exec(`UPDATE delivery SET reply = $1 WHERE state = 'held' AND `+isLive+` AND ambiguous_attempts > 0
		AND (SELECT relay FROM outgoing_mail WHERE id = mail_id) = $2`, reply, relay)
}

// mostAmbiguous is after how many attempts of which nobody knows the end a mail is not tried again.
const mostAmbiguous = 2

// UnknownDeliveries returns the deliveries by a relay of which nobody knows whether the server took
// them, and that are to be decided now.
func (s *Store) UnknownDeliveries(ctx context.Context, relay string) ([]Delivery, error) {
	return collect(ctx, s.reader, "look for mail that may have been sent", scanDelivery,
		selectDelivery+` WHERE o.state IN ('ready', 'unknown') AND o.state = 'unknown' AND o.next_ms <= $1 AND l.relay = $2 ORDER BY o.id`, s.now().UnixMilli(), relay)
}

// unreadWait is the wait between two looks whether the folders were read in which a proof
// may lie.
const unreadWait = 30 * time.Second

// decideUnknown settles what is unknown of a relay and for which no proof came in time: a mail that
// may be sent twice is tried once more, others stay unknown and the PM is notified. What is
// not read yet up to the end of that time may hold the proof: a mailbox that is away, or a
// daemon that was, is waited for until the mail expires. What other relays sent is theirs to
// settle: they may have to be asked before.
func (tx *Tx) decideUnknown(relay string, folders []FolderName) error {
	read, err := tx.readUntil(folders)
	if err != nil {
		return err
	}
	err = tx.exec(`UPDATE delivery SET next_ms = $1 WHERE state IN ('ready', 'unknown') AND state = 'unknown' AND next_ms <= $2
		AND (SELECT relay FROM outgoing_mail WHERE id = mail_id) = $3
		AND (SELECT expires_ms FROM outgoing_mail WHERE id = mail_id) > $4
		AND (SELECT coalesce(max(at_ms), 0) FROM attempt WHERE delivery_id = delivery.id AND outcome = 'unknown') > $5`,
		tx.now+unreadWait.Milliseconds(), tx.now, relay, tx.now, read-AuditWait.Milliseconds())
	if err != nil {
		return err
	}
	err = tx.moveDeliveries(EventDeliveryUnproved, `SELECT id FROM delivery WHERE state IN ('ready', 'unknown') AND state = 'unknown' AND next_ms <= $1 AND ambiguous_attempts < $2
		AND (SELECT relay FROM outgoing_mail WHERE id = mail_id) = $3
		AND NOT (SELECT at_most_once FROM outgoing_mail WHERE id = mail_id)`, tx.now, mostAmbiguous, relay)
	if err != nil {
		return err
	}
	return tx.exec(`UPDATE delivery SET notice = 'due', next_ms = $1, changed_ms = $2 WHERE state IN ('ready', 'unknown') AND state = 'unknown' AND next_ms <= $3
		AND (SELECT relay FROM outgoing_mail WHERE id = mail_id) = $4`, never, tx.now, tx.now, relay)
}

// FolderName names a folder of an account.
type FolderName struct{ Account, Name string }

// readUntil returns up to when all mail that arrived in some folders is in the log.
func (tx *Tx) readUntil(folders []FolderName) (int64, error) {
	read := tx.now
	for _, f := range folders {
		var synced int64
		err := tx.row(`SELECT coalesce((SELECT synced_ms FROM mailbox WHERE account = $1 AND folder = $2 ORDER BY epoch DESC LIMIT 1), 0)`, f.Account, f.Name).Scan(&synced)
		if err != nil {
			return 0, fmt.Errorf("look how far %s of %s was read: %w", f.Name, f.Account, err)
		}
		read = min(read, synced)
	}
	if len(folders) == 0 {
		return read, nil
	}
	var pending bool
	if err := tx.row(`SELECT EXISTS (SELECT 1 FROM pending)`).Scan(&pending); err != nil || pending {
		return 0, err
	}
	return read, nil
}

// never is a time that does not come.
const never = 1 << 62

// ErrNotSending says that a Delivery is not being sent any more: somebody else decided
// of it meanwhile.
var ErrNotSending = errors.New("it is not being sent any more")

// MarkFinishing records that the end of the mail is about to be sent. From its
// commit on, and until FinishAttempt, nobody but the server knows whether it has it.
func (s *Store) MarkFinishing(ctx context.Context, id int64) error {
	return s.Update(ctx, func(tx *Tx) error {
		moved, err := deliveryMachine().move(tx, id, EventDeliveryFinishing)
		if err == nil && !moved {
			err = fmt.Errorf("outgoing %d: %w", id, ErrNotSending)
		}
		return err
	})
}

// AttemptOutcome is how an attempt at sending ended.
type AttemptOutcome string

// The outcomes.
const (
	AttemptSent     AttemptOutcome = "sent"
	AttemptDeferred AttemptOutcome = "deferred" // not taken; a later attempt may do better
	AttemptFailed   AttemptOutcome = "failed"   // refused for good
	AttemptUnknown  AttemptOutcome = "unknown"  // the server may have taken it
	AttemptPaused   AttemptOutcome = "paused"   // no attempt was made: the relay cannot be used
)

// AttemptResult is how an attempt ended.
type AttemptResult struct {
	Outcome AttemptOutcome
	Stage   string
	Code    int
	Reply   string
	Wait    time.Duration // where deferred or paused: no attempt before it is over
}

// FinishAttempt records how an attempt ended. A mail becomes an entry of the log in the
// transaction that records its first acceptance by a server.
func (s *Store) FinishAttempt(ctx context.Context, id int64, f AttemptResult) error {
	err := s.Update(ctx, func(tx *Tx) error { return tx.finishAttempt(id, f) })
	if err != nil {
		err = fmt.Errorf("record the end of sending %d: %w", id, err)
	}
	return err
}

func (tx *Tx) finishAttempt(id int64, f AttemptResult) error {
	var (
		letter   int64
		attempts int
		proved   bool // its copy arrived already
	)
	if err := tx.row(`SELECT mail_id, attempts, EXISTS (SELECT 1 FROM echo WHERE delivery_id = delivery.id) FROM delivery WHERE id = $1`, id).
		Scan(&letter, &attempts, &proved); err != nil {
		return err
	}
	if f.Outcome == AttemptUnknown && proved {
		f.Outcome, f.Reply = AttemptSent, copyArrived
	}
	next, notice, ambiguous := tx.now+f.Wait.Milliseconds(), "", 0
	switch f.Outcome {
	case AttemptFailed:
		notice = "due"
	case AttemptUnknown:
		next, ambiguous = tx.now+AuditWait.Milliseconds(), 1
	}
	moved, err := deliveryMachine().move(tx, id, eventOfAttempt(f.Outcome))
	if err != nil {
		return err
	}
	if f.Outcome == AttemptPaused {
		if !moved {
			return nil
		}
		return tx.exec(`UPDATE delivery SET next_ms = $1, reply = $2 WHERE id = $3`, next, f.Reply, id)
	}
	if moved { // else a notification was faster than the server's answer
		if err := tx.exec(`UPDATE delivery SET next_ms = $1, notice = $2, ambiguous_attempts = ambiguous_attempts + $3, code = $4, reply = $5 WHERE id = $6`,
			next, notice, ambiguous, f.Code, f.Reply, id); err != nil {
			return err
		}
	}
	if err := tx.exec(`UPDATE delivery SET attempts = attempts + 1 WHERE id = $1`, id); err != nil {
		return err
	}
	if err := tx.exec(`INSERT INTO attempt (delivery_id, n, at_ms, outcome, stage, code, reply) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, attempts+1, tx.now, string(f.Outcome), f.Stage, f.Code, f.Reply); err != nil {
		return err
	}
	if f.Outcome == AttemptSent {
		return tx.logOutgoingMail(letter)
	}
	return nil
}

// logOutgoingMail logs a mail of ours, unless it is in the log already.
func (tx *Tx) logOutgoingMail(letter int64) error {
	var (
		raw           int64
		project, text string
	)
	err := tx.row(`SELECT raw_id, project, message FROM outgoing_mail WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM message WHERE id = raw_id)`, letter).
		Scan(&raw, &project, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	var m Message
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return err
	}
	m.Received = timeOf(tx.now)
	v := Verdict{Kind: KindSent, KindReason: "Rapport sent it", Project: project, Role: RoleTeam}
	if project != "" {
		v.Reasons = []Reason{{Signal: SignalOwn, Project: project, Confidence: ownConfidence, Text: "Rapport wrote it for " + project}}
	}
	_, err = tx.Record(raw, &m, v)
	return err
}

// ownConfidence is how certain the project of our own mail is: as certain as a
// project address, so that a filing by hand outweighs it.
const ownConfidence = 99

// ErrState says that a change does not fit the state of a Delivery.
var ErrState = errors.New("not possible in its state")

// ApplyOperatorAction does what a person asked. What is being sent or has been sent
// cannot be changed: ErrState.
func (s *Store) ApplyOperatorAction(ctx context.Context, id int64, action OperatorAction) error {
	err := s.Update(ctx, func(tx *Tx) error {
		var state DeliveryState
		err := tx.row(`SELECT state FROM delivery WHERE id = $1`, id).Scan(&state)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		moved, err := deliveryMachine().move(tx, id, action.event())
		if err != nil {
			return err
		}
		if !moved {
			return fmt.Errorf("%w: it is %s", ErrState, state)
		}
		if action == OperatorRetry { // it has as long as it had at first
			if err := tx.exec(`UPDATE outgoing_mail SET expires_ms = $1 + expires_ms - queued_ms
				WHERE id = (SELECT mail_id FROM delivery WHERE id = $2) AND expires_ms <= $3`, tx.now, id, tx.now); err != nil {
				return err
			}
		}
		reply := map[OperatorAction]string{OperatorHold: "held by hand"}[action]
		return tx.exec(`UPDATE delivery SET next_ms = $1, notice = '', reply = CASE WHEN $2 THEN reply ELSE $3 END WHERE id = $4`, tx.now, action == OperatorCancel, reply, id)
	})
	if err != nil {
		err = fmt.Errorf("%s outgoing %d: %w", action, id, err)
	}
	return err
}

// WaitingRelays returns the names of the relays for which mail waits.
func (s *Store) WaitingRelays(ctx context.Context) ([]string, error) {
	return collect(ctx, s.reader, "list the relays for which mail waits", scanValue[string],
		`SELECT DISTINCT l.relay FROM delivery o JOIN outgoing_mail l ON l.id = o.mail_id WHERE o.`+isLive+` AND o.state <> 'held'`)
}
