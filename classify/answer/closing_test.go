package answer

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rapport/store"
)

func TestReadClosing(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Closing{
		"Hi,\nGoal: Live before the fair\n1 carry over, rest leave\nretrospective: anonymous\nRegards\nLi Na":                               {Facts: store.ClosingFacts{Goal: "Live before the fair"}, Retrospective: store.RetrospectiveAnonymous, Rest: "1 carry over, rest leave"},
		"目标：展会前上线\n范围：官网与商城\n计划时间：三个月\n实际时间：四个月\n预算：8万元\n实际支出：9万元\n复盘：实名\n1结转，其余保留":                                                         {Facts: store.ClosingFacts{Goal: "展会前上线", Scope: "官网与商城", Planned: "三个月", Real: "四个月", Budget: "8万元", Spent: "9万元"}, Retrospective: store.RetrospectiveNamed, Rest: "1结转，其余保留"},
		"- **Goal:** a shop\nScope: \nTime planned: 3 months\nTime taken: 4 months\nBudget: 80,000 EUR: fixed\nSpent:\nRetrospective: none": {Facts: store.ClosingFacts{Goal: "a shop", Planned: "3 months", Real: "4 months", Budget: "80,000 EUR: fixed"}, Retrospective: store.RetrospectiveNone},
		"retrospective: maybe later":          {Problems: []string{"retrospective: maybe later"}},
		"1: carry over\nNote: call me":        {Rest: "1: carry over\nNote: call me"},
		"The goal was reached. Close it, yes": {Rest: "The goal was reached. Close it, yes"},
	} {
		if diff := cmp.Diff(want, ReadClosing(text, "Li Na")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// The words for what is open are those of the digest's answers, and name what the digest's do not.
func TestItemCommands_ofWhatIsOpenAtTheEnd(t *testing.T) {
	t.Parallel()
	none := func(string) (string, bool) { return "", false }
	for text, want := range map[string][]store.ItemCommand{
		"1 carry over, 2-3 drop, rest leave": {{Number: 1, Verb: store.VerbCarry}, {Number: 2, Verb: store.VerbDrop}, {Number: 3, Verb: store.VerbDrop}, {Verb: store.VerbLeave}},
		"1 结转，2、3 取消，其余保留":                   {{Number: 1, Verb: store.VerbCarry}, {Number: 2, Verb: store.VerbDrop}, {Number: 3, Verb: store.VerbDrop}, {Verb: store.VerbLeave}},
		"1: carry over\n2: leave it open":    {{Number: 1, Verb: store.VerbCarry}, {Number: 2, Verb: store.VerbLeave}},
		"take up 1, 3":                       {{Number: 1, Verb: store.VerbTakeUp}, {Number: 3, Verb: store.VerbTakeUp}},
		"采纳 1、3":                             {{Number: 1, Verb: store.VerbTakeUp}, {Number: 3, Verb: store.VerbTakeUp}},
	} {
		got, problems := ItemCommands(text, "Li Na", none)
		for i := range got {
			got[i].Words = ""
		}
		if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 {
			t.Errorf("%q, problems %q (-want +got):\n%s", text, problems, diff)
		}
	}
	for _, text := range []string{"1 carry over if they agree", "2 drop unless Anna objects", "1 maybe"} {
		if got, problems := ItemCommands(text, "Li Na", none); len(got) > 0 || len(problems) == 0 {
			t.Errorf("%q: %+v, problems %q", text, got, problems)
		}
	}
}
