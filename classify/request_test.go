package classify

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"rapport/classify/answer"
	"rapport/store"
)

// asked is a log that holds the requests of these tokens, and of the mails
// TOKEN@agency.example.
type asked map[string]store.Request

func (asked) ThreadFiling(*store.Message) (store.Filing, error) { return store.Filing{}, nil }

func (a asked) RequestByToken(token string) (store.Request, bool, error) {
	r, ok := a[token]
	return r, ok, nil
}

func (a asked) RequestByMessageID(id string) (store.Request, bool, error) {
	token, _ := strings.CutSuffix(id, "@agency.example")
	return a.RequestByToken(token)
}

func TestDecide_answers(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	day := time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)
	log := asked{
		"ask":    {ID: 1, Purpose: store.PurposeReportAsk, Project: "BETA", Object: 7, Address: "li@agency.example", Expires: day},
		"former": {ID: 3, Purpose: store.PurposeReportDraft, Project: "BETA", Object: 7, Version: 3, Address: "chen@agency.example"},
		"draft":  {ID: 2, Purpose: store.PurposeReportDraft, Project: "BETA", Object: 7, Version: 3, Address: "li@agency.example"},
	}
	for _, c := range []struct {
		name     string
		mail     mail
		text     string
		answers  string
		received time.Time
		decision store.Decision
		request  int64
		void     string // instead: it changes nothing
		note     string
	}{
		{name: "a text", mail: mail{from: "li@agency.example", to: "log+r.ask@agency.example"}, text: "Summary: all well", request: 1, decision: store.DecisionText},
		{name: "the address in capitals", mail: mail{from: "LI@Agency.example", to: "LOG+R.ASK@agency.example"}, text: "Summary", request: 1, decision: store.DecisionText},
		{name: "by what it answers", mail: mail{from: "li@agency.example", to: "log@agency.example"}, answers: "draft@agency.example", text: "ok", request: 2, decision: store.DecisionOK},
		{name: "approval", mail: mail{from: "li@agency.example", to: "log+r.draft@agency.example"}, text: "\nOK.\n\n李娜", request: 2, decision: store.DecisionOK},
		{name: "approval in Chinese", mail: mail{from: "li@agency.example", to: "log+r.draft@agency.example"}, text: "可以发送！", request: 2, decision: store.DecisionOK},
		{name: "no approval, but", mail: mail{from: "li@agency.example", to: "log+r.draft@agency.example"}, text: "OK, but the date is wrong", request: 2, decision: store.DecisionText},
		{name: "an objection on the next line", mail: mail{from: "li@agency.example", to: "log+r.draft@agency.example"}, text: "OK\nbut please change the budget first", request: 2, decision: store.DecisionText},
		{name: "an objection below, in Chinese", mail: mail{from: "li@agency.example", to: "log+r.draft@agency.example"}, text: "好的\n不过预算那一行先改一下再发", request: 2, decision: store.DecisionText},
		{name: "with thanks and name", mail: mail{from: "li@agency.example", to: "log+r.draft@agency.example"}, text: "可以发送，谢谢\n\n祝好\n李娜", request: 2, decision: store.DecisionOK},
		{name: "a thumb", mail: mail{from: "li@agency.example", to: "log+r.draft@agency.example"}, text: "👍🏻", request: 2, decision: store.DecisionOK},
		{name: "from another of their addresses", mail: mail{from: "li@home.example", to: "log+r.draft@agency.example"}, text: "ok", request: 2, decision: store.DecisionOK},
		{name: "of a PM who is none any more", mail: mail{from: "chen@agency.example", to: "log+r.former@agency.example"}, text: "ok", note: "is no PM of BETA any more"},
		{name: "not this time", mail: mail{from: "li@agency.example", to: "log+r.ask@agency.example"}, text: "跳过", request: 1, decision: store.DecisionSkip},
		{name: "ok where there is nothing yet to agree to", mail: mail{from: "li@agency.example", to: "log+r.ask@agency.example"}, text: "ok", request: 1, decision: store.DecisionNote},
		{name: "somebody else with the token", mail: mail{from: "x@elsewhere.example", to: "log+r.draft@agency.example"}, text: "ok", note: "it comes from x@elsewhere.example"},
		{name: "two senders", mail: mail{from: "li@agency.example x@elsewhere.example", to: "log+r.draft@agency.example"}, text: "ok", note: "exactly one sender"},
		{name: "a vacation notice", mail: mail{from: "li@agency.example", to: "log+r.draft@agency.example", header: "Auto-Submitted: auto-replied\n"}, text: "ok", note: "auto-reply mail"},
		{name: "too late", mail: mail{from: "li@agency.example", to: "log+r.ask@agency.example"}, text: "Summary", received: day.Add(time.Hour), void: store.RejectedLate, note: "came after 2026-03-06"},
		{name: "only a quotation", mail: mail{from: "li@agency.example", to: "log+r.draft@agency.example"}, text: " \n", void: store.RejectedBlank, note: "nothing was newly written"},
		{name: "an unknown token", mail: mail{from: "li@agency.example", to: "log+r.draf@agency.example log+BETA@agency.example"}, text: "ok", note: "its reply address belongs to nothing that Rapport asked"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := c.mail.message()
			m.OwnText, m.Received = c.text, c.received
			if c.answers != "" {
				m.InReplyTo = []string{c.answers}
			}
			m.Header = append(m.Header, store.Field{Name: "From", Value: c.mail.from})
			v, err := d.Decide(m, log)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case c.void != "":
				if v.Answer == nil || v.Answer.Rejection != c.void {
					t.Errorf("%+v, want %s", v.Answer, c.void)
				}
			case c.request == 0 && v.Answer != nil:
				t.Errorf("counts as %+v", v.Answer)
			case c.request != 0 && (v.Answer == nil || v.Answer.Request != c.request || v.Answer.Decision != c.decision):
				t.Errorf("answer %+v, want %s to request %d; notes %q", v.Answer, c.decision, c.request, v.Notes)
			}
			if notes := strings.Join(v.Notes, "\n"); !strings.Contains(notes, c.note) {
				t.Errorf("notes %q, want %q", notes, c.note)
			}
			if (c.request != 0 || c.note != "") && v.Project != "BETA" {
				t.Errorf("project %q", v.Project)
			}
		})
	}
}

