package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"rapport/store/ledger"
	"rapport/store/mailaddr"
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
	// Audience is whom it is for, where who reads the log has asked Project.AudienceOf.
	Audience Audience `json:"audience,omitempty"`
	Marked   Audience `json:"marked,omitempty"` // as somebody marked it; "": nobody did
	MarkedBy string   `json:"marked_by,omitempty"`
	// Errand reports that it only serves a matter, or Rapport itself; About is what it is
	// about. Both are set where LogQuery.Own is.
	Errand bool         `json:"errand,omitempty"`
	About  *MatterState `json:"about,omitempty"`
	Interpretation
	People
	// Invited are the people of the meeting that it is about, with what they have answered by now.
	Invited []Attendee `json:"invited,omitempty"`
	reading string     // as it is in the database
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

// IsCalendarFile reports whether a file of the entry is the calendar that it was read from: what
// it says is shown as a meeting.
func (e Entry) IsCalendarFile(f Attachment) bool {
	return e.Calendar != nil && !e.Calendar.Words && (f.Type == "text/calendar" || f.Type == "application/ics")
}

// LogQuery selects entries. Zero fields do not restrict.
type LogQuery struct {
	Project  string
	Unfiled  bool // only what fits no project, and nobody has said that it belongs to none
	Since    time.Time
	Until    time.Time // exclusive
	Person   []string  // any participant has one of these addresses
	With     []string  // any participant's address equals, or name or address contains, one of these
	Kind     Kind
	Thread   int64
	Entry    int64 // any entry of the message, also one that filed it
	Message  int64
	ReadBack bool // the latest first
	// Brief entries have what a list shows: of the new text the first characters, and of what
	// lies in JSON only the notes, the evidence, the lookalike, the meeting and how a recap begins.
	Brief bool
	// Own reports whether an address is one of Rapport's. Where it is set, entries say whether
	// they are errands, and about which matter.
	Own func(address string) bool
	// Errands are in a story too.
	Errands bool
}

// entrySource is what entryColumns and briefColumns are read from.
const entrySource = `
	FROM message m
	JOIN entry e ON e.id = (SELECT min(id) FROM entry WHERE message_id = m.id AND act = 'logged')
	JOIN body b ON b.message_id = m.id
	JOIN raw r ON r.id = m.id`

const entryColumns = `SELECT e.id, m.id, m.thread_id, m.date_ms, m.received_ms, e.recorded_ms, m.kind, b.kind_reason, m.role,
	m.project, m.signal, m.confidence, b.reasons, b.notes, m.message_id, b.in_reply_to, b.refs, m.subject,
	b.new_text, b.quoted, b.defects, b.unparsed, b.reading, r.sha256, r.size, r.origin,
	(SELECT count(*) FROM uid WHERE raw_id = m.id) + (SELECT count(*) FROM same_mail c JOIN uid u ON u.raw_id = c.raw_id WHERE c.first_id = m.id)` + entrySource

// briefColumns are those of a LogQuery that is Brief.
const briefColumns = `SELECT e.id, m.id, m.thread_id, m.date_ms, m.received_ms, e.recorded_ms, m.kind, b.kind_reason, m.role,
	m.project, m.signal, m.confidence, '[]', b.notes, m.message_id, '[]', '[]', m.subject,
	substr(b.new_text, 1, 1000), '', '[]', b.unparsed,
	CASE b.reading WHEN '' THEN '' ELSE json_object('auth', b.reading -> '$.auth', 'noted', b.reading -> '$.noted', 'lookalike', coalesce(b.reading ->> '$.lookalike', ''),
		'calendar', b.reading -> '$.calendar', 'recap', CASE WHEN b.reading -> '$.recap' IS NULL THEN NULL ELSE json_object('vendor', b.reading ->> '$.recap.vendor', 'summary', substr(b.reading ->> '$.recap.summary', 1, 1000),
			'link_only', json(CASE b.reading ->> '$.recap.link_only' WHEN 1 THEN 'true' ELSE 'false' END)) END) END,
	x'', r.size, r.origin, 0` + entrySource

