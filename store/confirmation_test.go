package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// Names are whole names or addresses, and of one person.
func TestConfirmFor_onlyWhomTheWordsName(t *testing.T) {
	people := []Address{
		{Name: "Wang Wei", Address: "wang@me.example"}, {Name: "Wang Fang", Address: "fang@client.example"}, {Name: "Hannah Reed", Address: "h@client.example"},
		{Name: "陈静", Address: "chen@client.example"}, {Name: "王伟强", Address: "w@client.example"}, {Name: "李娟", Address: "li@client.example"}, {Name: "李雷", Address: "lei@client.example"},
	}
	for who, want := range map[string]string{
		"wang wei": "wang", "Wei": "wang", "FANG": "fang", "fang@client.example": "fang", "Hannah": "h", "Ms Reed": "h", "Hannah and Wang Wei": "h wang", "Fang, Wei": "fang wang",
		"lei": "lei", "陈静": "chen", "陈总": "chen", "王伟强": "w", "王经理": "w", "陈静和王伟强": "chen w", "陈静、李雷": "chen lei",
		"me": "", "Ann": "", "wan": "", "Wang": "", "王伟": "", "伟强": "", "李总": "", "client.example": "", "nobody": "", "Hannah and Tom": "", "": "", " ": "",
	} {
		y := begin(t)
		c := y.drafts(Minutes, "All well.")
		y.moves(true, func(tx *Tx) (bool, error) { return tx.ApproveConfirmation(c.ID, 1, lina) })
		y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkConfirmationAsked(c.ID, 1, PolicyAll, y.s.now(), people) })
		err := y.s.Update(t.Context(), func(tx *Tx) error { return tx.ConfirmFor(c.ID, 1, who, "li", 0) })
		if (err == nil) != (want != "") || err != nil && !errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %v", who, err)
		}
		all, err := y.s.Confirmers(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range all {
			if v.State == ConfirmerConfirmed && v.By == "li" {
				name, _, _ := strings.Cut(v.Address, "@")
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q have confirmed, want %q", who, got, want)
		}
	}
}

// Nobody agrees for another to what binds, and who confirmed themselves has done so.
func TestConfirmFor_neitherWhatBindsNorOverTheirOwnWord(t *testing.T) {
	for kind, want := range map[ConfirmationKind]error{Minutes: nil, ProjectPlan: nil, Solution: nil, ChangeRequest: ErrBinding, Settlement: ErrBinding, Scope: ErrBinding, Acceptance: ErrBinding} {
		y := begin(t)
		id := y.asksToConfirm(kind, PolicyAll, wang, zhou).ID
		if err := y.s.Update(t.Context(), func(tx *Tx) error { return tx.ConfirmFor(id, 1, wang, lina, 0) }); !errors.Is(err, want) {
			t.Errorf("%s: %v", kind, err)
		}
		y.replies("confirm for wang", Response{Purpose: PurposeNotice, Object: id, Version: 1, Decision: DecisionFor, Argument: wang, Address: lina})
		if want != nil {
			y.wantReceipts(AboutConfirmation, "binding lina: "+wang)
			continue
		}
		y.wantReceipts(AboutConfirmation, "for lina: "+wang)
		y.replies("ok", Response{Purpose: PurposeConfirm, Object: id, Version: 1, Decision: DecisionOK, Address: zhou})
		y.do(func(tx *Tx) error { return tx.ConfirmFor(id, 1, zhou, lina, 0) })
		all, err := y.s.Confirmers(t.Context(), id)
		if err != nil || all[0].By != lina || all[1].By != "" {
			t.Errorf("%+v, %v", all, err)
		}
	}
}

