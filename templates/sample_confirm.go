package templates

import (
	"time"

	"rapport/store"
)

// confirmations gives the samples of the mail about texts to confirm.
func (s sampler) confirmations(name string, project store.Project) []any {
	first := Confirmed{Project: project, Kind: store.Minutes, Title: s.pick("第三次周会", "Third weekly meeting"), Number: 3, Version: 1,
		Text: s.pick("与会：王芳、李敏\n\n**决定**\n\n- 首页采用深蓝色\n- 上线时间 4 月 10 日\n\n**待办**\n\n- 王芳：3 月 10 日前提供测试账号",
			"Present: Wang Fang, Li Min\n\n**Decisions**\n\n- The home page is dark blue\n- Launch on 10 April\n\n**Actions**\n\n- Wang Fang: list of test accounts by 10 March")}
	second := first
	second.Version, second.Kind = 2, store.Solution
	changes := []Change{{false, s.pick("上线时间 4 月 10 日", "Launch on 10 April")}, {true, s.pick("上线时间 4 月 17 日", "Launch on 17 April")}}
	change := first
	change.Kind, change.Title, change.Binds = store.ChangeRequest, s.pick("增加会员积分", "Bonus points for members"), true
	change.Text = ChangeText(s.language, s.pick("希望首页能显示会员积分。", "The home page should show a member’s bonus points."),
		s.pick("范围：首页和会员中心各增加一个模块。\n\n进度：上线推迟 3 个工作日，改为 4 月 15 日。\n\n费用：增加 6,000 元。", "Scope: one more part on the home page and in the account.\n\nTime: launch three working days later, on 15 April.\n\nCost: EUR 800 more."))
	settlement := change
	settlement.Kind, settlement.Title = store.Settlement, s.pick("第二期付款", "The second payment")
	people := []store.Address{s.client(), {Name: s.pick("陈静", "Jane Porter"), Address: "jane@acme.example"}}
	deadline := day(time.March, 11)
	switch name {
	case "confirm-draft":
		found := &Found{[]store.Address{s.client(), {Name: s.pick("赵磊", "Tom Baker")}}, []string{s.pick("首页采用深蓝色", "The home page is dark blue")}, s.actionItems()}
		found.Actions[0].Unknown = true
		opened := first
		opened.Open = s.actionItems()
		return []any{ConfirmDraft{opened, s.pm().Name, people, 3, store.PolicyAll, nil, found}, ConfirmDraft{second, "", people[:1], 1, store.PolicySilence, changes, nil}, ConfirmDraft{first, "", people, 3, store.PolicyAny, nil, &Found{Actions: found.Actions[:1]}}}
	case "confirm", "confirm-reminder":
		opened := first
		opened.Open = s.actionItems()[:1]
		return []any{Confirm{opened, s.client().Name, deadline, store.PolicyAll, nil, false}, Confirm{second, "", deadline, store.PolicySilence, changes, false}, Confirm{change, s.client().Name, deadline, store.PolicyAll, nil, false}, Confirm{settlement, "", deadline, store.PolicyAll, nil, true}}
	case "confirm-receipt":
		var list []any
		for _, what := range []string{store.ReceiptRecorded, store.ReceiptAskedAgain, store.ReceiptPassedOn, store.ReceiptOldVersion, store.ReceiptLate} {
			list = append(list, ConfirmReceipt{Confirmed: first, Name: s.client().Name, What: what, Outcome: store.OutcomeConfirmed})
		}
		for _, what := range []string{store.ReceiptRecorded, store.ReceiptAskedAgain, store.ReceiptRejected, store.ReceiptLate} {
			list = append(list, ConfirmReceipt{Confirmed: change, Name: s.client().Name, What: what, Outcome: store.OutcomeConfirmed, From: day(time.March, 11).Add(10 * time.Hour)})
		}
		list = append(list, ConfirmReceipt{Confirmed: change, What: store.ReceiptLate, Outcome: store.OutcomeRejected})
		return append(list, ConfirmReceipt{Confirmed: second, What: store.ReceiptLate, Outcome: store.OutcomeSilence}, ConfirmReceipt{Confirmed: second, What: store.ReceiptLate})
	case "confirm-done":
		asked := ConfirmDone{Confirmed: first, PM: s.pm().Name, What: store.ReceiptSent, State: store.ConfirmationAsked, Waiting: people, Deadline: deadline}
		spoken, reminded, withdrawn, nobody := asked, asked, asked, asked
		spoken.What, spoken.Whom, spoken.Waiting, spoken.PM = store.ReceiptConfirmedFor, people[0].Name, people[1:], ""
		reminded.What, reminded.Waiting = store.ReceiptReminded, people[:1]
		withdrawn.What, withdrawn.State, withdrawn.Waiting = store.ReceiptWithdrawn, store.ConfirmationWithdrawn, nil
		nobody.What, nobody.Whom = store.ReceiptUnknownPerson, s.pick("王", "Wang")
		list := []any{asked, spoken, reminded, withdrawn, nobody, ConfirmDone{Confirmed: settlement, What: store.ReceiptEscalated, State: store.ConfirmationWithdrawn}}
		for _, state := range []store.ConfirmationState{store.ConfirmationSettled, store.ConfirmationWithdrawn, store.ConfirmationProposed} {
			list = append(list, ConfirmDone{Confirmed: first, What: store.ReceiptNoEffect, State: state})
		}
		return append(list, ConfirmDone{Confirmed: second, What: store.ReceiptNoEffect, State: store.ConfirmationAsked, Old: true})
	case "confirm-note":
		words := s.pick("上线应为 4 月 17 日。", "The launch is on 17 April.")
		return []any{ConfirmNote{Confirmed: first, PM: s.pm().Name, Who: s.client(), Words: words}, ConfirmNote{Confirmed: first, Waiting: people, Unreached: people[:1]}, ConfirmNote{Confirmed: second, Who: s.client(), Words: words, Old: true, Settled: true},
			ConfirmNote{Confirmed: first, PM: s.pm().Name, Who: store.Address{Address: "zhou@acme.example"}, Words: s.pick("确认", "Confirmed."), NotAsked: true},
			ConfirmNote{Confirmed: settlement, PM: s.pm().Name, Who: s.client(), From: day(time.March, 11).Add(10 * time.Hour)}}
	}
	voices := []store.Confirmer{{Version: 1, Address: people[0].Address, Name: people[0].Name, State: store.ConfirmerConfirmed, At: deadline}, {Version: 1, Address: people[1].Address, State: store.ConfirmerWaiting}}
	disputed := append([]store.Confirmer{{Version: 2, Address: people[1].Address, State: store.ConfirmerObjected, At: deadline}}, voices[0])
	disputed[1].By = s.pm().Name
	return []any{ConfirmOutcome{first, store.OutcomeConfirmed, voices[:1]}, ConfirmOutcome{second, store.OutcomeSilence, voices}, ConfirmOutcome{second, store.OutcomeDisputed, disputed}, ConfirmOutcome{change, store.OutcomeConfirmed, voices[:1]}, ConfirmOutcome{change, store.OutcomeRejected, disputed[:1]}}
}
