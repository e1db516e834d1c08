package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/demo"
	"rapport/cmd/rapport/exit"
	"rapport/store"
)

// What a reload cannot put in force it refuses by name; all else it puts in force.
func TestNeedsRestart(t *testing.T) {
	t.Parallel()
	base := func() *config.Config {
		return &config.Config{StateDir: "/state", LogAddress: "log@agency.example", Sending: config.DefaultSending(),
			Accounts: []config.Account{{Name: "log", User: "log"}},
			Relays:   []config.Relay{{Name: "main", Host: "smtp.example", SentAccount: "log", SentFolder: "Sent"}}}
	}
	for name, c := range map[string]struct {
		change func(*config.Config)
		want   string // of the error; "" where the change takes effect
	}{
		"nothing":          {func(*config.Config) {}, ""},
		"a name":           {func(c *config.Config) { c.Sending.FromName = "Agency" }, ""},
		"templates":        {func(c *config.Config) { c.Sending.Templates = "/etc/templates" }, ""},
		"the sent folder":  {func(c *config.Config) { c.Relays[0].SentFolder = "Sent/2026" }, ""},
		"no sent folder":   {func(c *config.Config) { c.Relays[0].SentAccount, c.Relays[0].SentFolder = "", "" }, ""},
		"an account":       {func(c *config.Config) { c.Accounts[0].User = "other" }, ""},
		"the state":        {func(c *config.Config) { c.StateDir = "/other" }, "state_dir"},
		"a relay":          {func(c *config.Config) { c.Relays[0].Port = 25 }, "[[relay]]"},
		"the first relay":  {func(c *config.Config) { c.Relays = nil }, "[[relay]]"},
		"the log address":  {func(c *config.Config) { c.LogAddress = "other@agency.example" }, "log_address"},
		"plus-addresses":   {func(c *config.Config) { c.Sending.Plus = false }, "sending.plus_addresses"},
		"the storm":        {func(c *config.Config) { c.Sending.Storm++ }, ""},
		"of one recipient": {func(c *config.Config) { c.Sending.Recipient++ }, ""},
		"a trial":          {func(c *config.Config) { c.Sending.OnlyTo = []string{"me@agency.example"} }, ""},
		"several of them":  {func(c *config.Config) { c.StateDir = "/other"; c.Sending.Plus = false }, "state_dir, sending.plus_addresses"},
	} {
		next := base()
		c.change(next)
		switch err := needsRestart(base(), next); {
		case c.want == "" && err != nil:
			t.Errorf("%s changes: %v", name, err)
		case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want+" changed: restart")):
			t.Errorf("%s changes: %v, want it to name %s", name, err, c.want)
		}
	}
}

// running is a daemon in this process, so that the race detector sees its goroutines.
type running struct {
	*testing.T
	service *service
	server  *demo.Server
	post    *demo.Post
	dir     string
	hangup  chan os.Signal
	log     lockedBuffer
}

// startService opens a daemon that runs nothing yet. With a relay a reload compiles all
// templates, which takes most of a second under the race detector.
func startService(t *testing.T, relay bool) *running {
	t.Helper()
	r := &running{T: t, dir: t.TempDir(), hangup: make(chan os.Signal, 1)}
	r.server, r.post = postOffice(t)
	path, err := demo.WriteConfig(r.dir, r.server.Port(), r.post.Port(), "")
	if err != nil {
		t.Fatal(err)
	}
	if !relay {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		before, after, _ := strings.Cut(string(text), "[[relay]]")
		_, after, _ = strings.Cut(after, "[[project]]")
		writeFile(t, path, before+"[[project]]"+after)
	}
	a := &app.App{ConfigFlag: path, Getenv: func(string) string { return "" }, Log: slog.New(slog.NewTextHandler(&r.log, nil)), Poll: 10 * time.Millisecond, Started: true}
	if r.service, err = newService(t.Context(), a, serveOptions{}); err != nil {
		t.Fatal(err)
	}
	return r
}

// run serves until the test is over.
func (r *running) run() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.service.Run(ctx, r.hangup) }()
	r.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			r.Error(err)
		}
		r.service.Close()
	})
}

