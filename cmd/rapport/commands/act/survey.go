package act

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/templates/survey"
)

// Survey returns the command `rapport survey`: what clients are asked.
func Survey(a *app.App) *cobra.Command {
	k := surveys()
	return app.Group(&cobra.Command{
		Use:     "survey",
		Short:   "Survey clients and show the results",
		GroupID: app.GroupSend,
		Long: `Surveys that clients answer by mail: with one click, a number or in words. See
docs/surveys.md.`,
		Example: `  rapport survey send ACME
  rapport survey send ACME --template nps --to wang
  rapport survey results ACME --chart trend.png
  rapport survey show ACME 3`,
	},
		newSurveySendCommand(a),
		k.List(a, "List surveys, newest last", ""),
		k.ShowCommand(a, "Show the questions, who was asked and who answered"),
		newSurveyResultsCommand(a),
		k.Change(a, "close PROJECT NUMBER", "Close a survey early", func(tx *store.Tx, one store.Survey, _, actor string) (bool, error) {
			return tx.EndSurvey(one.ID, actor)
		}),
		surveyStop(a, "stop ADDRESS", "Stop surveys to an address, like the reply “unsubscribe”", "Surveys to %s are stopped.\n", (*store.Tx).StopSurveys),
		surveyStop(a, "resume ADDRESS", "Resume surveys to an address", "Surveys to %s are resumed.\n", (*store.Tx).ResumeSurveys))
}

func newSurveySendCommand(a *app.App) *cobra.Command {
	var template string
	var to []string
	cmd := &cobra.Command{
		Use:   "send PROJECT",
		Short: "Send a survey to the clients who were not asked recently and accept surveys",
		Args:  cobra.ExactArgs(1),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			questions, err := survey.Load(template)
			if err != nil {
				return exit.With(exit.Usage, fmt.Errorf("--template: %w", err))
			}
			p, err := r.Config.Project(args[0])
			if err != nil {
				return err
			}
			if err := r.Config.CanSend(p.Code); err != nil {
				return err
			}
			who, err := toAsk(p, to)
			if err != nil {
				return err
			}
			duties := r.Config.DutiesOf(p.Code)
			if duties.Relay == "" {
				return exit.With(exit.Config, fmt.Errorf("cannot send for %s: add a [[relay]] to the configuration", p.Code))
			}
			one := store.Survey{Project: p.Code, Template: questions.Name, Form: questions.In(p.Language), Cause: store.SurveyByCommand, Occasion: "command " + store.NewTag(), Low: duties.Surveys.Low, Actor: app.Operator()}
			var (
				number int
				left   []store.Unasked
			)
			err = a.Change(ctx, r.Config, func(tx *store.Tx) error {
				number, left, err = tx.PlanSurvey(one, who, duties.Surveys.Every)
				return err
			})
			if err != nil {
				return err
			}
			for _, u := range left {
				fmt.Fprintf(a.Stdout, "Not asking %s: %s.\n", u.Name, whyNot(u, r.Config.Zone(p.Code)))
			}
			if number == 0 {
				return exit.With(exit.NoInput, fmt.Errorf("no client of %s is left to ask", p.Code))
			}
			fmt.Fprintf(a.Stdout, "%s survey %d: %s. Recipients: %d.\n", p.Code, number, strings.TrimRight(one.Title, "?？."), len(who)-len(left))
			return nil
		}),
	}
	cmd.Flags().StringVar(&template, "template", "csat", "questions: csat, nps, milestone, training, closing, or a .toml `FILE`")
	cmd.Flags().StringSliceVar(&to, "to", nil, "`NAME` or address of a client, or a unique part of one; repeatable")
	app.Complete(cmd, "template", survey.Names()...)
	return cmd
}

// whyNot says why somebody is not asked.
func whyNot(u store.Unasked, zone *time.Location) string {
	if u.Stopped {
		return "they unsubscribed; see `rapport survey resume ADDRESS`"
	}
	return "they were asked on " + u.Last.In(zone).Format("2006-01-02") + "; see survey_every"
}

