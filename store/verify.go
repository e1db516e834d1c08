package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
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
	filed := map[int64]link{}  // the last entry of each message
	logged := map[int64]link{} // the last that recorded its content
	var older []link           // that recorded content which another superseded
	erased := map[int64]bool{}
	for rows.Next() {
		var (
			l             link
			content, hash []byte
		)
		if err := rows.Scan(&l.id, &l.recorded, &l.act, &l.message, &l.at, &l.kind, &l.project, &l.sign, &l.confidence, &l.actor, &l.key, &content, &hash); err != nil {
			return v, fmt.Errorf("verify: %w", err)
		}
		copy(l.content[:], content)
		v.Entries++
		if l.id != v.Entries {
			report(l.id, "the entry before it is missing: %d should follow", v.Entries)
			v.Entries = l.id
		}
		want := l.hash(v.Head)
		if !bytes.Equal(want[:], hash) {
			report(l.id, "was changed, or one before it was: its hash is %x, not %s", hash, want)
		}
		copy(v.Head[:], hash) // go on from what stands there, so that each break is told once
		switch l.act {
		case ActLogged, ActReprocessed:
			if before, again := logged[l.message]; again {
				older = append(older, before)
			}
			logged[l.message] = l
			filed[l.message] = l
		case ActFiled:
			filed[l.message] = l
		case ActErased:
			erased[l.message] = true
		}
		if progress != nil {
			progress(l.id, all)
		}
	}
	if err := rows.Err(); err != nil {
		return v, fmt.Errorf("verify: %w", explain(err))
	}
	if err := s.verifyMessages(ctx, &v, logged, filed, erased, report); err != nil {
		return v, fmt.Errorf("verify: %w", err)
	}
	if err := s.verifySuperseded(ctx, older, report); err != nil {
		return v, fmt.Errorf("verify: %w", err)
	}
	return v, nil
}

// verifyMessages holds what the database shows of every message against what
// the chain recorded of it.
func (s *Store) verifyMessages(ctx context.Context, v *Verification, logged, filed map[int64]link, erased map[int64]bool, report func(int64, string, ...any)) error {
	seen := 0
	err := s.Log(ctx, LogQuery{}, func(e Entry) error {
		l, ok := logged[e.Message]
		if !ok {
			return nil // logged while we read
		}
		seen++
		now := Filing{e.Project, e.Signal, e.Confidence}
		if last := filed[e.Message]; last.filing() != now {
			// It may have been filed anew since the chain was read.
			if last, err := s.lastFiling(ctx, e.Message); err != nil {
				return err
			} else if last != now {
				report(l.id, "is shown under project %q by sign %q; the log says %q by %q", now.Project, now.Signal, last.Project, last.Signal)
			}
		}
		if l.at != millis(e.At) || l.kind != e.Kind {
			report(l.id, "the date or kind of its message was changed")
		}
		key, err := s.key(ctx, l.key)
		if err != nil {
			return err
		}
		if key == nil {
			if !erased[e.Message] {
				report(l.id, "its content was erased without an entry that says so")
			}
			v.Erased++
			return nil
		}
		if digest(key, contentOfEntry(e)) != l.content {
			report(l.id, "the text, subject, participants or attachments of its message were changed")
		}
		if slices.Contains(e.Notes, noteOfAnonymous) {
			v.Erased++
			return nil // its bytes were never to be kept
		}
		if _, _, err := s.RawMail(ctx, e.Message); errors.Is(err, ErrCorrupt) || errors.Is(err, ErrErased) {
			report(l.id, "%v", err)
		} else if err != nil {
			return err
		}
		v.Messages++
		return nil
	})
	if err != nil {
		return err
	}
	if seen < len(logged) {
		there := map[int64]bool{}
		ids, err := s.messageIDs(ctx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			there[id] = true
		}
		for message, l := range logged {
			if !there[message] {
				report(l.id, "its message was removed")
			}
		}
		if len(there) == len(logged) {
			report(0, "parts of %d messages were removed", len(logged)-seen)
		}
	}
	return nil
}

func (l link) filing() Filing { return Filing{l.project, l.sign, l.confidence} }

func (s *Store) lastFiling(ctx context.Context, message int64) (f Filing, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT project, sign, confidence FROM entry WHERE message_id = $1 AND act <> 'erased' ORDER BY id DESC LIMIT 1`, message).
		Scan(&f.Project, &f.Signal, &f.Confidence)
	return f, explain(err)
}

func (s *Store) messageIDs(ctx context.Context) ([]int64, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT m.id FROM message m JOIN body b ON b.message_id = m.id JOIN raw r ON r.id = m.id ORDER BY m.id`)
	if err != nil {
		return nil, explain(err)
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
func contentOfEntry(e Entry) content {
	c := content{
		sha256: e.SHA256, messageID: e.MessageID, inReplyTo: list(e.InReplyTo), references: list(e.References),
		received: millis(e.Received), subject: e.Subject, kindReason: e.KindReason, role: e.Role,
		reasons: list(e.Reasons), notes: list(e.Notes),
		newText: e.NewText, quoted: e.Quoted, defects: list(e.Defects), unparsed: e.Unparsed,
		reading:     e.reading,
		attachments: e.Attached,
	}
	m := Message{From: e.From, Sender: e.Sender, ReplyTo: e.ReplyTo, To: e.To, Cc: e.Cc, DeliveredTo: e.DeliveredTo}
	for _, f := range m.participants() {
		for _, a := range *f.list {
			c.participants = append(c.participants, participant{f.name, a})
		}
	}
	return c
}
