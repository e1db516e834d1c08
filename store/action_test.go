package store

import (
	"slices"
	"testing"
)

func (y *story) lists(ids ...int64) (list int64) {
	y.Helper()
	y.do(func(tx *Tx) (err error) { list, err = tx.AddActionList(ids); return err })
	return list
}

// The way of an action item: given, reminded, given to somebody else, done.
func TestAction_fromItsMailToDone(t *testing.T) {
	y := begin(t)
	draft := y.logs(lina, "1. Accounts", Verdict{Role: RolePM, Draft: &Draft{Kind: ActionItems, Title: "Action items", Actor: lina}})
	pending := func() []Confirmation {
		list, err := y.s.PendingExtraction(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if list := pending(); len(list) != 0 {
		t.Errorf("handed out before the PM saw them: %+v", list)
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkConfirmationProposed(1, 1) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.ApproveConfirmation(1, 1, lina) })
	approved := pending()
	if len(approved) != 1 || approved[0].Kind != ActionItems || approved[0].Message != draft {
		t.Fatalf("%+v", approved)
	}
	for range 2 {
		y.do(func(tx *Tx) error {
			_, err := tx.RecordExtractedActions(1, []Action{{Project: "ACME", What: " Accounts ", Owner: "Chen", Address: "Chen@Agency.example", Due: "2026-03-06", Confirmation: 1, Message: draft}})
			return err
		})
	}
	if list := pending(); len(list) != 0 {
		t.Errorf("handed out again: %+v", list)
	}
	second := y.adds("Invoice", "", "")
	first := y.adds("Training", wang, "2026-03-01")
	list, err := y.s.Actions(t.Context(), ActionQuery{Project: "ACME", Open: true})
	if err != nil || len(list) != 3 || list[0].ID != first.ID || list[2].ID != second.ID {
		t.Fatalf("%+v, %v", list, err)
	}
	a := list[1]
	if a.What != "Accounts" || a.Address != chen || a.Message == 0 || a.Number != 1 {
		t.Errorf("%+v", a)
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkActionGiven(a, WarningSoon) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkActionGiven(a, WarningSoon) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkActionReminded(a, WarningSoon) }) // as it was read
	a = y.action(a.ID)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkActionReminded(a, WarningOverdue) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkActionReminded(a, WarningOverdue) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.RescheduleAction(a.ID, "2026-03-09", "", "", lina) })
	if got := y.action(a.ID); got.Due != "2026-03-09" || got.Reminded != WarningNone || !got.Given {
		t.Errorf("with another day: %+v", got)
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.RescheduleAction(a.ID, "", "Wang", "WANG@acme.example", lina) })
	if got := y.action(a.ID); got.Owner != "Wang" || got.Address != wang || got.Given {
		t.Errorf("with another owner: %+v", got)
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.CompleteAction(a.ID, wang) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.DropAction(a.ID, wang) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.RescheduleAction(a.ID, "2026-03-10", "", "", lina) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.ReopenAction(a.ID, lina) })
	if one, err := y.s.Actions(t.Context(), ActionQuery{Number: 1, ID: a.ID}); err != nil || len(one) != 1 || one[0].Actor != lina {
		t.Errorf("%+v, %v", one, err)
	}
}

// What an owner answers to a mail that lists two action items, and to one that lists one.
func TestDecideAction_byWhatIsSaid(t *testing.T) {
	for _, c := range []struct {
		name     string
		items    int
		decision Decision
		commands []ItemCommand
		states   []ActionState
		receipts []string
	}{
		{"done, of one", 1, DecisionClose, []ItemCommand{{Number: 0, Verb: VerbClose}}, []ActionState{ActionDone}, []string{"recorded chen"}},
		{"done, of several, says not which", 2, DecisionClose, []ItemCommand{{Number: 0, Verb: VerbClose}}, []ActionState{ActionOpen, ActionOpen}, []string{"said chen: words", "passed-on chen"}},
		{"all done", 2, DecisionClose, []ItemCommand{{Number: 0, Verb: VerbAll}}, []ActionState{ActionDone, ActionDone}, []string{"recorded chen"}},
		{"the second", 2, DecisionClose, []ItemCommand{{Number: 2, Verb: VerbClose}}, []ActionState{ActionOpen, ActionDone}, []string{"recorded chen"}},
		{"a question", 2, DecisionText, nil, []ActionState{ActionOpen, ActionOpen}, []string{"said chen: words", "passed-on chen"}},
		{"a PM drops the first", 2, DecisionItems, []ItemCommand{{Number: 1, Verb: VerbDrop}}, []ActionState{ActionDropped, ActionOpen}, []string{"recorded chen"}},
		{"a PM says what cannot be", 2, DecisionItems, []ItemCommand{{Number: 1, Verb: VerbMerge, Argument: "2"}}, []ActionState{ActionOpen, ActionOpen}, []string{"unclear chen"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			y := begin(t)
			var ids []int64
			for range c.items {
				ids = append(ids, y.adds("Accounts", chen, "").ID)
			}
			list := y.lists(ids...)
			y.replies("words", Response{Purpose: PurposeAction, Object: list, Version: 1, Decision: c.decision, Commands: c.commands, Address: chen})
			y.wantReceipts(AboutAction, c.receipts...)
			items, err := y.s.ActionList(t.Context(), list)
			var states []ActionState
			for _, a := range items {
				states = append(states, a.State)
			}
			if err != nil || !slices.Equal(states, c.states) {
				t.Errorf("%q, %v; want %q", states, err, c.states)
			}
		})
	}
}

func TestDecideAction_ofSomebodyElseReachesThePM(t *testing.T) {
	y := begin(t)
	list := y.lists(y.adds("Accounts", chen, "").ID)
	y.replies("done", Response{Purpose: PurposeAction, Object: list, Version: 1, Decision: DecisionClose, Rejection: RejectedUninvited, Address: zhou})
	y.wantReceipts(AboutAction, "said zhou: done")
}

// Action items are taken out of settled minutes, once.
func TestRecordExtractedActions_once(t *testing.T) {
	y := begin(t)
	c := y.asksToConfirm(Minutes, PolicyAny, wang)
	pending := func(want int) {
		t.Helper()
		if list, err := y.s.PendingExtraction(t.Context()); err != nil || len(list) != want {
			t.Errorf("%+v, %v; want %d", list, err, want)
		}
	}
	pending(0)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.SettleConfirmation(c.ID, 1, OutcomeConfirmed, "") })
	pending(1)
	for range 2 {
		y.do(func(tx *Tx) error {
			_, err := tx.RecordExtractedActions(c.ID, []Action{{Project: "ACME", What: "Accounts", Owner: "Chen", Confirmation: c.ID}})
			return err
		})
	}
	pending(0)
	if list, err := y.s.Actions(t.Context(), ActionQuery{}); err != nil || len(list) != 1 || list[0].Minutes != c.Number {
		t.Errorf("%+v, %v", list, err)
	}
}
