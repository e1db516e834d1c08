package act

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/store"
)

// Mark returns the command `rapport mark`.
func Mark(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:     "mark ENTRY shared|internal",
		Short:   "Say whether an entry is for the client's side too",
		GroupID: app.GroupFile,
		Long: `Mark an entry as shared, or as internal. Without a mark an entry is shared if somebody of
the client's side wrote it or got it, and internal otherwise. What goes to a client is
made of shared entries alone. The log keeps who marked it, and when.`,
		Example: `  rapport mark 17 internal
  rapport mark 18 shared`,
		Args: cobra.ExactArgs(2),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) != 1 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return []string{string(store.AudienceShared), string(store.AudienceInternal)}, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: a.WithEntry(func(ctx context.Context, r *app.Log, e store.Entry, args []string) error {
			audience := store.Audience(args[1])
			if audience != store.AudienceShared && audience != store.AudienceInternal {
				return exit.With(exit.Usage, fmt.Errorf("an entry is shared or internal, not %q", args[1]))
			}
			marked := false
			err := a.Change(ctx, r.Config, func(tx *store.Tx) (err error) {
				marked, err = tx.MarkEntry(e.Message, audience, app.Operator())
				return err
			})
			if err != nil {
				return err
			}
			if !marked {
				fmt.Fprintf(a.Stdout, "Entry %d is marked %s already.\n", e.ID, audience)
				return nil
			}
			fmt.Fprintf(a.Stdout, "Entry %d is now %s.\n", e.ID, audience)
			return nil
		}),
	}
}
