package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"rapport/mailin/mailtest"
	"rapport/store"
)

func (b *bench) config(name string) string { return filepath.Join(b.dir, name+".toml") }

// configure writes a configuration with a log of its own, for the mailbox at a
// port of this machine.
func (b *bench) configure(name string, port int) error {
	var s strings.Builder
	account := b.account
	fmt.Fprintf(&s, "log_address = %q\nstate_dir = %q\n\n[[account]]\nname = \"log\"\nhost = \"127.0.0.1\"\nport = %d\ntls = \"none\"\nuser = %q\npassword = %q\n",
		mailtest.LogAddress, b.state(name), port, account.User, account.Password)
	for _, p := range b.corpus.Projects {
		fmt.Fprintf(&s, "\n[[project]]\ncode = %q\nname = %q\nclient = %q\nlanguage = %q\ntime_zone = %q\n", p.Code, p.Name, p.Client, p.Language, p.Zone)
		for i, person := range slices.Concat(p.Team, p.Contacts) {
			role := "client"
			if i == 0 {
				role = "pm"
			} else if i < len(p.Team) {
				role = "team"
			}
			fmt.Fprintf(&s, "[[project.contact]]\nname = %q\nrole = %q\naddresses = [%q]\n", person.Name, role, person.Address)
		}
	}
	return os.WriteFile(b.config(name), []byte(s.String()), 0o600)
}

func (b *bench) state(name string) string { return filepath.Join(b.dir, name) }

// daemon is a running `rapport serve`.
type daemon struct{ cmd *exec.Cmd }

func (b *bench) start(ctx context.Context, name string) (*daemon, error) {
	cmd := exec.CommandContext(ctx, b.rapport, "serve", "-c", b.config(name), "--log-level", "warn")
	cmd.Stderr = os.Stderr
	return &daemon{cmd}, cmd.Start()
}

func (d *daemon) stop() error {
	return errors.Join(d.cmd.Process.Signal(syscall.SIGTERM), d.cmd.Wait())
}

// latency delivers mail by LMTP while the daemon waits in IDLE, and measures the
// time until each is in the log.
func (b *bench) latency(ctx context.Context) error {
	d, err := b.start(ctx, "log")
	if err != nil {
		return err
	}
	time.Sleep(3 * time.Second) // it looks at the mailbox and waits
	log, err := store.OpenReadOnly(store.Config{Dir: b.state("log")})
	if err != nil {
		return err
	}
	defer log.Close()
	var waits []time.Duration
	for i := range 20 {
		id := fmt.Sprintf("latency-%d@bench.example", i)
		mail := fmt.Sprintf("From: x@bench.example\r\nMessage-ID: <%s>\r\nSubject: latency\r\n\r\nnow\r\n", id)
		if err := b.dovecot.Deliver(ctx, b.account.User, []byte(mail)); err != nil {
			return err
		}
		start := time.Now()
		for found := 0; found == 0; time.Sleep(time.Millisecond) {
			entries, err := log.EntriesByMessageID(ctx, id)
			if err != nil {
				return err
			}
			if found = len(entries); time.Since(start) > time.Minute {
				return fmt.Errorf("%s is not in the log after a minute", id)
			}
		}
		waits = append(waits, time.Since(start))
		time.Sleep(100 * time.Millisecond)
	}
	slices.Sort(waits)
	row("from delivery to entry, in IDLE, Dovecot", "%d ms (median of %d), %d ms at most", waits[len(waits)/2].Milliseconds(), len(waits), waits[len(waits)-1].Milliseconds())
	return d.stop()
}

// demo runs the demo, whose server tells of new mail at once, and takes the
// times that it prints.
func (b *bench) demo(ctx context.Context) error {
	u, err := b.command(ctx, b.rapport, "demo")
	if err != nil {
		return err
	}
	var waits []int
	for _, found := range regexp.MustCompile(`(?m)after (\d+) ms$`).FindAllSubmatch(u.out, -1) {
		ms, err := strconv.Atoi(string(found[1]))
		if err != nil {
			return err
		}
		waits = append(waits, ms)
	}
	if len(waits) == 0 {
		return errors.New("the demo tells no times")
	}
	slices.Sort(waits)
	row("the same, a server that tells at once", "%d ms (median of %d), %d ms at most", waits[len(waits)/2], len(waits), waits[len(waits)-1])
	return nil
}

// idle measures what the daemon holds when nothing happens.
func (b *bench) idle(ctx context.Context) error {
	d, err := b.start(ctx, "log")
	if err != nil {
		return err
	}
	time.Sleep(20 * time.Second)
	held, err := memory(d.cmd.Process.Pid, "VmRSS")
	if err != nil {
		return err
	}
	row("idle daemon on that log", "%d MB", held>>20)
	return d.stop()
}
