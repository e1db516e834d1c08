package act

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/commands/app"
	"rapport/cmd/rapport/exit"
	"rapport/cmd/rapport/wording"
	"rapport/store"
	"rapport/templates"
	"rapport/templates/chart"
)

// surveyResults is the results of one survey, for JSON.
type surveyResults struct {
	store.Survey
	store.Results
	Trend []store.TrendPoint `json:"trend"`
}

func newSurveyResultsCommand(a *app.App) *cobra.Command {
	var asJSON bool
	var picture string
	cmd := &cobra.Command{
		Use:   "results PROJECT [NUMBER]",
		Short: "Show the results of a survey, by default the latest",
		Args:  cobra.RangeArgs(1, 2),
		RunE: a.WithLog(func(ctx context.Context, r *app.Log, args []string) (err error) {
			var one store.Survey
			if len(args) == 2 {
				one, err = surveys().Get(ctx, r, args)
			} else {
				one, err = latestSurvey(ctx, r, args)
			}
			if err != nil {
				return err
			}
			shown := surveyResults{Survey: one}
			if shown.Results, err = r.Store.SurveyResults(ctx, one); err != nil {
				return err
			}
			if shown.Trend, err = r.Store.SurveyTrend(ctx, one); err != nil {
				return err
			}
			if picture != "" {
				if err := drawTrend(r, shown, picture); err != nil {
					return err
				}
			}
			return a.Show(func(s app.Screen) error {
				if asJSON {
					return app.WriteJSON(s, shown)
				}
				shown.write(s, r)
				return nil
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object")
	cmd.Flags().StringVar(&picture, "chart", "", "write the trend across surveys with these questions to a PNG `FILE`")
	return cmd
}

func latestSurvey(ctx context.Context, r *app.Log, args []string) (store.Survey, error) {
	code, err := r.CodeOf(args)
	if err != nil {
		return store.Survey{}, err
	}
	list, err := r.Store.Surveys(ctx, store.SurveyQuery{Project: code})
	if err == nil && len(list) == 0 {
		err = exit.With(exit.NoInput, fmt.Errorf("%s has no survey yet; send one with `rapport survey send %s`", code, code))
	}
	if err != nil {
		return store.Survey{}, err
	}
	return list[len(list)-1], nil
}

// drawTrend writes the trend as a picture.
func drawTrend(r *app.Log, shown surveyResults, path string) error {
	p, err := r.Config.Project(shown.Project)
	if err != nil {
		return err
	}
	charts, err := chart.New(r.Config.Sending.ChartFont)
	if err != nil {
		return exit.With(exit.Config, err)
	}
	data := templates.SurveyResults{Survey: shown.Survey, Trend: templates.TrendOf(shown.Trend, p.Zone)}
	images, err := data.Charts(charts, p.Language)
	if err != nil {
		return err
	}
	if len(images) == 0 {
		return exit.With(exit.NoInput, errors.New("--chart: a trend needs two surveys with the same questions and counted answers"))
	}
	if err := os.WriteFile(path, images[0].PNG, 0o600); err != nil {
		return fmt.Errorf("--chart: %w", err)
	}
	return nil
}

func (shown surveyResults) write(s app.Screen, r *app.Log) {
	one := shown.Survey
	s.Line("%s", s.Bold(fmt.Sprintf("%s survey %d: %s", one.Project, one.Number, wording.OneLine(one.Title))))
	s.Line("%s, %d of %d answered", one.State, one.Answered, one.Asked)
	if shown.Withheld {
		s.Line("The survey is anonymous: results are shown once it is closed and has at least %d answers.", store.LeastAnonymous)
		return
	}
	for i, q := range shown.Questions {
		if q.Question.Kind == store.QuestionText {
			continue
		}
		s.Line("")
		s.Line("%d  %s", i+1, wording.OneLine(q.Question.Text))
		s.Line("   %s", scoreText(q.Question, q.Counted))
		if q.Unverified.Answered > 0 {
			s.Line("   unverified: %s", scoreText(q.Question, q.Unverified))
		}
	}
	if len(shown.Remarks) > 0 {
		s.Line("")
	}
	for _, m := range shown.Remarks {
		about := []string{}
		if m.Name != "" {
			about = append(about, wording.OneLine(m.Name))
		}
		if !m.At.IsZero() {
			about = append(about, m.At.In(r.Config.Zone(one.Project)).Format("2006-01-02"))
		}
		if m.Unverified {
			about = append(about, "unverified")
		}
		s.Line("   “%s” %s", wording.OneLine(m.Words), strings.Join(about, ", "))
	}
}

// scoreText puts the score of a question on one line.
func scoreText(q store.Question, score store.Score) string {
	text := strconv.Itoa(score.Answered) + " answered"
	switch {
	case score.Net != nil:
		text += fmt.Sprintf(", NPS %d, mean %.1f", *score.Net, score.Mean)
	case score.Satisfied != nil:
		text += fmt.Sprintf(", %d%% satisfied, mean %.1f", *score.Satisfied, score.Mean)
	case q.Kind == store.QuestionChoice:
		for i, n := range score.Counts {
			text += fmt.Sprintf(", %s %d", wording.OneLine(q.Choices[i]), n)
		}
	}
	return text
}
