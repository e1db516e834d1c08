package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// IsRunning reports whether a daemon has the state directory. It cannot tell from an import that
// runs, which has the same lock.
func IsRunning(dir string) (bool, error) {
	file, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDONLY|unix.O_NOFOLLOW, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case errors.Is(err, fs.ErrPermission): // a member of the group rapport, who may not open it
		return isLocked(filepath.Join(dir, lockName))
	case err != nil:
		return false, fmt.Errorf("look whether rapport is running: %w", err)
	}
	defer file.Close() // and so release what was locked
	err = unix.Flock(int(file.Fd()), unix.LOCK_SH|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("look whether rapport is running: %w", err)
	}
	return false, nil
}

// isLocked reports whether a process has a lock on the file at path, by the kernel's list of
// locks, proc_locks(5).
func isLocked(path string) (bool, error) {
	var info unix.Stat_t
	if err := unix.Stat(path, &info); err != nil {
		return false, fmt.Errorf("look whether rapport is running: %w", err)
	}
	locks, err := os.ReadFile("/proc/locks")
	if err != nil {
		return false, fmt.Errorf("look whether rapport is running: %w", err)
	}
	file := fmt.Sprintf("%02x:%02x:%d", unix.Major(info.Dev), unix.Minor(info.Dev), info.Ino)
	for line := range strings.Lines(string(locks)) {
		if fields := strings.Fields(line); len(fields) > 5 && fields[1] == "FLOCK" && fields[5] == file {
			return true, nil
		}
	}
	return false, nil
}
