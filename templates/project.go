package templates

import "rapport/store"

// ProjectAsk is the data of project-ask, which asks a PM which project a mail is for that
// they sent to the log address, and reports what became of it.
type ProjectAsk struct {
	Name     string // may be empty
	Subject  string // of the mail; may be empty
	Words    string // its first words; may be empty
	What     string // one of the store's Receipt words
	Filed    string // the project that it is filed under; "" for none
	Projects []store.Project
}

// ProjectAsk makes the samples of project-ask.
func (s sampler) ProjectAsk() []any {
	one := ProjectAsk{Name: s.pm().Name, Subject: s.pick("会议纪要：3 月 5 日", "Minutes of 5 March"), Words: s.pick("上线日期定为 4 月 17 日。", "The launch is on 17 April."), What: store.ReceiptAskedAgain, Projects: s.Digest()[0].(Digest).Projects}
	unclear, filed, none := one, one, one
	unclear.What, unclear.Words = store.ReceiptUnclear, ""
	filed.What, filed.Filed = store.ReceiptRecorded, "ACME"
	none.What, none.Name, none.Subject = store.ReceiptRecorded, "", ""
	settled := filed
	settled.What = store.ReceiptSettled
	return []any{one, unclear, filed, none, settled}
}
