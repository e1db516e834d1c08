package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"rapport/store/ledger"
	"rapport/store/sqlite"
)

// keyLost begins an event that says that the key of the log was lost, and up to which
// content key.
const keyLost = "the key of the log was lost; its rows are taken on trust; content keys up to "

// ReplaceLostKey makes a new key for a log whose key file is gone for good, and takes the
// rows of the tables on trust. What was written before is proved by lines in mails alone.
// A key file that is there is fs.ErrExist: the way back is then to put the right one there.
func ReplaceLostKey(ctx context.Context, c Config) error {
	s, err := newStore(c)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(s.KeyPath()); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("replace the key of the log: %s: %w", s.KeyPath(), errors.Join(err, fs.ErrExist))
	}
	if _, err := os.Stat(s.path); err != nil {
		return fmt.Errorf("replace the key of the log: %w", err)
	}
	if err := s.replaceKey(ctx); err != nil {
		return errors.Join(fmt.Errorf("replace the key of %s: %w", s.path, err), s.Close())
	}
	return s.Close()
}

func (s *Store) replaceKey(ctx context.Context) (err error) {
	steps, err := schemaSteps()
	if err != nil {
		return err
	}
	if s.writer, err = sqlite.OpenWriter(ctx, s.path, sqlite.Hooks{}); err != nil {
		return err
	}
	if err := sqlite.WantCurrent(s.writer, steps); err != nil {
		return err
	}
	if err := s.checkHead(ctx, s.writer, true); err != nil {
		return err
	}
	if s.key, err = ledger.CreateKeyFile(s.KeyPath()); err != nil {
		return err
	}
	s.events.key = &s.key
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback()
	if err := s.trustUnderNewKey(s.within(ctx, tx)); err != nil {
		return explain(err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", sqlite.ExplainCommit(err))
	}
	s.setHead(s.events.chain)
	return nil
}

func (s *Store) trustUnderNewKey(tx *Tx) error {
	var last int64
	if err := tx.row(`SELECT COALESCE(max(id), 0) FROM content_key`).Scan(&last); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE content_key SET key = NULL WHERE id <= $1`, last); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE ledger SET key_check = $1 WHERE id = 1`, s.key.Check()); err != nil {
		return err
	}
	tables, err := coveredTables(tx.ctx, tx.sql)
	if err == nil {
		tables, err = numberShapes(tx.ctx, tx.sql, tables)
	}
	if err != nil {
		return err
	}
	return s.events.trustAll(tx, tables, nil, fmt.Sprintf("%s%d", keyLost, last))
}

// trustAll begins the chain, or begins it again: all rows are taken as they are.
func (r *recorder) trustAll(tx *Tx, tables []coveredTable, added []string, why string) error {
	r.begin(tables)
	r.statement("%s", why)
	r.shapes(added)
	for i := range tables {
		if err := tables[i].rows(tx.ctx, tx.sql, func(row []any) error { r.trust(i, row); return nil }); err != nil {
			return err
		}
	}
	return r.seal(tx)
}

// lostKeys reads an event that says that the key was lost: up to which content key.
func lostKeys(e *ledger.Event) (last int64, lost bool) {
	text, ok := strings.CutPrefix(e.What, keyLost)
	if e.Act != ledger.EventNoted || !ok {
		return 0, false
	}
	_, err := fmt.Sscan(text, &last)
	return last, err == nil
}
