package sqlite

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestOpenWriter_isReadByTheGroupThatMayReadTheDirectory(t *testing.T) {
	for dirMode, want := range map[fs.FileMode]fs.FileMode{
		0o700: 0o600,
		0o750: 0o640,
		0o755: 0o600, // as mkdir makes it: nobody has decided who may read
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "x.db")
		db, err := OpenWriter(t.Context(), path, Hooks{})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, dirMode); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(`CREATE TABLE t (id INTEGER)`); err != nil {
			t.Fatal(err)
		}
		again, err := OpenWriter(t.Context(), path, Hooks{}) // as after an upgrade, beside another process
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{path, path + "-wal", path + "-shm"} {
			if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
				t.Errorf("directory %v: %s has mode %v, %v; want %v", dirMode, filepath.Base(name), info.Mode(), err, want)
			}
		}
		again.Close()
		db.Close()
	}
}
