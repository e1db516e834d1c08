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

func TestOf_linksAskNothing(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]store.Ask{
		"The file is here: https://files.acme.example/open?id=1": store.AskInformation,
		"See www.acme.example/a?b=c;d=e!f for the list.":         store.AskInformation,
		"The list (https://acme.example/x?y) is new.":            store.AskInformation,
		"https://acme.example/problem/change?question=why":       store.AskInformation,
		"https://acme.example/design?":                           store.AskInformation,
		"files.acme.example/open?id=1 has it.":                   store.AskInformation,
		"文件在这里https://pan.lanhai.example/s/1?pwd=a1b2提取码a1b2":    store.AskInformation,
		"链接：pan.lanhai.example/s/1?pwd=a1b2":                     store.AskInformation,
		"原型见<https://proto.lanhai.example/?p=home>。":             store.AskInformation,
		"Is https://acme.example/x?y=1 the last one?":            store.AskQuestion,
		"Have you seen https://acme.example/design?":             store.AskQuestion,
		"https://pan.lanhai.example/s/1?pwd=a1b2 能打开吗？":          store.AskQuestion,
		"您看过https://acme.example/design？":                        store.AskQuestion,
		"Shall we?":                   store.AskQuestion,
		"Agreed.What about the 20th?": store.AskQuestion,
		"either/or?":                  store.AskQuestion,
	} {
		if got := Of("", text); len(got) != 1 || got[0].Ask != want {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
}
