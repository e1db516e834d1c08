package store

import (
	"context"
	"fmt"
	"time"
)

// Suspension is an address to which nothing is sent.
type Suspension struct {
	Address string    `json:"address"`
	Since   time.Time `json:"since"`
	Reason  string    `json:"reason"`
}

// Suspensions lists the addresses to which nothing is sent.
func (s *Store) Suspensions(ctx context.Context) ([]Suspension, error) {
	return collect(ctx, s.reader, "list suspended addresses", func(row scanner) (one Suspension, err error) {
		err = row.Scan(&one.Address, ms(&one.Since), &one.Reason)
		return one, err
	}, `SELECT address, since_ms, reason FROM suspended ORDER BY address`)
}

// Lift lifts the suspension of an address. An address that is not suspended is
// ErrNotFound.
func (s *Store) Lift(ctx context.Context, address string) error {
	err := s.Update(ctx, func(tx *Tx) error {
		done, err := tx.lift(address)
		if err == nil && !done {
			err = ErrNotFound
		}
		return err
	})
	if err != nil {
		err = fmt.Errorf("lift the suspension of %s: %w", address, err)
	}
	return err
}

func (tx *Tx) lift(address string) (bool, error) {
	done, err := tx.changedOne(`DELETE FROM suspended WHERE address = $1`, keyOf(address))
	if err != nil || !done {
		return false, err
	}
	return true, tx.exec(`UPDATE bounce SET counts = 0 WHERE delivery_id IN (SELECT id FROM delivery WHERE recipient_key = $1)`, keyOf(address))
}

const (
	suspendAfter  = 24 * time.Hour      // the least time between two hard bounces that suspend an address
	suspendWithin = 30 * 24 * time.Hour // and the most
)

// suspend suspends an address that bounced permanently twice, at least a day apart.
func (tx *Tx) suspend(recipient, words string) error {
	var first int64
	err := tx.row(`SELECT coalesce(min(b.at_ms), $1) FROM bounce b JOIN delivery o ON o.id = b.delivery_id
		WHERE b.counts = 1 AND o.recipient_key = $2 AND b.at_ms > $3`, tx.now, keyOf(recipient), tx.now-suspendWithin.Milliseconds()).Scan(&first)
	if err != nil || tx.now-first < suspendAfter.Milliseconds() {
		return err
	}
	return tx.exec(`INSERT INTO suspended (address, since_ms, reason) VALUES ($1, $2, $3) ON CONFLICT (address) DO NOTHING`,
		keyOf(recipient), tx.now, words)
}
