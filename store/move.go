package store

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Event is what happens to something that has states, in the words of the documentation
// and of the steps of procedures.
type Event string

// Move is a change of state: what happens, from which states, to which.
type Move[S ~string] struct {
	Event Event
	From  []S
	To    S
}

// machine is the states of the rows of one table.
type machine[S ~string] struct {
	table string
	stamp string // the column that holds when the state changed last; "" where none does
	moves []Move[S]
}

// move applies an event to a row if its state allows it, and reports whether it did.
// An event that the machine does not know is an error. The change enters the chain under the
// name of the event.
func (m machine[S]) move(tx *Tx, id int64, event Event) (bool, error) {
	i := slices.IndexFunc(m.moves, func(move Move[S]) bool { return move.Event == event })
	if i < 0 {
		return false, fmt.Errorf("%q is nothing that happens to a row of %s", event, m.table)
	}
	where := fmt.Sprintf(`WHERE id = $2 AND state IN (%s)`, inQuotes(m.moves[i].From))
	tx.announce(m.table, id, event)
	moved, err := tx.changedOne(fmt.Sprintf(`UPDATE %s SET state = $1 %s`, m.table, where), m.moves[i].To, id)
	tx.announce("", 0, "")
	if err != nil || !moved || m.stamp == "" {
		return moved, err
	}
	return true, tx.exec(fmt.Sprintf(`UPDATE %s SET %s = $1 WHERE id = $2`, m.table, m.stamp), tx.now, id)
}

// moveBy is move, and records who did it.
func (m machine[S]) moveBy(tx *Tx, id int64, event Event, actor string) (bool, error) {
	moved, err := m.move(tx, id, event)
	if err != nil || !moved {
		return false, err
	}
	return true, tx.exec(fmt.Sprintf(`UPDATE %s SET actor = $1 WHERE id = $2`, m.table), cleanActor(actor), id)
}

// changedOne runs a statement that changes a row only where it stands as expected, and
// reports whether it did.
func (tx *Tx) changedOne(query string, args ...any) (bool, error) {
	result, err := tx.sql.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return false, fmt.Errorf("change a state: %w", err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// cleanActor returns a name without control characters: it is a line of the ledger.
func cleanActor(actor string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, actor)
}

// inQuotes returns states as a list of SQL.
func inQuotes[S ~string](states []S) string {
	list := make([]string, len(states))
	for i, state := range states {
		list[i] = "'" + string(state) + "'"
	}
	return strings.Join(list, ", ")
}
