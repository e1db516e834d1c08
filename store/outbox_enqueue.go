package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// OutgoingMail is a mail of ours, rendered, for one or more recipients.
type OutgoingMail struct {
	ID      int64
	Key     string // what it is, as "report 17 version 2": the same key is never queued twice
	Purpose string // the name of its template
	Project string
	Relay   string // "" is the default
	// AtMostOnce reports that it is rather not sent at all than twice. Other mails are
	// sent again where it is not known whether a server took them.
	AtMostOnce bool
	// Answers reports that its recipients wrote to us and wait for it: it goes before
	// what we begin, and outside the hourly limit.
	Answers bool
	// Secret reports that it carries a token, for its one recipient alone: no copy of it may
	// get to the log mailbox, or to anybody.
	Secret     bool
	Expires    time.Time // no attempt after this
	Message    *Message  // as the log will show it; its ids and addresses are those of Raw
	Raw        Raw
	Recipients []string // of the envelope, one transaction each
	Shown      *Shown   // to be kept of what it shows; nil: nothing
	// Deadline is why it goes although a recipient has reached their limit for the week: it would be
	// too late afterwards; zero if none has.
	Deadline time.Time
}

// Delivery is a mail on its way to one recipient.
type Delivery struct {
	ID         int64         `json:"outgoing"`
	Mail       int64         `json:"letter"`
	Purpose    string        `json:"purpose"`
	Project    string        `json:"project"`
	Relay      string        `json:"relay"`
	AtMostOnce bool          `json:"once"`
	Answers    bool          `json:"answers"` // its recipient waits for it
	Secret     bool          `json:"-"`       // it carries a token of its recipient
	MessageID  string        `json:"message_id"`
	Subject    string        `json:"subject"`
	Recipient  string        `json:"recipient"`
	ReturnTag  string        `json:"-"` // its envelope id: whoever knows it can report a bounce
	State      DeliveryState `json:"state"`
	Attempts   int           `json:"attempts"`
	Ambiguous  int           `json:"doubtful"` // attempts whose end is not known
	Next       time.Time     `json:"next"`
	Queued     time.Time     `json:"queued"`
	Expires    time.Time     `json:"expires"`
	Changed    time.Time     `json:"changed"`
	Code       int           `json:"code"`
	Reply      string        `json:"reply"`
	Entry      int64         `json:"entry"` // of the log; 0 before it was sent to anybody
	Raw        int64         `json:"-"`
}

// CopyTag returns the tag of the return path where a copy goes to the log mailbox in the same
// transaction: who reads it there can neither report a bounce nor tell the ReturnTag.
func (d Delivery) CopyTag() string { return copyTag(d.ID, d.ReturnTag) }

// Enqueue keeps the bytes of a mail and queues it for each of its recipients. It reports
// false if there is a mail of that key already. Recipients whose address is suspended fail
// at once.
func (tx *Tx) Enqueue(l OutgoingMail) (queued bool, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("queue %q: %w", l.Key, err)
		}
	}()
	if known, err := tx.HasMail(l.Key); err != nil || known {
		return false, err
	}
	kept, err := tx.StoreRaw(l.Raw)
	if err != nil {
		return false, err
	}
	if !kept.New {
		return false, errors.New("the same bytes are in the log already")
	}
	if err := tx.exec(`DELETE FROM pending WHERE raw_id = $1`, kept.ID); err != nil { // it is ours: nothing is to be read from it
		return false, err
	}
	message, err := json.Marshal(l.Message)
	if err != nil {
		return false, err
	}
	var letter int64
	err = tx.row(`INSERT INTO outgoing_mail (raw_id, key, purpose, project, relay, at_most_once, answers, secret, message_id, message, queued_ms, expires_ms, deadline_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
		kept.ID, l.Key, l.Purpose, l.Project, l.Relay, l.AtMostOnce, l.Answers, l.Secret, l.Message.MessageID, string(message), tx.now, millis(l.Expires), millis(l.Deadline)).Scan(&letter)
	if err != nil {
		return false, err
	}
	if l.Shown != nil {
		if err := tx.keepShown(letter, *l.Shown); err != nil {
			return false, err
		}
	}
	for _, recipient := range l.Recipients {
		state, reply, notice := DeliveryReady, "", ""
		err := tx.row(`SELECT reason FROM suspended WHERE address = $1`, keyOf(recipient)).Scan(&reply)
		switch {
		case err == nil:
			state, reply, notice = DeliveryFailed, "the address is suspended: "+reply, "due"
		case !errors.Is(err, sql.ErrNoRows):
			return false, err
		}
		if err := tx.exec(`INSERT INTO delivery (mail_id, recipient, recipient_key, return_tag, state, next_ms, changed_ms, reply, notice)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, letter, recipient, keyOf(recipient), NewTag(), state, tx.now, tx.now, reply, notice); err != nil {
			return false, err
		}
	}
	return true, nil
}

