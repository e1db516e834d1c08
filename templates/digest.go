package templates

import (
	"slices"
	"time"

	"rapport/store"
)

// Digest is the data of digest, the PM's morning mail: the items that need attention,
// numbered, so that the PM settles them by number and command.
type Digest struct {
	PM        string // the name; may be empty
	Items     []DigestItem
	More      int // items left out of the list
	Mails     []UnfiledMail
	MoreMails int
	Before    MailBefore
	NotSent   []NotSent
	Late      []LateNote
	Away      []AutoReply
	Deputies  []NamedDeputy
	Uncounted []UncountedReply
	Unheard   int // of both, lines left out
	Going     []GoingOut
	Team      []TeamNews    // what the team wrote for reports after their PM was asked
	Waiting   []WaitingMail // over somebody's limit for the week
	Notices   []Notice      // which need no reply, of a PM who wants them here
	Gaps      []CalendarGap
	Unread    []UnreadMailbox // whose mail cannot be read now
	Projects  []store.Project // all of them
}

// Has reports whether the digest has an item of a kind.
func (d Digest) Has(kind string) bool {
	return slices.ContainsFunc(d.Items, func(i DigestItem) bool { return i.Kind == kind })
}

// Ours returns the items that the team, or the PM, is to see to.
func (d Digest) Ours() []DigestItem { return d.of(false) }

// Theirs returns the items of which a client is awaited.
func (d Digest) Theirs() []DigestItem { return d.of(true) }

func (d Digest) of(awaited bool) []DigestItem {
	return slices.DeleteFunc(slices.Clone(d.Items), func(i DigestItem) bool { return i.Awaited != awaited })
}

// Tracked reports whether a case of the digest may become a work item of a tracker.
func (d Digest) Tracked() bool {
	return slices.ContainsFunc(d.Items, func(i DigestItem) bool { return i.Kind == store.ItemCase && i.Project.Tracker != "" })
}

// DigestItem is an item of a project that needs attention.
type DigestItem struct {
	N        int    // by which a reply names it
	Kind     string // one of the store's Item words
	Project  store.Project
	Number   int    // in its project, among its kind; 0 if it has none
	Title    string // what it is called
	What     string // its type: a question, minutes, a change
	State    string
	Who      []store.Address // who is waiting, or is being waited for
	Since    time.Time
	Due      time.Time // zero if it has no deadline
	From, To time.Time // the period of a report; From of a missing mail: when it was sent, zero if nobody knows
	Overdue  bool
	Today    bool      // it is due today; only where people ask what is open
	Awaited  bool      // a client is awaited
	Reminded time.Time // when the client was reminded last; zero: never
	Later    time.Time // the day until which the PM has put it off; zero: they have not
	Words    string    // the client's words; of an address, why mail bounced
	Text     string    // that an ok would send, in full
	Long     bool      // the text is too long to be shown here, so that no ok here sends it
	// Reasons are why mail that is held had no effect, and Titles the latest subjects of it.
	Reasons []HeldTexts
	Titles  []string
}

// HeldTexts is how much mail had no effect for one reason.
type HeldTexts struct {
	Why   string // one of the store's Held words
	Count int
}

// GoingOut is what the PM approved and what became of it: a report or an agenda that waits for
// its time, or action items that were handed out.
type GoingOut struct {
	Kind     string // report, agenda or actions
	Project  store.Project
	Title    string
	Who      []store.Address // who gets it, but for a report
	From, To time.Time       // the period of a report
	Due      time.Time       // when it goes to the client
}

// TeamNews is what the team wrote for the report of a project, after its PM was asked for it.
type TeamNews struct {
	Project  store.Project
	From, To time.Time
	Parts    []TeamPart
}

// MailBefore is the mail that was in the log mailbox when Rapport read it for the first
// time.
type MailBefore struct {
	Mails    int
	From, To time.Time // of the oldest and of the latest
}

// CalendarGap is a year whose holidays a calendar lacks: each Monday to Friday of it counts
// as a working day until the administrator adds them.
type CalendarGap struct {
	Calendar string
	Year     int
	Projects []string // the codes of those that keep the calendar
}

// UnreadMailbox is a mailbox whose mail cannot be read.
type UnreadMailbox struct {
	Address string
	Since   time.Time
}

// LateNote is what somebody wrote about something that was over.
type LateNote struct {
	Project, Title string
	Who            store.Address
	Words          string
}

