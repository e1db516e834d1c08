//go:build servers

package relay

import (
	"bytes"
	"net"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"rapport/mailin/servertest"
)

// What a real server takes is, but for the trace fields it adds, what was sent;
// and what it refuses is refused for good.
func TestSend_throughPostfix(t *testing.T) {
	dovecot := servertest.Dovecot(t)
	postfix := servertest.Postfix(t, dovecot)
	user := dovecot.Accounts[0]
	host, port, err := net.SplitHostPort(postfix.Address())
	if err != nil {
		t.Fatal(err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	session := dialed(t, Config{Name: "postfix", Host: host, Port: number, TLS: TLSNone, HELO: "rapport.example", Timeouts: patience(30 * time.Second)})

	body := ".\r\n..\r\n.hidden\r\n\r\n.\r\n\r\n" + string(bytes.Repeat([]byte("x"), maxLine)) + "\r\nlast.\r\n"
	// Without a Date Postfix would add one.
	raw := slices.Concat([]byte("Date: Mon, 2 Mar 2026 10:00:00 +0800\r\n"), letter(id), []byte(body))
	refused := session.Send(t.Context(), Envelope{From: "a@client.test", To: "somebody@elsewhere.test"}, raw, committed)
	if refused.Outcome != Failed || refused.Code != 554 || refused.Stage != StageRCPT || !refused.Reusable {
		t.Fatalf("mail for another domain: %+v", refused)
	}
	sent := session.Send(t.Context(), Envelope{From: "a@client.test", To: user.User, ID: "t0k3n"}, raw, committed)
	if sent.Outcome != Sent || sent.Enhanced != "2.0.0" {
		t.Fatalf("%+v", sent)
	}

	c, err := imapclient.DialInsecure(dovecot.Address(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login(user.User, user.Password).Wait(); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		selected, err := c.Select("INBOX", nil).Wait()
		if err != nil {
			t.Fatal(err)
		}
		if selected.NumMessages == 0 {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		section := &imap.FetchItemBodySection{}
		got, err := c.Fetch(imap.SeqSetNum(1), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{section}}).Collect()
		if err != nil {
			t.Fatal(err)
		}
		if delivered := got[0].FindBodySection(section); !bytes.HasSuffix(delivered, raw) {
			t.Errorf("delivered %q, sent %q", delivered, raw)
		}
		return
	}
	t.Error("nothing came within ten seconds")
}
