package store

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// The tables in the docs are those that the code goes by.
func TestMoves_areDocumented(t *testing.T) {
	documented(t, "../docs/confirm.md", ConfirmationMoves())
	documented(t, "../docs/cases.md", CaseMoves())
	documented(t, "../docs/actions.md", ActionMoves())
	documented(t, "../docs/changes.md", ChangeMoves())
	documented(t, "../docs/disputes.md", DisputeMoves())
	documented(t, "../docs/surveys.md", SurveyMoves())
}

func documented[S ~string](t *testing.T, path string, moves []Move[S]) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| --- | --- | --- |\n")
	var want strings.Builder
	for _, m := range moves {
		var from []string
		for _, state := range m.From {
			from = append(from, string(state))
		}
		fmt.Fprintf(&want, "| %s | %s | %s |\n", m.Event, strings.Join(from, ", "), m.To)
	}
	if table != want.String() {
		t.Errorf("%s has\n%s\nthe code\n%s", path, table, want.String())
	}
}

// Each event happens from its states alone, and leads where the table says.
func TestConfirmation_everyEventInEveryState(t *testing.T) {
	states := []ConfirmationState{ConfirmationDrafted, ConfirmationProposed, ConfirmationApproved, ConfirmationAsked, ConfirmationSettled, ConfirmationWithdrawn}
	for _, move := range ConfirmationMoves() {
		for _, state := range states {
			t.Run(move.Event+" when "+string(state), func(t *testing.T) {
				s := open(t)
				err := s.Update(t.Context(), func(tx *Tx) error {
					c, err := tx.DraftConfirmation(Confirmation{Project: "ACME", Kind: Minutes, Title: "Weekly", Text: "All well.", Actor: "li"})
					if err != nil {
						return err
					}
					if err := tx.exec(`UPDATE confirmation SET state = $1 WHERE id = $2`, state, c.ID); err != nil {
						return err
					}
					moved, err := tx.moveConfirmation(c.ID, move.Event, "li")
					if err != nil {
						return err
					}
					allowed := slices.Contains(move.From, state)
					after, err := tx.Confirmation(c.ID)
					want := state
					if allowed {
						want = move.To
					}
					if moved != allowed || after.State != want {
						t.Errorf("moved %t to %s, want %t to %s", moved, after.State, allowed, want)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}

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
