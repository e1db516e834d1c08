package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
)

// memoryLimit is the heap that the collector keeps the daemon near, unless
// GOMEMLIMIT says otherwise. A first sync allocates far faster than it needs.
const memoryLimit = 96 << 20

// newServeCommand gives `rapport serve`, the daemon.
func newServeCommand(a *app.App) *cobra.Command {
	var once bool
	cmd := &cobra.Command{
		Use:     "serve",
		Short:   "Run the daemon: read the log mailbox, keep the log, send what is due",
		GroupID: app.GroupRun,
		Long: `Run the daemon. It watches the folders of every account, keeps each mail that
appears there, and files it into the log, until it gets SIGTERM or SIGINT. Where
there is a [[relay]] it asks the PMs for the reports that are due, and sends what
they approve.
SIGHUP makes it read its configuration anew; a wrong one is reported and the
old one stays in force.

With --once it reads what is in the folders now and ends.`,
		Example: `  rapport serve -c /etc/rapport/config.toml
  rapport serve --once`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.Getenv("GOMEMLIMIT") == "" {
				debug.SetMemoryLimit(memoryLimit)
			}
			d, err := newService(cmd.Context(), a)
			if errors.Is(err, context.Canceled) && cmd.Context().Err() != nil {
				return nil // it was told to stop before it had begun
			}
			if err != nil {
				return err
			}
			defer d.Close()
			if once {
				return d.once(cmd.Context())
			}
			hangup := make(chan os.Signal, 1)
			signal.Notify(hangup, syscall.SIGHUP)
			defer signal.Stop(hangup)
			return d.Run(cmd.Context(), hangup)
		},
	}
	cmd.Flags().BoolVar(&once, "once", false, "read what is there now, then end")
	return cmd
}
