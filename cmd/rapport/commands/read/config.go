package read

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// Config returns the command `rapport config`.
func Config(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:     "config [PROJECT]",
		Short:   "Print the contacts that PMs added by mail, as lines of the configuration",
		GroupID: app.GroupRead,
		Long: `Print the contacts that PMs added to their projects by mail, as TOML to paste below
the [[project]] that each comment names. From then on the configuration counts alone for
them, and only you can change it.`,
		Example:           `  rapport config ACME >> projects.d/acme.toml`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.CompleteProjects,
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			code, err := r.CodeOf(args)
			if err != nil {
				return err
			}
			people, err := r.Store.People(ctx)
			if err != nil {
				return err
			}
			n := 0
			for _, p := range people {
				if code == "" || p.Project == code {
					fmt.Fprint(a.Stdout, contactLines(r, p))
					n++
				}
			}
			if n == 0 {
				fmt.Fprintln(a.Stderr, "Nobody was added by mail.")
			}
			return nil
		}),
	}
}

// contactLines returns the table of a contact, or what to add to the addresses of one.
func contactLines(r *app.Log, p store.Person) string {
	by := fmt.Sprintf("# %s, added by %s on %s\n", wording.OneLine(p.Project), wording.OneLine(p.Actor), r.Day(p.Project, p.Changed))
	if p.Contact != "" {
		return by + fmt.Sprintf("# another address of %s: put %s into its addresses\n\n", wording.OneLine(p.Contact), tomlString(p.Address))
	}
	return by + fmt.Sprintf("[[project.contact]]\nname = %s\nrole = %s\naddresses = [%s]\n\n", tomlString(p.Name), tomlString(string(p.Role)), tomlString(p.Address))
}

// tomlString returns a basic string of TOML.
func tomlString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
