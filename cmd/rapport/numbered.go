package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"rapport/store"
)

// This file holds what the commands share that list, show and change what a project
// counts: reports, cases, texts to confirm.

// listed prints a list, as a table or as one JSON object a line.
func listed[T any](a *app, asJSON bool, list []T, head []string, row func(T) []string) error {
	return a.show(func(s screen) error {
		if asJSON {
			for _, one := range list {
				if err := writeJSON(s, one); err != nil {
					return err
				}
			}
			return nil
		}
		rows := [][]string{head}
		for _, one := range list {
			rows = append(rows, row(one))
		}
		s.table(rows)
		return nil
	})
}

// codeOf gives the code of the project that the first argument names, or "".
func (r *reading) codeOf(args []string) (string, error) {
	if len(args) == 0 {
		return "", nil
	}
	p, err := r.config.project(args[0])
	return p.Code, err
}

// numbered finds what the arguments PROJECT NUMBER name. what it is, and the command
// that lists it, are for the error.
func numbered[T any](r *reading, args []string, what, command string, find func(code string, number int) ([]T, error)) (one T, err error) {
	code, err := r.codeOf(args)
	if err != nil {
		return one, err
	}
	number, err := strconv.Atoi(args[1])
	if err != nil || number < 1 {
		return one, withExit(exitUsage, fmt.Errorf("%q is no number; see `rapport %s list %s`", args[1], command, code))
	}
	list, err := find(code, number)
	if err == nil && len(list) == 0 {
		err = withExit(exitNoInput, fmt.Errorf("%s has no %s %d; see `rapport %s list %s`", code, what, number, command, code))
	}
	if err != nil {
		return one, err
	}
	return list[0], nil
}

// stateChange is a command that changes the state of what PROJECT NUMBER names.
type stateChange[T any] struct {
	use, short string
	args       int
	find       func(r *reading, ctx context.Context, args []string) (T, error)
	do         func(tx *store.Tx, one T, who, actor string) (bool, error) // who is a third argument, or ""
	tell       func(T) (name, state string)
}

func (c stateChange[T]) command(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   c.use,
		Short: c.short,
		Args:  cobra.ExactArgs(c.args),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.openLog()
			if err != nil {
				return err
			}
			defer r.close()
			one, err := c.find(r, cmd.Context(), args)
			if err != nil {
				return err
			}
			who := ""
			if len(args) > 2 {
				who = args[2]
			}
			err = a.change(cmd.Context(), r.config, func(tx *store.Tx) error {
				done, err := c.do(tx, one, who, whoAmI())
				if err == nil && !done {
					name, state := c.tell(one)
					err = fmt.Errorf("%s: %w: it is %s", name, store.ErrState, state)
				}
				return err
			})
			if err != nil {
				return err
			}
			if one, err = c.find(r, cmd.Context(), args); err != nil {
				return err
			}
			name, state := c.tell(one)
			fmt.Fprintf(a.stdout, "%s is %s.\n", name, state)
			return nil
		},
	}
}

// change makes a change of state in the store of a configuration.
func (a *app) change(ctx context.Context, c *config, do func(*store.Tx) error) error {
	s, err := store.Open(ctx, store.Config{Dir: c.StateDir})
	if err != nil {
		return explainStart(err)
	}
	defer s.Close()
	return s.Update(ctx, do)
}
