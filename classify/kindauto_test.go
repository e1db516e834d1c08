package classify

import (
	"strings"
	"testing"

	"rapport/store"
)

// The fields that mark a machine, written in the ways that their grammar allows.
func TestDecide_marksOfMachinesByTheirGrammar(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	ours := store.NewMessageID("agency.example")
	for _, test := range []struct {
		header, id string
		want       store.Kind
	}{
		{header: "Auto-Submitted: (x) auto-replied", want: store.KindAutoReply},
		{header: "Auto-Submitted: (a (nested) one) Auto-Replied; owner=x", want: store.KindAutoReply},
		{header: `Auto-Submitted: (a \) quoted one) auto-replied`, want: store.KindAutoReply},
		{header: "Auto-Submitted:\tauto-replied(vacation)", want: store.KindAutoReply},
		{header: `Auto-Submitted: "auto-replied"`, want: store.KindAutoReply},
		{header: "Auto-Submitted: auto-notified; owner-email=\"x@y.example\"", want: store.KindAutomatic},
		{header: "Auto-Submitted: (nothing else)", want: store.KindAutomatic},
		{header: "Auto-Submitted: (no)", want: store.KindAutomatic},
		{header: "Auto-Submitted: (not closed auto-replied", want: store.KindAutomatic},
		{header: "Auto-Submitted: (sent by hand) no", want: store.KindHuman},
		{header: "Auto-Submitted: NO (really)", want: store.KindHuman},
		{header: "Auto-Submitted:", want: store.KindHuman},
		{header: "Return-Path: < >", want: store.KindAutomatic},
		{header: "Return-Path: <> (x)", want: store.KindAutomatic},
		{header: "Return-Path: (nobody) <>", want: store.KindAutomatic},
		{header: "Return-Path: <MAILER-DAEMON@mx.hualong.example>", want: store.KindAutomatic},
		{header: "Return-Path: MAILER-DAEMON", want: store.KindAutomatic},
		{header: "Return-Path: <#@[]>", want: store.KindAutomatic},
		{header: `Return-Path: <"">`, want: store.KindAutomatic},
		{header: "Return-Path: < wang@hualong.example > (Wang)", want: store.KindHuman},
		{header: "Return-Path: <wang+mailer-daemon@hualong.example>", want: store.KindHuman},
		{header: "Return-Path:", want: store.KindHuman},
		{header: "Precedence: auto-reply", want: store.KindAutoReply},
		{header: "Precedence: (x) Auto_Reply", want: store.KindAutoReply},
		{header: "X-Precedence: autoreply", want: store.KindAutoReply},
		{header: "Precedence: (list) bulk", want: store.KindList},
		{header: "Precedence: first-class", want: store.KindHuman},
		{header: "Precedence: (bulk) normal", want: store.KindHuman},
		{header: "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent", want: store.KindAutomatic},
		{header: "X-FC-MachineGenerated: true", want: store.KindAutomatic},
		{header: "X-FC-MachineGenerated: false", want: store.KindHuman},
		{header: "X-POST-MessageClass: 9; Autoresponder", want: store.KindAutoReply},
		{header: "X-Loop: log@agency.example", want: store.KindAutomatic},
		{header: "X-LOOP: <Log+ACME@agency.example> (x)", want: store.KindAutomatic},
		{header: "X-Loop: list@elsewhere.example", want: store.KindHuman},
		{id: ours, want: store.KindAutomatic},
		{id: strings.ToUpper(ours), want: store.KindAutomatic},
		{id: "m.2@agency.example", want: store.KindHuman}, // a colleague's program may write that
		{id: strings.Replace(ours, "agency", "elsewhere", 1), want: store.KindHuman},
	} {
		m := mail{from: "wang@hualong.example", subject: "Minutes", header: test.header}.message()
		if test.id != "" {
			m.MessageID = test.id
		}
		if v, err := d.Decide(m, nil); err != nil || v.Kind != test.want {
			t.Errorf("%q %s: %s (%s), want %s", test.header, test.id, v.Kind, v.KindReason, test.want)
		}
	}
}

