package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/demo"
	"rapport/cmd/rapport/exit"
	"rapport/mailin"
	"rapport/mailin/mime"
	"rapport/store"
)

// A report that comes back: the notification reaches the log mailbox by the
// return path of that one mail with its envelope id, and the PM is told in words. One that
// nobody sent us, or that has only what the log mailbox shows, changes nothing.
func TestServe_aBounceIsToldToThePM(t *testing.T) {
	t.Parallel()
	server, err := demo.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	post, err := demo.StartPost("127.0.0.1:0", server)
	if err != nil {
		t.Fatal(err)
	}
	defer post.Close()
	dir := t.TempDir()
	config, err := demo.WriteConfig(dir, server.Port(), post.Port(), "")
	if err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(dir, "status.md")
	if err := os.WriteFile(text, []byte("Summary: all well\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := rapportCommand("report", "send", "ACME", "--from", text, "-c", config).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s := serve(t, config)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	get := func(address string) *store.Message {
		t.Helper()
		raw, err := post.Await(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		return mailin.Read(raw, time.Now(), mime.DefaultLimits(), nil)
	}
	report := get("tom.becker@acme.example")
	get("li.na@agency.example") // her copy

	deliverNotification(t, server, "log+b.aaaaaaaaaaaaaaaaaaaaaaaaaa@agency.example", "", "forged@elsewhere.example", "anna.wright@acme.example")
	anna, tom := delivery(t, s, "anna.wright@acme.example"), delivery(t, s, "tom.becker@acme.example")
	returnPath := func(d store.Delivery) string { return store.Tagged("log@agency.example", "b."+d.CopyTag()) }
	deliverNotification(t, server, returnPath(anna), anna.CopyTag(), report.MessageID, "anna.wright@acme.example")
	deliverNotification(t, server, returnPath(tom), tom.ReturnTag, report.MessageID, "tom.becker@acme.example")
	told := get("li.na@agency.example")
	for _, words := range []string{"tom.becker@acme.example", "The mailbox is not known here"} {
		if !strings.Contains(told.Text, words) {
			t.Errorf("the PM is not told %q:\n%s", words, told.Text)
		}
	}
	if len(told.InReplyTo) != 1 || told.InReplyTo[0] != report.MessageID {
		t.Errorf("the notice is not in the thread of the report: %q", told.InReplyTo)
	}
	for _, line := range []string{`bounced +ACME +report +tom\.becker@`, `sent +ACME +report +anna\.wright@`, `sent +ACME +bounce +li\.na@`} {
		for began := time.Now(); ; time.Sleep(50 * time.Millisecond) { // a mail may be here before the outbox says so
			out, err := rapportCommand("outbox", "list", "--all", "-c", config).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if regexp.MustCompile(line).Match(out) {
				break
			}
			if time.Since(began) > 20*time.Second {
				t.Fatalf("the outbox does not show %s:\n%s", line, out)
			}
		}
	}
	if code := s.stop(); code != exit.OK {
		t.Errorf("exit code %d", code)
	}
}

// delivery returns the mail to somebody in the outbox.
func delivery(t *testing.T, s *served, recipient string) store.Delivery {
	t.Helper()
	log, err := store.OpenReadOnly(store.Config{Dir: filepath.Join(filepath.Dir(s.config), "state")})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	list, err := log.Outbox(t.Context(), store.OutboxQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range list {
		if o.Recipient == recipient {
			return o
		}
	}
	t.Fatalf("nothing was sent to %s", recipient)
	return store.Delivery{}
}

// deliverNotification puts a delivery status notification (RFC 3464) into the
// log mailbox, as an MTA writes it.
func deliverNotification(t *testing.T, server *demo.Server, to, envelopeID, returned, recipient string) {
	t.Helper()
	text := fmt.Sprintf(`Return-Path: <>
Delivered-To: %s
From: Mail Delivery System <MAILER-DAEMON@mx.acme.example>
To: %[1]s
Subject: Undelivered Mail Returned to Sender
Message-ID: <%d@mx.acme.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

Your mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.example
Original-Envelope-Id: %[5]s

Final-Recipient: rfc822; %[4]s
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 The mailbox is not known here

--b
Content-Type: text/rfc822-headers

Message-ID: <%[3]s>
Subject: a report

--b--
`, to, time.Now().UnixNano(), returned, recipient, envelopeID)
	if err := server.Deliver([]byte(strings.ReplaceAll(text, "\n", "\r\n")), time.Now()); err != nil {
		t.Fatal(err)
	}
}
