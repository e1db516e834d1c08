package templates

import (
	"time"

	"rapport/store"
)

// TeamAsk is the data of team-ask, which asks a team member for their part of the reports that their
// PMs will be asked for.
type TeamAsk struct {
	Name    string // may be empty
	Reports []TeamAskReport
}

// TeamAskReport is one of these reports.
type TeamAskReport struct {
	Project  store.Project
	PM       string // who writes it
	From, To time.Time
	By       time.Time // when its PM is asked for it
}

// TeamPart is what a team member wrote for a report, as its PM is shown it. Each text is one line.
type TeamPart struct {
	Name                            string
	Blocked, Done, InProgress, Next []string
	Other                           []string // under no heading, or under another one
	More                            int      // lines left out
}

// TeamReceipt is the data of team-receipt. It tells a team member what became of a reply that is not
// in the PM’s form, or a PM that the team member will be asked again.
type TeamReceipt struct {
	Name     string
	Who      string   // the team member whom a PM wants to be asked again; "": who reads it
	What     string   // one of the store's Receipt words
	Projects []string // the codes of those that it is about; if What is "which", of all it may be about
	Undo     bool     // a reply to it undoes what it says
	Words    string   // that belong to no project
}

// TeamAsk makes the samples of team-ask.
func (s sampler) TeamAsk() []any {
	one := TeamAskReport{Project: s.project(), PM: s.pm().Name, From: day(time.March, 2), To: day(time.March, 6), By: day(time.March, 5).Add(17 * time.Hour)}
	other := one
	other.Project.Code, other.Project.Name = "LHKJ", s.pick("蓝海官网", "Blue Sea website")
	return []any{
		TeamAsk{Name: s.pick("李雷", "Tom Baker"), Reports: []TeamAskReport{one}},
		TeamAsk{Reports: []TeamAskReport{one, other}},
	}
}

// TeamReceipt makes the samples of team-receipt.
func (s sampler) TeamReceipt() []any {
	r := TeamReceipt{Name: s.pick("李雷", "Tom Baker"), What: store.ReceiptWithdrawn, Projects: []string{"ACME", "LHKJ"}, Undo: true}
	again, late, which := r, r, r
	again.What, again.Name = store.ReceiptRecorded, ""
	of := again
	of.Undo, of.Name, of.Who = false, s.pm().Name, s.pick("李雷", "Tom Baker")
	late.What, late.Projects = store.ReceiptLate, []string{"ACME"}
	which.What, which.Words = store.ReceiptWhich, s.pick("登录已修好", "The login is fixed")
	return []any{r, again, late, which, of}
}

// teamParts are the parts of a team, for the samples of what PMs are sent.
func (s sampler) teamParts() []TeamPart {
	return []TeamPart{
		{Name: s.pick("李雷", "Tom Baker"), Blocked: []string{s.pick("测试账号尚未开通", "The test accounts are missing")}, Done: []string{s.pick("退款接口", "Refunds")},
			InProgress: []string{s.pick("支付：60%", "Payment: 60%")}, Next: []string{s.pick("压力测试", "Load test")}},
		{Name: s.pick("韩梅梅", "Mei Han"), Other: []string{s.pick("首页改好了，下周做商品页。", "The home page is ready; the product pages come next week.")}, More: 2},
	}
}

// teamNews is what the team wrote after the PM was asked.
func (s sampler) teamNews() []TeamNews {
	return []TeamNews{{Project: s.project(), From: day(time.March, 2), To: day(time.March, 6), Parts: s.teamParts()}}
}
