package templates

import (
	"time"

	"rapport/store"
)

// Report is a progress report as a client reads it. All but Summary may be
// empty, and is then left out.
type Report struct {
	Project store.Project
	// From and To are the first and the last day of the period.
	From, To time.Time

	Status       Status
	StatusReason string
	Files        []File // that go along
	Summary      string // Markdown of several paragraphs; each other text is of one line

	Done       []string
	Progress   []WorkItem // in progress
	Overall    *int       // how far the project is as a whole, in per cent, as the PM says; nil: they do not
	Next       []string
	Milestones []Milestone
	Risks      []string // risks and open questions
	Budget     *Budget
	Decisions  []Decision    // needed from the client
	Waiting    []AwaitedItem // what was asked of the client before
	Actions    []ActionItem  // that are open
	Feedback   []string      // what was done about earlier feedback

	Omit    Omission   // what the PM leaves out of what the log adds
	Figures *Figures   // counted from the log; nil if there are none
	History []Progress // of the project as a whole, one for each period, oldest first
}

// Omission is what a PM leaves out of what the log would add to a report.
type Omission struct {
	Figures       bool
	Overall       bool // how far the project is as a whole
	Actions       bool // all open action items
	Waiting       bool // what was asked of the client before
	ActionNumbers []int
}

// Status is how a project is doing.
type Status string

// The statuses of a project.
const (
	OnTrack Status = "on-track"
	AtRisk  Status = "at-risk"
	Late    Status = "late"
)

// WorkItem is a piece of work in progress.
type WorkItem struct {
	Name    string
	Percent int // done, 0 to 100; -1 if that is not known
	Note    string
}

// Milestone is a date that was planned, and what is expected of it now. Zero
// dates are unknown.
type Milestone struct {
	Name              string
	Planned, Expected time.Time
	Done              bool
}

// Budget is how much of it is used, in the units the PM wrote: "CNY", "EUR",
// "days", or "%" of 100.
type Budget struct {
	Used, Total float64
	Unit        string
}

// Decision is something the client is asked to decide.
type Decision struct {
	Text string
	By   time.Time // zero if there is no deadline
	Said bool      // Text has the deadline in it
}

// AwaitedItem is what a client was asked, and has not answered.
type AwaitedItem struct {
	Kind  string // question or decision
	What  string
	Since time.Time
	Due   time.Time // zero if it has no date
	Late  bool      // that is past
}

// Figures are counted from the log of the period.
type Figures struct {
	Messages     int           // of people in the period, which the client wrote or was sent
	Asked        int           // questions of the client in the period
	Answered     int           // of these
	Open         int           // questions open now
	MedianAnswer time.Duration // until the team answered; 0 if nothing was answered
	Pending      int           // confirmations outstanding from the client
}

// Progress is how far a project was at the end of a period, in per cent.
type Progress struct {
	End             time.Time
	Planned, Actual int // per cent; Planned is -1 if nothing was planned
}

// Latest returns how far the project was at the end of the report's own period, or nil
// where that is not known or nothing was planned and done yet.
func (r Report) Latest() *Progress {
	if len(r.History) == 0 {
		return nil
	}
	last := &r.History[len(r.History)-1]
	if !last.End.Equal(r.To) || last.Actual <= 0 && last.Planned <= 0 {
		return nil
	}
	return last
}

// Slip returns by how many days the milestone is expected later than planned, or 0 if
// it is on time, done, or has no dates.
func (m Milestone) Slip() int {
	if m.Done || m.Planned.IsZero() || m.Expected.IsZero() {
		return 0
	}
	return max(0, int(m.Expected.Sub(m.Planned).Hours()/24+0.5))
}

// Percent returns how much of the budget is used, in per cent, or 0 if there is none.
func (b Budget) Percent() float64 {
	if b.Total == 0 {
		return 0
	}
	return 100 * b.Used / b.Total
}

