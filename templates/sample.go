package templates

import (
	"time"

	"rapport/store"
)

// Samples gives data for a mail, of the type it has: first one that holds all
// there can be, then others that take the remaining turns of a template.
func Samples(name, language string) []any {
	s := sampler{format{language}}
	full := s.report()
	bare := Report{Project: full.Project, From: full.From, To: full.To, Summary: full.Summary}
	switch name {
	case "report":
		risky, late := full, full
		risky.Status, risky.Budget = AtRisk, &Budget{Used: 40, Total: 100, Unit: "%"}
		late.Status, late.StatusReason, late.History = Late, "", []Progress{{End: full.To, Planned: -1, Actual: 61}}
		return []any{full, bare, risky, late}
	case "report-ask":
		ask := ReportAsk{Project: full.Project, PM: s.pm().Name, From: full.From, To: full.To, Due: full.To.Add(17 * time.Hour), Figures: full.Figures, Last: &full,
			Feedback: []string{s.pick("王芳：2/5 您对我们近期的工作满意吗？", "Wang Fang: 2/5 How satisfied are you with our work?")}}
		return []any{ask, ReportAsk{Project: full.Project, From: full.From, To: full.To, Due: ask.Due}}
	case "report-draft":
		draft := ReportDraft{Report: full, PM: s.pm().Name, Recipients: []store.Address{s.client()}, Cc: []store.Address{s.pm()}, Problems: s.problems()[1:4]}
		return []any{draft, ReportDraft{Report: bare}}
	case "report-reminder":
		reminder := ReportReminder{Project: full.Project, PM: s.pm().Name, From: full.From, To: full.To, Due: full.To.Add(17 * time.Hour), Waiting: true}
		last := reminder
		last.PM, last.Waiting, last.Last = "", false, true
		return []any{reminder, last}
	case "report-problem":
		problem := ReportProblem{Project: full.Project, PM: s.pm().Name, From: full.From, To: full.To, Problems: s.problems(),
			Text: s.pick("【状态】\n都挺好\n\n【已完成】\n- 支付接口联调", "Status:\nall fine\n\nDone:\n- tests of the payment interface")}
		return []any{problem, ReportProblem{Project: full.Project, From: full.From, To: full.To, Problems: s.problems()[:1]}}
	case "bounce":
		return s.bounces(full)
	case "confirm-draft", "confirm", "confirm-reminder", "confirm-receipt", "confirm-note", "confirm-done", "confirm-outcome":
		return s.confirmations(name, full.Project)
	case "case", "case-ack", "case-receipt":
		return s.cases(name, full.Project)
	case "matter", "mediate", "matter-receipt":
		return s.matters(name, full.Project)
	case "survey", "survey-receipt", "survey-low", "survey-results":
		return s.surveys(name, full.Project)
	case "command-status", "command-open", "command-log", "command-help":
		return s.commands(name, full)
	case "action", "action-receipt", "action-note":
		return s.actions(name, full.Project)
	case "minutes-ask":
		one := MinutesAsk{Project: full.Project, PM: s.pm().Name, Title: s.pick("第三次周会", "Third weekly meeting"), Start: day(time.March, 5).Add(14 * time.Hour), End: day(time.March, 5).Add(15 * time.Hour)}
		return []any{one, MinutesAsk{Project: full.Project, Start: one.Start, End: one.End, Again: true}}
	case "answer-late":
		late := AnswerLate{Project: full.Project, Name: s.client().Name, Asked: day(time.March, 2), Until: day(time.March, 9), Managers: []store.Address{s.pm()}}
		return []any{late, AnswerLate{Project: full.Project, PM: true, Asked: late.Asked, Until: late.Until}}
	case "digest":
		return s.digests(full.Project)
	case "digest-receipt":
		return s.digestReceipts()
	}
	return nil
}

// sampler words samples in a language.
type sampler struct{ format }

func (s sampler) pm() store.Address {
	return store.Address{Name: s.pick("李敏", "Li Min"), Address: "li@agency.example"}
}

func (s sampler) client() store.Address {
	return store.Address{Name: s.pick("王芳", "Wang Fang"), Address: "wang@acme.example"}
}

func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }

