package due

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"rapport/store"
)

// amends is a PM's reply whose lines change parts of the report.
func (o *agency) amends(lines ...string) {
	o.Helper()
	list, err := o.store.Reports(o.Context(), "ACME", true)
	if err != nil || len(list) == 0 {
		o.Fatalf("no report is open: %v", err)
	}
	a := &store.Response{Purpose: store.PurposeReportDraft, Object: list[0].ID, Version: list[0].Version, Decision: store.DecisionEdit, Address: "lina@agency.example"}
	for i, line := range lines {
		a.Edits = append(a.Edits, store.Edit{Said: line, Ways: []store.Replacement{{New: line, First: i == 0, Append: true}}})
	}
	o.logs(strings.Join(lines, "\n"), store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Answer: a})
}

// readBy returns the text of the latest mail from a template to an address.
func (o *agency) readBy(template, address string) string {
	o.Helper()
	list, err := o.store.Outbox(o.Context(), store.OutboxQuery{})
	if err != nil {
		o.Fatal(err)
	}
	i := slices.IndexFunc(list, func(out store.Delivery) bool { return out.Purpose == template && out.Recipient == address })
	if i < 0 {
		o.Fatalf("no %s to %s", template, address)
	}
	return o.textOf(list[i])
}

// The PM sees the action items that go into a report, in the form and in the draft, before a
// client does, and leaves out what is not for the client. What they were shown is what goes
// out, whatever happens meanwhile.
func TestDue_thePMLeavesOutWhatTheLogAdds(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00")
	update := func(do func(tx *store.Tx) error) {
		if err := o.store.Update(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	var list, legal store.Action
	update(func(tx *store.Tx) (err error) {
		if list, err = tx.AddAction(store.Action{Project: "ACME", What: "提供名单", Owner: "王伟", Address: wang, Due: "2026-03-20", Actor: lina}); err == nil {
			legal, err = tx.AddAction(store.Action{Project: "ACME", What: "问法务", Owner: "李娜", Address: lina, Due: "2026-03-20", Actor: lina})
		}
		return err
	})
	o.logs("什么时候上线？", store.Verdict{Kind: store.KindHuman, Role: store.RoleClient, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalAddress, Project: "ACME", Confidence: 100}}})
	o.looks("2026-03-05 16:00")
	if form := o.readBy("report-ask", lina); !strings.Contains(form, "提供名单") || !strings.Contains(form, "问法务") {
		t.Errorf("the form does not have the action items:\n%s", form)
	}
	o.answers(store.DecisionText, text)
	o.looks("2026-03-05 16:10")
	if draft := o.readBy("report-draft", lina); strings.Count(draft, "问法务") != 2 || !strings.Contains(draft, "系统补充的内容") {
		t.Errorf("the draft does not have the action items:\n%s", draft)
	}
	o.amends("删去"+strconv.Itoa(legal.Number), "删去统计", "里程碑1：上线 | 计划 2026-03-06 | 预计 2026-03-09")
	o.looks("2026-03-05 16:20")
	wants := func(text string) {
		t.Helper()
		_, report, _ := strings.Cut(text, "项目进展报告\n===")
		if report == "" || strings.Contains(report, "问法务") || strings.Contains(report, "本期沟通") || !strings.Contains(report, "提供名单") || !strings.Contains(report, "3月9日") {
			t.Errorf("it reads\n%s", text)
		}
	}
	wants(o.readBy("report-draft", lina))
	o.amends("drop 77")
	o.looks("2026-03-05 16:30")
	draft := o.readBy("report-draft", lina)
	wants(draft)
	if !strings.Contains(draft, "77") {
		t.Errorf("nobody is told that there is no 77:\n%s", draft)
	}
	o.answers(store.DecisionOK, "ok")
	o.looks("2026-03-05 16:40")
	update(func(tx *store.Tx) error {
		_, err := tx.CompleteAction(list.ID, lina)
		return err
	})
	o.looks("2026-03-06 16:00")
	wants(o.readBy("report", wang))
}

