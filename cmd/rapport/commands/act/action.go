package act

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/classify/minutes"
	"rapport/store"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
)

// Action gives `rapport action`: action items.
func Action(a *app.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "action",
		Short:   "List, add and settle action items",
		GroupID: app.GroupSend,
		Long: `Action items come out of minutes that are confirmed, and of mail. Their owners get them
by mail, are reminded, and close them by answering “done”; see docs/actions.md.`,
		Example: `  rapport action list ACME --open
  rapport action add ACME --owner wang --due 2026-12-01 "List of test accounts"
  rapport action done ACME 4
  rapport action move ACME 4 --due 2026-12-08`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newActionListCommand(a), newActionShowCommand(a), newActionAddCommand(a),
		actionChange("done", "Say that it is done", (*store.Tx).CompleteAction).Command(a),
		actionChange("drop", "Say that it need not be done", (*store.Tx).DropAction).Command(a),
		actionChange("reopen", "Open it again", (*store.Tx).ReopenAction).Command(a),
		newActionMoveCommand(a))
	return cmd
}

func newActionListCommand(a *app.App) *cobra.Command {
	var asJSON, open bool
	cmd := &cobra.Command{
		Use:   "list [PROJECT]",
		Short: "List action items, those first that are due first",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.OpenLog()
			if err != nil {
				return err
			}
			defer r.Close()
			q := store.ActionQuery{Open: open}
			if q.Project, err = r.CodeOf(args); err != nil {
				return err
			}
			list, err := r.Store.Actions(cmd.Context(), q)
			if err != nil {
				return err
			}
			return app.Listed(a, asJSON, list, []string{"PROJECT", "NUMBER", "STATE", "DUE", "OWNER", "WHAT"}, func(one store.Action) []string {
				return []string{one.Project, strconv.Itoa(one.Number), string(one.State), one.Due, wording.OneLine(one.Owner), wording.OneLine(one.What)}
			})
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only those that are open")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

// findAction finds an action item by the arguments PROJECT NUMBER.
func findAction(r *app.Log, ctx context.Context, args []string) (store.Action, error) {
	return app.Numbered(r, args, "action item", "action", func(code string, number int) ([]store.Action, error) {
		return r.Store.Actions(ctx, store.ActionQuery{Project: code, Number: number})
	})
}

func newActionShowCommand(a *app.App) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show PROJECT NUMBER",
		Short: "Show one action item",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.OpenLog()
			if err != nil {
				return err
			}
			defer r.Close()
			one, err := findAction(r, cmd.Context(), args)
			if err != nil {
				return err
			}
			return a.Show(func(s app.Screen) error {
				if asJSON {
					return app.WriteJSON(s, one)
				}
				s.Line("%s", s.Bold(fmt.Sprintf("%s action item %d: %s", one.Project, one.Number, wording.OneLine(one.What))))
				s.Line("%s, by %s on %s", one.State, wording.OneLine(one.Actor), one.Changed.In(r.Config.Zone(one.Project)).Format("Mon 2 Jan 2006 15:04"))
				if one.Owner != "" {
					s.Line("owner %s", wording.OneLine(strings.TrimSpace(one.Owner+" "+one.Address)))
				}
				if one.Due != "" {
					s.Line("due %s", one.Due)
				}
				if one.Minutes != 0 {
					s.Line("from `rapport minutes show %s %d`", one.Project, one.Minutes)
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// ownerAndDue are the flags of an action item.
type ownerAndDue struct{ owner, due string }

func (f *ownerAndDue) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.owner, "owner", "", "whose it is: a name or an address of the project, or a part that only one has")
	cmd.Flags().StringVar(&f.due, "due", "", "the day by which it is to be done, as in 2026-12-01")
}

// read gives the owner's name and address as the project has them.
func (f *ownerAndDue) read(p store.Project) (name, address string, err error) {
	if f.due != "" {
		if _, err := time.Parse(time.DateOnly, f.due); err != nil {
			return "", "", exit.With(exit.Usage, fmt.Errorf("--due %q is no day; write it as 2026-12-01", f.due))
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
	return "", "", exit.With(exit.Usage, fmt.Errorf("--owner %q is none, or several, of the contacts of %s; see `rapport projects`", f.owner, p.Code))
}

func newActionAddCommand(a *app.App) *cobra.Command {
	var f ownerAndDue
	cmd := &cobra.Command{
		Use:   "add PROJECT WHAT",
		Short: "Add an action item; its owner gets it by mail",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if strings.TrimSpace(args[1]) == "" {
				return exit.With(exit.Usage, errors.New("what is to be done is empty"))
			}
			r, err := a.OpenLog()
			if err != nil {
				return err
			}
			defer r.Close()
			p, err := r.Config.Project(args[0])
			if err != nil {
				return err
			}
			name, address, err := f.read(p)
			if err != nil {
				return err
			}
			var one store.Action
			err = a.Change(cmd.Context(), r.Config, func(tx *store.Tx) error {
				one, err = tx.AddAction(store.Action{Project: p.Code, What: args[1], Owner: name, Address: address, Due: f.due, Actor: app.Operator()})
				return err
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(a.Stdout, "%s action item %d: %s\n", p.Code, one.Number, wording.OneLine(one.What))
			return nil
		},
	}
	f.flags(cmd)
	return cmd
}

func newActionMoveCommand(a *app.App) *cobra.Command {
	var f ownerAndDue
	change := app.StateChange[store.Action]{
		Use: "move PROJECT NUMBER", Short: "Give it another day, or another owner, who gets it by mail", Args: 2, Find: findAction, Tell: tellAction,
	}
	change.Do = func(tx *store.Tx, one store.Action, _, actor string) (bool, error) {
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
			return false, exit.With(exit.Usage, errors.New("say --due or --owner"))
		}
		return tx.RescheduleAction(one.ID, f.due, name, address, actor)
	}
	cmd := change.Command(a)
	f.flags(cmd)
	return cmd
}

func actionChange(name, short string, do func(*store.Tx, int64, string) (bool, error)) app.StateChange[store.Action] {
	return app.StateChange[store.Action]{
		Use: name + " PROJECT NUMBER", Short: short, Args: 2, Find: findAction, Tell: tellAction,
		Do: func(tx *store.Tx, one store.Action, _, actor string) (bool, error) { return do(tx, one.ID, actor) },
	}
}

func tellAction(one store.Action) (name, state string) {
	return fmt.Sprintf("%s action item %d", one.Project, one.Number), string(one.State)
}
