package templates

import (
	"slices"
	"time"

	"rapport/store"
	"rapport/templates/chart"
)

// Confirmed is a text to confirm, as all mail about it shows it.
type Confirmed struct {
	Project store.Project
	Kind    store.ConfirmationKind
	Title   string
	Number  int // in its project
	Version int
	Text    string       // Markdown that the PM wrote
	Files   []File       // that go along, with what became of them since the version before
	Open    []ActionItem // of minutes: items still open from earlier meetings
	History []Progress   // of a summary: what its chart shows
	Binds   bool         // agreement is asked for twice, and can be withdrawn for a time
}

// Charts draws the chart of a summary. A line needs two reports.
func (c Confirmed) Charts(charts *chart.Charts, language string) ([]Inline, error) {
	r := Report{History: c.History}
	return r.Charts(charts, language)
}

// FileNames returns the names of the files that go along.
func (c Confirmed) FileNames() []string { return FileNames(c.Files) }

// ConfirmDraft is the data of confirm-draft, which shows the PM a text as its
// recipients will see it, and asks for approval to send it.
type ConfirmDraft struct {
	Confirmed
	PM         string // the name; may be empty
	Recipients []store.Address
	Days       int // working days to reply
	Policy     store.Policy
	Changes    []Change     // since what was shown before; none in the first
	Asked      int          // the version that people are asked about meanwhile; 0: none
	Found      *Found       // what was found in minutes, or nil
	StandIn    []string     // the names of files that the text stands for; none: it says more
	Trouble    *FileTrouble // with its files, or nil
	System     string       // the meeting system that wrote the text, as people know it; "": a person did
	NoFile     bool         // the text speaks of a file that comes with it, and there is none
	Closes     bool         // with the outcome of the text, a summary, the project is closed
}

// Found is what was found in the text of minutes.
type Found struct {
	Participants []store.Address // without an address if not a contact of the project
	Decisions    []string
	Actions      []ActionItem
}

// Confirm is the data of confirm and confirm-reminder, which ask a person to confirm a
// text.
type Confirm struct {
	Confirmed
	Name     string // the name; may be empty
	Deadline time.Time
	Policy   store.Policy
	Changes  []Change
	Late     bool   // the deadline has passed
	DeputyOf string // the name of the person whom the reader answers for; "" for themselves
	// Question is the survey question below a solution, "" for none; Options are its answers.
	Question string
	Options  []SurveyOption
}

// Change is a line added or removed since the previous version.
type Change struct {
	Added bool
	Text  string
}

// ConfirmReceipt is the data of confirm-receipt, which reports the outcome of a reply
// to its sender.
type ConfirmReceipt struct {
	Confirmed
	Name     string
	What     string // one of the store's Tell words
	Outcome  store.ConfirmationOutcome
	From     time.Time       // when a binding text takes effect at the earliest
	Waiting  []store.Address // whose agreement it needs besides
	Domain   string          // of the address that replied
	DeputyOf string          // the name of the person whom the sender answered for; "" for themselves
	Deputy   string          // the name of the deputy who agreed for the reader; "" where the reader did
	Meant    string          // the word for which a slip of the finger probably stands, or ""
	Until    time.Time       // by when a second confirmation must come
}

// ConfirmDone is the data of confirm-done, which reports the outcome of a PM's reply
// about a text.
type ConfirmDone struct {
	Confirmed
	PM      string
	What    string // one of the store's Tell words
	Words   string // who confirmed, as the PM reported; or what was not understood
	State   store.ConfirmationState
	Next    bool            // another version is waiting for the PM
	Waiting []store.Address // who have not confirmed yet
	Trouble *FileTrouble    // with its files, or nil
}

