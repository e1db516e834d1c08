package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"rapport/store/sqlite"
)

// Backup writes a copy of the database into a new file, whole or not at all, while others read
// and write. The key of the log is not in it. A file that is there already is fs.ErrExist.
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := sqlite.Copy(ctx, s.path, path); err != nil {
		return fmt.Errorf("copy the database to %s: %w", path, err)
	}
	return nil
}

// CopyTo writes a copy of the database and its key into an empty directory that nobody else may read.
// The copy can be opened there, and changes to it have no effect here.
func (s *Store) CopyTo(ctx context.Context, dir string) error {
	if err := s.Backup(ctx, filepath.Join(dir, FileName)); err != nil {
		return err
	}
	key, err := os.ReadFile(s.KeyPath())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, KeyFileName), key, 0o600)
	}
	if err != nil {
		return fmt.Errorf("copy the key of the log to %s: %w", dir, err)
	}
	return nil
}
