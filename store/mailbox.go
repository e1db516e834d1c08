package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Mailbox is one folder of one account under one UIDVALIDITY (RFC 9051 section
// 2.3.1.1), and how far it has been read.
type Mailbox struct {
	ID          int64
	Account     string
	Folder      string
	Epoch       int // from 1; each renumbering by the server opens a new one
	UIDValidity uint32
	Watermark   uint32    // every UID up to it is stored, gone or quarantined
	Synced      time.Time // the last complete look; zero before the first
	Reconciled  time.Time
	Personal    bool // only mail with the people of a project was ever read from it

	// firstUID is above every UID that was in the folder when Rapport looked at it for
	// the first time; 0 where the server did not say.
	firstUID uint32
}

// Arrival returns how the mail of a UID came: whatever was in the folder before the first
// look at it was not waiting for us.
func (m Mailbox) Arrival(uid uint32) Arrival {
	if uid < m.firstUID || m.firstUID == 0 && m.Synced.IsZero() {
		return ArrivedBefore
	}
	return ArrivedWatched
}

// FetchProblem is a UID that could not be read so far.
type FetchProblem struct {
	Account     string    `json:"account"`
	Folder      string    `json:"folder"`
	UID         uint32    `json:"uid"`
	Attempts    int       `json:"attempts"`
	Quarantined bool      `json:"quarantined"` // given up until a person retries it
	Reason      string    `json:"reason"`
	Seen        time.Time `json:"seen"`
}

// MaxAttempts is how often a single UID is tried before it is quarantined.
const MaxAttempts = 3

// OpenMailbox returns the epoch of a folder that fits what the server said on
// SELECT, opening a new one where the UIDs cannot be those we know. Then
// renumbered says why, in words; it is "" at the first look and when all fits.
func (s *Store) OpenMailbox(ctx context.Context, account, folder string, uidValidity, uidNext uint32) (m Mailbox, renumbered string, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		m, renumbered = Mailbox{}, ""
		err := tx.row(`SELECT id, epoch, uidvalidity, watermark, first_uid, synced_ms, reconciled_ms, personal FROM mailbox
			WHERE account = $1 AND folder = $2 ORDER BY epoch DESC LIMIT 1`, account, folder).
			Scan(&m.ID, &m.Epoch, &m.UIDValidity, &m.Watermark, &m.firstUID, ms(&m.Synced), ms(&m.Reconciled), &m.Personal)
		m.Account, m.Folder = account, folder
		switch {
		case errors.Is(err, sql.ErrNoRows):
		case err != nil:
			return err
		case uidValidity == 0:
			renumbered = "the server gives no UIDVALIDITY, so its UIDs hold for one connection only"
		case m.UIDValidity != uidValidity:
			renumbered = fmt.Sprintf("UIDVALIDITY changed from %d to %d", m.UIDValidity, uidValidity)
		case uidNext != 0 && uidNext <= m.Watermark:
			renumbered = fmt.Sprintf("UIDNEXT %d is not above UID %d, which was read already", uidNext, m.Watermark)
		default:
			return nil
		}
		firstUID := uidNext
		if !m.Synced.IsZero() { // it was watched: what is unknown came since
			firstUID = 1
		}
		m = Mailbox{Account: account, Folder: folder, Epoch: m.Epoch + 1, UIDValidity: uidValidity, Personal: m.Personal, firstUID: firstUID}
		return tx.row(`INSERT INTO mailbox (account, folder, epoch, uidvalidity, first_uid, opened_ms, personal) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
			account, folder, m.Epoch, uidValidity, firstUID, tx.now, m.Personal).Scan(&m.ID)
	})
	if err != nil {
		err = fmt.Errorf("open mailbox %s/%s: %w", account, folder, err)
	}
	return m, renumbered, err
}

// Unsettled returns those of uids, in their order, that are neither stored nor
// gone nor quarantined in the mailbox.
func (s *Store) Unsettled(ctx context.Context, mailbox int64, uids []uint32) ([]uint32, error) {
	if len(uids) == 0 {
		return nil, nil
	}
	low, high := uids[0], uids[0]
	for _, uid := range uids {
		low, high = min(low, uid), max(high, uid)
	}
	settled, err := s.uids(ctx, "list known UIDs", `SELECT uid FROM uid WHERE mailbox_id = $1 AND uid BETWEEN $2 AND $3 AND state <> 'failing'`, mailbox, low, high)
	if err != nil {
		return nil, err
	}
	var unsettled []uint32
	for _, uid := range uids {
		if !settled[uid] {
			unsettled = append(unsettled, uid)
		}
	}
	return unsettled, nil
}

// uids returns the UIDs that a query selects.
func (s *Store) uids(ctx context.Context, what, query string, args ...any) (map[uint32]bool, error) {
	list, err := collect(ctx, s.reader, what, scanValue[uint32], query, args...)
	set := make(map[uint32]bool, len(list))
	for _, uid := range list {
		set[uid] = true
	}
	return set, err
}

// RecordSighting records that a UID of the mailbox is the mail kept as raw.
func (tx *Tx) RecordSighting(mailbox int64, uid uint32, raw int64) error {
	err := tx.exec(`INSERT INTO uid (mailbox_id, uid, state, raw_id, seen_ms) VALUES ($1, $2, 'stored', $3, $4)
		ON CONFLICT (mailbox_id, uid) DO UPDATE SET state = 'stored', raw_id = $3, reason = '', vanished_ms = NULL
		WHERE state <> 'stored'`, mailbox, uid, raw, tx.now)
	if err != nil {
		return fmt.Errorf("record UID %d: %w", uid, err)
	}
	return nil
}

// MarkGone records that the server removed a UID before it could be read.
func (s *Store) MarkGone(ctx context.Context, mailbox int64, uids []uint32) error {
	return s.Update(ctx, func(tx *Tx) error {
		for _, uid := range uids {
			if err := tx.exec(`INSERT INTO uid (mailbox_id, uid, state, reason, seen_ms) VALUES ($1, $2, 'gone', 'removed before it was read', $3)
				ON CONFLICT (mailbox_id, uid) DO UPDATE SET state = 'gone', reason = excluded.reason WHERE state = 'failing'`, mailbox, uid, tx.now); err != nil {
				return fmt.Errorf("record that UID %d is gone: %w", uid, err)
			}
		}
		return nil
	})
}

// CountFetchAttempt counts an attempt at a UID that has failed before. It is called before
// the attempt, so that one that kills the process counts too. It returns the attempts so
// far, including this one.
func (s *Store) CountFetchAttempt(ctx context.Context, mailbox int64, uid uint32) (attempts int, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		return tx.row(`INSERT INTO uid (mailbox_id, uid, state, attempts, reason, seen_ms) VALUES ($1, $2, 'failing', 1, 'the process ended while reading it', $3)
			ON CONFLICT (mailbox_id, uid) DO UPDATE SET attempts = attempts + 1 RETURNING attempts`, mailbox, uid, tx.now).Scan(&attempts)
	})
	if err != nil {
		err = fmt.Errorf("count an attempt at UID %d: %w", uid, err)
	}
	return attempts, err
}

// RecordFetchFailure records why the last attempt at a UID failed, and quarantines it where
// that is final.
func (s *Store) RecordFetchFailure(ctx context.Context, mailbox int64, uid uint32, reason string, final bool) error {
	state := "failing"
	if final {
		state = "quarantined"
	}
	return s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`INSERT INTO uid (mailbox_id, uid, state, attempts, reason, seen_ms) VALUES ($1, $2, $3, 1, $4, $5)
			ON CONFLICT (mailbox_id, uid) DO UPDATE SET state = $3, reason = $4 WHERE state <> 'stored'`, mailbox, uid, state, reason, tx.now)
	})
}

// LiftQuarantine lifts the quarantine of every UID of an account and returns how many
// there were. They are fetched again at the next full synchronisation of the folder.
func (s *Store) LiftQuarantine(ctx context.Context, account string) (n int64, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		result, err := tx.sql.ExecContext(tx.ctx, `UPDATE uid SET state = 'failing', attempts = 0
			WHERE state = 'quarantined' AND mailbox_id IN (SELECT id FROM mailbox WHERE account = $1)`, account)
		if err != nil {
			return err
		}
		if n, err = result.RowsAffected(); err != nil {
			return err
		}
		// The next look must start below them.
		return tx.exec(`UPDATE mailbox SET reconciled_ms = 0 WHERE account = $1`, account)
	})
	return n, err
}

// Settle moves the watermark up over the longest run of UIDs that are settled,
// given all the UIDs the server showed above the old watermark, and when it was asked
// for them. After it every UID up to the new watermark is stored, gone or quarantined.
func (s *Store) Settle(ctx context.Context, m Mailbox, shown []uint32, looked time.Time) (watermark uint32, err error) {
	open, err := s.Unsettled(ctx, m.ID, shown)
	if err != nil {
		return m.Watermark, err
	}
	watermark = m.Watermark
	for _, uid := range shown {
		watermark = max(watermark, uid)
	}
	for _, uid := range open {
		watermark = min(watermark, uid-1)
	}
	watermark = max(watermark, m.Watermark)
	err = s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`UPDATE mailbox SET watermark = $1, synced_ms = $2 WHERE id = $3`, watermark, millis(looked), m.ID)
	})
	return watermark, err
}

// Reconcile compares every UID the server shows with what is recorded, marks
// what has vanished there, and returns the UIDs that are to be fetched: those never
// settled, and those quarantined long enough to be tried again.
func (s *Store) Reconcile(ctx context.Context, m Mailbox, shown []uint32) (unsettled []uint32, err error) {
	there := make(map[uint32]bool, len(shown))
	for _, uid := range shown {
		there[uid] = true
	}
	stored, err := s.uids(ctx, "list stored UIDs", `SELECT uid FROM uid WHERE mailbox_id = $1 AND state IN ('stored', 'failing') AND vanished_ms IS NULL`, m.ID)
	if err != nil {
		return nil, err
	}
	err = s.Update(ctx, func(tx *Tx) error {
		if err := tx.unquarantine(m.ID); err != nil {
			return err
		}
		for uid := range stored {
			if there[uid] {
				continue
			}
			if err := tx.exec(`UPDATE uid SET vanished_ms = $1, state = CASE state WHEN 'failing' THEN 'gone' ELSE state END
				WHERE mailbox_id = $2 AND uid = $3`, tx.now, m.ID, uid); err != nil {
				return err
			}
		}
		return tx.exec(`UPDATE mailbox SET reconciled_ms = $1 WHERE id = $2`, tx.now, m.ID)
	})
	if err != nil {
		return nil, err
	}
	return s.Unsettled(ctx, m.ID, shown)
}

// quarantineDue is the condition of a UID that was quarantined so long ago, for the attempts
// made, that it is tried again: after a quarter of an hour, an hour and four hours, since the
// cause may have been the network and not the mail, and then once a day.
const quarantineDue = `state = 'quarantined' AND seen_ms <= $1 - 900000 * CASE attempts WHEN 3 THEN 1 WHEN 4 THEN 4 WHEN 5 THEN 16 ELSE 96 END`

// RetryDue reports whether a quarantined UID of the mailbox is to be tried again.
func (s *Store) RetryDue(ctx context.Context, mailbox int64) (due bool, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM uid WHERE `+quarantineDue+` AND mailbox_id = $2)`, s.now().UnixMilli(), mailbox).Scan(&due)
	if err != nil {
		return false, fmt.Errorf("look for quarantined mail to try again: %w", explain(err))
	}
	return due, nil
}

// unquarantine allows one further attempt for each UID that is due for one.
func (tx *Tx) unquarantine(mailbox int64) error {
	err := tx.exec(`UPDATE uid SET state = 'failing', seen_ms = $1 WHERE `+quarantineDue+` AND mailbox_id = $2`, tx.now, mailbox)
	if err != nil {
		return fmt.Errorf("try quarantined mail again: %w", err)
	}
	return nil
}

// FailingUIDs returns the UIDs of the mailbox that failed and are to be tried again.
func (s *Store) FailingUIDs(ctx context.Context, mailbox int64) (map[uint32]bool, error) {
	return s.uids(ctx, "list failing UIDs", `SELECT uid FROM uid WHERE mailbox_id = $1 AND state = 'failing'`, mailbox)
}

// FetchProblems lists the UIDs of current epochs that could not be read.
func (s *Store) FetchProblems(ctx context.Context) ([]FetchProblem, error) {
	return collect(ctx, s.reader, "list mail that could not be read", func(row scanner) (t FetchProblem, err error) {
		err = row.Scan(&t.Account, &t.Folder, &t.UID, &t.Attempts, &t.Quarantined, &t.Reason, ms(&t.Seen))
		return t, err
	}, `SELECT m.account, m.folder, u.uid, u.attempts, u.state = 'quarantined', u.reason, u.seen_ms
		FROM uid u JOIN mailbox m ON m.id = u.mailbox_id
		WHERE u.state IN ('failing', 'quarantined')
		AND m.epoch = (SELECT max(epoch) FROM mailbox n WHERE n.account = m.account AND n.folder = m.folder)
		ORDER BY m.account, m.folder, u.uid`)
}

// MailboxState is a folder as `rapport status` shows it.
type MailboxState struct {
	Account     string    `json:"account"`
	Folder      string    `json:"folder"`
	Epoch       int       `json:"epoch"`
	UIDValidity uint32    `json:"uidvalidity"`
	Watermark   uint32    `json:"watermark"`
	Messages    int       `json:"messages"` // stored under this epoch
	Personal    bool      `json:"personal,omitempty"`
	Synced      time.Time `json:"synced"`
	Reconciled  time.Time `json:"reconciled"`
}

// Mailboxes lists the current epoch of every folder.
func (s *Store) Mailboxes(ctx context.Context) ([]MailboxState, error) {
	return collect(ctx, s.reader, "list mailboxes", func(row scanner) (m MailboxState, err error) {
		err = row.Scan(&m.Account, &m.Folder, &m.Epoch, &m.UIDValidity, &m.Watermark, &m.Messages, ms(&m.Synced), ms(&m.Reconciled), &m.Personal)
		return m, err
	}, `SELECT account, folder, epoch, uidvalidity, watermark,
			(SELECT count(*) FROM uid WHERE mailbox_id = m.id AND state = 'stored'), synced_ms, reconciled_ms, personal
		FROM mailbox m
		WHERE epoch = (SELECT max(epoch) FROM mailbox n WHERE n.account = m.account AND n.folder = m.folder)
		ORDER BY account, folder`)
}

// ReadUntil returns the time up to which a folder was read: what was in it by then is in
// the log. It is zero if the folder was never read to its end.
func (s *Store) ReadUntil(ctx context.Context, account, folder string) (time.Time, error) {
	var synced int64
	err := s.reader.QueryRowContext(ctx, `SELECT synced_ms FROM mailbox WHERE account = $1 AND folder = $2 ORDER BY epoch DESC LIMIT 1`, account, folder).Scan(&synced)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, fmt.Errorf("look how far %s of %s was read: %w", folder, account, explain(err))
	}
	return timeOf(synced), nil
}

// Stored returns those of uids, in their order, whose mail is kept.
func (s *Store) Stored(ctx context.Context, mailbox int64, uids []uint32) ([]uint32, error) {
	var stored []uint32
	for _, uid := range uids {
		var there bool
		err := s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM uid WHERE mailbox_id = $1 AND uid = $2 AND state = 'stored')`, mailbox, uid).Scan(&there)
		if err != nil {
			return nil, fmt.Errorf("look for UID %d: %w", uid, explain(err))
		}
		if there {
			stored = append(stored, uid)
		}
	}
	return stored, nil
}
