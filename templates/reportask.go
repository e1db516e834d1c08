package templates

import (
	"time"

	"rapport/store"
)

// ReportAsk is the data of report-ask, which asks the PM for a report before it is due.
type ReportAsk struct {
	Project  store.Project
	PM       string // the name; may be empty
	From, To time.Time
	Due      time.Time // when the report is due to the client
	Figures  *Figures  // counted from the log; nil if there are none
	Last     *Report   // the previous report, to begin from, or nil
	// Feedback is low scores and remarks of clients since the previous report.
	Feedback []string
	Actions  []ActionItem // that are open, and go into the report
	Tracked  *Tracked     // from the tracker of the team; nil where it has none
	Team     []TeamPart   // what the team wrote, for the PM alone
	Lessons  []Lesson     // of the client’s earlier projects, in the first form of this one; for the PM alone
	Gap      *CalendarGap // a year whose holidays are not known; nil: none is missing
}

// ReportsAsk is the data of reports-ask, which asks a PM for several reports that are due at
// one time.
type ReportsAsk struct {
	PM          string
	Due         time.Time
	Reports     []ReportAsk
	Again, Last bool // it is a reminder, and the last one
}

// ReportDraft is the data of report-draft, which shows the PM the report as the client
// will see it, and asks for approval to send it.
type ReportDraft struct {
	Report
	PM         string
	Due        time.Time       // when the report goes to the client once it is approved; zero: at once
	Recipients []store.Address // who will receive it
	Cc         []store.Address
	Problems   []Problem    // found in the PM's text; they did not prevent the report
	Changes    []Change     // since what was shown before
	StandIn    []string     // the names of files that the text stands for; none: it says more
	Trouble    *FileTrouble // with its files, or nil
	Team       []TeamPart   // what the team wrote that the PM was not shown before; nothing of it is in the report
}

// ReportReminder is the data of report-reminder, which reminds the PM of a report.
type ReportReminder struct {
	Project  store.Project
	PM       string
	From, To time.Time
	Due      time.Time
	Waiting  bool       // for approval; otherwise for its text
	Last     bool       // no reminder will follow
	Team     []TeamPart // what the team wrote that the PM was not shown before
}

// ReportProblem is the data of report-problem, which tells the PM why their text did
// not make a report.
type ReportProblem struct {
	Project  store.Project
	PM       string
	From, To time.Time
	Problems []Problem
	Text     string       // as it was read
	Trouble  *FileTrouble // with its files, or nil
	Team     []TeamPart   // what the team wrote that the PM was not shown before
}

// ReportReceipt is the data of report-receipt, which reports the outcome of a PM's reply
// where no report does.
type ReportReceipt struct {
	Project  store.Project
	PM       string
	From, To time.Time
	Due      time.Time // when the report is due to the client
	What     string    // one of the store's Receipt words
	Words    string    // that were not understood, or are not in the text
	State    store.ReportState
	Projects []store.Project // the projects it may be about, if What is "which"
}

// ReportReceipt makes the samples of report-receipt.
func (s sampler) ReportReceipt() []any {
	r := s.bareReport()
	receipt := ReportReceipt{Project: r.Project, PM: s.pm().Name, From: r.From, To: r.To, Due: r.To.Add(17 * time.Hour), What: store.ReceiptUnclear, State: store.ReportProposed,
		Words: s.pick("我明天再看", "I will look at it tomorrow")}
	missing, stale, skipped, over := receipt, receipt, receipt, receipt
	missing.What, missing.PM, missing.Words = store.ReceiptNotInText, "", s.pick("把 60% 改成 80%", "change 60% to 80%")
	stale.What, skipped.What, over.What = store.ReceiptStale, store.ReceiptWithdrawn, store.ReceiptNoEffect
	skipped.State, over.State = store.ReportSkipped, store.ReportSent
	same := over
	same.State = store.ReportProposed
	none := receipt
	none.Words, none.State = s.pick("好的", "ok"), store.ReportAsked
	approved, late := receipt, receipt
	approved.What, approved.State = store.ReceiptScheduled, store.ReportApproved
	late.State = store.ReportApproved
	which := none
	which.What, which.Projects = store.ReceiptWhich, []store.Project{r.Project, {Code: "LHKJ", Name: s.pick("蓝海官网", "Blue Sea website")}}
	return []any{receipt, missing, stale, skipped, over, same, none, approved, late, which}
}

