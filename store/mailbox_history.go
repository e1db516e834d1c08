package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// This file is what was in the folders before Rapport began to watch them.

// Began returns when the log began: when a folder was opened for the first time, or zero
// before that. A log that was lost and rebuilt began at the rebuild.
func (s *Store) Began(ctx context.Context) (time.Time, error) {
	var opened int64
	if err := s.reader.QueryRowContext(ctx, `SELECT coalesce(min(opened_ms), 0) FROM mailbox`).Scan(&opened); err != nil {
		return time.Time{}, fmt.Errorf("look when the log began: %w", explain(err))
	}
	return timeOf(opened), nil
}

// LastActivity returns the latest time at which a folder was read or a mail was sent; zero
// where neither was.
func (s *Store) LastActivity(ctx context.Context) (time.Time, error) {
	var last int64
	if err := s.reader.QueryRowContext(ctx, `SELECT max(coalesce((SELECT max(synced_ms) FROM mailbox), 0), coalesce((SELECT max(at_ms) FROM attempt), 0))`).Scan(&last); err != nil {
		return time.Time{}, fmt.Errorf("look for the last activity: %w", explain(err))
	}
	return timeOf(last), nil
}

// MailBefore is the mail of some projects that was in the folders before they were watched.
type MailBefore struct {
	Mails    int
	From, To time.Time // of its oldest and its latest
	Latest   int64     // the highest message among it
}

// MailBefore returns what the first reading of the folders found for some projects, among
// the messages above after.
func (s *Store) MailBefore(ctx context.Context, projects []string, after int64) (b MailBefore, err error) {
	codes, err := json.Marshal(projects)
	if err != nil {
		return b, err
	}
	err = s.reader.QueryRowContext(ctx, `SELECT count(*), coalesce(min(m.date_ms), 0), coalesce(max(m.date_ms), 0), coalesce(max(m.id), $1)
		FROM raw r JOIN message m ON m.id = r.id
		WHERE r.arrival = 'first' AND r.id > $1 AND m.project IN (SELECT value FROM json_each($2))`, after, string(codes)).
		Scan(&b.Mails, ms(&b.From), ms(&b.To), &b.Latest)
	if err != nil {
		return b, fmt.Errorf("count the mail of the first reading: %w", explain(err))
	}
	return b, nil
}
