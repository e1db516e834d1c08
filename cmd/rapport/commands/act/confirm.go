package act

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// Confirm returns the command `rapport confirm`: texts that people confirm.
func Confirm(a *app.App) *cobra.Command {
	k := confirmations("")
	return app.Group(&cobra.Command{
		Use:     "confirm",
		Short:   "List, show, send and settle texts to confirm",
		GroupID: app.GroupSend,
		Long: `Texts that clients are asked to confirm: minutes, plans, scopes, acceptance criteria,
training plans, solutions and summaries. PMs can do the same by mail; see
docs/confirm.md.`,
		Example: `  rapport confirm list ACME
  rapport confirm send ACME --kind plan --title "Project plan" --from plan.md
  rapport confirm show ACME 3
  rapport confirm for ACME 3 wang`,
	},
		k.List(a, "List confirmations, newest last", "only those that are neither settled nor withdrawn"),
		k.ShowCommand(a, "Show a text, its versions and who answered"),
		newConfirmSendCommand(a, ""),
		k.Change(a, "approve PROJECT NUMBER", "Send it to those who are asked to confirm it, like the PM's “ok”", func(tx *store.Tx, c store.Confirmation, _, actor string) (bool, error) {
			return tx.ApproveConfirmation(c.ID, c.Draft, actor)
		}),
		k.Change(a, "withdraw PROJECT NUMBER", "Withdraw it and stop all reminders", func(tx *store.Tx, c store.Confirmation, _, actor string) (bool, error) {
			return tx.WithdrawConfirmation(c.ID, actor)
		}),
		k.Change(a, "settle PROJECT NUMBER", "Close it without full agreement", func(tx *store.Tx, c store.Confirmation, _, actor string) (bool, error) {
			return tx.SettleConfirmation(c.ID, c.Version, store.OutcomeDisputed, actor)
		}),
		k.Change(a, "for PROJECT NUMBER WHO", "Record that someone confirmed by other means", func(tx *store.Tx, c store.Confirmation, who, actor string) (bool, error) {
			return true, tx.ConfirmFor(c.ID, c.Version, who, actor, 0)
		}))
}

// Minutes returns the command `rapport minutes`, which is `rapport confirm` for minutes.
func Minutes(a *app.App) *cobra.Command {
	k := confirmations(store.Minutes)
	return app.Group(&cobra.Command{
		Use:     "minutes",
		Short:   "List and send the minutes of meetings",
		GroupID: app.GroupSend,
		Long: `Send the minutes of a meeting for confirmation. A PM can do the same by a mail to the
project's address with “minutes” or “纪要” in its subject; see docs/confirm.md.`,
		Example: `  rapport minutes send ACME --title "Third weekly meeting" --from minutes.md
  rapport minutes list ACME`,
	},
		k.List(a, "List minutes, newest last", "only those that are neither settled nor withdrawn"),
		k.ShowCommand(a, "Show minutes, their versions and who answered"),
		newConfirmSendCommand(a, store.Minutes))
}

// confirmations are those of a kind, or all where kind is ""; by number any is found.
func confirmations(kind store.ConfirmationKind) app.Resource[store.Confirmation] {
	return app.Resource[store.Confirmation]{
		Name: "text to confirm", Command: "confirm",
		Find: func(ctx context.Context, s *store.Store, f app.Filter) ([]store.Confirmation, error) {
			list, err := s.Confirmations(ctx, store.ConfirmationQuery{Project: f.Project, Number: f.Number, Open: f.Open})
			return slices.DeleteFunc(list, func(c store.Confirmation) bool { return kind != "" && f.Number == 0 && c.Kind != kind }), err
		},
		Describe: func(one store.Confirmation) (name, state string) {
			return fmt.Sprintf("%s %d", one.Project, one.Number), stateOf(one)
		},
		Columns: []string{"NUMBER", "KIND", "VERSION", "STATE", "UNTIL", "TITLE"},
		Row: func(r *app.Log, one store.Confirmation) (string, []string) {
			return one.Project, []string{app.Number(one.Number), string(one.Kind), app.Number(one.Version), stateOf(one), r.Day(one.Project, one.Deadline), wording.OneLine(one.Title)}
		},
		Show: showConfirmation,
	}
}

func stateOf(c store.Confirmation) string {
	if c.Outcome != "" {
		return string(c.State) + ": " + string(c.Outcome)
	}
	return string(c.State)
}

