package templates

import (
	"time"

	"rapport/store"
)

// Unfiled is the data of unfiled: a PM is told of mail that fits no project, and
// says in a few words where it belongs.
type Unfiled struct {
	PM       string // the name; may be empty
	Mails    []UnfiledMail
	More     int             // that are not in the list
	Projects []store.Project // that there are
}

// UnfiledMail is one of them.
type UnfiledMail struct {
	N         int // by which the answer names it
	From      store.Address
	Date      time.Time
	Subject   string
	Excerpt   string   // how its text begins, on one line
	Suggested []string // codes of projects, the most likely first
}

// Sorted is the data of sorted: what became of such an answer.
type Sorted struct {
	PM       string
	Done     []SortedMail
	Already  []SortedMail // somebody had filed them, there
	Problems []string     // words of the answer that were not understood
}

// SortedMail is a mail and where it belongs.
type SortedMail struct {
	UnfiledMail
	Project string // "" for none
}
