package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// newVerifyCommand gives `rapport verify`.
func newVerifyCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "verify",
		Short:   "Prove that nothing in the log was altered",
		GroupID: groupRead,
		Long: `Read the whole log: the hash of each entry against the one before, and all that
is shown of each mail, and its bytes, against the hashes. Every place that is
not what was written is named, and the command ends with code 65.

The hash it prints stands for the whole log. Whoever notes it can tell later that
nothing before it has changed.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := a.openLog()
			if err != nil {
				return err
			}
			defer r.close()
			v, err := r.store.Verify(cmd.Context(), a.progress("entries"))
			if err != nil {
				return err
			}
			if asJSON {
				err = writeJSON(a.stdout, v)
			} else {
				for _, p := range v.Problems {
					fmt.Fprintf(a.stdout, "entry %d %s\n", p.Entry, oneLineOf(p.Text))
				}
				fmt.Fprintf(a.stdout, "%s in the chain, %s held against it, %d erased.\n", count(int(v.Entries), "entry"), count(v.Messages, "mail"), v.Erased)
				fmt.Fprintf(a.stdout, "The last hash is %s.\n", v.Head)
				if len(v.Problems) == 0 {
					fmt.Fprintln(a.stdout, "Nothing was altered.")
				}
			}
			if err == nil && len(v.Problems) > 0 {
				err = withExit(exitData, fmt.Errorf("the log was altered in %s", count(len(v.Problems), "place")))
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// progress gives what shows on a terminal how far something is, and nil
// elsewhere.
func (a *app) progress(of string) func(done, all int64) {
	file := a.terminal()
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