func showConfirmation(ctx context.Context, r *app.Log, one store.Confirmation) (app.Shown, error) {
	asked, err := r.Store.Confirmers(ctx, one.ID)
	if err != nil {
		return app.Shown{}, err
	}
	shown, err := r.Store.Shown(ctx, one.ID, 0, store.PurposeConfirm, confirmOutcome)
	if err != nil {
		return app.Shown{}, err
	}
	value := struct {
		store.Confirmation
		Shown      []store.Shown     `json:"shown"` // what people were sent
		Confirmers []store.Confirmer `json:"confirmers"`
		Voices     []store.Confirmer `json:"voices"` // the same, under its first name
	}{one, append([]store.Shown{}, shown...), asked, asked}
	return app.Shown{JSON: value, Print: func(s app.Screen) {
		s.Line("%s", s.Title(fmt.Sprintf("%s %d", one.Project, one.Number), one.Title))
		s.Line("%s, version %d, %s by %s on %s", one.Kind, one.Version, stateOf(one), wording.OneLine(one.Actor), r.Moment(one.Project, one.Changed))
		if !one.Deadline.IsZero() {
			s.Line("to be answered by %s (%s)", one.Deadline.In(r.Config.Zone(one.Project)).Format("Mon 2 Jan 2006"), one.Policy)
		}
		for _, c := range asked {
			s.Line("  version %d  %-10s %s", c.Version, c.State, responseOf(c, r.Minute(one.Project, c.At)))
		}
		s.Line("")
		if !printShown(r, s, one.Project, shown, one.Version) {
			s.Line("%s", strings.TrimRight(wording.Safe(one.Text), "\n"))
		}
	}}, nil
}

// confirmOutcome is the name of the mail that brings the outcome of a text.
const confirmOutcome store.Purpose = "confirm-outcome"

// printShown prints the first mail that showed people a version, as they were sent it, and
// reports whether there is one.
func printShown(r *app.Log, s app.Screen, project string, shown []store.Shown, version int) bool {
	i := slices.IndexFunc(shown, func(one store.Shown) bool { return one.Version == version })
	if i < 0 {
		return false
	}
	one := shown[i]
	s.Line("%s", s.Dim(fmt.Sprintf("as sent to %s on %s, SHA-256 %x", wording.OneLine(cmp.Or(one.Address, "all")), r.Moment(project, one.Queued), one.SHA256)))
	s.Line("")
	s.Line("%s", strings.TrimRight(wording.Safe(one.Text), "\n"))
	return true
}

// responseOf writes who was asked and, once they answered, when and in which words.
func responseOf(v store.Confirmer, at string) string {
	who := wording.OneLine(store.Address{Name: v.Name, Address: v.Address}.String())
	if v.Deputy != "" {
		who = wording.OneLine(store.Address{Name: v.DeputyName, Address: v.Deputy}.String()) + " for " + who
	}
	if v.At.IsZero() {
		return who
	}
	if v.By != "" {
		at += ", by " + wording.OneLine(v.By) + ", not by " + wording.OneLine(cmp.Or(v.Name, v.Address))
	}
	if v.Provisional {
		at += ", unproved"
	}
	if v.Words != "" {
		at += ": " + wording.OneLine(v.Words)
	}
	return who + "  " + at
}

func newConfirmSendCommand(a *app.App, kind store.ConfirmationKind) *cobra.Command {
	var from, title, which string
	var approve bool
	cmd := &cobra.Command{
		Use:   "send PROJECT",
		Short: "Submit a text for confirmation; the PM reviews it first",
		Long: `Submit a text, plain or Markdown. The PM receives it as the recipients will see it,
and sends it by replying “ok”. With --approve it is sent at once.`,
		Args: cobra.ExactArgs(1),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			known := cmp.Or(kind, store.ConfirmationKind(which))
			if !slices.Contains(store.ConfirmationKinds(), known) {
				return exit.With(exit.Usage, fmt.Errorf("--kind %q: must be one of %s", which, kinds()))
			}
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
			if err := r.Config.CanSend(p.Code); err != nil {
				return err
			}
			var one store.Confirmation
			err = a.Change(ctx, r.Config, func(tx *store.Tx) error {
				if one, err = tx.DraftConfirmation(store.Confirmation{Project: p.Code, Kind: known, Title: title, Text: text, Actor: app.Operator()}); err != nil || !approve {
					return err
				}
				_, err := tx.ApproveConfirmation(one.ID, one.Draft, app.Operator())
				return err
			})
			if err != nil {
				return err
			}
			next := "The PM receives it for review; replying “ok” sends it."
			if approve {
				next = "It is sent to the people who are asked to confirm it."
			}
			fmt.Fprintf(a.Stdout, "%s %d: %s. %s\n", p.Code, one.Number, wording.OneLine(one.Title), next)
			return nil
		}),
	}
	cmd.Flags().StringVar(&from, "from", app.StandardInput, "`FILE` with the text; - is standard input")
	cmd.Flags().StringVar(&title, "title", "", "title, such as “Third weekly meeting”")
	cmd.Flags().BoolVar(&approve, "approve", false, "send it without review by the PM")
	if kind == "" {
		cmd.Flags().StringVar(&which, "kind", "", "kind of text: "+kinds())
	}
	return cmd
}

func kinds() string { return strings.Join(wording.Words(store.ConfirmationKinds()), ", ") }
