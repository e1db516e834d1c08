package templates

import (
	"time"

	"rapport/store"
)

// ClientReminder is the data of client-reminder, which reminds a client of what they owe, at the
// wish of the PM.
type ClientReminder struct {
	Project store.Project
	Name    string    // of the one recipient; "" where there are several
	Kind    string    // question, decision, action or case
	What    string    // the question, decision or item; of a case, its title
	Since   time.Time // when they were asked
	Due     time.Time // zero if it has no date
	Overdue bool
}

// ClientReminder makes the samples of client-reminder.
func (s sampler) ClientReminder() []any {
	one := ClientReminder{Project: s.project(), Name: s.client().Name, Kind: string(store.AwaitedQuestion), What: s.pick("三月的发票应开给哪家公司？", "Which company is the invoice for?"), Since: day(time.March, 2)}
	decision, late, action, undated, waits := one, one, one, one, one
	decision.Kind, decision.What, decision.Due = string(store.AwaitedDecision), s.pick("选定主色调", "Choose the main colour"), day(time.March, 9)
	late = decision
	late.Overdue, late.Name = true, ""
	action.Kind, action.What, action.Due = store.ItemAction, s.pick("提供测试账号名单", "List of test accounts"), day(time.March, 9)
	undated.Kind, undated.What = store.ItemAction, action.What
	waits.Kind, waits.What = store.ItemCase, s.caseTitle()
	overdue := action
	overdue.Overdue = true
	untitled := waits
	untitled.What = ""
	return []any{one, decision, late, action, undated, overdue, waits, untitled}
}
