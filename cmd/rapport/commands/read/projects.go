package read

import (
	"cmp"
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

// projectLine is one line of `rapport projects`.
type projectLine struct {
	Code     string   `json:"code"` // "" for what is unfiled
	Name     string   `json:"name"`
	Client   string   `json:"client"`
	Language string   `json:"language"`
	Zone     string   `json:"time_zone"`
	PMs      []string `json:"pms"`
	Closed   bool     `json:"closed"` // in the configuration, or with a summary
	// Added are the contacts that PMs added by mail.
	Added []store.Person `json:"added"`
	// Deputies are those whom people have named for today, or for later.
	Deputies []store.Deputy `json:"deputies"`
	store.ProjectCount
}

// Projects returns the command `rapport projects`.
func Projects(a *app.App) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "projects",
		Short:   "List projects and their number of entries and threads",
		GroupID: app.GroupRead,
		Args:    cobra.NoArgs,
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, _ []string) error {
			counts, err := r.Store.ProjectCounts(ctx)
			if err != nil {
				return err
			}
			people, err := r.Store.People(ctx)
			if err != nil {
				return err
			}
			deputies, err := r.Store.Deputies(ctx, time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly))
			if err != nil {
				return err
			}
			closed, err := r.Store.ClosedProjects(ctx)
			if err != nil {
				return err
			}
			list := projectLines(r.Config, counts, closed)
			for i := range list {
				list[i].Added = app.NonNil(slices.DeleteFunc(slices.Clone(people), func(p store.Person) bool { return p.Project != list[i].Code }))
				list[i].Deputies = app.NonNil(slices.DeleteFunc(slices.Clone(deputies), func(d store.Deputy) bool { return d.Project != list[i].Code || d.Address == "" }))
			}
			head := []string{"CODE", "NAME", "CLIENT", "PM", "ENTRIES", "THREADS", "LAST"}
			if len(people) > 0 {
				head = append(head, "ADDED BY MAIL")
			}
			if len(deputies) > 0 {
				head = append(head, "DEPUTIES")
			}
			return app.Listed(a, asJSON, list, head, func(p projectLine) []string {
				name := p.Name
				if p.Closed {
					name += " (closed)"
				}
				row := []string{cmp.Or(p.Code, "(none)"), name, p.Client, strings.Join(p.PMs, ", "), fmt.Sprint(p.Entries), fmt.Sprint(p.Threads), r.Minute(p.Code, p.Last)}
				if len(people) > 0 {
					row = append(row, addedIn(p.Added))
				}
				if len(deputies) > 0 {
					row = append(row, deputiesIn(p.Deputies))
				}
				return row
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line")
	return cmd
}

// projectLines puts what the configuration says of each project beside what the
// log holds of it; then what the log holds of others, and of none.
func projectLines(c *config.Config, counts []store.ProjectCount, closed []string) []projectLine {
	counted := map[string]store.ProjectCount{}
	for _, n := range counts {
		counted[n.Project] = n
	}
	var list []projectLine
	for _, p := range c.Projects {
		line := projectLine{Code: p.Code, Name: p.Name, Client: p.Client, Language: p.Language, Zone: zoneName(p.Zone), PMs: []string{}, Closed: p.WithClosed(closed).Closed, ProjectCount: counted[p.Code]}
		for _, contact := range p.Contacts {
			if contact.Role == store.RolePM {
				line.PMs = append(line.PMs, contact.Name)
			}
		}
		line.Project = p.Code
		list = append(list, line)
		delete(counted, p.Code)
	}
	for _, n := range counts {
		if _, left := counted[n.Project]; left {
			line := projectLine{Code: n.Project, PMs: []string{}, ProjectCount: n}
			if n.Project != "" {
				line.Name = "not in the configuration"
			}
			list = append(list, line)
		}
	}
	return list
}

// deputiesIn lists deputies, with whose they are and until when.
func deputiesIn(list []store.Deputy) string {
	var words []string
	for _, d := range list {
		words = append(words, fmt.Sprintf("%s for %s until %s", wording.OneLine(d.Address), wording.OneLine(d.Of), d.Until))
	}
	return strings.Join(words, ", ")
}

// addedIn lists people with what they are.
func addedIn(people []store.Person) string {
	var names []string
	for _, p := range people {
		what := string(p.Role)
		if p.Contact != "" {
			what = "address of " + p.Contact
		}
		names = append(names, fmt.Sprintf("%s <%s> (%s)", wording.OneLine(p.Name), wording.OneLine(p.Address), what))
	}
	return strings.Join(names, ", ")
}

func zoneName(zone *time.Location) string {
	if zone == nil {
		return ""
	}
	return zone.String()
}
