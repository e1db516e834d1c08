package due

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

const adler = "adler@chamber.example"

// withProcedures is an agency that has a mediator, and in which Wang alone approves
// changes.
func withProcedures(t *testing.T, now string) *agency {
	return newAgency(t, now, func(p *Project) {
		p.Schedule = nil
		p.Confirm = Terms{Policy: store.PolicySilence, Days: 3, TakeBack: 15 * time.Minute}
		p.Contacts = append(p.Contacts, store.Contact{Name: "Ruth Adler", Role: store.RoleMediator, Addresses: []string{adler}})
		for i, c := range p.Contacts {
			p.Contacts[i].Approves = c.Addresses[0] == wang
		}
	})
}

// procedure returns the only procedure there is.
func (o *agency) procedure() store.Procedure {
	o.Helper()
	list, err := o.store.Procedures(o.Context(), store.ProcedureQuery{})
	if err != nil || len(list) != 1 {
		o.Fatal(list, err)
	}
	return list[0]
}

func (o *agency) isIn(want store.ProcedureState) {
	o.Helper()
	if m := o.procedure(); m.State != want {
		o.Errorf("at %s it is %s, want %s", o.now.Format("2006-01-02 15:04"), m.State, want)
	}
}

// steps logs what somebody answers who was asked for the next step.
func (o *agency) steps(who string, purpose store.Purpose, d store.Decision, text string) {
	o.Helper()
	m := o.procedure()
	o.logs(text, store.Verdict{Kind: store.KindHuman, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
		Answer: &store.Response{Purpose: purpose, Object: m.ID, Version: m.Version, Decision: d, Address: who}})
}

func TestDue_aChangeFromTheClientsMailToItsVerification(t *testing.T) {
	t.Parallel()
	o := withProcedures(t, "2026-03-02 09:00") // a Monday
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskChange)
	o.looks("2026-03-02 09:10")
	n := o.since(0, "procedure "+lina)
	o.isIn(store.ChangeRaised)

	// The PM writes its impact, sees it as the client will, and lets it go.
	o.steps(lina, store.PurposeProcedure, store.DecisionText, "上线推迟 3 个工作日，费用增加 6000 元。")
	o.looks("2026-03-02 10:00")
	n = o.since(n, "confirm-draft "+lina) // which says what was recorded
	o.isIn(store.ChangeAssessed)
	if text := o.confirmation().Text; !strings.Contains(text, "> When?") || !strings.Contains(text, "费用增加 6000 元") {
		t.Errorf("the client is to approve\n%s", text)
	}
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 10:10")
	n = o.since(n, "confirm "+wang) // who alone approves changes

	// Even an approval that is proved takes a second word, and then a quarter of an hour.
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "批准", true)
	o.looks("2026-03-02 11:00")
	n = o.since(n, "confirm-receipt "+wang)
	o.looks("2026-03-02 12:00")
	n = o.since(n)
	o.says(wang, store.PurposeAgain, store.DecisionOK, "同意", true)
	o.looks("2026-03-02 12:10")
	n = o.since(n, "confirm-note "+lina, "confirm-receipt "+wang)
	if text := o.text(); !strings.Contains(text, "12:15") && !strings.Contains(text, "12:2") {
		t.Errorf("it does not say from when it is in force:\n%s", text)
	}
	o.isIn(store.ChangeAssessed)
	o.looks("2026-03-02 12:30")
	n = o.since(n, "procedure "+lina) // the PM learns it from what they are asked, and the client has its moment
	o.isIn(store.ChangeApproved)

	// “Done” alone goes to the client at once.
	o.steps(lina, store.PurposeProcedure, store.DecisionClose, "完成")
	o.looks("2026-03-03 10:00")
	n = o.since(n, "confirm "+wang)
	o.isIn(store.ChangeCarriedOut)

	// It is not as agreed: the PM ends the question, and it is to be carried out again.
	o.says(wang, store.PurposeConfirm, store.DecisionText, "积分没有显示", true)
	o.looks("2026-03-03 11:00")
	n = o.since(n, "confirm-note "+lina, "confirm-receipt "+wang)
	o.says(lina, store.PurposeDraft, store.DecisionSkip, "skip", true)
	o.looks("2026-03-03 11:10")
	n = o.since(n, "procedure "+lina)
	o.isIn(store.ChangeApproved)

	// What the PM writes beside it they see before the client does.
	o.steps(lina, store.PurposeProcedure, store.DecisionText, "积分现在显示了。")
	o.looks("2026-03-04 10:00")
	n = o.since(n, "confirm-draft "+lina)
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-04 10:10")
	n = o.since(n, "confirm "+wang)
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.looks("2026-03-04 11:00")
	o.since(n, "confirm-outcome "+wang, "confirm-outcome "+lina)
	o.isIn(store.ChangeVerified)
	for _, subject := range o.subjects(wang) {
		if subject != "Re: Accounts" {
			t.Errorf("who wrote “Accounts” is answered under %q", subject)
		}
	}
	for i, subject := range o.subjects(lina) {
		if want := "[ACME] 第 1 号变更申请：Accounts"; i == 0 && subject != want || i > 0 && subject != "Re: "+want {
			t.Errorf("mail %d to the PM has the subject %q", i, subject)
		}
	}
}

