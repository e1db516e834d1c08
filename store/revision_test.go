package store

import (
	"strings"
	"testing"
)

const (
	minutesEn = "Present: Anna, Tom\n\n**Decisions**\n\n- The home page is dark blue\n- Launch on 10 April\n- Budget: EUR 48,000\n\n**Actions**\n\n- Anna: list of testers by 12 March\n- Tom: new logo by Friday"
	minutesZh = "与会：王芳、李敏\n\n**决定**\n\n- 首页采用深蓝色\n- 上线时间 4 月 10 日\n- 预算：48000元\n\n**待办**\n\n- 王芳：3月12日前提供测试账号\n- 李敏：周五前完成标志"
)

func TestResembles(t *testing.T) {
	for _, c := range []struct {
		present, text string
		want          bool
	}{
		{minutesEn, strings.Replace(minutesEn, "10 April", "17 April", 1), true},
		{minutesEn, "Present: Anna, Tom and Peter\nDecisions\nThe home page is blue\nLaunch on 17 April\nBudget: EUR 50,000\nActions\nAnna: list of testers by 12 March", true},
		{minutesEn, minutesEn + "\n- Peter: contract by Monday\n- Tom: order the chairs", true},
		{minutesEn, "Hi, sorry, here is the whole text:\n\n" + minutesEn, true},
		{minutesEn, strings.ReplaceAll(minutesEn, "**", ""), true},
		{minutesZh, strings.Replace(minutesZh, "4 月 10 日", "4月17日", 1), true},
		{minutesZh, "与会：王芳、李敏、陈静\n决定\n首页采用浅蓝色\n上线时间 4 月 17 日\n预算：50000元\n待办\n王芳：3月12日前提供账号", true},
		{minutesZh, minutesZh + "\n- 陈静：周一前提供合同", true},
		{minutesZh, "以下是全文：\n" + minutesZh, true},
		{"All well.", "All very well.", true},
		{"一切顺利，按计划进行。", "一切顺利，均按计划进行。", true},

		{minutesEn, "3) Launch date moves to 25 January", false},
		{minutesEn, "Launch on 17 April", false},
		{minutesEn, "Thanks!", false},
		{minutesEn, "Okay, please send it out. Thanks!", false},
		{minutesEn, "See my change below", false},
		{minutesEn, "Great, I will call Anna tomorrow about the logo.", false},
		{minutesEn, "Anna: list of testers by 12 March\nTom: new logo by Friday", false},
		{minutesEn, strings.Repeat("Quite another text about something else.\n", 12), false},
		{minutesZh, "发", false},
		{minutesZh, "好的，请发送。", false},
		{minutesZh, "上线时间 4 月 17 日", false},
		{minutesZh, "好，我明天给王芳打电话说标志的事", false},
		{minutesZh, "王芳：3月12日前提供测试账号\n李敏：周五前完成标志", false},
		{"All well.", "Great, I will call Anna tomorrow about the logo.", false},
		{"Launch on 10 April\nThe home page is blue", "Launch on 17 April", false},
		{"一切顺利。", "谢谢，我再看看。", false},
		{"", "anything", false},
	} {
		if got := resembles(c.present, c.text); got != c.want {
			t.Errorf("%.60q resembles the text: %t", c.text, got)
		}
	}
}

func TestRevise_edits(t *testing.T) {
	plain := func(old, fresh string) Edit {
		return Edit{Said: old, Ways: []Replacement{{Old: old, New: fresh}}}
	}
	field := func(old, fresh string) Edit {
		return Edit{Said: old, Ways: []Replacement{{Old: old, New: fresh, Field: true}}}
	}
	for _, c := range []struct {
		text  string
		edits []Edit
		old   string // what is to be other in the text
		fresh string
	}{
		{minutesEn, []Edit{plain("10 April", "17 April")}, "10 April", "17 April"},
		{minutesEn, []Edit{plain("launch on  10 april", "Launch on 17 April")}, "Launch on 10 April", "Launch on 17 April"},
		{minutesEn, []Edit{plain("Tom", "Tim")}, "Tom", "Tim"},
		{minutesEn, []Edit{plain("EUR 48,000", "EUR 50,000")}, "EUR 48,000", "EUR 50,000"},
		{minutesEn, []Edit{plain("Tom: new logo by Friday", "")}, "\n- Tom: new logo by Friday", ""},
		{minutesEn, []Edit{field("the launch date", "25 January")}, "10 April", "25 January"},
		{minutesEn, []Edit{field("the budget", "EUR 50,000")}, "EUR 48,000", "EUR 50,000"},
		{minutesEn, []Edit{{Said: "x", Ways: []Replacement{{Old: "nowhere", New: "x"}, {Old: "blue", New: "grey"}}}}, "blue", "grey"},
		{minutesZh, []Edit{plain("4月10日", "4月17日")}, "4 月 10 日", "4月17日"},
		{minutesZh, []Edit{plain("王芳", "王方")}, "王芳", "王方"},
		{minutesZh, []Edit{field("上线时间", "4月17日")}, "4 月 10 日", "4月17日"},
		{minutesZh, []Edit{field("预算", "50000元")}, "48000元", "50000元"},
		{minutesZh, []Edit{plain("李敏：周五前完成标志", "")}, "\n- 李敏：周五前完成标志", ""},

		// What is not in the text, or is there only as a part of something else.
		{minutesEn, []Edit{plain("1 May", "8 May")}, "", ""},
		{minutesEn, []Edit{plain("0 April", "8 May")}, "", ""},
		{minutesEn, []Edit{plain("Ann", "Anne")}, "", ""},
		{minutesEn, []Edit{plain("10 April", "17 April"), plain("1 May", "8 May")}, "", ""},
		{minutesEn, []Edit{field("Anna", "25 January")}, "", ""}, // two lines name her
		{minutesEn, []Edit{field("the home page", "25 January")}, "", ""},
		{minutesZh, []Edit{plain("5月1日", "5月8日")}, "", ""},
		{minutesZh, []Edit{plain("月10", "月17"), field("王芳", "4月1日")}, "", ""},
	} {
		a := Response{Decision: DecisionEdit, Edits: c.edits}
		r := a.revise(c.text, "")
		if c.old == "" {
			if r.problem != ReceiptNotInText || r.words == "" {
				t.Errorf("%+v: %+v", c.edits, r)
			}
			continue
		}
		if want := strings.ReplaceAll(c.text, c.old, c.fresh); r.text != want {
			t.Errorf("%+v: %s\n%s", c.edits, r.problem, r.text)
		}
	}
}

