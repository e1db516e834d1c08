package store

import (
	"context"
	"fmt"
	"time"
)

// Meeting is a meeting that the log has an invitation to.
type Meeting struct {
	ID         int64
	Project    string
	Title      string
	Start, End time.Time
	Asked      int // 1: the PM was asked for minutes, 2: and reminded
	AskedAt    time.Time
}

// meet takes what an invitation or a cancellation says of a meeting of a project. Only
// people of the project are heard, and a later sequence before an earlier one (RFC 5546
// section 2.1.4). A meeting that moved is one of its new time.
func (tx *Tx) meet(c *Calendar, v Verdict) error {
	if c == nil || v.Project == "" || v.Role == RoleOther || v.Role == "" || c.UID == "" || c.AllDay || c.Start.IsZero() || !c.End.After(c.Start) {
		return nil
	}
	if c.Method != "REQUEST" && c.Method != "PUBLISH" && c.Method != "CANCEL" {
		return nil
	}
	err := tx.exec(`INSERT INTO meeting (project, uid, sequence, title, start_ms, end_ms, cancelled) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (project, uid) DO UPDATE SET sequence = excluded.sequence, title = excluded.title, cancelled = excluded.cancelled,
			asked = CASE WHEN end_ms = excluded.end_ms THEN asked ELSE 0 END, over = CASE WHEN end_ms = excluded.end_ms THEN over ELSE 0 END,
			start_ms = excluded.start_ms, end_ms = excluded.end_ms
		WHERE excluded.sequence >= meeting.sequence`,
		v.Project, c.UID, c.Sequence, c.Summary, millis(c.Start), millis(c.End), c.Method == "CANCEL")
	if err != nil {
		return fmt.Errorf("record a meeting: %w", err)
	}
	return nil
}

// MeetingsOver returns the meetings that ended between two times, of which there are no
// minutes yet.
func (s *Store) MeetingsOver(ctx context.Context, from, to time.Time) ([]Meeting, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT m.id, m.project, m.title, m.start_ms, m.end_ms, m.asked, m.asked_ms FROM meeting m WHERE m.over = 0 AND m.cancelled = 0 AND m.end_ms BETWEEN $1 AND $2
		AND NOT EXISTS (SELECT 1 FROM confirmation c WHERE c.project = m.project AND c.kind = 'minutes' AND c.created_ms >= m.start_ms) ORDER BY m.end_ms LIMIT 100`, millis(from), millis(to))
	if err != nil {
		return nil, fmt.Errorf("list meetings: %w", explain(err))
	}
	defer rows.Close()
	var list []Meeting
	for rows.Next() {
		var m Meeting
		var start, end, asked int64
		if err := rows.Scan(&m.ID, &m.Project, &m.Title, &start, &end, &m.Asked, &asked); err != nil {
			return nil, err
		}
		m.Start, m.End, m.AskedAt = timeOf(start), timeOf(end), timeOf(asked)
		list = append(list, m)
	}
	return list, explain(rows.Err())
}

// MarkMinutesAsked records that the PM was asked for the minutes of a meeting: 1, or
// reminded: 2.
func (tx *Tx) MarkMinutesAsked(m Meeting, asked int) (bool, error) {
	return tx.changedOne(`UPDATE meeting SET asked = $1, asked_ms = $2 WHERE id = $3 AND end_ms = $4 AND asked < $5 AND over = 0`, asked, tx.now, m.ID, millis(m.End), asked)
}

// decideMinutes takes the minutes that a PM was asked for, or that there are none.
func (tx *Tx) decideMinutes(message int64, a *Response, m *Message) error {
	var project, title string
	if err := tx.row(`SELECT project, title FROM meeting WHERE id = $1`, a.Object).Scan(&project, &title); err != nil {
		return fmt.Errorf("the meeting of an answer: %w", err)
	}
	first, err := tx.changedOne(`UPDATE meeting SET over = 1 WHERE id = $1 AND over = 0`, a.Object)
	if err != nil || !first || a.Decision != DecisionText {
		return err
	}
	_, err = tx.DraftConfirmation(Confirmation{Project: project, Kind: Minutes, Title: title, Text: m.ownWords(), Actor: a.Address, Message: message})
	return err
}