// ConfirmNote is the data of confirm-note, which passes on to the PM what a person
// wrote about a text, or reports that its deadline has passed.
type ConfirmNote struct {
	Confirmed
	PM       string
	Who      store.Address // who wrote; empty if the deadline has passed
	DeputyOf string        // the name of the person whom they wrote for; "" for themselves
	Words    string
	NotAsked bool // Who was not asked, and replied to the mail of a person who was
	Old      bool // Who replied about another version
	Waiting  []store.Address
	// Unreached are the people in Waiting whose silence is not consent, because the
	// request had not reached them a day before its deadline.
	Unreached []store.Address
	Settled   bool // the outcome of the text is final
	// From is set if Who agrees to a binding text: when it takes effect at the earliest,
	// which needs those in Waiting.
	From time.Time
	// TakenOver reports that the reader has become PM since people were asked: Late, that the
	// deadline has passed, and Objections, what people wrote meanwhile.
	TakenOver  bool
	Late       bool
	Objections []Objection
}

// Objection is what somebody who was asked to confirm a text wrote instead.
type Objection struct {
	Who   store.Address
	Words string
}

// ConfirmOutcome is the data of confirm-outcome, which reports the outcome of a text to
// everyone concerned.
type ConfirmOutcome struct {
	Confirmed
	Outcome store.ConfirmationOutcome
	Voices  []store.Confirmer
	Name    string       // of the one reader who owns action items; "" where there is none
	Actions []ActionItem // theirs
	// From is when an unproved confirmation of minutes, in the name of the one reader, counts unless
	// they say no; zero where all is settled. Domain is that of their address. Waiting are the
	// others who still have to confirm.
	From    time.Time
	Domain  string
	Waiting []store.Address
}

// ConfirmDraft makes the samples of confirm-draft.
func (s sampler) ConfirmDraft() []any {
	first, people := s.confirmed(), s.confirmers()
	found := &Found{[]store.Address{s.client(), {Name: s.pick("赵磊", "Tom Baker")}}, []string{s.pick("首页采用深蓝色", "The home page is dark blue")}, s.actionItems()}
	found.Actions[0].Unknown = true
	opened := first
	opened.Open = s.actionItems()
	return []any{
		ConfirmDraft{opened, s.pm().Name, people, 3, store.PolicyAll, nil, 0, found, nil, nil, "", false, false},
		ConfirmDraft{s.secondVersion(), "", people[:1], 1, store.PolicySilence, s.lineChanges(), 1, nil, nil, nil, "", false, false},
		ConfirmDraft{first, "", people, 3, store.PolicyAny, nil, 0, &Found{Actions: found.Actions[:1]}, nil, nil, "Zoom", false, false},
		ConfirmDraft{s.listOfActions(), s.pm().Name, people[:1], 3, store.PolicyAll, nil, 0, &Found{Actions: s.actionItems()}, nil, nil, "", false, false},
		ConfirmDraft{Confirmed: s.listOfActions()},
		ConfirmDraft{Confirmed: s.withoutFile(), PM: s.pm().Name, Recipients: people, Days: 3, Policy: store.PolicyAll, NoFile: true},
		ConfirmDraft{Confirmed: s.agenda(), PM: s.pm().Name, Recipients: people[:1]}, ConfirmDraft{Confirmed: s.agenda()},
		ConfirmDraft{Confirmed: s.standIn(), PM: s.pm().Name, Recipients: people, Days: 3, Policy: store.PolicyAll, StandIn: FileNames(s.files()[:1])},
		ConfirmDraft{Confirmed: s.withFiles(s.secondVersion(), s.filesSince()), Recipients: people, Days: 3, Policy: store.PolicyAll, Asked: 1, Trouble: &FileTrouble{Macros: FileNames(s.files()[:1])}},
		ConfirmDraft{Confirmed: s.withFiles(first, s.files()), Recipients: people, Days: 3, Policy: store.PolicyAll, Trouble: s.trouble()},
		ConfirmDraft{Confirmed: s.retrospective(), PM: s.pm().Name, Recipients: people[:1]}, ConfirmDraft{Confirmed: s.retrospective()},
		ConfirmDraft{Confirmed: s.summary(), PM: s.pm().Name, Recipients: people, Days: 3, Policy: store.PolicyAll, Closes: true},
	}
}

