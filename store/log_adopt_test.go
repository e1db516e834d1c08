package store

import (
	"path/filepath"
	"strings"
	"testing"

	"rapport/store/sqlite"
)

// upgraded opens the database of a store again as a binary with one more step would.
func upgraded(t *testing.T, s *Store, step sqlite.Step) *Store {
	t.Helper()
	tampered.Store(s, true)
	s.Close()
	steps, err := schemaSteps()
	if err != nil {
		t.Fatal(err)
	}
	again, err := newStore(Config{Dir: filepath.Dir(s.path), Now: s.now})
	if err != nil {
		t.Fatal(err)
	}
	if err := again.openWriterAt(t.Context(), append(steps, step), false); err != nil {
		t.Fatal(err)
	}
	if err := again.openReader(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.Close() })
	return again
}

// What an upgrade does to rows, to columns and to tables is taken over with an entry that
// says so, and goes on being proved.
func TestUpgrade_isTakenOver(t *testing.T) {
	s := upgraded(t, chained(t), sqlite.Step{Name: "next", SQL: `
		ALTER TABLE thread ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
		UPDATE message SET role = 'team' WHERE id = 2;
		DELETE FROM reference WHERE message_id = 'c@x';
		ALTER TABLE action_list RENAME TO list;
		ALTER TABLE reference RENAME TO seen;
		CREATE TABLE another (id INTEGER PRIMARY KEY, words TEXT NOT NULL);
		INSERT INTO another (words) VALUES ('hello');`})
	isCovered(t, s)
	update(t, s, func(tx *Tx) error { return tx.exec(`UPDATE another SET words = 'bye'`) })
	update(t, s, func(tx *Tx) error { return tx.exec(`UPDATE thread SET closed = 1 WHERE id = 1`) })
	isCovered(t, s)
	for _, change := range []string{`UPDATE another SET words = 'hello'`, `UPDATE thread SET closed = 0 WHERE id = 1`, `UPDATE thread SET closed = 1 WHERE id = 2`, `DELETE FROM seen`} {
		tamper(t, s, change)
		v, err := s.Verify(t.Context(), nil)
		if err != nil || len(v.Problems) == 0 {
			t.Errorf("%s is not found: %v", change, err)
		}
	}
}

// What was altered before an upgrade stays known after it.
func TestUpgrade_doesNotCoverUpWhatWasAltered(t *testing.T) {
	s := chained(t)
	tamper(t, s, `UPDATE thread SET project = 'EVIL' WHERE id = 1`, `DELETE FROM reference WHERE message_id = 'b@x'`)
	s = upgraded(t, s, sqlite.Step{Name: "next", SQL: `CREATE TABLE another (id INTEGER PRIMARY KEY)`})
	v, err := s.Verify(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`thread 1: project is "EVIL"; the chain says "BETA"`, "reference the text of hash"} {
		if !strings.Contains(problemTexts(v), alteredBeforeUpgrade+want) {
			t.Errorf("%q is not among %s", want, problemTexts(v))
		}
	}
}

func problemTexts(v Verification) string {
	var all []string
	for _, p := range v.Problems {
		all = append(all, p.Text)
	}
	return strings.Join(all, "\n")
}
