package store

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"rapport/store/ledger"
)

// A batch is what one row of the table event holds.
type batch struct {
	last     int64 // number of its last event
	recorded int64
	salt     []byte
	events   []byte
	hash     ledger.Hash
	seal     []byte
}

const selectBatch = `SELECT id, recorded_ms, salt, events, hash, seal FROM event`

func scanBatch(row scanner) (b batch, err error) {
	err = row.Scan(&b.last, &b.recorded, &b.salt, &b.events, hashOf{&b.hash}, &b.seal)
	return b, err
}

// read returns the events of the batch, with their numbers.
func (b *batch) read(shapes map[int64]*ledger.Shape) (events []*ledger.Event, err error) {
	err = ledger.ReadCompact(b.events, func(n int64) *ledger.Shape { return shapes[n] }, func(e *ledger.Event) error {
		e.Recorded = b.recorded
		events = append(events, e)
		return nil
	})
	for i, e := range events {
		e.Number = b.last - int64(len(events)) + int64(i) + 1
	}
	return events, err
}

// replay applies every event of the chain to a state. It calls check, where that is not
// nil, with each batch and its events.
func replay(ctx context.Context, q querier, shapes map[int64]*ledger.Shape, state *ledger.State, check func(*batch, []*ledger.Event, error)) error {
	rows, err := q.QueryContext(ctx, selectBatch+` ORDER BY id`)
	if err != nil {
		return fmt.Errorf("read the chain: %w", explain(err))
	}
	defer rows.Close()
	for rows.Next() {
		b, err := scanBatch(rows)
		if err != nil {
			return fmt.Errorf("read the chain: %w", explain(err))
		}
		events, err := b.read(shapes)
		if check != nil {
			check(&b, events, err)
		}
		if len(b.salt) == 0 {
			b.salt = []byte{0} // it was removed, and no row will be as they say
		}
		for _, e := range events {
			if _, lost := lostKeys(e); lost { // no row is known any more by the names that it had
				clear(state.Rows)
			}
			state.Apply(e, b.salt)
		}
	}
	return explain(rows.Err())
}

// rowDifference is a row that is not what the events say.
type rowDifference struct {
	table int           // index; of no meaning where the row is gone
	row   []any         // as it is; nil where it is gone
	last  *ledger.Event // the last event of it; nil where there is none
	now   []ledger.Value
}

// compareState calls found with each row of the tables that is not as the state has it.
func compareState(ctx context.Context, q querier, key *ledger.Key, tables []coveredTable, shapes map[int64]*ledger.Shape, state *ledger.State, found func(rowDifference) error) error {
	plain := key.NewHider(nil)
	hider, salt := plain, -1
	for i := range tables {
		shape := &tables[i].shape
		err := tables[i].rows(ctx, q, func(row []any) error {
			name := ledger.NameRow(shape.Table, plain.KeyOf(shape, row))
			if !state.Has(name) {
				return nil
			}
			state.Compared++
			last, known := state.Rows[name]
			if !known {
				return found(rowDifference{table: i, row: row})
			}
			delete(state.Rows, name)
			if int(last.Salt) != salt {
				salt = int(last.Salt)
				hider = key.NewHider(state.Salts[salt])
			}
			now := hider.Values(shape, row)
			if ledger.DigestValues(now) == last.Digest {
				return nil
			}
			e, err := eventOf(ctx, q, shapes, last.Event)
			if err != nil {
				return err
			}
			return found(rowDifference{i, row, e, now})
		})
		if err != nil {
			return err
		}
	}
	for _, left := range slices.SortedFunc(maps.Values(state.Rows), func(a, b ledger.RowState) int { return cmp.Compare(a.Event, b.Event) }) {
		e, err := eventOf(ctx, q, shapes, left.Event)
		if err != nil {
			return err
		}
		if err := found(rowDifference{last: e}); err != nil {
			return err
		}
	}
	return nil
}

// eventOf returns the event of a number.
func eventOf(ctx context.Context, q querier, shapes map[int64]*ledger.Shape, number int64) (*ledger.Event, error) {
	b, err := scanBatch(q.QueryRowContext(ctx, selectBatch+` WHERE id >= $1 ORDER BY id LIMIT 1`, number))
	if err != nil {
		return nil, readError(fmt.Sprintf("read event %d", number), err)
	}
	events, err := b.read(shapes)
	if err != nil {
		return nil, fmt.Errorf("read event %d: %w", number, err)
	}
	for _, e := range events {
		if e.Number == number {
			return e, nil
		}
	}
	return nil, fmt.Errorf("read event %d: %w", number, ErrNotFound)
}

// chainCheck finds where the chain is not what was written.
type chainCheck struct {
	chain  ledger.Chain
	key    *ledger.Key
	report func(event int64, text string, args ...any)
	seen   func(event int64, hash Hash)

	unsealed []int64 // last events of transactions whose seal is not under the key
}

// next takes the next batch.
func (c *chainCheck) next(b *batch, events []*ledger.Event, err error) {
	if err != nil {
		c.report(b.last, "was changed: %v", err)
	} else if first := b.last - int64(len(events)) + 1; first != c.chain.Number+1 {
		c.report(first, "the event before it is missing: %d should follow", c.chain.Number+1)
	}
	for _, e := range events {
		c.chain.Add(e)
		c.seen(c.chain.Number, c.chain.Hash)
	}
	switch {
	case err != nil:
	case c.chain.Hash != b.hash:
		c.report(b.last, "was changed, or one before it was: its hash is %s, not %s", b.hash, c.chain.Hash)
	case !bytes.Equal(c.key.Seal(&c.chain, b.salt), b.seal):
		c.unsealed = append(c.unsealed, b.last)
	}
	c.chain.Number, c.chain.Hash = b.last, b.hash // go on from what is there: each break is reported once
}
