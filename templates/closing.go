package templates

import (
	"slices"
	"strings"
	"time"

	"rapport/store"
)

// ClosingAsk is the data of closing-ask, which asks a PM who closes their project what becomes of what is
// open, and what its log does not know.
type ClosingAsk struct {
	Project  store.Project
	PM       string // the name; may be empty
	Items    []ClosingItem
	Unknown  []string                // what the summary cannot say: goal, scope, planned, real, budget, spent
	Asked    int                     // how many people a retrospective would be asked of
	Mode     store.RetrospectiveMode // what the PM said of it; "" nothing yet
	TooFew   bool                    // they want it anonymous, and so few people would not be
	Again    bool                    // they replied, and something still needs a word
	Problems []string                // of that reply
}

// ClosingItem is something that is open when a project is closed.
type ClosingItem struct {
	N     int
	Title string
	Word  store.ClosingWord // what becomes of it; "" not said
}

// Open reports whether an item still needs its word.
func (c ClosingAsk) Open() bool {
	return slices.ContainsFunc(c.Items, func(i ClosingItem) bool { return i.Word == "" })
}

// Ready reports whether everything has its word, so that an ok is enough.
func (c ClosingAsk) Ready() bool { return c.Again && !c.Open() && c.Mode != "" && !c.TooFew }

// FewerThanAnonymous reports whether so few would be asked that nobody would be anonymous.
func (c ClosingAsk) FewerThanAnonymous() bool { return c.Asked < store.LeastAnonymous }

// ClosingReceipt is the data of closing-receipt, which tells a PM what became of their word about the
// closing of their project.
type ClosingReceipt struct {
	Project store.Project
	PM      string
	What    string // one of the store's Receipt words; or "already"
	State   store.ClosingState
}

// RetrospectiveSent is the data of retrospective, which sends both sides what they wrote, put together.
type RetrospectiveSent struct {
	Confirmed
	Name string // of who gets it; may be empty
}

// Taken reports whether the PM took up any of the suggestions.
func (r RetrospectiveSent) Taken() bool { return strings.Contains(r.Text, "✓") }

// ClosingAsk makes the samples of closing-ask.
func (s sampler) ClosingAsk() []any {
	items := []ClosingItem{
		{1, s.pick("问题 7：上线后谁负责续费？", "Case 7: who renews the domain after the launch?"), ""},
		{2, s.pick("待办 12：提供正式环境账号（王芳，3月10日）", "Action item 12: accounts for the live system (Wang Fang, 10 March)"), ""},
		{3, s.pick("变更申请 2：增加英文版", "Change request 2: an English version"), ""},
	}
	again := slices.Clone(items)
	again[0].Word, again[2].Word = store.ClosingLeave, store.ClosingCarry
	all := []string{"goal", "scope", "planned", "real", "budget", "spent"}
	return []any{
		ClosingAsk{Project: s.project(), PM: s.pm().Name, Items: items, Unknown: all, Asked: 5},
		ClosingAsk{Project: s.project(), PM: s.pm().Name, Items: again, Unknown: all[:1], Asked: 2, TooFew: true, Again: true, Problems: []string{"2 maybe"}},
		ClosingAsk{Project: s.project(), Asked: 0},
		ClosingAsk{Project: s.project(), Asked: 5, Mode: store.RetrospectiveNamed, Items: again, Again: true},
		ClosingAsk{Project: s.project(), Asked: 5, Items: []ClosingItem{{1, items[0].Title, store.ClosingDrop}}, Mode: store.RetrospectiveAnonymous},
		ClosingAsk{Project: s.project(), Asked: 5, Mode: store.RetrospectiveNone},
		ClosingAsk{Project: s.project(), PM: s.pm().Name, Asked: 5, Mode: store.RetrospectiveNone, Items: []ClosingItem{{1, items[0].Title, store.ClosingLeave}}, Again: true, Problems: []string{s.pick("第二项我再和安娜沟通", "I will call Anna about the second one")}},
	}
}

