package templates

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// A mail closes with a name above its foot, and below a rule that somebody wrote.
func TestRenderFramed_closesWithAName(t *testing.T) {
	t.Parallel()
	s, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	for language, want := range map[string]string{English: "Kind regards,\nLi Na\nAgency\n", Chinese: "Li Na\nAgency\n"} {
		survey, err := s.RenderFramed(SampleFrame(), "survey", language, Samples("survey", language)[0])
		if err != nil {
			t.Fatal(err)
		}
		if i, rule := strings.Index(survey.Text, want), strings.LastIndex(survey.Text, "\n----"); i < 0 || i > rule || !strings.Contains(survey.HTML, "Li Na<br>") {
			t.Errorf("%s: the survey closes otherwise:\n%s", language, survey.Text)
		}
		minutes, err := s.RenderFramed(Frame{Closing: &Closing{Name: "Li Na", Agency: "Agency"}}, "confirm", language, Confirm{
			Confirmed: Confirmed{Project: store.Project{Code: "ACME", Name: "Site"}, Kind: store.Minutes, Title: "Call", Text: "Agreed:\n\n---\n\nNothing.", Version: 1}, Deadline: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(minutes.Text, want) || strings.Index(minutes.Text, "Nothing.") > strings.LastIndex(minutes.Text, "Li Na") {
			t.Errorf("%s: the minutes close otherwise:\n%s", language, minutes.Text)
		}
	}
	alone, err := s.RenderFramed(Frame{Closing: &Closing{Name: "李娜"}}, "action", Chinese, Samples("action", Chinese)[0])
	if err != nil || !strings.HasSuffix(alone.Text, "\n\n李娜\n") {
		t.Errorf("%v:\n%s", err, alone.Text)
	}
}
