package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rapport/store"
)

// newChangeCommand gives `rapport change`: changes from wish to verification.
func newChangeCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "change",
		Short:   "List, show, raise and carry on changes",
		GroupID: groupSend,
		Long: `A change is raised, assessed, approved or rejected by the client, carried out and
verified. PMs and clients do all of it by mail; see docs/changes.md.`,
		Example: `  rapport change list ACME --open
  rapport change raise ACME --title "Bonus points" --from wish.md
  rapport change assess ACME 2 --from impact.md
  rapport change done ACME 2`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newMatterListCommand(a, store.ProcedureChange), newMatterShowCommand(a, store.ProcedureChange), newRaiseCommand(a, store.ProcedureChange),
		newStepCommand(a, store.ProcedureChange, "assess", "Record its impact, which the client is asked to approve", store.EventAssessed, true),
		newStepCommand(a, store.ProcedureChange, "done", "Say that it is carried out: the client is asked to look at it", store.EventCarriedOut, false),
		newStepCommand(a, store.ProcedureChange, "drop", "Take it back", store.EventDropped, false))
	return cmd
}

// newDisputeCommand gives `rapport dispute`: disputes from their record to their end.
func newDisputeCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "dispute",
		Short:   "List, show, record and settle disputes",
		GroupID: groupSend,
		Long: `A dispute is identified, analysed, and settled by a proposal that the client agrees
to, or goes to the mediator; then it is evaluated. See docs/disputes.md.`,
		Example: `  rapport dispute list ACME --open
  rapport dispute raise ACME --title "The second payment" --from dispute.md
  rapport dispute propose ACME 1 --from proposal.md
  rapport dispute escalate ACME 1`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newMatterListCommand(a, store.ProcedureDispute), newMatterShowCommand(a, store.ProcedureDispute), newRaiseCommand(a, store.ProcedureDispute),
		newStepCommand(a, store.ProcedureDispute, "analyse", "Record what it is about; the client does not see it", store.EventAnalysed, true),
		newStepCommand(a, store.ProcedureDispute, "propose", "Propose a settlement, which the client is asked to agree to", store.EventProposed, true),
		newStepCommand(a, store.ProcedureDispute, "escalate", "Take it to the mediator", store.EventEscalated, false),
		newStepCommand(a, store.ProcedureDispute, "mediate", "Record what the mediator proposes", store.EventMediated, true),
		newStepCommand(a, store.ProcedureDispute, "unresolved", "End it without agreement", store.EventUnresolved, false),
		newStepCommand(a, store.ProcedureDispute, "evaluate", "Record what was learnt of it: it is over then", store.EventEvaluated, true),
		newStepCommand(a, store.ProcedureDispute, "drop", "Take it back: it was none", store.EventDropped, false))
	return cmd
}

