package report

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapport/templates"
)

// TestParse_readsTheFormThatItsMailHas sends back the form that a PM is asked to
// fill, with a summary written into it: what it was filled with before is read,
// and its hints are no text.
func TestParse_readsTheFormThatItsMailHas(t *testing.T) {
	t.Parallel()
	s, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	for language, words := range map[string]struct{ heading, form string }{
		templates.English: {"Summary:\n", "The form"}, templates.Chinese: {"【概述】\n", "填写内容"},
	} {
		data := templates.Samples("report-ask", language)[0].(templates.ReportAsk)
		mail, err := s.Render("report-ask", language, data)
		if err != nil {
			t.Fatal(err)
		}
		_, form, ok := strings.Cut(mail.Text, words.form+"\n--------\n")
		if !ok {
			t.Fatalf("%s: the mail has no form:\n%s", language, mail.Text)
		}
		form, _, _ = strings.Cut(form, "\n-----")
		form = strings.Replace(form, "- [ ] "+data.Last.Next[0], "- [x] "+data.Last.Next[0], 1)
		got, problems := Parse(strings.Replace(form, words.heading, words.heading+"It goes well.\n", 1), time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC))
		want := templates.Report{Summary: "It goes well.", Done: data.Last.Next[:1], Progress: data.Last.Progress, Milestones: data.Last.Milestones, Budget: data.Last.Budget}
		got.Project = want.Project
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: the form is read as another report (-want +got):\n%s", language, diff)
		}
		if len(problems) != 1 || problems[0].Code != templates.NotTicked || problems[0].Detail != data.Last.Next[1] {
			t.Errorf("%s: problems in a form that was sent back: %v", language, problems)
		}
	}
}
