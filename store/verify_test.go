package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
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
		if _, err := s.writer.Exec(`PRAGMA foreign_keys = off`); err != nil {
			t.Fatal(err)
		}
		if _, err := s.writer.Exec(change); err != nil {
			t.Fatalf("%s: %v", change, err)
		}
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
		l := link{act: ActErased, actor: "root"}
		var content []byte
		for id := range int64(3) {
			if err := tx.row(`SELECT message_id, at_ms, kind, project, sign, confidence, key_id, content FROM entry WHERE message_id = $1 ORDER BY id LIMIT 1`, id+1).
				Scan(&l.message, &l.at, &l.kind, &l.project, &l.sign, &l.confidence, &l.key, &content); err != nil {
				return err
			}
			copy(l.content[:], content)
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

// The canonical form, written down a second time as docs/log.md has it: should
// the two part, old logs could not be verified any more.
func TestCanonical_isWhatTheDocumentationSays(t *testing.T) {
	l := link{id: 2, recorded: 1767225600000, act: ActFiled, message: 1, at: 1767000001000, kind: KindHuman,
		project: "ACME", sign: SignalPerson, confidence: 100, actor: "root", key: 3, content: [32]byte{0xab}}
	want := "rapport entry 1\nentry:2\nrecorded:1767225600000\nact:filed\nmessage:1\nat:1767000001000\nkind:human\n" +
		"project:ACME\nsign:person\nconfidence:100\nactor:root\nkey:3\ncontent:ab" + strings.Repeat("0", 62) + "\n"
	if got := string(l.canonical()); got != want {
		t.Errorf("entry:\n%s\nwant:\n%s", got, want)
	}
	before := Hash{1}
	if got, sum := l.hash(before), sha256.Sum256(append(before[:], want...)); got != sum {
		t.Errorf("hash %s, want %x", got, sum)
	}

	c := content{messageID: "a@x", inReplyTo: "[]", references: "[]", received: 5, subject: "主题", role: RoleClient, reasons: "[]", notes: "[]",
		newText: "text", defects: "[]", participants: []participant{{"from", Address{"王", "w@x"}}},
		attachments: []Attachment{{N: 1, Name: "a.pdf", Type: "application/pdf", Size: 9, Inline: true}}}
	zeros := strings.Repeat("0", 64)
	text := "rapport content 1\nraw 64\n" + zeros + "\nmessage-id 3\na@x\nin-reply-to 2\n[]\nreferences 2\n[]\nreceived 1\n5\nsubject 6\n主题\n" +
		"kind-reason 0\n\nrole 6\nclient\nreasons 2\n[]\nnotes 2\n[]\nnew-text 4\ntext\nquoted 0\n\ndefects 2\n[]\nunparsed 0\n\n" +
		"from 3\n王\naddress 3\nw@x\nattachment 5\na.pdf\ntype 15\napplication/pdf\nsize 1\n9\nsha256 64\n" + zeros + "\ncontent-id 0\n\ninline 4\ntrue\n"
	mac := hmac.New(sha256.New, []byte("key"))
	mac.Write([]byte(text))
	if got := digest([]byte("key"), c); hex.EncodeToString(got[:]) != fmt.Sprintf("%x", mac.Sum(nil)) {
		t.Errorf("content is hashed in another form than\n%s", text)
	}
}
