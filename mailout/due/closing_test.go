package due

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// withClosing is an agency whose project has a team, and another project of the same client.
func withClosing(t *testing.T, language string) *agency {
	t.Helper()
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) {
		p.Schedule, p.Language = nil, language
		p.Confirm = Terms{Policy: store.PolicyAll, Days: 3}
		p.Contacts = append(p.Contacts, store.Contact{Name: "Tom Baker", Role: store.RoleTeam, Addresses: []string{tom}})
	})
	c := *o.due.config.Load()
	next := c.Projects[0]
	next.Code, next.Name = "BETA", "Shop"
	c.Projects = append(c.Projects, next)
	o.due.SetConfig(c)
	return o
}

// closes logs the PM's command to close the project.
func (o *agency) closes(proved bool) {
	o.Helper()
	o.logs("close ACME", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalContact, Project: "ACME", Confidence: 80}},
		Command: &store.Command{Verb: "close", Address: lina, Projects: []string{"ACME"}, Proved: proved}})
}

func (o *agency) closing() store.Closing {
	o.Helper()
	c, found, err := o.store.ClosingOn(o.Context(), "ACME", store.AtTheEnd)
	if err != nil || !found {
		o.Fatal(found, err)
	}
	return c
}

// saysOfClosing logs the PM's reply to the questions at the end of the project.
func (o *agency) saysOfClosing(mode store.RetrospectiveMode, goal string, words ...store.ItemCommand) {
	o.Helper()
	a := store.Response{Purpose: store.PurposeClosing, Object: o.closing().ID, Version: o.closing().Round, Decision: store.DecisionItems, Address: lina, Argument: string(mode), Commands: words}
	if goal != "" {
		a.Facts = &store.ClosingFacts{Goal: goal}
	}
	o.answersWith(a)
}

func (o *agency) answersWith(a store.Response) {
	o.Helper()
	o.logs("reply", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}}, Answer: &a})
}

func word(n int, verb string) store.ItemCommand { return store.ItemCommand{Number: n, Verb: verb} }

// restarts puts a new process in the place of the one that ran.
func (o *agency) restarts() {
	o.Helper()
	o.due = New(o.store, *o.due.config.Load(), o.due.now, o.due.log, func(string, time.Duration) {})
}

