package answer

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
)

// itemsOf returns what an answer to a digest says, as the tests of this package write it.
func itemsOf(text string) string {
	commands, problems := ItemCommands(text, "Li Na", acmeOrBeta)
	var list []string
	for _, c := range commands {
		one := fmt.Sprintf("%d %s", c.Number, cmp.Or(c.Project, c.Verb, "-"))
		if c.Argument != "" {
			one += "=" + strings.ReplaceAll(c.Argument, "\n", " | ")
		}
		list = append(list, one)
	}
	for _, p := range problems {
		list = append(list, "? "+p)
	}
	return strings.Join(list, "; ")
}

// The words about cases, in the forms in which people number and write them.
func TestItemCommands_wordsAboutCases(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		// The client is awaited.
		"5 waits for client":              "5 await",
		"5 waits for the client, 6 close": "5 await; 6 close",
		"5: waiting for client":           "5 await",
		"5 is waiting for the client":     "5 await",
		"Nr 5 waiting on the client":      "5 await",
		"waiting for client 5":            "5 await",
		"#5 awaiting client.":             "5 await",
		"5, 6 waits for client":           "5 await; 6 await",
		"5 等客户":                           "5 await",
		"５、等待客户回复":                        "5 await",
		"第5条等客户答复":                        "5 await",
		"第五条等待客户":                         "5 await",
		"5等客户 6催办":                        "5 await; 6 remind",
		"5号等对方回复，6 关闭":                    "5 await; 6 close",
		"等客户5":                            "5 await",
		"5 等客戶回覆":                         "5 await",
		"5 waits for client until Friday": "? 5 waits for client until Friday",
		"5 does not wait for the client":  "? 5 does not wait for the client",
		"5 等客户吗？":                         "? 5 等客户吗?",
		// It is put off.
		"5 later Friday":                     "5 later=Friday",
		"5 later on Friday":                  "5 later=Friday",
		"5 later until 12 March":             "5 later=March 12",
		"5 later 12 March, 6 close":          "5 later=March 12; 6 close",
		"5 later 12 March 6 close":           "5 later=March 12; 6 close",
		"5 later in 3 days":                  "5 later=in 3 days",
		"5 later in 3 days 6 close":          "5 later=in 3 days; 6 close",
		"5 later in 2 working days; 1 close": "5 later=in 2 working days; 1 close",
		"5 later next Monday":                "5 later=next Monday",
		"5 later tomorrow":                   "5 later=tomorrow",
		"5 later 2026-03-12":                 "5 later=2026-03-12",
		"5 later 12/3":                       "5 later=12/3",
		"5 later 12.3.":                      "5 later=12.3",
		"5 snooze until Monday":              "5 later=Monday",
		"5 remind me on Thursday":            "5 later=Thursday",
		"5 again on Friday":                  "5 later=Friday",
		"5 come back Friday":                 "5 later=Friday",
		"5 not before Friday":                "5 later=Friday",
		"item 5 later: Friday":               "5 later=Friday",
		"5 稍后 周五":                            "5 later=周五",
		"5 稍后周五":                             "5 later=周五",
		"第5条稍后周五":                            "5 later=周五",
		"５、稍后到下周一":                           "5 later=下周一",
		"5 稍后 3月12日，6 关闭":                    "5 later=3月12日; 6 close",
		"5 稍后3天后":                            "5 later=3天后",
		"5 暂缓到下周三":                           "5 later=下周三",
		"5 晚点再说 明天":                          "5 later=明天",
		"5 周五再说":                             "5 later=周五",
		"5、下周一再处理；6、关闭":                      "5 later=下周一; 6 close",
		"5 3月12日再看":                          "5 later=3月12日",
		"5 稍後 下週五":                           "5 later=下週五",
		"5 later":                            "? 5 later",
		"5 稍后":                               "? 5 稍后",
		"1-3 close, 2 later":                 "1 close; 3 close; ? 2 later",
		// Several are made of it.
		"5 split":                           "5 split",
		"5 split it":                        "5 split",
		"split 5":                           "5 split",
		"5 拆分":                              "5 split",
		"第5条拆分":                             "5 split",
		"５、拆开":                              "5 split",
		"5 分成两个":                            "5 split",
		"5拆分 6关闭":                           "5 split; 6 close",
		"5 split: login / invoice":          "5 split=login | invoice",
		"5 split: login, invoice":           "5 split=login | invoice",
		"5 split: login, invoice, 6 close":  "5 split=login | invoice; 6 close",
		"1 close; 5 split: login / invoice": "1 close; 5 split=login | invoice",
		"5 split into login and invoice":    "5 split=login | invoice",
		"5 split: the login page / the invoice of March; 6 close": "5 split=the login page | the invoice of March; 6 close",
		"5 split: log in and out / invoice":                       "5 split=log in and out | invoice",
		"5 split: a / b / c":                                      "5 split=a | b | c",
		"5 split login / invoice":                                 "5 split=login | invoice",
		"5 拆分：登录／发票":                                              "5 split=登录 | 发票",
		"5 拆分：登录、发票，6 关闭":                                         "5 split=登录 | 发票; 6 close",
		"第5条拆分：登录；发票":                                             "5 split=登录 | 发票",
		"５、分成：登录和发票":                                              "5 split=登录 | 发票",
		"5 拆成登录和发票":                                               "5 split=登录 | 发票",
		"5 分成两个：登录问题、三月发票":                                        "5 split=登录问题 | 三月发票",
		"5 split: login":                                          "? 5 split: login",
		"5 split the costs with them":                             "? 5 split the costs with them",
		// It is opened again.
		"5 reopen":           "5 reopen",
		"reopen 5":           "5 reopen",
		"reopen 5 and 6":     "5 reopen; 6 reopen",
		"5 re-open, 6 close": "5 reopen; 6 close",
		"5 open again":       "5 reopen",
		"5 重新打开":             "5 reopen",
		"第5条重开":              "5 reopen",
		"５、重新打开":             "5 reopen",
		"重新打开 5":             "5 reopen",
		"5 還沒完":              "5 reopen",
		"5 2":                "? 5 2", "5 分": "? 5 分", "5 two people and a dog": "? 5 two people and a dog", "5 待办": "? 5 待办", "5 wait": "? 5 wait", "5 hold the door for the client": "? 5 hold the door for the client",
		"4 and 5 are waiting for the client": "4 await; 5 await", "第5、6条等客户": "5 await; 6 await", "no 5 is with the client now": "5 await", "5 先等客户回复": "5 await", "5 等客户确认后再说": "5 await", "5 pending with client": "5 await",
		"5 later, Friday": "5 later=Friday", "5 not now, Monday": "5 later=Monday", "5 wait until Friday": "5 later=Friday", "5 先放一放，下周一再看": "5 later=下周一再看", "5 周五以后处理": "5 later=周五", "5 snooze 3 days": "5 later=3 days", "5 tomorrow": "5 due=tomorrow", "1 close, 2 later, thanks": "1 close; ? 2 later thanks",
		"5 please split this": "5 split", "5 split: 1. login 2. invoice": "5 split=login | invoice", "5 these are two: login / invoice": "5 split=login | invoice", "5 这是两件事：登录和发票": "5 split=登录 | 发票", "5 拆成登录和发票两条": "5 split=登录 | 发票", "5 拆成两件": "5 split", "5 请拆分": "5 split",
		"please reopen 5": "5 reopen", "5 is not solved": "5 reopen", "请重新打开5": "5 reopen", "5 还没解决": "5 reopen", "5 不要关闭": "5 reopen", "5 重开一下": "5 reopen",
		"4 remind her": "4 remind", "4 send a friendly reminder": "4 remind", "4 催一催": "4 remind", "4 请提醒客户": "4 remind", "4 再催一次": "4 remind", "4 remind me on Friday": "4 later=Friday", "4 提醒我": "? 4 提醒我", "4 remind nobody": "? 4 remind nobody",
		"5 do not reopen":      "? 5 do not reopen",
		"5 reopen?":            "? 5 reopen?",
		"5 reopen if she asks": "? 5 reopen if she asks",
	} {
		if got := itemsOf(text); got != want {
			t.Errorf("%q: %s; want %s", text, got, want)
		}
	}
}

func TestHintOf(t *testing.T) {
	t.Parallel()
	for problem, want := range map[string]Hint{
		"5 later": HintLater, "5 later yesterday": HintLater, "5 稍后": HintLater, "第5条稍后昨天": HintLater, "5 昨天再说": HintLater, "later Friday if she agrees": HintLater,
		"5 split": HintSplit, "split": HintSplit, "拆分": HintSplit, "5 拆分：登录": HintSplit, "split: login": HintSplit,
		"5 close if paid": "", "I shall look at it": "", "5": "", "我再看看": "",
	} {
		if got := HintOf(problem); got != want {
			t.Errorf("%q: %q, want %q", problem, got, want)
		}
	}
}