func (s sampler) report() Report {
	return Report{
		Project: store.Project{Code: "ACME", Name: s.pick("ACME 官网改版", "ACME website"), Client: "ACME", Language: s.language, Zone: time.UTC},
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
			{Name: s.pick("商品页开发", "Product pages"), Percent: 60, Note: s.pick("列表页已完成，详情页进行中", "the list is done, the details are in work")},
			{Name: s.pick("内容迁移", "Content migration"), Percent: 35},
			{Name: s.pick("测试环境", "Test environment"), Percent: 90, Note: s.pick("等待域名解析生效", "waiting for the domain to be published")},
		},
		Next: []string{s.pick("完成商品详情页", "Finish the product details"), s.pick("开始第一轮测试", "Begin the first round of tests")},
		Milestones: []Milestone{
			{Name: s.pick("设计定稿", "Design approved"), Planned: day(time.March, 4), Done: true},
			{Name: s.pick("第一轮测试", "First round of tests"), Planned: day(time.March, 13), Expected: day(time.March, 17)},
			{Name: s.pick("正式上线", "Launch"), Planned: day(time.April, 10), Expected: day(time.April, 10)},
		},
		Risks:     []string{s.pick("旧网站的商品图片分辨率不足，部分需要重拍", "Some product pictures of the old site are too small and must be taken again")},
		Budget:    &Budget{Used: 48000.5, Total: 120000, Unit: "CNY"},
		Decisions: []Decision{{Text: s.pick("确认测试账号名单", "Confirm the list of test accounts"), By: day(time.March, 10)}, {Text: s.pick("是否保留旧网站的博客栏目", "Shall the blog of the old site be kept?")}},
		Actions:   s.actionItems(),
		Feedback:  []string{s.pick("按您的意见，首页主色改为深蓝", "The main colour of the home page is now dark blue, as you wished")},
		Figures:   &Figures{Messages: 23, Asked: 5, Answered: 4, Open: 1, MedianAnswer: 2*time.Hour + 5*time.Minute, Pending: 1},
		History:   []Progress{{day(time.February, 13), 20, 18}, {day(time.February, 20), 30, 26}, {day(time.February, 27), 40, 41}, {day(time.March, 6), 50, 52}},
	}
}

// problems has one of each kind.
func (s sampler) problems() []Problem {
	return []Problem{
		{Line: 0, Code: NoSummary},
		{Line: 1, Code: UnknownHeading, Detail: s.pick("己完成", "Dnoe"), Hint: s.pick("已完成", "Done")},
		{Line: 4, Code: UnknownStatus, Detail: s.pick("都挺好", "all fine")},
		{Line: 7, Code: NoPercent, Detail: s.pick("内容迁移", "Content migration")},
		{Line: 8, Code: PercentRange, Detail: s.pick("测试环境：900%", "Test environment: 900%")},
		{Line: 12, Code: NoDate, Detail: s.pick("正式上线", "Launch")},
		{Line: 13, Code: BadDate, Detail: "2026-02-30"},
		{Line: 16, Code: UnreadBudget, Detail: s.pick("四万八", "forty-eight")},
		{Line: 17, Code: BudgetText, Detail: s.pick("含差旅", "travel included")},
		{Line: 240, Code: TooManyItems},
		{Line: 900, Code: TooLong},
		{Line: 0, Code: NotUnderstood, Detail: s.pick("明天再看", "I will look at it tomorrow")},
		{Line: 1000, Code: "new-code", Detail: "x"},
	}
}

func (s sampler) bounces(r Report) []any {
	b := Bounce{Project: r.Project, PM: s.pm().Name, Recipient: s.client(), Subject: s.pick("[ACME] 项目进展报告（2026年3月2日至6日）", "[ACME] Progress report, 2–6 March 2026"),
		Sent: r.To.Add(17 * time.Hour), Cause: NoSuchAddress, Status: "5.1.1", Reply: "user unknown in virtual mailbox table", Suspended: true}
	list := []any{b}
	for _, cause := range []Cause{NoSuchDomain, MailboxFull, TooLarge, Refused, Unreachable, UnknownCause} {
		list = append(list, Bounce{Project: r.Project, Recipient: b.Recipient, Subject: b.Subject, Cause: cause, Delayed: cause == Unreachable})
	}
	return append(list, Bounce{Project: r.Project, Recipient: b.Recipient, Subject: b.Subject, Cause: UnknownCause, Doubtful: true})
}
