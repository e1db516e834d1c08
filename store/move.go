package store

import (
	"fmt"
	"slices"
	"strings"
)

// Move is a change of state: what happens, from which states, to which.
type Move[S ~string] struct {
	Event string
	From  []S
	To    S
}

// move makes what happened happen to a row of table, where its state allows it, and
// says whether it did. moves is the whole of what can happen there.
func move[S ~string](tx *Tx, table string, moves []Move[S], id int64, event string) (bool, error) {
	i := slices.IndexFunc(moves, func(m Move[S]) bool { return m.Event == event })
	if i < 0 {
		panic("no such event: " + event) // of our own, in a table of our own
	}
	from := make([]string, len(moves[i].From))
	for n, state := range moves[i].From {
		from[n] = "'" + string(state) + "'"
	}
	return tx.changedOne(fmt.Sprintf(`UPDATE %s SET state = $1, changed_ms = $2 WHERE id = $3 AND state IN (%s)`, table, strings.Join(from, ", ")), moves[i].To, tx.now, id)
}
