// Package sqlite holds what is SQLite's own: how a database is created and opened, the
// pragmas that durability rests on, what its errors mean to a person, backup and the steps
// of a schema. It knows nothing of what the tables hold.
package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
	"golang.org/x/sys/unix"
)

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

// errNoSearch means that SQLite was compiled without FTS5.
var errNoSearch = errors.New("this rapport was built without full-text search: build it with `make`, or pass `-tags sqlite_fts5` to go build")

const (
	writerOptions = "_txlock=immediate&_journal_mode=WAL&_synchronous=FULL&_foreign_keys=on&_secure_delete=on&_busy_timeout=5000&_stmt_cache_size=64"
	readerOptions = "mode=ro&_query_only=1&_busy_timeout=5000&_stmt_cache_size=64"
)

func open(path, options string) (*sql.DB, error) {
	return sql.Open("sqlite3", dsn(path, options))
}

func dsn(path, options string) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: options}).String()
}

// Function is a function that SQL may call under a name.
type Function struct {
	Name string
	Call func(arguments ...any) int64
}

// Hooks are what a database calls.
type Hooks struct {
	Functions []Function
	// Statement, if not nil, is called with the text of each statement before it runs.
	Statement func(text string)
}

// connector opens connections that know functions.
type connector struct {
	dsn    string
	driver *sqlite3.SQLiteDriver
	hooks  Hooks
}

func openHooked(dsn string, hooks Hooks) *sql.DB {
	return sql.OpenDB(connector{dsn, &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		for _, f := range hooks.Functions {
			if err := conn.RegisterFunc(f.Name, f.Call, false); err != nil {
				return err
			}
		}
		return nil
	}}, hooks})
}

// Connect implements driver.Connector.
func (c connector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.dsn)
	if err != nil || c.hooks.Statement == nil {
		return conn, err
	}
	return observed{conn.(*sqlite3.SQLiteConn), c.hooks.Statement}, nil
}

// Driver implements driver.Connector.
func (c connector) Driver() driver.Driver { return c.driver }

// observed is a connection that tells of its statements. The package database/sql calls no
// method that runs one but these.
type observed struct {
	*sqlite3.SQLiteConn
	statement func(text string)
}

// QueryContext implements driver.QueryerContext.
func (o observed) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	o.statement(query)
	return o.SQLiteConn.QueryContext(ctx, query, args)
}

// ExecContext implements driver.ExecerContext.
func (o observed) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	o.statement(query)
	return o.SQLiteConn.ExecContext(ctx, query, args)
}

// OpenWriter opens a database for writing on one connection, in transactions that take
// the lock at once, and creates it where there is none.
func OpenWriter(ctx context.Context, path string, hooks Hooks) (*sql.DB, error) {
	removeUnfinished(path)
	if err := create(ctx, path); err != nil {
		return nil, err
	}
	if err := shareWithGroup(path); err != nil {
		return nil, err
	}
	db := openHooked(dsn(path, writerOptions), hooks)
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	// Checkpoints of 32 MiB: each page of a busy index is then copied into the
	// database once and not many times.
	_, err := db.ExecContext(ctx, `PRAGMA wal_autocheckpoint = 4000`)
	if err == nil {
		err = checkPragmas(db)
	}
	if err != nil {
		db.Close()
		return nil, Explain(err)
	}
	return db, nil
}

// OpenReader opens a database for reading alone. In a directory that cannot be written to,
// such as a mounted snapshot, SQLite shares no memory with a writer: a database is read there
// only if nothing can be missing from it.
func OpenReader(path string, hooks Hooks) (*sql.DB, error) {
	options := readerOptions
	if unix.Access(filepath.Dir(path), unix.W_OK) != nil && !exists(path+"-shm") {
		if exists(path + "-wal") {
			return nil, fmt.Errorf("%s-wal holds what is not in the database yet, and the directory cannot be written to: copy both elsewhere and read them there", path)
		}
		options += "&immutable=1"
	}
	db := openHooked(dsn(path, options), hooks)
	db.SetMaxOpenConns(8) // a list is read while its rows are looked up
	return db, nil
}

func exists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() > 0
}

// create makes an empty database whose pages suit compressed mail. It must
// come before WAL is switched on: from then on the page size is fixed.
func create(ctx context.Context, path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// It gets its name when it is whole: a database that is empty was lost.
	return whole(path, func(temporary string) error {
		db, err := open(temporary, "_busy_timeout=5000")
		if err != nil {
			return err
		}
		defer db.Close()
		db.SetMaxOpenConns(1)
		_, err = db.ExecContext(ctx, `PRAGMA page_size = 8192; VACUUM`)
		return Explain(err)
	})
}

