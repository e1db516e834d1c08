package due

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	mails "rapport/mailout/due/survey"
	"rapport/mailout/schedule"
	"rapport/store"
	"rapport/store/search"
	"rapport/templates/survey"
)

// withSurveys is an agency without reports, whose clients are asked at ten on the
// first of each month how satisfied they are.
func withSurveys(t *testing.T, now, name string, change ...func(*Project)) *agency {
	t.Helper()
	monthly, err := schedule.Parse("monthly on 1 at 10:00")
	if err != nil {
		t.Fatal(err)
	}
	questions, err := survey.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return newAgency(t, now, append([]func(*Project){func(p *Project) {
		p.Schedule = nil
		p.Surveys = Surveys{Scheduled: questions, At: &monthly, Every: 20 * 24 * time.Hour, Low: 2}
	}}, change...)...)
}

func (o *agency) survey() store.Survey {
	o.Helper()
	list, err := o.store.Surveys(o.Context(), store.SurveyQuery{Project: "ACME"})
	if err != nil || len(list) == 0 {
		o.Fatal(list, err)
	}
	return list[len(list)-1]
}

func (o *agency) results() store.Results {
	o.Helper()
	r, err := o.store.SurveyResults(o.Context(), o.survey())
	if err != nil {
		o.Fatal(err)
	}
	return r
}

// scores logs an answer to the latest survey.
func (o *agency) scores(who, text string, a store.Response) {
	o.Helper()
	a.Purpose, a.Object, a.Address = store.PurposeSurvey, o.survey().ID, who
	if a.Decision == "" {
		a.Decision = store.DecisionText
	}
	o.logs(text, store.Verdict{Kind: store.KindHuman, Project: "ACME", Role: store.RoleClient, Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}}, Answer: &a})
}

func one(score int) []store.SurveyReply { return []store.SurveyReply{{Question: 1, Score: score}} }

func TestDue_aSurveyFromScheduleToResults(t *testing.T) {
	t.Parallel()
	o := withSurveys(t, "2026-04-01 09:00", "csat")
	o.looks("2026-04-01 09:59")
	n := o.since(0)
	o.looks("2026-04-01 10:01")
	n = o.since(n, "survey "+wang, "survey "+jane)
	m, _ := o.latest()
	if list := m.Header.Get("List-Unsubscribe"); !strings.HasPrefix(list, "<mailto:log%2Br.") || !strings.HasSuffix(list, "@agency.example?subject=unsubscribe>") {
		t.Errorf("List-Unsubscribe: %s", list)
	}

	// A good score alone needs no receipt. It is corrected to a low one: the PM has it.
	o.scores(wang, "5", store.Response{Replies: one(5)})
	o.looks("2026-04-01 11:00")
	n = o.since(n)
	o.scores(wang, "2\n太慢", store.Response{Replies: one(2), Comment: "太慢"})
	o.scores(wang, "2\n太慢", store.Response{Replies: one(2), Comment: "太慢"}) // delivered twice
	o.looks("2026-04-02 11:00")
	n = o.since(n, "survey-receipt "+wang, "survey-low "+lina)
	cases, err := o.store.Cases(t.Context(), store.CaseQuery{Project: "ACME"})
	if err != nil || len(cases) != 1 || cases[0].Kind != store.AskComplaint || cases[0].State != store.CaseOpen {
		t.Errorf("%+v, %v", cases, err)
	}

	// What nothing proves stands beside the totals and replaces nothing.
	o.scores(wang, "5", store.Response{Replies: one(5), Unproved: true})
	o.scores(jane, "4", store.Response{Replies: one(4)})
	r := o.results()
	if q := r.Questions[0]; q.Counted.Answered != 2 || *q.Counted.Satisfied != 50 || q.Unverified.Answered != 1 || len(r.Remarks) != 1 || r.Remarks[0].Name != "王伟" {
		t.Errorf("%+v", r)
	}
	o.looks("2026-04-03 11:00")
	n = o.since(n, "survey-receipt "+wang)

	// Everybody has answered: nobody is reminded. It closes, and the PM has the results.
	o.looks("2026-04-13 10:00")
	n = o.since(n)
	o.looks("2026-04-15 10:02")
	n = o.since(n, "survey-results "+lina)
	if text := o.text(); !strings.Contains(text, "满意率：50%") || !strings.Contains(text, "太慢") {
		t.Errorf("the results:\n%s", text)
	}
	o.scores(jane, "1", store.Response{Replies: one(1)})
	o.looks("2026-04-15 10:10")
	n = o.since(n, "survey-low "+lina, "survey-receipt "+jane)
	if q := o.results().Questions[0]; q.Counted.Answered != 2 || *q.Counted.Satisfied != 50 {
		t.Errorf("a late answer counts: %+v", q)
	}

	// The PM who is asked for a report is shown what to answer.
	p := o.due.config.Load().Project("ACME")
	feedback, err := mails.Feedback(t.Context(), o.due.office(t.Context()), p, at("2026-04-01 00:00"))
	if diff := cmp.Diff([]string{"王伟: 2/5 您对我们近期的工作满意吗？", "王伟: 太慢"}, feedback); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	o.since(n)
}

