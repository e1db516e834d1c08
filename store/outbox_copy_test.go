package store

import (
	"fmt"
	"testing"
	"time"
)

// copies has a mail come to the log mailbox, and returns whether it is one of ours.
func copies(t *testing.T, s *Store, m Message, tag string) (ours bool) {
	t.Helper()
	id := keep(t, s, m.MessageID+m.Subject+m.Text+NewTag())
	update(t, s, func(tx *Tx) (err error) {
		ours, err = tx.MatchOwnCopy(id, &m, tag)
		return err
	})
	return ours
}

// A copy with our return tag is ours, and proves its delivery, whatever a provider did to it.
func TestMatchOwnCopy_whateverAProviderDidToIt(t *testing.T) {
	const text = "The report of March 项目进展 is here: all is well and on time."
	for name, change := range map[string]func(m *Message){
		"nothing":               func(*Message) {},
		"another Message-ID":    func(m *Message) { m.MessageID = "0100018f-1234@email.amazonses.example" },
		"no Message-ID":         func(m *Message) { m.MessageID = "" },
		"a mark in the subject": func(m *Message) { m.Subject = "[EXT] " + m.Subject },
		"a mark in Chinese":     func(m *Message) { m.Subject = "【外部邮件】" + m.Subject },
		"another Message-ID and a footer": func(m *Message) {
			m.MessageID, m.Text = "x@y.example", m.Text+"\n\nAgency Ltd, Main Street 1\nThis email is confidential."
		},
		"a footer in Chinese":      func(m *Message) { m.Text += "\n\n本邮件及附件含有保密信息，仅限收件人使用。" },
		"a banner":                 func(m *Message) { m.Text = "CAUTION: external sender\n" + m.Text },
		"a link that is rewritten": func(m *Message) { m.Text += " https://safelinks.example/?u=1" },
		"a file, and lines broken anew": func(m *Message) {
			m.Attachments, m.Text = []Attachment{{Name: "disclaimer.txt"}}, "The report of March\n项目进展 is here: all\nis well and on time.\n"
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := openAt(t)
			queue(t, s, text, "wang@client.example")
			unknown(t, s)
			m := Message{MessageID: text + "@agency.example", Subject: text, Text: text}
			change(&m)
			if !copies(t, s, m, returnTag(t, s, text)) {
				t.Error("it is logged a second time")
			}
			if got := states(t, s)[text+" wang@client.example"]; got != DeliverySent {
				t.Errorf("the delivery is %s", got)
			}
		})
	}
}