// abandoned is how long nobody has written to a file that whole was making, before it counts
// as left by a process that was killed.
const abandoned = 10 * time.Minute

// removeUnfinished removes what is left of files beside a database that were never whole: each
// may be as large as the database.
func removeUnfinished(path string) {
	list, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return // whoever opens the database hears why
	}
	for _, entry := range list {
		rest, ours := strings.CutPrefix(entry.Name(), "."+filepath.Base(path))
		if !ours || !strings.Contains(rest, "-") {
			continue
		}
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			os.Remove(filepath.Join(filepath.Dir(path), entry.Name())) // if that fails, it costs room alone
		}
	}
}

// whole makes a file that only its owner may read and that appears under its name once it
// is on disk. Where another process is faster, the file is theirs.
func whole(path string, write func(temporary string) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600: SQLite would make it readable by all
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := write(f.Name()); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	err = os.Link(f.Name(), path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = os.Rename(f.Name(), path) // on a file system without links
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// checkPragmas reads back what durability and search rest on: an option that a
// driver forgot loses mail at the next power cut.
func checkPragmas(db *sql.DB) error {
	var fts bool
	if err := db.QueryRow(`SELECT sqlite_compileoption_used('ENABLE_FTS5')`).Scan(&fts); err != nil {
		return err
	}
	if !fts {
		return errNoSearch
	}
	for _, want := range []struct{ pragma, value string }{
		{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"},
	} {
		var got string
		if err := db.QueryRow(`PRAGMA ` + want.pragma).Scan(&got); err != nil {
			return err
		}
		if got != want.value {
			return fmt.Errorf("SQLite keeps %s=%s where %s is needed: is the directory on a file system that takes no WAL?", want.pragma, got, want.value)
		}
	}
	return nil
}

// Check reads through the whole database for damage. Damage is ErrCorrupt.
func Check(ctx context.Context, db *sql.DB) error {
	var result string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&result); err != nil {
		return Explain(err)
	}
	if result != "ok" {
		return fmt.Errorf("%w: %s", ErrCorrupt, result)
	}
	return nil
}

// Backup writes a copy of a database to a file, whole or not at all. A file that is there
// already stays as it is.
func Backup(ctx context.Context, db *sql.DB, path string) error {
	return whole(path, func(temporary string) error {
		_, err := db.ExecContext(ctx, `VACUUM INTO $1`, temporary)
		return Explain(err)
	})
}

// Copy writes what is in a database that others may use into a new file, whole or not at all.
// A file that is there already is fs.ErrExist.
func Copy(ctx context.Context, from, to string) error {
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return cmp.Or(err, fs.ErrExist)
	}
	db, err := open(from, "mode=ro&_busy_timeout=5000")
	if err != nil {
		return err
	}
	defer db.Close()
	return Backup(ctx, db, to)
}

// Checkpoint copies what is in the journal into the database, as far as no reader is in the
// way.
func Checkpoint(db *sql.DB) error {
	_, err := db.Exec(`PRAGMA wal_checkpoint(PASSIVE)`)
	return Explain(err)
}

// Empty copies what is in the journal into the database and leaves the journal without a byte. It
// waits for readers as long as any writer does; then it is ErrBusy.
func Empty(ctx context.Context, db *sql.DB) error {
	var busy, frames, copied int
	if err := db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &copied); err != nil {
		return Explain(err)
	}
	if busy != 0 {
		return ErrBusy
	}
	return nil
}

// Explain turns SQLite's error codes into errors that a caller can decide by.
func Explain(err error) error {
	var e sqlite3.Error
	if err == nil || !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case sqlite3.ErrFull:
		return fmt.Errorf("%w: %w", ErrFull, err)
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return fmt.Errorf("%w: %w", ErrBusy, err)
	case sqlite3.ErrInterrupt: // a context that was cancelled is all that interrupts
		return fmt.Errorf("%w: %w", context.Canceled, err)
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	switch text := e.Error(); {
	case strings.Contains(text, "no such module: fts5"):
		return errNoSearch
	case strings.HasSuffix(text, ": interrupted"): // as a virtual table reports it
		return fmt.Errorf("%w: %w", context.Canceled, err)
	}
	return err
}

// ExplainCommit is Explain for the error of a COMMIT. A full disk or a lock
// ends it before the commit record is written; after an I/O error the record may be
// there nevertheless.
func ExplainCommit(err error) error {
	err = Explain(err)
	if err == nil || errors.Is(err, ErrFull) || errors.Is(err, ErrBusy) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUncertain, err)
}
