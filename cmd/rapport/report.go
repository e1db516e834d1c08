package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"rapport/mailout/due"
	"rapport/store"
	"rapport/templates"
)

// newReportCommand gives `rapport report` and what it can do.
func newReportCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "report",
		Short:   "List, preview, send and skip progress reports",
		GroupID: groupSend,
		Long: `What PMs do by mail, from the shell: the text of a progress report is plain text
or Markdown with headings in Chinese or English; see docs/reports.md.`,
		Example: `  rapport report list ACME
  rapport report preview ACME --from status.md --to preview/
  rapport report send ACME --from status.md
  rapport report skip ACME`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newReportListCommand(a), newReportPreviewCommand(a), newReportSendCommand(a), newReportSkipCommand(a))
	return cmd
}

func newReportListCommand(a *app) *cobra.Command {
	var asJSON, open bool
	cmd := &cobra.Command{
		Use:   "list [PROJECT]",
		Short: "List reports, the newest first",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.openLog()
			if err != nil {
				return err
			}
			defer r.close()
			code, err := r.codeOf(args)
			if err != nil {
				return err
			}
			list, err := r.store.Reports(cmd.Context(), code, open)
			if err != nil {
				return err
			}
			return listed(a, asJSON, list, []string{"PROJECT", "PERIOD", "FROM", "TO", "STATE", "DUE", "BY"}, func(one store.Report) []string {
				return []string{one.Project, one.Period, one.From, one.To, string(one.State),
					one.Due.In(r.config.zone(one.Project)).Format("2006-01-02 15:04"), oneLineOf(one.Actor)}
			})
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only what is neither sent nor skipped")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

// reporting is what the commands share that make a report.
type reporting struct {
	config *config
	store  *store.Store
	due    *due.Due
	report store.Report // that the project sends next

	templates *templates.Set
}

// openReport opens what it takes to make the next report of a project. The
// caller closes the store.
func (a *app) openReport(ctx context.Context, code string) (*reporting, error) {
	r, err := a.reporting(ctx)
	if err != nil {
		return nil, err
	}
	p, err := r.config.project(code)
	if err == nil {
		r.report, err = r.due.Current(ctx, p.Code)
	}
	if err != nil {
		r.store.Close()
		return nil, err
	}
	return r, nil
}

// reporting opens the store with what is owed.
func (a *app) reporting(ctx context.Context) (*reporting, error) {
	c, err := a.loadConfig()
	if err != nil {
		return nil, err
	}
	owed, err := c.due(a)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, store.Config{Dir: c.StateDir})
	if err != nil {
		return nil, explainStart(err)
	}
	return &reporting{config: c, store: s, templates: owed.Templates, due: due.New(s, owed, time.Now, a.log, func(string, time.Duration) {})}, nil
}

// text reads the text of a report from a file, or from the standard input.
func (a *app) text(path string) (string, error) {
	const most = 1 << 20
	var text []byte
	var err error
	if path == standardInput {
		text, err = io.ReadAll(io.LimitReader(a.stdin, most))
	} else {
		text, err = readSmallFile(path, most)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", nameOf(path), reason(err))
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // as Windows writes it
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return "", withExit(exitUsage, fmt.Errorf("%s is no text in UTF-8; `iconv -f GB18030 -t UTF-8` makes it one of a Chinese text in another code", nameOf(path)))
	}
	return string(text), nil
}

// nameOf names a file as a person does.
func nameOf(path string) string {
	if path == standardInput {
		return "the standard input"
	}
	return path
}

// preview makes the report of a text and tells its problems. A text of which no
// report can be made is an error.
func (r *reporting) preview(ctx context.Context, a *app, text string) (*due.Preview, error) {
	p, err := r.due.Preview(ctx, r.report, text)
	if err != nil {
		return nil, err
	}
	for _, problem := range p.Problems {
		text, err := r.templates.Words(problem, templates.English)
		if err != nil {
			return nil, err
		}
		fmt.Fprintln(a.stderr, oneLineOf(text))
	}
	if p.Raw == nil {
		return nil, withExit(exitData, errors.New("no report can be made of it: it has no summary"))
	}
	return p, nil
}

func newReportPreviewCommand(a *app) *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use:   "preview PROJECT --from FILE",
		Short: "Show a report as the client would get it, and send nothing",
		Long: `Show a report as the client would get it. With --to it is written into a
directory as report.eml, report.html, report.txt and its charts.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := a.text(from)
			if err != nil {
				return err
			}
			r, err := a.openReport(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer r.store.Close()
			p, err := r.preview(cmd.Context(), a, text)
			if err != nil {
				return err
			}
			if to == "" {
				fmt.Fprintf(a.stdout, "%s\n\n%s", p.Mail.Subject, p.Mail.Text)
				return nil
			}
			return writePreview(to, "report", p.Mail, p.Raw)
		},
	}
	fromFlag(cmd, &from)
	cmd.Flags().StringVar(&to, "to", "", "`DIRECTORY` to write it into")
	return cmd
}

// fromFlag gives a command the flag that names the text of a report.
func fromFlag(cmd *cobra.Command, from *string) {
	cmd.Flags().StringVar(from, "from", "", "`FILE` with the text of the report; - is the standard input")
	if err := cmd.MarkFlagRequired("from"); err != nil {
		panic(err) // the flag does not exist
	}
}

func newReportSendCommand(a *app) *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use:   "send PROJECT --from FILE",
		Short: "Send a report to the client, without asking further",
		Long: `Take the text of a report and send it to the client contacts of the project, with
the PMs in copy. It counts as approved by you. The daemon does the sending.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := a.text(from)
			if err != nil {
				return err
			}
			r, err := a.openReport(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer r.store.Close()
			if err := r.config.canSend(r.report.Project); err != nil {
				return err
			}
			if _, err := r.preview(cmd.Context(), a, text); err != nil {
				return err
			}
			sent, err := r.store.DraftReport(cmd.Context(), r.report, text, whoAmI(), true)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "The report of %s from %s to %s will be sent; `rapport outbox` shows it on its way.\n", sent.Project, sent.From, sent.To)
			return nil
		},
	}
	fromFlag(cmd, &from)
	return cmd
}

// canSend says what hinders that a project is sent anything.
func (c *config) canSend(code string) error {
	i := slices.IndexFunc(c.Projects, func(p store.Project) bool { return p.Code == code })
	switch {
	case c.Duties[i].Relay == "":
		return withExit(exitConfig, errors.New("there is no [[relay]] in the configuration to send it by"))
	case !slices.ContainsFunc(c.Projects[i].Contacts, func(p store.Contact) bool { return p.Role == store.RoleClient }):
		return withExit(exitConfig, fmt.Errorf("project %s has no contact with role = \"client\" to send it to", code))
	}
	return nil
}

func newReportSkipCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "skip PROJECT",
		Short: "Send no report for the period",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.openReport(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer r.store.Close()
			skipped, err := r.store.SkipReport(cmd.Context(), r.report, whoAmI())
			if err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "There will be no report of %s from %s to %s.\n", skipped.Project, skipped.From, skipped.To)
			return nil
		},
	}
}
