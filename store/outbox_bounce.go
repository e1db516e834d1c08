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
// ours, found by the return path it came to, by its envelope id, or by our Message-ID.
type Bounce struct {
	ReturnTag  string   `json:"-"`                    // of the return path it came to
	EnvelopeID string   `json:"-"`                    // that it names (RFC 3461 section 4.4)
	MessageID  string   `json:"message_id,omitempty"` // of the mail that it returns
	ReturnedAs []string `json:"-"`                    // what that mail refers to, where a provider replaced its Message-ID
	Recipient  string   `json:"recipient"`
	Original   string   `json:"original,omitempty"` // to whom the mail was sent, where that is another
	Vouched    bool     `json:"vouched,omitempty"`  // it is proved to be from the recipient's own organisation
	Hard       bool     `json:"hard"`               // failed for good; else delayed
	Status     string   `json:"status"`             // RFC 3463, such as 5.1.1; may be ""
	Reply      string   `json:"reply"`              // the words of the server that refused it
}

// names reports whether b names nobody but the recipient of a delivery.
func (b Bounce) names(recipient string) bool {
	return b.Recipient == "" || keyOf(b.Recipient) == keyOf(recipient) || b.Original != "" && keyOf(b.Original) == keyOf(recipient)
}

// returns reports whether b returns no mail but one of ours.
func (b Bounce) returns(messageID string) bool {
	return b.MessageID == "" || b.MessageID == messageID || slices.Contains(b.ReturnedAs, messageID)
}

// bounced is the delivery that a notification is about.
type bounced struct {
	id                   int64
	recipient, messageID string
	state                DeliveryState
	delayTold            bool
	// proved reports that the notification has what our relay and the servers behind it
	// alone know of the delivery.
	proved bool
}

const selectBounced = `SELECT o.id, o.recipient, l.message_id, o.state, o.delay_told, o.return_tag FROM delivery o JOIN outgoing_mail l ON l.id = o.mail_id`

// findBounced returns the delivery that b is about. Its id is 0 where there is none.
func (tx *Tx) findBounced(b Bounce) (d bounced, err error) {
	find := func(condition string, args ...any) (tag string, err error) {
		err = tx.row(selectBounced+condition, args...).Scan(&d.id, &d.recipient, &d.messageID, &d.state, &d.delayTold, &tag)
		if errors.Is(err, sql.ErrNoRows) {
			return "", nil
		}
		if err != nil {
			err = fmt.Errorf("look for what bounced: %w", err)
		}
		return tag, err
	}
	for _, tag := range []string{b.EnvelopeID, b.ReturnTag} {
		if tag == "" {
			continue
		}
		if _, err := find(` WHERE o.return_tag = $1`, tag); err != nil || d.id != 0 {
			d.proved = true
			return d, err
		}
	}
	if id := copiedDelivery(b.ReturnTag); id != 0 {
		tag, err := find(` WHERE o.id = $1`, id)
		if err != nil || d.id != 0 && copyTag(id, tag) == b.ReturnTag {
			return d, err
		}
		d = bounced{}
	}
	if b.MessageID != "" {
		_, err = find(` WHERE l.message_id = $1 AND o.recipient_key = $2`, b.MessageID, keyOf(b.Recipient))
	}
	return d, err
}

