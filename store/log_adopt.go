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
	if err := s.checkHead(ctx, s.writer, begun); err != nil {
		return err
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
		before := []string{}
		if begun {
			if before, err = s.alteredBefore(ctx); err != nil {
				return err
			}
		}
		last := &steps[len(steps)-1]
		last.Do = then(last.Do, func(ctx context.Context, tx *sql.Tx) error {
			if begun {
				return s.adoptUpgrade(s.within(ctx, tx), len(steps), before)
			}
			return s.adoptAll(s.within(ctx, tx), len(steps))
		})
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
	err := q.QueryRowContext(ctx, `SELECT key_check FROM ledger WHERE id = 1`).Scan(&check)
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

// adoptAll begins the chain: all that is there is taken on trust.
func (s *Store) adoptAll(tx *Tx, schema int) error {
	if err := s.wrapKeys(tx); err != nil {
		return err
	}
	tables, added, err := keepShapes(tx)
	if err != nil {
		return err
	}
	r := &s.events
	r.begin(tables)
	r.statement("the chain begins with schema %d, and takes on trust what was there before", schema)
	r.shapes(added)
	for i := range tables {
		if err := tables[i].rows(tx.ctx, tx.sql, func(row []any) error { r.trust(i, row); return nil }); err != nil {
			return err
		}
	}
	return r.seal(tx)
}

// alteredBefore returns what the rows of the database have that its chain does not say. It
// is called before an upgrade, which would cover that up.
func (s *Store) alteredBefore(ctx context.Context) ([]string, error) {
	v := verifier{store: s, progress: func(int64, int64) {}}
	err := v.verifyEvents(ctx, s.writer)
	var altered []string
	for _, p := range v.found.Problems {
		altered = append(altered, p.Text)
	}
	return altered, err
}

// adoptUpgrade makes the chain cover what an upgrade changed, and says what had been altered
// before it.
func (s *Store) adoptUpgrade(tx *Tx, schema int, altered []string) error {
	tables, added, err := keepShapes(tx)
	if err != nil {
		return err
	}
	shapes, err := readShapes(tx.ctx, tx.sql)
	if err != nil {
		return err
	}
	r := &s.events
	r.begin(tables)
	r.statement("an upgrade to schema %d changes rows", schema)
	r.shapes(added)
	for _, text := range altered {
		r.statement("%s%s", alteredBeforeUpgrade, text)
	}
	parts, err := partsOf(tx.ctx, tx.sql, tables)
	if err != nil {
		return err
	}
	for part := range parts {
		state := ledger.NewState(part, parts)
		if err := replay(tx.ctx, tx.sql, shapes, state, nil); err != nil {
			return err
		}
		err = compareState(tx.ctx, tx.sql, &s.key, tables, shapes, state, func(d rowDifference) error {
			if d.row == nil {
				r.forget(d.last, shapes)
			} else {
				r.trust(d.table, d.row)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return r.seal(tx)
}

// alteredBeforeUpgrade begins what the chain says of a row that was altered before an
// upgrade took it over.
const alteredBeforeUpgrade = "altered before the upgrade: "

// keepShapes returns the tables that the chain covers, and the shapes among theirs that are
// new. It keeps these.
func keepShapes(tx *Tx) (tables []coveredTable, added []string, err error) {
	if tables, err = coveredTables(tx.ctx, tx.sql); err != nil {
		return nil, nil, err
	}
	for i := range tables {
		text := tables[i].shape.String()
		isNew, err := tx.changedOne(`INSERT INTO shape (text) VALUES ($1) ON CONFLICT DO NOTHING`, text)
		if err != nil {
			return nil, nil, fmt.Errorf("keep the columns of %s: %w", tables[i].shape.Table, err)
		}
		if isNew {
			added = append(added, text)
		}
	}
	tables, err = numberShapes(tx.ctx, tx.sql, tables)
	return tables, added, err
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
	return t.rowsWhere(ctx, q, t.settled, yield)
}

// rowsWhere calls yield for each row that a condition selects.
func (t *coveredTable) rowsWhere(ctx context.Context, q querier, condition string, yield func(row []any) error) error {
	if condition != "" {
		condition = " WHERE " + condition
	}
	rows, err := q.QueryContext(ctx, "SELECT "+t.columns("", nil)+" FROM "+t.shape.Table+condition)
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
