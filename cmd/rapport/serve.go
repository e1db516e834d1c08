package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
)

// memoryLimit is the heap that the collector keeps the daemon near, unless
// GOMEMLIMIT says otherwise. A first sync allocates far faster than it needs.
const memoryLimit = 96 << 20

// newServeCommand returns the command `rapport serve`, the daemon.
func newServeCommand(a *app.App) *cobra.Command {
	var once bool
	var o serveOptions
	cmd := &cobra.Command{
		Use:     "serve",
		Short:   "Run the daemon that reads the log mailbox and sends what is due",
		GroupID: app.GroupRun,
		Long: `Run the daemon. It watches the folders of every account, stores each mail that
arrives and files it in the log, until it receives SIGTERM or SIGINT. If the
configuration has a [[relay]], it asks the PMs for the reports that are due and
sends what they approve.

On SIGHUP it reloads its configuration. If the new one has an error, the error is
logged and the old one stays in force.

With --once it reads what is in the folders now and exits.

With --dry-run it reads and logs, and writes what is due, but sends nothing and leaves the
mailbox as it is. It prints what it would have sent. That mail stays held until somebody
releases it; see ` + "`rapport outbox`" + `.

With --rebuild it begins a new log where the database is lost, from what the mailbox holds.
Nothing is opened, asked or sent because of that mail.`,
		Example: `  rapport serve -c /etc/rapport/config.toml
  rapport serve --once --dry-run
  rapport serve --rebuild`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.Getenv("GOMEMLIMIT") == "" {
				debug.SetMemoryLimit(memoryLimit)
			}
			hangup := make(chan os.Signal, 1) // before anything else: a hangup ends a process that does not ask for it
			signal.Notify(hangup, syscall.SIGHUP)
			defer signal.Stop(hangup)
			err := runDaemon(cmd.Context(), a, o, once, hangup)
			if cmd.Context().Err() != nil && errors.Is(err, context.Canceled) {
				return nil // it was asked to stop, however early
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "send nothing, and print what would be sent")
	cmd.Flags().BoolVar(&o.rebuild, "rebuild", false, "begin a new log where the database is lost")
	cmd.Flags().BoolVar(&once, "once", false, "read what is there now, then exit")
	return cmd
}

// serveOptions are the flags that change what the daemon does.
type serveOptions struct {
	dryRun  bool // send nothing
	rebuild bool // begin a new log where the database is lost
}

// runDaemon runs the daemon, once or until ctx is done, and logs why it ends.
func runDaemon(ctx context.Context, a *app.App, o serveOptions, once bool, hangup <-chan os.Signal) error {
	d, err := newService(ctx, a, o)
	if err != nil {
		return err
	}
	if once {
		defer d.Close()
		return d.once(ctx)
	}
	err = d.Run(ctx, hangup)
	if err == nil {
		a.Log.Info("stopped", "reason", context.Cause(ctx))
	} else {
		a.Log.Error("stopped after an error", "error", err)
	}
	if !errors.Is(err, errStuck) { // the store would wait for the worker that is stuck
		d.Close()
	}
	return err
}

// Run runs the loops of the daemon until asked is done, which is no error, or one of them
// fails. A hangup makes it read its configuration anew. It returns errStuck when a loop does
// not end within stopWithin of the request to stop.
func (s *service) Run(asked context.Context, hangup <-chan os.Signal) error {
	group, ctx := errgroup.WithContext(asked)
	group.Go(func() error { return s.watchConfig(ctx, hangup) })         // keeps what appears in the watched folders; reloads on a hangup
	group.Go(func() error { return s.in.Intake.Run(ctx) })               // reads, classifies and records what was kept
	group.Go(func() error { return s.in.Intake.Learn(ctx, s.learning) }) // learns from filed mail, and files what nothing else could
	group.Go(func() error { return s.in.Intake.Recheck(ctx) })           // checks signatures again whose keys the DNS did not return
	if s.outbox != nil {
		group.Go(func() error { return s.due.Run(ctx) })    // writes what is due into the outbox
		group.Go(func() error { return s.outbox.Run(ctx) }) // sends what is in the outbox
	}
	group.Go(func() error { return s.watch.Run(ctx, s.notify.beat, s.app.Now == nil) }) // notes what keeps the daemon from its work
	group.Go(func() error { return s.keepLogins(ctx) })                                 // renews the tokens of logins before they end
	group.Go(func() error { return s.figures(ctx) })                                    // writes what Prometheus reads
	group.Go(func() error { return s.journalHead(ctx) })                                // writes what the log is into the journal, once a day
	group.Go(func() error { return s.notify.run(ctx) })                                 // tells the systemd watchdog that every loop makes progress
	s.log.Info("serving", "accounts", len(s.in.Config.Accounts), "projects", len(s.in.Config.Projects), "version", version)
	s.notify.ready()

	ended := make(chan error, 1)
	go func() { ended <- group.Wait() }()
	<-ctx.Done() // the errgroup cancels it when a loop fails
	s.log.Info("stopping")
	s.notify.stopping()
	select {
	case err := <-ended:
		if asked.Err() != nil && errors.Is(err, context.Canceled) {
			return nil // the request to stop cut a statement short
		}
		return err
	case <-time.After(stopWithin):
		return exit.With(exit.Software, errStuck)
	}
}

// stopWithin is how long the loops may take to end once they are asked to.
const stopWithin = 9 * time.Second

// errStuck means that a loop did not end in time. Nothing is lost by leaving it:
// every commit is whole.
var errStuck = errors.New("a worker did not stop in time")