// HasMail reports whether there is a mail of a key.
func (tx *Tx) HasMail(key string) (known bool, err error) {
	err = tx.row(`SELECT EXISTS (SELECT 1 FROM outgoing_mail WHERE key = $1)`, key).Scan(&known)
	return known, err
}

// HasMail reports whether a mail with a key was queued.
func (s *Store) HasMail(ctx context.Context, key string) (known bool, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM outgoing_mail WHERE key = $1)`, key).Scan(&known)
	if err != nil {
		return false, fmt.Errorf("look for the mail %q: %w", key, err)
	}
	return known, nil
}

const selectDelivery = `SELECT o.id, o.mail_id, l.purpose, l.project, l.relay, l.at_most_once, l.answers, l.secret, l.message_id, l.message, o.recipient, o.return_tag,
	o.state, o.attempts, o.ambiguous_attempts, o.next_ms, l.queued_ms, l.expires_ms, o.changed_ms, o.code, o.reply, l.raw_id,
	coalesce((SELECT min(e.id) FROM entry e WHERE e.message_id = l.raw_id), 0)
	FROM delivery o JOIN outgoing_mail l ON l.id = o.mail_id`

func scanDelivery(row scanner) (o Delivery, err error) {
	var (
		message string
	)
	err = row.Scan(&o.ID, &o.Mail, &o.Purpose, &o.Project, &o.Relay, &o.AtMostOnce, &o.Answers, &o.Secret, &o.MessageID, &message, &o.Recipient, &o.ReturnTag,
		&o.State, &o.Attempts, &o.Ambiguous, ms(&o.Next), ms(&o.Queued), ms(&o.Expires), ms(&o.Changed), &o.Code, &o.Reply, &o.Raw, &o.Entry)
	if err != nil {
		return o, err
	}
	var m struct {
		Subject string `json:"subject"`
	}
	err = json.Unmarshal([]byte(message), &m)
	o.Subject = m.Subject
	return o, err
}

// OutboxQuery narrows what of the outbox is listed. Zero values do not.
type OutboxQuery struct {
	ID      int64
	Project string
	State   DeliveryState
	Live    bool // only what is not in a final state
	Limit   int
}

// Outbox returns what is in the outbox, the newest first.
func (s *Store) Outbox(ctx context.Context, q OutboxQuery) ([]Delivery, error) {
	var f filter
	f.when(q.ID != 0, "o.id = $%d", q.ID)
	f.when(q.Project != "", "l.project = $%d", q.Project)
	f.when(q.State != "", "o.state = $%d", q.State)
	f.holds(q.Live, "o.state NOT IN ('sent', 'failed', 'cancelled', 'bounced')")
	query := selectDelivery + f.where() + ` ORDER BY o.id DESC`
	if q.Limit > 0 {
		query += fmt.Sprintf(` LIMIT %d`, q.Limit)
	}
	return collect(ctx, s.reader, "read the outbox", scanDelivery, query, f.args...)
}

// DeliveryAttempt is one attempt at sending, as it went.
type DeliveryAttempt struct {
	N       int       `json:"n"`
	At      time.Time `json:"at"`
	Outcome string    `json:"outcome"`
	Stage   string    `json:"stage"`
	Code    int       `json:"code"`
	Reply   string    `json:"reply"`
}

// DeliveryAttempts returns the attempts at a delivery, in order.
func (s *Store) DeliveryAttempts(ctx context.Context, outgoing int64) ([]DeliveryAttempt, error) {
	return collect(ctx, s.reader, fmt.Sprintf("read the attempts of %d", outgoing), func(row scanner) (a DeliveryAttempt, err error) {
		err = row.Scan(&a.N, ms(&a.At), &a.Outcome, &a.Stage, &a.Code, &a.Reply)
		return a, err
	}, `SELECT n, at_ms, outcome, stage, code, reply FROM attempt WHERE delivery_id = $1 ORDER BY n`, outgoing)
}

// MailState returns the state of the mail of a key that went to one recipient; "" where there is
// none.
func (s *Store) MailState(ctx context.Context, key string) (state DeliveryState, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT o.state FROM outgoing_mail l JOIN delivery o ON o.mail_id = l.id WHERE l.key = $1 LIMIT 1`, key).Scan(&state)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("look for the mail %q: %w", key, explain(err))
	}
	return state, nil
}
