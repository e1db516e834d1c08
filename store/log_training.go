package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
)

// TrainingExample is a mail whose project is certain. The classifier learns from it.
type TrainingExample struct {
	Project string // "" for mail that a person found to belong to none
	People  []string
	Subject string
	Text    string // newly written, cut to what lessons need
}

const (
	lessonText   = 4 << 10 // characters
	lessonPeople = 30
)

// TrainingExamples calls yield for the latest mails of each project, at most each of
// them, and for as many that belong to none. Mail that was filed by the learned model alone
// is excluded, with its forwards and threads: Rapport does not learn from itself.
func (s *Store) TrainingExamples(ctx context.Context, each int, yield func(TrainingExample)) error {
	rows, err := s.reader.QueryContext(ctx, `WITH RECURSIVE
		project (code) AS (SELECT min(project) FROM message WHERE project > '' UNION ALL
			SELECT (SELECT min(m.project) FROM message m WHERE m.project > code) FROM project WHERE code IS NOT NULL),
		latest (id) AS (
			SELECT m.id FROM project CROSS JOIN message m ON m.id IN (SELECT l.id FROM message l JOIN thread t ON t.id = l.thread_id
				WHERE l.project = code AND l.kind = $1 AND l.signal NOT IN ($2, 'forward') AND t.signal NOT IN ($2, 'forward') ORDER BY l.date_ms DESC LIMIT $3)
			UNION ALL
			SELECT id FROM (SELECT l.id FROM message l WHERE l.project = '' AND l.signal = 'person' AND l.kind = $1 ORDER BY l.id DESC LIMIT $3))
		SELECT m.project, m.subject, substr(b.new_text, 1, $4), (SELECT json_group_array(p.key) FROM (
			SELECT key FROM participant WHERE message_id = m.id AND field IN ('from', 'to', 'cc') LIMIT $5) p)
		FROM latest n CROSS JOIN message m ON m.id = n.id JOIN body b ON b.message_id = n.id ORDER BY m.project, m.id`,
		KindHuman, SignalLearnt, each, lessonText, lessonPeople)
	if err != nil {
		return fmt.Errorf("read what was filed: %w", explain(err))
	}
	defer rows.Close()
	for rows.Next() {
		var (
			l      TrainingExample
			people sql.RawBytes
		)
		if err := rows.Scan(&l.Project, &l.Subject, &l.Text, &people); err != nil {
			return fmt.Errorf("read what was filed: %w", err)
		}
		if err := json.Unmarshal(people, &l.People); err != nil {
			return fmt.Errorf("read the people of a mail: %w", err)
		}
		yield(l)
	}
	return explain(rows.Err())
}

// LastEntry returns the number of the latest entry: while it does not change, there is
// nothing new to learn.
func (s *Store) LastEntry(ctx context.Context) (id int64, err error) {
	if err := s.reader.QueryRowContext(ctx, `SELECT COALESCE(max(id), 0) FROM entry`).Scan(&id); err != nil {
		return 0, fmt.Errorf("look for the latest entry: %w", explain(err))
	}
	return id, nil
}
