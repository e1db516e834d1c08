package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rapport/store"
)

// newConfirmCommand gives `rapport confirm`: texts that people confirm.
func newConfirmCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "confirm",
		Short:   "List, show, send and settle what people are to confirm",
		GroupID: groupSend,
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
	for _, change := range []stateChange[store.Confirmation]{
		{use: "approve PROJECT NUMBER", short: "Send it to those who are to confirm it, as the PM's ok does", args: 2, do: func(tx *store.Tx, c store.Confirmation, _, actor string) (bool, error) {
			return tx.ApproveConfirmation(c.ID, c.Version, actor)
		}},
		{use: "withdraw PROJECT NUMBER", short: "Take it back: nobody is asked any more", args: 2, do: func(tx *store.Tx, c store.Confirmation, _, actor string) (bool, error) {
			return tx.WithdrawConfirmation(c.ID, actor)
		}},
		{use: "settle PROJECT NUMBER", short: "End it though not all agree", args: 2, do: func(tx *store.Tx, c store.Confirmation, _, actor string) (bool, error) {
			return tx.SettleConfirmation(c.ID, c.Version, store.OutcomeDisputed, actor)
		}},
		{use: "for PROJECT NUMBER WHO", short: "Record that somebody confirmed in another way", args: 3, do: func(tx *store.Tx, c store.Confirmation, who, actor string) (bool, error) {
			return true, tx.ConfirmFor(c.ID, c.Version, who, actor, 0)
		}},
	} {
		change.find = (*reading).confirmation
		change.tell = func(c store.Confirmation) (name, state string) {
			return fmt.Sprintf("%s %d", c.Project, c.Number), stateOf(c)
		}
		cmd.AddCommand(change.command(a))
	}
	return cmd
}

// newMinutesCommand gives `rapport minutes`, which is `rapport confirm` for minutes.
func newMinutesCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "minutes",
		Short:   "List and send the minutes of meetings",
		GroupID: groupSend,
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

func newConfirmListCommand(a *app, kind store.ConfirmationKind) *cobra.Command {
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
			q := store.ConfirmationQuery{Open: open}
			if q.Project, err = r.codeOf(args); err != nil {
				return err
			}
			list, err := r.store.Confirmations(cmd.Context(), q)
			if err != nil {
				return err
			}
			list = slices.DeleteFunc(list, func(c store.Confirmation) bool { return kind != "" && c.Kind != kind })
			return listed(a, asJSON, list, []string{"PROJECT", "NUMBER", "KIND", "VERSION", "STATE", "UNTIL", "TITLE"}, func(one store.Confirmation) []string {
				until := ""
				if !one.Deadline.IsZero() {
					until = one.Deadline.In(r.config.zone(one.Project)).Format("2006-01-02")
				}
				return []string{one.Project, strconv.Itoa(one.Number), string(one.Kind), strconv.Itoa(one.Version), stateOf(one), until, oneLineOf(one.Title)}
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

// confirmation finds one by the arguments PROJECT NUMBER.
func (r *reading) confirmation(ctx context.Context, args []string) (store.Confirmation, error) {
	return numbered(r, args, "text to confirm", "confirm", func(code string, number int) ([]store.Confirmation, error) {
		return r.store.Confirmations(ctx, store.ConfirmationQuery{Project: code, Number: number})
	})
}

func newConfirmShowCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show PROJECT NUMBER",
		Short: "Show the text, and who said what of which version",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.openLog()
			if err != nil {
				return err
			}
			defer r.close()
			one, err := r.confirmation(cmd.Context(), args)
			if err != nil {
				return err
			}
			voices, err := r.store.Confirmers(cmd.Context(), one.ID)
			if err != nil {
				return err
			}
			return a.show(func(s screen) error {
				if asJSON {
					return writeJSON(s, struct {
						store.Confirmation
						Voices []store.Confirmer `json:"voices"`
					}{one, voices})
				}
				zone := r.config.zone(one.Project)
				s.line("%s", s.bold(fmt.Sprintf("%s %d: %s", one.Project, one.Number, oneLineOf(one.Title))))
				s.line("%s, version %d, %s by %s on %s", one.Kind, one.Version, stateOf(one), oneLineOf(one.Actor), one.Changed.In(zone).Format("Mon 2 Jan 2006 15:04"))
				if !one.Deadline.IsZero() {
					s.line("to be answered by %s (%s)", one.Deadline.In(zone).Format("Mon 2 Jan 2006"), one.Policy)
				}
				for _, v := range voices {
					s.line("  version %d  %-10s %s", v.Version, v.State, voiceOf(v, v.At.In(zone).Format("2006-01-02 15:04")))
				}
				s.line("")
				s.line("%s", strings.TrimRight(safe(one.Text), "\n"))
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func voiceOf(v store.Confirmer, at string) string {
	who := oneLineOf(store.Address{Name: v.Name, Address: v.Address}.String())
	if v.At.IsZero() {
		return who
	}
	if v.By != "" {
		at += ", through " + oneLineOf(v.By)
	}
	if v.Words != "" {
		at += ": " + oneLineOf(v.Words)
	}
	return who + "  " + at
}

func newConfirmSendCommand(a *app, kind store.ConfirmationKind) *cobra.Command {
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
				return withExit(exitUsage, fmt.Errorf("--kind %q: want one of %s", which, kinds()))
			}
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
			if err := r.config.canSend(p.Code); err != nil {
				return err
			}
			var one store.Confirmation
			err = a.change(cmd.Context(), r.config, func(tx *store.Tx) error {
				if one, err = tx.DraftConfirmation(store.Confirmation{Project: p.Code, Kind: known, Title: title, Text: text, Actor: whoAmI()}); err != nil || !approve {
					return err
				}
				_, err := tx.ApproveConfirmation(one.ID, one.Version, whoAmI())
				return err
			})
			if err != nil {
				return err
			}
			next := "Its PM is shown it, and lets it go by answering “ok”."
			if approve {
				next = "It goes to those who are to confirm it."
			}
			fmt.Fprintf(a.stdout, "%s %d: %s. %s\n", p.Code, one.Number, oneLineOf(one.Title), next)
			return nil
		},
	}
	cmd.Flags().StringVar(&from, "from", standardInput, "file with the text; - is the standard input")
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
