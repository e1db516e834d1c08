package templates

import (
	"time"

	"rapport/store"
)

// Case is the data of case: the PM is warned that a client waits for an answer.
type Case struct {
	Project store.Project
	PM      string
	Number  int
	Kind    store.Ask
	Title   string
	Words   string // of the client
	From    store.Address
	Opened  time.Time
	Due     time.Time
	Overdue bool
	Solve   bool          // it is the clock to a solution; else to an answer
	Owner   store.Address // whose case it is; empty: nobody's
	// OwnerOnly says that the mail goes to the owner, who is no PM.
	OwnerOnly bool
}

// CaseAck is the data of case-ack: a client is told that what they asked has a
// number, and when an answer is due.
type CaseAck struct {
	Project store.Project
	Name    string
	Number  int
	Title   string
	Kind    store.Ask
	Due     time.Time // zero: no clock says so
}

// CaseReceipt is the data of case-receipt: a PM is told what became of their answer.
type CaseReceipt struct {
	Project store.Project
	PM      string
	Number  int
	Title   string
	Kind    store.Ask
	State   store.CaseState
	Owner   store.Address
	Merged  int
	What    string // one of the store's Tell words
}
