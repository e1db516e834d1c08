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
func (s section) surveys(canSend bool) due.Surveys {
	surveys := due.Surveys{
		Scheduled:   s.surveyFile("survey"),
		OnMilestone: s.surveyFile("survey_on_milestone"),
		AfterCase:   s.surveyFile("survey_after_case"),
		Every:       time.Duration(s.integer("survey_every", 1, 730, 30)) * 24 * time.Hour,
		Low:         s.integer("survey_low", 1, 4, 2),
	}
	switch {
	case s.has("survey") && !s.has("survey_at"):
		s.fail("survey", `add survey_at = "monthly on 1 at 10:00"`, "requires survey_at")
	case s.has("survey_at") && !s.has("survey"):
		s.fail("survey_at", `add survey = "csat"`, "requires survey")
	case s.has("survey_at"):
		when, err := schedule.Parse(s.text("survey_at"))
		if err != nil {
			s.fail("survey_at", "", "%v", err)
			break
		}
		when.Holidays = schedule.After
		surveys.At = &when
	}
	for _, key := range []string{"survey", "survey_on_milestone", "survey_after_case"} {
		if s.has(key) && !canSend {
			s.fail(key, "add a [[relay]]", "cannot be sent without a relay")
		}
	}
	return surveys
}

// surveyFile reads the questions that a key names: those that come with Rapport, or
// a file beside the configuration. All that is wrong with it is told.
func (s section) surveyFile(key string) *survey.Survey {
	if !s.has(key) {
		return nil
	}
	name := s.text(key)
	if !slices.Contains(survey.Names(), name) && strings.HasSuffix(name, ".toml") {
		name = s.beside(name)
	}
	questions, err := survey.Load(name)
	if err == nil {
		return questions
	}
	s.fail(key, "", "%s", strings.ReplaceAll(err.Error(), "\n", "; "))
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
