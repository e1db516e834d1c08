package run

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/mailin"
	"rapport/mailin/files"
	"rapport/store"
)

// Import returns the command `rapport import`.
func Import(a *app.App) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "import PATH...",
		Short:   "Import old mail from files into the log",
		GroupID: app.GroupFile,
		Long: `Read mail from .eml files, mbox files, Maildirs and directories of these, or from
standard input with -, and log it as if it had arrived in the log mailbox. Mail that
is already in the log is skipped, so an interrupted import can simply be repeated.
The daemon must not be running.`,
		Example: `  rapport import ~/Maildir
  rapport import archive.mbox old/*.eml
  zcat archive.mbox.gz | rapport import -`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := listMail(args)
			if err != nil {
				return err
			}
			s, err := a.OpenInbound(cmd.Context(), app.NoBeat, false)
			if err != nil {
				return err
			}
			defer s.Close(a.Log)
			i := &imports{app: a, limit: s.Config.Limits.Message, list: list}
			if err := i.run(cmd.Context(), s.Intake); err != nil {
				return err
			}
			return i.result(asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object")
	return cmd
}

// listMail finds all files with mail at the paths, as they are named and with
// the directory they are in.
func listMail(paths []string) ([]files.File, error) {
	var all []files.File
	for _, path := range paths {
		if path == app.StandardInput {
			all = append(all, files.File{Path: path})
			continue
		}
		absolute, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		list, err := files.List(absolute)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			return nil, exit.With(exit.NoInput, fmt.Errorf("%s contains no mail: found no *.eml, mbox or Maildir", path))
		}
		all = append(all, list...)
	}
	return all, nil
}

// imports is one run of `rapport import`.
type imports struct {
	app   *app.App
	limit int64 // in bytes, of a mail
	list  []files.File

	bytes       atomic.Int64 // of the mails read
	read, fresh atomic.Int64
	skipped     []skippedMail
}

// skippedMail is a mail or a file that was not imported, and why. The names are
// a contract: see docs/import.md.
type skippedMail struct {
	Origin string `json:"origin"`
	Reason string `json:"reason"`
}

// run logs all mail of the list.
func (i *imports) run(ctx context.Context, intake *mailin.Intake) error {
	stop := i.showProgress(ctx)
	defer stop()
	skip := func(origin string, err error) {
		i.skipped = append(i.skipped, skippedMail{origin, err.Error()})
	}
	return intake.Feed(ctx, func(add func(mailin.IncomingMail) error) error {
		for _, file := range i.list {
			var failed error // of the intake: unlike a file's, it ends the import
			mail := func(m files.StoredMail) error {
				i.bytes.Add(int64(len(m.Raw)))
				failed = add(mailin.IncomingMail{Raw: m.Raw, Received: m.Received, Origin: m.Origin, Arrival: store.ArrivedInFile})
				return failed
			}
			var err error
			if file.Path == app.StandardInput {
				err = files.Read(i.app.Stdin, "standard input", time.Time{}, i.limit, mail, skip)
			} else {
				err = file.Each(i.limit, mail, skip)
			}
			if failed != nil {
				return failed
			}
			if err != nil {
				skip(file.Path, err)
			}
		}
		return nil
	}, func(all, fresh int) {
		i.read.Add(int64(all))
		i.fresh.Add(int64(fresh))
	})
}

// result says what was imported and what was not.
func (i *imports) result(asJSON bool) error {
	read, fresh := int(i.read.Load()), int(i.fresh.Load())
	if asJSON {
		err := app.WriteJSON(i.app.Stdout, struct {
			Read    int           `json:"read"`
			New     int           `json:"new"`
			Known   int           `json:"known"`
			Skipped []skippedMail `json:"skipped"`
		}{read, fresh, read - fresh, app.NonNil(i.skipped)})
		if err != nil {
			return err
		}
	} else {
		fmt.Fprintf(i.app.Stdout, "%s read: %d new, %d already in the log.\n", wording.Count(read, "mail"), fresh, read-fresh)
		for _, s := range i.skipped {
			fmt.Fprintf(i.app.Stderr, "skipped %s: %s\n", wording.OneLine(s.Origin), wording.OneLine(s.Reason))
		}
	}
	if len(i.skipped) > 0 {
		return exit.With(exit.Data, fmt.Errorf("%s could not be imported; the rest were", wording.Count(len(i.skipped), "mail or file")))
	}
	return nil
}

// showProgress draws a bar on a terminal until stop is called.
func (i *imports) showProgress(ctx context.Context) (stop func()) {
	terminal := i.app.Terminal()
	if terminal == nil {
		return func() {}
	}
	var total int64
	for _, file := range i.list {
		total += file.Size
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(200 * time.Millisecond)
		defer ticker.Stop()
		start := time.Now()
		for {
			select {
			case <-ctx.Done():
				fmt.Fprint(terminal, "\r\x1b[K")
				return
			case <-ticker.C:
				read := i.read.Load()
				fmt.Fprintf(terminal, "\r%s %d mails, %.0f/s\x1b[K", bar(i.bytes.Load(), total), read, float64(read)/time.Since(start).Seconds())
			}
		}
	}()
	return func() { cancel(); <-done }
}

// bar draws how much of a total is done.
func bar(done, total int64) string {
	const width = 30
	if total <= 0 || done > total {
		done, total = 1, 1
	}
	full := int(done * width / total)
	return fmt.Sprintf("[%s%s] %3d %%", strings.Repeat("=", full), strings.Repeat(" ", width-full), done*100/total)
}
