// Package read holds the commands that show what is in the log and change nothing.
package read

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/config"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/store/search"
	"rapport/templates"
)

// logFlags are the flags of `rapport log`.
type logFlags struct {
	since, until, with, kind, html      string
	unfiled, reverse, json, all, shared bool
	limit                               int
}

// Log returns the command `rapport log`.
func Log(a *app.App) *cobra.Command {
	var f logFlags
	cmd := &cobra.Command{
		Use:     "log [PROJECT]",
		Short:   "Show the communication log of a project",
		GroupID: app.GroupRead,
		Long: `Show what passed between the two sides, in a project or in all projects: date, sender,
recipients, subject, the beginning of the new text, and attachments of each mail. An
invitation also has when and where the meeting is, and who has accepted. The number in
front identifies the entry to show, thread, file, mark and attachment. What Rapport itself
wrote and got in answer is one line for each text, change, report, survey or case that it
is about: how that stands now. --all shows every mail. Times are in the project's time
zone.

A sender who has no address of a contact is shown with the address and a mark. Mail that
nobody of the client's side has is marked internal; rapport mark corrects that, and
--shared leaves such mail out. --html writes one file that any browser shows and
searches, without anything from elsewhere.`,
		Example: `  rapport log ACME
  rapport log ACME --since 2026-03-01 --until 2026-03-31 --with "Anna Wright"
  rapport log ACME --since 2026-03-01 --shared --html march.html
  rapport log --unfiled
  rapport log ACME --json | jq .subject`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.CompleteProjects,
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) (err error) {
			var project store.Project
			if len(args) > 0 {
				if project, err = r.Project(args[0]); err != nil {
					return err
				}
			}
			q, err := f.query(r.Config, project)
			if err != nil {
				return exit.With(exit.Usage, err)
			}
			if f.html != "" {
				return f.writePage(ctx, a, r, q, project)
			}
			return a.Show(func(s app.Screen) error {
				p := logPrinter{Screen: s, reading: r, limit: f.limit, json: f.json, why: f.unfiled, shared: f.shared, marks: true}
				if project.Code != "" && !f.json {
					s.Line("%s\n", s.Bold(strings.Trim(strings.Join([]string{project.Code, project.Name, project.Client}, " · "), " ·")))
				}
				left, err := p.log(ctx, q, f.lists())
				if err != nil && !errors.Is(err, errEnough) {
					return err
				}
				switch {
				case f.json:
				case p.printed == 0:
					s.Line("No matching entries.")
				case left.InMatters+left.Others > 0:
					s.Line("\n%s", s.Dim(leftOut(left)))
				}
				return nil
			})
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.since, "since", "", "only mail since this `day`, such as 2026-03-01")
	flags.StringVar(&f.until, "until", "", "only mail up to and including this `day`")
	flags.StringVar(&f.with, "with", "", "only mail to or from this `person`: a contact's name, an address, or part of one")
	flags.StringVar(&f.kind, "kind", "", "only mail of this `kind`: "+strings.Join(kindNames(), ", "))
	flags.BoolVar(&f.unfiled, "unfiled", false, "only mail that is filed under no project, with the reason")
	flags.BoolVar(&f.all, "all", false, "every mail, also what Rapport wrote and got in answer")
	flags.BoolVar(&f.shared, "shared", false, "only what somebody of the client's side has")
	flags.StringVar(&f.html, "html", "", "write one HTML `file` to read and search in a browser; - is the standard output")
	flags.BoolVar(&f.reverse, "reverse", false, "newest first")
	flags.IntVar(&f.limit, "limit", 0, "show at most this `number` of entries; 0 means all")
	flags.BoolVar(&f.json, "json", false, "print one JSON object per line")
	app.Complete(cmd, "kind", kindNames()...)
	return cmd
}

func kindNames() []string { return wording.Words(store.Kinds()) }

func (f logFlags) query(c *config.Config, project store.Project) (store.LogQuery, error) {
	q := store.LogQuery{Project: project.Code, Unfiled: f.unfiled, Kind: store.Kind(f.kind), ReadBack: f.reverse, Brief: !f.json && f.html == "", Own: c.IsOwn}
	if f.html != "" && f.json {
		return q, errors.New("--html cannot be combined with --json")
	}
	if f.html != "" && project.Code == "" {
		return q, errors.New("--html takes the log of one project: name it")
	}
	if project.Code != "" && f.unfiled {
		return q, fmt.Errorf("--unfiled cannot be combined with a project: omit %s", project.Code)
	}
	if f.kind != "" {
		if known := kindNames(); !slices.Contains(known, f.kind) {
			return q, fmt.Errorf("unknown kind %q: must be one of %s", f.kind, strings.Join(known, ", "))
		}
	}
	zone := c.Zone(project.Code)
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
		q.With = c.AddressesOf(f.with)
	}
	return q, nil
}

// lists reports whether every entry is shown, and none is folded into its matter.
func (f logFlags) lists() bool { return f.all || f.json || f.unfiled || f.kind != "" }

// leftOut says how many entries a story does not show one by one.
func leftOut(left store.ErrandCount) string {
	return fmt.Sprintf("%s that Rapport wrote, or got in answer, not shown; --all shows every mail.", wording.Count(left.InMatters+left.Others, "mail"))
}

// errEnough ends a listing that has reached its limit.
var errEnough = errors.New("enough")

// logPrinter prints entries, a day under its date.
type logPrinter struct {
	app.Screen
	reading *app.Log
	limit   int
	json    bool
	why     bool // with the notes of the verdict
	shared  bool // only what the client's side has
	marks   bool // what is internal is marked
	day     string
	printed int
}

