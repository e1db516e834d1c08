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

	"rapport/store/ledger"
)

// Entry is one line of the communication log: a message, as it is filed now.
type Entry struct {
	ID         int64        `json:"entry"`
	Message    int64        `json:"-"` // the store's number of the message
	Thread     int64        `json:"thread"`
	At         time.Time    `json:"date"`
	Received   time.Time    `json:"received"`
	Recorded   time.Time    `json:"recorded"`
	Kind       Kind         `json:"kind"`
	KindReason string       `json:"kind_reason"`
	Role       Role         `json:"role"` // of the sender
	Project    string       `json:"project"`
	Signal     Signal       `json:"sign"`
	Confidence int          `json:"confidence"`
	Reasons    []Reason     `json:"reasons"`
	Notes      []string     `json:"notes"`
	MessageID  string       `json:"message_id"`
	InReplyTo  []string     `json:"in_reply_to"`
	References []string     `json:"references"`
	Subject    string       `json:"subject"`
	NewText    string       `json:"new_text"`
	Quoted     string       `json:"quoted"` // only where what it quotes is not in the log
	Defects    []string     `json:"defects"`
	Unparsed   string       `json:"unparsed,omitempty"`
	SHA256     Hash         `json:"sha256"`
	Size       int64        `json:"size"`
	Origin     string       `json:"origin"`
	Sightings  int          `json:"sightings"` // mailboxes and UIDs at which it was seen
	Attached   []Attachment `json:"attachments"`
	Interpretation
	People
	reading string // as it stands in the database
}

// People are the participants of a message.
type People struct {
	From        []Address `json:"from"`
	Sender      []Address `json:"sender"`
	ReplyTo     []Address `json:"reply_to"`
	To          []Address `json:"to"`
	Cc          []Address `json:"cc"`
	DeliveredTo []Address `json:"delivered_to"`
}

// LogQuery says which entries to give. Zero fields do not restrict.
type LogQuery struct {
	Project  string
	Unfiled  bool // only what fits no project, and nobody has said that it belongs to none
	Since    time.Time
	Until    time.Time // exclusive
	With     []string  // any participant's address equals, or name or address contains, one of these
	Kind     Kind
	Thread   int64
	Entry    int64 // any entry of the message, also one that filed it
	Message  int64
	ReadBack bool // the latest first
}

const entryColumns = `SELECT e.id, m.id, m.thread_id, m.date_ms, m.received_ms, e.recorded_ms, m.kind, b.kind_reason, m.role,
	m.project, m.sign, m.confidence, b.reasons, b.notes, m.message_id, b.in_reply_to, b.refs, m.subject,
	b.new_text, b.quoted, b.defects, b.unparsed, b.reading, r.sha256, r.size, r.origin,
	(SELECT count(*) FROM uid WHERE raw_id = m.id)
	FROM message m
	JOIN entry e ON e.id = (SELECT min(id) FROM entry WHERE message_id = m.id AND act = 'logged')
	JOIN body b ON b.message_id = m.id
	JOIN raw r ON r.id = m.id`

// Log calls yield for each entry in the order of the messages' dates, until
// yield returns an error, which Log then gives too.
func (s *Store) Log(ctx context.Context, q LogQuery, yield func(Entry) error) error {
	where, args := q.where()
	order := " ORDER BY m.date_ms, m.id"
	if q.ReadBack {
		order = " ORDER BY m.date_ms DESC, m.id DESC"
	}
	rows, err := s.reader.QueryContext(ctx, entryColumns+where+order, args...)
	if err != nil {
		return fmt.Errorf("read the log: %w", explain(err))
	}
	defer rows.Close()
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return fmt.Errorf("read the log: %w", err)
		}
		if e.People, err = participants(ctx, s.reader, e.Message); err != nil {
			return err
		}
		if e.Attached, err = attachments(ctx, s.reader, e.Message); err != nil {
			return err
		}
		if err := yield(e); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the log: %w", explain(err))
	}
	return nil
}

// Entry returns one entry. A number under which a message was filed anew gives
// that message's. An unknown number is ErrNotFound.
func (s *Store) Entry(ctx context.Context, id int64) (Entry, error) {
	found, err := s.oneEntry(ctx, LogQuery{Entry: id})
	if err != nil {
		err = fmt.Errorf("entry %d: %w", id, err)
	}
	return found, err
}