func (o *agency) hasLine(text string, wants ...string) {
	o.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			o.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

// From the PM's “close ACME” to what the next project of the client learns, with a restart after each
// step: nothing is sent twice, and nothing is guessed.
func TestDue_aProjectFromCloseToLessons(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]struct{ goal, carried, kept, closes, quote, lesson, form string }{
		"en":    {"## Goal", "(carried over to the next project)", "(stays open)", "the project is closed", "What went well", "Have accounts ready", "From other projects of this client"},
		"zh-CN": {"## 目标", "（结转至下一个项目）", "（暂不处理）", "项目即关闭", "做得好的方面", "Have accounts ready", "该客户其他项目的经验与遗留事项"},
	} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			o := withClosing(t, language)
			o.owns("Send the logo", "")
			o.owns("Order the [certificate](http://evil.example)", "")
			o.owns("Old idea", "")
			o.looks("2026-03-02 09:05")
			n := len(o.queued())

			o.closes(true)
			o.looks("2026-03-02 09:10")
			n = o.since(n, "closing-ask "+lina)
			o.restarts()
			o.saysOfClosing("", "Live before the fair", word(1, store.VerbCarry), word(9, store.VerbDrop))
			o.looks("2026-03-02 09:20") // two items, and the retrospective, still need a word
			n = o.since(n, "closing-ask "+lina)
			o.restarts()
			o.saysOfClosing(store.RetrospectiveNamed, "", word(3, store.VerbDrop), word(0, store.VerbLeave))
			o.looks("2026-03-02 09:30")
			n = o.since(n, "confirm-draft "+lina)
			text := o.confirmation().Text
			o.hasLine(text, want.goal, "Live before the fair", want.carried, want.kept)
			if strings.Contains(text, "Old idea") || !strings.Contains(text, `\[certificate\]`) || strings.Count(text, "##") != 2 {
				t.Errorf("what was dropped is in the summary, a link of it is one, or it has more than what is known:\n%s", text)
			}
			o.hasLine(o.mailTo(lina), want.closes)
			o.restarts()
			o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
			o.looks("2026-03-02 09:40")
			n = o.since(n, "confirm "+wang, "confirm "+jane, "survey "+wang, "survey "+jane, "survey "+tom)
			o.restarts()
			for _, who := range []string{wang, jane} {
				o.says(who, store.PurposeConfirm, store.DecisionOK, "confirmed", true)
			}
			o.looks("2026-03-02 10:00")
			n = o.since(n, "confirm-outcome "+wang, "confirm-outcome "+jane, "confirm-outcome "+lina)
			if o.closing().State != store.ClosingClosed || !o.due.office(t.Context()).Config.Project("ACME").Closed {
				t.Fatalf("%+v", o.closing())
			}

			// What both sides write comes when the project is closed already.
			o.restarts()
			o.scores(wang, "1: good", store.Response{Replies: []store.SurveyReply{{Question: 1, Words: "# Clear reports"}, {Question: 3, Words: "- Have accounts ready\n- <script>alert(1)</script>"}}, Proved: true})
			o.scores(tom, "2: slow", store.Response{Replies: []store.SurveyReply{{Question: 2, Words: "Two weeks for accounts"}}, Comment: "Nice people", Proved: true})
			o.looks("2026-03-02 11:00")
			n = o.since(n, "survey-receipt "+wang, "survey-receipt "+tom)
			o.looks("2026-03-13 10:00") // who has not answered is reminded
			n = o.since(n, "survey "+jane)
			o.hasRead("2026-03-17 10:00")
			o.looks("2026-03-17 10:00")
			o.looks("2026-03-17 10:01")
			n = o.since(n, "confirm-draft "+lina)
			together := o.confirmation()
			o.hasLine(together.Text, want.quote, `> \# Clear reports`, "> Two weeks", "1. Have accounts ready", `2. \<script\>`, "Nice people")
			for _, name := range []string{"王伟", "Tom", "wang@", "tom@"} {
				if strings.Contains(together.Text, name) {
					t.Errorf("the retrospective names %s:\n%s", name, together.Text)
				}
			}
			o.restarts()
			o.answersWith(store.Response{Purpose: store.PurposeDraft, Object: together.ID, Version: together.Draft, Decision: store.DecisionTakeUp, Address: lina, Commands: []store.ItemCommand{word(1, store.VerbTakeUp)}})
			o.looks("2026-03-17 10:10")
			n = o.since(n, "confirm-draft "+lina)
			o.hasLine(o.confirmation().Text, "1. ✓ Have accounts ready")
			o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
			o.looks("2026-03-17 10:20")
			n = o.since(n, "retrospective "+wang, "retrospective "+jane, "retrospective "+tom)
			o.restarts()
			o.looks("2026-03-20 10:20")
			o.since(n)

			lessons, err := o.store.Lessons(t.Context(), "Acme")
			if err != nil || len(lessons) != 2 || lessons[0].Kind != store.LessonCarried || lessons[1].Text != want.lesson {
				t.Errorf("%+v, %v", lessons, err)
			}
			var items []string
			actions, err := o.store.Actions(t.Context(), store.ActionQuery{Project: "ACME"})
			for _, a := range actions {
				items = append(items, fmt.Sprint(a.What, " ", a.State))
			}
			if err != nil || !slices.Contains(items, want.lesson+" open") || !slices.Contains(items, "Old idea dropped") || !slices.Contains(items, "Send the logo open") {
				t.Error(items, err)
			}
			o.hasFirstForm(want.form, want.lesson)
		})
	}
}

// hasFirstForm gives BETA a report, and looks at the form that its PM gets.
func (o *agency) hasFirstForm(wants ...string) {
	o.Helper()
	weekly := newAgency(o.TB, "2026-03-20 11:00").due.config.Load().Projects[0].Schedule
	c := *o.due.config.Load()
	c.Projects = slices.Clone(c.Projects)
	c.Projects[1].Schedule, c.Projects[1].Ask = weekly, 24*time.Hour
	o.due.SetConfig(c)
	o.looks("2026-03-26 16:00")
	o.hasLine(o.lastOf("report-ask"), wants...)
}

