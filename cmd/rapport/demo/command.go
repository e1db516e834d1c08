package demo

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/store"
)

// Command returns the command `rapport demo`.
func Command(a *app.App, p Program) *cobra.Command {
	var keep bool
	cmd := &cobra.Command{
		Use:     "demo",
		Short:   "Run a self-contained demonstration with its own mail server",
		GroupID: app.GroupRun,
		Long: `Start an IMAP server, an SMTP server and the daemon in this process, simulate the
mail of two projects, one in Chinese and one in English, and show the resulting log.
Then a progress report is requested, written, approved and sent; minutes are corrected
and confirmed; a change is approved and a forged approval refused; questions are answered
or become overdue; and the project is closed with a summary that its client confirms.
Nothing leaves this machine, and nothing is left on it.

With --keep the servers and the daemon stay up, so that you can try them with a mail
program and a second shell.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := os.MkdirTemp("", "rapport-demo-")
			if err != nil {
				return fmt.Errorf("create a directory for the demo: %w", err)
			}
			defer os.RemoveAll(dir)
			return runDemo(cmd.Context(), a, p, dir, keep)
		},
	}
	cmd.Flags().BoolVar(&keep, "keep", false, "keep the servers and the daemon running until Ctrl-C")
	return cmd
}

// Program is what a demonstration needs of the program that it is part of.
type Program struct {
	Open func(context.Context, *app.App) (Daemon, error)
	Run  func(a *app.App, args []string) (code int)
}

// Daemon is what the demonstration drives.
type Daemon interface {
	Run(ctx context.Context, hangup <-chan os.Signal) error
	Store() *store.Store
	Close()
}

func runDemo(ctx context.Context, a *app.App, p Program, dir string, keep bool) (err error) {
	d, err := newDemo(ctx, a, p, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	fmt.Fprintf(a.Stdout, "An IMAP server, an SMTP server and the daemon run in this process. Mail arrives:\n\n")
	letters := Story()
	for _, letter := range letters {
		if err := deliver(ctx, a, d.server, d.daemon.Store(), letter); err != nil {
			return err
		}
	}
	d.tour(letters)
	if err := d.report(ctx); err != nil {
		return err
	}
	if err := d.rounds(ctx); err != nil {
		return err
	}
	d.demonstrate("What was sent", "outbox list --all")
	d.demonstrate("Proof that nothing was altered", "verify")
	if !keep {
		return nil
	}
	fmt.Fprintf(a.Stdout, `
The servers keep running until Ctrl-C. In a mail program: IMAP at 127.0.0.1, port %d,
no encryption, user %s, password %s. In a second shell:

    rapport log ACME -c %s

`, d.server.Port(), User, Password, d.app.ConfigFlag)
	<-ctx.Done()
	return nil
}

// demonstration is the daemon on its stage.
type demonstration struct {
	app     app.App
	program Program
	dir     string
	server  *Server
	post    *Post
	daemon  Daemon
	hangup  chan os.Signal
	stop    context.CancelFunc
	done    chan error
}

func newDemo(ctx context.Context, a *app.App, p Program, dir string) (_ *demonstration, err error) {
	d := &demonstration{app: *a, program: p, dir: dir, hangup: make(chan os.Signal, 1), done: make(chan error, 1)}
	if d.server, err = Start("127.0.0.1:0"); err != nil {
		return nil, err
	}
	if d.post, err = StartPost("127.0.0.1:0", d.server); err != nil {
		return nil, errors.Join(err, d.server.Close())
	}
	d.app.Poll = 10 * time.Millisecond
	d.app.Log = slog.New(slog.NewTextHandler(a.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if d.app.ConfigFlag, err = WriteConfig(dir, d.server.Port(), d.post.Port(), ""); err == nil {
		err = beginLongAgo(ctx, filepath.Join(dir, "state"))
	}
	if err == nil {
		d.daemon, err = p.Open(ctx, &d.app)
	}
	if err != nil {
		return nil, errors.Join(err, d.post.Close(), d.server.Close())
	}
	serving, stop := context.WithCancel(ctx)
	d.stop = stop
	go func() { d.done <- d.daemon.Run(serving, d.hangup) }()
	return d, nil
}

// beginLongAgo makes a log that has watched its folder for some days: what a log reads or
// finds due when it begins is history, and asks nobody.
func beginLongAgo(ctx context.Context, state string) error {
	ago := time.Now().AddDate(0, 0, -6) // after a week of nothing the daemon doubts the clock
	s, err := store.Open(ctx, store.Config{Dir: state, Now: func() time.Time { return ago }})
	if err != nil {
		return err
	}
	m, _, err := s.OpenMailbox(ctx, "log", "INBOX", 1, 1)
	if err == nil {
		_, err = s.Settle(ctx, m, nil, ago)
	}
	return errors.Join(err, s.Close())
}

// close ends the daemon, then its servers.
func (d *demonstration) close() error {
	d.stop()
	err := <-d.done
	d.daemon.Close()
	return errors.Join(err, d.post.Close(), d.server.Close())
}

// logWithin is far longer than it takes to log a mail.
const logWithin = 20 * time.Second

// deliver puts a letter into the mailbox and waits until the daemon has logged
// it.
func deliver(ctx context.Context, a *app.App, server *Server, s *store.Store, letter Letter) error {
	before, err := newest(ctx, s)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := server.Deliver(letter.Raw, letter.Received); err != nil {
		return err
	}
	for {
		entry, err := newest(ctx, s)
		if err != nil {
			return err
		}
		if entry.ID > before.ID {
			project := cmp.Or(entry.Project, "unfiled")
			fmt.Fprintf(a.Stdout, "  %s\n      entry %d, %s, after %d ms\n", letter.About, entry.ID, project, time.Since(began).Milliseconds())
			return nil
		}
		if time.Since(began) > logWithin {
			return fmt.Errorf("the mail %q was not logged within %s", letter.About, logWithin)
		}
		select {
		case <-time.After(2 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// newest returns the entry that was logged last.
func newest(ctx context.Context, s *store.Store) (last store.Entry, err error) {
	err = s.Log(ctx, store.LogQuery{}, func(e store.Entry) error {
		if e.ID > last.ID {
			last = e
		}
		return nil
	})
	return last, err
}

// tour runs the commands that a project manager would, as a shell shows them.
func (d *demonstration) tour(letters []Letter) {
	qq := filepath.Join(d.dir, "qq.eml")
	if err := os.WriteFile(qq, letters[6].Raw, 0o600); err != nil {
		fmt.Fprintln(d.app.Stderr, err)
	}
	for _, step := range []struct{ about, command string }{
		{"The projects", "projects"},
		{"The log of the English project", "log ACME"},
		{"The log of the Chinese project", "log XINGHE"},
		{"Mail that fits no project, and why", "log --unfiled"},
		{"A PM files it", "file 10 ACME"},
		{"Search for a two-character Chinese word", "search 验收"},
		{"Search for an English word from one person", "search thursday from:tom"},
		{"How Rapport classifies a mail", "explain " + qq},
	} {
		d.demonstrate(step.about, step.command)
	}
}

// demonstrate runs a command as a shell shows it; the paths of the demo's directory
// are shown without it.
func (d *demonstration) demonstrate(about, command string) {
	a := &d.app
	fmt.Fprintf(a.Stdout, "\n── %s ──\n$ rapport %s\n\n", about, strings.ReplaceAll(command, d.dir+"/", ""))
	var failed bytes.Buffer
	shell := *a
	shell.Stderr = &failed
	shell.Getenv = func(name string) string {
		if name == "PAGER" { // the tour goes on by itself
			return "cat"
		}
		return a.Getenv(name)
	}
	args := append(strings.Fields(command), "--config", a.ConfigFlag)
	if code := d.program.Run(&shell, args); code != exit.OK {
		fmt.Fprintln(a.Stderr, errors.New(strings.TrimSpace(failed.String())))
	}
}
