package app

import (
	"context"
	"os/user"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/config"
	"rapport/store"
)

// Operator names for the log who uses the shell.
func Operator() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "somebody at the shell"
}

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

// CodeOf returns the code of the project that the first argument names, or "".
func (r *Log) CodeOf(args []string) (string, error) {
	if len(args) == 0 {
		return "", nil
	}
	p, err := r.Project(args[0])
	return p.Code, err
}

// WithLog returns the RunE of a command that reads the log: it opens the log and closes
// it when do returns.
func (a *App) WithLog(do func(ctx context.Context, r *Log, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		r, err := a.OpenLog()
		if err != nil {
			return err
		}
		defer r.Close()
		return do(cmd.Context(), r, args)
	}
}

// WithEntry is WithLog for a command whose first argument names an entry; see FindEntry.
func (a *App) WithEntry(do func(ctx context.Context, r *Log, e store.Entry, args []string) error) func(*cobra.Command, []string) error {
	return a.WithLog(func(ctx context.Context, r *Log, args []string) error {
		e, err := r.FindEntry(ctx, args[0])
		if err != nil {
			return err
		}
		return do(ctx, r, e, args)
	})
}

// Group makes cmd the parent of commands: by itself it prints its help.
func Group(cmd *cobra.Command, commands ...*cobra.Command) *cobra.Command {
	cmd.Args = cobra.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	cmd.AddCommand(commands...)
	return cmd
}

// JSONFlag returns a command the flag --json.
func JSONFlag(cmd *cobra.Command, asJSON *bool, usage string) {
	cmd.Flags().BoolVar(asJSON, "json", false, usage)
}

// Minute, Day and Moment write a time in the zone of a project: "2006-01-02 15:04",
// "2006-01-02" and "Mon 2 Jan 2006 15:04". The zero time is "".
func (r *Log) Minute(project string, t time.Time) string {
	return r.format(project, t, "2006-01-02 15:04")
}

// Day writes a day; see Minute.
func (r *Log) Day(project string, t time.Time) string { return r.format(project, t, time.DateOnly) }

// Moment writes a day and a time; see Minute.
func (r *Log) Moment(project string, t time.Time) string {
	return r.format(project, t, "Mon 2 Jan 2006 15:04")
}

func (r *Log) format(project string, t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.In(r.Config.Zone(project)).Format(layout)
}

// Change makes a change of state in the store of a configuration.
func (a *App) Change(ctx context.Context, c *config.Config, do func(*store.Tx) error) error {
	s, err := OpenForWriting(ctx, c)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Update(ctx, do)
}
