package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"rapport/store/ledger"
)

// Difference is a field that is read differently than before.
type Difference struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Reprocessable returns at most limit numbers, above after, of messages that q selects and
// whose mail can be read again: all but our own, and notes that were entered on the machine.
func (s *Store) Reprocessable(ctx context.Context, q LogQuery, after int64, limit int) ([]int64, error) {
	f := q.filter()
	f.when(true, `m.id > $%d`, after)
	f.when(true, `m.kind <> $%d`, KindSent)
	f.when(true, `(SELECT r.origin FROM raw r WHERE r.id = m.id) <> $%d`, OriginNote)
	return collect(ctx, s.reader, "list mail to read again", scanValue[int64], `SELECT m.id FROM message m`+f.where()+fmt.Sprintf(` ORDER BY m.id LIMIT %d`, limit), f.args...)
}

// Reprocess records that message id is read as m and v now. Where that is what the
// log shows already it changes nothing and returns no changes. Otherwise the log shows
// what is read now, a new entry records it, and what the entry before recorded is
// kept, so that it can still be proven. A filing by a person stays, and so does
// the thread. What the mail did when it came, as an answer or a bounce, is not
// done again.
func (tx *Tx) Reprocess(id int64, m *Message, v Verdict) (entry int64, changes []Difference, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("read message %d again: %w", id, err)
		}
	}()
	now, err := tx.recordedEntry(id)
	if err != nil {
		return 0, nil, err
	}
	if now.Auth != nil && !now.Auth.Recheck() {
		// The keys of its day may be gone: what was found then counts.
		again := *m
		again.Auth = now.Auth
		m = &again
	}
	quoted := now.Quoted
	if m.Quoted != now.Quoted {
		if quoted, err = tx.unknownQuote(m); err != nil {
			return 0, nil, err
		}
	}
	// What was found out about threads when it came stays.
	v.Notes = append(v.Notes, threadNotes(now.Notes)...)
	if sameEvidence(now.Reasons, v.Reasons) {
		v.Reasons = now.Reasons
	}
	r := reading{id: id, m: m, v: v, quoted: quoted, content: contentOf(m, v, quoted), filing: refiled(Filing{now.Project, now.Signal, now.Confidence}, v)}
	if changes = differencesOf(now, r); len(changes) == 0 {
		return 0, nil, nil
	}
	if err := tx.supersede(now); err != nil {
		return 0, nil, err
	}
	if entry, err = tx.chainReading(ledger.ActReprocessed, r); err != nil {
		return 0, nil, err
	}
	return entry, changes, tx.replaceContent(r, now.Thread)
}

// supersede keeps the content that the log showed until now, so that its entry can still
// be proved.
func (tx *Tx) supersede(now Entry) error {
	var entry int64
	err := tx.row(`SELECT id FROM entry WHERE message_id = $1 AND act IN ('logged', 'reread') ORDER BY id DESC LIMIT 1`, now.Message).Scan(&entry)
	if err != nil {
		return fmt.Errorf("its entry: %w", err)
	}
	var kept bytes.Buffer
	contentOfEntry(now).WriteTo(&kept) // a buffer takes all
	if err := tx.exec(`INSERT INTO superseded (entry_id, zstd) VALUES ($1, $2)`, entry, tx.pack.EncodeAll(kept.Bytes(), nil)); err != nil {
		return fmt.Errorf("keep what entry %d showed: %w", entry, err)
	}
	return nil
}

// replaceContent makes the log show what was read now.
func (tx *Tx) replaceContent(r reading, thread int64) error {
	c, f := r.content, r.filing
	err := tx.exec(`UPDATE message SET message_id = $1, date_ms = $2, received_ms = $3, subject = $4, kind = $5, role = $6, project = $7, signal = $8, confidence = $9 WHERE id = $10`,
		c.MessageID, millis(r.m.Date), c.Received, c.Subject, r.v.Kind, c.Role, f.Project, f.Signal, f.Confidence, r.id)
	if err != nil {
		return err
	}
	for _, query := range []string{`DELETE FROM body WHERE message_id = $1`, `DELETE FROM participant WHERE message_id = $1`, `DELETE FROM attachment WHERE message_id = $1`, `DELETE FROM search WHERE rowid = $1`} {
		if err := tx.exec(query, r.id); err != nil {
			return err
		}
	}
	if err := tx.insertContent(r.id, c); err != nil {
		return err
	}
	tx.index(r.id, r.m, r.quoted)
	for _, ref := range r.m.ThreadIDs() { // what could not be read before may tie it to more
		if err := tx.exec(`INSERT INTO reference (message_id, thread_id) VALUES ($1, $2) ON CONFLICT (message_id) DO NOTHING`, ref, thread); err != nil {
			return err
		}
	}
	return nil
}

