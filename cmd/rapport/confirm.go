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
	for _, change := range []confirmChange{
		{"approve PROJECT NUMBER", "Send it to those who are to confirm it, as the PM's ok does", 2, func(tx *store.Tx, c store.Confirmation, _, actor string) (bool, error) {
			return tx.ApproveConfirmation(c.ID, c.Version, actor)
		}},
		{"withdraw PROJECT NUMBER", "Take it back: nobody is asked any more", 2, func(tx *store.Tx, c store.Confirmation, _, actor string) (bool, error) {
			return tx.WithdrawConfirmation(c.ID, actor)
		}},
		{"settle PROJECT NUMBER", "End it though not all agree", 2, func(tx *store.Tx, c store.Confirmation, _, actor string) (bool, error) {
			return tx.SettleConfirmation(c.ID, c.Version, store.OutcomeDisputed, actor)
		}},
		{"for PROJECT NUMBER WHO", "Record that somebody confirmed in another way", 3, func(tx *store.Tx, c store.Confirmation, who, actor string) (bool, error) {
			return true, tx.ConfirmFor(c.ID, c.Version, who, actor, 0)
		}},
	} {
		cmd.AddCommand(newConfirmChangeCommand(a, change))
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
			if len(args) == 1 {
				p, err := r.config.project(args[0])
				if err != nil {
					return err
				}
				q.Project = p.Code
			}
			list, err := r.store.Confirmations(cmd.Context(), q)
			if err != nil {
				return err
			}
			list = slices.DeleteFunc(list, func(c store.Confirmation) bool { return kind != "" && c.Kind != kind })
			return a.show(func(s screen) error {
				if asJSON {
					for _, one := range list {
						if err := writeJSON(s, one); err != nil {
							return err
						}
					}
					return nil
				}
				rows := [][]string{{"PROJECT", "NUMBER", "KIND", "VERSION", "STATE", "UNTIL", "TITLE"}}
				for _, one := range list {
					until := ""
					if !one.Deadline.IsZero() {
						until = one.Deadline.In(r.config.zone(one.Project)).Format("2006-01-02")
					}
					rows = append(rows, []string{one.Project, strconv.Itoa(one.Number), string(one.Kind), strconv.Itoa(one.Version), stateOf(one), until, oneLineOf(one.Title)})
				}
				s.table(rows)
				return nil
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
	p, err := r.config.project(args[0])
	if err != nil {
		return store.Confirmation{}, err
	}
	number, err := strconv.Atoi(args[1])
	if err != nil || number < 1 {
		return store.Confirmation{}, withExit(exitUsage, fmt.Errorf("%q is no number; see `rapport confirm list %s`", args[1], p.Code))
	}
	list, err := r.store.Confirmations(ctx, store.ConfirmationQuery{Project: p.Code, Number: number})
	if err == nil && len(list) == 0 {
		err = withExit(exitNoInput, fmt.Errorf("%s has no number %d to confirm; see `rapport confirm list %s`", p.Code, number, p.Code))
	}
	if err != nil {
		return store.Confirmation{}, err
	}
	return list[0], nil
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
			voices, err := r.store.Voices(cmd.Context(), one.ID)
			if err != nil {
				return err
			}
			return a.show(func(s screen) error {
				if asJSON {
					return writeJSON(s, struct {
						store.Confirmation
						Voices []store.Voice `json:"voices"`
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

func voiceOf(v store.Voice, at string) string {
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
			text, err := a.text(from)
			if err != nil {
				return err
			}
			if strings.TrimSpace(text) == "" {
				return withExit(exitUsage, errors.New("the text is empty"))
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

// change makes a change of state in the store of a configuration.
func (a *app) change(ctx context.Context, c *config, do func(*store.Tx) error) error {
	s, err := store.Open(ctx, store.Config{Dir: c.StateDir})
	if err != nil {
		return explainStart(err)
	}
	defer s.Close()
	return s.Update(ctx, do)
}

// confirmChange is a change of a confirmation from the shell.
type confirmChange struct {
	use, short string
	args       int
	do         func(tx *store.Tx, c store.Confirmation, who, actor string) (bool, error)
}

func newConfirmChangeCommand(a *app, change confirmChange) *cobra.Command {
	return &cobra.Command{
		Use:   change.use,
		Short: change.short,
		Args:  cobra.ExactArgs(change.args),
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
			who := ""
			if len(args) > 2 {
				who = args[2]
			}
			err = a.change(cmd.Context(), r.config, func(tx *store.Tx) error {
				done, err := change.do(tx, one, who, whoAmI())
				if err == nil && !done {
					err = fmt.Errorf("%s %d: %w: it is %s", one.Project, one.Number, store.ErrState, one.State)
				}
				return err
			})
			if err != nil {
				return err
			}
			now, err := r.confirmation(cmd.Context(), args)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "%s %d is %s.\n", now.Project, now.Number, stateOf(now))
			return nil
		},
	}
}
