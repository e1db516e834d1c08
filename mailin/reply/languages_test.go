package reply

import (
	"strings"
	"testing"
)

// What programs write above a quotation, in the languages they speak.
func TestTrim_attributionsOfManyLanguages(t *testing.T) {
	t.Parallel()
	for _, attribution := range []string{
		"Am So., 1. März 2026 um 10:00 Uhr schrieb Li Na <li@agency.example>:",
		"Am 01.03.2026 um 10:00 schrieb Li Na:",
		"Am 1. März 2026 10:00:00 MEZ schrieb Li Na <li@agency.example>:",
		"Li Na <li@agency.example> schrieb am So., 1. März 2026, 10:00:",
		"Am So., 1. März 2026 um 10:00 Uhr schrieb Li Na von der Agentur\n<li@agency.example>:",
		"Le dim. 1 mars 2026 à 10:00, Li Na <li@agency.example> a écrit :",
		"Le 01/03/2026 à 10:00, Li Na a écrit :",
		"Le dimanche 1 mars 2026 à 10:00:00 UTC+1, Li Na <li@agency.example> a\nécrit :",
		"El dom, 1 mar 2026 a las 10:00, Li Na (<li@agency.example>) escribió:",
		"El 01/03/2026 a las 10:00, Li Na escribió:",
		"Em dom., 1 de mar. de 2026 às 10:00, Li Na <li@agency.example> escreveu:",
		"Em 01/03/2026 10:00, Li Na escreveu:",
		"Il giorno dom 1 mar 2026 alle ore 10:00 Li Na <li@agency.example> ha\nscritto:",
		"Il 01/03/26 10:00, Li Na ha scritto:",
		"Op zo 1 mrt 2026 om 10:00 schreef Li Na <li@agency.example>:",
		"Op 01-03-2026 om 10:00 schreef Li Na:",
		"niedz., 1 mar 2026 o 10:00 Li Na <li@agency.example> napisał(a):",
		"W dniu 01.03.2026 o 10:00, Li Na pisze:",
		"вс, 1 мар. 2026 г. в 10:00, Li Na <li@agency.example>:",
		"01.03.2026 10:00, Li Na пишет:",
		"Воскресенье, 1 марта 2026, 10:00 +03:00 от Li Na <li@agency.example>:",
		"нд, 1 бер. 2026 р. о 10:00 Li Na <li@agency.example> пише:",
		"Den sön 1 mars 2026 kl 10:00 skrev Li Na <li@agency.example>:",
		"søn. 1. mars 2026 kl. 10:00 skrev Li Na <li@agency.example>:",
		"Den 01.03.2026 10:00, skrev Li Na:",
		"su 1. maalisk. 2026 klo 10.00 Li Na (li@agency.example) kirjoitti:",
		"2026年3月1日(日) 10:00 Li Na <li@agency.example>:",
		"2026/03/01 10:00、Li Na <li@agency.example>のメール:",
		"2026년 3월 1일 (일) 오전 10:00, Li Na <li@agency.example>님이 작성:",
		"2026. 3. 1. 오전 10:00, Li Na 쓴 글:\n",
		"李娜 <li@agency.example> 于2026年3月1日周日 10:00写道：",
		"李娜 <li@agency.example> 於 2026年3月1日 週日 上午10:00寫道：",
		"在 2026年3月1日，10:00，李娜 <li@agency.example> 写道：",
		"在2026-03-01 10:00:00，\"李娜\" <li@agency.example>写道：",
		"On 01/03/2026 10:00, Li Na wrote:",
		"On Sun, 1 Mar 2026, 10:00 Li Na, <li@agency.example> wrote:",
		"On Mar 1, 2026 10:00, \"Li Na\" <li@agency.example> wrote:",
		"On Sunday, March 1, 2026 at 10:00:00 AM GMT+8, Li Na <li@agency.example> wrote:",
		"In a message dated 3/1/2026 10:00:00 AM, li@agency.example writes:",
		"---- On Sun, 01 Mar 2026 10:00:00 +0800 Li Na <li@agency.example> wrote ----",
		"At 2026-03-01 10:00:00, \"Li Na\" <li@agency.example> wrote:",
		"Quoting Li Na <li@agency.example>, 2026-03-01 10:00:",
	} {
		above, below := "Gerne, am Freitag.", "Können wir am Freitag beginnen?"
		if strings.HasSuffix(attribution, "쓴 글:\n") {
			attribution = strings.TrimSuffix(attribution, "\n")
		}
		for _, quotation := range []string{"> " + below, below, "\n> " + below, "\n" + below + "\n\nLi"} {
			text := above + "\n\n" + attribution + "\n" + quotation + "\n"
			if got := Trim(text); got.New != above {
				t.Errorf("%q, then %q: new %q", attribution, quotation, got.New)
			}
		}
	}
}

