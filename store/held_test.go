package store

import (
	"testing"
	"time"
)

// holds logs a mail that would have an effect if its proof were enough.
func (y *story) holds(from, text string, h Held) int64 {
	y.Helper()
	role := RolePM
	if from == wang {
		role = RoleClient
	}
	return y.logs(from, text, Verdict{Role: role, Held: &h, Effects: []Effect{}})
}

// waits returns how much is held of ACME, by its reasons.
func (y *story) waits() map[HeldReason]int {
	y.Helper()
	list, err := y.s.HeldTexts(y.Context())
	if err != nil {
		y.Fatal(err)
	}
	if len(list) == 0 {
		return map[HeldReason]int{}
	}
	return list[0].Reasons
}

// What is held has its effect once the PM takes it up, and none once they drop it.
func TestHeld_isTakenUpOrDropped(t *testing.T) {
	y := begin(t)
	draft := Draft{Kind: Minutes, Title: "Weekly", Actor: lina}
	y.holds(lina, "Decided: blue.", Held{Why: HeldUnproved, Missing: "a signature", Draft: &draft})
	y.holds(lina, "status", Held{Why: HeldPast, Command: &Command{Verb: "status", Projects: []string{"ACME"}, Address: lina}})
	y.holds(wang, "Where is the key?", Held{Why: HeldPast, Case: true})
	if got := y.waits(); got[HeldUnproved] != 1 || got[HeldPast] != 2 {
		t.Errorf("%v", got)
	}
	subjects, err := y.s.LatestHeld(t.Context(), "ACME", 2)
	if err != nil || len(subjects) != 2 || subjects[0] != "[ACME] Accounts" {
		t.Errorf("%q, %v", subjects, err)
	}
	var n int
	y.do(func(tx *Tx) (err error) { n, err = tx.TakeUpHeld("ACME", lina); return err })
	texts, err := y.s.Confirmations(t.Context(), ConfirmationQuery{Project: "ACME"})
	if n != 3 || err != nil || len(texts) != 1 || texts[0].Title != "Weekly" || texts[0].State != ConfirmationDrafted {
		t.Errorf("%d taken up: %+v, %v", n, texts, err)
	}
	y.do(func(tx *Tx) (err error) { n, err = tx.TakeUpHeld("ACME", lina); return err })
	if got := y.waits(); n != 0 || len(got) != 0 {
		t.Errorf("taken up twice: %d, %v", n, got)
	}

	y.holds(lina, "Decided: red.", Held{Why: HeldMany, Draft: &draft})
	y.do(func(tx *Tx) (err error) { n, err = tx.DropHeld("ACME", lina); return err })
	if texts, err := y.s.Confirmations(t.Context(), ConfirmationQuery{Project: "ACME"}); n != 1 || err != nil || len(texts) != 1 || len(y.waits()) != 0 {
		t.Errorf("%d dropped: %+v, %v", n, texts, err)
	}
}

// A line of a digest stands for what was held when it was written, and for nothing later.
func TestHeld_aLineOfTheDigest(t *testing.T) {
	y := begin(t)
	draft := Draft{Kind: Minutes, Title: "Weekly", Actor: lina}
	y.holds(lina, "Decided: blue.", Held{Why: HeldUnproved, Draft: &draft})
	shown, err := y.s.HeldTexts(t.Context())
	if err != nil || len(shown) != 1 {
		t.Fatal(shown, err)
	}
	y.holds(lina, "Decided: red.", Held{Why: HeldUnproved, Draft: &draft})
	item := DigestItem{Kind: ItemHeld, Project: "ACME", Object: shown[0].Latest}
	for _, c := range []struct {
		verb string
		want itemResult
	}{{VerbTakeUp, itemDone}, {VerbTakeUp, itemAlready}, {VerbDrop, itemAlready}} {
		y.do(func(tx *Tx) error {
			got, _, err := tx.settleItem(item, ItemCommand{Verb: c.verb}, lina, 0)
			if got != c.want {
				t.Errorf("%s: %d, want %d", c.verb, got, c.want)
			}
			return err
		})
	}
	if got := y.waits(); got[HeldUnproved] != 1 {
		t.Errorf("the later one: %v", got)
	}
}

// A mail that is too old for a case or a command is not worth taking up.
func TestHeld_whatIsTooOldIsNotHeld(t *testing.T) {
	y := begin(t)
	message := y.logs(wang, "Hello", Verdict{})
	m := &Message{Date: y.s.now().Add(-oldestHeld - time.Hour)}
	y.do(func(tx *Tx) error {
		for h, want := range map[*Held]bool{{Why: HeldPast, Case: true}: false, {Why: HeldAbsent}: true, {Why: HeldPast, Draft: &Draft{Kind: Minutes}}: true} {
			id, err := tx.hold(message, "ACME", *h, m)
			if err != nil || (id != 0) != want {
				t.Errorf("%s: %d, %v", h.Why, id, err)
			}
		}
		return nil
	})
}

