package read

import (
	"context"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// Lessons returns the command `rapport lessons`: what projects hand to the next ones of their clients.
func Lessons(a *app.App) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "lessons [PROJECT]",
		Short:   "List what earlier projects of a client hand on",
		GroupID: app.GroupRead,
		Long: `List the suggestions of retrospectives that PMs took up, and what was open when a project
was closed and is carried over. With PROJECT, list those of all projects of its client.
The first form of a new project shows its PM the same; see docs/closing.md.`,
		Example: `  rapport lessons
  rapport lessons BETA
  rapport lessons --json | jq -r '.text'`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.CompleteProjects,
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			client := ""
			if len(args) > 0 {
				p, err := r.Config.Project(args[0])
				if err != nil {
					return err
				}
				client = p.Client
			}
			list, err := r.Store.Lessons(ctx, client)
			if err != nil {
				return err
			}
			return app.Listed(a, asJSON, list, []string{"PROJECT", "CLIENT", "KIND", "DAY", "TEXT"}, func(l store.Lesson) []string {
				return []string{l.Project, l.Client, string(l.Kind), l.Created.In(r.Config.Zone(l.Project)).Format("2006-01-02"), wording.OneLine(l.Text)}
			})
		}),
	}
	app.JSONFlag(cmd, &asJSON, "print one JSON object per line")
	return cmd
}