// The header blocks of Outlook and others.
func TestTrim_headerBlocksOfManyLanguages(t *testing.T) {
	t.Parallel()
	for _, labels := range []string{
		"From Sent To Subject", "Von Gesendet An Betreff", "De Envoyé À Objet", "De Enviado Para Asunto", "De Enviada Para Assunto", "Da Inviato A Oggetto",
		"Van Verzonden Aan Onderwerp", "Od Wysłano Do Temat", "От Отправлено Кому Тема", "Від Надіслано Кому Тема", "Från Skickat Till Ämne", "Fra Sendt Til Emne",
		"Lähettäjä Lähetetty Vastaanottaja Aihe", "Kimden Gönderildi Kime Konu", "差出人 送信日時 宛先 件名", "보낸_사람 보낸_날짜 받는_사람 제목", "发件人 发送时间 收件人 主题", "寄件者 寄件日期 收件者 主旨", "發件人 日期 收件人 主題",
	} {
		l := strings.Fields(labels)
		for _, form := range []string{"%s: ", "*%s:* ", "%s： "} {
			field := func(i int, value string) string {
				return strings.ReplaceAll(form, "%s", strings.ReplaceAll(l[i], "_", "\u00a0")) + value + "\n"
			}
			text := "Agreed.\n\nJane\n\n" + field(0, "Li Na <li@agency.example>") + field(1, "1 March 2026 10:00") + field(2, "Jane Smith <jane@client.example>") + field(3, "Plan") + "\nShall we?\n"
			if got := Trim(text); got.New != "Agreed.\n\nJane" {
				t.Errorf("%s: new %q", text, got.New)
			}
		}
	}
}

// What phones and programs put below a mail.
func TestTrim_phoneLinesOfManyLanguages(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"Sent from my iPhone", "Sent from Yahoo Mail on Android", "Sent from Mail for Windows", "Sent from Outlook for Android", "Sent with Spark", "Get Outlook for iOS<https://aka.ms/x>", "Sent via Superhuman",
		"Von meinem iPhone gesendet", "Gesendet von Mail für Windows", "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.", "Outlook für Android beziehen",
		"Envoyé de mon iPhone", "Envoyé depuis mon appareil Galaxy", "Enviado desde mi iPhone", "Enviado do meu iPhone", "Inviato da iPhone", "Verstuurd vanaf mijn iPhone", "Verzonden vanuit Outlook voor Android", "Wysłane z iPhone'a",
		"Отправлено с iPhone", "Надіслано з iPhone", "Skickat från min iPhone", "Sendt fra min iPhone", "iPhoneから送信", "나의 iPhone에서 보냄", "发自我的iPhone", "發自我的 iPhone", "从我的iPhone发送", "從我的iPad傳送",
		"发自我的小米手机", "来自QQ邮箱手机版", "发自网易邮箱大师", "来自企业微信", "发送自 Outlook for iOS", "获取适用于 iOS 的 Outlook",
	} {
		got := Trim("Fine.\n\n" + line + "\n")
		if got.New != "Fine." {
			t.Errorf("%q: new %q", line, got.New)
		}
	}
}

