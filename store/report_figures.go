package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapport/store/mailaddr"
)

// Figures are what the log shows of a period in a project.
type Figures struct {
	Messages int // of people in that time, which the client wrote or was sent
	// Asked counts the questions of the client in that time, and Answered those
	// of them that a PM or a team member answered in the thread.
	Asked, Answered int
	Open            int           // questions of the client without an answer at its end
	MedianAnswer    time.Duration // from question to answer; 0 where nothing was answered
}

// Figures counts the log of a project from a time to before another. Mail is to the client
// if it is to one of clients: addresses such as "anna@acme.example", and whole domains such
// as "@acme.example". A question is a mail of a client that would open a case: one that asks
// something, reports a problem, wants a change or complains; several in a row are one.
// What was settled without an answer is neither answered nor open. What somebody marked as
// internal does not count: the client reads these figures.
func (s *Store) Figures(ctx context.Context, project string, clients []string, from, to time.Time) (f Figures, err error) {
	keys := []string{}
	for _, client := range clients {
		if domain, whole := strings.CutPrefix(client, "@"); whole {
			client = "@" + mailaddr.Domain(domain)
		} else {
			client = mailaddr.Key(client)
		}
		if len(client) > 1 {
			keys = append(keys, client)
		}
	}
	theirs, err := json.Marshal(keys)
	if err != nil {
		return f, fmt.Errorf("count the log of %s: %w", project, err)
	}
	rows, err := s.reader.QueryContext(ctx, `SELECT m.thread_id, m.date_ms, m.role, m.kind, b.reading, EXISTS (SELECT 1 FROM request r WHERE r.answer_id = m.id),
			COALESCE((SELECT max(c.changed_ms) FROM cases c JOIN message o ON o.id = c.message_id WHERE o.thread_id = m.thread_id AND c.state = 'closed' AND c.changed_ms < $1), 0),
			m.role = 'client' OR EXISTS (SELECT 1 FROM participant a JOIN json_each($2) c ON c.value IN (a.key, substr(a.key, instr(a.key, '@')))
				WHERE a.message_id = m.id AND a.field IN ('to', 'cc'))
		FROM message m JOIN body b ON b.message_id = m.id
		WHERE m.project = $3 AND m.date_ms < $4 AND NOT EXISTS (SELECT 1 FROM marking k WHERE k.message_id = m.id AND k.audience = 'internal') ORDER BY m.thread_id, m.date_ms, m.id`, to.UnixMilli(), string(theirs), project, to.UnixMilli())
	if err != nil {
		return f, fmt.Errorf("count the log of %s: %w", project, explain(err))
	}
	defer rows.Close()
	var (
		thread, asked int64 // asked: when the open question of the thread was, 0 where there is none
		settled       int64 // when its case was closed last
		waits         []time.Duration
	)
	end := func() {
		if asked != 0 && settled < asked {
			f.Open++
		}
	}
	for rows.Next() {
		var (
			id, at, closed  int64
			role            Role
			kind            Kind
			reading         string
			answers, shared bool
		)
		if err := rows.Scan(&id, &at, &role, &kind, &reading, &answers, &closed, &shared); err != nil {
			return f, err
		}
		if id != thread {
			end()
			thread, asked, settled = id, 0, closed
		}
		inTime := at >= from.UnixMilli()
		if inTime && shared && kind == KindHuman {
			f.Messages++
		}
		switch {
		case kind != KindHuman:
		case role == RoleClient && asked == 0 && !answers && asks(reading):
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
	end()
	if slices.Sort(waits); len(waits) > 0 {
		f.MedianAnswer = waits[len(waits)/2]
		if len(waits)%2 == 0 {
			f.MedianAnswer = (waits[len(waits)/2-1] + waits[len(waits)/2]) / 2
		}
	}
	return f, explain(rows.Err())
}

// asks reports whether a mail of that Interpretation, as it is kept, may open a case.
func asks(reading string) bool {
	if !strings.Contains(reading, `"asks"`) {
		return false // most mail
	}
	var r Interpretation
	if json.Unmarshal([]byte(reading), &r) != nil {
		return false
	}
	kind, _ := gravest(r.Asks)
	return kind != ""
}
