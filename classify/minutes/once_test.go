package minutes

import (
	"strings"
	"testing"
	"time"
)

func readActions(text string) string {
	var list []string
	for _, a := range Read(text, written()).Actions {
		list = append(list, a.String())
	}
	return strings.Join(list, "; ")
}

// Where a text has a list of actions, what its sentences say of them is no other action.
func TestRead_actionsInAListCountOnce(t *testing.T) {
	for text, want := range map[string]string{
		"Present: Anna Wright, Tom Becker\n\nThe texts are late. Anna will send the texts by Friday. It rained.\n\nActions:\n- Anna Wright: texts by Friday\n- Tom Becker: logo":                                                 "Anna Wright|texts by Friday|03-06; Tom Becker|logo|",
		"Actions:\n- Anna Wright: texts by Friday\n\nDiscussion\nAnna Wright will send the texts by Friday.\n\nPresent: Anna Wright, Tom Becker":                                                                                 "Anna Wright|texts by Friday|03-06",
		"Attendees: Anna, Tom\n\nDecisions:\n- Tom will buy the lift by Friday\n\nNext steps:\n- Tom: buy the lift by Friday":                                                                                                    "Tom|buy the lift by Friday|03-06",
		"Participants: Anna Wright, Tom Becker\n\nTom prepares the contract until 13 March.\n\n| Task | Owner | Due |\n|---|---|---|\n| Contract | Tom Becker | 13 March |":                                                      "Tom Becker|Contract|03-13",
		"Present: Anna, Tom\n\n1. Shop\n- Anna: new form by 10 March\n- The form is slow\n\n2. To do\n- Anna: new form by 10 March\n- Tom: photos":                                                                               "Anna|new form by 10 March|03-10; Tom|photos|",
		"# Minutes\n\nPresent were Anna Wright and Tom Becker.\n\nWe agreed on blue. Tom Becker will paint the door by Monday, Anna Wright will buy the paint by Friday.\n\n## Action items\n\n- [ ] Tom Becker: paint the door": "Tom Becker|paint the door|",
		"与会人员：王芳、李敏\n\n讨论：\n名单还没有。王芳3月10日前提供名单。\n\n待办：\n- 王芳：3月10日前提供名单\n- 李敏：部署":                                                                                                                                                "王芳|3月10日前提供名单|03-10; 李敏|部署|",
		"待办：\n1、王芳：3月10日前提供名单\n\n讨论\n会上说明，由王芳3月10日前提供名单。\n\n参加人员：王芳、李敏":                                                                                                                                                          "王芳|3月10日前提供名单|03-10",
		"与会人员：王芳、李敏\n\n决定：\n- 由李敏周五前部署测试环境\n\n后续工作：\n1. 李敏：周五前部署测试环境":                                                                                                                                                            "李敏|周五前部署测试环境|03-06",
		"参会：王芳、李敏\n李敏周五前部署测试环境。\n\n待办\n事项\t负责人\t截止\n部署测试环境\t李敏\t周五":                                                                                                                                                              "李敏|部署测试环境|03-06",
		"与会人员：王芳、李敏、陈静\n\n一、首页\n首页太慢，请王芳3月10日前优化。\n二、账号\n- 李敏：3月12日前提供账号\n\n三、待办事项\n1. 王芳：优化首页，3月10日前\n2. 李敏：提供账号，3月12日前":                                                                                                        "王芳|优化首页，3月10日前|03-10; 李敏|提供账号，3月12日前|03-12",
		"出席：王芳、李敏\n\n会上决定分两期上线，资料整理由陈静负责，王芳下周一前交图。\n\n【待办】\n- 王芳：交图":                                                                                                                                                             "王芳|交图|",

		// A heading without a list is none.
		"Present: Anna Wright, Tom Becker\n\nAnna will send the texts by Friday.\n\nActions: none": "Anna|send the texts by Friday|03-06",
		"与会人员：王芳、李敏\n\n王芳3月10日前提供名单。\n\n待办：无":                                                      "王芳|3月10日前提供名单|03-10",
	} {
		if got := readActions(text); got != want {
			t.Errorf("%s\n= %q\nwant %q", text, got, want)
		}
	}
}

