package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Filing is the project under which something is filed, and what decided it.
type Filing struct {
	Project    string `json:"project"` // "" is unfiled
	Signal     Signal `json:"sign"`
	Confidence int    `json:"confidence"` // per cent
}

// ThreadConfidence is how certain it is that a message belongs to the project
// of its thread, in per cent. Signs above it stand against the thread, weaker
// ones yield to it.
const ThreadConfidence = 90

// ThreadFiling returns the filing of the thread that m belongs to, looking from
// the message it answers outwards. The zero Filing means that no thread is
// known, or that none is filed.
func (tx *Tx) ThreadFiling(m *Message) (Filing, error) {
	threads, err := tx.threads(m)
	if err != nil {
		return Filing{}, err
	}
	for _, t := range threads {
		if t.Project != "" {
			return t.Filing, nil
		}
	}
	if len(threads) > 0 {
		return Filing{}, nil
	}
	id, _, err := tx.conversation(m)
	if err != nil || id == 0 {
		return Filing{}, err
	}
	var f Filing
	if err := tx.row(`SELECT project, signal, confidence FROM thread WHERE id = $1`, id).Scan(&f.Project, &f.Signal, &f.Confidence); err != nil {
		return Filing{}, fmt.Errorf("read thread %d: %w", id, err)
	}
	return f, nil
}

// ThreadFiling is Tx.ThreadFiling outside a transaction.
func (s *Store) ThreadFiling(m *Message) (Filing, error) {
	for _, id := range m.ThreadIDs() {
		var f Filing
		err := s.reader.QueryRow(`SELECT t.project, t.signal, t.confidence FROM reference r JOIN thread t ON t.id = r.thread_id WHERE r.message_id = $1`, id).
			Scan(&f.Project, &f.Signal, &f.Confidence)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return Filing{}, fmt.Errorf("look for the thread: %w", explain(err))
		}
		if f.Project != "" {
			return f, nil
		}
	}
	return Filing{}, nil
}

type thread struct {
	id int64
	Filing
}

// placed is where the ids of a message stand, as Decide looks it up and Record uses it again.
type placed struct {
	m       *Message
	threads []thread
	known   map[string]bool // the ids that stand in any
}

// threads returns the threads that the message-ids of m are known to stand in,
// each once, in the order of Message.ThreadIDs.
func (tx *Tx) threads(m *Message) ([]thread, error) {
	p := placed{m: m, known: map[string]bool{}}
	ids := m.ThreadIDs()
	if len(ids) == 0 {
		tx.placed = p
		return nil, nil
	}
	type standing struct {
		id string
		thread
	}
	found, err := collect(tx.ctx, tx.sql, "look for the thread", func(row scanner) (s standing, err error) {
		err = row.Scan(&s.id, &s.thread.id, &s.Project, &s.Signal, &s.Confidence)
		return s, err
	}, `SELECT r.message_id, t.id, t.project, t.signal, t.confidence FROM json_each($1) j CROSS JOIN reference r ON r.message_id = j.value CROSS JOIN thread t ON t.id = r.thread_id ORDER BY j.key`, list(ids))
	if err != nil {
		return nil, err
	}
	for _, s := range found {
		p.known[s.id] = true
		if !slices.ContainsFunc(p.threads, func(t thread) bool { return t.id == s.thread.id }) {
			p.threads = append(p.threads, s.thread)
		}
	}
	tx.placed = p
	return p.threads, nil
}

// placedAlready returns the threads that ThreadFiling found for m in this transaction, if
// nothing was recorded since, and looks them up otherwise.
func (tx *Tx) placedAlready(m *Message) (placed, error) {
	if tx.placed.m != m {
		if _, err := tx.threads(m); err != nil {
			return placed{}, err
		}
	}
	p := tx.placed
	tx.placed = placed{}
	return p, nil
}

