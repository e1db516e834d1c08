package report

import (
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
