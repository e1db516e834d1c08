package store

import (
	"context"
	"fmt"
	"time"
)

// MeetingsToCome returns the meetings that begin between two times and have no agenda, the
// earliest first. Who announced them is proved.
func (s *Store) MeetingsToCome(ctx context.Context, from, to time.Time) ([]Meeting, error) {
	return collect(ctx, s.reader, "list meetings to come", scanMeeting,
		selectMeeting+`WHERE m.cancelled = 0 AND m.unproved = 0 AND m.agenda_id IS NULL AND m.start_ms > $1 AND m.start_ms <= $2 ORDER BY m.start_ms LIMIT 100`, millis(from), millis(to))
}

// DraftAgenda records the text of an agenda that the PM is to approve. It reports false where
// the meeting has one, or is not as it was when m was read.
func (tx *Tx) DraftAgenda(m Meeting, title, text string) (bool, error) {
	var ready bool
	if err := tx.row(`SELECT EXISTS (SELECT 1 FROM meeting WHERE id = $1 AND agenda_id IS NULL AND cancelled = 0 AND start_ms = $2)`, m.ID, millis(m.Start)).Scan(&ready); err != nil || !ready {
		return false, err
	}
	c, err := tx.DraftConfirmation(Confirmation{Project: m.Project, Kind: Agenda, Title: title, Text: text, Actor: daemonActor})
	if err != nil {
		return false, err
	}
	return true, tx.exec(`UPDATE meeting SET agenda_id = $1 WHERE id = $2`, c.ID, m.ID)
}

// OpenAgendas returns the meetings whose agenda is neither sent nor dropped.
func (s *Store) OpenAgendas(ctx context.Context) ([]Meeting, error) {
	return collect(ctx, s.reader, "list agendas", scanMeeting,
		selectMeeting+`JOIN confirmation c ON c.id = m.agenda_id WHERE c.state IN ('drafted', 'proposed', 'approved') ORDER BY m.start_ms LIMIT 100`)
}

// MeetingOf returns the meeting of an agenda, and whether there is one.
func (s *Store) MeetingOf(ctx context.Context, agenda int64) (m Meeting, known bool, err error) {
	list, err := collect(ctx, s.reader, "read the meeting of an agenda", scanMeeting, selectMeeting+`WHERE m.agenda_id = $1`, agenda)
	if err != nil || len(list) == 0 {
		return m, false, err
	}
	return list[0], true, nil
}

// MarkAgendaSent records that an agenda goes to those invited. It reports false where it is not
// approved any more.
func (tx *Tx) MarkAgendaSent(id int64) (bool, error) {
	return tx.moveConfirmation(id, EventAgendaSent, "")
}

// DropAgenda records that an agenda comes too late.
func (tx *Tx) DropAgenda(id int64) (bool, error) {
	return tx.moveConfirmation(id, EventAgendaPast, "")
}

// Agenda returns the confirmation that is the agenda of a meeting.
func (s *Store) Agenda(ctx context.Context, m Meeting) (Confirmation, error) {
	list, err := s.Confirmations(ctx, ConfirmationQuery{ID: m.Agenda})
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Confirmation{}, fmt.Errorf("read the agenda of meeting %d: %w", m.ID, err)
	}
	return list[0], nil
}
