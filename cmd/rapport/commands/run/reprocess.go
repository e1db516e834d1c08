package run

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/mailin"
	"rapport/store"
)

// Reprocess returns the command `rapport reprocess`.
func Reprocess(a *app.App) *cobra.Command {
	var (
		since, project string
		dryRun, asJSON bool
	)
	cmd := &cobra.Command{
		Use:     "reprocess [ENTRY]",
		Short:   "Process the mail in the log again with the current rules",
		GroupID: app.GroupFile,
		Long: `Process stored mail again with the current rules and configuration, and show what
changes. Mail that was filed by hand stays where it is. Nothing in the log is
rewritten: each message whose result differs gets a new entry, and the old one is
kept and remains provable. The effects that a mail had when it arrived, as an answer
or a bounce, are not repeated.

The daemon must not be running.`,
		Example: `  rapport reprocess --dry-run
  rapport reprocess --since 2026-03-01 --project ACME
  rapport reprocess 17`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r := mailin.Reprocessing{DryRun: dryRun}
			if len(args) == 1 {
				entry, err := strconv.ParseInt(args[0], 10, 64)
				if err != nil {
					return exit.With(exit.Usage, fmt.Errorf("%q is not the number of an entry", args[0]))
				}
				r.Which.Entry = entry
			}
			s, err := a.OpenInbound(cmd.Context(), app.NoBeat, false)
			if err != nil {
				return err
			}
			defer s.Close(a.Log)
			if project != "" {
				p, err := s.Config.Project(project)
				if err != nil {
					return err
				}
				r.Which.Project = p.Code
			}
			if since != "" {
				if r.Which.Since, err = time.ParseInLocation(time.DateOnly, since, s.Config.Zone(r.Which.Project)); err != nil {
					return exit.With(exit.Usage, fmt.Errorf("--since %q: must be a day such as 2026-03-01", since))
				}
			}
			return a.Show(func(screen app.Screen) error {
				changed := 0
				read, err := s.Intake.Reprocess(cmd.Context(), r, func(c mailin.Reprocessed) error {
					changed++
					if asJSON {
						return app.WriteJSON(screen, c)
					}
					showReread(screen, c)
					return nil
				})
				if err != nil || asJSON {
					return err
				}
				would := ""
				if dryRun {
					would = " (dry run: nothing was written)"
				}
				screen.Line("%s processed again, %d changed%s", wording.Count(read, "mail"), changed, would)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&since, "since", "", "only mail since this `DAY`, such as 2026-03-01")
	cmd.Flags().StringVar(&project, "project", "", "only mail filed under this `CODE`")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "show what would change without changing it")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line for each message that changes")
	return cmd
}

// longestDifference bounds what is shown of either side, in characters.
const longestDifference = 100

func showReread(s app.Screen, c mailin.Reprocessed) {
	title := "would change"
	if c.Entry != 0 {
		title = fmt.Sprintf("entry %d", c.Entry)
	}
	s.Line("%s: %s", title, wording.OneLine(c.Subject))
	for _, d := range c.Differences {
		before, after := tellApart(d)
		s.Line("  %s: %s → %s", d.Field, before, after)
	}
}

// tellApart cuts both sides to where they differ.
func tellApart(d store.Difference) (before, after string) {
	a, b := []rune(wording.OneLine(d.Before)), []rune(wording.OneLine(d.After))
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	cut := func(text []rune) string {
		from := max(0, same-20)
		short := string(text[min(from, len(text)):min(len(text), from+longestDifference)])
		if from > 0 {
			short = "…" + short
		}
		if len(text) > from+longestDifference {
			short += "…"
		}
		return strconv.Quote(strings.TrimSpace(short))
	}
	return cut(a), cut(b)
}
