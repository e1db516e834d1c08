package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// TroubleKind is what keeps Rapport from its work.
type TroubleKind string

// The kinds. The object of each is in brackets.
const (
	TroubleFolder     TroubleKind = "folder"      // mail cannot be read (account)
	TroubleLogin      TroubleKind = "login"       // a mailbox refuses the login (account)
	TroubleRelay      TroubleKind = "relay"       // a relay cannot be reached, or takes nothing (relay)
	TroubleRelayLogin TroubleKind = "relay-login" // a relay refuses the login (relay)
	TroubleDisk       TroubleKind = "disk"        // the disk of the database is low (directory)
	TroubleAside      TroubleKind = "aside"       // a mail was set aside (account/folder UID n)
	TroubleCalendar   TroubleKind = "calendar"    // a calendar lacks the holidays of a year (calendar and year)
	TroubleTemplate   TroubleKind = "template"    // a template cannot be used (what is wrong)
	TroubleTask       TroubleKind = "task"        // a mail that is due cannot be written (task and object)
	TroubleConfig     TroubleKind = "config"      // the new configuration cannot be used ("")
	TroubleClock      TroubleKind = "clock"       // the clock jumped ("")
	TroubleCopy       TroubleKind = "copy"        // the copy of the database failed, or is too old ("")
	TroubleErasure    TroubleKind = "erasure"     // what is kept long enough is not erased ("")
	TroubleAccess     TroubleKind = "access"      // a provider allows no login until somebody acts (login)
	TroubleGrant      TroubleKind = "grant"       // what a provider granted ends soon (login)
	TroubleSecret     TroubleKind = "secret"      // the secret of an application ends soon (login)
)

// TroubleKinds lists every kind.
func TroubleKinds() []TroubleKind {
	return []TroubleKind{TroubleFolder, TroubleLogin, TroubleRelay, TroubleRelayLogin, TroubleDisk, TroubleAside,
		TroubleCalendar, TroubleTemplate, TroubleTask, TroubleConfig, TroubleClock, TroubleCopy, TroubleErasure, TroubleAccess, TroubleGrant, TroubleSecret}
}

// MailTrouble is the purpose of the mail that tells the administrator.
const MailTrouble = "trouble"

// Trouble is something that keeps Rapport from its work.
type Trouble struct {
	ID     int64       `json:"-"`
	Kind   TroubleKind `json:"kind"`
	Object string      `json:"object"`
	Detail string      `json:"detail"`
	Since  time.Time   `json:"since"`
	Told   time.Time   `json:"told"` // when the mail about it was queued; zero: none was
	Over   time.Time   `json:"over"` // zero: it lasts
}

// Is reports whether two descriptions are of one trouble.
func (t Trouble) Is(other Trouble) bool { return t.Kind == other.Kind && t.Object == other.Object }

// Due returns from when on people hear of a trouble: what often passes by itself is given an hour.
func (t Trouble) Due() time.Time {
	switch t.Kind {
	case TroubleFolder, TroubleRelay, TroubleTask:
		return t.Since.Add(time.Hour)
	}
	return t.Since
}

// IsDue reports whether people hear of a trouble that lasts.
func (t Trouble) IsDue(now time.Time) bool { return !now.Before(t.Due()) }

// mostTroubles bounds how many troubles are kept as lasting at one time.
const mostTroubles = 200

func scanTrouble(row scanner) (t Trouble, err error) {
	err = row.Scan(&t.ID, &t.Kind, &t.Object, &t.Detail, ms(&t.Since), ms(&t.Told), ms(&t.Over))
	return t, err
}

// Troubles returns what keeps Rapport from its work now, and what is over but for the mail
// that says so, the oldest first.
func (s *Store) Troubles(ctx context.Context) ([]Trouble, error) {
	return collect(ctx, s.reader, "list the troubles", scanTrouble,
		`SELECT id, kind, object, detail, since_ms, told_ms, over_ms FROM trouble WHERE ended_ms = 0 ORDER BY id`)
}