// WaitingMail is a mail that is waiting, since its recipient has reached their limit for the week.
type WaitingMail struct {
	Who, Subject string
	Until        time.Time
}

// NotSent is a mail that was not sent, since its recipient had left the project.
type NotSent struct {
	Project, To, Subject string
}

// AutoReply is an automatic reply of somebody.
type AutoReply struct {
	Project string
	Who     string
	Until   time.Time // the last day on which they are away; zero: it names none
	Deputy  string    // an address or name, or ""
	Counts  bool      // they are not expected to answer meanwhile
	Excerpt string
}

// NamedDeputy is a deputy whom somebody has named.
type NamedDeputy struct {
	Project     string
	Who, Deputy string
	From, Until time.Time // the first and the last day
}

// UncountedReply is a reply that does not count.
type UncountedReply struct {
	Project string
	Who     string
	Subject string // of the mail that asked
	At      time.Time
	Why     string // one of the store's Uncounted words
	Asked   string // who was asked
}

// UnfiledMail is a mail whose project is not known.
type UnfiledMail struct {
	N         int // by which a reply names it
	From      store.Address
	Date      time.Time
	Subject   string
	Excerpt   string   // how its text begins, on one line
	Suggested []string // codes of projects, the most likely first
}

// DigestReceipt is the data of digest-receipt, which reports the outcome of a reply to
// a digest.
type DigestReceipt struct {
	PM       string
	Done     []SortedItem
	Already  []SortedItem // filed or settled before
	Early    []SortedItem // of which the client was reminded a short while ago
	Problems []string     // parts of the reply that were not understood
	Hint     []string     // how to say these: "later", "split"
}

// Hints reports whether the receipt shows how to write a command.
func (d DigestReceipt) Hints(how string) bool { return slices.Contains(d.Hint, how) }

// Filed reports whether any of the items is a mail.
func (d DigestReceipt) Filed() bool {
	return slices.ContainsFunc(slices.Concat(d.Done, d.Already), func(s SortedItem) bool { return s.Kind == store.ItemMail })
}

// SortedItem is an item of a digest and the command given for it.
type SortedItem struct {
	N       int
	Kind    string // one of the store's Item words
	Title   string
	From    store.Address // of a mail
	Project string        // where a mail belongs; "" for none
	Said    string        // of other things
	// Until is the day until which it is put off, or from which its client can be reminded again;
	// Last is when they were.
	Until, Last time.Time
}