func TestRevise_whatLeadsToTheTextIsLeftOut(t *testing.T) {
	for lead, text := range map[string]string{"Sorry, here it is again:\n\n": minutesEn, "以下是修改后的内容：\n": minutesZh} {
		fresh := strings.Replace(strings.Replace(text, "10 April", "17 April", 1), "4 月 10 日", "4月17日", 1)
		a := Response{Decision: DecisionText}
		if r := a.revise(text, lead+fresh); r.text != fresh {
			t.Errorf("%q: %+v", lead, r)
		}
	}
}

// A whole text in which a line reads as an edit is a text.
func TestRevise_aTextThatSpeaksOfChanges(t *testing.T) {
	for present, line := range map[string]string{minutesEn: "\n- Peter: change the logo to blue", minutesZh: "\n- 李敏：把标志改成蓝色"} {
		a := Response{Decision: DecisionEdit, Edits: []Edit{{Said: "x", Ways: []Replacement{{Old: "logo", New: "blue"}}}}, Problems: []string{"and much more"}}
		if r := a.revise(present, present+line); r.text != present+line {
			t.Errorf("%+v", r)
		}
	}
}

func TestRevise_partlyUnderstoodChangesNothing(t *testing.T) {
	a := Response{Decision: DecisionEdit, Edits: []Edit{{Said: "x", Ways: []Replacement{{Old: "10 April", New: "17 April"}}}}, Problems: []string{"Also mention Peter"}}
	if r := a.revise(minutesEn, ""); r.text != "" || r.problem != ReceiptUnclear || r.words != "Also mention Peter" {
		t.Errorf("%+v", r)
	}
}

func TestRevise_linesAreRemovedOneByOne(t *testing.T) {
	line := func(old string, nth int) Edit {
		return Edit{Said: "drop", Ways: []Replacement{{Old: old, Line: nth}}}
	}
	const text = "Actions:\r\n- Zoe\u0308: texts\n- Tom: logo\n  - Tom: logo\n- Tom: logo by Friday"
	for _, c := range []struct {
		edits         []Edit
		want, problem string
	}{
		{[]Edit{line("- Tom: logo", 2)}, "Actions:\r\n- Zoe\u0308: texts\n- Tom: logo\n- Tom: logo by Friday", ""},
		{[]Edit{line("- Tom: logo", 2), line("- Tom: logo", 1), line("- Zo\u00eb: texts", 1)}, "Actions:\r\n- Tom: logo by Friday", ""},
		{[]Edit{line("- Tom: logo", 3)}, "", ReceiptNotInText},
		{[]Edit{line("Tom: logo", 1)}, "", ReceiptNotInText}, // a part of a line
		{[]Edit{{Said: "drop 9", Items: []int{9}}}, "", ReceiptNotInText},
		{[]Edit{line("- Tom: logo", 1), {Said: "drop 3", Within: true}}, "", ReceiptWithin},
	} {
		a := Response{Decision: DecisionEdit, Edits: c.edits}
		if r := a.revise(text, ""); r.text != c.want || r.problem != c.problem {
			t.Errorf("%+v: %+v", c.edits, r)
		}
	}
	// Who leaves out all there is has to say skip.
	a := Response{Decision: DecisionEdit, Edits: []Edit{line("- Tom: logo", 1)}}
	if r := a.revise("- Tom: logo\n", ""); r.problem != ReceiptUnclear || r.text != "" {
		t.Errorf("%+v", r)
	}
}
