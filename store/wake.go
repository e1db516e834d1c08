package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

// watchEvery is how often commits of other processes are looked for, such as those of
// the command line beside the daemon.
const watchEvery = time.Second

// wake tells those who wait for a change that there was one.
type wake struct {
	mu      sync.Mutex
	waiting map[chan struct{}]struct{}
	stop    context.CancelFunc // of the watch over other processes; nil while nobody waits
}

// Changes returns a channel that receives a value once a transaction was committed: at
// once if it was in this process, within a second if it was in another one. Several
// commits may make one value. The caller calls stop when it no longer waits.
func (s *Store) Changes() (changes <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	s.wake.mu.Lock()
	defer s.wake.mu.Unlock()
	if s.wake.stop == nil {
		ctx, cancel := context.WithCancel(context.Background())
		s.wake.waiting, s.wake.stop = map[chan struct{}]struct{}{}, cancel
		go s.watchOthers(ctx)
	}
	s.wake.waiting[c] = struct{}{}
	return c, sync.OnceFunc(func() { s.wake.leave(c) })
}

func (w *wake) leave(c chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.waiting, c)
	if len(w.waiting) == 0 {
		w.stop()
		w.stop = nil
	}
}

// signal wakes those who wait.
func (w *wake) signal() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.waiting {
		select {
		case c <- struct{}{}:
		default: // it has not taken the value before
		}
	}
}

// watchOthers signals the commits of other processes, until ctx is done.
func (s *Store) watchOthers(ctx context.Context) {
	// On the connection that writes, the version changes with the commits of others
	// alone. It costs less than a read of any table.
	db := s.writer
	if db == nil {
		db = s.reader
	}
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for last := int64(-1); ; {
		var version int64
		err := db.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version)
		if err == nil && version != last { // a failure shows where the store is used
			if last >= 0 {
				s.wake.signal()
			}
			last = version
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// NextDelivery returns when the next mail for a relay may be sent; the zero time where
// none waits.
func (s *Store) NextDelivery(ctx context.Context, relay string) (time.Time, error) {
	var next int64
	err := s.reader.QueryRowContext(ctx, `SELECT d.next_ms FROM delivery d JOIN outgoing_mail m ON m.id = d.mail_id
		WHERE d.state IN ('ready', 'unknown') AND d.next_ms < $1 AND m.relay = $2 ORDER BY d.next_ms LIMIT 1`, int64(never), relay).Scan(&next)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("look for the next mail for relay %s: %w", relay, explain(err))
	}
	return timeOf(next), nil
}
