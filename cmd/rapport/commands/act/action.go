package act

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/classify/minutes"
	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// Action returns the command `rapport action`: action items.
func Action(a *app.App) *cobra.Command {
	items := actions()
	return app.Group(&cobra.Command{
		Use:     "action",
		Short:   "List, add and settle action items",
		GroupID: app.GroupSend,
		Long: `Action items come from confirmed minutes and from mail. Their owners receive them by
mail, are reminded, and close them by replying “done”; see docs/actions.md.`,
		Example: `  rapport action list ACME --open
  rapport action add ACME --owner wang --due 2026-12-01 "List of test accounts"
  rapport action done ACME 4
  rapport action move ACME 4 --due 2026-12-08`,
	},
		items.List(a, "List action items by due date", "only open items"),
		items.ShowCommand(a, "Show an action item"),
		newActionAddCommand(a),
		actionChange(a, "done", "Mark an action item as done", (*store.Tx).CompleteAction),
		actionChange(a, "drop", "Drop an action item that is no longer needed", (*store.Tx).DropAction),
		actionChange(a, "reopen", "Reopen an action item", (*store.Tx).ReopenAction),
		newActionMoveCommand(a))
}

func actions() app.Resource[store.Action] {
	return app.Resource[store.Action]{
		Name: "action item", Command: "action",
		Find: func(ctx context.Context, s *store.Store, f app.Filter) ([]store.Action, error) {
			return s.Actions(ctx, store.ActionQuery{Project: f.Project, Number: f.Number, Open: f.Open})
		},
		Describe: func(one store.Action) (name, state string) {
			return fmt.Sprintf("%s action item %d", one.Project, one.Number), string(one.State)
		},
		Columns: []string{"NUMBER", "STATE", "DUE", "OWNER", "WHAT"},
		Row: func(_ *app.Log, one store.Action) (string, []string) {
			return one.Project, []string{app.Number(one.Number), string(one.State), one.Due, wording.OneLine(one.Owner), wording.OneLine(one.What)}
		},
		Show: func(_ context.Context, r *app.Log, one store.Action) (app.Shown, error) {
			return app.Shown{JSON: one, Print: func(s app.Screen) {
				s.Line("%s", s.Title(fmt.Sprintf("%s action item %d", one.Project, one.Number), one.What))
				s.Line("%s, by %s on %s", one.State, wording.OneLine(one.Actor), r.Moment(one.Project, one.Changed))
				if one.Owner != "" {
					s.Line("owner %s", wording.OneLine(strings.TrimSpace(one.Owner+" "+one.Address)))
				}
				if one.Due != "" {
					s.Line("due %s", one.Due)
				}
				if one.Minutes != 0 {
					s.Line("from `rapport minutes show %s %d`", one.Project, one.Minutes)
				}
			}}, nil
		},
	}
}

// ownerAndDue are the flags of an action item.
type ownerAndDue struct{ owner, due string }

func (f *ownerAndDue) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.owner, "owner", "", "owner: name or address of a contact of the project, or a unique part of it")
	cmd.Flags().StringVar(&f.due, "due", "", "due date, such as 2026-12-01")
}

// read returns the owner's name and address as the project has them.
func (f *ownerAndDue) read(p store.Project) (name, address string, err error) {
	if f.due != "" {
		if _, err := time.Parse(time.DateOnly, f.due); err != nil {
			return "", "", exit.With(exit.Usage, fmt.Errorf("--due %q is not a date such as 2026-12-01", f.due))
		}
	}
	if f.owner == "" {
		return "", "", nil
	}
	address = minutes.Owner(p.Contacts, f.owner)
	for _, c := range p.Contacts {
		for _, known := range c.Addresses {
			if strings.EqualFold(known, f.owner) || known == address {
				return c.Name, c.Addresses[0], nil
			}
		}
	}
	return "", "", exit.With(exit.Usage, fmt.Errorf("--owner %q matches no contact of %s, or several; see `rapport projects`", f.owner, p.Code))
}

func newActionAddCommand(a *app.App) *cobra.Command {
	var f ownerAndDue
	cmd := &cobra.Command{
		Use:   "add PROJECT WHAT",
		Short: "Add an action item; its owner is notified by mail",
		Args:  cobra.ExactArgs(2),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			if strings.TrimSpace(args[1]) == "" {
				return exit.With(exit.Usage, errors.New("the text of the action item is empty"))
			}
			p, err := r.Config.Project(args[0])
			if err != nil {
				return err
			}
			name, address, err := f.read(p)
			if err != nil {
				return err
			}
			var one store.Action
			err = a.Change(ctx, r.Config, func(tx *store.Tx) error {
				one, err = tx.AddAction(store.Action{Project: p.Code, What: args[1], Owner: name, Address: address, Due: f.due, Actor: app.Operator()})
				return err
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(a.Stdout, "%s action item %d: %s\n", p.Code, one.Number, wording.OneLine(one.What))
			return nil
		}),
	}
	f.flags(cmd)
	return cmd
}

func newActionMoveCommand(a *app.App) *cobra.Command {
	var f ownerAndDue
	cmd := actions().Change(a, "move PROJECT NUMBER", "Change the due date or the owner, who gets the item by mail", func(tx *store.Tx, one store.Action, _, actor string) (bool, error) {
		c, err := a.LoadConfig()
		if err != nil {
			return false, err
		}
		p, err := c.Project(one.Project)
		if err != nil {
			return false, err
		}
		name, address, err := f.read(p)
		if err != nil {
			return false, err
		}
		if name == "" && f.due == "" {
			return false, exit.With(exit.Usage, errors.New("specify --due or --owner"))
		}
		return tx.RescheduleAction(one.ID, f.due, name, address, actor)
	})
	f.flags(cmd)
	return cmd
}

func actionChange(a *app.App, name, short string, do func(*store.Tx, int64, string) (bool, error)) *cobra.Command {
	return actions().Change(a, name+" PROJECT NUMBER", short, func(tx *store.Tx, one store.Action, _, actor string) (bool, error) {
		return do(tx, one.ID, actor)
	})
}
