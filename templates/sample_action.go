package templates

import (
	"time"

	"rapport/store"
)

// actionItems has one of each sort.
func (s sampler) actionItems() []ActionItem {
	return []ActionItem{
		{N: 1, Number: 4, What: s.pick("提供测试账号名单", "List of test accounts"), Owner: s.client().Name, Due: day(time.March, 4), Overdue: true},
		{N: 2, Number: 5, What: s.pick("部署测试环境", "Deploy the test environment"), Owner: s.pm().Name, Due: day(time.March, 12)},
		{N: 3, Number: 6, What: s.pick("联系短信供应商", "Ask the supplier of text messages")},
	}
}

// actions gives the samples of the mail about action items.
func (s sampler) actions(name string, project store.Project) []any {
	items := s.actionItems()
	done := s.actionItems()
	done[0].Done, done[0].Overdue = true, false
	dropped := s.actionItems()[:2]
	dropped[0].Dropped, dropped[0].Overdue, dropped[1].Due = true, false, day(time.March, 20)
	switch name {
	case "action-receipt":
		return []any{ActionReceipt{project, s.client().Name, false, store.ReceiptRecorded, done}, ActionReceipt{project, "", false, store.ReceiptPassedOn, items[:1]}, ActionReceipt{project, "", false, store.ReceiptPassedOn, items[:2]}, ActionReceipt{project, s.pm().Name, true, store.ReceiptUnclear, items[:2]}, ActionReceipt{project, s.pm().Name, true, store.ReceiptRecorded, dropped}}
	case "action-note":
		return []any{ActionNote{project, s.pm().Name, s.client(), s.pick("名单周五才能给。", "The list will be ready on Friday."), items[:1]}, ActionNote{project, "", s.client(), s.pick("都要推迟。", "Both will be late."), done[:2]}, ActionNote{project, "", s.client(), "", items[:1]}, ActionNote{project, "", store.Address{Address: "wang@acme.example"}, "", items[:2]}}
	}
	return []any{Actions{project, s.client().Name, 0, items}, Actions{project, "", 0, items[1:2]}, Actions{project, s.client().Name, 1, items[1:2]}, Actions{project, "", 2, items[:2]}}
}