func TestIsAutoReplySubject_whatProgramsWrite(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{
		// By language, as the programs of that language begin.
		"Automatic reply: Minutes", "Auto Reply: Minutes", "AUTOREPLY: Minutes", "Auto_Response : Minutes", "Automated response: your request", "Out of Office AutoReply: Minutes", "Out of Office: Minutes", "Automatic reply",
		"自动回复:会议纪要", "自动回复：会议纪要", "自動回覆：會議紀要", "自动答复: 进度", "外出自动回复：进度", "不在办公室：进度", "自动回复", "休假自动回复: 周报",
		"自動返信：議事録", "自動応答: 議事録", "不在通知：議事録", "자동 회신: 회의록", "자동응답: 회의록", "부재 중: 회의록",
		"Automatische Antwort: Protokoll", "Abwesenheitsnotiz: Protokoll", "Abwesend: Protokoll", "Automatische Rückantwort: x",
		"Réponse automatique : compte rendu", "Reponse automatique: compte rendu", "Message d’absence : x", "Absence du bureau: x",
		"Respuesta automática: acta", "RESPUESTA AUTOMATICA: acta", "Fuera de la oficina: acta", "Resposta automática: ata", "Fora do escritório: ata", "Resposta automàtica: acta",
		"Risposta automatica: verbale", "Fuori sede: verbale", "Automatisch antwoord: notulen", "Afwezig: notulen", "Autosvar: referat", "Automatiskt svar: protokoll", "Automatisk svar: referat", "Frånvaro: x", "Sjálfvirkt svar: x",
		"Automaattinen vastaus: pöytäkirja", "Automaatvastus: x", "Automātiskā atbilde: x", "Automatinis atsakymas: x", "Odpowiedź automatyczna: protokół", "Automatyczna odpowiedź: x",
		"Automatická odpověď: zápis", "Automaticka odpoved: zapis", "Mimo kancelář: zápis", "Automatická odpoveď: x", "Automatikus válasz: x", "Răspuns automat: x", "Automatski odgovor: x", "Samodejni odgovor: x",
		"Автоматический ответ: протокол", "Автоответ: протокол", "Автоматична відповідь: x", "Автоматичен отговор: x", "Αυτόματη απάντηση: x", "Otomatik yanıt: x", "OTOMATİK YANIT: x",
		"תשובה אוטומטית: x", "رد تلقائي: x", "الرد التلقائي: x", "پاسخ خودکار: x", "स्वचालित उत्तर: x", "ตอบกลับอัตโนมัติ: รายงาน", "ข้อความตอบกลับอัตโนมัติ : x", "Trả lời tự động: biên bản", "Balasan otomatis: x", "Balasan automatik: x",
		// In brackets.
		"[Auto-Reply] Minutes", "(Automatic reply) Minutes", "【自动回复】会议纪要", "【自動回覆】 會議紀要", "［自動返信］議事録", "《自动回复》：会议纪要", "「自動返信」：議事録", "<Auto Reply> Minutes", "*** Automatic reply *** Minutes", "[Automatic reply]: Minutes", "{Autosvar} x", "（自动回复）会议纪要", "[Out of Office AutoReply] x", "[自动回复：] 周报",
		// Behind the prefixes of answers, and behind tags.
		"Re: Automatic reply: Minutes", "回复：自动回复：会议纪要", "答复: 【自动回复】会议纪要", "RE: Re: [Auto-Reply] Minutes", "AW: Automatische Antwort: Protokoll", "SV: Autosvar: x", "Re[2]: Autoreply: x", "[ACME] Automatic reply: Minutes", "[EXT] Re: Automatic reply: Minutes", "回覆：[外部] 自動回覆：x", "[EXTERNAL] Automatic reply", "Odp: Automatyczna odpowiedź: x", "\u200eAutomatic reply: x", " 　自动回复：x",
		"Out of Office Re: Minutes", "Auto reply - RE: Minutes", "自动回复 回复：会议纪要", "Abwesenheitsnotiz AW: Protokoll",
		// With whose it is.
		"来自 王伟 的自动回复：会议纪要", "来自王伟的自动回复", "來自 王偉 的自動回覆：x", "王伟的自动回复：会议纪要", "Automatic reply from 王伟: Minutes",
		// As Notes writes.
		"AUTO: Li Na is out of the office (returning 03/12/2026)", "AUTO: Hans Maier ist außer Haus (Rückkehr am 12.03.2026)", "AUTO: Jean Petit est absent (retour 12/03/2026)", "AUTO: 李娜 不在办公室 (返回 2026-03-12)", "王伟 is out of the office.", "Re: AUTO: Li Na is out of the office (returning 03/12/2026)",
	} {
		if !isAutoReplySubject(subject, "王伟") {
			t.Errorf("a person's: %q", subject)
		}
	}
}

