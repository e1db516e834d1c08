package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"rapport/cmd/rapport/demo"
	"rapport/cmd/rapport/exit"
	"rapport/store"
)

// served is a `rapport serve` in a process of its own.
type served struct {
	*testing.T
	config string
	cmd    *exec.Cmd
	errors *bytes.Buffer
	exited chan error
}

// serve starts the daemon on a configuration.
func serve(t *testing.T, config string, env ...string) *served {
	t.Helper()
	s := &served{T: t, config: config, cmd: rapportCommand("serve", "-c", config), errors: new(bytes.Buffer), exited: make(chan error, 1)}
	s.cmd.Stderr = s.errors
	s.cmd.Env = append(s.cmd.Env, env...)
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		s.exited <- s.cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("the daemon said:\n%s", s.errors)
		}
	})
	return s
}

// stop ends the daemon as systemd does, and gives its exit code.
func (s *served) stop() int {
	s.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.Fatal(err)
	}
	return s.exit(10 * time.Second)
}

// exit waits for the end of the daemon and gives its exit code.
func (s *served) exit(within time.Duration) int {
	s.Helper()
	select {
	case err := <-s.exited:
		var failed *exec.ExitError
		if err != nil && !errors.As(err, &failed) {
			s.Fatal(err)
		}
		return s.cmd.ProcessState.ExitCode()
	case <-time.After(within):
		s.Fatalf("the daemon did not end within %s", within)
		return -1
	}
}

// entries waits until the log shows n entries, by way of `rapport log --json`.
func (s *served) entries(n int, args ...string) []store.Entry {
	s.Helper()
	var list []store.Entry
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		out, err := rapportCommand(append([]string{"log", "--json", "-c", s.config}, args...)...).Output()
		if err != nil { // no database yet
			continue
		}
		list = nil
		for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
			var e store.Entry
			if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
				s.Fatalf("%v in %s", err, lines.Bytes())
			}
			list = append(list, e)
		}
		if len(list) >= n {
			return list
		}
	}
	s.Fatalf("%d entries after 30 s, want %d", len(list), n)
	return nil
}

func demoServer(t *testing.T) (*demo.Server, string) {
	t.Helper()
	server, err := demo.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server, writeConfig(t, t.TempDir(), server.Port())
}

func deliverMail(t *testing.T, server *demo.Server, subject string) {
	t.Helper()
	raw := fmt.Sprintf("From: wang@client.example\r\nTo: log@agency.example\r\nMessage-ID: <%s@client.example>\r\nSubject: %[1]s\r\n\r\nnews\r\n", subject)
	if err := server.Deliver([]byte(raw), time.Now()); err != nil {
		t.Fatal(err)
	}
}

func TestServe_tellsSystemdAndLeavesWhenAsked(t *testing.T) {
	t.Parallel()
	server, config := demoServer(t)
	deliverMail(t, server, "one")
	socket := filepath.Join(t.TempDir(), "notify")
	listener, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	told := make(chan string, 100)
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, err := listener.Read(buffer)
			if err != nil {
				close(told)
				return
			}
			told <- string(buffer[:n])
		}
	}()
	s := serve(t, config, "NOTIFY_SOCKET="+socket, "WATCHDOG_USEC=300000")
	expect := func(prefix string) {
		t.Helper()
		for timeout := time.After(20 * time.Second); ; {
			select {
			case state := <-told:
				if strings.HasPrefix(state, prefix) {
					return
				}
			case <-timeout:
				t.Fatalf("systemd was not told %s", prefix)
			}
		}
	}
	expect("READY=1")
	expect("STATUS=1 of 1 folders read")
	expect("WATCHDOG=1")
	if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	expect("RELOADING=1\nMONOTONIC_USEC=")
	expect("READY=1")
	if code := s.stop(); code != exit.OK {
		t.Errorf("exit code %d, want 0", code)
	}
	expect("STOPPING=1")
}

