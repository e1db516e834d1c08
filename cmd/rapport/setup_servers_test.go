//go:build servers

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/mailin/servertest"
)

// From nothing to a log: init without a question, doctor green, the first mail logged, all on
// real servers.
func TestServers_initAndDoctor(t *testing.T) {
	t.Parallel()
	dovecot := servertest.Dovecot(t)
	postfix := servertest.Postfix(t, dovecot)
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte(dovecot.Accounts[0].Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "config.toml")
	run := func(args ...string) string {
		t.Helper()
		var out bytes.Buffer
		cmd := rapportCommand(append(args, "-c", config)...)
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Run(); err != nil {
			t.Fatalf("rapport %s: %v\n%s", strings.Join(args, " "), err, out.String())
		}
		return out.String()
	}
	run("init", "--address", "log@agency.test", "--imap-host", fmt.Sprintf("127.0.0.1:%d/implicit", dovecot.TLSPort),
		"--smtp-host", fmt.Sprintf("127.0.0.1:%d/none", postfix.Port), "--smtp-no-login", "--ca-file", dovecot.CAFile,
		"--password-file", secret, "--state-dir", filepath.Join(dir, "state"), "--yes")
	run("project", "add", "ACME", "--name", "Order portal", "--client", "Acme Ltd", "--time-zone", "Europe/London", "--pm", "Li Na <li@agency.test>", "--contact", "Anna <anna@acme.test>")
	shown := run("doctor", "--json", "--wait", "20s")
	var report struct {
		Worst    string
		Findings []struct{ Check, State, Text string }
	}
	if err := json.Unmarshal([]byte(shown), &report); err != nil || report.Worst != "ok" || len(report.Findings) < 14 {
		t.Errorf("%v\n%s", err, shown)
	}
	s := serve(t, config)
	sendThrough(t, postfix, "Anna <anna@acme.test>", "log+ACME@agency.test", "first@acme.test", "", "Delivery date", "When is the delivery?")
	s.entries(1)
	// Beside a daemon that runs, none of the test mails enters the log.
	if shown := run("doctor", "--wait", "20s"); !strings.Contains(shown, "0 faults, 0 warnings") {
		t.Error(shown)
	}
	sendThrough(t, postfix, "Anna <anna@acme.test>", "log+ACME@agency.test", "second@acme.test", "", "Invoice", "Where is the invoice?")
	if entries := s.entries(2); len(entries) != 2 {
		t.Errorf("%d entries", len(entries))
	}
}
