package store

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
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
func (s *Store) Search(ctx context.Context, t Terms, limit int) (hits []Hit, total int, err error) {
	from, args := t.from()
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

func (s *Store) hit(ctx context.Context, t Terms, message int64) (h Hit, err error) {
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
	h.Snippet, h.Marks = t.snippet(body, quoted)
	people, err := participants(ctx, s.reader, message)
	h.From = people.From
	return h, err
}

// from writes the search as the FROM and WHERE clauses of a query of messages m.
func (t Terms) from() (string, []any) {
	tables := `message m`
	var (
		conditions []string
		args       []any
	)
	add := func(condition string, arg any) {
		args = append(args, arg)
		conditions = append(conditions, fmt.Sprintf(condition, len(args)))
	}
	if match := t.match(); match != "" {
		tables = `search JOIN message m ON m.id = search.rowid`
		add(`search MATCH $%d`, match)
	} else if match := t.excluded(); match != "" {
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
	if len(conditions) == 0 { // ParseTerms refuses that
		return tables, nil
	}
	return tables + ` WHERE ` + strings.Join(conditions, " AND "), args
}

// Snippets are this long, in characters, with the first word a little inside.
const (
	snippetLength = 100
	snippetLead   = 30
)

// snippet returns the stretch of the first text in which a word is found.
func (t Terms) snippet(texts ...string) (string, []int) {
	for _, text := range texts {
		if len(text) > maxIndexed {
			text = strings.ToValidUTF8(text[:maxIndexed], "")
		}
		first := -1
		for _, w := range t.words {
			if w.exclude {
				continue
			}
			if at, _ := indexFold(text, w.text); at >= 0 && (first < 0 || at < first) {
				first = at
			}
		}
		if first >= 0 {
			return t.cut(text, first)
		}
	}
	return t.cut(texts[0], 0)
}

func (t Terms) cut(text string, at int) (string, []int) {
	start := at
	for n := 0; n < snippetLead && start > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:start])
		start -= size
	}
	var b strings.Builder
	if start > 0 {
		b.WriteString("…")
	}
	n, space := 0, false
	rest := ""
	for i, r := range text[start:] {
		if n >= snippetLength {
			rest = text[start+i:]
			break
		}
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			n++
		}
		space = false
		b.WriteRune(r)
		n++
	}
	if rest != "" {
		b.WriteString("…")
	}
	snippet := b.String()
	marks := []int{} // never null in JSON
	for i := 0; i < len(snippet); {
		at, end := -1, 0
		for _, w := range t.words {
			if w.exclude {
				continue
			}
			if from, to := indexFold(snippet[i:], w.text); from >= 0 && (at < 0 || from < at) {
				at, end = from, to
			}
		}
		if at < 0 || end <= at {
			break
		}
		marks = append(marks, i+at, i+end)
		i += end
	}
	return snippet, marks
}

// indexFold finds word in text whatever the case, and gives where it begins and
// ends in bytes of text, or -1.
func indexFold(text, word string) (start, end int) {
	if word == "" {
		return -1, -1
	}
	first, _ := utf8.DecodeRuneInString(word)
	upper, lower := unicode.ToUpper(first), unicode.ToLower(first)
	for i, r := range text {
		if r != first && r != upper && r != lower {
			continue
		}
		if n := prefixFold(text[i:], word); n > 0 {
			return i, i + n
		}
	}
	return -1, -1
}

// prefixFold returns the length in bytes of the prefix of text that equals word
// whatever the case, or 0.
func prefixFold(text, word string) int {
	n := 0
	for _, want := range word {
		got, size := utf8.DecodeRuneInString(text[n:])
		if size == 0 || unicode.ToLower(got) != unicode.ToLower(want) {
			return 0
		}
		n += size
	}
	return n
}
