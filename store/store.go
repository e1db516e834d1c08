package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/sys/unix"

	"rapport/store/ledger"
	"rapport/store/sqlite"
)

// What may be wrong with the database; see package sqlite.
var (
	ErrNewer     = sqlite.ErrNewer
	ErrFull      = sqlite.ErrFull
	ErrBusy      = sqlite.ErrBusy
	ErrCorrupt   = sqlite.ErrCorrupt
	ErrUncertain = sqlite.ErrUncertain
)

// explain turns errors of the database into those that a caller can decide by.
func explain(err error) error { return sqlite.Explain(err) }

// Store is the database of one Rapport. It may be used from many goroutines
// and, through SQLite's locks, from several processes.
type Store struct {
	statement func(string) // as in Config
	path      string
	now       func() time.Time
	writer    *sql.DB // one connection, transactions are immediate; nil when read-only
	reader    *sql.DB
	pack      *zstd.Encoder
	scratch   sync.Pool // of *[]byte, for pack
	unpack    *zstd.Decoder
	wake      wake
	key       ledger.Key // of the log; known to who may write
	events    recorder
	happened  eventCounts

	headMu   sync.Mutex
	head     ledger.Head // of the last transaction
	headKept ledger.Head // that is written beside the database
	headTime time.Time   // when it was
}

// Config says where the database lies and what the time is.
type Config struct {
	Dir string           // the state directory; created with mode 0700
	Now func() time.Time // nil: time.Now
	// Rebuild begins a new log where the database is lost.
	Rebuild bool
	// Statement, if not nil, is called with the text of each SQL statement before it runs.
	Statement func(text string)
}

// packWindow is how far back a mail is looked through for what it repeats. Each processor keeps
// twice as much: a larger window would gain little and have garbage collected more often.
const packWindow = 512 << 10

// FileName is the database's name in the state directory.
const FileName = "rapport.db"

// Open opens the database in c.Dir for reading and writing, creating or
// migrating it as needed. Errors wrap ErrNewer, ErrBusy, ErrFull, ErrCorrupt, ErrLost.
func Open(ctx context.Context, c Config) (*Store, error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("create the state directory: %w", err)
	}
	s, err := newStore(c)
	if err != nil {
		return nil, err
	}
	if err := s.checkThere(c.Rebuild); err != nil {
		return nil, err
	}
	if err := s.openWriter(ctx, c.Rebuild); err != nil {
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
	if err := s.checkThere(false); err != nil {
		return nil, err
	}
	if _, err := os.Stat(s.path); err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}
	if err := s.openReader(); err != nil {
		s.Close()
		return nil, fmt.Errorf("open %s: %w", s.path, err)
	}
	steps, err := schemaSteps()
	if err == nil {
		err = sqlite.WantCurrent(s.reader, steps)
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
	s := &Store{path: filepath.Join(dir, FileName), now: c.Now, statement: c.Statement}
	if s.now == nil {
		s.now = time.Now
	}
	return s, nil
}

func (s *Store) openWriter(ctx context.Context, rebuild bool) error {
	steps, err := schemaSteps()
	if err != nil {
		return err
	}
	return s.openWriterAt(ctx, steps, rebuild)
}

// openWriterAt opens the database for writing, at the last of the steps of the schema. With
// rebuild it is a new one, in the place of one that was lost.
func (s *Store) openWriterAt(ctx context.Context, steps []sqlite.Step, rebuild bool) (err error) {
	if s.pack, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithEncoderConcurrency(runtime.GOMAXPROCS(0)), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(packWindow)); err != nil {
		return err
	}
	if s.writer, err = sqlite.OpenWriter(ctx, s.path, sqlite.Hooks{Statement: s.statement, Functions: []sqlite.Function{{Name: noteFunction, Call: s.events.note}}}); err != nil {
		return err
	}
	if err := s.checkContent(rebuild); err != nil {
		return err
	}
	if rebuild {
		if err := s.setHeadAside(); err != nil {
			return err
		}
	}
	if err := s.openKey(ctx, steps); err != nil {
		return err
	}
	if err := s.events.install(ctx, s.writer); err != nil {
		return err
	}
	s.head, err = headOf(ctx, s.writer)
	return err
}

func (s *Store) openReader() error {
	var err error
	if s.unpack, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(runtime.GOMAXPROCS(0)), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(256<<20)); err != nil {
		return err
	}
	s.reader, err = sqlite.OpenReader(s.path, sqlite.Hooks{Statement: s.statement})
	return err
}

// Close ends all use of the database.
func (s *Store) Close() error {
	var errs []error
	if s.reader != nil {
		errs = append(errs, s.reader.Close())
	}
	if s.writer != nil && s.head.Number > 0 {
		errs = append(errs, s.keepHead(true))
	}
	if s.writer != nil { // last, so that it checkpoints and removes the WAL
		errs = append(errs, sqlite.Checkpoint(s.writer)) // a reader of another process keeps the WAL
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

// Dir returns the state directory.
func (s *Store) Dir() string { return filepath.Dir(s.path) }

// Path returns the database's file.
func (s *Store) Path() string { return s.path }

// Check reads through the whole file for damage. Damage is ErrCorrupt.
func (s *Store) Check(ctx context.Context) error {
	if err := sqlite.Check(ctx, s.reader); err != nil {
		return fmt.Errorf("check %s: %w", s.path, err)
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
	ctx    context.Context // never cancelled: a half-done write helps nobody
	sql    *sql.Tx
	now    int64
	head   *chainHead
	key    *ledger.Key
	keys   map[keyID]contentKey
	words  []indexed
	placed placed // of the message that is being decided
	// noRequest has Message-IDs of mails that made no request.
	noRequest map[string]bool
	noMissing map[string]bool // projects of which no mail is missing
	proves    map[string]bool // addresses, and whether ProvesMail reports them
	events    *recorder
	pack      *zstd.Encoder
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
	t := s.within(ctx, tx)
	t.events.begin(s.events.tables)
	if err := do(t); err != nil {
		return explain(err)
	}
	if err := t.writeIndex(); err != nil {
		return explain(err)
	}
	if err := t.events.seal(t); err != nil {
		return explain(err)
	}
	happened := t.events.names()
	chain := t.events.chain // from the commit on, the recorder belongs to the next transaction
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", sqlite.ExplainCommit(err))
	}
	s.setHead(chain)
	s.happened.add(happened)
	_ = s.keepHead(false) // of no consequence but for who looks for a shorter log; the end of the process tries again
	s.wake.signal()
	return nil
}

// within returns the writer's transaction as methods of Tx see it.
func (s *Store) within(ctx context.Context, tx *sql.Tx) *Tx {
	return &Tx{ctx: ctx, sql: tx, pack: s.pack, now: s.now().UnixMilli(), key: &s.key, keys: map[keyID]contentKey{}, noRequest: map[string]bool{}, noMissing: map[string]bool{}, proves: map[string]bool{}, events: &s.events}
}

func (tx *Tx) exec(query string, args ...any) error {
	_, err := tx.sql.ExecContext(tx.ctx, query, args...)
	return err
}

func (tx *Tx) row(query string, args ...any) *sql.Row {
	return tx.sql.QueryRowContext(tx.ctx, query, args...)
}
