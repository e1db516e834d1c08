package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"rapport/store/copydir"
	"rapport/store/ledger"
)

// ErrUnproved means that a copy is not proved by its own chain.
var ErrUnproved = errors.New("the copy is not what its chain says")

// Restoring says which copy is put back, and where.
type Restoring struct {
	Copies string    // the directory of copies, one copy in it, or a single file of rapport backup
	At     time.Time // the newest copy that was made by then; zero: the newest
	To     string    // the state directory
	Key    string    // the key file; "": that of the state directory
	// CopyKey is the key under which the copies are encrypted; nil: they are not.
	CopyKey *copydir.Key
	// LostKey puts back a copy whose key is lost: it is checked without its chain, and nothing is
	// held of what it had to send.
	LostKey bool
	// Altered puts back a copy that its chain does not prove: the log had been altered before.
	Altered bool
	Now     func() time.Time // nil: time.Now
}

// Restored is what was put back.
type Restored struct {
	Copy  copydir.Copy
	Proof Verification
	Held  int         // deliveries that wait until somebody releases them
	Lost  int64       // events by which the log had come further, as far as is known
	Aside string      // where the head of the log lies that had come further; "": there was none
	Last  ledger.Head // of the log that was put back
}

// PickCopy returns the newest copy that was made by a time; zero: the newest. None is
// fs.ErrNotExist.
func PickCopy(list []copydir.Copy, at time.Time) (copydir.Copy, error) {
	for _, c := range list {
		if at.IsZero() || !c.Made.After(at) {
			return c, nil
		}
	}
	return copydir.Copy{}, fmt.Errorf("there is no copy of that time or before: %w", fs.ErrNotExist)
}

// Restore puts back a copy of the database into a state directory that has none. It is put in
// place only once its pieces, its chain and its counts have proved it, and what it had still to
// send is held. Until then the directory stays as it is.
func Restore(ctx context.Context, o Restoring, progress func(done, all int64)) (r Restored, err error) {
	if err := os.MkdirAll(o.To, 0o700); err != nil {
		return r, fmt.Errorf("create the state directory: %w", err)
	}
	target := filepath.Join(o.To, FileName)
	for _, path := range []string{target, target + "-wal"} {
		if info, err := os.Lstat(path); err == nil && info.Size() > 0 {
			return r, fmt.Errorf("restore: %s: %w; move it, with its -wal and -shm, to another directory first", path, fs.ErrExist)
		}
	}
	source, err := sourceOf(ctx, o)
	if err != nil {
		return r, err
	}
	r.Copy = source.Copy
	if o.Key == "" {
		o.Key = filepath.Join(o.To, KeyFileName)
	}
	if !o.LostKey {
		if _, err := keyOfLog(o.Key, r.Copy.Key); err != nil {
			return r, err
		}
	} else if _, err := os.Lstat(filepath.Join(o.To, KeyFileName)); err == nil {
		return r, fmt.Errorf("restore without the key: %s: %w", filepath.Join(o.To, KeyFileName), fs.ErrExist)
	}
	if err := removeWork(o.To); err != nil {
		return r, err
	}
	work, err := os.MkdirTemp(o.To, restorePrefix)
	if err != nil {
		return r, fmt.Errorf("make room for the copy: %w", err)
	}
	defer os.RemoveAll(work)
	if err := source.fetch(ctx, work); err != nil {
		return r, err
	}
	if o.LostKey {
		err = r.checkWithoutKey(ctx, o, work)
	} else if err = copyKey(o.Key, work); err == nil {
		err = r.prove(ctx, o, work, progress)
	}
	if err != nil {
		return r, err
	}
	return r, r.putInPlace(o, work)
}

const restorePrefix = ".restore-"