func TestIsAutoReplySubject_whatPeopleWrite(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{
		"Question about the automatic reply", "Automatic reply settings for the shop", "Please switch the automatic reply off", "The auto-reply goes out twice", "Auto reply does not work", "Automatic replies: how many a day?", "Re: the automatic reply we agreed on", "Fwd: Automatic reply: Minutes", "Fw: Out of Office: Minutes",
		`"Automatic reply" is switched on`, "Out of office next week", "Out of office 3 to 7 March", "I am out of the office until Monday", "Re: Out of the office on Friday?", "Auto: Leasing (3 Jahre)", "Auto: new tyres for the van (2)", "Autobahn: Baustelle", "Automatic backup: failed on Monday", "Automation: next steps", "Response times: proposal", "Minutes (automatic reply tested)", "Re: Minutes",
		"关于自动回复的问题", "关于自动回复：请关闭", "自动回复功能什么时候上线", "“自动回复”功能请关闭", "「自动回复」的文案", "《自动回复》文案第二版", "回复: 自动回复", "回复：自动回复的内容要改", "转发：自动回复：会议纪要", "请设置自动回复：下周休假", "客服机器人自动回复太慢", "王伟下周不在办公室", "您的自动回复：收到了两次", "自动化测试：进度", "来自客户的自动回复需求", "来自王伟的问题：自动回复怎么关", "[ACME] 自动回复模块验收",
		"Frage zur automatischen Antwort", "Automatische Antwort im Shop abschalten", "Abwesend vom 3. bis 7. März", "Question sur la réponse automatique", "Réponse automatique à désactiver", "Consulta sobre la respuesta automática", "Dotaz k automatické odpovědi", "Вопрос об автоматическом ответе", "自動返信メールの文面について", "[Proposal] Automatic replies", "(no subject)", "", "***", "[", "【】", "：", "Re:", "AUTO:",
	} {
		if isAutoReplySubject(subject, "王伟") {
			t.Errorf("a machine's: %q", subject)
		}
	}
}

// Whatever follows, a subject that begins as a sentence does is a person's.
func FuzzIsAutoReplySubject_sentencesArePeoples(f *testing.F) {
	for _, seed := range []string{"[[[[", "【自动回复】x", "来自 王伟 的自动回复：", "Re: Re: [x] [y] Automatic reply: z", "\"", "AUTO: (returning"} {
		f.Add(seed, "王伟")
	}
	f.Fuzz(func(t *testing.T, subject, name string) {
		isAutoReplySubject(subject, name)
		if isAutoReplySubject("A question about "+subject, "王伟") {
			t.Errorf("%q", subject)
		}
	})
}

// Whoever answers an automatic reply keeps its subject, and quotes it.
func TestDecide_aPersonAnswersAnAutomaticReply(t *testing.T) {
	t.Parallel()
	d := testDirectory(t)
	for _, subject := range []string{"Re: Automatic reply: Weekly report", "回复：自动回复：周报", "AW: Automatische Antwort: Bericht", "Re: Out of office: Minutes", "答复: 自动答复: 会议纪要"} {
		m := &store.Message{From: []store.Address{{Address: "wang@client.example"}}, Subject: subject}
		m.OwnText, m.Quoted = "Then let us talk on the 9th.", "I am out of office until 8 March."
		if kind, why := d.kindOf(m); kind != store.KindHuman {
			t.Errorf("%q with a quotation: %s, %s", subject, kind, why)
		}
		m.Quoted = ""
		if kind, _ := d.kindOf(m); kind != store.KindAutoReply {
			t.Errorf("%q without one: %s", subject, kind)
		}
	}
}

