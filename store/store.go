package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/sys/unix"
)

// Store is the database of one Rapport. It may be used from many goroutines
// and, through SQLite's locks, from several processes.
type Store struct {
	path   string
	now    func() time.Time
	writer *sql.DB // one connection, transactions are immediate; nil when read-only
	reader *sql.DB
	pack   *zstd.Encoder
	unpack *zstd.Decoder
}

// Config says where the database lies and what the time is.
type Config struct {
	Dir string           // the state directory; created with mode 0700
	Now func() time.Time // nil: time.Now
}

// FileName is the database's name in the state directory.
const FileName = "rapport.db"

// Open opens the database in c.Dir for reading and writing, creating or
// migrating it as needed. Errors wrap ErrNewer, ErrBusy, ErrFull, ErrCorrupt.
func Open(ctx context.Context, c Config) (*Store, error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("create the state directory: %w", err)
	}
	s, err := newStore(c)
	if err != nil {
		return nil, err
	}
	if err := s.openWriter(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("open %s: %w", s.path, err)
	}
	if err := s.openReader(); err != nil {
		s.Close()
		return nil, fmt.Errorf("open %s: %w", s.path, err)
	}
	return s, nil
}

// OpenReadOnly opens an existing database for reading alone. A missing one is
// fs.ErrNotExist.
func OpenReadOnly(c Config) (*Store, error) {
	s, err := newStore(c)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(s.path); err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}
	if err := s.openReader(); err != nil {
		s.Close()
		return nil, fmt.Errorf("open %s: %w", s.path, err)
	}
	version, err := schemaVersion(s.reader)
	if err == nil {
		err = wantCurrent(version)
	}
	if err != nil {
		s.Close()
		return nil, fmt.Errorf("open %s: %w", s.path, err)
	}
	return s, nil
}

func newStore(c Config) (*Store, error) {
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, err
	}
	s := &Store{path: filepath.Join(dir, FileName), now: c.Now}
	if s.now == nil {
		s.now = time.Now
	}
	return s, nil
}

func (s *Store) openWriter(ctx context.Context) error {
	err := createSQLite(ctx, s.path)
	if err != nil {
		return err
	}
	if s.pack, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithEncoderConcurrency(runtime.GOMAXPROCS(0)), zstd.WithLowerEncoderMem(true)); err != nil {
		return err
	}
	if s.writer, err = openSQLite(s.path, writerDSN); err != nil {
		return err
	}
	s.writer.SetMaxOpenConns(1)
	s.writer.SetMaxIdleConns(1)
	// Checkpoints of 32 MiB: each page of a busy index is then copied into the
	// database once and not many times.
	if _, err := s.writer.ExecContext(ctx, `PRAGMA wal_autocheckpoint = 4000`); err != nil {
		return explain(err)
	}
	if err := checkSQLite(s.writer); err != nil {
		return err
	}
	return migrate(ctx, s.writer, s.path)
}

func (s *Store) openReader() error {
	var err error
	if s.unpack, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(256<<20)); err != nil {
		return err
	}
	if s.reader, err = openSQLite(s.path, readerDSN); err != nil {
		return err
	}
	s.reader.SetMaxOpenConns(8) // a list is read while its rows are looked up
	return nil
}

func wantCurrent(version int) error {
	names, err := fs.Glob(schemas, "schema/*.sql")
	switch {
	case err != nil:
		return err
	case version > len(names):
		return fmt.Errorf("%w (its schema is %d, this binary knows %d): install that version again", ErrNewer, version, len(names))
	case version < len(names):
		return fmt.Errorf("its schema is %d and this binary needs %d: start `rapport serve` once to bring it up to date", version, len(names))
	}
	return nil
}

// Close ends all use of the database.
func (s *Store) Close() error {
	var errs []error
	if s.reader != nil {
		errs = append(errs, s.reader.Close())
	}
	if s.writer != nil { // last, so that it checkpoints and removes the WAL
		errs = append(errs, s.writer.Close())
	}
	if s.pack != nil {
		errs = append(errs, s.pack.Close())
	}
	if s.unpack != nil {
		s.unpack.Close()
	}
	return errors.Join(errs...)
}

// Path returns the database's file.
func (s *Store) Path() string { return s.path }

// Check reads through the whole file for damage. Damage is ErrCorrupt.
func (s *Store) Check(ctx context.Context) error {
	var result string
	if err := s.reader.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&result); err != nil {
		return fmt.Errorf("check %s: %w", s.path, explain(err))
	}
	if result != "ok" {
		return fmt.Errorf("check %s: %w: %s", s.path, ErrCorrupt, result)
	}
	return nil
}

// Free returns the bytes that an unprivileged process may still write on the
// disk of the database.
func (s *Store) Free() (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(filepath.Dir(s.path), &st); err != nil {
		return 0, fmt.Errorf("free space of %s: %w", filepath.Dir(s.path), err)
	}
	return int64(st.Bavail) * st.Bsize, nil
}

// Tx is one write transaction. It sees what it has written itself.
type Tx struct {
	ctx   context.Context // never cancelled: a half-done write helps nobody
	sql   *sql.Tx
	now   int64
	head  *chainHead
	keys  map[keyID]contentKey
	words []indexed
	pack  *zstd.Encoder
}

// Update runs do in one durable transaction: all of it is kept, or, when do or
// the commit fails, nothing. An error that wraps ErrUncertain must end the
// process. A transaction that has begun is not cut short by ctx.
func (s *Store) Update(ctx context.Context, do func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", explain(err))
	}
	defer tx.Rollback()
	t := &Tx{ctx: ctx, sql: tx, pack: s.pack, now: s.now().UnixMilli(), keys: map[keyID]contentKey{}}
	if err := do(t); err != nil {
		return explain(err)
	}
	if err := t.writeIndex(); err != nil {
		return explain(err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", explainCommit(err))
	}
	return nil
}

func (tx *Tx) exec(query string, args ...any) error {
	_, err := tx.sql.ExecContext(tx.ctx, query, args...)
	return err
}

func (tx *Tx) row(query string, args ...any) *sql.Row {
	return tx.sql.QueryRowContext(tx.ctx, query, args...)
}

func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
