//go:build !race

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/login/logintest"
	"rapport/mailin/imaptest"
	"rapport/mailout/smtptest"
	"rapport/store"
)

// loginOffice is a mailbox and a relay that accept the tokens of a provider alone.
type loginOffice struct {
	*testing.T
	provider *logintest.Provider
	server   *httptest.Server // of the provider
	imap     *imaptest.Server
	smtp     *smtptest.Sink
	dir      string
	said     bytes.Buffer // by all commands
}

// half is the time after which a token of the office is renewed.
const half = 1100 * time.Millisecond

// newLoginOffice writes a configuration whose account and relay log in with a [[login]].
func newLoginOffice(t *testing.T, how string) *loginOffice {
	t.Helper()
	o := &loginOffice{T: t, dir: t.TempDir(), provider: &logintest.Provider{Client: "client-7", Secret: "hush-hush", Interval: 1, Life: 2, Rotate: true, Strict: true}}
	o.server = httptest.NewServer(o.provider)
	o.server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(o.server.Close)
	var err error
	if o.imap, err = imaptest.Start(imaptest.Options{User: "log@agency.example", Password: "none", Token: o.provider.Good}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.imap.Close() })
	if o.smtp, err = smtptest.Start(smtptest.Options{User: "log@agency.example", Token: o.provider.Good, Mechanisms: []string{"PLAIN", "OAUTHBEARER"}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.smtp.Close() })
	writeFile(t, filepath.Join(o.dir, "secret"), "hush-hush\n")
	writeFile(t, o.config(), fmt.Sprintf(`log_address = "log@agency.example"
state_dir = "state"
admin = "it@agency.example"
digest = "off"

[[account]]
name = "log"
host = "127.0.0.1"
port = %d
tls = "none"
user = "log@agency.example"
login = "office"

[[relay]]
name = "main"
host = "127.0.0.1"
port = %d
tls = "none"
user = "log@agency.example"
login = "office"

[[login]]
name = "office"
how = %q
client_id = "client-7"
password_file = "./secret"
auth_url = "%[4]s/authorize"
device_url = "%[4]s/device"
token_url = "%[4]s/token"
scopes = ["imap", "smtp"]

[[project]]
code = "ACME"
name = "Order portal"
client = "Acme Ltd"
language = "en"
time_zone = "Europe/London"
contact = [
  { name = "Li Na", role = "pm", addresses = ["li.na@agency.example"] },
  { name = "Anna Wright", role = "client", addresses = ["anna.wright@acme.example"] },
]
`, o.imap.Port, o.smtp.Port, how, o.server.URL))
	if err := os.Mkdir(filepath.Join(o.dir, "state"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.tellsNoSecret(o.said.String()) })
	return o
}

func (o *loginOffice) config() string { return filepath.Join(o.dir, "config.toml") }

func (o *loginOffice) grant() string {
	text, _ := os.ReadFile(filepath.Join(o.dir, "state", "logins", "office.grant"))
	return string(text)
}

// rapport runs a command to its end, and returns what it says.
func (o *loginOffice) rapport(args ...string) (said string, code int) {
	o.Helper()
	return o.to(rapportCommand(append(args, "-c", o.config())...))
}

func (o *loginOffice) to(cmd *exec.Cmd) (said string, code int) {
	o.Helper()
	out, err := cmd.CombinedOutput()
	if _, ended := err.(*exec.ExitError); err != nil && !ended {
		o.Fatal(err)
	}
	o.said.Write(out)
	return string(out), cmd.ProcessState.ExitCode()
}

// onAFullDisk returns a command that can write to no file.
func (o *loginOffice) onAFullDisk(args ...string) *exec.Cmd {
	cmd := rapportCommand(append(args, "-c", o.config())...)
	cmd.Args = append([]string{"sh", "-c", `ulimit -f 0; exec "$0" "$@"`, cmd.Path}, cmd.Args[1:]...)
	cmd.Path = "/bin/sh"
	return cmd
}

// wants runs a command and compares how it ends.
func (o *loginOffice) wants(code int, want string, args ...string) {
	o.Helper()
	if said, got := o.rapport(args...); got != code || !strings.Contains(said, want) {
		o.Errorf("rapport %s: exit %d, want %d and %q:\n%s", strings.Join(args, " "), got, code, want, said)
	}
}

// tellsNoSecret checks what is shown or logged.
func (o *loginOffice) tellsNoSecret(text string) {
	o.Helper()
	for _, secret := range []string{"hush-hush", "access-", "refresh-", "device-1", "code-"} {
		if i := strings.Index(text, secret); i >= 0 {
			o.Errorf("%q is shown: …%s", secret, text[max(0, i-200):min(len(text), i+50)])
		}
	}
}

