// Package act holds the commands that change something: cases, confirmations,
// change requests, disputes, action items, surveys, reports and the outbox.
package act

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// Case returns the command `rapport case`: what clients wait for.
func Case(a *app.App) *cobra.Command {
	k := cases()
	return app.Group(&cobra.Command{
		Use:     "case",
		Short:   "List, show and settle cases",
		GroupID: app.GroupSend,
		Long: `A question, problem, change or complaint from a client opens a case, one per thread or,
where a mail asks for separate things, one for each; any mail from the team in the thread
answers it. See docs/cases.md.`,
		Example: `  rapport case list ACME --open
  rapport case show ACME 7
  rapport case close ACME 7
  rapport case kind ACME 7 dispute
  rapport case solve ACME 7 --from solution.md`,
	},
		k.List(a, "List cases, oldest first", "only cases that are not closed"),
		k.ShowCommand(a, "Show a case"),
		k.Change(a, "close PROJECT NUMBER", "Close a case", closeCase),
		k.Change(a, "reopen PROJECT NUMBER", "Reopen a closed case", reopenCase),
		k.Change(a, "await PROJECT NUMBER", "Stop the clock of a case until its client writes", awaitClient),
		k.Change(a, "later PROJECT NUMBER DAY", "Put a case off until a day, such as 2026-03-06", snoozeCase),
		k.Change(a, "split PROJECT NUMBER PARTS", "Make several cases of one, as “login / invoice” names them", splitCase),
		k.Change(a, "kind PROJECT NUMBER KIND", "Change the kind: question, problem, support, change, complaint or dispute", kindOfCase),
		k.Change(a, "merge PROJECT NUMBER OTHER", "Merge a case into another", mergeCase),
		newAssignCommand(a), newSolveCommand(a))
}

func cases() app.Resource[store.Case] {
	return app.Resource[store.Case]{
		Name: "case", Command: "case",
		Find: func(ctx context.Context, s *store.Store, f app.Filter) ([]store.Case, error) {
			return s.Cases(ctx, store.CaseQuery{Project: f.Project, Number: f.Number, Open: f.Open})
		},
		Describe: func(one store.Case) (name, state string) {
			return fmt.Sprintf("%s case %d", one.Project, one.Number), string(one.State)
		},
		Columns: []string{"NUMBER", "KIND", "STATE", "OPENED", "DUE", "TITLE"},
		Row: func(r *app.Log, one store.Case) (string, []string) {
			return one.Project, []string{app.Number(one.Number), string(one.Kind), string(one.State),
				r.Minute(one.Project, one.Opened), r.Minute(one.Project, one.Due), wording.OneLine(one.Title)}
		},
		Show: func(ctx context.Context, r *app.Log, one store.Case) (app.Shown, error) {
			item, err := workItemOf(ctx, r, 0, one.ID)
			value := struct {
				store.Case
				WorkItem *store.OutsideItem `json:"work_item,omitempty"` // of the tracker
			}{one, item}
			return app.Shown{JSON: value, Print: func(s app.Screen) { showCase(s, r, one, item) }}, err
		},
	}
}

func showCase(s app.Screen, r *app.Log, one store.Case, item *store.OutsideItem) {
	field := s.Fields(9)
	s.Line("%s", s.Title(fmt.Sprintf("%s case %d", one.Project, one.Number), one.Title))
	field("Kind", string(one.Kind))
	field("State", string(one.State))
	field("Asked", fmt.Sprintf("%s, in entry %d", r.Moment(one.Project, one.Opened), one.Entry))
	field("Due", r.Moment(one.Project, one.Due))
	field("Answered", r.Moment(one.Project, one.Answered))
	field("Solve by", r.Moment(one.Project, one.Solve))
	field("Owner", wording.OneLine(one.Owner))
	if since := one.Awaited(); !since.IsZero() {
		field("Awaits", "the client, since "+r.Moment(one.Project, since))
	}
	field("Later", one.Later)
	if one.Quiet {
		field("Closed", "since nobody has written after the answer")
	}
	if one.Merged != 0 {
		field("Merged", fmt.Sprintf("into case %d", one.Merged))
	}
	field("By", wording.OneLine(one.Actor))
	if item != nil {
		field("Tracker", describeItem(*item))
	}
	field("Words", wording.OneLine(one.Words))
}

func closeCase(tx *store.Tx, one store.Case, _, actor string) (bool, error) {
	return tx.CloseCase(one.ID, actor)
}

func reopenCase(tx *store.Tx, one store.Case, _, actor string) (bool, error) {
	return tx.ReopenCase(one.ID, actor)
}

func awaitClient(tx *store.Tx, one store.Case, _, actor string) (bool, error) {
	return tx.AwaitClient(one.ID, actor)
}

func snoozeCase(tx *store.Tx, one store.Case, day, actor string) (bool, error) {
	if to, err := time.Parse(time.DateOnly, day); err != nil || to.Before(time.Now()) {
		return false, exit.With(exit.Usage, fmt.Errorf("%q is not a day to come: write it as 2026-03-06", day))
	}
	return tx.SnoozeCase(one.ID, day, actor)
}

