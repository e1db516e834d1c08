package answer

import (
	"slices"
	"strings"
	"testing"

	"rapport/store"
)

// first returns the likeliest meaning of each edit, as "old → new"; ~ marks a field.
func firstWays(r Revision) (list []string) {
	for _, e := range r.Edits {
		mark := ""
		if e.Ways[0].Field {
			mark = "~"
		}
		list = append(list, mark+e.Ways[0].Old+" → "+e.Ways[0].New)
	}
	return list
}

func TestReadRevision_edits(t *testing.T) {
	for text, want := range map[string][]string{
		"replace 10 April by 17 April":                                          {"10 April → 17 April"},
		"Replace “10 April” with “17 April”.":                                   {"10 April → 17 April"},
		"Please replace \"10 April\" by \"17 April\", thanks\n\nLi":             {"10 April → 17 April"},
		"change 10 April to 17 April":                                           {"10 April → 17 April"},
		"Could you change 10 April to 17 April?":                                {"10 April → 17 April"},
		"ok but change 18 January to 25 January first":                          {"18 January → 25 January"},
		"Okay, but please change 'Tom' to 'Tim' before sending it.":             {"Tom → Tim"},
		"Hi,\n\nchange Tom to Tim\nreplace 5% by 6%\n\nBest regards\nLi Na":     {"Tom → Tim", "5% → 6%"},
		"- change Tom to Tim\n- replace 5% by 6%":                               {"Tom → Tim", "5% → 6%"},
		"1. change Tom to Tim\n2) replace 5% by 6%":                             {"Tom → Tim", "5% → 6%"},
		"Two changes please:\nchange Tom to Tim; change 5% to 6%":               {"Tom → Tim", "5% → 6%"},
		"Replace Tom by Tim and change 10 April to 17 April.":                   {"Tom → Tim", "10 April → 17 April"},
		"Change Tom to Tim. Replace 10 April with 17 April. Sorry, my mistake!": {"Tom → Tim", "10 April → 17 April"},
		"10 April should be 17 April":                                           {"10 April → 17 April"},
		"10 April -> 17 April":                                                  {"10 April → 17 April"},
		"It should be 17 April, not 10 April":                                   {"10 April → 17 April"},
		"Use “dark blue” instead of “blue”":                                     {"blue → dark blue"},
		"Instead of “blue” please write “dark blue”":                            {"blue → dark blue"},
		"swap Anna for Peter":                                                   {"Anna → Peter"},
		"change TBD to 17 April":                                                {"TBD → 17 April"},
		"change the launch date to 25 January":                                  {"~the launch date → 25 January"},
		"ok but change the launch date to 25 January first":                     {"~the launch date → 25 January"},
		"change the date from 10 April to 17 April":                             {"the date from 10 April → 17 April"},
		"delete “Tom will call”":                                                {"Tom will call → "},
		"remove the line about the logo":                                        {"the line about the logo → "},
		"把4月10日改成4月17日":                                                         {"4月10日 → 4月17日"},
		"请把“4月10日”改为“4月17日”。":                                                   {"4月10日 → 4月17日"},
		"好的，把4月10日改成4月17日再发":                                                    {"4月10日 → 4月17日"},
		"好的。\n请将王伟改为王维，谢谢！\n李娜":                                                 {"王伟 → 王维"},
		"把王伟改成王维，把5%改成6%":                                                       {"王伟 → 王维", "5% → 6%"},
		"把王伟改成王维，5%改成6%":                                                        {"王伟 → 王维", "5% → 6%"},
		"1、把王伟改成王维\n2、5%改为6%":                                                   {"王伟 → 王维", "5% → 6%"},
		"4月10日应为4月17日":                                                          {"4月10日 → 4月17日"},
		"4月10日改成4月17日":                                                          {"4月10日 → 4月17日"},
		"4月10日应改为4月17日，改好后发送":                                                   {"4月10日 → 4月17日"},
		"将「藍色」改為「深藍色」":                                                          {"藍色 → 深藍色"},
		"用“深蓝色”替换“蓝色”":                                                          {"蓝色 → 深蓝色"},
		"把上线时间改成4月17日":                                                          {"~上线时间 → 4月17日"},
		"上线时间改为4月17日":                                                           {"~上线时间 → 4月17日"},
		"删除“李雷联系供应商”":                                                           {"李雷联系供应商 → "},
		"有两处修改：\n把蓝色改成深蓝色\n4月10日→4月17日":                                         {"蓝色 → 深蓝色", "4月10日 → 4月17日"},
		"麻烦把蓝色换成深蓝色，谢谢":                                                         {"蓝色 → 深蓝色"},
	} {
		r := ReadRevision(text, "Li Na 李娜")
		if got := firstWays(r); !slices.Equal(got, want) || len(r.Unclear) > 0 || r.Text != "" {
			t.Errorf("%q: %q, want %q; unclear %q, text %q", text, got, want, r.Unclear, r.Text)
		}
	}
}

// What says more than the edits is not left out.
func TestReadRevision_unclear(t *testing.T) {
	for text, want := range map[string]string{
		"change Tom to Tim\nAlso mention the budget":                    "Also mention the budget",
		"Replace 10 April by 17 April. Peter must hear of it tomorrow.": "Peter must hear of it tomorrow.",
		"把4月10日改成4月17日\n另外预算那一条我再想想":                                    "另外预算那一条我再想想",
		"把王伟改成王维；第三条你们再核对一下":                                            "第三条你们再核对一下",
	} {
		if r := ReadRevision(text, ""); !slices.Equal(r.Unclear, []string{want}) || len(r.Edits) != 1 {
			t.Errorf("%q: %+v", text, r)
		}
	}
}

