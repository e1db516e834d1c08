package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapport/templates"
)

// parse reads a text that has a summary, and gives the report without it.
func parse(t *testing.T, text string) (templates.Report, []string) {
	t.Helper()
	report, problems := Parse("Well.\n\n"+text, today)
	if !strings.HasPrefix(report.Summary, "Well.") {
		t.Errorf("%q: the summary is %q", text, report.Summary)
	}
	return report, said(problems)
}

// said names problems in short: line, code and detail.
func said(problems []templates.Problem) (list []string) {
	for _, p := range problems {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%d %s %s", p.Line, p.Code, p.Detail)))
	}
	return list
}

func TestParse_headingsAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"# Done\n- x", "## Done\n- x", "### Done ###\n- x", "##Done\n- x", "**Done**\n- x", "**Done:**\n- x", "**Done**:\n- x", "## **Done**\n- x",
		"Done:\n- x", "DONE：\n- x", "done\n- x", "Done\n----\n- x", "Done: x", "【Done】\n- x", "【Done】x", "Done (this week)\n- x", "> ## Done\n- x", "## Done: x",
		"# 已完成\n- x", "已完成：\n- x", "本周完成\n- x", "【本周完成】\n- x", "一、本周完成\n- x", "（一）本周完成：\n- x", "1. 本周完成\n- x", "２．本周完成\n- x",
		"## 一、本周完成\n- x", "**已完成：**\n- x", "本周已完成的工作：x", "## Completed this week\n- x", "＃ 已完成\n- x",
	} {
		if got, problems := parse(t, text); !cmp.Equal(got.Done, []string{"x"}) || problems != nil {
			t.Errorf("%q: %q, %v", text, got.Done, problems)
		}
	}
}

func TestParse_eachSectionHasNamesInBothLanguages(t *testing.T) {
	t.Parallel()
	for name, filled := range map[string]func(templates.Report) bool{
		"Status 状态":                                     func(r templates.Report) bool { return r.Status == templates.OnTrack },
		"Done 完成情况 Accomplishments":                     func(r templates.Report) bool { return len(r.Done) == 1 },
		"In_progress 进行中 正在进行 Ongoing":                  func(r templates.Report) bool { return len(r.Progress) == 1 },
		"Next 下一步 下周计划 Next_steps Plan_for_next_week":   func(r templates.Report) bool { return len(r.Next) == 1 },
		"Milestones 里程碑 关键节点":                           func(r templates.Report) bool { return len(r.Milestones) == 1 },
		"Risks 风险 风险与问题 风险和问题 Risks_&_questions Issues": func(r templates.Report) bool { return len(r.Risks) == 1 },
		"Decisions 需要您决定 待决定 Decisions_needed_from_you": func(r templates.Report) bool { return len(r.Decisions) == 1 },
		"Feedback 反馈处理":                                 func(r templates.Report) bool { return len(r.Feedback) == 1 },
	} {
		for _, heading := range strings.Fields(name) {
			text := "## " + strings.ReplaceAll(heading, "_", " ") + "\n- on track: 60%, 2026-03-09"
			if got, problems := parse(t, text); !filled(got) || problems != nil {
				t.Errorf("%s: %+v, %v", heading, got, problems)
			}
		}
	}
	for _, heading := range []string{"Summary", "概述", "摘要", "本周总结", "Executive summary"} {
		if got, problems := Parse("## "+heading+"\nAll *well*.\n\nMore:\n- one\n- two\n", today); got.Summary != "All *well*.\n\nMore:\n- one\n- two" || problems != nil {
			t.Errorf("%s: %q, %v", heading, got.Summary, problems)
		}
	}
}

