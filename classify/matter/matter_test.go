package matter

import (
	"strings"
	"testing"
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

func FuzzOf(f *testing.F) {
	f.Add("1. a fails\n2. when? Also, b fails")
	f.Fuzz(func(t *testing.T, text string) {
		if list := Of("", text); len(list) > most {
			t.Errorf("%d matters", len(list))
		}
	})
}