func TestReadRevision_neither(t *testing.T) {
	for _, text := range []string{
		"Thanks!", "Okay, please send it out. Thanks!", "3) Launch date moves to 25 January", "Great, I will call Anna tomorrow about the logo.",
		"See my change below", "Anna should be asked", "We have to talk to Peter", "It is not about the budget", "I changed my mind", "the launch should be on a Friday",
		"Thanks Peter, will do", "发", "好的，请发送。", "我明天再看", "这个时间应该没问题", "上线应该在周五之后", "好，我跟王伟说一下", "先不发", "把文件发给王伟", "改天再说", "",
	} {
		if r := ReadRevision(text, "Li Na"); len(r.Edits) > 0 || r.Text != "" {
			t.Errorf("%q: %+v", text, r)
		}
	}
}

func TestReadRevision_newText(t *testing.T) {
	for text, want := range map[string]string{
		"new text: All well.":                             "All well.",
		"New text:\n\nPresent: Anna\n\n- Launch":          "Present: Anna\n\n- Launch",
		"Hi,\n\nnew version:\nAll well.\n\nThanks\nLi Na": "All well.",
		"Here is the new version:\nAll well.":             "All well.",
		"Version 2:\nAll well.":                           "All well.",
		"Revised minutes: All well.":                      "All well.",
		"新版本：\n一切顺利。":                                     "一切顺利。",
		"新版本:一切顺利。":                                       "一切顺利。",
		"您好：\n修改后的全文如下：\n一切顺利。\n谢谢\n李娜":                   "一切顺利。",
		"新文本：一切顺利。":                                       "一切顺利。",
		"第2版：\n一切顺利。":                                     "一切顺利。",
		"new text:":                                       "",
		"The new text is fine":                            "",
		"新版本没问题":                                          "",
	} {
		if r := ReadRevision(text, "Li Na 李娜"); strings.TrimSpace(r.Text) != want {
			t.Errorf("%q: %q, want %q", text, r.Text, want)
		}
	}
}

func TestReadRevision_everyWayToReadASentence(t *testing.T) {
	r := ReadRevision("change Anna to name the testers to Tom to name the testers", "")
	if len(r.Edits) != 1 || !slices.Contains(r.Edits[0].Ways, store.Replacement{Old: "Anna to name the testers", New: "Tom to name the testers"}) {
		t.Errorf("%+v", r)
	}
}

func TestIsCourtesy(t *testing.T) {
	for text, want := range map[string]bool{
		"Thanks!": true, "Hi Anna,\n\nok, thanks.\n\nBest regards\nLi Na": true, "Sorry, my mistake.": true, "Noted": true, "收到，谢谢": true, "好的": true, "您好：\n收到。\n李娜": true, "不好意思": true,
		"All is well": false, "Thanks, I will look at it tomorrow": false, "The tests begin on Monday": false, "一切顺利": false, "好的，我明天看": false, "no": false, "": false,
	} {
		if got := IsCourtesy(text, "Li Na 李娜"); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

func TestClausesOf(t *testing.T) {
	for line, want := range map[string][]string{
		"change Tom to Tim; change 5% to 6%": {"change Tom to Tim", "change 5% to 6%"},
		"replace “Tom; Anna” by “Tim”":       {"replace “Tom; Anna” by “Tim”"},
		"replace “Tom” by “Tim”; thanks":     {"replace “Tom” by “Tim”", "thanks"},
		"on 25 Jan. 2026 we met":             {"on 25 Jan. 2026 we met"},
		"we met. Tom was there":              {"we met", "Tom was there"},
		"we met. 他也在":                        {"we met", "他也在"},
		"we met. and so on":                  {"we met. and so on"},
		"把蓝色改成红色，把5%改成6%":                    {"把蓝色改成红色", "把5%改成6%"},
		"good, fine":                         {"good, fine"},
	} {
		if got := clausesOf(line); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

// A single word is left out only if it is in quotation marks.
func TestRemovalOf(t *testing.T) {
	for words, want := range map[string]string{
		"“Tom”": "Tom", "“Tom will call.”": "Tom will call.", "Tom will call.": "Tom will call", "预算条款": "预算条款", "“预算”": "预算",
		"Tom": "", "预算": "", "approximately": "", "": "",
	} {
		e, ok := removalOf(store.Edit{}, words)
		if ok != (want != "") || ok && e.Ways[0].Old != want {
			t.Errorf("%q: %+v %v, want %q", words, e.Ways, ok, want)
		}
	}
}

func TestWayOf(t *testing.T) {
	for _, test := range []struct {
		old, fresh     string
		literal        bool
		words, isField bool // the old words may be meant, and may name what is meant
	}{
		{"Tom", "Tim", true, true, false}, {"the date", "17 April", true, true, true}, {"10 April", "17 April", true, true, false}, {"TBD", "17 April", true, true, false}, {"“the date”", "17 April", true, true, false},
		{"the date", "17 April", false, false, true}, {"the date", "Friday", false, false, true}, {"10 April", "17 April", false, true, false}, {"TBD", "17 April", false, true, false}, {"Tom", "Tim", false, true, false},
		{"it", "17 April", false, false, false}, {"Tom", "Tom", false, false, false}, {"", "Tom", false, false, false}, {"Tom", "", false, false, false},
	} {
		words, field := false, false
		for _, way := range wayOf(test.old, test.fresh, test.literal, false) {
			words, field = words || !way.Field, field || way.Field
		}
		if words != test.words || field != test.isField {
			t.Errorf("%q to %q, literal %v: words %v, field %v", test.old, test.fresh, test.literal, words, field)
		}
	}
}
