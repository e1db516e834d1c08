package run

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/store/copydir"
)

// Restore returns the command `rapport restore`.
func Restore(a *app.App) *cobra.Command {
	var (
		o        store.Restoring
		at       string
		keyFile  string
		listOnly bool
	)
	cmd := &cobra.Command{
		Use:     "restore DIR | COPY | FILE.db --to STATE_DIR [--at TIME]",
		Short:   "Put back a copy of the database, once it is proved",
		GroupID: app.GroupRun,
		Long: `Put back a copy that rapport backup made, the newest or that of a time, into a state
directory that has no database. COPY is one of those in DIR/copies, by its path; FILE.db is
a single file that rapport backup made. Before anything is put in place, every piece is held
against its hash, the database against its chain, and the chain against what the copy
says it was. That needs the key of the log: rapport.key in STATE_DIR, or --key.

What the copy had still to send is held: much of it was sent after the copy was made.
Then run rapport serve --once --dry-run, which reads the mail that came since. See
docs/backup.md.

It needs no configuration. Stop the daemon first.`,
		Example: `  rapport restore /var/backups/rapport --list
  rapport restore /var/backups/rapport --to /var/lib/rapport
  rapport restore /var/backups/rapport --at "2026-11-27 18:00" --to /tmp/look --key rapport.key`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			o.Copies = args[0]
			if o.At, err = timeAt(at); err != nil {
				return exit.With(exit.Usage, err)
			}
			if listOnly {
				return listCopies(a, o.Copies)
			}
			if o.To == "" {
				return exit.With(exit.Usage, errors.New("--to is required: the state directory, such as /var/lib/rapport"))
			}
			if keyFile != "" {
				if o.CopyKey, err = readCopyKey(keyFile); err != nil {
					return err
				}
			}
			return restore(cmd.Context(), a, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.To, "to", "", "the state `directory`")
	f.StringVar(&at, "at", "", "the newest copy by this `time`: 2026-11-27, 2026-11-27 18:00, or RFC 3339")
	f.StringVar(&o.Key, "key", "", "the key `file` of the log (default rapport.key in the state directory)")
	f.StringVar(&keyFile, "copy-key", "", "the key `file` under which the copies are encrypted")
	f.BoolVar(&o.Altered, "altered", false, "put it back although its chain does not prove it, as when the log was altered before")
	f.BoolVar(&o.LostKey, "lost-key", false, "put it back without its key, where all copies of rapport.key are lost; then run rapport verify --replace-lost-key")
	f.BoolVar(&listOnly, "list", false, "list the copies and put nothing back")
	return cmd
}

// timeAt reads a time; a day alone is its end.
func timeAt(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.ParseInLocation(time.DateOnly, text, time.Local); err == nil {
		return t.AddDate(0, 0, 1).Add(-time.Millisecond), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, text, time.Local); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("--at: %q is not a time; write 2026-11-27, or \"2026-11-27 18:00\"", text)
}

func listCopies(a *app.App, dir string) error {
	d, err := copydir.Open(dir)
	if err != nil {
		return err
	}
	list, damaged := d.List()
	for _, c := range list {
		line := fmt.Sprintf("%s  event %d, %s, %s", c.Made.Local().Format("2006-01-02 15:04:05"), c.Event, wording.Count(int(c.Entries), "entry"), inMiB(c.Size))
		if c.Sealed != "" {
			line += ", encrypted under the key " + c.Sealed
		}
		fmt.Fprintln(a.Stdout, line)
	}
	if len(list) == 0 && damaged == nil {
		fmt.Fprintln(a.Stdout, "There is no copy.")
	}
	return exit.With(exit.Data, damaged)
}

func restore(ctx context.Context, a *app.App, o store.Restoring) error {
	o.Now = a.Clock()
	if info, err := os.Stat(o.To); err == nil && !info.IsDir() {
		return fmt.Errorf("--to: %s is not a directory", o.To)
	}
	running, err := app.IsRunning(o.To)
	if err != nil {
		return app.StartError(err)
	}
	if running {
		return exit.With(exit.Unavailable, fmt.Errorf("rapport is running on %s: stop it first", o.To))
	}
	r, err := store.Restore(ctx, o, progress(a, "events"))
	switch {
	case err == nil:
	case errors.Is(err, copydir.ErrDamaged), errors.Is(err, store.ErrUnproved):
		return exit.With(exit.Data, fmt.Errorf("%w\nNothing was put in place", err))
	case errors.Is(err, fs.ErrExist), errors.Is(err, copydir.ErrKey):
		return err
	default:
		return fmt.Errorf("%w\nNo database was put in place; run the same command again once this is put right", err)
	}
	if o.LostKey {
		fmt.Fprintf(a.Stdout, "Put back the copy of %s without its key: each piece is as it was, and nothing proves the chain.\nNothing is held of what it had to send. Run rapport verify --replace-lost-key, and then, before the daemon, rapport serve --once --dry-run\n", r.Copy.Made.Local().Format("2006-01-02 15:04:05"))
		return nil
	}
	fmt.Fprintf(a.Stdout, "Put back the copy of %s: %s, %s; each piece, the chain and its head are as they were.\n",
		r.Copy.Made.Local().Format("2006-01-02 15:04:05"), wording.Count(int(r.Copy.Event), "event"), wording.Count(int(r.Copy.Entries), "entry"))
	if n := len(r.Proof.Problems); n > 0 {
		fmt.Fprintf(a.Stdout, "Its chain does not prove it: %s. `rapport verify` lists them.\n", wording.Count(n, "deviation"))
	}
	if r.Lost > 0 {
		fmt.Fprintf(a.Stdout, "The log had come further: %s are not in the copy. What it had is in %s.\n", wording.Count(int(r.Lost), "event"), filepath.Base(r.Aside))
	}
	if r.Held > 0 {
		fmt.Fprintf(a.Stdout, "Held, since the copy had still to send it: %s; see `rapport outbox list --state held`.\n", wording.Count(r.Held, "delivery"))
	}
	if _, err := os.Stat(filepath.Join(o.To, store.ErasedFileName)); err == nil {
		fmt.Fprintln(a.Stdout, "What was erased after the copy was made is back; to erase it again, run first: rapport erase --again")
	}
	fmt.Fprintf(a.Stdout, "Make sure that the user of the service owns %s. Then run: rapport serve --once --dry-run\n", o.To)
	return nil
}
