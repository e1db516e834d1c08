package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/store/copydir"
)

// Backup returns the command `rapport backup`.
func Backup(a *app.App) *cobra.Command {
	keep := 30
	var keyFile, newKeyFile string
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

With --copy-key the copy is encrypted under the key in that file; --new-copy-key makes the
file first. Keep a second one elsewhere: without the key no copy under it can be read.
Destroy every copy of a key, and the copies under it are erased, wherever they lie.
See docs/backup.md, and rapport restore.`,
		Example: `  rapport backup /var/backups/rapport
  rapport backup /var/backups/rapport --keep 60
  rapport backup /var/backups/rapport --new-copy-key /etc/rapport/copies-2026.key
  rapport backup /var/backups/rapport-$(date +%F).db`,
		Args: cobra.ExactArgs(1),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			if keep < 0 {
				return errors.New("--keep must be 0 or more")
			}
			target := args[0]
			key, err := copyKey(target, keyFile, newKeyFile)
			if err != nil {
				if exit.Code(err) != exit.Usage {
					note(ctx, a, r, target, err)
				}
				return err
			}
			if filepath.Ext(target) == ".db" {
				err := r.Store.Backup(ctx, target)
				note(ctx, a, r, target, err)
				if err != nil {
					return err
				}
				fmt.Fprintf(a.Stdout, "Copied the database to %s. rapport.key is not in it.\n", target)
				return nil
			}
			added, removed, err := r.Store.BackupInto(ctx, target, keep, key)
			note(ctx, a, r, target, err)
			if err != nil {
				return explainBackup(target, err)
			}
			fmt.Fprintf(a.Stdout, "Copied the database to %s, as of event %d: %s, of which %s is new.\n", target, added.Event, inMiB(added.Size), inMiB(added.NewBytes))
			if removed > 0 {
				fmt.Fprintf(a.Stdout, "Removed %s; the newest %d stay.\n", wording.Count(removed, "older copy"), keep)
			}
			if newKeyFile != "" {
				fmt.Fprintf(a.Stdout, "Made the key %s in %s: keep a second one elsewhere, and neither with the copies.\n", key.ID(), newKeyFile)
			}
			if key != nil {
				fmt.Fprintf(a.Stdout, "It is encrypted under the key %s, without which nobody can read it.\n", key.ID())
			}
			fmt.Fprintf(a.Stdout, "rapport.key is not in it: a copy can only be put back with %s.\n", r.Store.KeyPath())
			return nil
		}),
	}
	cmd.Flags().IntVar(&keep, "keep", keep, "how many `copies` stay; 0: all")
	cmd.Flags().StringVar(&keyFile, "copy-key", "", "encrypt the copy under the key in this `file`")
	cmd.Flags().StringVar(&newKeyFile, "new-copy-key", "", "make this `file` with a new key, and encrypt the copy under it")
	return cmd
}

// copyKey returns the key under which a copy is encrypted; nil: it is not.
func copyKey(target, file, newFile string) (*copydir.Key, error) {
	path := cmp.Or(newFile, file)
	switch {
	case path == "":
		return nil, nil
	case file != "" && newFile != "":
		return nil, exit.With(exit.Usage, errors.New("give --copy-key or --new-copy-key, not both"))
	case filepath.Ext(target) == ".db":
		return nil, exit.With(exit.Usage, errors.New("a single file is not encrypted: name a directory of copies"))
	}
	inside, err := isInside(target, path)
	if err != nil {
		return nil, err
	}
	if inside {
		return nil, exit.With(exit.Usage, fmt.Errorf("%s is among the copies: keep the key elsewhere, so that nobody has it with them", path))
	}
	if newFile == "" {
		return readCopyKey(file)
	}
	key, err := copydir.MakeKey(newFile)
	if errors.Is(err, fs.ErrExist) {
		return nil, exit.With(exit.Usage, fmt.Errorf("--new-copy-key: %s is there already: use it with --copy-key, or name another file", newFile))
	}
	return key, err
}

// readCopyKey reads the key of copies.
func readCopyKey(file string) (*copydir.Key, error) {
	key, err := copydir.ReadKey(file)
	if err != nil {
		err = exit.With(exit.NoInput, fmt.Errorf("--copy-key: %w", err))
	}
	return key, err
}

// isInside reports whether a file is, or would be, below a directory.
func isInside(dir, file string) (bool, error) {
	var err error
	for _, path := range []*string{&dir, &file} {
		if *path, err = filepath.Abs(*path); err != nil {
			return false, err
		}
	}
	folder := filepath.Dir(file)
	for _, path := range []*string{&dir, &folder} {
		if real, err := filepath.EvalSymlinks(*path); err == nil {
			*path = real
		}
	}
	rel, err := filepath.Rel(dir, folder)
	return err == nil && filepath.IsLocal(rel), nil
}

// inMiB returns a size as people read it.
func inMiB(n int64) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }

// explainBackup adds how to go on.
func explainBackup(target string, err error) error {
	switch {
	case errors.Is(err, copydir.ErrInUse), errors.Is(err, copydir.ErrNoCopies), errors.Is(err, copydir.ErrKey), errors.Is(err, store.ErrOtherLog):
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
