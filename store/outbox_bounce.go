package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Bounce is what a delivery status notification (RFC 3464) says of one mail of
// ours, found by the return path it came to or by our Message-ID.
type Bounce struct {
	ReturnTag string `json:"-"`                    // of its return path, or its envelope id
	MessageID string `json:"message_id,omitempty"` // of the mail of ours, where there is no tag of ours
	Recipient string `json:"recipient"`
	Hard      bool   `json:"hard"`   // failed for good; else delayed
	Status    string `json:"status"` // RFC 3463, such as 5.1.1; may be ""
	Reply     string `json:"reply"`  // the words of the server that refused it
}

// bounce changes the one Delivery that b is about, if it has the tag of its return path. A
// notification about no delivery of ours, or about one that was never given to a server,
// changes nothing: anybody can write one.
func (tx *Tx) bounce(raw int64, b Bounce) error {
	var (
		id        int64
		recipient string
		state     DeliveryState
		delayTold bool
	)
	err := tx.row(`SELECT id, recipient, state, delay_told FROM delivery WHERE return_tag = $1`, b.ReturnTag).
		Scan(&id, &recipient, &state, &delayTold)
	byTag := err == nil
	if errors.Is(err, sql.ErrNoRows) {
		err = tx.row(`SELECT o.id, o.recipient, o.state, o.delay_told FROM delivery o JOIN outgoing_mail l ON l.id = o.mail_id
			WHERE l.message_id = $1 AND o.recipient_key = $2`, b.MessageID, keyOf(b.Recipient)).
			Scan(&id, &recipient, &state, &delayTold)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for what bounced: %w", err)
	}
	if state != DeliverySent && state != DeliveryUnknown && state != DeliveryFinishing {
		return nil
	}
	if !byTag {
		return tx.hintAtBounce(raw, id, b)
	}
	if err := tx.exec(`INSERT INTO bounce (raw_id, delivery_id, at_ms, hard, status, reply, counts) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (raw_id, delivery_id) DO NOTHING`, raw, id, tx.now, b.Hard, b.Status, b.Reply, b.Hard && isOfDeadAddress(b.Status, b.Reply)); err != nil {
		return err
	}
	words := strings.TrimSpace(b.Status + " " + b.Reply)
	if !b.Hard {
		if delayTold || state == DeliveryFinishing {
			return nil
		}
		// A server that reports a delay has the mail.
		if _, err := deliveryMachine().move(tx, id, EventDeliveryDelayed); err != nil {
			return err
		}
		return tx.exec(`UPDATE delivery SET delay_told = 1, notice = 'due', reply = $1 WHERE id = $2`, words, id)
	}
	if _, err := deliveryMachine().move(tx, id, EventDeliveryBounced); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE delivery SET notice = 'due', reply = $1 WHERE id = $2`, words, id); err != nil {
		return err
	}
	if b.Recipient == "" || keyOf(b.Recipient) == keyOf(recipient) {
		// What came back to the log mailbox has the reply address in it.
		if err := tx.exec(`UPDATE request SET returned_ms = $1 WHERE message_id = (SELECT m.message_id FROM outgoing_mail m JOIN delivery d ON d.mail_id = m.id WHERE d.id = $2)`, tx.now, id); err != nil {
			return err
		}
	}
	return tx.suspend(recipient, words)
}

// hintAtBounce records that somebody says that a delivery failed, who need not know more than
// everybody who got the mail: once for each delivery, for the PM to look at.
func (tx *Tx) hintAtBounce(raw, delivery int64, b Bounce) error {
	if !b.Hard {
		return nil
	}
	return tx.exec(`INSERT INTO bounce (raw_id, delivery_id, at_ms, hard, status, reply, counts, hint) SELECT $1, $2, $3, 1, $4, $5, 0, 'due'
		WHERE NOT EXISTS (SELECT 1 FROM bounce WHERE delivery_id = $2)`, raw, delivery, tx.now, b.Status, b.Reply)
}

// BounceHint is an unproved notice that a delivery failed.
type BounceHint struct {
	Delivery  int64
	Project   string
	Recipient string
	Subject   string // of the mail that the notice is about
	At        time.Time
}

// BounceHints returns at most limit notices that no PM has settled, the newest first.
func (s *Store) BounceHints(ctx context.Context, limit int) ([]BounceHint, error) {
	return collect(ctx, s.reader, "list unproved notices", func(row scanner) (h BounceHint, err error) {
		err = row.Scan(&h.Delivery, &h.Project, &h.Recipient, &h.Subject, ms(&h.At))
		return h, err
	}, `SELECT d.id, m.project, d.recipient, json_extract(m.message, '$.subject'), b.at_ms FROM bounce b JOIN delivery d ON d.id = b.delivery_id
		JOIN outgoing_mail m ON m.id = d.mail_id WHERE b.hint = 'due' AND d.state <> 'bounced' ORDER BY b.at_ms DESC, d.id LIMIT $1`, limit)
}

// settleBounceHint records that a PM looked into an unproved notice about a delivery.
func (tx *Tx) settleBounceHint(delivery int64) (bool, error) {
	return tx.changedOne(`UPDATE bounce SET hint = 'seen' WHERE delivery_id = $1 AND hint = 'due'`, delivery)
}

// DeliveryProblem is a delivery that failed or is delayed, and that a PM is to be notified
// of.
type DeliveryProblem struct {
	Delivery
	Delayed bool // not failed: a server still tries
}

// DeliveryProblems returns at most limit problems that a PM has not been notified of.
func (s *Store) DeliveryProblems(ctx context.Context, limit int) ([]DeliveryProblem, error) {
	return collect(ctx, s.reader, "list delivery problems", func(row scanner) (DeliveryProblem, error) {
		o, err := scanDelivery(row)
		return DeliveryProblem{o, o.State == DeliverySent}, err
	}, selectDelivery+` WHERE o.notice = 'due' ORDER BY o.id LIMIT $1`, limit)
}

// MarkProblemReported records that a PM was notified of a problem, and reports whether it
// is still unchanged.
func (tx *Tx) MarkProblemReported(n DeliveryProblem) (bool, error) {
	return tx.changedOne(`UPDATE delivery SET notice = 'told' WHERE id = $1 AND state = $2 AND notice = 'due'`, n.ID, string(n.State))
}

// MatchOwnCopy reports whether m, kept as raw id, is a mail of ours that came back to the
// log mailbox, and records that. It is then not logged again. A return tag shows that it was
// copied there in the transaction of one recipient, and so proves that the server took that
// one; without a tag it proves that only for a mail with one recipient.
//
// The tag is known to those servers alone, and to who got the mail. So a mail with it is ours
// also where a provider replaced its Message-ID, marked its subject or added a footer.
// Without it anybody can write our Message-ID: a mail with other content is not ours, and is
// logged like any other.
func (tx *Tx) MatchOwnCopy(raw int64, m *Message, returnTag string) (bool, error) {
	letter, own, byTag, err := tx.ownMail(m, returnTag)
	if err != nil || letter == 0 || !hasSameContent(own, m) && !(byTag && hasOurWords(own, m)) {
		return false, err
	}
	var proves sql.NullInt64
	if err := tx.row(`SELECT max(id) FROM delivery WHERE mail_id = $1 AND (return_tag = $2 OR 1 = (SELECT count(*) FROM delivery WHERE mail_id = $3))`,
		letter, returnTag, letter).Scan(&proves); err != nil {
		return false, err
	}
	if err := tx.exec(`INSERT INTO echo (raw_id, mail_id, delivery_id) VALUES ($1, $2, $3) ON CONFLICT (raw_id) DO NOTHING`, raw, letter, proves); err != nil {
		return false, err
	}
	if err := tx.exec(`DELETE FROM pending WHERE raw_id = $1`, raw); err != nil {
		return false, err
	}
	// One that is still at its end is settled by finish, which looks here.
	var doubtful bool
	if err := tx.row(`SELECT EXISTS (SELECT 1 FROM delivery WHERE id = $1 AND state IN ('unknown', 'ready', 'held'))`, proves).Scan(&doubtful); err != nil || !doubtful {
		return true, err
	}
	return true, tx.finishAttempt(proves.Int64, AttemptResult{Outcome: AttemptSent, Stage: "copy", Reply: copyArrived})
}

// proveDelivery settles the deliveries of the mail that made a request, now that its
// recipient answers it: no copy can prove them.
func (tx *Tx) proveDelivery(request int64) error {
	ids, err := tx.ids(`SELECT d.id FROM request r JOIN outgoing_mail m ON m.message_id = r.message_id JOIN delivery d ON d.mail_id = m.id
		WHERE r.id = $1 AND (d.state = 'unknown' OR d.state IN ('ready', 'held') AND d.ambiguous_attempts > 0)`, request)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := tx.finishAttempt(id, AttemptResult{Outcome: AttemptSent, Stage: "answer", Reply: "its recipient answered it"}); err != nil {
			return err
		}
	}
	return nil
}

const copyArrived = "its copy arrived in the log mailbox"

// ownMail returns the mail of ours that m may be a copy of: by the return tag, or else by the
// Message-ID, or by that in References, where ours are last (see letter.Compose); 0 for none.
func (tx *Tx) ownMail(m *Message, returnTag string) (letter int64, own *Message, byTag bool, err error) {
	find := func(query, key string) error {
		var text string
		err := tx.row(query, key).Scan(&letter, &text)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err == nil {
			own = new(Message)
			err = json.Unmarshal([]byte(text), own)
		}
		if err != nil {
			err = fmt.Errorf("look for the mail of ours that %s names: %w", key, err)
		}
		return err
	}
	if returnTag != "" {
		if err := find(`SELECT m.id, m.message FROM outgoing_mail m JOIN delivery d ON d.mail_id = m.id WHERE d.return_tag = $1`, returnTag); err != nil || letter != 0 {
			return letter, own, true, err
		}
	}
	ids := []string{m.MessageID}
	if n := len(m.References); n > 0 {
		ids = append(ids, m.References[n-1])
	}
	for _, id := range ids {
		if err := find(`SELECT id, message FROM outgoing_mail WHERE message_id = $1`, id); err != nil || letter != 0 {
			return letter, own, false, err
		}
	}
	return 0, nil, false, nil
}

// hasSameContent compares what a reader sees; on the way spaces and encodings
// change.
func hasSameContent(own, m *Message) bool {
	return own.Subject == m.Subject && len(own.Attachments) == len(m.Attachments) &&
		slices.Equal(strings.Fields(own.Text), strings.Fields(m.Text))
}

// hasOurWords reports whether most of the words that we wrote are in m, whatever else is.
func hasOurWords(own, m *Message) bool {
	words := strings.Fields(own.Text)
	there := make(map[string]int)
	for _, word := range strings.Fields(m.Text) {
		there[word]++
	}
	found := 0
	for _, word := range words {
		if there[word] > 0 {
			there[word]--
			found++
		}
	}
	return len(words) > 0 && found*3 >= len(words)*2
}
