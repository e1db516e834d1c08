package minutes

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// written is a Wednesday.
func written() time.Time { return time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC) }

func (a Action) String() string {
	due := ""
	if !a.Due.IsZero() {
		due = a.Due.Format("01-02")
	}
	return fmt.Sprintf("%s|%s|%s", a.Owner, a.What, due)
}

func TestRead_actions(t *testing.T) {
	for line, want := range map[string]string{
		"Wang Fang: list of test accounts by 10 March":     "Wang Fang|list of test accounts by 10 March|03-10",
		"- Wang Fang - send the list (due 2026-03-10)":     "Wang Fang|send the list|03-10",
		"* Anna to send the plan by Friday":                "Anna|send the plan by Friday|03-06",
		"1. Li Na will book the room":                      "Li Na|book the room|",
		"- [ ] Anna: check the texts":                      "Anna|check the texts|",
		"TODO(Li Na): deploy by tomorrow":                  "Li Na|deploy by tomorrow|03-05",
		"Send the contract (Anna, 12 March)":               "Anna|Send the contract|03-12",
		"Send the contract (owner: Tom Baker, due Friday)": "Tom Baker|Send the contract|03-06",
		"Find a new supplier":                              "|Find a new supplier|",
		"We to decide on colours":                          "|We to decide on colours|",
		"@王芳 3月10日前提供测试账号":                                 "王芳|3月10日前提供测试账号|03-10",
		"王芳：3 月 10 日前提供测试账号":                               "王芳|3 月 10 日前提供测试账号|03-10",
		"1、李敏：部署测试环境（3月6日）":                                "李敏|部署测试环境（3月6日）|03-06",
		"（2）提供测试账号，负责人：王芳，截止：3月10日":                        "王芳|提供测试账号|03-10",
		"王芳负责提供测试账号，周五前":                                   "王芳|提供测试账号，周五前|03-06",
		"① 准备演示环境 责任人：李敏 截止日期：2026-03-12":                  "李敏|准备演示环境|03-12",
		"联系供应商":                                            "|联系供应商|",
		"Anna: nothing before 10 March, all by 12 March":   "Anna|nothing before 10 March, all by 12 March|",
		"Update the site (see page 3)":                     "|Update the site (see page 3)|",
		"Note: the lift is broken":                         "|Note: the lift is broken|",
	} {
		heading := "Action items"
		if strings.ContainsFunc(line, func(r rune) bool { return r > 0x2e80 }) {
			heading = "待办事项："
		}
		got := Read(heading+"\n\n"+line+"\n", written()).Actions
		if len(got) != 1 || got[0].String() != want {
			t.Errorf("%q: %v, want %s", line, got, want)
		}
	}
}

