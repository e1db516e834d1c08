package separate

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"rapport/classify/weigh"
	"rapport/store"
)

func TestOf(t *testing.T) {
	for text, want := range map[string]string{
		"Hi Li,\nthe search is broken.\nBy the way, when do we get the training plan?":                   "problem question",
		"The login fails for Bob. Another thing: please change the colour of the header to green.":       "problem change",
		"1. What does a second licence cost?\n2. The logout button does not work.":                       "question problem",
		"Dear Li,\n\ntwo things:\n\n- the PDF is missing page 3\n- can you send me the minutes?\n\nAnna": "problem question",
		"Invoice: why is the total different?\nHosting: the server was down last night.":                 "question problem",
		"Please add a field for the fax number. P.S. Who is on duty on Sunday?":                          "change question",
		"Is the demo still on? On a completely different note, we are unhappy with the support line.":    "question complaint",
		"The form fails. In addition, we'd like to have a second language.":                              "problem change",
		"您好，\n1、系统打不开；\n2、请问培训安排在几号？":                                                                    "problem question",
		"搜索报错。另外，想问一下发票抬头怎么填？":                                                                           "problem question",
		"导出太慢。还有件事，请把标题改成蓝色。":                                                                            "problem change",
		"关于培训：几点开始？\n关于首页：图片打不开。":                                                                        "question problem",
		"请问合同什么时候盖章？顺便说一下，登录又报错了。":                                                                       "question problem",

		"The login fails. It says \"wrong password\". Also, it is very slow. When will it be fixed?":    "problem",
		"The login fails. By the way, when will it be fixed?":                                           "problem",
		"Please change:\n- the title to A\n- the colour to blue\n- the font to bold":                    "change",
		"The page fails with these errors:\n1. error 500 in Berlin\n2. error 404 in Hamburg":            "problem",
		"What time is the meeting? Who comes? Where is it?":                                             "question",
		"Thanks for the call.\n\nAlso thanks to Tom.":                                                   "",
		"Agreed. Also, when do we start?":                                                               "question",
		"Steps:\n1. Log in.\n2. Click on change the amount.\n3. Nothing happens.\nThe amount is wrong.": "change",
		"系统打不开，另外也很慢，什么时候能修好？":                                                                          "problem",
		"登录报错，还有导出也报错。":                                                                                 "problem",
		"请问几点开会？在哪里？还有谁参加？":                                                                             "question",
		"收到，谢谢。": "",
		"":       "",
	} {
		var asks []string
		all := ""
		for _, m := range Of("", text) {
			asks = append(asks, string(m.Ask))
			all += m.Text
		}
		got := strings.Join(asks, " ")
		if got != want && !(len(asks) == 1 && !strings.Contains(want, " ") && want != "") {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A list whose items ask nothing by themselves belongs to what is asked around it.
func TestOf_keepsText(t *testing.T) {
	text := "Hi Li,\n\nthe search is broken.\n\nBy the way, when do we get the plan?\n\nBest regards\nAnna"
	list := Of("", text)
	if len(list) != 2 || !strings.Contains(list[0].Text, "search") || strings.Contains(list[0].Text, "plan") || !strings.Contains(list[1].Text, "plan") {
		t.Errorf("%+v", list)
	}
}

// What a text asks for is told by its sentences, without numbers or words between them.
func TestOf_bySentence(t *testing.T) {
	for _, c := range []struct {
		text string
		asks []string // the words in which each is made
	}{
		{"Hi Jo,\nthe report for October shows every tower twice. Can you also give Nina access to the dashboards? She is new here.\nMaureen", []string{"shows every tower twice", "give Nina access"}},
		{"Hello Tom,\n\nthe handrail on the north stair is loose. A visitor nearly fell.\n\nWe would also like a quotation for a second lamp in the yard.\n\nBest, Ann", []string{"handrail on the north stair", "quotation for a second lamp"}},
		{"王工您好：\n首页的轮播图打不开，手机和电脑都一样。\n十月份的发票还没有收到，请补寄一份。\n行政 小李", []string{"轮播图打不开", "发票还没有收到"}},
		{"小周，昨天的活动很成功。\n报名表导不出来了。\n下个月我们想再加一场培训，请报个价。\n谢谢\n陈", []string{"报名表导不出来", "再加一场培训"}},

		{"Hello,\nthe printer in room 4 prints blank pages. It did so yesterday too. We have changed the paper. When will it work again? Please send somebody today.\nJim", nil},
		{"Dear Ms Gray,\n\nwe would like to book the hall for 12 December.\n\nThere will be sixty of us. Is there a kitchen? What does it cost?\n\nThank you\nRuth", nil},
		{"您好，\n二楼的打印机打不出来了。昨天就这样。换了纸也没用。什么时候能修好？请尽快来人。\n小张", nil},
		{"纪要看过了，没有问题。\n辛苦了，周五见。\n李", nil},
	} {
		list := Of("", c.text)
		if len(c.asks) == 0 {
			if len(list) > 1 {
				t.Errorf("%q is separated: %+v", c.text, list)
			}
			continue
		}
		if !slices.EqualFunc(list, c.asks, func(m store.SeparateAsk, words string) bool { return strings.Contains(m.Text, words) }) {
			t.Errorf("%q: %+v, want %q", c.text, list, c.asks)
		}
	}
}

// The parts are the sender's own words, as they wrote them, from the first ask on.
func TestOf_ownWords(t *testing.T) {
	list := Of("", "您好：\n１、系统打不开；\n２、请问，培训安排在几号？")
	if len(list) != 2 || list[0].Text != "１、系统打不开；" || list[1].Text != "２、请问，培训安排在几号？" {
		t.Errorf("%+v", list)
	}
}

func TestSentencesOf(t *testing.T) {
	for text, want := range map[string][]string{
		"Mr. Bell is back. Is page 5. in order? No. 4 is at 12.50 p.m. today": {"Mr. Bell is back.", "Is page 5.", "in order?", "No. 4 is at 12.50 p.m. today"},
		"1. The door. 2) The roof":                                                     {"1. The door.", "2) The roof"},
		"He said \u201cStop!\u201d and left... Why?!":                                  {"He said \u201cStop!\u201d", "and left...", "Why?!"},
		"> quoted\nown":                                                                {"own"},
		"系统打不开，另外发票怎么开？谢谢！":                                                            {"系统打不开，", "另外发票怎么开？", "谢谢！"},
		"新菜单上的价格标错了 外卖袋子再订三千个 张三":                                                      {"新菜单上的价格标错了", "外卖袋子再订三千个 张三"},
		"the export fails, by the way, when is the demo?\nsee www.example.com/a.b?c=1": {"the export fails,", "by the way, when is the demo?", "see www.example.com/a.b?", "c=1"},
	} {
		var got []string
		for _, s := range sentencesOf(text) {
			got = append(got, strings.TrimSpace(s.text))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q:\n%q, want\n%q", text, got, want)
		}
	}
}

// However a stranger fills a mail, few cases come of it, and soon.
func TestOf_bounded(t *testing.T) {
	for _, piece := range []string{"1. a fails\n", "a. ", "还有件事 ", "另外，", "why? ", "\"", "很 多 很多很多 ", "- ", ">", "\xff", "the export fails. the invoice is wrong. "} {
		text := strings.Repeat(piece, 1<<20/len(piece))
		begun := time.Now()
		list := Of(text, text)
		if took := time.Since(begun); len(list) > most || took > 3*time.Second {
			t.Errorf("%q: %d asks in %v", piece, len(list), took)
		}
		for _, m := range list {
			if utf8.RuneCountInString(m.Text) > longestPart+1 || !utf8.ValidString(m.Text) {
				t.Errorf("%q: %d bytes", piece, len(m.Text))
			}
		}
	}
}

func TestExamples(t *testing.T) {
	var labels []weigh.Label
	for _, e := range Examples("", "Hi Li,\nthe door is stuck. It began today. When is the demo?\nAnna", []string{"the door is stuck.", "When is the demo?"}) {
		labels = append(labels, e.Label)
	}
	if want := []weigh.Label{weigh.Neither, first, weigh.Neither, another, weigh.Neither}; !slices.Equal(labels, want) {
		t.Errorf("%q, want %q", labels, want)
	}
}

// FuzzOf reads any text: every part is made of the sender's words, in their order.
func FuzzOf(f *testing.F) {
	f.Add("", "1. a fails\n2. when? Also, b fails")
	f.Add("two things", "The roof leaks.\nPlease send the invoice again, it has the wrong address.")
	f.Add("几件事", "门坏了。另外，发票什么时候开？\n> 引用\n新菜单上的价格标错了 外卖袋子再订三千个")
	f.Fuzz(func(t *testing.T, subject, text string) {
		list := Of(subject, text)
		if len(list) > most {
			t.Errorf("%d asks", len(list))
		}
		rest := strings.ToValidUTF8(text, "")
		if strings.TrimSpace(rest) == "" {
			rest = strings.ToValidUTF8(subject, "")
		}
		for _, m := range list {
			if m.Ask == "" || m.Text == "" {
				t.Errorf("a part that asks nothing: %+v", m)
			}
			first, _, _ := strings.Cut(strings.TrimSuffix(m.Text, "…"), "\n")
			at := strings.Index(rest, first)
			if at < 0 {
				t.Errorf("%q is not of the text, or not in its place", first)
				return
			}
			rest = rest[at:]
		}
	})
}
