package act

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/store/mailaddr"
)

// teamLine is one line of `rapport report team`.
type teamLine struct {
	Name    string              `json:"name"`
	Address string              `json:"address"`
	Period  string              `json:"period"`
	State   store.TeamPartState `json:"state"`   // "" not asked yet
	Stopped bool                `json:"stopped"` // they opted out
	Text    string              `json:"text"`
}

func newReportTeamCommand(a *app.App) *cobra.Command {
	var asJSON bool
	var again string
	cmd := &cobra.Command{
		Use:   "team PROJECT",
		Short: "Show what the team was asked and wrote for the next report",
		Long: `Show whom Rapport asked for their part of the next report, and what they wrote.
This is internal: clients read only what the PM puts into the report. See docs/team.md.`,
		Example: `  rapport report team ACME
  rapport report team ACME --again tom@agency.example`,
		Args: cobra.ExactArgs(1),
		RunE: a.WithReport(func(ctx context.Context, r *app.Reporting) error {
			if again != "" {
				return askTeamAgain(ctx, a, r, again)
			}
			lines, err := teamLines(ctx, r)
			if err != nil {
				return err
			}
			return app.Listed(a, asJSON, lines, []string{"NAME", "ADDRESS", "PERIOD", "STATE", "TEXT"}, func(l teamLine) []string {
				state := cmp.Or(string(l.State), "not asked")
				if l.Stopped {
					state = "opted out"
				}
				return []string{wording.OneLine(l.Name), wording.OneLine(l.Address), l.Period, state, wording.OneLine(l.Text)}
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line")
	cmd.Flags().StringVar(&again, "again", "", "ask the team member at `ADDRESS` again, after they opted out")
	return cmd
}

// teamLines returns a line for each team member of a project.
func teamLines(ctx context.Context, r *app.Reporting) ([]teamLine, error) {
	p, err := r.Config.Project(r.Report.Project)
	if err != nil {
		return nil, err
	}
	parts, err := r.Store.TeamParts(ctx, p.Code, r.Report.Period)
	if err != nil {
		return nil, err
	}
	stopped, err := r.Store.TeamStops(ctx, p.Code)
	if err != nil {
		return nil, err
	}
	list := []teamLine{}
	for _, c := range p.Contacts {
		if c.Role != store.RoleTeam || len(c.Addresses) == 0 {
			continue
		}
		is := func(address string) bool {
			return slices.ContainsFunc(c.Addresses, func(own string) bool { return mailaddr.Key(own) == address })
		}
		line := teamLine{Name: c.Name, Address: c.Addresses[0], Period: r.Report.Period, Stopped: slices.ContainsFunc(stopped, is)}
		for _, part := range parts {
			if is(part.Address) {
				line.State, line.Text = part.State, part.Text
			}
		}
		list = append(list, line)
	}
	return list, nil
}

func askTeamAgain(ctx context.Context, a *app.App, r *app.Reporting, address string) error {
	address = strings.TrimSpace(address)
	err := r.Store.Update(ctx, func(tx *store.Tx) error {
		again, err := tx.AskTeamAgain(r.Report.Project, address)
		if err == nil && !again {
			err = store.ErrNotFound
		}
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return exit.With(exit.NoInput, fmt.Errorf("%s has not opted out; `rapport report team %s` lists who has", address, r.Report.Project))
	}
	if err == nil {
		fmt.Fprintf(a.Stdout, "Rapport will ask %s again for their part of the reports of %s.\n", address, r.Report.Project)
	}
	return err
}