// NoteTroubles brings the troubles up to date: those of found last, and those of the table for
// which isOver reports true are over. With tells there is an administrator, who hears of the
// end of what they heard of, or would have heard of had a relay taken their mail. Nothing is
// written where nothing has changed.
func (s *Store) NoteTroubles(ctx context.Context, found []Trouble, isOver func(Trouble) bool, tells bool) error {
	known, err := s.Troubles(ctx)
	if err != nil {
		return err
	}
	isNew := func(t Trouble) bool {
		return !slices.ContainsFunc(known, func(k Trouble) bool { return k.Over.IsZero() && k.Is(t) })
	}
	hasEnded := func(t Trouble) bool { return t.Over.IsZero() && !slices.ContainsFunc(found, t.Is) && isOver(t) }
	isLeft := func(t Trouble) bool { return !t.Over.IsZero() && !tells }
	if !slices.ContainsFunc(found, isNew) && !slices.ContainsFunc(known, hasEnded) && !slices.ContainsFunc(known, isLeft) {
		return nil
	}
	err = s.Update(ctx, func(tx *Tx) error {
		lasting := 0
		for _, t := range known {
			switch {
			case hasEnded(t):
				ended := tx.now
				if tells && (!t.Told.IsZero() || t.IsDue(timeOf(tx.now))) {
					ended = 0
				}
				err = tx.exec(`UPDATE trouble SET over_ms = $1, ended_ms = $2 WHERE id = $3 AND over_ms = 0`, tx.now, ended, t.ID)
			case isLeft(t):
				err = tx.exec(`UPDATE trouble SET ended_ms = $1 WHERE id = $2 AND ended_ms = 0`, tx.now, t.ID)
			case t.Over.IsZero():
				lasting++
			}
			if err != nil {
				return err
			}
		}
		for _, t := range found {
			if !isNew(t) || lasting >= mostTroubles {
				continue
			}
			lasting++
			if err := tx.exec(`INSERT INTO trouble (kind, object, detail, since_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
				string(t.Kind), t.Object, t.Detail, millis(t.Since)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		err = fmt.Errorf("note what keeps Rapport from its work: %w", err)
	}
	return err
}

const tellsAdmin = `SELECT EXISTS (SELECT 1 FROM outgoing_mail WHERE message_id = $1 AND purpose = 'trouble')`

// TellsAdmin reports whether our mail with that Message-ID told the administrator of troubles.
func (tx *Tx) TellsAdmin(id string) (tells bool, err error) {
	if err = tx.row(tellsAdmin, id).Scan(&tells); err != nil {
		err = fmt.Errorf("look what the mail <%s> was about: %w", id, err)
	}
	return tells, err
}

// TellsAdmin is Tx.TellsAdmin outside a transaction.
func (s *Store) TellsAdmin(id string) (tells bool, err error) {
	if err = s.reader.QueryRow(tellsAdmin, id).Scan(&tells); err != nil {
		err = fmt.Errorf("look what the mail <%s> was about: %w", id, explain(err))
	}
	return tells, err
}

// MarkTroublesTold records that the mail with troubles was queued. It returns false where
// another one was, meanwhile.
func (tx *Tx) MarkTroublesTold(list []Trouble) (bool, error) {
	for _, t := range list {
		query := `UPDATE trouble SET told_ms = $1 WHERE id = $2 AND over_ms = 0 AND told_ms = 0`
		if !t.Over.IsZero() {
			query = `UPDATE trouble SET ended_ms = $1 WHERE id = $2 AND over_ms > 0 AND ended_ms = 0`
		}
		result, err := tx.sql.ExecContext(tx.ctx, query, tx.now, t.ID)
		if err != nil {
			return false, fmt.Errorf("record that trouble %d was told: %w", t.ID, err)
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return false, err
		}
	}
	return len(list) > 0, nil
}
