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
}