// ClosingReceipt makes the samples of closing-receipt.
func (s sampler) ClosingReceipt() []any {
	var list []any
	for _, one := range []ClosingReceipt{{What: store.ReceiptWithdrawn}, {What: store.ReceiptLate, State: store.ClosingDropped}, {What: store.ReceiptUnclear}, {What: "already", State: store.ClosingDrafted}, {What: "already", State: store.ClosingAnswered}, {What: "already", State: store.ClosingClosed}} {
		one.Project, one.PM = s.project(), s.pm().Name
		list = append(list, one)
	}
	return append(list, ClosingReceipt{Project: s.project(), What: store.ReceiptWithdrawn})
}

// Retrospective makes the samples of retrospective.
func (s sampler) Retrospective() []any {
	one := RetrospectiveSent{Confirmed: s.retrospective(), Name: s.client().Name}
	nameless := one
	nameless.Name = ""
	return []any{one, nameless}
}

// retrospective is one for the PM to approve.
func (s sampler) retrospective() Confirmed {
	return Confirmed{Project: s.project(), Kind: store.Retrospective, Title: s.pick("项目复盘", "Retrospective"), Number: 9, Version: 1,
		Text: s.pick("5 人中 4 人答复。\n\n## 做得好的方面\n\n> 每周报告很清楚。\n\n## 不足之处\n\n> 测试账号等了两周。\n\n## 今后的改进\n\n1. ✓ 开工前准备好测试账号\n2. 例会缩短到半小时",
			"4 of 5 people replied.\n\n## What went well\n\n> The weekly reports were clear.\n\n## What did not go well\n\n> We waited two weeks for the test accounts.\n\n## What to do differently\n\n1. ✓ Have the test accounts ready before the work begins\n2. Half an hour is enough for the weekly meeting")}
}

// QuarterName returns what a quarter is called: “2026年第一季度”, “first quarter of 2026”.
func QuarterName(language string, first time.Time) string {
	n := (int(first.Month()) - 1) / 3
	return format{language}.pick(first.Format("2006")+"年"+[]string{"第一", "第二", "第三", "第四"}[n]+"季度", []string{"first", "second", "third", "fourth"}[n]+" quarter of "+first.Format("2006"))
}

// Lesson is what an earlier project of the same client hands on.
type Lesson struct {
	Project string // its code
	Text    string
	Carried bool // it was open there
}

// summary is that of a project.
func (s sampler) summary() Confirmed {
	return Confirmed{Project: s.project(), Kind: store.ProjectSummary, Title: s.pick("项目总结", "Project summary"), Number: 8, Version: 1, History: []Progress{{day(time.March, 6), 50, 50}, {day(time.March, 13), 100, 80}},
		Text: s.pick("## 目标\n\n新官网在展会前上线\n\n## 里程碑\n\n- 设计：最初计划 2026年2月20日，报告显示 2026年2月20日前完成\n- 上线：最初计划 2026年3月6日，改为 2026年3月13日（推迟 7 天）\n\n## 问题与答复\n\n- 客户提出 12 个问题，已答复 11 个\n\n## 未完成事项\n\n- 问题 7：谁负责续费？（结转至下一个项目）",
			"## Goal\n\nThe new website is live before the fair\n\n## Milestones\n\n- Design: first planned for 20 February 2026, reported done by 20 February 2026\n- Launch: first planned for 6 March 2026, moved to 13 March 2026 (7 days later)\n\n## Questions and answers\n\n- Questions from the client: 12; answered: 11\n\n## Open items\n\n- Case 7: who renews the domain? (carried over to the next project)")}
}

// KindName returns what a kind of text is called, as a heading has it.
func KindName(language string, kind store.ConfirmationKind) string {
	return capital(format{language}.kind(kind))
}

// DurationWords returns a duration in words.
func DurationWords(language string, d time.Duration) string { return format{language}.duration(d) }

// MoneyWords returns an amount in a unit as reports have it: ¥48,000.50, EUR 48,000, 12.5 days, 40%.
// Its spaces are such as people type, for a text that people edit.
func MoneyWords(language string, amount float64, unit string) string {
	text, err := format{language}.money(amount, unit)
	if err != nil {
		return "" // of what is no number: a float64 always is
	}
	return strings.ReplaceAll(text, "\u00a0", " ")
}