// An answer in the subject alone counts if somebody wrote a plain yes or no there.
func TestInSubject(t *testing.T) {
	t.Parallel()
	for subject, want := range map[string]string{
		"Confirmed": "Confirmed",
		"Re: [ACME] Please confirm: minutes “Weekly”: confirmed": "confirmed",
		"RE: confirmed":                   "confirmed",
		"Re: Please confirm: minutes: no": "no",
		"确认":                              "确认",
		"回复：[ACME] 请您确认：会议纪要《周会》：确认": "确认",
		"答复：同意": "同意",
		"Re: [ACME] Please confirm: minutes “Weekly”": "",
		"Re: [ACME] Please confirm: minutes “OK”":     "",
		"Re: minutes: confirmed, but not item 3":      "",
		"回复：[ACME] 请您确认：会议纪要《周会》":                     "",
		"": "",
	} {
		if got := inSubject(&store.Message{Subject: subject}, answer.Question{Sender: "Wang"}).OwnText; got != want {
			t.Errorf("%q: %q, want %q", subject, got, want)
		}
	}
	if m := inSubject(&store.Message{Subject: "Confirmed", OwnText: "Not yet"}, answer.Question{}); m.OwnText != "Not yet" {
		t.Errorf("the subject takes the place of %q", m.OwnText)
	}
}

func TestDecide_anAnswerThatIsDisprovedDoesNotCount(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	log := asked{"draft": {ID: 2, Purpose: store.PurposeReportDraft, Project: "BETA", Object: 7, Version: 3, Address: "li@agency.example"}}
	for _, level := range store.Levels() {
		m := mail{from: "li@agency.example", to: "log+r.draft@agency.example", header: "From: li@agency.example"}.message()
		m.OwnText = "ok"
		m.Auth = &store.Evidence{Level: level, From: "li@agency.example", Reasons: []string{"this is why"}}
		v, err := d.Decide(m, log)
		if err != nil {
			t.Fatal(err)
		}
		disproved := level == store.LevelFailed || level == store.LevelAmbiguous
		if noted := strings.Contains(strings.Join(v.Notes, " "), "this is why"); (v.Answer == nil) != disproved || noted != disproved {
			t.Errorf("%s: answer %+v, notes %q", level, v.Answer, v.Notes)
		}
	}
}

