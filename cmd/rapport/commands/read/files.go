package read

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// Files returns the command `rapport files`.
func Files(a *app.App) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "files PROJECT",
		Short:   "List the documents of a project, with their latest version",
		GroupID: app.GroupRead,
		Long: `List the files that people of a project attached to their mail: the latest version of
each, who sent it and when, and which version was confirmed. Files of the same name are
versions of one document. ENTRY and PART are what rapport attachment takes.

A PM gets the same list by mail: files PROJECT; and one of them: file N PROJECT.`,
		Example: `  rapport files ACME
  rapport attachment 17 1 -o plan.pdf`,
		Args: cobra.ExactArgs(1),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			p, err := r.Config.Project(args[0])
			if err != nil {
				return err
			}
			list, err := r.Store.Documents(ctx, p.Code)
			if err != nil {
				return err
			}
			return app.Listed(a, asJSON, list, []string{"N", "ENTRY", "PART", "SIZE", "SENT", "BY", "VERSIONS", "CONFIRMED", "FILE"}, func(d store.Document) []string {
				return []string{strconv.Itoa(d.N), strconv.FormatInt(d.Entry, 10), strconv.Itoa(d.Part), strconv.FormatInt(d.Size, 10), r.Minute(p.Code, d.Sent), wording.OneLine(d.By.Address), strconv.Itoa(d.Versions), confirmedAs(d.Confirmed), wording.OneLine(d.Name)}
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line")
	return cmd
}

// confirmedAs says which version of a document was confirmed.
func confirmedAs(c *store.ConfirmedFile) string {
	switch {
	case c == nil:
		return "no"
	case c.Latest:
		return fmt.Sprintf("%s %d version %d", c.Kind, c.Number, c.Version)
	}
	return fmt.Sprintf("earlier: %s %d version %d", c.Kind, c.Number, c.Version)
}
