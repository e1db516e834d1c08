package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"rapport/store/ledger"
)

// Every change of every row becomes an event of the chain, whoever makes it and with
// whichever statement: triggers of the writing connection note the rows, and the commit
// appends what they became. The triggers are made of the tables as they are (log_shape.go),
// so a new table, column or statement is covered without further code.

// noteFunction is the SQL function by which triggers note a row.
const noteFunction = "ledger_note"

// recorder collects the changes of one transaction. It belongs to the writer, which has one
// connection and so one transaction at a time.
type recorder struct {
	key       *ledger.Key
	tables    []coveredTable // by number
	active    bool           // a transaction is under way whose changes count
	changes   []rowChange
	latest    map[rowName]int // index of the latest change of a row
	announced announcement
	cause     eventCause
	chain     ledger.Chain // up to the last event of the transaction; zero where it has none
}

// rowName tells the rows of all tables apart.
type rowName struct {
	table int
	id    int64  // of tables whose key is one number
	text  string // of the others
}

type rowChange struct {
	table int
	act   ledger.EventAct
	what  Event
	cause eventCause
	row   []any         // of a row that was removed only the key; nil: nothing came of it
	kept  *ledger.Event // else: an event of the same row, and the number of its shape
	shape int64
}

// eventCause is the message that causes changes, and the proof of its sender.
type eventCause struct {
	message int64
	proof   string
}

// announcement is the event that the next change of a row is.
type announcement struct {
	table string
	id    int64
	event Event
}

// install makes the triggers on the connection of the writer, and reads which tables there
// are.
func (r *recorder) install(ctx context.Context, db *sql.DB) error {
	tables, err := coveredTables(ctx, db)
	if err != nil {
		return err
	}
	if r.tables, err = numberShapes(ctx, db, tables); err != nil {
		return err
	}
	var statements strings.Builder
	for i := range r.tables {
		statements.WriteString(r.tables[i].triggers(i))
	}
	if _, err := db.ExecContext(ctx, statements.String()); err != nil {
		return fmt.Errorf("watch the tables: %w", err)
	}
	return nil
}

// begin discards what was noted before, and notes changes of tables from now on.
func (r *recorder) begin(tables []coveredTable) {
	r.tables = tables
	r.active, r.changes, r.latest = true, r.changes[:0], map[rowName]int{}
	r.announced, r.cause, r.chain = announcement{}, eventCause{}, ledger.Chain{}
}

// note is the SQL function: the number of the table, the act, and the row.
func (r *recorder) note(arguments ...any) int64 {
	if !r.active || len(arguments) < 3 {
		return 0
	}
	number, _ := arguments[0].(int64)
	act, _ := arguments[1].(int64)
	table, row := &r.tables[number], arguments[2:]
	r.add(int(number), ledger.EventAct(act), table.nameOf(int(number), ledger.EventAct(act), row), row)
	return 0
}

func (r *recorder) add(table int, act ledger.EventAct, name rowName, row []any) {
	last, known := r.latest[name]
	what := Event("")
	if a := r.announced; a.event != "" && a.id == name.id && a.table == r.tables[table].shape.Table {
		what, r.announced = a.event, announcement{}
	}
	switch {
	case known && act == ledger.EventRemoved && r.changes[last].act == ledger.EventAdded && r.changes[last].what == "":
		r.changes[last].row = nil // it came and went
		delete(r.latest, name)
		return
	case known && act == ledger.EventChanged && what == "" && r.changes[last].act != ledger.EventRemoved:
		r.changes[last].row = row // a later statement about the same event
		return
	}
	r.latest[name] = len(r.changes)
	r.changes = append(r.changes, rowChange{table: table, act: act, what: what, cause: r.cause, row: row})
}

// trust notes a row that is taken as it is.
func (r *recorder) trust(table int, row []any) {
	r.add(table, ledger.EventTrusted, r.tables[table].nameOf(table, ledger.EventTrusted, row), row)
}

// forget notes that the row of an event is gone, by that event's own names.
func (r *recorder) forget(last *ledger.Event, shapes map[int64]*ledger.Shape) {
	for number, shape := range shapes {
		if shape == last.Shape {
			r.changes = append(r.changes, rowChange{act: ledger.EventRemoved, row: []any{}, kept: last, shape: number})
		}
	}
}