// rewrite changes the configuration file by pairs of what to replace and by what.
func (r *running) rewrite(pairs ...string) {
	r.Helper()
	path := filepath.Join(r.dir, "config.toml")
	text, err := os.ReadFile(path)
	if err != nil {
		r.Fatal(err)
	}
	changed := strings.NewReplacer(pairs...).Replace(string(text))
	writeFile(r.T, path+".new", changed)
	if err := os.Rename(path+".new", path); err != nil {
		r.Fatal(err)
	}
}

// until waits for something to become true.
func (r *running) until(what string, true func() bool) {
	r.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !true(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			r.Fatalf("not within two minutes: %s; the log:\n%s", what, r.log.String())
		}
	}
}

// Two hundred hangups, between which accounts, projects and limits change while mail
// arrives, lose nothing; the last configuration is in force.
func TestReload_twoHundredHangups(t *testing.T) {
	t.Parallel()
	r := startService(t, false)
	r.run()
	for i := range 200 {
		switch i % 4 {
		case 0:
			r.rewrite(`name      = "Order portal"`, `name      = "Portal"`)
		case 1:
			r.rewrite(`name          = "log"`+"\n", `name          = "log"`+"\npoll = \"2m\"\n")
		case 2:
			r.rewrite(`name      = "Portal"`, `name      = "Order portal"`)
		case 3:
			r.rewrite("\npoll = \"2m\"\n", "\n")
		}
		if i%20 == 0 {
			deliverMail(t, r.server, fmt.Sprintf("mail-%d", i))
		}
		r.hangup <- syscall.SIGHUP // waits until the one before is being dealt with
	}
	r.rewrite(`name      = "Order portal"`, `name      = "The end"`)
	r.hangup <- syscall.SIGHUP
	r.until("the last configuration is in force", func() bool { return r.service.config.Load().Projects[0].Name == "The end" })
	r.until("all mail is in the log", func() bool {
		n := 0
		err := r.service.Store().Log(t.Context(), store.LogQuery{}, func(store.Entry) error { n++; return nil })
		return err == nil && n == 10
	})
}

// A hangup that came before the loops run is dealt with once they do, and two in a row
// leave the last configuration in force.
func TestReload_duringTheStartAndTwoInARow(t *testing.T) {
	t.Parallel()
	r := startService(t, false)
	r.rewrite(`name      = "Order portal"`, `name      = "One"`)
	r.hangup <- syscall.SIGHUP
	r.run()
	r.until("the hangup of the start is dealt with", func() bool { return r.service.config.Load().Projects[0].Name == "One" })
	r.rewrite(`name      = "One"`, `name      = "Two"`)
	r.hangup <- syscall.SIGHUP
	r.rewrite(`name      = "Two"`, `name      = "Three"`)
	r.hangup <- syscall.SIGHUP
	r.until("the second of two is dealt with", func() bool { return r.service.config.Load().Projects[0].Name == "Three" })
}

// A hangup does not end a process that has not read its configuration yet.
func TestServe_survivesAHangupDuringItsStart(t *testing.T) {
	t.Parallel()
	_, config := demoServer(t)
	s := serve(t, config)
	lock := filepath.Join(filepath.Dir(config), "state", "rapport.lock")
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if _, err := os.Stat(lock); err == nil {
			break
		}
	}
	for range 2 {
		if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	s.entries(0)
	if code := s.stop(); code != exit.OK {
		t.Errorf("exit code %d, want 0", code)
	}
}

// A sent_folder that a reload brings gets the copies of what is sent from then on; a
// change that takes a restart is refused by name.
func TestReload_theFolderOfSentMail(t *testing.T) {
	t.Parallel()
	r := startService(t, true)
	r.run()
	send := func(n int) {
		t.Helper()
		queueLetters(t, store.Config{Dir: r.service.in.Config.StateDir}, n)
		r.until("everything is sent", func() bool {
			list, err := r.service.Store().Outbox(t.Context(), store.OutboxQuery{Live: true})
			return err == nil && len(list) == 0
		})
	}
	send(1)
	r.rewrite("verp = true", "verp = true\nsent_folder = \"log/Nowhere\"")
	r.hangup <- syscall.SIGHUP
	r.until("the folder is in force", func() bool { return r.service.config.Load().Relays[0].SentFolder == "Nowhere" })
	send(2)
	r.until("a copy is tried", func() bool { return strings.Contains(r.log.String(), "folder of sent mail") })
	r.rewrite("verp = true", "verp = false")
	r.hangup <- syscall.SIGHUP
	r.until("the relay is refused", func() bool { return strings.Contains(r.log.String(), "[[relay]] changed: restart rapport to apply it") })
}

