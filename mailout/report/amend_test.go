package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rapport/store"
	"rapport/templates"
)

const amended = "Status: on track\n\nSummary:\nWell.\n\nDone:\n- one\n- two\n- three\n\nIn progress:\n- Shop: 40%\n\nRisks:\n- rain\n\nBudget: 40%\n"

// Lines below the mark change parts of the report, those of each reply as it was before.
func TestParse_changesBelowTheMark(t *testing.T) {
	t.Parallel()
	for replies, want := range map[string][]string{
		"Done 2: second":                           {"done: one", "done: second", "done: three"},
		"Done 2: second\nDone 4: fourth":           {"done: one", "done: second", "done: three", "done: fourth"},
		"drop done 1\ndrop done 3":                 {"done: two"},
		"drop done 1|drop done 1":                  {"done: three"},
		"drop done 2\nDone 1: first":               {"done: first", "done: three"},
		"In progress 1: Shop: 70%":                 {"progress: Shop | 70"},
		"Status: late - the crane":                 {"status: late | the crane"},
		"Summary: Quite well.":                     {"summary: Quite well."},
		"Overall: 65%":                             {"overall: 65"},
		"整体进度改为65%":                                {"overall: 65"},
		"Spent so far: 48k of 120k EUR":            {"budget: 48000 / 120000 EUR"},
		"Spent so far: 48k":                        {"asked: 0 no-such-part", "budget: 40 / 100 %"},
		"Budget: 48k of 120k EUR\nSpent: 52k EUR":  {"budget: 52000 / 120000 EUR"},
		"Budget: 48k of 120k EUR":                  {"budget: 48000 / 120000 EUR"},
		"drop risks, budget":                       {"-risk", "-budget"},
		"Add to risks: snow":                       {"risk: rain", "risk: snow"},
		"已完成2：第二":                                  {"done: one", "done: 第二", "done: three"},
		"已完成第三项改为第三":                               {"done: one", "done: two", "done: 第三"},
		"进行中1：商店：70%":                              {"progress: 商店 | 70"},
		"状态：有风险":                                   {"status: at-risk"},
		"删去已完成第1条":                                 {"done: two", "done: three"},
		"删去风险":                                     {"-risk"},
		"风险增加：下雪":                                  {"risk: rain", "risk: 下雪"},
		"Milestone 1: Launch | planned 2026-03-10": {"milestone: Launch | 2026-03-10"},
		"Done 9: nothing":                          {"asked: 0 no-such-part"},
		"drop done 9":                              {"asked: 0 no-such-part", "done: one", "done: two", "done: three"},
		"删去反馈第1条":                                  {"asked: 0 no-such-part"},
		"drop the feedback":                        {"asked: 0 no-such-part"},
	} {
		text := amended
		for _, reply := range strings.Split(replies, "|drop") {
			if text != amended {
				reply = "drop" + reply
			}
			text += "\n" + store.ChangesMark + "\n" + reply
		}
		got := readAs(Parse(text, today))
		for _, w := range want {
			section, _, _ := strings.Cut(w, ":")
			missing, gone := strings.CutPrefix(section, "-")
			found, n, wanted := false, 0, 0
			for _, g := range got {
				if strings.HasPrefix(g, missing+":") {
					n++
				}
				found = found || agrees(w, g)
			}
			for _, other := range want {
				if strings.HasPrefix(other, section+":") {
					wanted++
				}
			}
			if gone && n > 0 || !gone && (!found || n != wanted) {
				t.Errorf("%q: %q, want %q", replies, got, want)
			}
		}
	}
}

func TestParse_leavesOutWhatTheLogAdds(t *testing.T) {
	t.Parallel()
	for replies, want := range map[string]templates.Omission{
		"drop figures":                  {Figures: true},
		"drop waiting":                  {Waiting: true},
		"删去等待客户":                        {Waiting: true},
		"drop 4":                        {ActionNumbers: []int{4}},
		"drop 4 and 6\ndrop the charts": {ActionNumbers: []int{4, 6}, Overall: true},
		"drop action items, figures":    {Actions: true, Figures: true},
		"删去统计":                          {Figures: true},
		"删去 4、6":                        {ActionNumbers: []int{4, 6}},
		"不写待办":                          {Actions: true},
		"去掉总体进度和统计":                     {Overall: true, Figures: true},
	} {
		got, problems := Parse(amended+"\n"+store.ChangesMark+"\n"+replies, today)
		if diff := cmp.Diff(want, got.Omit); diff != "" || problems != nil {
			t.Errorf("%q: %v\n%s", replies, problems, diff)
		}
	}
}

// What was proposed as done, and has no tick, is not done.
func TestParse_whatIsNotTickedIsNotDone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"- [x] one\n- [ ] two\n- three": "[one three] two",
		"- [X] one\n- [] two":           "[one] two",
		"[ ] one\n[x] two":              "[two] one",
		"- ☑ one\n- ☐ two":              "[one] two",
		"- [✓] 一\n- [ ] 二":              "[一] 二",
		"- [√] 一\n- [ ] 二\n- [ ] 三":     "[一] 二; 三",
		"- [ ] 一":                       "[] 一",
		"- [ ]\n- one":                  "[one]",
	} {
		got, problems := parse(t, "Done:\n"+text)
		said := ""
		for _, p := range problems {
			_, said, _ = strings.Cut(p, "not-ticked")
		}
		if fmt.Sprint(got.Done)+said != want {
			t.Errorf("%q: %q, %q", text, got.Done, problems)
		}
	}
}
