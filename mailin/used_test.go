package mailin

import (
	"strings"
	"testing"
	"time"

	"rapport/store"
)

// secondToken is that of a question that follows another.
const secondToken = "secondefghijklmnopqrstuvwx"

// shows has Li shown minutes, which wait for her word.
func (a *agency) shows() (text int64) {
	a.Helper()
	must(a, a.store.Update(a.Context(), func(tx *store.Tx) error {
		c, err := tx.DraftConfirmation(store.Confirmation{Project: "ACME", Kind: store.Minutes, Title: "Minutes", Text: "All well.", Actor: "li@agency.example"})
		if err != nil {
			return err
		}
		text = c.ID
		_, err = tx.MarkConfirmationProposed(c.ID, 1)
		return err
	}))
	return text
}

func (a *agency) stateOf(text int64) store.ConfirmationState {
	a.Helper()
	list, err := a.store.Confirmations(a.Context(), store.ConfirmationQuery{ID: text})
	if err != nil || len(list) != 1 {
		a.Fatal(list, err)
	}
	return list[0].State
}

// A reply address is a secret until the first mail to it lies in the log mailbox, whoever
// wrote that and whether or not it counted. After that an unproved mail to it is asked about,
// even in the name of somebody whose mail is never proved.
func TestUsed_anAddressThatMailCameToIsNoRoundTrip(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]arriving{
		"an automatic reply":          {from: li, subject: "Automatic reply: Minutes", text: "I am away.", fields: "Auto-Submitted: auto-replied\n"},
		"an automatic reply, Chinese": {from: li, subject: "自动回复：会议纪要", text: "我在休假。"},
		"a colleague":                 {from: "Chen <chen@agency.example>", subject: "Re: Minutes", text: "Li is ill, I will tell her."},
		"a client":                    {from: wangs, subject: "Re: Minutes", text: "请发给我们。"},
		"nothing written":             {from: li, subject: "Re: Minutes", text: ""},
		"only courtesy":               {from: li, subject: "Re: Minutes", text: "Thank you!"},
		"a note":                      {from: li, subject: "Re: Minutes", text: "知道了"},
		"contradicted":                {from: li, subject: "Re: Minutes", text: "ok", failed: true},
		"to several people":           {from: li, subject: "Re: Minutes", text: "谁有空看一下？", cc: "team@agency.example"},
		"in a first reading":          {from: li, subject: "Re: Minutes", text: "Thanks", arrival: store.ArrivedBefore},
	} {
		for _, text := range []string{"ok", "跳过"} {
			a := newAgency(t)
			c := a.shows()
			a.asksOnce(store.Request{Token: goodToken, Purpose: store.PurposeDraft, Object: c, Address: "li@agency.example"})
			first.to = replyTo(goodToken)
			a.receives(first)
			if got := a.stateOf(c); got != store.ConfirmationProposed {
				t.Fatalf("%s: %s", name, got)
			}
			forged := arriving{from: li, to: replyTo(goodToken), subject: "Re: Minutes!", text: text}
			e := a.receives(forged)
			held, err := a.store.PendingReceipts(a.Context(), store.AboutHeld, 0)
			must(a, err)
			if got := a.stateOf(c); got != store.ConfirmationProposed || len(held) != 1 || held[0].Result != store.ReceiptAskedAgain {
				t.Errorf("%s, then %q: %s, receipts %+v, notes %q", name, text, got, held, e.Notes)
			}
			// Proved, it counts to the same address; and so it does to one that nobody used.
			if text == "ok" {
				forged.proved, forged.subject = true, "Re: Minutes?"
			} else {
				a.asksOnce(store.Request{Token: secondToken, Purpose: store.PurposeDraft, Object: c, Address: "li@agency.example"})
				forged.to, forged.subject = replyTo(secondToken), "Re: Minutes??"
			}
			a.receives(forged)
			if got := a.stateOf(c); got == store.ConfirmationProposed {
				t.Errorf("%s: %q does not count to proved %v, %s", name, text, forged.proved, forged.to)
			}
		}
	}
}