// Digest makes the samples of digest: one with an item of each kind, one with only
// mail to file, and one with only an item.
func (s sampler) Digest() []any {
	project := s.project()
	at := func(d, hour int) time.Time { return day(time.March, d).Add(time.Duration(hour) * time.Hour) }
	item := func(kind string, number int, title, what string) DigestItem {
		return DigestItem{Kind: kind, Project: project, Number: number, Title: title, What: what, Since: at(5, 9)}
	}
	question := item(store.ItemCase, 7, s.pick("测试账号", "Test accounts"), string(store.AskQuestion))
	question.Who, question.Words, question.Due, question.Overdue = []store.Address{s.client()}, s.pick("测试账号什么时候可以用？", "When can we use the test accounts?"), at(5, 17), true
	question.Project.Tracker = "pingcode"
	problem := item(store.ItemCase, 8, "", string(store.AskProblem))
	problem.Who, problem.Words, problem.Due = question.Who, s.pick("登录时报错。", "The login fails."), at(6, 17)
	minutes := item(store.ItemConfirmation, 3, s.pick("第三次周会", "Third weekly meeting"), string(store.Minutes))
	minutes.State, minutes.Due, minutes.Who = string(store.ConfirmationAsked), at(9, 23), []store.Address{s.client(), {Address: "jane@acme.example"}}
	late := minutes
	late.Overdue = true
	plan := item(store.ItemConfirmation, 4, s.pick("项目计划", "Project plan"), string(store.ProjectPlan))
	plan.State, plan.Text = string(store.ConfirmationProposed), s.pick("第一阶段：4 月 10 日上线\n第二阶段：5 月 20 日上线", "Phase 1: launch on 10 April\nPhase 2: launch on 20 May")
	report := item(store.ItemReport, 0, "", "")
	report.From, report.To, report.State, report.Due = day(time.March, 2), day(time.March, 6), string(store.ReportProposed), at(6, 16)
	report.Long = true
	ask := report
	ask.State, ask.Overdue = string(store.ReportAsked), true
	change := item(store.ItemProcedure, 2, s.pick("增加会员积分", "Bonus points for members"), string(store.ProcedureChange))
	change.State = string(store.ChangeApproved)
	dispute := item(store.ItemProcedure, 1, s.pick("第二期付款", "The second payment"), string(store.ProcedureDispute))
	dispute.State = string(store.DisputeAnalysed)
	action := item(store.ItemAction, 4, s.pick("提供测试账号名单", "List of test accounts"), "")
	action.Who, action.Due, action.Overdue = []store.Address{s.client()}, day(time.March, 4), true
	nobodys := item(store.ItemAction, 6, s.pick("联系短信供应商", "Ask the supplier of text messages"), "")
	nobodys.Due = day(time.March, 12)
	address := item(store.ItemAddress, 0, "", "")
	address.Who, address.Words = []store.Address{{Name: s.pick("陈静", "Jane Porter"), Address: "jane@acme.example"}}, "550 5.1.1 user unknown"
	held := item(store.ItemHeld, 4, "", "")
	held.Reasons = []HeldTexts{{string(store.HeldPast), 3}, {string(store.HeldUnproved), 1}}
	held.Titles = []string{s.pick("二月会议纪要", "Minutes of February"), "", s.pick("测试账号", "Test accounts")}
	one := item(store.ItemHeld, 1, "", "")
	one.Reasons, one.Titles = []HeldTexts{{string(store.HeldMany), 1}}, held.Titles[:1]
	closed := item(store.ItemHeld, 2, "", "")
	closed.Reasons, closed.Titles = []HeldTexts{{string(store.HeldClosed), 2}}, held.Titles[1:]
	notice := item(store.ItemNotice, 0, s.pick("第三次周会：请您确认", "Please confirm: third weekly meeting"), "")
	notice.Who = []store.Address{s.client()}
	full := Digest{PM: s.pm().Name, Items: append([]DigestItem{question, problem, minutes, late, plan, report, ask, change, dispute, action, nobodys, address, held, one, closed, notice}, s.awaited()...), More: 2, MoreMails: 4,
		Projects: []store.Project{project, {Code: "LHKJ", Name: s.pick("订单系统", "Order system")}}}
	for i := range full.Items {
		full.Items[i].N = i + 1
	}
	mails := s.unfiled()
	for i := range mails {
		mails[i].N = len(full.Items) + i + 1
	}
	full.Mails = mails
	alone := Digest{Mails: s.unfiled()[1:2], MoreMails: 1, Projects: full.Projects[:1]}
	alone.Mails[0].N = 1
	before := MailBefore{Mails: 214, From: day(time.January, 12), To: day(time.March, 5)}
	alone.Before = before
	return []any{full, alone, Digest{Items: full.Items[:1], Projects: full.Projects, Before: before}, Digest{PM: full.PM, Before: MailBefore{Mails: 1, From: before.To, To: before.To}},
		Digest{PM: full.PM, Gaps: []CalendarGap{{"cn", 2027, []string{project.Code, "LHKJ"}}}},
		Digest{PM: full.PM, Late: []LateNote{{project.Code, s.pick("第三次周会", "Third weekly meeting"), s.client(), s.pick("标志还是太小", "The logo is still too small")}}},
		Digest{PM: full.PM, NotSent: []NotSent{{project.Code, "jane@acme.example", "[ACME] " + s.pick("请确认：第三次周会", "Please confirm: third weekly meeting")}, {project.Code, "tom@acme.example", ""}}},
		Digest{PM: full.PM, Away: s.autoReplies(), Uncounted: s.uncounted(), Unheard: 3},
		Digest{PM: full.PM, Items: s.offers(), Projects: full.Projects}, Digest{PM: full.PM, Items: s.people(), Projects: full.Projects}, Digest{PM: full.PM, Items: s.missing(), Projects: full.Projects}, Digest{PM: full.PM, Away: s.autoReplies()[:1], Deputies: []NamedDeputy{{s.project().Code, s.client().Name, s.confirmers()[1].Name, day(time.March, 9), day(time.March, 13)}}}, Digest{Uncounted: s.uncounted()[:1]},
		Digest{PM: full.PM, Items: full.Items[2:3], Projects: full.Projects, Going: s.going(), Team: s.teamNews()}, Digest{Going: s.going()[:1]}, Digest{PM: full.PM, Notices: s.notices()},
		Digest{PM: full.PM, Waiting: []WaitingMail{{s.client().Name, "[ACME] " + s.pick("请确认：会议纪要《第三次周会》", "Please confirm: minutes “Third weekly meeting”"), at(9, 9)}, {"tom@acme.example", "[ACME] " + s.pick("满意度调查", "How satisfied are you?"), at(9, 9)}}},
		Digest{PM: full.PM, Unread: []UnreadMailbox{{"log@agency.example", at(5, 10)}}}}
}