// A reload puts the limits on what one mail may cost in force for the mail that comes after.
func TestReload_theLimitsOfAMail(t *testing.T) {
	t.Parallel()
	r := startService(t, false)
	r.run()
	defectsOf := func(subject string) (defects []string) {
		t.Helper()
		to := strings.Repeat("wang@client.example, ", 30)
		raw := fmt.Sprintf("From: wang@client.example\r\nDate: Mon, 02 Mar 2026 10:00:00 +0000\r\nTo: %slog@agency.example\r\nMessage-ID: <%s@client.example>\r\nSubject: %[2]s\r\n\r\nnews\r\n", to, subject)
		if err := r.server.Deliver([]byte(raw), time.Now()); err != nil {
			t.Fatal(err)
		}
		r.until(subject+" is in the log", func() (found bool) {
			err := r.service.Store().Log(t.Context(), store.LogQuery{}, func(e store.Entry) error {
				if e.Subject == subject {
					found, defects = true, e.Defects
				}
				return nil
			})
			return err == nil && found
		})
		return defects
	}
	if defects := defectsOf("before"); len(defects) > 0 {
		t.Fatalf("a mail to 31 addresses has defects by default: %q", defects)
	}
	r.rewrite("[[account]]", "[limits]\naddresses = 20\n\n[[account]]")
	r.hangup <- syscall.SIGHUP
	r.until("the limit is in force", func() bool { return strings.Contains(r.log.String(), "configuration reloaded") })
	if defects := defectsOf("after"); len(defects) != 1 || !strings.Contains(defects[0], "limits.addresses") {
		t.Errorf("a mail to 31 addresses, of which 20 are allowed, has the defects %q", defects)
	}
}

// lockedBuffer holds a log that other goroutines write.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A reload says of which PMs nothing proves their mail.
func TestReload_aPMWhoseMailNothingProves(t *testing.T) {
	t.Parallel()
	r := startService(t, false)
	pm := r.service.config.Load().Projects[0].Contacts[slices.IndexFunc(r.service.config.Load().Projects[0].Contacts, func(c store.Contact) bool { return c.Role == store.RolePM })].Addresses[0]
	for i := range 5 {
		err := r.service.Store().Update(t.Context(), func(tx *store.Tx) error {
			kept, err := tx.StoreRaw(r.service.Store().Pack(fmt.Appendf(nil, "%d", i), time.Now(), "log/INBOX"))
			if err != nil {
				return err
			}
			_, err = tx.Record(kept.ID, &store.Message{From: []store.Address{{Address: pm}}, Date: time.Now(), Received: time.Now(), Auth: &store.Evidence{Level: store.LevelUnauthenticated}}, store.Verdict{Kind: store.KindHuman})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	r.run()
	r.hangup <- syscall.SIGHUP
	r.until("the reload is over", func() bool { return strings.Contains(r.log.String(), "configuration reloaded") })
	if !strings.Contains(r.log.String(), "nothing proves the mail of a PM") || !strings.Contains(r.log.String(), "address="+pm) {
		t.Error(r.log.String())
	}
}

// queueLetters queues letters of which every second is rather not sent at all
// than twice.
func queueLetters(t *testing.T, state store.Config, n int) {
	t.Helper()
	s, err := store.Open(t.Context(), state)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Update(t.Context(), func(tx *store.Tx) error {
		for i := range n {
			id := fmt.Sprintf("%d@agency.example", i)
			raw := fmt.Appendf(nil, "From: log@agency.example\r\nTo: wang@client.example\r\nMessage-ID: <%s>\r\nSubject: %d\r\n\r\nnews\r\n", id, i)
			_, err := tx.Enqueue(store.OutgoingMail{Key: id, Purpose: "test", Relay: "main", AtMostOnce: i%2 == 1, Raw: s.Pack(raw, time.Time{}, "rapport"),
				Message:    &store.Message{SHA256: sha256.Sum256(raw), Size: int64(len(raw)), MessageID: id, Date: time.Now(), Subject: fmt.Sprint(i), Text: "news\n", NewText: "news\n"},
				Recipients: []string{"wang@client.example"}, Expires: time.Now().Add(24 * time.Hour)})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
