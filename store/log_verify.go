package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"rapport/store/ledger"
)

// Verification is what a check of the whole log found.
type Verification struct {
	Entries  int64     `json:"entries"`
	Messages int       `json:"messages"` // whose content and raw mail were checked
	Erased   int       `json:"erased"`   // whose content was erased on request
	Head     Hash      `json:"head"`     // hash of the last entry; it stands for the whole log
	Problems []Problem `json:"problems"`
}

// Problem is a place where the log is not what was written.
type Problem struct {
	Entry int64  `json:"entry"`
	Text  string `json:"text"`
}

// maxProblems bounds what is listed; a broken chain breaks at every entry.
const maxProblems = 100

// Verify reads the chain from its start, and every message and its raw mail
// against the chain. It calls progress, where that is not nil, after each
// entry. Problems it finds are not errors; errors are of the reading itself.
func (s *Store) Verify(ctx context.Context, progress func(done, all int64)) (Verification, error) {
	v := Verification{Problems: []Problem{}}
	var all int64
	if err := s.reader.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM entry`).Scan(&all); err != nil {
		return v, fmt.Errorf("verify: %w", explain(err))
	}
	report := func(entry int64, text string, args ...any) {
		if len(v.Problems) < maxProblems {
			v.Problems = append(v.Problems, Problem{entry, fmt.Sprintf(text, args...)})
		}
	}
	rows, err := s.reader.QueryContext(ctx, `SELECT id, recorded_ms, act, message_id, at_ms, kind, project, sign, confidence, actor, key_id, content, hash FROM entry ORDER BY id`)
	if err != nil {
		return v, fmt.Errorf("verify: %w", explain(err))
	}
	defer rows.Close()
	walk := ledger.NewWalk(func(entry int64, problem string) { report(entry, "%s", problem) })
	for rows.Next() {
		var (
			l             ledger.Link
			content, hash []byte
		)
		if err := rows.Scan(&l.ID, &l.Recorded, &l.Act, &l.Message, &l.At, &l.Kind, &l.Project, &l.Signal, &l.Confidence, &l.Actor, &l.Key, &content, &hash); err != nil {
			return v, fmt.Errorf("verify: %w", err)
		}
		copy(l.Content[:], content)
		walk.Next(l, hash)
		if progress != nil {
			progress(l.ID, all)
		}
	}
	if err := rows.Err(); err != nil {
		return v, fmt.Errorf("verify: %w", explain(err))
	}
	v.Entries, v.Head = walk.Entries, walk.Head
	if err := s.verifyMessages(ctx, &v, walk, report); err != nil {
		return v, fmt.Errorf("verify: %w", err)
	}
	if err := s.verifySuperseded(ctx, walk.Older, report); err != nil {
		return v, fmt.Errorf("verify: %w", err)
	}
	return v, nil
}

// verifyMessages compares what the database shows of every message with what the chain
// recorded of it.
func (s *Store) verifyMessages(ctx context.Context, v *Verification, walk *ledger.Walk, report func(int64, string, ...any)) error {
	seen := 0
	err := s.Log(ctx, LogQuery{}, func(e Entry) error {
		l, ok := walk.Logged[e.Message]
		if !ok {
			return nil // logged while we read
		}
		seen++
		now := Filing{e.Project, e.Signal, e.Confidence}
		if last := walk.Filed[e.Message]; filingOf(last) != now {
			// It may have been filed anew since the chain was read.
			if last, err := s.lastFiling(ctx, e.Message); err != nil {
				return err
			} else if last != now {
				report(l.ID, "is shown under project %q by sign %q; the log says %q by %q", now.Project, now.Signal, last.Project, last.Signal)
			}
		}
		if l.At != millis(e.At) || l.Kind != string(e.Kind) {
			report(l.ID, "the date or kind of its message was changed")
		}
		key, err := s.key(ctx, l.Key)
		if err != nil {
			return err
		}
		if key == nil {
			if !walk.Erased[e.Message] {
				report(l.ID, "its content was erased without an entry that says so")
			}
			v.Erased++
			return nil
		}
		if contentOfEntry(e).Digest(key) != l.Content {
			report(l.ID, "the text, subject, participants or attachments of its message were changed")
		}
		if slices.Contains(e.Notes, noteOfAnonymous) {
			v.Erased++
			return nil // its bytes were never to be kept
		}
		if _, _, err := s.RawMail(ctx, e.Message); errors.Is(err, ErrCorrupt) || errors.Is(err, ErrErased) {
			report(l.ID, "%v", err)
		} else if err != nil {
			return err
		}
		v.Messages++
		return nil
	})
	if err != nil {
		return err
	}
	if seen < len(walk.Logged) {
		there := map[int64]bool{}
		ids, err := s.messageIDs(ctx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			there[id] = true
		}
		for message, l := range walk.Logged {
			if !there[message] {
				report(l.ID, "its message was removed")
			}
		}
		if len(there) == len(walk.Logged) {
			report(0, "parts of %d messages were removed", len(walk.Logged)-seen)
		}
	}
	return nil
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

// key returns a content key; nil once it was destroyed.
func (s *Store) key(ctx context.Context, id int64) ([]byte, error) {
	var key []byte
	err := s.reader.QueryRowContext(ctx, `SELECT key FROM content_key WHERE id = $1`, id).Scan(&key)
	if err != nil {
		return nil, fmt.Errorf("content key %d: %w", id, explain(err))
	}
	return key, nil
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
