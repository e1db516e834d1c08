package app

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// Who may not open the lock sees nevertheless whether somebody has it.
func TestIsLocked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), lockName)
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, how := range []struct {
		flock int
		want  bool
	}{{unix.LOCK_UN, false}, {unix.LOCK_EX, true}, {unix.LOCK_UN, false}} {
		if err := unix.Flock(int(file.Fd()), how.flock); err != nil {
			t.Fatal(err)
		}
		if locked, err := isLocked(path); err != nil || locked != how.want {
			t.Errorf("%v, %v; want %v", locked, err, how.want)
		}
	}
}
