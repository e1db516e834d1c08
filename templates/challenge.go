package templates

import (
	"time"

	"rapport/store"
)

// Challenge is the data of challenge, which asks somebody whether they wrote a reply that
// has no effect until they say so.
type Challenge struct {
	Project store.Project
	Name    string // may be empty
	Subject string // of the reply; may be empty
	Words   string // what was written
	What    string // one of the store's Receipt words
	At      time.Time
}

// Challenge makes the samples of challenge.
func (s sampler) Challenge() []any {
	one := Challenge{Project: s.project(), Name: s.pm().Name, Subject: s.pick("请您审阅：会议纪要《第三次周会》", "For your review: minutes “Third weekly meeting”"), Words: s.pick("可以发送", "ok"), What: store.ReceiptAskedAgain, At: day(time.March, 5).Add(9 * time.Hour)}
	unclear, none := one, one
	unclear.What, none.What, none.Name = store.ReceiptUnclear, store.ReceiptWithdrawn, ""
	return []any{one, unclear, none, Challenge{Project: one.Project, Words: s.pick("上线改为 4 月 17 日。\n\n请更新纪要。", "The launch is on 17 April.\n\nPlease correct the minutes."), At: one.At}}
}