// Nor does such an address answer a second question: who asked back is asked once more.
func TestUsed_aSecondQuestionThatWasAskedAbout(t *testing.T) {
	t.Parallel()
	for _, back := range []string{"What is this about?", "这是什么？"} {
		for _, yes := range []string{"yes", "是的", "no", "不是"} {
			for _, byReference := range []bool{false, true} {
				a := newAgency(t)
				c := a.shows()
				a.asksOnce(store.Request{Token: goodToken, Purpose: store.PurposeDraft, Object: c, Address: "li@agency.example"})
				a.receives(arriving{from: li, to: "log@agency.example", subject: "Re: Minutes", text: "ok", fields: "In-Reply-To: <m." + goodToken + "@agency.example>\n"})
				held, err := a.store.PendingReceipts(a.Context(), store.AboutHeld, 0)
				must(a, err)
				if len(held) != 1 {
					t.Fatal(held)
				}
				a.asksOnce(store.Request{Token: secondToken, Purpose: store.PurposeChallenge, Object: held[0].Object, Address: "li@agency.example"})
				reply := arriving{from: li, to: replyTo(secondToken), text: back, subject: "Re: Did you write this?"}
				if byReference {
					reply.to, reply.fields = "log@agency.example", "In-Reply-To: <m."+secondToken+"@agency.example>\n"
				}
				a.receives(reply)
				reply.text, reply.subject = yes, "Re: Did you write this"
				a.receives(reply)
				if got := a.stateOf(c); got != store.ConfirmationProposed {
					t.Errorf("%q, then %q: %s", back, yes, got)
				}
				told, err := a.store.PendingReceipts(a.Context(), store.AboutHeld, held[0].ID)
				must(a, err)
				if len(told) != 2 || told[1].Result != store.ReceiptUnclear || told[1].Object != held[0].Object {
					t.Errorf("%q, then %q: they hear %+v", back, yes, told)
				}
				// The next question has an address of its own.
				const third = "thirdbcdefghijklmnopqrstuv"
				a.asksOnce(store.Request{Token: third, Purpose: store.PurposeChallenge, Object: held[0].Object, Address: "li@agency.example"})
				a.receives(arriving{from: li, to: replyTo(third), text: "yes", subject: "Re: Did you write that?"})
				if got := a.stateOf(c); got != store.ConfirmationApproved {
					t.Errorf("to a new address: %s", got)
				}
			}
		}
	}
}

// The same holds for what a client confirms, binding or not.
func TestUsed_aSecondConfirmationThatWasAskedAbout(t *testing.T) {
	t.Parallel()
	for _, kind := range []store.ConfirmationKind{store.Minutes, store.ChangeRequest} {
		for _, first := range []string{"Which minutes?", "哪一份？", "I am on holiday until Monday."} {
			a := newAgency(t)
			c := a.asksFor(kind, goodToken, store.PurposeAgain, time.Now().Add(time.Hour))
			a.arrives(c, a.answer(replyTo(goodToken), "\nconfirmed\n", "\n"+first+"\n"))
			if got := a.arrives(c, a.answer(replyTo(goodToken))); got == store.ConfirmerConfirmed {
				t.Errorf("%s, %q: a yes to the address that was used counts", kind, first)
			}
			if a.tells(store.ReceiptAskedAgain) != 1 {
				t.Errorf("%s, %q: they are not asked again", kind, first)
			}
			a.asksOnce(store.Request{Token: secondToken, Purpose: store.PurposeAgain, Object: c, Address: "wang@client.example"})
			if got := a.arrives(c, a.answer(replyTo(secondToken))); got != store.ConfirmerConfirmed {
				t.Errorf("%s, %q: to a new address: %s", kind, first, got)
			}
		}
	}
}