// unproved asks the PM for a report, and returns their response, which nothing proves.
func (y *story) unproved() *Response {
	y.Helper()
	r := y.plans("2026-01-02", y.s.now())
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkReportAsked(r.ID) })
	y.do(func(tx *Tx) error {
		return tx.Ask(Request{Token: "t", Purpose: PurposeReportAsk, Project: "ACME", Object: r.ID, Address: lina}, "asked@agency.example")
	})
	request, found, err := y.s.RequestByToken("t")
	if err != nil || !found {
		y.Fatal(found, err)
	}
	return &Response{Request: request.ID, Purpose: PurposeReportAsk, Object: r.ID, Decision: DecisionText, Address: lina, Rejection: RejectedUnproved}
}

// Who nothing proves to have written a response is asked once a day; their ok lets it count.
func TestChallenge_theSenderSaysWhetherTheyWroteIt(t *testing.T) {
	for name, c := range map[string]struct {
		decision Decision
		receipts []string
		draft    string
	}{
		"they did":        {DecisionOK, nil, "Summary: well"},
		"they did not":    {DecisionReject, []string{"withdrawn lina"}, ""},
		"nobody can tell": {DecisionText, []string{"unclear lina"}, ""},
		"skip is no, too": {DecisionSkip, []string{"withdrawn lina"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			y := begin(t)
			a := y.unproved()
			y.replies("Summary: well", *a)
			pending, err := y.s.PendingReceipts(t.Context(), AboutHeld, 0)
			if err != nil || len(pending) != 1 || pending[0].Result != ReceiptAskedAgain {
				t.Fatalf("%+v, %v", pending, err)
			}
			held, err := y.s.HeldAnswer(t.Context(), pending[0].Object)
			if err != nil || held.Words != "Summary: well" || held.Answer.Request != a.Request || held.State != HeldWaiting {
				t.Errorf("%+v, %v", held, err)
			}
			y.wantReceipts(AboutHeld, "again lina")
			y.replies("Summary: bad", *a) // the same day
			y.wantReceipts(AboutHeld)
			if got := y.waits(); got[HeldMany] != 1 {
				t.Errorf("the second of a day: %v", got)
			}
			y.replies("words", Response{Purpose: PurposeChallenge, Object: held.ID, Decision: c.decision, Address: lina})
			y.wantReceipts(AboutHeld, c.receipts...)
			if r := y.report(a.Object); r.Draft != c.draft {
				t.Errorf("the report says %q", r.Draft)
			}
		})
	}
}

// What the PM takes up of somebody's unproved response asks its sender; a note reaches the PM.
func TestHeld_aResponseAndANote(t *testing.T) {
	y := begin(t)
	a := y.unproved()
	y.holds(lina, "Summary: well", Held{Why: HeldPast, Answer: a, Request: a.Request})
	c := y.asksToConfirm(Minutes, PolicyAll, wang)
	first := y.logs(wang, "The date is wrong.", Verdict{Role: RoleClient})
	y.holds(wang, "It is, really.", Held{Why: HeldMany, Note: &Receipt{About: AboutConfirmation, Object: c.ID, Version: 1, Address: wang, Message: first, Words: "The date is wrong."}})
	y.do(func(tx *Tx) error { _, err := tx.TakeUpHeld("ACME", lina); return err })
	y.wantReceipts(AboutHeld, "taken-up lina")
	y.wantReceipts(AboutConfirmation, "taken-up wang: The date is wrong.")
}

// A response to a project that was not configured counts once that is back.
func TestAbsentAnswers_waitForTheirProject(t *testing.T) {
	y := begin(t)
	c := y.asksToConfirm(Minutes, PolicyAll, wang)
	y.holds(wang, "Confirmed", Held{Why: HeldAbsent})
	list, err := y.s.AbsentAnswers(t.Context())
	if err != nil || len(list) != 1 || list[0].Project != "ACME" || len(y.waits()) != 0 {
		t.Fatalf("%+v, %v, %v", list, err, y.waits())
	}
	answer := &Response{Purpose: PurposeConfirm, Object: c.ID, Version: 1, Decision: DecisionOK, Address: wang}
	y.do(func(tx *Tx) error {
		return tx.TakeUpAbsent(list[0], &Message{OwnText: "Confirmed"}, Verdict{Answer: answer})
	})
	if got := y.confirmers(c.ID); len(got) != 1 || got[0] != "wang confirmed" {
		t.Errorf("%q", got)
	}
	if list, err := y.s.AbsentAnswers(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// A sender whose mail was proved twice of late proves it otherwise than by luck.
func TestProvesMail_twiceInNinetyDays(t *testing.T) {
	y := begin(t)
	for n, want := range []bool{false, true} {
		y.do(func(tx *Tx) error { return tx.recordProof("@acme.example") })
		got, err := y.s.ProvesMail("@acme.example")
		if err != nil || got != want {
			t.Errorf("after %d: %t, %v", n+1, got, err)
		}
	}
	*y.now = y.now.AddDate(0, 0, provedDays+1)
	y.moves(false, func(tx *Tx) (bool, error) { return tx.ProvesMail("@acme.example") })
}