// assessed is an agency in which the client was asked to approve a change.
func assessed(t *testing.T) (*agency, int) {
	o := withProcedures(t, "2026-03-02 09:00")
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskChange)
	o.looks("2026-03-02 09:10")
	o.steps(lina, store.PurposeProcedure, store.DecisionText, "One day more.")
	o.looks("2026-03-02 09:20")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:30")
	return o, len(o.queued())
}

func TestDue_aChangeThatTheClientRejects(t *testing.T) {
	t.Parallel()
	o, n := assessed(t)
	// A no that nothing proves is the PM's to end.
	c := o.confirmation()
	o.logs("不同意", store.Verdict{Kind: store.KindHuman, Project: "ACME", Answer: &store.Response{Purpose: store.PurposeConfirm, Object: c.ID, Version: 1, Decision: store.DecisionReject, Address: wang, Unproved: true}})
	o.looks("2026-03-02 10:00")
	n = o.since(n, "confirm-note "+lina, "confirm-receipt "+wang)
	o.isIn(store.ChangeAssessed)
	o.says(wang, store.PurposeConfirm, store.DecisionReject, "不同意，太贵", true)
	o.looks("2026-03-02 10:10")
	n = o.since(n, "confirm-note "+lina, "confirm-receipt "+wang)
	o.isIn(store.ChangeRejected)
	if c := o.confirmation(); c.Outcome != store.OutcomeRejected {
		t.Errorf("%+v", c)
	}
	o.looks("2026-03-20 10:00")
	o.since(n)
}

func TestDue_nothingApprovesAChangeBySilence(t *testing.T) {
	t.Parallel()
	o, n := assessed(t) // in a project where silence is consent
	o.looks("2026-03-05 09:00")
	n = o.since(n, "confirm-reminder "+wang)
	o.looks("2026-03-20 09:00")
	n = o.since(n, "confirm-note "+lina)
	o.isIn(store.ChangeAssessed)
	o.looks("2026-04-20 09:00")
	o.since(n)
	// When the PM ends it nobody has rejected it: it is dropped.
	o.says(lina, store.PurposeDraft, store.DecisionSkip, "skip", true)
	o.isIn(store.ProcedureDropped)
}

func TestDue_anApprovalCanBeTakenBackForAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	o, n := assessed(t)
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "approved", true)
	o.looks("2026-03-02 10:00")
	o.says(wang, store.PurposeAgain, store.DecisionOK, "approved", true)
	o.looks("2026-03-02 10:05")
	n = o.since(n, "confirm-receipt "+wang, "confirm-note "+lina, "confirm-receipt "+wang)
	o.says(wang, store.PurposeConfirm, store.DecisionReject, "no, wait", true)
	o.looks("2026-03-02 10:10")
	n = o.since(n, "confirm-note "+lina, "confirm-receipt "+wang)
	o.looks("2026-03-02 11:00")
	o.since(n)
	o.isIn(store.ChangeRejected)
}