// join puts m into its thread: the one its ids are known in, or a new one.
// Threads that m shows to be one are made one, so that the order of arrival
// does not matter; but threads of different projects stay apart, and only who may take others
// along joins threads that are filed or have mail of ours, since any stranger can write a
// References field. A mail that may not take others along into its
// project begins a thread of its own there. What Rapport wrote is in the thread it belongs
// to whatever its subject.
func (tx *Tx) join(m *Message, v Verdict) (t thread, notes []string, err error) {
	at, err := tx.placedAlready(m)
	if err != nil {
		return t, nil, err
	}
	known, left, notes, err := tx.threadsOf(m, v, slices.Clone(at.threads))
	if err != nil {
		return t, nil, err
	}
	if len(known) > 0 {
		var apart []string
		t, apart, err = tx.mergeAll(known, v.movesOthers())
		notes = append(notes, apart...)
	} else if err = tx.row(`INSERT INTO thread (project) VALUES ('') RETURNING id`).Scan(&t.id); err != nil {
		err = fmt.Errorf("open a thread: %w", err)
	}
	if err != nil {
		return t, nil, err
	}
	ids := m.ThreadIDs()
	if left != 0 {
		ids = nil // what it refers to stays where it is
		if m.MessageID != "" {
			ids = []string{m.MessageID}
		}
		if err := tx.exec(`INSERT INTO split (thread_id, from_id) VALUES ($1, $2)`, t.id, left); err != nil {
			return t, nil, fmt.Errorf("split from thread %d: %w", left, err)
		}
	}
	if index := m.conversationIndex(); index != "" && left == 0 {
		ids = append(ids, index)
	}
	for _, id := range ids {
		if at.known[id] {
			continue
		}
		if err := tx.exec(`INSERT INTO reference (message_id, thread_id) VALUES ($1, $2) ON CONFLICT (message_id) DO NOTHING`, id, t.id); err != nil {
			return t, nil, fmt.Errorf("tie %q to thread %d: %w", id, t.id, err)
		}
	}
	return t, notes, nil
}

// movesOthers reports whether a mail may take others along: what Rapport wrote, and what has
// the proof for it.
func (v Verdict) movesOthers() bool { return v.Kind == KindSent || v.May(EffectMoveOthers) }

// threadsOf returns the threads that m belongs to, of those that its ids are known in: none if
// it begins one, and then the thread that it leaves for that, if any. Where its ids are known
// in none, the conversation counts.
func (tx *Tx) threadsOf(m *Message, v Verdict, known []thread) (_ []thread, left int64, notes []string, err error) {
	if len(known) > 0 {
		if v.Kind == KindSent {
			return known, 0, nil, nil
		}
		first := known[0]
		leaves, err := tx.isNewSubject(m, first)
		switch {
		case err != nil:
			return nil, 0, nil, err
		case leaves:
			return nil, first.id, []string{fmt.Sprintf("answers in thread %d, but is about something else: it begins a thread of its own", first.id)}, nil
		case !v.movesOthers() && takesAlong(v, first):
			return nil, first.id, []string{fmt.Sprintf("answers in thread %d, but may not take it along into %s: it begins a thread of its own", first.id, v.Project)}, nil
		}
		return known, 0, nil, nil
	}
	id, by, err := tx.conversation(m)
	if err != nil || id == 0 {
		return nil, 0, nil, err
	}
	t := thread{id: id}
	if err := tx.row(`SELECT project, signal, confidence FROM thread WHERE id = $1`, id).Scan(&t.Project, &t.Signal, &t.Confidence); err != nil {
		return nil, 0, nil, fmt.Errorf("read thread %d: %w", id, err)
	}
	if !v.movesOthers() && takesAlong(v, t) {
		return nil, 0, nil, nil
	}
	return []thread{t}, 0, []string{"belongs to its thread by " + by}, nil
}

// mergeAll makes one thread of those that a mail refers to, as far as they may be one; moves
// reports that the mail may take others along.
func (tx *Tx) mergeAll(known []thread, moves bool) (t thread, notes []string, err error) {
	t = known[0]
	for _, other := range known[1:] {
		if t.decided() && other.decided() && t.Project != other.Project {
			of := "of project " + other.Project
			if other.Project == "" {
				of = "that belongs to no project"
			}
			notes = append(notes, fmt.Sprintf("refers also to a thread %s; the threads were not joined", of))
			continue
		}
		settled, err := tx.isSettled(t, other)
		if err != nil {
			return t, nil, err
		}
		if !moves && settled {
			notes = append(notes, fmt.Sprintf("refers also to thread %d, which it may not take along; the threads were not joined", other.id))
			continue
		}
		if apart, err := tx.isSplit(t.id, other.id); err != nil {
			return t, nil, err
		} else if apart {
			continue
		}
		if t, err = tx.merge(t, other); err != nil {
			return t, nil, err
		}
	}
	return t, notes, nil
}

// takesAlong reports whether the project that a mail itself names would become that of the
// thread it answers in.
func takesAlong(v Verdict, t thread) bool {
	own := ownFiling(v)
	return own.Project != "" && own.Project != t.Project && own.Confidence > t.Confidence
}

// decided reports whether the thread is filed: under a project or, by a person, under
// none.
func (t thread) decided() bool { return t.Project != "" || t.Signal == SignalPerson }

// isSettled reports whether either thread is filed or has mail of ours: then it is no stranger's
// to join to another.
func (tx *Tx) isSettled(a, b thread) (settled bool, err error) {
	if a.decided() || b.decided() {
		return true, nil
	}
	if err = tx.row(`SELECT EXISTS (SELECT 1 FROM message WHERE thread_id IN ($1, $2) AND kind = 'sent')`, a.id, b.id).Scan(&settled); err != nil {
		err = fmt.Errorf("look who wrote in threads %d and %d: %w", a.id, b.id, err)
	}
	return settled, err
}

