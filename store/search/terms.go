// Package search reads what a person searches for, and makes text findable in scripts
// with and without spaces. It knows the full-text index of SQLite by its query language
// alone.
package search

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Terms is a search, as a person wrote it:
//
//	会议纪要 "final offer" -draft from:wang project:ACME after:2026-03-01 before:2026-04-01 has:attachment
//
// Words and quoted phrases must all be found; a trailing * lets a word go on;
// a leading - excludes words and people. What narrows the search otherwise cannot be
// excluded: to take it for its opposite would answer another question.
type Terms struct {
	Project       string
	After, Before time.Time // on or after the start of After; before the start of Before
	HasAttachment bool
	words         []word
}

type word struct {
	column  string // "" is any
	text    string
	prefix  bool
	exclude bool
}

// maxWords bounds a search.
const maxWords = 32

// Parse reads a search. Days are those of zone. An unknown word before a
// colon is searched for as text, so that times and URLs can be found.
func Parse(query string, zone *time.Location) (Terms, error) {
	var t Terms
	for _, field := range splitTerms(query) {
		exclude := strings.HasPrefix(field, "-") && len(field) > 1
		field = strings.TrimPrefix(field, "-")
		name, value, filter := strings.Cut(field, ":")
		if !filter {
			name = "" // "before" alone is a word like any other
		}
		value = strings.Trim(value, `"`)
		w := word{exclude: exclude}
		name = strings.ToLower(name)
		if exclude && slices.Contains([]string{"project", "after", "since", "before", "until", "has"}, name) {
			return t, fmt.Errorf("-%s: only words, from:, to:, with:, subject: and file: can be excluded", field)
		}
		switch name {
		case "project":
			t.Project = strings.ToUpper(value)
			continue
		case "after", "since", "before", "until":
			day, err := ParseDay(value, zone)
			if err != nil {
				return t, fmt.Errorf("%s: %w", name, err)
			}
			switch name {
			case "after", "since":
				t.After = day
			case "before":
				t.Before = day
			case "until":
				t.Before = day.AddDate(0, 0, 1)
			}
			continue
		case "has":
			if value != "attachment" {
				return t, fmt.Errorf("has:%s: only has:attachment is known", value)
			}
			t.HasAttachment = true
			continue
		case "from":
			w.column, w.text = "sender", value
		case "to", "with":
			w.column, w.text = "people", value
		case "subject":
			w.column, w.text = "subject", value
		case "file":
			w.column, w.text = "files", value
		default:
			w.text = strings.Trim(field, `"`)
		}
		w.prefix = strings.HasSuffix(w.text, "*")
		w.text = strings.TrimRight(w.text, "*")
		if phrase(w.text, w.prefix) == "" {
			continue
		}
		if t.words = append(t.words, w); len(t.words) > maxWords {
			return t, fmt.Errorf("a search takes at most %d words", maxWords)
		}
	}
	if len(t.words) == 0 && t.Project == "" && t.After.IsZero() && t.Before.IsZero() && !t.HasAttachment {
		return t, fmt.Errorf("nothing to search for in %q: give a word of letters or digits", query)
	}
	return t, nil
}

// ParseDay reads 2026-03-01 as the start of that day in zone.
func ParseDay(text string, zone *time.Location) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		return day, fmt.Errorf("%q is not a date: write it as 2026-03-01", text)
	}
	return day, nil
}

// splitTerms splits at white space outside double quotes.
func splitTerms(query string) []string {
	quoted := false
	return strings.FieldsFunc(query, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return !quoted && (r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u3000')
	})
}

// OnlyWords reports whether nothing but words narrows the search.
func (t Terms) OnlyWords() bool {
	return t.Project == "" && t.After.IsZero() && t.Before.IsZero() && !t.HasAttachment
}

// Match returns the words as an FTS5 query, "" where there are none.
func (t Terms) Match() string {
	var with, without []string
	for _, w := range t.words {
		p := w.match()
		if w.exclude {
			without = append(without, "("+p+")")
		} else {
			with = append(with, "("+p+")")
		}
	}
	if len(with) == 0 {
		return ""
	}
	query := strings.Join(with, " AND ")
	for _, p := range without {
		query = "(" + query + ") NOT " + p
	}
	return query
}

// Excluded returns the words that must be absent, as an FTS5 query, where Match has none
// to subtract them from; else "".
func (t Terms) Excluded() string {
	var without []string
	for _, w := range t.words {
		if !w.exclude {
			return ""
		}
		without = append(without, "("+w.match()+")")
	}
	return strings.Join(without, " OR ")
}

// match writes one word as an FTS5 query.
func (w word) match() string {
	p := phrase(w.text, w.prefix)
	switch w.column {
	case "":
		return p
	case "people": // to: and with: find the sender as well
		return "{people sender} : " + p
	}
	return w.column + " : " + p
}
