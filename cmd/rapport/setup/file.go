package setup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"rapport/cmd/rapport/exit"
)

// File is a file to write.
type File struct {
	Path    string
	Text    []byte
	Mode    fs.FileMode
	Replace bool        // it may be there already
	Owner   string      // the user who owns it, if there is one of that name and we are root; "" leaves it
	Group   string      // likewise
	Like    fs.FileInfo // the file whose owner and group it has; nil: see above
}

// ErrExists means that a file is there already, and may not be replaced.
var ErrExists = errors.New("exists already")

// Write puts the file in place, whole or not at all: at any moment the path names the old
// file, or the new one, complete and on the disk.
func (f File) Write() (err error) {
	defer func() {
		if err != nil {
			err = exit.With(exit.IO, fmt.Errorf("write %s: %w; nothing was changed", f.Path, err))
		}
	}()
	dir := filepath.Dir(f.Path)
	pattern := "." + filepath.Base(f.Path) + ".new-*"
	left, err := filepath.Glob(filepath.Join(dir, pattern)) // by a run that was killed
	if err != nil {
		return err
	}
	for _, name := range left {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	temp, err := os.CreateTemp(dir, pattern) // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) // gone after the rename
	err = f.fill(temp)
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	if f.Replace {
		err = os.Rename(temp.Name(), f.Path)
	} else if err = os.Link(temp.Name(), f.Path); errors.Is(err, fs.ErrExist) { // unlike a rename, it replaces nothing
		err = ErrExists
	}
	if err != nil {
		return err
	}
	return syncDir(dir)
}

func (f File) fill(temp *os.File) error {
	if _, err := temp.Write(f.Text); err != nil {
		return err
	}
	if err := f.own(temp); err != nil {
		return err
	}
	if err := temp.Chmod(f.Mode); err != nil {
		return err
	}
	return temp.Sync()
}

// own hands the file to its owner and group. Where neither is known here, it stays ours.
func (f File) own(temp *os.File) error {
	if os.Geteuid() != 0 {
		return nil
	}
	if f.Like != nil {
		if old, ok := f.Like.Sys().(*syscall.Stat_t); ok {
			return temp.Chown(int(old.Uid), int(old.Gid))
		}
	}
	uid, gid := -1, -1
	if u, err := user.Lookup(f.Owner); f.Owner != "" && err == nil {
		if uid, err = strconv.Atoi(u.Uid); err != nil {
			return err
		}
	}
	if g, err := user.LookupGroup(f.Group); f.Group != "" && err == nil {
		if gid, err = strconv.Atoi(g.Gid); err != nil {
			return err
		}
	}
	return temp.Chown(uid, gid)
}

// syncDir makes the names in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
