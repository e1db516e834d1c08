package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Step is one step of a schema: the statements that lead to it from the step before, and
// what else is to be done then in the same transaction.
type Step struct {
	Name string
	SQL  string
	Do   func(ctx context.Context, tx *sql.Tx) error // nil: nothing
}

// Migrate brings a database up to the last of the steps, all in one transaction, after a
// backup beside it. A database that is beyond them is ErrNewer, and left untouched.
func Migrate(ctx context.Context, db *sql.DB, path string, steps []Step) error {
	version, err := Version(db)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return newer(version, len(steps))
	}
	if version > 0 && version < len(steps) {
		backup := fmt.Sprintf("%s.before-schema-%d", path, len(steps))
		if _, err := os.Stat(backup); errors.Is(err, fs.ErrNotExist) {
			if err := Backup(ctx, db, backup); err != nil {
				return fmt.Errorf("back up to %s before the migration: %w", backup, err)
			}
		}
	}
	if version == len(steps) {
		return nil
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return Explain(err)
	}
	defer tx.Rollback()
	// Another process may have migrated since we looked.
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return Explain(err)
	}
	for i := version; i < len(steps); i++ {
		if err := steps[i].run(ctx, tx); err != nil {
			if err = Explain(err); ctx.Err() != nil { // an ALTER TABLE that is interrupted reports “SQL logic error”
				err = fmt.Errorf("%w: %w", ctx.Err(), err)
			}
			return fmt.Errorf("migrate with %s: %w", steps[i].Name, err)
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, len(steps))); err != nil {
		return Explain(err)
	}
	return Explain(tx.Commit())
}

func (s Step) run(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, s.SQL); err != nil || s.Do == nil {
		return err
	}
	return s.Do(ctx, tx)
}

// Version returns the number of the last step that a database was brought up to, 0 where
// it is empty.
func Version(db *sql.DB) (version int, err error) {
	err = db.QueryRow(`PRAGMA user_version`).Scan(&version)
	return version, Explain(err)
}

// WantCurrent returns an error where a database is not at the last of the steps. One that its
// first start has only just made, and not filled yet, does not exist for a reader.
func WantCurrent(db *sql.DB, steps []Step) error {
	version, err := Version(db)
	switch {
	case err != nil:
		return err
	case version > len(steps):
		return newer(version, len(steps))
	case version == 0:
		return fmt.Errorf("it has no tables yet: %w", fs.ErrNotExist)
	case version < len(steps):
		return fmt.Errorf("its schema is %d and this binary needs %d: start `rapport serve` once to bring it up to date", version, len(steps))
	}
	return nil
}

func newer(version, known int) error {
	return fmt.Errorf("%w (its schema is %d, this binary knows %d): install that version again", ErrNewer, version, known)
}
