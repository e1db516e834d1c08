package read

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// status is what `rapport status` shows.
type status struct {
	Folders        []store.MailboxState `json:"folders"`
	SetAside       []store.FetchProblem `json:"set_aside"`
	Unread         int                  `json:"unread"`        // mail that is kept and not yet in the log; at most 1000 are counted
	Waiting        int                  `json:"waiting"`       // mail in the outbox that is not at its end
	Unknown        int                  `json:"unknown"`       // of it, what a server may or may not have taken
	Delayed        []delayed            `json:"delayed"`       // of it, what waits for a reason, by relay and reason
	Reports        []store.Report       `json:"reports"`       // that are open
	Gaps           []string             `json:"calendar_gaps"` // calendars that lack the holidays of a year
	Running        bool                 `json:"running"`       // the daemon, or an import
	Troubles       []store.Trouble      `json:"troubles"`      // what keeps the daemon from its work
	Backup         store.Upkeep         `json:"backup"`
	Witness        store.Upkeep         `json:"witness"`
	Suspended      []string             `json:"suspended"`               // of the administrator and the witness, the addresses to which nothing is sent any more
	Witnessed      store.DeliveryState  `json:"witness_state,omitempty"` // of the last mail to the witness
	admin, witness string
}

// delayed is mail that waits for one reason.
type delayed struct {
	Relay  string    `json:"relay"`
	Mails  int       `json:"mails"`
	Next   time.Time `json:"next"` // when the first of them is tried again
	Reason string    `json:"reason"`
}

// delayedOf returns what of the outbox waits for a reason, the most first.
func delayedOf(outbox []store.Delivery) []delayed {
	list := []delayed{}
	for _, o := range outbox {
		if o.State != store.DeliveryReady || o.Reply == "" {
			continue
		}
		i := slices.IndexFunc(list, func(d delayed) bool { return d.Relay == o.Relay && d.Reason == o.Reply })
		if i < 0 {
			i, list = len(list), append(list, delayed{Relay: o.Relay, Reason: o.Reply, Next: o.Next})
		}
		list[i].Mails++
		if o.Next.Before(list[i].Next) {
			list[i].Next = o.Next
		}
	}
	slices.SortStableFunc(list, func(a, b delayed) int { return b.Mails - a.Mails })
	return list
}

// Status returns the command `rapport status`.
func Status(a *app.App) *cobra.Command {
	var asJSON, check bool
	var retry string
	limits := defaultLimits()
	var show func(*cobra.Command, []string) error
	cmd := &cobra.Command{
		Use:     "status",
		Short:   "Show the state of the folders, the outbox and any failures",
		GroupID: app.GroupRun,
		Long: `Show the watched folders and when each was last synchronised, the mail waiting to
be sent and what it waits for, the open reports, and the mail that could not be fetched. With --retry the
daemon tries the failed mail of an account again at its next synchronisation.

With --check it prints one line for a monitoring system, with figures, and exits with 0
(OK), 1 (WARNING), 2 (CRITICAL, also if the daemon is not running) or 3 (UNKNOWN).`,
		Example: `  rapport status
  rapport status --retry log
  rapport status --check --lag-warning 15m --lag-critical 1h`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if check {
				return runCheck(cmd.Context(), a, limits)
			}
			return show(cmd, args)
		},
	}
	show = a.WithLog(func(ctx context.Context, r *app.Log, _ []string) (err error) {
		if retry != "" {
			return retryAccount(ctx, a, r.Config, retry)
		}
		var st status
		if err := st.readUpkeep(ctx, r); err != nil {
			return err
		}
		if st.Folders, err = r.Store.Mailboxes(ctx); err != nil {
			return err
		}
		if st.SetAside, err = r.Store.FetchProblems(ctx); err != nil {
			return err
		}
		unread, err := r.Store.Pending(ctx, 0, 1000)
		if err != nil {
			return err
		}
		st.Unread = len(unread)
		outbox, err := r.Store.Outbox(ctx, store.OutboxQuery{Live: true})
		if err != nil {
			return err
		}
		st.Waiting, st.Delayed = len(outbox), delayedOf(outbox)
		for _, o := range outbox {
			if o.State == store.DeliveryUnknown {
				st.Unknown++
			}
		}
		if st.Reports, err = r.Store.Reports(ctx, "", true); err != nil {
			return err
		}
		st.Gaps = []string{}
		for _, gap := range r.Config.CalendarGaps(time.Now()) {
			st.Gaps = append(st.Gaps, gap.String())
		}
		return a.Show(func(s app.Screen) error {
			if asJSON {
				return app.WriteJSON(s, st)
			}
			st.show(s)
			return nil
		})
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object")
	cmd.Flags().BoolVar(&check, "check", false, "print one line for a monitoring system, and exit with its code")
	limits.flags(cmd)
	cmd.Flags().StringVar(&retry, "retry", "", "retry the failed mail of this `account`")
	return cmd
}

func retryAccount(ctx context.Context, a *app.App, c *config.Config, account string) error {
	s, err := app.OpenForWriting(ctx, c)
	if err != nil {
		return err
	}
	defer s.Close()
	n, err := s.LiftQuarantine(ctx, account)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "%s will be retried at the next synchronisation.\n", wording.Count(int(n), "mail"))
	return nil
}

