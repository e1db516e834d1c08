package run

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
)

// Verify returns the command `rapport verify`.
func Verify(a *app.App) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "verify",
		Short:   "Verify that nothing in the log was altered",
		GroupID: app.GroupRun,
		Long: `Check the whole log: the hash of each entry against the previous one, and everything
shown of each mail, and its bytes, against the hashes. Every deviation is reported,
and the exit code is then 65.

The hash that is printed covers the whole log. Keep it to prove later that nothing
before it has changed.`,
		Args: cobra.NoArgs,
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, _ []string) error {
			v, err := r.Store.Verify(ctx, progress(a, "entries"))
			if err != nil {
				return err
			}
			if asJSON {
				err = app.WriteJSON(a.Stdout, v)
			} else {
				for _, p := range v.Problems {
					fmt.Fprintf(a.Stdout, "entry %d %s\n", p.Entry, wording.OneLine(p.Text))
				}
				fmt.Fprintf(a.Stdout, "%s in the chain, %s checked against it, %d erased.\n", wording.Count(int(v.Entries), "entry"), wording.Count(v.Messages, "mail"), v.Erased)
				fmt.Fprintf(a.Stdout, "The last hash is %s.\n", v.Head)
				if len(v.Problems) == 0 {
					fmt.Fprintln(a.Stdout, "Nothing was altered.")
				}
			}
			if err == nil && len(v.Problems) > 0 {
				err = exit.With(exit.Data, fmt.Errorf("the log was altered in %s", wording.Count(len(v.Problems), "place")))
			}
			return err
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object")
	return cmd
}

// progress returns what shows on a terminal how far something is, and nil
// elsewhere.
func progress(a *app.App, of string) func(done, all int64) {
	file := a.Terminal()
	if file == nil {
		return nil
	}
	return func(done, all int64) {
		if done%1000 == 0 || done == all {
			fmt.Fprintf(file, "\r%d of %d %s", done, all, of)
		}
		if done == all {
			fmt.Fprint(file, "\r\x1b[K")
		}
	}
}
