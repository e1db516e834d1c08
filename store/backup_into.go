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
// and keeps the newest keep copies; 0: all. The key of the log is not in it. The copy is checked
// before it counts; whatever goes wrong, the older ones stay whole.
func (s *Store) BackupInto(ctx context.Context, dir string, keep int) (a copydir.Added, removed int, err error) {
	d, err := copydir.Create(dir)
	if err != nil {
		return a, 0, fmt.Errorf("open the copies: %w", err)
	}
	defer d.Close()
	if err := s.hasRoom(d); err != nil {
		return a, 0, err
	}
	work, err := d.Work()
	if err != nil {
		return a, 0, fmt.Errorf("make room for a copy: %w", err)
	}
	defer os.RemoveAll(work)
	path := filepath.Join(work, FileName)
	if err := sqlite.CopyPages(ctx, s.path, path); err != nil {
		return a, 0, fmt.Errorf("copy the database: %w", explain(err))
	}
	list, listErr := d.List() // a damaged one hinders no further copy
	if listErr != nil && !errors.Is(listErr, copydir.ErrDamaged) {
		return a, 0, listErr
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
		if removed, err = d.Prune(keep); err != nil {
			return a, removed, fmt.Errorf("the copy is made, but older ones could not be removed: %w", err)
		}
	}
	return a, removed, nil
}

// hasRoom returns ErrFull where a copy certainly has no room: it is written once as a whole, to be
// checked, before its new pieces are kept.
func (s *Store) hasRoom(d *copydir.Dir) error {
	database, journal := s.Size()
	free, err := d.Free()
	if err != nil {
		return err
	}
	if need := database + journal; free < need {
		return fmt.Errorf("%w: the copy takes up to %d MiB while it is checked, and %d MiB are free there", ErrFull, need>>20+1, free>>20)
	}
	return nil
}

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
