package office

import (
	"log/slog"
	"testing"
	"time"

	"rapport/store"
	"rapport/templates/survey"
)

// A case whose mail the log no longer has is asked about by no survey: its solution goes out, and
// no duty fails.
func TestSurveyAfter_aCaseWhoseMailIsGone(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), store.Config{Dir: t.TempDir(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	form, err := survey.Load("csat")
	if err != nil {
		t.Fatal(err)
	}
	p := Project{Project: store.Project{Code: "ACME", Language: "en", Zone: time.UTC}, Surveys: Surveys{AfterCase: form}}
	o := New(t.Context(), s, &Config{Projects: []Project{p}}, slog.New(slog.DiscardHandler), time.Now())
	if _, who, err := o.SurveyAfter(t.Context(), &p, store.Case{ID: 1, Project: "ACME", Message: 4711}); err != nil || len(who) > 0 {
		t.Errorf("%v, %v", who, err)
	}
}