// merge makes one thread of two, keeping the filing that is more certain, and
// files what that decides.
func (tx *Tx) merge(a, b thread) (thread, error) {
	keep, drop := a, b
	if b.id < a.id {
		keep, drop = b, a
	}
	for _, query := range []string{
		`UPDATE reference SET thread_id = $1 WHERE thread_id = $2`,
		`UPDATE message SET thread_id = $1 WHERE thread_id = $2`,
		`UPDATE OR IGNORE split SET thread_id = $1 WHERE thread_id = $2`,
		`UPDATE OR IGNORE split SET from_id = $1 WHERE from_id = $2`,
	} {
		if err := tx.exec(query, keep.id, drop.id); err != nil {
			return keep, fmt.Errorf("join thread %d to %d: %w", drop.id, keep.id, err)
		}
	}
	if err := tx.exec(`DELETE FROM thread WHERE id = $1`, drop.id); err != nil {
		return keep, fmt.Errorf("join thread %d to %d: %w", drop.id, keep.id, err)
	}
	filing := keep.Filing
	if drop.Confidence > filing.Confidence {
		filing = drop.Filing
	}
	return keep, tx.fileThread(&keep, filing)
}

// fileThread files a thread, and those of its messages that have no more
// certain sign of their own.
func (tx *Tx) fileThread(t *thread, f Filing) error {
	t.Filing = f
	if !t.decided() {
		return nil
	}
	if err := tx.exec(`UPDATE thread SET project = $1, signal = $2, confidence = $3 WHERE id = $4`, f.Project, f.Signal, f.Confidence, t.id); err != nil {
		return fmt.Errorf("file thread %d: %w", t.id, err)
	}
	if f.Project == "" { // what names a project by itself stays there
		return nil
	}
	limit := ThreadConfidence
	if f.Signal == SignalPerson {
		limit = personConfidence
	}
	followers, err := tx.ids(`SELECT id FROM message WHERE thread_id = $1 AND project <> $2 AND (project = '' OR confidence <= $3) AND signal <> 'person' ORDER BY id`,
		t.id, f.Project, limit)
	if err != nil {
		return fmt.Errorf("list thread %d: %w", t.id, err)
	}
	for _, id := range followers {
		if err := tx.file(id, Filing{f.Project, SignalThread, limit}, daemonActor); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) ids(query string, args ...any) ([]int64, error) {
	return collect(tx.ctx, tx.sql, "list ids", scanValue[int64], query, args...)
}

// mostBefore bounds the mails of a thread that AnsweredTexts returns.
const mostBefore = 5

// AnsweredTexts returns the texts of the mails that m answers, the nearest first, as far
// as they are in the log. The first is "" where the log has only earlier ones.
func (s *Store) AnsweredTexts(ctx context.Context, m *Message) ([]string, error) {
	type known struct {
		messageID string
		id        int64
	}
	others := slices.DeleteFunc(m.ThreadIDs(), func(id string) bool { return id == m.MessageID })
	if len(others) == 0 {
		return nil, nil
	}
	const what = "look for the mail before"
	before, err := collect(ctx, s.reader, what, func(row scanner) (k known, err error) {
		err = row.Scan(&k.messageID, &k.id)
		return k, err
	}, `SELECT m.message_id, min(m.id) FROM json_each($1) j CROSS JOIN message m ON m.message_id = j.value GROUP BY j.key ORDER BY j.key LIMIT $2`, list(others), mostBefore)
	if err != nil || len(before) == 0 {
		return nil, err
	}
	ids := make([]int64, len(before))
	for i, k := range before {
		ids[i] = k.id
	}
	written := make(map[int64]string, len(before))
	_, err = collect(ctx, s.reader, what, func(row scanner) (none struct{}, err error) {
		var (
			id                    int64
			text, quoted, reading string
			r                     Interpretation
		)
		if err := row.Scan(&id, &text, &quoted, &reading); err != nil {
			return none, err
		}
		if reading != "" {
			if err := json.Unmarshal([]byte(reading), &r); err != nil {
				return none, err
			}
		}
		written[id] = text + "\n" + r.Signature + "\n" + quoted
		return none, nil
	}, `SELECT message_id, new_text, quoted, reading FROM body WHERE message_id IN (SELECT value FROM json_each($1))`, list(ids))
	if err != nil {
		return nil, err
	}
	var texts []string
	for _, k := range before {
		text, ok := written[k.id]
		if !ok {
			continue
		}
		if len(texts) == 0 && !slices.Contains(m.Answered(), k.messageID) {
			texts = append(texts, "")
		}
		texts = append(texts, text)
	}
	return texts[:min(len(texts), mostBefore)], nil
}
