package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	// Besides says that the line is of what the erasure takes besides mail, the last of it; Who are
	// keyed hashes of the addresses.
	Besides bool   `json:"besides,omitempty"`
	Who     []Hash `json:"who,omitempty"`
}

// lineOf returns a line about some mails of an erasure.
func (s *Store) lineOf(tx *Tx, e Erasure, hashes []Hash) erasedLine {
	return erasedLine{Erased: timeOf(tx.now).UTC(), Actor: cleanActor(e.Actor), Reason: e.Reason, Project: e.Scope.Project,
		Person: len(e.Scope.Person) > 0 || e.Scope.OfPerson, Before: e.Scope.Before, Mails: hashes}
}

func (s *Store) erasedPath() string { return filepath.Join(filepath.Dir(s.path), ErasedFileName) }

// noteErased appends to the list, for good before the database changes.
func (s *Store) noteErased(one erasedLine) error {
	line, err := json.Marshal(one)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(s.erasedPath(), os.O_CREATE|os.O_APPEND|os.O_RDWR|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return fmt.Errorf("list what is erased: %w", err)
	}
	if err := s.ownAsDatabase(f); err != nil {
		return errors.Join(fmt.Errorf("list what is erased: %w", err), f.Close())
	}
	if err = errors.Join(appendLine(f, line), f.Close()); err != nil {
		return fmt.Errorf("list what is erased in %s: %w", s.erasedPath(), err)
	}
	return nil
}

// appendLine appends a line of its own to a file, for good, or leaves the file as it was. What a power
// cut left of another line does not become one with it.
func appendLine(f *os.File, line []byte) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	if size > 0 {
		var last [1]byte
		if _, err := f.ReadAt(last[:], size-1); err != nil {
			return err
		}
		if last[0] != '\n' {
			line = append([]byte{'\n'}, line...)
		}
	}
	_, err = f.Write(line)
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return errors.Join(err, f.Truncate(size))
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
		if strings.HasPrefix(file.Name(), workPrefix) { // of a copy that is being made, or was
			if err := os.RemoveAll(filepath.Join(filepath.Dir(s.path), file.Name())); err != nil {
				return removed, fmt.Errorf("forget what was erased: %w", err)
			}
			continue
		}
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
