package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// UnaskedMail is a mail of ours that its recipient did not ask for.
type UnaskedMail struct {
	Queued  time.Time
	Project string
	Purpose string // the name of its template
	Subject string
	// Deadline is why it went although a recipient had reached their limit for the week: it would
	// have been too late afterwards; zero if none had.
	Deadline time.Time
}

// mostInAWeek bounds how many of the latest mails to an address are looked at.
const mostInAWeek = 200

// UnaskedMails returns the mails since a time that somebody with some addresses got, or is about to
// get, without having asked for them, oldest first.
func (s *Store) UnaskedMails(ctx context.Context, addresses []string, since time.Time) (list []UnaskedMail, err error) {
	type numbered struct {
		UnaskedMail
		id int64
	}
	seen := map[int64]bool{} // a mail to two addresses of a person is one
	for _, address := range addresses {
		to, err := collect(ctx, s.reader, "list the mails of a week to "+address, func(row scanner) (m numbered, err error) {
			err = row.Scan(&m.id, ms(&m.Queued), &m.Project, &m.Purpose, &m.Subject, ms(&m.Deadline))
			return m, err
		}, `SELECT l.id, l.queued_ms, l.project, l.purpose, coalesce(json_extract(l.message, '$.subject'), ''), l.deadline_ms
			FROM (SELECT mail_id, state FROM delivery WHERE recipient_key = $1 ORDER BY id DESC LIMIT $2) o JOIN outgoing_mail l ON l.id = o.mail_id
			WHERE l.answers = 0 AND l.queued_ms >= $3 AND o.state NOT IN ('failed', 'cancelled', 'bounced') ORDER BY l.id`, keyOf(address), mostInAWeek, millis(since))
		if err != nil {
			return nil, err
		}
		for _, m := range to {
			if !seen[m.id] {
				list = append(list, m.UnaskedMail)
			}
			seen[m.id] = true
		}
	}
	slices.SortStableFunc(list, func(a, b UnaskedMail) int { return a.Queued.Compare(b.Queued) })
	return list, nil
}

// WaitingMail is a mail that is waiting, since its recipient has reached their limit for the week. It
// is not written yet: what it is about may be settled before.
type WaitingMail struct {
	Duty    string // that sends it
	Key     string // of the mail, without its day
	Address string
	Project string
	Purpose string // the name of its template
	Subject string
	Since   time.Time
	Until   time.Time
}

// IsSame reports whether two are the same mail to the same person.
func (m WaitingMail) IsSame(other WaitingMail) bool {
	return m.Key == other.Key && m.Address == other.Address
}

// WaitingMails returns the mails that are waiting, those that have waited longest first.
func (s *Store) WaitingMails(ctx context.Context) ([]WaitingMail, error) {
	return collect(ctx, s.reader, "list the mail that is waiting for another week", func(row scanner) (m WaitingMail, err error) {
		err = row.Scan(&m.Duty, &m.Key, &m.Address, &m.Project, &m.Purpose, &m.Subject, ms(&m.Since), ms(&m.Until))
		return m, err
	}, `SELECT duty, key, address, project, purpose, subject, since_ms, until_ms FROM waiting_mail ORDER BY since_ms, key, address`)
}

// SetWaitingMails records the waiting mails of a duty, in place of those recorded before.
func (s *Store) SetWaitingMails(ctx context.Context, duty string, list []WaitingMail) error {
	names := make([]string, 0, len(list))
	for _, m := range list {
		names = append(names, m.Key+" "+keyOf(m.Address))
	}
	keys, err := json.Marshal(names)
	if err == nil {
		err = s.Update(ctx, func(tx *Tx) error {
			if err := tx.exec(`DELETE FROM waiting_mail WHERE duty = $1 AND key || ' ' || address NOT IN (SELECT value FROM json_each($2))`, duty, string(keys)); err != nil {
				return err
			}
			for _, m := range list {
				if err := tx.exec(`INSERT INTO waiting_mail (duty, key, address, project, purpose, subject, since_ms, until_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
					ON CONFLICT (duty, key, address) DO UPDATE SET until_ms = excluded.until_ms`,
					duty, m.Key, keyOf(m.Address), m.Project, m.Purpose, m.Subject, tx.now, millis(m.Until)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("record the waiting mail of %s: %w", duty, err)
	}
	return nil
}
