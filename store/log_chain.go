package store

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"

	"rapport/store/ledger"
)

// chainHead is the last entry of the chain.
type chainHead struct {
	id   int64
	hash Hash
}

// chain appends an entry. It fills in the entry's number and hash.
func (tx *Tx) chain(l ledger.Link) (int64, error) {
	if tx.head == nil {
		var (
			head chainHead
			hash []byte
		)
		err := tx.row(`SELECT id, hash FROM entry ORDER BY id DESC LIMIT 1`).Scan(&head.id, &hash)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return 0, fmt.Errorf("read the end of the log: %w", err)
		}
		copy(head.hash[:], hash)
		tx.head = &head
	}
	l.ID, l.Recorded = tx.head.id+1, tx.now
	hash := l.Hash(tx.head.hash)
	err := tx.exec(`INSERT INTO entry (id, recorded_ms, act, message_id, at_ms, kind, project, sign, confidence, actor, key_id, content, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		l.ID, l.Recorded, l.Act, l.Message, l.At, l.Kind, l.Project, l.Signal, l.Confidence, l.Actor, l.Key, l.Content[:], hash[:])
	if err != nil {
		return 0, fmt.Errorf("write entry %d: %w", l.ID, err)
	}
	*tx.head = chainHead{l.ID, hash}
	return l.ID, nil
}

type keyID struct{ project, person string }

type contentKey struct {
	id  int64
	key []byte
}

// contentKey returns the key for the content of one person in one project, made
// at first need. Where an earlier one was destroyed a new one takes its place
// under a numbered name.
func (tx *Tx) contentKey(project, person string) (contentKey, error) {
	name := keyID{project, person}
	if k, ok := tx.keys[name]; ok {
		return k, nil
	}
	var (
		k       contentKey
		wrapped []byte
	)
	err := tx.row(`SELECT id, key FROM content_key WHERE project = $1 AND person = $2 AND key IS NOT NULL`, project, person).Scan(&k.id, &wrapped)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		k.key = make([]byte, 32)
		rand.Read(k.key) // never fails: crypto/rand ends the process instead
		err = tx.row(`INSERT INTO content_key (project, person, key) VALUES ($1, $2, $3) RETURNING id`, project, person, tx.key.Wrap(k.key)).Scan(&k.id)
	case err == nil:
		k.key, err = tx.key.Unwrap(wrapped)
	}
	if err != nil {
		return k, fmt.Errorf("key for the content of a contact in project %q: %w", project, err)
	}
	tx.keys[name] = k
	return k, nil
}
