//go:build !race

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/mailin/imaptest"
	"rapport/store"
)

// Whatever moment the daemon is killed at while it reads a PM's own mailbox, nothing of their
// private mail is on disk or in the journal, and their mail with clients is logged once.
func TestServe_killedAtAnyMomentKeepsPrivateMailPrivate(t *testing.T) {
	t.Parallel()
	server, err := imaptest.Start(imaptest.Options{Folders: []string{"Sent"}})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dir := t.TempDir()
	state := filepath.Join(dir, "state")
	config := filepath.Join(dir, "config.toml")
	text := fmt.Sprintf(`log_address = "log@agency.example"
state_dir = %q

[[account]]
name = "li"
host = "127.0.0.1"
port = %d
tls = "none"
user = "log"
password_file = "./secret"
personal = "li@agency.example"
never = ["max@home.example"]

[[project]]
code = "ACME"
name = "Order system"
client = "Acme Ltd"
language = "en"
time_zone = "Asia/Shanghai"
domains = ["acme.example"]
contact = [{ name = "Li Na", role = "pm", addresses = ["li@agency.example"] }]
`, state, server.Port)
	for name, content := range map[string]string{"config.toml": text, "secret": "secret"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}

	var private privacy
	want := map[string]bool{}
	deliver := func(n int) {
		for i := range n {
			folder, raw := "INBOX", private.mail("From: § <§@home.example>\r\nTo: li@agency.example\r\nSubject: § anna@acme.example\r\nMessage-ID: <§@home.example>\r\n\r\n§ "+strings.Repeat("text ", 200)+"§\r\n")
			switch i % 5 {
			case 1:
				folder, raw = "Sent", private.mail("From: li@agency.example\r\nTo: max@home.example, anna@acme.example\r\nSubject: §\r\n\r\n§\r\n")
			case 3:
				subject := "launch." + store.NewTag()
				want[subject] = true
				folder, raw = []string{"INBOX", "Sent"}[i/5%2], fmt.Appendf(nil, "From: Anna <anna@acme.example>\r\nTo: li@agency.example\r\nSubject: %s\r\nMessage-ID: <%[1]s@acme.example>\r\n\r\nHello.\r\n", subject)
			}
			if _, err := server.Deliver(folder, raw, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
	}
	random := killRandom(t, 2)
	var journal bytes.Buffer
	for range 12 {
		deliver(60)
		serve := rapportCommand("serve", "-c", config, "--log-level", "debug")
		serve.Stdout, serve.Stderr = &journal, &journal
		if err := serve.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.Int64N(int64(400 * time.Millisecond))))
		serve.Process.Kill()
		serve.Wait()
		if _, err := os.Stat(state); err == nil {
			private.isKept(t, state, journal.Bytes())
		}
	}
	out, err := rapportCommand("serve", "--once", "-c", config, "--log-level", "debug").CombinedOutput()
	if err != nil {
		t.Fatalf("the last run: %v\n%s", err, out)
	}
	private.isKept(t, state, journal.Bytes(), out)
	if out, err := rapportCommand("status", "-c", config).CombinedOutput(); err != nil || !strings.Contains(string(out), "\nPersonal: li. Only mail with the people of a project") {
		t.Errorf("status: %v\n%s", err, out)
	}

	s, err := store.OpenReadOnly(store.Config{Dir: state})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Log(t.Context(), store.LogQuery{}, func(e store.Entry) error {
		// By its bytes: a mail that was being read at three kills in a row is logged as unreadable.
		raw, _, err := s.RawMail(t.Context(), e.Message)
		if err != nil {
			return err
		}
		_, below, _ := strings.Cut(string(raw), "Subject: ")
		subject, _, _ := strings.Cut(below, "\r\n")
		if !want[subject] {
			t.Errorf("entry %d is not for the log, or there twice: %q", e.ID, subject)
		}
		delete(want, subject)
		return nil
	})
	if err != nil || len(want) > 0 {
		t.Errorf("%d mails are not in the log, %v", len(want), err)
	}
	if v, err := s.Verify(t.Context(), nil); err != nil || len(v.Problems) > 0 {
		t.Errorf("verify: %v, %v", v.Problems, err)
	}
}
