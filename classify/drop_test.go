package classify

import (
	"testing"
	"time"

	"rapport/store"
)

func TestDecide_droppedItems(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	const (
		english = "Present: Anna Wright, Tom Becker\n\nActions:\n- Anna Wright: texts by Friday\n- Tom Becker: logo\n- Anna Wright: photos"
		chinese = "待办：\n1、王芳：名单\n2、李敏：部署\n3、王芳：照片"
		mixed   = "Present: Anna Wright, Tom Becker\n\nThe form is slow. Tom Becker will mend it by Friday. It rained.\nAction: Anna Wright - photos"
	)
	request := func(kind store.ConfirmationKind, draft string) store.Request {
		return store.Request{ID: 4, Purpose: store.PurposeDraft, Project: "ACME", Object: 7, Version: 2, Address: "li@agency.example", Kind: kind, Draft: draft, Author: "li@agency.example",
			Written: time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)}
	}
	log := asked{
		"en": request(store.Minutes, english), "zh": request(store.Minutes, chinese), "mixed": request(store.Minutes, mixed), "list": request(store.ActionItems, "Hi,\n\n- Anna: texts\n- Tom: logo\n\nThanks\n李娜"),
		"plan": request(store.ProjectPlan, english), "gone": request(store.Minutes, ""),
	}
	for _, test := range []struct {
		to, text string
		decision store.Decision
		lines    []string // that are removed; "?" for an unknown number, "!" where the item shares its line
		problems int
	}{
		{to: "en", text: "drop 2", decision: store.DecisionEdit, lines: []string{"- Tom Becker: logo"}},
		{to: "en", text: "Drop action items 1 and 3, thanks.\n\n李娜", decision: store.DecisionEdit, lines: []string{"- Anna Wright: photos", "- Anna Wright: texts by Friday"}},
		{to: "en", text: "drop 1/3", decision: store.DecisionEdit, lines: []string{"- Anna Wright: photos", "- Anna Wright: texts by Friday"}},
		{to: "en", text: "drop the last one", decision: store.DecisionEdit, lines: []string{"- Anna Wright: photos"}},
		{to: "zh", text: "删去最后一条", decision: store.DecisionEdit, lines: []string{"3、王芳：照片"}},
		{to: "en", text: "drop the last five", decision: store.DecisionEdit, lines: []string{"?"}},
		{to: "en", text: "drop 4", decision: store.DecisionEdit, lines: []string{"?"}},
		{to: "en", text: "drop 1, drop 4", decision: store.DecisionEdit, lines: []string{"?"}},
		{to: "en", text: "drop 2\nreplace Friday by Monday", decision: store.DecisionEdit, lines: []string{"- Tom Becker: logo", ""}},
		{to: "en", text: "drop 2\nAlso mention the budget", decision: store.DecisionEdit, lines: []string{"- Tom Becker: logo"}, problems: 1},
		{to: "zh", text: "取消 2", decision: store.DecisionEdit, lines: []string{"2、李敏：部署"}},
		{to: "zh", text: "好的，去掉待办1、3，谢谢", decision: store.DecisionEdit, lines: []string{"3、王芳：照片", "1、王芳：名单"}},
		{to: "zh", text: "删去第2条", decision: store.DecisionEdit, lines: []string{"2、李敏：部署"}},
		{to: "zh", text: "取消第九项", decision: store.DecisionEdit, lines: []string{"?"}},
		{to: "list", text: "drop 1", decision: store.DecisionEdit, lines: []string{"- Anna: texts"}},
		{to: "list", text: "删掉2", decision: store.DecisionEdit, lines: []string{"- Tom: logo"}},
		{to: "mixed", text: "drop 1", decision: store.DecisionEdit, lines: []string{"!"}},
		{to: "mixed", text: "drop 2", decision: store.DecisionEdit, lines: []string{"Action: Anna Wright - photos"}},
		{to: "mixed", text: "drop 1 and 2", decision: store.DecisionEdit, lines: []string{"!"}},
		{to: "plan", text: "drop 2", decision: store.DecisionText},
		{to: "plan", text: "drop 2\nreplace Friday by Monday", decision: store.DecisionEdit, lines: []string{""}, problems: 1},
		{to: "gone", text: "取消2", decision: store.DecisionText},
		{to: "zh", text: "取消", decision: store.DecisionSkip},
		{to: "zh", text: "跳过", decision: store.DecisionSkip},
		{to: "en", text: "skip", decision: store.DecisionSkip},
		{to: "en", text: "don't drop 2", decision: store.DecisionText},
		{to: "zh", text: "不要取消2", decision: store.DecisionText},
	} {
		m := mail{from: "li@agency.example", to: "log+r." + test.to + "@agency.example", header: "From: li@agency.example"}.message()
		m.OwnText = test.text
		v, err := d.Decide(m, log)
		if err != nil || v.Answer == nil {
			t.Fatalf("%q: %v, %v", test.text, v.Notes, err)
		}
		a := v.Answer
		if a.Decision != test.decision || len(a.Problems) != test.problems || len(a.Edits) != len(test.lines) {
			t.Errorf("%s %q: %+v", test.to, test.text, a)
			continue
		}
		for i, want := range test.lines {
			e := a.Edits[i]
			ok := false
			switch want {
			case "?":
				ok = len(e.Ways) == 0 && !e.Within
			case "!":
				ok = e.Within
			case "": // an edit of words
				ok = e.Items == nil
			default:
				ok = len(e.Ways) == 1 && e.Ways[0] == store.Replacement{Old: want, Line: 1}
			}
			if !ok {
				t.Errorf("%s %q: edit %d is %+v, want %s", test.to, test.text, i, e, want)
			}
		}
	}
}
