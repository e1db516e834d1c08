package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/mattn/go-sqlite3"
)

// This file holds what is SQLite's own: opening, pragmas, migrations and what
// its errors mean to a person.

//go:embed schema/*.sql
var schemas embed.FS

var (
	// ErrNewer means that a newer Rapport wrote the database.
	ErrNewer = errors.New("the database was written by a newer version of rapport")
	// ErrFull means that the disk has no room; nothing of the transaction was kept.
	ErrFull = errors.New("no space left on the disk of the database")
	// ErrBusy means that another process holds the database for writing.
	ErrBusy = errors.New("another process keeps the database locked")
	// ErrCorrupt means that the database file is damaged.
	ErrCorrupt = errors.New("the database is damaged")
	// ErrUncertain means that a commit failed in a way that leaves open whether
	// it took place. The process must end; the next start reads what is there.
	ErrUncertain = errors.New("the database could not say whether it committed")
)

const (
	writerDSN = "_txlock=immediate&_journal_mode=WAL&_synchronous=FULL&_foreign_keys=on&_secure_delete=on&_busy_timeout=5000&_stmt_cache_size=64"
	readerDSN = "mode=ro&_query_only=1&_busy_timeout=5000&_stmt_cache_size=64"
)

func openSQLite(path, options string) (*sql.DB, error) {
	dsn := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: options}).String()
	return sql.Open("sqlite3", dsn)
}

// createSQLite makes an empty database whose pages suit compressed mail. It must
// come before WAL is switched on: from then on the page size is fixed.
func createSQLite(ctx context.Context, path string) error {
	// The file is made by us first: SQLite would make it readable by all.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	f.Close()
	if err != nil || info.Size() > 0 {
		return err
	}
	db, err := openSQLite(path, "_busy_timeout=5000")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, `PRAGMA page_size = 8192; VACUUM`)
	return explain(err)
}

// checkSQLite reads back what durability and search rest on: an option that a
// driver forgot loses mail at the next power cut.
func checkSQLite(db *sql.DB) error {
	var fts bool
	if err := db.QueryRow(`SELECT sqlite_compileoption_used('ENABLE_FTS5')`).Scan(&fts); err != nil {
		return explain(err)
	}
	if !fts {
		return errors.New("this rapport was built without full-text search: build it with `make`, or pass `-tags sqlite_fts5` to go build")
	}
	for _, want := range []struct{ pragma, value string }{
		{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"},
	} {
		var got string
		if err := db.QueryRow(`PRAGMA ` + want.pragma).Scan(&got); err != nil {
			return explain(err)
		}
		if got != want.value {
			return fmt.Errorf("SQLite keeps %s=%s where %s is needed: is the directory on a file system that takes no WAL?", want.pragma, got, want.value)
		}
	}
	return nil
}

// migrate brings the schema up to this binary's version, one transaction a
// addStep, after a backup beside the database. A newer schema is left untouched.
func migrate(ctx context.Context, db *sql.DB, path string) error {
	names, err := fs.Glob(schemas, "schema/*.sql")
	if err != nil {
		return err
	}
	slices.Sort(names)
	version, err := schemaVersion(db)
	if err != nil {
		return err
	}
	if version > len(names) {
		return fmt.Errorf("%w (its schema is %d, this binary knows %d): install that version again", ErrNewer, version, len(names))
	}
	if version > 0 && version < len(names) {
		backup := fmt.Sprintf("%s.before-schema-%d", path, len(names))
		if _, err := os.Stat(backup); errors.Is(err, fs.ErrNotExist) {
			if _, err := db.ExecContext(ctx, `VACUUM INTO $1`, backup); err != nil {
				return fmt.Errorf("back up to %s before the migration: %w", backup, explain(err))
			}
		}
	}
	for i := version; i < len(names); i++ {
		if err := migrateStep(ctx, db, names[i], i+1); err != nil {
			return fmt.Errorf("migrate with %s: %w", names[i], err)
		}
	}
	return nil
}

func migrateStep(ctx context.Context, db *sql.DB, name string, version int) error {
	text, err := schemas.ReadFile(name)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback()
	var now int // another process may have migrated since we looked
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&now); err != nil {
		return explain(err)
	}
	if now >= version {
		return nil
	}
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		return explain(err)
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, version)); err != nil {
		return explain(err)
	}
	return explain(tx.Commit())
}

func schemaVersion(db *sql.DB) (version int, err error) {
	if err := db.QueryRow(`PRAGMA user_version`).Scan(&version); err != nil {
		return 0, explain(err)
	}
	return version, nil
}

// explain turns SQLite's error codes into errors a caller can decide by.
func explain(err error) error {
	var e sqlite3.Error
	if err == nil || !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case sqlite3.ErrFull:
		return fmt.Errorf("%w: %w", ErrFull, err)
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return fmt.Errorf("%w: %w", ErrBusy, err)
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	if strings.Contains(e.Error(), "no such module: fts5") {
		return errors.New("this rapport was built without full-text search: build it with `make`, or pass `-tags sqlite_fts5` to go build")
	}
	return err
}

// explainCommit is explain for the error of a COMMIT. A full disk or a lock
// ends it before the commit record is written; after an I/O error it may be
// there all the same.
func explainCommit(err error) error {
	err = explain(err)
	if err == nil || errors.Is(err, ErrFull) || errors.Is(err, ErrBusy) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUncertain, err)
}
