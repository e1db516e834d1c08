package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// Resource is a kind of record that each project numbers from 1: cases, surveys, action
// items. From it come the commands that list, show and change such records.
type Resource[T any] struct {
	Name    string // "action item"
	Command string // "action", under which its commands are

	// Find returns the records of a project that pass a filter.
	Find func(context.Context, *store.Store, Filter) ([]T, error)
	// Describe returns what output calls one record, as "ACME case 3", and its state.
	Describe func(T) (name, state string)

	Columns []string // of the list, all but PROJECT
	Row     func(*Log, T) (project string, cells []string)

	// Show returns what the show command prints; nil for a kind that has none.
	Show func(context.Context, *Log, T) (Shown, error)
}

// Filter selects records.
type Filter struct {
	Project string // its code; "": of all projects
	Number  int    // 0: all
	Open    bool   // only those on which something is still to be done
}

// Shown is one record, for programs and for people.
type Shown struct {
	JSON  any
	Print func(Screen)
}

// Number returns the cell of a record's number.
func Number(n int) string { return strconv.Itoa(n) }

// List returns the command that lists records. open describes its flag --open; "" leaves
// the flag out.
func (k Resource[T]) List(a *App, short, open string) *cobra.Command {
	var asJSON bool
	var f Filter
	cmd := &cobra.Command{
		Use:               "list [PROJECT]",
		Short:             short,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.CompleteProjects,
		RunE: a.WithLog(func(ctx context.Context, r *Log, args []string) (err error) {
			if f.Project, err = r.CodeOf(args); err != nil {
				return err
			}
			list, err := k.Find(ctx, r.Store, f)
			if err != nil {
				return err
			}
			return Listed(a, asJSON, list, append([]string{"PROJECT"}, k.Columns...), func(one T) []string {
				project, cells := k.Row(r, one)
				return append([]string{project}, cells...)
			})
		}),
	}
	if open != "" {
		cmd.Flags().BoolVar(&f.Open, "open", false, open)
	}
	JSONFlag(cmd, &asJSON, "print one JSON object per line")
	return cmd
}

// ShowCommand returns the command that shows one record.
func (k Resource[T]) ShowCommand(a *App, short string) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show PROJECT NUMBER",
		Short: short,
		Args:  cobra.ExactArgs(2),
		RunE: a.WithLog(func(ctx context.Context, r *Log, args []string) error {
			one, err := k.Get(ctx, r, args)
			if err != nil {
				return err
			}
			shown, err := k.Show(ctx, r, one)
			if err != nil {
				return err
			}
			return a.Show(func(s Screen) error {
				if asJSON {
					return WriteJSON(s, shown.JSON)
				}
				shown.Print(s)
				return nil
			})
		}),
	}
	JSONFlag(cmd, &asJSON, "print a JSON object")
	return cmd
}

// Change returns a command that changes the state of a record: PROJECT NUMBER, and one
// more argument where use names one. do reports false where the state does not allow it.
func (k Resource[T]) Change(a *App, use, short string, do func(tx *store.Tx, one T, arg, actor string) (bool, error)) *cobra.Command {
	return &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.ExactArgs(len(strings.Fields(use)) - 1),
		RunE: a.WithLog(func(ctx context.Context, r *Log, args []string) error {
			one, err := k.Get(ctx, r, args)
			if err != nil {
				return err
			}
			arg := ""
			if len(args) > 2 {
				arg = args[2]
			}
			err = a.Change(ctx, r.Config, func(tx *store.Tx) error {
				done, err := do(tx, one, arg, Operator())
				if err == nil && !done {
					name, state := k.Describe(one)
					err = fmt.Errorf("%s: %w: it is %s", name, store.ErrState, state)
				}
				return err
			})
			if err != nil {
				return err
			}
			if one, err = k.Get(ctx, r, args); err != nil {
				return err
			}
			name, state := k.Describe(one)
			fmt.Fprintf(a.Stdout, "%s is %s.\n", name, state)
			return nil
		}),
	}
}

// Get returns the record that the arguments PROJECT NUMBER name.
func (k Resource[T]) Get(ctx context.Context, r *Log, args []string) (one T, err error) {
	code, err := r.CodeOf(args)
	if err != nil {
		return one, err
	}
	number, err := strconv.Atoi(args[1])
	if err != nil || number < 1 {
		return one, exit.With(exit.Usage, fmt.Errorf("%q is not a number; see `rapport %s list %s`", args[1], k.Command, code))
	}
	list, err := k.Find(ctx, r.Store, Filter{Project: code, Number: number})
	if err == nil && len(list) == 0 {
		err = exit.With(exit.NoInput, fmt.Errorf("%s has no %s %d; see `rapport %s list %s`", code, k.Name, number, k.Command, code))
	}
	if err != nil {
		return one, err
	}
	return list[0], nil
}

// Title returns the first line of a record that is shown.
func (s Screen) Title(name, title string) string {
	return s.Bold(name + ": " + wording.OneLine(title))
}