func TestParse_status(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"on track":                {"on-track"},
		"On Track.":               {"on-track"},
		"on-track - as planned":   {"on-track", "as planned"},
		"正常":                      {"on-track"},
		"正常推进":                    {"on-track"},
		"按计划，无变化":                 {"on-track", "无变化"},
		"🟢 all well":              {"on-track", "all well"},
		"At risk: valves late":    {"at-risk", "valves late"},
		"at risk, valves late":    {"at-risk", "valves late"},
		"at risk (valves late)":   {"at-risk", "valves late"},
		"有风险——阀门延期":               {"at-risk", "阀门延期"},
		"有风险\n阀门延期":               {"at-risk", "阀门延期"},
		"late — by a week":        {"late", "by a week"},
		"**Late**, by a week":     {"late", "by a week"},
		"Behind schedule; a week": {"late", "a week"},
		"延期：一周":                   {"late", "一周"},
		"已延期一周":                   {"late", "一周"},
		"滞后（阀门）":                  {"late", "阀门"},
		"- on track":              {"on-track"},
	} {
		got, problems := parse(t, "## Status\n"+text)
		if string(got.Status) != want[0] || got.StatusReason != want[1] || problems != nil {
			t.Errorf("%q: %s, %q, %v", text, got.Status, got.StatusReason, problems)
		}
	}
	for _, text := range []string{"lately fine", "so so", "on track / at risk / late", "正常/有风险/延期"} {
		if got, problems := parse(t, "Status: "+text); got.Status != "" || got.StatusReason != text || !cmp.Equal(problems, []string{"3 unknown-status " + text}) {
			t.Errorf("%q: %s, %q, %v", text, got.Status, got.StatusReason, problems)
		}
	}
}

func TestParse_workInProgress(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]templates.WorkItem{
		"- Cabinet: 60% — wiring done":            {Name: "Cabinet", Percent: 60, Note: "wiring done"},
		"* Cabinet - 60 %, wiring done":           {Name: "Cabinet", Percent: 60, Note: "wiring done"},
		"• Cabinet 60%":                           {Name: "Cabinet", Percent: 60},
		"Cabinet (60 %)":                          {Name: "Cabinet", Percent: 60},
		"Cabinet (60%): wiring":                   {Name: "Cabinet", Percent: 60, Note: "wiring"},
		"Cabinet | 60% | wiring | tests":          {Name: "Cabinet", Percent: 60, Note: "wiring | tests"},
		"Cabinet: 60 percent":                     {Name: "Cabinet", Percent: 60},
		"Cabinet: 59.6%":                          {Name: "Cabinet", Percent: 60},
		"Cabinet: 60":                             {Name: "Cabinet", Percent: 60},
		"Cabinet: done":                           {Name: "Cabinet", Percent: 100},
		"控制柜，已完成":                                 {Name: "控制柜", Percent: 100},
		"控制柜：未开始":                                 {Name: "控制柜"},
		"60% Cabinet — wiring":                    {Name: "Cabinet", Percent: 60, Note: "wiring"},
		"控制柜：６０％，接线":                              {Name: "控制柜", Percent: 60, Note: "接线"},
		"控制柜（60％）":                                {Name: "控制柜", Percent: 60},
		"控制柜：已完成60%":                              {Name: "控制柜", Percent: 60},
		"1）控制柜——60%——接线":                          {Name: "控制柜", Percent: 60, Note: "接线"},
		"Pump 20% smaller: 60% — ok":              {Name: "Pump 20% smaller", Percent: 60, Note: "ok"},
		"- **Cabinet**: 60%":                      {Name: "Cabinet", Percent: 60},
		"- [ ] Cabinet: 60%":                      {Name: "Cabinet", Percent: 60},
		"Module 3: API: 60%":                      {Name: "Module 3: API", Percent: 60},
		"- Cabinet: 60% —\n  wiring\n  and tests": {Name: "Cabinet", Percent: 60, Note: "wiring and tests"},
	} {
		got, problems := parse(t, "## In progress\n"+text)
		if diff := cmp.Diff([]templates.WorkItem{want}, got.Progress); diff != "" || problems != nil {
			t.Errorf("%q: %v\n%s", text, problems, diff)
		}
	}
}

