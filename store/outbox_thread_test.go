package store

import "testing"

// The mails about a matter are those whose keys begin with it, and that somebody has.
func TestMatterMails_whatSomebodyHas(t *testing.T) {
	y := begin(t)
	for _, key := range []string{"confirmation 1 version 1", "confirmation 1 version 2", "confirmation 12 version 1", "case 1"} {
		queue(t, y.s, key, wang)
	}
	send(t, y.s)
	mails, err := y.s.MatterMails(t.Context(), "confirmation 1", "WANG@acme.example")
	if err != nil || len(mails) != 2 || mails[0].Subject != "confirmation 1 version 1" || mails[1].MessageID == "" {
		t.Errorf("%+v, %v", mails, err)
	}
	for subject, want := range map[string]bool{"case 1": true, "confirmation 1 version 1": false, "nothing": false} {
		if taken, err := y.s.SubjectTaken(t.Context(), wang, subject, "confirmation 1"); err != nil || taken != want {
			t.Errorf("%q is taken: %t, %v", subject, taken, err)
		}
	}
	if has, err := y.s.HasMail(t.Context(), "case 1"); err != nil || !has {
		t.Errorf("%t, %v", has, err)
	}
}

// A text belongs to the case or the procedure that it came of.
func TestMatterOf_whatATextCameOf(t *testing.T) {
	y := begin(t)
	question := y.asks(AskProblem, "The export fails.")
	p := y.raises(ProcedureChange)
	alone := y.drafts(Minutes, "All well.")
	var solution Confirmation
	y.do(func(tx *Tx) (err error) {
		solution, err = tx.DraftConfirmation(Confirmation{Project: "ACME", Kind: Solution, Title: "Export", Text: "It works.", Actor: lina, Case: question.ID})
		return err
	})
	y.do(func(tx *Tx) error {
		return tx.exec(`UPDATE procedure SET confirmation_id = $1 WHERE id = $2`, alone.ID, p.ID)
	})
	for id, want := range map[int64]string{alone.ID: "procedure 1", solution.ID: "case 1", 99: ""} {
		if got, err := y.s.MatterOfConfirmation(t.Context(), id); err != nil || got != want {
			t.Errorf("confirmation %d belongs to %q, %v; want %q", id, got, err, want)
		}
	}
	if of, err := y.s.ProcedureOf(t.Context(), alone.ID); err != nil || of != p.ID {
		t.Errorf("%d, %v", of, err)
	}
	if got, err := y.s.MatterOfProcedure(t.Context(), p.ID); err != nil || got != "" {
		t.Errorf("%q, %v", got, err)
	}
}
