package act

import (
	"fmt"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// TakeUp returns the command `rapport take-up`: what mail would have begun.
func TakeUp(a *app.App) *cobra.Command {
	var drop bool
	cmd := &cobra.Command{
		Use:     "take-up PROJECT",
		Short:   "Act on mail that was logged without effect",
		GroupID: app.GroupFile,
		Long: `Act on the mail of a project that began nothing by itself: it was imported, older
than two days, in a folder that was read for the first time, or nothing proves
its sender. Questions open their cases, and the PM is shown the drafts. rapport
open lists how much is waiting; PMs take it up by replying to their digest.
With --drop it is left in the log.`,
		Example: `  rapport take-up ACME
  rapport take-up ACME --drop`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.CompleteProjects,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.OpenLog()
			if err != nil {
				return err
			}
			defer r.Close()
			project, err := r.Config.Project(args[0])
			if err != nil {
				return err
			}
			s, err := app.OpenForWriting(cmd.Context(), r.Config)
			if err != nil {
				return err
			}
			defer s.Close()
			settle, did := (*store.Tx).TakeUpHeld, "taken up"
			if drop {
				settle, did = (*store.Tx).DropHeld, "dropped"
			}
			var n int
			err = s.Update(cmd.Context(), func(tx *store.Tx) (err error) {
				n, err = settle(tx, project.Code, app.Operator())
				return err
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(a.Stdout, "%s: %s %s.\n", project.Code, wording.Count(n, "text"), did)
			return nil
		},
	}
	cmd.Flags().BoolVar(&drop, "drop", false, "leave it in the log, without effect")
	return cmd
}
