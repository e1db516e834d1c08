package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rapport/store/mention"
	"rapport/store/visible"
)

// ErrOneMatter reports that nobody can tell the parts of a case: its mail asks for one thing
// only, and nobody named several.
var ErrOneMatter = errors.New("its mail asks for one thing only")

// mostParts bounds the cases that one case is split into.
const mostParts = 5

// SplitCase makes several cases of one: as titles name them, or, without titles, one for each
// ask of its mail. Each has the mail, its own number and its own clock, which began with the
// mail. The first part keeps the number that the case had.
func (tx *Tx) SplitCase(id int64, titles []string, actor string) (bool, error) {
	c, err := tx.Case(id)
	if err != nil || c.State == CaseClosed {
		return false, err
	}
	reading, err := tx.readingOf(c.Message)
	if err != nil {
		return false, err
	}
	parts := casesOf(reading.SeparateAsks, reading.Asks, c)
	if len(titles) > 0 {
		parts = namedParts(titles, parts, c)
	} else if c.About != "" {
		parts = nil // it is a part already
	}
	if len(parts) < 2 || len(parts) > mostParts {
		return false, ErrOneMatter
	}
	first := parts[0]
	err = tx.exec(`UPDATE cases SET kind = $1, title = $2, words = $3, about = $4, actor = $5, changed_ms = $6 WHERE id = $7`,
		first.Kind, first.Title, first.Words, first.About, cleanActor(actor), tx.now, id)
	if err != nil {
		return false, err
	}
	if err := tx.raiseFrom(first, actor); err != nil {
		return false, err
	}
	for _, part := range parts[1:] {
		part.Actor, part.Acknowledged = actor, true
		if err := tx.openCase(part); err != nil {
			return false, err
		}
	}
	return true, nil
}

// namedParts returns the parts of a case that somebody named, each with the ask of the mail
// that it is.
func namedParts(titles []string, asks []Case, whole Case) (parts []Case) {
	titles = splitTitles(strings.Join(titles, "\n"))
	about := make([]string, len(asks))
	for i, one := range asks {
		about[i] = one.About
	}
	for _, title := range titles {
		part := whole
		part.Title = visible.Cut(title, longestTitle)
		part.About = part.Title
		if found := mention.Of(title, about); len(found) == 1 {
			part.Kind, part.Words, part.About = asks[found[0]].Kind, asks[found[0]].Words, asks[found[0]].About
		}
		parts = append(parts, part)
	}
	return parts
}

// readingOf returns what was made of a message.
func (tx *Tx) readingOf(message int64) (read Interpretation, err error) {
	var text string
	if err := tx.row(`SELECT reading FROM body WHERE message_id = $1`, message).Scan(&text); err != nil {
		return read, fmt.Errorf("read what message %d asks: %w", message, err)
	}
	if text == "" {
		return read, nil
	}
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		return read, fmt.Errorf("read what message %d asks: %w", message, err)
	}
	return read, nil
}

// splitTitles returns the names of the parts in the argument of a command: a line each.
func splitTitles(argument string) (titles []string) {
	for line := range strings.Lines(argument) {
		if title := visible.Line(line); title != "" && !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	return titles
}