// withoutFile is a text that speaks of a file.
func (s sampler) withoutFile() Confirmed {
	c := s.confirmed()
	c.Text = s.pick("附件是本次会议的纪要，请确认。", "Please find attached the minutes of the meeting.")
	return c
}

// listOfActions is a list of action items to be handed out.
func (s sampler) listOfActions() Confirmed {
	return Confirmed{Project: s.project(), Kind: store.ActionItems, Title: s.pick("本周待办", "Action items of this week"), Number: 4, Version: 1,
		Text: s.pick("- 王芳：3 月 10 日前提供测试账号", "- Wang Fang: list of test accounts by 10 March")}
}

// Confirm makes the samples of confirm.
func (s sampler) Confirm() []any {
	solved := Confirm{Confirmed: s.solution(), Name: s.client().Name, Deadline: confirmBy(), Policy: store.PolicyAll}
	one := s.oneQuestion().Questions[0]
	solved.Question = one.Text
	for i, label := range one.Labels {
		solved.Options = append(solved.Options, SurveyOption{string(rune('1'+i)) + " – " + label, "mailto:log%2Br.token@agency.example?subject=Survey&body=" + string(rune('1'+i))})
	}
	return append(s.ConfirmReminder(), solved)
}

// ConfirmReminder makes the samples of confirm-reminder.
func (s sampler) ConfirmReminder() []any {
	opened := s.confirmed()
	opened.Open = s.actionItems()[:1]
	return []any{
		Confirm{Confirmed: opened, Name: s.client().Name, Deadline: confirmBy(), Policy: store.PolicyAll},
		Confirm{Confirmed: s.secondVersion(), Deadline: confirmBy(), Policy: store.PolicySilence, DeputyOf: s.client().Name, Changes: s.lineChanges()},
		Confirm{Confirmed: s.changeToApprove(), Name: s.client().Name, Deadline: confirmBy(), Policy: store.PolicyAll},
		Confirm{Confirmed: s.settlement(), Deadline: confirmBy(), Policy: store.PolicyAll, Late: true},
		Confirm{Confirmed: s.withFiles(s.confirmed(), s.files()), Name: s.client().Name, Deadline: confirmBy(), Policy: store.PolicyAll},
		Confirm{Confirmed: s.withFiles(s.secondVersion(), s.filesSince()), Name: s.client().Name, Deadline: confirmBy(), Policy: store.PolicyAll, Changes: s.lineChanges()},
	}
}

// solution is the text of the solution of a case.
func (s sampler) solution() Confirmed {
	return Confirmed{Project: s.project(), Kind: store.Solution, Title: s.pick("无法登录", "No log-in"), Number: 4, Version: 1,
		Text: s.pick("账号被锁定，现已解锁，请用原密码登录。", "The accounts were locked. They are open again, with the old passwords.")}
}

// standIn only names its file.
func (s sampler) standIn() Confirmed {
	c := s.withFiles(s.confirmed(), s.files()[:1])
	c.Text = store.StandIn(s.language, c.Kind, c.FileNames())
	return c
}

// withFiles returns samples with files in them.
func (s sampler) withFiles(c Confirmed, files []File) Confirmed {
	c.Files = files
	return c
}

