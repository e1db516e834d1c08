package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Unfiled returns at most limit mails of people and recaps, received since a time, that fit no project
// and that neither somebody nor Rapport has filed under none; the latest last. Responses to requests are left out.
func (s *Store) Unfiled(ctx context.Context, since time.Time, limit int) ([]Entry, error) {
	list, err := collect(ctx, s.reader, "list what is unfiled", scanEntry, entryColumns+` WHERE m.project = '' AND m.signal = '' AND m.kind IN ($1, $2) AND m.received_ms >= $3
		AND NOT EXISTS (SELECT 1 FROM request r WHERE r.answer_id = m.id) ORDER BY m.id DESC LIMIT $4`, KindHuman, KindRecap, millis(since), limit)
	if err != nil {
		return nil, err
	}
	slices.Reverse(list)
	for i := range list {
		if list[i].People, err = participants(ctx, s.reader, list[i].Message); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// DigestState is whether a PM is waiting for the receipt for their reply.
type DigestState string

// The states of a digest.
const (
	DigestSent     DigestState = "sent"
	DigestAnswered DigestState = "answered" // its PM replied and has no receipt yet
)

// What happens to a digest.
const (
	EventDigestReply   Event = "its PM replies"
	EventDigestReceipt Event = "the PM gets the receipt"
)

// DigestMoves is the whole of what can happen to a digest.
func DigestMoves() []Move[DigestState] {
	return []Move[DigestState]{
		{EventDigestReply, []DigestState{DigestSent, DigestAnswered}, DigestAnswered},
		{EventDigestReceipt, []DigestState{DigestAnswered}, DigestSent},
	}
}

func digestMachine() machine[DigestState] {
	return machine[DigestState]{"digest", "", DigestMoves()}
}

// Digest is a mail to one PM that lists what is waiting for them.
type Digest struct {
	ID      int64
	Day     string // 2026-03-06
	Address string
	Project string // under which it is sent
	Latest  int64  // the highest message that they were told of in this or an earlier one
	History int64  // the same for mail that was there before Rapport watched
	Items   []DigestItem
	Entry   int64 // the last of the log when it was written; 0: of before this was kept
}

// DigestItem is an item of a digest. Its number is its place, from 1.
type DigestItem struct {
	Kind    string `json:"kind"`             // one of the Item words
	Object  int64  `json:"object,omitempty"` // the message, the Case, or what else it is
	Version int    `json:"version,omitempty"`
	Draft   int    `json:"draft,omitempty"`   // of a text that the list shows and an ok sends; 0: none
	Project string `json:"project,omitempty"` // of a mail: none
	Name    string `json:"name,omitempty"`    // of what has no number: an address
	Called  string `json:"called,omitempty"`  // of a person: their name
	Urgent  bool   `json:"urgent,omitempty"`
	Awaited bool   `json:"awaited,omitempty"` // a client is to do it, who may be reminded
	Back    string `json:"back,omitempty"`    // the day until which it was put off
}

// What is listed in a digest.
const (
	ItemMail         = "mail" // that fits no project
	ItemCase         = "case"
	ItemClosed       = "closed"  // a case that was closed because all was quiet
	ItemAwaited      = "awaited" // what a client is to answer or decide
	ItemConfirmation = "confirmation"
	ItemReport       = "report"
	ItemProcedure    = "procedure"
	ItemAction       = "action"
	ItemAddress      = "address" // to which nothing is sent any more
	ItemHeld         = "held"    // what mail of a project would have begun; Object is the highest number
	ItemOffer        = "offer"   // a mail that asked nobody, and could be confirmed; Object is the message
	ItemPerson       = "person"  // who writes to a project and is no contact of it, or whom unproved mail asks to add; Name is their address
	ItemMissing      = "missing" // a mail that the log does not have; Object is the MissingMail
	ItemNotice       = "notice"  // that a mail was not delivered, from nobody knows whom
)

// LastDigest returns the last digest that a PM was sent; the zero Digest if there was none.
func (s *Store) LastDigest(ctx context.Context, address string) (n Digest, err error) {
	var items string
	err = s.reader.QueryRowContext(ctx, `SELECT id, day, address, project, latest, history, items, entry_id FROM digest WHERE address = $1 ORDER BY id DESC LIMIT 1`, keyOf(address)).
		Scan(&n.ID, &n.Day, &n.Address, &n.Project, &n.Latest, &n.History, &items, &n.Entry)
	if errors.Is(err, sql.ErrNoRows) {
		return n, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(items), &n.Items)
	}
	if err != nil {
		return n, fmt.Errorf("look for the last note: %w", explain(err))
	}
	return n, nil
}

// AddDigest records a digest. made is false if the PM has had one on that day.
func (tx *Tx) AddDigest(n Digest) (id int64, made bool, err error) {
	items, err := json.Marshal(n.Items)
	if err != nil {
		return 0, false, err
	}
	err = tx.row(`INSERT INTO digest (day, address, project, latest, history, items, entry_id) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
		n.Day, keyOf(n.Address), n.Project, n.Latest, n.History, string(items), n.Entry).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("record a note: %w", err)
	}
	for _, item := range n.Items {
		switch item.Kind {
		case ItemPerson:
			err = tx.markAsked(item.Project, item.Name, item.Called)
		case ItemMissing:
			err = tx.markTold(item.Object)
		}
		if err != nil {
			return 0, false, err
		}
	}
	return id, true, nil
}

// DigestReply is what became of a reply to a digest.
type DigestReply struct {
	Digest   int64         `json:"-"`
	Answer   int           `json:"-"` // counted from 1
	Address  string        `json:"-"`
	Project  string        `json:"-"` // under which the digest was sent
	Items    []DigestItem  `json:"-"` // of the digest
	Done     []ItemCommand `json:"done"`
	Already  []ItemCommand `json:"already"`  // somebody had filed them, there, or settled them
	Problems []string      `json:"problems"` // what was not understood, in the PM's words
	Message  int64         `json:"message"`  // that answered
}

// applyDigestReply applies the reply of a PM to the items of their digest. Items that
// somebody has filed or settled since stay as they are.
func (tx *Tx) applyDigestReply(message int64, a *Response, _ *Message) error {
	var list, before string
	err := tx.row(`SELECT items, outcome FROM digest WHERE id = $1`, a.Object).Scan(&list, &before)
	if err != nil {
		return fmt.Errorf("note %d: %w", a.Object, err)
	}
	var items []DigestItem
	var result DigestReply // with what the PM was not told yet of an answer before
	if err := json.Unmarshal([]byte(list), &items); err != nil {
		return fmt.Errorf("note %d: %w", a.Object, err)
	}
	if before != "" {
		if err := json.Unmarshal([]byte(before), &result); err != nil {
			return fmt.Errorf("note %d: %w", a.Object, err)
		}
	}
	result.Message, result.Problems = message, append(result.Problems, a.Problems...)
	for _, s := range everyNumber(a.Commands, items) {
		if s.Number < 1 || s.Number > len(items) {
			result.Problems = append(result.Problems, fmt.Sprint(s.Number))
			continue
		}
		became, now, err := tx.settleItem(items[s.Number-1], s, a.Address, message)
		if err != nil {
			return err
		}
		switch became {
		case itemDone:
			result.Done = append(result.Done, s)
		case itemAlready:
			result.Already = append(result.Already, ItemCommand{Number: s.Number, Project: now})
		case itemUnknown:
			result.Problems = append(result.Problems, s.said())
		}
	}
	outcome, err := json.Marshal(result)
	if err != nil {
		return err
	}
	if _, err := digestMachine().move(tx, a.Object, EventDigestReply); err != nil {
		return err
	}
	return tx.exec(`UPDATE digest SET outcome = $1, answers = answers + 1 WHERE id = $2`, string(outcome), a.Object)
}

// PendingDigestReplies returns the replies to digests that have no receipt yet.
func (s *Store) PendingDigestReplies(ctx context.Context) ([]DigestReply, error) {
	return collect(ctx, s.reader, "list replies to digests", func(row scanner) (one DigestReply, err error) {
		var items, outcome string
		if err = row.Scan(&one.Digest, &one.Address, &one.Project, &items, &outcome, &one.Answer); err == nil {
			err = errors.Join(json.Unmarshal([]byte(outcome), &one), json.Unmarshal([]byte(items), &one.Items))
		}
		return one, err
	}, `SELECT id, address, project, items, outcome, answers FROM digest WHERE state = 'answered' ORDER BY id`)
}

// MarkDigestReplyReported records that a PM was sent the receipt for a reply, unless
// another reply came since.
func (tx *Tx) MarkDigestReplyReported(note int64, answer int) (bool, error) {
	done, err := tx.changedOne(`UPDATE digest SET outcome = '' WHERE id = $1 AND answers = $2 AND state = 'answered'`, note, answer)
	if err == nil && done {
		_, err = digestMachine().move(tx, note, EventDigestReceipt)
	}
	if err != nil {
		return false, fmt.Errorf("digest %d: %w", note, err)
	}
	return done, nil
}
