package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Unfiled gives the mail of people, received since a time, that fits no project
// and that nobody has said belongs to none, the latest last and at most limit.
// Answers to what Rapport asked are left out.
func (s *Store) Unfiled(ctx context.Context, since time.Time, limit int) ([]Entry, error) {
	rows, err := s.reader.QueryContext(ctx, entryColumns+` WHERE m.project = '' AND m.sign <> $1 AND m.kind = $2 AND m.received_ms >= $3
		AND NOT EXISTS (SELECT 1 FROM request r WHERE r.answer_id = m.id) ORDER BY m.id DESC LIMIT $4`, SignPerson, KindHuman, millis(since), limit)
	if err != nil {
		return nil, fmt.Errorf("list what is unfiled: %w", explain(err))
	}
	defer rows.Close()
	var list []Entry
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	if err := rows.Err(); err != nil {
		return nil, explain(err)
	}
	rows.Close()
	slices.Reverse(list)
	for i := range list {
		if list[i].People, err = participants(ctx, s.reader, list[i].Message); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Note is a mail to one PM about what waits for them.
type Note struct {
	ID      int64
	Day     string // 2026-03-06
	Address string
	Project string // under which it is sent
	Latest  int64  // the highest message that they were told of in this or an earlier one
	Items   []NoteItem
}

// NoteItem is a thing of a note. Its number is its place, from 1.
type NoteItem struct {
	Kind    string `json:"kind"`             // one of the Item words
	Object  int64  `json:"object,omitempty"` // the message, the Case, or what else it is
	Version int    `json:"version,omitempty"`
	Project string `json:"project,omitempty"` // of a mail: none
	Name    string `json:"name,omitempty"`    // of what has no number: an address
	Urgent  bool   `json:"urgent,omitempty"`
}

// What is listed in a note.
const (
	ItemMail         = "mail" // that fits no project
	ItemCase         = "case"
	ItemConfirmation = "confirmation"
	ItemReport       = "report"
	ItemMatter       = "matter"
	ItemAction       = "action"
	ItemAddress      = "address" // to which nothing is sent any more
)

// LastNote gives the last note to a PM; the zero Note where there was none.
func (s *Store) LastNote(ctx context.Context, address string) (n Note, err error) {
	var items string
	err = s.reader.QueryRowContext(ctx, `SELECT id, day, address, project, latest, items FROM note WHERE address = $1 ORDER BY id DESC LIMIT 1`, strings.ToLower(address)).
		Scan(&n.ID, &n.Day, &n.Address, &n.Project, &n.Latest, &items)
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

// Note records that a PM is told. made is false where they were on that day.
func (tx *Tx) Note(n Note) (id int64, made bool, err error) {
	items, err := json.Marshal(n.Items)
	if err != nil {
		return 0, false, err
	}
	err = tx.row(`INSERT INTO note (day, address, project, latest, items) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id`,
		n.Day, strings.ToLower(n.Address), n.Project, n.Latest, string(items)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("record a note: %w", err)
	}
	return id, true, nil
}

// Sorted is what a PM says of the thing of one number.
type Sorted struct {
	N       int    `json:"n"`              // 0: every mail that the answer does not name
	Project string `json:"project"`        // of a mail; "" : of none
	Word    string `json:"word,omitempty"` // what is to be done; "": it belongs to Project
	For     string `json:"for,omitempty"`  // with some words: who, of which kind, which number, until which day
	Name    string `json:"name,omitempty"` // with WordAssign: of whom For is the address
	Said    string `json:"said,omitempty"` // in the words of the answer
}

// The words of a Sorted.
const (
	WordClose    = "close" // or done
	WordDrop     = "drop"
	WordRemind   = "remind"
	WordFor      = "for"
	WordWithdraw = "withdraw"
	WordSettle   = "settle"
	WordOK       = "ok"
	WordLift     = "lift"
	WordKind     = "kind"
	WordMerge    = "merge"
	WordAssign   = "assign"
	WordDue      = "due" // another day: For is 2026-03-06
	WordAll      = "all" // of a list of action items, all are done
)

// Sorting is what became of an answer to a note.
type Sorting struct {
	Note     int64      `json:"-"`
	Answer   int        `json:"-"` // counted from 1
	Address  string     `json:"-"`
	Project  string     `json:"-"` // under which the note was sent
	Items    []NoteItem `json:"-"` // of the note
	Done     []Sorted   `json:"done"`
	Already  []Sorted   `json:"already"`  // somebody had filed them, there, or settled them
	Problems []string   `json:"problems"` // what was not understood, in the PM's words
	Message  int64      `json:"message"`  // that answered
}

// sort does with the things of a note what its PM says. What somebody has filed or
// settled since stays as it is.
func (tx *Tx) sort(message int64, a *Answer) error {
	var list, before string
	err := tx.row(`SELECT items, outcome FROM note WHERE id = $1`, a.Object).Scan(&list, &before)
	if err != nil {
		return fmt.Errorf("note %d: %w", a.Object, err)
	}
	var items []NoteItem
	var result Sorting // with what the PM was not told yet of an answer before
	if err := json.Unmarshal([]byte(list), &items); err != nil {
		return fmt.Errorf("note %d: %w", a.Object, err)
	}
	if before != "" {
		if err := json.Unmarshal([]byte(before), &result); err != nil {
			return fmt.Errorf("note %d: %w", a.Object, err)
		}
	}
	result.Message, result.Problems = message, append(result.Problems, a.Problems...)
	for _, s := range everyNumber(a.Sorted, items) {
		if s.N < 1 || s.N > len(items) {
			result.Problems = append(result.Problems, fmt.Sprint(s.N))
			continue
		}
		became, now, err := tx.settleItem(items[s.N-1], s, a.Address, message)
		if err != nil {
			return err
		}
		switch became {
		case itemDone:
			result.Done = append(result.Done, s)
		case itemAlready:
			result.Already = append(result.Already, Sorted{N: s.N, Project: now})
		case itemUnknown:
			result.Problems = append(result.Problems, s.Said)
		}
	}
	outcome, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return tx.exec(`UPDATE note SET outcome = $1, answers = answers + 1 WHERE id = $2`, string(outcome), a.Object)
}

// What became of a thing of a note.
type became int

const (
	itemGone    became = iota // it was erased
	itemDone                  // as the PM said
	itemAlready               // it was settled before
	itemUnknown               // nothing of the sort can be done with it
)

// settleItem does with one thing what its PM says. now is the project under which a
// mail is filed already.
func (tx *Tx) settleItem(item NoteItem, s Sorted, actor string, message int64) (_ became, now string, err error) {
	if item.Kind == ItemMail {
		return tx.fileItem(item.Object, s, actor)
	}
	do := tx.wordFor(item, s, actor, message)
	if do == nil {
		return itemUnknown, "", nil
	}
	switch done, err := do(); {
	case errors.Is(err, ErrNotFound) || errors.Is(err, ErrState):
		return itemAlready, "", nil
	case err != nil:
		return itemGone, "", err
	case !done:
		return itemAlready, "", nil
	}
	return itemDone, "", nil
}

func (tx *Tx) fileItem(message int64, s Sorted, actor string) (_ became, now string, err error) {
	var sign Sign
	err = tx.row(`SELECT project, sign FROM message WHERE id = $1`, message).Scan(&now, &sign)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return itemGone, "", nil
	case err != nil:
		return itemGone, "", err
	case s.Word != "":
		return itemUnknown, "", nil
	case now != "" || sign == SignPerson:
		return itemAlready, now, nil
	}
	_, err = tx.File(message, s.Project, actor)
	return itemDone, "", err
}

// wordFor gives what a word does with a thing that is no mail; nil where it means
// nothing there. A word of mail that belongs to no project, skip, leaves out a report
// and drops a change.
func (tx *Tx) wordFor(item NoteItem, s Sorted, actor string, message int64) func() (bool, error) {
	skips := s.Word == "" && s.Project == ""
	switch item.Kind {
	case ItemCase:
		switch s.Word {
		case WordClose:
			return func() (bool, error) { return tx.CloseCase(item.Object, actor) }
		case WordKind:
			return func() (bool, error) { return tx.KindOfCase(item.Object, Ask(s.For), actor) }
		case WordMerge:
			return func() (bool, error) {
				into, err := strconv.Atoi(s.For)
				if err != nil {
					return false, ErrNotFound
				}
				return tx.MergeCase(item.Object, into, actor)
			}
		case WordAssign:
			return func() (bool, error) { return tx.AssignCase(item.Object, s.For, actor) }
		}
	case ItemConfirmation:
		switch s.Word {
		case WordOK:
			return func() (bool, error) { return tx.ApproveConfirmation(item.Object, item.Version, actor) }
		case WordRemind:
			return func() (bool, error) { return tx.RemindConfirmation(item.Object, item.Version) }
		case WordWithdraw, WordDrop:
			return func() (bool, error) { return tx.WithdrawConfirmation(item.Object, actor) }
		case WordSettle:
			return func() (bool, error) {
				return tx.SettleConfirmation(item.Object, item.Version, OutcomeDisputed, actor)
			}
		case WordFor:
			return func() (bool, error) {
				return true, tx.ConfirmFor(item.Object, item.Version, s.For, actor, message)
			}
		}
	case ItemReport:
		switch {
		case s.Word == WordOK:
			return func() (bool, error) { return tx.approveReport(item.Object, item.Version, actor) }
		case skips:
			return func() (bool, error) { return tx.skipReport(item.Object, actor) }
		}
	case ItemMatter:
		switch {
		case s.Word == WordClose:
			return func() (bool, error) { return tx.stepItem(item, EventCarriedOut, actor, message) }
		case s.Word == WordDrop, skips:
			return func() (bool, error) { return tx.stepItem(item, EventDropped, actor, message) }
		}
	case ItemAction:
		switch {
		case s.Word == WordClose:
			return func() (bool, error) { return tx.DoneAction(item.Object, actor) }
		case s.Word == WordDrop, skips:
			return func() (bool, error) { return tx.DropAction(item.Object, actor) }
		case s.Word == WordAssign:
			return func() (bool, error) { return tx.MoveAction(item.Object, "", s.Name, s.For, actor) }
		case s.Word == WordDue:
			return func() (bool, error) { return tx.MoveAction(item.Object, s.For, "", "", actor) }
		}
	case ItemAddress:
		if s.Word == WordLift {
			return func() (bool, error) { return tx.lift(item.Name) }
		}
	}
	return nil
}

// stepItem makes an event happen to a matter that stands as it was listed.
func (tx *Tx) stepItem(item NoteItem, event, actor string, message int64) (bool, error) {
	m, err := tx.Matter(item.Object)
	if err != nil || m.Version != item.Version {
		return false, err
	}
	return tx.StepMatter(m.ID, event, "", actor, message)
}

// everyNumber puts in the place of number 0, all others, the mails that are not named.
func everyNumber(sorted []Sorted, items []NoteItem) []Sorted {
	var list []Sorted
	for _, s := range sorted {
		if s.N != 0 {
			list = append(list, s)
			continue
		}
		for i := 1; i <= len(items); i++ {
			if items[i-1].Kind == ItemMail && !slices.ContainsFunc(sorted, func(o Sorted) bool { return o.N == i }) {
				list = append(list, Sorted{N: i, Project: s.Project})
			}
		}
	}
	return list
}

// Sortings gives what PMs are still to be told of their answers.
func (s *Store) Sortings(ctx context.Context) ([]Sorting, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT id, address, project, items, outcome, answers FROM note WHERE outcome <> '' ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list answers to notes: %w", explain(err))
	}
	defer rows.Close()
	var list []Sorting
	for rows.Next() {
		var one Sorting
		var items, outcome string
		if err := rows.Scan(&one.Note, &one.Address, &one.Project, &items, &outcome, &one.Answer); err != nil {
			return nil, err
		}
		if err := errors.Join(json.Unmarshal([]byte(outcome), &one), json.Unmarshal([]byte(items), &one.Items)); err != nil {
			return nil, fmt.Errorf("note %d: %w", one.Note, err)
		}
		list = append(list, one)
	}
	return list, explain(rows.Err())
}

// SortingTold records that a PM is told of an answer, unless another came since.
func (tx *Tx) SortingTold(note int64, answer int) (bool, error) {
	result, err := tx.sql.ExecContext(tx.ctx, `UPDATE note SET outcome = '' WHERE id = $1 AND answers = $2 AND outcome <> ''`, note, answer)
	if err != nil {
		return false, fmt.Errorf("note %d: %w", note, err)
	}
	n, err := result.RowsAffected()
	return n > 0, err
}
