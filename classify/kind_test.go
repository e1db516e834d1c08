package classify

import (
	"testing"

	"rapport/store"
)

func TestDecide_kind(t *testing.T) {
	t.Parallel()
	const report = "Content-Type: multipart/report; report-type="
	d := testDirectory(t)
	for _, test := range []struct {
		name     string
		mail     mail
		parts    []string // media types of attachments
		delivery store.DeliveryStatus
		want     store.Kind
		reason   string
	}{
		{name: "plain mail", mail: mail{header: "Content-Type: text/plain"}, want: store.KindHuman, reason: "no sign of automatic mail"},
		{name: "Outlook's plea is no evidence", mail: mail{header: "X-Auto-Response-Suppress: All"}, want: store.KindHuman},
		{name: "Auto-Submitted: no", mail: mail{header: "Auto-Submitted: no"}, want: store.KindHuman},
		{name: "Precedence: normal", mail: mail{header: "Precedence: normal"}, want: store.KindHuman},
		{name: "not spam", mail: mail{header: "X-Spam-Flag: NO\nX-Spam-Status: No, score=-1.9"}, want: store.KindHuman},
		{name: "a Return-Path", mail: mail{header: "Return-Path: <wang@hualong.example>"}, want: store.KindHuman},
		{name: "a person called Noreen Reply", mail: mail{from: "noreen.reply@x.example"}, want: store.KindHuman},

		{name: "vacation", mail: mail{header: "Auto-Submitted: auto-replied (vacation)"}, want: store.KindAutoReply, reason: "Auto-Submitted: auto-replied"},
		{name: "vacation that also says no", mail: mail{header: "auto-submitted: No\nAUTO-SUBMITTED: Auto-Replied"}, want: store.KindAutoReply},
		{name: "older vacation", mail: mail{header: "X-Autoreply: yes"}, want: store.KindAutoReply, reason: "X-Autoreply"},
		{name: "older vacation, not", mail: mail{header: "X-Autoreply: no"}, want: store.KindHuman},
		{name: "another", mail: mail{header: "X-Autorespond: Away until Monday"}, want: store.KindAutoReply},
		{name: "another by precedence", mail: mail{header: "Precedence: auto_reply"}, want: store.KindAutoReply},

		{name: "bounce", mail: mail{subject: "Undelivered Mail", header: report + "delivery-status; boundary=x\nAuto-Submitted: auto-replied"}, want: store.KindBounce, reason: "a delivery report"},
		{name: "bounce, type in capitals and quotes", mail: mail{header: `Content-Type: Multipart/Report; Report-Type="Delivery-Status"; boundary="x"`}, want: store.KindBounce},
		{name: "bounce with a broken type", mail: mail{header: "Content-Type: multipart/report; boundary=x; boundary=y"}, want: store.KindBounce},
		{name: "undeliverable is not delivered", mail: mail{subject: "Undelivered: x", header: report + "delivery-status"}, want: store.KindBounce},
		{name: "delay", mail: mail{subject: "Delayed Mail (still being retried)", header: report + "delivery-status"}, want: store.KindDelay},
		{name: "delay in Chinese", mail: mail{subject: "邮件投递延迟", header: report + "delivery-status"}, want: store.KindDelay},
		{name: "failed recipients are no delay", mail: mail{subject: "delayed", header: report + "delivery-status\nX-Failed-Recipients: a@b.example"}, want: store.KindBounce},
		{name: "notice of delivery", mail: mail{subject: "Successful Mail Delivery Report", header: report + "delivery-status"}, want: store.KindReceipt},
		{name: "bounce of qmail", mail: mail{from: "MAILER-DAEMON@mx.example", subject: "failure notice"}, want: store.KindBounce, reason: "from mailer-daemon"},
		{name: "bounce of Exim", mail: mail{from: "mailer-daemon@mx.example", header: "X-Failed-Recipients: a@b.example\nAuto-Submitted: auto-replied"}, want: store.KindBounce, reason: "X-Failed-Recipients"},
		{name: "bounce of a postmaster", mail: mail{from: "postmaster@qq.com", header: "Return-Path: <>"}, want: store.KindBounce},
		{name: "delivery status without a report", mail: mail{from: "x@y.example", header: "Return-Path: <>"}, parts: []string{"message/delivery-status"}, want: store.KindBounce},
		{name: "a person sends on a delivery status", mail: mail{from: "x@y.example"}, parts: []string{"message/delivery-status"}, want: store.KindHuman},
		{name: "bounce of Exchange", mail: mail{from: "postmaster@x.example", subject: "Undeliverable: plan"}, want: store.KindBounce, reason: "from postmaster, its subject says undeliver"},
		{name: "a client forwards a bounce", mail: mail{from: "wang@hualong.example", subject: "Fw: Undeliverable: plan"}, want: store.KindHuman},
		{name: "a bounce in words", mail: mail{from: "postmaster@x.example"}, delivery: store.DeliveryStatus{Recipient: "a@b.example", Action: "failed", FromText: true}, want: store.KindBounce, reason: "its text says that mail to a@b.example was not delivered"},
		{name: "the action weighs more than the subject", mail: mail{subject: "Undelivered Mail", header: report + "delivery-status"}, delivery: store.DeliveryStatus{Recipient: "a@b.example", Action: "delayed"}, want: store.KindDelay},
		{name: "a filter refuses mail by a disposition", mail: mail{from: "postmaster@x.example", header: report + "disposition-notification"}, delivery: store.DeliveryStatus{Recipient: "a@b.example", Action: "failed", FromText: true}, want: store.KindBounce},
		{name: "tracker", mail: mail{header: "X-GitLab-Project: shop\nAuto-Submitted: auto-generated"}, want: store.KindTracker, reason: "X-GitLab-Project"},
		{name: "an answer to a tracker", mail: mail{subject: "Re: [JIRA] x", header: "In-Reply-To: <JIRA.1@x.example>"}, want: store.KindHuman},
		{name: "automatic answer by its subject", mail: mail{subject: "自动回复:进度", header: "Auto-Submitted: auto-generated"}, want: store.KindAutoReply},
		{name: "a person writes of automatic answers", mail: mail{subject: "回复: 自动回复"}, want: store.KindHuman},
		{name: "a person on a list", mail: mail{header: "List-Id: <team.example>\nPrecedence: list\nUser-Agent: Mozilla Thunderbird"}, want: store.KindHuman},
		{name: "a mass mailing that looks like a person's", mail: mail{header: "List-Id: <news.example>\nPrecedence: bulk\nX-Mailer: Microsoft Outlook"}, want: store.KindList},
		{name: "read receipt", mail: mail{header: report + "disposition-notification"}, want: store.KindReceipt},
		{name: "abuse report", mail: mail{header: report + "feedback-report"}, want: store.KindFeedback},
		{name: "another report", mail: mail{header: report + "tlsrpt"}, want: store.KindAutomatic, reason: "a report of type tlsrpt"},

		{name: "invitation", mail: mail{header: "Auto-Submitted: auto-generated"}, parts: []string{"text/calendar"}, want: store.KindCalendar},
		{name: "invitation alone", mail: mail{header: "Content-Type: Text/Calendar; method=REQUEST"}, want: store.KindCalendar},
		{name: "list", mail: mail{header: "List-Id: <news.example>"}, want: store.KindList, reason: "List-Id"},
		{name: "bulk", mail: mail{header: "Precedence: Bulk"}, want: store.KindList, reason: "Precedence: bulk"},
		{name: "machine", mail: mail{header: "Auto-Submitted: auto-generated; owner-email=x"}, want: store.KindAutomatic, reason: "Auto-Submitted: auto-generated"},
		{name: "nobody to answer", mail: mail{header: "Return-Path: <>"}, want: store.KindAutomatic, reason: "empty Return-Path"},
		{name: "an older Return-Path below", mail: mail{header: "Return-Path: <a@b.example>\nReturn-Path: <>"}, want: store.KindHuman},
		{name: "no-reply", mail: mail{from: "No-Reply+x7@y.example"}, want: store.KindAutomatic, reason: "from no-reply"},
		{name: "do not reply", mail: mail{from: "jira_do.not.reply@y.example"}, want: store.KindAutomatic},
		{name: "postmaster", mail: mail{from: "postmaster@y.example"}, want: store.KindAutomatic},
		{name: "spam", mail: mail{header: "X-Spam-Flag: YES"}, want: store.KindSpam, reason: "X-Spam-Flag: yes"},
		{name: "spam by score", mail: mail{header: "X-Spam-Status: Yes, score=9.1 required=5.0"}, want: store.KindSpam},
		{name: "a bounce marked as spam is a bounce", mail: mail{header: "X-Spam-Flag: YES\n" + report + "delivery-status"}, want: store.KindBounce},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := test.mail.message()
			for _, media := range test.parts {
				m.Attachments = append(m.Attachments, store.Attachment{Type: media})
			}
			if test.delivery.Recipient != "" {
				m.Delivery = []store.DeliveryStatus{test.delivery}
			}
			v, err := d.Decide(m, nil)
			if err != nil {
				t.Fatal(err)
			}
			if v.Kind != test.want || test.reason != "" && v.KindReason != test.reason || v.KindReason == "" {
				t.Errorf("got %s (%s), want %s (%s)", v.Kind, v.KindReason, test.want, test.reason)
			}
		})
	}
}

func TestDecide_unparsedIsSaidFirst(t *testing.T) {
	t.Parallel()
	m := mail{from: "mailer-daemon@x.example"}.message()
	m.Unparsed = "header of 2 MiB"
	v, err := testDirectory(t).Decide(m, nil)
	if err != nil || v.Kind != store.KindUnparsed || v.KindReason != m.Unparsed {
		t.Errorf("got %+v, %v", v, err)
	}
}