// going is what the PM approved.
func (s sampler) going() []GoingOut {
	return []GoingOut{
		{Kind: store.ItemReport, Project: s.project(), From: day(time.March, 2), To: day(time.March, 6), Due: day(time.March, 6).Add(16 * time.Hour)},
		{Kind: string(store.Agenda), Project: s.project(), Title: s.agenda().Title, Who: s.confirmers()},
		{Kind: string(store.ActionItems), Project: s.project(), Title: s.listOfActions().Title, Who: s.confirmers()[:1]},
	}
}

// awaited are a case that was closed because all was quiet, and what a client is to do.
func (s sampler) awaited() []DigestItem {
	item := func(kind, what, title string) DigestItem {
		return DigestItem{Kind: kind, What: what, Project: s.project(), Number: 5, Title: title, Who: []store.Address{s.client()}, Since: day(time.March, 2), Awaited: true}
	}
	quiet := item(store.ItemClosed, string(store.AskProblem), s.pick("登录报错", "The login fails"))
	quiet.Awaited = false
	stands := item(store.ItemCase, string(store.AskQuestion), s.pick("域名", "Domain"))
	later := item(store.ItemCase, string(store.AskQuestion), "")
	later.Awaited, later.Later = false, day(time.March, 12)
	asked := item(store.ItemAwaited, string(store.AwaitedQuestion), s.pick("三月的发票应开给哪家公司？", "Which company is the invoice for?"))
	asked.Reminded = day(time.March, 5)
	decision := item(store.ItemAwaited, string(store.AwaitedDecision), s.pick("选定主色调", "Choose the main colour"))
	decision.Due = day(time.March, 9)
	overdue, nobody, undated := decision, asked, decision
	overdue.Overdue, nobody.Who, undated.Due, undated.Who = true, nil, time.Time{}, []store.Address{{Address: "jane@acme.example"}, s.client()}
	nobody.Reminded = time.Time{}
	return []DigestItem{quiet, later, stands, asked, decision, overdue, nobody, undated}
}

// offers are mails that asked nobody, and could be confirmed.
func (s sampler) offers() (list []DigestItem) {
	for _, what := range []string{string(store.OfferMinutes), string(store.OfferChange), string(store.OfferAgreement), string(store.TalkCall), string(store.TalkVisit), string(store.TalkChat)} {
		list = append(list, DigestItem{N: len(list) + 1, Kind: store.ItemOffer, Project: s.project(), Title: s.pick("周一的会议纪要", "Minutes of Monday"), What: what,
			Who: []store.Address{s.client(), {Name: "Tom Baker"}}, Since: day(time.March, 3)})
	}
	list[1].Title, list[2].Who, list[3].Who = "", []store.Address{{Address: "jane@acme.example"}}, list[3].Who[:1]
	return list
}

// people are those who write and are no contacts, and whom unproved mail asks for.
func (s sampler) people() (list []DigestItem) {
	for _, what := range []string{"writer", string(store.WantedClient), string(store.WantedTeam), string(store.WantedRemove)} {
		list = append(list, DigestItem{N: len(list) + 1, Kind: store.ItemPerson, Project: s.project(), What: what, Number: 3, Who: []store.Address{{Name: s.pick("王芳", "Bob Lee"), Address: "bob@acme.example"}}, Since: day(time.March, 3)})
	}
	return list
}

// missing are mails that the log does not have, as the mails that answer them show.
func (s sampler) missing() (list []DigestItem) {
	for _, one := range []struct{ what, state string }{{"yours", ""}, {"theirs", ""}, {"", ""}, {"yours", "yours"}, {"theirs", "yours"}} {
		list = append(list, DigestItem{N: len(list) + 1, Kind: store.ItemMissing, Project: s.project(), Title: s.pick("域名", "Domain"), What: one.what, State: one.state,
			Who: []store.Address{s.client(), {Name: s.pick("陈静", "Jane Porter")}}, Since: day(time.March, 4), From: day(time.March, 3).Add(15 * time.Hour),
			Words: s.pick("域名将于 3 月 20 日到期。", "The domain expires on 20 March.")})
	}
	list[2].From, list[2].Title, list[2].Words = time.Time{}, "", ""
	return list
}

