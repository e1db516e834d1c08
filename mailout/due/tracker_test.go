package due

import (
	"context"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailout/tracker/pingcode"
	"rapport/mailout/tracker/trackertest"
	"rapport/mailout/tracker/work"
	"rapport/store"
)

var update = flag.Bool("update", false, "write golden files anew")

// withPingCode is an agency whose team works with a PingCode.
func withPingCode(t *testing.T, now string, change ...func(*Project)) (*agency, *trackertest.PingCode) {
	t.Helper()
	s, err := trackertest.NewPingCode("SCR", "pjm")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		for _, wrong := range s.Wrong() {
			t.Errorf("against the document: %s", wrong)
		}
	})
	client, err := pingcode.New(work.Config{Base: s.URL, Area: "pjm", ClientID: trackertest.ClientID, Secret: func(context.Context) (string, error) { return s.Secret, nil }})
	if err != nil {
		t.Fatal(err)
	}
	o := newAgency(t, now, append([]func(*Project){func(p *Project) {
		p.Project.Tracker, p.TrackerKey, p.Tracker, p.CreateChanges = "pingcode", "SCR", client, true
	}}, change...)...)
	s.SetClock(func() time.Time { return o.now })
	return o, s
}

// works puts a week's work into a tracker.
func works(s *trackertest.PingCode) {
	const sprint = "5f00000000000000000000aa"
	end := func(day string) time.Time { return at(day + " 23:59").Add(59 * time.Second) }
	old := at("2025-10-01 09:00")
	s.Put(
		trackertest.Item{ID: "5f00a1", Key: "SCR-1", Title: "首页设计（手机版）", Type: "task", Stage: "completed", Completed: at("2026-03-03 10:00"), Percent: -1},
		trackertest.Item{ID: "5f00a2", Key: "SCR-2", Title: "Payment: refunds – tests | part 2", Type: "task", Stage: "completed", Completed: at("2026-03-04 10:00"), Percent: -1},
		trackertest.Item{ID: "5f00a3", Key: "SCR-3", Title: "商品页开发", Type: "story", Stage: "in_progress", Percent: 60},
		trackertest.Item{ID: "5f00a4", Key: "SCR-4", Title: "Migration of 50% of the pages", Type: "story", Stage: "in_progress", Percent: -1},
		trackertest.Item{ID: "5f00a5", Key: "SCR-5", Title: "测试第一轮", Type: "task", Stage: "pending", Updated: old, Sprint: sprint, Percent: -1},
		trackertest.Item{ID: "5f00a6", Key: "SCR-6", Title: "域名解析", Type: "task", Stage: "pending", Updated: old, End: end("2026-03-02"), Percent: -1},
		trackertest.Item{ID: "5f00a7", Key: "SCR-7", Title: "上线", Type: "milestone", Stage: "pending", Updated: old, End: end("2026-04-10"), Percent: -1},
	)
	s.PutVersions(trackertest.Version{ID: "v1", Name: "设计定稿", End: end("2026-03-04"), Done: true}, trackertest.Version{ID: "v2", Name: "2.0 (beta)", End: end("2026-03-20")})
}

// formOf returns the form of a mail that asks for a report.
func formOf(t *testing.T, text string) string {
	t.Helper()
	from := max(strings.Index(text, "填写内容\n"), strings.Index(text, "The form\n"))
	to := strings.LastIndex(text, "------")
	if from < 0 || to < from {
		t.Fatalf("no form in\n%s", text)
	}
	return text[from:strings.LastIndex(text[:to], "\n")]
}

// logHead is the line below a report that has the head of the log.
var logHead = regexp.MustCompile(`(?m)^(?:Log: event|日志).*[0-9a-f]{4}-[0-9a-f]{4}.*\n`)

// isGolden compares a text with a golden file.
func isGolden(t *testing.T, name, text string) {
	t.Helper()
	golden := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(golden); err != nil || string(want) != text {
		t.Errorf("it is not that of %s, %v:\n%s", golden, err, text)
	}
}

