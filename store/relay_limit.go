package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// RelayLimit returns how many bytes a mail may have by what the relay said last, 0 where that
// is not known.
func (s *Store) RelayLimit(ctx context.Context, relay string) (limit int64, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT bytes FROM relay_limit WHERE relay = $1`, relay).Scan(&limit)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("read the limit of the relay %s: %w", relay, explain(err))
	}
	return limit, nil
}

// NoteRelayLimit records how many bytes a mail may have, as a relay says; 0: it does not.
func (s *Store) NoteRelayLimit(ctx context.Context, relay string, limit int64) error {
	if known, err := s.RelayLimit(ctx, relay); err != nil || known == limit {
		return err
	}
	return s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`INSERT INTO relay_limit (relay, bytes) VALUES ($1, $2) ON CONFLICT (relay) DO UPDATE SET bytes = excluded.bytes`, relay, limit)
	})
}
