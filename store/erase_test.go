package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// windows returns every 8 bytes of texts that follow each other.
func windows(texts ...string) map[uint64]string {
	all := map[uint64]string{}
	for _, text := range texts {
		for i := range len(text) - 7 {
			all[binary.LittleEndian.Uint64([]byte(text[i:]))] = text[i : i+8]
		}
	}
	return all
}

// leftOf returns where 8 bytes of texts are found in any file of a directory.
func leftOf(t *testing.T, dir string, of map[uint64]string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for i := range len(data) - 7 {
			if window, ok := of[binary.LittleEndian.Uint64(data[i:])]; ok {
				found = append(found, fmt.Sprintf("%s at %d: %q", filepath.Base(path), i, window))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// secret is a text of which no 8 bytes are in any other.
func secret(n int) string {
	return fmt.Sprintf("Zqxj%dwvkp Wbfg%dhmzt %dQyjx Vkrw%d 琥珀%d鹧鸪", n, n*7, n*31, n*113, n*17)
}

func TestErase_leavesNoEightBytesOfIt(t *testing.T) {
	t.Parallel()
	s := open(t)
	var texts []string
	for n := 1; n <= 40; n++ {
		m := mail{id: fmt.Sprintf("m%d@x", n), subject: fmt.Sprintf("Ordinary subject %d", n), text: "Ordinary words about the order form.", project: "ACME", sign: SignalAddress, confidence: 90}
		if n%3 == 0 {
			m.subject, m.text, m.quoted, m.from = "S"+secret(n), "T"+secret(n+100), secret(n+200), fmt.Sprintf("zk%dqv@wyxjf%d.zkq", n, n)
			m.files = []string{secret(n+300) + ".pdf"}
			texts = append(texts, m.subject, m.text, m.quoted, m.from, m.files[0])
			m.project = "GONE"
		}
		id := record(t, s, m)
		if n%6 == 0 { // it was read otherwise once
			if err := s.Update(t.Context(), func(tx *Tx) error {
				_, _, err := tx.Reprocess(id, &Message{MessageID: m.id, Subject: m.subject, Text: m.text, NewText: m.text + "!", Date: time.UnixMilli(1767000000000), From: []Address{{"王伟", m.from}}}, Verdict{Kind: KindHuman, Role: RoleClient, Project: "GONE", Reasons: []Reason{{SignalAddress, "GONE", 90, "again"}}})
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	of := windows(texts...)
	if leftOf(t, filepath.Dir(s.Path()), of) == nil {
		t.Fatal("the texts are not found before they are erased: the search is blind")
	}
	scope := ErasureScope{Project: "GONE"}
	plan, err := s.PlanErasure(t.Context(), scope)
	if err != nil || plan.Mails != 13 {
		t.Fatalf("%d mails, %v", plan.Mails, err)
	}
	if _, err := s.Erase(t.Context(), plan, Erasure{Actor: "root", Reason: "the contract says so", Scope: scope}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Forget(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if found := leftOf(t, filepath.Dir(s.Path()), of); len(found) > 0 {
		t.Errorf("%d windows are left without rewriting the file, such as %s", len(found), strings.Join(found[:min(5, len(found))], "; "))
	}
	if _, err := s.Forget(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if found := leftOf(t, filepath.Dir(s.Path()), of); len(found) > 0 {
		t.Errorf("%d windows are left, such as %s", len(found), strings.Join(found[:min(5, len(found))], "; "))
	}
	verified(t, s)
	v, err := s.Verify(t.Context(), nil)
	if err != nil || v.Erased != 13 || v.Messages != 27 {
		t.Errorf("%d erased, %d checked, %v", v.Erased, v.Messages, err)
	}
}

// Each column that may hold words of people is emptied by an erasure, or it is said why not.
func TestErase_everyColumnIsDecided(t *testing.T) {
	t.Parallel()
	s := open(t)
	erased := map[string]bool{}
	for _, statement := range slices.Concat(messageErasure(), rowErasure(), projectErasure(true), personErasure()) {
		words := strings.Fields(statement)
		if words[0] == "DELETE" {
			erased[words[2]+".*"] = true
			continue
		}
		set := statement[strings.Index(statement, " SET "):strings.Index(statement, " WHERE ")]
		for _, c := range regexp.MustCompile(`(\w+) = `).FindAllStringSubmatch(set, -1) {
			erased[words[1]+"."+c[1]] = true
		}
	}
	kept := keptColumns()
	type column struct{ table, name string }
	columns, err := collect(t.Context(), s.reader, "list columns", func(row scanner) (c column, err error) {
		err = row.Scan(&c.table, &c.name)
		return c, err
	}, `SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE 'search%' AND c.type IN ('TEXT', 'BLOB')`)
	if err != nil || len(columns) < 100 {
		t.Fatalf("%d columns, %v", len(columns), err)
	}
	for _, c := range columns {
		name := c.table + "." + c.name
		if isClear(c.name) || c.name == "actor" { // words of ours; who did what, which the chain has too
			continue
		}
		if !erased[name] && !erased[c.table+".*"] && kept[name] == "" {
			t.Errorf("%s: no erasure empties it, and keptColumns does not say why", name)
		}
		delete(kept, name)
	}
	for name := range kept {
		t.Errorf("keptColumns has %s, which is no column, or is erased", name)
	}
}

// held is what a store has of Anna besides mail.
func heldBesides(t *testing.T, s *Store) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for name, query := range map[string]string{
		"words":  `SELECT count(*) FROM confirmer WHERE address = 'anna@acme.example' AND words <> ''`,
		"proved": `SELECT count(*) FROM proved_sender WHERE address = 'anna@acme.example'`,
		"person": `SELECT count(*) FROM person WHERE address = 'anna@acme.example'`,
	} {
		var n int
		if err := s.reader.QueryRow(query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		counts[name] = n
	}
	return counts
}

// What is held of a person besides mail goes with all their mail alone, and stays while a dispute is
// open in which it may be evidence. On which days their mail was proved stays in any case: without it
// forged mail would count for more.
func TestErase_ofAPersonBesidesMail(t *testing.T) {
	t.Parallel()
	before := time.UnixMilli(1767000000000).AddDate(1, 0, 0)
	anna := []string{"anna@acme.example"}
	for name, c := range map[string]struct {
		scope   ErasureScope
		dispute bool // of the project
		goes    bool
	}{
		"all of it":            {ErasureScope{Person: anna}, false, true},
		"of one project":       {ErasureScope{Person: anna, Project: "ACME"}, false, false},
		"of a time":            {ErasureScope{Person: anna, Before: before}, false, false},
		"in an open dispute":   {ErasureScope{Person: anna}, true, false},
		"a part, in a dispute": {ErasureScope{Person: anna, Project: "ACME", Before: before}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			forced.Store(s, true)
			record(t, s, mail{id: "a@x", text: "her words", from: anna[0], project: "ACME", sign: SignalAddress, confidence: 90})
			record(t, s, mail{id: "b@x", text: "to be told apart", from: "tom@acme.example", project: "ACME", sign: SignalAddress, confidence: 90})
			update(t, s, func(tx *Tx) error {
				if err := tx.exec(`INSERT INTO confirmation (id, project, number, kind, title, state, version, text, policy, actor, created_ms, changed_ms) VALUES (1, 'ACME', 1, 'minutes', '', 'settled', 1, '', 'all', '', 0, 0)`); err != nil {
					return err
				}
				if err := tx.exec(`INSERT INTO confirmer (confirmation_id, version, address, name, state, words) VALUES (1, 1, 'anna@acme.example', 'Anna', 'objected', 'not like this')`); err != nil {
					return err
				}
				if _, err := tx.AddPerson(Person{Project: "ACME", Address: anna[0], Name: "Anna", Role: RoleClient}); err != nil {
					return err
				}
				if err := tx.recordProof(anna[0]); err != nil {
					return err
				}
				if !c.dispute {
					return nil
				}
				_, err := tx.RaiseProcedure(Procedure{Project: "ACME", Kind: ProcedureDispute, Title: "Delay", Actor: "lina"}, "It was late.", 0)
				return err
			})
			plan, err := s.PlanErasure(t.Context(), c.scope)
			if err != nil || (plan.Besides == "") != c.goes || (plan.Mails > 0) == c.dispute {
				t.Fatalf("%+v, %v", plan, err)
			}
			if _, err := s.Erase(t.Context(), plan, Erasure{Actor: "root", Reason: "her request", Scope: c.scope}); err != nil {
				t.Fatal(err)
			}
			left := 1
			if c.goes {
				left = 0
			}
			if got := heldBesides(t, s); got["words"] != left || got["person"] != left || got["proved"] != 1 {
				t.Errorf("%v; want %d, and her proof", got, left)
			}
		})
	}
}

// What an erasure takes besides mail is back with an older copy, and goes again by the list beside the
// database, which names nobody. What a copy knows of is not erased again, whoever came back since.
func TestErase_besidesMailAgainAfterARestore(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1767000000000).AddDate(0, 1, 0)
	dir := t.TempDir()
	open := func() *Store {
		t.Helper()
		s, err := Open(t.Context(), Config{Dir: dir, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	fill := func() {
		t.Helper()
		update(t, s, func(tx *Tx) error {
			for _, statement := range []string{
				`INSERT INTO person (project, address, name, role, changed_ms) VALUES ('ACME', 'anna@acme.example', '', 'client', 0)`,
				`INSERT INTO person (project, address, name, role, changed_ms) VALUES ('ACME', 'tom@acme.example', '', 'client', 0)`,
			} {
				if err := tx.exec(statement); err != nil {
					return err
				}
			}
			return nil
		})
	}
	fill()
	copies := filepath.Join(t.TempDir(), "old.db")
	if err := s.Backup(t.Context(), copies); err != nil {
		t.Fatal(err)
	}
	erase := func(scope ErasureScope) {
		t.Helper()
		plan, err := s.PlanErasure(t.Context(), scope)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Erase(t.Context(), plan, Erasure{Actor: "root", Reason: "her request", Scope: scope}); err != nil {
			t.Fatal(err)
		}
	}
	people := func(want ...string) {
		t.Helper()
		got, err := collect(t.Context(), s.reader, "list", scanValue[string], `SELECT address FROM person ORDER BY address`)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("people: %v, want %v; %v", got, want, err)
		}
	}
	back := func(want int) []ErasedBack {
		t.Helper()
		list, err := s.ErasedBack(t.Context())
		if err != nil || len(list) != want {
			t.Errorf("back: %+v, want %d; %v", list, want, err)
		}
		return list
	}
	erase(ErasureScope{Person: []string{"Anna@acme.example"}})
	people("tom@acme.example")
	back(0)
	if text, err := os.ReadFile(s.erasedPath()); err != nil || strings.Contains(strings.ToLower(string(text)), "anna") {
		t.Errorf("the list names her: %s, %v", text, err)
	}
	now = now.Add(time.Hour)
	update(t, s, func(tx *Tx) error { return tx.exec(`DELETE FROM person`) })
	fill() // she came back
	back(0)

	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{FileName, FileName + "-wal", FileName + "-shm", "rapport.head"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	if err := os.Rename(copies, filepath.Join(dir, FileName)); err != nil {
		t.Fatal(err)
	}
	s = open()
	defer s.Close()
	people("anna@acme.example", "tom@acme.example")
	for _, one := range back(1) {
		erase(one.Scope)
	}
	people("tom@acme.example")
	back(0)
}

// What begins between the plan of an erasure and its work holds mail too: a dispute all of its
// project, anything else its thread.
func TestErase_whatBeginsMeanwhileHoldsMail(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		begins func(*Tx) error
		kept   []int64
	}{
		"a dispute": {func(tx *Tx) error {
			_, err := tx.RaiseProcedure(Procedure{Project: "ACME", Kind: ProcedureDispute, Title: "Delay", Actor: "lina"}, "It was late.", 0)
			return err
		}, []int64{1, 2, 3}},
		"a change request": {func(tx *Tx) error {
			_, err := tx.RaiseProcedure(Procedure{Project: "ACME", Kind: ProcedureChange, Title: "Blue", Actor: "lina"}, "Make it blue.", 2)
			return err
		}, []int64{1, 2}},
		"a case": {func(tx *Tx) error {
			return tx.openCase(Case{Project: "ACME", Kind: AskQuestion, Title: "When?", Message: 1, Opened: timeOf(tx.now)})
		}, []int64{1, 2}},
		"an action item": {func(tx *Tx) error {
			_, err := tx.AddAction(Action{Project: "ACME", What: "Paint", Message: 2, Actor: "lina"})
			return err
		}, []int64{1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			for _, m := range []mail{{id: "first@x", project: "ACME"}, {id: "again@x", project: "ACME", refs: []string{"first@x"}}, {id: "apart@x", subject: "Apart", project: "ACME"}, {id: "other@x", subject: "Other", project: "BETA"}} {
				m.text, m.sign, m.confidence = "words", SignalAddress, 90
				record(t, s, m)
			}
			scope := ErasureScope{Before: time.UnixMilli(1767000000000).AddDate(1, 0, 0)}
			plan, err := s.PlanErasure(t.Context(), scope)
			if err != nil || plan.Mails != 4 {
				t.Fatalf("%+v, %v", plan, err)
			}
			update(t, s, c.begins)
			if kept, err := s.Erase(t.Context(), plan, Erasure{Actor: "root", Reason: "time", Scope: scope}); err != nil || kept != len(c.kept) {
				t.Fatalf("kept %d, %v", kept, err)
			}
			for message := int64(1); message <= 4; message++ {
				_, _, err := s.RawMail(t.Context(), message)
				if isKept := slices.Contains(c.kept, message); errors.Is(err, ErrErased) == isKept || isKept && err != nil {
					t.Errorf("mail %d: %v; kept are %v", message, err, c.kept)
				}
			}
			back, err := s.ErasedBack(t.Context())
			if err != nil || len(back) > 0 {
				t.Errorf("what stays is listed as erased: %v, %v", back, err)
			}
			var erased int
			if err := s.reader.QueryRow(`SELECT messages FROM erasure`).Scan(&erased); err != nil || erased != 4-len(c.kept) {
				t.Errorf("the record says %d, %v", erased, err)
			}
		})
	}
}

// What Rapport told PMs goes with the mail that it repeats, under whichever of their projects it was
// sent.
func TestErase_copiesInMailOfOurs(t *testing.T) {
	t.Parallel()
	s := open(t)
	thread := record(t, s, mail{id: "a@x", text: "her words", from: "anna@acme.example", project: "ACME", sign: SignalAddress, confidence: 90})
	sent := func(id, purpose, project, to string, refs ...string) int64 {
		t.Helper()
		message := record(t, s, mail{id: id, text: "a copy", from: "log@agency.example", project: project, sign: SignalAddress, confidence: 90, refs: refs})
		tampered.Store(s, true)
		if _, err := s.writer.Exec(`UPDATE message SET kind = 'sent' WHERE id = $1`, message); err != nil {
			t.Fatal(err)
		}
		update(t, s, func(tx *Tx) error {
			if err := tx.exec(`INSERT INTO outgoing_mail (id, raw_id, key, purpose, project, relay, at_most_once, message_id, message, queued_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, 'main', 0, $6, '{}', 0, 0)`, message, message, id, purpose, project, id); err != nil {
				return err
			}
			return tx.exec(`INSERT INTO delivery (mail_id, recipient, recipient_key, return_tag, state, next_ms, changed_ms) VALUES ($1, $2, $3, $4, 'sent', 0, 0)`, message, to, to, id)
		})
		return message
	}
	want := []int64{thread,
		sent("report@x", "confirm-note", "ACME", "lina@agency.example", "a@x"),
		sent("file@x", "command-file", "ACME", "lina@agency.example"),
		sent("digest@x", "digest", "BETA", "lina@agency.example")} // of a PM of both
	others := []int64{
		sent("other@x", "digest", "BETA", "zhang@agency.example"),
		sent("client@x", "confirm", "ACME", "tom@acme.example", "a@x")}
	plan, err := s.PlanErasure(t.Context(), ErasureScope{Person: []string{"anna@acme.example"}})
	if err != nil || !slices.Equal(plan.Messages, want) {
		t.Errorf("%v, want %v and not %v; %v", plan.Messages, want, others, err)
	}
}
