package report

import (
	"strings"
	"testing"

	"rapport/classify/frame"
	"rapport/templates"
)

// item reads one item below a heading, and returns it as the labels of testdata have it.
func item(t *testing.T, heading, text string) string {
	t.Helper()
	got := readAs(Parse("Summary:\nWell.\n\n"+heading+":\n"+text, today))
	var list []string
	for _, line := range got {
		if line != "summary: Well." {
			list = append(list, line)
		}
	}
	return strings.Join(list, "; ")
}

// of is a value, or a problem: what cannot be read for certain is asked.
func check(t *testing.T, heading string, of map[string]string) {
	t.Helper()
	for text, want := range of {
		got := item(t, heading, text)
		asked := strings.Contains(got, "asked: ")
		if strings.HasPrefix(want, "?") && !asked || !strings.HasPrefix(want, "?") && !agrees(want, got) {
			t.Errorf("%s: %q:\n got %s\nwant %s", heading, text, got, want)
		}
	}
}

func TestParse_theFigureOfNow(t *testing.T) {
	t.Parallel()
	check(t, "In progress", map[string]string{
		"- Checkout: 35% (last week: 20%)":                   "progress: Checkout | 35",
		"- Checkout went from 20 to 35%":                     "progress: Checkout | 35",
		"- Checkout, 35% done, 50% planned":                  "progress: Checkout | 35",
		"- Checkout: plan 50%, actual 35%, vendor slow":      "progress: Checkout | 35 | planned 50%, vendor slow",
		"- Checkout: 20% → 35%":                              "progress: Checkout | 35",
		"- Checkout: 10% -> 20% -> 35%":                      "progress: Checkout | 35",
		"- Checkout: now at 35% (20% before)":                "progress: Checkout | 35",
		"- Checkout – 35% against a target of 50%":           "progress: Checkout | 35",
		"- Checkout: up 15% to 35%":                          "progress: Checkout | 35",
		"- Checkout: 35% this week, 20% last week":           "progress: Checkout | 35",
		"- Checkout: 35% out of 50% planned":                 "progress: Checkout | 35",
		"- Checkout is currently at 35%":                     "progress: Checkout | 35",
		"- Checkout: increased from 20% to 35% - tests next": "progress: Checkout | 35 | was 20%, tests next",
		"- Checkout: 20%, 35%":                               "?",
		"- Checkout: 20% / 35%":                              "?",
		"- Checkout: 20-35%":                                 "?",
		"- Checkout: between 20% and 35%":                    "?",
		"- Checkout: was 20%":                                "?",
		"- 支付：上周20%，本周35%":                                   "progress: 支付 | 35",
		"- 支付：由20%升至35%":                                     "progress: 支付 | 35",
		"- 支付：从20%推进到35%，等待联调":                               "progress: 支付 | 35 | 此前20%，等待联调",
		"- 支付：完成35%，计划50%":                                   "progress: 支付 | 35",
		"- 支付：目标50%，当前35%":                                   "progress: 支付 | 35",
		"- 支付（计划50%，实际35%）":                                  "progress: 支付 | 35",
		"- 支付：35%（上期20%）":                                    "progress: 支付 | 35",
		"- 支付 20%→35%":                                       "progress: 支付 | 35",
		"- 支付：应完成50%，已完成35%":                                 "progress: 支付 | 35",
		"- 支付：20%~35%":                                       "?",
		"- 支付：20%、35%":                                       "?",
		"- 支付：目前已完成35%":                                      "progress: 支付 | 35",
		"- Pump 20% smaller: 60% — ok":                       "progress: Pump 20% smaller | 60 | ok",
		"- Discount of 10%: 40% built":                       "progress: Discount of 10% | 40",
		"- Phase 2 - 60%":                                    "progress: Phase 2 | 60",
		"- Module 3 60%":                                     "progress: Module 3 | 60",
		"- 二期工程：60%":                                         "progress: 二期工程 | 60",
	})
}