// ConfirmReceipt makes the samples of confirm-receipt.
func (s sampler) ConfirmReceipt() []any {
	first, second, change := s.confirmed(), s.secondVersion(), s.changeToApprove()
	var list []any
	for _, what := range []string{store.ReceiptRecorded, store.ReceiptAskedAgain, store.ReceiptPassedOn, store.ReceiptUnsure, store.ReceiptOldVersion, store.ReceiptLate} {
		list = append(list, ConfirmReceipt{Confirmed: first, Name: s.client().Name, What: what, Outcome: store.OutcomeConfirmed, Domain: "acme.example", Until: day(time.March, 12)})
	}
	for _, what := range []string{store.ReceiptRecorded, store.ReceiptAskedAgain, store.ReceiptOnceMore, store.ReceiptRejected, store.ReceiptLate} {
		list = append(list, ConfirmReceipt{Confirmed: change, Name: s.client().Name, What: what, Outcome: store.OutcomeConfirmed, From: day(time.March, 11).Add(10 * time.Hour), Domain: "acme.example", Until: day(time.March, 12)})
	}
	list = append(list, ConfirmReceipt{Confirmed: change, Name: s.client().Name, What: store.ReceiptWithdrawAgain}, ConfirmReceipt{Confirmed: change, Name: s.client().Name, What: store.ReceiptTakenBack})
	list = append(list, ConfirmReceipt{Confirmed: change, Name: s.client().Name, What: store.ReceiptRecorded, From: day(time.March, 11), Waiting: s.confirmers()[1:]})
	return append(list,
		ConfirmReceipt{Confirmed: change, What: store.ReceiptLate, Outcome: store.OutcomeRejected},
		ConfirmReceipt{Confirmed: second, What: store.ReceiptLate, Outcome: store.OutcomeSilence},
		ConfirmReceipt{Confirmed: second, What: store.ReceiptLate},
		ConfirmReceipt{Confirmed: change, What: store.ReceiptUnsure, Meant: "agreed"},
		ConfirmReceipt{Confirmed: s.withFiles(first, s.files()), Name: s.client().Name, What: store.ReceiptRecorded},
		ConfirmReceipt{Confirmed: first, Name: s.confirmers()[1].Name, What: store.ReceiptRecorded, DeputyOf: s.client().Name},
		ConfirmReceipt{Confirmed: change, Name: s.confirmers()[1].Name, What: store.ReceiptOnceMore, DeputyOf: s.client().Name, Until: day(time.March, 12)},
		ConfirmReceipt{Confirmed: change, Name: s.client().Name, What: store.ReceiptRecorded, Deputy: s.confirmers()[1].Name, From: day(time.March, 11).Add(10 * time.Hour)},
		ConfirmReceipt{Confirmed: change, Name: s.client().Name, What: store.ReceiptTakenBack, Deputy: s.confirmers()[1].Name})
}

// ConfirmDone makes the samples of confirm-done.
func (s sampler) ConfirmDone() []any {
	first, people := s.confirmed(), s.confirmers()
	asked := ConfirmDone{Confirmed: first, PM: s.pm().Name, What: store.ReceiptSent, State: store.ConfirmationApproved}
	spoken, reminded, withdrawn, nobody := asked, asked, asked, asked
	spoken.What, spoken.Words, spoken.Waiting, spoken.PM, spoken.State = store.ReceiptConfirmedFor, people[0].Name, people[1:], "", store.ConfirmationAsked
	reminded.What, reminded.Waiting, reminded.State = store.ReceiptReminded, people[:1], store.ConfirmationAsked
	withdrawn.What, withdrawn.State, withdrawn.Waiting = store.ReceiptWithdrawn, store.ConfirmationWithdrawn, nil
	nobody.What, nobody.Words, nobody.State = store.ReceiptUnknownPerson, s.pick("王", "Wang"), store.ConfirmationAsked
	handed := asked
	handed.Confirmed, handed.State = s.listOfActions(), store.ConfirmationSettled
	agenda := handed
	agenda.Confirmed = s.agenda()
	tooLong := withdrawn
	tooLong.What = store.ReceiptTooLong
	list := []any{asked, spoken, reminded, withdrawn, nobody, handed, agenda, ConfirmDone{Confirmed: s.settlement(), What: store.ReceiptEscalated, State: store.ConfirmationWithdrawn}}
	for _, state := range []store.ConfirmationState{store.ConfirmationSettled, store.ConfirmationWithdrawn, store.ConfirmationProposed} {
		list = append(list, ConfirmDone{Confirmed: first, What: store.ReceiptNoEffect, State: state})
	}
	words := s.pick("标志的事我明天给安娜打电话", "I will call Anna tomorrow about the logo")
	return append(list,
		ConfirmDone{Confirmed: first, What: store.ReceiptUnclear, Words: words, State: store.ConfirmationProposed},
		ConfirmDone{Confirmed: s.settlement(), What: store.ReceiptBinding, Words: s.client().Name, State: store.ConfirmationAsked, Waiting: people},
		ConfirmDone{Confirmed: first, What: store.ReceiptUnclear, Words: words, State: store.ConfirmationAsked, Waiting: people},
		ConfirmDone{Confirmed: first, What: store.ReceiptNotInText, Words: s.pick("把 5 月 1 日改成 5 月 8 日", "change 1 May to 8 May"), State: store.ConfirmationProposed},
		ConfirmDone{Confirmed: s.secondVersion(), What: store.ReceiptStale, State: store.ConfirmationProposed},
		ConfirmDone{Confirmed: first, What: store.ReceiptNextDropped, State: store.ConfirmationAsked, Waiting: people},
		ConfirmDone{Confirmed: first, What: store.ReceiptNoEffect, State: store.ConfirmationAsked, Waiting: people, Next: true}, tooLong,
		ConfirmDone{Confirmed: first, What: store.ReceiptWithin, Words: s.pick("取消 2", "drop 2"), State: store.ConfirmationProposed},
		ConfirmDone{Confirmed: first, What: store.ReceiptFiles, State: store.ConfirmationProposed, Trouble: s.trouble()})
}