// unknown sends what is queued, and loses the servers' answers.
func unknown(t *testing.T, s *Store) {
	t.Helper()
	claimed, err := s.Claim(t.Context(), "main", 100, SendRules{RateLimit: RateLimit{100, 100}})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range claimed {
		if err := s.MarkFinishing(t.Context(), o.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.FinishAttempt(t.Context(), o.ID, AttemptResult{Outcome: AttemptUnknown, Stage: "dot"}); err != nil {
			t.Fatal(err)
		}
	}
}

// Others' words are never taken for ours, and prove nothing.
func TestMatchOwnCopy_othersWordsAreNotOurs(t *testing.T) {
	s, _ := openAt(t)
	const text = "The report of March is here: all is well and on time."
	queue(t, s, text, "wang@client.example")
	unknown(t, s)
	id, tag := text+"@agency.example", returnTag(t, s, text)
	for name, c := range map[string]struct {
		m   Message
		tag string
	}{
		"the tag, and other words":            {Message{MessageID: id, Subject: text, Text: "Please pay this bill by Friday."}, tag},
		"the tag, and no words":               {Message{MessageID: id, Subject: text}, tag},
		"the tag, and some of our words":      {Message{MessageID: id, Subject: text, Text: "The report is here: pay 48000 into the new account"}, tag},
		"a guessed tag, our words and a bill": {Message{MessageID: id, Subject: text, Text: text + " Pay the bill."}, NewTag()},
		"the Message-ID and a footer":         {Message{MessageID: id, Subject: text, Text: text + "\nPay the bill."}, ""},
		"the reference and a footer":          {Message{MessageID: "x@y.example", References: []string{id}, Subject: text, Text: text + "\n请付款。"}, ""},
		"our words alone":                     {Message{MessageID: "x@y.example", Subject: text, Text: text}, ""},
	} {
		if copies(t, s, c.m, c.tag) {
			t.Errorf("%s: it is not logged", name)
		}
	}
	if got := states(t, s)[text+" wang@client.example"]; got != DeliveryUnknown {
		t.Errorf("the delivery is %s", got)
	}
	if !copies(t, s, Message{MessageID: "new@provider.example", References: []string{"0@x.example", id}, Subject: text, Text: text}, "") {
		t.Error("a copy whose Message-ID a provider replaced, and which has our reference, is logged twice")
	}
}

// asksBy queues a mail to somebody that makes a request, and returns its token.
func (y *story) asksBy(key, address string, purpose Purpose, object int64) (token string) {
	y.Helper()
	token = NewTag()
	queue(y.T, y.s, key, address)
	y.do(func(tx *Tx) error {
		return tx.Ask(Request{Token: token, Purpose: purpose, Project: "ACME", Object: object, Version: 1, Address: address, Expires: y.s.now().Add(72 * time.Hour)}, key+"@agency.example")
	})
	return token
}

func TestRequest_itsAnswerProvesThatItArrived(t *testing.T) {
	y := begin(t)
	c := y.asksToConfirm(Minutes, PolicyAll, wang)
	token := y.asksBy("please confirm", wang, PurposeConfirm, c.ID)
	unknown(t, y.s)
	r, found, err := y.s.RequestByToken(token)
	if err != nil || !found {
		t.Fatal(found, err)
	}
	y.replies("What is this?", Response{Request: r.ID, Purpose: PurposeConfirm, Object: c.ID, Version: 1, Decision: DecisionText, Address: wang})
	if got := states(t, y.s)["please confirm "+wang]; got != DeliverySent {
		t.Errorf("the mail that was answered is %s", got)
	}
}

// What came back lies in the log mailbox with its reply address: that counts for nobody.
func TestRequest_diesWithTheMailThatCameBack(t *testing.T) {
	for n, test := range []struct {
		name   string
		bounce func(tag string) Bounce
		dies   bool
	}{
		{"refused for good", func(tag string) Bounce { return Bounce{ReturnTag: tag, Recipient: wang, Hard: true} }, true},
		{"refused, nobody knows for whom", func(tag string) Bounce { return Bounce{ReturnTag: tag, Hard: true} }, true},
		{"refused for one behind an alias", func(tag string) Bounce { return Bounce{ReturnTag: tag, Recipient: "wang.old@acme.example", Hard: true} }, false},
		{"delayed", func(tag string) Bounce { return Bounce{ReturnTag: tag, Recipient: wang} }, false},
		{"said to be lost by who knows whom", func(string) Bounce { return Bounce{MessageID: "question@agency.example", Recipient: wang, Hard: true} }, false},
	} {
		t.Run(fmt.Sprint(n, " ", test.name), func(t *testing.T) {
			y := begin(t)
			c := y.asksToConfirm(Minutes, PolicyAll, wang)
			token := y.asksBy("question", wang, PurposeConfirm, c.ID)
			send(t, y.s)
			logged(t, y.s, "bounce", Verdict{Kind: KindBounce, Role: RoleOther, Bounces: []Bounce{test.bounce(returnTag(t, y.s, "question"))}})
			for name, find := range map[string]func() (Request, bool, error){
				"token":      func() (Request, bool, error) { return y.s.RequestByToken(token) },
				"Message-ID": func() (Request, bool, error) { return y.s.RequestByMessageID("question@agency.example") },
			} {
				if _, found, err := find(); err != nil || found == test.dies {
					t.Errorf("by its %s: %v, %v", name, found, err)
				}
			}
		})
	}
}

// A question has no copy that proves its delivery. Any mail does that only its recipient can
// have caused, whether or not it counts as an answer: then it is not sent a second time.
func TestOutbox_whatProvesThatAQuestionArrived(t *testing.T) {
	type question struct{ token, id, tag string }
	for name, test := range map[string]struct {
		verdict func(q question) Verdict
		proves  bool
	}{
		"an automatic reply to its address":     {func(q question) Verdict { return Verdict{Kind: KindAutoReply, Tokens: []string{q.token}} }, true},
		"somebody else's words to it":           {func(q question) Verdict { return Verdict{Kind: KindHuman, Tokens: []string{"other", q.token}} }, true},
		"a mail that names it":                  {func(q question) Verdict { return Verdict{Kind: KindHuman, Named: []string{"m.x@agency.example", q.id}} }, true},
		"an automatic reply that names it":      {func(q question) Verdict { return Verdict{Kind: KindAutoReply, Named: []string{q.id}} }, true},
		"an automatic reply to its return path": {func(q question) Verdict { return Verdict{Kind: KindAutoReply, Returns: []string{q.tag}} }, true},
		"a notice of delivery":                  {func(q question) Verdict { return Verdict{Kind: KindReceipt, Returns: []string{q.tag}} }, true},
		"a notice of delay, which has its proof": {func(q question) Verdict {
			return Verdict{Kind: KindDelay, Bounces: []Bounce{{ReturnTag: q.tag, Recipient: wang}}}
		}, true},
		"a mail to another address":     {func(question) Verdict { return Verdict{Kind: KindHuman, Tokens: []string{NewTag()}} }, false},
		"a mail that names another":     {func(question) Verdict { return Verdict{Kind: KindHuman, Named: []string{"m.x@agency.example"}} }, false},
		"a mail to another return path": {func(question) Verdict { return Verdict{Kind: KindAutoReply, Returns: []string{NewTag()}} }, false},
		"the tag in the place of the token": {func(q question) Verdict {
			return Verdict{Kind: KindHuman, Tokens: []string{q.tag}, Named: []string{q.tag}}
		}, false},
		"a notice of failure that proves nothing": {func(q question) Verdict {
			return Verdict{Kind: KindBounce, Bounces: []Bounce{{MessageID: q.id, Recipient: wang, Hard: true}}}
		}, false},
	} {
		for _, when := range []string{"unknown", "finishing", "ready again"} {
			t.Run(name+", "+when, func(t *testing.T) {
				y := begin(t)
				token := y.asksBy("question", wang, PurposeConfirm, y.asksToConfirm(Minutes, PolicyAll, wang).ID)
				q := question{token, "question@agency.example", returnTag(t, y.s, "question")}
				claim := func() []Delivery {
					claimed, err := y.s.Claim(t.Context(), "main", 100, SendRules{RateLimit: RateLimit{100, 100}})
					if err != nil {
						t.Fatal(err)
					}
					return claimed
				}
				id := claim()[0].ID
				lose := func() {
					if err := y.s.FinishAttempt(t.Context(), id, AttemptResult{Outcome: AttemptUnknown, Stage: "dot"}); err != nil {
						t.Fatal(err)
					}
				}
				if err := y.s.MarkFinishing(t.Context(), id); err != nil {
					t.Fatal(err)
				}
				arrives := func() { logged(t, y.s, name, test.verdict(q)) }
				switch when {
				case "unknown":
					lose()
					arrives()
				case "finishing": // the mail is faster than the end of the transaction
					arrives()
					lose()
				case "ready again":
					lose()
					y.do(func(tx *Tx) error {
						_, err := deliveryMachine().move(tx, id, EventDeliveryUnproved)
						return err
					})
					arrives()
				}
				*y.now = y.now.Add(2 * AuditWait)
				again := len(claim()) > 0
				got := states(t, y.s)["question "+wang]
				if when != "unknown" && test.verdict(q).Bounces != nil {
					return // what it says of what is being sent, or is to be, is another matter
				}
				if want := test.proves; again == want || (got == DeliverySent) != want {
					t.Errorf("it is %s, and sent again: %v", got, again)
				}
			})
		}
	}
}
