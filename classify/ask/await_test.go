package ask

import "testing"

// What a PM's mail to a client awaits. The words are those of the first question, else of the
// first request.
func TestAwaits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Which company is the invoice for?":                                                "Which company is the invoice for?",
		"Hi Anna,\n\nthe server is ready. Could you please send us the logo as SVG?\n\nLi": "Could you please send us the logo as SVG?",
		"Please send us the logo by Friday.":                                               "Please send us the logo by Friday",
		"Let us know which day suits you.":                                                 "Let us know which day suits you",
		"We still need the access data from you.":                                          "We still need the access data from you",
		"I am still waiting for your decision.":                                            "I am still waiting for your decision",
		"Does that work for you?":                                                          "Does that work for you?",
		"Dear Anna, please confirm the date.":                                              "Dear Anna, please confirm the date",
		"王总，三月的发票开给哪家公司？":                                                                  "王总，三月的发票开给哪家公司？",
		"请您周五前提供测试账号。":                                                                     "请您周五前提供测试账号",
		"麻烦把logo的矢量图发给我们。":                                                                 "麻烦把logo的矢量图发给我们",
		"是否保留旧网站的博客栏目，请您定一下。":                                                              "是否保留旧网站的博客栏目，请您定一下",
		"您看这样可以吗？":                                                                         "您看这样可以吗？",
		"烦请告知收货地址。":                                                                        "烦请告知收货地址",
		"请查收并确认。":                                                                          "请查收并确认",
		"We deployed the new version. If you have any questions, just let me know.":        "",
		"Hi Anna, how are you? The report is attached.":                                    "",
		"All done. Any questions?":                                                         "",
		"Do you have any other questions?":                                                 "",
		"Please find the minutes attached.":                                                "",
		"Please note that we are closed on Monday.":                                        "",
		"Please do not hesitate to call.":                                                  "",
		"As you asked: when does the hosting end? It ends in May.":                         "",
		"Thank you for your question. The answer is yes.":                                  "",
		"Thanks, noted.":                                                                   "",
		"新版本已部署，如有问题请随时联系我。":                                                               "",
		"有什么问题吗？":                                                                          "",
		"附件是会议纪要，请查收。":                                                                     "",
		"最近好吗？报告见附件。":                                                                      "",
		"您问的“什么时候上线？”，答案是五月。":                                                              "",
		"请放心，我们会按时提供。":                                                                     "",
		"无需您提供资料。":                                                                         "",
	} {
		if got := Awaits(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
