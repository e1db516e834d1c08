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

// CommandStatus makes the samples of command-status.
func (s sampler) CommandStatus() []any {
	digest, report := s.Digest()[0].(Digest), s.fullReport()
	report.Figures = nil
	one := ProjectStatus{Project: report.Project, Last: &report, Next: day(time.March, 13).Add(16 * time.Hour), Items: digest.Items[:2]}
	return []any{
		CommandStatus{Name: s.pm().Name, Projects: []ProjectStatus{one, {Project: digest.Projects[1]}}},
		CommandStatus{Client: true, Projects: []ProjectStatus{{Project: report.Project, Items: digest.Items[:1]}}},
	}
}

// CommandOpen makes the samples of command-open.
func (s sampler) CommandOpen() []any {
	return []any{CommandOpen{s.pm().Name, []string{"ACME"}, s.Digest()[0].(Digest).Items, 3}, CommandOpen{"", []string{"ACME", "LHKJ"}, nil, 0}}
}

// CommandLog makes the samples of command-log.
func (s sampler) CommandLog() []any {
	entries := []LogEntry{
		{1, "ACME", day(time.March, 5).Add(9 * time.Hour), s.client(), store.KindHuman, s.pick("测试账号", "Test accounts"), s.pick("测试账号什么时候可以用？", "When can we use the test accounts?")},
		{2, "LHKJ", day(time.March, 5).Add(10 * time.Hour), s.pm(), store.KindHuman, "", ""},
	}
	return []any{
		CommandLog{s.pm().Name, []string{"ACME", "LHKJ"}, day(time.March, 2), day(time.March, 6), entries, 12, 10},
		CommandLog{"", []string{"ACME"}, day(time.March, 2), day(time.March, 2), nil, 0, 0},
		CommandLog{"", []string{"ACME"}, day(time.March, 2), day(time.March, 2), entries[:1], 1, 0},
	}
}

// CommandHelp makes the samples of command-help.
func (s sampler) CommandHelp() []any {
	return []any{CommandHelp{s.pm().Name, "statsu", []string{"ACME", "LHKJ"}}, CommandHelp{Projects: []string{"ACME"}}}
}
