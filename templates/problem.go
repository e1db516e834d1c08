package templates

// Problem is a part of the text of a report that is missing or could not be read.
type Problem struct {
	Line   int    // from 1; 0 is the text as a whole
	Code   Code   // what kind of problem it is, so that each language words it
	Detail string // what the writer wrote, cut where it is long
	Hint   string // what may have been meant: the nearest heading; or ""
}

// Code names a kind of problem.
type Code string

// The problems of a text.
const (
	NoSummary       Code = "no-summary"       // neither a summary nor text before the first heading
	UnknownHeading  Code = "unknown-heading"  // its text was put at the end of the summary
	UnknownStatus   Code = "unknown-status"   // none of the words for a status, or several
	NoPercent       Code = "no-percent"       // work in progress without a figure: shown without one
	SeveralPercents Code = "several-percents" // which of several figures of an item is the present one: shown without one
	PercentRange    Code = "percent-range"    // more than 100: taken as 100
	NoDate          Code = "no-date"          // a milestone with no day, and not done
	BadDate         Code = "bad-date"         // no such day: it was left as text
	UnreadBudget    Code = "unread-budget"    // no used and total, or no per cent: left out
	BudgetText      Code = "budget-text"      // words beside the figures: left out
	NoSuchPart      Code = "no-such-part"     // a change of what the report does not have
	NoSuchAction    Code = "no-such-action"   // it is to be left out, and is not open
	NotTicked       Code = "not-ticked"       // proposed as done, and left without a tick: left out
	TooLong         Code = "too-long"         // the text was cut
	TooManyItems    Code = "too-many-items"   // the rest was left out
)

// problems returns one problem of each code, and one of an unknown code.
func (s sampler) problems() []Problem {
	return []Problem{
		{Line: 0, Code: NoSummary},
		{Line: 1, Code: UnknownHeading, Detail: s.pick("己完成", "Dnoe"), Hint: s.pick("已完成", "Done")},
		{Line: 4, Code: UnknownStatus, Detail: s.pick("都挺好", "all fine")},
		{Line: 7, Code: NoPercent, Detail: s.pick("内容迁移", "Content migration")},
		{Line: 7, Code: SeveralPercents, Detail: s.pick("支付：20% / 35%", "Payment: 20% / 35%")},
		{Line: 8, Code: PercentRange, Detail: s.pick("测试环境：900%", "Test environment: 900%")},
		{Line: 12, Code: NoDate, Detail: s.pick("正式上线", "Launch")},
		{Line: 13, Code: BadDate, Detail: "2026-02-30"},
		{Line: 16, Code: UnreadBudget, Detail: s.pick("四万八", "forty-eight")},
		{Line: 17, Code: BudgetText, Detail: s.pick("含差旅", "travel included")},
		{Code: NoSuchPart, Detail: s.pick("已完成9：首页", "Done 9: home page")},
		{Code: NoSuchAction, Detail: "17"},
		{Line: 9, Code: NotTicked, Detail: s.pick("开始第一轮测试", "Begin the first round of tests")},
		{Line: 240, Code: TooManyItems},
		{Line: 900, Code: TooLong},
		{Line: 1000, Code: "new-code", Detail: "x"},
	}
}