// What a digest of days ago listed is settled only as it was listed.
func TestSettleItem_ofAProcedureThatHasMovedOn(t *testing.T) {
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

// The way of minutes from the PM's mail to their outcome, with a second version.
func TestConfirmation_minutesFromDraftToOutcome(t *testing.T) {
	y := begin(t)
	mail := y.logs(lina, "All well.", Verdict{Role: RolePM, Draft: &Draft{Kind: Minutes, Title: "Weekly", Actor: lina}})
	list, err := y.s.Confirmations(t.Context(), ConfirmationQuery{Project: "ACME", Number: 1, Open: true})
	if err != nil || len(list) != 1 || list[0].State != ConfirmationDrafted || list[0].Message != mail || list[0].Text != "All well." {
		t.Fatalf("%+v, %v", list, err)
	}
	c := list[0]
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkConfirmationProposed(c.ID, 2) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkConfirmationProposed(c.ID, 1) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.ApproveConfirmation(c.ID, 2, lina) })
	y.asksAbout(c.ID, PolicyAll, wang, zhou)

	y.moves(false, func(tx *Tx) (bool, error) { return tx.ReviseConfirmation(c.ID, " All well. ", lina) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.ReviseConfirmation(c.ID, "All very well.", lina) })
	// Until the PM approves the new version, the present one goes on.
	y.replies("ok", Response{Purpose: PurposeConfirm, Object: c.ID, Version: 1, Decision: DecisionOK, Address: wang})
	y.wantReceipts(AboutConfirmation, "recorded wang")
	y.moves(false, func(tx *Tx) (bool, error) { return tx.ApproveConfirmation(c.ID, 1, lina) })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkConfirmationProposed(c.ID, 2) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkConfirmationProposed(c.ID, 2) })

	y.asksAbout(c.ID, PolicyAll, wang, zhou)
	y.replies("ok", Response{Purpose: PurposeConfirm, Object: c.ID, Version: 1, Decision: DecisionOK, Address: wang})
	y.wantReceipts(AboutConfirmation, "old wang")
	y.replies("No.", Response{Purpose: PurposeConfirm, Object: c.ID, Version: 1, Decision: DecisionText, Address: wang})
	y.wantReceipts(AboutConfirmation, "said wang: No.", "old wang")
	if before, err := y.s.PreviousAskedText(t.Context(), c.ID, 2); err != nil || before != "All well." {
		t.Errorf("before it was %q, %v", before, err)
	}
	if before, err := y.s.PreviousAskedText(t.Context(), c.ID, 1); err != nil || before != "" {
		t.Errorf("before the first it was %q, %v", before, err)
	}
	y.replies("ok", Response{Purpose: PurposeConfirm, Object: c.ID, Version: 2, Decision: DecisionOK, Address: wang})
	y.wantReceipts(AboutConfirmation, "recorded wang")
	if got := y.confirmers(c.ID); !slices.Equal(got, []string{"wang confirmed", "zhou waiting"}) {
		t.Errorf("%q", got)
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkConfirmationOverdue(c.ID, 2) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkConfirmationOverdue(c.ID, 2) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.SettleConfirmation(c.ID, 1, OutcomeConfirmed, "") })
	y.moves(true, func(tx *Tx) (bool, error) { return tx.SettleConfirmation(c.ID, 2, OutcomeConfirmed, "") })
	y.replies("ok", Response{Purpose: PurposeConfirm, Object: c.ID, Version: 2, Decision: DecisionOK, Address: wang})
	y.wantReceipts(AboutConfirmation, "settled wang")
	y.replies("I object", Response{Purpose: PurposeConfirm, Object: c.ID, Version: 2, Decision: DecisionText, Address: zhou})
	y.wantReceipts(AboutConfirmation, "said zhou: I object", "late zhou")
	if open, err := y.s.Confirmations(t.Context(), ConfirmationQuery{Open: true}); err != nil || len(open) != 0 {
		t.Errorf("%+v, %v", open, err)
	}
	if c := y.confirmation(c.ID); c.Outcome != OutcomeConfirmed || !c.Overdue {
		t.Errorf("%+v", c)
	}
}

