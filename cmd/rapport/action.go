package main

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
)

// newActionCommand gives `rapport action`: action items.
func newActionCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "action",
		Short:   "List, add and settle action items",
		GroupID: groupSend,
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
		actionChange("done", "Say that it is done", (*store.Tx).CompleteAction).command(a),
		actionChange("drop", "Say that it need not be done", (*store.Tx).DropAction).command(a),
		actionChange("reopen", "Open it again", (*store.Tx).ReopenAction).command(a),
		newActionMoveCommand(a))
	return cmd
}

func newActionListCommand(a *app) *cobra.Command {
	var asJSON, open bool
	cmd := &cobra.Command{
		Use:   "list [PROJECT]",
		Short: "List action items, those first that are due first",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.openLog()
			if err != nil {
				return err
			}
			defer r.close()
			q := store.ActionQuery{Open: open}
			if q.Project, err = r.codeOf(args); err != nil {
				return err
			}
			list, err := r.store.Actions(cmd.Context(), q)
			if err != nil {
				return err
			}
			return listed(a, asJSON, list, []string{"PROJECT", "NUMBER", "STATE", "DUE", "OWNER", "WHAT"}, func(one store.Action) []string {
				return []string{one.Project, strconv.Itoa(one.Number), string(one.State), one.Due, oneLineOf(one.Owner), oneLineOf(one.What)}
			})
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only those that are open")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

// action finds an action item by the arguments PROJECT NUMBER.
func (r *reading) action(ctx context.Context, args []string) (store.Action, error) {
	return numbered(r, args, "action item", "action", func(code string, number int) ([]store.Action, error) {
		return r.store.Actions(ctx, store.ActionQuery{Project: code, Number: number})
	})
}

func newActionShowCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show PROJECT NUMBER",
		Short: "Show one action item",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.openLog()
			if err != nil {
				return err
			}
			defer r.close()
			one, err := r.action(cmd.Context(), args)
			if err != nil {
				return err
			}
			return a.show(func(s screen) error {
				if asJSON {
					return writeJSON(s, one)
				}
				s.line("%s", s.bold(fmt.Sprintf("%s action item %d: %s", one.Project, one.Number, oneLineOf(one.What))))
				s.line("%s, by %s on %s", one.State, oneLineOf(one.Actor), one.Changed.In(r.config.zone(one.Project)).Format("Mon 2 Jan 2006 15:04"))
				if one.Owner != "" {
					s.line("owner %s", oneLineOf(strings.TrimSpace(one.Owner+" "+one.Address)))
				}
				if one.Due != "" {
					s.line("due %s", one.Due)
				}
				if one.Minutes != 0 {
					s.line("from `rapport minutes show %s %d`", one.Project, one.Minutes)
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
			return "", "", withExit(exitUsage, fmt.Errorf("--due %q is no day; write it as 2026-12-01", f.due))
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
	return "", "", withExit(exitUsage, fmt.Errorf("--owner %q is none, or several, of the contacts of %s; see `rapport projects`", f.owner, p.Code))
}

func newActionAddCommand(a *app) *cobra.Command {
	var f ownerAndDue
	cmd := &cobra.Command{
		Use:   "add PROJECT WHAT",
		Short: "Add an action item; its owner gets it by mail",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if strings.TrimSpace(args[1]) == "" {
				return withExit(exitUsage, errors.New("what is to be done is empty"))
			}
			r, err := a.openLog()
			if err != nil {
				return err
			}
			defer r.close()
			p, err := r.config.project(args[0])
			if err != nil {
				return err
			}
			name, address, err := f.read(p)
			if err != nil {
				return err
			}
			var one store.Action
			err = a.change(cmd.Context(), r.config, func(tx *store.Tx) error {
				one, err = tx.AddAction(store.Action{Project: p.Code, What: args[1], Owner: name, Address: address, Due: f.due, Actor: whoAmI()})
				return err
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "%s action item %d: %s\n", p.Code, one.Number, oneLineOf(one.What))
			return nil
		},
	}
	f.flags(cmd)
	return cmd
}

func newActionMoveCommand(a *app) *cobra.Command {
	var f ownerAndDue
	change := stateChange[store.Action]{
		use: "move PROJECT NUMBER", short: "Give it another day, or another owner, who gets it by mail", args: 2, find: (*reading).action, tell: tellAction,
	}
	change.do = func(tx *store.Tx, one store.Action, _, actor string) (bool, error) {
		c, err := a.loadConfig()
		if err != nil {
			return false, err
		}
		p, err := c.project(one.Project)
		if err != nil {
			return false, err
		}
		name, address, err := f.read(p)
		if err != nil {
			return false, err
		}
		if name == "" && f.due == "" {
			return false, withExit(exitUsage, errors.New("say --due or --owner"))
		}
		return tx.RescheduleAction(one.ID, f.due, name, address, actor)
	}
	cmd := change.command(a)
	f.flags(cmd)
	return cmd
}

func actionChange(name, short string, do func(*store.Tx, int64, string) (bool, error)) stateChange[store.Action] {
	return stateChange[store.Action]{
		use: name + " PROJECT NUMBER", short: short, args: 2, find: (*reading).action, tell: tellAction,
		do: func(tx *store.Tx, one store.Action, _, actor string) (bool, error) { return do(tx, one.ID, actor) },
	}
}

func tellAction(one store.Action) (name, state string) {
	return fmt.Sprintf("%s action item %d", one.Project, one.Number), string(one.State)
}
