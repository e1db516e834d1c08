package due

import (
	"testing"
	"time"

	"rapport/store"
)

// A receipt whose project has left the configuration waits two weeks for it to come back.
func TestReceipts_ofAProjectThatIsGoneAreDroppedInTheEnd(t *testing.T) {
	t.Parallel()
	o := withClock(t, "2026-03-02 09:00")
	o.writes("1@acme.example", store.RoleClient, wang, "", store.AskProblem)
	closes := func() {
		t.Helper()
		list, err := o.store.Cases(t.Context(), store.CaseQuery{})
		if err != nil || len(list) == 0 {
			t.Fatal(list, err)
		}
		o.logs("close", store.Verdict{Kind: store.KindHuman, Role: store.RolePM, Project: "ACME", Reasons: []store.Reason{{Signal: store.SignalOwn, Project: "ACME", Confidence: 99}},
			Answer: &store.Response{Purpose: store.PurposeCase, Object: list[0].ID, Decision: store.DecisionClose, Address: lina}})
	}
	pending := func(want int) {
		t.Helper()
		list, err := o.store.PendingReceipts(t.Context(), store.AboutCase, 0)
		if err != nil || len(list) != want {
			t.Errorf("at %s %d receipts wait, want %d: %v", o.now, len(list), want, err)
		}
	}
	closes()
	with := *o.due.config.Load()
	without := with
	without.Projects = nil
	o.due.SetConfig(without)
	o.looks("2026-03-08 09:00")
	pending(1)
	o.due.SetConfig(with)
	o.looks("2026-03-08 09:10")
	o.wants("case-receipt " + lina)
	pending(0)

	closes()
	o.due.SetConfig(without)
	o.looks("2026-03-22 09:20")
	pending(0)
	o.due.SetConfig(with)
	o.looks("2026-03-22 09:30")
	o.wants("case-receipt " + lina)
}

// receipts has the duties of one look send their receipts, as it does last.
func (o *agency) receipts() {
	o.Helper()
	for _, duty := range o.due.duties {
		correspondent, ok := duty.(Correspondent)
		if !ok {
			continue
		}
		for _, kind := range correspondent.Receipts() {
			for _, failure := range sendReceipts(o.Context(), o.due.office(o.Context()), kind) {
				o.Error(failure)
			}
		}
	}
}

// An answer that arrives while the duties run has one mail, that of the outcome: what was
// recorded is not confirmed first, however late in the look it came.
func TestReceipts_ofWhatSettlesATextAreItsOutcome(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	o.drafts("周会纪要", "决定：\n- 4月10日上线")
	o.looks("2026-03-02 09:10")
	o.says(lina, store.PurposeDraft, store.DecisionOK, "可以发送", true)
	o.looks("2026-03-02 09:20")
	n := len(o.queued())
	o.says(wang, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.receipts()
	n = o.since(n, "confirm-receipt "+wang) // Jane is still to answer
	o.says(jane, store.PurposeConfirm, store.DecisionOK, "确认", true)
	o.receipts()
	n = o.since(n)
	o.looks("2026-03-02 09:30")
	o.since(n, "confirm-outcome "+wang, "confirm-outcome "+jane, "confirm-outcome "+lina)
}

// A PM approves a text while a look is under way, whose duties have run: whether it can be sent
// is for the next look to tell.
func TestReceipts_ofWhatCameSinceTheLookBeganWait(t *testing.T) {
	t.Parallel()
	o := withTexts(t, "2026-03-02 09:00", store.PolicyAll)
	o.drafts("周会纪要", "决定：\n- 4月10日上线")
	o.looks("2026-03-02 09:10")
	n := len(o.queued())
	look := o.due.office(t.Context())
	o.now = o.now.Add(time.Second)
	o.says(lina, store.PurposeDraft, store.DecisionOK, "可以发送", true)
	for _, duty := range o.due.duties {
		if correspondent, ok := duty.(Correspondent); ok {
			for _, kind := range correspondent.Receipts() {
				for _, failure := range sendReceipts(t.Context(), look, kind) {
					t.Error(failure)
				}
			}
		}
	}
	n = o.since(n)
	o.looks("2026-03-02 09:20")
	o.since(n, "confirm "+wang, "confirm "+jane)
}

// To whom the outcome is a notice that waits, their answer has its receipt at once: the outcome is
// not the next mail that they get.
func TestReceipts_goWhereTheOutcomeWaits(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what    string
		earlier int    // mails of this week
		command string // of the client
		want    string
	}{
		{"there is room for it", 0, "", "confirm-outcome Mon 10:20"},
		{"they have had the mails of their week", 4, "", "confirm-receipt Mon 10:20, notices Mon 09:00"},
		{"they want one digest a day", 0, "digest-only", "confirm-receipt Mon 10:20, notices Tue 09:00"},
	} {
		t.Run(row.what, func(t *testing.T) {
			t.Parallel()
			for _, late := range []bool{false, true} { // it comes during the look
				o := withBudget(t)
				o.drafts("Weekly meeting", "Decisions:\n- Launch on 10 April")
				o.looks("2026-03-02 09:00")
				o.says(lina, store.PurposeDraft, store.DecisionOK, "ok", true)
				o.looks("2026-03-02 09:10")
				if row.command != "" {
					o.wantsNotices(wang, row.command, true)
				}
				o.looks("2026-03-02 09:20")
				o.got(row.earlier, wang)
				o.now = at("2026-03-02 10:20")
				n := len(o.queued())
				o.says(wang, store.PurposeConfirm, store.DecisionOK, "Confirmed", true)
				if late {
					o.receipts()
				}
				for _, when := range []string{"2026-03-02 10:20", "2026-03-03 09:00", "2026-03-09 09:00"} {
					o.looks(when)
				}
				if got := o.arrivals(n, wang); got != row.want {
					t.Errorf("during the look %t: %q, want %q", late, got, row.want)
				}
			}
		})
	}
}
