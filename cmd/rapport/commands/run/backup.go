package run

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/store/copydir"
)

// Backup returns the command `rapport backup`.
func Backup(a *app.App) *cobra.Command {
	keep := 30
	cmd := &cobra.Command{
		Use:     "backup DIR | FILE.db",
		Short:   "Copy the database, also while the daemon runs",
		GroupID: app.GroupRun,
		Long: `Add a copy of the database to a directory of copies, also while the daemon runs. What the
directory already has of an older copy is not written again. A copy is checked and read
back before it counts; whatever ends the command, the older copies stay whole. The newest
--keep copies stay, the others are removed.

With a name that ends in .db it writes a single file instead, whole or not at all.

No copy has rapport.key: that never changes, so copy it once and keep it elsewhere.
See docs/backup.md, and rapport restore.`,
		Example: `  rapport backup /var/backups/rapport
  rapport backup /var/backups/rapport --keep 60
  rapport backup /var/backups/rapport-$(date +%F).db`,
		Args: cobra.ExactArgs(1),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			if keep < 0 {
				return errors.New("--keep must be 0 or more")
			}
			target := args[0]
			if filepath.Ext(target) == ".db" {
				err := r.Store.Backup(ctx, target)
				note(ctx, a, r, target, err)
				if err != nil {
					return err
				}
				fmt.Fprintf(a.Stdout, "Copied the database to %s. rapport.key is not in it.\n", target)
				return nil
			}
			added, removed, err := r.Store.BackupInto(ctx, target, keep)
			note(ctx, a, r, target, err)
			if err != nil {
				return explainBackup(target, err)
			}
			fmt.Fprintf(a.Stdout, "Copied the database to %s, as of event %d: %s, of which %s is new.\n", target, added.Event, inMiB(added.Size), inMiB(added.NewBytes))
			if removed > 0 {
				fmt.Fprintf(a.Stdout, "Removed %s; the newest %d stay.\n", wording.Count(removed, "older copy"), keep)
			}
			fmt.Fprintf(a.Stdout, "rapport.key is not in it: a copy can only be put back with %s.\n", r.Store.KeyPath())
			return nil
		}),
	}
	cmd.Flags().IntVar(&keep, "keep", keep, "how many `copies` stay; 0: all")
	return cmd
}

// inMiB returns a size as people read it.
func inMiB(n int64) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }

// explainBackup adds how to go on.
func explainBackup(target string, err error) error {
	switch {
	case errors.Is(err, copydir.ErrInUse), errors.Is(err, copydir.ErrNoCopies), errors.Is(err, store.ErrOtherLog):
		return err
	case errors.Is(err, copydir.ErrDamaged):
		return fmt.Errorf("%w\nThe other copies are whole. Remove what is named, or begin another directory", err)
	}
	return fmt.Errorf("%w\nThe older copies in %s are whole. Put right what is named, then run the same command again", err, target)
}

// note records how a copy went, for `rapport status` and the mail to the administrator. A copy
// that somebody else than the owner of the log made is not recorded.
func note(ctx context.Context, a *app.App, r *app.Log, target string, failed error) {
	if errors.Is(failed, context.Canceled) || errors.Is(failed, copydir.ErrInUse) {
		return
	}
	if path, err := filepath.Abs(target); err == nil {
		target = path
	}
	ctx = context.WithoutCancel(ctx)
	s, err := app.OpenForWriting(ctx, r.Config)
	if err == nil {
		if failed == nil {
			err = s.MarkUpkeep(ctx, store.UpkeepBackup, target)
		} else {
			text, _, _ := strings.Cut(failed.Error(), "\n")
			err = s.FailUpkeep(ctx, store.UpkeepBackup, text)
		}
		err = errors.Join(err, s.Close())
	}
	if err != nil {
		a.Log.Warn("how the copy went is not recorded", "error", err)
	}
}
