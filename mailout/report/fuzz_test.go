package report

import (
	"fmt"
	"testing"
	"unicode/utf8"
)

// What is read of any text is bounded, valid and within the ranges that its type
// tells; and reading it again gives the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{english, chinese, "", "## \x00\xff\n- \x01: 60%", "# Milestones\n- a\x01b | 3月3日 | \x01", "(((\n((", "**", "【", "Budget: 1/1/1/1/1%",
		"Status:\n", "In progress: 99999999999%", "> > ## Done\n> - x", "Decisions: by by 3月3日前前", "Milestones: 2026-03-03 2026-03-04 2026-03-05 done",
		"We are at 60 %, launch moved from 4 Dec to 11 Dec. Spent: 3k of 4k EUR. Next: a; b", "| Milestone | Was | Now |\n|---|---|---|\n| a | 4 Dec | 5 Dec |", "foo\nProblem 2\nbar", "本周完成：甲；乙。下一步：丙\n卡点\n- 丁\n> 已完成", "- Done: a\n- Next: b\n*Issues*\nx", "Done | Next\n--|--\na | b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		report, problems := Parse(text, today)
		if len(problems) > maxProblems+1 {
			t.Fatalf("%d problems", len(problems))
		}
		last := 0
		for _, p := range problems {
			if p.Line < last || p.Code == "" || utf8.RuneCountInString(p.Detail) > maxDetail {
				t.Fatalf("%+v after line %d", p, last)
			}
			last = p.Line
		}
		items := len(report.Done) + len(report.Progress) + len(report.Next) + len(report.Milestones) + len(report.Risks) + len(report.Decisions) + len(report.Feedback)
		if items > maxItems {
			t.Fatalf("%d items", items)
		}
		for _, w := range report.Progress {
			if w.Percent < -1 || w.Percent > 100 {
				t.Fatalf("%+v", w)
			}
		}
		for _, list := range [][]string{report.Done, report.Next, report.Risks, report.Feedback} {
			for _, item := range list {
				if item == "" {
					t.Fatal("an empty item")
				}
			}
		}
		if n := report.Overall; n != nil && (*n < 0 || *n > 100) {
			t.Fatalf("%d %% of the whole", *n)
		}
		if b := report.Budget; b != nil && !(b.Used >= 0 && b.Total > 0 && b.Total < 1e24 && b.Unit != " ") {
			t.Fatalf("%+v", b)
		}
		all := fmt.Sprintf("%+v %+v", report, problems)
		if !utf8.ValidString(all) {
			t.Fatalf("%q is not UTF-8", all)
		}
		for _, r := range all {
			if r < ' ' && r != '\n' && r != '\t' {
				t.Fatalf("%q has a control character", all)
			}
		}
		if len(report.Summary) > 4*maxBytes {
			t.Fatalf("a summary of %d bytes", len(report.Summary))
		}
		if again, _ := Parse(text, today); fmt.Sprintf("%+v", again.Milestones) != fmt.Sprintf("%+v", report.Milestones) {
			t.Fatal("read again, it is another")
		}
	})
}
