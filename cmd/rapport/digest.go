package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/store"
	"rapport/templates"
)

// newDigestCommand gives `rapport digest`: what PMs are told in the morning.
func newDigestCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "digest [ADDRESS]",
		Short:   "Show what the next digest of each PM would say",
		GroupID: groupRead,
		Long: `Show what waits for each PM, or for the one with an address, as their next morning
digest would say it. Nothing is sent. See docs/desk.md.`,
		Example: `  rapport digest
  rapport digest li.na@agency.example`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.reporting(cmd.Context())
			if err != nil {
				return err
			}
			defer r.store.Close()
			pm := ""
			if len(args) > 0 {
				pm = args[0]
			}
			list, err := r.due.Digest(cmd.Context(), pm)
			if err != nil {
				return err
			}
			if len(list) == 0 {
				return withExit(exitNoInput, fmt.Errorf("%s is no PM of a project that can send; see `rapport projects`", pm))
			}
			return a.show(func(s screen) error {
				for i, one := range list {
					if i > 0 {
						s.line("")
					}
					s.line("%s", s.bold(oneLineOf(one.PM)))
					if len(one.Items)+len(one.Mails) == 0 {
						s.line("Nothing waits.")
						continue
					}
					for _, item := range one.Items {
						s.line("%3d  %s", item.N, waitingLine(item))
					}
					for _, m := range one.Mails {
						s.line("%3d  to file: %s, %s", m.N, oneLineOf(m.From.String()), oneLineOf(m.Subject))
					}
				}
				return nil
			})
		},
	}
}

// newOpenCommand gives `rapport open`: what waits.
func newOpenCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "open [PROJECT]",
		Short:   "List what waits: for the team, for clients, for PMs",
		GroupID: groupRead,
		Long: `List the questions that nobody has answered, what waits to be confirmed, reports and
changes that wait for their PM, and addresses to which nothing is sent any more. For
folders, the outbox and what went wrong see rapport status.`,
		Example: `  rapport open ACME`,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := a.reporting(cmd.Context())
			if err != nil {
				return err
			}
			defer r.store.Close()
			var list []templates.DigestItem
			for _, p := range r.config.Projects {
				if len(args) > 0 && !strings.EqualFold(p.Code, args[0]) {
					continue
				}
				items, err := r.due.Open(cmd.Context(), p.Code)
				if err != nil {
					return err
				}
				list = append(list, items...)
			}
			if len(args) > 0 {
				if _, err := r.config.project(args[0]); err != nil {
					return err
				}
			}
			return listed(a, asJSON, jsonOf(list), []string{"PROJECT", "KIND", "NUMBER", "STATE", "DUE", "WHAT"}, func(one openThing) []string {
				number, due := "", ""
				if one.Number > 0 {
					number = strconv.Itoa(one.Number)
				}
				if one.Due != nil {
					due = one.Due.Format("2006-01-02 15:04")
				}
				return []string{one.Project, one.Kind, number, one.State, due, oneLineOf(one.Title)}
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

// openThing is a thing that waits, as `rapport open --json` gives it.
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
}

func jsonOf(items []templates.DigestItem) []openThing {
	list := []openThing{}
	for _, i := range items {
		one := openThing{Project: i.Project.Code, Kind: i.Kind, Number: i.Number, What: i.What, State: i.State, Title: titleOf(i), Who: []string{}, Overdue: i.Overdue}
		if one.State == "" {
			one.State = "open"
		}
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
	return i.Title
}

// waitingLine is a thing that waits on a line of a terminal.
func waitingLine(i templates.DigestItem) string {
	line := "[" + i.Project.Code + "] " + i.Kind
	if i.What != "" {
		line += " (" + i.What + ")"
	}
	line += ": " + oneLineOf(titleOf(i))
	if i.State != "" {
		line += ", " + i.State
	}
	switch {
	case i.Overdue:
		line += ", overdue"
	case !i.Due.IsZero():
		line += ", due " + i.Due.Format("2006-01-02 15:04")
	}
	return line
}