// ReportAsk makes the samples of report-ask.
func (s sampler) ReportAsk() []any {
	last := s.fullReport()
	ask := ReportAsk{Project: last.Project, PM: s.pm().Name, From: last.From, To: last.To, Due: last.To.Add(17 * time.Hour), Figures: last.Figures, Last: &last,
		Actions:  s.actionItems(),
		Feedback: []string{s.pick("王芳：2/5 您对我们近期的工作满意吗？", "Wang Fang: 2/5 How satisfied are you with our work?")}}
	bare := ReportAsk{Project: last.Project, From: last.From, To: last.To, Due: ask.Due}
	gap, own := bare, bare
	gap.Gap, own.Gap = &CalendarGap{Calendar: "cn", Year: 2027}, &CalendarGap{Calendar: "agency", Year: 2027}
	filled, denied, silent, unknown, fresh := ask, bare, ask, ask, bare
	filled.Tracked, fresh.Tracked = s.tracked(), s.tracked()
	fresh.Tracked.More, fresh.Tracked.Missing, fresh.Tracked.Stuck = 0, nil, nil
	denied.Tracked = &Tracked{System: "PingCode", Fault: "denied"}
	silent.Tracked = &Tracked{System: "PingCode", Fault: "unreachable", Stuck: s.tracked().Stuck[:1]}
	unknown.Tracked = &Tracked{System: "PingCode", Fault: "missing"}
	team := bare
	team.Team = s.teamParts()
	first := bare
	first.Lessons = []Lesson{{"OLD", s.pick("开工前准备好测试账号", "Have the test accounts ready before the work begins"), false}, {"OLD", s.pick("问题 7：谁负责续费？", "Case 7: who renews the domain?"), true}}
	return []any{ask, bare, gap, own, filled, fresh, denied, silent, unknown, team, first}
}

// ReportsAsk makes the samples of reports-ask.
func (s sampler) ReportsAsk() []any {
	var asks []ReportAsk
	for _, one := range s.ReportAsk() {
		asks = append(asks, one.(ReportAsk))
	}
	other := asks[2]
	other.Project.Code, other.Project.Name = "LHKJ", s.pick("蓝海官网", "Blue Sea website")
	several := ReportsAsk{PM: s.pm().Name, Due: other.Due, Reports: []ReportAsk{asks[0], other}}
	other.Tracked = asks[5].Tracked
	again := ReportsAsk{Due: other.Due, Reports: []ReportAsk{asks[1], other}, Again: true, Last: true}
	return []any{several, again}
}

// ReportDraft makes the samples of report-draft.
func (s sampler) ReportDraft() []any {
	return []any{
		ReportDraft{Report: s.fullReport(), PM: s.pm().Name, Due: s.fullReport().To.Add(17 * time.Hour), Recipients: []store.Address{s.client()}, Cc: []store.Address{s.pm()}, Problems: s.problems()[1:4], Changes: s.lineChanges()},
		ReportDraft{Report: s.bareReport(), Team: s.teamParts()},
		ReportDraft{Report: s.standInReport(), PM: s.pm().Name, Recipients: []store.Address{s.client()}, StandIn: FileNames(s.files()[:1])},
		ReportDraft{Report: s.standInReport(), Recipients: []store.Address{s.client()}, Trouble: &FileTrouble{Macros: FileNames(s.files())}},
	}
}

// standInReport only names its file.
func (s sampler) standInReport() Report {
	r := s.bareReport()
	r.Files = s.files()[:1]
	r.Summary = store.StandIn(s.language, "", FileNames(r.Files))
	return r
}

// ReportReminder makes the samples of report-reminder.
func (s sampler) ReportReminder() []any {
	r := s.bareReport()
	reminder := ReportReminder{Project: r.Project, PM: s.pm().Name, From: r.From, To: r.To, Due: r.To.Add(17 * time.Hour), Waiting: true}
	last := reminder
	last.PM, last.Waiting, last.Last = "", false, true
	last.Team = s.teamParts()
	return []any{reminder, last}
}

// ReportProblem makes the samples of report-problem.
func (s sampler) ReportProblem() []any {
	r := s.bareReport()
	return []any{
		ReportProblem{Project: r.Project, PM: s.pm().Name, From: r.From, To: r.To, Problems: s.problems(),
			Text: s.pick("【状态】\n都挺好\n\n【已完成】\n- 支付接口联调", "Status:\nall fine\n\nDone:\n- tests of the payment interface")},
		ReportProblem{Project: r.Project, From: r.From, To: r.To, Problems: s.problems()[:1], Team: s.teamParts()},
		ReportProblem{Project: r.Project, From: r.From, To: r.To, Text: s.standInReport().Summary, Trouble: s.trouble()},
	}
}
