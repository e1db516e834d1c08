package read

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/store/search"
)

// Search returns the command `rapport search`.
func Search(a *app.App) *cobra.Command {
	var project string
	var limit int
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "search WORDS...",
		Short:   "Search mail by words, people, dates and attachments",
		GroupID: app.GroupRead,
		Long: `Search the log; newest results first. All words must match; Chinese words of two
characters are supported. Quotes match a phrase, a trailing * matches a prefix, and a
leading - excludes a word (put -- before the first such word).

  from:NAME  to:NAME  with:NAME   a person, by name or address
  subject:WORD  file:WORD         in the subject; in the name of an attachment
  project:CODE
  after:2026-03-01  before:2026-04-01  until:2026-03-31
  has:attachment`,
		Example: `  rapport search 会议纪要
  rapport search '"final offer"' from:anna after:2026-03-01
  rapport search --project ACME -- budget -draft`,
		Args: cobra.MinimumNArgs(1),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			query := strings.Join(args, " ")
			if project != "" {
				p, err := r.Project(project)
				if err != nil {
					return err
				}
				query += " project:" + p.Code
			}
			terms, err := search.Parse(query, r.Config.Zone(strings.ToUpper(project)))
			if err != nil {
				return exit.With(exit.Usage, err)
			}
			hits, total, err := r.Store.Search(ctx, terms, limit)
			if err != nil {
				return err
			}
			return a.Show(func(s app.Screen) error {
				for _, h := range hits {
					if asJSON {
						if err := app.WriteJSON(s, h); err != nil {
							return err
						}
						continue
					}
					showHit(r, s, h)
				}
				if !asJSON {
					s.Line("%s", s.Dim(foundText(len(hits), total)))
				}
				return nil
			})
		}),
	}
	cmd.Flags().StringVar(&project, "project", "", "only this project")
	cmd.Flags().IntVar(&limit, "limit", 20, "show at most this `number` of results; 0 means all")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line")
	if err := cmd.RegisterFlagCompletionFunc("project", a.CompleteProjects); err != nil {
		panic(err) // the flag does not exist
	}
	return cmd
}

func foundText(shown, total int) string {
	switch {
	case total == 0:
		return "Nothing found."
	case shown < total:
		return fmt.Sprintf("%d of %d found; use --limit to show more.", shown, total)
	}
	return fmt.Sprintf("%d found.", total)
}

func showHit(r *app.Log, s app.Screen, h store.Hit) {
	var from []string
	for _, a := range h.From {
		from = append(from, r.Name(a))
	}
	project := cmp.Or(h.Project, "unfiled")
	at := h.At.In(r.Config.Zone(h.Project)).Format("2006-01-02 15:04")
	s.Line("%6d  %s", h.Entry, s.Fit(fmt.Sprintf("%s  %s  %s  %s", at, project, strings.Join(from, ", "), s.Bold(wording.OneLine(h.Subject))), 8))
	// The snippet is of one line already; its marks are offsets in it.
	var b strings.Builder
	last := 0
	for i := 0; i+1 < len(h.Marks); i += 2 {
		b.WriteString(wording.Safe(h.Snippet[last:h.Marks[i]]))
		b.WriteString(s.Mark(wording.Safe(h.Snippet[h.Marks[i]:h.Marks[i+1]])))
		last = h.Marks[i+1]
	}
	b.WriteString(wording.Safe(h.Snippet[last:]))
	if b.Len() > 0 {
		s.Line("        %s", b.String())
	}
}
