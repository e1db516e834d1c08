package run

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/store/search"
)

// eraseFlags are the flags of `rapport erase`.
type eraseFlags struct {
	person, project, before, reason string
	everywhere, again, due, dryRun  bool
	json                            bool
}

// Erase returns the command `rapport erase`.
func Erase(a *app.App) *cobra.Command {
	var f eraseFlags
	cmd := &cobra.Command{
		Use:     "erase",
		Short:   "Erase the mail of a person, a project or a time for good",
		GroupID: app.GroupRun,
		Long: `Erase for good what people wrote: text, subject, names, addresses, files and the bytes of
each mail, what the index and other tables took from it, and its traces in the journal and in
the copies that upgrades left. The chain keeps that there was a mail and when, and gets an
entry that says who erased it, when and why: rapport verify still proves the log.

Mail of a project with an open dispute stays, and so does mail that an open matter rests on;
the command says what stays and why. --dry-run shows it and changes nothing.

An erasure that was interrupted goes on when you repeat the command. It does not reach copies
elsewhere, exports, or the mailbox on the mail server: docs/erase.md says what to do there.
While the daemon runs the file of the database keeps its size; stop it first to shrink it.`,
		Example: `  rapport erase --person anna@acme.example --reason "her request of 3 March" --dry-run
  rapport erase --project ACME --before 2024-01-01 --reason "contract, section 9"
  rapport erase --due
  rapport erase --again`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), a) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.person, "person", "", "the mail that this `person` wrote or alone received: a contact's name or an address")
	flags.BoolVar(&f.everywhere, "everywhere", false, "with --person: all mail that they are in, whoever wrote it")
	flags.StringVar(&f.project, "project", "", "the log of the project of this `code`")
	flags.StringVar(&f.before, "before", "", "only mail before this `day`, such as 2024-01-01")
	flags.StringVar(&f.reason, "reason", "", "why, for the log: a `text` that names nobody")
	flags.BoolVar(&f.due, "due", false, "the closed projects whose time to be kept is over (keep in the configuration)")
	flags.BoolVar(&f.again, "again", false, "what was erased before, after an older copy was put back")
	flags.BoolVar(&f.dryRun, "dry-run", false, "show what would be erased and change nothing")
	app.JSONFlag(cmd, &f.json, "print one JSON object for each erasure")
	return cmd
}

// erasing is one erasure with what it is called.
type erasing struct {
	scope  store.ErasureScope
	reason string
	name   string
}

func (f eraseFlags) run(ctx context.Context, a *app.App) error {
	c, err := a.LoadConfig()
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return exit.With(exit.Usage, err)
	}
	s, err := app.OpenForWriting(ctx, c)
	if err != nil {
		return err
	}
	defer s.Close()
	err = f.erase(ctx, a, c, s)
	if f.due && !f.dryRun {
		noteErasure(ctx, a, s, err)
	}
	return err
}

// noteErasure records how the erasure of what was kept long enough went, for the mail to the
// administrator. Where the database cannot be written, the daemon notices that none has run.
func noteErasure(ctx context.Context, a *app.App, s *store.Store, failed error) {
	if errors.Is(failed, context.Canceled) {
		return
	}
	ctx = context.WithoutCancel(ctx)
	var err error
	if failed == nil {
		err = s.MarkUpkeep(ctx, store.UpkeepErasure, "")
	} else {
		text, _, _ := strings.Cut(failed.Error(), "\n")
		err = s.FailUpkeep(ctx, store.UpkeepErasure, text)
	}
	if err != nil {
		a.Log.Warn("how the erasure went is not recorded", "error", err)
	}
}

// erase does what the flags ask for.
func (f eraseFlags) erase(ctx context.Context, a *app.App, c *config.Config, s *store.Store) error {
	list, unread := f.erasures(ctx, a, c, s)
	if unread != nil && !errors.Is(unread, store.ErrErasedList) {
		return unread
	}
	err := a.Show(func(screen app.Screen) error {
		if len(list) == 0 && !f.json {
			screen.Line("Nothing is to be erased.")
		}
		for _, one := range list {
			if err := f.one(ctx, screen, s, one); err != nil {
				return err
			}
		}
		if f.dryRun || len(list) == 0 && !f.again {
			return nil
		}
		return f.forget(ctx, screen, c, s)
	})
	return errors.Join(err, unread)
}

func (f eraseFlags) check() error {
	named := f.person != "" || f.project != "" || f.before != ""
	switch {
	case f.again && f.due, (f.again || f.due) && named:
		return errors.New("--again and --due say by themselves what is erased: give neither with another, nor with --person, --project or --before")
	case !f.again && !f.due && !named:
		return errors.New("say what to erase: --person, --project or --before, or several, which mail must then all fit")
	case named && strings.TrimSpace(f.reason) == "" && !f.dryRun:
		return errors.New("--reason is required: the log keeps why something was erased")
	case f.everywhere && f.person == "":
		return errors.New("--everywhere goes with --person")
	}
	return nil
}

