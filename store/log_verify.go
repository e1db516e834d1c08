package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"

	"rapport/store/ledger"
)

// Verification is what a check of the whole log found.
type Verification struct {
	Entries  int64     `json:"entries"`            // of the log
	Messages int       `json:"messages"`           // whose content and raw mail were checked
	Erased   int       `json:"erased"`             // whose content was erased on request
	Events   int64     `json:"events"`             // in the chain, which covers the entries too
	Rows     int64     `json:"rows"`               // of the tables, that were held against it
	LostKey  int64     `json:"lost_key,omitempty"` // event that says that the key was lost: only witnesses prove what is before it
	Trusted  int64     `json:"trusted"`            // rows that were there before the chain, or were changed by an upgrade
	Head     Hash      `json:"head"`               // hash of the last event; it stands for the whole log
	Problems []Problem `json:"problems"`
	// Witnesses are the heads that the log was held against.
	Witnesses []Witness `json:"witnesses,omitempty"`
}

// Witness is a head that somebody outside the database has, and what the log says of it.
type Witness struct {
	Source string      `json:"source"` // a file, or the hash as it was given
	Mark   ledger.Mark `json:"-"`
	Event  int64       `json:"event"`  // of the mark, or that it was found at; 0 neither
	Agrees bool        `json:"agrees"` // the log has that event: nothing before it was changed
}

// Problem is a place where the log is not what was written.
type Problem struct {
	Event  int64  `json:"event,omitempty"`  // that says otherwise; 0 none does
	Entry  int64  `json:"entry,omitempty"`  // of the log, where it is one
	Object string `json:"object,omitempty"` // table and row
	Field  string `json:"field,omitempty"`  // column
	Log    string `json:"log,omitempty"`    // what the chain says
	Table  string `json:"table,omitempty"`  // what is there
	Text   string `json:"text"`             // all of it, for a person to read
}

// maxProblems bounds what is listed; a broken chain breaks at every entry.
const maxProblems = 100

// verifier collects what a check of the log finds.
type verifier struct {
	store    *Store
	mu       sync.Mutex
	found    Verification
	progress func(done, all int64)

	keys    map[int64][]byte      // content keys that were read, nil of those that were destroyed
	lostKey int64                 // the last content key that was lost with the key of the log
	logged  map[int64]ledger.Link // the last entry of each message that recorded its content
	bare    map[int64]bool        // messages whose bytes are not kept
}

// add lists a problem.
func (v *verifier) add(p Problem) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.found.Problems) < maxProblems {
		v.found.Problems = append(v.found.Problems, p)
	}
}

// entry lists a problem of an entry of the log; 0 of none of them.
func (v *verifier) entry(entry int64, text string, args ...any) {
	v.add(Problem{Entry: entry, Text: fmt.Sprintf(text, args...)})
}

// event lists a problem of the chain of events.
func (v *verifier) event(event int64, text string, args ...any) {
	v.add(Problem{Event: event, Text: fmt.Sprintf(text, args...)})
}

// Verify reads the chain of events from its start, holds every row of every table against
// it, and every mail and its bytes against its entry. It calls progress, where that is not
// nil, as it goes. Problems it finds are not errors; errors are of the reading itself. A
// missing or wrong key is ErrKey.
func (s *Store) Verify(ctx context.Context, progress func(done, all int64)) (Verification, error) {
	return s.VerifyAgainst(ctx, nil, progress)
}

// VerifyAgainst is Verify, and holds the log against heads that others have of it. The head
// that is kept beside the database is always among them.
func (s *Store) VerifyAgainst(ctx context.Context, witnesses []Witness, progress func(done, all int64)) (Verification, error) {
	v := verifier{store: s, found: Verification{Problems: []Problem{}, Witnesses: slices.Clone(witnesses)}, progress: progress}
	if h, _, err := s.readHead(); err == nil {
		v.found.Witnesses = append(v.found.Witnesses, Witness{Source: HeadFileName, Mark: h.Mark()})
	} else if !errors.Is(err, fs.ErrNotExist) {
		return v.found, fmt.Errorf("verify: %w", err)
	}
	if v.progress == nil {
		v.progress = func(int64, int64) {}
	}
	err := s.readKey(ctx, s.reader)
	if err == nil {
		err = v.verifyEvents(ctx, s.reader)
	}
	if err == nil {
		err = v.verifyEntries(ctx)
	}
	v.judgeWitnesses()
	if err != nil {
		return v.found, fmt.Errorf("verify: %w", err)
	}
	return v.found, nil
}

// witness holds an event against the heads that others have; an entry has the number 0.
func (v *verifier) witness(event int64, hash Hash) {
	for i := range v.found.Witnesses {
		w := &v.found.Witnesses[i]
		if !w.Agrees && w.Mark.Fits(event, hash) {
			w.Agrees, w.Event = true, event
		}
	}
}

