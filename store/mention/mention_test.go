package mention

import (
	"slices"
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	t.Parallel()
	english := []string{"The login fails with error 500", "When does the invoice of March come?"}
	chinese := []string{"登录页面报错", "三月份的发票什么时候能开？"}
	for _, test := range []struct {
		text   string
		things []string
		want   []int
	}{
		{"The login works again.", english, []int{0}},
		{"Logins work again", english, []int{0}},
		{"The invoices were sent yesterday", english, []int{1}},
		{"Invoicing is done by Tom", english, []int{1}},
		{"It comes with the post", english, nil},
		{"Both done", english, nil},
		{"Login works, invoice follows", english, []int{0, 1}},
		{"Error 500 is gone", english, []int{0}},
		{"", english, nil},
		{"发票今天寄出", chinese, []int{1}},
		{"登录已恢复正常", chinese, []int{0}},
		{"页面已经修好了", chinese, []int{0}},
		{"都处理好了", chinese, nil},
		{"请问什么时候能确认？", chinese, nil},
		{"登录修好了，发票下周开", chinese, []int{0, 1}},
		{"The VPN is up", []string{"VPN down", "SSO certificate"}, []int{0}},
		{"we renewed the certificates", []string{"VPN down", "SSO certificate"}, []int{1}},
		{"ＳＳＯ 已更新", []string{"VPN 断线", "SSO 证书"}, []int{1}},
		{"证书已续期", []string{"VPN 断线", "SSO 证书"}, []int{1}},
		{"the report is late", []string{"the report of March", "the report of April"}, nil}, // both are one
		{"April it is", []string{"the report of March", "the report of April"}, []int{1}},
		{strings.Repeat("x ", 100000) + "login", english, nil},
	} {
		if got := Of(test.text, test.things); !slices.Equal(got, test.want) {
			t.Errorf("%.40q of %q: %v, want %v", test.text, test.things, got, test.want)
		}
	}
}