// From nothing to a daemon that reads and sends with tokens; then the grant is withdrawn, and
// somebody logs in again. The daemon runs all the time.
func TestLogin_fromNothingToAWithdrawnGrant(t *testing.T) {
	t.Parallel()
	o := newLoginOffice(t, "device")
	o.wants(78, "login.name: there is no grant: run `rapport login office`", "check")
	o.wants(66, "nobody is no [[login]]", "login", "nobody")
	o.wants(69, "run `rapport login office`", "doctor", "--wait", "1s")

	var log lockedBuffer
	a := &app.App{ConfigFlag: o.config(), Getenv: func(string) string { return "" }, Log: slog.New(slog.NewTextHandler(&log, nil)), Poll: 10 * time.Millisecond, Started: true}
	s, err := newService(t.Context(), a, serveOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r := &running{T: t, service: s, dir: o.dir, hangup: make(chan os.Signal, 1)}
	r.run()
	t.Cleanup(func() { o.tellsNoSecret(log.String()) })
	until := func(what string, true func() bool) {
		t.Helper()
		for deadline := time.Now().Add(time.Minute); !true(); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("not within a minute: %s; the log:\n%s", what, log.String())
			}
		}
	}
	troubled := func(want string) func() bool { // want: of the detail; "": there is no trouble
		return func() bool {
			if err := s.watch.Look(t.Context()); err != nil {
				t.Fatal(err)
			}
			list, err := s.Store().Troubles(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range list {
				if one.Over.IsZero() {
					return want != "" && one.Kind == store.TroubleAccess && one.Object == "office" && strings.Contains(one.Detail, want)
				}
			}
			return want == ""
		}
	}
	keep := func() { // as the daemon does every minute
		l := s.config.Load().Login("office")
		if err := l.Keep(t.Context()); err != nil && l.State().Failed == nil {
			t.Error(err)
		}
	}
	until("the trouble that nobody has logged in", troubled("there is no grant"))
	o.wants(2, "no access with login office", "status", "--check")

	o.provider.Agree()
	o.wants(0, "account log: SUCCESS: logged in\nrelay main: SUCCESS: logged in\n", "login", "log")
	keep()
	until("its end", troubled(""))

	until("the first reading of the folder, which answers nothing", func() bool {
		read, err := s.Store().ReadUntil(t.Context(), "log", "INBOX")
		return err == nil && !read.IsZero()
	})
	o.deliver("status")
	until("an answer through the relay", func() bool { return len(o.smtp.Mails()) > 0 })
	o.wants(0, "SUCCESS", "check", "--online")

	o.provider.Withdraw()
	time.Sleep(half) // until a token has to be renewed
	o.wants(69, "the grant has ended", "check", "--online")
	o.wants(78, "run `rapport login office` again", "check")
	keep()
	until("the trouble that it was withdrawn", troubled("the grant has ended"))

	o.wants(0, "relay main: SUCCESS: logged in\n", "login", "office")
	keep()
	until("its end", troubled(""))
}

// deliver puts a PM's command into the log mailbox.
func (o *loginOffice) deliver(verb string) {
	o.Helper()
	raw := fmt.Sprintf("From: li.na@agency.example\r\nTo: log@agency.example\r\nMessage-ID: <%s@agency.example>\r\nSubject: %s\r\n\r\n", store.NewTag(), verb)
	if _, err := o.imap.User.Append("INBOX", bytes.NewReader([]byte(raw)), &imap.AppendOptions{Time: time.Now()}); err != nil {
		o.Fatal(err)
	}
}