func (s sampler) autoReplies() []AutoReply {
	code := s.project().Code
	return []AutoReply{
		{Project: code, Who: "Anna Schmidt", Until: day(time.March, 12)},
		{Project: code, Who: s.client().Name, Until: day(time.March, 15), Deputy: "tom@acme.example", Counts: true},
		{Project: code, Who: s.pick("陈静", "Jane Porter"), Excerpt: s.pick("我暂时不在办公室。", "I am not in the office.")},
	}
}

func (s sampler) uncounted() (list []UncountedReply) {
	for _, why := range []store.UncountedReason{
		store.UncountedOther, store.UncountedLeft, store.UncountedDeputy, store.UncountedSenders, store.UncountedContradicted, store.UncountedMachine, store.UncountedAway, store.UncountedForwarded,
		store.UncountedLate, store.UncountedVersion, store.UncountedAgain, store.UncountedTwice,
	} {
		list = append(list, UncountedReply{Project: s.project().Code, Who: s.pick("赵磊", "Tom Baker"), Subject: s.pick("请确认：第三次周会", "Please confirm: third weekly meeting"),
			At: day(time.March, 5).Add(9 * time.Hour), Why: string(why), Asked: s.client().Name})
	}
	return list
}

// DigestReceipt makes the samples of digest-receipt.
func (s sampler) DigestReceipt() []any {
	mail := func(n int, project string) SortedItem {
		return SortedItem{N: n, Kind: store.ItemMail, Title: s.pick("短信接口报价", "Offer for text messages"), From: store.Address{Address: "zhao@supplier.example"}, Project: project}
	}
	closed := SortedItem{N: 1, Kind: store.ItemCase, Title: s.pick("测试账号", "Test accounts"), Said: s.pick("关闭", "close")}
	later := SortedItem{N: 2, Kind: store.ItemCase, Title: s.pick("登录报错", "The login fails"), Said: s.pick("稍后周五", "later Friday"), Until: day(time.March, 6)}
	early := SortedItem{N: 3, Kind: store.ItemAwaited, Title: s.pick("选定主色调", "Choose the main colour"), Last: day(time.March, 4), Until: day(time.March, 9)}
	skipped := SortedItem{N: 2, Kind: store.ItemReport, Title: "ACME 2026-03-06"}
	none := mail(4, "")
	none.Title = ""
	return []any{
		DigestReceipt{PM: s.pm().Name, Done: []SortedItem{closed, skipped, mail(3, "ACME"), none}, Already: []SortedItem{mail(5, "LHKJ"), none, closed}, Problems: []string{"4 GAMMA"}},
		DigestReceipt{Done: []SortedItem{later}, Early: []SortedItem{early}, Problems: []string{s.pick("5 稍后昨天", "5 later yesterday"), s.pick("6 拆分", "6 split")}, Hint: []string{"later", "split"}},
		DigestReceipt{Done: []SortedItem{closed}}, DigestReceipt{Problems: []string{s.pick("我再看看", "I shall look at it")}}, DigestReceipt{Already: []SortedItem{closed}}}
}

func (s sampler) unfiled() []UnfiledMail {
	return []UnfiledMail{
		{N: 1, From: store.Address{Name: s.pick("赵磊", "Tom Baker"), Address: "zhao@supplier.example"}, Date: day(time.March, 5).Add(9 * time.Hour), Subject: s.pick("短信接口报价", "Offer for text messages"),
			Excerpt: s.pick("您好，附件是短信接口的报价，有效期三十天。", "Hello, here is our offer for the text message interface, valid for thirty days."), Suggested: []string{"ACME", "LHKJ"}},
		{N: 2, From: store.Address{Address: "news@chairs.example"}, Date: day(time.March, 5).Add(11 * time.Hour), Subject: s.pick("办公椅半价", "Office chairs at half the price")},
		{N: 3, From: store.Address{Name: s.pick("孙丽", "Jane Porter"), Address: "sun@depot.example"}, Date: day(time.March, 6).Add(8 * time.Hour), Subject: "",
			Excerpt: s.pick("托盘明天到。", "The pallets come tomorrow."), Suggested: []string{"LHKJ"}},
	}
}
