package act

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// Outbox returns the command `rapport outbox` and what it can do.
func Outbox(a *app.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "outbox",
		Short:   "Show outgoing mail, and hold, cancel or resend it",
		GroupID: app.GroupSend,
		Long: `Show mail that is queued, sent or failed, one line per recipient. Without a
subcommand it lists the mail that is still in progress.`,
		Example: `  rapport outbox
  rapport outbox list --all ACME
  rapport outbox show 17
  rapport outbox retry 17`,
		Args: cobra.NoArgs,
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, _ []string) error {
			return listOutbox(ctx, a, r, store.OutboxQuery{Live: true}, false)
		}),
	}
	cmd.AddCommand(newOutboxListCommand(a), newOutboxShowCommand(a), newOutboxSuspendedCommand(a))
	for _, c := range []struct {
		change store.OperatorAction
		short  string
	}{
		{store.OperatorCancel, "Cancel it"},
		{store.OperatorHold, "Hold it until it is released"},
		{store.OperatorRelease, "Release what was held"},
		{store.OperatorRetry, "Send it now, or send it again"},
	} {
		cmd.AddCommand(newOutboxChangeCommand(a, c.change, c.short))
	}
	return cmd
}

func newOutboxListCommand(a *app.App) *cobra.Command {
	var asJSON, all bool
	var state string
	cmd := &cobra.Command{
		Use:   "list [PROJECT]",
		Short: "List outgoing mail, newest first",
		Args:  cobra.MaximumNArgs(1),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) (err error) {
			q := store.OutboxQuery{Live: !all && state == "", State: store.DeliveryState(state), Limit: 1000}
			if state != "" && !slices.Contains(store.DeliveryStates(), q.State) {
				return exit.With(exit.Usage, fmt.Errorf("unknown state %q: must be one of %v", state, store.DeliveryStates()))
			}
			if q.Project, err = r.CodeOf(args); err != nil {
				return err
			}
			return listOutbox(ctx, a, r, q, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&all, "all", false, "include mail that was sent, failed or cancelled")
	cmd.Flags().StringVar(&state, "state", "", "only mail in this `state`")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line")
	return cmd
}

func listOutbox(ctx context.Context, a *app.App, r *app.Log, q store.OutboxQuery, asJSON bool) error {
	list, err := r.Store.Outbox(ctx, q)
	if err != nil {
		return err
	}
	if len(list) == 0 && !asJSON {
		fmt.Fprintln(a.Stdout, "No mail is waiting.")
		return nil
	}
	return app.Listed(a, asJSON, list, []string{"N", "STATE", "PROJECT", "WHAT", "TO", "SINCE", "NEXT", "WHY"}, func(o store.Delivery) []string {
		next := ""
		if o.State == store.DeliveryReady {
			next = r.Minute(o.Project, o.Next)
		}
		return []string{fmt.Sprint(o.ID), string(o.State), o.Project, o.Purpose, wording.OneLine(o.Recipient), wording.Ago(o.Changed), next, wording.OneLine(why(o))}
	})
}

// why returns why a delivery is in its state: the limit, the words of the relay, or the
// trial that it waits for.
func why(o store.Delivery) string {
	switch {
	case o.Reply == "" && o.State == store.DeliveryReady:
		return "next in the queue"
	case o.Reply == "" && o.State == store.DeliveryHeld:
		return "held by hand"
	case o.State == store.DeliverySent:
		return ""
	case o.Code != 0 && !strings.Contains(o.Reply, fmt.Sprint(o.Code)):
		return fmt.Sprintf("%d %s", o.Code, o.Reply)
	}
	return o.Reply
}

func newOutboxShowCommand(a *app.App) *cobra.Command {
	var raw, force, asJSON bool
	cmd := &cobra.Command{
		Use:   "show N",
		Short: "Show a mail and the replies of the server",
		Args:  cobra.ExactArgs(1),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			id, err := outgoingNumber(args[0])
			if err != nil {
				return err
			}
			list, err := r.Store.Outbox(ctx, store.OutboxQuery{ID: id})
			if err != nil {
				return err
			}
			if len(list) == 0 {
				return exit.With(exit.NoInput, fmt.Errorf("no mail %d in the outbox; see `rapport outbox list --all`", id))
			}
			o := list[0]
			if raw {
				mail, _, err := r.Store.RawMail(ctx, o.Raw)
				if err != nil {
					return err
				}
				return a.WriteRaw(force, func(w io.Writer) error {
					_, err := w.Write(mail)
					return err
				})
			}
			attempts, err := r.Store.DeliveryAttempts(ctx, o.ID)
			if err != nil {
				return err
			}
			return a.Show(func(s app.Screen) error {
				if asJSON {
					return app.WriteJSON(s, struct {
						store.Delivery
						Tries []store.DeliveryAttempt `json:"tries"`
					}{o, attempts})
				}
				showOutgoing(r, s, o, attempts)
				return nil
			})
		}),
	}
	cmd.Flags().BoolVar(&raw, "raw", false, "print the mail as sent")
	cmd.Flags().BoolVar(&force, "force", false, "print it to a terminal too")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object")
	return cmd
}

