package store

import (
	"context"
	"fmt"
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

// Search returns at most limit messages, the latest first, and how many there are in all.
// 0 is no limit.
func (s *Store) Search(ctx context.Context, t search.Terms, limit int) (hits []Hit, total int, err error) {
	// A word may be in every mail: only what is shown is read in full.
	ids, total, err := s.matches(ctx, t, limit)
	if err != nil {
		return nil, 0, err
	}
	for _, id := range ids {
		h, err := s.hit(ctx, t, id)
		if err != nil {
			return nil, 0, fmt.Errorf("search: %w", err)
		}
		hits = append(hits, h)
	}
	return hits, total, nil
}

// Words that more mails have than frequent, and so many that the square of their number is
// walked times that of all mails, are looked for from the latest mail back.
const (
	frequent = 100
	walked   = 2
)

// matches returns at most limit messages, the latest first, and how many there are in all.
func (s *Store) matches(ctx context.Context, t search.Terms, limit int) (ids []int64, total int, err error) {
	from, args := searchFrom(t)
	if limit <= 0 {
		limit = -1 // SQLite's word for none
	}
	if match := t.Match(); limit > 0 && match != "" && t.OnlyWords() {
		var all int
		err := s.reader.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM search WHERE search MATCH $1), (SELECT coalesce(max(id), 0) FROM message)`, match).Scan(&total, &all)
		if err != nil {
			return nil, 0, fmt.Errorf("search: %w", explain(err))
		}
		if total == 0 {
			return nil, 0, nil
		}
		if total > frequent && walked*all/total < total {
			ids, err := collect(ctx, s.reader, "search", scanValue[int64], `SELECT id FROM message INDEXED BY message_date WHERE id IN (SELECT rowid FROM search WHERE search MATCH $1) ORDER BY date_ms DESC, id DESC LIMIT $2`, match, limit)
			return ids, total, err
		}
	}
	ids, err = collect(ctx, s.reader, "search", func(row scanner) (id int64, err error) {
		err = row.Scan(&id, &total)
		return id, err
	}, `SELECT m.id, count(*) OVER () FROM `+from+fmt.Sprintf(` ORDER BY m.date_ms DESC, m.id DESC LIMIT %d`, limit), args...)
	return ids, total, err
}

func (s *Store) hit(ctx context.Context, t search.Terms, message int64) (h Hit, err error) {
	var body, quoted string
	err = s.reader.QueryRowContext(ctx, `SELECT m.date_ms, m.project, m.subject, b.new_text, b.quoted,
			(SELECT min(id) FROM entry WHERE message_id = m.id AND act = 'logged')
		FROM message m JOIN body b ON b.message_id = m.id WHERE m.id = $1`, message).
		Scan(ms(&h.At), &h.Project, &h.Subject, &body, &quoted, &h.Entry)
	if err != nil {
		return h, explain(err)
	}
	h.Snippet, h.Marks = t.Snippet(body, quoted)
	people, err := participants(ctx, s.reader, message)
	h.From = people.From
	return h, err
}

// searchFrom returns the search as the FROM and WHERE clauses of a query of messages m.
func searchFrom(t search.Terms) (string, []any) {
	tables := `message m`
	var f filter
	if match := t.Match(); match != "" {
		tables = `search JOIN message m ON m.id = search.rowid`
		f.when(true, `search MATCH $%d`, match)
	} else if match := t.Excluded(); match != "" {
		f.when(true, `m.id NOT IN (SELECT rowid FROM search WHERE search MATCH $%d)`, match)
	}
	f.when(t.Project != "", `m.project = $%d`, t.Project)
	f.when(!t.After.IsZero(), `m.date_ms >= $%d`, t.After.UnixMilli())
	f.when(!t.Before.IsZero(), `m.date_ms < $%d`, t.Before.UnixMilli())
	f.holds(t.HasAttachment, `EXISTS (SELECT 1 FROM attachment a WHERE a.message_id = m.id AND a.inline = 0)`)
	return tables + f.where(), f.args
}
