package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// MissingState is what became of a mail that the log does not have.
type MissingState string

// The states of a missing mail.
const (
	MissingOpen    MissingState = "open"
	MissingArrived MissingState = "arrived" // the log has it after all
	MissingLeft    MissingState = "left"    // a PM said that the log does not need it
)

// What happens to a missing mail.
const (
	EventMissingArrived Event = "the mail arrives"
	EventMissingLeft    Event = "the PM ignores it"
)

// MissingMoves returns every move of a missing mail.
func MissingMoves() []Move[MissingState] {
	return []Move[MissingState]{
		{EventMissingArrived, []MissingState{MissingOpen, MissingLeft}, MissingArrived},
		{EventMissingLeft, []MissingState{MissingOpen}, MissingLeft},
	}
}

func missingMachine() machine[MissingState] {
	return machine[MissingState]{"missing_mail", "", MissingMoves()}
}

// MissingMail is a mail between the two sides of a project that the log does not have. Another mail
// shows it, by answering or quoting it.
type MissingMail struct {
	ID        int64
	Project   string
	MessageID string    // without angle brackets; "" where it is not known
	Print     string    // how its text begins, in the form in which texts are compared; "" if nothing of it is quoted
	Words     string    // the beginning of what is quoted of it
	Author    Address   // zero where nobody knows
	Sent      time.Time // zero where it is not known
	Message   int64     // the mail that shows it
	Noted     time.Time // when
}

const (
	mostMissing   = 200                 // open ones of a project
	missingSince  = 30 * 24 * time.Hour // in which a mail counts as missing
	mostMissWords = 400                 // bytes
)

// miss records the mails that a logged one shows to be missing, each once, and ends what it
// brings.
func (tx *Tx) miss(id int64, m *Message, v Verdict) error {
	if v.May(EffectEndWait) { // or anybody could have a mail that is missing pass for this one
		if err := tx.noteOtherIDs(id, m); err != nil {
			return err
		}
	}
	for _, missing := range v.Arrived {
		if _, err := missingMachine().move(tx, missing, EventMissingArrived); err != nil {
			return err
		}
	}
	if !v.May(EffectMiss) {
		return nil
	}
	for _, one := range v.Missing {
		one.Project = v.Project
		if err := tx.addMissing(id, one); err != nil {
			return fmt.Errorf("record that a mail is missing: %w", err)
		}
	}
	return nil
}

