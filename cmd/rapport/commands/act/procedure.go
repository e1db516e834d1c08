package act

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// Change returns the command `rapport change`: changes from wish to verification.
func Change(a *app.App) *cobra.Command {
	k := procedures(store.ProcedureChange)
	return app.Group(&cobra.Command{
		Use:     "change",
		Short:   "List, show, raise and advance change requests",
		GroupID: app.GroupSend,
		Long: `A change request is raised, assessed, approved or rejected by the client, carried out
and verified. PMs and clients can do all of this by mail; see docs/changes.md.`,
		Example: `  rapport change list ACME --open
  rapport change raise ACME --title "Bonus points" --from wish.md
  rapport change assess ACME 2 --from impact.md
  rapport change done ACME 2`,
	},
		k.List(a, "List change requests, newest last", "only those that are not finished"),
		k.ShowCommand(a, "Show a change request step by step"),
		newRaiseCommand(a, store.ProcedureChange, "Record a change request; the PM is asked for the next step"),
		newStepCommand(a, store.ProcedureChange, "assess", "Record the impact; the client is asked to approve it", store.EventAssessed, true),
		newStepCommand(a, store.ProcedureChange, "done", "Mark the change as carried out; the client is asked to verify it", store.EventCarriedOut, false),
		newStepCommand(a, store.ProcedureChange, "drop", "Withdraw the change request", store.EventDropped, false))
}

// Dispute returns the command `rapport dispute`: disputes from their record to their end.
func Dispute(a *app.App) *cobra.Command {
	k := procedures(store.ProcedureDispute)
	return app.Group(&cobra.Command{
		Use:     "dispute",
		Short:   "List, show, record and settle disputes",
		GroupID: app.GroupSend,
		Long: `A dispute is recorded, analysed, and settled by a proposal that the client accepts, or
taken to the mediator; afterwards it is evaluated. See docs/disputes.md.`,
		Example: `  rapport dispute list ACME --open
  rapport dispute raise ACME --title "The second payment" --from dispute.md
  rapport dispute propose ACME 1 --from proposal.md
  rapport dispute escalate ACME 1`,
	},
		k.List(a, "List disputes, newest last", "only those that are not finished"),
		k.ShowCommand(a, "Show a dispute step by step"),
		newRaiseCommand(a, store.ProcedureDispute, "Record a dispute; the PM is asked for the next step"),
		newStepCommand(a, store.ProcedureDispute, "analyse", "Record the analysis, which the client does not see", store.EventAnalysed, true),
		newStepCommand(a, store.ProcedureDispute, "propose", "Propose a settlement; the client is asked to agree to it", store.EventProposed, true),
		newStepCommand(a, store.ProcedureDispute, "escalate", "Escalate the dispute to the mediator", store.EventEscalated, false),
		newStepCommand(a, store.ProcedureDispute, "mediate", "Record the proposal of the mediator", store.EventMediated, true),
		newStepCommand(a, store.ProcedureDispute, "unresolved", "Close the dispute without agreement", store.EventUnresolved, false),
		newStepCommand(a, store.ProcedureDispute, "evaluate", "Record the lessons learned and close the dispute", store.EventEvaluated, true),
		newStepCommand(a, store.ProcedureDispute, "drop", "Withdraw the dispute: there was none", store.EventDropped, false))
}

// procedures are the change requests or the disputes.
func procedures(kind store.ProcedureKind) app.Resource[store.Procedure] {
	return app.Resource[store.Procedure]{
		Name: string(kind), Command: string(kind),
		Find: func(ctx context.Context, s *store.Store, f app.Filter) ([]store.Procedure, error) {
			return s.Procedures(ctx, store.ProcedureQuery{Project: f.Project, Kind: kind, Number: f.Number, Open: f.Open})
		},
		Describe: func(one store.Procedure) (name, state string) {
			return fmt.Sprintf("%s %s %d", one.Project, kind, one.Number), string(one.State)
		},
		Columns: []string{"NUMBER", "STATE", "SINCE", "TITLE"},
		Row: func(r *app.Log, one store.Procedure) (string, []string) {
			return one.Project, []string{app.Number(one.Number), string(one.State), r.Minute(one.Project, one.Changed), wording.OneLine(one.Title)}
		},
		Show: showProcedure,
	}
}