// judgeWitnesses lists the heads that the log does not have.
func (v *verifier) judgeWitnesses() {
	for i := range v.found.Witnesses {
		w := &v.found.Witnesses[i]
		if w.Agrees {
			continue
		}
		w.Event = w.Mark.Number
		switch {
		case w.Mark.Number > v.found.Events:
			v.add(Problem{Event: w.Mark.Number, Object: w.Source, Log: fmt.Sprintf("%d events", v.found.Events), Table: w.Mark.String(),
				Text: fmt.Sprintf("%s has %s; the log ends at event %d: its end was cut off", w.Source, w.Mark, v.found.Events)})
		default:
			v.add(Problem{Event: w.Mark.Number, Object: w.Source, Log: "another event", Table: w.Mark.String(),
				Text: fmt.Sprintf("%s has %s, which is not in the log: the log was written anew, in part or as a whole", w.Source, w.Mark)})
		}
	}
}

// verifyEntries checks the entries of the log, and every message against them.
func (v *verifier) verifyEntries(ctx context.Context) error {
	rows, err := v.store.reader.QueryContext(ctx, `SELECT id, recorded_ms, act, message_id, at_ms, kind, project, sign, confidence, actor, key_id, content, hash FROM entry ORDER BY id`)
	if err != nil {
		return explain(err)
	}
	defer rows.Close()
	walk := ledger.NewWalk(func(entry int64, problem string) { v.entry(entry, "%s", problem) })
	for rows.Next() {
		var (
			l             ledger.Link
			content, hash []byte
		)
		if err := rows.Scan(&l.ID, &l.Recorded, &l.Act, &l.Message, &l.At, &l.Kind, &l.Project, &l.Signal, &l.Confidence, &l.Actor, &l.Key, &content, &hash); err != nil {
			return explain(err)
		}
		if len(content) == len(l.Content) {
			copy(l.Content[:], content)
		}
		walk.Next(l, hash)
		v.witness(0, walk.Head) // hashes that were noted before there were events
	}
	if err := rows.Err(); err != nil {
		return explain(err)
	}
	v.found.Entries = walk.Entries
	v.logged, v.bare = walk.Logged, map[int64]bool{}
	if err := v.verifyMessages(ctx, walk); err != nil {
		return err
	}
	if err := v.verifyParts(ctx); err != nil {
		return err
	}
	if err := v.verifyFiles(ctx); err != nil {
		return err
	}
	if err := v.verifyRaw(ctx); err != nil {
		return err
	}
	return v.verifySuperseded(ctx, walk)
}

// verifyMessages compares what the database shows of every message with what the chain
// recorded of it.
func (v *verifier) verifyMessages(ctx context.Context, walk *ledger.Walk) error {
	s := v.store
	seen := 0
	digests, before := newPool(), len(v.found.Problems)
	defer digests.wait()
	err := s.Log(ctx, LogQuery{}, func(e Entry) error {
		l, ok := walk.Logged[e.Message]
		if !ok {
			return nil // logged while we read
		}
		seen++
		if err := v.verifyFiling(ctx, walk, l.ID, e); err != nil {
			return err
		}
		if l.At != millis(e.At) || l.Kind != string(e.Kind) {
			v.entry(l.ID, "the date or kind of its message was changed")
		}
		if walk.Erased[e.Message] {
			v.found.Erased++
			v.bare[e.Message] = true
			return nil
		}
		key, ok, err := v.contentKey(ctx, l)
		if err != nil || !ok {
			return err
		}
		if key == nil {
			v.entry(l.ID, "its content was erased without an entry that says so")
			v.found.Erased++
			v.bare[e.Message] = true
			return nil
		}
		digests.do(func() {
			if contentOfEntry(e).Digest(key) != l.Content {
				v.entry(l.ID, "the text, subject, participants or attachments of its message were changed")
			}
		})
		if slices.Contains(e.Notes, noteOfAnonymous) {
			v.found.Erased++
			v.bare[e.Message] = true // its bytes were never to be kept
			return nil
		}
		v.found.Messages++
		return nil
	})
	digests.wait()
	v.inOrder(before)
	if isUnreadable(err) {
		v.entry(0, "what it shows cannot be read, so that the messages behind it were not checked: %v", err)
		return nil
	}
	if err != nil {
		return err
	}
	if seen >= len(walk.Logged) {
		return nil
	}
	return v.verifyGone(ctx, walk, seen)
}

// verifyFiling compares the project under which an entry is shown with what the chain says.
func (v *verifier) verifyFiling(ctx context.Context, walk *ledger.Walk, entry int64, e Entry) error {
	now := Filing{e.Project, e.Signal, e.Confidence}
	if filingOf(walk.Filed[e.Message]) == now {
		return nil
	}
	last, err := v.store.lastFiling(ctx, e.Message) // it may have been filed anew since the chain was read
	if err != nil {
		return err
	}
	if last != now {
		v.entry(entry, "is shown under project %q by sign %q; the log says %q by %q", now.Project, now.Signal, last.Project, last.Signal)
	}
	return nil
}

