package read

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/mailin/mime"
	"rapport/store"
)

// Attachment returns the command `rapport attachment`.
func Attachment(a *app.App) *cobra.Command {
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:     "attachment ENTRY N -o FILE",
		Short:   "Save an attachment of a mail",
		GroupID: app.GroupRead,
		Long: `Write attachment N of an entry to FILE; - is standard output. The name given by the
sender is never used as a path. An existing FILE is not overwritten without --force, and
nothing is written to a terminal without it.`,
		Example: `  rapport attachment 17 1 -o plan.pdf`,
		Args:    cobra.ExactArgs(2),
		RunE: a.WithEntry(func(ctx context.Context, r *app.Log, e store.Entry, args []string) error {
			n, err := strconv.Atoi(args[1])
			if err != nil || n < 1 {
				return exit.With(exit.Usage, fmt.Errorf("%q is not the number of an attachment; numbers start at 1, see `rapport show %s`", args[1], args[0]))
			}
			mail, _, err := r.Store.RawMail(ctx, e.Message)
			if err != nil {
				return err
			}
			write := func(w io.Writer) error {
				_, err := mime.Attachment(w, mail, n, r.Config.Limits.Parse())
				if errors.Is(err, store.ErrNotFound) {
					err = exit.With(exit.NoInput, fmt.Errorf("entry %d has %s; see `rapport show %[1]d`", e.ID, wording.Count(len(e.Attached), "file")))
				}
				return err
			}
			if out == "-" {
				return a.WriteRaw(force, write)
			}
			return writeNew(out, force, write)
		}),
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`file` to write; - is standard output")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite an existing file; write to a terminal")
	if err := cmd.MarkFlagRequired("output"); err != nil {
		panic(err) // the flag does not exist
	}
	return cmd
}

// writeNew writes a file whole or not at all.
func writeNew(path string, force bool, write func(io.Writer) error) error {
	if _, err := os.Lstat(path); err == nil && !force {
		return fmt.Errorf("%s already exists; use --force to overwrite it", path)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".rapport-*") // mode 0600, and nobody's file yet
	if err != nil {
		return err
	}
	err = errors.Join(write(file), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name())
	}
	return err
}