// bounce changes the one Delivery that b is about, if b is proved, names its recipient and
// returns no other mail. A notification about no delivery of ours, or about one that was
// never given to a server, changes nothing: anybody can write one.
func (tx *Tx) bounce(raw int64, b Bounce) error {
	d, err := tx.findBounced(b)
	if err != nil || d.id == 0 {
		return err
	}
	id, recipient := d.id, d.recipient
	if d.state != DeliverySent && d.state != DeliveryUnknown && d.state != DeliveryFinishing {
		return nil
	}
	vouched := b.Vouched && b.Recipient != "" && b.MessageID != ""
	if !d.proved && !vouched || !b.names(recipient) || !b.returns(d.messageID) {
		return tx.hintAtBounce(raw, id, b)
	}
	if err := tx.exec(`INSERT INTO bounce (raw_id, delivery_id, at_ms, hard, status, reply, counts) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (raw_id, delivery_id) DO NOTHING`, raw, id, tx.now, b.Hard, b.Status, b.Reply, b.Hard && isOfDeadAddress(b.Status, b.Reply)); err != nil {
		return err
	}
	words := strings.TrimSpace(b.Status + " " + b.Reply)
	if !b.Hard {
		if d.delayTold || d.state == DeliveryFinishing {
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
	// What came back to the log mailbox has the reply address in it.
	if err := tx.exec(`UPDATE request SET returned_ms = $1 WHERE message_id IN ($2, $3)`, tx.now, d.messageID, d.messageID+besideMark); err != nil {
		return err
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
	letter, copied, own, err := tx.ownMail(m, returnTag)
	byTag := copied != 0
	if err != nil || letter == 0 || !hasSameContent(own, m) && !(byTag && hasOurWords(own, m)) {
		return false, err
	}
	var proves sql.NullInt64
	if err := tx.row(`SELECT max(id) FROM delivery WHERE mail_id = $1 AND (id = $2 OR 1 = (SELECT count(*) FROM delivery WHERE mail_id = $3))`,
		letter, copied, letter).Scan(&proves); err != nil {
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

// Of a mail that carries a token no copy proves that it arrived. What only its recipient can
// have does: mail to its reply address, or that names it, whether or not it counts as an
// answer; and mail to its return path that is no notice of failure, such as an automatic reply
// or a notice of delivery.

const mailUsed = "mail that answers it arrived"

// proveRequest settles the deliveries of the mail that made a request, which a condition
// selects.
func (tx *Tx) proveRequest(condition string, arg any) error {
	return tx.proveArrival(`SELECT d.id FROM request r JOIN outgoing_mail m ON m.message_id = replace(r.message_id, '`+besideMark+`', '') JOIN delivery d ON d.mail_id = m.id
		WHERE `+condition+` AND `+isDoubtful, arg)
}

// proveReturn settles the delivery whose return path a mail came to, or whose envelope id it
// names.
func (tx *Tx) proveReturn(tag string) error {
	return tx.proveArrival(`SELECT d.id FROM delivery d WHERE d.return_tag = $1 AND `+isDoubtful, tag)
}

// isDoubtful is the condition of a delivery of which nobody knows whether a server took it; at
// its end, the mail may be faster than the server's answer.
const isDoubtful = `(d.state IN ('unknown', 'finishing') OR d.state IN ('ready', 'held') AND d.ambiguous_attempts > 0)`

func (tx *Tx) proveArrival(query string, arg any) error {
	ids, err := tx.ids(query, arg)
	if err != nil {
		return fmt.Errorf("look for what a mail proves to have arrived: %w", err)
	}
	for _, id := range ids {
		if err := tx.finishAttempt(id, AttemptResult{Outcome: AttemptSent, Stage: "answer", Reply: mailUsed}); err != nil {
			return err
		}
	}
	return nil
}

const copyArrived = "its copy arrived in the log mailbox"

// ownMail returns the mail of ours that m may be a copy of: by the return tag, which also tells
// of which delivery, or else by the Message-ID, or by that in References, where ours are last
// (see letter.Compose); 0 for none.
func (tx *Tx) ownMail(m *Message, returnTag string) (letter, delivery int64, own *Message, err error) {
	find := func(what, query string, args ...any) error {
		var text string
		err := tx.row(query, args...).Scan(&letter, &text)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err == nil {
			own = new(Message)
			err = json.Unmarshal([]byte(text), own)
		}
		if err != nil {
			err = fmt.Errorf("look for the mail of ours that %s names: %w", what, err)
		}
		return err
	}
	if returnTag != "" {
		d, err := tx.findBounced(Bounce{ReturnTag: returnTag})
		if err != nil {
			return 0, 0, nil, err
		}
		if d.id != 0 {
			err := find(returnTag, `SELECT m.id, m.message FROM outgoing_mail m JOIN delivery d ON d.mail_id = m.id WHERE d.id = $1`, d.id)
			return letter, d.id, own, err
		}
	}
	ids := []string{m.MessageID}
	if n := len(m.References); n > 0 {
		ids = append(ids, m.References[n-1])
	}
	for _, id := range ids {
		if err := find(id, `SELECT id, message FROM outgoing_mail WHERE message_id = $1`, id); err != nil || letter != 0 {
			return letter, 0, own, err
		}
	}
	return 0, 0, nil, nil
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
