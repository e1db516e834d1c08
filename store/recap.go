package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Recap is what another system summed up of a meeting. It only ever fills a draft that a PM
// approves.
type Recap struct {
	Vendor    string        `json:"vendor"` // zoom, gemini, teams, …
	Title     string        `json:"title"`  // of the meeting
	Summary   string        `json:"summary"`
	Decisions []string      `json:"decisions,omitempty"`
	Actions   []RecapAction `json:"actions"`
	People    []string      `json:"people,omitempty"`  // who took part, as it names them
	Meeting   string        `json:"meeting,omitempty"` // the id of the conference
	Day       string        `json:"day,omitempty"`     // of the meeting, as it says: 2026-03-05
	LinkOnly  bool          `json:"link_only"`         // it only links to what was summed up
	Proved    bool          `json:"proved"`            // the vendor sent it
	How       RecapHow      `json:"how,omitempty"`
}

// RecapAction is something that somebody is to do, as a recap has it.
type RecapAction struct {
	Owner string `json:"owner"` // as it is written, "" if nobody is named
	Text  string `json:"text"`
}

// RecapHow is how a recap came into a mail.
type RecapHow string

// The ways, besides the vendor's own mail, which has none.
const (
	RecapForwarded RecapHow = "forwarded" // somebody sent it on
	RecapPasted    RecapHow = "pasted"    // somebody copied it
)

// LoggedRecap is a recap in the log.
type LoggedRecap struct {
	Message int64
	Entry   int64 // its number in the log
	At      time.Time
	Recap
}

// Recaps returns the recaps of a project in the log with a date between two times, the
// earliest first.
func (s *Store) Recaps(ctx context.Context, project string, from, to time.Time) ([]LoggedRecap, error) {
	return collect(ctx, s.reader, "list recaps", func(row scanner) (r LoggedRecap, err error) {
		var reading string
		if err := row.Scan(&r.Message, &r.Entry, ms(&r.At), &reading); err != nil {
			return r, err
		}
		var made Interpretation
		if err := json.Unmarshal([]byte(reading), &made); err != nil {
			return r, fmt.Errorf("what was read of message %d: %w", r.Message, err)
		}
		if made.Recap != nil {
			r.Recap = *made.Recap
		}
		return r, nil
	}, `SELECT m.id, (SELECT min(id) FROM entry WHERE message_id = m.id AND act = 'logged'), m.date_ms, b.reading
		FROM message m JOIN body b ON b.message_id = m.id
		WHERE m.project = $1 AND m.date_ms BETWEEN $2 AND $3 AND m.kind = 'recap' AND b.reading <> '' ORDER BY m.date_ms, m.id LIMIT 200`,
		project, millis(from), millis(to))
}

// MeetingsBetween returns the meetings of a project that are not called off and end between
// two times, whether or not they have minutes.
func (s *Store) MeetingsBetween(ctx context.Context, project string, from, to time.Time) ([]Meeting, error) {
	return collect(ctx, s.reader, "list meetings", scanMeeting, selectMeeting+`WHERE m.project = $1 AND m.cancelled = 0 AND m.end_ms BETWEEN $2 AND $3 ORDER BY m.start_ms LIMIT 500`,
		project, millis(from), millis(to))
}

// MeetingsBefore returns the meetings of a project that ended, or were going on, at a time or up
// to so long before it.
func (tx *Tx) MeetingsBefore(project string, at time.Time, within time.Duration) ([]Meeting, error) {
	return collect(tx.ctx, tx.sql, "list meetings", scanMeeting, selectMeetingsBefore, project, millis(at.Add(-within)), millis(at.Add(longestMeeting)), millis(at))
}

// MeetingsBefore is Tx.MeetingsBefore outside a transaction.
func (s *Store) MeetingsBefore(project string, at time.Time, within time.Duration) ([]Meeting, error) {
	return collect(context.Background(), s.reader, "list meetings", scanMeeting, selectMeetingsBefore, project, millis(at.Add(-within)), millis(at.Add(longestMeeting)), millis(at))
}

const selectMeetingsBefore = selectMeeting + `WHERE m.project = $1 AND m.cancelled = 0 AND m.end_ms BETWEEN $2 AND $3 AND m.start_ms <= $4 ORDER BY m.start_ms LIMIT 500`

// DraftMinutes makes a text that another system wrote the draft of the minutes of a meeting,
// unless the meeting has minutes by now, or another time. message is the mail that brought it,
// 0 for none; system is who wrote it.
func (tx *Tx) DraftMinutes(m Meeting, text string, message int64, system string) (bool, error) {
	var end int64
	if err := tx.row(`SELECT end_ms FROM meeting WHERE id = $1`, m.ID).Scan(&end); err != nil || end != millis(m.End) {
		return false, err
	}
	moved, err := meetingMachine().move(tx, m.ID, EventMinutesDrafted)
	if err != nil || !moved {
		return false, err
	}
	_, err = tx.DraftConfirmation(Confirmation{Project: m.Project, Kind: Minutes, Title: m.Title, Text: text, Actor: system, Message: message})
	return err == nil, err
}