// The form comes with what was next in the last report, to be ticked, and with its open work,
// milestones and budget.
func TestDue_theFormComesFilledIn(t *testing.T) {
	t.Parallel()
	o := newAgency(t, "2026-03-02 09:00")
	o.looks("2026-03-05 16:00")
	if form := o.readBy("report-ask", lina); strings.Contains(form, "[ ]") {
		t.Errorf("there was no report before:\n%s", form)
	}
	o.answers(store.DecisionText, text+"\n下一步：\n- 退款\n- 压力测试\n\n预算：4.8 / 12 万元\n")
	o.looks("2026-03-05 16:10")
	o.answers(store.DecisionOK, "ok now")
	o.looks("2026-03-05 16:20")
	o.looks("2026-03-12 16:00")
	form := o.readBy("report-ask", lina)
	for _, line := range []string{"- [ ] 退款", "- [ ] 压力测试", "- 支付：60%", "- 上线 | 计划 2026-03-06 | 已完成", "48000 / 120000 CNY"} {
		if !strings.Contains(form, line) {
			t.Errorf("the form does not have %q:\n%s", line, form)
		}
	}
	_, form, _ = strings.Cut(form, "【状态】")
	form, _, _ = strings.Cut("【状态】"+form, "\n-----")
	o.answers(store.DecisionText, strings.NewReplacer("【概述】", "【概述】\n一切顺利。", "- [ ] 退款", "- [x] 退款").Replace(form))
	o.looks("2026-03-12 16:10")
	if draft := o.readBy("report-draft", lina); !strings.Contains(draft, "- 退款") || !strings.Contains(draft, "未勾选，因此未写入报告：压力测试") {
		t.Errorf("the draft reads\n%s", draft)
	}
}

// What says nothing is not in a report: nothing planned and nothing done.
func TestDue_aReportSaysNothingThatSaysNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		wants bool
	}{
		{"概述：\n一切顺利。\n\n里程碑：\n- 上线 | 计划 2026-05-06\n", false},
		{"概述：\n一切顺利。\n\n进行中：\n- 支付：0%\n", false},
		{"概述：\n一切顺利。\n\n进行中：\n- 支付\n", false},
		{"概述：\n一切顺利。\n", false},
		{"概述：\n一切顺利。\n\n里程碑：\n- 上线 | 计划 2026-03-02\n", true},
		{"概述：\n一切顺利。\n\n进行中：\n- 支付：20%\n", true},
	} {
		o := newAgency(t, "2026-03-02 09:00")
		o.looks("2026-03-05 16:00")
		o.answers(store.DecisionText, c.text)
		o.looks("2026-03-05 16:10")
		draft := o.readBy("report-draft", lina)
		if strings.Contains(draft, "总体进度") != c.wants || strings.Contains(draft, "往来邮件 0") {
			t.Errorf("%q:\n%s", c.text, draft)
		}
	}
}

// Courtesies and a name below a report are no items of it, and a greeting above is no summary.
func TestDue_theLetterAroundAReportIsNoneOfIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ above, below string }{
		{"", "\n\n谢谢！\n李娜"}, {"各位好：\n\n", "\n\n此致\n敬礼\n李娜"}, {"以下是本周报告：\n\n", "\n\n以上，如有问题请随时联系。"}, {"王总，您好！\n", "\n\n祝周末愉快"},
		{"Hi,\n\n", "\n\nBest regards,\nLi Na"}, {"Hello, here is my report:\n\n", "\n\nThanks\nNa"}, {"", "\n\nLet me know if you need anything else."}, {"", "\n\nSent from my iPhone"},
	} {
		o := newAgency(t, "2026-03-02 09:00")
		o.looks("2026-03-05 16:00")
		o.answers(store.DecisionText, c.above+"概述：\n一切顺利。\n\n已完成：\n- 首页\n- 支付"+c.below)
		o.looks("2026-03-05 17:00")
		draft := o.readBy("report-draft", lina)
		_, report, _ := strings.Cut(draft, "项目进展报告\n============")
		report, _, _ = strings.Cut(report, "\n----------------")
		if strings.TrimSpace(report) != "一切顺利。\n\n已完成\n------\n\n- 首页\n- 支付" {
			t.Errorf("%q … %q:\n%s", c.above, c.below, report)
		}
	}
}