func TestParse_milestones(t *testing.T) {
	t.Parallel()
	third, tenth := day(2026, 3, 3), day(2026, 3, 10)
	for text, want := range map[string]templates.Milestone{
		"Handover | planned 2026-03-03 | expected 2026-03-10 | done": {Planned: third, Expected: tenth, Done: true},
		"Handover | expected 2026-03-10 | planned 2026-03-03":        {Planned: third, Expected: tenth},
		"Handover: planned 3 March, expected 10 Mar 2026":            {Planned: third, Expected: tenth},
		"Handover, planned March 3, 2026, now March 10th":            {Planned: third, Expected: tenth},
		"Handover (planned 2026/3/3, expected 2026.3.10)":            {Planned: third, Expected: tenth},
		"Handover 2026-03-03":                                        {Planned: third},
		"Handover — 2026-03-03 -> 2026-03-10":                        {Planned: third, Expected: tenth},
		"Handover: 3 March → 10 March":                               {Planned: third, Expected: tenth},
		"Handover: expected 2026-03-10":                              {Expected: tenth},
		"Handover: planned: 2026-03-03; done":                        {Planned: third, Done: true},
		"Handover ✓":                                                 {Done: true},
		"[x] Handover":                                               {Done: true},
		"Handover | done":                                            {Done: true},
		"Handover | planned 2026-03-03 | done 2026-03-10":            {Planned: third, Expected: tenth, Done: true},
		"Handover，计划3月3日，预计3月10日，已完成":                                {Planned: third, Expected: tenth, Done: true},
		"Handover：计划 2026年3月3日；预计 2026年3月10号":                        {Planned: third, Expected: tenth},
		"Handover（计划：３月３日，现预计：３月１０日）":                                {Planned: third, Expected: tenth},
		"Handover 原计划3月3日，推迟到3月10日":                                  {Planned: third, Expected: tenth},
		"**Handover** | 计划 3月3日":                                     {Planned: third},
	} {
		want.Name = "Handover"
		got, problems := parse(t, "## Milestones\n- "+text)
		if diff := cmp.Diff([]templates.Milestone{want}, got.Milestones); diff != "" || problems != nil {
			t.Errorf("%q: %v\n%s", text, problems, diff)
		}
	}
}

func TestParse_budget(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]templates.Budget{
		"48000 / 120000 CNY":    {Used: 48000, Total: 120000, Unit: "CNY"},
		"48,000 of 120,000 EUR": {Used: 48000, Total: 120000, Unit: "EUR"},
		"€48,000.50 / €120,000": {Used: 48000.5, Total: 120000, Unit: "EUR"},
		"4.8万/12万 元":            {Used: 48000, Total: 120000, Unit: "CNY"},
		"4.8 / 12 万元":           {Used: 48000, Total: 120000, Unit: "CNY"},
		"已用 4.8万元，总预算 12万元":     {Used: 48000, Total: 120000, Unit: "CNY"},
		"４８０００／１２００００ 元":        {Used: 48000, Total: 120000, Unit: "CNY"},
		"¥48000/¥120000 (40%)":  {Used: 48000, Total: 120000, Unit: "CNY"},
		"48k / 120k USD":        {Used: 48000, Total: 120000, Unit: "USD"},
		"12 / 30 days":          {Used: 12, Total: 30, Unit: "days"},
		"1 day of 30 days":      {Used: 1, Total: 30, Unit: "days"},
		"12 / 30 人天":            {Used: 12, Total: 30, Unit: "人天"},
		"40%":                   {Used: 40, Total: 100, Unit: "%"},
		"已使用 40％":               {Used: 40, Total: 100, Unit: "%"},
		"- 40 % used":           {Used: 40, Total: 100, Unit: "%"},
		"130000 / 120000 CNY":   {Used: 130000, Total: 120000, Unit: "CNY"},
	} {
		got, problems := parse(t, "## Budget\n"+text)
		if diff := cmp.Diff(&want, got.Budget); diff != "" || problems != nil {
			t.Errorf("%q: %v\n%s", text, problems, diff)
		}
	}
}