// mostReasons is how many reasons for a delay are shown.
const mostReasons = 5

func (st status) show(s app.Screen) {
	if len(st.Folders) == 0 {
		s.Line("No folder has been read yet.")
	} else {
		var personal []string // accounts
		rows := [][]string{{"ACCOUNT", "FOLDER", "MAILS", "LAST READ", "LAST FULL CHECK"}}
		for _, f := range st.Folders {
			rows = append(rows, []string{f.Account, f.Folder, fmt.Sprint(f.Messages), wording.Ago(f.Synced), wording.Ago(f.Reconciled)})
			if f.Personal && !slices.Contains(personal, f.Account) {
				personal = append(personal, f.Account)
			}
		}
		s.Table(rows)
		if len(personal) > 0 {
			s.Line("\nPersonal: %s. Only mail with the people of a project is logged and counted.", strings.Join(personal, ", "))
		}
	}
	if st.Unread > 0 {
		s.Line("\n%s stored and not yet in the log; the daemon will read them.", wording.Count(st.Unread, "mail"))
	}
	if st.Waiting > 0 {
		s.Line("\n%s in the outbox, %d with unknown outcome; see `rapport outbox`.", wording.Count(st.Waiting, "mail"), st.Unknown)
	}
	for i, d := range st.Delayed {
		if i == mostReasons {
			s.Line("  … and %d more reasons; see `rapport outbox`.", len(st.Delayed)-i)
			break
		}
		s.Line("  %s, relay %s, next try %s: %s", wording.Count(d.Mails, "mail"), d.Relay, d.Next.Local().Format("15:04"), s.Yellow(wording.OneLine(d.Reason)))
	}
	for _, r := range st.Reports {
		s.Line("\nThe report of %s for %s to %s is %s since %s, due %s.", r.Project, r.From, r.To, r.State, wording.Ago(r.Changed), r.Due.Local().Format("2006-01-02 15:04"))
	}
	st.showUpkeep(s)
	for _, gap := range st.Gaps {
		s.Line("\n%s %s.", s.Yellow("Holidays missing:"), gap)
	}
	if len(st.SetAside) == 0 {
		return
	}
	s.Line("\n%s", s.Yellow("Failed to fetch:"))
	for _, t := range st.SetAside {
		state := "will be retried"
		if t.Quarantined {
			state = "is set aside and retried once a day"
		}
		s.Line("  %s/%s UID %d %s: %s", t.Account, t.Folder, t.UID, state, wording.OneLine(t.Reason))
	}
	s.Line("\nThe mail is still on the server. Run `rapport status --retry ACCOUNT` to retry it now.")
}