// A page of the log is read in one transaction: a reader who stands still between two keeps
// nothing from being checkpointed.
const (
	firstPage   = 30 // entries, which stand on a screen at once; each further page is four times as long
	pageEntries = 500
	pageBytes   = 8 << 20 // of text
)

// Log calls yield for each entry in the order of the messages' dates, until yield returns
// an error, which Log then returns. No transaction waits for yield.
func (s *Store) Log(ctx context.Context, q LogQuery, yield func(Entry) error) error {
	f := q.filter()
	order := " ORDER BY m.date_ms, m.id"
	if q.ReadBack {
		order = " ORDER BY m.date_ms DESC, m.id DESC"
	}
	ids, err := collect(ctx, s.reader, "list the log", scanValue[int64], `SELECT m.id FROM message m`+f.where()+order, f.args...)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	var ahead sync.WaitGroup
	defer ahead.Wait()
	defer cancel()
	var page logPage
	for most := firstPage; len(ids) > 0; most = min(4*most, pageEntries) {
		ahead.Wait()
		if page.read == 0 {
			page = s.page(ctx, ids[:min(len(ids), most)], q, order)
		}
		now := page
		if now.err != nil {
			return fmt.Errorf("read the log: %w", now.err)
		}
		ids, page = ids[now.read:], logPage{}
		// The next page is read while this one is passed on, but for the first: many want no more.
		if most > firstPage && len(ids) > 0 {
			ahead.Go(func() { page = s.page(ctx, ids[:min(len(ids), pageEntries)], q, order) })
		}
		for _, e := range now.entries {
			if err := yield(e); err != nil {
				return err
			}
		}
	}
	return nil
}

// logPage is a part of the log that is read in one transaction.
type logPage struct {
	entries []Entry
	read    int // messages
	err     error
}

// page reads the entries of the first of some messages: as many as make a page, and one at least.
func (s *Store) page(ctx context.Context, ids []int64, q LogQuery, order string) (p logPage) {
	p.read = len(ids)
	p.err = s.readPage(ctx, ids, q, order, &p)
	return p
}

func (s *Store) readPage(ctx context.Context, ids []int64, q LogQuery, order string, p *logPage) error {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback()
	const chosen = ` WHERE m.id IN (SELECT value FROM json_each($1))`
	query := entryColumns + chosen + order
	if q.Brief {
		query = briefColumns + chosen + order
	}
	rows, err := tx.QueryContext(ctx, query, list(ids))
	if err != nil {
		return explain(err)
	}
	defer rows.Close()
	for bytes := 0; bytes < pageBytes && rows.Next(); {
		e, err := scanEntry(rows)
		if err != nil {
			return explain(err)
		}
		p.entries = append(p.entries, e)
		bytes += len(e.NewText) + len(e.Quoted)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return explain(err)
	}
	if n := len(p.entries); n > 0 && n < len(ids) {
		p.read = slices.Index(ids, p.entries[n-1].Message) + 1
	}
	return addParts(ctx, tx, p.entries, q.Own)
}

// addParts adds to entries their people, attachments and markings and, where own is set, what
// they are about.
func addParts(ctx context.Context, q querier, entries []Entry, own func(string) bool) error {
	ids, at := make([]int64, len(entries)), make(map[int64]*Entry, len(entries))
	for i := range entries {
		e := &entries[i]
		ids[i], at[e.Message] = e.Message, e
		e.People, e.Attached = nobody(), []Attachment{}
	}
	_, err := collect(ctx, q, "read the people of the log", func(row scanner) (none struct{}, err error) {
		var (
			message int64
			field   string
			a       Address
		)
		if err = row.Scan(&message, &field, &a.Name, &a.Address); err == nil {
			at[message].People.add(field, a)
		}
		return none, err
	}, `SELECT message_id, field, name, address FROM participant WHERE message_id IN (SELECT value FROM json_each($1)) ORDER BY message_id, field, n`, list(ids))
	if err != nil {
		return err
	}
	_, err = collect(ctx, q, "read the attachments of the log", func(row scanner) (none struct{}, err error) {
		var (
			message int64
			a       Attachment
		)
		if err = row.Scan(&message, &a.N, &a.Name, &a.Type, &a.Size, hashOf{&a.SHA256}, &a.ContentID, &a.Inline); err == nil {
			at[message].Attached = append(at[message].Attached, a)
		}
		return none, err
	}, `SELECT message_id, n, name, type, size, sha256, content_id, inline FROM attachment WHERE message_id IN (SELECT value FROM json_each($1)) ORDER BY message_id, n`, list(ids))
	if err == nil {
		err = addMarkings(ctx, q, at, list(ids))
	}
	if err == nil {
		err = addInvited(ctx, q, entries)
	}
	if err == nil && own != nil {
		err = addErrands(ctx, q, own, at, list(ids))
	}
	return err
}