func newMatterListCommand(a *app, kind store.ProcedureKind) *cobra.Command {
	var asJSON, open bool
	cmd := &cobra.Command{
		Use:   "list [PROJECT]",
		Short: "List them, the newest last",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.openLog()
			if err != nil {
				return err
			}
			defer r.close()
			q := store.ProcedureQuery{Kind: kind, Open: open}
			if q.Project, err = r.codeOf(args); err != nil {
				return err
			}
			list, err := r.store.Procedures(cmd.Context(), q)
			if err != nil {
				return err
			}
			return listed(a, asJSON, list, []string{"PROJECT", "NUMBER", "STATE", "SINCE", "TITLE"}, func(one store.Procedure) []string {
				return []string{one.Project, strconv.Itoa(one.Number), string(one.State), one.Changed.In(r.config.zone(one.Project)).Format("2006-01-02 15:04"), oneLineOf(one.Title)}
			})
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only those that are not over")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

// matter finds a change or a dispute by the arguments PROJECT NUMBER.
func (r *reading) matter(ctx context.Context, args []string, kind store.ProcedureKind) (store.Procedure, error) {
	return numbered(r, args, string(kind), string(kind), func(code string, number int) ([]store.Procedure, error) {
		return r.store.Procedures(ctx, store.ProcedureQuery{Project: code, Kind: kind, Number: number})
	})
}

func newMatterShowCommand(a *app, kind store.ProcedureKind) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show PROJECT NUMBER",
		Short: "Show one, step by step",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.openLog()
			if err != nil {
				return err
			}
			defer r.close()
			one, err := r.matter(cmd.Context(), args, kind)
			if err != nil {
				return err
			}
			steps, err := r.store.ProcedureSteps(cmd.Context(), one.ID)
			if err != nil {
				return err
			}
			asked, err := r.askedOf(cmd.Context(), one)
			if err != nil {
				return err
			}
			return a.show(func(s screen) error {
				if asJSON {
					return writeJSON(s, struct {
						store.Procedure
						Confirm int                   `json:"confirm,omitempty"` // the text that people are asked about
						Steps   []store.ProcedureStep `json:"steps"`
					}{one, asked, steps})
				}
				s.line("%s", s.bold(fmt.Sprintf("%s %s %d: %s", one.Project, kind, one.Number, oneLineOf(one.Title))))
				s.line("%s since %s", one.State, one.Changed.In(r.config.zone(one.Project)).Format("Mon 2 Jan 2006 15:04"))
				if asked != 0 {
					s.line("its text is `rapport confirm show %s %d`", one.Project, asked)
				}
				for _, step := range steps {
					by := ""
					if step.Actor != "" {
						by = " by " + oneLineOf(step.Actor)
					}
					if step.Entry != 0 {
						by += fmt.Sprintf(", in entry %d", step.Entry)
					}
					s.line("")
					s.line("%s: %s%s", step.At.In(r.config.zone(one.Project)).Format("2006-01-02 15:04"), step.State, by)
					if step.Text != "" {
						s.line("%s", strings.TrimRight(safe(step.Text), "\n"))
					}
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// askedOf gives the number of the text of a matter that people are asked about, or 0.
func (r *reading) askedOf(ctx context.Context, one store.Procedure) (int, error) {
	if one.Confirmation == 0 {
		return 0, nil
	}
	list, err := r.store.Confirmations(ctx, store.ConfirmationQuery{ID: one.Confirmation})
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return list[0].Number, nil
}

func newRaiseCommand(a *app, kind store.ProcedureKind) *cobra.Command {
	var from, title string
	cmd := &cobra.Command{
		Use:   "raise PROJECT",
		Short: "Record a new one; the PM is asked for the next step",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if strings.TrimSpace(title) == "" {
				return withExit(exitUsage, errors.New("--title is missing: what is it called?"))
			}
			text, err := a.textOf(from)
			if err != nil {
				return err
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
			var one store.Procedure
			err = a.change(cmd.Context(), r.config, func(tx *store.Tx) error {
				one, err = tx.RaiseProcedure(store.Procedure{Project: p.Code, Kind: kind, Title: title, Actor: whoAmI()}, text, 0)
				return err
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "%s %s %d: %s. Its PM is asked for the next step.\n", p.Code, kind, one.Number, oneLineOf(one.Title))
			return nil
		},
	}
	cmd.Flags().StringVar(&from, "from", standardInput, "file with what is asked for; - is the standard input")
	cmd.Flags().StringVar(&title, "title", "", "what it is called, as in “Bonus points for members”")
	return cmd
}

// textOf reads a text that must not be empty.
func (a *app) textOf(from string) (string, error) {
	text, err := a.text(from)
	if err == nil && strings.TrimSpace(text) == "" {
		err = withExit(exitUsage, fmt.Errorf("%s is empty: there is nothing to send", nameOf(from)))
	}
	return text, err
}

// newStepCommand gives a command that takes a matter a step on, with a text where it
// needs one.
func newStepCommand(a *app, kind store.ProcedureKind, name, short string, event store.Event, needsText bool) *cobra.Command {
	var from, text string
	change := stateChange[store.Procedure]{
		use: name + " PROJECT NUMBER", short: short, args: 2,
		find: func(r *reading, ctx context.Context, args []string) (store.Procedure, error) {
			return r.matter(ctx, args, kind)
		},
		do: func(tx *store.Tx, one store.Procedure, _, actor string) (bool, error) {
			return tx.StepProcedure(one.ID, event, text, actor, 0)
		},
		tell: func(one store.Procedure) (string, string) {
			return fmt.Sprintf("%s %s %d", one.Project, kind, one.Number), string(one.State)
		},
	}
	cmd := change.command(a)
	if needsText {
		cmd.Flags().StringVar(&from, "from", standardInput, "file with the text; - is the standard input")
		cmd.PreRunE = func(*cobra.Command, []string) (err error) {
			text, err = a.textOf(from)
			return err
		}
	}
	return cmd
}
