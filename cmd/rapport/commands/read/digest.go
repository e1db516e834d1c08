package read

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
)

// Digest returns the command `rapport digest`: a preview of the mail that PMs receive in the morning.
func Digest(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:     "digest [ADDRESS]",
		Short:   "Preview the next digest of each PM",
		GroupID: app.GroupRead,
		Long: `Show the next morning digest of each PM, or of the one with this address. Nothing is
sent. See docs/digest.md.`,
		Example: `  rapport digest
  rapport digest li.na@agency.example`,
		Args: cobra.MaximumNArgs(1),
		RunE: a.WithDue(func(ctx context.Context, r *app.Reporting, args []string) error {
			pm := ""
			if len(args) > 0 {
				pm = args[0]
			}
			list, err := r.Due.Digest(ctx, pm)
			if err != nil {
				return err
			}
			if len(list) == 0 {
				return exit.With(exit.NoInput, fmt.Errorf("%s is not a PM of a project that can send; see `rapport projects`", pm))
			}
			return a.Show(func(s app.Screen) error {
				for i, one := range list {
					if i > 0 {
						s.Line("")
					}
					s.Line("%s", s.Bold(wording.OneLine(one.PM)))
					if len(one.Items)+len(one.Mails) == 0 {
						s.Line("No open items.")
						continue
					}
					for _, item := range one.Items {
						s.Line("%3d  %s", item.N, waitingLine(item))
					}
					for _, m := range one.Mails {
						s.Line("%3d  to file: %s, %s", m.N, wording.OneLine(m.From.String()), wording.OneLine(m.Subject))
					}
				}
				return nil
			})
		}),
	}
}
