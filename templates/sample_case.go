package templates

import (
	"time"

	"rapport/store"
)

// cases gives the samples of the mail about what clients wait for.
func (s sampler) cases(name string, project store.Project) []any {
	title := s.pick("测试账号", "Test accounts")
	switch name {
	case "case-ack":
		ack := CaseAck{Project: project, Name: s.client().Name, Number: 7, Title: title, Kind: store.AskQuestion, Due: day(time.March, 5).Add(17 * time.Hour)}
		list := []any{ack}
		for _, kind := range []store.Ask{store.AskProblem, store.AskChange, store.AskComplaint} {
			list = append(list, CaseAck{Project: project, Number: 8, Kind: kind})
		}
		return list
	case "case-receipt":
		one := CaseReceipt{Project: project, PM: s.pm().Name, Number: 7, Title: title, Kind: store.AskQuestion, State: store.CaseOpen, Owner: s.pm(), What: store.ReceiptRecorded}
		merged, unclear := one, one
		merged.Merged, unclear.What, unclear.PM = 3, store.ReceiptUnclear, ""
		list := []any{one, merged, unclear}
		for i, kind := range []store.Ask{store.AskProblem, store.CaseSupport, store.AskChange, store.AskComplaint, store.CaseDispute} {
			list = append(list, CaseReceipt{Project: project, Number: 7, Kind: kind, State: []store.CaseState{store.CaseClosed, store.CaseAnswered}[i%2], What: store.ReceiptRecorded})
		}
		return append(list, CaseReceipt{Project: project, Number: 7, What: store.ReceiptUnclear})
	}
	one := Case{Project: project, PM: s.pm().Name, Number: 7, Kind: store.AskQuestion, Title: title, From: s.client(),
		Words: s.pick("测试账号什么时候可以用？", "When can we use the test accounts?"), Opened: day(time.March, 5).Add(9 * time.Hour), Due: day(time.March, 5).Add(17 * time.Hour)}
	problem, change, complaint, support, dispute := one, one, one, one, one
	problem.PM, problem.Title, problem.Kind, problem.Overdue = "", "", store.AskProblem, true
	change.Kind, complaint.Kind = store.AskChange, store.AskComplaint
	support.Kind, support.Solve, support.Owner = store.CaseSupport, true, store.Address{Name: s.pick("周杰", "Tom Baker"), Address: "zhou@agency.example"}
	dispute.Kind, dispute.Solve, dispute.Overdue, dispute.Owner, dispute.OwnerOnly = store.CaseDispute, true, true, support.Owner, true
	return []any{one, problem, change, complaint, support, dispute}
}

// matters gives the samples of the mail about changes and disputes.
func (s sampler) matters(name string, project store.Project) []any {
	change := Matter{Project: project, Kind: store.ProcedureChange, Number: 2, Title: s.pick("增加会员积分", "Bonus points for members"), State: store.ChangeRaised, Name: s.pm().Name, Clients: []store.Address{s.client()},
		Steps: []MatterStep{{store.ChangeRaised, s.pick("希望首页能显示会员积分。", "The home page should show a member’s bonus points."), s.client(), day(time.March, 2).Add(10 * time.Hour)}}}
	approved := change
	approved.State = store.ChangeApproved
	approved.Steps = append(approved.Steps[:1:1], MatterStep{store.ChangeAssessed, s.pick("上线推迟 3 个工作日，费用增加 6,000 元。", "Launch three working days later, EUR 800 more."), s.pm(), day(time.March, 3).Add(9 * time.Hour)},
		MatterStep{store.ChangeApproved, "", store.Address{}, day(time.March, 4).Add(9 * time.Hour)})
	wrong := approved
	wrong.Wrong, wrong.Again, wrong.Name = true, true, ""
	dispute := Matter{Project: project, Kind: store.ProcedureDispute, Number: 1, Title: s.pick("第二期付款", "The second payment"), State: store.DisputeIdentified, Name: s.pm().Name,
		Steps: []MatterStep{{store.DisputeIdentified, s.pick("我们认为第二期付款的条件尚未满足。", "We find that the terms of the second payment are not met."), s.client(), day(time.March, 2).Add(10 * time.Hour)}}}
	analysed := dispute
	analysed.State = store.DisputeAnalysed
	analysed.Steps = append(analysed.Steps[:1:1], MatterStep{store.DisputeAnalysed, s.pick("合同第 5 条以测试通过为条件，双方对“通过”的理解不同。", "Clause 5 asks for tests that pass; the two sides read “pass” differently."), s.pm(), day(time.March, 3).Add(9 * time.Hour)})
	mediated := analysed
	mediated.Mediator = []store.Address{{Name: s.pick("陈律师", "Ruth Adler"), Address: "mediator@chamber.example"}}
	receipt := MatterReceipt{Project: project, Kind: store.ProcedureChange, Number: 2, Title: change.Title, State: store.ProcedureDropped, Name: s.pm().Name, What: store.ReceiptRecorded}
	switch name {
	case "mediate":
		again := mediated
		again.Again, again.Name = true, ""
		mediated.State, mediated.Name = store.DisputeEscalated, mediated.Mediator[0].Name
		return []any{mediated, again}
	case "matter-receipt":
		list := []any{receipt}
		for _, what := range []string{store.ReceiptRecorded, store.ReceiptOldVersion, store.ReceiptUnclear} {
			for _, kind := range []store.ProcedureKind{store.ProcedureChange, store.ProcedureDispute} {
				list = append(list, MatterReceipt{Project: project, Kind: kind, Number: 1, Title: dispute.Title, State: store.DisputeProposed, What: what})
			}
		}
		return list
	}
	list := []any{change, approved, wrong, dispute, analysed, mediated}
	for _, state := range []store.ProcedureState{store.DisputeEscalated, store.DisputeAgreed, store.DisputeUnresolved} {
		later := analysed
		later.State = state
		list = append(list, later)
	}
	return list
}
