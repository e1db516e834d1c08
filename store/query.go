package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// querier is the pool of readers, or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// scanner is one row of the result of a query.
type scanner interface{ Scan(...any) error }

// collect returns what scan reads from each row of a query. what says what is read, for
// the error.
func collect[T any](ctx context.Context, q querier, what string, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, explain(err))
	}
	defer rows.Close()
	list := []T{} // never null in JSON
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", what, explain(err))
		}
		list = append(list, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", what, explain(err))
	}
	return list, nil
}

// scanValue reads the only column of a row.
func scanValue[T any](row scanner) (value T, err error) {
	err = row.Scan(&value)
	return value, err
}

// readError wraps the error of reading one row, which is ErrNotFound where there is none;
// nil stays nil.
func readError(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		err = ErrNotFound
	}
	return fmt.Errorf("%s: %w", what, explain(err))
}

// filter is the conditions of a query, in their order.
type filter struct {
	conditions []string
	args       []any
}

// when adds a condition on a value, which stands as $%d in it, if it is to restrict.
func (f *filter) when(restricts bool, condition string, value any) {
	if !restricts {
		return
	}
	f.args = append(f.args, value)
	f.conditions = append(f.conditions, fmt.Sprintf(condition, len(f.args)))
}

// holds adds a condition on no value, if it is to restrict.
func (f *filter) holds(restricts bool, condition string) {
	if restricts {
		f.conditions = append(f.conditions, condition)
	}
}

// where returns the clause, "" where nothing restricts.
func (f *filter) where() string {
	if len(f.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(f.conditions, " AND ")
}

// ms reads a column of milliseconds UTC into a time; 0 is the zero time.
func ms(t *time.Time) sql.Scanner { return millisecondsOf{t} }

type millisecondsOf struct{ time *time.Time }

// Scan implements sql.Scanner.
func (m millisecondsOf) Scan(value any) error {
	at, ok := value.(int64)
	if !ok {
		return fmt.Errorf("%T is no time", value)
	}
	*m.time = timeOf(at)
	return nil
}

// hashOf reads a column of bytes into a hash. What is not one is read as 0: verify finds it.
type hashOf struct{ hash *Hash }

// Scan implements sql.Scanner.
func (h hashOf) Scan(value any) error {
	b, ok := value.([]byte)
	if !ok {
		return fmt.Errorf("%T is no hash", value)
	}
	*h.hash = Hash{}
	if len(b) == len(h.hash) {
		copy(h.hash[:], b)
	}
	return nil
}

func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// optional returns NULL for 0.
func optional(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}
