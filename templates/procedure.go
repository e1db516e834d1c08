package templates

import (
	"strings"
	"time"

	"rapport/store"
)

// Procedure is the data of procedure and mediate, which ask a person for the next step of a
// change or a dispute.
type Procedure struct {
	Project  store.Project
	Kind     store.ProcedureKind
	Number   int // among its kind in its project
	Title    string
	State    store.ProcedureState
	Name     string // of the person asked; may be empty
	Again    bool   // this is a reminder
	Wrong    bool   // the client says that it was not carried out as agreed
	Steps    []ProcedureStep
	Clients  []store.Address // who decides on a change
	Mediator []store.Address // of the project, for a dispute; may be empty
}

// ProcedureStep is what was recorded at one step.
type ProcedureStep struct {
	State store.ProcedureState // after the step
	Text  string
	By    store.Address
	At    time.Time
}

// Last returns the latest step.
func (p Procedure) Last() ProcedureStep { return p.Steps[len(p.Steps)-1] }

// ProcedureReceipt is the data of procedure-receipt, which reports the outcome of a reply
// about a change or a dispute to its sender.
type ProcedureReceipt struct {
	Project store.Project
	Kind    store.ProcedureKind
	Number  int
	Title   string
	State   store.ProcedureState // now
	Name    string
	What    string // one of the store's Receipt words
}

// ChangeText returns the text that a client is asked to approve: the change as it was
// requested, and its impact as the PM assessed it.
func ChangeText(language, change, impact string) string {
	f := format{language}
	return f.pick("## 变更内容", "## Requested change") + "\n\n" + quoted(change) + "\n\n" + f.pick("## 对范围、进度和费用的影响", "## Impact on scope, time and cost") + "\n\n" + strings.TrimSpace(impact)
}

// CarriedOutText returns the text that a client is asked to verify once a change has
// been carried out: the PM's note, if any, and what was agreed.
func CarriedOutText(language, agreed, note string) string {
	f := format{language}
	text := f.pick("变更已完成。", "The change has been carried out.")
	if note = strings.TrimSpace(note); note != "" {
		text += "\n\n" + note
	}
	return text + "\n\n" + f.pick("## 原定内容", "## What was agreed") + "\n\n" + strings.TrimSpace(agreed)
}

// quoted returns a text as a quotation in Markdown.
func quoted(text string) string {
	return "> " + strings.ReplaceAll(strings.TrimSpace(withLF(text)), "\n", "\n> ")
}

// Procedure makes the samples of procedure.
func (s sampler) Procedure() []any {
	change := s.raisedChange()
	approved := change
	approved.State = store.ChangeApproved
	approved.Steps = append(approved.Steps[:1:1], ProcedureStep{store.ChangeAssessed, s.pick("上线推迟 3 个工作日，费用增加 6,000 元。", "Launch three working days later, EUR 800 more."), s.pm(), day(time.March, 3).Add(9 * time.Hour)},
		ProcedureStep{store.ChangeApproved, "", store.Address{}, day(time.March, 4).Add(9 * time.Hour)})
	wrong := approved
	wrong.Wrong, wrong.Again, wrong.Name = true, true, ""
	identified, analysed, mediated := s.disputes()
	list := []any{change, approved, wrong, identified, analysed, mediated}
	for _, state := range []store.ProcedureState{store.DisputeEscalated, store.DisputeAgreed, store.DisputeUnresolved} {
		later := analysed
		later.State = state
		list = append(list, later)
	}
	return list
}

// Mediate makes the samples of mediate.
func (s sampler) Mediate() []any {
	_, _, mediated := s.disputes()
	again := mediated
	again.Again, again.Name = true, ""
	mediated.State, mediated.Name = store.DisputeEscalated, mediated.Mediator[0].Name
	return []any{mediated, again}
}

// ProcedureReceipt makes the samples of procedure-receipt.
func (s sampler) ProcedureReceipt() []any {
	change := s.raisedChange()
	dispute, _, _ := s.disputes()
	list := []any{ProcedureReceipt{Project: change.Project, Kind: change.Kind, Number: 2, Title: change.Title, State: store.ProcedureDropped, Name: s.pm().Name, What: store.ReceiptRecorded}}
	for _, what := range []string{store.ReceiptRecorded, store.ReceiptOldVersion, store.ReceiptUnclear, store.ReceiptTooLong} {
		for _, kind := range []store.ProcedureKind{store.ProcedureChange, store.ProcedureDispute} {
			list = append(list, ProcedureReceipt{Project: change.Project, Kind: kind, Number: 1, Title: dispute.Title, State: store.DisputeProposed, What: what})
		}
	}
	return list
}

func (s sampler) raisedChange() Procedure {
	return Procedure{Project: s.project(), Kind: store.ProcedureChange, Number: 2, Title: s.pick("增加会员积分", "Bonus points for members"), State: store.ChangeRaised, Name: s.pm().Name, Clients: []store.Address{s.client()},
		Steps: []ProcedureStep{{store.ChangeRaised, s.pick("希望首页能显示会员积分。", "The home page should show a member’s bonus points."), s.client(), day(time.March, 2).Add(10 * time.Hour)}}}
}

// disputes returns a dispute as it was identified, as it was analysed, and with a
// mediator.
func (s sampler) disputes() (identified, analysed, mediated Procedure) {
	identified = Procedure{Project: s.project(), Kind: store.ProcedureDispute, Number: 1, Title: s.pick("第二期付款", "The second payment"), State: store.DisputeIdentified, Name: s.pm().Name,
		Steps: []ProcedureStep{{store.DisputeIdentified, s.pick("我们认为第二期付款的条件尚未满足。", "We find that the terms of the second payment are not met."), s.client(), day(time.March, 2).Add(10 * time.Hour)}}}
	analysed = identified
	analysed.State = store.DisputeAnalysed
	analysed.Steps = append(analysed.Steps[:1:1], ProcedureStep{store.DisputeAnalysed, s.pick("合同第 5 条以测试通过为条件，双方对“通过”的理解不同。", "Clause 5 asks for tests that pass; the two sides read “pass” differently."), s.pm(), day(time.March, 3).Add(9 * time.Hour)})
	mediated = analysed
	mediated.Mediator = []store.Address{{Name: s.pick("陈律师", "Ruth Adler"), Address: "mediator@chamber.example"}}
	return identified, analysed, mediated
}
