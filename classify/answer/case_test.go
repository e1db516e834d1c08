package answer

import (
	"strings"
	"testing"
)

func TestOfCase(t *testing.T) {
	for text, want := range map[string]CaseCommand{
		"close":                          {Verb: CaseClose},
		"Hi,\nclose, thanks":             {Verb: CaseClose},
		"Hello,\n\nSolution: restart it": {Verb: CaseSolve, Argument: "restart it"},
		"assign Zhang, please":           {Verb: CaseAssign, Argument: "Zhang"},
		"已解决\n\n谢谢":                      {Verb: CaseClose},
		"Change.":                        {CaseKind, "change"},
		"dispute\n\nBest regards,\nLi":   {CaseKind, "dispute"},
		"投诉":                             {CaseKind, "complaint"},
		"支持":                             {CaseKind, "support"},
		"merge 3":                        {CaseMerge, "3"},
		"Merge into #12":                 {CaseMerge, "12"},
		"same as case 4":                 {CaseMerge, "4"},
		"并入 3":                           {CaseMerge, "3"},
		"合并到第3号":                         {CaseMerge, "3"},
		"assign Zhang":                   {CaseAssign, "Zhang"},
		"assign Tom":                     {CaseAssign, "Tom"},
		"assign Itai Tov":                {CaseAssign, "Itai Tov"},
		"assign it to Tony":              {CaseAssign, "Tony"},
		"Assign it to zhou@agency.test.": {CaseAssign, "zhou@agency.test"},
		"指派给周杰":                          {CaseAssign, "周杰"},
		"转给 周杰 处理":                       {CaseAssign, "周杰"},
		"Solution: install it again.":    {CaseSolve, "install it again."},
		"Solution:\n\nInstall it again.\nThen restart.": {CaseSolve, "Install it again.\nThen restart."},
		"解决方案：重装一次。\n然后重启。":                             {CaseSolve, "重装一次。\n然后重启。"},
		"waits for client":                    {Verb: CaseAwait},
		"We are waiting for the client":       {Verb: CaseAwait},
		"等客户回复\n\n谢谢":                         {Verb: CaseAwait},
		"later Friday":                        {CaseLater, "Friday"},
		"Hi,\nlater on 12 March. Thanks":      {CaseLater, "12 March"},
		"稍后 周五":                               {CaseLater, "周五"},
		"下周一再说":                               {CaseLater, "下周一"},
		"split":                               {Verb: CaseSplit},
		"split: login / invoice":              {CaseSplit, "login\ninvoice"},
		"拆分：登录／发票":                            {CaseSplit, "登录\n发票"},
		"reopen":                              {Verb: CaseReopen},
		"重新打开":                                {Verb: CaseReopen},
		"Please do not reopen it":             {},
		"later":                               {},
		"Solution:":                           {},
		"solutions are hard":                  {},
		"I am on it":                          {},
		"close\n\nBut tell Anna first":        {},
		"merge":                               {},
		"merge 3 and 4":                       {},
		"":                                    {},
		"> close":                             {},
		"close the door":                      {},
		"change the date to Friday":           {},
		strings.Repeat("assign Zhang ", 1000): {},
	} {
		if got := ReadCase(text, "Li"); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func FuzzOfCase(f *testing.F) {
	for _, seed := range []string{"close", "merge 3", "assign Zhang", "Solution:\ntext", "解决方案：重装"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		said := ReadCase(text, "")
		if said.Verb == "" && said.Argument != "" || said.Verb == CaseSolve && strings.TrimSpace(said.Argument) == "" || len(said.Argument) > len(text) {
			t.Errorf("%q: %+v", text, said)
		}
	})
}

func TestBody(t *testing.T) {
	for text, want := range map[string]string{
		"Two days more.\n\nBest regards,\nLi Na": "Two days more.",
		"推迟两天。\n\n谢谢\n李娜":                        "推迟两天。",
		"Two days more.":                         "Two days more.",
		"Thanks":                                 "Thanks",
		"- a\n- b\n\nLi Na\n":                    "- a\n- b",
		"":                                       "",
	} {
		name := "Li Na"
		if strings.Contains(text, "李娜") {
			name = "李娜"
		}
		if got := Body(text, name); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
