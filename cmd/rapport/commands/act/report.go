package act

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/mailout/due"
	"rapport/store"
	"rapport/templates"
)

// Report returns the command `rapport report` and what it can do.
func Report(a *app.App) *cobra.Command {
	return app.Group(&cobra.Command{
		Use:     "report",
		Short:   "List, preview, send and skip progress reports",
		GroupID: app.GroupSend,
		Long: `Handle progress reports from the shell instead of by mail. The text of a report is
plain text or Markdown with headings in Chinese or English; see docs/reports.md.`,
		Example: `  rapport report list ACME
  rapport report preview ACME --from status.md --to preview/
  rapport report send ACME --from status.md
  rapport report skip ACME
  rapport report team ACME`,
	},
		reports().List(a, "List reports, newest first", "only reports that are neither sent nor skipped"), newReportPreviewCommand(a), newReportSendCommand(a), newReportSkipCommand(a), newReportTeamCommand(a))
}

func reports() app.Resource[store.Report] {
	return app.Resource[store.Report]{
		Name: "report", Command: "report",
		Find: func(ctx context.Context, s *store.Store, f app.Filter) ([]store.Report, error) {
			return s.Reports(ctx, f.Project, f.Open)
		},
		Columns: []string{"PERIOD", "FROM", "TO", "STATE", "DUE", "BY"},
		Row: func(r *app.Log, one store.Report) (string, []string) {
			return one.Project, []string{one.Period, one.From, one.To, string(one.State), r.Minute(one.Project, one.Due), wording.OneLine(one.Actor)}
		},
	}
}

// preview makes the report of a text and tells its problems. A text of which no
// report can be made is an error.
func preview(ctx context.Context, a *app.App, r *app.Reporting, text string) (*due.Preview, error) {
	p, err := r.Due.Preview(ctx, r.Report, text)
	if err != nil {
		return nil, err
	}
	for _, problem := range p.Problems {
		text, err := r.Templates.Words(problem, templates.English)
		if err != nil {
			return nil, err
		}
		fmt.Fprintln(a.Stderr, wording.OneLine(text))
	}
	if p.Raw == nil {
		return nil, exit.With(exit.Data, errors.New("cannot create a report from this text: it has no summary"))
	}
	return p, nil
}

func newReportPreviewCommand(a *app.App) *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use:   "preview PROJECT --from FILE",
		Short: "Preview a report as the client would receive it",
		Long: `Show a report as the client would receive it. With --to it is written to a directory
as report.eml, report.html, report.txt and its charts. Nothing is sent.`,
		Args: cobra.ExactArgs(1),
		RunE: a.WithReport(func(ctx context.Context, r *app.Reporting) error {
			text, err := a.Text(from)
			if err != nil {
				return err
			}
			p, err := preview(ctx, a, r, text)
			if err != nil {
				return err
			}
			if to == "" {
				fmt.Fprintf(a.Stdout, "%s\n\n%s", p.Mail.Subject, p.Mail.Text)
				return nil
			}
			return app.WritePreview(to, "report", p.Mail, p.Raw)
		}),
	}
	fromFlag(cmd, &from)
	cmd.Flags().StringVar(&to, "to", "", "`DIRECTORY` to write it to")
	return cmd
}

// fromFlag returns a command the flag that names the text of a report.
func fromFlag(cmd *cobra.Command, from *string) {
	cmd.Flags().StringVar(from, "from", "", "`FILE` with the text of the report; - is standard input")
	if err := cmd.MarkFlagRequired("from"); err != nil {
		panic(err) // the flag does not exist
	}
}

func newReportSendCommand(a *app.App) *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use:   "send PROJECT --from FILE",
		Short: "Send a report to the client without further approval",
		Long: `Send a report with this text to the client contacts of the project, with the PMs in
copy. It counts as approved by you. The daemon does the sending.`,
		Args: cobra.ExactArgs(1),
		RunE: a.WithReport(func(ctx context.Context, r *app.Reporting) error {
			text, err := a.Text(from)
			if err != nil {
				return err
			}
			if err := r.Config.CanSend(r.Report.Project); err != nil {
				return err
			}
			if _, err := preview(ctx, a, r, text); err != nil {
				return err
			}
			sent, err := r.Store.DraftReport(ctx, r.Report, text, app.Operator(), true)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.Stdout, "The report of %s from %s to %s will be sent; see `rapport outbox`.\n", sent.Project, sent.From, sent.To)
			return nil
		}),
	}
	fromFlag(cmd, &from)
	return cmd
}

func newReportSkipCommand(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:   "skip PROJECT",
		Short: "Skip the report for the current period",
		Args:  cobra.ExactArgs(1),
		RunE: a.WithReport(func(ctx context.Context, r *app.Reporting) error {
			skipped, err := r.Store.SkipReport(ctx, r.Report, app.Operator())
			if err != nil {
				return err
			}
			fmt.Fprintf(a.Stdout, "There will be no report of %s from %s to %s.\n", skipped.Project, skipped.From, skipped.To)
			return nil
		}),
	}
}
