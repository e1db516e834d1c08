package read

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/mailout/due"
)

// Budget returns the command `rapport budget`, which shows how much mail that they did not ask for
// clients have had this week.
func Budget(a *app.App) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "budget [PROJECT]",
		Short:   "Show how many emails each client contact has had this week",
		GroupID: app.GroupSend,
		Long: `Show for each client contact the emails since Monday that they did not ask for, and
the emails that are waiting for next week because the contact has reached the limit,
per_client_week in [sending]. An email with a deadline went in spite of the limit,
because it would have been too late next week.

Emails are counted per person, over all of their projects. To see which emails will be
sent in the next weeks, use rapport rehearse. See docs/sending.md.`,
		Example: `  rapport budget
  rapport budget ACME --json`,
		Args: cobra.MaximumNArgs(1),
		RunE: a.WithDue(func(ctx context.Context, r *app.Reporting, args []string) error {
			code := ""
			if len(args) > 0 {
				p, err := r.Config.Project(args[0])
				if err != nil {
					return err
				}
				code = p.Code
			}
			weeks, err := r.Due.ClientWeeks(ctx, code)
			if err != nil {
				return err
			}
			list := make([]budgetLine, len(weeks))
			for i, w := range weeks {
				list[i] = newBudgetLine(w)
			}
			return showBudget(a, list, asJSON)
		}),
	}
	app.JSONFlag(cmd, &asJSON, "print one JSON object per line")
	return cmd
}

// budgetLine is the week of a person, as `rapport budget --json` has it.
type budgetLine struct {
	Name    string       `json:"name"`
	Address string       `json:"address"`
	Week    string       `json:"week"`    // its Monday
	Most    int          `json:"most"`    // emails in a week; 0: there is no limit
	Sent    []budgetMail `json:"sent"`    // this week, or about to be
	Waiting []budgetMail `json:"waiting"` // for the next
}

// budgetMail is an email of a week.
type budgetMail struct {
	At       time.Time  `json:"at"` // when it was queued, or until when it waits
	Project  string     `json:"project"`
	Mail     string     `json:"mail"` // its template
	Subject  string     `json:"subject"`
	Deadline *time.Time `json:"deadline,omitempty"` // which let it go in spite of the limit
}

func newBudgetLine(w due.ClientWeek) budgetLine {
	line := budgetLine{Name: w.Who.Name, Address: w.Who.Address, Week: w.Begins.Format(time.DateOnly), Most: w.Most, Sent: []budgetMail{}, Waiting: []budgetMail{}}
	for _, m := range w.Sent {
		one := budgetMail{At: m.Queued.In(w.Zone), Project: m.Project, Mail: m.Purpose, Subject: m.Subject}
		if !m.Deadline.IsZero() {
			deadline := m.Deadline.In(w.Zone)
			one.Deadline = &deadline
		}
		line.Sent = append(line.Sent, one)
	}
	for _, m := range w.Waiting {
		line.Waiting = append(line.Waiting, budgetMail{At: m.Until.In(w.Zone), Project: m.Project, Mail: m.Purpose, Subject: m.Subject})
	}
	return line
}

// showBudget prints how many emails each person has had, and then which.
func showBudget(a *app.App, list []budgetLine, asJSON bool) error {
	err := app.Listed(a, asJSON, list, []string{"PERSON", "ADDRESS", "THIS WEEK", "WAITING"}, func(one budgetLine) []string {
		had := strconv.Itoa(len(one.Sent))
		if one.Most > 0 {
			had += fmt.Sprint(" of ", one.Most)
		}
		return []string{wording.OneLine(one.Name), one.Address, had, strconv.Itoa(len(one.Waiting))}
	})
	if err != nil || asJSON {
		return err
	}
	const layout = "Mon 2006-01-02 15:04"
	rows := [][]string{{"DATE", "TO", "PROJECT", "MAIL", "STATE", "SUBJECT"}}
	for _, one := range list {
		add := func(m budgetMail, state string) {
			rows = append(rows, []string{m.At.Format(layout), one.Address, m.Project, m.Mail, state, wording.OneLine(m.Subject)})
		}
		for _, m := range one.Sent {
			state := "sent"
			if m.Deadline != nil {
				state = "sent, deadline " + m.Deadline.Format(time.DateOnly)
			}
			add(m, state)
		}
		for _, m := range one.Waiting {
			add(m, "waiting until then")
		}
	}
	if len(rows) == 1 {
		return nil
	}
	return a.Show(func(s app.Screen) error {
		s.Line("")
		s.Table(rows)
		return nil
	})
}
