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

// Note is a mail to one PM about mail that fits no project.
type Note struct {
	ID      int64
	Day     string // 2026-03-06
	Address string
	Project string  // under which it is sent
	Items   []int64 // messages, in the order of their numbers, which begin at 1
}

// LastNoted gives the highest message that a PM was told of, and the day of it.
func (s *Store) LastNoted(ctx context.Context, address string) (message int64, day string, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT max(latest), max(day) FROM note WHERE address = $1 HAVING count(*) > 0`, strings.ToLower(address)).Scan(&message, &day)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, "", fmt.Errorf("look for the last note: %w", explain(err))
	}
	return message, day, nil
}

// Note records that a PM is told. made is false where they were on that day.
func (tx *Tx) Note(n Note) (id int64, made bool, err error) {
	items, err := json.Marshal(n.Items)
	if err != nil {
		return 0, false, err
	}
	err = tx.row(`INSERT INTO note (day, address, project, latest, items) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id`,
		n.Day, strings.ToLower(n.Address), n.Project, slices.Max(n.Items), string(items)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("record a note: %w", err)
	}
	return id, true, nil
}

// Sorted is what a PM says of the mail of one number.
type Sorted struct {
	N       int    `json:"n"`       // 0: every number that the answer does not name
	Project string `json:"project"` // "" : of none
}

// Sorting is what became of an answer to a note.
type Sorting struct {
	Note     int64    `json:"-"`
	Answer   int      `json:"-"` // counted from 1
	Address  string   `json:"-"`
	Project  string   `json:"-"` // under which the note was sent
	Items    []int64  `json:"-"` // of the note
	Done     []Sorted `json:"done"`
	Already  []Sorted `json:"already"`  // somebody had filed them, there
	Problems []string `json:"problems"` // what was not understood, in the PM's words
	Message  int64    `json:"message"`  // that answered
}

// sort files the mails of a note as its PM says. What somebody has filed since
// stays where it is.
func (tx *Tx) sort(message int64, a *Answer) error {
	var list, before string
	err := tx.row(`SELECT items, outcome FROM note WHERE id = $1`, a.Object).Scan(&list, &before)
	if err != nil {
		return fmt.Errorf("note %d: %w", a.Object, err)
	}
	var items []int64
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
	for _, s := range everyNumber(a.Sorted, len(items)) {
		if s.N < 1 || s.N > len(items) {
			result.Problems = append(result.Problems, fmt.Sprint(s.N))
			continue
		}
		var project string
		var sign Sign
		err := tx.row(`SELECT project, sign FROM message WHERE id = $1`, items[s.N-1]).Scan(&project, &sign)
		if errors.Is(err, sql.ErrNoRows) {
			continue // erased
		}
		if err != nil {
			return err
		}
		if project != "" || sign == SignPerson {
			result.Already = append(result.Already, Sorted{s.N, project})
			continue
		}
		if _, err := tx.File(items[s.N-1], s.Project, a.Address); err != nil {
			return err
		}
		result.Done = append(result.Done, s)
	}
	outcome, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return tx.exec(`UPDATE note SET outcome = $1, answers = answers + 1 WHERE id = $2`, string(outcome), a.Object)
}

// everyNumber puts in the place of number 0, all others, those that are not named.
func everyNumber(sorted []Sorted, n int) []Sorted {
	var list []Sorted
	for _, s := range sorted {
		if s.N != 0 {
			list = append(list, s)
			continue
		}
		for i := 1; i <= n; i++ {
			if !slices.ContainsFunc(sorted, func(o Sorted) bool { return o.N == i }) {
				list = append(list, Sorted{i, s.Project})
			}
		}
	}
	return list
}

// Sortings gives what PMs are still to be told of their answers.
func (s *Store) Sortings(ctx context.Context) ([]Sorting, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT id, address, project, items, outcome, answers FROM note WHERE outcome <> '' ORDER BY id LIMIT 50`)
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