func TestParse_wholeAndPartOfABudget(t *testing.T) {
	t.Parallel()
	check(t, "Budget", map[string]string{
		"120,000 EUR total, 48,000 EUR used":                "budget: 48000 / 120000 EUR",
		"Total: 120k. Spent: 48k. (EUR)":                    "budget: 48000 / 120000 EUR",
		"Spent EUR 48k out of EUR 120k":                     "budget: 48000 / 120000 EUR",
		"Of 120,000 EUR we have spent 48,000 EUR":           "budget: 48000 / 120000 EUR",
		"72,000 EUR remaining from 120,000 EUR":             "budget: 48000 / 120000 EUR",
		"Remaining: €72k; total: €120k":                     "budget: 48000 / 120000 EUR",
		"48,000 EUR spent, 72,000 EUR left":                 "budget: 48000 / 120000 EUR",
		"Budget 120,000 EUR, 40% used":                      "budget: 48000 / 120000 EUR",
		"40% of 120,000 EUR used":                           "budget: 48000 / 120000 EUR",
		"48.000,00 € / 120.000,00 €":                        "budget: 48000 / 120000 EUR",
		"48'000 of 120'000 CHF":                             "budget: 48000 / 120000 CHF",
		"1.200.000 of 4.500.000 EUR":                        "budget: 1200000 / 4500000 EUR",
		"0.48m / 1.2m EUR":                                  "budget: 480000 / 1200000 EUR",
		"$48k/$120k":                                        "budget: 48000 / 120000 USD",
		"12.5 of 40 person-days used":                       "budget: 12.5 / 40 person-days",
		"27.5 person-days left of 40":                       "budget: 12.5 / 40 person-days",
		"60% left":                                          "budget: 40 / 100 %",
		"48.000 EUR of 120000 EUR":                          "?",
		"48.000 of 120 EUR":                                 "?",
		"38 of 60 days used, 22 left":                       "budget: 38 / 60 days",
		"60人天，用去38人天，剩22人天":                                 "budget: 38 / 60 人天",
		"用去38人天，共60人天，22人天未用":                               "budget: 38 / 60 人天",
		"22 days left, 38 used, 60 days":                    "budget: 38 / 60 days",
		"120000 / 48000 EUR":                                "?",
		"48000 EUR":                                         "?",
		"48000, 52000, 120000 EUR":                          "?",
		"48000 EUR spent, 60000 EUR left, total 120000 EUR": "?",
		"planned 50%, used 35%":                             "budget: 35 / 100 %",
		"总额12万，剩余7.2万":                                      "budget: 48000 / 120000",
		"共12万元，用去4.8万元":                                     "budget: 48000 / 120000 CNY",
		"12万元预算，已花4.8万元":                                    "budget: 48000 / 120000 CNY",
		"已花4.8万元，还剩7.2万元":                                   "budget: 48000 / 120000 CNY",
		"余额 72000 元，合计 120000 元":                            "budget: 48000 / 120000 CNY",
		"预算120000元，已使用40%":                                  "budget: 48000 / 120000 CNY",
		"已使用48,000元（共120,000元，40%）":                         "budget: 48000 / 120000 CNY",
		"¥4.8万/¥12万":                                        "budget: 48000 / 120000 CNY",
		"4.8万元 / 12万元":                                      "budget: 48000 / 120000 CNY",
		"已用12.5人天，共40人天":                                    "budget: 12.5 / 40 人天",
		"12万元":                                              "?",
		"剩余7.2万元":                                           "?",
		"总预算12万元，已使用4.8万元，剩余5万元":                            "?",
	})
	for text, want := range map[string]string{
		"Budget (k EUR): 48 / 120":     "budget: 48000 / 120000 EUR",
		"Budget [EUR]: 48000 / 120000": "budget: 48000 / 120000 EUR",
		"Budget in k€: 48 of 120":      "budget: 48000 / 120000 EUR",
		"**Budget (days)**\n12 / 30":   "budget: 12 / 30 days",
		"## Budget (GBP)\n48k / 120k":  "budget: 48000 / 120000 GBP",
		"预算（千元）：48/120":                "budget: 48000 / 120000 CNY",
		"【预算（万元）】\n4.8/12":             "budget: 48000 / 120000 CNY",
		"预算（单位：万元）\n已用4.8，共12":         "budget: 48000 / 120000 CNY",
		"费用（人天）：12 / 30":               "budget: 12 / 30 人天",
		"预算（元）：48000 / 120000":         "budget: 48000 / 120000 CNY",
		"Budget used: 35%":             "budget: 35 / 100 %",
		"Budget 48k of 120k EUR":       "budget: 48000 / 120000 EUR",
		"预算使用情况：已用35%":                 "budget: 35 / 100 %",
	} {
		got, problems := Parse("Summary:\nWell.\n\n"+text, today)
		if list := strings.Join(readAs(got, problems), "; "); list != "summary: Well.; "+want {
			t.Errorf("%q: %s, want %s", text, list, want)
		}
	}
}

