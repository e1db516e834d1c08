package mailin

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"rapport/store"
)

// feeds feeds mails one after the other, from a mailbox of that name, as a process of
// its own would.
func (a *agency) feeds(origin string, mails ...string) {
	err := a.begin().Feed(a.Context(), func(add func(IncomingMail) error) error {
		for _, raw := range mails {
			if err := add(IncomingMail{Origin: origin, Raw: []byte(strings.ReplaceAll(raw, "\n", "\r\n")), Received: time.Now()}); err != nil {
				return err
			}
		}
		return nil
	}, nil)
	if err != nil {
		a.Error(err)
	}
}

func (a *agency) tells(what string) (n int) {
	a.Helper()
	list, err := a.store.PendingReceipts(a.Context(), store.AboutConfirmation, 0)
	if err != nil {
		a.Fatal(err)
	}
	for _, t := range list {
		if t.Result == what {
			n++
		}
	}
	return n
}

// The same mail delivered again, to another mailbox or after a crash, acts once: its
// bytes are known.
func TestReplay_theSameMailActsOnce(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	c := a.asks(goodToken, store.PurposeAgain, time.Now().Add(time.Hour))
	raw := a.answer(replyTo(goodToken))
	if got := a.arrives(c, raw); got != store.ConfirmerConfirmed {
		t.Fatal(got)
	}
	before := a.tells(store.ReceiptRecorded)
	for i := range 50 {
		a.feeds(fmt.Sprintf("box%d/INBOX", i%3), raw)
	}
	if n := a.tells(store.ReceiptRecorded) + a.tells(store.ReceiptSettled); before != 1 || n != 1 {
		t.Errorf("%d answers are to be reported, and %d after 50 more copies", before, n)
	}
}

// Fifty answers that say the same, at once and each a mail of its own, confirm once.
func TestReplay_fiftyAnswersAtOnce(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	c := a.asks(goodToken, store.PurposeAgain, time.Now().Add(time.Hour))
	var mails []string
	for i := range 50 {
		a.number = 1000 + i
		mails = append(mails, a.answer(replyTo(goodToken)))
	}
	in := a.begin()
	var reader, folders sync.WaitGroup
	reader.Go(func() {
		if err := in.Run(t.Context()); err != nil {
			t.Error(err)
		}
	})
	for i := range 5 {
		folders.Go(func() {
			for _, raw := range mails[10*i : 10*i+10] {
				if _, err := in.StoreBatch(t.Context(), 0, []IncomingMail{in.Pack(IncomingMail{Origin: fmt.Sprintf("box%d/INBOX", i), Raw: []byte(strings.ReplaceAll(raw, "\n", "\r\n")), Received: time.Now()})}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	folders.Wait()
	in.Close()
	reader.Wait()
	voices, err := a.store.Confirmers(t.Context(), c)
	if err != nil || len(voices) != 1 || voices[0].State != store.ConfirmerConfirmed {
		t.Fatal(voices, err)
	}
	// It is told once a day: the keys of the outbox see to that, whatever is noted.
	if n := a.tells(store.ReceiptRecorded) + a.tells(store.ReceiptSettled); n != 50 {
		t.Errorf("%d of 50 answers are noted", n)
	}
}

// Of two answers that contradict each other the first counts; the PM reads the
// second. What binds can be taken back until it is in force; to an address that was used
// before, once they have said so once more.
func TestReplay_twoAnswersThatContradictEachOther(t *testing.T) {
	t.Parallel()
	for _, kind := range []store.ConfirmationKind{store.Minutes, store.ChangeRequest} {
		a := newAgency(t)
		c := a.asksFor(kind, goodToken, store.PurposeAgain, time.Now().Add(time.Hour))
		if got := a.arrives(c, a.answer(replyTo(goodToken))); got != store.ConfirmerConfirmed {
			t.Fatalf("%s: %s", kind, got)
		}
		if got := a.arrives(c, a.answer(replyTo(goodToken), "\nconfirmed\n", "\nno, it is too expensive\n")); got != store.ConfirmerConfirmed {
			t.Errorf("%s: after a no it is %s", kind, got)
		}
		if a.tells(store.ReceiptComment) != 1 {
			t.Errorf("%s: the PM is not notified", kind)
		}
		if kind == store.Minutes {
			continue
		}
		if a.tells(store.ReceiptWithdrawAgain) != 1 {
			t.Error("they are not asked whether they withdraw it")
		}
		const again = "again2cdefghijklmnopqrstuv"
		a.asksOnce(store.Request{Token: again, Purpose: store.PurposeAgain, Object: c, Address: "wang@client.example"})
		if got := a.arrives(c, a.answer(replyTo(again), "\nconfirmed\n", "\nno\n")); got != store.ConfirmerObjected {
			t.Errorf("after a second no it is %s", got)
		}
	}
}

// An answer to a version that is no more confirms nothing of the one that is.
func TestReplay_anOldYesToANewVersion(t *testing.T) {
	t.Parallel()
	a := newAgency(t)
	c := a.asks(goodToken, store.PurposeAgain, time.Now().Add(time.Hour))
	err := a.store.Update(t.Context(), func(tx *store.Tx) error {
		if _, err := tx.ReviseConfirmation(c, "All is well now.", "li@agency.example"); err != nil {
			return err
		}
		if _, err := tx.ApproveConfirmation(c, 2, "li@agency.example"); err != nil {
			return err
		}
		_, err := tx.MarkConfirmationAsked(c, 2, store.PolicyAll, time.Now().Add(time.Hour), []store.Address{{Address: "wang@client.example"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	a.feeds("log/INBOX", a.answer(replyTo(goodToken)))
	voices, err := a.store.Confirmers(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range voices {
		if v.State != store.ConfirmerWaiting {
			t.Errorf("version %d is %s", v.Version, v.State)
		}
	}
	if a.tells(store.ReceiptOldVersion) != 1 {
		t.Error("they are not notified of the newer one")
	}
}
