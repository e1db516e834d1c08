package ask

import (
	"strings"
	"testing"

	"rapport/store"
)

func TestOf(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"When will the test environment be ready?", "question"},
		{"请问测试环境什么时候可以开放？", "question"},
		{"Hi Li,\n\nwe get an error 500 when we open the invoice page.\n\nRegards\nJane", "problem"},
		{"李经理：\n登录页面报错，客户都登不上。", "problem"},
		{"Please change the launch to 3 May.", "change"},
		{"能否把验收改到下周三？", "change question"},
		{"需要新增一个导出功能。", "change"},
		{"We approve the design.", "approval"},
		{"同意该方案，请按此执行。", "approval"},
		{"We do not agree with the new price.", "objection"},
		{"不同意延期。", "objection"},
		{"Agreed, but the date is too early.", "objection"},
		{"This is the third time that I ask. We are very disappointed.", "complaint"},
		{"这个问题催了三次还没解决，我们非常不满，请升级处理。", "complaint"},
		{"Thank you very much!", "thanks"},
		{"谢谢，辛苦了！", "thanks"},
		{"The minutes are attached. If you have any questions, please let me know.", "information"},
		{"附件是本周周报，请查收。如有问题请随时联系。", "information"},
		{"No problem, the bug is fixed.", "information"},
		{"Please confirm the minutes.", "information"},
		{"> When?\nWe send the file on Monday.", "information"},
		{"", ""},
	} {
		var got []string
		for _, a := range Of("", test.text) {
			got = append(got, string(a.Ask))
			if a.Words == "" {
				t.Errorf("%q: %s without words", test.text, a.Ask)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("Plan", "When? 同意，但是…\n> no")
	f.Fuzz(func(t *testing.T, subject, text string) {
		seen := map[store.Ask]bool{}
		for _, a := range Of(subject, text) {
			if seen[a.Ask] || a.Words == "" {
				t.Fatalf("%q: %+v", text, a)
			}
			seen[a.Ask] = true
		}
		if seen[store.AskInformation] && len(seen) > 1 || seen[store.AskThanks] && len(seen) > 1 || seen[store.AskApproval] && seen[store.AskObjection] {
			t.Fatalf("%q: %v", text, seen)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	text := strings.Repeat("We looked at the shop again, and these are our findings.\n我们又看了一遍商城，发现以下几点。\n", 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Of("Plan", text)
	}
}
