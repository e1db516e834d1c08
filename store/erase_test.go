package store

import (
	"encoding/binary"
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
