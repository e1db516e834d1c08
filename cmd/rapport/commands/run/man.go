package run

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"rapport/cmd/rapport/commands/app"
)

// Man returns the hidden command that writes the manual pages, for
// packages and `make install`.
func Man(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the manual pages of all commands into a directory",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeManPages(cmd.Root(), a.Version, args[0])
		},
	}
}

// writeManPages writes rapport.1, rapport-check.1 and so on. Their date is
// that of SOURCE_DATE_EPOCH, where set, so that packages can be repeated.
func writeManPages(root *cobra.Command, version, dir string) error {
	if err := os.MkdirAll(filepath.Clean(dir), 0o755); err != nil {
		return fmt.Errorf("write manual pages: %w", err)
	}
	root.DisableAutoGenTag = true
	header := &doc.GenManHeader{Section: "1", Source: "rapport " + version, Manual: "Rapport"}
	if err := doc.GenManTree(root, header, dir); err != nil {
		return fmt.Errorf("write manual pages: %w", err)
	}
	return nil
}
