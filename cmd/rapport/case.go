package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"rapport/store"
)

// newCaseCommand gives `rapport case`: what clients wait for.
func newCaseCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "case",
		Short:   "List, show, close and reopen what clients wait for",
		GroupID: groupRead,
		Long: `A question, problem, change or complaint of a client opens a case, once in a thread;
any mail of the team in the thread answers it. See docs/cases.md.`,
		Example: `  rapport case list ACME --open
  rapport case show ACME 7
  rapport case close ACME 7`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newCaseListCommand(a), newCaseShowCommand(a),
		caseChange("close", "Close a case: nobody waits any more", (*store.Tx).CloseCase).command(a),
		caseChange("reopen", "Open a case again that was closed", (*store.Tx).ReopenCase).command(a))
	return cmd
}

func newCaseListCommand(a *app) *cobra.Command {
	var asJSON, open bool
	cmd := &cobra.Command{
		Use:   "list [PROJECT]",
		Short: "List cases, those first that were opened first",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.openLog()
			if err != nil {
				return err
			}
			defer r.close()
			var q store.CaseQuery
			if open {
				q.State = store.CaseOpen
			}
			if q.Project, err = r.codeOf(args); err != nil {
				return err
			}
			list, err := r.store.Cases(cmd.Context(), q)
			if err != nil {
				return err
			}
			return listed(a, asJSON, list, []string{"PROJECT", "NUMBER", "KIND", "STATE", "OPENED", "DUE", "TITLE"}, func(one store.Case) []string {
				zone, due := r.config.zone(one.Project), ""
				if !one.Due.IsZero() {
					due = one.Due.In(zone).Format("2006-01-02 15:04")
				}
				return []string{one.Project, strconv.Itoa(one.Number), string(one.Kind), string(one.State), one.Opened.In(zone).Format("2006-01-02 15:04"), due, oneLineOf(one.Title)}
			})
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only those in which the client waits")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

// oneCase finds a case by the arguments PROJECT NUMBER.
func (r *reading) oneCase(ctx context.Context, args []string) (store.Case, error) {
	return numbered(r, args, "case", "case", func(code string, number int) ([]store.Case, error) {
		return r.store.Cases(ctx, store.CaseQuery{Project: code, Number: number})
	})
}

func newCaseShowCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show PROJECT NUMBER",
		Short: "Show one case",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.openLog()
			if err != nil {
				return err
			}
			defer r.close()
			one, err := r.oneCase(cmd.Context(), args)
			if err != nil {
				return err
			}
			return a.show(func(s screen) error {
				if asJSON {
					return writeJSON(s, one)
				}
				zone := r.config.zone(one.Project)
				field := func(name, value string) {
					if value != "" {
						s.line("%s %s", s.dim(fmt.Sprintf("%-9s", name)), value)
					}
				}
				s.line("%s", s.bold(fmt.Sprintf("%s case %d: %s", one.Project, one.Number, oneLineOf(one.Title))))
				field("Kind", string(one.Kind))
				field("State", string(one.State))
				field("Asked", fmt.Sprintf("%s, in entry %d", one.Opened.In(zone).Format("Mon 2 Jan 2006 15:04"), one.Entry))
				if !one.Due.IsZero() {
					field("Due", one.Due.In(zone).Format("Mon 2 Jan 2006 15:04"))
				}
				if !one.Answered.IsZero() {
					field("Answered", one.Answered.In(zone).Format("Mon 2 Jan 2006 15:04"))
				}
				field("By", oneLineOf(one.Actor))
				field("Words", oneLineOf(one.Words))
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func caseChange(name, short string, do func(*store.Tx, int64, string) (bool, error)) stateChange[store.Case] {
	return stateChange[store.Case]{
		use: name + " PROJECT NUMBER", short: short, args: 2, find: (*reading).oneCase,
		do: func(tx *store.Tx, one store.Case, _, actor string) (bool, error) { return do(tx, one.ID, actor) },
		tell: func(one store.Case) (name, state string) {
			return fmt.Sprintf("%s case %d", one.Project, one.Number), string(one.State)
		},
	}
}