// EntryOfMessage returns the entry of a message. One that is not in the log is ErrNotFound.
func (s *Store) EntryOfMessage(ctx context.Context, message int64) (Entry, error) {
	found, err := s.oneEntry(ctx, LogQuery{Message: message})
	if err != nil {
		err = fmt.Errorf("message %d: %w", message, err)
	}
	return found, err
}

func (s *Store) oneEntry(ctx context.Context, q LogQuery) (found Entry, err error) {
	err = s.Log(ctx, q, func(e Entry) error {
		found = e
		return nil
	})
	if err == nil && found.ID == 0 {
		err = ErrNotFound
	}
	return found, err
}

// EntriesByMessageID returns the number of the entry of the message with that Message-ID,
// without angle brackets; several messages can claim one.
func (s *Store) EntriesByMessageID(ctx context.Context, messageID string) ([]int64, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT (SELECT min(id) FROM entry WHERE message_id = m.id AND act = 'logged')
		FROM message m WHERE m.message_id = $1 ORDER BY m.id`, messageID)
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", messageID, explain(err))
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, explain(rows.Err())
}

func (q LogQuery) where() (string, []any) {
	var (
		conditions []string
		args       []any
	)
	add := func(condition string, values ...any) {
		numbers := make([]any, len(values))
		for i, value := range values {
			args = append(args, value)
			numbers[i] = len(args)
		}
		conditions = append(conditions, fmt.Sprintf(condition, numbers...))
	}
	if q.Project != "" {
		add(`m.project = $%d`, q.Project)
	}
	if q.Unfiled {
		conditions = append(conditions, `m.project = '' AND m.sign <> 'person'`)
	}
	if !q.Since.IsZero() {
		add(`m.date_ms >= $%d`, q.Since.UnixMilli())
	}
	if !q.Until.IsZero() {
		add(`m.date_ms < $%d`, q.Until.UnixMilli())
	}
	if q.Kind != "" {
		add(`m.kind = $%d`, q.Kind)
	}
	if q.Thread != 0 {
		add(`m.thread_id = $%d`, q.Thread)
	}
	if q.Message != 0 {
		add(`m.id = $%d`, q.Message)
	}
	if q.Entry != 0 {
		add(`m.id = (SELECT message_id FROM entry WHERE id = $%d)`, q.Entry)
	}
	if len(q.With) > 0 {
		var any []string
		for _, person := range q.With {
			args = append(args, "%"+likeEscaper.Replace(person)+"%")
			any = append(any, fmt.Sprintf(`p.address LIKE $%d ESCAPE '\' OR p.name LIKE $%[1]d ESCAPE '\'`, len(args)))
		}
		conditions = append(conditions, `EXISTS (SELECT 1 FROM participant p WHERE p.message_id = m.id AND (`+strings.Join(any, " OR ")+`))`)
	}
	if len(conditions) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func scanEntry(rows *sql.Rows) (Entry, error) {
	var (
		e                                          Entry
		at, received, recorded                     int64
		reasons, notes, inReplyTo, references, def string
		hash                                       []byte
	)
	err := rows.Scan(&e.ID, &e.Message, &e.Thread, &at, &received, &recorded, &e.Kind, &e.KindReason, &e.Role,
		&e.Project, &e.Signal, &e.Confidence, &reasons, &notes, &e.MessageID, &inReplyTo, &references, &e.Subject,
		&e.NewText, &e.Quoted, &def, &e.Unparsed, &e.reading, &hash, &e.Size, &e.Origin, &e.Sightings)
	if err != nil {
		return e, err
	}
	e.At, e.Received, e.Recorded = timeOf(at), timeOf(received), timeOf(recorded)
	copy(e.SHA256[:], hash)
	if e.reading != "" {
		if err := json.Unmarshal([]byte(e.reading), &e.Interpretation); err != nil {
			return e, fmt.Errorf("the reading of entry %d: %w", e.ID, err)
		}
	}
	return e, errors.Join(json.Unmarshal([]byte(reasons), &e.Reasons), json.Unmarshal([]byte(notes), &e.Notes),
		json.Unmarshal([]byte(inReplyTo), &e.InReplyTo), json.Unmarshal([]byte(references), &e.References),
		json.Unmarshal([]byte(def), &e.Defects))
}

