package templates

import (
	"time"

	"rapport/store"
)

// CommandStatus is the data of command-status: how projects stand, for a PM or a client
// who asked.
type CommandStatus struct {
	Name     string
	Client   bool
	Projects []ProjectStatus
}

// ProjectStatus is how one project stands.
type ProjectStatus struct {
	Project store.Project
	Last    *Report   // that was sent; nil where there was none
	Next    time.Time // when a report is due; zero: none is planned
	Items   []DigestItem
}

// CommandOpen is the data of command-open: what waits.
type CommandOpen struct {
	Name     string
	Projects []string
	Items    []DigestItem
	More     int
}

// CommandLog is the data of command-log: what was written.
type CommandLog struct {
	Name     string
	Projects []string
	From, To time.Time // the first and the last day
	Entries  []LogEntry
	Count    int // of all there are
	More     int // that are not among Entries
}

// LogEntry is a line of the communication log.
type LogEntry struct {
	Entry   int64
	Project string
	At      time.Time
	From    store.Address
	Kind    store.Kind
	Subject string
	Excerpt string
}

// CommandHelp is the data of command-help: what may be asked, and what was not
// understood.
type CommandHelp struct {
	Name     string
	Unread   string
	Projects []string
}
