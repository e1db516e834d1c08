package read

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/templates"
)

// Agreed returns the command `rapport agreed`.
func Agreed(a *app.App) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "agreed PROJECT",
		Short:   "Show the decisions in force, each with the mail that confirmed it",
		GroupID: app.GroupRead,
		Long: `Show what is agreed and in force: confirmed minutes, plans, scopes, acceptance criteria,
approved changes and settlements. Each has its present version, when and by whom it was
confirmed, in which mail, and how sure it is who wrote that. A newer text of the same kind
and title replaces the one before; minutes, changes and settlements stay.

A PM gets the same list by mail: agreed PROJECT.`,
		Example: `  rapport agreed ACME
  rapport agreed ACME --json | jq -r '.title'`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.CompleteProjects,
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			project, err := r.Project(args[0])
			if err != nil {
				return err
			}
			list, err := r.Store.Agreements(ctx, project.Code)
			if err != nil {
				return err
			}
			return a.Show(func(s app.Screen) error {
				for _, one := range list {
					if asJSON {
						if err := app.WriteJSON(s, one); err != nil {
							return err
						}
						continue
					}
					showAgreement(r, s, one)
				}
				if len(list) == 0 && !asJSON {
					s.Line("Nothing is agreed yet.")
				}
				return nil
			})
		}),
	}
	app.JSONFlag(cmd, &asJSON, "print one JSON object per line")
	return cmd
}

func showAgreement(r *app.Log, s app.Screen, one store.Agreement) {
	s.Line("%s", s.Bold(s.Fit(fmt.Sprintf("%s: %s", templates.AgreementName(templates.English, one), one.Title), 0)))
	how := "confirmed"
	if one.Outcome == store.OutcomeSilence {
		how = "counts as confirmed: nobody objected in time"
	}
	version := fmt.Sprintf("version %d", one.Version)
	if one.Stage != "" {
		how = strings.ReplaceAll(string(one.Stage), "-", " ")
	}
	s.Line("    %s, %s, %s", version, how, r.Moment(one.Project, one.At))
	for _, by := range one.By {
		said := ""
		if words := wording.OneLine(by.Words); words != "" {
			said = fmt.Sprintf(" “%s”", words)
		}
		mail := "no mail"
		if by.Entry > 0 {
			mail = fmt.Sprintf("entry %d", by.Entry)
		}
		stated := ""
		if by.For != "" {
			stated = ", as " + r.Name(store.Address{Address: by.For}) + " states"
		}
		deputy := ""
		if by.Deputy.Address != "" {
			deputy = r.Name(by.Deputy) + " for "
		}
		s.Line("    %s", s.Fit(fmt.Sprintf("%s%s%s, %s: %s, %s%s", deputy, r.Name(store.Address{Name: by.Name, Address: by.Address}), stated, r.Minute(one.Project, by.At), mail, proofOr(by.Proof), said), 4))
	}
	for _, who := range one.Silent {
		s.Line("    %s did not reply", r.Name(who))
	}
	for _, f := range one.Files {
		s.Line("    %s", s.Fit(fmt.Sprintf("+ %s (%s, SHA-256 %s…)", wording.OneLine(f.Name), wording.FileSize(f.Size), f.SHA256.String()[:12]), 4))
	}
	if len(one.Replaces) > 0 {
		s.Line("    %s", s.Dim("replaces "+strings.Trim(strings.ReplaceAll(fmt.Sprint(one.Replaces), " ", ", "), "[]")))
	}
	s.Line("")
}

func proofOr(proof string) string {
	if proof == "" {
		return "proof not recorded"
	}
	return proof
}