func showOutgoing(r *app.Log, s app.Screen, o store.Delivery, attempts []store.DeliveryAttempt) {
	zone := r.Config.Zone(o.Project)
	field := func(name, value string) {
		if value != "" {
			s.Line("%s %s", s.Dim(fmt.Sprintf("%-11s", name)), wording.OneLine(value))
		}
	}
	field("State", string(o.State))
	field("To", o.Recipient)
	field("Subject", o.Subject)
	field("Project", o.Project)
	field("What", o.Purpose)
	field("Relay", o.Relay)
	field("Message-ID", o.MessageID)
	field("Queued", o.Queued.In(zone).Format("2006-01-02 15:04:05"))
	if o.State == store.DeliveryReady {
		field("Next try", o.Next.In(zone).Format("2006-01-02 15:04:05"))
		field("Until", o.Expires.In(zone).Format("2006-01-02 15:04:05"))
	}
	if o.Entry != 0 {
		field("Entry", fmt.Sprint(o.Entry))
	}
	if len(attempts) == 0 || attempts[len(attempts)-1].Reply != o.Reply {
		field("Last", o.Reply)
	}
	for _, t := range attempts {
		code := ""
		if t.Code != 0 {
			code = fmt.Sprint(t.Code, " ")
		}
		field(fmt.Sprintf("Try %d", t.N), fmt.Sprintf("%s %s at %s: %s%s", t.At.In(zone).Format("2006-01-02 15:04:05"), t.Outcome, t.Stage, code, t.Reply))
	}
}

func newOutboxChangeCommand(a *app.App, change store.OperatorAction, short string) *cobra.Command {
	return &cobra.Command{
		Use:   string(change) + " N...",
		Short: short,
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.OpenStore(cmd.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			for _, arg := range args {
				id, err := outgoingNumber(arg)
				if err != nil {
					return err
				}
				err = s.ApplyOperatorAction(cmd.Context(), id, change)
				if errors.Is(err, store.ErrState) {
					err = exit.With(exit.Usage, err)
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(a.Stdout, "Done: %s %d.\n", change, id)
			}
			return nil
		},
	}
}

func newOutboxSuspendedCommand(a *app.App) *cobra.Command {
	var lift string
	cmd := &cobra.Command{
		Use:   "suspended",
		Short: "List suspended addresses, or lift a suspension",
		Long: `List the addresses from which mail bounced permanently twice, at least a day apart.
Nothing is sent to them until the suspension is lifted.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if lift != "" {
				s, err := a.OpenStore(cmd.Context())
				if err != nil {
					return err
				}
				defer s.Close()
				if err := s.Lift(cmd.Context(), lift); err != nil {
					return err
				}
				fmt.Fprintf(a.Stdout, "Sending to %s is resumed.\n", wording.OneLine(lift))
				return nil
			}
			r, err := a.OpenLog()
			if err != nil {
				return err
			}
			defer r.Close()
			list, err := r.Store.Suspensions(cmd.Context())
			if err != nil {
				return err
			}
			for _, one := range list {
				fmt.Fprintf(a.Stdout, "%s  since %s: %s\n", wording.OneLine(one.Address), one.Since.Local().Format("2006-01-02"), wording.OneLine(one.Reason))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&lift, "lift", "", "resume sending to this `address`")
	return cmd
}

func outgoingNumber(arg string) (int64, error) {
	id, err := strconv.ParseInt(arg, 10, 64)
	if err != nil || id < 1 {
		return 0, exit.With(exit.Usage, fmt.Errorf("%q is not a number of the outbox", arg))
	}
	return id, nil
}