func TestParse_aStatusThatChanged(t *testing.T) {
	t.Parallel()
	check(t, "Status", map[string]string{
		"green -> amber":                  "status: at-risk",
		"On track → late: the crane":      "status: late | the crane",
		"amber, was green":                "status: at-risk",
		"amber (was green) - permit":      "status: at-risk | permit",
		"red now, green last week":        "status: late",
		"Green last week, red now":        "status: late",
		"from red to amber":               "status: at-risk",
		"back to green after two weeks":   "status: on-track | after two weeks",
		"was amber, is now green":         "status: on-track",
		"green → amber → red":             "status: late",
		"went from at risk to on track":   "status: on-track",
		"green, red":                      "?",
		"green / amber":                   "?",
		"was green":                       "?",
		"at risk: late valves":            "status: at-risk | late valves",
		"on track, was at risk last week": "status: on-track",
		"still at risk":                   "status: at-risk",
		"We are on track":                 "status: on-track",
		"正常转有风险":                          "status: at-risk",
		"绿灯转黄灯":                           "status: at-risk",
		"由正常变为延期，样机未到":                    "status: late | 样机未到",
		"上周正常，本周有风险":                      "status: at-risk",
		"有风险（上周正常）":                       "status: at-risk",
		"从红灯恢复为绿灯":                        "status: on-track",
		"黄灯→绿灯":                           "status: on-track",
		"由绿转黄":                            "status: at-risk",
		"延期，原为有风险":                        "status: late",
		"正常、延期":                           "?",
		"目前正常":                            "status: on-track",
		"有风险：供应商延期":                       "status: at-risk | 供应商延期",
	})
	for text, want := range map[string]string{
		"Status green":              "on-track",
		"Status – at risk (valves)": "at-risk",
		"Project status is red":     "late",
		"On track":                  "on-track",
		"Green → amber":             "at-risk",
		"At risk: valves come late": "at-risk",
		"状态 正常":                     "on-track",
		"状态为有风险":                    "at-risk",
		"延期":                        "late",
		"绿灯转红灯":                     "late",
	} {
		got, problems := Parse(text+"\n\nSummary:\nWell.", today)
		if string(got.Status) != want || got.Summary != "Well." || problems != nil {
			t.Errorf("%q: %q, %q, %v", text, got.Status, got.Summary, problems)
		}
	}
	for _, text := range []string{"On track with all that we planned, and the team is well.", "Late on Thursday the pump failed.", "正常的一周，没有特别情况。", "Normal service on Monday.\nNothing else.", "红包已发出。", "延期一周的原因已经查明，供应商承诺下周到货。"} {
		got, _ := Parse(text, today)
		if got.Status != "" || got.Summary != text {
			t.Errorf("%q: %q, %q", text, got.Status, got.Summary)
		}
	}
}

