package store

import (
	"cmp"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/store/sqlite"
)

// Files of testdata/upgrade are named FROM-TO.sql, after the schemas for which their rows
// are written.

// released is the number of the last schema that was released.
const released = 16

// What a released version wrote is all there after the upgrade, with its new names, and the
// log still proves itself.
func TestUpgrade_everyReleasedSchema(t *testing.T) {
	for version := 1; version <= released; version++ {
		t.Run(fmt.Sprint("from ", version), func(t *testing.T) {
			dir := t.TempDir()
			before := writeReleased(t, filepath.Join(dir, FileName), version)
			s, err := Open(t.Context(), Config{Dir: dir, Now: func() time.Time { return time.UnixMilli(1767225600000) }})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			compareRows(t, before, allRows(t, s.reader))
			var broken int
			if err := s.reader.QueryRow(`SELECT count(*) FROM pragma_foreign_key_check`).Scan(&broken); err != nil || broken > 0 {
				t.Errorf("%d rows refer to nothing, %v", broken, err)
			}
			v, err := s.Verify(t.Context(), nil)
			if err != nil || len(v.Problems) > 0 || v.Messages != 3 {
				t.Errorf("verify: %+v, %v", v, err)
			}
			readsUpgraded(t, s, version)
		})
	}
}

// writeReleased makes a database of a released schema with a row in every table, and
// returns its rows.
func writeReleased(t *testing.T, path string, version int) map[string][]map[string]string {
	t.Helper()
	steps, err := schemaSteps()
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.OpenWriter(t.Context(), path, sqlite.Hooks{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := sqlite.Migrate(t.Context(), db, path, steps[:version]); err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec(`PRAGMA defer_foreign_keys = on`); err != nil { // the files may come in any order
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/upgrade/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal("no rows to insert: ", err)
	}
	for _, file := range files {
		var from, to int
		if _, err := fmt.Sscanf(filepath.Base(file), "%d-%d.sql", &from, &to); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if version < from || version > to {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(string(text)); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	rows := allRows(t, db)
	for table, list := range rows {
		if len(list) == 0 {
			t.Errorf("schema %d: no row in %s", version, table)
		}
	}
	return rows
}

// allRows returns the rows of every table, each as the values of its columns.
func allRows(t *testing.T, db *sql.DB) map[string][]map[string]string {
	t.Helper()
	tables, err := collect(t.Context(), db, "list tables", scanValue[string], `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]map[string]string{}
	for _, table := range tables {
		columns, err := collect(t.Context(), db, "list columns", scanValue[string], `SELECT name FROM pragma_table_info($1)`, table)
		if err != nil {
			t.Fatal(err)
		}
		quoted := make([]string, len(columns))
		for i, c := range columns {
			quoted[i] = "quote(" + c + ")"
		}
		rows, err := collect(t.Context(), db, table, func(row scanner) (map[string]string, error) {
			values, into := make([]string, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			err := row.Scan(into...)
			one := map[string]string{}
			for i, c := range columns {
				one[c] = values[i]
			}
			return one, err
		}, `SELECT `+strings.Join(quoted, ", ")+` FROM `+table+` ORDER BY 1, 2`)
		if err != nil {
			t.Fatal(err)
		}
		all[table] = rows
	}
	return all
}

// compareRows checks that every row of before is in after: under the new names of tables and
// columns, and with the values it had but for those that a migration changes.
func compareRows(t *testing.T, before, after map[string][]map[string]string) {
	t.Helper()
	tables := map[string]string{"matter": "procedure", "step": "procedure_step", "note": "digest", "tell": "receipt", "voice": "confirmer", "handout": "action_list", "letter": "outgoing_mail", "outgoing": "delivery"}
	columns := map[string]string{
		"step.matter_id": "procedure_id", "outgoing.letter_id": "mail_id", "attempt.outgoing_id": "delivery_id", "bounce.outgoing_id": "delivery_id",
		"echo.outgoing_id": "delivery_id", "echo.letter_id": "mail_id", "tell.confirmation_id": "object", "thread.sign": "signal", "message.sign": "signal", "letter.once": "at_most_once",
		"outgoing.doubtful": "ambiguous_attempts", "outgoing_mail.once": "at_most_once", "delivery.doubtful": "ambiguous_attempts", "confirmation.harvested": "actions_extracted",
	}
	changed := []string{"note.items", "request.purpose", "confirmation.reminders", "suspended.address", "letter.key", "letter.purpose", "tell.about", "content_key.key"}
	gone := []string{"procedure.asked", "meeting.asked", "meeting.over", "cases.warned", "cases.solve_warned", "action.reminded", "matter.asked"}
	for table, rows := range before {
		now := after[cmp.Or(tables[table], table)]
		if len(now) != len(rows) {
			t.Errorf("%s has %d rows, and had %d", table, len(now), len(rows))
			continue
		}
		for i, row := range rows {
			for column, value := range row {
				name := table + "." + column
				if slices.Contains(changed, name) || slices.Contains(gone, name) {
					continue
				}
				if got, there := now[i][cmp.Or(columns[name], column)]; !there || got != value {
					t.Errorf("%s is %s, and was %s", name, got, value)
				}
			}
		}
	}
}

// readsUpgraded reads what was written by an earlier version in today's words.
func readsUpgraded(t *testing.T, s *Store, version int) {
	t.Helper()
	wants := func(since int, what string, ok bool, got any, err error) {
		t.Helper()
		if err != nil || version >= since && !ok {
			t.Errorf("%s: %+v, %v", what, got, err)
		}
	}
	deliveries, err := s.Outbox(t.Context(), OutboxQuery{})
	wants(2, "outbox", len(deliveries) == 2 && deliveries[1].State == DeliveryBounced && deliveries[1].Subject == "letter", deliveries, err)
	suspended, err := s.Suspensions(t.Context())
	wants(2, "suspended address", len(suspended) == 1 && suspended[0].Address == "old@xn--bcher-kva.example", suspended, err)
	keys, err := collect(t.Context(), s.reader, "list keys", scanValue[string], `SELECT recipient_key FROM delivery UNION SELECT key FROM participant ORDER BY 1`)
	wants(2, "keys", slices.Equal(keys, []string{"li@agency.example", "lina@agency.example", "wang@client.example"}), keys, err)
	request, _, err := s.Request(t.Context(), 2)
	wants(2, "request", request.Purpose == PurposeReportAsk && !request.Answered.IsZero(), request, err)
	reports, err := s.Reports(t.Context(), "ACME", true)
	wants(2, "report", len(reports) == 1 && reports[0].State == ReportProposed, reports, err)
	digest, err := s.LastDigest(t.Context(), "lina@agency.example")
	wants(6, "digest", slices.Equal(digest.Items, []DigestItem{{Kind: ItemMail, Object: 3}}), digest, err)
	replies, err := s.PendingDigestReplies(t.Context())
	wants(12, "replies to digests", len(replies) == 1 && replies[0].Message == 2, replies, err)
	asked, _, err := s.Request(t.Context(), 3)
	wants(6, "request of a digest", asked.Purpose == PurposeDigest && len(asked.Items) == 1, asked, err)
	confirmations, err := s.Confirmations(t.Context(), ConfirmationQuery{Number: 1})
	wants(7, "confirmation", len(confirmations) == 1 && confirmations[0].RemindNow && confirmations[0].Reminders == 1, confirmations, err)
	receipts, err := s.PendingReceipts(t.Context(), AboutConfirmation, 0)
	wants(7, "receipt", len(receipts) == 1 && receipts[0].ID == 7 && receipts[0].Object == 1 && receipts[0].Message == 1 && !receipts[0].Queued.IsZero(), receipts, err)
	cases, err := s.Cases(t.Context(), CaseQuery{Number: 1})
	wants(8, "case", len(cases) == 1 && cases[0].Acknowledged && cases[0].First.Equal(cases[0].Opened) && cases[0].Warned == WarningSoon, cases, err)
	asked, _, err = s.Request(t.Context(), 4)
	wants(10, "request of a procedure", asked.Purpose == PurposeProcedure && asked.Object == 1, asked, err)
	pending, err := s.PendingReceipts(t.Context(), AboutProcedure, 0)
	wants(10, "receipt about a procedure", len(pending) == 1 && pending[0].ID == 6 && pending[0].Object == 1, pending, err)
	names, err := collect(t.Context(), s.reader, "list names", scanValue[string], `SELECT key || ', ' || purpose FROM outgoing_mail ORDER BY id`)
	wants(10, "names of mails", slices.Equal(names, []string{"report 1 version 1, report", "bounce 1, bounce", "procedure 1 version 1 asked 1 lina@agency.example, procedure"}), names, err)
	digest, err = s.LastDigest(t.Context(), "jan@agency.example")
	wants(12, "digest with a procedure", slices.Equal(digest.Items, []DigestItem{{Kind: ItemProcedure, Object: 1, Version: 2, Project: "ACME"}}), digest, err)
	procedures, err := s.Procedures(t.Context(), ProcedureQuery{})
	wants(10, "procedure", len(procedures) == 1 && procedures[0].Asked == StepReminded, procedures, err)
	steps, err := s.ProcedureSteps(t.Context(), 1)
	wants(10, "steps", len(steps) == 2 && steps[1].Event == EventAssessed, steps, err)
	surveys, err := s.Surveys(t.Context(), SurveyQuery{})
	wants(11, "survey", len(surveys) == 1 && surveys[0].Answered == 1, surveys, err)
	actions, err := s.Actions(t.Context(), ActionQuery{})
	wants(14, "action", len(actions) == 1 && actions[0].Minutes == 2 && actions[0].Reminded == WarningSoon, actions, err)
	meetings, err := s.MeetingsOver(t.Context(), time.UnixMilli(1767000000000), s.now())
	var asks []MeetingState
	for _, m := range meetings {
		asks = append(asks, m.State)
	}
	wants(15, "meetings", slices.Equal(asks, []MeetingState{MeetingAnnounced, MeetingAsked, MeetingReminded}), meetings, err)
	// Numbers of receipts go on where they were: keys of the outbox must not come again.
	if version >= 7 {
		update(t, s, func(tx *Tx) error {
			if _, err := tx.MarkReceiptSent(receipts[0]); err != nil {
				return err
			}
			return tx.queueReceipt(AboutCase, &Response{Address: "wang@client.example"}, 1, ReceiptLate, "")
		})
		receipts, err = s.PendingReceipts(t.Context(), AboutCase, 0)
		wants(7, "receipt", len(receipts) == 1 && receipts[0].ID == 8, receipts, err)
	}
}

// Rows of every later schema stay as they are, whatever the steps after it do to their tables.
// The rows are made from the schema itself, so that each new one is tried without further code.
func TestUpgrade_rowsOfEverySchemaStay(t *testing.T) {
	t.Parallel()
	steps, err := schemaSteps()
	if err != nil {
		t.Fatal(err)
	}
	for version := released + 1; version < len(steps); version++ {
		t.Run(fmt.Sprint("from ", version), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, FileName)
			before := writeAnyRows(t, path, steps[:version])
			db, err := sqlite.OpenWriter(t.Context(), path, sqlite.Hooks{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := sqlite.Migrate(t.Context(), db, path, steps); err != nil {
				t.Fatal(err)
			}
			compareRows(t, before, allRows(t, db))
		})
	}
}

// writeAnyRows makes a database of a schema with two rows in every table but those of the
// chain, and returns its rows.
func writeAnyRows(t *testing.T, path string, steps []sqlite.Step) map[string][]map[string]string {
	t.Helper()
	db, err := sqlite.OpenWriter(t.Context(), path, sqlite.Hooks{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := sqlite.Migrate(t.Context(), db, path, steps); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`PRAGMA foreign_keys = off; PRAGMA ignore_check_constraints = on`); err != nil {
		t.Fatal(err)
	}
	for table := range allRows(t, db) {
		columns := columnsOf(t, db, table)
		for n := 101; n <= 102; n++ {
			if _, err := db.Exec(insertStatement(columns, table, n)); err != nil {
				t.Fatalf("%s: %v", table, err)
			}
		}
	}
	return allRows(t, db)
}
