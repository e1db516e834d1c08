package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// bare removes a database and all that is kept beside it.
func bare(path string) error {
	for _, name := range []string{FileName, KeyFileName, HeadFileName} {
		if err := os.RemoveAll(filepath.Join(filepath.Dir(path), name)); err != nil {
			return err
		}
	}
	return nil
}

// A database that was there and is gone is never a fresh start, however it went.
func TestOpen_aLostDatabaseIsNoFreshStart(t *testing.T) {
	for name, lose := range map[string]func(path string) error{
		"removed": os.Remove,
		"emptied": func(path string) error { return os.Truncate(path, 0) },
		"all gone but its key": func(path string) error {
			return errors.Join(os.Remove(path), os.RemoveAll(filepath.Join(filepath.Dir(path), HeadFileName)))
		},
		"all gone but its head": func(path string) error {
			return errors.Join(bare(path), os.WriteFile(filepath.Join(filepath.Dir(path), HeadFileName), nil, 0o600))
		},
		"all gone but a backup": func(path string) error {
			return errors.Join(bare(path), os.WriteFile(path+".before-schema-9", nil, 0o600))
		},
		"all gone but a journal": func(path string) error {
			return errors.Join(bare(path), os.WriteFile(path+"-wal", []byte("x"), 0o600))
		},
		"emptied, and nothing else there": func(path string) error { return errors.Join(bare(path), os.WriteFile(path, nil, 0o600)) },
		"all of it was in its journal": func(path string) error {
			other := filepath.Join(filepath.Dir(path), "other")
			s, err := Open(t.Context(), Config{Dir: other})
			if err != nil {
				return err
			}
			// As SQLite leaves it when its first checkpoint has yet to come.
			if _, err := s.writer.Exec(`PRAGMA user_version = 0`); err != nil {
				return err
			}
			return errors.Join(s.Close(), os.Rename(filepath.Join(other, FileName), path), os.WriteFile(filepath.Join(filepath.Dir(path), HeadFileName), nil, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			config := Config{Dir: dir}
			s, err := Open(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := lose(s.Path()); err != nil {
				t.Fatal(err)
			}
			for range 2 { // the first refusal leaves nothing that makes the second start
				if s, err := Open(t.Context(), config); !errors.Is(err, ErrLost) {
					t.Fatalf("opened %v, %v", s, err)
				}
			}
			if _, err := OpenReadOnly(config); err == nil {
				t.Error("it can be read")
			}
			config.Rebuild = true
			if name == "all of it was in its journal" {
				if err := os.Remove(s.Path()); err != nil {
					t.Fatal(err)
				}
			}
			if s, err = Open(t.Context(), config); err != nil {
				t.Fatal("rebuild: ", err)
			}
			s.Close()
			config.Rebuild = false
			if s, err = Open(t.Context(), config); err != nil {
				t.Fatal("after the rebuild: ", err)
			}
			s.Close()
		})
	}
}

// A rebuild takes the place of nothing.
func TestOpen_rebuildRefusesADatabaseThatIsThere(t *testing.T) {
	config := Config{Dir: t.TempDir(), Rebuild: true}
	s, err := Open(t.Context(), config) // a first start may be one
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	if s, err := Open(t.Context(), config); err == nil || errors.Is(err, ErrLost) {
		t.Errorf("rebuilt %v, %v", s, err)
	}
	if _, err := OpenReadOnly(Config{Dir: t.TempDir()}); !errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrLost) {
		t.Errorf("where there never was one: %v", err)
	}
}