// A topic before a colon is nobody: who is to do it stands behind it, or nobody does.
func TestRead_aTopicIsNoOwner(t *testing.T) {
	for line, want := range map[string]string{
		"验收：验收清单由陈静提供":                                                 "陈静|验收：验收清单由陈静提供|",
		"培训：王芳3月10日前提供教材":                                              "王芳|培训：王芳3月10日前提供教材|03-10",
		"上线：由李敏负责部署，周五前":                                               "李敏|上线：由李敏负责部署，周五前|03-06",
		"预算：周五前更新":                                                     "|预算：周五前更新|03-06",
		"合同：请陈静3月12日前寄出":                                               "陈静|合同：请陈静3月12日前寄出|03-12",
		"数据迁移：李敏负责":                                                    "李敏|数据迁移：李敏负责|",
		"方案：由王芳修改":                                                     "王芳|方案：由王芳修改|",
		"首页：改成深蓝色":                                                     "|首页：改成深蓝色|",
		"王芳：提供名单":                                                      "王芳|提供名单|",
		"陈静：验收清单":                                                      "陈静|验收清单|",
		"赵磊：联系供应商":                                                     "赵磊|联系供应商|", // took no part
		"李敏：把名单交给王芳":                                                   "李敏|把名单交给王芳|",
		"Acceptance: Anna Wright will provide the checklist by Friday": "Anna Wright|Acceptance: Anna Wright will provide the checklist|03-06",
		"Testing: Tom Becker to invite the testers":                    "Tom Becker|Testing: Tom Becker to invite the testers|",
		"Budget: update by Friday":                                     "|Budget: update|03-06",
		"Contract: to be signed by 12 March":                           "|Contract: to be signed|03-12",
		"Hosting: Anna will ask the provider":                          "Anna|Hosting: Anna will ask the provider|",
		"Launch: checklist (Tom Becker, 12 March)":                     "Tom Becker|Launch: checklist|03-12",
		"Training: dates are missing":                                  "|Training: dates are missing|",
		"Documentation: Tom writes the manual by Friday":               "Tom Becker|Documentation: Tom writes the manual|03-06",
		"Anna: ask Tom about the testing":                              "Anna|ask Tom about the testing|",
		"Peter: Tom will help":                                         "Peter|Tom will help|", // took no part
	} {
		text := "Present: Anna Wright, Tom Becker\n\nActions:\n- " + line
		if strings.ContainsFunc(line, func(r rune) bool { return r > 0x2e80 }) {
			text = "与会人员：王芳、李敏、陈静\n\n待办：\n- " + line
		}
		if got := readActions(text); got != want {
			t.Errorf("%s = %q, want %q", line, got, want)
		}
	}
}

// Who shows an action says its day, so its words do not say it too.
func TestWithoutDay(t *testing.T) {
	t.Parallel()
	written := time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC) // a Monday
	second, fourth := time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 12, 4, 0, 0, 0, 0, time.UTC)
	for what, c := range map[string]struct {
		due  time.Time
		want string
	}{
		"names of testers, Wed 2 Dec":           {second, "names of testers"},
		"names of testers (2 December)":         {second, "names of testers"},
		"names of testers by Friday":            {fourth, "names of testers"},
		"estimate refunds (Fri)":                {fourth, "estimate refunds"},
		"estimate refunds, due 2026-12-04":      {fourth, "estimate refunds"},
		"estimate refunds by Friday 4 December": {fourth, "estimate refunds"},
		"report of 2 December to be sent":       {second, "report of 2 December to be sent"},
		"prepare the launch of 4 December":      {fourth, "prepare the launch of 4 December"},
		"names of testers, Wed 2 Dec.":          {fourth, "names of testers, Wed 2 Dec."},
		"ask legal about the privacy text":      {time.Time{}, "ask legal about the privacy text"},
		"提供验收清单，周五前":                            {fourth, "提供验收清单"},
		"提供验收清单（12月4日）":                         {fourth, "提供验收清单"},
		"12月4日前提供验收清单":                          {fourth, "提供验收清单"},
		"开通测试账号，12月2日":                          {second, "开通测试账号"},
		"开通测试账号，截止12月2日":                        {second, "开通测试账号"},
		"准备12月4日会议材料":                           {fourth, "准备12月4日会议材料"},
		"周五上线后整理文档":                             {fourth, "周五上线后整理文档"},
	} {
		if got := WithoutDay(what, c.due, written); got != c.want {
			t.Errorf("%q: %q, want %q", what, got, c.want)
		}
	}
}
