package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ClientReminder is what a PM wants a client to be reminded of, and when they were last.
type ClientReminder struct {
	About  string    // ItemAwaited, ItemAction or ItemCase
	Object int64     // its number
	Wanted time.Time // when the PM said so; zero: what they said is done
	Sent   time.Time // the last one; zero: none yet
	Left   ReminderLeft
	Actor  string
}

// ReminderLeft is why a client was not reminded, though a PM said so.
type ReminderLeft string

// Why a client was not reminded.
const (
	ReminderEarly   ReminderLeft = "early"   // it was too soon after the last reminder
	ReminderSettled ReminderLeft = "settled" // nothing is awaited any more, or nobody is there to be reminded
)

const selectReminder = `SELECT about, object, wanted_ms, sent_ms, "left", actor FROM client_reminder`

func scanReminder(row scanner) (r ClientReminder, err error) {
	err = row.Scan(&r.About, &r.Object, ms(&r.Wanted), ms(&r.Sent), &r.Left, &r.Actor)
	return r, readError("read a reminder", err)
}

// WantedReminders returns what clients are to be reminded of.
func (s *Store) WantedReminders(ctx context.Context) ([]ClientReminder, error) {
	return collect(ctx, s.reader, "list the reminders that PMs want", scanReminder, selectReminder+` WHERE wanted_ms > 0 ORDER BY wanted_ms, about, object`)
}

// ClientReminderOf returns when a client was reminded of something; the zero ClientReminder where
// they never were.
func (s *Store) ClientReminderOf(ctx context.Context, about string, object int64) (ClientReminder, error) {
	r, err := scanReminder(s.reader.QueryRowContext(ctx, selectReminder+` WHERE about = $1 AND object = $2`, about, object))
	if errors.Is(err, ErrNotFound) || errors.Is(err, sql.ErrNoRows) {
		return ClientReminder{}, nil
	}
	return r, err
}

// RemindClient has the client reminded of something that they owe. It reports false where that is
// to be done already.
func (tx *Tx) RemindClient(about string, object int64, actor string) (bool, error) {
	done, err := tx.changedOne(`INSERT INTO client_reminder (about, object, wanted_ms, actor) VALUES ($1, $2, $3, $4)
		ON CONFLICT (about, object) DO UPDATE SET wanted_ms = $5, actor = $6, "left" = '' WHERE wanted_ms = 0`, about, object, tx.now, cleanActor(actor), tx.now, cleanActor(actor))
	if err != nil {
		return false, fmt.Errorf("have a client reminded: %w", err)
	}
	return done, nil
}

// MarkClientReminded records that a client was reminded.
func (tx *Tx) MarkClientReminded(r ClientReminder) (bool, error) {
	return tx.changedOne(`UPDATE client_reminder SET sent_ms = $1, wanted_ms = 0, "left" = '' WHERE about = $2 AND object = $3 AND wanted_ms = $4`, tx.now, r.About, r.Object, millis(r.Wanted))
}

// LeaveClientReminder records that nothing is sent, and why.
func (tx *Tx) LeaveClientReminder(r ClientReminder, why ReminderLeft) (bool, error) {
	return tx.changedOne(`UPDATE client_reminder SET wanted_ms = 0, "left" = $1 WHERE about = $2 AND object = $3 AND wanted_ms = $4`, why, r.About, r.Object, millis(r.Wanted))
}

// remindItem has the client reminded of an item of a digest, if it is one that they are to do.
func remindItem(tx *Tx, item DigestItem, _ ItemCommand, actor string, _ int64) (bool, error) {
	if !item.Awaited {
		return false, errNotSo
	}
	var open bool
	var err error
	switch item.Kind {
	case ItemAwaited:
		err = tx.row(`SELECT state = 'open' FROM awaited WHERE id = $1`, item.Object).Scan(&open)
	case ItemAction:
		err = tx.row(`SELECT state = 'open' FROM action WHERE id = $1`, item.Object).Scan(&open)
	case ItemCase:
		var c Case
		c, err = tx.Case(item.Object)
		open = c.State != CaseClosed && !c.Awaited().IsZero()
	}
	if err != nil || !open {
		return false, err
	}
	return tx.RemindClient(item.Kind, item.Object, actor)
}
