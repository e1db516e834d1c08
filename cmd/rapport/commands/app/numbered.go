package app

import (
	"context"
	"fmt"
	"os/user"
	"strconv"

	"github.com/spf13/cobra"

	"rapport/store"

	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
)

// Operator names for the log who uses the shell.
func Operator() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "somebody at the shell"
}

// This file holds what the commands share that list, show and change what a project
// counts: reports, cases, texts to confirm.

// Listed prints a list, as a table or as one JSON object a line.
func Listed[T any](a *App, asJSON bool, list []T, head []string, row func(T) []string) error {
	return a.Show(func(s Screen) error {
		if asJSON {
			for _, one := range list {
				if err := WriteJSON(s, one); err != nil {
					return err
				}
			}
			return nil
		}
		rows := [][]string{head}
		for _, one := range list {
			rows = append(rows, row(one))
		}
		s.Table(rows)
		return nil
	})
}

// CodeOf gives the code of the project that the first argument names, or "".
func (r *Log) CodeOf(args []string) (string, error) {
	if len(args) == 0 {
		return "", nil
	}
	p, err := r.Config.Project(args[0])
	return p.Code, err
}

// Numbered finds what the arguments PROJECT NUMBER name. what it is, and the command
// that lists it, are for the error.
func Numbered[T any](r *Log, args []string, what, command string, find func(code string, number int) ([]T, error)) (one T, err error) {
	code, err := r.CodeOf(args)
	if err != nil {
		return one, err
	}
	number, err := strconv.Atoi(args[1])
	if err != nil || number < 1 {
		return one, exit.With(exit.Usage, fmt.Errorf("%q is no number; see `rapport %s list %s`", args[1], command, code))
	}
	list, err := find(code, number)
	if err == nil && len(list) == 0 {
		err = exit.With(exit.NoInput, fmt.Errorf("%s has no %s %d; see `rapport %s list %s`", code, what, number, command, code))
	}
	if err != nil {
		return one, err
	}
	return list[0], nil
}

// StateChange is a command that changes the state of what PROJECT NUMBER names.
type StateChange[T any] struct {
	Use, Short string
	Args       int
	Find       func(r *Log, ctx context.Context, args []string) (T, error)
	Do         func(tx *store.Tx, one T, who, actor string) (bool, error) // who is a third argument, or ""
	Tell       func(T) (name, state string)
}

func (c StateChange[T]) Command(a *App) *cobra.Command {
	return &cobra.Command{
		Use:   c.Use,
		Short: c.Short,
		Args:  cobra.ExactArgs(c.Args),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.OpenLog()
			if err != nil {
				return err
			}
			defer r.Close()
			one, err := c.Find(r, cmd.Context(), args)
			if err != nil {
				return err
			}
			who := ""
			if len(args) > 2 {
				who = args[2]
			}
			err = a.Change(cmd.Context(), r.Config, func(tx *store.Tx) error {
				done, err := c.Do(tx, one, who, Operator())
				if err == nil && !done {
					name, state := c.Tell(one)
					err = fmt.Errorf("%s: %w: it is %s", name, store.ErrState, state)
				}
				return err
			})
			if err != nil {
				return err
			}
			if one, err = c.Find(r, cmd.Context(), args); err != nil {
				return err
			}
			name, state := c.Tell(one)
			fmt.Fprintf(a.Stdout, "%s is %s.\n", name, state)
			return nil
		},
	}
}

// Change makes a change of state in the store of a configuration.
func (a *App) Change(ctx context.Context, c *config.Config, do func(*store.Tx) error) error {
	s, err := store.Open(ctx, store.Config{Dir: c.StateDir})
	if err != nil {
		return StartError(err)
	}
	defer s.Close()
	return s.Update(ctx, do)
}
