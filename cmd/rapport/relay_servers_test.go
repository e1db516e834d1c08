//go:build servers

package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"rapport/mailin/files"
	"rapport/mailin/servertest"
	"rapport/mailout/outbox/relay"
)

// What a real server takes is, but for the trace fields it adds, what was sent; that it
// relays nothing for us fails no mail.
func TestServers_postfixTakesWhatIsSentByteForByte(t *testing.T) {
	t.Parallel()
	dovecot := servertest.Dovecot(t)
	postfix := servertest.Postfix(t, dovecot)
	user := dovecot.Accounts[0].User
	session, err := relay.Dial(t.Context(), relay.Config{Name: "postfix", Host: "127.0.0.1", Port: postfix.Port, TLS: relay.TLSNone, HELO: "rapport.example"})
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()

	// Without a Date Postfix would add one. The rest is what dots, empty lines
	// and the longest line that is allowed may be mistaken for.
	raw := []byte("Date: Mon, 2 Mar 2026 10:00:00 +0800\r\nFrom: a@client.test\r\nTo: log@agency.test\r\nMessage-ID: <dots@client.test>\r\nSubject: dots\r\n\r\n" +
		".\r\n..\r\n.hidden\r\n\r\n.\r\n\r\n" + strings.Repeat("x", 998) + "\r\nlast.\r\n")
	committed := func() error { return nil }
	refused := session.Send(t.Context(), relay.Envelope{From: "a@client.test", To: "somebody@elsewhere.test"}, raw, committed)
	if refused.Outcome != relay.Deferred || !errors.Is(refused.Err, relay.ErrAccount) || refused.Code != 554 || refused.Stage != relay.StageRCPT || !refused.Reusable {
		t.Fatalf("mail for another domain: %+v", refused)
	}
	sent := session.Send(t.Context(), relay.Envelope{From: "a@client.test", To: user, ID: "t0k3n"}, raw, committed)
	if sent.Outcome != relay.Sent || sent.Enhanced != "2.0.0" {
		t.Fatalf("%+v", sent)
	}
	if err := postfix.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	var delivered [][]byte
	for deadline := time.Now().Add(20 * time.Second); len(delivered) == 0 && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		list, err := files.List(dovecot.Maildir(user))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			if !f.Maildir {
				continue
			}
			err := f.Each(1<<20, func(m files.StoredMail) error { delivered = append(delivered, m.Raw); return nil },
				func(origin string, err error) { t.Error(origin, err) })
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(delivered) != 1 || !bytes.HasSuffix(delivered[0], raw) {
		t.Errorf("%d mails delivered: %q, sent %q", len(delivered), delivered, raw)
	}
}
