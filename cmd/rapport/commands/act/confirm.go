package act

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rapport/store"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
)

// Confirm gives `rapport confirm`: texts that people confirm.
func Confirm(a *app.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "confirm",
		Short:   "List, show, send and settle what people are to confirm",
		GroupID: app.GroupSend,
		Long: `Minutes, plans, scopes, acceptance criteria, training plans, solutions and summaries
that clients confirm. PMs do the same by mail; see docs/confirm.md.`,
		Example: `  rapport confirm list ACME
  rapport confirm send ACME --kind plan --title "Project plan" --from plan.md
  rapport confirm show ACME 3
  rapport confirm for ACME 3 wang`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newConfirmListCommand(a, ""), newConfirmShowCommand(a), newConfirmSendCommand(a, ""))
	for _, change := range []app.StateChange[store.Confirmation]{
		{Use: "approve PROJECT NUMBER", Short: "Send it to those who are to confirm it, as the PM's ok does", Args: 2, Do: func(tx *store.Tx, c store.Confirmation, _, actor string) (bool, error) {
			return tx.ApproveConfirmation(c.ID, c.Version, actor)
		}},
		{Use: "withdraw PROJECT NUMBER", Short: "Take it back: nobody is asked any more", Args: 2, Do: func(tx *store.Tx, c store.Confirmation, _, actor string) (bool, error) {
			return tx.WithdrawConfirmation(c.ID, actor)
		}},
		{Use: "settle PROJECT NUMBER", Short: "End it though not all agree", Args: 2, Do: func(tx *store.Tx, c store.Confirmation, _, actor string) (bool, error) {
			return tx.SettleConfirmation(c.ID, c.Version, store.OutcomeDisputed, actor)
		}},
		{Use: "for PROJECT NUMBER WHO", Short: "Record that somebody confirmed in another way", Args: 3, Do: func(tx *store.Tx, c store.Confirmation, who, actor string) (bool, error) {
			return true, tx.ConfirmFor(c.ID, c.Version, who, actor, 0)
		}},
	} {
		change.Find = findConfirmation
		change.Tell = func(c store.Confirmation) (name, state string) {
			return fmt.Sprintf("%s %d", c.Project, c.Number), stateOf(c)
		}
		cmd.AddCommand(change.Command(a))
	}
	return cmd
}

// Minutes gives `rapport minutes`, which is `rapport confirm` for minutes.
func Minutes(a *app.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "minutes",
		Short:   "List and send the minutes of meetings",
		GroupID: app.GroupSend,
		Long: `Send the minutes of a meeting to be confirmed. A PM does the same by a mail to the
project's address with “minutes” or “纪要” in its subject; see docs/confirm.md.`,
		Example: `  rapport minutes send ACME --title "Third weekly meeting" --from minutes.md
  rapport minutes list ACME`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newConfirmListCommand(a, store.Minutes), newConfirmShowCommand(a), newConfirmSendCommand(a, store.Minutes))
	return cmd
}

