package run

import (
	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/mailout/pdf"
)

// PDF returns the hidden command with which the daemon reads a PDF file in a process of its own.
func PDF(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:    "read-pdf",
		Short:  "Read a PDF file from standard input and print its words",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := pdf.Serve(cmd.Context(), a.Stdin, a.Stdout); err != nil {
				return exit.With(exit.Data, err)
			}
			return nil
		},
	}
}
