package office

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rapport/store"
	"rapport/templates"
)

func TestShownTeamPart_readsThePartOfATeamMember(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 20 {
		many = append(many, fmt.Sprintf("- item %d", i))
	}
	for text, want := range map[string]templates.TeamPart{
		"Done:\n- Refunds\n- Login\n\nNext:\n- Load test\n\nBlocked:\n- no accounts": {Done: []string{"Refunds", "Login"}, Next: []string{"Load test"}, Blocked: []string{"no accounts"}},
		"【已完成】\n- 退款接口\n\n【下一步】\n-\n\n【受阻】\n- 缺测试账号":                                 {Done: []string{"退款接口"}, Blocked: []string{"缺测试账号"}},
		"Done: refunds\nBlocked: none":                                     {Done: []string{"refunds"}},
		"In progress: payment 60%":                                         {InProgress: []string{"payment: 60%"}},
		"Refunds are done.\n\n- load test is next\n- accounts are missing": {Other: []string{"Refunds are done.", "load test is next", "accounts are missing"}},
		"退款做完了，下周压测。":                                                      {Other: []string{"退款做完了，下周压测。"}},
		// Nothing is lost of what is no part of theirs, and nothing is a box that is ticked.
		"Budget: 4 of 10 days\nDone: refunds":      {Other: []string{"Budget: 4 of 10 days", "Done: refunds"}},
		"[x] Done: login\n[ ] Next: shop":          {Other: []string{"(x) Done: login", "( ) Next: shop"}},
		"Done:\n- [x] refunds [ACME]\n- [ ] login": {Other: []string{"Done:", "(x) refunds (ACME)", "( ) login"}},
		"Done:\n" + strings.Join(many, "\n"):       {Done: strings.Split(strings.ReplaceAll(strings.Join(many[:mostTeamLines], "\n"), "- ", ""), "\n"), More: 5},
		"Blocked: " + strings.Repeat("a", 900):     {Blocked: []string{strings.Repeat("a", longestTeamLine) + "…"}},
	} {
		if diff := cmp.Diff(want, ShownTeamPart(text, store.Report{To: "2026-03-06"})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text[:min(len(text), 80)], diff)
		}
	}
}
