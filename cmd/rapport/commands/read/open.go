package read

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/templates"
)

// Open returns the command `rapport open`: what waits.
func Open(a *app.App) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "open [PROJECT]",
		Short:   "List open items: for the team, for clients, for PMs",
		GroupID: app.GroupRead,
		Long: `List unanswered questions, pending confirmations, open action items, reports and
changes that await their PM, and addresses to which sending is suspended: what is
overdue first, then what is due today. For folders, the outbox and failures see
rapport status.`,
		Example: `  rapport open ACME`,
		Args:    cobra.MaximumNArgs(1),
		RunE: a.WithDue(func(ctx context.Context, r *app.Reporting, args []string) error {
			var list []templates.DigestItem
			for _, p := range r.Config.Projects {
				if len(args) > 0 && !strings.EqualFold(p.Code, args[0]) {
					continue
				}
				items, err := r.Due.Open(ctx, p.Code)
				if err != nil {
					return err
				}
				list = append(list, items...)
			}
			if len(args) > 0 {
				if _, err := r.Config.Project(args[0]); err != nil {
					return err
				}
			}
			return app.Listed(a, asJSON, jsonOf(list), []string{"PROJECT", "KIND", "NUMBER", "STATE", "DUE", "WHAT"}, func(one openThing) []string {
				number, due := "", ""
				if one.Number > 0 {
					number = strconv.Itoa(one.Number)
				}
				if one.Due != nil {
					due = dueOf(*one.Due)
				}
				if one.Today {
					due += " (today)"
				}
				return []string{one.Project, one.Kind, number, one.State, due, wording.OneLine(one.Title)}
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line")
	return cmd
}

// openThing is an open item, as `rapport open --json` prints it.
type openThing struct {
	Project string     `json:"project"`
	Kind    string     `json:"kind"`
	Number  int        `json:"number,omitempty"`
	What    string     `json:"what,omitempty"`
	State   string     `json:"state"`
	Title   string     `json:"title"`
	Who     []string   `json:"who"`
	Since   *time.Time `json:"since,omitempty"`
	Due     *time.Time `json:"due,omitempty"`
	Overdue bool       `json:"overdue"`
	Today   bool       `json:"today"` // it is due today
}

// dueOf returns a deadline, without a time where it is a day.
func dueOf(due time.Time) string {
	if due.Hour() == 0 && due.Minute() == 0 {
		return due.Format(time.DateOnly)
	}
	return due.Format("2006-01-02 15:04")
}

func jsonOf(items []templates.DigestItem) []openThing {
	list := []openThing{}
	for _, i := range items {
		one := openThing{Project: i.Project.Code, Kind: i.Kind, Number: i.Number, What: i.What, State: i.State, Title: titleOf(i), Who: []string{}, Overdue: i.Overdue, Today: i.Today}
		switch {
		case i.Awaited:
			one.State = "awaited" // a client is
		case !i.Later.IsZero():
			one.State = "put off"
		}
		one.State = cmp.Or(one.State, "open")
		for _, a := range i.Who {
			one.Who = append(one.Who, a.Address)
		}
		if !i.Since.IsZero() {
			one.Since = &i.Since
		}
		if !i.Due.IsZero() {
			one.Due = &i.Due
		}
		list = append(list, one)
	}
	return list
}

func titleOf(i templates.DigestItem) string {
	switch i.Kind {
	case store.ItemReport:
		return "report of " + i.From.Format("2 Jan") + " to " + i.To.Format("2 Jan")
	case store.ItemAddress:
		return i.Who[0].Address
	}
	if i.Kind == store.ItemHeld {
		return "mail that began nothing; see rapport take-up"
	}
	return i.Title
}

// waitingLine is a thing that waits on a line of a terminal.
func waitingLine(i templates.DigestItem) string {
	line := "[" + i.Project.Code + "] " + i.Kind
	if i.What != "" {
		line += " (" + i.What + ")"
	}
	line += ": " + wording.OneLine(titleOf(i))
	if i.State != "" {
		line += ", " + i.State
	}
	switch {
	case i.Overdue:
		line += ", overdue"
	case !i.Due.IsZero():
		line += ", due " + dueOf(i.Due)
	}
	return line
}
