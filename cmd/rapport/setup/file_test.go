package setup

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A file is there whole or not at all, replaces nothing that it may not, and leaves nothing else
// behind: not even what a run left that was killed.
func TestFile_wholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(filepath.Join(dir, ".config.toml.new-1"), []byte("hal"), 0o600); err != nil { // killed while it wrote
		t.Fatal(err)
	}
	holds := func(want string) {
		t.Helper()
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
		if list, err := os.ReadDir(dir); err != nil || len(list) != 1 {
			t.Errorf("%v is left, %v", list, err)
		}
	}
	if err := (File{Path: path, Text: []byte("first"), Mode: 0o640}).Write(); err != nil {
		t.Fatal(err)
	}
	holds("first")
	if err := (File{Path: path, Text: []byte("second"), Mode: 0o640}).Write(); !errors.Is(err, ErrExists) {
		t.Errorf("it replaces a file: %v", err)
	}
	holds("first")
	if err := (File{Path: path, Text: []byte("third"), Mode: 0o600, Replace: true}).Write(); err != nil {
		t.Fatal(err)
	}
	holds("third")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := (File{Path: filepath.Join(dir, "nowhere", "x"), Mode: 0o600}).Write(); err == nil {
		t.Error("it writes into a directory that is not there")
	}
}
