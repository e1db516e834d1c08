package answer

import (
	"testing"

	"rapport/store"
)

func TestRead_aSlipOfOneLetterIsAsked(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"confirmd":                 "confirmed", // left out
		"confirmmed":               "confirmed", // too many
		"confirned":                "confirmed", // another
		"cofnirmed":                "confirmed", // changed places
		"Aproved, thanks":          "approved",
		"Agred.\nAnna":             "agreed",
		"i acept":                  "accept",
		"okk":                      "ok",
		"0k":                       "ok",
		"确任":                       "确认",
		"同异，谢谢":                    "同意",
		"没问提":                      "没问题",
		"无异义":                      "无异议",
		"批淮":                       "批准",
		"confirmd, but not item 2": "", // two letters right would not make it a yes
		"确任，但价格要改":                 "",
		"confrm it if Tom agreees": "",
		"confimmd":                 "", // two slips
		"cofirmde":                 "",
		"confirmationn":            "",
		"agr":                      "", // too short to tell
		"maybe":                    "",
		"No, agred already":        "",
		"confirmed":                "", // a yes
		"no":                       "",
		"not confirmed":            "",
	} {
		got := Read(text, Question{Kind: Minutes, Sender: "Anna Wright"})
		if got.Meant != want || want != "" && got.Choice != store.ChoiceHuman {
			t.Errorf("%q: meant %q (%s), want %q", text, got.Meant, got.Choice, want)
		}
	}
}

func TestOneSlip(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"agree", "agree", false},
		{"agre", "agree", true}, {"agree", "agre", true}, {"gree", "agree", true}, {"agee", "agree", true},
		{"agreex", "agree", true}, {"xagree", "agree", true}, {"agxree", "agree", true},
		{"agrxe", "agree", true}, {"xgree", "agree", true}, {"agrex", "agree", true},
		{"garee", "agree", true}, {"agere", "agree", true},
		{"agr", "agree", false}, {"agreexy", "agree", false}, {"axrxe", "agree", false}, {"ager", "agree", false}, {"gaeer", "agree", false}, {"aegre", "agree", false}, {"agreb", "agrac", false},
		{"agrb", "agra", true}, {"agba", "agab", true}, {"agxb", "agab", true},
	} {
		if got := oneSlip(test.a, test.b); got != test.want {
			t.Errorf("%s for %s: %v", test.a, test.b, got)
		}
	}
}

func TestIsGreeting(t *testing.T) {
	for line, want := range map[string]bool{
		"Hi": true, "Hello,": true, "Dear Ms Li,": true, "Good morning Anna": true, "Dear all,": true, "您好": true, "尊敬的李经理": true,
		"张经理：": true, "张经理:": true, "张经理，": true, "张经理,": true, "王总，": true, "李老师您好：": true, "陳總：": true,
		"张经理": false, "王总": false, // without a mark it may be an answer: "who decides?"
		"同意，": false, "好，": false, "不同意：": false, "没意见，": false,
		"上线计划由张经理负责，": false, "周五：": false, "OK,": false,
		"Hi Li Na I do not agree with the price":                             false,
		"Dear Ms Li, we have looked at the plan and it is far too expensive": false,
	} {
		if got := isGreeting(line); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
}
