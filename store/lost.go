package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"rapport/store/sqlite"
)

// This file tells a database that was lost from one that was never there: a log that began
// anew by itself would ask people what they have answered.

// ErrLost means that there was a database, and that it is gone or holds nothing.
var ErrLost = errors.New("the database is lost")

// checkThere returns ErrLost where there was a database and is none. With rebuild it makes
// room for a new one instead, and refuses where one is there.
func (s *Store) checkThere(rebuild bool) error {
	info, err := os.Stat(s.path)
	switch {
	case err == nil && info.Size() > 0:
		return nil
	case err == nil:
		err = fmt.Errorf("%w: %s is empty", ErrLost, s.path)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	default:
		trace := s.trace()
		if trace == "" {
			return nil
		}
		err = fmt.Errorf("%w: %s is missing, and %s shows that there was one", ErrLost, s.path, trace)
	}
	if !rebuild {
		return err
	}
	if err := os.Remove(s.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// What is left in a journal is of no use to a new database, and may be all there is.
	if err := os.Rename(s.path+"-wal", s.path+"-wal.lost"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// checkContent returns ErrLost where the database holds nothing though there was one: its
// journal was deleted. With rebuild one that holds anything is an error.
func (s *Store) checkContent(rebuild bool) error {
	version, err := sqlite.Version(s.writer)
	if err != nil {
		return err
	}
	if version > 0 && rebuild {
		return errors.New("it holds a log: move it away, with its -wal and -shm, before you rebuild it")
	}
	if _, err := os.Stat(s.HeadPath()); err == nil && version == 0 && !rebuild {
		return fmt.Errorf("%w: it holds nothing; was its -wal file deleted?", ErrLost)
	}
	return nil
}

// trace returns the name of a file that only a database leaves behind, or "".
func (s *Store) trace() string {
	backups, _ := filepath.Glob(s.path + ".before-schema-*") // its pattern is valid
	for _, path := range append([]string{s.KeyPath(), s.HeadPath(), s.path + "-wal"}, backups...) {
		if _, err := os.Stat(path); err == nil {
			return filepath.Base(path)
		}
	}
	return ""
}