// querier is the pool of readers, or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func participants(ctx context.Context, q querier, message int64) (People, error) {
	p := People{From: []Address{}, Sender: []Address{}, ReplyTo: []Address{}, To: []Address{}, Cc: []Address{}, DeliveredTo: []Address{}}
	rows, err := q.QueryContext(ctx, `SELECT field, name, address FROM participant WHERE message_id = $1 ORDER BY field, n`, message)
	if err != nil {
		return p, fmt.Errorf("participants of message %d: %w", message, explain(err))
	}
	defer rows.Close()
	lists := map[string]*[]Address{"from": &p.From, "sender": &p.Sender, "reply-to": &p.ReplyTo, "to": &p.To, "cc": &p.Cc, "delivered-to": &p.DeliveredTo}
	for rows.Next() {
		var (
			field string
			a     Address
		)
		if err := rows.Scan(&field, &a.Name, &a.Address); err != nil {
			return p, err
		}
		if list := lists[field]; list != nil {
			*list = append(*list, a)
		}
	}
	return p, explain(rows.Err())
}

func attachments(ctx context.Context, q querier, message int64) ([]Attachment, error) {
	list := []Attachment{}
	rows, err := q.QueryContext(ctx, `SELECT n, name, type, size, sha256, content_id, inline FROM attachment WHERE message_id = $1 ORDER BY n`, message)
	if err != nil {
		return nil, fmt.Errorf("attachments of message %d: %w", message, explain(err))
	}
	defer rows.Close()
	for rows.Next() {
		var (
			a    Attachment
			hash []byte
		)
		if err := rows.Scan(&a.N, &a.Name, &a.Type, &a.Size, &hash, &a.ContentID, &a.Inline); err != nil {
			return nil, err
		}
		copy(a.SHA256[:], hash)
		list = append(list, a)
	}
	return list, explain(rows.Err())
}

// Everyone returns the participants in the order in which they are read: from,
// to, cc, each address once.
func (p People) Everyone() []Address {
	var all []Address
	seen := map[string]bool{}
	for _, a := range slices.Concat(p.From, p.To, p.Cc) {
		if key := strings.ToLower(a.Address); !seen[key] {
			seen[key] = true
			all = append(all, a)
		}
	}
	return all
}

// ProjectCount is what the log holds of a project; of what is unfiled, where
// Project is "".
type ProjectCount struct {
	Project string    `json:"project"`
	Entries int       `json:"entries"`
	Threads int       `json:"threads"`
	First   time.Time `json:"first"`
	Last    time.Time `json:"last"`
}

// ProjectCounts counts the log by project.
func (s *Store) ProjectCounts(ctx context.Context) ([]ProjectCount, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT project, count(*), count(DISTINCT thread_id), min(date_ms), max(date_ms) FROM message GROUP BY project ORDER BY project`)
	if err != nil {
		return nil, fmt.Errorf("count the log: %w", explain(err))
	}
	defer rows.Close()
	var counts []ProjectCount
	for rows.Next() {
		var (
			c           ProjectCount
			first, last int64
		)
		if err := rows.Scan(&c.Project, &c.Entries, &c.Threads, &first, &last); err != nil {
			return nil, err
		}
		c.First, c.Last = timeOf(first), timeOf(last)
		counts = append(counts, c)
	}
	return counts, explain(rows.Err())
}

// History returns the acts on a message in the chain: when it was logged, filed,
// by whom.
func (s *Store) History(ctx context.Context, message int64) ([]HistoryLine, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT id, recorded_ms, act, project, sign, confidence, actor, hash FROM entry WHERE message_id = $1 ORDER BY id`, message)
	if err != nil {
		return nil, fmt.Errorf("history of message %d: %w", message, explain(err))
	}
	defer rows.Close()
	var lines []HistoryLine
	for rows.Next() {
		var (
			l        HistoryLine
			recorded int64
			hash     []byte
		)
		if err := rows.Scan(&l.Entry, &recorded, &l.Act, &l.Project, &l.Signal, &l.Confidence, &l.Actor, &hash); err != nil {
			return nil, err
		}
		l.Recorded = timeOf(recorded)
		copy(l.Hash[:], hash)
		lines = append(lines, l)
	}
	return lines, explain(rows.Err())
}

// HistoryLine is one act on a message.
type HistoryLine struct {
	Entry    int64      `json:"entry"`
	Recorded time.Time  `json:"recorded"`
	Act      ledger.Act `json:"act"`
	Filing
	Actor string `json:"actor"`
	Hash  Hash   `json:"hash"`
}
