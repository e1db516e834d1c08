package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rapport/store/ledger"
)

// HeadFileName is the name, in the state directory, of the file that says how far the log
// had come.
const HeadFileName = "rapport.head"

// ErrShortened means that the database has less than it had, or something else: an older
// copy of it, an empty one, or one that somebody changed.
var ErrShortened = errors.New("the log is not the one that was here")

// headPeriod is how often the head is written beside the database.
const headPeriod = time.Minute

// HeadPath returns the file that says how far the log had come.
func (s *Store) HeadPath() string { return filepath.Join(filepath.Dir(s.path), HeadFileName) }

// Head returns the last event of the log.
func (s *Store) Head(ctx context.Context) (ledger.Head, error) {
	return headOf(ctx, s.reader)
}

func headOf(ctx context.Context, q querier) (h ledger.Head, err error) {
	err = q.QueryRowContext(ctx, `SELECT id, hash FROM event ORDER BY id DESC LIMIT 1`).Scan(&h.Number, hashOf{&h.Hash})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return h, fmt.Errorf("read the head of the log: %w", explain(err))
	}
	return h, nil
}

const headFileStart = "rapport head 1\n"

// readHead returns the head that is kept beside the database, and when it was written. A
// missing file is fs.ErrNotExist.
func (s *Store) readHead() (h ledger.Head, written time.Time, err error) {
	text, err := os.ReadFile(s.HeadPath())
	if err != nil {
		return h, written, err
	}
	var hash, at string
	rest, ok := strings.CutPrefix(string(text), headFileStart)
	if n, _ := fmt.Sscan(rest, &h.Number, &hash, &at); !ok || n != 3 || h.Hash.UnmarshalText([]byte(hash)) != nil {
		return h, written, fmt.Errorf("%s does not say how far the log had come: remove it if you know why", s.HeadPath())
	}
	written, err = time.Parse(time.RFC3339, at)
	return h, written, err
}

// checkHead compares the database with the head that was written beside it. begun reports
// whether the database has a chain.
func (s *Store) checkHead(ctx context.Context, q querier, begun bool) error {
	h, written, err := s.readHead()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	s.headKept = h
	var now ledger.Head
	if begun {
		var same bool
		if err := q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM event WHERE id = $1 AND hash = $2)`, h.Number, h.Hash[:]).Scan(&same); err != nil {
			return fmt.Errorf("look for the head of the log: %w", explain(err))
		}
		if same {
			return nil
		}
		if now, err = headOf(ctx, q); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: on %s it had %d events, up to hash %s; this one has %d. Put back the newest copy of %s; if there is none, remove %s, and what is missing is lost",
		ErrShortened, written.Format("2 January 2006 15:04 MST"), h.Number, h.Short(), now.Number, s.path, s.HeadPath())
}

// setHeadAside renames the head of a log that was lost: the one that is built in its place
// begins anew. What clients hold of the lost log can still be compared with it.
func (s *Store) setHeadAside() error {
	aside := s.HeadPath() + ".before-" + s.now().UTC().Format("20060102T150405Z")
	if err := os.Rename(s.HeadPath(), aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("set the head of the lost log aside: %w", err)
	}
	return nil
}

// keepHead writes the head beside the database, if it has moved and was not written of
// late; anyway at the end. It is called when the transaction of that head is on the disk.
func (s *Store) keepHead(end bool) error {
	s.headMu.Lock()
	defer s.headMu.Unlock()
	if s.head == s.headKept || !end && time.Since(s.headTime) < headPeriod {
		return nil
	}
	text := fmt.Sprintf("%s%d %s %s\n", headFileStart, s.head.Number, s.head.Hash, s.now().UTC().Format(time.RFC3339))
	if err := ledger.WriteFileDurably(s.HeadPath(), []byte(text), true); err != nil {
		return fmt.Errorf("keep the head of the log: %w", err)
	}
	s.headKept, s.headTime = s.head, time.Now()
	return nil
}

// setHead records the head of a transaction that was committed; none if it changed nothing.
func (s *Store) setHead(c ledger.Chain) {
	if c.Number == 0 {
		return
	}
	s.headMu.Lock()
	defer s.headMu.Unlock()
	if c.Number > s.head.Number { // else the next transaction was faster to get here
		s.head = ledger.Head{Number: c.Number, Hash: c.Hash}
	}
}
