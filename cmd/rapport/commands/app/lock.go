package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// lock is the right to be the one daemon of a state directory. The system releases
// it when the process ends, however it ends.
type lock struct{ file *os.File }

// errRunning says that another daemon has the state directory.
var errRunning = errors.New("another rapport serve is running")

// lockName is the name of the file that is locked, in the state directory.
const lockName = "rapport.lock"

// lockState takes the lock of a state directory, which must exist, and writes
// the process id into it. A lock that is taken is errRunning.
func lockState(dir string) (*lock, error) {
	path := filepath.Join(dir, lockName)
	// What a link leads to is not ours to write.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|unix.O_NOFOLLOW, 0o600)
	if errors.Is(err, unix.ELOOP) {
		err = fmt.Errorf("%s is a link: remove it", path)
	}
	if err != nil {
		return nil, fmt.Errorf("lock the state directory: %w", err)
	}
	err = unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	for try := 0; try < 5 && errors.Is(err, unix.EWOULDBLOCK); try++ { // IsRunning has it for a moment
		time.Sleep(10 * time.Millisecond)
		err = unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	}
	if err != nil {
		defer file.Close()
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		owner := make([]byte, 32)
		n, _ := file.Read(owner) // its process id is only a courtesy
		return nil, fmt.Errorf("%w on %s (process %s): stop it first, or use another state_dir",
			errRunning, dir, strings.TrimSpace(string(owner[:n])))
	}
	if err := errors.Join(file.Truncate(0), writeAt(file, fmt.Sprintln(os.Getpid()))); err != nil {
		file.Close()
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	return &lock{file}, nil
}

func writeAt(file *os.File, text string) error {
	_, err := file.WriteAt([]byte(text), 0)
	return err
}

// release returns the lock back.
func (l *lock) release() { l.file.Close() }

// Alone calls do with whether no daemon has a state directory, and keeps one from starting meanwhile.
func Alone(dir string, do func(alone bool) error) error {
	l, err := lockState(dir)
	if errors.Is(err, errRunning) {
		return do(false)
	}
	if err != nil {
		return err
	}
	defer l.release()
	return do(true)
}
