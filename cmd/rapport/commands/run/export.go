package run

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/export"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/store/search"
)

// exportFlags are the flags of `rapport export`.
type exportFlags struct {
	to, matter, person, since, until string
	thread                           int64
	dispute                          int
	internal, json                   bool
}

// Export returns the command `rapport export`.
func Export(a *app.App) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:     "export PROJECT --to DIR",
		Short:   "Write the log of a project as files to hand over",
		GroupID: app.GroupRead,
		Long: `Write the log of a project into a directory: a page for any browser and the same as PDF,
every mail byte for byte and all of them as mbox, the attachments, a table, JSON lines, what
the chain has of each entry, and a program that checks all of it without Rapport. README.txt
in it says what is what.

Internal entries are left out unless --internal asks for them. The directory is made whole or
not at all: whatever happens meanwhile, an export that was there before stays as it was until
the new one takes its place. See docs/export.md.`,
		Example: `  rapport export ACME --to /srv/handover/acme
  rapport export ACME --to march --since 2026-03-01 --until 2026-03-31
  rapport export ACME --to minutes-3 --matter "minutes 3"
  rapport export ACME --to dispute-1 --dispute 1
  rapport export ACME --to audit --internal`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.CompleteProjects,
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			project, err := r.Project(args[0])
			if err != nil {
				return err
			}
			e, err := f.export(ctx, a, r, project)
			if err != nil {
				return err
			}
			return writeExport(ctx, a, e, f.to, f.json)
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.to, "to", "", "`directory` to write: a new or empty one, or an earlier export, which is replaced")
	flags.Int64Var(&f.thread, "thread", 0, "only the thread of this `entry`")
	flags.StringVar(&f.matter, "matter", "", "only the mails about a `matter`, with their threads: “minutes 3”, “change 1”, “dispute 2”, “case 4”")
	flags.IntVar(&f.dispute, "dispute", 0, "the evidence of the dispute of this `number`: steps, versions, answers and proofs before the mails")
	flags.StringVar(&f.person, "person", "", "only mail to or from this `person`: a contact's name or an address")
	flags.StringVar(&f.since, "since", "", "only mail since this `day`, such as 2026-03-01")
	flags.StringVar(&f.until, "until", "", "only mail up to and including this `day`")
	flags.BoolVar(&f.internal, "internal", false, "with internal entries, and the content that the chain covers")
	app.JSONFlag(cmd, &f.json, "print what was written as one JSON object")
	if err := cmd.MarkFlagRequired("to"); err != nil {
		panic(err) // the flag does not exist
	}
	return cmd
}

// export returns what the flags ask for.
func (f exportFlags) export(ctx context.Context, a *app.App, r *app.Log, project store.Project) (export.Export, error) {
	e := export.New(r.Config, r.Store, project, a.Clock()())
	e.Internal, e.Proof = f.internal, f.internal
	var err error
	if e.Query.Since, e.Query.Until, err = period(f.since, f.until, e.Project.Zone); err != nil {
		return e, exit.With(exit.Usage, err)
	}
	if f.person != "" {
		e.Query.Person = r.Config.AddressesOf(f.person)
	}
	if f.matter != "" {
		if e.Matter, err = export.ParseMatter(f.matter); err != nil {
			return e, exit.With(exit.Usage, err)
		}
		e.Heading = f.matter
	}
	if f.dispute != 0 {
		if f.matter != "" {
			return e, exit.With(exit.Usage, errors.New("--dispute is a matter by itself: omit --matter"))
		}
		if err := addEvidence(ctx, r, &e, f.dispute); err != nil {
			return e, err
		}
	}
	if f.thread != 0 {
		entry, err := r.FindEntry(ctx, strconv.FormatInt(f.thread, 10))
		if err != nil {
			return e, err
		}
		e.Query.Thread = entry.Thread
	}
	return e, nil
}

// period returns a period of days; the end is exclusive.
func period(since, until string, zone *time.Location) (from, to time.Time, err error) {
	if since != "" {
		if from, err = search.ParseDay(since, zone); err != nil {
			return from, to, fmt.Errorf("--since: %w", err)
		}
	}
	if until != "" {
		if to, err = search.ParseDay(until, zone); err != nil {
			return from, to, fmt.Errorf("--until: %w", err)
		}
		to = to.AddDate(0, 0, 1)
	}
	return from, to, nil
}

// writeExport writes an export and says what it has.
func writeExport(ctx context.Context, a *app.App, e export.Export, dir string, asJSON bool) error {
	done, err := e.Write(ctx, dir)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return exit.With(exit.NoInput, err)
	case err != nil:
		return err
	}
	return a.Show(func(s app.Screen) error {
		if asJSON {
			return app.WriteJSON(s, done)
		}
		s.Line("Exported %s to %s: %s, %s.", wording.Count(done.Entries, "entry"), dir, wording.Count(done.Files, "file"), wording.FileSize(done.Bytes))
		if done.Held > 0 {
			s.Line("Without its bytes, since somebody could still answer it in another person's name: %s.", wording.Count(done.Held, "mail"))
		}
		if done.LeftOut > 0 {
			s.Line("%s left out; --internal includes what the client's side does not have.", wording.Count(done.LeftOut, "internal entry"))
		}
		if done.Erased > 0 {
			s.Line("Of %s the mail was erased.", wording.Count(done.Erased, "entry"))
		}
		s.Line("Seal: %s", done.Seal)
		return nil
	})
}
