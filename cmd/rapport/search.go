package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rapport/store"
	"rapport/store/search"
)

// newSearchCommand gives `rapport search`.
func newSearchCommand(a *app) *cobra.Command {
	var project string
	var limit int
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "search WORDS...",
		Short:   "Find mail by words, people, dates and files",
		GroupID: groupRead,
		Long: `Find mail in the log, the latest first. All words must be found; Chinese words of
two characters are found too. Between quotes they must stand together, a
trailing * lets a word go on, a leading - excludes it (write -- before the first
such word).

  from:NAME  to:NAME  with:NAME   a person, by name or address
  subject:WORD  file:WORD         in the subject; in the name of a file
  project:CODE
  after:2026-03-01  before:2026-04-01  until:2026-03-31
  has:attachment`,
		Example: `  rapport search 会议纪要
  rapport search '"final offer"' from:anna after:2026-03-01
  rapport search --project ACME -- budget -draft`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.openLog()
			if err != nil {
				return err
			}
			defer r.close()
			query := strings.Join(args, " ")
			if project != "" {
				p, err := r.config.project(project)
				if err != nil {
					return err
				}
				query += " project:" + p.Code
			}
			terms, err := search.Parse(query, r.config.zone(strings.ToUpper(project)))
			if err != nil {
				return withExit(exitUsage, err)
			}
			hits, total, err := r.store.Search(cmd.Context(), terms, limit)
			if err != nil {
				return err
			}
			return a.show(func(s screen) error {
				for _, h := range hits {
					if asJSON {
						if err := writeJSON(s, h); err != nil {
							return err
						}
						continue
					}
					r.showHit(s, h)
				}
				if !asJSON {
					s.line("%s", s.dim(foundText(len(hits), total)))
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&project, "project", "", "only in the log of this project")
	cmd.Flags().IntVar(&limit, "limit", 20, "show at most this `number`; 0 is all")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	if err := cmd.RegisterFlagCompletionFunc("project", a.completeProjects); err != nil {
		panic(err) // the flag does not exist
	}
	return cmd
}

func foundText(shown, total int) string {
	switch {
	case total == 0:
		return "Nothing found."
	case shown < total:
		return fmt.Sprintf("%d of %d found; --limit shows more.", shown, total)
	}
	return fmt.Sprintf("%d found.", total)
}

func (r *reading) showHit(s screen, h store.Hit) {
	var from []string
	for _, a := range h.From {
		from = append(from, r.name(a))
	}
	project := h.Project
	if project == "" {
		project = "unfiled"
	}
	at := h.At.In(r.config.zone(h.Project)).Format("2006-01-02 15:04")
	s.line("%6d  %s", h.Entry, s.fit(fmt.Sprintf("%s  %s  %s  %s", at, project, strings.Join(from, ", "), s.bold(oneLineOf(h.Subject))), 8))
	// The snippet is of one line already; its marks are offsets in it.
	var b strings.Builder
	last := 0
	for i := 0; i+1 < len(h.Marks); i += 2 {
		b.WriteString(safe(h.Snippet[last:h.Marks[i]]))
		b.WriteString(s.mark(safe(h.Snippet[h.Marks[i]:h.Marks[i+1]])))
		last = h.Marks[i+1]
	}
	b.WriteString(safe(h.Snippet[last:]))
	if b.Len() > 0 {
		s.line("        %s", b.String())
	}
}
