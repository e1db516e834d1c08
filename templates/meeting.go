package templates

import (
	"time"

	"rapport/store"
)

// MinutesAsk is the data of minutes-ask: a PM is asked for the minutes of a meeting.
type MinutesAsk struct {
	Project    store.Project
	PM         string
	Title      string // may be empty
	Start, End time.Time
	Again      bool
}
