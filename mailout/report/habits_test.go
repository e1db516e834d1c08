package report

import (
	"strings"
	"testing"

	"rapport/classify/frame"
)

// What project managers write below a heading, and what a careful reader makes of it: "" is
// nothing, and "?" asks.
func TestParse_habits(t *testing.T) {
	t.Parallel()
	for class, list := range map[string][]struct{ heading, text, want string }{
		"an item with a label": {
			{"Risks", "- Schedule: customs may hold the steel for a week\n- Cost: diesel up 8%\n- People: two welders ill", "risk: Schedule: customs may hold the steel for a week; risk: Cost: diesel up 8%; risk: People: two welders ill"},
			{"Done", "1) Next: the page that follows the cart now works\n2) Risks: workshop held with client", "done: Next: the page that follows the cart now works; done: Risks: workshop held with client"},
			{"Next", "* Milestones: agree dates with Acme\n* Status: new dashboard", "next: Milestones: agree dates with Acme; next: Status: new dashboard"},
			{"Risks", "- 预算：人工涨价 5%\n- 里程碑：验收可能推迟\n- 下一步：等批复", "risk: 预算：人工涨价 5%; risk: 里程碑：验收可能推迟; risk: 下一步：等批复"},
			{"Done", "（1）风险：完成风险评审\n（2）决定：评审会结论已发", "done: 风险：完成风险评审; done: 决定：评审会结论已发"},
			{"Next", "1、进度：补录工时\n2、状态：更新看板", "next: 进度：补录工时; next: 状态：更新看板"},
			{"Done", "• Budget – approved by steering\n• Summary page – translated", "done: Budget – approved by steering; done: Summary page – translated"},
			{"Risks", "- Done: nothing can be called so before the audit\n- Progress: paint dries slowly", "risk: Done: nothing can be called so before the audit; risk: Progress: paint dries slowly"},
			{"下一步", "- 已完成：补交存档\n- 反馈：整理客户意见", "next: 已完成：补交存档; next: 反馈：整理客户意见"},
		},
		"a budget in words": {
			{"Budget", "of 250k EUR in total, 90k are gone", "budget: 90000 / 250000 EUR"},
			{"Budget", "160k EUR left of 250k EUR", "budget: 90000 / 250000 EUR"},
			{"Budget", "Approved: EUR 250,000. Spent to date: EUR 90,000.", "budget: 90000 / 250000 EUR"},
			{"Budget", "remaining 160,000 EUR, spent 90,000 EUR", "budget: 90000 / 250000 EUR"},
			{"Budget", "- Total: 250,000 EUR\n- Invoiced: 90,000 EUR", "budget: 90000 / 250000 EUR"},
			{"Budget", "| | EUR |\n|---|---|\n| Total | 250,000 |\n| Spent | 90,000 |", "budget: 90000 / 250000 EUR"},
			{"Budget", "36% used (90k of 250k EUR)", "budget: 90000 / 250000 EUR"},
			{"Budget", "合同额25万元，已支出9万元", "budget: 90000 / 250000 CNY"},
			{"Budget", "剩余16万元（总额25万元）", "budget: 90000 / 250000 CNY"},
			{"Budget", "已花9万，总共25万", "budget: 90000 / 250000"},
			{"Budget", "- 总预算：25万元\n- 累计使用：9万元", "budget: 90000 / 250000 CNY"},
			{"Budget", "用了36%，即25万元中的9万元", "budget: 90000 / 250000 CNY"},
			{"Budget", "本周支出1万元，累计9万元，预算25万元", "budget: 90000 / 250000 CNY"},
			{"Budget", "We spent 31k EUR out of the 80k EUR agreed", "budget: 31000 / 80000 EUR"},
			{"Budget", "80k EUR agreed, 49k EUR still available", "budget: 31000 / 80000 EUR"},
			{"Budget", "31k EUR burnt, 80k EUR ceiling", "budget: 31000 / 80000 EUR"},
			{"Budget", "Ceiling 80k EUR; 31k EUR committed and paid", "budget: 31000 / 80000 EUR"},
			{"Budget", "Unspent: 49k EUR. Used: 31k EUR. Total: 80k EUR.", "budget: 31000 / 80000 EUR"},
			{"Budget", "合同价8万元，目前支付3.1万元", "budget: 31000 / 80000 CNY"},
			{"Budget", "8万元预算，尚有4.9万元", "budget: 31000 / 80000 CNY"},
			{"Budget", "预算共8万元，本月用了4千元，累计用了3.1万元", "budget: 31000 / 80000 CNY"},
			{"Budget", "使用率38.75%（3.1万/8万元）", "budget: 31000 / 80000 CNY"},
			{"Budget", "批复8万元，执行3.1万元", "budget: 31000 / 80000 CNY"},
		},
		"amounts and their units": {
			{"Budget", "90.000 von 250.000 EUR", "budget: 90000 / 250000 EUR"},
			{"Budget", "90 000 / 250 000 EUR", "budget: 90000 / 250000 EUR"},
			{"Budget", "EUR 90.000,50 / 250.000,00", "budget: 90000.5 / 250000 EUR"},
			{"Budget", "90'000 / 250'000 CHF", "budget: 90000 / 250000 CHF"},
			{"Budget (k EUR)", "90 / 250", "budget: 90000 / 250000 EUR"},
			{"Budget in EUR", "90.000 / 250.000", "budget: 90000 / 250000 EUR"},
			{"Budget (person-days)", "18 / 50", "budget: 18 / 50 person-days"},
			{"预算（万元）", "9 / 25", "budget: 90000 / 250000 CNY"},
			{"预算（人天）", "18/50", "budget: 18 / 50 人天"},
			{"预算（单位：元）", "90,000 / 250,000", "budget: 90000 / 250000 CNY"},
			{"Budget", "€90k/€250k", "budget: 90000 / 250000 EUR"},
			{"Budget", "1.5m of 4m USD", "budget: 1500000 / 4000000 USD"},
			{"Budget", "120万/1.2亿元", "budget: 1200000 / 120000000 CNY"},
			{"Budget (thousand EUR)", "31 of 80", "budget: 31000 / 80000 EUR"},
			{"Budget", "31.000 EUR / 80.000 EUR", "budget: 31000 / 80000 EUR"},
			{"Budget", "31.000,- von 80.000,- EUR", "budget: 31000 / 80000 EUR"},
			{"Budget [CHF]", "31'000 / 80'000", "budget: 31000 / 80000 CHF"},
			{"Budget", "31,000.00 of 80,000.00 USD", "budget: 31000 / 80000 USD"},
			{"预算（千元）", "31/80", "budget: 31000 / 80000 CNY"},
			{"预算", "3.1/8（万元）", "budget: 31000 / 80000 CNY"},
			{"Budget", "31 of 80 person days", "budget: 31 / 80 person-days"},
		},
		"the figure of now": {
			{"In progress", "- Crane: moved from 30 % to 55 %", "progress: Crane | 55"},
			{"In progress", "- Crane 55% (plan: 70%)", "progress: Crane | 55"},
			{"In progress", "- Crane: 55% vs 70% planned", "progress: Crane | 55"},
			{"In progress", "- Crane: last report 30%, today 55%", "progress: Crane | 55"},
			{"In progress", "- Crane: 55% (+25%)", "progress: Crane | 55"},
			{"In progress", "- Crane: 55% complete, 45% remaining", "progress: Crane | 55"},
			{"In progress", "- Crane: 45% to go", "progress: Crane | 55"},
			{"In progress", "- Crane: 55%, should be 70%", "progress: Crane | 55"},
			{"In progress", "- Crane: 50 or 55%", "?"},
			{"In progress", "- 吊车：上月30%，现55%", "progress: 吊车 | 55"},
			{"In progress", "- 吊车：30%提升至55%", "progress: 吊车 | 55"},
			{"In progress", "- 吊车：55%（较上周增加25%）", "progress: 吊车 | 55"},
			{"In progress", "- 吊车：55%，原定70%", "progress: 吊车 | 55"},
			{"In progress", "- 吊车：55%，还差45%", "progress: 吊车 | 55"},
			{"In progress", "- 吊车：计划进度70%，实际进度55%", "progress: 吊车 | 55"},
			{"In progress", "- 吊车：50%到55%之间", "?"},
			{"In progress", "- Roof: rose from 10% to 45%", "progress: Roof | 45"},
			{"In progress", "- Roof: 45% (previously 10%)", "progress: Roof | 45"},
			{"In progress", "- Roof: 45% achieved against 60% planned", "progress: Roof | 45"},
			{"In progress", "- Roof: expected 60%, got 45%", "progress: Roof | 45"},
			{"In progress", "- Roof: 55% still open", "progress: Roof | 45"},
			{"In progress", "- Roof: 40-45%", "?"},
			{"In progress", "- Roof: 10% -> 45%; tiles ordered", "progress: Roof | 45"},
			{"In progress", "- Roof: grew by 35% to 45%", "progress: Roof | 45"},
			{"In progress", "- Roof is 45% there", "progress: Roof | 45"},
			{"进行中", "- 屋面：从10%到45%", "progress: 屋面 | 45"},
			{"进行中", "- 屋面：上期10% → 本期45%", "progress: 屋面 | 45"},
			{"进行中", "- 屋面：还剩55%", "progress: 屋面 | 45"},
			{"进行中", "- 屋面：完成45%，落后计划15%", "progress: 屋面 | 45"},
			{"进行中", "- 屋面：45%，比上周多35%", "progress: 屋面 | 45"},
			{"进行中", "- 屋面：40%或45%", "?"},
			{"进行中", "- 屋面：目标60%，完成45%", "progress: 屋面 | 45"},
			{"进行中", "- 屋面：介于40%和45%", "?"},
		},
		"the status of now": {
			{"Status", "Amber (was green)", "status: at-risk"},
			{"Status", "from green to amber, steel is late", "status: at-risk"},
			{"Status", "now red, amber before", "status: late"},
			{"Status", "Back to green after two amber weeks", "status: on-track"},
			{"Status", "amber, heading for red", "status: at-risk"},
			{"Status", "no longer at risk", "?"},
			{"Status", "Green/amber", "?"},
			{"Status", "🟢 → 🟡", "status: at-risk"},
			{"Status", "Green → Red → Amber", "status: at-risk"},
			{"Status", "由正常转为有风险", "status: at-risk"},
			{"Status", "有风险（上周正常）", "status: at-risk"},
			{"Status", "黄灯转红灯", "status: late"},
			{"Status", "恢复正常", "status: on-track"},
			{"Status", "上期延期，本期正常", "status: on-track"},
			{"Status", "红变黄", "status: at-risk"},
			{"Status", "Yellow; we were green", "status: at-risk"},
			{"Status", "Was red, is amber", "status: at-risk"},
			{"Status", "downgraded from green to red", "status: late"},
			{"Status", "Green again", "status: on-track"},
			{"Status", "Amber – might turn red", "status: at-risk"},
			{"Status", "G→A", "?"},
			{"Status", "either green or amber", "?"},
			{"状态", "已转为正常", "status: on-track"},
			{"状态", "正常 → 延期", "status: late"},
			{"状态", "延期（之前有风险）", "status: late"},
			{"状态", "由绿转黄", "status: at-risk"},
			{"状态", "上周黄灯，现在绿灯", "status: on-track"},
			{"状态", "正常或有风险", "?"},
		},
		"rows of a table": {
			{"In progress", "| Task | % | Comment |\n|:--|--:|---|\n| Crane | 55% | steel late |\n| Quay | 20% | |", "progress: Crane | 55; progress: Quay | 20"},
			{"Done", "| # | What |\n|---|------|\n| 1 | Fence |\n| 2 | Gate |", "done: Fence; done: Gate"},
			{"Milestones", "| Name | Planned | Expected |\n|---|---|---|\n| Launch | 2026-04-01 | 2026-04-08 |", "milestone: Launch | 2026-04-01 | 2026-04-08"},
			{"In progress", "Task\tProgress\nCrane\t55%\nQuay\t20%", "progress: Crane | 55; progress: Quay | 20"},
			{"进行中", "| 任务 | 完成度 | 说明 |\n| --- | --- | --- |\n| 吊车 | 55% | 钢材晚到 |\n| 码头 | 20% | |", "progress: 吊车 | 55; progress: 码头 | 20"},
			{"已完成", "| 序号 | 事项 |\n|---|---|\n| 1 | 围栏 |\n| 2 | 大门 |", "done: 围栏; done: 大门"},
			{"里程碑", "| 里程碑 | 计划 | 预计 |\n|---|---|---|\n| 上线 | 2026-04-01 | 2026-04-08 |", "milestone: 上线 | 2026-04-01 | 2026-04-08"},
			{"风险", "| 风险 | 应对 |\n|---|---|\n| 缺钢材 | 换供应商 |", "risk: 缺钢材（应对：换供应商）"},
			{"Done", "Item | Owner\n--- | ---\nDoor | Tom\nRamp | Eva", "done: Door (Owner: Tom); done: Ramp (Owner: Eva)"},
			{"In progress", "| Work | Planned % | Actual % |\n|---|---|---|\n| Roof | 60% | 45% |", "progress: Roof | 45"},
			{"进行中", "工作\t进度\t说明\n屋面\t45%\t等瓦\n门窗\t10%\t", "progress: 屋面 | 45; progress: 门窗 | 10"},
			{"下一步", "| 事项 | 负责人 |\n|---|---|\n| 铺瓦 | 王强 |", "next: 铺瓦（负责人：王强）"},
			{"Decisions", "| Question | By |\n|---|---|\n| Tile colour | 12 March |", "decision: Tile colour | 2026-03-12"},
		},
		"days of milestones": {
			{"Milestones", "- Quay 3 may be late, planned 2026-04-10", "milestone: Quay 3 may be late | 2026-04-10"},
			{"Milestones", "- Release 1 may move to 20 May, planned 10 May", "milestone: Release 1 may move | 2026-05-10 | 2026-05-20"},
			{"Milestones", "- Launch, 4 May", "milestone: Launch | 2026-05-04"},
			{"Milestones", "- March 10 demo: planned 2026-03-10", "milestone: demo | 2026-03-10"},
			{"Next", "- Team 4 may join us in June", "next: Team 4 may join us in June"},
			{"Milestones", "- 上线：原定4月1日，延至4月8日", "milestone: 上线 | 2026-04-01 | 2026-04-08"},
			{"Milestones", "- 验收 4/1（已完成）", "?"},
			{"Milestones", "- 验收 2026.4.1 已完成", "milestone: 验收 |  | 2026-04-01 | done"},
			{"Milestones", "- Handover: 1 April (was 25 March)", "milestone: Handover | 2026-03-25 | 2026-04-01"},
			{"Milestones", "- Handover ✔ 2 March", "milestone: Handover |  | 2026-03-02 | done"},
			{"Milestones", "- Roof closed: 20 March, before that 13 March", "milestone: Roof closed | 2026-03-13 | 2026-03-20"},
			{"Milestones", "- Roof closed – done (6 March)", "milestone: Roof closed | 2026-03-06 |  | done"},
			{"Milestones", "- Roof closed: postponed from 13 March to 20 March", "milestone: Roof closed | 2026-03-13 | 2026-03-20"},
			{"Milestones", "- 封顶：3月13日推迟到3月20日", "milestone: 封顶 | 2026-03-13 | 2026-03-20"},
			{"Milestones", "- 封顶：3月20日（原计划3月13日）", "milestone: 封顶 | 2026-03-13 | 2026-03-20"},
			{"Milestones", "- 封顶已于3月6日完成", "milestone: 封顶 |  | 2026-03-06 | done"},
			{"Milestones", "- ✅ 封顶 3月6日", "milestone: 封顶 | 2026-03-06 |  | done"},
			{"Next", "- Phase 2 may begin on Monday", "next: Phase 2 may begin on Monday"},
		},
		"deadlines": {
			{"Decisions", "- Please choose the paint by 12 March (Thursday)", "decision: Please choose the paint | 2026-03-12"},
			{"Decisions", "- 请确认油漆颜色，3月12日前", "decision: 请确认油漆颜色 | 2026-03-12"},
			{"Decisions", "- Paint: red or blue?", "decision: Paint: red or blue?"},
			{"Decisions", "- 3月12日前请确认是否延期", "decision: 3月12日前请确认是否延期 | 2026-03-12"},
			{"Decisions", "- Tile colour (answer by Thu 12 March)", "decision: Tile colour | 2026-03-12"},
			{"Decisions", "- 瓦片颜色（3月12日前定）", "decision: 瓦片颜色 | 2026-03-12"},
		},
		"nothing": {
			{"Risks", "- none at the moment", ""},
			{"风险", "本周暂无", ""},
			{"Next", "nothing new this week", ""},
			{"Risks", "No access to the site before 9", "risk: No access to the site before 9"},
			{"风险", "没有备件", "risk: 没有备件"},
			{"Done", "- No. 4 pump installed", "done: No. 4 pump installed"},
		},
	} {
		for _, c := range list {
			got := item(t, c.heading, c.text)
			read, want := strings.Split(got, "; "), strings.Split(c.want, "; ")
			right := len(read) == len(want)
			for i := range want {
				right = right && (want[i] == "?" || agrees(want[i], read[i]))
			}
			if asked := strings.Contains(got, "asked: "); !right && !(c.want == "?" && asked) || c.want == "?" && !asked {
				t.Errorf("%s: %s: %q\n got %s\nwant %s", class, c.heading, c.text, got, c.want)
			}
		}
	}
}