// toAsk returns the clients of a project, or those that words name.
func toAsk(p store.Project, words []string) ([]store.Contact, error) {
	var clients []store.Contact
	for _, c := range p.Contacts {
		if c.Role == store.RoleClient && len(c.Addresses) > 0 {
			clients = append(clients, c)
		}
	}
	if len(clients) == 0 {
		return nil, exit.With(exit.Config, fmt.Errorf("%s has no contact with role = \"client\" to ask", p.Code))
	}
	if len(words) == 0 {
		return clients, nil
	}
	var who []store.Contact
	for _, word := range words {
		var found []store.Contact
		for _, c := range clients {
			if word != "" && strings.Contains(strings.ToLower(c.Name+"\n"+strings.Join(c.Addresses, "\n")), strings.ToLower(word)) {
				found = append(found, c)
			}
		}
		if len(found) != 1 {
			return nil, exit.With(exit.Usage, fmt.Errorf("--to %q matches %d clients of %s; see `rapport projects`", word, len(found), p.Code))
		}
		who = append(who, found[0])
	}
	return who, nil
}

func surveys() app.Resource[store.Survey] {
	return app.Resource[store.Survey]{
		Name: "survey", Command: "survey",
		Find: func(ctx context.Context, s *store.Store, f app.Filter) ([]store.Survey, error) {
			return s.Surveys(ctx, store.SurveyQuery{Project: f.Project, Number: f.Number})
		},
		Describe: func(one store.Survey) (name, state string) {
			return fmt.Sprintf("%s survey %d", one.Project, one.Number), string(one.State)
		},
		Columns: []string{"NUMBER", "TEMPLATE", "STATE", "ANSWERED", "UNTIL", "TITLE"},
		Row: func(r *app.Log, one store.Survey) (string, []string) {
			return one.Project, []string{app.Number(one.Number), wording.OneLine(one.Template), string(one.State), fmt.Sprintf("%d of %d", one.Answered, one.Asked),
				r.Day(one.Project, one.Closes), wording.OneLine(one.Title)}
		},
		Show: showSurvey,
	}
}

// surveyShown is a survey with who is asked, for JSON.
type surveyShown struct {
	store.Survey
	People []surveyPerson `json:"people"`
}

type surveyPerson struct {
	store.SurveyPerson
	Stopped bool `json:"stopped"` // they want no surveys now
}

func showSurvey(ctx context.Context, r *app.Log, one store.Survey) (app.Shown, error) {
	people, err := r.Store.SurveyPeople(ctx, one.ID)
	if err != nil {
		return app.Shown{}, err
	}
	stops, err := r.Store.SurveyStops(ctx)
	if err != nil {
		return app.Shown{}, err
	}
	shown := surveyShown{one, []surveyPerson{}}
	for _, p := range people {
		_, stopped := stops[p.Address]
		shown.People = append(shown.People, surveyPerson{p, stopped})
	}
	return app.Shown{JSON: shown, Print: func(s app.Screen) {
		s.Line("%s", s.Title(fmt.Sprintf("%s survey %d", one.Project, one.Number), one.Title))
		s.Line("%s, by %s, %s, %d of %d answered", wording.OneLine(one.Template), one.Cause, one.State, one.Answered, one.Asked)
		if one.Anonymous {
			s.Line("anonymous")
		}
		for i, q := range one.Questions {
			s.Line("%3d  %s", i+1, wording.OneLine(q.Text))
		}
		rows := [][]string{}
		for _, p := range shown.People {
			note := ""
			if p.Stopped {
				note = "wants no surveys"
			}
			rows = append(rows, []string{p.State, wording.OneLine(p.Name), wording.OneLine(p.Address), note})
		}
		s.Table(rows)
	}}, nil
}

// surveyStop is a command that stops surveys to an address, or resumes them.
func surveyStop(a *app.App, use, short, done string, do func(*store.Tx, string) error) *cobra.Command {
	return &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.ExactArgs(1),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) error {
			address := strings.TrimSpace(args[0])
			if !strings.Contains(address, "@") {
				return exit.With(exit.Usage, fmt.Errorf("%q is not an address; `rapport survey show` lists who was asked", args[0]))
			}
			err := a.Change(ctx, r.Config, func(tx *store.Tx) error { return do(tx, address) })
			if errors.Is(err, store.ErrNotFound) {
				return exit.With(exit.NoInput, fmt.Errorf("surveys to %s are not stopped", address))
			}
			if err == nil {
				fmt.Fprintf(a.Stdout, done, address)
			}
			return err
		}),
	}
}
