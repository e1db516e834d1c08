package store

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"rapport/store/ledger"
	"rapport/store/sqlite"
)

// KeyFileName is the name, in the state directory, of the file with the key of the log.
const KeyFileName = "rapport.key"

// ErrKey means that the key of the log is missing, or is that of another log.
var ErrKey = errors.New("the log cannot be proved without its key")

// eventSchema is the first schema that has events.
const eventSchema = 21

// KeyPath returns the file with the key of the log.
func (s *Store) KeyPath() string { return filepath.Join(filepath.Dir(s.path), KeyFileName) }

// openKey reads the key of the log, or makes one for a log that has none, and brings the
// database up to date.
func (s *Store) openKey(ctx context.Context, steps []sqlite.Step) error {
	version, err := sqlite.Version(s.writer)
	if err != nil {
		return err
	}
	var begun bool // the log has a chain of events already
	if err := s.writer.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'ledger')`).Scan(&begun); err != nil {
		return explain(err)
	}
	if begun {
		err = s.readKey(ctx, s.writer)
	} else {
		// The key is there for good before the first row that needs it.
		s.key, err = ledger.CreateKeyFile(s.KeyPath())
	}
	if err != nil {
		return err
	}
	s.events.key = &s.key
	if version < len(steps) {
		last := &steps[len(steps)-1]
		last.Do = then(last.Do, func(ctx context.Context, tx *sql.Tx) error { return s.adopt(s.within(ctx, tx), begun, len(steps)) })
	}
	return sqlite.Migrate(ctx, s.writer, s.path, steps)
}

// then returns a function that does one thing after the other.
func then(first, second func(context.Context, *sql.Tx) error) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		if first != nil {
			if err := first(ctx, tx); err != nil {
				return err
			}
		}
		return second(ctx, tx)
	}
}

// readKey reads the key file, and compares it with what the database says of its key.
func (s *Store) readKey(ctx context.Context, q querier) error {
	var check []byte
	err := q.QueryRowContext(ctx, `SELECT key_check FROM ledger`).Scan(&check)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read what is known of the key: %w", explain(err))
	}
	s.key, err = ledger.ReadKeyFile(s.KeyPath())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: the file %s is missing: put it back from the backup; it never changes, so any copy will do", ErrKey, s.KeyPath())
	case err != nil:
		return fmt.Errorf("%w: %w", ErrKey, err)
	case subtle.ConstantTimeCompare(check, s.key.Check()) != 1:
		return fmt.Errorf("%w: %s holds the key of another log: put back the file that belongs to this database", ErrKey, s.KeyPath())
	}
	return nil
}

// adopt makes the chain cover the tables as a migration left them: what no event says of
// a row is taken on trust. begun reports whether there was a chain before the migration.
func (s *Store) adopt(tx *Tx, begun bool, schema int) error {
	tables, err := coveredTables(tx.ctx, tx.sql)
	if err != nil {
		return err
	}
	for i := range tables {
		if err := tx.exec(`INSERT INTO shape (text) VALUES ($1) ON CONFLICT DO NOTHING`, tables[i].shape.String()); err != nil {
			return fmt.Errorf("keep the columns of %s: %w", tables[i].shape.Table, err)
		}
	}
	if tables, err = numberShapes(tx.ctx, tx.sql, tables); err != nil {
		return err
	}
	if !begun {
		if err := s.wrapKeys(tx); err != nil {
			return err
		}
	}
	s.events.begin()
	s.events.tables = tables
	for i := range tables {
		err := tables[i].rows(tx.ctx, tx.sql, func(row []any) error {
			s.events.add(i, ledger.EventTrusted, tables[i].nameOf(i, ledger.EventTrusted, row), row)
			return nil
		})
		if err != nil {
			return err
		}
	}
	s.events.statement(fmt.Sprintf("the chain begins with schema %d: %d rows of before are taken on trust", len(s.events.changes), len(s.events.changes)))
	return s.events.seal(tx)
}

// wrapKeys puts the content keys of a log that had no key of its own under that key.
func (s *Store) wrapKeys(tx *Tx) error {
	if err := tx.exec(`INSERT INTO ledger (id, key_check) VALUES (1, $1)`, s.key.Check()); err != nil {
		return fmt.Errorf("record which key the log has: %w", err)
	}
	ids, err := tx.ids(`SELECT id FROM content_key WHERE key IS NOT NULL`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		var key []byte
		err := tx.row(`SELECT key FROM content_key WHERE id = $1`, id).Scan(&key)
		if err == nil {
			err = tx.exec(`UPDATE content_key SET key = $1 WHERE id = $2`, s.key.Wrap(key), id)
		}
		if err != nil {
			return fmt.Errorf("take over content key %d: %w", id, err)
		}
	}
	return nil
}

// rows calls yield for each row of the table that the chain covers, with the columns that
// events have of it.
func (t *coveredTable) rows(ctx context.Context, q querier, yield func(row []any) error) error {
	where := ""
	if t.unless != "" {
		where = " WHERE NOT (" + fmt.Sprintf(t.unless, "") + ")"
	}
	rows, err := q.QueryContext(ctx, "SELECT "+t.columns("", nil)+" FROM "+t.shape.Table+where)
	if err != nil {
		return fmt.Errorf("read %s: %w", t.shape.Table, explain(err))
	}
	defer rows.Close()
	for rows.Next() {
		row := make([]any, len(t.shape.Columns))
		into := make([]any, len(row))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("read %s: %w", t.shape.Table, explain(err))
		}
		if err := yield(row); err != nil {
			return err
		}
	}
	return explain(rows.Err())
}
