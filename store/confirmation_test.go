package store

import (
	"slices"
	"testing"
	"time"
)

func TestConfirmFor_onlyOneOfThoseWhoAreAsked(t *testing.T) {
	s := open(t)
	people := []Address{{Name: "Wang Wei", Address: "wang@client.example"}, {Name: "Wang Fang", Address: "fang@client.example"}, {Name: "陈静", Address: "chen@client.example"}, {Name: "Wang", Address: "w@client.example"}}
	var id int64
	err := s.Update(t.Context(), func(tx *Tx) error {
		c, err := tx.DraftConfirmation(Confirmation{Project: "ACME", Kind: Minutes, Title: "Weekly", Text: "All well.", Actor: "li"})
		if err != nil {
			return err
		}
		id = c.ID
		if _, err := tx.ApproveConfirmation(id, 1, "li"); err != nil {
			return err
		}
		_, err = tx.MarkConfirmationAsked(id, 1, PolicyAll, time.Now(), people)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for who, ok := range map[string]bool{"wang wei": true, "fang@client.example": true, "陈静": true, "wang": true, "wan": false, "nobody": false, "": false, " ": false} {
		err := s.Update(t.Context(), func(tx *Tx) error { return tx.ConfirmFor(id, 1, who, "li", 0) })
		if (err == nil) != ok {
			t.Errorf("%q: %v", who, err)
		}
	}
	voices, err := s.Confirmers(t.Context(), id)
	if err != nil || len(voices) != 4 || slices.ContainsFunc(voices, func(v Confirmer) bool { return v.State != ConfirmerConfirmed || v.By != "li" }) {
		t.Errorf("%+v, %v", voices, err)
	}
}

// Result a digest of days ago listed is settled only as it was listed.
func TestSettleItem_ofAMatterThatHasMovedOn(t *testing.T) {
	s := open(t)
	err := s.Update(t.Context(), func(tx *Tx) error {
		m, err := tx.RaiseProcedure(Procedure{Project: "ACME", Kind: ProcedureChange, Title: "Blue", Actor: "li"}, "Make it blue.", 0)
		if err != nil {
			return err
		}
		listed := DigestItem{Kind: ItemProcedure, Object: m.ID, Version: m.Version, Project: "ACME"}
		if _, err := tx.StepProcedure(m.ID, EventAssessed, "EUR 800.", "li", 0); err != nil {
			return err
		}
		if got, _, err := tx.settleItem(listed, ItemCommand{Number: 1, Verb: VerbDrop}, "li", 0); err != nil || got != itemAlready {
			t.Errorf("from the old digest: %v, %v", got, err)
		}
		listed.Version++
		if got, _, err := tx.settleItem(listed, ItemCommand{Number: 1, Verb: VerbDrop}, "li", 0); err != nil || got != itemDone {
			t.Errorf("from the new one: %v, %v", got, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
