package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"rapport/store/copydir"
	"rapport/store/ledger"
	"rapport/store/sqlite"
)

// ErrOtherLog means that copies are of another log, or of one that had come further.
var ErrOtherLog = errors.New("the copies are of another log")

// BackupInto adds a copy of the database to a directory of copies, while others read and write,
// and keeps the newest keep copies; 0: all. The key of the log is not in it. With a key it is
// encrypted, and where the newest one is, a key must be given. The copy is checked before it counts;
// whatever goes wrong, the older ones stay whole.
func (s *Store) BackupInto(ctx context.Context, dir string, keep int, key *copydir.Key) (a copydir.Added, removed int, err error) {
	d, err := copydir.Create(dir)
	if err != nil {
		return a, 0, fmt.Errorf("open the copies: %w", err)
	}
	defer d.Close()
	d.Use(key)
	list, listErr := d.List() // a damaged one hinders no further copy
	if listErr != nil && !errors.Is(listErr, copydir.ErrDamaged) {
		return a, 0, listErr
	}
	if len(list) > 0 && list[0].Sealed != "" && key == nil {
		return a, 0, fmt.Errorf("%w, and a further one would not be: give --copy-key, or use another directory", copydir.ErrKey)
	}
	work, err := s.workFor(d, key)
	if err != nil {
		return a, 0, err
	}
	defer os.RemoveAll(work)
	path := filepath.Join(work, FileName)
	if err := sqlite.CopyPages(ctx, s.path, path); err != nil {
		return a, 0, fmt.Errorf("copy the database: %w", explain(err))
	}
	about, err := s.aboutCopy(ctx, path, list)
	if err != nil {
		return a, 0, err
	}
	if a, err = d.Add(ctx, path, about); err != nil {
		return a, 0, fmt.Errorf("keep the copy: %w", err)
	}
	if listErr != nil {
		return a, 0, fmt.Errorf("the copy is made, but older ones stay, whatever is to be kept: %w", listErr)
	}
	if keep > 0 {
		if removed, err = d.Prune(keep, a.Name); err != nil {
			return a, removed, fmt.Errorf("the copy is made, but older ones could not be removed: %w", err)
		}
	}
	return a, removed, nil
}

// workPrefix begins the name of the directory, in the state directory, in which a copy is checked that
// will be encrypted: what is on the disk of the copies may be read there even after it was removed.
const workPrefix = ".copy-"

// workFor makes the directory in which a copy is written once as a whole, to be checked. Where it
// certainly has no room, the error is ErrFull.
func (s *Store) workFor(d *copydir.Dir, key *copydir.Key) (string, error) {
	free, begin, where := d.Free, d.Work, "there"
	if key != nil {
		free, where = s.Free, "in the state directory"
		begin = func() (string, error) { return os.MkdirTemp(s.Dir(), workPrefix) }
		if err := s.removeWork(); err != nil {
			return "", err
		}
	}
	database, journal := s.Size()
	room, err := free()
	if err != nil {
		return "", err
	}
	if need := database + journal; room < need {
		return "", fmt.Errorf("%w: the copy takes up to %d MiB while it is checked, and %d MiB are free %s", ErrFull, need>>20+1, room>>20, where)
	}
	work, err := begin()
	if err != nil {
		return "", fmt.Errorf("make room for a copy: %w", err)
	}
	return work, nil
}

// removeWork removes from the state directory what a process left that was killed while it made a copy.
func (s *Store) removeWork() error {
	left, err := filepath.Glob(filepath.Join(s.Dir(), workPrefix+"*"))
	for _, path := range left {
		if info, statErr := os.Stat(path); statErr == nil && s.now().Sub(info.ModTime()) > abandonedWork {
			err = errors.Join(err, os.RemoveAll(path))
		}
	}
	return err
}

// abandonedWork is how long after its beginning a copy counts as left by a process that was killed.
const abandonedWork = 24 * time.Hour

// aboutCopy checks a copy of the database for damage, holds it against those that were made before,
// the newest first, and returns what it is.
func (s *Store) aboutCopy(ctx context.Context, path string, before []copydir.Copy) (about copydir.About, err error) {
	db, err := sqlite.OpenCopy(path)
	if err != nil {
		return about, err
	}
	defer db.Close()
	if err := sqlite.Check(ctx, db); err != nil {
		return about, fmt.Errorf("check the copy: %w", err)
	}
	about.Made = s.now().UTC().Truncate(time.Millisecond)
	if about.Schema, err = sqlite.Version(db); err != nil {
		return about, err
	}
	head, err := headOf(ctx, db)
	if err != nil {
		return about, err
	}
	about.Event, about.Hash = head.Number, head.Hash
	var check []byte
	if err := db.QueryRowContext(ctx, `SELECT key_check FROM ledger WHERE id = 1`).Scan(&check); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return about, fmt.Errorf("read which key belongs to the copy: %w", explain(err))
	}
	about.Key = hex.EncodeToString(check)
	if err := db.QueryRowContext(ctx, countEntries).Scan(&about.Entries); err != nil {
		return about, fmt.Errorf("count the entries of the copy: %w", explain(err))
	}
	if len(before) == 0 {
		return about, nil
	}
	last := before[0]
	var same bool
	if err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM event WHERE id = $1 AND hash = $2)`, last.Event, last.Hash[:]).Scan(&same); err != nil {
		return about, fmt.Errorf("hold the copy against that of %s: %w", last.Name, explain(err))
	}
	if !same {
		return about, fmt.Errorf("%w: the one of %s has event %d with a hash that this log does not have. If the log was put back from an older copy or began anew, use another directory", ErrOtherLog, last.Made.Format(time.RFC3339), last.Event)
	}
	return about, nil
}

// countEntries returns the number of the last entry: they have no gaps.
const countEntries = `SELECT coalesce(max(id), 0) FROM entry`

// keyOfLog reads the key at a path, and reports whether it is that of a copy.
func keyOfLog(path, check string) (k ledger.Key, err error) {
	k, err = ledger.ReadKeyFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return k, fmt.Errorf("%w: the copy belongs to a key that is not there: put the rapport.key of this log at %s (mode 0600); it is in no copy of the database, and any copy of the file will do. If all are lost: --lost-key", ErrKey, path)
	}
	if err != nil {
		return k, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if hex.EncodeToString(k.Check()) != check {
		return k, fmt.Errorf("%w: %s is the key of another log, or of the time before it was replaced", ErrKey, path)
	}
	return k, nil
}
