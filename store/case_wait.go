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

// Wait is a time during which a client is awaited, so that the clock of their case stands.
type Wait struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"` // zero: they still are
}

// waits is a list of waits as the database keeps it: JSON of pairs of milliseconds.
type waits []Wait

// Scan implements sql.Scanner.
func (w *waits) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("%T is no list of times", value)
	}
	*w = nil
	if text == "" {
		return nil
	}
	var pairs [][2]int64
	if err := json.Unmarshal([]byte(text), &pairs); err != nil {
		return fmt.Errorf("read when a client was awaited: %w", err)
	}
	for _, p := range pairs {
		*w = append(*w, Wait{timeOf(p[0]), timeOf(p[1])})
	}
	return nil
}

func (w waits) text() (string, error) {
	pairs := make([][2]int64, len(w))
	for i, one := range w {
		pairs[i] = [2]int64{millis(one.From), millis(one.Until)}
	}
	text, err := json.Marshal(pairs)
	return string(text), err
}

// Awaited returns since when the client of a case is awaited; zero where they are not.
func (c Case) Awaited() time.Time {
	if n := len(c.Waits); n > 0 && c.Waits[n-1].Until.IsZero() {
		return c.Waits[n-1].From
	}
	return time.Time{}
}

// AwaitClient stops the clock of a case until its client writes again.
func (tx *Tx) AwaitClient(id int64, actor string) (bool, error) {
	c, err := tx.Case(id)
	if err != nil || c.State == CaseClosed || !c.Awaited().IsZero() {
		return false, err
	}
	return true, tx.setWaits(c, append(c.Waits, Wait{From: timeOf(tx.now)}), actor)
}

// setWaits records when the client of a case was awaited. Its clocks are worked out anew.
func (tx *Tx) setWaits(c Case, list waits, actor string) error {
	text, err := list.text()
	if err != nil {
		return fmt.Errorf("record that the client of case %d is awaited: %w", c.ID, err)
	}
	return tx.exec(`UPDATE cases SET waits = $1, due_ms = 0, solve_ms = 0, later = '', actor = $2, changed_ms = $3 WHERE id = $4`, text, cleanActor(actor), tx.now, c.ID)
}

// endWaits has the clocks run again of the cases of a thread whose client writes, and has those
// come back that their PM put off.
func (tx *Tx) endWaits(m *Message, v Verdict, known []Case) error {
	if !v.May(EffectEndWait) || v.saysThanks() {
		return nil
	}
	open := slices.DeleteFunc(slices.Clone(known), func(c Case) bool { return c.State == CaseClosed })
	for _, c := range meant(m.ownWords(), open) {
		since := c.Awaited()
		switch {
		case !since.IsZero() && !m.Date.Before(since.Add(-lateClock)):
			list := slices.Clone(c.Waits)
			until := m.Date
			if until.Before(since) {
				until = since
			}
			list[len(list)-1].Until = until
			if err := tx.setWaits(c, list, c.Actor); err != nil {
				return err
			}
		case c.Later != "":
			if err := tx.exec(`UPDATE cases SET later = '' WHERE id = $1`, c.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// lateClock is by how much the clock of who writes may be slow.
const lateClock = 5 * time.Minute

// SnoozeCase puts a case off: until a day, such as 2026-03-06, its PM does not hear of it. Its
// clock goes on.
func (tx *Tx) SnoozeCase(id int64, day, actor string) (bool, error) {
	return tx.changedOne(`UPDATE cases SET later = $1, actor = $2, changed_ms = $3 WHERE id = $4 AND state <> 'closed' AND later <> $5`, day, cleanActor(actor), tx.now, id, day)
}

// quietCase selects since when nobody has written in the threads of a case that is answered:
// none that waits for its client as its PM said, and of which no text, change or dispute is
// under way. What something contradicts does nothing, here too; anybody else may be a colleague
// of the client whom nobody knows.
var quietCase = `SELECT max(c.answered_ms, c.opened_ms, COALESCE((SELECT max(min(m.date_ms, m.received_ms)) FROM message m WHERE m.kind = 'human'
		AND NOT EXISTS (SELECT 1 FROM body b WHERE b.message_id = m.id AND b.reading <> '' AND json_extract(b.reading, '$.auth.level') IN ('failed', 'ambiguous'))
		AND m.thread_id IN (SELECT t.thread_id FROM cases o JOIN message t ON t.id = o.message_id WHERE o.id = c.id OR o.merged_id = c.id)), 0)), c.waits
	FROM cases c WHERE c.id = $1 AND c.state = 'answered'
	AND NOT EXISTS (SELECT 1 FROM confirmation t WHERE t.case_id = c.id AND t.state NOT IN ('settled', 'withdrawn'))
	AND NOT EXISTS (SELECT 1 FROM procedure p WHERE p.case_id = c.id AND p.state NOT IN (` + inQuotes(statesOver()) + `))`

func caseQuietSince(ctx context.Context, q querier, id int64) (since time.Time, ok bool, err error) {
	var c Case
	switch err = q.QueryRowContext(ctx, quietCase, id).Scan(ms(&since), (*waits)(&c.Waits)); {
	case errors.Is(err, sql.ErrNoRows):
		return time.Time{}, false, nil
	case err != nil:
		return time.Time{}, false, fmt.Errorf("look since when case %d is quiet: %w", id, explain(err))
	}
	return since, c.Awaited().IsZero(), nil
}

// CaseQuietSince returns since when nobody has written about a case that is answered. ok is
// false for one that is not, that waits for its client as its PM said, or of which a text, a
// change or a dispute is under way.
func (s *Store) CaseQuietSince(ctx context.Context, id int64) (since time.Time, ok bool, err error) {
	return caseQuietSince(ctx, s.reader, id)
}

// CloseQuietCase closes a case because all is quiet, unless somebody has written since.
func (tx *Tx) CloseQuietCase(id int64, since time.Time) (bool, error) {
	last, ok, err := caseQuietSince(tx.ctx, tx.sql, id)
	if err != nil || !ok || last.After(since) {
		return false, err
	}
	if moved, err := caseMachine().move(tx, id, EventCaseQuiet); err != nil || !moved {
		return false, err
	}
	return true, tx.exec(`UPDATE cases SET quiet = 1, later = '' WHERE id = $1`, id)
}
