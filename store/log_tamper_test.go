package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// filled returns a store with several rows in every table that the schema has, so that a
// new table is in it without further code.
func filled(t *testing.T) *Store {
	t.Helper()
	s := chained(t)
	raw := "Message-ID: <r@x>\r\n\r\nYes.\r\n"
	poor := &Message{MessageID: "r@x", From: []Address{{Address: "wang@client.example"}}, To: []Address{{Address: "li@agency.example"}}, Date: time.Unix(1000, 0), Unparsed: "too new for this reader"}
	id := keepAndRecord(t, s, raw, poor, Verdict{Kind: KindUnparsed})
	for _, text := range []string{"Yes.", "Yes!", "Yes?"} {
		update(t, s, func(tx *Tx) error {
			good := *poor
			good.Unparsed, good.NewText = "", text
			good.Attachments = []Attachment{{N: 1, Name: "plan.pdf", Type: "application/pdf", Size: 3, SHA256: Hash{1}}, {N: 2, Name: "offer.pdf", Type: "application/pdf", Size: 3, SHA256: Hash{2}}}
			_, _, err := tx.Reprocess(id, &good, Verdict{Kind: KindHuman})
			return err
		})
	}
	update(t, s, func(tx *Tx) error {
		return errors.Join(tx.KeepFile(s.PackFile([]byte("a plan"), "")), tx.KeepFile(s.PackFile([]byte("an offer"), "an offer")), tx.KeepFile(s.PackFile([]byte("minutes"), "minutes")))
	})
	if _, err := s.writer.Exec(`PRAGMA foreign_keys = off; PRAGMA ignore_check_constraints = on`); err != nil {
		t.Fatal(err)
	}
	for _, table := range allTables(t, s) {
		if slices.Contains([]string{"event", "shape", "ledger", "entry", "message", "body", "participant", "attachment", "content_key", "raw", "superseded", "file"}, table) {
			continue
		}
		columns := columnsOf(t, s.reader, table)
		update(t, s, func(tx *Tx) error {
			for n := 101; n <= 103; n++ {
				if err := tx.exec(insertStatement(columns, table, n)); err != nil {
					return fmt.Errorf("%s: %w", table, err)
				}
			}
			return nil
		})
	}
	return s
}

func allTables(t *testing.T, s *Store) []string {
	t.Helper()
	tables, err := collect(t.Context(), s.reader, "list tables", scanValue[string], `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%' ORDER BY name`)
	if err != nil || len(tables) < 35 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	return tables
}

type anyColumn struct{ name, kind string }

func columnsOf(t testing.TB, q querier, table string) []anyColumn {
	columns, err := collect(t.Context(), q, "list columns", func(row scanner) (c anyColumn, err error) {
		err = row.Scan(&c.name, &c.kind)
		return c, err
	}, `SELECT name, type FROM pragma_table_info($1)`, table)
	if err != nil {
		t.Fatal(err)
	}
	return columns
}

// insertStatement inserts a row that no other has the values of.
func insertStatement(columns []anyColumn, table string, n int) string {
	var names, values []string
	for i, c := range columns {
		names = append(names, `"`+c.name+`"`)
		switch c.kind {
		case "INTEGER":
			values = append(values, fmt.Sprint(n+i))
		case "BLOB":
			values = append(values, fmt.Sprintf("x'%04x%04x'", n, i))
		default:
			values = append(values, fmt.Sprintf("'words %d of %s'", n, c.name))
		}
		if c.name == "kind" && table == "procedure" {
			values[i] = "'dispute'"
		} else if moves, states := tablesOfMoves()[table]; c.name == "state" && (states || table == "procedure") {
			values[i] = "'" + append(moves.first, string(DisputeIdentified))[0] + "'"
		}
	}
	return `INSERT INTO ` + table + ` (` + strings.Join(names, ", ") + `) VALUES (` + strings.Join(values, ", ") + `)`
}

// otherValue is an expression for another value of a column, by its type.
var otherValue = map[string]string{"INTEGER": `COALESCE("%s", 0) + 1000`, "BLOB": `CAST(COALESCE("%s", x'') || x'01' AS BLOB)`, "TEXT": `COALESCE("%s", '') || ' and more'`}

