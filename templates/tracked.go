package templates

import (
	"fmt"
	"strings"
	"time"

	"rapport/store"
)

// Tracked is what the form of a report is filled with from the issue tracker of a team.
type Tracked struct {
	System     string // its name
	Fault      string // why it says nothing; one of the faults of package outside, "" where it does
	Done, Next []TrackedItem
	Active     []TrackedItem
	Late       []TrackedItem
	Milestones []TrackedItem
	More       int      // items that are left out
	Missing    []string // parts that it did not hand out: milestones, sprints
	Stuck      []TrackedStuck
}

// TrackedItem is a line of the form.
type TrackedItem struct {
	Name    string
	Key     string // by which people know it; "" of a version
	URL     string
	Percent int // done; -1: unknown
	Due     time.Time
	Done    bool
}

// TrackedStuck is a change or a case that the tracker does not have yet.
type TrackedStuck struct {
	Title string
	Fault string // likewise
}

// TrackedChange returns the title of the work item that a change becomes.
func TrackedChange(language string, number int, title string) string {
	return fmt.Sprintf(format{language}.pick("变更 %d：%s", "Change %d: %s"), number, title)
}

// TrackedText returns the description of the work item that a change becomes: what the client
// wants, and its impact as it was approved.
func TrackedText(language, change, impact string) string {
	f := format{language}
	text := f.pick("变更内容：", "Requested change:") + "\n\n" + strings.TrimSpace(withLF(change))
	if impact = strings.TrimSpace(withLF(impact)); impact != "" {
		text += "\n\n" + f.pick("对范围、进度和费用的影响：", "Impact on scope, time and cost:") + "\n\n" + impact
	}
	return text
}

// ItemDone is the data of item-done, which asks the PM whether what is done in the tracker is
// done here too.
type ItemDone struct {
	Project store.Project
	PM      string
	System  string // the name of the tracker
	Key     string
	URL     string
	Number  int // of the change or the case
	Title   string
	Case    bool // it is a case; otherwise a change
}

// ItemDone makes the samples of item-done.
func (s sampler) ItemDone() []any {
	change := ItemDone{Project: s.project(), PM: s.pm().Name, System: "PingCode", Key: "SCR-5", URL: "https://agency.pingcode.com/pjm/workitems/x7Kq2", Number: 2, Title: s.pick("增加会员积分", "Bonus points for members")}
	one := change
	one.PM, one.URL, one.Title, one.Case = "", "", "", true
	return []any{change, one}
}

// tracked makes a sample of what a form is filled with.
func (s sampler) tracked() *Tracked {
	url := func(id string) string { return "https://agency.pingcode.com/pjm/workitems/" + id }
	return &Tracked{
		System: "PingCode", More: 4, Missing: []string{"milestones", "sprints"},
		Done:       []TrackedItem{{Name: s.pick("首页设计定稿", "Home page designed"), Key: "SCR-5", URL: url("x7Kq2"), Percent: -1}, {Name: s.pick("支付接口联调", "Payment interface tested"), Key: "SCR-8", Percent: -1}},
		Active:     []TrackedItem{{Name: s.pick("商品页开发", "Product pages"), Key: "SCR-9", URL: url("b2"), Percent: 60}, {Name: s.pick("内容迁移", "Content migration"), Key: "SCR-11", URL: url("c3"), Percent: -1}},
		Next:       []TrackedItem{{Name: s.pick("完成商品详情页", "Product details"), Key: "SCR-12", URL: url("d4"), Percent: -1}},
		Late:       []TrackedItem{{Name: s.pick("域名解析", "Domain name"), Key: "SCR-3", URL: url("e5"), Percent: -1, Due: day(time.March, 2)}},
		Milestones: []TrackedItem{{Name: s.pick("设计定稿", "Design approved"), Due: day(time.March, 4), Done: true}, {Name: s.pick("正式上线", "Launch"), Key: "SCR-20", URL: url("f6"), Due: day(time.April, 10)}, {Name: s.pick("培训", "Training")}},
		Stuck:      []TrackedStuck{{s.pick("变更 2：增加会员积分", "Change 2: bonus points"), "denied"}, {s.pick("测试账号", "Test accounts"), "unreachable"}},
	}
}
