package templates

import (
	"strings"
	"testing"
)

func TestWriteText(t *testing.T) {
	t.Parallel()
	long := "本周完成了首页设计和支付接口联调，商品页开发过半，内容迁移按计划进行（共三百页），测试环境已经可以使用。"
	tests := []struct{ name, markdown, want string }{
		{"headings", "# 标题\n\n## Next\n\n### Third", "标题\n====\n\nNext\n----\n\nThird\n"},
		{"emphasis leaves no marks, struck words do", "**a** *b* ~~c~~ `d`", "a b ~c~ d\n"},
		{"lists in lists", "- a\n  - b\n    - c\n- d", "- a\n  - b\n    - c\n- d\n"},
		{"numbers go on", "3. a\n4. b", "3. a\n4. b\n"},
		{"an item of two paragraphs", "- a\n\n  b\n- c", "- a\n\n  b\n\n- c\n"},
		{"a quote of a list", "> - a\n> - b\n>\n> c", "> - a\n> - b\n>\n> c\n"},
		{"a quote in an item", "- a\n\n  > b", "- a\n\n  > b\n"},
		{"a link", "[here](https://a.example/x)", "here <https://a.example/x>\n"},
		{"a link that says where it leads", "<https://a.example/x> <a@b.example>", "https://a.example/x a@b.example\n"},
		{"a link that may not be", "[here](javascript:x)", "here\n"},
		{"raw HTML is left out", "a <b>c</b>\n\n<div>\nd\n</div>\n\ne", "a c\n\ne\n"},
		{"references of characters", "&lt;b&gt; &amp;amp; \\* &copy;", "<b> &amp; * ©\n"},
		{"a broken line", "a  \nb", "a\nb\n"},
		{"lines of Chinese are joined without space", "一二\n三四\nab\ncd", "一二三四 ab cd\n"},
		{"code keeps its lines", "```\n- a\n    b  c\n\n[d](e)\n```", "- a\n    b  c\n\n[d](e)\n"},
		{"a table of both widths", "| 工作 | n |\n|:--|--:|\n| 商品 | 5 |\n| x | 60% |", "工作    n\n---------\n商品    5\nx     60%\n"},
		{"a table too wide", "| Name | Note |\n|--|--|\n| " + strings.Repeat("word ", 20) + "| b |", "- " + strings.TrimSpace(strings.Repeat("word ", 15)) + "\n  " + strings.TrimSpace(strings.Repeat("word ", 5)) + "\n  Note: b\n"},
		{"words are not broken", strings.Repeat("abcdefgh ", 10), strings.TrimSpace(strings.Repeat("abcdefgh ", 8)) + "\nabcdefgh abcdefgh\n"},
		{"an address is not broken", "见 https://a.example/" + strings.Repeat("x", 80) + " 好", "见\nhttps://a.example/" + strings.Repeat("x", 80) + "\n好\n"},
		{"Chinese is broken anywhere but before what closes", long, "本周完成了首页设计和支付接口联调，商品页开发过半，内容迁移按计划进行（共三百\n页），测试环境已经可以使用。\n"},
		{"no line begins with a comma", strings.Repeat("长", 38) + "，完", strings.Repeat("长", 37) + "\n长，完\n"},
		{"spaces between styles", "a **b** c**d**e", "a b cde\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var used []Inline
			got := writeText(reader{markdown: newMarkdown(), used: &used}.read(tt.markdown))
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// TestWriteText_noLineIsLongerThanItMustBe looks at all samples: only what has no
// place to be broken, and lines of code, are longer.
func TestWriteText_noLineIsLongerThanItMustBe(t *testing.T) {
	t.Parallel()
	s := load(t)
	seen := 0
	for _, language := range Languages() {
		for _, name := range Names() {
			for _, data := range Samples(name, language) {
				for line := range strings.Lines(render(t, s, name, language, data).Text) {
					seen++
					if columns(strings.TrimRight(line, "\n")) > lineWidth {
						t.Errorf("%s %s: a line of %d columns: %s", language, name, columns(line), line)
					}
				}
			}
		}
	}
	if seen < 500 {
		t.Errorf("only %d lines were seen", seen)
	}
}

// A line that its writer ended stays one; a line that a program wrapped is joined.
func TestRender_linesOfAWriter(t *testing.T) {
	t.Parallel()
	set := load(t)
	data := Samples("confirm", English)[0].(Confirm)
	data.Text = "Scope: one part.\nTime: two days.\n\nThis line was wrapped by a mail program at its margin of 72, and it\ngoes on here.\n\n范围：一个模块。\n进度：两天。"
	mail, err := set.Render("confirm", English, data)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Scope: one part.\nTime: two days.\n", "margin of 72, and it", "范围：一个模块。\n进度：两天。"} {
		if !strings.Contains(mail.Text, want) {
			t.Errorf("%q is not in\n%s", want, mail.Text)
		}
	}
	if !strings.Contains(mail.HTML, "Scope: one part.<br") {
		t.Error("the HTML has the lines in one")
	}
}