// keyOfTable returns the columns of the primary key.
func keyOfTable(t *testing.T, s *Store, table string) string {
	t.Helper()
	names, err := collect(t.Context(), s.reader, "list the key", scanValue[string], `SELECT '"' || name || '"' FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk`, table)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s has no key, %v", table, err)
	}
	return strings.Join(names, ",")
}

// differ reports whether the first and the last row have other values of a column.
func differ(t *testing.T, s *Store, table, column string) (differ bool) {
	t.Helper()
	key := keyOfTable(t, s, table)
	query := fmt.Sprintf(`SELECT (SELECT "%s" FROM %s ORDER BY %s LIMIT 1) IS NOT (SELECT "%s" FROM %s ORDER BY %s DESC LIMIT 1)`, column, table, key, column, table, strings.ReplaceAll(key, ",", " DESC,"))
	if err := s.reader.QueryRow(query).Scan(&differ); err != nil {
		t.Fatal(err)
	}
	return differ
}

// Whatever is changed in a table of the schema, verify finds it and names the table, or the
// entry or event that it belongs to: each column of each table, rows that are added,
// removed and swapped. A table that nothing covers fails here.
func TestVerify_findsEveryTampering(t *testing.T) {
	s := filled(t)
	isCovered(t, s)
	before, err := s.Verify(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	tampered.Store(s, true)
	tried := 0
	try := func(table, what string, statements ...string) {
		t.Helper()
		tried++
		saved := []string{`CREATE TEMP TABLE saved AS SELECT * FROM ` + table}
		restore := []string{`DELETE FROM ` + table, `INSERT INTO ` + table + ` SELECT * FROM saved`, `DROP TABLE saved`}
		tamper(t, s, slices.Concat(saved, statements)...)
		v, err := s.Verify(t.Context(), nil)
		if errors.Is(err, ErrKey) && table == "ledger" {
			// It says which key the log has.
		} else if err != nil {
			t.Errorf("%s: %s: %v", table, what, err)
		} else if len(v.Problems) <= len(before.Problems) {
			t.Errorf("%s: %s is not found", table, what)
		}
		tamper(t, s, restore...)
	}
	for _, table := range allTables(t, s) {
		columns := columnsOf(t, s.reader, table)
		key := keyOfTable(t, s, table)
		last := fmt.Sprintf(`WHERE (%s) = (SELECT %s FROM %s ORDER BY %s LIMIT 1)`, key, key, table, strings.ReplaceAll(key, ",", " DESC,")+" DESC")
		for _, c := range columns {
			try(table, "a change of "+c.name, fmt.Sprintf(`UPDATE %s SET "%s" = %s %s`, table, c.name, fmt.Sprintf(otherValue[c.kind], c.name), last))
		}
		if c := columns[len(columns)-1]; !strings.Contains(key, `"`+c.name+`"`) && differ(t, s, table, c.name) && table != "shape" {
			first := strings.ReplaceAll(strings.ReplaceAll(last, " DESC", ""), "WHERE", "")
			try(table, "a swap of "+c.name, fmt.Sprintf(`UPDATE %s SET "%s" = CASE WHEN %s THEN (SELECT "%s" FROM saved %s) ELSE (SELECT "%s" FROM saved WHERE %s) END WHERE %s OR %s`,
				table, c.name, first, c.name, last, c.name, first, first, strings.TrimPrefix(last, "WHERE")))
		}
		try(table, "the removal of a row", `DELETE FROM `+table+` `+last)
		try(table, "the removal of all rows", `DELETE FROM `+table)
		if table != "ledger" {
			try(table, "a row more", insertStatement(columns, table, 900))
		}
	}
	t.Logf("%d tamperings", tried)
	if tried < 300 {
		t.Errorf("only %d tamperings were tried", tried)
	}
	after, err := s.Verify(t.Context(), nil)
	if err != nil || len(after.Problems) != len(before.Problems) {
		t.Errorf("what was put back is not as it was: %v, %v", problemTexts(after), err)
	}
}
