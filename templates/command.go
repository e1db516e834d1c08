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

// CommandLog is the data of command-log: what passed between the two sides.
type CommandLog struct {
	Name     string
	Projects []string
	From, To time.Time // the first and the last day
	Entries  []LogEntry
	Count    int  // of all there are
	More     int  // that are not among Entries
	Attached bool // the whole is attached, to be read in a browser
	TooLarge bool // it would be, and is too large for one email
}

// LogEntry is a line of the communication log: a mail, or how a matter stands.
type LogEntry struct {
	Project string
	At      time.Time
	Matter  string // set: the line of it, and nothing else counts
	From    string // who wrote it; by name and address where that is no contact's
	Mark    string // what is to be known of them, or ""
	Subject string
	Excerpt string
}

// CommandExport is the data of command-export: the log as files to hand over.
type CommandExport struct {
	Name     string
	Projects []string
	Attached []string // names of the files
	TooLarge []string // codes of the projects whose file is too large for one email
}

// CommandAgreed is the data of command-agreed: the decisions in force.
type CommandAgreed struct {
	Name       string
	Projects   []string
	Agreements []Agreement
}

// Agreement is a decision that is in force.
type Agreement struct {
	Project string
	Kind    store.ConfirmationKind
	Number  int
	Title   string
	Version int
	Silence bool                 // nobody objected in time
	Stage   store.ProcedureState // of a change
	At      time.Time
	By      []AgreedBy
}

// AgreedBy is one person's agreement, with the mail that has it.
type AgreedBy struct {
	Name   string
	At     time.Time
	Words  string
	Stated string // who said it for them; "" themselves
	Deputy string // who answered in their place; "" themselves
	Entry  int64  // of their mail; 0: none
	Proof  string // as store.AgreedBy has it
}

// CommandMark is the data of command-mark: whom an entry is for now.
type CommandMark struct {
	Name     string
	Projects []string
	Entry    int64 // its number
	Internal bool  // it is for the team alone now
	Found    bool  // there is such an entry; otherwise nothing of the rest is set
	Project  string
	From     string
	Subject  string
	At       time.Time
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
		{Project: "ACME", At: day(time.March, 5).Add(9 * time.Hour), From: s.client().Name, Subject: s.pick("测试账号", "Test accounts"), Excerpt: s.pick("测试账号什么时候可以用？", "When can we use the test accounts?")},
		{Project: "LHKJ", At: day(time.March, 5).Add(10 * time.Hour), From: s.pm().Name},
		{Project: "ACME", At: day(time.March, 6).Add(9 * time.Hour), Matter: s.pick("会议纪要 3：第 2 版由王芳确认，3月6日 · 第三次周会", "minutes 3: version 2 confirmed by Wang Fang, 6 Mar · Third weekly meeting")},
		{Project: "ACME", At: day(time.March, 6).Add(10 * time.Hour), From: s.client().Name + " <wang@acme.invalid>", Mark: s.pick("不是王芳的已知地址", "not an address of Wang Fang"), Subject: s.pick("付款账号", "Bank details"), Excerpt: s.pick("请改用新账号。", "Please use the new account.")},
	}
	return []any{
		CommandLog{Name: s.pm().Name, Projects: []string{"ACME", "LHKJ"}, From: day(time.March, 2), To: day(time.March, 6), Entries: entries, Count: 12, More: 8, Attached: true},
		CommandLog{Projects: []string{"ACME"}, From: day(time.March, 2), To: day(time.March, 2)},
		CommandLog{Projects: []string{"ACME"}, From: day(time.March, 2), To: day(time.March, 2), Entries: entries[:1], Count: 1, TooLarge: true},
		CommandLog{Projects: []string{"ACME"}, From: day(time.March, 2), To: day(time.March, 2), Entries: entries[:1], Count: 3, More: 2},
	}
}

// CommandExport makes the samples of command-export.
func (s sampler) CommandExport() []any {
	return []any{
		CommandExport{s.pm().Name, []string{"ACME", "LHKJ"}, []string{"ACME-2026-03-06.zip"}, []string{"LHKJ"}},
		CommandExport{"", []string{"ACME"}, []string{"ACME-2026-03-06.zip"}, nil},
	}
}

// CommandAgreed makes the samples of command-agreed.
func (s sampler) CommandAgreed() []any {
	list := []Agreement{
		{
			Project: "ACME", Kind: store.Minutes, Number: 3, Title: s.pick("第三次周会", "Third weekly meeting"), Version: 2, At: day(time.March, 6).Add(9 * time.Hour),
			By: []AgreedBy{
				{Name: s.client().Name, At: day(time.March, 6).Add(9 * time.Hour), Words: s.pick("确认，谢谢。", "Confirmed, thank you."), Entry: 17, Proof: "round trip, authenticated", Deputy: s.pick("陈静", "Jane Porter")},
				{Name: s.pick("赵强", "Zhao Qiang"), At: day(time.March, 6).Add(8 * time.Hour), Stated: s.pm().Name, Proof: "at the shell"},
			},
		},
		{
			Project: "LHKJ", Kind: store.ChangeRequest, Number: 1, Title: s.pick("发票抬头", "Invoice heading"), Version: 1, Stage: store.ChangeVerified, At: day(time.March, 5),
			By: []AgreedBy{{Name: s.client().Name, At: day(time.March, 5), Entry: 21, Proof: "challenge, unauthenticated"}},
		},
		{Project: "ACME", Kind: store.ProjectPlan, Number: 4, Title: s.pick("项目计划", "Project plan"), Version: 1, Silence: true, At: day(time.March, 4)},
		{Project: "ACME", Kind: store.Scope, Number: 5, Title: s.pick("范围说明", "Scope"), Version: 1, At: day(time.March, 4), By: []AgreedBy{{Name: s.client().Name, At: day(time.March, 4), Entry: 9, Proof: "by Message-ID, authenticated"}}},
	}
	return []any{
		CommandAgreed{s.pm().Name, []string{"ACME", "LHKJ"}, list},
		CommandAgreed{"", []string{"ACME"}, nil},
		CommandAgreed{"", []string{"ACME"}, list[:1]},
	}
}

// CommandMark makes the samples of command-mark.
func (s sampler) CommandMark() []any {
	one := CommandMark{Name: s.pm().Name, Projects: []string{"ACME"}, Entry: 17, Internal: true, Found: true, Project: "ACME", From: s.client().Name, Subject: s.pick("测试账号", "Test accounts"), At: day(time.March, 5).Add(9 * time.Hour)}
	shared := one
	shared.Internal, shared.Subject, shared.Name = false, "", ""
	return []any{one, shared, CommandMark{Name: s.pm().Name, Projects: []string{"ACME", "LHKJ"}, Entry: 99}}
}

// CommandHelp makes the samples of command-help.
func (s sampler) CommandHelp() []any {
	return []any{CommandHelp{s.pm().Name, "statsu", []string{"ACME", "LHKJ"}}, CommandHelp{Projects: []string{"ACME"}}}
}