func TestDue_theFormComesFilledAndWhatThePMChangesStands(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"zh-CN", "en"} {
		o, s := withPingCode(t, "2026-03-02 09:00", func(p *Project) { p.Language = language })
		works(s)
		o.looks("2026-03-05 16:00")
		o.wants("report-ask " + lina)
		form := formOf(t, o.text())
		isGolden(t, "form-"+language, form)

		// The PM writes a summary, changes two lines and sends the rest back as it came.
		answer := strings.NewReplacer("商品页开发（SCR-3）：60%", "商品页开发（SCR-3）：75% — 还差详情页", "商品页开发 (SCR-3): 60%", "商品页开发 (SCR-3): 75% — 还差详情页",
			"- 域名解析（SCR-6）：原定 2026年3月2日完成，尚未完成\n  https://agency.pingcode.com/pjm/workitems/00a6\n", "", "- 域名解析 (SCR-6): due 2 March 2026, not done\n  https://agency.pingcode.com/pjm/workitems/00a6\n", "",
			"【概述】", "【概述】\n一切顺利。", "Summary:", "Summary:\nAll is well.").Replace(form[strings.Index(form, "\n\n"):])
		o.answers(store.DecisionText, answer)
		o.looks("2026-03-05 17:00")
		o.wants("report-ask "+lina, "report-draft "+lina)
		draft := o.text()
		isGolden(t, "form-draft-"+language, draft)
		for _, want := range []string{"首页设计（手机版）", "SCR-1", "Payment: refunds – tests | part 2", "商品页开发", "75%", "还差详情页", "Migration of 50% of the pages", "测试第一轮", "2.0", "设计定稿", "上线"} {
			if !strings.Contains(draft, want) {
				t.Errorf("%s: %q is not in the report:\n%s", language, want, draft)
			}
		}
		shown := draft[max(strings.LastIndex(draft, "项目进展报告"), strings.LastIndex(draft, "Progress report")):]
		for _, never := range []string{"pingcode.com", "域名解析", "60%", "SCR-7"} {
			if strings.Contains(shown, never) {
				t.Errorf("%s: %q is in the report:\n%s", language, never, draft)
			}
		}
		o.answers(store.DecisionOK, "ok now")
		o.looks("2026-03-05 17:10")
		if text := o.text(); strings.Contains(text, "pingcode.com") || !strings.Contains(text, "75%") {
			t.Errorf("%s: the client gets\n%s", language, text)
		}
		isGolden(t, "form-report-"+language, logHead.ReplaceAllString(o.text(), ""))

		// The week after, the tracker has gone on; the PM's own line comes back as before.
		s.Finish("SCR-3")
		o.looks("2026-03-12 16:00")
		form = formOf(t, o.text())
		if !strings.Contains(form, "SCR-3") || strings.Contains(form, "75%") || strings.Count(form, "SCR-4") != 1 || strings.Count(form, "设计定稿") > 1 {
			t.Errorf("%s: the next form:\n%s", language, form)
		}
	}
}

// Whatever the mail program of the PM does to the links, they are not in the report.
func TestDue_linksOfTheFormStayWithThePM(t *testing.T) {
	t.Parallel()
	link := "https://agency.pingcode.com/pjm/workitems/00a1"
	for name, line := range map[string]string{
		"as it came": "  " + link, "quoted": "> " + link, "twice": link + "<" + link + ">", "in brackets": "<" + link + ">", "Markdown": "[" + link + "](" + link + ")",
		"checked by Outlook": "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fagency.pingcode.com%2Fpjm%2Fworkitems%2F00a1&data=05%7C02",
	} {
		o, s := withPingCode(t, "2026-03-02 09:00")
		works(s)
		o.looks("2026-03-05 16:00")
		o.answers(store.DecisionText, "概述：\n一切顺利。\n\n已完成：\n- 首页设计（SCR-1）\n"+line+"\n- 演示：https://demo.example/x\n")
		o.looks("2026-03-05 17:00")
		if text := o.text(); strings.Contains(text, "workitems") || !strings.Contains(text, "https://demo.example/x") || !strings.Contains(text, "SCR-1") {
			t.Errorf("%s:\n%s", name, text)
		}
	}
}

