package templates

import (
	"time"

	"rapport/store"
)

// Agenda is the data of agenda, which tells those invited what a meeting is to be about.
type Agenda struct {
	Confirmed
	Name  string // of who gets it; may be empty
	Start time.Time
}

// Agenda makes the samples of agenda.
func (s sampler) Agenda() []any {
	one := Agenda{Confirmed: s.agenda(), Name: s.client().Name, Start: day(time.March, 5).Add(14 * time.Hour)}
	nameless := one
	nameless.Name = ""
	return []any{one, nameless}
}

// agenda is one for the PM to approve.
func (s sampler) agenda() Confirmed {
	return Confirmed{Project: s.project(), Kind: store.Agenda, Title: s.pick("第三次周会", "Third weekly meeting"), Number: 5, Version: 1,
		Text: s.pick("## 未完成的待办\n\n- 王芳：提供测试账号（3月10日）\n\n## 待决定\n\n- 变更申请 2：增加英文版", "## Open action items\n\n- Wang Fang: list of test accounts (10 March)\n\n## To be decided\n\n- Change request 2: an English version")}
}