func newConfirmListCommand(a *app.App, kind store.ConfirmationKind) *cobra.Command {
	var asJSON, open bool
	cmd := &cobra.Command{
		Use:   "list [PROJECT]",
		Short: "List them, the newest last",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.OpenLog()
			if err != nil {
				return err
			}
			defer r.Close()
			q := store.ConfirmationQuery{Open: open}
			if q.Project, err = r.CodeOf(args); err != nil {
				return err
			}
			list, err := r.Store.Confirmations(cmd.Context(), q)
			if err != nil {
				return err
			}
			list = slices.DeleteFunc(list, func(c store.Confirmation) bool { return kind != "" && c.Kind != kind })
			return app.Listed(a, asJSON, list, []string{"PROJECT", "NUMBER", "KIND", "VERSION", "STATE", "UNTIL", "TITLE"}, func(one store.Confirmation) []string {
				until := ""
				if !one.Deadline.IsZero() {
					until = one.Deadline.In(r.Config.Zone(one.Project)).Format("2006-01-02")
				}
				return []string{one.Project, strconv.Itoa(one.Number), string(one.Kind), strconv.Itoa(one.Version), stateOf(one), until, wording.OneLine(one.Title)}
			})
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only what is neither settled nor withdrawn")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

func stateOf(c store.Confirmation) string {
	if c.Outcome != "" {
		return string(c.State) + ": " + string(c.Outcome)
	}
	return string(c.State)
}

// findConfirmation finds one by the arguments PROJECT NUMBER.
func findConfirmation(r *app.Log, ctx context.Context, args []string) (store.Confirmation, error) {
	return app.Numbered(r, args, "text to confirm", "confirm", func(code string, number int) ([]store.Confirmation, error) {
		return r.Store.Confirmations(ctx, store.ConfirmationQuery{Project: code, Number: number})
	})
}

func newConfirmShowCommand(a *app.App) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show PROJECT NUMBER",
		Short: "Show the text, and who said what of which version",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.OpenLog()
			if err != nil {
				return err
			}
			defer r.Close()
			one, err := findConfirmation(r, cmd.Context(), args)
			if err != nil {
				return err
			}
			voices, err := r.Store.Confirmers(cmd.Context(), one.ID)
			if err != nil {
				return err
			}
			return a.Show(func(s app.Screen) error {
				if asJSON {
					return app.WriteJSON(s, struct {
						store.Confirmation
						Voices []store.Confirmer `json:"voices"`
					}{one, voices})
				}
				zone := r.Config.Zone(one.Project)
				s.Line("%s", s.Bold(fmt.Sprintf("%s %d: %s", one.Project, one.Number, wording.OneLine(one.Title))))
				s.Line("%s, version %d, %s by %s on %s", one.Kind, one.Version, stateOf(one), wording.OneLine(one.Actor), one.Changed.In(zone).Format("Mon 2 Jan 2006 15:04"))
				if !one.Deadline.IsZero() {
					s.Line("to be answered by %s (%s)", one.Deadline.In(zone).Format("Mon 2 Jan 2006"), one.Policy)
				}
				for _, v := range voices {
					s.Line("  version %d  %-10s %s", v.Version, v.State, voiceOf(v, v.At.In(zone).Format("2006-01-02 15:04")))
				}
				s.Line("")
				s.Line("%s", strings.TrimRight(wording.Safe(one.Text), "\n"))
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func voiceOf(v store.Confirmer, at string) string {
	who := wording.OneLine(store.Address{Name: v.Name, Address: v.Address}.String())
	if v.At.IsZero() {
		return who
	}
	if v.By != "" {
		at += ", through " + wording.OneLine(v.By)
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
		Short: "Take a text that people are to confirm, and show it to the PM",
		Long: `Take a text, plain or Markdown. Its PM is shown it as those will see it who are to
confirm it, and sends it off by answering “ok”. With --approve it goes out at once.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			known := kind
			if known == "" {
				known = store.ConfirmationKind(which)
			}
			if !slices.Contains(store.ConfirmationKinds(), known) {
				return exit.With(exit.Usage, fmt.Errorf("--kind %q: want one of %s", which, kinds()))
			}
			if strings.TrimSpace(title) == "" {
				return exit.With(exit.Usage, errors.New("--title is missing: what is it called?"))
			}
			text, err := a.TextOf(from)
			if err != nil {
				return err
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
			if err := r.Config.CanSend(p.Code); err != nil {
				return err
			}
			var one store.Confirmation
			err = a.Change(cmd.Context(), r.Config, func(tx *store.Tx) error {
				if one, err = tx.DraftConfirmation(store.Confirmation{Project: p.Code, Kind: known, Title: title, Text: text, Actor: app.Operator()}); err != nil || !approve {
					return err
				}
				_, err := tx.ApproveConfirmation(one.ID, one.Version, app.Operator())
				return err
			})
			if err != nil {
				return err
			}
			next := "Its PM is shown it, and lets it go by answering “ok”."
			if approve {
				next = "It goes to those who are to confirm it."
			}
			fmt.Fprintf(a.Stdout, "%s %d: %s. %s\n", p.Code, one.Number, wording.OneLine(one.Title), next)
			return nil
		},
	}
	cmd.Flags().StringVar(&from, "from", app.StandardInput, "file with the text; - is the standard input")
	cmd.Flags().StringVar(&title, "title", "", "what it is called, as in “Third weekly meeting”")
	cmd.Flags().BoolVar(&approve, "approve", false, "send it without asking the PM")
	if kind == "" {
		cmd.Flags().StringVar(&which, "kind", "", "what it is: "+kinds())
	}
	return cmd
}

func kinds() string {
	var list []string
	for _, kind := range store.ConfirmationKinds() {
		list = append(list, string(kind))
	}
	return strings.Join(list, ", ")
}
