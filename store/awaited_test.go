package store

import (
	"testing"
	"time"
)

// A decision that a report asks for again is the same, until the PM settles it.
func TestAwaited_aDecisionIsAskedForOnce(t *testing.T) {
	y := begin(t)
	r := y.plans("2026-01-02", y.s.now())
	for _, due := range []string{"2026-01-05", "2026-01-12"} {
		y.do(func(tx *Tx) error { return tx.AddDecision("ACME", r.ID, " Choose a colour. ", due) })
	}
	list, err := y.s.Awaited(t.Context(), AwaitedQuery{Project: "ACME", Open: true})
	if err != nil || len(list) != 1 || list[0].What != "Choose a colour." || list[0].Due != "2026-01-12" || list[0].Kind != AwaitedDecision || list[0].Report != r.ID {
		t.Fatalf("%+v, %v", list, err)
	}
	for _, want := range []bool{true, false} {
		y.moves(want, func(tx *Tx) (bool, error) { return tx.SettleAwaited(list[0].ID, lina) })
	}
	if one, err := y.s.Awaited(t.Context(), AwaitedQuery{ID: list[0].ID}); err != nil || len(one) != 1 || one[0].State != AwaitedSettled {
		t.Errorf("%+v, %v", one, err)
	}
}

// A client is reminded of what the PM wants them reminded of, once for each time.
func TestClientReminder_isSentOrLeft(t *testing.T) {
	y := begin(t)
	a := y.adds("Send the logo", wang, "2026-01-05")
	item := DigestItem{Kind: ItemAction, Project: "ACME", Object: a.ID, Awaited: true}
	settles := func(item DigestItem, want itemResult) {
		t.Helper()
		y.do(func(tx *Tx) error {
			got, _, err := tx.settleItem(item, ItemCommand{Verb: VerbRemind}, lina, 0)
			if got != want {
				t.Errorf("%+v: %d, want %d", item, got, want)
			}
			return err
		})
	}
	settles(item, itemDone)
	settles(item, itemAlready)
	settles(DigestItem{Kind: ItemAction, Project: "ACME", Object: a.ID}, itemUnknown) // it is no client's
	wanted, err := y.s.WantedReminders(t.Context())
	if err != nil || len(wanted) != 1 || wanted[0].Object != a.ID || wanted[0].Actor != lina {
		t.Fatalf("%+v, %v", wanted, err)
	}
	for _, want := range []bool{true, false} {
		y.moves(want, func(tx *Tx) (bool, error) { return tx.MarkClientReminded(wanted[0]) })
	}
	if r, err := y.s.ClientReminderOf(t.Context(), ItemAction, a.ID); err != nil || !r.Sent.Equal(y.s.now()) || !r.Wanted.IsZero() {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err := y.s.ClientReminderOf(t.Context(), ItemCase, 99); err != nil || r != (ClientReminder{}) {
		t.Errorf("%+v, %v", r, err)
	}
	*y.now = y.now.Add(time.Hour)
	settles(item, itemDone)
	wanted, err = y.s.WantedReminders(t.Context())
	if err != nil || len(wanted) != 1 {
		t.Fatal(wanted, err)
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.LeaveClientReminder(wanted[0], ReminderSettled) })
	if r, err := y.s.ClientReminderOf(t.Context(), ItemAction, a.ID); err != nil || r.Left != ReminderSettled {
		t.Errorf("%+v, %v", r, err)
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.CompleteAction(a.ID, wang) })
	settles(item, itemAlready)
}
