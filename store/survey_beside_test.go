package store

import (
	"testing"
	"time"
)

// One score is asked below the solution of a case, and answered in the reply to that.
func TestSurveyBeside_theScoreIsInTheReply(t *testing.T) {
	y := begin(t)
	question := y.asks(AskProblem, "The export fails.")
	var c Confirmation
	y.do(func(tx *Tx) (err error) {
		c, err = tx.DraftConfirmation(Confirmation{Project: "ACME", Kind: Solution, Title: "Export", Text: "It works again.", Actor: lina, Case: question.ID})
		return err
	})
	y.asksAbout(c.ID, PolicyAll, wang)
	form := Form{Title: "How was it?", Questions: []Question{{Kind: QuestionScore, Text: "Overall?", Min: 1, Max: 5}}}
	if !form.IsOneScore() || scoreForm(false).IsOneScore() {
		t.Error("one question is one score, two are not")
	}
	client := Contact{Name: "Wang", Role: RoleClient, Addresses: []string{wang}}
	plan := Survey{Project: "ACME", Template: "case", Form: form, Cause: SurveyByCase, Occasion: OccasionOfCase(question.ID), Low: 2, Actor: lina, Closes: y.s.now().Add(72 * time.Hour)}
	if may, err := y.s.MaySurvey(t.Context(), plan, client, time.Hour); err != nil || !may {
		t.Errorf("%t, %v", may, err)
	}
	var id int64
	for n := range 2 {
		var again int64
		y.do(func(tx *Tx) (err error) { again, err = tx.PlanSurveyBeside(plan, client, time.Hour); return err })
		if n == 0 {
			id = again
		} else if id == 0 || again != 0 {
			t.Errorf("surveys %d, %d", id, again)
		}
	}
	one, found, err := y.s.SurveyOn(t.Context(), "ACME", plan.Occasion)
	if err != nil || !found || one.ID != id || one.State != SurveyAsked || !one.Reminded {
		t.Errorf("%+v, %t, %v", one, found, err)
	}
	if _, found, err := y.s.SurveyOn(t.Context(), "ACME", "case 99"); err != nil || found {
		t.Errorf("%t, %v", found, err)
	}
	y.do(func(tx *Tx) error {
		if err := tx.Ask(Request{Token: "t", Purpose: PurposeConfirm, Project: "ACME", Object: c.ID, Version: 1, Address: wang}, "solution@agency.example"); err != nil {
			return err
		}
		return tx.AskBeside(Request{Token: "u", Purpose: PurposeSurvey, Project: "ACME", Object: id, Version: 1, Address: wang}, "solution@agency.example")
	})
	if r, found, err := y.s.RequestByToken("t"); err != nil || !found || !r.Form.IsOneScore() {
		t.Errorf("%+v, %t, %v", r, found, err)
	}
	y.replies("2", Response{Purpose: PurposeConfirm, Object: c.ID, Version: 1, Decision: DecisionScore, Replies: score(2), Address: wang, Proved: true})
	if one := y.survey(one.Number); one.Answered != 1 {
		t.Errorf("%+v", one)
	}
	if got := y.confirmers(c.ID); len(got) != 1 || got[0] != "wang waiting" {
		t.Errorf("a score confirms nothing: %q", got)
	}
	if may, err := y.s.MaySurvey(t.Context(), plan, client, time.Hour); err != nil || may {
		t.Errorf("twice in an hour: %t, %v", may, err)
	}
}
