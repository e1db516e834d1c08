package templates

import (
	"time"

	"rapport/store"
)

// MinutesAsk is the data of minutes-ask, which asks a PM for the minutes of a meeting.
type MinutesAsk struct {
	Project    store.Project
	PM         string
	Title      string // may be empty
	Start, End time.Time
	Again      bool
}

// MinutesAsk makes the samples of minutes-ask.
func (s sampler) MinutesAsk() []any {
	one := MinutesAsk{Project: s.project(), PM: s.pm().Name, Title: s.pick("第三次周会", "Third weekly meeting"), Start: day(time.March, 5).Add(14 * time.Hour), End: day(time.March, 5).Add(15 * time.Hour)}
	return []any{one, MinutesAsk{Project: one.Project, Start: one.Start, End: one.End, Again: true}}
}
