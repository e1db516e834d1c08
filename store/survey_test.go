package store

import (
	"slices"
	"testing"
	"time"
)

func scoreForm(anonymous bool) Form {
	return Form{Title: "How was it?", Anonymous: anonymous, Questions: []Question{{Kind: QuestionScore, Text: "Overall?", Min: 1, Max: 5}, {Kind: QuestionText, Text: "Why?"}}}
}

// surveys plans a survey and asks the people.
func (y *story) surveys(occasion string, form Form, people ...string) Survey {
	y.Helper()
	var contacts []Contact
	for _, p := range people {
		contacts = append(contacts, Contact{Name: "Name of " + p, Addresses: []string{p}})
	}
	var number int
	y.do(func(tx *Tx) (err error) {
		number, _, err = tx.PlanSurvey(Survey{Project: "ACME", Template: "milestone", Form: form, Cause: SurveyByCommand, Occasion: occasion, Low: 2, Actor: lina}, contacts, 0)
		return err
	})
	one := y.survey(number)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkSurveyAsked(one.ID, y.s.now().Add(72*time.Hour)) })
	return y.survey(number)
}

func (y *story) survey(number int) Survey {
	y.Helper()
	list, err := y.s.Surveys(y.Context(), SurveyQuery{Project: "ACME", Number: number})
	if err != nil || len(list) != 1 {
		y.Fatal(list, err)
	}
	return list[0]
}

func score(n int) []SurveyReply { return []SurveyReply{{Question: 1, Score: n}} }

// A survey from its plan to its results.
func TestSurvey_fromPlanToResults(t *testing.T) {
	y := begin(t)
	one := y.surveys("milestone 1", scoreForm(false), wang, zhou, chen)
	if one.State != SurveyAsked || one.Asked != 3 || one.Answered != 0 || one.Closes.IsZero() {
		t.Errorf("%+v", one)
	}
	y.replies("5", Response{Purpose: PurposeSurvey, Object: one.ID, Address: wang, Replies: score(5)})
	y.wantReceipts(AboutSurvey, "recorded wang")
	y.replies("4, good", Response{Purpose: PurposeSurvey, Object: one.ID, Address: wang, Replies: score(4), Comment: "good"}) // instead
	y.wantReceipts(AboutSurvey, "said wang: 4, good", "recorded wang")
	y.replies("1", Response{Purpose: PurposeSurvey, Object: one.ID, Address: wang, Replies: score(1), Unproved: true}) // replaces nothing that is proved
	y.wantReceipts(AboutSurvey, "said wang: 1", "recorded wang")
	y.replies("thanks", Response{Purpose: PurposeSurvey, Object: one.ID, Address: zhou})
	y.wantReceipts(AboutSurvey)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkSurveyReminded(one.ID) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkSurveyReminded(one.ID) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkSurveyReported(one.ID) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.CloseSurvey(one.ID) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.EndSurvey(one.ID, lina) })
	y.replies("2", Response{Purpose: PurposeSurvey, Object: one.ID, Address: zhou, Replies: score(2)})
	y.wantReceipts(AboutSurvey, "said zhou: 2", "late zhou")
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkSurveyReported(one.ID) })
	if open, err := y.s.Surveys(t.Context(), SurveyQuery{Open: true}); err != nil || len(open) != 0 {
		t.Errorf("%+v, %v", open, err)
	}

	results, err := y.s.SurveyResults(t.Context(), y.survey(1))
	if err != nil {
		t.Fatal(err)
	}
	overall := results.Questions[0]
	if overall.Counted.Answered != 1 || overall.Counted.Mean != 4 || *overall.Counted.Satisfied != 100 || overall.Unverified.Counts[0] != 1 {
		t.Errorf("%+v", overall)
	}
	if len(results.Remarks) != 1 || results.Remarks[0].Words != "good" || results.Remarks[0].Name != "Name of "+wang {
		t.Errorf("%+v", results.Remarks)
	}
}

