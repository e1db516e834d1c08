package doctor

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailin/imaptest"
	"rapport/mailin/mailbox"
	"rapport/mailin/probe"
	"rapport/mailout/outbox/relay"
	"rapport/mailout/smtptest"
)

// provider is a mail provider that takes mail by SMTP and shows it by IMAP, and what it does to
// mail on the way.
type provider struct {
	imap  imaptest.Options
	smtp  smtptest.Options
	relay func(*smtptest.Sink)
	mail  func(m smtptest.Received, raw string) string // "": it is lost
	late  time.Duration                                // that its clock is behind
	sent  string                                       // the folder of its own copies
	caps  [2]string                                    // what it says instead of a capability
	quota string                                       // what it says of how full the mailbox is
	own   string                                       // Authentication-Results that it writes
	leave bool                                         // forged ones stay
}

// open starts the servers of a provider, and returns a patient there.
func (p provider) open(t *testing.T) (Patient, *imaptest.Server) {
	t.Helper()
	p.imap.User, p.imap.Password = "log@agency.example", "secret"
	imap, err := imaptest.Start(p.imap)
	if err != nil {
		t.Fatal(err)
	}
	smtp, err := smtptest.Start(p.smtp)
	if err != nil {
		t.Fatal(err)
	}
	if p.relay != nil {
		p.relay(smtp)
	}
	if p.quota != "" {
		p.caps = [2]string{" IDLE", " IDLE QUOTA"}
	}
	ended := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer close(ended)
		p.post(ctx, smtp, imap)
	}()
	t.Cleanup(func() { cancel(); <-ended; smtp.Close(); imap.Close() })
	port := imap.Port
	if p.caps[0] != "" {
		port = p.rewrite(t, port)
	}
	secret := func(context.Context) (string, error) { return "secret", nil }
	tls := relay.TLSNone
	if p.smtp.TLS != "" {
		tls = relay.TLSMode(p.smtp.TLS)
	}
	return Patient{
		Account:    "log",
		IMAP:       mailbox.Config{Host: imap.Host, Port: port, TLS: mailbox.TLSNone, User: p.imap.User, Secret: secret, MaxMessage: 1 << 20},
		SMTP:       relay.Config{Host: smtp.Host, Port: smtp.Port, TLS: tls, RootCAs: smtp.RootCAs},
		Folder:     "INBOX",
		LogAddress: "log@agency.example", From: "log@agency.example", Plus: true, Files: 20 << 20,
		StateDir: t.TempDir(), Patience: time.Second, Now: time.Now,
	}, imap
}

// post brings what the SMTP server took to the mailbox.
func (p provider) post(ctx context.Context, smtp *smtptest.Sink, imap *imaptest.Server) {
	for n := 0; ctx.Err() == nil; time.Sleep(10 * time.Millisecond) {
		mails := smtp.Mails()
		for _, m := range mails[n:] {
			raw := string(m.Raw)
			if p.sent != "" {
				imap.Deliver(p.sent, m.Raw, time.Now())
			}
			if !p.leave {
				raw = without(raw, "Authentication-Results")
			}
			if p.mail != nil {
				raw = p.mail(m, raw)
			}
			if raw == "" {
				continue
			}
			if !strings.HasPrefix(raw, "Return-Path:") {
				raw = "Return-Path: <" + m.From + ">\r\n" + raw
			}
			if p.own != "" {
				raw = "Authentication-Results: " + p.own + "; dkim=none\r\n" + "Received: from x by y; now\r\n" + raw
			}
			imap.Deliver("INBOX", []byte(raw), time.Now().Add(-p.late))
		}
		n = len(mails)
	}
}

// without removes a field of one line.
func without(raw, field string) string {
	lines := strings.SplitAfter(raw, "\r\n")
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, field+":") }), "")
}

