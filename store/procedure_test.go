package store

import (
	"fmt"
	"slices"
	"testing"
)

// submits takes the text of a procedure that the client is to confirm, and asks.
func (y *story) submits(id int64, kind ConfirmationKind) Confirmation {
	y.Helper()
	p := y.procedure(id)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.SubmitProcedure(p, kind, "It costs EUR 800.", nil, true) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.SubmitProcedure(p, kind, "It costs EUR 900.", nil, true) })
	c := y.confirmation(y.procedure(id).Confirmation)
	y.moves(true, func(tx *Tx) (bool, error) {
		return tx.MarkConfirmationAsked(c.ID, c.Version, PolicyAll, y.s.now(), []Address{{"Wang", wang}})
	})
	return c
}

// The way of a change that a client's case began, from the wish to its verification.
func TestProcedure_aChangeFromWishToVerification(t *testing.T) {
	y := begin(t)
	opened := y.asks(AskChange, "Make it blue.")
	list, err := y.s.Procedures(t.Context(), ProcedureQuery{Project: "ACME", Kind: ProcedureChange, Number: 1, Open: true})
	if err != nil || len(list) != 1 || list[0].Case != opened.ID || list[0].Title != "Accounts" {
		t.Fatalf("%+v, %v", list, err)
	}
	id := list[0].ID
	says := func(d Decision, text string) {
		t.Helper()
		y.replies(text, Response{Purpose: PurposeProcedure, Object: id, Version: y.procedure(id).Version, Decision: d, Address: lina})
	}
	is := func(state ProcedureState) {
		t.Helper()
		if got := y.procedure(id).State; got != state {
			t.Errorf("it is %s, want %s", got, state)
		}
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkProcedureAsked(list[0], StepAsked) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkProcedureAsked(list[0], StepAsked) })
	says(DecisionClose, "done") // there is nothing to carry out yet
	y.wantReceipts(AboutProcedure, "unclear lina")
	says(DecisionText, "EUR 800, one week.")
	y.wantReceipts(AboutProcedure, "recorded lina")
	is(ChangeAssessed)
	if got := y.caseNow(opened.ID).State; got != CaseAnswered {
		t.Errorf("its case is %s", got)
	}
	y.replies("late", Response{Purpose: PurposeProcedure, Object: id, Version: 1, Decision: DecisionText, Address: lina})
	y.wantReceipts(AboutProcedure, "old lina")

	asked := y.submits(id, ChangeRequest)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.SettleConfirmation(asked.ID, 1, OutcomeConfirmed, wang) })
	is(ChangeApproved)
	says(DecisionClose, "done")
	is(ChangeCarriedOut)
	asked = y.submits(id, VerifyChange)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.SettleConfirmation(asked.ID, 1, OutcomeDisputed, lina) })
	is(ChangeApproved) // the client finds it wrong
	says(DecisionText, "Now it is blue.")
	asked = y.submits(id, VerifyChange)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.SettleConfirmation(asked.ID, 1, OutcomeSilence, "") })
	is(ChangeVerified)
	if got := y.caseNow(opened.ID).State; got != CaseClosed {
		t.Errorf("its case is %s", got)
	}
	steps, err := y.s.ProcedureSteps(t.Context(), id)
	var events []Event
	for _, step := range steps {
		events = append(events, step.Event)
	}
	if want := []Event{eventRaised, EventAssessed, EventApproved, EventCarriedOut, EventWrong, EventCarriedOut, EventVerified}; err != nil || !slices.Equal(events, want) {
		t.Errorf("%q, %v", events, err)
	}
	if open, err := y.s.Procedures(t.Context(), ProcedureQuery{Open: true}); err != nil || len(open) != 0 {
		t.Errorf("%+v, %v", open, err)
	}
}

// What the outcome of a text means for the change or dispute that it came of.
func TestFollowOutcome_ofEveryKindOfText(t *testing.T) {
	for _, c := range []struct {
		kind    ConfirmationKind
		outcome ConfirmationOutcome // "" withdrawn
		want    ProcedureState
	}{
		{ChangeRequest, OutcomeConfirmed, ChangeApproved},
		{ChangeRequest, OutcomeSilence, ChangeApproved},
		{ChangeRequest, OutcomeRejected, ChangeRejected},
		{ChangeRequest, OutcomeDisputed, ProcedureDropped},
		{ChangeRequest, "", ProcedureDropped},
		{VerifyChange, OutcomeConfirmed, ChangeVerified},
		{VerifyChange, OutcomeDisputed, ChangeApproved},
		{Settlement, OutcomeConfirmed, DisputeAgreed},
		{Settlement, OutcomeRejected, DisputeAnalysed},
		{Settlement, "", DisputeUnresolved},
	} {
		t.Run(fmt.Sprint(c.kind, " ", c.outcome), func(t *testing.T) {
			y := begin(t)
			kind, state := ProcedureChange, ChangeAssessed
			switch c.kind {
			case VerifyChange:
				state = ChangeCarriedOut
			case Settlement:
				kind, state = ProcedureDispute, DisputeProposed
			}
			id := y.raises(kind).ID
			forced.Store(y.s, true)
			y.do(func(tx *Tx) error { return tx.exec(`UPDATE procedure SET state = $1 WHERE id = $2`, state, id) })
			asked := y.submits(id, c.kind)
			y.moves(true, func(tx *Tx) (bool, error) {
				if c.outcome == "" {
					return tx.WithdrawConfirmation(asked.ID, lina)
				}
				return tx.SettleConfirmation(asked.ID, 1, c.outcome, "")
			})
			if got := y.procedure(id); got.State != c.want || got.Confirmation != 0 {
				t.Errorf("it is %s, want %s; %+v", got.State, c.want, got)
			}
		})
	}
}

