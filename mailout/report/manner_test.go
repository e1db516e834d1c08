package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What project managers write in place of the form. The labelled texts are in cmd/eval/forms.
func TestParse_theMannerOfItsWriter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"What we did:\n- slab poured\nComing up:\n- steel frame\nIn the way:\n- no crane permit":                       "summary: ; done: slab poured; next: steel frame; risk: no crane permit",
		"Done: walls; roof. Next: floor. Please decide: oak or pine?":                                                  "summary: ; done: walls; done: roof; next: floor; decision: oak or pine?",
		"【完成】甲；乙\n【下周】丙\n卡点：\n丁":                                                                                       "summary: ; done: 甲; done: 乙; next: 丙; risk: 丁",
		"- Done: a\n- Next: b\n- Problems: none":                                                                       "summary: ; done: a; next: b",
		"Last week: a\nThis week: b":                                                                                   "summary: ; done: a; next: b",
		"This week: a\nNext week: b":                                                                                   "summary: ; done: a; next: b",
		"✅ a\n✅ b\n➡️ Next: c":                                                                                         "summary: ; done: a; done: b; next: c",
		"| Done | Next |\n|---|---|\n| a<br>b | c |":                                                                   "summary: ; done: a; done: b; next: c",
		"| 里程碑 | 原计划 | 现计划 | 状态 |\n|--|--|--|--|\n| 上线 | 3月10日 | 3月17日 | 延期 |":                                         "summary: ; milestone: 上线 | 2026-03-10 | 2026-03-17",
		"Go-live moved from 10 March to 17 March.":                                                                     "summary: Go-live moved from 10 March to 17 March.; milestone: Go-live | 2026-03-10 | 2026-03-17",
		"预算50万，已用31.2万。":                                                                                               "summary: ; budget: 312000 / 500000",
		"Done: a\nNext: b\n\nRegards\nAnn Lee\n\nOn Fri, 6 Mar 2026, Rapport <l@a.example> wrote:\n> Done:\n> - [ ] x": "summary: ; done: a; next: b",
		"1) What got done\na. walls\nb. roof\n2) Next\na. floor":                                                       "summary: ; done: walls; done: roof; next: floor",
		"What we did:\nA. Smith came\nB. Jones left":                                                                   "summary: ; done: A. Smith came; done: B. Jones left",
		"本周完成：一是甲板，二是船舵。接下来两件事：涂漆、试航。":                                                                                 "summary: ; done: 甲板; done: 船舵; next: 涂漆; next: 试航",
		"Three things happened: a, b, and c. Rain too.":                                                                "summary: Rain too.; done: a; done: b; done: c",
		"Done: a / b / c\nNext: d, e":                                                                                  "summary: ; done: a; done: b; done: c; next: d, e",
		"✅ walls\n⏳ floor\n❗ no crane":                                                                                 "summary: ; done: walls; next: floor; risk: no crane",
		"▶ walls\n▶ floor":                                                                                             "summary: - walls\n- floor",
		"Done: walls.\nNext: the floor.\nAnn Lee":                                                                      "summary: ; done: walls; next: the floor",
		"Milestones:\n- Start 10 March\nOverall 40% done":                                                              "summary: Overall 40% done; overall: 40; milestone: Start | 2026-03-10",
		"用例跑完了，方案定了。还剩文档要写。":                                                                                           "summary: 用例跑完了，方案定了。还剩文档要写。; done: 用例跑完了; done: 方案定了; next: 还剩文档要写",
		// A list whose heading nobody knows is no part of the one above it.
		"Done:\n- a\nWeather:\n- rain\nNext:\n- b": "summary: **Weather**\n\n- rain; done: a; next: b; asked: 0 no-summary; asked: 3 unknown-heading",
	} {
		got, problems := Parse(text, today)
		if list := strings.Join(readAs(got, problems), "; "); list != want {
			t.Errorf("%q:\n got %s\nwant %s", text, list, want)
		}
	}
}

func TestParse_howFarTheProjectIs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"We are about two thirds through: 65 %.":      65,
		"Hi Odalys, 70 % complete.":                   70,
		"Overall: 35 %":                               35,
		"Percent complete: 52":                        52,
		"预算30万,已用12.5万,整体进度45%。":                      45,
		"目前完成七成（70%）。":                                70,
		"进度计划45%，实际41%。":                              41,
		"Status: 68 % complete":                       68,
		"Wir sind bei 35 %.":                          35,
		"We went from 40 % to 62 %, so we are at 62%": 62,
		// Of something else, or not for certain.
		"The design is 80% done.":               -1,
		"Response rate was 62% in the pilot.":   -1,
		"We expect to be at 50% by 11 December": -1,
		"Between 60 and 70% done overall":       -1,
		"满意度调查结果92%。":                           -1,
		"本月支出占预算的60%。":                          -1,
	} {
		got, _ := Parse(text, today)
		switch {
		case want < 0 && got.Overall != nil:
			t.Errorf("%q: %d, want none", text, *got.Overall)
		case want >= 0 && (got.Overall == nil || *got.Overall != want):
			t.Errorf("%q: %v, want %d", text, got.Overall, want)
		}
	}
}

// What is no report of the project stays the text that it is.
func TestParse_ordinaryMailIsNoReport(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Thanks, I will send it tomorrow. I am travelling until 14 March.",
		"Could we talk on 11 March? About 30% of the team is ill.",
		"Attached is the offer of 12,500 EUR from the carpenter and the one of 14,000 EUR from Lund.",
		"The flight is on 14 March at 9:00, I return on 16 March.",
		"我下周三出差回来再写，3月12日之前发您。",
		"报价收到了，一共8万元，其中首付3万。",
		"出勤率95%，大家都很努力。",
		"请问下周二的会改到3月12日可以吗？",
	} {
		got, problems := Parse(text, today)
		if list := readAs(got, problems); !cmp.Equal(list, []string{"summary: " + text}) || got.Overall != nil {
			t.Errorf("%q: %q", text, list)
		}
	}
}

// The form says by its own headings what belongs where: nothing else in it is a heading, and no
// sentence a figure.
func TestParse_theFormIsReadAsTheForm(t *testing.T) {
	t.Parallel()
	const summary = "We are at 62 %, and spent 3k of 4k EUR.\nProblem: none that matters.\nLaunch moved from 10 March to 17 March."
	got, problems := Parse("Status:\non track\n\nSummary:\n"+summary+"\n\nDone:\n-\n\nIn progress:\n-\n\nNext:\n- a\n\nMilestones:\n-\n\nRisks:\n-\n\nBudget:\n\nDecisions:\n-", today)
	if list := readAs(got, problems); !cmp.Equal(list, []string{"status: on-track", "summary: " + summary, "next: a"}) || got.Overall != nil {
		t.Errorf("%q", list)
	}
}