// rewrite returns the port of a server that is another, but says one word for another, and how full
// the mailbox is.
func (p provider) rewrite(t *testing.T, port int) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer client.Close()
				server, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
				if err != nil {
					return
				}
				defer server.Close()
				go p.answerQuota(client, server)
				buf := make([]byte, 64<<10)
				for {
					n, err := server.Read(buf)
					if err != nil {
						return
					}
					client.Write(bytes.ReplaceAll(buf[:n], []byte(p.caps[0]), []byte(p.caps[1])))
				}
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// answerQuota passes on what a client says, but for a question about the quota, which it answers.
func (p provider) answerQuota(client io.ReadWriter, server io.Writer) {
	lines := bufio.NewReader(client)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		if tag, command, _ := strings.Cut(line, " "); strings.HasPrefix(command, "GETQUOTAROOT ") && p.quota != "" {
			fmt.Fprintf(client, "* QUOTAROOT INBOX \"\"\r\n* QUOTA \"\" (%s)\r\n%s OK done\r\n", p.quota, tag)
			continue
		}
		if _, err := io.WriteString(server, line); err != nil {
			return
		}
	}
}

// A provider that misbehaves in one way has that found, with its remedy, and nothing else; its
// mailbox is as it was.
func TestExamine_providersThatMisbehaveInOneWay(t *testing.T) {
	replaced := func(field, value string) func(smtptest.Received, string) string {
		return func(_ smtptest.Received, raw string) string {
			return field + ": " + value + "\r\n" + without(raw, field)
		}
	}
	for name, c := range map[string]struct {
		provider
		change func(*Patient)
		check  string
		state  State
		want   string // of the text or the remedy
		line   string // of the configuration
	}{
		"none": {},
		"plus-addresses are lost": {
			provider: provider{mail: func(m smtptest.Received, raw string) string {
				if strings.Contains(m.To, "+") {
					return ""
				}
				return raw
			}}, check: "plus", state: Fault, want: "write plus_addresses = false", line: "sending.plus_addresses=false"},
		"the Message-ID is replaced": {provider: provider{mail: replaced("Message-ID", "<new@provider.example>")},
			check: "message-id", state: Warning, want: "leave plus_addresses = true"},
		"the Message-ID is replaced, without plus-addresses": {provider: provider{mail: replaced("Message-ID", "<new@provider.example>")},
			change: func(p *Patient) { p.Plus, p.NoPlus = false, true }, check: "message-id", state: Fault, want: "a relay that keeps the Message-ID"},
		"Reply-To is removed": {provider: provider{mail: func(_ smtptest.Received, raw string) string { return without(raw, "Reply-To") }},
			check: "reply-to", state: Fault, want: "use another relay", line: "sending.plus_addresses=false"},
		"the return path is replaced": {provider: provider{mail: replaced("Return-Path", "<log@agency.example>")},
			change: func(p *Patient) { p.VERP = true }, check: "verp", state: Fault, want: "write verp = false", line: "relay.verp=false"},
		"the sender is replaced": {provider: provider{mail: replaced("From", "someone@provider.example")},
			check: "from", state: Fault, want: "allow the account to send as it"},
		"the sender is refused": {provider: provider{relay: func(s *smtptest.Sink) {
			s.Always(smtptest.MAIL, smtptest.Reply("553 5.7.1 Sender address rejected: not owned by user"))
		}},
			check: "from", state: Fault, want: "log in to the relay as the account of that address"},
		"forged reports stay": {provider: provider{own: "mx.agency.example", leave: true},
			change: func(p *Patient) { p.AuthservID = "mx.agency.example" }, check: "authserv-id", state: Fault, want: "remove authserv_id"},
		"the server has another name": {provider: provider{own: "mx2.agency.example"},
			change: func(p *Patient) { p.AuthservID = "mx.agency.example" }, check: "authserv-id", state: Fault, want: "write the name that the server uses", line: `account.authserv_id="mx2.agency.example"`},
		"its clock is wrong":         {provider: provider{late: time.Hour}, check: "clock", state: Warning, want: "timedatectl"},
		"no IDLE":                    {provider: provider{caps: [2]string{" IDLE", " XDLE"}}, check: "imap idle", state: Warning, want: "look more often", line: `account.poll="1m"`},
		"the mailbox is nearly full": {provider: provider{quota: "STORAGE 8912896 10485760 MESSAGE 3 10000"}, check: "imap quota", state: Warning, want: "85 % full: 8.5 GiB of 10.0 GiB"},
		"the mailbox is full":        {provider: provider{quota: "STORAGE 3 10485760 MESSAGE 9700 10000"}, check: "imap quota", state: Fault, want: "97 % full: 9700 mails of 10000 mails"},
		"the mailbox has room":       {provider: provider{quota: "STORAGE 1 10485760"}},
		"the quota cannot be read":   {provider: provider{quota: "STORAGE -1 0 X"}},
		"small mails only":           {provider: provider{smtp: smtptest.Options{Extensions: []string{"SIZE 4194304"}}}, check: "smtp size", state: Warning, want: "ask the provider for more", line: `sending.files="2MiB"`},
		"the certificate ends": {provider: provider{smtp: smtptest.Options{TLS: "implicit", CertUntil: time.Now().AddDate(0, 0, 5)}},
			check: "smtp tls", state: Warning, want: "renew the certificate"},
		"mail is lost": {provider: provider{mail: func(smtptest.Received, string) string { return "" }},
			check: "mail", state: Fault, want: "its rules and its spam folder"},
		"two copies of what is sent": {provider: provider{imap: imaptest.Options{Folders: []string{"Sent"}}, sent: "Sent"},
			change: func(p *Patient) { p.SentFolder = "Sent" }, check: "sent folder", state: Warning, want: "remove sent_folder"},
		"another password": {change: func(p *Patient) { p.IMAP.Secret = func(context.Context) (string, error) { return "wrong", nil } },
			check: "imap login", state: Fault, want: "app password"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, imap := c.open(t)
			if c.change != nil {
				c.change(&p)
			}
			imap.Deliver("INBOX", []byte("Subject: a mail of somebody\r\n\r\n"), time.Now())
			found := Examine(t.Context(), p)
			seen := false
			for _, f := range found {
				switch {
				case f.State == OK:
				case f.Check != c.check:
					t.Errorf("%s: %s: %s; %s", f.State, f.Check, f.Text, f.Remedy)
				default:
					seen = true
					if f.State != c.state || !strings.Contains(f.Text+f.Remedy, c.want) {
						t.Errorf("%s: %s; %s; want %s %q", f.State, f.Text, f.Remedy, c.state, c.want)
					}
					var lines []string
					for _, l := range f.Lines {
						lines = append(lines, l.Table+"."+l.Key+"="+l.Value)
					}
					if got := strings.Join(lines, " "); got != c.line {
						t.Errorf("the line %q, want %q", got, c.line)
					}
				}
			}
			if !seen && c.check != "" {
				t.Errorf("%s was not found in %+v", c.check, found)
			}
			left(t, p, imap)
		})
	}
}

// left checks that a mailbox has no mail but that of somebody, and no copies.
func left(t *testing.T, p Patient, imap *imaptest.Server) {
	t.Helper()
	p.IMAP.Port = imap.Port
	p.IMAP.Secret = func(context.Context) (string, error) { return "secret", nil }
	session, err := mailbox.Dial(t.Context(), p.IMAP)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	status, err := session.Select(t.Context(), "INBOX", true)
	if err != nil || status.Messages != 1 {
		t.Errorf("%d mails are left, %v; want the one that was there", status.Messages, err)
	}
	if status, err := session.Select(t.Context(), "Sent", true); err == nil && status.Messages != 0 {
		t.Errorf("%d copies are left", status.Messages)
	}
}

// The daemon knows the token before the first mail is sent.
func TestExamine_leavesTheTokenForTheDaemon(t *testing.T) {
	p, _ := provider{}.open(t)
	Examine(t.Context(), p)
	if len(probe.Tokens(p.StateDir, p.Now())) != 1 {
		t.Error("the daemon does not know the test mails")
	}
}
