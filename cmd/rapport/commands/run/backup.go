package run

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
)

// Backup returns the command `rapport backup`.
func Backup(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:     "backup FILE",
		Short:   "Copy the database, also while the daemon runs",
		GroupID: app.GroupRun,
		Long: `Write a copy of the database into a new file, whole or not at all, also while the daemon
runs. The copy has no rapport.key: that never changes, so copy it once and keep it
elsewhere. How a copy is put back is in docs/operations.md.`,
		Example: `  rapport backup /var/backups/rapport-$(date +%F).db`,
		Args:    cobra.ExactArgs(1),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			if err := r.Store.Backup(ctx, args[0]); err != nil {
				return err
			}
			fmt.Fprintf(a.Stdout, "Copied the database to %s. rapport.key is not in it.\n", args[0])
			return nil
		}),
	}
}