// ConfirmNote makes the samples of confirm-note.
func (s sampler) ConfirmNote() []any {
	first, people, words := s.confirmed(), s.confirmers(), s.pick("上线应为 4 月 17 日。", "The launch is on 17 April.")
	return []any{
		ConfirmNote{Confirmed: first, PM: s.pm().Name, Who: s.client(), Words: words},
		ConfirmNote{Confirmed: first, Waiting: people, Unreached: people[:1]},
		ConfirmNote{Confirmed: s.secondVersion(), Who: s.client(), Words: words, Old: true, Settled: true},
		ConfirmNote{Confirmed: first, PM: s.pm().Name, Who: store.Address{Address: "zhou@acme.example"}, Words: s.pick("确认", "Confirmed."), NotAsked: true},
		ConfirmNote{Confirmed: s.settlement(), PM: s.pm().Name, Who: s.client(), From: day(time.March, 11).Add(10 * time.Hour)},
		ConfirmNote{Confirmed: s.settlement(), PM: s.pm().Name, Who: s.client(), From: day(time.March, 11), Waiting: people[1:]},
		ConfirmNote{Confirmed: first, PM: s.pm().Name, Waiting: people[:1], TakenOver: true, Objections: []Objection{{s.client(), words}}},
		ConfirmNote{Confirmed: s.settlement(), Waiting: people, TakenOver: true, Late: true},
		ConfirmNote{Confirmed: first, Who: people[1], DeputyOf: s.client().Name, Words: words},
		ConfirmNote{Confirmed: s.settlement(), Who: people[1], DeputyOf: s.client().Name, From: day(time.March, 11).Add(10 * time.Hour)},
	}
}