func TestTrim_signaturesThatNothingAnnounces(t *testing.T) {
	t.Parallel()
	runTrim(t, []trimCase{
		{name: "English", text: "The file is attached.\n\nBest regards,\nJane Smith\nProject Manager\nClient Ltd.\nTel: +44 20 7946 0000\nwww.client.example", new: "The file is attached.\n\nBest regards,\nJane Smith", signature: "Tel: +44"},
		{name: "Chinese", text: "附件请查收。\n\n祝好！\n王伟\n信息部 | 华龙科技有限公司\n电话：010-12345678\n手机：13800000000\n地址：北京市海淀区中关村大街1号", new: "附件请查收。\n\n祝好！\n王伟", signature: "电话：010"},
		{name: "bars", text: "Fine with us.\n\nJane Smith | Head of IT | Client Ltd\nT +44 20 7946 0000 | jane@client.example | www.client.example\nM +44 7700 900000", new: "Fine with us.", signature: "Head of IT"},
		{name: "a telephone number is the message", text: "Please call me:\n+44 20 7946 0000", new: "Please call me:\n+44 20 7946 0000"},
		{name: "a list of contacts is the message", text: "The people are:\n- Jane: jane@client.example\n- Tom: tom@client.example", new: "The people are:\n- Jane: jane@client.example\n- Tom: tom@client.example"},
		{name: "disclaimer", text: "Agreed.\n\nJane\n\nThis e-mail is confidential and may be legally privileged. If you are not the intended recipient, please delete it.", new: "Agreed.\n\nJane", signature: "privileged"},
		{name: "disclaimer in Chinese", text: "同意。\n\n本邮件及其附件含有华龙公司的保密信息，仅限于发送给上面地址中列出的个人或群组。如果您错收了本邮件，请您立即通知发件人并删除。", new: "同意。", signature: "保密信息"},
		{name: "a sentence about confidence", text: "Please treat the offer as confidential.\nIt is intended for Mr Wang.", new: "Please treat the offer as confidential.\nIt is intended for Mr Wang."},
	})
}

func TestRead_theSubjectTellsAnswerFromForward(t *testing.T) {
	t.Parallel()
	block := "From: Li Na <li@agency.example>\nSent: Sunday, March 1, 2026 10:00 AM\nTo: Jane Smith\nSubject: Plan\n\nShall we?\n"
	for _, test := range []struct{ subject, above, new string }{
		{"RE: Plan", "Yes.\n\n", "Yes."},
		{"RE: Plan", "", ""},
		{"回复：方案", "FYI\n\n", "FYI"},
		{"FW: Plan", "What do you think?\n\n", "What do you think?\n\n" + strings.TrimSpace(block)},
		{"转发: Plan", "", strings.TrimSpace(block)},
		{"[ACME] Fwd: Plan", "See this.\n\n", "See this.\n\n" + strings.TrimSpace(block)},
		{"Plan", "", strings.TrimSpace(block)},
	} {
		if got := Read(Input{Text: test.above + block, Subject: test.subject}); got.New != test.new {
			t.Errorf("%s, %q: new %q", test.subject, test.above, got.New)
		}
	}
}

func TestRead_theMailBefore(t *testing.T) {
	t.Parallel()
	before := "Dear Jane,\n\nwhen can you begin to test the new interface?\nAnd who pays for the second server?\n\nBest regards\nLi"
	block := "From: Li Na <li@agency.example>\nSent: Sunday, March 1, 2026 10:00 AM\nTo: Jane Smith\nSubject: Plan\n\n"
	for _, test := range []struct{ name, text, new string }{
		{"answers in its midst, without marks", "Hi Li,\n\n" + block + "Dear Jane,\n\nwhen can you begin to test the new interface?\nOn Monday.\nAnd who pays for the second server?\nWe do.\n\nBest regards\nLi\n",
			"Hi Li,\n\nwhen can you begin to test the new interface?\nOn Monday.\nAnd who pays for the second server?\nWe do."},
		{"announced in a language nobody knows", "On Monday.\n\nLi Na 1.3.2026 10:00 qhatawan qillqarqan:\nDear Jane,\n\nwhen can you begin to test the new interface?\nAnd who pays for the second server?\n", "On Monday."},
		{"not announced at all", "On Monday.\n\nDear Jane,\n\nwhen can you begin to test the\nnew interface? And who pays for the second server?\n", "On Monday."},
		{"its words are used again", "You asked who pays for the second server. We do, but when can you begin to test the new interface?", "You asked who pays for the second server. We do, but when can you begin to test the new interface?"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Read(Input{Text: test.text, Before: []string{before}}); got.New != test.new {
				t.Errorf("new:\n%s\n--- want:\n%s", got.New, test.new)
			}
		})
	}
	ruled := "Dear Jane,\n\nplease look at the plan below.\n\nThe text\n--------\n\nWe begin to test the new interface.\n"
	if got := Read(Input{Text: "ok\n\n" + block + ruled, Before: []string{ruled}}); got.New != "ok" {
		t.Errorf("a line of dashes below a heading is no answer: %q", got.New)
	}
}
