package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/store"
	"rapport/store/search"
)

// logFlags are the flags of `rapport log`.
type logFlags struct {
	since, until, with, kind string
	unfiled, reverse, json   bool
	limit                    int
}

// newLogCommand gives `rapport log`.
func newLogCommand(a *app) *cobra.Command {
	var f logFlags
	cmd := &cobra.Command{
		Use:     "log [PROJECT]",
		Short:   "Show the communication log of a project",
		GroupID: groupRead,
		Long: `Show the log of a project, or of all: for each mail when it was written, by
whom, to whom, its subject, how what was newly written begins, and its files.
The number in front is that of the entry, which show, thread, file and
attachment take. Times are those of the project's zone.`,
		Example: `  rapport log ACME
  rapport log ACME --since 2026-03-01 --until 2026-03-31 --with "Anna Wright"
  rapport log --unfiled
  rapport log ACME --json | jq .subject`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeProjects,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.openLog()
			if err != nil {
				return err
			}
			defer r.close()
			var project store.Project
			if len(args) > 0 {
				if project, err = r.config.project(args[0]); err != nil {
					return err
				}
			}
			q, err := f.query(r.config, project)
			if err != nil {
				return withExit(exitUsage, err)
			}
			return a.show(func(s screen) error {
				p := logPrinter{screen: s, reading: r, limit: f.limit, json: f.json, why: f.unfiled}
				if project.Code != "" && !f.json {
					s.line("%s\n", s.bold(strings.Join([]string{project.Code, project.Name, project.Client}, " · ")))
				}
				if err := r.store.Log(cmd.Context(), q, p.print); err != nil && !errors.Is(err, errEnough) {
					return err
				}
				if p.printed == 0 && !f.json {
					s.line("No entry fits.")
				}
				return nil
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.since, "since", "", "from this `day` on, such as 2026-03-01")
	flags.StringVar(&f.until, "until", "", "up to this `day`, which is included")
	flags.StringVar(&f.with, "with", "", "only mail to or from this `person`: a contact's name, an address, or part of one")
	flags.StringVar(&f.kind, "kind", "", "only mail of this `kind`: "+strings.Join(kindNames(), ", "))
	flags.BoolVar(&f.unfiled, "unfiled", false, "only mail that fits no project, with what is known of it")
	flags.BoolVar(&f.reverse, "reverse", false, "the latest first")
	flags.IntVar(&f.limit, "limit", 0, "at most this `number` of entries; 0 is all")
	flags.BoolVar(&f.json, "json", false, "print one JSON object a line")
	complete(cmd, "kind", kindNames()...)
	return cmd
}

func kindNames() []string {
	var names []string
	for _, k := range store.Kinds() {
		names = append(names, string(k))
	}
	return names
}

// completeProjects offers the codes of projects to the shell's completion.
func (a *app) completeProjects(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	c, err := a.loadConfig()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var codes []string
	for _, p := range c.Projects {
		codes = append(codes, p.Code+"\t"+p.Name)
	}
	return codes, cobra.ShellCompDirectiveNoFileComp
}

func (f logFlags) query(c *config, project store.Project) (store.LogQuery, error) {
	q := store.LogQuery{Project: project.Code, Unfiled: f.unfiled, Kind: store.Kind(f.kind), ReadBack: f.reverse}
	if project.Code != "" && f.unfiled {
		return q, fmt.Errorf("--unfiled is for mail of no project: leave %s out", project.Code)
	}
	if f.kind != "" {
		if known := kindNames(); !slices.Contains(known, f.kind) {
			return q, fmt.Errorf("there is no kind %q: want %s", f.kind, strings.Join(known, ", "))
		}
	}
	zone := c.zone(project.Code)
	var err error
	if f.since != "" {
		if q.Since, err = search.ParseDay(f.since, zone); err != nil {
			return q, fmt.Errorf("--since: %w", err)
		}
	}
	if f.until != "" {
		day, err := search.ParseDay(f.until, zone)
		if err != nil {
			return q, fmt.Errorf("--until: %w", err)
		}
		q.Until = day.AddDate(0, 0, 1)
	}
	if f.with != "" {
		q.With = c.addressesOf(f.with)
	}
	return q, nil
}

// addressesOf gives the addresses of the contacts of that name and, whoever that
// is, the words themselves.
func (c *config) addressesOf(person string) []string {
	list := []string{person}
	for _, p := range c.Projects {
		for _, contact := range p.Contacts {
			if strings.EqualFold(contact.Name, person) {
				list = append(list, contact.Addresses...)
			}
		}
	}
	return list
}

// errEnough ends a listing that has reached its limit.
var errEnough = errors.New("enough")

// logPrinter prints entries, a day under its date.
type logPrinter struct {
	screen
	reading *reading
	limit   int
	json    bool
	why     bool // with the notes of the verdict
	day     string
	printed int
}

func (p *logPrinter) print(e store.Entry) error {
	if p.limit > 0 && p.printed == p.limit {
		return errEnough
	}
	p.printed++
	if p.json {
		return writeJSON(p, e)
	}
	at := e.At.In(p.reading.config.zone(e.Project))
	if day := at.Format("Mon 2 Jan 2006"); day != p.day {
		if p.day != "" {
			p.line("")
		}
		p.line("%s", p.dim(day))
		p.day = day
	}
	p.entry(e, at)
	return nil
}

// indent is how far what belongs to an entry stands in.
const indent = "              "

func (p *logPrinter) entry(e store.Entry, at time.Time) {
	kind := ""
	if e.Kind != store.KindHuman {
		kind = p.yellow(" (" + string(e.Kind) + ")")
	}
	if marked(e.Auth) {
		kind += p.yellow(" (sender " + string(e.Auth.Level) + ")")
	}
	if e.Lookalike != "" {
		kind += p.yellow(" (looks like " + oneLineOf(e.Lookalike) + ")")
	}
	p.line("%6d  %s %s%s", e.ID, p.dim(at.Format("15:04")), p.fit(p.people(e), 16), kind)
	if subject := p.fit(e.Subject, len(indent)); subject != "" {
		p.line("%s%s", indent, p.bold(subject))
	}
	if text := p.fit(e.NewText, len(indent)); text != "" {
		p.line("%s%s", indent, p.dim(text))
	}
	for _, f := range e.Attached {
		if !f.Inline {
			p.line("%s%s", indent, p.fit(fmt.Sprintf("+ %d: %s (%s)", f.N, attachmentName(f), fileSize(f.Size)), len(indent)))
		}
	}
	if e.Unparsed != "" {
		p.line("%s%s", indent, p.yellow(p.fit("not readable: "+e.Unparsed, len(indent))))
	}
	if p.why {
		for _, note := range e.Notes {
			p.line("%s%s", indent, p.yellow(p.fit("why: "+note, len(indent))))
		}
		if len(e.Notes) == 0 {
			p.line("%s%s", indent, p.yellow("why: nothing in it names a project, and nobody in it is a contact"))
		}
	}
}

// people writes who wrote to whom.
func (p *logPrinter) people(e store.Entry) string {
	var from, to []string
	for _, a := range e.From {
		from = append(from, p.reading.name(a))
	}
	seen := map[string]bool{}
	for _, list := range [][]store.Address{e.To, e.Cc} {
		for _, a := range list {
			if name := p.reading.name(a); !seen[name] && !p.reading.isLog(a) {
				seen[name] = true
				to = append(to, name)
			}
		}
	}
	if len(from) == 0 {
		from = []string{"nobody"}
	}
	text := strings.Join(from, ", ")
	if len(to) > 0 {
		text += " → " + strings.Join(to, ", ")
	}
	return text
}

// isLog says whether an address is the log's own, of any project.
func (r *reading) isLog(a store.Address) bool {
	local, domain, _ := strings.Cut(strings.ToLower(r.config.LogAddress), "@")
	given, at, _ := strings.Cut(strings.ToLower(a.Address), "@")
	given, _, _ = strings.Cut(given, "+")
	return given == local && at == domain
}

func attachmentName(f store.Attachment) string {
	if f.Name == "" {
		return f.Type
	}
	return oneLineOf(f.Name)
}
