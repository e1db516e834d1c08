package frame

import (
	"strings"
	"testing"
)

// Each row is what stands above a text, and below it; author is who wrote it.
func TestText_leavesTheLetterOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ author, above, below string }{
		{"Kate Miller", "Hi all,\n\nthanks for today's call. Notes below:\n\n", "\n\nKind regards\nKate Miller\nSenior Project Manager | Agency | +44 20 7946 0000"},
		{"Kate Miller", "Hi, sorry, here is the whole text with the change:\n\n", "\n\nBest,\nKate"},
		{"Kate Miller Kate Miller", "Hi,\n\n", "\n\nBR\nKM"},
		{"Kate Miller", "Dear Anna, dear Peter,\n\nplease find below the minutes of our call.\n\n", "\n\nMany thanks and have a nice weekend!\nKM"},
		{"Ben Ortiz", "Morning,\n\n", "\n\nBen"},
		{"Ben Ortiz", "Hello team!\n\nHere is my report:\n", "\n\nLet me know if you need anything else.\n\nThanks\n--\nBen Ortiz\nAgency Ltd"},
		{"Jürgen Kraus", "Dear colleagues,\n\n", "\n\nViele Grüße\nJürgen"},
		{"", "Good morning everyone,\n\nMinutes of today as follows:\n", "\n\nRegards,\nPhil Small\nDirector"},
		{"Susan Reed", "", "\n\nSent from my iPhone"},
		{"张敏", "各位好：\n今天的会议纪要如下，请查收。\n\n", "\n\n张敏\n项目经理\n手机：13800000000"},
		{"李娜", "王总，您好！\n\n以下是本周报告：\n\n", "\n\n谢谢！\n李娜"},
		{"韩梅", "李娜，你好：\n\n", "\n\n谢谢\n韩梅"},
		{"李娜", "尊敬的王经理：\n", "\n\n此致\n敬礼\n李娜\n2026年3月6日"},
		{"老彭", "您好，\n\n", "\n\n彭建国"},
		{"田甜", "大家好，以下是会议记录：\n\n", "\n\n以上，如有问题请随时联系。\n谢谢，周末愉快！\n田甜\n项目经理 | 明远咨询"},
		{"陈静", "各位同事：\n感谢大家今天参加会议。\n现将会议纪要发给各位，请审阅。\n\n", "\n\n祝工作顺利\n陈静"},
		{"周明", "", "\n\n发自我的iPhone"},
	} {
		for _, text := range []string{
			"Present: Anna, Peter\n\n1) Staging\n   - ready on Thursday\n\nActions\n- Anna: names of testers",
			"概述：\n一切顺利。\n\n已完成：\n- 首页\n- 支付",
			"Attendees:\nKate Miller\nAnna Wright\n\nWe go with PayFast.",
			"好。",
		} {
			if got := Text(c.above+text+c.below, c.author); got != text {
				t.Errorf("%s:\n%s\nwant\n%s", c.author, got, text)
			}
		}
	}
}

// What may be the text stays in it.
func TestText_keepsWhatMayBeTheText(t *testing.T) {
	t.Parallel()
	for author, texts := range map[string][]string{
		"Kate Miller": {
			"Attendees:\nAnna Wright\nKate Miller",
			"Attendees:\n\nKate Miller\nAnna Wright",
			"Next:\n- Thanks to the donors\n- Kate Miller",
			"Thanks to Anna we could begin a day early.\n\nDone:\n- Fence",
			"Hello world page is live.\nDone:\n- x",
			"We agreed the following:\n- one",
			"Thanks!",
			"Best: the north wing\nWorst: the south wing",
			"Done:\n- regards to the council sent",
			"Thanks\nThe home page is live and the shop as well",
		},
		"李娜": {
			"与会：\n王伟\n李娜",
			"一切都好。",
			"概述：\n好。",
			"已完成：\n- 感谢信已发出\n- 李娜",
			"会议决定如下：\n- 首页深蓝色",
			"下一步：\n请王总确认域名",
		},
	} {
		for _, text := range texts {
			if got := Text(text, author); got != text {
				t.Errorf("%s: %q became %q", author, text, got)
			}
		}
	}
}

func FuzzWithin(f *testing.F) {
	f.Add("Hi,\n\ntext\n\nThanks\nAnn", "Ann")
	f.Add("谢谢", "")
	f.Fuzz(func(t *testing.T, text, author string) {
		lines := strings.Split(text, "\n")
		if from, to := Within(lines, author); from < 0 || to > len(lines) || from >= to {
			t.Fatalf("%d:%d of %d", from, to, len(lines))
		}
	})
}