// Nobody is asked twice on one occasion, too often, or who wants no surveys.
func TestPlanSurvey_leavesOutWhoIsNotToBeAsked(t *testing.T) {
	y := begin(t)
	y.surveys("first", scoreForm(false), wang)
	y.do(func(tx *Tx) error { return tx.StopSurveys(zhou) })
	plan := func(occasion string, people ...Contact) (number int, left []Unasked) {
		t.Helper()
		y.do(func(tx *Tx) (err error) {
			number, left, err = tx.PlanSurvey(Survey{Project: "ACME", Form: scoreForm(false), Cause: SurveyBySchedule, Occasion: occasion}, people, 24*time.Hour)
			return err
		})
		return number, left
	}
	contacts := []Contact{{Name: "Wang", Addresses: []string{"w@home.example", "WANG@acme.example"}}, {Name: "Zhou", Addresses: []string{"Zhou@acme.example"}}}
	if number, _ := plan("first", contacts...); number != 0 {
		t.Errorf("the same occasion asks again: %d", number)
	}
	if number, left := plan("second", contacts...); number != 0 || len(left) != 2 || left[0].Stopped || left[0].Last.IsZero() || !left[1].Stopped {
		t.Errorf("%d, %+v", number, left)
	}
	y.do(func(tx *Tx) error { return tx.ResumeSurveys(zhou) })
	if err := y.s.Update(t.Context(), func(tx *Tx) error { return tx.ResumeSurveys(zhou) }); err == nil {
		t.Error("surveys are resumed twice")
	}
	if number, left := plan("third", contacts...); number != 2 || len(left) != 1 {
		t.Errorf("%d, %+v", number, left)
	}
	people, err := y.s.SurveyPeople(t.Context(), 2)
	if err != nil || !slices.Equal(people, []SurveyPerson{{zhou, "Zhou", PersonWaiting}}) {
		t.Errorf("%+v, %v", people, err)
	}
	for occasion, want := range map[string]bool{"first": true, "second": false, "third": true} {
		if has, err := y.s.HasSurvey(t.Context(), "ACME", occasion); err != nil || has != want {
			t.Errorf("%s: %t, %v", occasion, has, err)
		}
	}
}

func TestSurvey_whoWantsNoneIsNotAskedAgain(t *testing.T) {
	y := begin(t)
	one := y.surveys("first", scoreForm(false), wang)
	y.stops(wang, "unsubscribe", &Response{Purpose: PurposeSurvey, Object: one.ID, Address: wang, Decision: DecisionStop})
	y.wantReceipts(AboutSurvey)
	stops, err := y.s.SurveyStops(t.Context())
	if err != nil || len(stops) != 1 || stops[wang].IsZero() {
		t.Errorf("%v, %v", stops, err)
	}
	if people, err := y.s.SurveyPeople(t.Context(), one.ID); err != nil || people[0].State != PersonStopped {
		t.Errorf("%+v, %v", people, err)
	}
}

// stops logs a mail by which a client wants less mail.
func (y *story) stops(who, words string, a *Response) int64 {
	y.Helper()
	return y.logs(who, words, Verdict{Answer: a, Role: RoleClient, Stop: &Stop{Addresses: []string{who}, Words: words}})
}

// The PM hears of it as of a complaint, once; who answers besides gets no receipt for it.
func TestStop_isAComplaintAndNoReceipt(t *testing.T) {
	y := begin(t)
	one := y.surveys("first", scoreForm(false), wang, zhou)
	complaints := func() (list []string) {
		cases, err := y.s.Cases(t.Context(), CaseQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			if c.Kind != AskComplaint || !c.Acknowledged {
				t.Errorf("%+v", c)
			}
			list = append(list, c.Title)
		}
		return list
	}
	y.stops(wang, "Please stop these mails.", nil)
	y.stops(wang, "Stop, I said.", nil)
	y.stops(zhou, "问卷太多了", &Response{Purpose: PurposeSurvey, Object: one.ID, Address: zhou, Decision: DecisionText, Replies: []SurveyReply{{Question: 1, Score: 5}}, Quiet: true})
	if got := complaints(); !slices.Equal(got, []string{"Please stop these mails.", "问卷太多了"}) {
		t.Errorf("%q", got)
	}
	y.wantReceipts(AboutSurvey)
	if stops, err := y.s.SurveyStops(t.Context()); err != nil || len(stops) != 2 {
		t.Errorf("%v, %v", stops, err)
	}
}

// A low score opens a case, once for each person and survey.
func TestSurvey_aLowScoreOpensACase(t *testing.T) {
	y := begin(t)
	one := y.surveys("first", scoreForm(false), wang)
	for _, n := range []int{2, 1} {
		y.replies("Too slow.", Response{Purpose: PurposeSurvey, Object: one.ID, Address: wang, Replies: score(n)})
	}
	list, err := y.s.Cases(t.Context(), CaseQuery{})
	if err != nil || len(list) != 1 || list[0].Kind != AskComplaint || list[0].Title != "How was it?" || list[0].Words != "Too slow." {
		t.Errorf("%+v, %v", list, err)
	}
}

