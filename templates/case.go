package templates

import (
	"time"

	"rapport/store"
)

// Case is the data of case, which warns the PM that a client is waiting for an answer.
type Case struct {
	Project store.Project
	PM      string
	Number  int
	Kind    store.Ask
	Title   string
	Words   string // of the client
	From    store.Address
	Opened  time.Time
	Due     time.Time
	Overdue bool
	Solve   bool          // the deadline is that of a solution, not of an answer
	Owner   store.Address // empty if the case is not assigned
	// OwnerOnly reports that the mail goes to the owner, who is not a PM.
	OwnerOnly bool
}

// CaseAck is the data of case-ack, which acknowledges a client's mail with its case
// number and the time by which an answer is due.
type CaseAck struct {
	Project store.Project
	Name    string
	Number  int
	Title   string
	Kind    store.Ask
	Due     time.Time // zero if there is no deadline
}

// CaseReceipt is the data of case-receipt, which reports the outcome of a reply about a
// case to the PM who sent it.
type CaseReceipt struct {
	Project store.Project
	PM      string
	Number  int
	Title   string
	Kind    store.Ask
	State   store.CaseState
	Owner   store.Address
	Merged  int
	Awaited bool      // its client is awaited, so that its clock stands
	Later   time.Time // the day until which the PM does not hear of it; zero: at once
	What    string    // one of the store's Tell words
}

// Case makes the samples of case.
func (s sampler) Case() []any {
	one := Case{Project: s.project(), PM: s.pm().Name, Number: 7, Kind: store.AskQuestion, Title: s.caseTitle(), From: s.client(),
		Words: s.pick("测试账号什么时候可以用？", "When can we use the test accounts?"), Opened: day(time.March, 5).Add(9 * time.Hour), Due: day(time.March, 5).Add(17 * time.Hour)}
	problem, change, complaint, support, dispute := one, one, one, one, one
	problem.PM, problem.Title, problem.Kind, problem.Overdue = "", "", store.AskProblem, true
	change.Kind, complaint.Kind = store.AskChange, store.AskComplaint
	support.Kind, support.Solve, support.Owner = store.CaseSupport, true, store.Address{Name: s.pick("周杰", "Tom Baker"), Address: "zhou@agency.example"}
	dispute.Kind, dispute.Solve, dispute.Overdue, dispute.Owner, dispute.OwnerOnly = store.CaseDispute, true, true, support.Owner, true
	return []any{one, problem, change, complaint, support, dispute}
}

// CaseAck makes the samples of case-ack.
func (s sampler) CaseAck() []any {
	list := []any{CaseAck{Project: s.project(), Name: s.client().Name, Number: 7, Title: s.caseTitle(), Kind: store.AskQuestion, Due: day(time.March, 5).Add(17 * time.Hour)}}
	for _, kind := range []store.Ask{store.AskProblem, store.AskChange, store.AskComplaint} {
		list = append(list, CaseAck{Project: s.project(), Number: 8, Kind: kind})
	}
	return list
}

// CaseReceipt makes the samples of case-receipt.
func (s sampler) CaseReceipt() []any {
	project := s.project()
	one := CaseReceipt{Project: project, PM: s.pm().Name, Number: 7, Title: s.caseTitle(), Kind: store.AskQuestion, State: store.CaseOpen, Owner: s.pm(), What: store.ReceiptRecorded}
	merged, unclear := one, one
	merged.Merged, unclear.What, unclear.PM = 3, store.ReceiptUnclear, ""
	awaited, later, whole := one, one, one
	awaited.Awaited, later.Later, whole.What = true, day(time.March, 12), store.ReceiptOneMatter
	list := []any{one, merged, unclear, awaited, later, whole}
	for i, kind := range []store.Ask{store.AskProblem, store.CaseSupport, store.AskChange, store.AskComplaint, store.CaseDispute} {
		list = append(list, CaseReceipt{Project: project, Number: 7, Kind: kind, State: []store.CaseState{store.CaseClosed, store.CaseAnswered}[i%2], What: store.ReceiptRecorded})
	}
	return append(list, CaseReceipt{Project: project, Number: 7, What: store.ReceiptUnclear})
}

func (s sampler) caseTitle() string { return s.pick("测试账号", "Test accounts") }
