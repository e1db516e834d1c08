package act

import (
	"fmt"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// File gives `rapport file`.
func File(a *app.App) *cobra.Command {
	var none bool
	cmd := &cobra.Command{
		Use:     "file ENTRY PROJECT | file ENTRY --none",
		Short:   "File a mail and its whole thread under a project",
		GroupID: app.GroupFile,
		Long: `File the mail of an entry under a project, with its whole thread and what is
still to come in it. That outweighs every other sign. The log keeps what was
before, and who changed it. With --none they belong to no project: nobody is
asked about them again.`,
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
		RunE: func(cmd *cobra.Command, args []string) error {
			r, e, err := a.OpenEntry(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer r.Close()
			code, under := "", "no project"
			if !none {
				project, err := r.Config.Project(args[1])
				if err != nil {
					return err
				}
				code, under = project.Code, project.Code
			}
			s, err := store.Open(cmd.Context(), store.Config{Dir: r.Config.StateDir})
			if err != nil {
				return app.StartError(err)
			}
			defer s.Close()
			filed, err := s.FileMessage(cmd.Context(), e.Message, code, app.Operator())
			if err != nil {
				return err
			}
			if filed.Messages == 0 {
				fmt.Fprintf(a.Stdout, "Entry %d and its thread were filed under %s already.\n", e.ID, under)
				return nil
			}
			fmt.Fprintf(a.Stdout, "Filed under %s: %s of thread %d, and what is still to come in it.\n", under, wording.Count(filed.Messages, "mail"), filed.Thread)
			return nil
		},
	}
	cmd.Flags().BoolVar(&none, "none", false, "it belongs to no project")
	return cmd
}