// An item with a label is no heading, and a numbered heading is none of the items.
func TestParse_labelledItems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Risks:\n- Status: unknown at the customs\n- Next: wave of the flu\n- Done: nothing yet", []string{"risk: Status: unknown at the customs", "risk: Next: wave of the flu", "risk: Done: nothing yet"}},
		{"Done:\n1) Budget: agreed\n2) Milestones: agreed", []string{"done: Budget: agreed", "done: Milestones: agreed"}},
		{"Next:\n1. Plan\n2. Budget\n3. Risks", []string{"next: Plan", "next: Budget", "next: Risks"}},
		{"## Next\n• Plan: two rooms\n\n## Done\n* Questions: answered", []string{"next: Plan: two rooms", "done: Questions: answered"}},
		{"1. Done\n- x\n2. Next\n- Plan: y\n3. Risks: none", []string{"done: x", "next: Plan: y"}},
		{"1. Done:\n  1. Plan: x\n  2. Budget: y\n2. Next:\n  1. z", []string{"done: Plan: x", "done: Budget: y", "next: z"}},
		{"I. Done", []string{"asked"}},
		{"- Done:\n  - x\n- Next:\n  - y", []string{"done: x", "next: y"}},
		{"Done:\n- Site office\n  Status: open since Monday", []string{"done: Site office Status: open since Monday"}},
		{"风险：\n1、成本：上涨\n2、进度：滞后", []string{"risk: 成本：上涨", "risk: 进度：滞后"}},
		{"已完成：\n（1）计划：已评审\n（2）预算：已批准", []string{"done: 计划：已评审", "done: 预算：已批准"}},
		{"一、已完成\n1. 计划：已评审\n2. 风险：已登记\n二、下一步\n1. 预算：待批", []string{"done: 计划：已评审", "done: 风险：已登记", "next: 预算：待批"}},
		{"下一步：\n• 里程碑：重排\n• 问题：逐条回复", []string{"next: 里程碑：重排", "next: 问题：逐条回复"}},
		{"一、已完成：首页\n二、下一步：支付\n三、风险：无", []string{"done: 首页", "next: 支付"}},
		{"3. Done\n3.1 one\n3.2 two\n4. Risks\n4.1 Budget: tight", []string{"done: one", "done: two", "risk: Budget: tight"}},
		{"Done:\n1.1 one\n1.2 two", []string{"done: one", "done: two"}},
		{"Done:\n1.5 km of cable\n2.5 km of pipe", []string{"done: 1.5 km of cable", "done: 2.5 km of pipe"}},
		{"3. 已完成\n3.1 首页\n3.2 支付", []string{"done: 首页", "done: 支付"}},
		{"下一步：\n2.1 计划：评审\n2.2 测试", []string{"next: 计划：评审", "next: 测试"}},
		{"下一步\n一、总结\n二、概述\n三、汇报", []string{"next: 总结", "next: 概述", "next: 汇报"}},
	} {
		if c.want[0] == "asked" {
			continue
		}
		got := readAs(Parse("Well.\n\n"+c.text, today))
		if diff := differences(append(c.want, "summary: Well."), got); diff != nil {
			t.Errorf("%q:\n\t%s", c.text, strings.Join(diff, "\n\t"))
		}
	}
}