// shapes notes that the chain knows the columns of tables.
func (r *recorder) shapes(added []string) {
	for _, text := range added {
		r.statement("%s%s", columnsAre, text)
	}
}

// columnsAre begins an event that says which columns a table has.
const columnsAre = "columns: "

// statement notes an event of no row.
func (r *recorder) statement(format string, args ...any) {
	r.changes = append(r.changes, rowChange{table: -1, act: ledger.EventNoted, what: Event(fmt.Sprintf(format, args...)), row: []any{}})
}

// mostEvents bounds the events that are kept in one row.
const mostEvents = 1000

// seal appends the events of the transaction to the chain.
func (r *recorder) seal(tx *Tx) error {
	r.active = false
	if len(r.changes) == 0 {
		return nil
	}
	chain, err := chainEnd(tx)
	if err != nil {
		return err
	}
	defer func() { r.chain = chain }()
	var (
		salt   = make([]byte, 16)
		hider  *ledger.Hider
		events []byte
		held   int
	)
	flush := func() error {
		if held == 0 {
			return nil
		}
		err := tx.exec(`INSERT INTO event (id, recorded_ms, salt, events, hash, seal) VALUES ($1, $2, $3, $4, $5, $6)`,
			chain.Number, tx.now, salt, events, chain.Hash[:], r.key.Seal(&chain, salt))
		if err != nil {
			return fmt.Errorf("append to the chain: %w", err)
		}
		events, held, hider = events[:0], 0, nil
		return nil
	}
	for _, c := range r.changes {
		if c.row == nil {
			continue
		}
		if hider == nil {
			rand.Read(salt) // never fails
			hider = r.key.NewHider(salt)
		}
		e := ledger.Event{Number: chain.Number + 1, Recorded: tx.now, Act: c.act, What: string(c.what), Message: c.cause.message, Proof: c.cause.proof}
		shape := c.shape
		switch {
		case c.kept != nil:
			e.Shape, e.Values = c.kept.Shape, c.kept.Shape.KeyOf(c.kept)
		case c.table >= 0:
			table := &r.tables[c.table]
			e.Shape, shape = &table.shape, table.number
			if c.act == ledger.EventRemoved {
				e.Values = hider.Key(e.Shape, c.row)
			} else {
				e.Values = hider.Values(e.Shape, c.row)
			}
		}
		chain.Add(&e)
		events, held = e.AppendCompact(events, shape), held+1
		if held == mostEvents {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// chainEnd returns the chain as far as the transaction sees it.
func chainEnd(tx *Tx) (chain ledger.Chain, err error) {
	err = tx.row(`SELECT id, hash FROM event ORDER BY id DESC LIMIT 1`).Scan(&chain.Number, hashOf{&chain.Hash})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return chain, fmt.Errorf("read the end of the chain: %w", err)
	}
	return chain, nil
}

// announce says which event the next change of a row is.
func (tx *Tx) announce(table string, id int64, event Event) {
	tx.events.announced = announcement{table, id, event}
}

// causedBy says which message causes the changes that follow, until the function that it
// returns is called.
func (tx *Tx) causedBy(message int64, proof string) (end func()) {
	before := tx.events.cause
	tx.events.cause = eventCause{message, proof}
	return func() { tx.events.cause = before }
}

// proofOf says how sure the sender of a mail is, and by what an answer is tied to its
// question.
func proofOf(m *Message, a *Response) string {
	level := string(m.Auth.level())
	switch {
	case a == nil:
		return level
	case a.Purpose == PurposeChallenge || a.Purpose == PurposeAgain:
		return "challenge, " + level
	case a.ByReference:
		return "by Message-ID, " + level
	}
	return "round trip, " + level
}

// nameOf returns what tells a row from others.
func (t *coveredTable) nameOf(number int, act ledger.EventAct, row []any) rowName {
	key := row
	if act != ledger.EventRemoved {
		key = make([]any, len(t.key))
		for i, column := range t.key {
			key[i] = row[column]
		}
	}
	if len(key) == 1 {
		if id, ok := key[0].(int64); ok {
			return rowName{table: number, id: id}
		}
	}
	var text []byte
	for _, value := range key {
		switch v := value.(type) {
		case int64:
			text = append(strconv.AppendInt(text, v, 10), 0)
		case string:
			text = append(append(text, v...), 0)
		case []byte:
			text = append(append(text, v...), 0)
		}
	}
	return rowName{table: number, text: string(text)}
}
