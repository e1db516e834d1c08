package act

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// File returns the command `rapport file`.
func File(a *app.App) *cobra.Command {
	var none bool
	cmd := &cobra.Command{
		Use:     "file ENTRY PROJECT | file ENTRY --none",
		Short:   "File a mail and its thread under a project",
		GroupID: app.GroupFile,
		Long: `File the mail of an entry under a project, together with its thread and future
mail in that thread. This overrides every other criterion. The log keeps the
previous filing and who changed it. With --none the thread belongs to no project,
and nobody is asked about it again.`,
		Example: `  rapport file 17 ACME
  rapport file 18 --none`,
		Args: func(cmd *cobra.Command, args []string) error {
			if none {
				return cobra.ExactArgs(1)(cmd, args)
			}
			return cobra.ExactArgs(2)(cmd, args)
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) != 1 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return a.CompleteProjects(cmd, nil, "")
		},
		RunE: a.WithEntry(func(ctx context.Context, r *app.Log, e store.Entry, args []string) error {
			code, under := "", "no project"
			if !none {
				project, err := r.Config.Project(args[1])
				if err != nil {
					return err
				}
				code, under = project.Code, project.Code
			}
			s, err := app.OpenForWriting(ctx, r.Config)
			if err != nil {
				return err
			}
			defer s.Close()
			filed, err := s.FileMessage(ctx, e.Message, code, app.Operator())
			if err != nil {
				return err
			}
			if filed.Messages == 0 {
				fmt.Fprintf(a.Stdout, "Entry %d and its thread are already filed under %s.\n", e.ID, under)
				return nil
			}
			fmt.Fprintf(a.Stdout, "Filed under %s: %s of thread %d, and its future mail.\n", under, wording.Count(filed.Messages, "mail"), filed.Thread)
			return nil
		}),
	}
	cmd.Flags().BoolVar(&none, "none", false, "file it under no project")
	return cmd
}
