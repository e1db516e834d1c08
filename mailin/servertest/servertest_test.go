//go:build servers

package servertest_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"mime"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-message/charset"
	"github.com/emersion/go-message/mail"
	gomail "github.com/wneessen/go-mail"

	"rapport/mailin/servertest"
)

func TestPostfix_mailSentBySMTPIsFetchedByIMAP(t *testing.T) {
	dovecot := servertest.Dovecot(t)
	postfix := servertest.Postfix(t, dovecot)

	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	for _, err := range []error{
		m.FromFormat("王伟", "wangwei@client.test"),
		m.EnvelopeFrom("bounces@client.test"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	m.Subject("测试环境什么时候可以使用？")
	m.SetMessageIDWithValue("first@client.test")
	m.SetBodyString(gomail.TypeTextPlain, "请确认。\nIs Friday early enough?\n")
	if err := m.Bcc("log+ACME@agency.test"); err != nil { // in no header: only the envelope names it
		t.Fatal(err)
	}
	send(t, postfix, m)

	raw := fetchFirst(t, dovecot, "INBOX")
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string]string{
		"Delivered-To":  "log+ACME@agency.test",
		"X-Original-To": "log+ACME@agency.test",
		"Return-Path":   "<bounces@client.test>",
		"Message-Id":    "<first@client.test>",
		"Subject":       "测试环境什么时候可以使用？",
	} {
		if got, err := r.Header.Text(field); got != want || err != nil {
			t.Errorf("%s: %q, %v; want %q", field, got, err, want)
		}
	}
	if n := len(r.Header.Values("Received")); n != 2 {
		t.Errorf("%d Received fields, want one of Postfix and one of Dovecot", n)
	}
	part, err := r.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(part.Body)
	if err != nil || string(text) != "请确认。\r\nIs Friday early enough?\r\n" {
		t.Errorf("text %q, %v", text, err)
	}
}

func TestPostfix_relaysNothing(t *testing.T) {
	postfix := servertest.Postfix(t, servertest.Dovecot(t))
	m := gomail.NewMsg()
	if err := m.From("wangwei@client.test"); err != nil {
		t.Fatal(err)
	}
	if err := m.To("somebody@elsewhere.test"); err != nil {
		t.Fatal(err)
	}
	m.SetBodyString(gomail.TypeTextPlain, "Hello\n")
	if err := client(t, postfix).DialAndSend(m); err == nil || !strings.Contains(err.Error(), "554") {
		t.Errorf("mail for another domain: %v; want it refused with 554", err)
	}
}

func TestDovecot_servesWhatWasAddedByteForByte(t *testing.T) {
	ctx := t.Context()
	dovecot := servertest.Dovecot(t)
	user := dovecot.Accounts[0].User
	want := []byte("From: a@client.test\r\nSubject: \xce\xc4\r\n\r\n8-bit \xff\x00 and no final line end")
	maildir, err := dovecot.Fill(user)
	if err != nil {
		t.Fatal(err)
	}
	received := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	if err := maildir.Add(want, received); err != nil {
		t.Fatal(err)
	}
	// A NUL is not allowed in an IMAP literal (RFC 3501, section 4.3); Dovecot
	// sends 0x80 for it.
	want = bytes.ReplaceAll(want, []byte{0}, []byte{0x80})
	if got := fetchFirst(t, dovecot, "INBOX"); !bytes.Equal(got, want) {
		t.Errorf("fetched %q, want %q", got, want)
	}
	if err := dovecot.Deliver(ctx, user, []byte("Subject: second\r\n\r\n.dot\r\n")); err != nil {
		t.Fatal(err)
	}
	out, err := dovecot.Doveadm(ctx, "-f", "tab", "fetch", "-u", user, "uid date.received.unixtime hdr.subject", "mailbox", "INBOX")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[1], "1\t1772445600\t") || !strings.HasSuffix(lines[2], "\tsecond") {
		t.Errorf("the mailbox holds %q", lines)
	}
}

func TestDovecot_renumbersAndExpungesAndKicks(t *testing.T) {
	ctx := t.Context()
	dovecot := servertest.Dovecot(t)
	for _, subject := range []string{"one", "two", "three"} {
		if err := dovecot.Deliver(ctx, "log+x@agency.test", []byte("Subject: "+subject+"\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
	}
	if err := dovecot.Expunge(ctx, "INBOX", 2); err != nil {
		t.Fatal(err)
	}
	if err := dovecot.SetUIDValidity(ctx, "INBOX", 4711); err != nil {
		t.Fatal(err)
	}
	c := login(t, dovecot)
	selected, err := c.Select("INBOX", nil).Wait()
	if err != nil {
		t.Fatal(err)
	}
	if selected.UIDValidity != 4711 || selected.NumMessages != 2 {
		t.Errorf("UIDVALIDITY %d and %d messages, want 4711 and 2", selected.UIDValidity, selected.NumMessages)
	}
	if err := dovecot.Kick(ctx); err != nil {
		t.Fatal(err)
	}
	select {
	case <-c.Closed():
	case <-time.After(10 * time.Second):
		t.Error("the session is still open 10 s after it was kicked")
	}
}

func TestDovecot_offersImplicitTLSAndSTARTTLSWithACertificateOfItsCA(t *testing.T) {
	dovecot := servertest.Dovecot(t)
	options := &imapclient.Options{TLSConfig: &tls.Config{RootCAs: dovecot.CA}}
	c, err := imapclient.DialTLS(dovecot.TLSAddress(), options)
	if err != nil {
		t.Fatal("IMAPS:", err)
	}
	c.Close()
	if c, err = imapclient.DialStartTLS(dovecot.Address(), options); err != nil {
		t.Fatal("STARTTLS:", err)
	}
	c.Close()
	if c, err := imapclient.DialTLS(dovecot.TLSAddress(), nil); err == nil {
		c.Close()
		t.Error("the certificate is trusted without its CA")
	}
}

func client(t *testing.T, postfix *servertest.PostfixServer) *gomail.Client {
	t.Helper()
	c, err := gomail.NewClient("127.0.0.1", gomail.WithPort(postfix.Port),
		gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithHELO("client.test"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func send(t *testing.T, postfix *servertest.PostfixServer, m *gomail.Msg) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := client(t, postfix).DialAndSendWithContext(ctx, m); err != nil {
		t.Fatal(err)
	}
	if err := postfix.Flush(ctx); err != nil {
		t.Fatal(err)
	}
}

func login(t *testing.T, dovecot *servertest.DovecotServer) *imapclient.Client {
	t.Helper()
	c, err := imapclient.DialInsecure(dovecot.Address(), &imapclient.Options{WordDecoder: &mime.WordDecoder{CharsetReader: charset.Reader}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	a := dovecot.Accounts[0]
	if err := c.Login(a.User, a.Password).Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}

// fetchFirst returns the bytes of the mail with UID 1.
func fetchFirst(t *testing.T, dovecot *servertest.DovecotServer, folder string) []byte {
	t.Helper()
	c := login(t, dovecot)
	if _, err := c.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
		t.Fatal(err)
	}
	body := &imap.FetchItemBodySection{Peek: true}
	mails, err := c.Fetch(imap.UIDSetNum(1), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{body}}).Collect()
	if err != nil || len(mails) != 1 {
		t.Fatalf("fetch UID 1: %d messages, %v", len(mails), err)
	}
	return mails[0].FindBodySection(body)
}
