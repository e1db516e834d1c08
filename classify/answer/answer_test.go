package answer

import (
	"strings"
	"testing"

	"rapport/store"
)

func TestRead(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"OK", "approve"}, {"Ok.", "approve"}, {"approved", "approve"}, {"Approved!", "approve"}, {"确认", "approve"}, {"同意。", "approve"}, {"ＯＫ", "approve"}, {"👍", "approve"}, {"👍🏽", "approve"},
		{"Hi Li,\n\nApproved.\n\nBest regards\nJane Smith", "approve"}, {"李经理：\n同意，谢谢！\n王伟", "approve"}, {"您好，\n\n确认无误。\n\n祝好", "approve"}, {"收到，同意。", "approve"}, {"OK, thanks", "approve"}, {"Yes, go ahead.", "approve"},
		{"确认\n\n> 请确认以下内容", "approve"}, {"没问题", "approve"}, {"good 👍", "approve"},
		{"no", "reject"}, {"No, because the price changed.", "reject"}, {"不同意", "reject"}, {"不同意，因为价格变了", "reject"}, {"不同意：价格变了", "reject"}, {"Rejected.\nThe figures in section 2 are wrong.", "reject"}, {"否", "reject"}, {"We do not agree: the date is too early.", "reject"},
		{"1", "1"}, {"5", "5"}, {"５", "5"}, {"4分", "4"}, {"4/5", "4"}, {"评分：3", "3"}, {"5\nGreat work, thank you.", "5"}, {"Hello,\n2\nThe delivery was late.", "2"},
		{"not approved", "reject"}, {"approved?", "human"}, {"同意,但是要改日期", "human"}, {"OK but change the date", "human"}, {"OK\nBut please change the date.", "human"}, {"I cannot say yes", "human"}, {"do not approve", "reject"}, {"yes if the price is right", "human"},
		{"I would approve it if I could", "human"}, {"yes\nno", "human"}, {"no\nyes", "human"}, {"1 2", "human"}, {"10", "human"}, {"4.5", "human"}, {"0", "human"}, {"6", "human"}, {"5\nTerrible, we are disappointed.", "human"}, {"1\n非常满意", "human"},
		{"> approved", "human"}, {"", "human"}, {"appr\u200boved", "human"}, {"аpproved", "human"}, {"No, go ahead.", "human"}, {"同意吗？", "human"}, {"我不能说同意", "human"}, {"不是不同意", "human"}, {"We approved the last one, not this.", "human"}, {"确认收到，稍后回复", "human"},
		{"approved approved not", "human"}, {"同意\n价格除外", "human"}, {"同意\n谢谢\n价格除外", "human"}, {"OK\nThanks\nPrice Excluded", "human"}, {"\u202eapproved", "human"}, {"请确认", "human"}, {"Please approve", "human"}, {"No problem", "human"}, {"5\n3", "human"},
		{"OK\n" + strings.Repeat("we do not agree to the price ", 10), "human"}, {"同意\n" + strings.Repeat("但是价格需要重新商议", 10), "human"}, {"OK, " + strings.Repeat("we do not agree to the price ", 10) + ", OK", "human"},
	} {
		if got := Read(test.text, Question{Sender: "Jane Smith (王伟)"}); string(got.Choice) != test.want {
			t.Errorf("%q: %s (%s), want %s", test.text, got.Choice, got.Why, test.want)
		} else if got.Choice == store.ChoiceHuman && got.Why == "" {
			t.Errorf("%q: left to a person without a reason", test.text)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"OK", "同意", "no, because", "5", "Hi,\napproved\nJane", "4/5\nbad"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Read(text, Question{Sender: "Jane"})
		switch got.Choice {
		case "approve", "reject", "human", "1", "2", "3", "4", "5":
		default:
			t.Fatalf("%q: %q", text, got.Choice)
		}
		if quoted := Read(text+"\n> approved\n> 5\n> no", Question{Sender: "Jane"}); quoted.Choice != got.Choice {
			t.Fatalf("%q: %q, with a quotation %q", text, got.Choice, quoted.Choice)
		}
		if hidden := Read(text+"\u200b\u200b", Question{Sender: "Jane"}); hidden.Choice != "human" && strings.TrimSpace(text) != "" && !strings.Contains(text, ">") && !strings.Contains(text, "＞") {
			t.Fatalf("%q: with hidden characters %q", text, hidden.Choice)
		}
		if negated := Read("not "+text, Question{Sender: "Jane"}); negated.Choice == store.ChoiceApprove && !strings.ContainsAny(text, "\n\r") {
			t.Fatalf("not %q is an approval", text)
		}
	})
}