// verifyGone reports the messages of the chain that the database does not show; seen is how many
// it shows.
func (v *verifier) verifyGone(ctx context.Context, walk *ledger.Walk, seen int) error {
	there := map[int64]bool{}
	ids, err := v.store.messageIDs(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		there[id] = true
	}
	for message, l := range walk.Logged {
		if !there[message] {
			v.entry(l.ID, "its message was removed")
		}
	}
	if len(there) == len(walk.Logged) {
		v.entry(0, "parts of %d messages were removed", len(walk.Logged)-seen)
	}
	return nil
}

// isUnreadable reports whether an error is of values that no Rapport wrote, and not of the
// reading.
func isUnreadable(err error) bool {
	_, syntax := errors.AsType[*json.SyntaxError](err)
	_, kind := errors.AsType[*json.UnmarshalTypeError](err)
	return syntax || kind || err != nil && strings.Contains(err.Error(), "sql: Scan error")
}

func filingOf(l ledger.Link) Filing { return Filing{l.Project, Signal(l.Signal), l.Confidence} }

func (s *Store) lastFiling(ctx context.Context, message int64) (f Filing, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT project, sign, confidence FROM entry WHERE message_id = $1 AND act <> 'erased' ORDER BY id DESC LIMIT 1`, message).
		Scan(&f.Project, &f.Signal, &f.Confidence)
	return f, explain(err)
}

func (s *Store) messageIDs(ctx context.Context) ([]int64, error) {
	return collect(ctx, s.reader, "list messages", scanValue[int64], `SELECT m.id FROM message m JOIN body b ON b.message_id = m.id JOIN raw r ON r.id = m.id ORDER BY m.id`)
}

// contentKey returns the key of the content of an entry; nil once it was destroyed. It
// lists the problem and reports false where the key is not what was written.
func (v *verifier) contentKey(ctx context.Context, l ledger.Link) (key []byte, ok bool, err error) {
	if key, ok := v.keys[l.Key]; ok {
		return key, true, nil
	}
	var wrapped []byte
	err = v.store.reader.QueryRowContext(ctx, `SELECT key FROM content_key WHERE id = $1`, l.Key).Scan(&wrapped)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		v.entry(l.ID, "the key of its content was removed")
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("content key %d: %w", l.Key, explain(err))
	case wrapped == nil && l.Key <= v.lostKey:
		return nil, false, nil
	case wrapped == nil:
		return nil, true, nil
	}
	if key, err = v.store.key.Unwrap(wrapped); err != nil {
		v.entry(l.ID, "%v", err)
		return nil, false, nil
	}
	if len(v.keys) >= mostKeys || v.keys == nil {
		v.keys = make(map[int64][]byte)
	}
	v.keys[l.Key] = key
	return key, true, nil
}

// inOrder sorts the problems from one on by their entries: they were found on all processors.
func (v *verifier) inOrder(from int) {
	slices.SortStableFunc(v.found.Problems[from:], func(a, b Problem) int { return cmp.Compare(a.Entry, b.Entry) })
}

// mostKeys bounds the content keys that a check keeps in memory.
const mostKeys = 10_000

// pool runs functions on all processors.
type pool struct {
	work    chan func()
	workers sync.WaitGroup
	end     sync.Once
}

func newPool() *pool {
	p := &pool{work: make(chan func(), 64)}
	for range runtime.GOMAXPROCS(0) {
		p.workers.Go(func() {
			for do := range p.work {
				do()
			}
		})
	}
	return p
}

func (p *pool) do(work func()) { p.work <- work }

// wait waits until all is done. Nothing may be done after it.
func (p *pool) wait() {
	p.end.Do(func() { close(p.work) })
	p.workers.Wait()
}

// contentOfEntry is contentOf, from what the database holds.
func contentOfEntry(e Entry) ledger.Content {
	m := Message{From: e.From, Sender: e.Sender, ReplyTo: e.ReplyTo, To: e.To, Cc: e.Cc, DeliveredTo: e.DeliveredTo}
	return ledger.Content{
		SHA256: e.SHA256, MessageID: e.MessageID, InReplyTo: list(e.InReplyTo), References: list(e.References),
		Received: millis(e.Received), Subject: e.Subject, KindReason: e.KindReason, Role: string(e.Role),
		Reasons: list(e.Reasons), Notes: list(e.Notes),
		NewText: e.NewText, Quoted: e.Quoted, Defects: list(e.Defects), Unparsed: e.Unparsed,
		Reading:      e.reading,
		Participants: m.ledgerParticipants(),
		Attachments:  ledgerAttachments(e.Attached),
	}
}