// erasures returns what the flags ask for; with store.ErrErasedList as far as that is known.
func (f eraseFlags) erasures(ctx context.Context, a *app.App, c *config.Config, s *store.Store) ([]erasing, error) {
	switch {
	case f.again:
		back, err := s.ErasedBack(ctx)
		var list []erasing
		for _, one := range back {
			name := "what was erased on " + one.Erased.Local().Format("2006-01-02 15:04")
			if one.Scope.Besides {
				name += ", besides mail"
			}
			list = append(list, erasing{one.Scope, one.Reason, name})
		}
		return list, err
	case f.due:
		var list []erasing
		for _, p := range c.Projects {
			until, kept, err := s.KeptUntil(ctx, p)
			if err != nil {
				return nil, err
			}
			if kept && a.Clock()().After(until) {
				list = append(list, erasing{store.ErasureScope{Project: p.Code}, "kept as long as configured", p.Code})
			}
		}
		return list, nil
	}
	one := erasing{reason: strings.Join(strings.Fields(f.reason), " ")}
	var names []string
	if f.project != "" {
		one.scope.Project = strings.ToUpper(f.project) // it may have left the configuration
		if logged, err := s.HasProject(one.scope.Project); err != nil {
			return nil, err
		} else if !logged {
			return nil, exit.With(exit.NoInput, fmt.Errorf("the log has no mail of a project %s", one.scope.Project))
		}
		names = append(names, one.scope.Project)
	}
	if f.person != "" {
		one.scope.Everywhere = f.everywhere
		for _, address := range c.AddressesOf(f.person) {
			if strings.Contains(address, "@") {
				one.scope.Person = append(one.scope.Person, address)
			}
		}
		if len(one.scope.Person) == 0 {
			return nil, exit.With(exit.NoInput, fmt.Errorf("no contact has the name %q: write an address", f.person))
		}
		names = append(names, strings.Join(one.scope.Person, ", "))
	}
	if f.before != "" {
		day, err := search.ParseDay(f.before, c.Zone(one.scope.Project))
		if err != nil {
			return nil, exit.With(exit.Usage, fmt.Errorf("--before: %w", err))
		}
		one.scope.Before = day
		names = append(names, "before "+f.before)
	}
	one.name = strings.Join(names, ", ")
	return []erasing{one}, nil
}

// one plans an erasure, and does it unless it is a dry run.
func (f eraseFlags) one(ctx context.Context, screen app.Screen, s *store.Store, e erasing) error {
	plan, err := s.PlanErasure(ctx, e.scope)
	if err != nil {
		return err
	}
	if !f.dryRun {
		kept, err := s.Erase(ctx, plan, store.Erasure{Actor: app.Operator(), Reason: e.reason, Scope: e.scope})
		if err != nil {
			return fmt.Errorf("%w (each mail is whole or erased; repeat the command to go on)", err)
		}
		if kept > 0 {
			plan.Mails -= kept
			plan.Kept = append(plan.Kept, store.ErasureKept{Reason: "something that rests on it began meanwhile", Mails: kept})
		}
	}
	if f.json {
		return app.WriteJSON(screen, struct {
			Of     string `json:"of"`
			DryRun bool   `json:"dry_run"`
			store.ErasurePlan
		}{e.name, f.dryRun, plan})
	}
	did := "Erased"
	if f.dryRun {
		did = "Would erase"
	}
	if e.scope.Besides {
		screen.Line("%s %s.", did, e.name)
		return nil
	}
	screen.Line("%s %s: %s.", did, wording.Count(plan.Mails, "mail"), wording.OneLine(e.name))
	for _, kept := range plan.Kept {
		screen.Line("Kept %s: %s.", wording.Count(kept.Mails, "mail"), kept.Reason)
	}
	if plan.Besides != "" {
		screen.Line("Kept what is held besides mail: %s.", plan.Besides)
	}
	if plan.Others > 0 {
		screen.Line("Kept %s: others wrote it, and they are in it; --everywhere erases it too.", wording.Count(plan.Others, "mail"))
	}
	return nil
}

// forget removes the traces, and says what still has the text.
func (f eraseFlags) forget(ctx context.Context, screen app.Screen, c *config.Config, s *store.Store) error {
	return app.Alone(c.StateDir, func(alone bool) error {
		removed, err := s.Forget(ctx, alone)
		if err != nil {
			return fmt.Errorf("%w (the mail is erased; repeat the command to remove its traces)", err)
		}
		if f.json {
			return nil
		}
		for _, path := range removed {
			screen.Line("Removed %s, a copy from before an upgrade.", path)
		}
		if !alone {
			screen.Line("The daemon runs: the file keeps its size, and words that the daemon has learnt go when it is started anew.")
		}
		screen.Line("Copies and exports made before now still have it: erase or replace them (docs/erase.md). So may the mailbox on the mail server.")
		return nil
	})
}
