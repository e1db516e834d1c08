package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapport/templates"
)

// What the team wrote stays out of the report but for what the PM ticked, however their program quotes and
// wraps the form.
func TestParse_takesFromTheTeamWhatIsTicked(t *testing.T) {
	t.Parallel()
	const en = "Team:\n(for you alone; tick what goes into the report: [x]. The rest stays out)\n\nTom Baker\n- [x] Blocked: the test accounts of the\nclient are missing\n- [ ] Done: Refunds\n- [X] In progress: Payment: 60%\n- [x] Next: load test\n\nMei Han\n- [ ] The client is an idiot.\n- [x] The home page is ready.\n(2 more lines are in the log)\n\nSummary:\nAll well.\n\nDone:\n- Login\n"
	const zh = "【团队】\n（仅供您参考；需要写入报告的请勾选：[x]，未勾选的不写入）\n\n李雷\n- [x] 受阻：测试账号尚未开通\n- [ ] 已完成：退款接口\n☑ 下一步：压力测试\n\n【概述】\n一切顺利。\n"
	for _, c := range []struct {
		text string
		want templates.Report
	}{
		{en, templates.Report{Summary: "The home page is ready.\n\nAll well.", Done: []string{"Login"}, Next: []string{"load test"}, Risks: []string{"the test accounts of the client are missing"}, Progress: []templates.WorkItem{{Name: "Payment", Percent: 60}}}},
		{strings.NewReplacer("\n- [", "\n> - [", "\nclient", "\n> client").Replace(en), templates.Report{Summary: "The home page is ready.\n\nAll well.", Done: []string{"Login"}, Next: []string{"load test"}, Risks: []string{"the test accounts of the client are missing"}, Progress: []templates.WorkItem{{Name: "Payment", Percent: 60}}}},
		{zh, templates.Report{Summary: "一切顺利。", Next: []string{"压力测试"}, Risks: []string{"测试账号尚未开通"}}},
		{strings.ReplaceAll(en, "[x]", "[ ]"), templates.Report{Summary: "All well.", Done: []string{"Login"}, Progress: []templates.WorkItem{{Name: "Payment", Percent: 60}}}},
	} {
		got, _ := Parse(c.text, time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s\n(-want +got):\n%s", c.text, diff)
		}
	}
}

// PMs remove or rename the heading, write in their own manner above or below, and their programs wrap
// lines: what they did not tick stays out, and so do the names.
func TestParse_leavesOutWhatIsNotTickedWhereverItStands(t *testing.T) {
	t.Parallel()
	const (
		hint  = "(for you alone; tick what goes into the report: [x]. The rest stays out)\n\n"
		lines = "Tom Baker\n- [ ] Blocked: SECRET the client pays late\n- [ ] Done: SECRET\n- [ ] SECRET they are idiots\n(2 more lines are in the log)\n\n"
		form  = "Status:\non track\n\nSummary:\nIt went well.\n\nDone:\n(one item per line)\n- Login\n-\n\nIn progress:\n- Shop: 60%\n\nNext:\n-\n\nMilestones:\n-\n\nRisks:\n-\n\nBudget:\n\nDecisions:\n-\n\nFeedback:\n-\n"
		own   = "This week we finished the login. Overall 60% complete.\nNext week: payment.\n\n"
		zh    = "状态:\n正常\n\n概述:\n顺利\n\n已完成:\n- 登录\n"
	)
	for name, text := range map[string]string{
		"no heading":              hint + lines + form,
		"another heading":         "Team notes:\n" + hint + lines + form,
		"a bold heading":          "**Notes**\n" + hint + lines + form,
		"a heading with a number": "## My team\n" + hint + lines + form,
		"the heading of another":  "Risks:\n" + hint + lines + form,
		"lines alone":             strings.ReplaceAll(lines, "Tom Baker\n", "") + form,
		"free words alone":        "- [ ] SECRET\n- [ ] SECRET they are idiots\n\n" + form,
		"no bullets":              strings.ReplaceAll(hint+lines, "- [", "[") + form,
		"other bullets":           strings.ReplaceAll(hint+lines, "- [", "* [") + form,
		"boxes of a program":      strings.ReplaceAll(hint+lines, "- [ ]", "☐") + own,
		"narrow boxes":            strings.ReplaceAll(hint+lines, "[ ]", "[]") + own,
		"above own words":         hint + lines + own,
		"below own words":         own + hint + lines,
		"lines below own words":   own + lines,
		"within own words":        "Done this week:\n- login\n\n" + hint + lines + "Next week:\n- payment\n",
		"apart":                   strings.ReplaceAll(hint+lines, "\n", "\n\n") + form,
		"a wrapped line":          "Team:\n" + hint + "Tom Baker\n- [ ] Blocked: the accounts that they promised us are still missing and\nRisks: SECRET they may leave\n\n" + form,
		"zh":                      strings.NewReplacer("Blocked: ", "受阻：", "Tom Baker", "李雷").Replace(hint+lines) + zh,
	} {
		got, _ := Parse(text, time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC))
		if said := fmt.Sprintf("%+v", got); strings.Contains(said, "SECRET") || strings.Contains(said, "Tom Baker") || strings.Contains(said, "李雷") || strings.Contains(said, "for you alone") {
			t.Errorf("%s: %s", name, said)
		}
		ticked, _ := Parse(strings.NewReplacer("- [ ] Blocked", "- [x] Blocked", "- [ ] 受阻", "- [x] 受阻").Replace(text), time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC))
		if said := fmt.Sprintf("%+v", ticked); strings.Contains(text, "- [ ] Blocked: S") && (len(ticked.Risks) != 1 || strings.Count(said, "SECRET") != 1) {
			t.Errorf("%s, one ticked: %s", name, said)
		}
	}
}
