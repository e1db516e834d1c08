package minutes

import (
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

// without returns a text without the lines that are to be removed for some actions.
func without(t *testing.T, d Draft, numbers ...int) (string, bool) {
	t.Helper()
	lines, ok := d.Without(numbers)
	text := strings.Split(d.Text, "\n")
	for _, l := range lines {
		n, at := 0, -1
		for i, line := range text {
			if strings.TrimSpace(line) == l.Text {
				if n++; n == l.Nth {
					at = i
				}
			}
		}
		if at < 0 {
			t.Fatalf("%q is not in the text", l.Text)
		}
		text = slices.Delete(text, at, at+1)
	}
	return strings.Join(text, "\n"), ok
}

func TestDraft_Without(t *testing.T) {
	for name, test := range map[string]struct {
		kind    store.ConfirmationKind
		text    string
		numbers []int
		want    string // "" where the action is not on a line of its own
	}{
		"a list":                       {store.Minutes, "Present: Anna, Tom\n\nActions:\n- Anna: texts by Friday\n- Tom: logo\n- Anna: photos\n\nThe end is near.", []int{2}, "Present: Anna, Tom\n\nActions:\n- Anna: texts by Friday\n- Anna: photos\n\nThe end is near."},
		"two":                          {store.Minutes, "Actions:\n- Anna: texts\n- Tom: logo\n- Anna: photos", []int{1, 3}, "Actions:\n- Tom: logo"},
		"numbered":                     {store.Minutes, "1. Decisions\n1. Blue\n\n2. Actions\n1. Anna: texts\n2. Tom: logo\n3. Anna: photos", []int{2}, "1. Decisions\n1. Blue\n\n2. Actions\n1. Anna: texts\n3. Anna: photos"},
		"the heading goes with all":    {store.Minutes, "Present: Anna, Tom\n\nNext steps:\n- Anna: texts\n\nThe next meeting is on 11 March.", []int{1}, "Present: Anna, Tom\n\n\nThe next meeting is on 11 March."},
		"a table":                      {store.Minutes, "| Task | Owner | Due |\n|---|---|---|\n| Accounts | Anna | 10 March |\n| Deploy | Tom | Friday |", []int{1}, "| Task | Owner | Due |\n|---|---|---|\n| Deploy | Tom | Friday |"},
		"a row that says more":         {store.Minutes, "| Topic | Discussion | Action | Owner |\n|---|---|---|---|\n| Shop | It is slow | Accounts | Anna |", []int{1}, ""},
		"equal lines":                  {store.Minutes, "Actions:\n- Anna: texts\n- Tom: logo\n- Anna: texts", []int{3}, "Actions:\n- Anna: texts\n- Tom: logo"},
		"both of the equal lines":      {store.Minutes, "Actions:\n- Anna: texts\n- Tom: logo\n- Anna: texts", []int{1, 3}, "Actions:\n- Tom: logo"},
		"a marked line":                {store.Minutes, "Shop\nThe form is slow.\nAction: Tom - new form, 9 March\nIt rained.", []int{1}, "Shop\nThe form is slow.\nIt rained."},
		"two on one line":              {store.Minutes, "Action: Tom - new form; Anna - texts", []int{1}, ""},
		"in a sentence":                {store.Minutes, "Present: Anna, Tom\n\nThe form is slow. Tom will mend it by Friday. Anna is glad.", []int{1}, ""},
		"behind a remark":              {store.Minutes, "The lift is broken. Action: LF 15 March", []int{1}, ""},
		"a decision too":               {store.Minutes, "Present: Anna, Tom\n\nDecisions:\n- Tom will buy the lift by Friday", []int{1}, ""},
		"a list of action items":       {store.ActionItems, "Hi all,\n\n- Anna: texts\n- Tom: logo\n\nThanks\nLi Na", []int{2}, "Hi all,\n\n- Anna: texts\n\nThanks\nLi Na"},
		"a list with a heading":        {store.ActionItems, "Action items:\n- Anna: texts\n- Tom: logo", []int{1}, "Action items:\n- Tom: logo"},
		"all of a list":                {store.ActionItems, "- Anna: texts", []int{1}, "-"},
		"中文列表":                         {store.Minutes, "与会人员：王芳、李敏\n\n待办：\n1、王芳：3月10日前提供名单\n2、李敏：部署\n3、王芳：照片", []int{2}, "与会人员：王芳、李敏\n\n待办：\n1、王芳：3月10日前提供名单\n3、王芳：照片"},
		"中文，标题随最后一项删去":                 {store.Minutes, "与会人员：王芳、李敏\n\n待办：\n- 王芳：名单\n\n下次会议另行通知。", []int{1}, "与会人员：王芳、李敏\n\n\n下次会议另行通知。"},
		"中文表格":                         {store.Minutes, "待办\n事项\t负责人\t截止\n提供账号\t王芳\t3月10日\n部署\t李敏\t周五", []int{2}, "待办\n事项\t负责人\t截止\n提供账号\t王芳\t3月10日"},
		"中文句子":                         {store.Minutes, "与会人员：王芳、李敏\n\n首页太慢，讨论了很久。王芳3月10日前提供名单。大家同意。", []int{1}, ""},
		"中文，单独一句":                      {store.Minutes, "与会人员：王芳、李敏\n\n首页太慢。\n王芳3月10日前提供名单。\n天气好。", []int{1}, "与会人员：王芳、李敏\n\n首页太慢。\n天气好。"},
		"中文，主题单独一行":                    {store.Minutes, "与会人员：王芳、陈静\n\n验收：验收清单由陈静提供\n天气好。", []int{1}, "与会人员：王芳、陈静\n\n天气好。"},
		"中文，一行两项":                      {store.Minutes, "待办：王芳：名单；李敏：照片", []int{1}, ""},
		"中文，决定里的一项":                    {store.Minutes, "与会人员：王芳、李敏\n\n决定：\n- 由王芳3月10日前提供名单", []int{1}, ""},
		"中文待办清单":                       {store.ActionItems, "各位好：\n\n王芳：名单\n李敏：照片\n\n谢谢\n李娜", []int{1}, "各位好：\n\n李敏：照片\n\n谢谢\n李娜"},
		"a combining accent in a name": {store.Minutes, "Actions:\n- Zoe\u0308: texts\n- Tom: logo", []int{1}, "Actions:\n- Tom: logo"},
	} {
		d := Draft{Kind: test.kind, Text: test.text, Author: "Li Na 李娜", Written: written()}
		got, ok := without(t, d, test.numbers...)
		if test.want == "-" {
			test.want, got = "", strings.TrimSpace(got)
			if !ok || got != "" {
				t.Errorf("%s: %q, %t", name, got, ok)
			}
			continue
		}
		if ok != (test.want != "") || ok && got != test.want {
			t.Errorf("%s: %t %q, want %q; of %+v", name, ok, got, test.want, d.Read().Actions)
		}
	}
}
