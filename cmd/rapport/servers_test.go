//go:build servers

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/sys/unix"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/servertest"
	"rapport/store"
)

// dovecotConfig writes a configuration for the log mailbox of a Dovecot.
func dovecotConfig(t *testing.T, dir, state string, dovecot *servertest.DovecotServer, tls string, port int) string {
	t.Helper()
	account := dovecot.Accounts[0]
	text := fmt.Sprintf(`log_address = %q
state_dir = %q

[[account]]
name = "log"
host = "127.0.0.1"
port = %d
tls = %q
ca_file = %q
user = %q
password_file = %q

[[project]]
code = "ACME"
name = "Order system"
client = "Acme Ltd"
language = "en"
time_zone = "Europe/London"
[[project.contact]]
name = "Li Na"
role = "pm"
addresses = ["li@agency.test"]

[[project]]
code = "XINGHE"
name = "订单系统"
client = "星河科技"
language = "zh-CN"
time_zone = "Asia/Shanghai"
[[project.contact]]
name = "张敏"
role = "pm"
addresses = ["zhang@agency.test"]
[[project.contact]]
name = "王伟"
role = "client"
addresses = ["wangwei@xinghe.test"]
`, account.User, state, port, tls, dovecot.CAFile, account.User, filepath.Join(dir, "secret"))
	path := filepath.Join(dir, "config.toml")
	for name, content := range map[string]string{path: text, filepath.Join(dir, "secret"): account.Password} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// The main job, on the servers that people use: SMTP to Postfix, LMTP to
// Dovecot, IMAP with STARTTLS and with TLS to the daemon, a log by project.
func TestServers_mailThroughPostfixAndDovecotBecomesALog(t *testing.T) {
	t.Parallel()
	dovecot := servertest.Dovecot(t)
	postfix := servertest.Postfix(t, dovecot)
	for _, c := range []struct {
		tls  string
		port int
	}{{"starttls", dovecot.Port}, {"implicit", dovecot.TLSPort}} {
		dir := t.TempDir()
		s := serve(t, dovecotConfig(t, dir, filepath.Join(dir, "state"), dovecot, c.tls, c.port))
		if c.tls == "starttls" { // the second daemon finds them there
			sendThrough(t, postfix, "Anna <anna@acme.test>", "log+ACME@agency.test", "question@acme.test", "", "Delivery date", "When is the delivery?")
			s.entries(1)
			sendThrough(t, postfix, "Li Na <li@agency.test>", "log@agency.test", "answer@agency.test", "<question@acme.test>", "Re: Delivery date", "On Friday.\n\n> When is the delivery?")
			sendThrough(t, postfix, "王伟 <wangwei@xinghe.test>", "log@agency.test", "wen@xinghe.test", "", "验收时间", "我们什么时候可以验收？")
			sendThrough(t, postfix, "Somebody <x@elsewhere.test>", "log@agency.test", "spam@elsewhere.test", "", "Offer", "Buy now.")
		}
		want := map[string]struct {
			project string
			sign    store.Signal
			text    string
		}{
			"question@acme.test":  {"ACME", store.SignalAddress, "When is the delivery?"},
			"answer@agency.test":  {"ACME", store.SignalThread, "On Friday."},
			"wen@xinghe.test":     {"XINGHE", store.SignalContact, "我们什么时候可以验收？"},
			"spam@elsewhere.test": {"", "", "Buy now."},
		}
		for _, e := range s.entries(len(want)) {
			w, ok := want[e.MessageID]
			if !ok || e.Project != w.project || e.Signal != w.sign || strings.TrimSpace(e.NewText) != w.text {
				t.Errorf("%s: entry %s is in %q by %q and says %q; want %+v", c.tls, e.MessageID, e.Project, e.Signal, e.NewText, w)
			}
			delete(want, e.MessageID)
		}
		if len(want) > 0 {
			t.Errorf("%s: missing %v", c.tls, want)
		}
		if out, err := rapportCommand("verify", "-c", s.config).CombinedOutput(); err != nil {
			t.Errorf("verify: %v\n%s", err, out)
		}
		if out, err := rapportCommand("search", "验收", "-c", s.config).CombinedOutput(); err != nil || !strings.Contains(string(out), "1 found") {
			t.Errorf("search: %v\n%s", err, out)
		}
		if code := s.stop(); code != exit.OK {
			t.Errorf("%s: exit code %d", c.tls, code)
		}
	}
}

func sendThrough(t *testing.T, postfix *servertest.PostfixServer, from, to, id, answers, subject, text string) {
	t.Helper()
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.From(from); err != nil {
		t.Fatal(err)
	}
	if err := m.To(strings.Split(to, ", ")...); err != nil {
		t.Fatal(err)
	}
	m.Subject(subject)
	m.SetMessageIDWithValue(id)
	if answers != "" {
		m.SetGenHeader(gomail.HeaderInReplyTo, answers)
		m.SetGenHeader(gomail.HeaderReferences, answers)
	}
	m.SetBodyString(gomail.TypeTextPlain, text+"\n")
	client, err := gomail.NewClient("127.0.0.1", gomail.WithPort(postfix.Port), gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithHELO("client.test"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := client.DialAndSendWithContext(ctx, m); err != nil {
		t.Fatal(err)
	}
}

// fill puts n small mails into the log mailbox and gives their hashes.
func fill(t *testing.T, dovecot *servertest.DovecotServer, n int) map[store.Hash]bool {
	t.Helper()
	maildir, err := dovecot.Fill(dovecot.Accounts[0].User)
	if err != nil {
		t.Fatal(err)
	}
	sent := map[store.Hash]bool{}
	for i := range n {
		raw := killMail(i)
		sent[sha256.Sum256(raw)] = true
		if err := maildir.Add(raw, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	return sent
}

// holdsAll checks that the log is the mailbox: every mail, byte for byte, once.
func holdsAll(t *testing.T, state string, sent map[store.Hash]bool) {
	t.Helper()
	s, err := store.OpenReadOnly(store.Config{Dir: state})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	entries := 0
	err = s.Log(t.Context(), store.LogQuery{}, func(e store.Entry) error {
		entries++
		raw, _, err := s.RawMail(t.Context(), e.Message)
		if !sent[sha256.Sum256(raw)] {
			t.Errorf("entry %d is none of what was sent: %.60q", e.ID, raw)
		}
		return err
	})
	if err != nil || entries != len(sent) {
		t.Errorf("%d entries for %d mails, %v", entries, len(sent), err)
	}
}

func TestServers_renumberedAndExpungedAndKicked(t *testing.T) {
	t.Parallel()
	dovecot := servertest.Dovecot(t)
	dir := t.TempDir()
	state := filepath.Join(dir, "state")
	config := dovecotConfig(t, dir, state, dovecot, "implicit", dovecot.TLSPort)
	sent := fill(t, dovecot, 300)
	s := serve(t, config)
	s.entries(300)
	ctx := t.Context()
	for validity := range uint32(3) {
		if err := dovecot.SetUIDValidity(ctx, "INBOX", 4_000_000+validity); err != nil {
			t.Fatal(err)
		}
		if err := dovecot.Kick(ctx); err != nil {
			t.Fatal(err)
		}
		if err := dovecot.Expunge(ctx, "INBOX", validity+1); err != nil {
			t.Fatal(err)
		}
		mail := fmt.Appendf(nil, "From: wang@client.test\r\nMessage-ID: <after-%d@client.test>\r\nSubject: after %[1]d\r\n\r\nnews\r\n", validity)
		if err := dovecot.Deliver(ctx, dovecot.Accounts[0].User, mail); err != nil {
			t.Fatal(err)
		}
		s.entries(301 + int(validity))
	}
	if code := s.stop(); code != exit.OK {
		t.Errorf("exit code %d", code)
	}
	log, err := store.OpenReadOnly(store.Config{Dir: state})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	entries := 0
	err = log.Log(ctx, store.LogQuery{}, func(e store.Entry) error {
		raw, _, err := log.RawMail(ctx, e.Message)
		if delete(sent, sha256.Sum256(raw)); bytes.Contains(raw, []byte("<after-")) {
			entries--
		}
		entries++
		return err
	})
	if err != nil || entries != 300 || len(sent) != 0 {
		t.Errorf("%d entries for 300 mails, %d missing, %v", entries, len(sent), err)
	}
}

// A full disk stops the fetching before it hurts, and it goes on by itself.
func TestServers_fullDisk(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Fatal("this test mounts a file system of its own: run it as root, as CI does")
	}
	dovecot := servertest.Dovecot(t)
	dir := t.TempDir()
	disk := filepath.Join(dir, "disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=96m"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Unmount(disk, unix.MNT_DETACH) })
	state := filepath.Join(disk, "state")
	config := dovecotConfig(t, dir, state, dovecot, "implicit", dovecot.TLSPort)
	sent := fill(t, dovecot, 500)
	ballast := filepath.Join(disk, "ballast")
	for _, c := range []struct {
		name  string
		taken int
		says  string
	}{
		{"full", 200 << 20, "space"},
		{"almost full", 40 << 20, "almost full"},
	} {
		if err := os.WriteFile(ballast, make([]byte, c.taken), 0o600); err != nil && !errors.Is(err, unix.ENOSPC) {
			t.Fatal(err)
		}
		out, err := rapportCommand("serve", "--once", "-c", config).CombinedOutput()
		if text := string(out); err == nil || strings.Contains(text, "goroutine ") || !strings.Contains(text, c.says) {
			t.Errorf("on a disk that is %s serve says %q, %v", c.name, text, err)
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := rapportCommand("serve", "--once", "-c", config).CombinedOutput(); err != nil {
		t.Fatalf("with space again: %v\n%s", err, out)
	}
	holdsAll(t, state, sent)
}
