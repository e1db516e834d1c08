package due

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
	"rapport/templates/survey"
)

// solves has a case whose solution the PM approved, in a project with a survey after each case.
func solves(t *testing.T, questions string, change ...func(*Project)) *agency {
	t.Helper()
	form, err := survey.Load(questions)
	if err != nil {
		t.Fatal(err)
	}
	o := inEnglish(t, "2026-03-02 09:30", append([]func(*Project){func(p *Project) {
		p.Surveys = Surveys{AfterCase: form, Every: 30 * 24 * time.Hour, Low: 2}
		p.Confirm = Terms{Policy: store.PolicyAny, Days: 3}
	}}, change...)...)
	o.in("2026-03-02 10:00", "1@acme.example", store.RoleClient, wang, "", "The login fails.", store.AskProblem)
	o.acts(func(tx *store.Tx) (bool, error) {
		_, err := tx.SolveCase(o.theCase().ID, "Login", "Press the button.", lina, 0)
		return true, err
	})
	o.looks("2026-03-02 10:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 10:20")
	return o
}

// answersSolution logs what who opened the case replies to the mail with the solution.
func (o *agency) answersSolution(d store.Decision, text string, replies ...store.SurveyReply) {
	o.Helper()
	c := o.confirmation()
	o.logs(text, store.Verdict{Kind: store.KindHuman, Project: "ACME", Role: store.RoleClient, Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeConfirm, Object: c.ID, Version: c.Version, Decision: d, Address: wang, Proved: true, Replies: replies}})
}

// Below the solution its client is asked how satisfied they are, nobody else is, and no mail of
// its own follows. Confirmation and score are each their own.
func TestDue_theSurveyOfACaseIsBelowItsSolution(t *testing.T) {
	t.Parallel()
	o := solves(t, "csat")
	o.has(o.mailTo(wang), "One short question", "5 – very satisfied")
	if text := o.mailTo(jane); strings.Contains(text, "One short question") {
		t.Errorf("who did not open the case is asked too:\n%s", text)
	}
	if s := o.survey(); s.State != store.SurveyAsked || s.Asked != 1 || !s.Reminded {
		t.Errorf("%+v", s)
	}

	// A bare number says nothing of the solution.
	o.answersSolution(store.DecisionScore, "5", one(5)...)
	o.looks("2026-03-02 10:30")
	o.counts("survey-receipt", 0)
	if c := o.confirmation(); c.State != store.ConfirmationAsked || o.survey().Answered != 1 {
		t.Errorf("%+v, %+v", c, o.survey())
	}

	o.answersSolution(store.DecisionOK, "Confirmed\n4", one(4)...)
	o.looks("2026-03-02 10:40")
	if c := o.theCase(); c.State != store.CaseClosed || c.Actor != wang {
		t.Errorf("%+v", c)
	}
	if q := o.results().Questions[0]; q.Counted.Answered != 1 || q.Counted.Mean != 4 {
		t.Errorf("%+v", q)
	}
	o.looks("2026-03-13 10:00")
	o.counts("survey", 0)
	o.looks("2026-03-16 10:30")
	o.counts("survey-results", 1)
}

// An objection with a number is both: the PM reads what is wrong, and the score counts. Version 2
// asks no more.
func TestDue_anObjectionMayHaveAScore(t *testing.T) {
	t.Parallel()
	o := solves(t, "csat")
	o.answersSolution(store.DecisionText, "1\nIt fails still.", one(1)...)
	o.looks("2026-03-02 10:30")
	o.counts("confirm-note", 1)
	o.counts("survey-low", 1)
	o.acts(func(tx *store.Tx) (bool, error) {
		return tx.ReviseConfirmation(o.confirmation().ID, "Press it twice.", lina)
	})
	o.looks("2026-03-02 10:40")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 10:50")
	o.counts("confirm", 4)
	if text := o.mailTo(wang); strings.Contains(text, "One short question") {
		t.Errorf("asked although it was answered:\n%s", text)
	}
}

// What is more than one score, in another language, or unwanted is no part of the solution. A
// survey that fits goes out once the client has closed the case by confirming.
func TestDue_aSurveyThatDoesNotFitBelowASolution(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		questions string
		change    func(*Project)
		after     int // surveys once the case is closed
	}{
		"several questions": {"closing", func(*Project) {}, 1},
		"another language":  {"csat", func(p *Project) { p.Contacts[1].Language = "zh-CN" }, 1},
		"no survey":         {"csat", func(p *Project) { p.Surveys = Surveys{} }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := solves(t, test.questions, test.change)
			if text := o.mailTo(wang); strings.Contains(text, "One short question") || strings.Contains(text, "另有一个问题") {
				t.Errorf("asked below the solution:\n%s", text)
			}
			o.answersSolution(store.DecisionOK, "Confirmed")
			o.looks("2026-03-02 10:40")
			o.looks("2026-03-02 10:45")
			o.counts("survey", test.after)
		})
	}
}
