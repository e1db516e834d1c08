package office

import (
	"slices"
	"testing"

	"rapport/templates"
)

// Every template is one or the other, so that whoever adds one decides it.
func TestIsAnswer_everyTemplate(t *testing.T) {
	begins := []string{
		"agenda", "closing-ask", "retrospective",
		"action", "action-note", "bounce", "case", "client-reminder", "confirm", "confirm-note", "confirm-outcome", "confirm-reminder", "digest",
		"item-done", "lead", "mediate", "minutes-ask", "notices", "procedure", "report", "report-ask", "report-reminder", "reports-ask", "survey", "survey-low", "survey-results", "team-ask",
		"trouble", "witness",
	}
	for _, name := range templates.Names() {
		if slices.Contains(begins, name) == isAnswer(name) {
			t.Errorf("is %s an answer to somebody, or does it begin something?", name)
		}
	}
}
