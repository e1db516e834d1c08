package classify

import (
	"testing"

	"rapport/store"
)

// What says of itself that a program wrote it is no person's, although no field shows it.
func TestKindOf_whatSaysItIsAutomatic(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		subject, text string
		want          store.Kind
	}{
		{"Re: Delivery", "Thank you for writing to Kestrel Joinery. We answer within two working days.\n\nThis is an automated response.", store.KindAutoReply},
		{"We have your mail", "Your request has the number 4471.\n\nAutomatic reply", store.KindAutoReply},
		{"Ticket 88", "A colleague will look into it. Please do not reply to this e-mail.", store.KindAutomatic},
		{"Your parcel", "Your parcel leaves today. This message was generated automatically.", store.KindAutomatic},
		{"Payroll", "The payslips are ready in the portal. This mailbox is not monitored.", store.KindAutomatic},
		{"Backup", "Backup finished. This is a system-generated message.", store.KindAutomatic},
		{"Statement", "Your statement is online. Replies to this address are not read.", store.KindAutomatic},
		{"回复：报价", "您好，您的邮件我们已经收到，会在一个工作日内处理。（本邮件为自动回复）", store.KindAutoReply},
		{"已收到", "【自动回复】\n感谢来信，我司工作人员将尽快与您联系。\n自动回复", store.KindAutoReply},
		{"流程通知", "您提交的请假流程已通过。此邮件由系统自动发送，请勿回复。", store.KindAutomatic},
		{"账单", "您的11月账单已生成，请登录查看。本邮件由系统自动生成", store.KindAutomatic},
		{"催办", "您有一条待办未处理。请勿直接回复本邮件。", store.KindAutomatic},
		{"接收失败", "附件格式不对，未能入库。本邮箱为机器人账号。", store.KindAutomatic},
		{"Vorgang 4411", "Ihre Nachricht ist eingegangen. Diese E-Mail wurde automatisch erstellt.", store.KindAutomatic},
		{"Accusé", "Nous avons reçu votre demande. Ce courriel est envoyé automatiquement, merci de ne pas y répondre.", store.KindAutomatic},
		{"受付", "お問い合わせを受け付けました。このメールは自動送信されています。", store.KindAutomatic},
	} {
		for _, from := range []store.Address{{Name: "Service", Address: "service@kestrel.example"}, {Address: "info@kestrel.example"}} {
			m := &store.Message{Subject: c.subject, Text: c.text, From: []store.Address{from}}
			if kind, reason := (&ProjectIndex{}).kindOf(m); kind != c.want {
				t.Errorf("%q: %s (%s), want %s", c.text, kind, reason, c.want)
			}
		}
	}
}

// People speak of automatic mail, too.
func TestKindOf_whoSpeaksOfProgramsIsAPerson(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"The report is generated automatically each night; can you check why it is empty?",
		"Please do not reply to the customer before Friday.",
		"I got this: “This is an automated response.” Is somebody there?",
		"This message is for the board only. Please do not reply to all, write to me.",
		"Our inbox is full, please send the files by link.",
		"We need an automatic reply for the shop's mailbox by Monday.",
		"The robot account must be able to send invoices.",
		"Please do not respond to their offer yet.",
		"系统自动生成的报表数字不对，麻烦看一下。系统里的金额少了一位。我这边截了图。",
		"请勿回复客户，等我电话。",
		"请勿回复对方的邮件内容，我们内部先统一口径，我再通知。",
		"自动回复功能什么时候能上线？",
		"机器人客服的自动回复太慢，请优化。",
		"验收会改到周四，收到请回复。",
		"Die Rechnung wird jede Nacht erstellt; bitte prüfen, ob sie stimmt.",
		"Merci de répondre avant vendredi.",
	} {
		m := &store.Message{Subject: "Question", Text: text + "\n\nJane", From: []store.Address{{Name: "Jane Roe", Address: "jane@client.example"}}}
		if kind, reason := (&ProjectIndex{}).kindOf(m); kind != store.KindHuman {
			t.Errorf("%q: %s (%s)", text, kind, reason)
		}
	}
}

// Below what a contact answers stands what their company puts below all mail, and contacts write
// about programs: neither makes a program of them.
func TestKindOf_whatAContactWritesIsNotLost(t *testing.T) {
	t.Parallel()
	d, err := New(Config{LogAddress: "log@agency.example", Projects: []store.Project{{Code: "ACME", Language: "en", Contacts: []store.Contact{
		{Name: "Jane Roe", Addresses: []string{"jane@client.example"}, Role: store.RoleClient},
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	kind := func(text, from string) store.Kind {
		found, _ := d.kindOf(&store.Message{Subject: "Re: Minutes", Text: text, From: []store.Address{{Name: "Jane Roe", Address: from}}, InReplyTo: []string{"asked@agency.example"}})
		return found
	}
	for _, text := range []string{
		"Confirmed.\n\nJane Roe\nKestrel Ltd\n\nPlease do not reply to this email if you received it in error.",
		"Approved.\n\nJane\n\nThis mailbox is not monitored outside office hours.",
		"OK\n\nThis message was sent automatically encrypted.",
		"确认。\n\n王芳\n本邮件由系统自动发送水印，请勿回复",
		"同意。\n\n王芳\n声明：如误收本邮件请勿回复，并立即删除。",
		"请确认文案：“本邮件由系统自动发送，请勿回复。”",
	} {
		if got := kind(text, "jane@client.example"); got != store.KindHuman {
			t.Errorf("%q: %s", text, got)
		}
	}
	for _, text := range []string{ // from whomever
		"订单系统自动发送的短信客户没收到，请处理。",
		"平台自动通知没有收到，麻烦排查。",
		"系统邮箱登录不上了，请处理",
		"机器人账号的权限请开通。",
		"这是客户要的自动回复文案，请确认。",
		"This is an automatic reply text for the shop. Please check it.",
		"The system-generated emails go to spam, please check.",
		"Replies to this address are not delivered. Can you fix that?",
		"The account is not attended since Monday, who takes over?",
		"The shop's mailbox is not monitored, so orders get lost.",
	} {
		for _, from := range []string{"jane@client.example", "jim@elsewhere.example"} {
			if got := kind(text, from); got != store.KindHuman {
				t.Errorf("%q of %s: %s", text, from, got)
			}
		}
	}
	for _, text := range []string{"Your mail has arrived.\n\nThis is an automatic reply.", "自动回复：\n您的邮件已收到。\n（本邮件为自动回复）"} {
		if got := kind(text, "jane@client.example"); got != store.KindAutoReply {
			t.Errorf("%q: %s", text, got)
		}
	}
}