func TestDue_thePMTakesBackWhatTheClientApproved(t *testing.T) {
	t.Parallel()
	o, _ := assessed(t)
	o.looks("2026-03-02 10:00")
	o.says(wang, store.PurposeAgain, store.DecisionOK, "approved", true)
	o.looks("2026-03-02 10:05")
	n := len(o.queued())
	o.says(lina, store.PurposeDraft, store.DecisionSkip, "skip", true)
	o.looks("2026-03-02 10:06")
	// Their receipt had named the moment: they hear that it does not come.
	o.since(n, "confirm-done "+lina, "confirm-receipt "+wang)
	if text := o.mailTo(wang); !strings.Contains(text, "未生效") {
		t.Errorf("%s", text)
	}
	o.looks("2026-03-02 11:00")
	o.isIn(store.ProcedureDropped)
}

func TestDue_whoHasTheNextStepIsRemindedOnce(t *testing.T) {
	t.Parallel()
	o := withProcedures(t, "2026-03-02 09:00")
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskChange)
	o.looks("2026-03-02 09:10")
	n := o.since(0, "procedure "+lina)
	o.looks("2026-03-05 23:00")
	n = o.since(n)
	o.looks("2026-03-06 09:01")
	n = o.since(n, "procedure "+lina)
	o.looks("2026-04-06 09:00")
	n = o.since(n)
	// An answer that says nothing that could be done is told so, once a day; “skip” ends it.
	o.steps(lina, store.PurposeProcedure, store.DecisionOK, "ok")
	o.steps(lina, store.PurposeProcedure, store.DecisionOK, "OK!")
	o.looks("2026-04-06 10:00")
	n = o.since(n, "procedure-receipt "+lina)
	o.steps(lina, store.PurposeProcedure, store.DecisionSkip, "skip")
	o.looks("2026-04-06 11:00")
	n = o.since(n, "procedure-receipt "+lina)
	o.isIn(store.ProcedureDropped)
	// And an answer to a step that is over changes nothing.
	o.logs("impact", store.Verdict{Kind: store.KindHuman, Project: "ACME", Answer: &store.Response{Purpose: store.PurposeProcedure, Object: o.procedure().ID, Version: 1, Decision: store.DecisionText, Address: lina}})
	o.looks("2026-04-06 12:00")
	o.since(n, "procedure-receipt "+lina)
	o.isIn(store.ProcedureDropped)
}

