package login

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// directory opens the directory of the grants. Root may run a login, and the user of the service can
// write the state directory: nothing outside of that is reached, whatever links lie there.
func (l *Login) directory() (*os.Root, error) {
	state, err := os.OpenRoot(filepath.Dir(l.config.Dir))
	if err != nil {
		return nil, err
	}
	defer state.Close()
	return l.directoryIn(state)
}

// directoryIn opens the directory of the grants in the state directory. One that is a link, or that
// belongs neither to root nor to whom the state directory belongs, is ErrFile.
func (l *Login) directoryIn(state *os.Root) (*os.Root, error) {
	name := filepath.Base(l.config.Dir)
	is, err := state.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !is.IsDir() {
		return nil, fmt.Errorf("%w: %s is not a directory: remove it", ErrFile, l.config.Dir)
	}
	dir, err := state.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	uid, _, err := ownerOf(dir)
	want, _, failed := ownerOf(state)
	err = errors.Join(err, failed)
	if err == nil && uid != 0 && uid != want {
		err = fmt.Errorf("%w: %s belongs to another user (%d): chown it to the user of the service", ErrFile, l.config.Dir, uid)
	}
	if err != nil {
		dir.Close()
		return nil, err
	}
	return dir, nil
}

// Prepare makes the directory of the grants and, where there is none, the key that encrypts them. It
// returns an error where a grant could not be kept.
func (l *Login) Prepare() error {
	dir, err := l.makeDirectory()
	if err != nil {
		return fmt.Errorf("make the directory of the grants: %w", err)
	}
	defer dir.Close()
	if err := l.config.Key.Make(); err != nil {
		return err
	}
	trial, err := writeNew(dir, make([]byte, 64<<10)) // more than a grant has
	if err != nil {
		return fmt.Errorf("nothing was changed; what would be granted could not be kept: %w", err)
	}
	return dir.Remove(trial)
}

// makeDirectory opens the directory of the grants, and makes it where there is none. Only one that it
// has made is given to whom the state directory belongs.
func (l *Login) makeDirectory() (*os.Root, error) {
	state, err := os.OpenRoot(filepath.Dir(l.config.Dir))
	if err != nil {
		return nil, err
	}
	defer state.Close()
	failed := state.Mkdir(filepath.Base(l.config.Dir), 0o700)
	if failed != nil && !errors.Is(failed, fs.ErrExist) {
		return nil, failed
	}
	dir, err := l.directoryIn(state)
	if err != nil || failed != nil {
		return dir, err
	}
	itself, err := dir.Open(".")
	if err == nil {
		err = errors.Join(ownAs(itself, state), itself.Close())
	}
	if err != nil {
		dir.Close()
		return nil, err
	}
	return dir, nil
}

// lock keeps other processes from renewing the grant meanwhile: a provider that sees a refresh
// token a second time may withdraw everything.
func (l *Login) lock(ctx context.Context) (unlock func(), err error) {
	f, err := l.openLock()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: run `rapport login %s`", ErrNone, l.config.Name)
	}
	if err != nil {
		return nil, fmt.Errorf("lock the grant: %w", err)
	}
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if !errors.Is(err, unix.EWOULDBLOCK) {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", l.lockPath(), err)
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			f.Close()
			return nil, fmt.Errorf("wait for another renewal: %w", ctx.Err())
		}
	}
}

func (l *Login) lockPath() string { return filepath.Join(l.config.Dir, l.config.Name+".lock") }

// openLock opens the file that is locked. What lies in its place already is not given to anybody: it
// may be a hard link to a file of root's.
func (l *Login) openLock() (*os.File, error) {
	dir, err := l.directory()
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	name := filepath.Base(l.lockPath())
	f, err := dir.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return dir.OpenFile(name, os.O_RDWR, 0)
	}
	if err != nil {
		return nil, err
	}
	if err := ownAs(f, dir); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// writeNew writes a file of mode 0600 under a name that nobody can guess, and returns the name. Where
// root does, it belongs to whom the directory belongs.
func writeNew(dir *os.Root, text []byte) (name string, err error) {
	name = ".new-" + rand.Text()
	f, err := dir.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	if err == nil {
		err = ownAs(f, dir)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, dir.Remove(name))
	}
	return name, nil
}

// ownAs makes a file of root's belong to whom a directory belongs.
func ownAs(f *os.File, dir *os.Root) error {
	if os.Geteuid() != 0 {
		return nil
	}
	uid, gid, err := ownerOf(dir)
	if err != nil {
		return err
	}
	return f.Chown(uid, gid)
}

func ownerOf(dir *os.Root) (uid, gid int, err error) {
	f, err := dir.Open(".")
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	var is unix.Stat_t
	err = unix.Fstat(int(f.Fd()), &is)
	return int(is.Uid), int(is.Gid), err
}

func syncDir(dir *os.Root) error {
	d, err := dir.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
