package templates

import (
	"time"

	"rapport/store"
)

// ActionItem is an action item as a mail shows it.
type ActionItem struct {
	N       int // by which a reply names it, from 1
	Number  int // in its project; 0 if it has none yet
	What    string
	Owner   string    // the name, or "" if it has none
	Unknown bool      // the owner is not a contact of the project
	Due     time.Time // zero if it has no due date
	Done    bool
	Dropped bool // it is no longer needed
	Overdue bool
}

// Actions is the data of action, which sends an owner their action items, or reminds
// them.
type Actions struct {
	Project store.Project
	Name    string
	Stage   int // 0: the items are new, 1: due soon, 2: overdue
	Items   []ActionItem
	Files   []File // that the PM sent with new ones
}

// ActionReceipt is the data of action-receipt, which reports the outcome of a reply
// about action items to its sender.
type ActionReceipt struct {
	Project store.Project
	Name    string
	PM      bool   // the sender is a PM, who may not own the items
	What    string // one of the store's Tell words
	Items   []ActionItem
}

// ActionNote is the data of action-note, which passes on to the PM what an owner wrote
// about their action items, or reports that these are overdue.
type ActionNote struct {
	Project store.Project
	PM      string
	Who     store.Address
	Words   string // "" if the items are overdue
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
		Actions{project, s.client().Name, 0, items, nil},
		Actions{project, "", 0, items[1:2], nil},
		Actions{project, s.client().Name, 1, items[1:2], nil},
		Actions{project, "", 2, items[:2], nil},
		Actions{project, s.client().Name, 0, items, s.files()},
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
