package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"rapport/store/ledger"
)

// rowsAtOnce bounds how many rows are held in memory while they are compared with the
// chain; where there are more, the chain is read several times.
const rowsAtOnce = 400_000

// verifyEvents checks the chain of events, and compares every row of the tables with it, as
// of one moment.
func (v *verifier) verifyEvents(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback()
	tables, err := coveredTables(ctx, tx)
	if err != nil {
		return err
	}
	shapes, err := readShapes(ctx, tx)
	if err != nil {
		return err
	}
	var all int64
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(max(id), 0) FROM event`).Scan(&all); err != nil {
		return explain(err)
	}
	parts, err := partsOf(ctx, tx, tables)
	if err != nil {
		return err
	}
	noted := map[string]bool{} // columns of tables, by the chain
	check := chainCheck{key: &v.store.key, report: v.event, seen: v.witness}
	for part := range parts {
		state := ledger.NewState(part, parts)
		moves := newMoveCheck(state.Has, v.add)
		err := replay(ctx, tx, shapes, state, func(b *batch, events []*ledger.Event, err error) {
			for _, e := range events {
				moves.next(e)
			}
			if part > 0 {
				return
			}
			check.next(b, events, err)
			for _, e := range events {
				v.note(e, noted)
			}
			v.progress(b.last, all)
		})
		if err != nil {
			return err
		}
		err = compareState(ctx, tx, &v.store.key, tables, shapes, state, func(d rowDifference) error {
			v.difference(tables, d)
			return nil
		})
		if err != nil {
			return err
		}
		v.found.Rows += state.Compared
	}
	v.verifyShapes(shapes, noted)
	for _, event := range check.unsealed {
		if event >= v.found.LostKey {
			v.event(event, "was written by somebody who did not have the key of the log")
		}
	}
	v.found.Events, v.found.Head = check.chain.Number, check.chain.Hash
	if all == 0 {
		v.event(0, "the chain is empty: all events were removed")
	}
	return nil
}

// note takes up what an event says of the chain itself; noted has the columns of tables that the
// chain names.
func (v *verifier) note(e *ledger.Event, noted map[string]bool) {
	switch {
	case e.Act == ledger.EventTrusted:
		v.found.Trusted++
	case e.Act != ledger.EventNoted:
	case strings.HasPrefix(e.What, alteredBeforeUpgrade):
		v.event(e.Number, "%s", e.What)
	case strings.HasPrefix(e.What, keyLost):
		v.lostKey, _ = lostKeys(e)
		v.found.LostKey = e.Number
	case strings.HasPrefix(e.What, columnsAre):
		noted[strings.TrimPrefix(e.What, columnsAre)] = true
	}
}

// verifyShapes compares the columns of tables that the database has noted with those of the
// chain.
func (v *verifier) verifyShapes(shapes map[int64]*ledger.Shape, noted map[string]bool) {
	for number, shape := range shapes {
		if !noted[shape.String()] {
			v.add(Problem{Object: fmt.Sprint("shape ", number), Log: "nothing", Table: shape.String(), Text: fmt.Sprintf("shape %d is not in the chain: %s", number, shape)})
		}
		delete(noted, shape.String())
	}
	for text := range noted {
		v.add(Problem{Object: "shape", Log: text, Table: "nothing", Text: "a shape is gone: " + text})
	}
}

// partsOf returns in how many parts the rows of the tables are compared.
func partsOf(ctx context.Context, q querier, tables []coveredTable) (int, error) {
	var rows int
	for _, table := range tables {
		var n int
		if err := q.QueryRowContext(ctx, `SELECT count(*) FROM `+table.shape.Table).Scan(&n); err != nil {
			return 0, fmt.Errorf("count the rows of %s: %w", table.shape.Table, explain(err))
		}
		rows += n
	}
	return rows/rowsAtOnce + 1, nil
}

// difference lists what is other in a row than the chain says.
func (v *verifier) difference(tables []coveredTable, d rowDifference) {
	switch {
	case d.last == nil:
		table := &tables[d.table]
		v.add(Problem{Object: table.describe(d.row), Log: "nothing", Table: "the row",
			Text: fmt.Sprintf("%s is there, and no event of the chain says so", table.describe(d.row))})
		return
	case d.row == nil:
		name := describeEvent(d.last)
		v.add(Problem{Event: d.last.Number, Object: name, Log: "the row", Table: "nothing",
			Text: fmt.Sprintf("%s is gone; the chain has it", name)})
		return
	}
	table := &tables[d.table]
	if d.last.Shape.String() != table.shape.String() {
		v.add(Problem{Event: d.last.Number, Object: table.describe(d.row), Log: d.last.Shape.String(), Table: table.shape.String(),
			Text: fmt.Sprintf("%s has other columns than the chain says", table.describe(d.row))})
		return
	}
	for i, c := range table.shape.Columns {
		if d.last.Values[i] == d.now[i] {
			continue
		}
		says, is := d.last.Values[i].String(), describeValue(d.row[i])
		v.add(Problem{Event: d.last.Number, Object: table.describe(d.row), Field: c.Name, Log: says, Table: is,
			Text: fmt.Sprintf("%s: %s is %s; the chain says %s", table.describe(d.row), c.Name, is, says)})
	}
}

// describe names a row: confirmer 3/1/wang@client.example.
func (t *coveredTable) describe(row []any) string {
	var key []string
	for _, i := range t.key {
		key = append(key, strings.Trim(describeValue(row[i]), `"`))
	}
	return t.shape.Table + " " + strings.Join(key, "/")
}

// describeEvent names the row of an event.
func describeEvent(e *ledger.Event) string {
	var key []string
	for _, v := range e.Shape.KeyOf(e) {
		key = append(key, strings.Trim(v.String(), `"`))
	}
	return e.Shape.Table + " " + strings.Join(key, "/")
}

// longestValue bounds how much of a value is shown, in characters.
const longestValue = 60

func describeValue(value any) string {
	switch v := value.(type) {
	case nil:
		return "nothing"
	case int64:
		return strconv.FormatInt(v, 10)
	case []byte:
		return fmt.Sprintf("%d bytes", len(v))
	case string:
		if text := []rune(v); len(text) > longestValue {
			return strconv.Quote(string(text[:longestValue])) + "…"
		}
		return strconv.Quote(v)
	}
	return fmt.Sprint(value)
}
