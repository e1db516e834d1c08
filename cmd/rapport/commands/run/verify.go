package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/mailin"
	"rapport/mailin/mime"
	"rapport/store"
	"rapport/store/ledger"
)

// Verify returns the command `rapport verify`.
func Verify(a *app.App) *cobra.Command {
	var (
		asJSON, newKey bool
		against        []string
	)
	cmd := &cobra.Command{
		Use:     "verify [--against FILE.eml|HASH]...",
		Short:   "Verify that nothing in the log was altered",
		GroupID: app.GroupRun,
		Long: `Check the whole log: the chain of events, every row of every table against what its
events say, every change of a state against the tables of states, and every mail and its
bytes against its entry. Every deviation is reported, with what the chain says and what is
there, and the exit code is then 65.

Reports, outcomes and digests end with a line such as "Log: event 1234, 3f9a-…". With
--against, the log is held against such a line: in a mail as a client has it, original,
answer or forward, saved as a file, or as the hash itself. That shows whether the log was
shortened, reordered or written anew since, even by somebody who has its key.`,
		Example: `  rapport verify
  rapport verify --against report.eml
  rapport verify --against ~/from-client/*.eml
  rapport verify --against 3f9a-71c2-0b1d-88e4-19cd`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 && len(against) == 0 {
				return fmt.Errorf("verify takes no argument; to hold the log against %s: --against %s", args[0], args[0])
			}
			return nil
		},
		PreRunE: func(cmd *cobra.Command, _ []string) error {
			if !newKey {
				return nil
			}
			c, err := a.LoadConfig()
			if err != nil {
				return err
			}
			return store.ReplaceLostKey(cmd.Context(), store.Config{Dir: c.StateDir})
		},
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			witnesses, err := witnesses(append(against, args...)) // a shell makes arguments of the others that a pattern names
			if err != nil {
				return err
			}
			v, err := r.Store.VerifyAgainst(ctx, witnesses, progress(a, "events"))
			if err != nil {
				return err
			}
			if asJSON {
				err = app.WriteJSON(a.Stdout, v)
			} else {
				writeVerification(a.Stdout, v)
			}
			if err == nil && len(v.Problems) > 0 {
				err = exit.With(exit.Data, fmt.Errorf("the log was altered in %s", wording.Count(len(v.Problems), "place")))
			}
			return err
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object")
	cmd.Flags().BoolVar(&newKey, "replace-lost-key", false, "first make a new key, where rapport.key and its copies are lost; what was written before is then proved by clients' mails alone")
	cmd.Flags().StringArrayVar(&against, "against", nil, "hold the log against a `mail or hash` that somebody kept")
	return cmd
}

func writeVerification(w io.Writer, v store.Verification) {
	for _, p := range v.Problems {
		switch text := wording.OneLine(p.Text); {
		case p.Entry > 0:
			fmt.Fprintf(w, "entry %d %s\n", p.Entry, text)
		case p.Event > 0 && p.Object == "":
			fmt.Fprintf(w, "event %d %s\n", p.Event, text)
		default:
			fmt.Fprintln(w, text)
		}
	}
	for _, o := range v.Witnesses {
		if o.Agrees && o.Source != store.HeadFileName {
			fmt.Fprintf(w, "%s agrees: %s is in the log.\n", wording.OneLine(o.Source), o.Mark)
		}
	}
	fmt.Fprintf(w, "%s in the chain, %s checked against it, %d erased.\n", wording.Count(int(v.Entries), "entry"), wording.Count(v.Messages, "mail"), v.Erased)
	fmt.Fprintf(w, "%s, %s checked against them", wording.Count(int(v.Events), "event"), wording.Count(int(v.Rows), "row"))
	if v.Trusted > 0 {
		fmt.Fprintf(w, "; %s from before the chain or an upgrade, taken on trust", wording.Count(int(v.Trusted), "row"))
	}
	fmt.Fprintf(w, ".\nThe last hash is %s.\nLog: event %d, %s\n", v.Head, v.Events, ledger.Head{Number: v.Events, Hash: v.Head}.Short())
	if v.LostKey > 0 {
		fmt.Fprintf(w, "The key of the log was lost before event %d. What is older is proved by mails alone: --against.\n", v.LostKey)
	}
	switch {
	case len(v.Problems) > 0:
	case v.LostKey > 0:
		fmt.Fprintf(w, "Nothing was altered since event %d.\n", v.LostKey)
	default:
		fmt.Fprintln(w, "Nothing was altered.")
	}
}

// witnesses reads the heads that mails and hashes have.
func witnesses(against []string) (list []store.Witness, err error) {
	for _, one := range against {
		raw, err := readMail(one)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errName) {
			mark, parseErr := ledger.ParseMark(one)
			if parseErr != nil {
				return nil, exit.With(exit.NoInput, fmt.Errorf("--against: %w; and there is no file of that name", parseErr))
			}
			list = append(list, store.Witness{Source: one, Mark: mark})
			continue
		}
		if err != nil {
			return nil, exit.With(exit.NoInput, fmt.Errorf("--against: %w", err))
		}
		marks := mailin.Marks(raw, mime.DefaultLimits())
		if len(marks) == 0 {
			return nil, exit.With(exit.NoInput, fmt.Errorf("--against: %s has no line of the log, such as “Log: event 1234, 3f9a-71c2-0b1d-88e4-19cd”", one))
		}
		for _, mark := range marks {
			list = append(list, store.Witness{Source: one, Mark: mark})
		}
	}
	return list, nil
}

// errName says that what was given cannot be the name of a file.
var errName = errors.New("not the name of a file")

func readMail(path string) ([]byte, error) {
	if strings.ContainsAny(path, "\x00\n") || len(path) > 4000 {
		return nil, errName
	}
	return os.ReadFile(path)
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
