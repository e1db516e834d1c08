package store

import (
	"context"
	"encoding/json"
	"fmt"
)

// WrittenText is what the log shows that a person wrote, and the signature below it.
type WrittenText struct {
	Sender    string // the key of their address
	Thread    int64
	Text      string
	Signature string
	Auth      *Evidence // nil where none was recorded
	Arrival   Arrival
}

const (
	mostWritten = 2000 // texts
	writtenSpan = 5000 // the latest messages that are looked at
	longestHead = 2000 // characters at either end of a text
)

// WrittenTexts calls yield for the latest texts of people, at most 2000.
func (s *Store) WrittenTexts(ctx context.Context, yield func(WrittenText)) error {
	rows, err := s.reader.QueryContext(ctx, `SELECT p.key, m.thread_id, CASE WHEN length(b.new_text) > 2 * $1 THEN substr(b.new_text, 1, $1) || substr(b.new_text, -$1) ELSE b.new_text END, b.reading, r.arrival
		FROM (SELECT id, thread_id FROM message WHERE id > (SELECT coalesce(max(id), 0) FROM message) - $2 AND kind = $3 ORDER BY id DESC LIMIT $4) m
		JOIN participant p ON p.message_id = m.id AND p.field = 'from' JOIN body b ON b.message_id = m.id JOIN raw r ON r.id = m.id ORDER BY m.id DESC`,
		longestHead, writtenSpan, KindHuman, mostWritten)
	if err != nil {
		return fmt.Errorf("read what people wrote: %w", explain(err))
	}
	defer rows.Close()
	for rows.Next() {
		var w WrittenText
		var reading string
		if err := rows.Scan(&w.Sender, &w.Thread, &w.Text, &reading, &w.Arrival); err != nil {
			return fmt.Errorf("read what people wrote: %w", err)
		}
		var r Interpretation
		if reading != "" {
			if err := json.Unmarshal([]byte(reading), &r); err != nil {
				return fmt.Errorf("read what people wrote: %w", err)
			}
		}
		w.Signature, w.Auth = r.Signature, r.Auth
		yield(w)
	}
	return explain(rows.Err())
}
