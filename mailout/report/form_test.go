package report

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapport/templates"
)

// The form marks what the team wrote with the words by which it is kept out of the report: without
// them, and without the heading, nobody could tell it from the PM's own.
func TestParse_knowsTheTeamInTheFormThatItsMailHas(t *testing.T) {
	t.Parallel()
	s, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range []string{templates.English, templates.Chinese} {
		found := false
		for _, data := range templates.Samples("report-ask", language) {
			ask := data.(templates.ReportAsk)
			if len(ask.Team) == 0 {
				continue
			}
			mail, err := s.Render("report-ask", language, data)
			if err != nil {
				t.Fatal(err)
			}
			labels, hint := 0, false
			for line := range strings.Lines(mail.Text) {
				if HasTicks(line) {
					labels++
				}
				hint = hint || teamHint.MatchString(strings.TrimLeft(strings.TrimSpace(line), "> "))
			}
			of := ask.Team[0]
			if want := len(of.Blocked) + len(of.Done) + len(of.InProgress) + len(of.Next); labels < want || !hint {
				t.Errorf("%s: %d of %d labels are known, the hint: %t\n%s", language, labels, want, hint, mail.Text)
			}
			found = true
		}
		if !found {
			t.Errorf("%s: no sample has a team", language)
		}
	}
}

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
