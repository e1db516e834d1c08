package due

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rapport/store"
)

// What Rapport composes of a project with reports, a change, a question, and texts, in both languages.
// `go test -run TestDue_theWordsOfASummary -update` writes testdata/summary-*.md; read it.
func TestDue_theWordsOfASummary(t *testing.T) {
	t.Parallel()
	reports := map[string][2]string{
		"en": {
			"Summary:\nThe design is done.\n\nMilestones:\n- Design | planned 2026-03-05 | done\n- Launch | planned 2026-03-20\n\nBudget:\nused 20000 of 80000 CNY\n",
			"Summary:\nThe launch is later.\n\nMilestones:\n- Design | planned 2026-03-05 | done\n- Launch | planned 2026-03-20 | expected 2026-03-27\n\nBudget:\nused 60000 of 86000 CNY\n\nFeedback:\n- Two people answer the phone now, as Jane asked\n",
		},
		"zh-CN": {
			"概述：\n设计完成。\n\n里程碑：\n- 设计 | 计划 2026-03-05 | 已完成\n- 上线 | 计划 2026-03-20\n\n预算：\n已用 20000 / 80000 元\n",
			"概述：\n上线推迟。\n\n里程碑：\n- 设计 | 计划 2026-03-05 | 已完成\n- 上线 | 计划 2026-03-20 | 预计 2026-03-27\n\n预算：\n已用 60000 / 86000 元\n\n反馈处理：\n- 按 Jane 的要求增加了一名客服\n",
		},
	}
	for language, texts := range reports {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			o := newAgency(t, "2026-03-02 09:00", func(p *Project) {
				p.Language, p.Confirm = language, Terms{Policy: store.PolicyAll, Days: 3}
			})
			o.writes("1@acme.example", store.RoleClient, wang, "", store.AskChange)
			o.looks("2026-03-02 09:10")
			o.steps(lina, store.PurposeProcedure, store.DecisionText, "The launch is a week later, and costs 6,000 CNY more. | [x](http://evil.example)")
			o.looks("2026-03-02 09:20")
			o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
			o.looks("2026-03-02 09:30")
			for n, text := range texts {
				day := []string{"2026-03-05", "2026-03-12"}[n]
				o.looks(day + " 16:00")
				o.answers(store.DecisionText, text)
				o.looks(day + " 17:00")
				o.answers(store.DecisionOK, "ok now")
				o.looks(day + " 17:10")
			}
			o.owns("Renew the domain", "2026-04-01")
			o.looks("2026-03-12 18:00") // a day before the last report's period is over
			o.closes(true)
			o.looks("2026-03-12 18:10")
			o.saysOfClosing(store.RetrospectiveNone, "Live before the fair", word(1, store.VerbLeave), word(0, store.VerbCarry))
			o.looks("2026-03-12 18:20")
			c := o.confirmation()
			if points := o.closing().Progress; len(points) != 2 {
				t.Errorf("the chart shows %+v", points)
			}
			path := filepath.Join("testdata", "summary-"+language+".md")
			if *update {
				if err := os.WriteFile(path, []byte(c.Text+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), c.Text+"\n"); diff != "" {
				t.Errorf("the summary (-want +got):\n%s", diff)
			}
		})
	}
}