func TestServe_aWrongConfigurationAtAReloadChangesNothing(t *testing.T) {
	t.Parallel()
	server, config := demoServer(t)
	s := serve(t, config)
	deliverMail(t, server, "before")
	s.entries(1)
	good, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ text, subject, project string }{
		{"log_address = 7\n" + string(good), "wrong", ""},
		{string(good) + "[[project.contact]]\nname = \"Wang\"\nrole = \"client\"\naddresses = [\"wang@client.example\"]\n", "right", "ACME"},
	} {
		if err := os.WriteFile(config+".new", []byte(step.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(config+".new", config); err != nil {
			t.Fatal(err)
		}
		if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond)
		deliverMail(t, server, step.subject)
		if step.project == "" { // the commands cannot read it either: put it right for them
			if err := os.WriteFile(config, good, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		found := false
		for _, e := range s.entries(2) {
			found = found || e.Subject == step.subject && e.Project == step.project
		}
		if !found {
			time.Sleep(500 * time.Millisecond)
			for _, e := range s.entries(2) {
				found = found || e.Subject == step.subject && e.Project == step.project
			}
		}
		if !found {
			t.Errorf("after the %s configuration the mail is not in %q", step.subject, step.project)
		}
	}
	if code := s.stop(); code != exit.OK {
		t.Errorf("exit code %d, want 0", code)
	}
	if !strings.Contains(s.errors.String(), "the old one stays in force") {
		t.Error("nothing is said of the wrong configuration")
	}
}

func TestServe_isTheOnlyOne(t *testing.T) {
	t.Parallel()
	_, config := demoServer(t)
	first := serve(t, config)
	first.entries(0) // it is there once the log can be read
	second := serve(t, config)
	if code := second.exit(10 * time.Second); code != exit.Unavailable {
		t.Errorf("the second ends with %d, want %d", code, exit.Unavailable)
	}
	if text := second.errors.String(); !strings.Contains(text, "another rapport serve is running") || !strings.Contains(text, fmt.Sprint(first.cmd.Process.Pid)) {
		t.Errorf("the second says %q", text)
	}
	if code := first.stop(); code != exit.OK {
		t.Errorf("the first ends with %d, want 0", code)
	}
}

func TestServe_whatItCannotStartWith(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		spoil func(dir, config string) error
		code  int
		say   string
	}{
		{"no configuration", func(_, config string) error { return os.Remove(config) }, exit.Config, "rapport init"},
		{"a wrong one", func(_, config string) error { return os.WriteFile(config, []byte("x = 1\n"), 0o600) }, exit.Config, "log_address"},
		{"a file for a database", func(dir, _ string) error {
			return errors.Join(os.Mkdir(filepath.Join(dir, "state"), 0o700),
				os.WriteFile(filepath.Join(dir, "state", store.FileName), []byte(strings.Repeat("no database ", 100)), 0o600))
		}, exit.Data, "damaged"},
		{"a newer database", func(dir, _ string) error { return newerDatabase(filepath.Join(dir, "state")) }, exit.Config, "newer version of rapport"},
		{"an empty database", func(dir, _ string) error {
			return errors.Join(os.Mkdir(filepath.Join(dir, "state"), 0o700), os.WriteFile(filepath.Join(dir, "state", store.FileName), nil, 0o600))
		}, exit.Data, "rapport serve --rebuild"},
		{"a lost database", func(dir, _ string) error {
			s, err := store.Open(context.Background(), store.Config{Dir: filepath.Join(dir, "state")})
			if err != nil {
				return err
			}
			return errors.Join(s.Close(), os.Remove(s.Path()))
		}, exit.Data, "rapport serve --rebuild"},
		{"a state directory of everybody", func(dir, _ string) error {
			state := filepath.Join(dir, "state")
			return errors.Join(os.Mkdir(state, 0o700), os.Chmod(state, 0o777))
		}, exit.Permission, "chmod 700"},
		{"a state directory of its group", func(dir, _ string) error {
			state := filepath.Join(dir, "state")
			return errors.Join(os.Mkdir(state, 0o700), os.Chmod(state, 0o770))
		}, exit.Permission, "chmod 700"},
		{"a lock that leads elsewhere", func(dir, _ string) error {
			return errors.Join(os.Mkdir(filepath.Join(dir, "state"), 0o700), os.WriteFile(filepath.Join(dir, "precious"), []byte("precious"), 0o600),
				os.Symlink(filepath.Join(dir, "precious"), filepath.Join(dir, "state", "rapport.lock")))
		}, exit.Failure, "is a link"},
		{"a file for a state directory", func(dir, _ string) error { return os.WriteFile(filepath.Join(dir, "state"), nil, 0o600) }, exit.Failure, "state directory"},
	} {
		dir := t.TempDir()
		config := writeConfig(t, dir, 1)
		if err := c.spoil(dir, config); err != nil {
			t.Fatal(err)
		}
		out, err := rapportCommand("serve", "-c", config).CombinedOutput()
		var failed *exec.ExitError
		if !errors.As(err, &failed) || failed.ExitCode() != c.code {
			t.Errorf("%s: %v, want exit code %d", c.name, err, c.code)
		}
		if precious, err := os.ReadFile(filepath.Join(dir, "precious")); err == nil && string(precious) != "precious" {
			t.Errorf("%s: it wrote %q where the lock leads", c.name, precious)
		}
		if !strings.Contains(string(out), c.say) || strings.Contains(string(out), "goroutine ") {
			t.Errorf("%s: says %q, want %q", c.name, out, c.say)
		}
	}
}

func newerDatabase(dir string) error {
	s, err := store.Open(context.Background(), store.Config{Dir: dir})
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	// user_version stands at offset 60 of the header of a database file.
	file, err := os.OpenFile(filepath.Join(dir, store.FileName), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteAt([]byte{0, 0, 0, 99}, 60)
	return errors.Join(err, file.Close())
}

func TestServe_onceSaysWhatHinderedIt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := closed.Addr().(*net.TCPAddr).Port
	closed.Close()
	out, err := rapportCommand("serve", "--once", "-c", writeConfig(t, dir, port)).CombinedOutput()
	var failed *exec.ExitError
	if !errors.As(err, &failed) || failed.ExitCode() != exit.Unavailable || !strings.Contains(string(out), "connection refused") {
		t.Errorf("%v: %s", err, out)
	}
}
