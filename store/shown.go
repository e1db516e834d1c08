package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Shown is what a mail of ours showed: the text of a version as people were sent it.
type Shown struct {
	Purpose Purpose   `json:"purpose"` // of the request; the name of the mail where it asks nothing
	Object  int64     `json:"-"`       // what it is about, as Request.Object
	Version int       `json:"version"`
	Address string    `json:"address"` // who was asked; "" where it went to several people
	Text    string    `json:"text"`    // of the text part, with lines that end in LF
	Words   []string  `json:"-"`       // the words in the order of the HTML part, once with those of its images
	SHA256  Hash      `json:"sha256"`  // of Text
	Queued  time.Time `json:"queued"`
}

// keepShown records what a mail shows.
func (tx *Tx) keepShown(mail int64, s Shown) error {
	words, err := json.Marshal(s.Words)
	if err != nil {
		return err
	}
	hash := sha256.Sum256([]byte(s.Text))
	err = tx.exec(`INSERT INTO shown (mail_id, purpose, object, version, address, text, words, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		mail, s.Purpose, s.Object, s.Version, keyOf(s.Address), s.Text, string(words), hash[:])
	if err != nil {
		return fmt.Errorf("keep what a mail shows: %w", err)
	}
	return nil
}

// Shown returns what people were sent of an object in the mails of some purposes, the first
// mail first. version 0 is every version.
func (s *Store) Shown(ctx context.Context, object int64, version int, purposes ...Purpose) ([]Shown, error) {
	list, err := collect(ctx, s.reader, "read what was shown", func(row scanner) (one Shown, err error) {
		var hash []byte
		err = row.Scan(&one.Purpose, &one.Object, &one.Version, &one.Address, &one.Text, &hash, ms(&one.Queued))
		copy(one.SHA256[:], hash)
		return one, err
	}, `SELECT s.purpose, s.object, s.version, s.address, s.text, s.sha256, l.queued_ms FROM shown s JOIN outgoing_mail l ON l.id = s.mail_id WHERE s.object = $1 ORDER BY s.mail_id`, object)
	return slices.DeleteFunc(list, func(one Shown) bool {
		return !slices.Contains(purposes, one.Purpose) || version != 0 && one.Version != version
	}), err
}

// shownBy returns the words of the mail that made a request, in the orders in which a
// program may quote them; nil where it was sent before these were kept.
func shownBy(ctx context.Context, q querier, messageID string) ([]string, error) {
	var text, words string
	err := q.QueryRowContext(ctx, `SELECT s.text, s.words FROM outgoing_mail l JOIN shown s ON s.mail_id = l.id WHERE l.message_id = $1`, messageID).Scan(&text, &words)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	var orders []string
	if err == nil {
		err = json.Unmarshal([]byte(words), &orders)
	}
	if err != nil {
		return nil, fmt.Errorf("read what a mail showed: %w", err)
	}
	return append([]string{text}, orders...), nil
}
