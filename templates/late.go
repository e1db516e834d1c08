package templates

import (
	"time"

	"rapport/store"
)

// AnswerLate is the data of answer-late: somebody is told that their answer came when
// the time to answer was over.
type AnswerLate struct {
	Project  store.Project
	Name     string
	PM       bool // they are a PM
	Asked    time.Time
	Until    time.Time
	Managers []store.Address // to whom their answer to this goes
}

// AnswerLate makes the samples of answer-late.
func (s sampler) AnswerLate() []any {
	late := AnswerLate{Project: s.project(), Name: s.client().Name, Asked: day(time.March, 2), Until: day(time.March, 9), Managers: []store.Address{s.pm()}}
	return []any{late, AnswerLate{Project: late.Project, PM: true, Asked: late.Asked, Until: late.Until}}
}
