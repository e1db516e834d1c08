package read

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/mailout/due"
	"rapport/store"
	"rapport/store/mailaddr"
)

const (
	mostRehearsed = 366 // days
	rehearsesFor  = 5 * time.Minute
	agreesAfter   = 2 * time.Hour
)

// Rehearse returns the command `rapport rehearse`, which lists the mail that would be sent.
func Rehearse(a *app.App) *cobra.Command {
	var (
		days   int
		agree  bool
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:     "rehearse [PROJECT]",
		Short:   "Show which mail Rapport would send in the next days",
		GroupID: app.GroupRun,
		Long: `Show which mail Rapport would send to whom, and when, with this configuration and this
log, if no mail came and nobody replied. With --agree, PMs approve what they are shown and
clients agree to what they are asked, each after two hours.

The command sends nothing and changes nothing, and may run beside the daemon. It runs the
daemon's duties over a copy of the database, by a clock that leaps to the next time at
which something is due. The copy is in the directory for temporary files (TMPDIR), is as
large as the database, and is removed at the end. Trackers and meeting systems are not
asked. See docs/rehearse.md.`,
		Example: `  rapport rehearse --days 30
  rapport rehearse ACME --agree
  rapport rehearse -c new.toml --json`,
		Args: cobra.MaximumNArgs(1),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			code, err := r.CodeOf(args)
			if err != nil {
				return err
			}
			if days < 1 || days > mostRehearsed {
				return exit.With(exit.Usage, fmt.Errorf("--days must be from 1 to %d", mostRehearsed))
			}
			ran, err := rehearse(ctx, a, r, days, agree)
			if err != nil {
				return err
			}
			ran.mails = slices.DeleteFunc(ran.mails, func(m due.RehearsedMail) bool { return code != "" && m.Project != code })
			return ran.show(a, r, asJSON)
		}),
	}
	cmd.Flags().IntVar(&days, "days", 30, "rehearse this many `DAYS`")
	cmd.Flags().BoolVar(&agree, "agree", false, "rehearse that PMs approve and clients agree")
	app.JSONFlag(cmd, &asJSON, "print one JSON object per line")
	return cmd
}

// rehearsed is the result of a rehearsal.
type rehearsed struct {
	mails        []due.RehearsedMail
	begin, until time.Time
	stopped      time.Time // where there was no time for more; zero: it came to its end
}

