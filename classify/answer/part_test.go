package answer

import "testing"

// An assent to parts of a plan is none to the plan, unless the plan is named too.
func TestRead_partsOfAPlan(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"The plan is confirmed. Goal and scope are fine.": true,
		"Schedule confirmed.":                             true,
		"计划没问题，目标也清楚。":                                    true,
		"Goal ok, scope ok.":                              false,
		"Scope ok, schedule ok.":                          false,
		"目标、范围没问题。":                                       false,
	} {
		if got := Read(text, Question{Kind: Plan}).Choice == "approve"; got != want {
			t.Errorf("%s: approved %v, want %v", text, got, want)
		}
	}
}