// What one of two people says who were asked, and what becomes of it.
func TestRecordConfirmer_byWhatIsSaidAndProved(t *testing.T) {
	for _, c := range []struct {
		name     string
		kind     ConfirmationKind
		purpose  Purpose
		decision Decision
		unproved bool
		from     string
		is       string
		receipts []string
	}{
		{"they agree", Minutes, PurposeConfirm, DecisionOK, false, wang, "confirmed", []string{"recorded wang"}},
		{"nothing proves who agrees", Minutes, PurposeConfirm, DecisionOK, true, wang, "waiting", []string{"again wang"}},
		{"asked again, they agree", Minutes, PurposeAgain, DecisionOK, false, wang, "confirmed", []string{"recorded wang"}},
		{"what binds takes a second word", ChangeRequest, PurposeConfirm, DecisionOK, false, wang, "waiting", []string{"once-more wang"}},
		{"and nothing proves the first", ChangeRequest, PurposeConfirm, DecisionOK, true, wang, "waiting", []string{"again wang"}},
		{"and has it", ChangeRequest, PurposeAgain, DecisionOK, false, wang, "confirmed", []string{"recorded wang"}},
		{"they object", Minutes, PurposeConfirm, DecisionText, true, wang, "objected", []string{"said wang: words", "passed-on wang"}},
		{"a no to minutes is an objection", Minutes, PurposeConfirm, DecisionReject, false, wang, "objected", []string{"said wang: words", "passed-on wang"}},
		{"a no to a change ends it", Settlement, PurposeConfirm, DecisionReject, false, wang, "objected", []string{"said wang: words", "rejected wang"}},
		{"unless nothing proves it", Settlement, PurposeConfirm, DecisionReject, true, wang, "objected", []string{"said wang: words", "passed-on wang"}},
		{"who was not asked changes nothing", Minutes, PurposeConfirm, DecisionOK, false, chen, "waiting", []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			y := begin(t)
			id := y.asksToConfirm(c.kind, PolicyAll, wang, zhou).ID
			y.replies("words", Response{Purpose: c.purpose, Object: id, Version: 1, Decision: c.decision, Unproved: c.unproved, Address: c.from})
			if got := y.confirmers(id); got[0] != "wang "+c.is || got[1] != "zhou waiting" {
				t.Errorf("%q, want %s", got, c.is)
			}
			y.wantReceipts(AboutConfirmation, c.receipts...)
			if settled := y.confirmation(id).State == ConfirmationSettled; settled != slices.Contains(c.receipts, "rejected wang") {
				t.Errorf("settled: %t", settled)
			}
		})
	}
}

// What may be a yes is none, and no objection either: its sender is asked what they mean.
func TestRecordConfirmer_whatCannotBeToldIsNoObjection(t *testing.T) {
	y := begin(t)
	id := y.asksToConfirm(Minutes, PolicyAll, wang).ID
	y.replies("confirmd", Response{Purpose: PurposeConfirm, Object: id, Version: 1, Decision: DecisionText, Unsure: true, Meant: "confirmed", Address: wang})
	if got := y.confirmers(id); got[0] != "wang waiting" {
		t.Errorf("%q", got)
	}
	y.wantReceipts(AboutConfirmation, "said wang: confirmd", "unsure wang: confirmed")
	y.replies("confirmed", Response{Purpose: PurposeConfirm, Object: id, Version: 1, Decision: DecisionOK, Address: wang})
	y.replies("hm", Response{Purpose: PurposeConfirm, Object: id, Version: 1, Decision: DecisionText, Unsure: true, Address: wang})
	if got := y.confirmers(id); got[0] != "wang confirmed" {
		t.Errorf("%q", got)
	}
}

// What binds may be taken back, by a mail that is proved; otherwise they are asked.
func TestRecordConfirmer_confirmedStaysUnlessItBinds(t *testing.T) {
	for _, c := range []struct {
		kind     ConfirmationKind
		purpose  Purpose
		decision Decision
		unproved bool
		is       string
		receipts []string
	}{
		{Minutes, PurposeConfirm, DecisionText, false, "wang confirmed", []string{"said wang: Wait!", "passed-on wang"}},
		{ChangeRequest, PurposeConfirm, DecisionText, false, "wang objected", []string{"said wang: Wait!", "passed-on wang"}},
		{Acceptance, PurposeConfirm, DecisionReject, false, "wang objected", []string{"said wang: Wait!", "passed-on wang"}},
		{ChangeRequest, PurposeConfirm, DecisionText, true, "wang confirmed", []string{"said wang: Wait!", "withdraw-again wang"}},
		{ChangeRequest, PurposeConfirm, DecisionReject, true, "wang confirmed", []string{"said wang: Wait!", "withdraw-again wang"}},
		{Settlement, PurposeAgain, DecisionReject, false, "wang objected", []string{"said wang: Wait!", "rejected wang"}},
	} {
		y := begin(t)
		id := y.asksToConfirm(c.kind, PolicyAll, wang).ID
		y.replies("ok", Response{Purpose: PurposeAgain, Object: id, Version: 1, Decision: DecisionOK, Address: wang})
		y.wantReceipts(AboutConfirmation, "recorded wang")
		y.replies("Wait!", Response{Purpose: c.purpose, Object: id, Version: 1, Decision: c.decision, Unproved: c.unproved, Address: wang})
		if got := y.confirmers(id); got[0] != c.is {
			t.Errorf("%s: %q, want %s", c.kind, got, c.is)
		}
		y.wantReceipts(AboutConfirmation, c.receipts...)
	}
}

