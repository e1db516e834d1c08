package templates

import (
	"time"

	"rapport/store"
)

// AnswerLate is the data of answer-late, which reports to a sender that their reply
// arrived after its deadline and had no effect.
type AnswerLate struct {
	Project  store.Project
	Name     string
	PM       bool // the sender is a PM
	Asked    time.Time
	Until    time.Time
	Managers []store.Address // who receive a reply to this mail
}

// AnswerBlank is the data of answer-blank, which reports to a sender, with the PMs in copy,
// that their reply has no words.
type AnswerBlank struct {
	Project store.Project
	Name    string
	PM      bool // the sender is a PM
	Asked   time.Time
	Files   string // the names of the files in it
}

// AnswerBlank makes the samples of answer-blank.
func (s sampler) AnswerBlank() []any {
	blank := AnswerBlank{Project: s.project(), Name: s.client().Name, Asked: day(time.March, 2), Files: s.pick("签字页.jpg", "signed.jpg")}
	return []any{blank, AnswerBlank{Project: blank.Project, PM: true, Asked: blank.Asked}}
}

// AnswerLate makes the samples of answer-late.
func (s sampler) AnswerLate() []any {
	late := AnswerLate{Project: s.project(), Name: s.client().Name, Asked: day(time.March, 2), Until: day(time.March, 9), Managers: []store.Address{s.pm()}}
	return []any{late, AnswerLate{Project: late.Project, PM: true, Asked: late.Asked, Until: late.Until}}
}
