package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/cmd/rapport/demo"
	"rapport/cmd/rapport/exit"
	"rapport/store"
)

// beginningConfig writes the configuration of a project that asks and reminds of everything it
// can, and returns its path.
func beginningConfig(t *testing.T, imap, smtp int) string {
	t.Helper()
	dir := t.TempDir()
	due := time.Now().UTC().Add(20 * time.Hour)
	text := fmt.Sprintf(`log_address = "log@agency.example"
state_dir = "state"
[[account]]
name = "log"
host = "127.0.0.1"
port = %d
tls = "none"
user = %q
password_file = "./secret"
[[relay]]
name = "main"
host = "127.0.0.1"
port = %d
tls = "none"
[[project]]
code = "ACME"
name = "Shop"
client = "Acme"
language = "en"
time_zone = "UTC"
report = "weekly on %s at %s"
report_on_holiday = "keep"
report_ask = "30h"
answer_within = "1h"
hours = "00:00-23:59"
acknowledge = true
ask_minutes = true
client_status = true
survey = "csat"
survey_at = "weekly on %[4]s at %[5]s"
[[project.contact]]
name = "Li Na"
role = "pm"
addresses = ["li@agency.example"]
[[project.contact]]
name = "Wang Wei"
role = "client"
addresses = ["wang@client.example"]
`, imap, demo.User, smtp, strings.ToLower(due.Weekday().String()), due.Format("15:04"))
	path := filepath.Join(dir, "config.toml")
	for name, content := range map[string]string{path: text, filepath.Join(dir, "secret"): demo.Password} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// history returns mail of a time, each of which would begin something were it of today.
func history(at time.Time) []string {
	mail := func(n int, from, to, subject, text string) string {
		return fmt.Sprintf("From: %s\r\nTo: %s\r\nDate: %s\r\nMessage-ID: <%d.%d@history.example>\r\nSubject: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
			from, to, at.Add(time.Duration(n)*time.Minute).Format(time.RFC1123Z), n, at.Unix(), subject, text)
	}
	const pm, client, log = "Li Na <li@agency.example>", "Wang Wei <wang@client.example>", "log+ACME@agency.example"
	return []string{
		mail(1, client, log, "Test accounts", "When can we use the test accounts?"),
		mail(2, client, log, "登录", "登录时报错，请尽快处理。"),
		mail(3, client, log, "Colour", "Please change the colour of the first page."),
		mail(4, client, log, "投诉", "我们对进度非常不满意，要投诉。"),
		mail(5, pm, log, "Minutes of February", "Participants: Li Na, Wang Wei\n\nDecisions:\n- We launch on Monday.\n"),
		mail(6, pm, log, "会议纪要 第三次", "参会：李娜、王伟\n\n决议：\n- 周一上线。\n"),
		mail(7, pm, log, "Action items", "- Wang Wei: send the logo by 9 February 2027\n"),
		mail(8, pm, log, "待办", "- 王伟：提供名单，2027年2月9日前\n"),
		mail(9, pm, log, "change request: red", "The button becomes red."),
		mail(10, pm, log, "变更申请：红色", "按钮改为红色。"),
		mail(11, pm, log, "project plan", "Phase one ends in May."),
		mail(12, pm, "log@agency.example", "status", ""),
		mail(13, client, "log@agency.example", "status ACME", ""),
		mail(14, pm, log, "acceptance criteria", "All pages load."),
	}
}

// asks asks for the status by mail, waits for the answer, and returns the purposes of all
// that was sent or waits by then. The answer shows that all mail before it was read.
func (s *served) asks(server *demo.Server, post *demo.Post) []string {
	s.Helper()
	commands(s.T, server, "li@agency.example", "log@agency.example", "status")
	for {
		if _, err := post.Await(s.Context(), "li@agency.example"); err != nil {
			s.Fatal(err)
		}
		if got := purposesOf(s.T, s.config); slices.Contains(got, "command-status") {
			return got
		}
	}
}

// The first reading of a mailbox, of days or of hours ago, opens, asks and sends nothing.
func TestServe_theFirstReadingBeginsNothing(t *testing.T) {
	t.Parallel()
	server, post := postOffice(t)
	config := beginningConfig(t, server.Port(), post.Port())
	mails := slices.Concat(history(time.Now().Add(-5*time.Hour)), history(time.Now().AddDate(0, 0, -6)))
	for _, raw := range mails {
		if err := server.Deliver([]byte(raw), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	s := serve(t, config)
	s.entries(len(mails))
	if got := s.asks(server, post); !slices.Equal(got, []string{"command-status"}) {
		t.Errorf("it sent %q", got)
	}
	if out, err := rapportCommand("open", "ACME", "-c", config).CombinedOutput(); err != nil || strings.Contains(string(out), "case") {
		t.Errorf("open: %s, %v", out, err)
	}
	if code := s.stop(); code != exit.OK {
		t.Errorf("exit code %d", code)
	}

	// The database is lost: that is an error, and the way back is as quiet.
	path := filepath.Join(filepath.Dir(config), "state", store.FileName)
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	out, err := rapportCommand("serve", "-c", config).CombinedOutput()
	if failed, ok := errors.AsType[*exec.ExitError](err); !ok || failed.ExitCode() != exit.Data || !strings.Contains(string(out), "rapport serve --rebuild") {
		t.Fatalf("%s, %v", out, err)
	}
	if out, err := rapportCommand("log", "-c", config).CombinedOutput(); err == nil || !strings.Contains(string(out), "--rebuild") {
		t.Errorf("log: %s, %v", out, err)
	}
	if out, err := rapportCommand("serve", "--rebuild", "--once", "-c", config).CombinedOutput(); err != nil {
		t.Fatalf("%s, %v", out, err)
	}
	s = serve(t, config)
	s.entries(len(mails))
	if got := s.asks(server, post); !slices.Equal(got, []string{"command-status"}) {
		t.Errorf("after the rebuild it sent %q", got)
	}
}

// What is imported from files is history too.
func TestServe_importedMailBeginsNothing(t *testing.T) {
	t.Parallel()
	server, post := postOffice(t)
	config := beginningConfig(t, server.Port(), post.Port())
	begun(t, config)
	dir := t.TempDir()
	mails := slices.Concat(history(time.Date(2024, 2, 5, 10, 0, 0, 0, time.UTC)), history(time.Now().Add(-time.Hour)))
	for i, raw := range mails {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i, ".eml")), []byte(raw), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := rapportCommand("import", dir, "-c", config).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s := serve(t, config)
	if got := s.asks(server, post); !slices.Equal(got, []string{"command-status", "report-ask"}) { // the log has watched for a month
		t.Errorf("it sent %q", got)
	}
}

// A dry run and a trial read, log and write, and send nothing to others; what they held
// stays held when they are over.
func TestServe_aTrialSendsNothingToOthers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		flags []string
		only  string
	}{
		{"a dry run", []string{"--dry-run"}, ""},
		{"only_to", nil, "[sending]\nonly_to = [\"me@agency.example\"]\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server, post := postOffice(t)
			config := loopConfig(t, "agency.example", "pm@agency.example", server.Port(), post.Port())
			text, err := os.ReadFile(config)
			if err != nil {
				t.Fatal(err)
			}
			during := bytes.Replace(text, []byte("[[project]]"), []byte(c.only+"[[project]]"), 1)
			if err := os.WriteFile(config, during, 0o600); err != nil {
				t.Fatal(err)
			}
			var out []byte
			if c.only == "" {
				if out, err = rapportCommand(append([]string{"serve", "--once", "-c", config}, c.flags...)...).CombinedOutput(); err != nil || !strings.Contains(string(out), "Would send 1 (ACME, report-ask) to pm@agency.example: ") {
					t.Fatalf("%s, %v", out, err)
				}
			} else {
				s := serve(t, config)
				for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
					if list := outboxOf(t, config); len(list) > 0 && list[0].State == store.DeliveryHeld {
						break
					}
				}
				s.stop()
			}
			list := outboxOf(t, config)
			if len(list) != 1 || list[0].State != store.DeliveryHeld {
				t.Fatalf("%+v", list)
			}
			out, err = rapportCommand("outbox", "-c", config).Output()
			if want := map[string]string{"": "it became due in a dry run"}[c.only]; err != nil || !strings.Contains(string(out), "held") || !strings.Contains(string(out), want) || c.only != "" && !strings.Contains(string(out), "only_to") {
				t.Errorf("%s, %v", out, err)
			}
			// The trial is over: what was held is not sent by itself.
			if err := os.WriteFile(config, text, 0o600); err != nil {
				t.Fatal(err)
			}
			s := serve(t, config)
			commands(t, server, "pm@agency.example", "log@agency.example", "help")
			if _, err := post.Await(t.Context(), "pm@agency.example"); err != nil {
				t.Fatal(err)
			}
			for _, o := range outboxOf(t, config) {
				if held := o.State == store.DeliveryHeld; held != (o.Purpose == "report-ask") {
					t.Errorf("%s is %s", o.Purpose, o.State)
				}
			}
			// A person lets it go.
			if out, err := rapportCommand("outbox", "release", "1", "-c", config).CombinedOutput(); err != nil {
				t.Fatalf("%s, %v", out, err)
			}
			if _, err := post.Await(t.Context(), "pm@agency.example"); err != nil {
				t.Fatal(err)
			}
			s.stop()
		})
	}
}
