package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rapport/store/ledger"
)

// coveredTable is a table whose rows the chain covers.
type coveredTable struct {
	number  int64 // of its shape in the database; 0 before it is kept there
	shape   ledger.Shape
	key     []int // indexes of the columns of its key
	late    string
	settled string
}

// columns returns the columns of the shape, each behind a prefix.
func (t *coveredTable) columns(prefix string, only func(ledger.Column) bool) string {
	var names []string
	for _, c := range t.shape.Columns {
		if only == nil || only(c) {
			names = append(names, prefix+`"`+c.Name+`"`)
		}
	}
	return strings.Join(names, ", ")
}

// coverage is what is particular about how the chain covers a table.
type coverage struct {
	provedBy string   // what proves its rows instead of events
	columns  []string // that events have of it, besides its key; nil: all
	without  []string // columns that are proved otherwise
	late     string   // condition on a row, of %s, that enters the chain later than it is written
	settled  string   // condition on the rows that are in the chain; "" all
}

// coverageOf returns how the chain covers a table: whole, unless it is listed here.
func coverageOf(table string) coverage {
	return map[string]coverage{
		"event":       {provedBy: "itself"},
		"shape":       {provedBy: "the events that have it"},
		"ledger":      {provedBy: "the key"},
		"body":        {provedBy: "the entry of its message"},
		"participant": {provedBy: "the entry of its message"},
		"attachment":  {provedBy: "the entry of its message"},
		// Their bytes are held against a hash that the chain has.
		"raw":        {without: []string{"zstd"}},
		"superseded": {without: []string{"zstd"}},
		"file":       {without: []string{"zstd"}},
		// An entry has its own hash, over all that it holds.
		"entry": {columns: []string{"hash"}},
		// An event beside the mail that answered would say who gave the answer: anonymous
		// ones enter the chain when their survey closes.
		"survey_answer": {late: "%saddress = ''", settled: "address <> '' OR survey_id IN (SELECT id FROM survey WHERE state = 'closed')"},
	}[table]
}

// isClear reports whether events have the texts of a column as they are: words of
// Rapport's own, and never those of people.
func isClear(column string) bool {
	return slices.Contains([]string{
		"about", "act", "audience", "cause", "event", "kind", "notice", "outcome", "policy", "project", "purpose", "role", "sign", "stage", "state", "what",
		"due", "period", "from_day", "to_day", "day",
		"answer_warning", "arrival", "reminder", "signal", "solution_warning", "step_request",
	}, column)
}

// coveredTables returns the tables that the chain covers, in alphabetical order.
func coveredTables(ctx context.Context, q querier) ([]coveredTable, error) {
	names, err := collect(ctx, q, "list tables", scanValue[string], `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'search' AND name NOT LIKE 'search\_%' ESCAPE '\' ORDER BY name`)
	if err != nil {
		return nil, err
	}
	var tables []coveredTable
	for _, name := range names {
		if coverageOf(name).provedBy != "" {
			continue
		}
		table, err := coveredTableOf(ctx, q, name)
		if err != nil {
			return nil, err
		}
		tables = append(tables, table)
	}
	return tables, nil
}

func coveredTableOf(ctx context.Context, q querier, name string) (coveredTable, error) {
	type column struct {
		name string
		key  int // from 1 on, 0: not of the key
	}
	all, err := collect(ctx, q, "list the columns of "+name, func(row scanner) (c column, err error) {
		err = row.Scan(&c.name, &c.key)
		return c, err
	}, `SELECT name, pk FROM pragma_table_info($1) ORDER BY cid`, name)
	if err != nil {
		return coveredTable{}, err
	}
	rule := coverageOf(name)
	t := coveredTable{shape: ledger.Shape{Table: name}, late: rule.late, settled: rule.settled}
	for _, c := range all {
		if c.key == 0 && (slices.Contains(rule.without, c.name) || rule.columns != nil && !slices.Contains(rule.columns, c.name)) {
			continue
		}
		if c.key > 0 {
			t.key = append(t.key, len(t.shape.Columns))
		}
		t.shape.Columns = append(t.shape.Columns, ledger.Column{Name: c.name, Key: c.key > 0, Hidden: !isClear(c.name)})
	}
	if len(t.key) == 0 {
		return t, fmt.Errorf("table %s has no primary key, so that the chain cannot name its rows", name)
	}
	return t, nil
}

// triggers returns the statements that make the triggers of a table.
func (t *coveredTable) triggers(number int) string {
	isKey := func(c ledger.Column) bool { return c.Key }
	note := func(name, when, condition string, act ledger.EventAct, columns string) string {
		if t.late != "" && act != ledger.EventRemoved {
			condition += " AND NOT (" + fmt.Sprintf(t.late, "NEW.") + ")"
		}
		return fmt.Sprintf("CREATE TEMP TRIGGER ledger_%s_%s AFTER %s ON main.%s WHEN %s BEGIN SELECT %s(%d, %d, %s); END;\n",
			name, t.shape.Table, when, t.shape.Table, condition, noteFunction, number, act, columns)
	}
	return note("add", "INSERT", "1", ledger.EventAdded, t.columns("NEW.", nil)) +
		note("rename", "UPDATE", differs(t.shape, true), ledger.EventRemoved, t.columns("OLD.", isKey)) +
		note("change", "UPDATE", differs(t.shape, false), ledger.EventChanged, t.columns("NEW.", nil)) +
		note("remove", "DELETE", "1", ledger.EventRemoved, t.columns("OLD.", isKey))
}

// differs returns the condition that an update changed a column, or one of the key.
func differs(s ledger.Shape, key bool) string {
	var parts []string
	for _, c := range s.Columns {
		if c.Key || !key {
			parts = append(parts, fmt.Sprintf(`OLD."%s" IS NOT NEW."%s"`, c.Name, c.Name))
		}
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// numberShapes returns the tables with the numbers under which their shapes are kept.
func numberShapes(ctx context.Context, q querier, tables []coveredTable) ([]coveredTable, error) {
	shapes, err := readShapes(ctx, q)
	if err != nil {
		return nil, err
	}
	for i := range tables {
		text := tables[i].shape.String()
		for number, shape := range shapes {
			if shape.String() == text {
				tables[i].number = number
			}
		}
		if tables[i].number == 0 {
			return nil, fmt.Errorf("the chain does not know the columns of %s: was the database changed by another program?", tables[i].shape.Table)
		}
	}
	return tables, nil
}

// readShapes returns the shapes that events refer to, by number.
func readShapes(ctx context.Context, q querier) (map[int64]*ledger.Shape, error) {
	type numbered struct {
		number int64
		text   string
	}
	list, err := collect(ctx, q, "list the columns that the chain knows", func(row scanner) (n numbered, err error) {
		err = row.Scan(&n.number, &n.text)
		return n, err
	}, `SELECT id, text FROM shape`)
	if err != nil {
		return nil, err
	}
	shapes := make(map[int64]*ledger.Shape, len(list))
	for _, n := range list {
		shape, err := ledger.ParseShape(n.text)
		if err != nil {
			return nil, err
		}
		shapes[n.number] = &shape
	}
	return shapes, nil
}