// ConfirmOutcome makes the samples of confirm-outcome.
func (s sampler) ConfirmOutcome() []any {
	first, second, change, people := s.confirmed(), s.secondVersion(), s.changeToApprove(), s.confirmers()
	voices := []store.Confirmer{{Version: 1, Address: people[0].Address, Name: people[0].Name, State: store.ConfirmerConfirmed, At: confirmBy()}, {Version: 1, Address: people[1].Address, State: store.ConfirmerWaiting}}
	provisional := slices.Clone(voices)
	provisional[0].Provisional = true
	disputed := append([]store.Confirmer{{Version: 2, Address: people[1].Address, State: store.ConfirmerObjected, At: confirmBy()}}, voices[0])
	disputed[1].By = s.pm().Name
	deputed := []store.Confirmer{voices[0]}
	deputed[0].Deputy, deputed[0].DeputyName = people[1].Address, people[1].Name
	return []any{
		ConfirmOutcome{Confirmed: first, Outcome: store.OutcomeConfirmed, Voices: voices[:1]},
		ConfirmOutcome{Confirmed: second, Outcome: store.OutcomeSilence, Voices: voices},
		ConfirmOutcome{Confirmed: second, Outcome: store.OutcomeDisputed, Voices: disputed},
		ConfirmOutcome{Confirmed: change, Outcome: store.OutcomeConfirmed, Voices: voices[:1]},
		ConfirmOutcome{Confirmed: change, Outcome: store.OutcomeRejected, Voices: disputed[:1]},
		ConfirmOutcome{Confirmed: s.withFiles(first, s.files()), Outcome: store.OutcomeConfirmed, Voices: voices[:1]},
		ConfirmOutcome{Confirmed: first, Outcome: store.OutcomeConfirmed, Voices: voices[:1], Name: people[0].Name, Actions: s.actionItems()},
		ConfirmOutcome{Confirmed: change, Outcome: store.OutcomeConfirmed, Voices: deputed},
		ConfirmOutcome{Confirmed: first, Outcome: store.OutcomeConfirmed, Voices: provisional[:1], Name: people[0].Name, From: confirmBy().Add(10 * time.Hour), Domain: "acme.example"},
		ConfirmOutcome{Confirmed: first, Outcome: store.OutcomeConfirmed, Voices: provisional, Name: people[0].Name, From: confirmBy().Add(10 * time.Hour), Domain: "acme.example", Waiting: people[1:]},
	}
}

// confirmed is the text that most samples are about: the first version of minutes.
func (s sampler) confirmed() Confirmed {
	return Confirmed{Project: s.project(), Kind: store.Minutes, Title: s.pick("第三次周会", "Third weekly meeting"), Number: 3, Version: 1,
		Text: s.pick("与会：王芳、李敏\n\n**决定**\n\n- 首页采用深蓝色\n- 上线时间 4 月 10 日\n\n**待办**\n\n- 王芳：3 月 10 日前提供测试账号",
			"Present: Wang Fang, Li Min\n\n**Decisions**\n\n- The home page is dark blue\n- Launch on 10 April\n\n**Actions**\n\n- Wang Fang: list of test accounts by 10 March")}
}

func (s sampler) secondVersion() Confirmed {
	second := s.confirmed()
	second.Version, second.Kind = 2, store.Solution
	return second
}

func (s sampler) changeToApprove() Confirmed {
	change := s.confirmed()
	change.Kind, change.Title, change.Binds = store.ChangeRequest, s.pick("增加会员积分", "Bonus points for members"), true
	change.Text = ChangeText(s.language, s.pick("希望首页能显示会员积分。", "The home page should show a member’s bonus points."),
		s.pick("范围：首页和会员中心各增加一个模块。\n\n进度：上线推迟 3 个工作日，改为 4 月 15 日。\n\n费用：增加 6,000 元。", "Scope: one more part on the home page and in the account.\n\nTime: launch three working days later, on 15 April.\n\nCost: EUR 800 more."))
	return change
}

func (s sampler) settlement() Confirmed {
	settlement := s.changeToApprove()
	settlement.Kind, settlement.Title = store.Settlement, s.pick("第二期付款", "The second payment")
	return settlement
}

// lineChanges is what the second version changes.
func (s sampler) lineChanges() []Change {
	return []Change{{false, s.pick("上线时间 4 月 10 日", "Launch on 10 April")}, {true, s.pick("上线时间 4 月 17 日", "Launch on 17 April")}}
}

func (s sampler) confirmers() []store.Address {
	return []store.Address{s.client(), {Name: s.pick("陈静", "Jane Porter"), Address: "jane@acme.example"}}
}

// confirmBy is the deadline to confirm.
func confirmBy() time.Time { return day(time.March, 11) }
