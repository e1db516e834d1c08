package bounce

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"rapport/mailin/mime"
	"rapport/store"
)

const daemonHeader = "From: Mail Delivery System <mailer-daemon@mx.example>\nTo: li@agency.example\nSubject: Undelivered Mail\n\n"

func TestMessage_noticesInWordsTellOfEachRecipient(t *testing.T) {
	text := func(recipient, action, status, diagnostic string) store.DeliveryStatus {
		return store.DeliveryStatus{Recipient: recipient, Action: action, Status: status, Diagnostic: diagnostic, FromText: true}
	}
	for _, test := range []struct {
		name, body string
		want       []store.DeliveryStatus
	}{
		{"a recipient with a reply", "<wang@client.example>:\nRemote host said: 550 5.1.1 nobody\n", []store.DeliveryStatus{text("wang@client.example", "failed", "5.1.1", "550 5.1.1 nobody")}},
		{"a reply without status", "We could not deliver to wang@client.example: 452 mailbox is full\n", []store.DeliveryStatus{text("wang@client.example", "failed", "4.2.2", "452 mailbox is full")}},
		{"the sender is not meant", "Your mail could not be delivered.\nSender: li@agency.example\nRecipient: wang@client.example\n", []store.DeliveryStatus{text("wang@client.example", "failed", "5.0.0", "Your mail could not be delivered.")}},
		{"unless the mail was to himself", "Your mail could not be delivered.\nRecipient: li@agency.example\n", []store.DeliveryStatus{text("li@agency.example", "failed", "5.0.0", "Your mail could not be delivered.")}},
		{"delay", "Your mail to <wang@client.example> is delayed and will be retried.\n", nil},
		{"a returned mail with one recipient", "It could not be delivered.\n\n--- Original message follows ---\nFrom: li@agency.example\nTo: wang@client.example\nMessage-ID: <1@x>\n\nAsk zhou@client.example.\n",
			[]store.DeliveryStatus{text("wang@client.example", "failed", "5.0.0", "It could not be delivered.")}},
		{"a returned mail with two", "It could not be delivered.\n\n--- Original message follows ---\nFrom: li@agency.example\nTo: wang@client.example, zhou@client.example\nMessage-ID: <1@x>\n\nHello\n", nil},
		{"nothing went wrong", "Your mailbox has a new rule. Contact zhou@client.example.\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			subject := daemonHeader
			if test.want == nil {
				subject = strings.Replace(daemonHeader, "Undelivered Mail", "Notice", 1)
			}
			m := read(t, subject+test.body)
			if test.name == "delay" {
				if len(m.Delivery) != 1 || m.Delivery[0].Action != "delayed" || !m.Delivery[0].Temporary() {
					t.Errorf("%+v, want a delay", m.Delivery)
				}
				return
			}
			if !slices.Equal(m.Delivery, test.want) {
				t.Errorf("%+v, want %+v", m.Delivery, test.want)
			}
		})
	}
}

func TestMessage_aPersonsWordsAreNoNotice(t *testing.T) {
	for _, header := range []string{
		"From: Wang <wang@client.example>\nSubject: Fw: Undelivered Mail\n\n", "From: Wang <wang@client.example>\nSubject: delivery failed\n\n",
		"From: Admin <admin@client.example>\nSubject: Re: failure notice\n\n",
	} {
		if m := read(t, header+"<zhou@client.example>: 550 5.1.1 user unknown\n"); m.Delivery != nil {
			t.Errorf("%q: %+v", header, m.Delivery)
		}
	}
}

func TestFindReply(t *testing.T) {
	for text, want := range map[string]smtpReply{
		"550 5.1.1 no": {code: "550", status: "5.1.1"}, "said: 452 full": {at: 6, code: "452"}, "it is (#4.4.1)": {at: 8, status: "4.4.1"}, "550-5.7.1 x": {code: "550", status: "5.7.1"},
		"after 500 tries": {}, "version 5.1.1.9": {}, "192.0.2.550": {}, "room 512": {}, "550 bytes": {}, "x5.1.1": {}, "404": {code: "404"},
	} {
		got, found := findReply(text)
		if got != want || found != (want != smtpReply{}) {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func FuzzNotice(f *testing.F) {
	for _, seed := range []string{
		"", "<a@b.example>:\n550 5.1.1 x\n\n--- Below this line is a copy of the message.\n\nReceived: x\nFrom: c@d.example\nTo: e@f.example\n",
		"Final-Recipient: rfc822; a@b.example\nAction: failed\n\nStatus: 5\n", "收件人：a@b.example 的邮箱已满，无法投递", "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":\"a@b\"}]}}",
		"@@@ a@ @b a@b@c.example <\"x\"@y.example> 5.1.1 4.4.", "RCPT TO:<a@b.example>\n<<< 452 4.2.2 full\nwill be retried", "It could not\nbe delivered to İ@İ.example\xff",
	} {
		f.Add(seed, "Undelivered: a@b.example")
	}
	limits := mime.DefaultLimits()
	limits.Time = time.Minute
	f.Fuzz(func(t *testing.T, body, subject string) {
		raw := []byte("From: mailer-daemon@mx.example\nTo: li@agency.example\nSubject: " + strings.NewReplacer("\r", " ", "\n", " ").Replace(subject) + "\n\n" + body)
		m := message(raw, limits)
		if len(m.Delivery) > mostRecipients {
			t.Errorf("%d recipients", len(m.Delivery))
		}
		for _, d := range m.Delivery {
			for _, text := range []string{d.Recipient, d.Action, d.Status, d.Diagnostic} {
				if !utf8.ValidString(text) || strings.ContainsAny(text, "\r\n\x00") {
					t.Errorf("not a line of UTF-8: %q", text)
				}
			}
			if utf8.RuneCountInString(d.Recipient) > 300 || utf8.RuneCountInString(d.Diagnostic) > 500 || d.FromText && d.Action == "" {
				t.Errorf("%+v", d)
			}
		}
		if again := message(raw, limits); !reflect.DeepEqual(m, again) {
			t.Error("read twice, it differs")
		}
	})
}

// BenchmarkNotice reads a notice of 10 KB in words.
func BenchmarkNotice(b *testing.B) {
	raw := []byte(daemonHeader + "It could not be delivered.\n\n<wang@client.example>:\n550 5.1.1 nobody\n\n" + strings.Repeat("Some words of a mail system that say nothing of importance.\n", 160))
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		message(raw, mime.DefaultLimits())
	}
}
