package talk

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Sent on Wednesday, 4 March 2026, in Europe.
func TestOf(t *testing.T) {
	sent := time.Date(2026, 3, 4, 17, 0, 0, 0, time.FixedZone("", 3600))
	for _, c := range [][3]string{
		{"Call with Anna", "She agrees.", "call 2026-03-04  Anna"},
		{"Call: Anna Price, Bob Lee", "They agree.", "call 2026-03-04  Anna Price, Bob Lee"},
		{"Phone call from Ms. Zhao this morning, 9:15", "The tiles arrive on 20 March.", "call 2026-03-04 09:15 Ms. Zhao"},
		{"[ACME] call w/ Bob on Friday", "All is well.", "call 2026-02-27  Bob"},
		{"Video call with Anna and her team", "We saw the demo.", "call 2026-03-04  Anna"},
		{"Telephone note: van den Berg", "Anna van den Berg called.", "call 2026-03-04  Anna van den Berg"},
		{"Telephone note: Jan van den Berg", "He called at 16:20.", "call 2026-03-04 16:20 Jan van den Berg"},
		{"Call with Anna", "Yesterday Anna called. She sends the texts on 9 March.", "call 2026-03-03  Anna"},
		{"Call with Anna", "Date: 27 February 2026, 11:00\nShe accepts.", "call 2026-02-27 11:00 Anna"},
		{"Called Anna re budget", "It is fine.", "call 2026-03-04  Anna"},
		{"Visit at Anna Price, 28 Feb", "The hall is empty.", "visit 2026-02-28  Anna Price"},
		{"Met with Tom on site", "He showed the roof.", "visit 2026-03-04  Tom"},
		{"Slack: Bob Lee (yesterday)", "Tests pass.", "chat 2026-03-03  Bob Lee"},
		{"SMS from Anna", "ok for Monday", "chat 2026-03-04  Anna"},
		{"电话记录：王总", "要求周五上线。", "call 2026-03-04  王总"},
		{"【ACME】通话记录：李明、王芳", "同意延期。", "call 2026-03-04  李明, 王芳"},
		{"与赵总通电话", "他下午14:30来电，说方案可以。", "call 2026-03-04 14:30 赵总"},
		{"3月3日与王总电话沟通", "方案可以。", "call 2026-03-03  王总"},
		{"和陈工的视频通话", "接口已改好。", "call 2026-03-04  陈工"},
		{"拜访：赵总、李经理（3月2日）", "看了现场。", "visit 2026-03-02  赵总, 李经理"},
		{"与王总见面沟通", "同意方案。", "visit 2026-03-04  王总"},
		{"微信：欧阳", "", "chat 2026-03-04  欧阳"},
		{"微信：王总（昨天）", "同意了。", "chat 2026-03-03  王总"},
		{"飞书聊天记录：小李", "测试完成。", "chat 2026-03-04  小李"},

		{"Call with Anna tomorrow", "I will ask her.", ""},
		{"Call with Anna on 20 March", "Topics: budget.", ""},
		{"Call with Anna", "Could we move it to Friday?", ""},
		{"Re: Call with Anna", "She agrees.", ""},
		{"Call for help", "The server is down.", ""},
		{"Call centre", "The new call centre opens.", ""},
		{"Visit the demo", "It is online.", ""},
		{"Chat window too small", "Please enlarge it.", ""},
		{"WhatsApp", "The button is missing.", ""},
		{"Call with the client", "They agree.", ""},
		{"Met Office data", "The feed is up.", ""},
		{"微信登录失败", "请处理。", ""},
		{"电话：400号码开通", "已开通。", ""},
		{"拜访计划：王总", "下周三。", ""},
		{"电话会议：周五10点", "请参加。", ""},
		{"", "", ""},

		// The text says who talked, when and how.
		{"note", "Yvette rang on Monday: two dancers are ill.", "call 2026-03-02  Yvette"},
		{"Tel. Hargreaves", "Ms Hargreaves phoned just now. She asks her brother on Friday.", "call 2026-03-04  Ms Hargreaves"},
		{"the brewery", "Angus phoned about the fair on 20 March.", "call 2026-03-04  Angus"},
		{"25/2 phone", "25/2, 10:05 phone, Bettina Kraus (brewery). Gold out, copper in.", "call 2026-02-25 10:05 Bettina Kraus"},
		{"Call today", "Call today, Lena Wolff and Jan Petersen from the insurer, me and Otto from us.", "call 2026-03-04  Lena Wolff, Jan Petersen"},
		{"co-op", "Last Friday we had a call with Conor Daly and Bridget Shaw. Our Mehmet was on the line.", "call 2026-02-27  Conor Daly, Bridget Shaw"},
		{"at the clinic", "Was at the clinic on Tuesday. Dr Sow and Ms Penn showed me the wing.", "visit 2026-03-03  Dr Sow, Ms Penn"},
		{"boatyard", "Called in at the yard yesterday and found Mr Baxter in good spirits.", "visit 2026-03-03  Mr Baxter"},
		{"Thursday of last week", "I met Imam Yusuf and Mr Rahman in the mosque.", "visit 2026-02-26  Imam Yusuf, Mr Rahman"},
		{"Teams chat", "My chat from this morning:\nNils: is the server back?\nMe: since 8:40\nNils: fine", "chat 2026-03-04  Nils"},
		{"Georgie", "Yesterday Georgie asked in WhatsApp whether the tent is fireproof.", "chat 2026-03-03  Georgie"},
		{"10 minutes with Yvonne on the line", "Members only.", "call 2026-03-04  Yvonne"},
		{"警局", "前天郎警官来电，周五要来看样品。", "call 2026-03-02  郎警官"},
		{"咖啡店", "周二在咖啡店与阿K和小七面谈，15号开业。", "visit 2026-03-03  阿K, 小七"},
		{"药房", "昨天到药房见了盛药师，屏太亮。", "visit 2026-03-03  盛药师"},
		{"补记", "20号和凌主任、安护士长三方通话，纸够用三天。", "call 2026-02-20  凌主任, 安护士长"},
		{"上周五", "上周五跟老蔺、毛毛妈妈开了视频会议，下周交图。", "call 2026-02-27  老蔺, 毛毛妈妈"},
		{"视频会议", "今天视频会议，对方温经理、尤工，我方是我和大刘。", "call 2026-03-04  温经理, 尤工"},
		{"群聊", "昨晚微信：\n静静：门打不开了\n我：按住星号\n静静：开了", "chat 2026-03-03  静静"},
		{"留个底", "微信上伊万说少一个软音符号。", "chat 2026-03-04  伊万"},

		{"Mr Sato", "Mr Sato will call me tomorrow about the pond.", ""},
		{"Budget", "I spoke to Anna on the phone; please send her the budget.", ""},
		{"Printers", "Bruna, could you phone the printers?", ""},
		{"No answer", "Rang Mr Tuttle twice, engaged both times.", ""},
		{"Chat export", "Ned, export the chat of the pilot group.", ""},
		{"Stables", "The stables were visited by the vet.", ""},
		{"水库", "我打算12日去水库拜访李处长。", ""},
		{"谁顶我一下", "谁给纳兰女士回个电话？", ""},
		{"等电话", "明天上午孔大夫会来电。", ""},
	} {
		got := ""
		if n, ok := Of(c[0], c[1], sent); ok {
			got = fmt.Sprintf("%s %s %s %s", n.Kind, n.Day, n.Time, strings.Join(n.People, ", "))
		}
		if got != c[2] {
			t.Errorf("%q, %q: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("Call with Anna, 3 March", "She agrees.")
	f.Add("电话记录：王总", "同意。")
	f.Add("note", "Yesterday Mr van den Berg's team, me and our Otto met Dr Sow at 9:15.")
	f.Add("微信", "周二：\n静静：在吗\n我：在")
	sent := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, subject, text string) {
		if n, ok := Of(subject, text, sent); ok && (n.Day > "2026-03-04" || len(n.People) == 0) {
			t.Errorf("%q, %q: %+v", subject, text, n)
		}
	})
}