// A fault costs the PM one line, and nothing else: what the last report said is in the form.
func TestDue_aTrackerThatFailsCostsOneLine(t *testing.T) {
	t.Parallel()
	answer := func(status int) func(o *agency, s *trackertest.PingCode) {
		return func(_ *agency, s *trackertest.PingCode) {
			s.Fail(func(w http.ResponseWriter, r *http.Request) bool {
				w.Header().Set("Retry-After", "3600") // or the test would wait
				w.WriteHeader(status)
				return true
			})
		}
	}
	for name, c := range map[string]struct {
		fail    func(o *agency, s *trackertest.PingCode)
		line    string
		waits   bool // it may answer a little later, and is asked again
		english string
	}{
		"limited": {answer(429), "PingCode 没有应答，相应栏目未能预填。", true, "PingCode did not answer: the form is empty there."},
		"fails":   {answer(503), "PingCode 没有应答，相应栏目未能预填。", true, "PingCode did not answer: the form is empty there."},
		"denied":  {answer(403), "PingCode 拒绝访问，相应栏目未能预填。", false, "PingCode refused access: the form is empty there."},
		"unknown project": {func(o *agency, _ *trackertest.PingCode) {
			c := *o.due.config.Load()
			c.Projects = slices.Clone(c.Projects)
			c.Projects[0].TrackerKey = "GONE"
			o.due.SetConfig(c)
		}, "PingCode 中没有该项目，相应栏目未能预填。", false, "PingCode does not know the project: the form is empty there."},
	} {
		for _, language := range []string{"zh-CN", "en"} {
			o, s := withPingCode(t, "2026-03-02 09:00", func(p *Project) { p.Language = language })
			o.looks("2026-03-05 16:00")
			o.answers(store.DecisionText, "概述：\n好。\n\n下一步：\n- 试运行\n")
			o.looks("2026-03-05 17:00")
			o.answers(store.DecisionOK, "ok now")
			o.looks("2026-03-05 17:10")
			n := len(o.queued())
			c.fail(o, s)
			o.looks("2026-03-12 16:00")
			if c.waits {
				n = o.since(n)
				o.looks("2026-03-12 16:05")
				n = o.since(n)
				o.looks("2026-03-12 16:10")
			}
			o.since(n, "report-ask "+lina)
			want := c.line
			if language == "en" {
				want = c.english
			}
			if text := o.text(); strings.Count(text, "PingCode") != 1 || !strings.Contains(text, want) || !strings.Contains(text, "- [ ] 试运行") {
				t.Errorf("%s, %s:\n%s", name, language, text)
			}
		}
	}
}

// A PM is not kept waiting by a tracker that the daemon never comes to ask.
func TestDue_theFormDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	o, _ := withPingCode(t, "2026-03-02 09:00")
	o.due.outside = nil
	o.looks("2026-03-05 16:00")
	o.wants()
	o.looks("2026-03-05 16:15")
	o.wants("report-ask " + lina)
	if text := o.text(); !strings.Contains(text, "PingCode 没有应答") {
		t.Errorf("%s", text)
	}
}