// rehearse runs the duties of the next days over a copy of the log.
func rehearse(ctx context.Context, a *app.App, r *app.Log, days int, agree bool) (ran rehearsed, err error) {
	c, err := r.Config.Due(a.Poll)
	if err != nil {
		return ran, exit.With(exit.Config, err)
	}
	dir, err := os.MkdirTemp("", "rapport-rehearse-")
	if err != nil {
		return ran, fmt.Errorf("make a directory for the copy: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := r.Store.CopyTo(ctx, dir); err != nil {
		return ran, err
	}
	ran.begin = a.Clock()()
	ran.until = ran.begin.AddDate(0, 0, days)
	rehearsal := due.NewRehearsal(ran.begin, a.Log)
	s, err := store.Open(ctx, store.Config{Dir: dir, Now: rehearsal.Now})
	if err != nil {
		return ran, fmt.Errorf("open the copy: %w", err)
	}
	defer s.Close()
	limited, cancel := context.WithTimeout(ctx, rehearsesFor)
	defer cancel()
	rules := due.RehearsalRules{Until: ran.until, Send: r.Config.SendRules(), Each: func(m due.RehearsedMail) { ran.mails = append(ran.mails, m) }}
	if agree {
		rules.Agree = agreesAfter
	}
	err = rehearsal.Run(limited, s, c, rules)
	if limited.Err() != nil && ctx.Err() == nil {
		ran.stopped, err = rehearsal.Now(), nil
	}
	return ran, err
}

// show prints the mails, and then how many each person would get.
func (ran rehearsed) show(a *app.App, r *app.Log, asJSON bool) error {
	list := make([]rehearsedLine, len(ran.mails))
	for i, m := range ran.mails {
		who, role := personOf(r, m.Project, m.Recipient)
		list[i] = rehearsedLine{At: m.At.In(r.Config.Zone(m.Project)), To: m.Recipient, Name: who, Role: role, Project: m.Project, Mail: m.Purpose, Subject: m.Subject, Held: m.Held}
	}
	if !ran.stopped.IsZero() {
		fmt.Fprintf(a.Stderr, "The rehearsal ran out of time and shows the days up to %s; ask for fewer with --days.\n", ran.stopped.Format(time.DateOnly))
	}
	if !asJSON && len(list) == 0 {
		return a.Show(func(s app.Screen) error {
			s.Line("Rapport would send no mail until %s.", ran.until.Format(time.DateOnly))
			return nil
		})
	}
	err := app.Listed(a, asJSON, list, []string{"DATE", "TO", "PROJECT", "MAIL", "SUBJECT"}, func(one rehearsedLine) []string {
		mail := one.Mail
		if one.Held {
			mail += " (held)"
		}
		return []string{one.At.Format("Mon 2006-01-02 15:04"), one.To, one.Project, mail, wording.OneLine(one.Subject)}
	})
	if err != nil || asJSON {
		return err
	}
	return a.Show(func(s app.Screen) error {
		rows := [][]string{{"PERSON", "ADDRESS", "ROLE", "EMAILS", "MOST IN 7 DAYS"}}
		for _, p := range eachPerson(list) {
			rows = append(rows, []string{wording.OneLine(p.name), p.address, string(p.role), fmt.Sprint(len(p.times)), fmt.Sprint(p.busiest())})
		}
		s.Line("")
		s.Table(rows)
		return nil
	})
}

// rehearsedLine is a mail, as `rapport rehearse --json` has it.
type rehearsedLine struct {
	At      time.Time  `json:"at"`
	To      string     `json:"to"`
	Name    string     `json:"name"`
	Role    store.Role `json:"role"`
	Project string     `json:"project"`
	Mail    string     `json:"mail"` // its template
	Subject string     `json:"subject"`
	Held    bool       `json:"held"` // only_to does not name its recipient
}

// personOf returns the name and the role of a contact.
func personOf(r *app.Log, code, address string) (name string, role store.Role) {
	p, err := r.Config.Project(code)
	if err != nil {
		return "", store.RoleOther
	}
	for _, c := range p.Contacts {
		if slices.ContainsFunc(c.Addresses, func(a string) bool { return mailaddr.Key(a) == mailaddr.Key(address) }) {
			return c.Name, c.Role
		}
	}
	return "", store.RoleOther
}

// recipient is a person with the times of the mail that they would get.
type recipient struct {
	name, address string
	role          store.Role
	times         []time.Time
}

// eachPerson returns who gets mail: clients first, then who gets most.
func eachPerson(list []rehearsedLine) (people []recipient) {
	for _, one := range list {
		i := slices.IndexFunc(people, func(p recipient) bool { return strings.EqualFold(p.address, one.To) })
		if i < 0 {
			i = len(people)
			people = append(people, recipient{name: one.Name, address: one.To, role: one.Role})
		}
		people[i].times = append(people[i].times, one.At)
	}
	slices.SortStableFunc(people, func(a, b recipient) int {
		isClient := func(p recipient) int {
			if p.role == store.RoleClient {
				return 0
			}
			return 1
		}
		return cmp.Or(isClient(a)-isClient(b), len(b.times)-len(a.times), strings.Compare(a.address, b.address))
	})
	return people
}

// busiest returns the most mails within seven days.
func (p recipient) busiest() (most int) {
	first := 0
	for i, at := range p.times {
		for at.Sub(p.times[first]) >= 7*24*time.Hour {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}