func TestDue_aSurveyRemindsOnceAndIsStopped(t *testing.T) {
	t.Parallel()
	o := withSurveys(t, "2026-04-01 10:01", "csat")
	o.looks("2026-04-01 10:01")
	n := o.since(0, "survey "+wang, "survey "+jane)
	o.logs("退订", store.Verdict{Kind: store.KindHuman, Project: "ACME", Role: store.RoleClient, Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Stop: &store.Stop{Addresses: []string{jane}, Words: "退订"}})
	o.looks("2026-04-01 12:00")
	n = o.since(n)
	o.looks("2026-04-12 10:02") // a Sunday
	n = o.since(n)
	o.looks("2026-04-13 09:02")
	n = o.since(n, "survey "+wang)
	o.looks("2026-04-14 10:00")
	n = o.since(n)
	o.looks("2026-05-01 10:05")
	n = o.since(n, "survey-results "+lina, "survey "+wang)
	if s := o.survey(); s.Number != 2 || s.Asked != 1 {
		t.Errorf("%+v", s)
	}
	// Asked on the first of May: nobody is left on the tenth, whatever the cause.
	err := o.store.Update(t.Context(), func(tx *store.Tx) error {
		number, left, err := tx.PlanSurvey(store.Survey{Project: "ACME", Form: o.survey().Form, Cause: store.SurveyByCommand, Occasion: "command x"}, o.due.config.Load().Projects[0].Clients(), 20*24*time.Hour)
		if number != 0 || len(left) != 2 || !left[1].Stopped {
			t.Errorf("%d, %+v", number, left)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	// What was missed for more than a day is left out.
	o.looks("2026-06-02 10:05")
	o.since(n, "survey-results "+lina)
}

// Of an anonymous answer the log has that it came, and nothing that it says.
func TestDue_anAnonymousSurveyKeepsNoTie(t *testing.T) {
	t.Parallel()
	contacts := func(p *Project) {
		for _, name := range []string{"amy", "ben"} {
			p.Contacts = append(p.Contacts, store.Contact{Name: name, Role: store.RoleClient, Addresses: []string{name + "@acme.example"}})
		}
	}
	o := withSurveys(t, "2026-04-01 10:01", "training", contacts)
	o.looks("2026-04-01 10:01")
	for i, who := range []string{wang, jane, "amy@acme.example"} {
		o.scores(who, fmt.Sprintf("1: %d\nxyzzy", i+1), store.Response{Anonymous: true, Replies: one(i + 1), Comment: "xyzzy"})
	}
	o.scores(wang, "1: 5 xyzzy", store.Response{Anonymous: true, Replies: one(5)})
	o.looks("2026-04-01 12:00")
	if r := o.results(); !r.Withheld || len(r.Questions) != 0 {
		t.Errorf("shown while it is open: %+v", r)
	}
	if cases, err := o.store.Cases(t.Context(), store.CaseQuery{}); err != nil || len(cases) != 0 {
		t.Errorf("%+v, %v", cases, err)
	}
	answers, err := o.store.SurveyAnswers(t.Context(), o.survey().ID)
	if err != nil || len(answers) != 6 {
		t.Fatalf("%+v, %v", answers, err)
	}
	for _, a := range answers {
		if a.Address != "" || !a.At.IsZero() && a.At.UnixMilli() != 0 {
			t.Errorf("%+v", a)
		}
	}
	found := 0
	err = o.store.Log(t.Context(), store.LogQuery{}, func(e store.Entry) error {
		if e.Kind != store.KindHuman {
			return nil
		}
		found++
		if _, _, err := o.store.RawMail(t.Context(), e.Message); err == nil || e.NewText+e.Subject+e.Quoted != "" || strings.Contains(fmt.Sprintf("%+v", e), "xyzzy") {
			t.Errorf("%v, %+v", err, e)
		}
		return nil
	})
	if err != nil || found != 4 {
		t.Error(found, err)
	}
	terms, err := search.Parse("xyzzy", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if _, hits, err := o.store.Search(t.Context(), terms, 10); err != nil || hits != 0 {
		t.Errorf("the search finds %d, %v", hits, err)
	}
	v, err := o.store.Verify(t.Context(), nil)
	if err != nil || len(v.Problems) != 0 || v.Erased != 4 {
		t.Errorf("%+v, %v", v, err)
	}
	o.looks("2026-04-16 10:00")
	r := o.results()
	if r.Withheld || r.Questions[0].Counted.Answered != 3 || len(r.Remarks) != 3 || r.Remarks[0].Name != "" {
		t.Errorf("%+v", r)
	}
}

// A milestone is asked about once: when the report that was sent tells that it is
// done, and the one before did not.
func TestDue_aMilestoneThatIsDoneAsks(t *testing.T) {
	t.Parallel()
	milestone, err := survey.Load("milestone")
	if err != nil {
		t.Fatal(err)
	}
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) {
		p.Surveys = Surveys{OnMilestone: milestone, Every: 24 * time.Hour, Low: 2}
	})
	week := func(thursday, friday, milestones string, want ...string) {
		t.Helper()
		o.looks(thursday + " 16:00")
		o.answers(store.DecisionText, "【概述】\n一切顺利\n\n【里程碑】\n"+milestones)
		o.looks(thursday + " 17:00")
		o.answers(store.DecisionOK, "ok now")
		n := len(o.queued())
		o.looks(friday + " 09:00")
		o.since(n, append([]string{"report " + wang, "report " + jane, "report " + lina}, want...)...)
	}
	week("2026-03-05", "2026-03-06", "- 设计 | 计划 2026-03-06 | 预计 2026-03-10")
	week("2026-03-12", "2026-03-13", "- 设计 | 计划 2026-03-06 | 已完成", "survey "+wang, "survey "+jane)
	week("2026-03-19", "2026-03-20", "- 设计 | 计划 2026-03-06 | 已完成")
}

// Who asked something is asked how it went when somebody has closed it.
func TestDue_aCaseThatIsClosedAsksItsClient(t *testing.T) {
	t.Parallel()
	csat, err := survey.Load("csat")
	if err != nil {
		t.Fatal(err)
	}
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) {
		p.Schedule = nil
		p.Surveys = Surveys{AfterCase: csat, Every: 24 * time.Hour, Low: 2}
	})
	err = o.store.Update(t.Context(), func(tx *store.Tx) error {
		raw := o.store.Pack([]byte("when?"), o.now, "test")
		k, err := tx.StoreRaw(raw)
		if err != nil {
			return err
		}
		_, err = tx.Record(k.ID, &store.Message{SHA256: raw.SHA256, Date: o.now, Subject: "Accounts", NewText: "when?", From: []store.Address{{Address: "w@home.example"}}},
			store.Verdict{Kind: store.KindHuman, Role: store.RoleClient, Project: "ACME", Effects: proved(), Asks: []store.FoundAsk{{Ask: store.AskQuestion, Words: "when?"}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-02 10:00")
	o.since(0)
	cases, err := o.store.Cases(t.Context(), store.CaseQuery{})
	if err != nil || len(cases) != 1 {
		t.Fatal(cases, err)
	}
	err = o.store.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.CloseCase(cases[0].ID, lina)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.looks("2026-03-02 11:00")
	o.since(0, "survey "+wang)
}
