package store

import (
	"context"
	"fmt"

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
