package store

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"rapport/store/sqlite"
)

// ErasedFileName is the name, in the state directory, of the list of what was erased. A copy of
// the database that is put back does not know it.
const ErasedFileName = "rapport.erased"

// erasedLine is a line of that list: some mails of one erasure.
type erasedLine struct {
	Erased  time.Time `json:"erased"`
	Actor   string    `json:"actor"`
	Reason  string    `json:"reason"`
	Project string    `json:"project,omitempty"`
	Person  bool      `json:"person,omitempty"` // it was about one, whom only the database names, as a keyed hash
	Before  time.Time `json:"before,omitzero"`
	Mails   []Hash    `json:"mails"` // SHA-256 of their bytes
}

// ErasedBack is mail that was erased once and that the database has, since an older copy of it was
// put back.
type ErasedBack struct {
	Erased time.Time
	Reason string
	Scope  ErasureScope // to erase it again
}

func (s *Store) erasedPath() string { return filepath.Join(filepath.Dir(s.path), ErasedFileName) }

// noteErased appends to the list, for good before the database changes.
func (s *Store) noteErased(e Erasure, hashes []Hash) error {
	line, err := json.Marshal(erasedLine{s.now().UTC(), cleanActor(e.Actor), e.Reason, e.Scope.Project, len(e.Scope.Person) > 0 || e.Scope.OfPerson, e.Scope.Before, hashes})
	if err != nil {
		return err
	}
	f, err := os.OpenFile(s.erasedPath(), os.O_CREATE|os.O_APPEND|os.O_WRONLY|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return fmt.Errorf("list what is erased: %w", err)
	}
	if err := s.ownAsDatabase(f); err != nil {
		return errors.Join(fmt.Errorf("list what is erased: %w", err), f.Close())
	}
	_, err = f.Write(append(line, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("list what is erased in %s: %w", s.erasedPath(), err)
	}
	return nil
}

// ownAsDatabase makes a file belong to whom the database belongs to, where root has made it.
func (s *Store) ownAsDatabase(f *os.File) error {
	if os.Geteuid() != 0 {
		return nil
	}
	var of unix.Stat_t
	if err := unix.Stat(s.path, &of); err != nil {
		return err
	}
	return f.Chown(int(of.Uid), int(of.Gid))
}

// ErasedBack returns the mail that was erased once and is back.
func (s *Store) ErasedBack(ctx context.Context) (back []ErasedBack, err error) {
	f, err := os.Open(s.erasedPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what was erased: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line erasedLine
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			continue // the end of a line that a power cut left
		}
		names := make([]string, len(line.Mails))
		for i, h := range line.Mails {
			names[i] = h.String()
		}
		there, err := collect(ctx, s.reader, "look for erased mail", func(row scanner) (h Hash, err error) {
			err = row.Scan(hashOf{&h})
			return h, err
		}, `SELECT r.sha256 FROM json_each($1) j JOIN raw r ON r.sha256 = unhex(j.value) WHERE r.zstd IS NOT NULL`, list(names))
		if err != nil {
			return nil, err
		}
		before := line.Before
		if before.IsZero() {
			before = line.Erased // what came later was never erased
		}
		if len(there) > 0 {
			back = append(back, ErasedBack{line.Erased, line.Reason, ErasureScope{Project: line.Project, Before: before, OfPerson: line.Person, Hashes: there}})
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read what was erased: %w", err)
	}
	return back, nil
}

// Forget removes what erased mail left in the full-text index, in the journal and, with shrink,
// in the file, which needs that nobody else has the database open. It returns the copies beside
// the database that upgrades had made, and that it removed.
func (s *Store) Forget(ctx context.Context, shrink bool) (removed []string, err error) {
	if err := s.Update(ctx, func(tx *Tx) error { return tx.exec(`INSERT INTO search (search) VALUES ('optimize')`) }); err != nil {
		return nil, fmt.Errorf("forget what was erased: the index: %w", err)
	}
	if shrink {
		if _, err := s.writer.ExecContext(ctx, `VACUUM`); err != nil {
			return nil, fmt.Errorf("forget what was erased: rewrite the database: %w", explain(err))
		}
	}
	if err := sqlite.Empty(ctx, s.writer); err != nil {
		return nil, fmt.Errorf("forget what was erased: empty the journal: %w", err)
	}
	list, err := os.ReadDir(filepath.Dir(s.path))
	if err != nil {
		return nil, err
	}
	for _, file := range list {
		if !strings.HasPrefix(file.Name(), FileName+".before-schema-") && !strings.HasPrefix(file.Name(), "."+FileName) {
			continue
		}
		path := filepath.Join(filepath.Dir(s.path), file.Name())
		if err := os.Remove(path); err != nil {
			return removed, fmt.Errorf("forget what was erased: %w", err)
		}
		removed = append(removed, path)
	}
	return removed, nil
}