// An anonymous retrospective needs three people, and keeps nothing that leads to them.
func TestDue_anAnonymousRetrospective(t *testing.T) {
	t.Parallel()
	o := withClosing(t, "en")
	o.closes(true)
	o.looks("2026-03-02 09:10")
	o.saysOfClosing(store.RetrospectiveAnonymous, "")
	o.looks("2026-03-02 09:20")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:30")
	if s := o.survey(); !s.Anonymous || s.Asked != 3 {
		t.Fatalf("%+v", s)
	}
	n := len(o.queued())
	o.scores(wang, "text", store.Response{Replies: []store.SurveyReply{{Question: 1, Words: "The only answer"}}, Anonymous: true})
	o.looks("2026-03-13 10:00")
	o.hasRead("2026-03-17 10:00")
	o.looks("2026-03-17 10:00") // a lone answer would be no anonymity, and the PM reads that
	for _, mail := range o.queued()[n:] {
		if strings.HasPrefix(mail, "confirm-draft") {
			t.Errorf("a lone answer is shown: %s", mail)
		}
	}
	o.hasLine(o.lastOf("survey-results"), "fewer than three people answered")
	if strings.Contains(o.lastOf("survey-results"), "The only answer") {
		t.Error("a lone answer is shown")
	}
}

// Where fewer than three people would be asked, the PM is asked for another way.
func TestDue_tooFewForAnAnonymousRetrospective(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	o.closes(true)
	o.looks("2026-03-02 09:10")
	o.hasLine(o.mailTo(lina), "本次无法匿名")
	n := len(o.queued())
	o.saysOfClosing(store.RetrospectiveAnonymous, "")
	o.looks("2026-03-02 09:20")
	n = o.since(n, "closing-ask "+lina)
	o.hasLine(o.mailTo(lina), "复盘无法匿名")
	o.saysOfClosing(store.RetrospectiveNone, "")
	o.looks("2026-03-02 09:30")
	n = o.since(n, "confirm-draft "+lina)
	o.says(lina, store.PurposeDraft, store.DecisionSkip, "skip", true) // the project stays open
	o.looks("2026-03-02 09:40")
	n = o.since(n, "confirm-done "+lina)
	if o.due.office(t.Context()).Config.Project("ACME").Closed {
		t.Error("without a summary the project is closed")
	}
	o.closes(true) // and can be closed later
	o.looks("2026-03-03 09:00")
	o.since(n, "closing-ask "+lina)
}

// Whoever writes “close” again and again, the PM gets the questions once a day.
func TestDue_closingIsAskedOnceADay(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	for minute := range 5 {
		o.closes(false)
		o.looks(fmt.Sprintf("2026-03-02 09:1%d", minute))
	}
	n := o.since(0, "closing-ask "+lina)
	o.closes(false)
	o.looks("2026-03-03 10:00")
	n = o.since(n, "closing-ask "+lina)
	o.answersWith(store.Response{Purpose: store.PurposeClosing, Object: o.closing().ID, Version: 1, Decision: store.DecisionSkip, Address: lina})
	o.looks("2026-03-03 10:10")
	o.since(n, "closing-receipt "+lina)
}

// On the first working day of a quarter its PM is shown what the log has of the one before, once.
func TestDue_theSummaryOfAQuarter(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00", func(p *Project) {
		p.Schedule, p.Quarterly, p.Retrospective = nil, true, store.RetrospectiveNamed
		p.Confirm = Terms{Policy: store.PolicyAll, Days: 3}
	})
	o.drafts("Weekly meeting", "Decisions:\n- blue")
	o.looks("2026-03-02 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:20")
	for _, who := range []string{wang, jane} {
		o.says(who, store.PurposeConfirm, store.DecisionOK, "confirmed", true)
	}
	o.looks("2026-03-02 09:30")
	n := len(o.queued())
	o.looks("2026-04-01 09:59")
	n = o.since(n)
	o.looks("2026-04-01 10:00")
	n = o.since(n, "confirm-draft "+lina)
	if c := o.confirmation(); c.Kind != store.ProjectSummary || !strings.Contains(c.Text, "Weekly meeting") || c.Title != "2026年第一季度总结" {
		t.Errorf("%+v", c)
	}
	if strings.Contains(o.mailTo(lina), "项目即关闭") {
		t.Error("a quarter closes the project")
	}
	o.says(lina, store.PurposeDraft, store.DecisionSkip, "skip", true)
	o.looks("2026-04-01 10:10")
	n = o.since(n, "confirm-done "+lina)
	o.looks("2026-04-02 10:10") // it is offered once
	n = o.since(n)
	o.looks("2026-07-01 10:00") // of the second quarter there is nothing to say
	o.since(n)
}