// A login that is killed, or has no disk or no network, leaves what was granted before as it is.
func TestLogin_interruptedLeavesTheOldGrant(t *testing.T) {
	t.Parallel()
	o := newLoginOffice(t, "device")
	said, code := o.to(o.onAFullDisk("login", "office"))
	if code == 0 || !strings.Contains(said, "file too large") || o.grant() != "" {
		t.Errorf("the first login on a full disk: exit %d: %s", code, said)
	}
	o.provider.Agree()
	o.wants(0, "granted", "login", "office")
	first := o.grant()

	for _, signal := range []os.Signal{os.Kill, os.Interrupt} {
		waiting := rapportCommand("login", "office", "-c", o.config())
		var complaint bytes.Buffer
		waiting.Stderr = &complaint
		out, err := waiting.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		o.provider.Hesitate()
		if err := waiting.Start(); err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if strings.Contains(lines.Text(), "Waiting until") {
				waiting.Process.Signal(signal)
			}
		}
		waiting.Wait()
		if o.grant() != first {
			t.Errorf("a login that got %v has changed the grant", signal)
		}
		if said := complaint.String(); signal == os.Interrupt && !strings.Contains(said, "nothing was changed: run the command again") {
			t.Errorf("an interrupted login says %q", said)
		}
	}

	asked := len(o.provider.Requests())
	said, code = o.to(o.onAFullDisk("login", "office"))
	if code == 0 || !strings.Contains(said, "nothing was changed") || o.grant() != first || len(o.provider.Requests()) != asked {
		t.Errorf("on a full disk: exit %d: %s", code, said)
	}
	time.Sleep(2 * half) // until the token has ended
	asked = len(o.provider.Requests())
	said, code = o.to(o.onAFullDisk("check", "--online"))
	if code == 0 || !strings.Contains(said, "keep the grant") || o.grant() != first || len(o.provider.Requests()) != asked {
		t.Errorf("a renewal on a full disk: exit %d, %d requests: %s", code, len(o.provider.Requests())-asked, said)
	}
	if left, err := filepath.Glob(filepath.Join(o.dir, "state", "logins", ".new-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	o.wants(0, "SUCCESS", "check", "--online") // with some space

	first = o.grant()
	o.server.Close()
	o.wants(69, "connection refused", "login", "office")
	if o.grant() != first {
		t.Error("a login without a network has changed the grant")
	}
	o.wants(0, "SUCCESS", "check") // it asks nobody
}

// A renewal that is killed at any moment leaves a grant that can be read and renewed again, where the
// provider takes a refresh token more than once.
func TestLogin_killedWhileItRenews(t *testing.T) {
	t.Parallel()
	o := newLoginOffice(t, "device")
	o.provider.Rotate, o.provider.Life = false, 1
	o.provider.Agree()
	o.wants(0, "granted", "login", "office")
	for i := range 5 {
		time.Sleep(time.Second) // until the token has ended
		asked := len(o.provider.Requests())
		renewing := rapportCommand("check", "--online", "-c", o.config())
		if err := renewing.Start(); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(30 * time.Second); len(o.provider.Requests()) == asked && time.Now().Before(deadline); {
			time.Sleep(100 * time.Microsecond)
		}
		time.Sleep(time.Duration(i) * time.Millisecond) // the answer is on its way, read or written
		renewing.Process.Kill()
		renewing.Wait()
		o.wants(0, "SUCCESS", "check")
	}
	time.Sleep(time.Second)
	o.wants(0, "SUCCESS", "check", "--online")
}

// A browser on another machine cannot return to this one: its address is pasted.
func TestLogin_withABrowserElsewhere(t *testing.T) {
	t.Parallel()
	o := newLoginOffice(t, "browser")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := rapportCommand("login", "office", "-c", o.config())
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop := context.AfterFunc(ctx, func() { cmd.Process.Kill() })
	defer stop()
	var said strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		if page := strings.TrimSpace(lines.Text()); strings.HasPrefix(page, "http://") {
			back, err := o.provider.Visit(page)
			if err != nil {
				t.Fatal(err)
			}
			if at, err := url.Parse(back); err != nil || at.Hostname() != "127.0.0.1" {
				t.Errorf("the browser returns to %s", back)
			}
			io.WriteString(in, back+"\n")
		}
	}
	if err := cmd.Wait(); err != nil || !strings.Contains(said.String(), "account log: SUCCESS") {
		t.Errorf("%v: %s", err, said.String())
	}
}

// An application needs nobody: the command tries it. With another secret it says what to do.
func TestLogin_ofAnApplication(t *testing.T) {
	t.Parallel()
	o := newLoginOffice(t, "app")
	o.wants(0, "nobody has to agree\naccount log: SUCCESS: logged in", "login", "office")
	o.wants(0, "SUCCESS", "check", "--online")
	text, err := os.ReadFile(o.config())
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, o.config(), strings.Replace(string(text), "client_id", fmt.Sprintf("secret_ends = %q\nclient_id", time.Now().AddDate(0, 0, 9).Format(time.DateOnly)), 1))
	o.wants(0, "warning: login.secret_ends: is on ", "check")
	writeFile(t, filepath.Join(o.dir, "secret"), "of last year\n")
	o.wants(69, "make a new secret for the application", "check", "--online")
	if o.grant() != "" {
		t.Error("it has a file")
	}
}

// The doctor proves the servers of a login as those of a password.
func TestLogin_doctor(t *testing.T) {
	t.Parallel()
	o := newLoginOffice(t, "app")
	ctx, cancel := context.WithCancel(t.Context())
	delivered := make(chan struct{})
	go func() { // what the relay takes arrives in the mailbox
		defer close(delivered)
		for next := 0; ctx.Err() == nil; time.Sleep(10 * time.Millisecond) {
			for mails := o.smtp.Mails(); next < len(mails); next++ {
				if _, err := o.imap.User.Append("INBOX", bytes.NewReader(mails[next].Raw), &imap.AppendOptions{Time: time.Now()}); err != nil {
					t.Error(err)
				}
			}
		}
	}()
	said, code := o.rapport("doctor", "--wait", "5s")
	cancel()
	<-delivered
	if code == 69 || !regexp.MustCompile(`(?m)^ok +imap login`).MatchString(said) || !regexp.MustCompile(`(?m)^ok +smtp login`).MatchString(said) {
		t.Errorf("exit %d:\n%s", code, said)
	}
}