func (tx *Tx) addMissing(message int64, one MissingMail) error {
	var known bool
	err := tx.row(`SELECT EXISTS (SELECT 1 FROM missing_mail WHERE project = $1 AND rfc_id = $2 AND rfc_id <> '')
		OR EXISTS (SELECT 1 FROM missing_mail WHERE project = $1 AND print = $3 AND print <> '' AND address = $4)`, one.Project, one.MessageID, one.Print, keyOf(one.Author.Address)).Scan(&known)
	if err != nil || known {
		return err
	}
	var open int
	if err := tx.row(`SELECT count(*) FROM missing_mail WHERE project = $1 AND state = 'open' AND noted_ms >= $2`, one.Project, tx.missingFrom()).Scan(&open); err != nil || open >= mostMissing {
		return err
	}
	clear(tx.noMissing)
	return tx.exec(`INSERT INTO missing_mail (project, rfc_id, print, words, name, address, sent_ms, message_id, noted_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		one.Project, one.MessageID, one.Print, strings.ToValidUTF8(one.Words[:min(len(one.Words), mostMissWords)], ""), one.Author.Name, keyOf(one.Author.Address), millis(one.Sent), message, tx.now)
}

// missingFrom returns since when a mail must be noted that counts as missing. What was noted before
// that makes no new one wait.
func (tx *Tx) missingFrom() int64 { return tx.now - missingSince.Milliseconds() }

// noteOtherIDs records the Message-IDs that m had before a server put another: who answers it may
// name them.
func (tx *Tx) noteOtherIDs(message int64, m *Message) error {
	for _, id := range m.OwnIDs() {
		if id == m.MessageID {
			continue
		}
		if err := tx.exec(`INSERT INTO other_id (rfc_id, message_id) VALUES ($1, $2) ON CONFLICT (rfc_id) DO NOTHING`, id, message); err != nil {
			return fmt.Errorf("record another Message-ID: %w", err)
		}
	}
	return nil
}

// Logged returns those Message-IDs whose mail the log has, our own mail included. It leaves out mail of
// strangers, who can give it any Message-ID.
func (tx *Tx) Logged(ids []string) (map[string]bool, error) {
	found, err := collect(tx.ctx, tx.sql, "look which mail is in the log", scanValue[string],
		`SELECT j.value FROM json_each($1) j WHERE EXISTS (SELECT 1 FROM message m WHERE m.message_id = j.value AND m.role <> 'other')
			OR EXISTS (SELECT 1 FROM other_id o WHERE o.rfc_id = j.value) OR EXISTS (SELECT 1 FROM outgoing_mail l WHERE l.message_id = j.value)`, list(ids))
	logged := make(map[string]bool, len(found))
	for _, id := range found {
		logged[id] = true
	}
	return logged, err
}

// NearMail is a mail of the log that may be the one that is quoted.
type NearMail struct {
	MessageID string
	From      string // in the form in which addresses are compared
	Date      time.Time
	Text      string // without what it quotes
}

const (
	mostNear  = 20
	mostTimes = 3
	nearBase  = 60 * 24 * time.Hour
)

// MailNear returns mail of the log that m may quote: of its thread, with its subject, or sent at
// about the given times.
func (tx *Tx) MailNear(m *Message, sent []time.Time) (near []NearMail, err error) {
	threads, err := tx.ids(`SELECT DISTINCT r.thread_id FROM json_each($1) j CROSS JOIN reference r ON r.message_id = j.value LIMIT $2`, list(m.ThreadIDs()), mostTimes)
	if err != nil {
		return nil, err
	}
	var found []int64
	add := func(query string, args ...any) {
		if err == nil {
			var more []int64
			more, err = tx.ids(query, append(args, mostNear)...)
			found = append(found, more...)
		}
	}
	for _, thread := range threads {
		add(`SELECT id FROM message WHERE thread_id = $1 ORDER BY id DESC LIMIT $2`, thread)
	}
	if base := ReadSubject(m.Subject).Base; base != "" {
		add(`SELECT id FROM message WHERE base = $1 AND base <> '' AND date_ms BETWEEN $2 AND $3 ORDER BY date_ms DESC LIMIT $4`, base, millis(m.Date.Add(-nearBase)), millis(m.Date.Add(time.Hour)))
	}
	for _, at := range sent[:min(len(sent), mostTimes)] {
		add(`SELECT id FROM message WHERE date_ms >= $1 ORDER BY date_ms LIMIT $2`, millis(at.Add(-time.Minute)))
		add(`SELECT id FROM message WHERE date_ms <= $1 ORDER BY date_ms DESC LIMIT $2`, millis(at.Add(time.Minute)))
	}
	if err != nil {
		return nil, fmt.Errorf("look for the mail near another: %w", err)
	}
	slices.Sort(found)
	return collect(tx.ctx, tx.sql, "read the mail near another", func(row scanner) (n NearMail, err error) {
		var reading string
		var r Interpretation
		if err = row.Scan(&n.MessageID, ms(&n.Date), &n.From, &n.Text, &reading); err != nil {
			return n, err
		}
		if reading != "" {
			if err = json.Unmarshal([]byte(reading), &r); err != nil {
				return n, err
			}
		}
		n.Text += "\n" + r.Signature
		return n, nil
	}, `SELECT m.message_id, m.date_ms, COALESCE(p.key, ''), b.new_text, b.reading FROM json_each($1) j CROSS JOIN message m ON m.id = j.value CROSS JOIN body b ON b.message_id = m.id
		LEFT JOIN participant p ON p.message_id = m.id AND p.field = 'from' AND p.n = (SELECT min(n) FROM participant f WHERE f.message_id = m.id AND f.field = 'from')`, list(slices.Compact(found)))
}

const selectMissing = `SELECT id, project, rfc_id, print, words, name, address, sent_ms, message_id, noted_ms FROM missing_mail`

func scanMissing(row scanner) (o MissingMail, err error) {
	err = row.Scan(&o.ID, &o.Project, &o.MessageID, &o.Print, &o.Words, &o.Author.Name, &o.Author.Address, ms(&o.Sent), &o.Message, ms(&o.Noted))
	return o, readError("read what mail is missing", err)
}

// OpenMissing returns the missing mail of a project, the latest first.
func (tx *Tx) OpenMissing(project string) ([]MissingMail, error) {
	if tx.noMissing[project] {
		return nil, nil
	}
	open, err := collect(tx.ctx, tx.sql, "list what mail is missing", scanMissing, selectMissing+` WHERE project = $1 AND state = 'open' ORDER BY id DESC LIMIT $2`, project, mostMissing)
	if err == nil && len(open) == 0 {
		tx.noMissing[project] = true
	}
	return open, err
}

// Missing returns the missing mail of a project that was noted up to a time and that no digest has
// named, the oldest first.
func (s *Store) Missing(ctx context.Context, project string, noted time.Time) ([]MissingMail, error) {
	return collect(ctx, s.reader, "list what mail is missing", scanMissing, selectMissing+` WHERE project = $1 AND state = 'open' AND told = 0 AND noted_ms BETWEEN $2 AND $3 ORDER BY id LIMIT $4`,
		project, millis(noted.Add(-missingSince)), millis(noted), mostMissing)
}

// MissingByID returns a missing mail.
func (s *Store) MissingByID(ctx context.Context, id int64) (MissingMail, error) {
	return scanMissing(s.reader.QueryRowContext(ctx, selectMissing+` WHERE id = $1`, id))
}

// markTold records that a digest names a missing mail.
func (tx *Tx) markTold(id int64) error {
	return tx.exec(`UPDATE missing_mail SET told = 1 WHERE id = $1`, id)
}

// leaveMissingItem records that the log need not have a mail.
func leaveMissingItem(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
	return missingMachine().moveBy(tx, item.Object, EventMissingLeft, actor)
}
