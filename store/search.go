package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"rapport/store/search"
)

// Hit is a log entry that a search found.
type Hit struct {
	Entry   int64     `json:"entry"`
	At      time.Time `json:"date"`
	Project string    `json:"project"`
	From    []Address `json:"from"`
	Subject string    `json:"subject"`
	// Snippet is the text around the first word found, on one line. Marks holds
	// the byte offsets in it, in pairs, between which the words stand.
	Snippet string `json:"snippet"`
	Marks   []int  `json:"marks"`
}

// Search finds messages, the latest first, at most limit of them, and says how
// many there are in all. No limit is 0.
func (s *Store) Search(ctx context.Context, t search.Terms, limit int) (hits []Hit, total int, err error) {
	from, args := searchFrom(t)
	if limit <= 0 {
		limit = -1 // SQLite's word for none
	}
	// A word may be in every mail: only what is shown is read in full.
	rows, err := s.reader.QueryContext(ctx, `SELECT m.id, count(*) OVER () FROM `+from+fmt.Sprintf(` ORDER BY m.date_ms DESC, m.id DESC LIMIT %d`, limit), args...)
	if err != nil {
		return nil, 0, fmt.Errorf("search: %w", explain(err))
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id, &total); err != nil {
			return nil, 0, err
		}
		h, err := s.hit(ctx, t, id)
		if err != nil {
			return nil, 0, fmt.Errorf("search: %w", err)
		}
		hits = append(hits, h)
	}
	return hits, total, explain(rows.Err())
}

func (s *Store) hit(ctx context.Context, t search.Terms, message int64) (h Hit, err error) {
	var (
		at           int64
		body, quoted string
	)
	err = s.reader.QueryRowContext(ctx, `SELECT m.date_ms, m.project, m.subject, b.new_text, b.quoted,
			(SELECT min(id) FROM entry WHERE message_id = m.id AND act = 'logged')
		FROM message m JOIN body b ON b.message_id = m.id WHERE m.id = $1`, message).
		Scan(&at, &h.Project, &h.Subject, &body, &quoted, &h.Entry)
	if err != nil {
		return h, explain(err)
	}
	h.At = timeOf(at)
	h.Snippet, h.Marks = t.Snippet(body, quoted)
	people, err := participants(ctx, s.reader, message)
	h.From = people.From
	return h, err
}

// searchFrom returns the search as the FROM and WHERE clauses of a query of messages m.
func searchFrom(t search.Terms) (string, []any) {
	tables := `message m`
	var (
		conditions []string
		args       []any
	)
	add := func(condition string, arg any) {
		args = append(args, arg)
		conditions = append(conditions, fmt.Sprintf(condition, len(args)))
	}
	if match := t.Match(); match != "" {
		tables = `search JOIN message m ON m.id = search.rowid`
		add(`search MATCH $%d`, match)
	} else if match := t.Excluded(); match != "" {
		add(`m.id NOT IN (SELECT rowid FROM search WHERE search MATCH $%d)`, match)
	}
	if t.Project != "" {
		add(`m.project = $%d`, t.Project)
	}
	if !t.After.IsZero() {
		add(`m.date_ms >= $%d`, t.After.UnixMilli())
	}
	if !t.Before.IsZero() {
		add(`m.date_ms < $%d`, t.Before.UnixMilli())
	}
	if t.HasAttachment {
		conditions = append(conditions, `EXISTS (SELECT 1 FROM attachment a WHERE a.message_id = m.id AND a.inline = 0)`)
	}
	if len(conditions) == 0 { // search.Parse refuses that
		return tables, nil
	}
	return tables + ` WHERE ` + strings.Join(conditions, " AND "), args
}