func TestDue_aDisputeGoesToTheMediator(t *testing.T) {
	t.Parallel()
	o := withProcedures(t, "2026-03-02 09:00")
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskComplaint)
	list, err := o.store.Cases(t.Context(), store.CaseQuery{})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	o.looks("2026-03-02 09:10")
	n := o.since(0)
	// The PM calls it a dispute.
	o.logs("dispute", store.Verdict{Kind: store.KindHuman, Project: "ACME", Answer: &store.Response{Purpose: store.PurposeCase, Object: list[0].ID, Decision: store.DecisionKind, Argument: string(store.CaseDispute), Address: lina}})
	o.looks("2026-03-02 09:20")
	n = o.since(n, "procedure "+lina)
	o.isIn(store.DisputeIdentified)
	o.steps(lina, store.PurposeProcedure, store.DecisionText, "双方对“通过测试”的理解不同。")
	o.looks("2026-03-02 09:30")
	n = o.since(n, "procedure "+lina)
	o.isIn(store.DisputeAnalysed)
	o.steps(lina, store.PurposeProcedure, store.DecisionText, "付一半。")
	o.looks("2026-03-02 09:40")
	n = o.since(n, "confirm-draft "+lina)
	if text := o.confirmation().Text; text != "付一半。" { // and not what stays with the PM
		t.Errorf("the client is to agree to %q", text)
	}
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:50")
	n = o.since(n, "confirm "+wang, "confirm "+jane)
	o.says(jane, store.PurposeConfirm, store.DecisionText, "我们要求全额退款", true)
	o.looks("2026-03-02 10:00")
	n = o.since(n, "confirm-note "+lina, "confirm-receipt "+jane)
	o.says(lina, store.PurposeDraft, store.DecisionEscalate, "升级", true)
	o.looks("2026-03-02 10:10")
	n = o.since(n, "mediate "+adler, "confirm-done "+lina)
	o.isIn(store.DisputeEscalated)
	if c := o.confirmation(); c.State != store.ConfirmationWithdrawn {
		t.Errorf("the proposal is %s", c.State)
	}
	if text := o.mailTo(adler); !strings.Contains(text, "付一半") || !strings.Contains(text, "理解不同") {
		t.Errorf("the mediator does not see what happened:\n%s", text)
	}
	// What the mediator proposes the PM lets go, and both sides agree.
	o.steps(adler, store.PurposeMediate, store.DecisionText, "付七成，测试补做。")
	o.looks("2026-03-03 09:00")
	n = o.since(n, "confirm-draft "+lina, "procedure-receipt "+adler)
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-03 09:10")
	n = o.since(n, "confirm "+wang, "confirm "+jane)
	for _, who := range []string{wang, jane} {
		o.says(who, store.PurposeAgain, store.DecisionOK, "同意", true)
	}
	o.looks("2026-03-03 09:20")
	n = o.since(n, "confirm-note "+lina, "confirm-note "+lina, "confirm-receipt "+wang, "confirm-receipt "+jane)
	o.looks("2026-03-03 09:40")
	n = o.since(n, "procedure "+lina) // both know from when on it is in force
	o.isIn(store.DisputeAgreed)
	o.steps(lina, store.PurposeProcedure, store.DecisionText, "以后在合同里写明测试标准。")
	o.looks("2026-03-03 10:00")
	o.since(n, "procedure-receipt "+lina)
	o.isIn(store.DisputeEvaluated)
}

func TestDue_aSolutionThatTheClientConfirmsClosesTheCase(t *testing.T) {
	t.Parallel()
	o := withProcedures(t, "2026-03-02 09:00")
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskProblem)
	list, err := o.store.Cases(t.Context(), store.CaseQuery{})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	o.logs("Solution: …", store.Verdict{Kind: store.KindHuman, Project: "ACME", Answer: &store.Response{Purpose: store.PurposeCase, Object: list[0].ID, Decision: store.DecisionSolve, Argument: "重装一次。", Address: lina}})
	o.looks("2026-03-02 09:20")
	n := o.since(0, "confirm-draft "+lina)
	o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
	o.looks("2026-03-02 09:30")
	n = o.since(n, "confirm "+wang, "confirm "+jane)
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.says(jane, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.looks("2026-03-02 09:40")
	o.since(n, "confirm-outcome "+wang, "confirm-outcome "+jane, "confirm-outcome "+lina)
	if list, err := o.store.Cases(t.Context(), store.CaseQuery{}); err != nil || list[0].State != store.CaseClosed {
		t.Errorf("%+v, %v", list, err)
	}
}

// Who agreed and can no longer withdraw when they would get the receipt has the outcome alone.
func TestDue_anAgreementThatIsInForceIsOneMail(t *testing.T) {
	t.Parallel()
	o, n := assessed(t)
	o.says(wang, store.PurposeAgain, store.DecisionOK, "同意", true) // and nothing looks for half an hour
	o.looks("2026-03-02 10:10")
	o.since(n, "confirm-outcome "+wang, "procedure "+lina)
	if text := o.mailTo(wang); !strings.Contains(text, "已同意") {
		t.Errorf("the outcome:\n%s", text)
	}
	o.isIn(store.ChangeApproved)
}