// log prints the entries of a query one by one or, unless it lists, as a story.
func (p *logPrinter) log(ctx context.Context, q store.LogQuery, lists bool) (left store.ErrandCount, err error) {
	if lists {
		return left, p.reading.Store.Log(ctx, q, p.print)
	}
	return p.reading.Store.Story(ctx, q, func(line store.StoryLine) error {
		if line.Entry != nil {
			return p.print(*line.Entry)
		}
		return p.matter(*line.Matter, line.At)
	})
}

func (p *logPrinter) print(e store.Entry) error {
	e.Audience = p.reading.Config.ProjectOf(e.Project).AudienceOf(e, marked(e.Auth))
	if p.shared && e.Audience != store.AudienceShared {
		return nil
	}
	if p.limit > 0 && p.printed == p.limit {
		return errEnough
	}
	p.printed++
	if p.json {
		return app.WriteJSON(p, e)
	}
	at := e.At.In(p.reading.Config.Zone(e.Project))
	p.date(at)
	p.entry(e, at)
	return nil
}

// matter prints how a matter stands.
func (p *logPrinter) matter(m store.MatterState, at time.Time) error {
	project := p.reading.Config.ProjectOf(m.Project)
	if p.shared && !project.IsShared(m) {
		return nil
	}
	if p.shared { // what a tracker has is the team's
		m.WorkItem = ""
	}
	if p.limit > 0 && p.printed == p.limit {
		return errEnough
	}
	p.printed++
	zone := p.reading.Config.Zone(m.Project)
	at = at.In(zone)
	p.date(at)
	line := templates.MatterLine(templates.English, m, zone, p.reading.Name)
	p.Line("%6s  %s %s", "·", p.Dim(at.Format("15:04")), p.Bold(p.Fit(line, len(indent))))
	return nil
}

// date prints the day of what follows, once.
func (p *logPrinter) date(at time.Time) {
	day := at.Format("Mon 2 Jan 2006")
	if day == p.day {
		return
	}
	if p.day != "" {
		p.Line("")
	}
	p.Line("%s", p.Dim(day))
	p.day = day
}

// indent is the indentation of the lines that belong to an entry.
const indent = "              "

func (p *logPrinter) entry(e store.Entry, at time.Time) {
	kind := ""
	if e.Kind != store.KindHuman {
		kind = p.Yellow(" (" + string(e.Kind) + ")")
	}
	if e.Talk != nil {
		kind = p.Yellow(" (" + string(e.Talk.Kind) + ")")
	}
	if len(e.From) > 0 {
		kind += p.Yellow(senderMark(p.reading.People.Participant(e.From[0])))
	}
	if p.marks && e.Project != "" && e.Audience == store.AudienceInternal {
		kind += p.Dim(" (internal)")
	}
	if marked(e.Auth) {
		kind += p.Yellow(" (sender " + string(e.Auth.Level) + ")")
	}
	if e.Lookalike != "" {
		kind += p.Yellow(" (looks like " + wording.OneLine(e.Lookalike) + ")")
	}
	p.Line("%6d  %s %s%s", e.ID, p.Dim(at.Format("15:04")), p.Fit(p.people(e), 16), kind)
	if subject := p.Fit(e.Subject, len(indent)); subject != "" {
		p.Line("%s%s", indent, p.Bold(subject))
	}
	for _, line := range templates.MeetingLines(templates.English, e, at.Location(), p.reading.People) {
		p.Line("%s%s", indent, p.Fit(line, len(indent)))
	}
	text := e.NewText
	switch {
	case e.Kind == store.KindSent:
		text = templates.FirstSentence(text)
	case e.Recap != nil && e.Kind == store.KindRecap:
		text = templates.RecapStart(templates.English, e.Recap)
	}
	if text := p.Fit(text, len(indent)); text != "" {
		p.Line("%s%s", indent, p.Dim(text))
	}
	for _, f := range e.Attached {
		if !f.Inline && !e.IsCalendarFile(f) {
			p.Line("%s%s", indent, p.Fit(fmt.Sprintf("+ %d: %s (%s)", f.N, attachmentName(f), wording.FileSize(f.Size)), len(indent)))
		}
	}
	if e.Unparsed != "" {
		p.Line("%s%s", indent, p.Yellow(p.Fit("not readable: "+e.Unparsed, len(indent))))
	}
	if p.why {
		for _, note := range e.Notes {
			p.Line("%s%s", indent, p.Yellow(p.Fit("why: "+note, len(indent))))
		}
		if len(e.Notes) == 0 {
			p.Line("%s%s", indent, p.Yellow("why: it names no project, and no participant is a contact"))
		}
	}
}

// senderMark says that a sender has no address of a contact.
func senderMark(who store.Participant) string {
	switch {
	case who.Known || who.Address == "":
		return ""
	case who.Claims != "":
		return " (not an address of " + wording.OneLine(who.Claims) + ")"
	}
	return " (unknown address)"
}

// people writes who wrote to whom.
func (p *logPrinter) people(e store.Entry) string {
	var from, to []string
	for _, a := range e.From {
		from = append(from, p.reading.Name(a))
	}
	seen := map[string]bool{}
	for _, list := range [][]store.Address{e.To, e.Cc} {
		for _, a := range list {
			if name := p.reading.Name(a); !seen[name] && !p.reading.Config.IsOwn(a.Address) {
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

func attachmentName(f store.Attachment) string {
	if f.Name == "" {
		return f.Type
	}
	return wording.OneLine(f.Name)
}