func TestParse_tables(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Done:\n|What|Done?|\n|-|-|\n|Desks|yes|\n|Chairs|no|", []string{"done: Desks", "done: Chairs (Done?: no)"}},
		{"In progress:\n\n| No. | Task | Progress | Remarks |\n|---|:---:|---:|---|\n| 1 | Roof | 40 | rain |\n| 2 | Gate | 90% | |", []string{"progress: Roof | 40 | rain", "progress: Gate | 90"}},
		{"In progress:\nTask | %\n--- | ---\nRoof | 40%", []string{"progress: Roof | 40"}},
		{"Next:\n| Task | Who |\n|---|---|\n| Paint | Ben |", []string{"next: Paint (Who: Ben)"}},
		{"Milestones:\n| Name | Planned | Expected | Status |\n|--|--|--|--|\n| Roof | 3 March 2026 | | done |\n| Gate | 20 March | 27 March | open |", []string{"milestone: Roof | 2026-03-03 |  | done", "milestone: Gate, Status open | 2026-03-20 | 2026-03-27"}},
		{"Decisions:\n| Question | By |\n|---|---|\n| Colour of the gate? | 2026-03-12 |", []string{"decision: Colour of the gate? | 2026-03-12"}},
		{"Budget:\n| Used | Total |\n|---|---|\n| 48,000 EUR | 120,000 EUR |", []string{"budget: 48000 / 120000 EUR"}},
		{"已完成：\n| 序号 | 事项 | 状态 |\n|---|---|---|\n| 1 | 首页 | 已完成 |\n| 2 | 登录 | 已完成 |", []string{"done: 首页", "done: 登录"}},
		{"进行中：\n| 工作 | 进度 | 备注 |\n|---|---|---|\n| 支付 | 60% | 等密钥 |", []string{"progress: 支付 | 60 | 等密钥"}},
		{"里程碑：\n| 名称 | 计划 | 预计 |\n|---|---|---|\n| 上线 | 3月20日 | 3月27日 |", []string{"milestone: 上线 | 2026-03-20 | 2026-03-27"}},
		{"风险：\n| 风险 | 应对 |\n|---|---|\n| 密钥晚到 | 催办 |", []string{"risk: 密钥晚到（应对：催办）"}},
		{"预算：\n| 总额 | 已用 |\n|---|---|\n| 12万元 | 4.8万元 |", []string{"budget: 48000 / 120000 CNY"}},
		{"需要您决定：\n| 事项 | 期限 |\n|---|---|\n| 主色 | 3月12日 |", []string{"decision: 主色 | 2026-03-12"}},
	} {
		got := readAs(Parse("Well.\n\n"+c.text, today))
		if diff := differences(append(c.want, "summary: Well."), got); diff != nil {
			t.Errorf("%q:\n\t%s", c.text, strings.Join(diff, "\n\t"))
		}
	}
}

func TestParse_daysOfMilestonesInWords(t *testing.T) {
	t.Parallel()
	check(t, "Milestones", map[string]string{
		"- Launch, planned 18 March, now expected 1 April":              "milestone: Launch | 2026-03-18 | 2026-04-01",
		"- Launch was planned for 18 March, but has slipped to 1 April": "milestone: Launch | 2026-03-18 | 2026-04-01",
		"- Launch: originally 18 March; now 1 April":                    "milestone: Launch | 2026-03-18 | 2026-04-01",
		"- Launch 18 March → moved to 1 April":                          "milestone: Launch | 2026-03-18 | 2026-04-01",
		"- Launch (planned: 18 March, revised: 1 April)":                "milestone: Launch | 2026-03-18 | 2026-04-01",
		"- Launch | planned 18 March | currently expected 1 April":      "milestone: Launch | 2026-03-18 | 2026-04-01",
		"- Launch, due 18 March, as planned":                            "milestone: Launch | 2026-03-18",
		"- Launch, planned 18 March, delivered 1 April":                 "milestone: Launch | 2026-03-18 | 2026-04-01 | done",
		"- Part 2 may follow | planned 18 March":                        "milestone: Part 2 may follow | 2026-03-18",
		"- Version 2 May release | planned 18 March":                    "milestone: Version 2 May release | 2026-03-18",
		"- Wave 3 march starts | planned 18 March":                      "milestone: Wave 3 march starts | 2026-03-18",
		"- Launch: 2 may":                        "milestone: Launch | 2026-05-02",
		"- Launch planned 2 may, expected 9 may": "milestone: Launch | 2026-05-02 | 2026-05-09",
		"- Launch: May 2":                        "milestone: Launch | 2026-05-02",
		"- 上线，计划3月18日，现预计4月1日":                   "milestone: 上线 | 2026-03-18 | 2026-04-01",
		"- 上线：原定3月18日，现已推迟至4月1日":                 "milestone: 上线 | 2026-03-18 | 2026-04-01",
		"- 上线（计划3月18日，调整为4月1日）":                  "milestone: 上线 | 2026-03-18 | 2026-04-01",
		"- 上线 3月18日 → 4月1日":                      "milestone: 上线 | 2026-03-18 | 2026-04-01",
		"- 上线，计划3月18日，已于4月1日完成":                  "milestone: 上线 | 2026-03-18 | 2026-04-01 | done",
		"- 上线：3月18日，按计划":                         "milestone: 上线 | 2026-03-18",
	})
}

