package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Letter is a mail of ours, rendered, for one or more recipients.
type Letter struct {
	ID      int64
	Key     string // what it is, as "report 17 version 2": the same key is never queued twice
	Purpose string // the name of its template
	Project string
	Relay   string // "" is the default
	// Once says that it is rather not sent at all than twice. Other letters are
	// sent again where it is not known whether a server took them.
	Once       bool
	Expires    time.Time // no attempt after this
	Message    *Message  // as the log will show it; its ids and addresses are those of Raw
	Raw        Raw
	Recipients []string // of the envelope, one transaction each
}

// State says how far an Outgoing is.
type State string

// The states. The last four are final.
const (
	StateReady     State = "ready"     // will be tried at Next
	StateHeld      State = "held"      // a person held it
	StateSending   State = "sending"   // a transaction is open; its end was not sent
	StateFinishing State = "finishing" // the end of the mail is being sent
	StateUnknown   State = "unknown"   // whether the server took it is not known
	StateSent      State = "sent"      // the server took it
	StateFailed    State = "failed"    // refused, or expired
	StateCancelled State = "cancelled" // a person cancelled it
	StateBounced   State = "bounced"   // taken, and returned later
)

// States lists all states in their order.
func States() []State {
	return []State{StateReady, StateHeld, StateSending, StateFinishing, StateUnknown, StateSent, StateFailed, StateCancelled, StateBounced}
}

// Outgoing is a letter on its way to one recipient.
type Outgoing struct {
	ID        int64     `json:"outgoing"`
	Letter    int64     `json:"letter"`
	Purpose   string    `json:"purpose"`
	Project   string    `json:"project"`
	Relay     string    `json:"relay"`
	Once      bool      `json:"once"`
	MessageID string    `json:"message_id"`
	Subject   string    `json:"subject"`
	Recipient string    `json:"recipient"`
	ReturnTag string    `json:"-"` // of the return path: whoever knows it can report a bounce
	State     State     `json:"state"`
	Attempts  int       `json:"attempts"`
	Doubtful  int       `json:"doubtful"` // attempts whose end is not known
	Next      time.Time `json:"next"`
	Queued    time.Time `json:"queued"`
	Expires   time.Time `json:"expires"`
	Changed   time.Time `json:"changed"`
	Code      int       `json:"code"`
	Reply     string    `json:"reply"`
	Entry     int64     `json:"entry"` // of the log; 0 before it was sent to anybody
	Raw       int64     `json:"-"`
}

// NewTag gives 128 random bits as 26 letters and digits that an address may
// hold in any case (RFC 4648 section 6).
func NewTag() string {
	var bits [16]byte
	rand.Read(bits[:]) // never fails: crypto/rand ends the process instead
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(bits[:]))
}

// Tagged gives an address with a tag (RFC 5233): log+TAG@agency.example.
func Tagged(address, tag string) string {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return address
	}
	return address[:i] + "+" + tag + address[i:]
}

// Enqueue keeps the bytes of a letter and queues it for each of its recipients.
// It says whether it did: a letter of that key may be there already. Recipients
// whose address is suspended fail at once.
func (tx *Tx) Enqueue(l Letter) (queued bool, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("queue %q: %w", l.Key, err)
		}
	}()
	var known bool
	if err := tx.row(`SELECT EXISTS (SELECT 1 FROM letter WHERE key = $1)`, l.Key).Scan(&known); err != nil || known {
		return false, err
	}
	kept, err := tx.Keep(l.Raw)
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
	err = tx.row(`INSERT INTO letter (raw_id, key, purpose, project, relay, once, message_id, message, queued_ms, expires_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		kept.ID, l.Key, l.Purpose, l.Project, l.Relay, l.Once, l.Message.MessageID, string(message), tx.now, millis(l.Expires)).Scan(&letter)
	if err != nil {
		return false, err
	}
	for _, recipient := range l.Recipients {
		state, reply, notice := StateReady, "", ""
		err := tx.row(`SELECT reason FROM suspended WHERE address = $1`, strings.ToLower(recipient)).Scan(&reply)
		switch {
		case err == nil:
			state, reply, notice = StateFailed, "the address is suspended: "+reply, "due"
		case !errors.Is(err, sql.ErrNoRows):
			return false, err
		}
		if err := tx.exec(`INSERT INTO outgoing (letter_id, recipient, return_tag, state, next_ms, changed_ms, reply, notice)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, letter, recipient, NewTag(), state, tx.now, tx.now, reply, notice); err != nil {
			return false, err
		}
	}
	return true, nil
}

