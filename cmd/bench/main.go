// Command bench measures Rapport on this machine, beside programs that do
// comparable work, and prints a table. See docs/performance.md.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"rapport/mailin/mailtest"
	"rapport/mailin/servertest"
)

func main() {
	mails := flag.Int("mails", 20_000, "`number` of mails in the mailbox")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *mails); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

// bench is one run: a mailbox on a server, and a directory for what is made of
// it.
type bench struct {
	dir     string
	rapport string // the binary
	dovecot *servertest.DovecotServer
	mails   int
	bytes   int64
}

func run(ctx context.Context, mails int) (err error) {
	for _, needed := range []string{"mbsync", "mu", "dovecot"} {
		if _, err := exec.LookPath(needed); err != nil {
			return fmt.Errorf("%w: apt-get install isync maildir-utils dovecot-imapd dovecot-lmtpd", err)
		}
	}
	b := &bench{mails: mails}
	if b.dir, err = os.MkdirTemp("", "rapport-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	b.rapport = filepath.Join(b.dir, "rapport")
	if _, err := b.command(ctx, "go", "build", "-tags", "sqlite_fts5", "-o", b.rapport, "./cmd/rapport"); err != nil {
		return err
	}
	if b.dovecot, err = servertest.StartDovecot(); err != nil {
		return err
	}
	defer b.dovecot.Stop()
	if err := b.fill(); err != nil {
		return err
	}
	fmt.Printf("%d mails, %d MB, on a Dovecot on this machine.\n\n| | |\n| --- | --- |\n", b.mails, b.bytes/1e6)
	for _, measure := range []func(context.Context) error{b.firstSync, b.searches, b.latency, b.demo, b.idle} {
		if err := measure(ctx); err != nil {
			return err
		}
	}
	return nil
}

func row(what, format string, args ...any) {
	fmt.Printf("| %s | %s |\n", what, fmt.Sprintf(format, args...))
}

// bytesPerMail is the size of a mail on average: 20,000 are 730 MB.
const bytesPerMail = 36_500

// fill writes the mailbox, a third of it in Chinese.
func (b *bench) fill() error {
	folder, err := b.dovecot.Fill(b.dovecot.Accounts[0].User)
	if err != nil {
		return err
	}
	for m := range mailtest.New(1).Mailbox(b.mails, int64(b.mails)*bytesPerMail) {
		b.bytes += int64(len(m.Raw))
		if err := folder.Add(m.Raw, m.Date); err != nil {
			return err
		}
	}
	return nil
}

// used is what a process took.
type used struct {
	wall   time.Duration
	memory int64 // the most it held, in bytes
	out    []byte
}

// command runs a program and measures it.
func (b *bench) command(ctx context.Context, name string, args ...string) (used, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "HOME="+b.dir)
	if name == "go" {
		cmd.Env = os.Environ()
	}
	var out bytes.Buffer
	cmd.Stdout = &out
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return used{}, fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	// The peak that wait4 tells of includes that of this process, out of which
	// it was forked.
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	var u used
	for ticker := time.Tick(20 * time.Millisecond); ; {
		select {
		case err := <-ended:
			u.wall, u.out = time.Since(start), out.Bytes()
			if err != nil {
				err = fmt.Errorf("%s: %w", filepath.Base(name), err)
			}
			return u, err
		case <-ticker:
			if peak, err := memory(cmd.Process.Pid, "VmHWM"); err == nil {
				u.memory = peak
			}
		}
	}
}

// memory gives what the kernel says of the memory of a process, in bytes:
// VmRSS, what it holds, or VmHWM, the most it held.
func memory(pid int, field string) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, field+":"); ok {
			kib, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("no %s of process %d", field, pid)
}

// firstSync reads the whole mailbox into an empty log, and does the same with
// mbsync and mu.
func (b *bench) firstSync(ctx context.Context) error {
	if err := b.configure("log", b.dovecot.Port); err != nil {
		return err
	}
	// Dovecot makes an index of a new mailbox at the first look; that is paid
	// for before either is measured.
	if _, err := b.dovecot.Doveadm(ctx, "index", "-u", b.dovecot.Accounts[0].User, "INBOX"); err != nil {
		return err
	}
	ours, err := b.command(ctx, b.rapport, "serve", "--once", "-c", b.config("log"), "--log-level", "warn")
	if err != nil {
		return err
	}
	row("first sync into the searchable log", "%.1f s, %.0f mails/s, %d MB at most", ours.wall.Seconds(), float64(b.mails)/ours.wall.Seconds(), ours.memory>>20)

	account := b.dovecot.Accounts[0]
	maildir := filepath.Join(b.dir, "Maildir")
	if err := os.MkdirAll(filepath.Join(maildir, "INBOX"), 0o700); err != nil {
		return err
	}
	mbsyncrc := filepath.Join(b.dir, "mbsyncrc")
	text := fmt.Sprintf(`IMAPStore far
Host 127.0.0.1
Port %d
User %s
Pass %q
SSLType None
AuthMechs LOGIN

MaildirStore near
Path %s/
Inbox %[4]s/INBOX

Channel all
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState *
`, b.dovecot.Port, account.User, account.Password, maildir)
	if err := os.WriteFile(mbsyncrc, []byte(text), 0o600); err != nil {
		return err
	}
	var theirs time.Duration
	for _, step := range [][]string{
		{"mbsync", "-q", "-c", mbsyncrc, "all"},
		{"mu", "init", "--quiet", "--muhome=" + filepath.Join(b.dir, "mu"), "--maildir=" + maildir},
		{"mu", "index", "--quiet", "--muhome=" + filepath.Join(b.dir, "mu")},
	} {
		u, err := b.command(ctx, step[0], step[1:]...)
		if err != nil {
			return err
		}
		theirs += u.wall
	}
	row("mbsync, then mu index, of the same", "%.1f s, %.0f mails/s", theirs.Seconds(), float64(b.mails)/theirs.Seconds())
	row("ratio", "%.1f times as fast", theirs.Seconds()/ours.wall.Seconds())
	return nil
}

// searches measures `rapport search` as a whole process.
func (b *bench) searches(ctx context.Context) error {
	for _, word := range []string{"验收", "delivery"} {
		var walls []time.Duration
		for range 21 {
			u, err := b.command(ctx, b.rapport, "search", word, "-c", b.config("log"))
			if err != nil {
				return err
			}
			walls = append(walls, u.wall)
		}
		slices.Sort(walls)
		row("`rapport search "+word+"`, the whole process", "%.1f ms (median of %d)", walls[len(walls)/2].Seconds()*1e3, len(walls))
	}
	return nil
}
