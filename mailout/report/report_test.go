package report

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapport/templates"
)

// today is the day on which the reports of these tests are read: a Friday.
var today = day(2026, 3, 6)

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

const english = `The pump is in, and the first water ran on Thursday.

## Status
at risk — the supplier of the valves is a week late

## Done
- Pump mounted
- First run with water:
  no leak was found
-

## In progress
- Control cabinet: 60% — wiring done, tests next week
- Manual (30 %)

## Next
1. Tests of the cabinet
2. Training of the operators

## Milestones
- First water | planned 2026-03-04 | expected 2026-03-05 | done
- Handover | planned 2026-03-27 | expected 2026-04-03

## Risks and questions
(one line each, or leave empty)
- Valves: no date from the supplier

## Budget
48000 / 120000 CNY

## Decisions
- Choose the colour of the cabinet by 13 March

## Feedback
-
`

const chinese = `【状态】有风险：阀门供应商延期一周
【概述】
水泵已安装，周四首次通水。

一、本周完成
① 水泵安装
② 首次通水，
无渗漏
二、进行中
1、控制柜：６０％，接线完成，下周测试
2、操作手册（30%）
三、下周计划
・控制柜测试
• 操作人员培训
**里程碑**
- 首次通水，计划3月4日，预计3月5日，已完成
- 交付，计划2026年3月27日，预计2026/4/3
风险与问题：
- 阀门：供应商未给出日期
预算：4.8万/12万 元
需要您决定
- 请确定控制柜颜色（3月13日前）
反馈处理：
（没有请留空）
`

func TestParse_theFormFilledInEitherLanguage(t *testing.T) {
	t.Parallel()
	milestones := func(first, second string) []templates.Milestone {
		return []templates.Milestone{
			{Name: first, Planned: day(2026, 3, 4), Expected: day(2026, 3, 5), Done: true},
			{Name: second, Planned: day(2026, 3, 27), Expected: day(2026, 4, 3)},
		}
	}
	budget := &templates.Budget{Used: 48000, Total: 120000, Unit: "CNY"}
	for name, c := range map[string]struct {
		text string
		want templates.Report
	}{
		"en": {english, templates.Report{
			Status: templates.AtRisk, StatusReason: "the supplier of the valves is a week late",
			Summary:    "The pump is in, and the first water ran on Thursday.",
			Done:       []string{"Pump mounted", "First run with water: no leak was found"},
			Progress:   []templates.WorkItem{{Name: "Control cabinet", Percent: 60, Note: "wiring done, tests next week"}, {Name: "Manual", Percent: 30}},
			Next:       []string{"Tests of the cabinet", "Training of the operators"},
			Milestones: milestones("First water", "Handover"),
			Risks:      []string{"Valves: no date from the supplier"},
			Budget:     budget,
			Decisions:  []templates.Decision{{Text: "Choose the colour of the cabinet", By: day(2026, 3, 13)}},
		}},
		"zh": {chinese, templates.Report{
			Status: templates.AtRisk, StatusReason: "阀门供应商延期一周",
			Summary:    "水泵已安装，周四首次通水。",
			Done:       []string{"水泵安装", "首次通水，无渗漏"},
			Progress:   []templates.WorkItem{{Name: "控制柜", Percent: 60, Note: "接线完成，下周测试"}, {Name: "操作手册", Percent: 30}},
			Next:       []string{"控制柜测试", "操作人员培训"},
			Milestones: milestones("首次通水", "交付"),
			Risks:      []string{"阀门：供应商未给出日期"},
			Budget:     budget,
			Decisions:  []templates.Decision{{Text: "请确定控制柜颜色", By: day(2026, 3, 13)}},
		}},
	} {
		got, problems := Parse(c.text, today)
		if diff := cmp.Diff(c.want, got); diff != "" || problems != nil {
			t.Errorf("%s: %v\n%s", name, problems, diff)
		}
	}
}

func TestProgress_isTheMean(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		percents []int
		want     int
	}{{nil, -1}, {[]int{0}, 0}, {[]int{60, 25}, 43}, {[]int{100, 100, 99}, 100}} {
		var items []templates.WorkItem
		for _, n := range c.percents {
			items = append(items, templates.WorkItem{Percent: n})
		}
		if got := Progress(items); got != c.want {
			t.Errorf("%v: %d, want %d", c.percents, got, c.want)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	b.SetBytes(int64(len(english)))
	for b.Loop() {
		Parse(english, today)
	}
}
