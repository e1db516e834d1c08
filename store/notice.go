package store

import (
	"context"
	"fmt"
	"time"
)

// Notice is a mail that needs no reply, to somebody who wants one digest a day instead. It waits for
// that digest.
type Notice struct {
	ID      int64
	Key     string // of the mail that it would have been, and the address
	Address string
	Project string
	Subject string
	Text    string
	Created time.Time
}

// SetDigestOnly records that the person with some addresses wants notices in one digest a day, or
// wants them one by one again.
func (tx *Tx) SetDigestOnly(addresses []string, only bool) error {
	for _, address := range addresses {
		address = keyOf(address)
		var err error
		if only {
			err = tx.exec(`INSERT INTO digest_only (address, since_ms) VALUES ($1, $2) ON CONFLICT (address) DO NOTHING`, address, tx.now)
		} else {
			err = tx.exec(`DELETE FROM digest_only WHERE address = $1`, address)
		}
		if err != nil {
			return fmt.Errorf("record how %s gets notices: %w", address, err)
		}
	}
	return nil
}

// DigestOnly returns, by address, the people who want notices in one digest a day, and since when.
func (s *Store) DigestOnly(ctx context.Context) (map[string]time.Time, error) {
	only := map[string]time.Time{}
	_, err := collect(ctx, s.reader, "list the people who want one digest", func(row scanner) (none struct{}, err error) {
		var (
			address string
			since   time.Time
		)
		err = row.Scan(&address, ms(&since))
		only[address] = since
		return none, err
	}, `SELECT address, since_ms FROM digest_only`)
	return only, err
}

// AddNotice keeps a notice for the next digest, once for each key.
func (tx *Tx) AddNotice(n Notice) error {
	err := tx.exec(`INSERT INTO notice (key, address, project, subject, text, created_ms) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key) DO NOTHING`,
		n.Key, keyOf(n.Address), n.Project, n.Subject, n.Text, tx.now)
	if err != nil {
		return fmt.Errorf("keep a notice for %s: %w", n.Address, err)
	}
	return nil
}

// mostNotices bounds the notices that one look takes.
const mostNotices = 500

// WaitingNotices returns notices that wait for a digest, the oldest first: the first of those after
// one, or of all for 0.
func (s *Store) WaitingNotices(ctx context.Context, after int64) ([]Notice, error) {
	return collect(ctx, s.reader, "list notices", func(row scanner) (n Notice, err error) {
		err = row.Scan(&n.ID, &n.Key, &n.Address, &n.Project, &n.Subject, &n.Text, ms(&n.Created))
		return n, err
	}, `SELECT id, key, address, project, subject, text, created_ms FROM notice WHERE sent_ms = 0 AND id > $1 ORDER BY id LIMIT $2`, after, mostNotices)
}

// MarkNoticesSent records that notices are part of a digest, or that their recipient or project has
// left. It reports false if one of them was marked before.
func (tx *Tx) MarkNoticesSent(list []Notice) (bool, error) {
	for _, n := range list {
		if done, err := tx.changedOne(`UPDATE notice SET sent_ms = $1 WHERE id = $2 AND sent_ms = 0`, tx.now, n.ID); err != nil || !done {
			return done, err
		}
	}
	return true, nil
}