func TestParse_decisions(t *testing.T) {
	t.Parallel()
	thirteenth := day(2026, 3, 13)
	for text, want := range map[string]templates.Decision{
		"Choose the colour":                     {Text: "Choose the colour"},
		"Choose the colour by 13 March":         {Text: "Choose the colour", By: thirteenth},
		"Choose the colour, by 2026-03-13.":     {Text: "Choose the colour", By: thirteenth},
		"Choose the colour (by March 13)":       {Text: "Choose the colour", By: thirteenth},
		"Choose the colour | 2026-03-13":        {Text: "Choose the colour", By: thirteenth},
		"Choose the colour — until 13 Mar 2026": {Text: "Choose the colour", By: thirteenth},
		"请确定颜色（3月13日前）":                         {Text: "请确定颜色", By: thirteenth},
		"请确定颜色，截止3月13日":                         {Text: "请确定颜色", By: thirteenth},
		"请在3月13日前确定颜色":                          {Text: "请在3月13日前确定颜色", By: thirteenth, Said: true},
		"Accept the test of 13 March":           {Text: "Accept the test of 13 March"},
		"Go live on 13 March or later?":         {Text: "Go live on 13 March or later?"},
	} {
		got, problems := parse(t, "## Decisions\n- "+text)
		if diff := cmp.Diff([]templates.Decision{want}, got.Decisions); diff != "" || problems != nil {
			t.Errorf("%q: %v\n%s", text, problems, diff)
		}
	}
}

func TestParse_items(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"- a\n- b":                          {"a", "b"},
		"* a\n+ b\n• c\n· d\n● e\n– f":      {"a", "b", "c", "d", "e", "f"},
		"1. a\n2) b\n3、c\n(4) d\n（5）e\n６．f": {"a", "b", "c", "d", "e", "f"},
		"①a\n② b":                           {"a", "b"},
		"a\nb\n\nc":                         {"a", "b", "c"},
		"- a\ngoes on\n- b":                 {"a goes on", "b"},
		"- 甲\n  乙":                          {"甲乙"},
		"- a\n\nb":                          {"a", "b"},
		"-a\n-b":                            {"a", "b"},
		"- 1.5 km of cable":                 {"1.5 km of cable"},
		"1.5 km of cable":                   {"1.5 km of cable"},
		"2026-03-06 was a holiday":          {"2026-03-06 was a holiday"},
		"- **bold** and `code`":             {"bold and code"},
		"- a\n  - b":                        {"a", "b"},
		"### North\n- a\n### 南\n- b":        {"North: a", "南：b"},
		"-":                                 nil,
		"- \n- —\n- 无\n- none.\n- N/A":      nil,
		"(one line each)":                   nil,
		"- （每行一项，\n例如：安装）":                 nil,
		"(one line each)\n- a":             {"a"},
		"(in part) a":                      {"(in part) a"},
		"<!-- a hint\nover lines -->\n- a": {"a"},
		"---\n- a\n***":                    {"a"},
	} {
		if got, problems := parse(t, "## Done\n"+text); !cmp.Equal(got.Done, want) || problems != nil {
			t.Errorf("%q: %q, %v", text, got.Done, problems)
		}
	}
}

func TestParse_dayWithoutAYearIsNearToday(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		today time.Time
		text  string
		want  time.Time
	}{
		{day(2026, 3, 6), "3月10日", day(2026, 3, 10)},
		{day(2026, 3, 6), "30 November", day(2026, 11, 30)},
		{day(2026, 12, 28), "1月15日", day(2027, 1, 15)},
		{day(2027, 1, 4), "30 Dec", day(2026, 12, 30)},
		{day(2026, 12, 28), "Dec 24", day(2026, 12, 24)},
		{day(2028, 2, 1), "29 February", day(2028, 2, 29)},
	} {
		got, problems := Parse("Well.\n## Milestones\nx: "+c.text, c.today)
		if problems != nil || len(got.Milestones) != 1 || !got.Milestones[0].Planned.Equal(c.want) {
			t.Errorf("%s of %s: %v, %v", c.text, c.today, got.Milestones, problems)
		}
	}
}