func TestRead_minutes(t *testing.T) {
	for name, test := range map[string]struct {
		text                string
		people, said, to_do string
	}{
		"plain English": {
			"Present: Anna Wright, Li Na (agency), Tom Becker\nApologies: Jane Porter\n\nDecisions:\n- The shop is blue\n- Launch on 10 April\n\nActions:\n- Li Na: accounts for the warehouse by Friday\n- Tom Becker to ask the bank\n\nNext meeting: 11 March\n",
			"Anna Wright, Li Na, Tom Becker", "The shop is blue; Launch on 10 April", "Li Na|accounts for the warehouse by Friday|03-06; Tom Becker|ask the bank|"},
		"Markdown": {
			"# Third weekly meeting\n\n**Attendees**\n\n* Anna Wright <anna@acme.example>\n* Li Na\n\n## Discussion\n\nThe returns form is hard to use.\n\n## Decisions\n\n1. Three steps instead of five\n\n## Next steps\n\n- [ ] **Anna Wright**: texts by 2026-03-12\n- [ ] Li Na: send the draft\n- [x] Li Na: book the room\n",
			"Anna Wright <anna@acme.example>, Li Na", "Three steps instead of five", "Anna Wright|texts by 2026-03-12|03-12; Li Na|send the draft|"},
		"a table": {
			"Present: Anna, Li Na\n\nAction items\n\n| Task | Owner | Due |\n|---|---|---|\n| Test accounts | Anna | 10 March |\n| Deploy | Li Na | Friday |\n| Find a room | | |\n",
			"Anna, Li Na", "", "Anna|Test accounts|03-10; Li Na|Deploy|03-06; |Find a room|"},
		"with tabs": {
			"待办\n事项\t负责人\t截止\n提供测试账号\t王芳\t3月10日\n部署\t李敏\t周五\n",
			"", "", "王芳|提供测试账号|03-10; 李敏|部署|03-06"},
		"plain Chinese": {
			"会议时间：2026年3月4日 14:00\n地点：线上\n与会人员：王芳、李敏、陈静（星河）\n缺席：赵磊\n\n一、会议议题\n1. 测试安排\n\n二、会议决议\n1. 首页采用深蓝色\n2. 4月10日上线\n\n三、后续工作\n1. 王芳：3月10日前提供测试账号\n2. 李敏负责部署测试环境，周五前\n3. 更新文档\n",
			"王芳, 李敏, 陈静", "首页采用深蓝色; 4月10日上线", "王芳|3月10日前提供测试账号|03-10; 李敏|部署测试环境，周五前|03-06; |更新文档|"},
		"in brackets": {
			"【与会】王芳 李敏\n【参会人员】王芳、李敏\n【决定】\n- 分两期上线\n【待办】\n- 王芳3月10日前提供名单\n",
			"王芳, 李敏", "分两期上线", "王芳|3月10日前提供名单|03-10"},
		"sides": {
			"Attendees:\nClient: Anna Wright, Tom Becker\nAgency: Li Na\n\nAgreed:\nLaunch moves to May\n\nAction: Li Na - new plan by 9 March\n",
			"Anna Wright, Tom Becker, Li Na", "Launch moves to May; ", "Li Na|new plan by 9 March|03-09"},
		"in sentences": {
			"Present were Anna Wright, Mr. Becker and me.\n\nIt was agreed that the launch moves to May. The colour was not decided. Anna will send the texts by Friday, Mr. Becker prepares the contract until 13 March. Anna will be on leave next week.\n",
			"Anna Wright, Mr. Becker", "It was agreed that the launch moves to May.", "Anna|send the texts by Friday|03-06; Mr. Becker|prepares the contract until 13 March|03-13"},
		"marked lines": {
			"Attendees: @anna @tom\n\n1. Shop\nThe form is slow.\nDecision: three steps instead of five\nAction: Tom - new form, 9 March\n-> Anna to test it\n\n2. Bank\n*Decision:* none\nThe contract is to be signed. Action: AB 13 March\n",
			"anna, tom", "three steps instead of five", "Tom|new form, 9 March|03-09; Anna|test it|; AB|The contract is to be signed|03-13"},
		"aligned columns": {
			"Participants: Anna Wright, Tom Becker\n\nWhat               Who       When\ntest accounts      AW        9 March\ncontract           Tom       03-13-2026\n",
			"Anna Wright, Tom Becker", "", "Anna Wright|test accounts|03-09; Tom|contract|03-13"},
		"who took part stands at the end": {
			"做了几个决定。\n经讨论，统一采用蓝色，首页由王芳修改，3月10日交。\n李工本周五前给报价。\n\n参加的人：设计部王芳、测绘院李工、我\n",
			"王芳, 李工", "", "王芳|经讨论，统一采用蓝色，首页由王芳修改，3月10日交|03-10; 李工|本周五前给报价|03-06"},
		"decided in a sentence": {
			"会上双方同意推迟到4月15日。培训时间没有确定。\n会议决定：\n（一）采用公开招标\n（二）旧设备统一回收\n会议要求：\n（一）王芳于3月13日前完成预算\n\n二、其他\n无\n",
			"", "会上双方同意推迟到4月15日。; 采用公开招标; 旧设备统一回收", "|王芳于3月13日前完成预算|03-13"},
		"nothing of the sort": {"Hello,\n\nthe meeting was short.\n\nLi Na\n", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := Read(test.text, written())
			var people, todo []string
			for _, p := range m.Participants {
				who := p.Name
				if p.Address != "" {
					who += " <" + p.Address + ">"
				}
				people = append(people, who)
			}
			for _, a := range m.Actions {
				todo = append(todo, a.String())
			}
			if got := strings.Join(people, ", "); got != test.people {
				t.Errorf("people %q, want %q", got, test.people)
			}
			if got := strings.Join(m.Decisions, "; "); got != strings.TrimSuffix(test.said, "; ") {
				t.Errorf("decisions %q, want %q", got, test.said)
			}
			if got := strings.Join(todo, "; "); got != test.to_do {
				t.Errorf("actions %q, want %q", got, test.to_do)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"Present: Anna\n\nActions:\n- Anna: x by Friday", "待办\n事项\t负责人\nx\t王芳", "| Task | Owner |\n|--|--|\n| a | b |", "TODO(Li Na): x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > longestText {
			return
		}
		m := Read(text, written())
		if len(m.Actions) > mostItems || len(m.Participants) > mostItems || len(m.Decisions) > mostItems {
			t.Errorf("%d, %d, %d", len(m.Actions), len(m.Participants), len(m.Decisions))
		}
		for _, a := range m.Actions {
			if strings.TrimSpace(a.What) == "" || len(a.Owner) > longestName || strings.Contains(a.Owner, "\n") {
				t.Errorf("%q: %+v", text, a)
			}
		}
		// What is left out by its number is a line, and no other action goes with it.
		d := Draft{Text: text, Written: written()}
		for i := range m.Actions[:min(len(m.Actions), 3)] {
			if left, ok := without(t, d, i+1); ok && len((Draft{Text: left, Written: written()}).Read().Actions) != len(m.Actions)-1 {
				t.Errorf("%q without %d: %q", text, i+1, left)
			}
		}
	})
}
