package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// MeetingState is how far the minutes of a meeting are.
type MeetingState string

// The states of a meeting.
const (
	MeetingAnnounced MeetingState = "announced" // an invitation came
	MeetingAsked     MeetingState = "asked"     // the PM was asked for the minutes
	MeetingReminded  MeetingState = "reminded"  // and reminded
	MeetingOver      MeetingState = "over"      // there are minutes, or there are to be none
)

// What happens to a meeting.
const (
	EventMinutesAsked    Event = "the PM is asked for minutes"
	EventMinutesReminded Event = "the PM is reminded"
	EventMinutesReceived Event = "the PM sends the minutes, or says that there are none"
	EventMinutesDrafted  Event = "another system sums it up, and the PM is shown that"
	EventMeetingMoved    Event = "it is moved to another time"
)

// MeetingMoves is the whole of what can happen to a meeting. A cancellation is no state
// of it: a later invitation takes that back.
func MeetingMoves() []Move[MeetingState] {
	return []Move[MeetingState]{
		{EventMinutesAsked, []MeetingState{MeetingAnnounced}, MeetingAsked},
		{EventMinutesReminded, []MeetingState{MeetingAnnounced, MeetingAsked}, MeetingReminded},
		{EventMinutesReceived, []MeetingState{MeetingAnnounced, MeetingAsked, MeetingReminded}, MeetingOver},
		{EventMinutesDrafted, []MeetingState{MeetingAnnounced, MeetingAsked, MeetingReminded}, MeetingOver},
		{EventMeetingMoved, []MeetingState{MeetingAnnounced, MeetingAsked, MeetingReminded, MeetingOver}, MeetingAnnounced},
	}
}

func meetingMachine() machine[MeetingState] {
	return machine[MeetingState]{"meeting", "", MeetingMoves()}
}

// Meeting is a meeting that the log has an invitation to.
type Meeting struct {
	ID         int64
	Project    string
	Title      string
	Start, End time.Time
	State      MeetingState
	Unproved   bool // nothing proves who announced it
	AskedAt    time.Time
	Conference Conference
	Cancelled  bool
	People     []Attendee // who is invited, and what they answered
	Agenda     int64      // the confirmation that is its agenda; 0 for none
}

// longestMeeting is how much longer than another a meeting may last to be the one of two that
// overlap whose minutes are asked for.
const longestMeeting = 12 * time.Hour

const selectMeeting = `SELECT m.id, m.project, m.title, m.start_ms, m.end_ms, m.state, m.asked_ms, m.unproved, m.system, m.conference, m.url, m.cancelled, m.people, COALESCE(m.agenda_id, 0) FROM meeting m `

func scanMeeting(row scanner) (m Meeting, err error) {
	var people string
	err = row.Scan(&m.ID, &m.Project, &m.Title, ms(&m.Start), ms(&m.End), &m.State, ms(&m.AskedAt), &m.Unproved, &m.Conference.System, &m.Conference.ID, &m.Conference.URL, &m.Cancelled, &people, &m.Agenda)
	m.People = invited(people)
	return m, err
}

// minuteWriters are the systems whose summaries become minutes. Those are the minutes of one
// meeting for certain, and of no other that went on meanwhile.
const minuteWriters = `('zoom', 'gemini', 'meet', 'teams', 'otter', 'fireflies', 'read', 'fathom', 'tldv', 'gong', 'tencent', 'feishu', 'dingtalk')`

// MeetingsOver returns the meetings that ended between two times and have no minutes yet.
// Of those of a project that overlap, one is asked about: what is proved, and came first.
func (s *Store) MeetingsOver(ctx context.Context, from, to time.Time) ([]Meeting, error) {
	return collect(ctx, s.reader, "list meetings", scanMeeting, selectMeeting+`WHERE m.state <> 'over' AND m.cancelled = 0 AND m.end_ms BETWEEN $1 AND $2
		AND NOT EXISTS (SELECT 1 FROM confirmation c WHERE c.project = m.project AND c.kind = 'minutes' AND c.created_ms >= m.start_ms AND c.actor NOT IN `+minuteWriters+`)
		AND NOT (m.state = 'announced' AND EXISTS (SELECT 1 FROM meeting o WHERE o.project = m.project AND o.cancelled = 0 AND o.end_ms > m.start_ms AND o.end_ms < m.end_ms + $3 AND o.start_ms < m.end_ms AND (o.unproved, o.id) < (m.unproved, m.id)))
		ORDER BY m.end_ms LIMIT 100`, millis(from), millis(to), longestMeeting.Milliseconds())
}

// MarkMinutesAsked records that the PM was asked for the minutes of a meeting or, where
// they had been asked when m was read, reminded.
func (tx *Tx) MarkMinutesAsked(m Meeting) (bool, error) {
	event := EventMinutesAsked
	if m.State == MeetingAsked {
		event = EventMinutesReminded
	}
	var end int64
	if err := tx.row(`SELECT end_ms FROM meeting WHERE id = $1`, m.ID).Scan(&end); err != nil || end != millis(m.End) {
		return false, err
	}
	moved, err := meetingMachine().move(tx, m.ID, event)
	if err != nil || !moved {
		return false, err
	}
	return true, tx.exec(`UPDATE meeting SET asked_ms = $1 WHERE id = $2`, tx.now, m.ID)
}

// decideMinutes records the minutes that a PM was asked for, or that there are none.
func (tx *Tx) decideMinutes(message int64, a *Response, m *Message) error {
	var project, title string
	if err := tx.row(`SELECT project, title FROM meeting WHERE id = $1`, a.Object).Scan(&project, &title); err != nil {
		return fmt.Errorf("the meeting of an answer: %w", err)
	}
	if a.Decision == DecisionNote {
		return nil // it will come
	}
	first, err := meetingMachine().move(tx, a.Object, EventMinutesReceived)
	text := m.textOf(a)
	switch {
	case err != nil:
		return err
	case a.Decision == DecisionNewText:
		text = a.Argument
	case a.Decision != DecisionText:
		return nil
	}
	if first {
		files, err := tx.attached(message, a.Files)
		if err == nil {
			_, err = tx.DraftConfirmation(Confirmation{Project: project, Kind: Minutes, Title: title, Text: text, Files: files, Actor: a.Address, Message: message})
		}
		return err
	}
	before, err := scanConfirmation(tx.row(selectConfirmation+` WHERE project = $1 AND kind = $2 AND title = $3 ORDER BY id DESC LIMIT 1`, project, Minutes, title))
	if errors.Is(err, ErrNotFound) || err == nil && before.Latest() == text && len(a.Files) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	again := *a
	again.Purpose, again.Object = PurposeNotice, before.ID
	return tx.decideConfirmation(message, &again, m)
}