// What an uninvited person writes reaches the PM, or has who was asked asked again.
func TestQueueRejection_ofAConfirmation(t *testing.T) {
	y := begin(t)
	id := y.asksToConfirm(Minutes, PolicyAll, wang, zhou).ID
	uninvited := Response{Purpose: PurposeConfirm, Object: id, Version: 1, Decision: DecisionOK, Rejection: RejectedUninvited, Address: chen}
	y.replies("fine with me", uninvited)
	y.wantReceipts(AboutConfirmation, "said chen: fine with me")
	uninvited.Address = zhou // asked, and agrees in the mail of wang
	y.replies("fine with me", uninvited)
	y.wantReceipts(AboutConfirmation, "again zhou")
	if got := y.confirmers(id); !slices.Equal(got, []string{"wang waiting", "zhou waiting"}) {
		t.Errorf("%q", got)
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.WithdrawConfirmation(id, lina) })
	y.replies("fine with me", uninvited)
	y.wantReceipts(AboutConfirmation)
}

// What the PM may say of a text that they were shown, in each state of it.
func TestDecideConfirmation_tellsThePMWhatBecameOfIt(t *testing.T) {
	for _, c := range []struct {
		decision Decision
		argument string
		asked    bool
		receipts []string
		is       ConfirmationState
	}{
		{DecisionOK, "", false, []string{"sent lina"}, ConfirmationApproved},
		{DecisionOK, "", true, []string{"nothing lina"}, ConfirmationAsked},
		{DecisionSkip, "", false, []string{"withdrawn lina"}, ConfirmationWithdrawn},
		{DecisionSkip, "", true, []string{"withdrawn lina"}, ConfirmationWithdrawn},
		{DecisionRemind, "", true, []string{"reminded lina"}, ConfirmationAsked},
		{DecisionRemind, "", false, []string{"nothing lina"}, ConfirmationDrafted},
		{DecisionFor, "wang", true, []string{"for lina: wang"}, ConfirmationAsked},
		{DecisionFor, "nobody", true, []string{"nobody lina: nobody"}, ConfirmationAsked},
		{DecisionFor, "wang", false, []string{"nothing lina"}, ConfirmationDrafted},
		{DecisionEscalate, "", true, []string{"nothing lina"}, ConfirmationAsked},
		{DecisionText, "", true, []string{"unclear lina: Another text."}, ConfirmationAsked},
		{DecisionText, "", false, []string{"unclear lina: Another text."}, ConfirmationDrafted},
		{DecisionNote, "", true, []string{}, ConfirmationAsked},
	} {
		t.Run(string(c.decision)+" "+c.argument, func(t *testing.T) {
			y := begin(t)
			var id int64
			if c.asked {
				id = y.asksToConfirm(Minutes, PolicyAll, wang).ID
			} else {
				id = y.drafts(Minutes, "All well.").ID
			}
			y.replies("Another text.", Response{Purpose: PurposeDraft, Object: id, Version: 1, Decision: c.decision, Argument: c.argument, Address: lina})
			y.wantReceipts(AboutConfirmation, c.receipts...)
			if got := y.confirmation(id).State; got != c.is {
				t.Errorf("it is %s, want %s", got, c.is)
			}
		})
	}
}

// A reminder that the PM asks for does not count as the one that is due by itself.
func TestRemindConfirmation_isAskedForOnce(t *testing.T) {
	y := begin(t)
	id := y.asksToConfirm(Minutes, PolicyAll, wang).ID
	is := func(reminders int, now bool) {
		t.Helper()
		if c := y.confirmation(id); c.Reminders != reminders || c.RemindNow != now {
			t.Errorf("%d reminders, one now: %t", c.Reminders, c.RemindNow)
		}
	}
	y.moves(true, func(tx *Tx) (bool, error) { return tx.RemindConfirmation(id, 1) })
	y.moves(false, func(tx *Tx) (bool, error) { return tx.RemindConfirmation(id, 1) })
	is(0, true)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkConfirmationReminded(id, 1, 0) })
	is(0, false)
	y.moves(true, func(tx *Tx) (bool, error) { return tx.MarkConfirmationReminded(id, 1, 0) })
	is(1, false)
	y.moves(false, func(tx *Tx) (bool, error) { return tx.MarkConfirmationReminded(id, 1, 0) })
}

