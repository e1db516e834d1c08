package store

import (
	"context"
	"fmt"
	"strings"
)

// What somebody is told of an answer of theirs.
const (
	TellRecorded = "recorded"  // it is recorded as they said
	TellPassedOn = "passed-on" // the PM has their words
	TellAgain    = "again"     // they are asked once more, since nothing proves who wrote
	TellOld      = "old"       // it was about a version that is no more
	TellLate     = "late"      // it came when all was settled; it is in the log
	TellSettled  = "settled"   // all is settled, as they said before
	TellSaid     = "said"      // the PM is told what they wrote
	TellRejected = "rejected"  // it is recorded that they said no
	TellUnclear  = "unclear"   // it says nothing that could be done
)

// What an answer was about.
const (
	AboutConfirmation = "confirmation"
	AboutMatter       = "matter"
	AboutCase         = "case"
	AboutAction       = "action"
)

// Tell is something that somebody is still to be told of an answer.
type Tell struct {
	ID      int64
	About   string // one of the About words
	Object  int64  // the Confirmation, or what else it was about
	Version int
	Address string // who answered
	What    string // one of the Tell words
	Words   string
	Message int64 // the answer
}

// tell notes that somebody is to be told of their answer.
func (tx *Tx) tell(about string, a *Answer, message int64, what, words string) error {
	err := tx.exec(`INSERT INTO tell (about, object, version, address, what, words, message_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		about, a.Object, a.Version, strings.ToLower(a.Address), what, words, message)
	if err != nil {
		return fmt.Errorf("note what %s is to be told: %w", a.Address, err)
	}
	return nil
}

// Tells gives what is still to be told about one kind of object, the oldest first.
func (s *Store) Tells(ctx context.Context, about string) ([]Tell, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT id, about, object, version, address, what, words, message_id FROM tell WHERE about = $1 ORDER BY id LIMIT 100`, about)
	if err != nil {
		return nil, fmt.Errorf("list what is to be told: %w", explain(err))
	}
	defer rows.Close()
	var list []Tell
	for rows.Next() {
		var t Tell
		if err := rows.Scan(&t.ID, &t.About, &t.Object, &t.Version, &t.Address, &t.What, &t.Words, &t.Message); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, explain(rows.Err())
}

// ToldOf records that it was told.
func (tx *Tx) ToldOf(t Tell) (bool, error) {
	return tx.moved(`DELETE FROM tell WHERE id = $1`, t.ID)
}