func TestParse_saysWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                                         {"0 no-summary"},
		"## Done\n- x":                             {"0 no-summary"},
		"Well.\n## Nothing like it\ntext":          {"2 unknown-heading Nothing like it"},
		"Well.\n## In progress\n- x":               {"3 no-percent x"},
		"Well.\n## In progress\n- x: 160%":         {"3 percent-range x: 160%"},
		"Well.\n## Milestones\n- x":                {"3 no-date x"},
		"Well.\n## Milestones\n- x | 2026-02-30":   {"3 bad-date 2026-02-30", "3 no-date x, 2026-02-30"},
		"Well.\n## Budget\na lot":                  {"3 unread-budget a lot"},
		"Well.\n## Budget\n48000 CNY":              {"3 unread-budget 48000 CNY"},
		"Well.\n## Budget\n48000 EUR / 120000 CNY": {"3 unread-budget 48000 EUR / 120000 CNY"},
		"Well.\n## Budget\n40% without travel":     {"3 budget-text without travel"},
		"Well.\n## Budget\n0/0":                    {"3 unread-budget 0/0"},
	} {
		if _, problems := Parse(text, today); !cmp.Equal(said(problems), want) {
			t.Errorf("%q: %q, want %q", text, said(problems), want)
		}
	}
}

func TestParse_unknownHeadingNamesTheNearestAndKeepsItsText(t *testing.T) {
	t.Parallel()
	for heading, hint := range map[string]string{
		"## Doen": "Done", "Milstones:": "Milestones", "## Risks and qestions": "Risks and questions", "## 里程牌": "里程碑", "## 下周计化": "下周计划", "## Weather": "",
	} {
		got, problems := Parse("Well.\n"+heading+"\n- x\n- y\n## Done\n- z", today)
		if len(problems) != 1 || problems[0].Code != templates.UnknownHeading || problems[0].Line != 2 || problems[0].Hint != hint {
			t.Errorf("%s: %v", heading, problems)
		}
		want := "Well.\n\n**" + strings.Trim(heading, "#: ") + "**\n\n- x\n- y"
		if got.Summary != want || !cmp.Equal(got.Done, []string{"z"}) {
			t.Errorf("%s: %q", heading, got.Summary)
		}
	}
}

func TestParse_wordsWithAColonAreNoHeading(t *testing.T) {
	t.Parallel()
	const text = "We did this:\n\n- one\n\nNote: it rains.\n**Bold** words begin a sentence."
	if got, problems := Parse(text, today); got.Summary != text || problems != nil {
		t.Errorf("%q, %v", got.Summary, problems)
	}
}

func TestParse_isBounded(t *testing.T) {
	t.Parallel()
	long, problems := Parse("Well.\n## Done\n"+strings.Repeat("- x\n", 5000)+"## Next\n- y\n", today)
	if len(long.Done) != maxItems || !cmp.Equal(said(problems), []string{"203 too-many-items"}) {
		t.Errorf("%d items, %v", len(long.Done), problems)
	}
	cut, problems := Parse(strings.Repeat("长", 40000), today)
	if len(cut.Summary) > maxBytes || strings.ContainsRune(cut.Summary, '\uFFFD') || len(problems) != 1 || problems[0].Code != templates.TooLong {
		t.Errorf("%d bytes, %v", len(cut.Summary), problems)
	}
	_, problems = Parse("Well.\n"+strings.Repeat("## Weather\n", 5000), today)
	if len(problems) > maxProblems {
		t.Errorf("%d problems", len(problems))
	}
}