// Entry returns one entry. The number of an entry that filed a message anew returns the
// entry of that message. An unknown number is ErrNotFound.
func (s *Store) Entry(ctx context.Context, id int64) (found Entry, err error) {
	err = s.Log(ctx, LogQuery{Entry: id}, func(e Entry) error {
		found = e
		return nil
	})
	if err == nil && found.ID == 0 {
		err = ErrNotFound
	}
	if err != nil {
		err = fmt.Errorf("entry %d: %w", id, err)
	}
	return found, err
}

// EntryOfMessage returns the entry of a message. One that is not in the log is ErrNotFound.
func (s *Store) EntryOfMessage(ctx context.Context, message int64) (Entry, error) {
	page := s.page(ctx, []int64{message}, LogQuery{}, "")
	if page.err == nil && len(page.entries) == 0 {
		page.err = ErrNotFound
	}
	if page.err != nil {
		return Entry{}, fmt.Errorf("message %d: %w", message, page.err)
	}
	return page.entries[0], nil
}

// EntriesByMessageID returns the numbers of the entries whose message has that Message-ID,
// without angle brackets; several messages can claim one.
func (s *Store) EntriesByMessageID(ctx context.Context, messageID string) ([]int64, error) {
	return collect(ctx, s.reader, fmt.Sprintf("look for %s", messageID), scanValue[int64], `SELECT (SELECT min(id) FROM entry WHERE message_id = m.id AND act = 'logged')
		FROM message m WHERE m.message_id = $1 ORDER BY m.id`, messageID)
}

