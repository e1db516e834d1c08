package main

import (
	"fmt"
	"os/user"

	"github.com/spf13/cobra"

	"rapport/store"
)

// newFileCommand gives `rapport file`.
func newFileCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "file ENTRY PROJECT",
		Short:   "File a mail and its whole thread under a project",
		GroupID: groupFile,
		Long: `File the mail of an entry under a project, with its whole thread and what is
still to come in it. That outweighs every other sign. The log keeps what was
before, and who changed it.`,
		Example: `  rapport file 17 ACME`,
		Args:    cobra.ExactArgs(2),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) != 1 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return a.completeProjects(cmd, nil, "")
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			r, e, err := a.openEntry(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer r.close()
			project, err := r.config.project(args[1])
			if err != nil {
				return err
			}
			s, err := store.Open(cmd.Context(), store.Config{Dir: r.config.StateDir})
			if err != nil {
				return explainStart(err)
			}
			defer s.Close()
			filed, err := s.File(cmd.Context(), e.Message, project.Code, whoAmI())
			if err != nil {
				return err
			}
			if filed.Messages == 0 {
				fmt.Fprintf(a.stdout, "Entry %d and its thread were filed under %s already.\n", e.ID, project.Code)
				return nil
			}
			fmt.Fprintf(a.stdout, "Filed under %s: %s of thread %d, and what is still to come in it.\n", project.Code, count(filed.Messages, "mail"), filed.Thread)
			return nil
		},
	}
	return cmd
}

// whoAmI names for the log who uses the shell.
func whoAmI() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "somebody at the shell"
}