// recordedEntry returns the entry of a message as the log shows it within the transaction.
func (tx *Tx) recordedEntry(id int64) (Entry, error) {
	e, err := scanEntry(tx.row(entryColumns+` WHERE m.id = $1`, id))
	if err != nil {
		return e, readError("read its entry", err)
	}
	if e.People, err = participants(tx.ctx, tx.sql, id); err != nil {
		return e, err
	}
	e.Attached, err = attachments(tx.ctx, tx.sql, id)
	return e, err
}

// refiled returns where a message is filed that is read again. A person's filing
// stays, and that of its thread, or what was learnt, unless the mail itself says
// more.
func refiled(now Filing, v Verdict) Filing {
	own := ownFiling(v)
	if now.Signal == SignalPerson || now.Signal == SignalLearnt && own.Project == "" || now.Signal == SignalForward && v.Project == now.Project {
		return now
	}
	if now.Signal == SignalThread && own.Confidence <= now.Confidence {
		return now
	}
	if own.Project == "" && v.Project != "" && len(v.Reasons) > 0 { // by its thread, which knows it
		return Filing{v.Project, v.Reasons[0].Signal, v.Reasons[0].Confidence}
	}
	return own
}

// threadNotes returns the notes that joining the thread left, and what was missing when the
// mail came.
func threadNotes(notes []string) []string {
	var kept []string
	for _, note := range notes {
		if strings.HasSuffix(note, "the threads were not joined") || strings.HasPrefix(note, "belongs to its thread by ") || strings.HasPrefix(note, "answers in thread ") || strings.HasPrefix(note, noteHeld) || note == NoteStaysText || note == noteOfNone {
			kept = append(kept, note)
		}
	}
	return kept
}

// sameEvidence reports whether the reasons are the same except for the thread and the
// learned model, which know the message itself by now.
func sameEvidence(a, b []Reason) bool {
	own := func(reasons []Reason) (list []Reason) {
		for _, r := range reasons {
			if r.Signal != SignalThread && r.Signal != SignalPerson && r.Signal != SignalLearnt {
				list = append(list, r)
			}
		}
		return list
	}
	x, y := own(a), own(b)
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] {
			return false
		}
	}
	return true
}

// differencesOf compares what is shown with what is read now, field by field.
func differencesOf(now Entry, r reading) []Difference {
	before, after := contentOfEntry(now), r.content
	var changes []Difference
	differ := func(field, a, b string) {
		if a != b {
			changes = append(changes, Difference{field, a, b})
		}
	}
	differ("kind", string(now.Kind), string(r.v.Kind))
	differ("kind reason", before.KindReason, after.KindReason)
	differ("project", now.Project, r.filing.Project)
	differ("role", before.Role, after.Role)
	differ("date", now.At.UTC().String(), timeOf(millis(r.m.Date)).UTC().String())
	differ("subject", before.Subject, after.Subject)
	differ("new text", before.NewText, after.NewText)
	differ("quoted", before.Quoted, after.Quoted)
	differ("reading", before.Reading, after.Reading)
	differ("message-id", before.MessageID, after.MessageID)
	differ("in-reply-to", before.InReplyTo, after.InReplyTo)
	differ("references", before.References, after.References)
	differ("participants", fmt.Sprint(before.Participants), fmt.Sprint(after.Participants))
	differ("attachments", attachmentList(before.Attachments), attachmentList(after.Attachments))
	differ("reasons", before.Reasons, after.Reasons)
	differ("notes", before.Notes, after.Notes)
	differ("defects", before.Defects, after.Defects)
	differ("unparsed", before.Unparsed, after.Unparsed)
	return changes
}

func attachmentList(list []ledger.Attachment) string {
	var b strings.Builder
	for _, a := range list {
		fmt.Fprintf(&b, "%s (%s, %d bytes, %s)\n", a.Name, a.Type, a.Size, a.SHA256)
	}
	return b.String()
}

// verifySuperseded compares the content that later entries superseded with the entries
// that recorded it.
func (v *verifier) verifySuperseded(ctx context.Context, walk *ledger.Walk) error {
	s := v.store
	for _, l := range walk.Older {
		if walk.Erased[l.Message] {
			continue
		}
		var packed []byte
		err := s.reader.QueryRowContext(ctx, `SELECT zstd FROM superseded WHERE entry_id = $1`, l.ID).Scan(&packed)
		if errors.Is(err, sql.ErrNoRows) {
			v.entry(l.ID, "what it recorded was removed")
			continue
		}
		if err != nil {
			return fmt.Errorf("what entry %d recorded: %w", l.ID, explain(err))
		}
		key, ok, err := v.contentKey(ctx, l)
		if err != nil {
			return err
		}
		if !ok || key == nil { // erased with the rest
			continue
		}
		content, err := s.unpack.DecodeAll(packed, nil)
		if err != nil || !ledger.Covers(l.Content, key, content) {
			v.entry(l.ID, "what it recorded was changed since another entry superseded it")
		}
	}
	return nil
}