const selectOutgoing = `SELECT o.id, o.letter_id, l.purpose, l.project, l.relay, l.once, l.message_id, l.message, o.recipient, o.return_tag,
	o.state, o.attempts, o.doubtful, o.next_ms, l.queued_ms, l.expires_ms, o.changed_ms, o.code, o.reply, l.raw_id,
	coalesce((SELECT min(e.id) FROM entry e WHERE e.message_id = l.raw_id), 0)
	FROM outgoing o JOIN letter l ON l.id = o.letter_id`

func scanOutgoing(row interface{ Scan(...any) error }) (o Outgoing, err error) {
	var (
		next, queued, expires, changed int64
		message                        string
	)
	err = row.Scan(&o.ID, &o.Letter, &o.Purpose, &o.Project, &o.Relay, &o.Once, &o.MessageID, &message, &o.Recipient, &o.ReturnTag,
		&o.State, &o.Attempts, &o.Doubtful, &next, &queued, &expires, &changed, &o.Code, &o.Reply, &o.Raw, &o.Entry)
	if err != nil {
		return o, err
	}
	o.Next, o.Queued, o.Expires, o.Changed = timeOf(next), timeOf(queued), timeOf(expires), timeOf(changed)
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
	State   State
	Live    bool // only what is not in a final state
	Limit   int
}

// Outbox gives what is in the outbox, the newest first.
func (s *Store) Outbox(ctx context.Context, q OutboxQuery) ([]Outgoing, error) {
	query := selectOutgoing + ` WHERE ($1 = 0 OR o.id = $1) AND ($2 = '' OR l.project = $2) AND ($3 = '' OR o.state = $3)
		AND (NOT $4 OR o.state NOT IN ('sent', 'failed', 'cancelled', 'bounced')) ORDER BY o.id DESC`
	if q.Limit > 0 {
		query += fmt.Sprintf(` LIMIT %d`, q.Limit)
	}
	rows, err := s.reader.QueryContext(ctx, query, q.ID, q.Project, string(q.State), q.Live)
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", explain(err))
	}
	defer rows.Close()
	var list []Outgoing
	for rows.Next() {
		o, err := scanOutgoing(rows)
		if err != nil {
			return nil, fmt.Errorf("read the outbox: %w", err)
		}
		list = append(list, o)
	}
	return list, explain(rows.Err())
}

// Attempt is one attempt at sending, as it went.
type Attempt struct {
	N       int       `json:"n"`
	At      time.Time `json:"at"`
	Outcome string    `json:"outcome"`
	Stage   string    `json:"stage"`
	Code    int       `json:"code"`
	Reply   string    `json:"reply"`
}

// Attempts gives what the servers said to an Outgoing, in order.
func (s *Store) Attempts(ctx context.Context, outgoing int64) ([]Attempt, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT n, at_ms, outcome, stage, code, reply FROM attempt WHERE outgoing_id = $1 ORDER BY n`, outgoing)
	if err != nil {
		return nil, fmt.Errorf("read the attempts of %d: %w", outgoing, explain(err))
	}
	defer rows.Close()
	list := []Attempt{}
	for rows.Next() {
		var (
			a  Attempt
			at int64
		)
		if err := rows.Scan(&a.N, &at, &a.Outcome, &a.Stage, &a.Code, &a.Reply); err != nil {
			return nil, err
		}
		a.At = timeOf(at)
		list = append(list, a)
	}
	return list, explain(rows.Err())
}
