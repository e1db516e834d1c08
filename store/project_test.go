package store

import (
	"testing"
	"time"
)

// What is open in projects that nobody looks after is counted.
func TestOpenBeside_projectsThatLeftTheConfiguration(t *testing.T) {
	y := begin(t)
	y.drafts(Minutes, "All well.")
	y.raises(ProcedureDispute)
	y.plans("2026-01-02", y.s.now().Add(time.Hour))
	y.asks(AskQuestion, "When?")
	open, err := y.s.OpenBeside(t.Context(), []string{"BETA"})
	if err != nil || len(open) != 1 || open["ACME"] != 4 {
		t.Errorf("%v, %v", open, err)
	}
	if open, err := y.s.OpenBeside(t.Context(), []string{"ACME"}); err != nil || len(open) != 0 {
		t.Errorf("%v, %v", open, err)
	}
	for code, want := range map[string]bool{"ACME": true, "BETA": false} {
		if has, err := y.s.HasProject(code); err != nil || has != want {
			t.Errorf("%s: %t, %v", code, has, err)
		}
	}
	if counts, err := y.s.ProjectCounts(t.Context()); err != nil || len(counts) != 1 || counts[0].Entries != 1 {
		t.Errorf("%+v, %v", counts, err)
	}
}