func TestParse_aDeadlineSaidTwice(t *testing.T) {
	t.Parallel()
	check(t, "Decisions", map[string]string{
		"- Choose the colour, Fri 13 March (by Friday 13 March 2026)": "decision: Choose the colour | 2026-03-13",
		"- Choose the colour by 13 March, please reply by 13 March":   "decision: Choose the colour | 2026-03-13",
		"- Choose the colour by Friday 13 March":                      "decision: Choose the colour | 2026-03-13",
		"- Choose the colour by 13 March (13 March)":                  "decision: Choose the colour | 2026-03-13",
		"- Compare 10 March and 12 March, reply by 13 March":          "decision: Compare 10 March and 12 March | 2026-03-13",
		"- 选定颜色，3月13日（请于2026年3月13日前答复）":                               "decision: 选定颜色 | 2026-03-13",
		"- Choose the colour - by Fri 13 March please":                "decision: Choose the colour | 2026-03-13",
		"- 选定颜色，请于3月13日（周五）前告知":                                       "decision: 选定颜色 | 2026-03-13",
		"- 选定颜色，请最迟于3月13日前给我们答复":                                      "decision: 选定颜色 | 2026-03-13",
		"- 选定颜色，3月13日前定下来":                                            "decision: 选定颜色 | 2026-03-13",
		"- 选定颜色，请于3月13日前回复":                                           "decision: 选定颜色 | 2026-03-13",
		"- 选定颜色（周五，3月13日前）":                                           "decision: 选定颜色（周五 | 2026-03-13",
		"- 请在3月13日前选定颜色，截止3月13日":                                      "decision: 请在3月13日前选定颜色 | 2026-03-13",
	})
	for text, want := range map[string]bool{"请在3月13日前选定颜色，截止3月13日": true, "选定颜色，截止3月13日": false, "Before 13 March choose, by 13 March": true, "Choose by 13 March": false} {
		got, _ := Parse("Well.\n\nDecisions:\n- "+text, today)
		if len(got.Decisions) != 1 || got.Decisions[0].Said != want {
			t.Errorf("%q: %+v", text, got.Decisions)
		}
	}
}

// The letter around a report is no part of it.
func TestParse_theLetterIsLeftOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ author, text string }{
		{"Kate Miller", "Hi Rapport,\n\nSummary:\nWell.\n\nNext:\n- x\n\nBest regards,\nKate"},
		{"Kate Miller", "Summary:\nWell.\n\nNext:\nx\n\nKate"},
		{"Kate Miller", "Hello,\nhere is my report:\n\nSummary:\nWell.\n\nNext:\n- x\n\nThanks, and have a nice weekend!"},
		{"", "Summary:\nWell.\n\nNext:\n- x\n\nKind regards\nKate Miller\nPM"},
		{"李娜", "您好：\n\n概述：\nWell.\n\n下一步：\n- x\n\n谢谢！\n李娜"},
		{"李娜", "以下是本周报告：\n\n概述：\nWell.\n\n下一步：\nx\n\n李娜"},
		{"李娜", "概述：\nWell.\n\n下一步：\n- x\n\n以上，请审阅。"},
		{"", "概述：\nWell.\n\n下一步：\n- x\n\n此致\n敬礼\n李娜\n2026年3月5日"},
	} {
		got, problems := Parse(frame.Text(c.text, c.author), today)
		want := templates.Report{Summary: "Well.", Next: []string{"x"}}
		if strings.Join(readAs(got, problems), "; ") != strings.Join(readAs(want, nil), "; ") {
			t.Errorf("%q: %q", c.text, readAs(got, problems))
		}
	}
}
