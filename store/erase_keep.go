package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Keep is how long something is kept: years, months and days of the calendar. The zero Keep is for
// ever.
type Keep struct{ Years, Months, Days int }

// ParseKeep reads a length of time as the configuration has it: "3y", "18m", "90d".
func ParseKeep(text string) (keep Keep, ok bool) {
	if text == "" {
		return keep, false
	}
	n, err := strconv.Atoi(text[:len(text)-1])
	if err != nil || n < 1 || n > 10_000 {
		return keep, false
	}
	switch text[len(text)-1] {
	case 'y':
		keep.Years = n
	case 'm':
		keep.Months = n
	case 'd':
		keep.Days = n
	default:
		return keep, false
	}
	return keep, true
}

// From returns when what is kept from a time on may go.
func (k Keep) From(t time.Time) time.Time { return t.AddDate(k.Years, k.Months, k.Days) }

// KeptUntil returns when the log of a project may go; false: it is kept for ever, the project is not
// closed, or it has no mail.
func (s *Store) KeptUntil(ctx context.Context, p Project) (until time.Time, ok bool, err error) {
	if p.Keep == (Keep{}) {
		return until, false, nil
	}
	if !p.Closed { // in the configuration; it may be closed with a summary
		c, found, err := s.ClosingOn(ctx, p.Code, AtTheEnd)
		if err != nil || !found || c.State != ClosingClosed {
			return until, false, err
		}
	}
	var last time.Time
	err = s.reader.QueryRowContext(ctx, `SELECT date_ms FROM message WHERE project = $1 ORDER BY date_ms DESC LIMIT 1`, p.Code).Scan(ms(&last))
	if errors.Is(err, sql.ErrNoRows) {
		return until, false, nil
	}
	if err != nil {
		return until, false, fmt.Errorf("last mail of %s: %w", p.Code, explain(err))
	}
	return p.Keep.From(last), true, nil
}
