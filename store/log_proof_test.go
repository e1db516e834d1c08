package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rapport/store/ledger"
)

// chainOf returns what the chain says of the rows of a table, in order.
func chainOf(t testing.TB, s *Store, table string) (list []*ledger.Event) {
	t.Helper()
	shapes, err := readShapes(t.Context(), s.reader)
	if err != nil {
		t.Fatal(err)
	}
	err = replay(t.Context(), s.reader, shapes, ledger.NewState(0, 1), func(_ *batch, events []*ledger.Event, err error) {
		for _, e := range events {
			if e.Shape != nil && e.Shape.Table == table {
				list = append(list, e)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func valueOf(e *ledger.Event, column string) string {
	for i, c := range e.Shape.Columns {
		if c.Name == column {
			return e.Values[i].String()
		}
	}
	return ""
}

// A move enters the chain as the event that it is, with the mail that caused it and the
// proof of its sender, and two moves in one transaction are two events.
func TestEvents_ofMoves(t *testing.T) {
	y := begin(t)
	c := y.asksToConfirm(Minutes, PolicyAll, wang)
	y.do(func(tx *Tx) error {
		end := tx.causedBy(1, proofOf(&Message{Auth: &Evidence{Level: LevelAuthenticated}}, &Response{Purpose: PurposeConfirm}))
		defer end()
		_, err := tx.SettleConfirmation(c.ID, c.Version, OutcomeConfirmed, lina)
		return err
	})
	var got []string
	for _, e := range chainOf(t, y.s, "confirmation") {
		got = append(got, fmt.Sprintf("%s %s: %s v%s %d %s", e.Act, e.What, valueOf(e, "state"), valueOf(e, "version"), e.Message, e.Proof))
	}
	want := []string{
		`added : "drafted" v1 0 `,
		`changed the PM approves it: "approved" v1 0 `,
		`changed people are asked: "asked" v1 0 `,
		`changed it has its outcome: "settled" v1 1 round trip, authenticated`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, e := range chainOf(t, y.s, "confirmation") {
		if text := valueOf(e, "text"); strings.Contains(text, "All well") || strings.Contains(valueOf(e, "actor"), "lina") {
			t.Errorf("the chain has what people wrote: %v", e.Values)
		}
	}
	y.do(func(tx *Tx) error {
		d, err := tx.DraftConfirmation(Confirmation{Project: "ACME", Kind: Minutes, Title: "Two at once", Text: "x", Actor: lina})
		if err == nil {
			_, err = tx.MarkConfirmationProposed(d.ID, 1)
		}
		if err == nil {
			_, err = tx.ApproveConfirmation(d.ID, 1, lina)
		}
		return err
	})
	last := chainOf(t, y.s, "confirmation")
	last = last[len(last)-3:]
	if last[0].Act != ledger.EventAdded || valueOf(last[0], "state") != `"drafted"` || valueOf(last[1], "state") != `"proposed"` || valueOf(last[2], "state") != `"approved"` {
		t.Errorf("%v", last)
	}
}

// What is undone by the failure of its transaction is no event.
func TestEvents_ofAFailedTransaction(t *testing.T) {
	y := begin(t)
	y.drafts(Minutes, "All well.")
	before := noted(t, y.s)
	if err := y.s.Update(t.Context(), func(tx *Tx) error {
		if err := tx.exec(`UPDATE confirmation SET text = 'other'`); err != nil {
			return err
		}
		return ErrNotFound
	}); err == nil {
		t.Fatal("it did not fail")
	}
	y.do(func(tx *Tx) error { return tx.exec(`UPDATE confirmation SET text = text`) }) // and neither is what changes nothing
	if after := noted(t, y.s); after[0].Mark != before[0].Mark {
		t.Errorf("%v, and before %v", after, before)
	}
}

// Who agreed to what cannot be rewritten: what the tables say of a person's answer, of the
// text and of the outcome is held against what happened.
func TestVerify_whatPeopleAgreedTo(t *testing.T) {
	for change, want := range map[string]string{
		`UPDATE confirmer SET state = 'confirmed'`:                               `confirmer 1/1/wang@acme.example: state is "confirmed"; the chain says "objected"`,
		`UPDATE confirmer SET words = 'Yes, gladly.'`:                            `confirmer 1/1/wang@acme.example: words is "Yes, gladly."; the chain says the text of hash`,
		`UPDATE confirmer SET address = 'zhou@client.example'`:                   `confirmer 1/1/zhou@client.example is there, and no event of the chain says so`,
		`UPDATE confirmation SET text = '我方欠款一百万元。'`:                             `confirmation 1: text is "我方欠款一百万元。"; the chain says the text of hash`,
		`UPDATE confirmation_version SET text = 'We owe 1 000 000.'`:             `confirmation_version 1/1: text is`,
		`UPDATE confirmation SET state = 'settled', outcome = 'confirmed'`:       `confirmation 1: outcome is "confirmed"; the chain says ""`,
		`UPDATE request SET address = 'zhou@client.example'`:                     `request 1: address is`,
		`DELETE FROM confirmer`:                                                  `is gone; the chain has it`,
		`UPDATE confirmation SET version = 2`:                                    `confirmation 1: version is 2; the chain says 1`,
		`UPDATE confirmation SET number = 7, title = 'Another', kind = 'change'`: `confirmation 1: kind is "change"; the chain says "minutes"`,
	} {
		y := begin(t)
		c := y.asksToConfirm(Minutes, PolicyAll, wang)
		y.do(func(tx *Tx) error {
			return tx.Ask(Request{Token: "t", Purpose: PurposeConfirm, Project: "ACME", Object: c.ID, Version: 1, Address: wang, Expires: y.s.now()}, "m@x")
		})
		y.replies("No, never.", Response{Request: 1, Purpose: PurposeConfirm, Object: c.ID, Version: 1, Decision: DecisionText, Address: wang})
		isCovered(t, y.s)
		tamper(t, y.s, change)
		v, err := y.s.Verify(t.Context(), nil)
		if err != nil || !strings.Contains(problemTexts(v), want) {
			t.Errorf("%s: %q does not have %q (%v)", change, problemTexts(v), want, err)
		}
	}
}

// Of an anonymous answer no event leads to who gave it; once the survey is closed the
// answers are proved as everything is.
func TestEvents_ofAnAnonymousSurvey(t *testing.T) {
	y := begin(t)
	one := y.surveys("first", scoreForm(true), wang, zhou, chen)
	for i, who := range []string{wang, zhou, chen} {
		y.replies("5", Response{Purpose: PurposeSurvey, Object: one.ID, Address: who, Replies: score(i + 3), Anonymous: true})
	}
	if events := chainOf(t, y.s, "survey_answer"); len(events) != 0 {
		t.Errorf("while it is open: %v", events)
	}
	isCovered(t, y.s)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.EndSurvey(one.ID, lina) })
	events := chainOf(t, y.s, "survey_answer")
	if len(events) != 3 || !slices.IsSortedFunc(events, func(a, b *ledger.Event) int { return int(a.Values[0].Integer>>32 - b.Values[0].Integer>>32) }) {
		t.Errorf("%v", events)
	}
	isCovered(t, y.s)
	tamper(t, y.s, `UPDATE survey_answer SET score = 5 WHERE score = 3`)
	if v, err := y.s.Verify(t.Context(), nil); err != nil || !strings.Contains(problemTexts(v), "score is 5; the chain says 3") {
		t.Errorf("%q, %v", problemTexts(v), err)
	}
}
