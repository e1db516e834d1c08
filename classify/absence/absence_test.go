package absence

import (
	"strings"
	"testing"
	"time"
)

// Sent on Friday, 27 November 2026, in Europe.
func TestOf(t *testing.T) {
	sent := time.Date(2026, 11, 27, 9, 0, 0, 0, time.FixedZone("", 3600))
	for text, want := range map[string]string{
		"I am out of the office until 4 December.":                                               "..2026-12-04",
		"Thank you for your email. I am away until Friday, 4 December 2026 and will reply then.": "..2026-12-04",
		"I'm on vacation till December 4th.":                                                     "..2026-12-04",
		"I will be on annual leave from 28 November to 4 December.":                              "2026-11-28..2026-12-04",
		"Out of office 28 November through 4 December":                                           "2026-11-28..2026-12-04",
		"I am on holiday until the end of the month.":                                            "..2026-11-30",
		"I am out of office and will be back on Monday, 7 December.":                             "..2026-12-06",
		"I am currently travelling, returning to the office on 7 December.":                      "..2026-12-06",
		"I am away, back in the office on 2026-12-07.":                                           "..2026-12-06",
		"I will be available again from 7 December.":                                             "..2026-12-06",
		"I am away until 4 December and back on 7 December.":                                     "..2026-12-04",
		"I am out this week, back on Monday.":                                                    "..2026-11-29",
		"Ich bin bis zum 04.12.2026 nicht im Büro. I am out of office until 04.12.2026.":         "..2026-12-04",
		"我正在休假，至12月4日，期间无法及时回复。":                                                                 "..2026-12-04",
		"您好，我于11月28日至12月4日休假，有急事请联系王芳。":                                                          "2026-11-28..2026-12-04",
		"本人出差，12月7日返回。":                                                                          "..2026-12-06",
		"我在外地出差，12月7日（周一）回公司上班。":                                                                 "..2026-12-06",
		"休假中，2026年12月7日起恢复办公。":                                                                   "..2026-12-06",
		"我因病请假到12月4日。":                                                                           "..2026-12-04",
		"外出期间：11月28日-12月4日":                                                                      "2026-11-28..2026-12-04",
		"下周一回来，期间请假。":                                                                            "..2026-11-29",

		// Who answers again is back.
		"Out of the studio today, 27 November. I reply again on Monday 30 November.": "2026-11-27..2026-11-29",
		"We are closed. The desk is staffed again from 4 January.":                   "..2027-01-03",
		// A day on which somebody is not in.
		"I won't be in on Friday 4 December. Ask the front desk.": "2026-12-04..2026-12-04",
		// A week from tomorrow, with its day.
		"I am away and return tomorrow week, Saturday 5 December.": "..2026-12-04",
		// Numbers of halls and the days of shows are no days away.
		"我在上海参展（5号馆），回复会慢。":                               "..",
		"巡回展览中，售票请打热线，展览日期12月5日、12月6日。":                   "..",
		"On tour. Show dates: 5 December and 6 December.": "..",

		// A weekday and its number are one day.
		"I am away and back Monday 7th.":             "..2026-12-06",
		"On the road, back at work Friday the 11th.": "..2026-12-10",
		"请事假，周三(9号)上班。":                              "..2026-12-08",
		"不在办公室，10日（周四）见！":                            "..2026-12-09",
		"我11/28（六）至12/4（五）休假。":                       "2026-11-28..2026-12-04",
		// The month may have begun.
		"本人25日至29日年休假。": "2026-11-25..2026-11-29",
		// Days as they are written in India and Germany.
		"On leave w.e.f. 26-Nov-2026, shall resume duties on 7-Dec-2026.": "2026-11-26..2026-12-06",
		"I am on a seminar (30.-4. December).":                            "..",
		"I am on a seminar (1.-4. December).":                             "2026-12-01..2026-12-04",
		// Other words for who is there again.
		"Away from my desk. I shall surface on 7 December.": "..2026-12-06",
		"封闭开发，恢复时间：2026/12/07 09:00。":                       "..2026-12-06",
		"我11/28～12/4 參加員工旅遊，12/5 進辦公室。":                     "2026-11-28..2026-12-04",

		// However they put it that they are away, and back.
		"I'm on the slopes until Thursday.":                                          "..2026-12-03",
		"In the jungle with patchy internet till Wednesday 9 Dec.":                   "..2026-12-09",
		"I am at the fair. From 2 December I'm at my desk again.":                    "..2026-12-01",
		"I'm off sick today, should be ok again Monday.":                             "2026-11-27..2026-11-29",
		"Jury service, week of 30 November.":                                         "2026-11-30..2026-12-04",
		"OOO w/c 30 Nov, back 7 Dec.":                                                "2026-11-30..2026-12-06",
		"Knee surgery on the 30th, then three weeks of sofa.":                        "..",
		"Expect nothing from me before 10 December.":                                 "..2026-12-09",
		"I'm on leave until 4 December. Visit us at the fair from 8 to 10 December.": "..2026-12-04",
		"This offer is valid until 4 December.":                                      "..",
		"在村里收果子，下周三回城。":                                                              "..2026-12-01",
		"参加封闭评标，11月29日晚结束。":                                                          "..2026-11-29",
		"明后两天外出培训，回来统一回复。":                                                           "2026-11-28..2026-11-29",
		"年休 11.30-12.4":                                                              "2026-11-30..2026-12-04",
		"寒假：1月23日放寒假，3月1日开学。":                                                        "2027-01-23..2027-02-28",
		"探亲假到下月28号。":                                                                 "..2026-12-28",
		"在日本参展（11/26-11/30），12/1回办公室。":                                               "2026-11-26..2026-11-30",
		"脱产学习，明年2月28日结业。":                                                            "..2027-02-28",

		// A span in an automatic reply is an absence unless it is about something else.
		"At the plant in Brno from 7 December through 11 December.":                                     "2026-12-07..2026-12-11",
		"On the ferry to Orkney 3-5 December. The next rowing course runs from 12 to 13 December.":      "2026-12-03..2026-12-05",
		"Our conference takes place from 7 to 9 December. I'm away until 11 December.":                  "..2026-12-11",
		"Registration is open from 1 to 10 December.":                                                   "..",
		"From 1 to 23 December our shop is open daily.":                                                 "..",
		"On leave until 8 December. The tender closes on 10 December, invoices are due by 15 December.": "..2026-12-08",
		"即日起至12月5日休假，报价有效期到12月10日。":                                                                     "..2026-12-05",
		"报名时间12月1日至12月10日，请登录系统。":                                                                       "..",
		"工作时间周一至周五9:00-18:00，节假日休息。":                                                                    "..",
		"12月7日至11日休婚假，婚礼在12月9日，欢迎光临。":                                                                   "2026-12-07..2026-12-11",
		"I'm at our Lisbon office 1, 2 and 3 December.":                                                 "2026-12-01..2026-12-03",
		"Off on December 8, 9 and 10.":                                                                  "2026-12-08..2026-12-10",
		"本人12月8、9、10日外出开会。":                                                                             "2026-12-08..2026-12-10",
		"At the off-site Monday through Thursday (Nov 30 - Dec 3).":                                     "2026-11-30..2026-12-03",
		"我下周三到周五出差。":                                                                                    "2026-12-02..2026-12-04",
		"12/23 - 1/4: skiing.":                                                                          "2026-12-23..2027-01-04",
		"12月28日至次年1月3日休假。":                                                                              "2026-12-28..2027-01-03",
		"Effective 1 December I am on unpaid leave until 31 March 2027.":                                "2026-12-01..2027-03-31",
		"The library closes on 19 December and opens again on 5 January.":                               "2026-12-19..2027-01-04",
		"Moved out for repairs. We start work again on 4 January.":                                      "..2027-01-03",
		"I won't be back until Monday 7 December.":                                                      "..2026-12-06",
		"Sick today. If it can't wait until Monday, ring Deborah.":                                      "2026-11-27..2026-11-27",
		"馆内检修，12月5日（周六补班）重新开放。":                                                                         "..2026-12-04",
		"科考中，12月21日靠岸恢复通信。":                                                                             "..2026-12-20",
		// A bare number is a day of the month before it; a weekend does not part two days.
		"12月29日下午歇业，30日照常营业。":                                          "2026-12-29..2026-12-29",
		"Off on Friday 4 December and Monday 7 December.":              "2026-12-04..2026-12-07",
		"下周四五不在。":                                                      "2026-12-03..2026-12-04",
		"月底前都在工地。":                                                     "..2026-11-30",
		"Out of office\nStart: 30 November 2026\nEnd: 4 December 2026": "2026-11-30..2026-12-04",
		"Part-time until 4 December.":                                  "..",
		// Whoever leaves for good does not come back; of some absences nobody knows the end.
		"My last day at Harrow is 30 November.":                  "..",
		"Since 1 November 2026 I no longer work for Shoreline.":  "2026-11-01..",
		"今天是我最后一天在公司上班，休假前请联系何欣。":                                "..",
		"Jury duty from 30 November; nobody knows for how long.": "2026-11-30..",
		"周一（30日）住院手术，返岗时间待定。":                                    "2026-11-30..",
		"I don't work on Fridays, nor every second Monday.":      "..",
		"每周五不上班。":                                                "..",
		// Other languages that come with mail programs.
		"Ich bin vom 7. bis 11. Dezember nicht im Büro.": "2026-12-07..2026-12-11",
		"Im Urlaub, ab dem 14. Dezember wieder da.":      "..2026-12-13",
		"Je suis absent du 7 au 11 décembre.":            "2026-12-07..2026-12-11",
		"Je suis en congé jusqu'au 4 décembre inclus.":   "..2026-12-04",
		"12月7日から12月11日まで休暇をいただいております。":                   "2026-12-07..2026-12-11",
		"出張のため不在です。12月14日より通常業務に戻ります。":                   "..2026-12-13",

		"I am out of the office.": "..",
		"We have received your request of 4 December and will reply soon.": "..",
		"I will reply to your email on 4 December.":                        "..",
		"I was away until 4 November.":                                     "..",
		"> I am away until 4 December.":                                    "..",
		"In urgent cases call my colleague, from Monday to Friday.":        "..",
		"Our offices are open from 9 to 17.":                               "..",
		"For the offer of 4 December, write to Jane.":                      "..",
		"我现在不在办公室，会尽快回复。":                                                  "..",
		"您的邮件已收到，12月4日前回复。":                                                "..",
		"工作时间：周一至周五，9点至18点。":                                               "..",
		"": "..",

		"I'm out of the office today, 27 November, and will be back on Monday.":                             "2026-11-27..2026-11-29",
		"I will be out of the office on 30 November.":                                                       "2026-11-30..2026-11-30",
		"I am unavailable from the 30th until the 4th.":                                                     "2026-11-30..2026-12-04",
		"I'm on leave 30 Nov - 4 Dec inclusive.":                                                            "2026-11-30..2026-12-04",
		"Away 30/11 to 04/12. Cheers":                                                                       "2026-11-30..2026-12-04",
		"I am on vacation between November 30 and December 11.":                                             "2026-11-30..2026-12-11",
		"I won't be in the office next week.":                                                               "2026-11-30..2026-12-04",
		"I'm on leave for a week and will be in touch on the 7th of December when I return.":                "..",
		"I return to the office Monday (7th December).":                                                     "..2026-12-06",
		"I'll be out of office for a long weekend. I return on Tuesday, December 1st.":                      "..2026-11-30",
		"I am out of the office until Tuesday.":                                                             "..2026-12-01",
		"Back Thursday. For emergencies ring Sue on 0123 456789.":                                           "..2026-12-02",
		"I'm away from Nov 30th; my last day away is Dec 4th.":                                              "2026-11-30..2026-12-04",
		"Our company is closed between Christmas and New Year (24 Dec 2026 to 3 Jan 2027).":                 "2026-12-24..2027-01-03",
		"I am currently on maternity leave and will return on 1 June 2027.":                                 "..2027-05-31",
		"Thanks for your email of 25 November. I'm on holiday until 4 December.":                            "..2026-12-04",
		"I am working from home until 4 December and read my email as usual.":                               "..",
		"Until 4 December I work mornings only.":                                                            "..",
		"I am out of office. Last updated 20 November 2026.":                                                "..",
		"I'm out of the office until 32 December.":                                                          "..",
		"I am away until Monday 9 am.":                                                                      "..2026-11-30",
		"I'm away from my desk from 2pm today and return at 9am on Monday.":                                 "2026-11-27..2026-11-29",
		"I am out of the office on Mondays and Tuesdays. My working days are Wednesday to Friday.":          "..",
		"I am away on Monday 30 November and Tuesday 1 December.":                                           "2026-11-30..2026-12-01",
		"I'll have limited access to email through December 4, 2026. Please call 555-12-04 if it's urgent.": "..2026-12-04",
		"I have resigned as of 31 October. Please contact HR.":                                              "..",
		"Your ticket 12/2026 was received on 27 November.":                                                  "..",
		"I am out of office until w/c 7 December.":                                                          "..2026-12-07",

		"本人12月1日、2日请假，3日正常上班。":         "2026-12-01..2026-12-02",
		"我下周休假，有事请联系同事。":               "2026-11-30..2026-12-04",
		"我休假至下周五。":                     "..2026-12-04",
		"我在国外出差，12月7号以后回来。":            "..2026-12-06",
		"12月7日前无法查看邮件。":                "..2026-12-06",
		"休假时间：2026年11月30日—2026年12月4日":  "2026-11-30..2026-12-04",
		"返岗日期：12月7日。":                  "..2026-12-06",
		"本人自11月30日起休产假，2027年5月31日结束。":  "2026-11-30..2027-05-31",
		"今天请假一天，明天回复您。":                "2026-11-27..2026-11-27",
		"明天上午外出，下午回。":                  "2026-11-28..2026-11-28",
		"十二月七日回国，在此之前回复较慢。":            "..2026-12-06",
		"本周在外地，下周二返回公司。":               "..2026-11-30",
		"我出差到12.4，有急事打电话。":             "..2026-12-04",
		"感谢您12月1日会议的邀请，我会尽快答复。":        "..",
		"我昨天休假，今天会处理邮件。":               "..",
		"因出差，邮件将在两个工作日内回复。":            "..",
		"服务热线：7月24日起更换为400-123-1204。":  "..",
		"本人於11月30日至12月4日休假，12月7日恢復上班。": "2026-11-30..2026-12-04",
		"元旦放假：1月1日至3日，4日上班。":           "2027-01-01..2027-01-03",
		"春节假期自除夕至初六，初七开工。":             "2027-02-05..2027-02-11",
		"休年假，11/30回来。":                 "..2026-11-29",
		"我30号之前都在出差。":                  "..2026-11-29",
		"周一至周三参加培训，无法回复邮件。":            "2026-11-30..2026-12-02",
	} {
		a := Of("Automatic reply", text, sent, "anna@acme.example")
		if got := a.From + ".." + a.Until; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestOf_deputy(t *testing.T) {
	sent := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"Please contact my colleague Jane Doe in urgent cases.":              "Jane Doe",
		"In urgent matters call John van Dyke on +31 20 1234567.":            "John van Dyke",
		"Please write to jane@acme.example or call Bob.":                     "jane@acme.example",
		"Anna Price, anna@acme.example. My deputy: Mr. Tom Hill":             "Tom Hill",
		"During my absence, Mary Smith will take care of your request.":      "Mary Smith",
		"Dr. Price covers for me.":                                           "Dr. Price",
		"If it is urgent, call me on my mobile.":                             "",
		"Please contact Support.":                                            "",
		"Thank you for your message. I will answer soon. Kind regards, Anna": "",
		"My work is handled by Peter.":                                       "Peter",
		"For anything urgent please get in touch with Ms Lee (ext. 12).":     "Ms Lee",
		"Please contact the front desk.":                                     "",
		"ON LEAVE. CONTACT: MR. RAJAN PILLAI 98450 11223":                    "Rajan Pillai",
		"Really urgent? Try my deputy Olu Bright.":                           "Olu Bright",
		"Slack Priya if it can't wait.":                                      "Priya",
		"My manager Simon Achebe will deal with it.":                         "Simon Achebe",
		"I'm not in. I'll answer on Monday.":                                 "",
		"请联系代班的尤师傅。":                                                         "尤师傅",
		"剪辑的事找后期阿城。":                                                         "阿城",
		"急件请致电同事 Carmen Ho 2688 1200。":                                       "Carmen Ho",
		"工作已交接给郝明。":                                                          "郝明",
		"如有急事，请联系我的同事王小明（13800000000）。":                                      "王小明",
		"急事请找李总。":                                                            "李总",
		"期间由张工负责。":                                                           "张工",
		"工作由陈静代理。":                                                           "陈静",
		"请联系客服。":                                                             "",
		"有事请电话联系我。":                                                          "",
		"联系人：赵敏，电话 010-12345678":                                             "赵敏",
		"请发邮件至 li.si@kehu.example。":                                          "li.si@kehu.example",
		"项目事宜请与刘洋联系。":                                                        "刘洋",
		"我会尽快与您联系。":                                                          "",

		// In whatever words.
		"Questions about the move go to Bettina Falk on 4417.":       "Bettina Falk",
		"For the press, Ines Roth; for members, Karl Bauer.":         "Ines Roth",
		"For Germany Jutta Kern is responsible, for France Luc.":     "Jutta Kern",
		"Jane covers Monday, Bob covers Tuesday.":                    "Jane",
		"You'll get a quicker answer from Leo Brandt.":               "Leo Brandt",
		"Leo Brandt in Finance can help.":                            "Leo Brandt",
		"Luc Petit is kindly dealing with everything.":               "Luc Petit",
		"Luc Petit is in the office.":                                "Luc Petit",
		"My inbox is being read by Luc Petit.":                       "Luc Petit",
		"Direct queries to the undersigned's manager, Mr. Tim Burke": "Tim Burke",
		"For filings ask my clerk Jonas Webb.":                       "Jonas Webb",
		"Wenden Sie sich bitte an Frau Petra Lang.":                  "Petra Lang",
		"Veuillez contacter Claire Morel.":                           "Claire Morel",
		"お急ぎの場合は鈴木までご連絡ください。":                                        "鈴木",
		"作业问题找贾老师。":                                                  "贾老师",
		"开票请找邱会计，物流找仓库邹丽。":                                           "邱会计",
		"急件请发给办公室的周倩倩。":                                              "周倩倩",
		"请联系接任者马骏。":                                                  "马骏",
		"工作暂由副主任冯涛主持。":                                               "冯涛",
		"业务上的事孟涛全权处理。":                                               "孟涛",
		"期间文件请交办公室 秘书 罗倩。":                                           "罗倩",
		"工作上的事找郑凯就行。":                                                "郑凯",
		"有异议的请向纪检组反映。":                                               "纪检组",
		"Jo Park or Max Lund will reply.":                            "Jo Park",
		"Please contact either Ann Bell or Cy Moss.":                 "Ann Bell",
		"Sarah's on it.": "Sarah",
		"Thanks. Ann Bell, who sits next to me, will help.": "Ann Bell",
		"The new treasurer is Ann Bell.":                    "Ann Bell",
		"Tenders: Ann Bell. Everything else can wait.":      "Ann Bell",
		"采购的事儿问邱姐，别的等我回。":                                   "邱姐",
		"有事先找班主任孔老师。":                                       "孔老师",
		// Neither oneself, nor what is no person.
		"You can reach me privately at anna.old@home.example.": "",
		"Do not reply. Sent by noreply@mailer.example.":        "",
		"Please contact Customer Service.":                     "",
		"Our team is with clients in Leeds.":                   "",
		"See you in January!":                                  "",
		"由于出差，回复会慢。":                                           "",
		"请联系医院前台，或拨打服务热线。":                                     "",
		"请包涵，微信同号。":                                            "",
	} {
		if got := Of("", text, sent, "Anna@acme.example").Deputy; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// 3/9 is a day in September in Europe, and one in March in America and in Chinese.
func TestOf_order(t *testing.T) {
	for _, c := range []struct {
		zone int // hours
		text string
		want string
	}{
		{-5, "I am away until 09/03.", "2026-09-03"},
		{-8, "Back on 9/3/2026.", "2026-09-02"},
		{1, "I am away until 03/09.", "2026-09-03"},
		{10, "On leave till 03/09/26.", "2026-09-03"},
		{0, "I am away until 13/09.", "2026-09-13"},
		{-5, "I am away until 13/09.", "2026-09-13"},
		{8, "休假至9/3。", "2026-09-03"},
		{8, "9/3返岗", "2026-09-02"},
		{1, "I am away until 09/03.", "2026-09-03"}, // in March it is over
	} {
		sent := time.Date(2026, 8, 28, 9, 0, 0, 0, time.FixedZone("", c.zone*3600))
		if got := Of("", c.text, sent).Until; got != c.want {
			t.Errorf("%+d %q: %q, want %q", c.zone, c.text, got, c.want)
		}
	}
}

// A mail of megabytes costs no more than one of some thousand characters.
func TestOf_bounded(t *testing.T) {
	sent := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	const away = "I am away until 4 December, ask Bob Lee. "
	for name, filler := range map[string]string{"words": "on Friday 4 December to ", "names": "ask Anna Berg at ", "ligatures": "\ufdfa", "lines": "\n", "han": "请联系孟涛，12月4日至"} {
		text := away + strings.Repeat(filler, 4<<20/len(filler))
		if whole, beginning := Of("", text, sent), Of("", text[:longestText], sent); whole != beginning {
			t.Errorf("%s: %+v of all, %+v of the beginning", name, whole, beginning)
		}
		few := testing.AllocsPerRun(1, func() { Of("", text[:longestText], sent) })
		if n := testing.AllocsPerRun(1, func() { Of(text, text, sent); Announces(text) }); n > 3*few+500 {
			t.Errorf("%s: %v allocations, %v for the beginning alone", name, n, few)
		}
		if got := len(plain(text)); got > 2*longestText {
			t.Errorf("%s: %d bytes are read", name, got)
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("I am away from 3 to 9 March, ask Bob.")
	f.Add("休假至3月9日，请联系李明")
	sent := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		a := Of(text, text, sent)
		if a.Until != "" && (a.Until < "2026-03-02" || a.From > a.Until) {
			t.Errorf("%q: %+v", text, a)
		}
	})
}

func TestAnnounces(t *testing.T) {
	for text, want := range map[string]bool{
		"I am out of the office until 9 March.":                                              true,
		"Hi,\n\nthank you for your email. I'm currently on annual leave and back on Monday.": true,
		"Dear sender,\nI will be out of office from 2 to 6 March. Please contact Bob.":       true,
		"您好，我正在休假，3月9日返岗。":                                                                   true,
		"本人于3月2日至3月6日出差，回复可能延迟。":                                                             true,
		"Confirmed. I am away until Monday.":                                                 false,
		"Please change point 3.":                                                             false,
		"I am happy with the text.":                                                          false,
		"The office is closed on Friday, please add that.":                                   false,
		"第三点请改为：王芳休假期间由李工负责。":                                                                false,
		"": false,
	} {
		if got := Announces(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
