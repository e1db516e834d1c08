package store

import (
	"crypto/sha256"
	"testing"
	"time"
)

// A reply of the administrator is in the log under no project, as Rapport itself files it there, and
// no PM is asked where it belongs; that stays when it is read again.
func TestRecord_theAdministratorsReplyIsOfNoProject(t *testing.T) {
	t.Parallel()
	s := open(t)
	v := Verdict{Kind: KindHuman, Effects: []Effect{EffectAnswerAdmin}, Notes: []string{"the administrator answers"}}
	write := func(id string, v Verdict) (message int64, m *Message) {
		raw := "Message-ID: <" + id + ">\r\n\r\nThanks.\r\n"
		message = keep(t, s, raw)
		m = &Message{SHA256: sha256.Sum256([]byte(raw)), Size: int64(len(raw)), MessageID: id, Date: s.now(), Received: s.now(), From: []Address{{Address: "it@agency.example"}}, Text: "Thanks.", NewText: "Thanks."}
		update(t, s, func(tx *Tx) error { _, err := tx.Record(message, m, v); return err })
		return message, m
	}
	reply, m := write("reply@agency.example", v)
	other, _ := write("other@agency.example", Verdict{Kind: KindHuman})
	unfiled := func() {
		t.Helper()
		list, err := s.Unfiled(t.Context(), time.Time{}, 10)
		if err != nil || len(list) != 1 || list[0].Message != other {
			t.Errorf("PMs are asked about %+v, %v", list, err)
		}
	}
	unfiled()
	update(t, s, func(tx *Tx) error {
		m.NewText = "Thanks!"
		_, _, err := tx.Reprocess(reply, m, v)
		return err
	})
	unfiled()
	verified(t, s)
}
