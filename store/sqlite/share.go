package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// shareWithGroup lets the group of a database read it, where that group, and nobody else but
// the owner, may read its directory. SQLite makes the files beside it with the same mode.
func shareWithGroup(path string) error {
	const (
		groupReads   = 0o040
		onlyGroup    = 0o050
		groupOrOther = 0o057
	)
	dir, err := os.Stat(filepath.Dir(path))
	if err != nil || dir.Mode().Perm()&groupOrOther != onlyGroup {
		return err
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err == nil && info.Mode().Perm()&groupReads == 0 {
			err = os.Chmod(name, info.Mode().Perm()|groupReads)
		}
		// Who may write a file but does not own it leaves its mode to its owner.
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return err
		}
	}
	return nil
}