func showProcedure(ctx context.Context, r *app.Log, one store.Procedure) (app.Shown, error) {
	steps, err := r.Store.ProcedureSteps(ctx, one.ID)
	if err != nil {
		return app.Shown{}, err
	}
	asked, err := askedOf(ctx, r, one)
	if err != nil {
		return app.Shown{}, err
	}
	item, err := workItemOf(ctx, r, one.ID, 0)
	if err != nil {
		return app.Shown{}, err
	}
	value := struct {
		store.Procedure
		Confirm  int                   `json:"confirm,omitempty"` // number of the text that people are asked about
		Steps    []store.ProcedureStep `json:"steps"`
		WorkItem *store.OutsideItem    `json:"work_item,omitempty"` // of the tracker
	}{one, asked, steps, item}
	return app.Shown{JSON: value, Print: func(s app.Screen) {
		s.Line("%s", s.Title(fmt.Sprintf("%s %s %d", one.Project, one.Kind, one.Number), one.Title))
		s.Line("%s since %s", one.State, r.Moment(one.Project, one.Changed))
		if asked != 0 {
			s.Line("its text is `rapport confirm show %s %d`", one.Project, asked)
		}
		if item != nil {
			s.Line("%s", describeItem(*item))
		}
		for _, step := range steps {
			by := ""
			if step.Actor != "" {
				by = " by " + wording.OneLine(step.Actor)
			}
			if step.Entry != 0 {
				by += fmt.Sprintf(", in entry %d", step.Entry)
			}
			s.Line("")
			s.Line("%s: %s%s", r.Minute(one.Project, step.At), step.State, by)
			if step.Text != "" {
				s.Line("%s", strings.TrimRight(wording.Safe(step.Text), "\n"))
			}
		}
	}}, nil
}

// askedOf returns the number of the text of a procedure that people are asked about, or 0.
func askedOf(ctx context.Context, r *app.Log, one store.Procedure) (int, error) {
	if one.Confirmation == 0 {
		return 0, nil
	}
	list, err := r.Store.Confirmations(ctx, store.ConfirmationQuery{ID: one.Confirmation})
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return list[0].Number, nil
}

func newRaiseCommand(a *app.App, kind store.ProcedureKind, short string) *cobra.Command {
	var from, title string
	cmd := &cobra.Command{
		Use:   "raise PROJECT",
		Short: short,
		Args:  cobra.ExactArgs(1),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			if strings.TrimSpace(title) == "" {
				return exit.With(exit.Usage, errors.New("--title is required"))
			}
			text, err := a.TextOf(from)
			if err != nil {
				return err
			}
			p, err := r.Config.Project(args[0])
			if err != nil {
				return err
			}
			var one store.Procedure
			err = a.Change(ctx, r.Config, func(tx *store.Tx) error {
				one, err = tx.RaiseProcedure(store.Procedure{Project: p.Code, Kind: kind, Title: title, Actor: app.Operator()}, text, 0)
				return err
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(a.Stdout, "%s %s %d: %s. The PM is asked for the next step.\n", p.Code, kind, one.Number, wording.OneLine(one.Title))
			return nil
		}),
	}
	cmd.Flags().StringVar(&from, "from", app.StandardInput, "`FILE` with the request; - is standard input")
	cmd.Flags().StringVar(&title, "title", "", "title, such as “Bonus points for members”")
	return cmd
}

// newStepCommand returns a command that takes a procedure a step on, with a text where it
// needs one.
func newStepCommand(a *app.App, kind store.ProcedureKind, name, short string, event store.Event, needsText bool) *cobra.Command {
	var from, text string
	cmd := procedures(kind).Change(a, name+" PROJECT NUMBER", short, func(tx *store.Tx, one store.Procedure, _, actor string) (bool, error) {
		return tx.StepProcedure(one.ID, event, text, actor, 0)
	})
	if needsText {
		cmd.Flags().StringVar(&from, "from", app.StandardInput, "`FILE` with the text; - is standard input")
		cmd.PreRunE = func(*cobra.Command, []string) (err error) {
			text, err = a.TextOf(from)
			return err
		}
	}
	return cmd
}
