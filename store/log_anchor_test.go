package store

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"rapport/store/ledger"
)

// rewrite writes the chain anew, as change makes it of the events, under a key: what
// somebody can do who may write the database.
func rewrite(t *testing.T, s *Store, key *ledger.Key, change func(*ledger.Event)) {
	t.Helper()
	shapes, err := readShapes(t.Context(), s.reader)
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[*ledger.Shape]int64{}
	for number, shape := range shapes {
		numbers[shape] = number
	}
	batches, err := collect(t.Context(), s.reader, "read the chain", scanBatch, selectBatch+` ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	tampered.Store(s, true)
	var chain ledger.Chain
	for _, b := range batches {
		events, err := b.read(shapes)
		if err != nil {
			t.Fatal(err)
		}
		var compact []byte
		for _, e := range events {
			change(e)
			chain.Add(e)
			compact = e.AppendCompact(compact, numbers[e.Shape])
		}
		if _, err := s.writer.Exec(`UPDATE event SET recorded_ms = $1, events = $2, hash = $3, seal = $4 WHERE id = $5`, events[0].Recorded, compact, chain.Hash[:], key.Seal(&chain, b.salt), b.last); err != nil {
			t.Fatal(err)
		}
	}
}

// noted returns the head of a log, as somebody outside keeps it.
func noted(t *testing.T, s *Store) []Witness {
	t.Helper()
	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	marks := ledger.FindMarks(fmt.Sprintf("Log: event %d, %s", head.Number, head.Short()))
	if len(marks) != 1 {
		t.Fatalf("%v", marks)
	}
	return []Witness{{Source: "report.eml", Mark: marks[0]}}
}

func against(t *testing.T, s *Store, witnesses []Witness) string {
	t.Helper()
	v, err := s.VerifyAgainst(t.Context(), witnesses, nil)
	if err != nil {
		t.Fatal(err)
	}
	return problemTexts(v)
}

// What somebody can do who may write the database: with the key of the log as well only a
// head that lies outside shows it, and docs/security.md says so.
func TestVerify_theChainItself(t *testing.T) {
	moved := func(e *ledger.Event) {
		for i := range e.Values {
			if e.Shape.Table == "thread" && e.Shape.Columns[i].Name == "project" && e.Values[i].Text == "LAST" {
				e.Values[i].Text = "EVIL"
			}
		}
	}
	const move = `UPDATE thread SET project = 'EVIL' WHERE project = 'LAST'`
	later := func(e *ledger.Event) { e.Recorded += 60_000 }
	end := []string{`DELETE FROM event WHERE id = (SELECT max(id) FROM event)`}
	all := []string{`DELETE FROM event`}
	for name, c := range map[string]struct {
		tamper     func(t *testing.T, s *Store)
		alone, out string // what verify says by itself, and with a head from outside; "" nothing
	}{
		"the end cut off, and the tables with it": {func(t *testing.T, s *Store) {
			tamper(t, s, append(end, `DELETE FROM thread WHERE id = (SELECT max(id) FROM thread)`)...)
		}, "", "its end was cut off"},
		"the end cut off": {func(t *testing.T, s *Store) { tamper(t, s, end...) }, "no event of the chain says so", "its end was cut off"},
		"all events":      {func(t *testing.T, s *Store) { tamper(t, s, all...) }, "the chain is empty", "its end was cut off"},
		"all of everything": {func(t *testing.T, s *Store) {
			for _, table := range allTables(t, s) {
				if table != "ledger" {
					tamper(t, s, `DELETE FROM `+table)
				}
			}
		}, "the chain is empty", "its end was cut off"},
		"written anew without the key": {func(t *testing.T, s *Store) {
			other := ledger.NewKey()
			rewrite(t, s, &other, moved)
			tamper(t, s, move)
		}, "did not have the key", "written anew"},
		"written anew with the key": {func(t *testing.T, s *Store) {
			rewrite(t, s, &s.key, moved)
			tamper(t, s, move)
		}, "", "written anew"},
		"other times, with the key": {func(t *testing.T, s *Store) { rewrite(t, s, &s.key, later) }, "", "written anew"},
		"two transactions change places": {func(t *testing.T, s *Store) {
			tamper(t, s, `CREATE TEMP TABLE two AS SELECT * FROM event ORDER BY id LIMIT 2 OFFSET 2`,
				`UPDATE event SET events = (SELECT events FROM two ORDER BY id DESC LIMIT 1) WHERE id = (SELECT min(id) FROM two)`,
				`UPDATE event SET events = (SELECT events FROM two ORDER BY id LIMIT 1) WHERE id = (SELECT max(id) FROM two)`)
		}, "was changed", ""},
		"a transaction in the middle is gone": {func(t *testing.T, s *Store) {
			tamper(t, s, `DELETE FROM event WHERE id = (SELECT id FROM event ORDER BY id LIMIT 1 OFFSET 3)`)
		}, "the event before it is missing", ""},
		"an event is moved to another day": {func(t *testing.T, s *Store) {
			tamper(t, s, `UPDATE event SET recorded_ms = recorded_ms - 86400000 WHERE id = (SELECT max(id) FROM event)`)
		}, "was changed", ""},
		"the keys of two people change places": {func(t *testing.T, s *Store) {
			tamper(t, s, `CREATE TEMP TABLE two AS SELECT * FROM content_key`,
				`UPDATE content_key SET key = (SELECT key FROM two WHERE id = 3 - content_key.id) WHERE id IN (1, 2)`)
		}, "content_key 1: key", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := chained(t)
			update(t, s, func(tx *Tx) error { return tx.exec(`INSERT INTO thread (project) VALUES ('LAST')`) })
			head := noted(t, s)
			if text := against(t, s, head); text != "" {
				t.Fatalf("before: %s", text)
			}
			if err := os.Remove(s.HeadPath()); err != nil { // as they would
				t.Fatal(err)
			}
			c.tamper(t, s)
			if text := against(t, s, nil); !strings.Contains(text, c.alone) || c.alone == "" && text != "" {
				t.Errorf("verify says %q, want %q", text, c.alone)
			}
			if text := against(t, s, head); !strings.Contains(text, c.out) {
				t.Errorf("against a head from outside it says %q, want %q", text, c.out)
			}
		})
	}
}

// reopened closes a store and opens its database again.
func reopened(t *testing.T, s *Store) (*Store, error) {
	t.Helper()
	tampered.Store(s, true)
	s.Close()
	again, err := Open(t.Context(), Config{Dir: strings.TrimSuffix(s.path, "/"+FileName), Now: s.now})
	if err == nil {
		t.Cleanup(func() { again.Close() })
	}
	return again, err
}

// A database with less in it than it had, an older copy, an empty one or another one does
// not start: nothing would be said twice to clients.
func TestOpen_refusesAShorterLog(t *testing.T) {
	for name, change := range map[string]func(s *Store) error{
		"the end cut off": func(s *Store) error {
			_, err := s.writer.Exec(`DELETE FROM event WHERE id = (SELECT max(id) FROM event)`)
			return err
		},
		"all events": func(s *Store) error { _, err := s.writer.Exec(`DELETE FROM event`); return err },
	} {
		s := chained(t)
		if err := s.keepHead(true); err != nil {
			t.Fatal(err)
		}
		if err := change(s); err != nil {
			t.Fatal(err)
		}
		if _, err := reopened(t, s); !errors.Is(err, ErrShortened) || !strings.Contains(err.Error(), HeadFileName) {
			t.Errorf("%s: %v", name, err)
		}
		if err := os.Remove(s.HeadPath()); err != nil {
			t.Fatal(err)
		}
		if _, err := reopened(t, s); err != nil {
			t.Errorf("%s, and the administrator says that it is so: %v", name, err)
		}
	}
	s := chained(t)
	s.Close()
	tampered.Store(s, true)
	for _, remove := range []func() error{
		func() error { return os.Truncate(s.path, 0) },
		func() error { return os.Remove(s.path) },
	} {
		if err := remove(); err != nil {
			t.Fatal(err)
		}
		if _, err := reopened(t, s); !errors.Is(err, ErrLost) {
			t.Errorf("empty or lost: %v", err)
		}
	}
}

// The head beside the database is a witness like any other.
func TestVerify_holdsTheLogAgainstTheHeadBesideIt(t *testing.T) {
	s := chained(t)
	if err := s.keepHead(true); err != nil {
		t.Fatal(err)
	}
	rewrite(t, s, &s.key, func(e *ledger.Event) { e.Recorded++ })
	if text := against(t, s, nil); !strings.Contains(text, HeadFileName+" has event") {
		t.Errorf("%q", text)
	}
}

// Without its key, or with the key of another log, nothing is written, and the error says
// what to do.
func TestOpen_refusesAMissingOrWrongKey(t *testing.T) {
	s := chained(t)
	path := s.KeyPath()
	key, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := ledger.NewKey()
	for _, c := range []struct {
		want   string
		change func() error
	}{
		{"is missing: put it back", func() error { return os.Remove(path) }},
		{"the key of another log", func() error { os.Remove(path); _, err := ledger.CreateKeyFile(path); return err }},
		{"does not hold a key", func() error { return os.WriteFile(path, other[:], 0o600) }},
		{"chmod 600", func() error { os.WriteFile(path, key, 0o600); return os.Chmod(path, 0o640) }},
		{"that its owner alone may", func() error { os.Remove(path); return os.Mkdir(path, 0o700) }},
		{"", func() error { os.Remove(path); return os.WriteFile(path, key, 0o600) }},
	} {
		want := c.want
		if err := c.change(); err != nil {
			t.Fatal(err)
		}
		_, err := reopened(t, s)
		if want == "" && err != nil || want != "" && (!errors.Is(err, ErrKey) || !strings.Contains(err.Error(), want)) {
			t.Errorf("%v, want %q", err, want)
		}
		reader, err := OpenReadOnly(Config{Dir: strings.TrimSuffix(s.path, "/"+FileName)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := reader.Verify(t.Context(), nil); want != "" && !errors.Is(err, ErrKey) {
			t.Errorf("verify: %v, want %q", err, want)
		}
		if _, err := reader.Entry(t.Context(), 1); err != nil {
			t.Errorf("the log cannot be read: %v", err)
		}
		reader.Close()
	}
}

// A key that is lost for good is replaced: the log goes on, changes since are found, and what
// was changed before is found with a head from outside.
func TestReplaceLostKey(t *testing.T) {
	s := chained(t)
	head := noted(t, s)
	tampered.Store(s, true)
	c := Config{Dir: strings.TrimSuffix(s.path, "/"+FileName), Now: s.now}
	s.Close()
	if err := ReplaceLostKey(t.Context(), c); err == nil {
		t.Error("a key that is there was replaced")
	}
	if err := os.Remove(s.KeyPath()); err != nil {
		t.Fatal(err)
	}
	if err := ReplaceLostKey(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	record(t, s, mail{id: "new@x", text: "after it"})
	v, err := s.VerifyAgainst(t.Context(), head, nil)
	if err != nil || len(v.Problems) > 0 || v.LostKey == 0 || !v.Witnesses[0].Agrees {
		t.Fatalf("%+v, %v", v, err)
	}
	rewrite(t, s, &s.key, func(e *ledger.Event) { e.Recorded++ })
	if text := against(t, s, head); !strings.Contains(text, "written anew") {
		t.Errorf("%q", text)
	}
	other := ledger.NewKey()
	rewrite(t, s, &other, func(*ledger.Event) {})
	if text := against(t, s, nil); !strings.Contains(text, "did not have the key") {
		t.Errorf("%q", text)
	}
	tamper(t, s, `UPDATE thread SET project = 'EVIL' WHERE id = 1`)
	if text := against(t, s, nil); !strings.Contains(text, `project is "EVIL"`) {
		t.Errorf("%q", text)
	}
}