func splitCase(tx *store.Tx, one store.Case, parts, actor string) (bool, error) {
	done, err := tx.SplitCase(one.ID, strings.Split(parts, "/"), actor)
	if errors.Is(err, store.ErrOneMatter) {
		err = exit.With(exit.Usage, fmt.Errorf("%q does not name from 2 to 5 parts: write them as “login / invoice”", parts))
	}
	return done, err
}

func kindOfCase(tx *store.Tx, one store.Case, kind, actor string) (bool, error) {
	if !slices.Contains(store.CaseKinds(), store.Ask(kind)) {
		return false, exit.With(exit.Usage, fmt.Errorf("%q is not a kind of case: must be one of %s", kind, strings.Join(wording.Words(store.CaseKinds()), ", ")))
	}
	return tx.ChangeCaseKind(one.ID, store.Ask(kind), actor)
}

func mergeCase(tx *store.Tx, one store.Case, other, actor string) (bool, error) {
	into, err := strconv.Atoi(other)
	if err != nil {
		return false, exit.With(exit.Usage, fmt.Errorf("%q is not a case number", other))
	}
	if into == one.Number {
		return false, exit.With(exit.Usage, fmt.Errorf("%s case %d cannot be merged with itself", one.Project, into))
	}
	done, err := tx.MergeCase(one.ID, into, actor)
	if errors.Is(err, store.ErrNotFound) {
		err = exit.With(exit.NoInput, fmt.Errorf("%s has no case %d; see `rapport case list %s`", one.Project, into, one.Project))
	}
	return done, err
}

func newAssignCommand(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:   "assign PROJECT NUMBER WHO",
		Short: "Assign the case to a team member, who also gets its deadline warnings",
		Args:  cobra.ExactArgs(3),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			one, err := cases().Get(ctx, r, args)
			if err != nil {
				return err
			}
			p, err := r.Config.Project(one.Project)
			if err != nil {
				return err
			}
			who, err := colleague(p, args[2])
			if err != nil {
				return err
			}
			err = a.Change(ctx, r.Config, func(tx *store.Tx) error {
				done, err := tx.AssignCase(one.ID, who.Address, app.Operator())
				if err == nil && !done {
					err = fmt.Errorf("%s case %d: %w: it is %s", one.Project, one.Number, store.ErrState, one.State)
				}
				return err
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(a.Stdout, "%s case %d is assigned to %s.\n", one.Project, one.Number, who)
			return nil
		}),
	}
}

// colleague finds the one PM or team member whom a part of a name or address means.
func colleague(p store.Project, who string) (store.Address, error) {
	var found []store.Address
	for _, c := range p.Contacts {
		if (c.Role == store.RolePM || c.Role == store.RoleTeam) && len(c.Addresses) > 0 &&
			(strings.Contains(strings.ToLower(c.Name), strings.ToLower(who)) || strings.Contains(strings.ToLower(c.Addresses[0]), strings.ToLower(who))) {
			found = append(found, store.Address{Name: c.Name, Address: c.Addresses[0]})
		}
	}
	switch len(found) {
	case 0:
		return store.Address{}, exit.With(exit.Usage, fmt.Errorf("%q matches no PM or team member of %s; see `rapport projects`", who, p.Code))
	case 1:
	default:
		return store.Address{}, exit.With(exit.Usage, fmt.Errorf("%q matches %d PMs or team members of %s: use the full name or the address", who, len(found), p.Code))
	}
	return found[0], nil
}

func newSolveCommand(a *app.App) *cobra.Command {
	var from, title string
	cmd := &cobra.Command{
		Use:   "solve PROJECT NUMBER",
		Short: "Submit the text of a solution for the client to confirm",
		Long: `Submit the text of a solution. The PM receives it for review and sends it to the
client by replying “ok”. The case is closed once the client has confirmed it.`,
		Args: cobra.ExactArgs(2),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			text, err := a.TextOf(from)
			if err != nil {
				return err
			}
			one, err := cases().Get(ctx, r, args)
			if err != nil {
				return err
			}
			if err := r.Config.CanSend(one.Project); err != nil {
				return err
			}
			if one.State == store.CaseClosed {
				return fmt.Errorf("%s case %d: %w: it is %s", one.Project, one.Number, store.ErrState, one.State)
			}
			var c store.Confirmation
			err = a.Change(ctx, r.Config, func(tx *store.Tx) error {
				c, err = tx.SolveCase(one.ID, title, text, app.Operator(), 0)
				return err
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(a.Stdout, "%s %d: %s. The PM receives it for review; replying “ok” sends it.\n", c.Project, c.Number, wording.OneLine(c.Title))
			return nil
		}),
	}
	cmd.Flags().StringVar(&from, "from", app.StandardInput, "`FILE` with the text; - is standard input")
	cmd.Flags().StringVar(&title, "title", "", "title (default: the subject of the case)")
	return cmd
}
