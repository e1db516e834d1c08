package store

import (
	"context"
	"os"
)

// QueueCount is how many deliveries wait for a relay in one state.
type QueueCount struct {
	Relay string
	State DeliveryState
	Count int
}

// QueueCounts returns what is in the outbox and not at its end, by relay and state.
func (s *Store) QueueCounts(ctx context.Context) ([]QueueCount, error) {
	return collect(ctx, s.reader, "count what is in the outbox", func(row scanner) (q QueueCount, err error) {
		err = row.Scan(&q.Relay, &q.State, &q.Count)
		return q, err
	}, `SELECT l.relay, o.state, count(*) FROM delivery o JOIN outgoing_mail l ON l.id = o.mail_id WHERE o.`+isLive+` GROUP BY l.relay, o.state ORDER BY l.relay, o.state`)
}

// FolderState is when a folder was last read.
type FolderState struct {
	Account, Folder string
	Synced          int64 // milliseconds
}

// FolderStates returns when each folder was last read.
func (s *Store) FolderStates(ctx context.Context) ([]FolderState, error) {
	return collect(ctx, s.reader, "list when folders were read", func(row scanner) (f FolderState, err error) {
		err = row.Scan(&f.Account, &f.Folder, &f.Synced)
		return f, err
	}, `SELECT account, folder, synced_ms FROM mailbox m
		WHERE epoch = (SELECT max(epoch) FROM mailbox n WHERE n.account = m.account AND n.folder = m.folder) ORDER BY account, folder`)
}

// Size returns the bytes of the database and of its journal.
func (s *Store) Size() (database, journal int64) {
	size := func(path string) int64 {
		info, err := os.Stat(path)
		if err != nil {
			return 0
		}
		return info.Size()
	}
	return size(s.path), size(s.path + "-wal")
}
