package templates

import (
	"time"

	"rapport/store"
)

// ActionItem is an action item as people are shown it.
type ActionItem struct {
	N       int // by which the answer names it, from 1
	Number  int // in its project; 0: it has none yet
	What    string
	Owner   string    // name; "" nobody
	Unknown bool      // the owner is no contact of the project
	Due     time.Time // zero: no day was named
	Done    bool
	Dropped bool // it need not be done
	Overdue bool
}

// Actions is the data of action: somebody gets their action items, or is reminded.
type Actions struct {
	Project store.Project
	Name    string
	Stage   int // 0: they are new, 1: they are due soon, 2: they are late
	Items   []ActionItem
}

// ActionReceipt is the data of action-receipt: somebody is told what became of their
// answer.
type ActionReceipt struct {
	Project store.Project
	Name    string
	PM      bool   // they are the PM, and the items perhaps somebody else's
	What    string // one of the store's Tell words
	Items   []ActionItem
}

// ActionNote is the data of action-note: a PM is told what somebody wrote of their
// action items, or that these are late.
type ActionNote struct {
	Project store.Project
	PM      string
	Who     store.Address
	Words   string // "": the items are late
	Items   []ActionItem
}