func TestDecide_bouncesOfOurMail(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	status := store.DeliveryStatus{Recipient: "wang@hualong.example", Action: "failed", Status: "5.1.1", Diagnostic: "550 no such user"}
	const report = "Content-Type: multipart/report; report-type=delivery-status\n"
	for _, c := range []struct {
		name string
		m    *store.Message
		want []store.Bounce
	}{
		{"by the return path", with(mail{from: "mailer-daemon@x.example", to: "log+b.tag1@agency.example", header: report}, func(m *store.Message) { m.Delivery = []store.DeliveryStatus{status} }),
			[]store.Bounce{{ReturnTag: "tag1", Recipient: "wang@hualong.example", Hard: true, Status: "5.1.1", Reply: "550 no such user"}}},
		{"by the Message-ID that is returned", with(mail{from: "mailer-daemon@x.example", to: "log@agency.example", header: report}, func(m *store.Message) {
			m.Delivery, m.Returned = []store.DeliveryStatus{status}, "1@agency.example"
		}), []store.Bounce{{MessageID: "1@agency.example", Recipient: "wang@hualong.example", Hard: true, Status: "5.1.1", Reply: "550 no such user"}}},
		{"by the envelope id", with(mail{from: "mailer-daemon@x.example", to: "log@agency.example", header: report}, func(m *store.Message) {
			m.Delivery, m.EnvelopeID = []store.DeliveryStatus{status}, "TAG1"
		}), []store.Bounce{{EnvelopeID: "tag1", Recipient: "wang@hualong.example", Hard: true, Status: "5.1.1", Reply: "550 no such user"}}},
		{"not by what became of the copy", with(mail{from: "mailer-daemon@x.example", to: "log+b.tag1@agency.example", header: report}, func(m *store.Message) {
			m.Delivery = []store.DeliveryStatus{{Recipient: "log+b.tag1@agency.example", Action: "failed", Status: "5.2.2"}}
		}), nil},
		{"not by text alone", with(mail{from: "mailer-daemon@x.example", to: "log@agency.example", subject: "Undelivered Mail Returned to Sender", header: report}, func(m *store.Message) {
			m.NewText = "550 wang@hualong.example: no such user"
		}), nil},
		{"not by the Message-ID where all is in words", with(mail{from: "mailer-daemon@x.example", to: "log@agency.example", header: report}, func(m *store.Message) {
			inWords := status
			inWords.FromText = true
			m.Delivery, m.Returned, m.EnvelopeID = []store.DeliveryStatus{inWords}, "1@agency.example", "TAG1"
		}), nil},
		{"in words, by the return path", with(mail{from: "mailer-daemon@x.example", to: "log+b.tag1@agency.example"}, func(m *store.Message) {
			inWords := status
			inWords.FromText = true
			m.Delivery = []store.DeliveryStatus{inWords}
		}), []store.Bounce{{ReturnTag: "tag1", Hard: true, Status: "5.1.1", Reply: "550 no such user"}}},
		{"not by a person", with(mail{from: "x@elsewhere.example", to: "log+b.tag1@agency.example"}, func(m *store.Message) { m.Delivery = []store.DeliveryStatus{status} }), nil},
	} {
		v, err := d.Decide(c.m, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Bounces) != len(c.want) || len(c.want) == 1 && !reflect.DeepEqual(v.Bounces[0], c.want[0]) {
			t.Errorf("%s: %+v (kind %s), want %+v", c.name, v.Bounces, v.Kind, c.want)
		}
	}
}

func with(m mail, change func(*store.Message)) *store.Message {
	message := m.message()
	change(message)
	return message
}

func (asked) ProvesMail(string) (bool, error) { return false, nil }