// Of an anonymous survey nothing leads to who answered what, and nothing is shown before
// it is closed and enough have answered.
func TestSurvey_anonymous(t *testing.T) {
	y := begin(t)
	one := y.surveys("first", scoreForm(true), wang, zhou, chen)
	for i, who := range []string{wang, zhou, chen} {
		mail := y.replies("secret words", Response{Purpose: PurposeSurvey, Object: one.ID, Address: who, Replies: score(i + 3), Comment: "secret words", Anonymous: true})
		y.wantReceipts(AboutSurvey, "recorded "+who[:4])
		if e, err := y.s.EntryOfMessage(t.Context(), mail); err != nil || e.NewText != "" || e.Subject != "" || !slices.Contains(e.Notes, noteOfAnonymous) {
			t.Errorf("%+v, %v", e, err)
		}
	}
	y.replies("5", Response{Purpose: PurposeSurvey, Object: one.ID, Address: wang, Replies: score(5), Anonymous: true})
	y.wantReceipts(AboutSurvey, "settled wang")
	answers, err := y.s.SurveyAnswers(t.Context(), one.ID)
	if err != nil || len(answers) != 6 || slices.ContainsFunc(answers, func(a SurveyAnswer) bool { return a.Address != "" || !a.At.IsZero() }) {
		t.Errorf("%+v, %v", answers, err)
	}
	if r, err := y.s.SurveyResults(t.Context(), y.survey(1)); err != nil || !r.Withheld {
		t.Errorf("while it is open: %+v, %v", r, err)
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.EndSurvey(one.ID, lina) })
	if r, err := y.s.SurveyResults(t.Context(), y.survey(1)); err != nil || r.Withheld || r.Questions[0].Counted.Mean != 4 || len(r.Remarks) != 3 {
		t.Errorf("once it is closed: %+v, %v", r, err)
	}
	y.replies("1", Response{Purpose: PurposeSurvey, Object: one.ID, Address: zhou, Replies: score(1), Anonymous: true})
	y.wantReceipts(AboutSurvey, "late zhou")
	verified(t, y.s)
}

func TestScoreOf_byKindOfQuestion(t *testing.T) {
	five := Question{Kind: QuestionScore, Min: 1, Max: 5}
	if s := scoreOf(five, []int{5, 4, 1}, 1); s.Mean != 3.3 || *s.Satisfied != 67 || s.Net != nil || !slices.Equal(s.Counts, []int{1, 0, 0, 1, 1}) {
		t.Errorf("%+v", s)
	}
	recommends := Question{Kind: QuestionScore, Min: 0, Max: 10}
	if s := scoreOf(recommends, []int{10, 9, 7, 3}, 1); *s.Net != 25 || s.Satisfied != nil {
		t.Errorf("%+v", s)
	}
	if s := scoreOf(Question{Kind: QuestionChoice, Choices: []string{"a", "b"}}, []int{2, 2}, 1); !slices.Equal(s.Counts, []int{0, 2}) || s.Mean != 0 {
		t.Errorf("%+v", s)
	}
	if s := scoreOf(five, []int{5, 4}, LeastAnonymous); s.Answered != 2 || len(s.Counts) != 0 {
		t.Errorf("of too few: %+v", s)
	}
	for _, c := range []struct {
		q     Question
		score int
		low   bool
	}{{five, 2, true}, {five, 3, false}, {recommends, 6, true}, {recommends, 7, false}, {Question{Kind: QuestionScore, Min: 1, Max: 100}, 25, true}, {Question{Kind: QuestionScore, Min: 1, Max: 100}, 26, false}, {Question{Kind: QuestionText}, 0, false}} {
		if got := c.q.IsLow(c.score, 2); got != c.low {
			t.Errorf("%d of %d to %d is low: %t", c.score, c.q.Min, c.q.Max, got)
		}
	}
}

func TestSurveyTrend_ofSurveysWithTheSameQuestions(t *testing.T) {
	y := begin(t)
	nps := Form{Title: "Would you?", Questions: []Question{{Kind: QuestionText}, {Kind: QuestionScore, Min: 0, Max: 10}}}
	for i, n := range []int{5, 3, 0} {
		one := y.surveys(string(rune('a'+i)), scoreForm(false), wang, zhou)
		if n > 0 {
			y.replies("score", Response{Purpose: PurposeSurvey, Object: one.ID, Address: wang, Replies: score(n)})
		}
	}
	one := y.surveys("nps", nps, wang)
	y.replies("9", Response{Purpose: PurposeSurvey, Object: one.ID, Address: wang, Replies: []SurveyReply{{Question: 2, Score: 9}}})
	trend, err := y.s.SurveyTrend(t.Context(), y.survey(4))
	var got []int
	for _, p := range trend {
		got = append(got, p.Survey, p.Percent)
	}
	if err != nil || !slices.Equal(got, []int{1, 100, 2, 0, 4, 100}) || !trend[2].Net {
		t.Errorf("%+v, %v", trend, err)
	}
}