// What a PM says of a digest, or while clients are asked, counts once by its address.
func TestUsed_theAddressOfANotice(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"confirm for Wang Wei", "代王伟确认", "skip", "跳过"} {
		a := newAgency(t)
		c := a.asks(secondToken, store.PurposeConfirm, time.Now().Add(time.Hour))
		a.asksOnce(store.Request{Token: goodToken, Purpose: store.PurposeNotice, Object: c, Address: "li@agency.example"})
		a.receives(arriving{from: li, to: replyTo(goodToken), text: "note", subject: "Re: Minutes"})
		a.receives(arriving{from: li, to: replyTo(goodToken), text: said, subject: "Re: Minutes!"})
		voices, err := a.store.Confirmers(a.Context(), c)
		must(a, err)
		if got := a.stateOf(c); got != store.ConfirmationAsked || voices[0].State != store.ConfirmerWaiting {
			t.Errorf("%q: %s, %+v", said, got, voices)
		}
		// The question was answered: nobody is asked whether they wrote this, too.
		held, err := a.store.PendingReceipts(a.Context(), store.AboutHeld, 0)
		must(a, err)
		if listed := a.state(); len(held) != 0 || !strings.HasSuffix(listed, "held 1") {
			t.Errorf("%q: %+v, %s", said, held, listed)
		}
	}
}

// Reading a mail again does not make its own address one that was used before.
func TestUsed_theMailItselfDoesNotCount(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	c := a.shows()
	a.asksOnce(store.Request{Token: goodToken, Purpose: store.PurposeDraft, Object: c, Address: "li@agency.example"})
	e := a.receives(arriving{from: li, to: replyTo(goodToken), subject: "Re: Minutes", text: "ok", fields: "In-Reply-To: <m." + goodToken + "@agency.example>\n"})
	if got := a.stateOf(c); got != store.ConfirmationApproved || strings.Contains(strings.Join(e.Notes, ";"), "no effect") {
		t.Fatalf("%s, %q", got, e.Notes)
	}
	_, err := a.intake.Reprocess(t.Context(), Reprocessing{}, func(r Reprocessed) error {
		t.Errorf("%+v", r)
		return nil
	})
	must(a, err)
	if id, err := a.store.NumberOf(t.Context(), e.SHA256); err != nil || id != e.Message {
		t.Errorf("it is mail %d, not %d: %v", id, e.Message, err)
	}
	if id, err := a.store.NumberOf(t.Context(), store.Hash{1}); err != nil || id != 0 {
		t.Errorf("a mail that is not there is mail %d: %v", id, err)
	}
}

// A link that is followed shows its token in a subject or a text: that is as good as a mail to
// the address, which anybody can write into a header where the mailbox takes no plus-addresses.
func TestUsed_aTokenThatStoodInAMail(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]arriving{
		"the subject":          {from: li, to: "log@agency.example", subject: "unsubscribe [r." + goodToken + "]", text: "unsubscribe"},
		"the subject, Chinese": {from: li, to: "log@agency.example", subject: "退订 [r." + goodToken + "]", text: "退订"},
		"the text":             {from: "Chen <chen@agency.example>", to: "log@agency.example", subject: "A link", text: "Is this ours? [r." + goodToken + "]"},
		"a quotation":          {from: wangs, to: "log@agency.example", subject: "Re: hello", text: "See below.\n\n> mailto:log@agency.example?subject=[r." + goodToken + "]"},
	} {
		a := newAgency(t)
		c := a.shows()
		a.asksOnce(store.Request{Token: goodToken, Purpose: store.PurposeDraft, Object: c, Address: "li@agency.example"})
		a.receives(first)
		e := a.receives(arriving{from: li, to: replyTo(goodToken), subject: "Re: Minutes", text: "可以发送"})
		if got := a.stateOf(c); got != store.ConfirmationProposed {
			t.Errorf("%s: %s, %q", name, got, e.Notes)
		}
	}
}
