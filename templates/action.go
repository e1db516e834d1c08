package templates

import (
	"time"

	"rapport/store"
)

// ActionItem is an action item as people are shown it.
type ActionItem struct {
	N       int // by which the answer names it, from 1
	Number  int // in its project; 0: it has none yet
	What    string
	Owner   string    // name; "" nobody
	Unknown bool      // the owner is no contact of the project
	Due     time.Time // zero: no day was named
	Done    bool
	Dropped bool // it need not be done
	Overdue bool
}

// Actions is the data of action: somebody gets their action items, or is reminded.
type Actions struct {
	Project store.Project
	Name    string
	Stage   int // 0: they are new, 1: they are due soon, 2: they are late
	Items   []ActionItem
}

// ActionReceipt is the data of action-receipt: somebody is told what became of their
// answer.
type ActionReceipt struct {
	Project store.Project
	Name    string
	PM      bool   // they are the PM, and the items perhaps somebody else's
	What    string // one of the store's Tell words
	Items   []ActionItem
}

// ActionNote is the data of action-note: a PM is told what somebody wrote of their
// action items, or that these are late.
type ActionNote struct {
	Project store.Project
	PM      string
	Who     store.Address
	Words   string // "": the items are late
	Items   []ActionItem
}

// actionItems returns one action item of each sort.
func (s sampler) actionItems() []ActionItem {
	return []ActionItem{
		{N: 1, Number: 4, What: s.pick("提供测试账号名单", "List of test accounts"), Owner: s.client().Name, Due: day(time.March, 4), Overdue: true},
		{N: 2, Number: 5, What: s.pick("部署测试环境", "Deploy the test environment"), Owner: s.pm().Name, Due: day(time.March, 12)},
		{N: 3, Number: 6, What: s.pick("联系短信供应商", "Ask the supplier of text messages")},
	}
}

// Action makes the samples of action.
func (s sampler) Action() []any {
	project, items := s.project(), s.actionItems()
	return []any{
		Actions{project, s.client().Name, 0, items},
		Actions{project, "", 0, items[1:2]},
		Actions{project, s.client().Name, 1, items[1:2]},
		Actions{project, "", 2, items[:2]},
	}
}

// ActionReceipt makes the samples of action-receipt.
func (s sampler) ActionReceipt() []any {
	project, items, done := s.project(), s.actionItems(), s.actionItems()
	done[0].Done, done[0].Overdue = true, false
	dropped := s.actionItems()[:2]
	dropped[0].Dropped, dropped[0].Overdue, dropped[1].Due = true, false, day(time.March, 20)
	return []any{
		ActionReceipt{project, s.client().Name, false, store.ReceiptRecorded, done},
		ActionReceipt{project, "", false, store.ReceiptPassedOn, items[:1]},
		ActionReceipt{project, "", false, store.ReceiptPassedOn, items[:2]},
		ActionReceipt{project, s.pm().Name, true, store.ReceiptUnclear, items[:2]},
		ActionReceipt{project, s.pm().Name, true, store.ReceiptRecorded, dropped},
	}
}

// ActionNote makes the samples of action-note.
func (s sampler) ActionNote() []any {
	project, items, done := s.project(), s.actionItems(), s.actionItems()
	done[0].Done, done[0].Overdue = true, false
	return []any{
		ActionNote{project, s.pm().Name, s.client(), s.pick("名单周五才能给。", "The list will be ready on Friday."), items[:1]},
		ActionNote{project, "", s.client(), s.pick("都要推迟。", "Both will be late."), done[:2]},
		ActionNote{project, "", s.client(), "", items[:1]},
		ActionNote{project, "", store.Address{Address: "wang@acme.example"}, "", items[:2]},
	}
}