// Silence is no consent of somebody whom the mail did not reach.
func TestUnreached_areThoseWhoseMailWasNotSent(t *testing.T) {
	y := begin(t)
	id := y.asksToConfirm(Minutes, PolicySilence, wang, zhou).ID
	for _, who := range []string{wang, zhou} {
		queue(t, y.s, "ask "+who, who)
		y.do(func(tx *Tx) error {
			return tx.Ask(Request{Token: who, Purpose: PurposeConfirm, Project: "ACME", Object: id, Version: 1, Address: who}, "ask "+who+"@agency.example")
		})
	}
	unreached := func() []string {
		t.Helper()
		list, err := y.s.Unreached(t.Context(), id, 1, y.s.now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got := unreached(); !slices.Equal(got, []string{wang, zhou}) {
		t.Errorf("before anything is sent: %q", got)
	}
	send(t, y.s)
	forced.Store(y.s, true)
	y.do(func(tx *Tx) error { return tx.exec(`UPDATE delivery SET state = 'bounced' WHERE recipient = $1`, zhou) })
	if got := unreached(); !slices.Equal(got, []string{zhou}) {
		t.Errorf("once zhou's came back: %q", got)
	}
	y.do(func(tx *Tx) error {
		return tx.exec(`UPDATE confirmer SET state = 'confirmed', provisional = 1 WHERE address = $1`, zhou)
	})
	if got := unreached(); !slices.Equal(got, []string{zhou}) {
		t.Errorf("once somebody confirmed in zhou's name: %q", got)
	}
}

// What one mail cannot show in full is refused, and the sender learns of it; what was there
// stays as it is.
func TestLongestText_isRefusedAndNotCut(t *testing.T) {
	long := strings.Repeat("word ", LongestText/5+1)
	t.Run("a draft by mail", func(t *testing.T) {
		y := begin(t)
		y.logs(lina, long, Verdict{Role: RolePM, Draft: &Draft{Kind: Minutes, Title: "Weekly", Actor: lina}})
		y.wantReceipts(AboutConfirmation, "too-long lina")
		list, err := y.s.Confirmations(t.Context(), ConfirmationQuery{Project: "ACME"})
		if err != nil || len(list) != 1 || list[0].State != ConfirmationWithdrawn || list[0].Text != "" {
			t.Errorf("%+v, %v", list, err)
		}
	})
	t.Run("as long as it may be", func(t *testing.T) {
		y := begin(t)
		y.logs(lina, long[:LongestText], Verdict{Role: RolePM, Draft: &Draft{Kind: Minutes, Title: "Weekly", Actor: lina}})
		y.wantReceipts(AboutConfirmation)
	})
	t.Run("a draft from the shell", func(t *testing.T) {
		y := begin(t)
		err := y.s.Update(t.Context(), func(tx *Tx) error {
			_, err := tx.DraftConfirmation(Confirmation{Project: "ACME", Kind: Minutes, Title: "Weekly", Text: long, Actor: "li"})
			return err
		})
		if !errors.Is(err, ErrTooLong) {
			t.Error(err)
		}
	})
	t.Run("another version", func(t *testing.T) {
		y := begin(t)
		c := y.asksToConfirm(Minutes, PolicyAll, wang)
		y.replies(long, Response{Purpose: PurposeDraft, Object: c.ID, Version: 1, Decision: DecisionText, Address: lina})
		y.wantReceipts(AboutConfirmation, "too-long lina")
		if got := y.confirmation(c.ID); got.State != ConfirmationAsked || got.Version != 1 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("the impact of a change", func(t *testing.T) {
		y := begin(t)
		var m Procedure
		y.do(func(tx *Tx) (err error) {
			m, err = tx.RaiseProcedure(Procedure{Project: "ACME", Kind: ProcedureChange, Title: "Blue", Actor: wang}, "Make it blue.\n"+long[:LongestText/2], 0)
			return err
		})
		y.replies(long[:LongestText/2], Response{Purpose: PurposeProcedure, Object: m.ID, Version: m.Version, Decision: DecisionText, Address: lina})
		y.wantReceipts(AboutProcedure, "too-long lina")
		y.replies("EUR 800.", Response{Purpose: PurposeProcedure, Object: m.ID, Version: m.Version, Decision: DecisionText, Address: lina})
		y.wantReceipts(AboutProcedure, "recorded lina")
	})
}