// What a contact writes through a list, a help desk or a rule, and what nobody wrote.
func TestDecide_whatListsAndRulesPassOn(t *testing.T) {
	t.Parallel()
	const request = "log+r.abcdefghijklmnopqrstuvwxyz@agency.example"
	d := testDirectory(t)
	for _, test := range []struct {
		name string
		mail mail
		want store.Kind
	}{
		{"an address to write to", mail{header: "List-Id: <t.x.example>\nList-Post: <mailto:t@x.example>\nPrecedence: list"}, store.KindHuman},
		{"of Precedence: bulk", mail{header: "List-Post: <mailto:t@x.example>\nPrecedence: bulk"}, store.KindHuman},
		{"the list is addressed", mail{to: "t@x.example", header: "List-Id: <t.x.example>"}, store.KindHuman},
		{"a help desk", mail{header: "X-RT-Originator: wang@hualong.example\nPrecedence: bulk"}, store.KindHuman},
		{"a campaign", mail{header: "List-Post: <mailto:t@x.example>\nX-Acme-Campaign: 7"}, store.KindList},
		{"one click to unsubscribe", mail{header: "List-Post: <mailto:t@x.example>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click"}, store.KindList},
		{"a newsletter", mail{header: "Precedence: bulk\nList-Unsubscribe: <https://x.example>"}, store.KindList},
		{"a program for mass mailings", mail{header: "X-Mailer: phpList version 3.6"}, store.KindList},
		{"a list to a request", mail{to: request, header: "List-Id: <t.x.example>\nPrecedence: list"}, store.KindList},
		{"somebody in the client's domain", mail{from: "new@hualong.example", header: "List-Id: <t.x.example>\nList-Post: <mailto:t@x.example>\nPrecedence: list"}, store.KindHuman},
		{"a stranger", mail{from: "a@elsewhere.example", header: "List-Id: <t.x.example>\nList-Post: <mailto:t@x.example>\nPrecedence: list"}, store.KindList},
		{"an abuse address", mail{header: "X-Report-Abuse-To: abuse@crm.example"}, store.KindHuman},
		{"an abuse address of a stranger's", mail{from: "a@elsewhere.example", header: "X-Report-Abuse-To: abuse@crm.example"}, store.KindList},
		{"redirected", mail{header: "Auto-Submitted: auto-generated\nResent-From: li@agency.example"}, store.KindHuman},
		{"redirected, of a stranger", mail{from: "a@elsewhere.example", header: "Auto-Submitted: auto-generated\nResent-From: li@agency.example"}, store.KindAutomatic},
		{"redirected by Exchange", mail{from: "a@elsewhere.example", header: "Auto-Submitted: auto-generated\nX-MS-Exchange-Inbox-Rules-Loop: li@agency.example\nResent-From: li@agency.example"}, store.KindHuman},
		{"redirected, an automatic answer", mail{header: "Auto-Submitted: auto-replied\nX-MS-Exchange-Inbox-Rules-Loop: li@agency.example\nResent-From: li@agency.example"}, store.KindAutoReply},
		{"forwarded", mail{subject: "WG: Server", header: "Auto-Submitted: auto-generated\nX-MS-Exchange-Parent-Message-Id: <1@x.example>"}, store.KindHuman},
		{"answered", mail{subject: "Server", header: "Auto-Submitted: auto-generated\nX-MS-Exchange-Parent-Message-Id: <1@x.example>"}, store.KindAutomatic},
	} {
		if test.mail.from == "" {
			test.mail.from = "wang@hualong.example"
		}
		if kind, why := d.kindOf(test.mail.message()); kind != test.want {
			t.Errorf("%s: %s (%s), want %s", test.name, kind, why, test.want)
		}
	}
}

func TestOpensWithHeader(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"From: Jane <jane@acme.example>\nSent: Monday\nTo: Li Na\nSubject: x\n\nText.":                true,
		"\n\n________________\n*Von:* Jane <jane@acme.example>\n*Gesendet:* Montag\n*An:* x\n\nText.": true,
		"-----原始邮件-----\n发件人: 王伟 <wang@hualong.example>\n发送时间: 今天\n收件人: x\n\n正文":                      true,
		"发件人： 王伟 <wang@hualong.example>\n日期： 今天\n主题： x\n\n正文":                                         true,
		"Thanks.\nFrom: Jane <jane@acme.example>\nSent: Monday\nTo: x":                                false,
		"Name: Jane\nPlace: Leeds\nTime: noon":                                                        false,
		"From: jane@acme.example\n\nText.":                                                            false,
		"":                                                                                            false,
	} {
		if got := opensWithHeader(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