// Who withdraws a change to which somebody objects has it rejected.
func TestWithdrawConfirmation_ofAChangeThatSomebodyObjectsTo(t *testing.T) {
	y := begin(t)
	id := y.raises(ProcedureChange).ID
	y.moves(true, func(tx *Tx) (bool, error) { return tx.StepProcedure(id, EventAssessed, "EUR 800.", lina, 0) })
	asked := y.submits(id, ChangeRequest)
	y.replies("Too dear.", Response{Purpose: PurposeConfirm, Object: asked.ID, Version: 1, Decision: DecisionText, Address: wang})
	y.moves(true, func(tx *Tx) (bool, error) { return tx.WithdrawConfirmation(asked.ID, lina) })
	if got := y.procedure(id).State; got != ChangeRejected {
		t.Errorf("it is %s", got)
	}
}

// A step takes back the text that people are still asked about.
func TestStepProcedure_endsTheTextThatWaits(t *testing.T) {
	y := begin(t)
	id := y.raises(ProcedureDispute).ID
	y.moves(true, func(tx *Tx) (bool, error) { return tx.StepProcedure(id, EventAnalysed, "Colour.", lina, 0) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.StepProcedure(id, EventAgreed, "", lina, 0) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.StepProcedure(id, EventProposed, "Green.", lina, 0) })
	asked := y.submits(id, Settlement)
	y.replies("escalate", Response{Purpose: PurposeDraft, Object: asked.ID, Version: 1, Decision: DecisionEscalate, Address: lina})
	y.wantReceipts(AboutConfirmation, "escalated lina")
	if got := y.confirmation(asked.ID).State; got != ConfirmationWithdrawn {
		t.Errorf("the settlement is %s", got)
	}
	if got := y.procedure(id).State; got != DisputeEscalated {
		t.Errorf("the dispute is %s", got)
	}
	y.replies("Half blue.", Response{Purpose: PurposeMediate, Object: id, Version: y.procedure(id).Version, Decision: DecisionText, Address: "mediator@else.example"})
	if got := y.procedure(id).State; got != DisputeProposed {
		t.Errorf("once the mediator proposed it is %s", got)
	}
}

// Which event a reply is, in every state of a change and of a dispute.
func TestNextOf_everyDecisionInEveryState(t *testing.T) {
	want := map[string]Event{
		"raised text": EventAssessed, "approved text": EventCarriedOut, "identified text": EventAnalysed, "analysed text": EventProposed,
		"escalated text": EventMediated, "agreed text": EventEvaluated, "unresolved text": EventEvaluated,
		"raised skip": EventDropped, "assessed skip": EventDropped, "approved skip": EventDropped, "rejected skip": EventDropped, "carried-out skip": EventDropped,
		"verified skip": EventDropped, "dropped skip": EventDropped, "identified skip": EventDropped, "analysed skip": EventDropped, "escalated skip": EventUnresolved,
		"approved close": EventCarriedOut, "analysed escalate": EventEscalated,
	}
	for _, kind := range []ProcedureKind{ProcedureChange, ProcedureDispute} {
		for _, m := range kind.machine().moves {
			for _, state := range append(m.From, m.To) {
				for _, d := range []Decision{DecisionText, DecisionSkip, DecisionClose, DecisionEscalate, DecisionOK} {
					name := string(state) + " " + string(d)
					if kind == ProcedureDispute && name == "dropped skip" {
						continue
					}
					if got := nextOf(Procedure{Kind: kind, State: state}, &Response{Decision: d}); got != want[name] {
						t.Errorf("%s: %q, want %q", name, got, want[name])
					}
				}
			}
		}
	}
}

func TestProcedure_movesWithTheMailThatBeganIt(t *testing.T) {
	y := begin(t)
	opened := y.asks(AskChange, "Make it blue.")
	file := func(project string) Procedure {
		t.Helper()
		if _, err := y.s.FileMessage(t.Context(), opened.Message, project, lina); err != nil {
			t.Fatal(err)
		}
		list, err := y.s.Procedures(t.Context(), ProcedureQuery{})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		return list[0]
	}
	if got := file("BETA"); got.Project != "BETA" || got.Number != 1 {
		t.Errorf("%+v", got)
	}
	if got := file(""); got.State != ProcedureDropped {
		t.Errorf("%+v", got)
	}
}
