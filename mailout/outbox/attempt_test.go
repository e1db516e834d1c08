package outbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailout/letter"
	"rapport/mailout/smtptest"
	"rapport/store"
)

// What is about our account fails no mail, whatever its code and its stage: all that is
// queued waits, says why, and goes when the relay takes it.
func TestOutbox_whatIsAboutOurAccountFailsNoMail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stage smtptest.Stage
		reply string
	}{
		{smtptest.MAIL, "550 5.4.5 Daily user sending limit exceeded"},
		{smtptest.MAIL, "501 Mail from address must be same as authorization user."},
		{smtptest.RCPT, "553 5.7.1 <log@agency.example>: Sender address rejected: not owned by user hello"},
		{smtptest.RCPT, "550 5.7.1 Relay access denied"},
		{smtptest.DATA, "450 4.7.0 rate limit of this connection reached"},
		{smtptest.Dot, "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException"},
		{smtptest.Dot, "554 MI:STC 发件人当天内累计邮件数量超过限制"},
	} {
		t.Run(string(c.stage)+" "+c.reply, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, smtptest.Options{})
			b.sink.Do(c.stage, smtptest.Reply(c.reply))
			for _, key := range []string{"1", "2", "3"} {
				b.queue(key, false, "wang"+key+"@client.example")
			}
			refused := false
			b.until(b.config(), func(list []store.Delivery) bool {
				waiting, sent := 0, 0
				for _, o := range list {
					if o.State == store.DeliveryFailed {
						t.Fatalf("given up: %s", o.Reply)
					}
					if o.State == store.DeliveryReady && o.Attempts == 0 && strings.Contains(o.Reply, c.reply[4:]) && !strings.Contains(o.Reply, "@client") {
						waiting++
					}
					if o.State == store.DeliverySent {
						sent++
					}
				}
				if waiting == 3 && !refused {
					refused = true
					b.clock.pass(17 * time.Minute)
				}
				return refused && sent == 3
			})
			if len(b.sink.Mails()) != 3 {
				t.Errorf("%d mails", len(b.sink.Mails()))
			}
		})
	}
}

// A mail that alone is refused, in words about our account, fails neither and holds up no
// other.
func TestOutbox_whatOneMailIsRefusedForKeepsNoOther(t *testing.T) {
	t.Parallel()
	b := newBench(t, smtptest.Options{})
	refusal := smtptest.Reply("550 5.7.1 sender not verified")
	b.sink.Do(smtptest.RCPT, refusal)
	b.queue("1", false, "wang@client.example")
	step := 0
	list := b.until(b.config(), func(list []store.Delivery) bool {
		switch step {
		case 0: // the relay is left alone
			if list[0].Reply != "" {
				step++
				b.queue("2", false, "zhou@client.example")
				b.clock.pass(15*time.Minute + 30*time.Second)
			}
		case 1: // the other goes first, and passes
			if list[0].State == store.DeliverySent {
				step++
				b.sink.Do(smtptest.RCPT, refusal)
				b.clock.pass(time.Minute)
			}
		case 2: // then this is tried, and put off alone
			if list[1].Attempts == 1 {
				step++
				b.queue("3", false, "chen@client.example")
			}
		case 3:
			return list[0].State == store.DeliverySent
		}
		return false
	})
	if o := list[2]; o.State != store.DeliveryReady || o.Attempts != 1 {
		t.Errorf("it is %s after %d attempts", o.State, o.Attempts)
	}
}

// A refusal that does not say whom it is about fails a mail only where others pass.
func TestOutbox_aRefusalWithoutAReasonFailsOnlyWhereOthersPass(t *testing.T) {
	t.Parallel()
	for _, othersPass := range []bool{false, true} {
		b := newBench(t, smtptest.Options{})
		refusal := smtptest.Reply("550 5.7.1 rejected by policy")
		b.sink.Do(smtptest.RCPT, refusal)
		b.queue("1", false, "wang@client.example")
		step := 0
		var end store.Delivery
		b.until(b.config(), func(list []store.Delivery) bool {
			first := list[len(list)-1]
			switch {
			case step == 0 && first.Attempts == 1:
				step++
				if first.State != store.DeliveryReady {
					t.Fatalf("at first it is %s", first.State)
				}
				if othersPass {
					b.queue("2", false, "zhou@client.example")
				}
			case step == 1 && (!othersPass || list[0].State == store.DeliverySent):
				step++
				b.sink.Do(smtptest.RCPT, refusal)
				b.clock.pass(6 * time.Minute)
			}
			end = first
			return first.Attempts == 2
		})
		if want := map[bool]store.DeliveryState{false: store.DeliveryReady, true: store.DeliveryFailed}[othersPass]; end.State != want {
			t.Errorf("others pass %v: it is %s", othersPass, end.State)
		}
	}
}

// Of the recipients of one mail some have addresses in other letters, and the server takes
// no SMTPUTF8: the others get it, and of a domain the form in ASCII is used.
func TestOutbox_anAddressInOtherLettersKeepsNoMailFromOthers(t *testing.T) {
	t.Parallel()
	offers := slices.DeleteFunc(smtptest.Extensions(), func(e string) bool { return e == "SMTPUTF8" })
	for _, odd := range []struct {
		address string
		sent    bool
	}{
		{"wang@例子.example", true}, {"info@köln.example", true}, {"王伟@acme.example", false}, {"jörg@köln.example", false}, {"иван@пример.example", false},
	} {
		b := newBench(t, smtptest.Options{Extensions: offers})
		to := []store.Address{{Name: "Odd", Address: odd.address}, {Name: "Jane", Address: "jane@acme.example"}}
		raw, m, err := letter.Compose(letter.Draft{From: store.Address{Name: "Shop", Address: "log@agency.example"}, To: to, Date: b.clock.now(),
			MessageID: "1@agency.example", Subject: "报告", Text: "All well.", Language: "en"})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.store.Update(b.Context(), func(tx *store.Tx) error {
			_, err := tx.Enqueue(store.OutgoingMail{Key: "1", Purpose: "report", Project: "ACME", Relay: "main", Message: m,
				Raw: b.store.Pack(raw, time.Time{}, "rapport"), Recipients: []string{odd.address, "jane@acme.example"}, Expires: b.clock.now().Add(time.Hour)})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, o := range b.until(b.config(), attempted(1)) {
			want := store.DeliverySent
			if o.Recipient == odd.address && !odd.sent {
				want = store.DeliveryFailed
			}
			if o.State != want {
				t.Errorf("to %s: %s, %s", o.Recipient, o.State, o.Reply)
			}
		}
	}
}
