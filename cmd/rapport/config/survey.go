package config

import (
	"slices"
	"strings"
	"time"

	"rapport/mailout/due"
	"rapport/mailout/schedule"
	"rapport/templates/survey"
)

// surveys reads what the people of a project are asked, and when.
func (p *projectTable) surveys(canSend bool) due.Surveys {
	between(p.table, "survey_every", p.SurveyEvery, 1, 730)
	between(p.table, "survey_low", p.SurveyLow, 1, 4)
	surveys := due.Surveys{
		Scheduled:   p.surveyFile("survey", p.Survey),
		OnMilestone: p.surveyFile("survey_on_milestone", p.SurveyOnMilestone),
		AfterCase:   p.surveyFile("survey_after_case", p.SurveyAfterCase),
		Every:       time.Duration(p.SurveyEvery) * 24 * time.Hour,
		Low:         p.SurveyLow,
	}
	switch {
	case p.has("survey") && !p.has("survey_at"):
		p.fail("survey", `add survey_at = "monthly on 1 at 10:00"`, "requires survey_at")
	case p.has("survey_at") && !p.has("survey"):
		p.fail("survey_at", `add survey = "csat"`, "requires survey")
	case p.has("survey_at"):
		when, err := schedule.Parse(p.SurveyAt)
		if err != nil {
			p.fail("survey_at", "", "%v", err)
			break
		}
		when.Holidays = schedule.After
		surveys.At = &when
	}
	for _, key := range []string{"survey", "survey_on_milestone", "survey_after_case"} {
		if p.has(key) && !canSend {
			p.fail(key, "add a [[relay]]", "cannot be sent without a relay")
		}
	}
	return surveys
}

// surveyFile reads the questions that a key names: those that come with Rapport, or
// a file beside the configuration. Everything that is wrong with it is reported.
func (p *projectTable) surveyFile(key, name string) *survey.Survey {
	if !p.has(key) {
		return nil
	}
	if !slices.Contains(survey.Names(), name) && strings.HasSuffix(name, ".toml") {
		name = p.beside(name)
	}
	questions, err := survey.Load(name)
	if err == nil {
		return questions
	}
	p.fail(key, "", "%s", strings.ReplaceAll(err.Error(), "\n", "; "))
	return nil
}

// DutiesOf returns the duties towards a project.
func (c *Config) DutiesOf(code string) duties {
	for i, p := range c.Projects {
		if p.Code == code {
			return c.Duties[i]
		}
	}
	return duties{}
}
