package read

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/wording"
	"rapport/store"
)

// status is what `rapport status` shows.
type status struct {
	Folders  []store.MailboxState `json:"folders"`
	SetAside []store.FetchProblem `json:"set_aside"`
	Unread   int                  `json:"unread"`  // mail that is kept and not yet in the log; at most 1000 are counted
	Waiting  int                  `json:"waiting"` // mail in the outbox that is not at its end
	Unknown  int                  `json:"unknown"` // of it, what a server may or may not have taken
	Reports  []store.Report       `json:"reports"` // that are open
}

// Status gives `rapport status`.
func Status(a *app.App) *cobra.Command {
	var asJSON bool
	var retry string
	cmd := &cobra.Command{
		Use:     "status",
		Short:   "Show what was read, what waits to be sent, and what went wrong",
		GroupID: app.GroupRun,
		Long: `Show the folders that are watched, when each was last read completely, the mail
that waits to be sent, the reports that are open, and the mail that could not be
read and was set aside. With --retry the mail that is set
aside in an account is tried again at the daemon's next look.`,
		Example: `  rapport status
  rapport status --retry log`,
		Args: cobra.NoArgs,
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, _ []string) (err error) {
			if retry != "" {
				return retryAccount(ctx, a, r.Config, retry)
			}
			var st status
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
			st.Waiting = len(outbox)
			for _, o := range outbox {
				if o.State == store.DeliveryUnknown {
					st.Unknown++
				}
			}
			if st.Reports, err = r.Store.Reports(ctx, "", true); err != nil {
				return err
			}
			return a.Show(func(s app.Screen) error {
				if asJSON {
					return app.WriteJSON(s, st)
				}
				st.show(s)
				return nil
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().StringVar(&retry, "retry", "", "try again what is set aside in this `account`")
	return cmd
}

func retryAccount(ctx context.Context, a *app.App, c *config.Config, account string) error {
	s, err := store.Open(ctx, store.Config{Dir: c.StateDir})
	if err != nil {
		return app.StartError(err)
	}
	defer s.Close()
	n, err := s.LiftQuarantine(ctx, account)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "%s will be tried again at the next look.\n", wording.Count(int(n), "mail"))
	return nil
}

func (st status) show(s app.Screen) {
	if len(st.Folders) == 0 {
		s.Line("No folder has been read yet.")
	} else {
		rows := [][]string{{"ACCOUNT", "FOLDER", "MAILS", "LAST READ", "ALL COMPARED"}}
		for _, f := range st.Folders {
			rows = append(rows, []string{f.Account, f.Folder, fmt.Sprint(f.Messages), wording.Ago(f.Synced), wording.Ago(f.Reconciled)})
		}
		s.Table(rows)
	}
	if st.Unread > 0 {
		s.Line("\n%s kept and not yet in the log; the daemon reads them.", wording.Count(st.Unread, "mail"))
	}
	if st.Waiting > 0 {
		s.Line("\n%s in the outbox, %d of unknown end; `rapport outbox` shows them.", wording.Count(st.Waiting, "mail"), st.Unknown)
	}
	for _, r := range st.Reports {
		s.Line("\nThe report of %s for %s to %s is %s since %s, due %s.", r.Project, r.From, r.To, r.State, wording.Ago(r.Changed), r.Due.Local().Format("2006-01-02 15:04"))
	}
	if len(st.SetAside) == 0 {
		return
	}
	s.Line("\n%s", s.Yellow("Not read:"))
	for _, t := range st.SetAside {
		state := "is tried again"
		if t.Quarantined {
			state = "is set aside, and tried once a day"
		}
		s.Line("  %s/%s UID %d %s: %s", t.Account, t.Folder, t.UID, state, wording.OneLine(t.Reason))
	}
	s.Line("\nThe mail is still on the server. `rapport status --retry ACCOUNT` tries it at once.")
}