// The letter around a report, and fields that were left empty, are not in it.
func TestParse_habitsOfLetters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		by, text string
		want     []string
	}{
		{"Ruth Klein", "Hello Anna,\n\nplease find this week's update:\n\nSummary:\nThe quay is dry.\n\nNext:\n- pour concrete\n- order bolts\n\nHave a great weekend,\nRuth\n\nRuth Klein\nProject Lead\nHafenbau GmbH | Kiel", []string{"summary: The quay is dry.", "next: pour concrete", "next: order bolts"}},
		{"Ruth Klein", "Summary\nThe quay is dry.\n\nNext\n- pour concrete\n\nCheers\nR.", []string{"summary: The quay is dry.", "next: pour concrete"}},
		{"Ruth Klein", "Summary: The quay is dry.\nDone:\n- pumps\n\nAny questions, just call me.\nThx, Ruth", []string{"summary: The quay is dry.", "done: pumps"}},
		{"Ruth Klein", "The quay is dry.\n\nDone:\n- pumps\n\n-- \nRuth Klein\n+49 431 12345", []string{"summary: The quay is dry.", "done: pumps"}},
		{"刘洋", "王总好！\n\n本周情况如下：\n\n概述：\n基坑已抽干。\n\n下一步：\n- 浇筑\n- 采购螺栓\n\n祝好！\n刘洋\n2026年3月6日", []string{"summary: 基坑已抽干。", "next: 浇筑", "next: 采购螺栓"}},
		{"刘洋", "概述：基坑已抽干。\n已完成：\n1. 水泵\n\n有问题随时电话。\n刘洋 项目经理", []string{"summary: 基坑已抽干。", "done: 水泵"}},
		{"刘洋", "基坑已抽干。\n\n已完成：\n- 水泵\n\n顺颂商祺\n刘洋", []string{"summary: 基坑已抽干。", "done: 水泵"}},
		{"刘洋", "各位领导：\n概述：基坑已抽干。\n风险：\n- 无\n\n以上，请审阅。", []string{"summary: 基坑已抽干。"}},
		{"", "Status: on track\n(on track / at risk / late, and why)\n\nSummary:\nThe quay is dry.\n(required: how the period went, in a few sentences)\n\nDone:\n(one item per line)\n-\n\nIn progress:\n(one item per line: - name: 60% — note)\n-\n\nNext:\n(one item per line)\n- concrete\n-\n", []string{"status: on-track", "summary: The quay is dry.", "next: concrete"}},
		{"", "Status: on track\nSummary: n/a\n\nDone: none\nRisks: none so far\nBudget: -\nDecisions: no", []string{"status: on-track", "summary: ", "asked: 0 no-summary"}},
		{"", "【状态】正常\n（正常 / 有风险 / 延期，并注明原因）\n\n【概述】\n基坑已抽干。\n\n【已完成】\n（每行一项）\n-\n\n【下一步】\n（每行一项）\n- 浇筑\n", []string{"status: on-track", "summary: 基坑已抽干。", "next: 浇筑"}},
		{"", "状态：正常\n概述：基坑已抽干。\n已完成：无\n风险：暂无\n预算：/\n决定：无", []string{"status: on-track", "summary: 基坑已抽干。"}},
		{"Ruth Klein", "Summary: Dry.\nDone:\n- pumps\n\nBest regards, Ruth Klein", []string{"summary: Dry.", "done: pumps"}},
		{"Ruth Klein", "Good morning Anna and Peter,\n\nhere is the report for this week:\n\nSummary: Dry.\nDone:\n- pumps\n\nPlease shout if anything is unclear.\n\nRuth", []string{"summary: Dry.", "done: pumps"}},
		{"Ruth Klein", "Summary: Dry.\nNext:\n- Thanks-giving dinner for the crew\n- Best price for bolts\n\nKR", []string{"summary: Dry.", "next: Thanks-giving dinner for the crew", "next: Best price for bolts"}},
		{"刘洋", "概述：已抽干。\n已完成：\n- 水泵\n\n谢谢，刘洋", []string{"summary: 已抽干。", "done: 水泵"}},
		{"刘洋", "陈总、孙经理好：\n本周进展如下：\n概述：已抽干。\n已完成：\n- 水泵\n\n有任何疑问请来电。\n刘洋｜项目经理", []string{"summary: 已抽干。", "done: 水泵"}},
		{"刘洋", "概述：已抽干。\n下一步：\n- 感谢信寄给村委会\n- 祝捷大会\n\n刘洋", []string{"summary: 已抽干。", "next: 感谢信寄给村委会", "next: 祝捷大会"}},
	} {
		if found := differences(c.want, readAs(Parse(frame.Text(c.text, c.by), today))); len(found) > 0 {
			t.Errorf("%q:\n\t%s", c.text, strings.Join(found, "\n\t"))
		}
	}
}
