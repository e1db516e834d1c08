package store

import (
	"crypto/sha256"
	"slices"
	"testing"
	"time"
)

// What a mail shows is kept as it was sent, and known by the request that it made.
func TestShown_isKeptWithTheMail(t *testing.T) {
	y := begin(t)
	c := y.asksToConfirm(Minutes, PolicyAll, wang)
	text := "Minutes\n\n- Launch on 10 April ✓\n"
	y.do(func(tx *Tx) error {
		_, err := tx.Enqueue(OutgoingMail{
			Key: "shown", Purpose: "confirm", Project: "ACME", Expires: y.s.now().Add(time.Hour), Message: &Message{MessageID: "m.shown@agency.example"},
			Raw: y.s.Pack([]byte("Subject: x\r\n\r\n"), time.Time{}, "rapport"), Recipients: []string{wang},
			Shown: &Shown{Purpose: PurposeConfirm, Object: c.ID, Version: 1, Address: wang, Text: text, Words: []string{"Minutes Launch on 10 April"}},
		})
		if err != nil {
			return err
		}
		return tx.Ask(Request{Token: "shown-token", Purpose: PurposeConfirm, Project: "ACME", Object: c.ID, Version: 1, Address: wang}, "m.shown@agency.example")
	})
	list, err := y.s.Shown(t.Context(), c.ID, 1, PurposeConfirm)
	if err != nil || len(list) != 1 || list[0].Text != text || list[0].SHA256 != sha256.Sum256([]byte(text)) || list[0].Address != wang {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := y.s.Shown(t.Context(), c.ID, 2, PurposeConfirm); err != nil || len(list) > 0 {
		t.Errorf("of another version: %+v, %v", list, err)
	}
	if list, err := y.s.Shown(t.Context(), c.ID, 0, PurposeReportDraft); err != nil || len(list) > 0 {
		t.Errorf("of another purpose: %+v, %v", list, err)
	}
	r, found, err := y.s.RequestByToken("shown-token")
	if err != nil || !found || !slices.Equal(r.Shown, []string{text, "Minutes Launch on 10 April"}) {
		t.Errorf("%+v, %t, %v", r, found, err)
	}
}
