package store

import (
	"testing"

	"rapport/store/ledger"
)

// chained returns a log with something of everything.
func chained(t testing.TB) *Store {
	s := open(t)
	a := record(t, s, mail{id: "a@x", subject: "验收时间", text: "我们什么时候验收？", project: "ACME", sign: SignalTag, confidence: 95, files: []string{"计划.pdf"}})
	record(t, s, mail{id: "b@x", refs: []string{"a@x"}, text: "周五。"})
	record(t, s, mail{id: "c@x", text: "unfiled", quoted: "> old words"})
	if _, err := s.FileMessage(t.Context(), a, "BETA", "root"); err != nil {
		t.Fatal(err)
	}
	return s
}

// tamper changes the database past the store.
func tamper(t testing.TB, s *Store, statements ...string) {
	t.Helper()
	tampered.Store(s, true)
	for _, statement := range append([]string{`PRAGMA foreign_keys = off`}, statements...) {
		if _, err := s.writer.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestVerify_findsEveryChange(t *testing.T) {
	for _, change := range []string{
		`UPDATE entry SET project = 'EVIL' WHERE id = 1`,
		`UPDATE entry SET recorded_ms = recorded_ms + 1 WHERE id = 2`,
		`UPDATE entry SET at_ms = at_ms - 1 WHERE id = 2`,
		`UPDATE entry SET actor = 'nobody' WHERE act = 'filed'`,
		`UPDATE entry SET content = zeroblob(32) WHERE id = 1`,
		`UPDATE entry SET hash = zeroblob(32) WHERE id = 3`,
		`DELETE FROM entry WHERE id = 2`,
		`DELETE FROM entry WHERE act = 'filed' AND id = 4`,
		`UPDATE message SET subject = 'another' WHERE id = 1`,
		`UPDATE message SET project = 'ACME' WHERE id = 1`,
		`UPDATE message SET date_ms = date_ms + 86400000 WHERE id = 1`,
		`UPDATE message SET kind = 'spam' WHERE id = 1`,
		`UPDATE message SET role = 'pm' WHERE id = 1`,
		`UPDATE body SET reasons = '[]' WHERE message_id = 1`,
		`UPDATE message SET message_id = 'z@x' WHERE id = 2`,
		`UPDATE body SET new_text = '我们取消验收。' WHERE message_id = 1`,
		`UPDATE body SET quoted = '' WHERE message_id = 3`,
		`DELETE FROM body WHERE message_id = 2`,
		`UPDATE participant SET address = 'other@client.example' WHERE message_id = 1 AND field = 'from'`,
		`DELETE FROM participant WHERE message_id = 2 AND field = 'to'`,
		`UPDATE attachment SET name = '合同.pdf' WHERE message_id = 1`,
		`DELETE FROM attachment WHERE message_id = 1`,
		`UPDATE raw SET zstd = (SELECT zstd FROM raw WHERE id = 2) WHERE id = 1`,
		`UPDATE raw SET zstd = substr(zstd, 1, 10) WHERE id = 1`,
		`UPDATE raw SET zstd = NULL WHERE id = 1`,
		`UPDATE content_key SET key = zeroblob(32)`,
		`UPDATE content_key SET key = NULL`,
	} {
		s := chained(t)
		verified(t, s)
		tamper(t, s, change)
		v, err := s.Verify(t.Context(), nil)
		if err != nil || len(v.Problems) == 0 {
			t.Errorf("%s: not found (%v)", change, err)
		}
	}
}

func TestVerify_erasedContentLeavesTheChainProvable(t *testing.T) {
	s := chained(t)
	// What erasing will do: say so in the chain, destroy the key and the content.
	err := s.Update(t.Context(), func(tx *Tx) error {
		l := ledger.Link{Act: ledger.ActErased, Actor: "root"}
		var content []byte
		for id := range int64(3) {
			if err := tx.row(`SELECT message_id, at_ms, kind, project, sign, confidence, key_id, content FROM entry WHERE message_id = $1 ORDER BY id LIMIT 1`, id+1).
				Scan(&l.Message, &l.At, &l.Kind, &l.Project, &l.Signal, &l.Confidence, &l.Key, &content); err != nil {
				return err
			}
			copy(l.Content[:], content)
			if _, err := tx.chain(l); err != nil {
				return err
			}
		}
		for _, statement := range []string{`UPDATE content_key SET key = NULL`, `UPDATE raw SET zstd = NULL`, `UPDATE body SET new_text = '', quoted = ''`} {
			if err := tx.exec(statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.Verify(t.Context(), nil)
	if err != nil || len(v.Problems) > 0 || v.Erased != 3 {
		t.Errorf("%d erased, problems %v, %v", v.Erased, v.Problems, err)
	}
}