// approves takes a change of the client to its approval.
func (o *agency) approves() {
	o.Helper()
	err := o.store.Update(o.Context(), func(tx *store.Tx) error {
		c, err := tx.RaiseProcedure(store.Procedure{Project: "ACME", Kind: store.ProcedureChange, Title: "增加会员积分", Actor: wang}, "希望首页能显示积分。\n\n王伟", 0)
		if err == nil {
			_, err = tx.StepProcedure(c.ID, store.EventAssessed, "推迟 3 天，6000 元。", lina, 0)
		}
		if err == nil {
			_, err = tx.StepProcedure(c.ID, store.EventApproved, "", wang, 0)
		}
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

// item returns the work item of the only change or case.
func (o *agency) item(procedure, inCase int64) store.OutsideItem {
	o.Helper()
	i, ok, err := o.store.OutsideItemOf(o.Context(), procedure, inCase)
	if err != nil || !ok {
		o.Fatal(ok, err)
	}
	return i
}

func TestDue_anApprovedChangeBecomesAWorkItemAndComesBack(t *testing.T) {
	t.Parallel()
	o, s := withPingCode(t, "2026-03-02 09:00", func(p *Project) { p.Schedule = nil; p.Confirm = Terms{Policy: store.PolicyAll, Days: 3} })
	o.approves()
	o.looks("2026-03-02 09:10")
	n := o.since(0, "procedure "+lina)
	made := s.Items()
	if len(made) != 1 || made[0].Title != "变更 1：增加会员积分" || !strings.Contains(made[0].Description, "<p>希望首页能显示积分。</p>") || !strings.Contains(made[0].Description, "推迟 3 天，6000 元。") || strings.Contains(made[0].Description, "王伟") {
		t.Fatalf("%+v", made)
	}
	m := o.procedure()
	if i := o.item(m.ID, 0); i.State != store.OutsideKnown || i.Key != "SCR-1" || i.Stage != "pending" || i.Tracker != "PingCode" || !strings.Contains(made[0].Description, i.Mark) {
		t.Errorf("%+v", i)
	}
	made[0].Stage = "in_progress"
	s.Put(made...)
	o.looks("2026-03-02 09:30")
	n = o.since(n)
	if i := o.item(m.ID, 0); i.Stage != "active" {
		t.Errorf("%+v", i)
	}
	s.Finish("SCR-1")
	o.looks("2026-03-02 09:50")
	n = o.since(n, "item-done "+lina)
	if text := o.text(); !strings.Contains(text, "SCR-1") || !strings.Contains(text, "增加会员积分") || !strings.Contains(text, "回复 完成") {
		t.Errorf("the PM reads\n%s", text)
	}
	o.looks("2026-03-02 12:00") // once
	n = o.since(n)

	// It is opened again there, and done again: the PM is asked again.
	made[0].Stage = "in_progress"
	s.Put(made...)
	o.looks("2026-03-02 13:00")
	n = o.since(n)
	s.Finish("SCR-1")
	o.looks("2026-03-02 13:20")
	n = o.since(n, "item-done "+lina)
	o.steps(lina, store.PurposeProcedure, store.DecisionClose, "完成")
	o.looks("2026-03-02 13:30")
	o.since(n, "confirm "+wang, "confirm "+jane)
	o.isIn(store.ChangeCarriedOut)
	for _, who := range []string{wang, jane} {
		o.says(who, store.PurposeConfirm, store.DecisionOK, "确认", true)
	}
	o.looks("2026-03-02 14:00")
	o.isIn(store.ChangeVerified)
	requests := len(s.Requests())
	o.looks("2026-03-09 14:00") // what is over is not looked at
	if len(s.Items()) != 1 || len(s.Requests()) != requests {
		t.Errorf("%d items, requests %q", len(s.Items()), s.Requests()[requests:])
	}
}

// A change that the tracker refuses is tried again, and the PM reads so in the next form.
func TestDue_aChangeThatTheTrackerRefuses(t *testing.T) {
	t.Parallel()
	o, s := withPingCode(t, "2026-03-02 09:00")
	s.Fail(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/work_items") {
			w.WriteHeader(http.StatusForbidden)
			return true
		}
		return false
	})
	o.approves()
	for _, when := range []string{"2026-03-02 09:10", "2026-03-02 09:20", "2026-03-03 16:00"} {
		o.looks(when)
	}
	if i := o.item(o.procedure().ID, 0); i.State != store.OutsideWanted || i.Fault != "denied" || i.Tries != 3 {
		t.Errorf("%+v", i)
	}
	o.looks("2026-03-05 16:00")
	if text := o.text(); !strings.Contains(text, "“变更 1：增加会员积分”尚未录入 PingCode：对方拒绝访问") {
		t.Errorf("%s", text)
	}
	s.Fail(nil)
	o.looks("2026-03-06 09:00")
	if i := o.item(o.procedure().ID, 0); i.State != store.OutsideKnown || i.Fault != "" || len(s.Items()) != 1 {
		t.Errorf("%+v, %d items", i, len(s.Items()))
	}
}

// A word in reply to the digest makes a case a work item; done there, the PM is asked whether
// it is settled.
func TestDue_aCaseGoesToTheTrackerByAWordOfTheDigest(t *testing.T) {
	t.Parallel()
	o, s := withPingCode(t, "2026-03-02 09:00", func(p *Project) { p.Schedule, p.CreateChanges = nil, false })
	c := *o.due.config.Load()
	c.Digest = 8*time.Hour + 30*time.Minute
	o.due.SetConfig(c)
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskProblem)
	o.looks("2026-03-03 08:31")
	n := o.since(0, "digest "+lina)
	if text := o.text(); !strings.Contains(text, "转任务") {
		t.Errorf("the digest:\n%s", text)
	}
	track := store.ItemCommand{Number: 1, Verb: store.VerbTrack, Words: "to tracker"}
	o.answersDigest("1 to tracker", track)
	o.looks("2026-03-03 08:40")
	n = o.since(n, "digest-receipt "+lina)
	o.answersDigest("1 to tracker", track)
	o.looks("2026-03-03 08:45")
	n = o.since(n, "digest-receipt "+lina)
	if text := o.text(); !strings.Contains(text, "此前已处理") {
		t.Errorf("the second receipt:\n%s", text)
	}
	items := s.Items()
	if len(items) != 1 || items[0].Title != "Accounts" || !strings.Contains(items[0].Description, "When?") {
		t.Fatalf("%+v", items)
	}
	s.Finish(items[0].Key)
	o.looks("2026-03-03 09:10")
	o.since(n, "item-done "+lina)
	cases, err := o.store.Cases(t.Context(), store.CaseQuery{})
	if err != nil || len(cases) != 1 {
		t.Fatal(cases, err)
	}
	o.logs("关闭", store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: store.PurposeCase, Object: cases[0].ID, Decision: store.DecisionClose, Address: lina}})
	o.looks("2026-03-03 09:20")
	if cases, err = o.store.Cases(t.Context(), store.CaseQuery{}); err != nil || cases[0].State != store.CaseClosed {
		t.Errorf("%+v, %v", cases, err)
	}
	if slices.ContainsFunc(s.Requests(), func(r string) bool { return strings.Contains(r, "DELETE") || strings.Contains(r, "PATCH") }) {
		t.Errorf("%q", s.Requests())
	}
}

// In a dry run nothing is made in the tracker; the form is filled as ever.
func TestDue_aDryRunMakesNoWorkItem(t *testing.T) {
	t.Parallel()
	o, s := withPingCode(t, "2026-03-02 09:00")
	c := *o.due.config.Load()
	c.DryRun = true
	o.due.SetConfig(c)
	works(s)
	before := len(s.Items())
	o.approves()
	o.looks("2026-03-02 09:10")
	o.looks("2026-03-05 16:00")
	if text := o.text(); len(s.Items()) != before || !strings.Contains(text, "SCR-1") {
		t.Errorf("%d items, and the form\n%s", len(s.Items()), text)
	}
	c.DryRun = false
	o.due.SetConfig(c)
	o.looks("2026-03-05 16:10")
	if len(s.Items()) != before+1 {
		t.Errorf("%d items", len(s.Items()))
	}
}
