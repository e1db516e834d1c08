package store

import (
	"strings"
	"testing"
	"time"
)

// outside returns the work item of a change or a case.
func (y *story) outside(procedure, inCase int64) OutsideItem {
	y.Helper()
	i, found, err := y.s.OutsideItemOf(y.Context(), procedure, inCase)
	if err != nil || !found {
		y.Fatal(found, err)
	}
	return i
}

// A case becomes a work item of the tracker, in doubt until that shows it, and the PM is asked
// once whether it is done here too.
func TestOutsideItem_ofACase(t *testing.T) {
	y := begin(t)
	c := y.asks(AskProblem, "The export fails.")
	item := DigestItem{Kind: ItemCase, Project: "ACME", Object: c.ID}
	for _, want := range []itemResult{itemDone, itemAlready} {
		y.do(func(tx *Tx) error {
			got, _, err := tx.settleItem(item, ItemCommand{Verb: VerbTrack}, lina, 0)
			if got != want {
				t.Errorf("%d, want %d", got, want)
			}
			return err
		})
	}
	i := y.outside(0, c.ID)
	if i.State != OutsideWanted || i.Title != "Accounts" || !strings.HasPrefix(i.Mark, "Rapport-ACME-case-1-") || i.Actor != lina {
		t.Errorf("%+v", i)
	}
	later := y.s.now().Add(time.Hour)
	moves := func(want bool, do func(tx *Tx) (bool, error)) { t.Helper(); y.moves(want, do) }
	sent := func(tx *Tx) (bool, error) { return tx.MarkOutsideSent(i, "PingCode", later) }
	moves(true, sent)
	moves(false, sent)
	moves(true, func(tx *Tx) (bool, error) { return tx.MarkOutsideWanted(i, EventOutsideRefused, "403", later) })
	moves(false, func(tx *Tx) (bool, error) { return tx.MarkOutsideWanted(i, EventOutsideAbsent, "", later) })
	*y.now = y.now.Add(time.Minute)
	moves(true, sent)
	i = y.outside(0, c.ID)
	if i.Tries != 2 || i.Fault != "403" || i.Tracker != "PingCode" || !i.Last.Equal(y.s.now()) || i.Sent.Equal(i.Last) {
		t.Errorf("sent twice: %+v", i)
	}
	i.OutsideID, i.Key, i.URL, i.Stage = "7", "SCR-7", "https://pingcode.example/SCR-7", "pending"
	i.Fault = ""
	known := func(tx *Tx) (bool, error) { return tx.MarkOutsideKnown(i, later) }
	moves(true, known)
	moves(false, known)
	moves(false, func(tx *Tx) (bool, error) { return tx.MarkOutsideAsked(i) })
	i.Stage = "done"
	y.do(func(tx *Tx) error { return tx.MarkOutsideSeen(i, later) })
	y.do(func(tx *Tx) error { return tx.MarkOutsideSeen(i, later.Add(time.Hour)) })
	moves(true, func(tx *Tx) (bool, error) { return tx.MarkOutsideAsked(i) })
	moves(false, func(tx *Tx) (bool, error) { return tx.MarkOutsideAsked(i) })
	if i = y.outside(0, c.ID); i.State != OutsideKnown || i.Key != "SCR-7" || i.Fault != "" || !i.Asked || !i.Next.Equal(later.Add(time.Hour)) {
		t.Errorf("known: %+v", i)
	}
	i.Stage = "active" // begun again there
	y.do(func(tx *Tx) error { return tx.MarkOutsideSeen(i, later) })
	if i = y.outside(0, c.ID); i.Asked {
		t.Error("the PM is not asked again")
	}
	if list, err := y.s.OutsideItems(t.Context(), "ACME"); err != nil || len(list) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.CloseCase(c.ID, lina) })
	if list, err := y.s.OutsideItems(t.Context(), "ACME"); err != nil || len(list) != 0 {
		t.Errorf("of a closed case: %+v, %v", list, err)
	}
	y.moves(false, func(tx *Tx) (bool, error) { return tx.trackCase(c.ID, lina) })
}

// Of an approved change a work item is wanted, once.
func TestOutsideItem_ofAChange(t *testing.T) {
	y := begin(t)
	p := y.raises(ProcedureChange)
	forced.Store(y.s, true)
	y.do(func(tx *Tx) error { return tx.exec(`UPDATE procedure SET state = 'approved' WHERE id = $1`, p.ID) })
	untracked := func(want int) {
		t.Helper()
		if list, err := y.s.UntrackedChanges(t.Context(), "ACME"); err != nil || len(list) != want {
			t.Errorf("%+v, %v", list, err)
		}
	}
	untracked(1)
	y.moves(true, func(tx *Tx) (bool, error) {
		return tx.WantOutsideItem(OutsideItem{Project: "ACME", Procedure: p.ID, Mark: "Rapport-ACME-change-1", Title: " Blue ", Actor: lina})
	})
	untracked(0)
	if i := y.outside(p.ID, 0); i.Title != "Blue" {
		t.Errorf("%+v", i)
	}
}

// A case without a subject is called by its words.
func TestTitleOf_aCaseWithoutASubject(t *testing.T) {
	t.Parallel()
	if got := titleOf(Case{Title: "Re: ", Words: "The  export\nfails " + strings.Repeat("again ", 20)}); len([]rune(got)) != 60 || !strings.HasPrefix(got, "The export fails again") {
		t.Errorf("%q", got)
	}
}