// removeWork removes what a restore left that was killed.
func removeWork(dir string) error {
	left, err := filepath.Glob(filepath.Join(dir, restorePrefix+"*"))
	for _, path := range left {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

func copyKey(key, work string) error {
	text, err := os.ReadFile(key)
	if err == nil {
		err = os.WriteFile(filepath.Join(work, KeyFileName), text, 0o600)
	}
	return err
}

// checkWithoutKey checks what can be checked of a copy whose key is lost: that it is not damaged,
// and says of itself what it said when it was made.
func (r *Restored) checkWithoutKey(ctx context.Context, o Restoring, work string) error {
	s := &Store{now: o.Now}
	if s.now == nil {
		s.now = time.Now
	}
	about, err := s.aboutCopy(ctx, filepath.Join(work, FileName), []copydir.Copy{r.Copy})
	if err != nil {
		return err
	}
	if about.Entries != r.Copy.Entries || about.Event != r.Copy.Event {
		return fmt.Errorf("%w: %d entries and %d events where there were %d and %d", ErrUnproved, about.Entries, about.Event, r.Copy.Entries, r.Copy.Event)
	}
	return nil
}

// prove opens what was fetched, holds it against its chain, and holds what it had still to send.
func (r *Restored) prove(ctx context.Context, o Restoring, work string, progress func(done, all int64)) (err error) {
	s, err := Open(ctx, Config{Dir: work, Now: o.Now})
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Check(ctx); err != nil {
		return err
	}
	head := ledger.Head{Number: r.Copy.Event, Hash: r.Copy.Hash}
	r.Proof, err = s.VerifyAgainst(ctx, []Witness{{Source: "the copy of " + r.Copy.Made.Format(time.RFC3339), Mark: head.Mark()}}, progress)
	if err != nil {
		return err
	}
	if n := len(r.Proof.Problems); n > 0 && !o.Altered {
		return fmt.Errorf("%w: %d deviations; the first: %s", ErrUnproved, n, r.Proof.Problems[0].Text)
	}
	if r.Proof.Entries != r.Copy.Entries {
		return fmt.Errorf("%w: %d entries where there were %d", ErrUnproved, r.Proof.Entries, r.Copy.Entries)
	}
	if r.Held, err = s.holdRestored(ctx); err != nil {
		return err
	}
	r.Last, err = s.Head(ctx)
	return err
}

// RestoredReason is why mail of a log that was put back is held.
const RestoredReason = "held: the log was put back from a copy, and this may have been sent since"

// holdRestored holds whatever a log that was put back had still to send: much of it was sent
// after the copy was made.
func (s *Store) holdRestored(ctx context.Context) (n int, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		ids, err := tx.ids(`SELECT id FROM delivery WHERE ` + isLive + ` AND state <> 'held'`)
		if err != nil {
			return err
		}
		for _, id := range ids {
			moved, err := deliveryMachine().move(tx, id, EventDeliveryRestored)
			if err != nil || !moved {
				return err
			}
			if err := tx.exec(`UPDATE delivery SET next_ms = $1, reply = $2 WHERE id = $3`, tx.now, RestoredReason, id); err != nil {
				return err
			}
		}
		n = len(ids)
		return nil
	})
	if err != nil {
		err = fmt.Errorf("hold what the copy had still to send: %w", err)
	}
	return n, err
}

// putInPlace moves what was proved to where a daemon finds it. The database comes last but for
// its head: a start that finds none where there was one refuses to begin anew.
func (r *Restored) putInPlace(o Restoring, work string) error {
	old := &Store{path: filepath.Join(o.To, FileName), now: o.Now}
	if old.now == nil {
		old.now = time.Now
	}
	if h, _, err := old.readHead(); err == nil {
		r.Lost = max(0, h.Number-r.Copy.Event)
		r.Aside = old.HeadPath() + ".before-" + old.now().UTC().Format("20060102T150405Z")
		if err := old.setHeadAside(); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := os.Lstat(old.KeyPath()); errors.Is(err, fs.ErrNotExist) && !o.LostKey {
		if err := os.Rename(filepath.Join(work, KeyFileName), old.KeyPath()); err != nil {
			return fmt.Errorf("put the key in place: %w", err)
		}
	}
	if info, err := os.Stat(filepath.Join(work, FileName+"-wal")); err == nil && info.Size() > 0 {
		return fmt.Errorf("put the copy in place: its journal still holds something: %s", info.Name())
	}
	for _, name := range []string{FileName, HeadFileName} {
		err := os.Rename(filepath.Join(work, name), filepath.Join(o.To, name))
		if err != nil && !(name == HeadFileName && errors.Is(err, fs.ErrNotExist)) {
			return fmt.Errorf("put the copy in place: %w", err)
		}
	}
	return syncDir(o.To)
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
