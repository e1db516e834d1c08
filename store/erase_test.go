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
	if err := s.Erase(t.Context(), plan, Erasure{Actor: "root", Reason: "the contract says so", Scope: scope}); err != nil {
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
	for _, statement := range slices.Concat(messageErasure(), rowErasure(), projectErasure(), personErasure()) {
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
			if err := s.Erase(t.Context(), plan, Erasure{Actor: "root", Reason: "her request", Scope: c.scope}); err != nil {
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

// A dispute that begins between the plan of an erasure and its work holds the project's mail too.
func TestErase_aDisputeBeginsMeanwhile(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, code := range []string{"ACME", "BETA"} {
		record(t, s, mail{id: code + "@x", text: "words", project: code, sign: SignalAddress, confidence: 90})
	}
	scope := ErasureScope{Before: time.UnixMilli(1767000000000).AddDate(1, 0, 0)}
	plan, err := s.PlanErasure(t.Context(), scope)
	if err != nil || plan.Mails != 2 {
		t.Fatalf("%+v, %v", plan, err)
	}
	update(t, s, func(tx *Tx) error {
		_, err := tx.RaiseProcedure(Procedure{Project: "ACME", Kind: ProcedureDispute, Title: "Delay", Actor: "lina"}, "It was late.", 0)
		return err
	})
	if err := s.Erase(t.Context(), plan, Erasure{Actor: "root", Reason: "time", Scope: scope}); err != nil {
		t.Fatal(err)
	}
	for message, want := range map[int64]error{1: nil, 2: ErrErased} {
		if _, _, err := s.RawMail(t.Context(), message); !errors.Is(err, want) {
			t.Errorf("mail %d: %v, want %v", message, err, want)
		}
	}
	back, err := s.ErasedBack(t.Context())
	if err != nil || len(back) > 0 {
		t.Errorf("what stays is listed as erased: %v, %v", back, err)
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
