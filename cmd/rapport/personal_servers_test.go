//go:build servers

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/exit"
	"rapport/mailin/mailbox"
	"rapport/mailin/servertest"
	"rapport/store"
)

// A PM's own mailbox on a real Dovecot: her mail with a client is logged from INBOX and from the
// Sent folder, once, though the log had one of them too; of the rest nothing is stored, and
// no flag in the mailbox changes.
func TestServers_aPMsOwnMailbox(t *testing.T) {
	t.Parallel()
	logs, lis := servertest.Account{User: "log@agency.test", Password: "wide open sea"}, servertest.Account{User: "li@agency.test", Password: "deep blue sea"}
	dovecot := servertest.Dovecot(t, logs, lis)
	doveadm := func(args ...string) string {
		t.Helper()
		out, err := dovecot.Doveadm(t.Context(), args...)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	postfix := servertest.Postfix(t, dovecot)
	doveadm("mailbox", "create", "-u", lis.User, "Sent Items")

	var private privacy
	deliver := func(to string, raw []byte) {
		t.Helper()
		if err := dovecot.Deliver(t.Context(), to, raw); err != nil {
			t.Fatal(err)
		}
	}
	// Her mail program puts what it sent into the folder of sent mail.
	program, err := mailbox.Dial(t.Context(), mailbox.Config{Host: "127.0.0.1", Port: dovecot.TLSPort, RootCAs: dovecot.CA, User: lis.User, MaxMessage: 1 << 20,
		Secret: func(context.Context) (string, error) { return lis.Password, nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	sent := func(raw []byte) {
		t.Helper()
		if err := program.Append(t.Context(), "Sent Items", raw, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	written := func(from, to, id, answers, subject, text string) []byte {
		raw := fmt.Sprintf("From: %s\nTo: %s\nSubject: %s\nDate: %s\nMessage-ID: <%s>\n", from, to, subject, time.Now().Format(time.RFC1123Z), id)
		if answers != "" {
			raw += "In-Reply-To: <" + answers + ">\nReferences: <" + answers + ">\n"
		}
		return []byte(strings.ReplaceAll(raw+"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"+text+"\n", "\n", "\r\n"))
	}
	const anna, li = "Anna <anna@acme.test>", "Li Na <li@agency.test>"
	privates := func() {
		t.Helper()
		for _, raw := range []string{
			"From: § <§@home.test>\r\nTo: li@agency.test\r\nSubject: §\r\nMessage-ID: <§@home.test>\r\n\r\n§\r\n",
			"From: x@home.test\r\nthis is no field §\r\nTo: li@agency.test\r\nSubject: anna@acme.test §\r\n\r\nTo: anna@acme.test\r\n§\r\n",
			"§ no header\r\n",
			"From: " + anna + "\r\nTo: li@agency.test\r\nCc: max@home.test\r\nSubject: §\r\n\r\n§\r\n",
			"From: x@home.test\r\nTo: li@agency.test\r\nSubject: §\r\nX-Long: " + strings.Repeat("§"+strings.Repeat(" x", 40)+"\r\n ", 20) + "end\r\n\r\n§\r\n" + strings.Repeat("long ", 1<<17),
		} {
			deliver(lis.User, private.mail(raw))
			sent(private.mail(raw))
		}
	}
	privates()
	sendThrough(t, postfix, anna, lis.User, "old@acme.test", "", "Before", "When is all of it done?")
	for !strings.Contains(doveadm("fetch", "-u", lis.User, "hdr.subject", "mailbox", "INBOX"), "Before") {
		time.Sleep(50 * time.Millisecond)
	}

	dir := t.TempDir()
	state, config := filepath.Join(dir, "state"), filepath.Join(dir, "config.toml")
	account := func(name, more string) string {
		return fmt.Sprintf("[[account]]\nname = %q\nhost = \"127.0.0.1\"\nport = %d\nca_file = %q\nuser = %q\npassword_file = \"./%s\"\n%s\n", name, dovecot.TLSPort, dovecot.CAFile, name+"@agency.test", name, more)
	}
	text := fmt.Sprintf("log_address = %q\nstate_dir = %q\n\n", logs.User, state) + account("log", "") +
		account("li", "personal = \"li@agency.test\"\nsent = \"Sent Items\"\nnever = [\"max@home.test\"]") + `[[project]]
code = "ACME"
name = "Website"
client = "Acme Ltd"
language = "en"
time_zone = "Europe/London"
contact = [
  { name = "Li Na", role = "pm", addresses = ["li@agency.test"] },
  { name = "Anna", role = "client", addresses = ["anna@acme.test"] },
]
`
	for name, content := range map[string]string{"config.toml": text, "log": logs.Password, "li": lis.Password} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := serve(t, config)
	s.entries(1)
	sendThrough(t, postfix, anna, lis.User, "question@acme.test", "", "Launch", "When is the launch?")
	s.entries(2)
	sent(written(li, anna, "answer@agency.test", "question@acme.test", "Re: Launch", "On Friday."))
	s.entries(3)
	privates()
	// One that a list of the agency took to the log too, and one whose sender had the log in copy.
	list := written(anna, li+", team@agency.test", "list@acme.test", "", "List", "Thank you.")
	deliver(lis.User, list)
	deliver(logs.User, list)
	copied := written(anna, li+", log@agency.test", "copied@acme.test", "", "Copied", "Thank you.")
	deliver(lis.User, copied)
	deliver(logs.User, copied)
	for _, e := range s.entries(5) {
		if e.Project != "ACME" {
			t.Errorf("%q is in project %q", e.Subject, e.Project)
		}
	}
	out, err := rapportCommand("case", "list", "-c", config).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "answered") || strings.Contains(string(out), "Before") {
		t.Errorf("the question is not answered, or old mail opened a case: %v\n%s", err, out)
	}
	for args, want := range map[string]string{
		"status":         "Personal: li. Only mail with the people of a project is logged and counted.",
		"check --online": "account li: personal mailbox of li@agency.test",
		"verify":         "",
	} {
		out, err := rapportCommand(append(strings.Fields(args), "-c", config)...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v\n%s", args, err, out)
		}
	}
	if code := s.stop(); code != exit.OK {
		t.Errorf("exit code %d", code)
	}
	out, err = rapportCommand("serve", "--once", "--log-level", "debug", "-c", config).CombinedOutput()
	if err != nil {
		t.Errorf("serve --once: %v\n%s", err, out)
	}
	private.isKept(t, state, out, s.errors.Bytes())
	if got := len(s.entries(5)); got != 5 {
		t.Errorf("%d entries, want 5", got)
	}
	for line := range strings.Lines(doveadm("fetch", "-u", lis.User, "flags", "mailbox", "INBOX")) {
		if flags, ok := strings.CutPrefix(line, "flags:"); ok && strings.Trim(strings.ReplaceAll(flags, `\Recent`, ""), " \n") != "" {
			t.Errorf("a mail in INBOX has flags%s", flags)
		}
	}

	opened, err := store.OpenReadOnly(store.Config{Dir: state})
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	boxes, err := opened.Mailboxes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range boxes {
		if m.Account == "li" && (!m.Personal || m.Messages != map[string]int{"INBOX": 3, "Sent Items": 1}[m.Folder]) {
			t.Errorf("%+v", m)
		}
	}
}
