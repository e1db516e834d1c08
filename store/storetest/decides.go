// Package storetest shows tests what a store decides by.
package storetest

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"rapport/store/sqlite"
)

// tables are those whose rows decide what becomes of a matter: none of mail and its indexes, of the
// queue, and of what waits for a PM's word.
func tables() []string {
	return []string{"confirmation", "confirmation_version", "confirmer", "version_file", "cases", "action", "action_list", "survey", "survey_person", "survey_answer", "survey_stop",
		"suspended", "report", "procedure", "procedure_step", "meeting", "meeting_series", "outside_item", "marking", "digest_only", "awaited", "client_reminder", "missing_mail", "deputy", "bounce", "closing", "lesson"}
}

// Decides returns everything by which the store in a directory decides, a line for each row: the
// tables of all matters with every column, where the messages up to the number last are filed, who is
// a contact by mail, and who was asked what. It leaves out digests and challenges, to which mail
// without effect may lead as well.
func Decides(t testing.TB, dir string, last int64) (rows []string) {
	t.Helper()
	db, err := sqlite.OpenReader(filepath.Join(dir, "rapport.db"), sqlite.Hooks{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	queries := []string{
		fmt.Sprintf("SELECT 'message', id, project, thread_id FROM message WHERE id <= %d", last),
		"SELECT 'request', purpose, project, object, version, address, deputy_of, count(*) FROM request WHERE purpose NOT IN ('challenge', 'digest') GROUP BY 1, 2, 3, 4, 5, 6, 7",
		"SELECT 'person', project, address, name, role, contact, actor FROM person WHERE role <> ''",
	}
	for _, table := range tables() {
		queries = append(queries, "SELECT '"+table+"', * FROM "+table)
	}
	for _, query := range queries {
		rows = append(rows, rowsOf(t, db, query)...)
	}
	return rows
}

// rowsOf returns the rows of a query: the first column, and the others with their names.
func rowsOf(t testing.TB, db *sql.DB, query string) (list []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, fields := make([]any, len(names)), make([]string, len(names))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		for i, name := range names {
			fields[i] = fmt.Sprintf("%v", *values[i].(*any))
			if i > 0 {
				fields[i] = name + "=" + fields[i]
			}
		}
		list = append(list, strings.Join(fields, " "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// Exec changes the database in a directory behind the back of the store that has it open.
func Exec(t testing.TB, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(dir, "rapport.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
