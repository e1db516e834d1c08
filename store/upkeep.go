package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// UpkeepKind is what is done beside the work, so that it can go on after a loss and be proved.
type UpkeepKind string

// The kinds.
const (
	UpkeepBackup  UpkeepKind = "backup"  // a copy of the database was made
	UpkeepWitness UpkeepKind = "witness" // the head of the log was queued for its witness
	UpkeepErasure UpkeepKind = "erasure" // what was kept long enough was erased
)

// Upkeep is when something was last done.
type Upkeep struct {
	Done   time.Time `json:"done"`   // zero: never
	Failed time.Time `json:"failed"` // zero: it has not failed since
	Detail string    `json:"detail"` // where the copy is, the key of the mail, what was erased, or why it failed
}

// Upkeep returns when something was last done.
func (s *Store) Upkeep(ctx context.Context, what UpkeepKind) (u Upkeep, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT done_ms, failed_ms, detail FROM upkeep WHERE what = $1`, string(what)).Scan(ms(&u.Done), ms(&u.Failed), &u.Detail)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return u, fmt.Errorf("read when the last %s was: %w", what, explain(err))
	}
	return u, nil
}

// MarkUpkeep records that something was done.
func (tx *Tx) MarkUpkeep(what UpkeepKind, detail string) error {
	err := tx.exec(`INSERT INTO upkeep (what, done_ms, failed_ms, detail) VALUES ($1, $2, 0, $3)
		ON CONFLICT (what) DO UPDATE SET done_ms = excluded.done_ms, failed_ms = 0, detail = excluded.detail`, string(what), tx.now, detail)
	if err != nil {
		err = fmt.Errorf("record the %s: %w", what, err)
	}
	return err
}

// MarkUpkeep records that something was done.
func (s *Store) MarkUpkeep(ctx context.Context, what UpkeepKind, detail string) error {
	return s.Update(ctx, func(tx *Tx) error { return tx.MarkUpkeep(what, detail) })
}

// FailUpkeep records that something failed, and why.
func (s *Store) FailUpkeep(ctx context.Context, what UpkeepKind, why string) error {
	err := s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`INSERT INTO upkeep (what, failed_ms, detail) VALUES ($1, $2, $3)
			ON CONFLICT (what) DO UPDATE SET failed_ms = excluded.failed_ms, detail = excluded.detail`, string(what), tx.now, why)
	})
	if err != nil {
		err = fmt.Errorf("record that the %s failed: %w", what, err)
	}
	return err
}
