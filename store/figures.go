package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Figures are what the log tells of a time in a project.
type Figures struct {
	Messages int // entered in that time
	// Asked counts the questions of the client in that time, and Answered those
	// of them that a PM or a team member answered in the thread.
	Asked, Answered int
	Open            int           // questions of the client without an answer at its end
	MedianAnswer    time.Duration // from question to answer; 0 where nothing was answered
}

// Figures counts what stands in the log of a project from a time to before
// another. A question is a mail of a client in which a question mark, or what
// Chinese uses for it, was newly written; several in a row are one.
func (s *Store) Figures(ctx context.Context, project string, from, to time.Time) (f Figures, err error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT m.thread_id, m.date_ms, m.role, m.kind, b.new_text FROM message m JOIN body b ON b.message_id = m.id
		WHERE m.project = $1 AND m.date_ms < $2 ORDER BY m.thread_id, m.date_ms, m.id`, project, to.UnixMilli())
	if err != nil {
		return f, fmt.Errorf("count the log of %s: %w", project, explain(err))
	}
	defer rows.Close()
	var (
		thread, asked int64 // asked: when the open question of the thread was, 0 where there is none
		waits         []time.Duration
	)
	for rows.Next() {
		var (
			id, at int64
			role   Role
			kind   Kind
			text   string
		)
		if err := rows.Scan(&id, &at, &role, &kind, &text); err != nil {
			return f, err
		}
		if id != thread {
			if asked != 0 {
				f.Open++
			}
			thread, asked = id, 0
		}
		inTime := at >= from.UnixMilli()
		if inTime {
			f.Messages++
		}
		switch {
		case kind != KindHuman:
		case role == RoleClient && asked == 0 && asks(text):
			asked = at
			if inTime {
				f.Asked++
			}
		case (role == RolePM || role == RoleTeam) && asked != 0:
			if asked >= from.UnixMilli() {
				f.Answered++
				waits = append(waits, time.Duration(at-asked)*time.Millisecond)
			}
			asked = 0
		}
	}
	if asked != 0 {
		f.Open++
	}
	if slices.Sort(waits); len(waits) > 0 {
		f.MedianAnswer = waits[len(waits)/2]
		if len(waits)%2 == 0 {
			f.MedianAnswer = (waits[len(waits)/2-1] + waits[len(waits)/2]) / 2
		}
	}
	return f, explain(rows.Err())
}

func asks(text string) bool {
	for _, mark := range []string{"?", "？", "吗", "请问", "能否", "是否"} {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}
