package offer

import (
	"testing"
	"time"

	"rapport/classify/answer"
	"rapport/store"
)

func TestOf(t *testing.T) {
	sent := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	for _, c := range [][3]string{
		{"Minutes of our meeting", "Decided: the start page gets a video.\nAction: Bob sends the film by Friday.", "minutes"},
		{"Results of today's workshop", "Dear Anna,\nhere is what we agreed:\n- one login for all\n- test in April", "minutes"},
		{"Yesterday", "Attendees: Anna, Bob\nActions:\n1. Li orders the screens\n2. Bob clears the hall", "minutes"},
		{"[ACME] Rollout plan", "Berlin: 9 March\nHamburg: 16 March\nMunich: 23 March", "plan"},
		{"New timeline", "Our plan is this: design until 13 March, build until 27 March, launch on 7 April.", "plan"},
		{"Acceptance of phase 1", "For your acceptance:\n1. search\n2. filters\nPlease accept by 20 March.", "acceptance"},
		{"Change request 5", "You asked for a second language, which is outside the contract. Cost: 4,000.", "change"},
		{"Second language", "The second language is not covered by our contract. Additional cost 4,000 euros, the launch moves to 30 March.", "change"},
		{"会议纪要（3月2日）", "决议：首页增加视频。\n待办：李工周五前提供。", "minutes"},
		{"二期项目计划", "3月9日设计，3月16日开发，3月30日测试。", "plan"},
		{"一期验收", "验收内容如下：\n1. 搜索\n2. 筛选\n请签字确认。", "acceptance"},
		{"变更申请：双语", "双语超出合同范围，费用4000元，工期顺延一周。", "change"},

		{"Re: Minutes of our meeting", "Thanks, I will correct point 2.", ""},
		{"Minutes", "Did you get the minutes?", ""},
		{"Change request", "We have received your change request.", ""},
		{"Weekly report", "This week: login. Next week: search. Risks: none.", ""},
		{"Agenda", "1. Progress\n2. Decisions\n3. Next meeting", ""},
		{"Plan", "What is your plan for lunch?", ""},
		{"Acceptance", "", ""},
		{"Hello", "1. apples\n2. pears", ""},
		{"会议通知", "周五10点开会，请参加。", ""},
		{"计划", "您三月有什么计划？", ""},
		{"变更", "变更已上线。", ""},
	} {
		if got := Of(c[0], c[1], sent); string(got) != c[2] {
			t.Errorf("%q, %q: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestAgrees(t *testing.T) {
	for text, want := range map[string]bool{
		"Agreed.":                               true,
		"Hi Li,\nwe accept the new plan.\nAnna": true,
		"Approved, please start on 9 March.":    true,
		"Fine, go ahead with variant B.":        true,
		"同意，3月9日开始。":                            true,
		"好的，同意方案二。":                             true,
		"Approved, but start on 9 March.":       false,
		"Agreed if it costs nothing.":           false,
		"We do not agree.":                      false,
		"Thanks for the plan.":                  false,
		"I will ask my boss whether he agrees.": false,
		"Is that agreed with Bob?":              false,
		"不同意方案二。":                               false,
		"如果价格不变就同意。":                            false,
		"收到。":                                   false,
	} {
		said := answer.Read(text, answer.Question{})
		if got := Agrees(text, &said.StatedChoice); got != want {
			t.Errorf("%q (%s): %v, want %v", text, said.Why, got, want)
		}
	}
	if Agrees("Agreed.", nil) || !Agrees("Agreed.", &store.StatedChoice{Choice: store.ChoiceApprove}) {
		t.Error("without a reading")
	}
}