// Report makes the samples of report.
func (s sampler) Report() []any {
	full := s.fullReport()
	risky, late := full, full
	risky.Status, risky.Budget = AtRisk, &Budget{Used: 40, Total: 100, Unit: "%"}
	late.Status, late.StatusReason, late.History = Late, "", []Progress{{End: full.To, Planned: -1, Actual: 61}}
	late.Files = s.files()
	return []any{full, s.bareReport(), risky, late}
}

// bareReport has no more than it must.
func (s sampler) bareReport() Report {
	full := s.fullReport()
	return Report{Project: full.Project, From: full.From, To: full.To, Summary: full.Summary}
}

func (s sampler) fullReport() Report {
	return Report{
		Project: s.project(),
		From:    day(time.March, 2), To: day(time.March, 6),
		Status:       OnTrack,
		StatusReason: s.pick("支付接口联调顺利，比计划提前一天。", "The payment interface passed its tests a day early."),
		Summary: s.pick("本周完成了首页设计和支付接口联调，商品页开发过半。\n\n下周进入**测试阶段**，需要您先确认测试账号的名单。",
			"The home page is designed and the payment interface works. The product pages are more than half done.\n\nNext week we begin **testing**, for which we need your list of test accounts."),
		Done: []string{
			s.pick("首页设计定稿，手机版和电脑版各一套", "The home page is designed, for phones and for desktops"),
			s.pick("支付接口联调通过，含退款流程", "The payment interface passed its tests, refunds included"),
		},
		Progress: []WorkItem{
			{Name: s.pick("商品页开发", "Product pages"), Percent: 60, Note: s.pick("列表页已完成，详情页进行中", "the list is done, the details are in progress")},
			{Name: s.pick("内容迁移", "Content migration"), Percent: 35},
			{Name: s.pick("测试环境", "Test environment"), Percent: 90, Note: s.pick("等待域名解析生效", "waiting for the domain to be published")},
		},
		Next: []string{s.pick("完成商品详情页", "Finish the product details"), s.pick("开始第一轮测试", "Begin the first round of tests")},
		Milestones: []Milestone{
			{Name: s.pick("设计定稿", "Design approved"), Planned: day(time.March, 4), Done: true},
			{Name: s.pick("第一轮测试", "First round of tests"), Planned: day(time.March, 13), Expected: day(time.March, 17)},
			{Name: s.pick("正式上线", "Launch"), Planned: day(time.April, 10), Expected: day(time.April, 10)},
		},
		Risks:  []string{s.pick("旧网站的商品图片分辨率不足，部分需要重拍", "Some product pictures of the old site are too small and must be reshot")},
		Budget: &Budget{Used: 48000.5, Total: 120000, Unit: "CNY"},
		Waiting: []AwaitedItem{
			{Kind: string(store.AwaitedDecision), What: s.pick("选定主色调", "Choose the main colour"), Due: day(time.March, 3), Late: true},
			{Kind: string(store.AwaitedDecision), What: s.pick("是否需要英文版", "Is an English version needed?"), Due: day(time.March, 12)},
			{Kind: string(store.AwaitedQuestion), What: s.pick("发票应开给哪家公司？", "Which company is the invoice for?"), Since: day(time.February, 26)},
		},
		Decisions: []Decision{{Text: s.pick("确认测试账号名单", "Confirm the list of test accounts"), By: day(time.March, 10)}, {Text: s.pick("是否保留旧网站的博客栏目", "Shall the blog of the old site be kept?")}},
		Actions:   s.actionItems(),
		Feedback:  []string{s.pick("按您的意见，首页主色改为深蓝", "The main colour of the home page is now dark blue, as you asked")},
		Figures:   &Figures{Messages: 23, Asked: 5, Answered: 4, Open: 1, MedianAnswer: 2*time.Hour + 5*time.Minute, Pending: 1},
		History:   []Progress{{day(time.February, 13), 20, 18}, {day(time.February, 20), 30, 26}, {day(time.February, 27), 40, 41}, {day(time.March, 6), 50, 52}},
	}
}
