package mailin

import (
	"testing"
	"time"

	"rapport/classify"
	"rapport/store"
)

// What a client answers while the project is out of the configuration is filed there, and
// counts as soon as it is back, by the proof that it had; nobody else is asked about it.
func TestAbsent_answersWhenItsProjectIsBack(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	target := a.asks(goodToken, store.PurposeAgain, time.Now().Add(time.Hour))
	with := a.intake.projects.Load()
	without, err := classify.New(classify.Config{LogAddress: "log@agency.example", Projects: []store.Project{{Code: "BETA", Zone: time.UTC}}})
	if err != nil {
		t.Fatal(err)
	}
	a.intake.SetDirectory(without)
	if got := a.arrives(target, a.answer(replyTo(goodToken))); got != store.ConfirmerWaiting {
		t.Errorf("without the project: %s", got)
	}
	a.arrives(target, a.answer(replyTo(goodToken), "confirmed", "Out of office", "MIME-Version", "Auto-Submitted: auto-replied\nMIME-Version"))
	for _, e := range a.entries() {
		if e.Project != "ACME" {
			t.Errorf("an answer in ACME is filed in %q", e.Project)
		}
	}
	if err := a.intake.answerAbsent(t.Context()); err != nil {
		t.Fatal(err)
	}
	waiting, err := a.store.AbsentAnswers(t.Context())
	if err != nil || len(waiting) != 1 {
		t.Errorf("%d answers wait for the project, %v; want 1", len(waiting), err)
	}
	a.intake.SetDirectory(with)
	for range 2 {
		if err := a.intake.answerAbsent(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	confirmers, err := a.store.Confirmers(t.Context(), target)
	if err != nil || len(confirmers) != 1 || confirmers[0].State != store.ConfirmerConfirmed {
		t.Errorf("with the project again: %+v, %v", confirmers, err)
	}
	if n := a.tells(store.ReceiptRecorded) + a.tells(store.ReceiptSettled); n != 1 {
		t.Errorf("%d receipts, want 1", n)
	}
}