func (q LogQuery) filter() (f filter) {
	f.when(q.Project != "", `m.project = $%d`, q.Project)
	f.holds(q.Unfiled, `m.project = '' AND m.signal = '' AND m.kind <> 'sent'`) // our own mail of no project belongs to none
	f.when(!q.Since.IsZero(), `m.date_ms >= $%d`, millis(q.Since))
	f.when(!q.Until.IsZero(), `m.date_ms < $%d`, millis(q.Until))
	f.when(q.Kind != "", `m.kind = $%d`, q.Kind)
	f.when(q.Thread != 0, `m.thread_id = $%d`, q.Thread)
	f.when(q.Message != 0, `m.id = $%d`, q.Message)
	f.when(q.Entry != 0, `m.id = (SELECT message_id FROM entry WHERE id = $%d)`, q.Entry)
	if len(q.Person) > 0 {
		keys := make([]string, len(q.Person))
		for i, address := range q.Person {
			keys[i] = mailaddr.Key(address)
		}
		f.when(true, `m.id IN (SELECT message_id FROM participant WHERE key IN (SELECT value FROM json_each($%d)) AND key <> '')`, list(keys))
	}
	var any []string
	for _, person := range q.With {
		f.args = append(f.args, "%"+likeEscaper.Replace(person)+"%")
		any = append(any, fmt.Sprintf(`p.address LIKE $%d ESCAPE '\' OR p.name LIKE $%[1]d ESCAPE '\'`, len(f.args)))
	}
	f.holds(len(any) > 0, `EXISTS (SELECT 1 FROM participant p WHERE p.message_id = m.id AND (`+strings.Join(any, " OR ")+`))`)
	return f
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func scanEntry(row scanner) (Entry, error) {
	var (
		e                                          Entry
		reasons, notes, inReplyTo, references, def string
		hash                                       []byte
	)
	err := row.Scan(&e.ID, &e.Message, &e.Thread, ms(&e.At), ms(&e.Received), ms(&e.Recorded), &e.Kind, &e.KindReason, &e.Role,
		&e.Project, &e.Signal, &e.Confidence, &reasons, &notes, &e.MessageID, &inReplyTo, &references, &e.Subject,
		&e.NewText, &e.Quoted, &def, &e.Unparsed, &e.reading, &hash, &e.Size, &e.Origin, &e.Sightings)
	if err != nil {
		return e, err
	}
	copy(e.SHA256[:], hash)
	if e.reading != "" {
		if err := json.Unmarshal([]byte(e.reading), &e.Interpretation); err != nil {
			return e, fmt.Errorf("the reading of entry %d: %w", e.ID, err)
		}
	}
	return e, errors.Join(readList(reasons, &e.Reasons), readList(notes, &e.Notes),
		readList(inReplyTo, &e.InReplyTo), readList(references, &e.References),
		readList(def, &e.Defects))
}

// readList reads what list wrote.
func readList[T any](text string, into *[]T) error {
	if text == "[]" { // most are
		*into = []T{}
		return nil
	}
	return json.Unmarshal([]byte(text), into)
}

func participants(ctx context.Context, q querier, message int64) (People, error) {
	p := nobody()
	type named struct {
		field string
		Address
	}
	all, err := collect(ctx, q, fmt.Sprintf("participants of message %d", message), func(row scanner) (one named, err error) {
		err = row.Scan(&one.field, &one.Name, &one.Address.Address)
		return one, err
	}, `SELECT field, name, address FROM participant WHERE message_id = $1 ORDER BY field, n`, message)
	for _, one := range all {
		p.add(one.field, one.Address)
	}
	return p, err
}

// nobody returns lists that are empty, and not null in JSON.
func nobody() People {
	return People{From: []Address{}, Sender: []Address{}, ReplyTo: []Address{}, To: []Address{}, Cc: []Address{}, DeliveredTo: []Address{}}
}

// add appends a participant to the list of a field, as it is named in the database.
func (p *People) add(field string, a Address) {
	switch field {
	case "from":
		p.From = append(p.From, a)
	case "sender":
		p.Sender = append(p.Sender, a)
	case "reply-to":
		p.ReplyTo = append(p.ReplyTo, a)
	case "to":
		p.To = append(p.To, a)
	case "cc":
		p.Cc = append(p.Cc, a)
	case "delivered-to":
		p.DeliveredTo = append(p.DeliveredTo, a)
	}
}

func attachments(ctx context.Context, q querier, message int64) ([]Attachment, error) {
	return collect(ctx, q, fmt.Sprintf("attachments of message %d", message), func(row scanner) (a Attachment, err error) {
		err = row.Scan(&a.N, &a.Name, &a.Type, &a.Size, hashOf{&a.SHA256}, &a.ContentID, &a.Inline)
		return a, err
	}, `SELECT n, name, type, size, sha256, content_id, inline FROM attachment WHERE message_id = $1 ORDER BY n`, message)
}

// Everyone returns the participants in the order in which they are read: from,
// to, cc, each address once.
func (p People) Everyone() []Address {
	var all []Address
	seen := map[string]bool{}
	for _, a := range slices.Concat(p.From, p.To, p.Cc) {
		if key := keyOf(a.Address); !seen[key] {
			seen[key] = true
			all = append(all, a)
		}
	}
	return all
}

// History returns what the chain records of a message: when it was logged and filed, and
// by whom.
func (s *Store) History(ctx context.Context, message int64) ([]HistoryLine, error) {
	return collect(ctx, s.reader, fmt.Sprintf("history of message %d", message), func(row scanner) (l HistoryLine, err error) {
		err = row.Scan(&l.Entry, ms(&l.Recorded), &l.Act, &l.Project, &l.Signal, &l.Confidence, &l.Actor, hashOf{&l.Hash})
		return l, err
	}, `SELECT id, recorded_ms, act, project, sign, confidence, actor, hash FROM entry WHERE message_id = $1 ORDER BY id`, message)
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
