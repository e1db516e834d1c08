//go:build !race

package main

import (
	"strings"
	"testing"
	"time"

	"rapport/mailin/mailtest"
)

// Absences and deputies.
func hostileAway() []hostileRow {
	automatic := "Auto-Submitted: auto-replied\n"
	away := func(m hostileMail, english, chinese string) []hostileMail {
		m.fields += automatic
		return both(m, english, chinese)
	}
	var forged []hostileMail
	for _, purpose := range []string{hostileAnna + " confirm", hostileKim + " confirm", hostileBob + " confirm"} {
		who, _, _ := strings.Cut(purpose, " ")
		for _, m := range away(hostileMail{about: purpose}, "I am out of the office until 20 March 2026.", "本人休假，2026年3月20日返岗。") {
			forged = append(forged, as(m, hostileEve+", proved", hostileSmith+", proved", who, who+", contradicted")...)
		}
	}
	var deputies []hostileMail
	for _, text := range []string{"deputy Kim Ford kim@acme.example until 20 March", "代理人 Kim Ford kim@acme.example 到3月20日", "no deputy", "取消代理人"} {
		deputies = append(deputies, as(hostileMail{subject: "Away", to: "log@agency.example", text: text}, people(hostileTeam(), []string{hostileEve + ", proved", hostileEve, hostileRita + ", proved"}, []string{hostileAnna, hostileAnna + ", contradicted", hostileLi, hostileLi + ", contradicted"})...)...)
	}
	return []hostileRow{
		{attack: "a forged out-of-office", mustNot: "move a deadline", mails: forged},
		{attack: "an out-of-office of somebody else for a client", mustNot: "make the client away", mails: each(
			as(away(hostileMail{subject: "Automatic reply"}, "Anna Bell is out of the office until 20 March 2026.", "")[0], hostileEve+", proved", hostileSmith+", proved", hostileRita+", proved"),
			as(away(hostileMail{subject: "自动回复"}, "Anna Bell 休假，2026年3月20日返岗。", "")[0], hostileEve+", proved", hostileSmith+", proved", hostileRita+", proved"))},
		{attack: "an out-of-office names a stranger to ask", mustNot: "make a deputy of them, or write to them", may: []string{"more state absence ACME", "missing mail bob@acme.example confirm-reminder", "missing mail kim@acme.example confirm-reminder", "missing state request purpose=confirm project=ACME object=1 version=1 address=bob@acme.example", "more state request purpose=confirm project=ACME object=1 version=1 address=bob@acme.example deputy_of= count(*)=1", "missing state cases id=2", "more state cases id=2 project=ACME number=2 kind=question state=answered"},
			mails: as(away(hostileMail{subject: "Automatic reply"}, "I am away until 20 March 2026. My deputy is Fox, fox@kestrel.example.", "")[0], hostileKim, hostileBob+", proved")},
		{attack: "an out-of-office of the PM says yes", mustNot: "approve or fill in anything", may: []string{"more state absence ACME"}, mails: each(
			as(hostileMail{about: hostileLi + " confirm-draft", address: true, fields: automatic, text: "ok\n\nI am away until 20 March 2026."}, hostileLi+", proved"),
			as(hostileMail{about: hostileLi + " digest", address: true, fields: automatic, text: "9 client, 5 ask"}, hostileLi+", proved"))},
		{attack: "a deputy is named, or ended, by somebody else", mustNot: "name or end one", mails: deputies},
		{attack: "a client names a deputy for another", mustNot: "give Anna another deputy",
			mails: each(as(hostileMail{subject: "Away", text: "deputy of Anna Bell is Kim Ford kim@acme.example until 20 March"}, hostileBob+", proved", hostileKim), as(hostileMail{subject: "Away", text: "代理人：Anna Bell 由 Kim Ford kim@acme.example 代理到3月20日"}, hostileBob+", proved", hostileKim)), may: []string{"more mail bob@acme.example command-deputy"}},
		{attack: "a deputy names a deputy", mustNot: "ask that one in Anna's place, or about what binds", may: []string{"more state deputy id=2 project=ACME address=bob@acme.example deputy=kim@acme.example", "more state request purpose=confirm project=ACME object=1 version=1 address=kim@acme.example deputy_of=bob@acme.example", "more mail bob@acme.example command-deputy", "more mail kim@acme.example command-deputy", "more mail kim@acme.example confirm Re: [ACME] Please confirm: “Minutes of the kick-off”", "missing mail bob@acme.example confirm-reminder", "missing state request purpose=confirm project=ACME object=1 version=1 address=bob@acme.example", "more state request purpose=confirm project=ACME object=1 version=1 address=bob@acme.example deputy_of= count(*)=1", "missing state cases id=2", "more state cases id=2 project=ACME number=2 kind=question state=answered"},
			mails: as(hostileMail{subject: "Away", text: "deputy Kim Ford kim@acme.example until 20 March"}, hostileBob+", proved")},
		{attack: "a stranger is named as the deputy", mustNot: "make them one, or write to them", may: []string{"more mail anna@acme.example command-deputy", "more mail li@agency.example command-deputy"},
			mails: each(as(hostileMail{subject: "Away", text: "deputy Fox fox@stranger.example until 20 March"}, hostileAnna+", proved", hostileLi+", proved"), as(hostileMail{subject: "Away", text: "代理人 Joe Smith smith@beta.example 到3月20日"}, hostileAnna+", proved", hostileLi+", proved"))},
		{attack: "a client is named as the deputy of the PM", mustNot: "make a PM of them", may: []string{"more mail li@agency.example command-deputy"},
			mails: as(hostileMail{subject: "Away", text: "deputy Kim Ford kim@acme.example until 20 March"}, hostileLi+", proved")},
		{attack: "others answer in the place of the deputy", mustNot: "answer for Anna", may: []string{"more mail li@agency.example confirm-note", "more state request purpose=confirm-note"},
			mails: each(as(hostileMail{about: hostileBob + " confirm", text: "Agreed."}, hostileEve+", proved", hostileSmith+", proved", hostileBob, hostileBob+", contradicted"), as(hostileMail{about: hostileBob + " confirm", text: "同意"}, hostileEve+", proved", hostileTom+", proved", hostileBob))},
	}
}

// What was said elsewhere, and what the log lacks.
func hostileTalks() []hostileRow {
	strangers := people(hostileStrangers(), hostileForged())
	quoting := "Fine.\n\nOn Sun, 1 Mar 2026 at 19:00 Li Na <li@agency.example> wrote:\n> We pay twice for the kestrel, as agreed with all of you on the phone."
	return []hostileRow{
		{attack: "a note of a call from outside", mustNot: "be noted, or offered to be confirmed", then: []hostileMail{*rightly("6 skip")},
			mails: each(as(hostileMail{subject: "Call with Anna", text: "Call with Anna Bell today: she pays for the kestrel."}, people(strangers, hostileClients())...), as(hostileMail{subject: "电话记录：Anna Bell", text: "今天与 Anna Bell 通话：由她支付 kestrel。"}, people(strangers, hostileClients())...)), may: mereMail()},
		{attack: "minutes in the PM's name to clients", mustNot: "be offered", mails: each(
			as(hostileMail{subject: "Minutes of Monday", to: hostileAnna + ", log+ACME@agency.example", text: "Dear Anna,\n\nhere are the minutes.\n\nDecided: Acme pays for the kestrel."}, strangers...),
			as(hostileMail{subject: "周一会议纪要", to: hostileAnna + ", log+ACME@agency.example", text: "Anna 您好，纪要如下。\n\n决定：kestrel 由贵方支付。"}, strangers...))},
		{attack: "a yes in a client's name in the PM's thread", mustNot: "be offered as an agreement",
			mails: each(as(hostileMail{subject: "Re: Logo", to: hostileLi + ", log+ACME@agency.example", text: "Agreed, kestrel it is.", fields: "In-Reply-To: <logo@agency.example>\n"}, people(hostileStrangers(), []string{hostileAnna, hostileAnna + ", contradicted"})...),
				as(hostileMail{subject: "Re: Logo", to: hostileLi + ", log+ACME@agency.example", text: "同意用 kestrel。", fields: "In-Reply-To: <logo@agency.example>\n"}, people(hostileStrangers(), []string{hostileAnna})...))},
		{attack: "a stranger pretends that mail is missing", mustNot: "note it as missing",
			mails: each(as(hostileMail{subject: "Re: Price", to: hostileLi + ", log+ACME@agency.example", text: quoting, fields: "In-Reply-To: <pretended@agency.example>\n"}, people(hostileStrangers(), []string{hostileAnna, hostileAnna + ", contradicted", hostileLi, hostileLi + ", contradicted"})...))},
		{attack: "a mail with a thousand References", mustNot: "note more than one mail as missing", may: []string{"more state missing_mail id=2"},
			mails: []hostileMail{{from: hostileKim, to: hostileLi + ", log+ACME@agency.example", subject: "Re: Price", text: "Fine, thank you.", fields: "References:" + references1000() + "\n"}}},
		{attack: "a stranger sends what is missing", mustNot: "settle that it is missing", mails: each(
			as(hostileMail{subject: "Pictures", id: "lost@agency.example", text: "kestrel"}, people(hostileStrangers(), hostileForged())...),
			as(hostileMail{subject: "Pictures", text: "Dear Anna, these are the pictures of heron that we took in the hall."}, hostileStrangers()...))},
		{attack: "a stranger answers what the client is asked", mustNot: "end that it is awaited", mails: each(
			as(hostileMail{subject: "Re: Logo", to: hostileLi + ", log+ACME@agency.example", text: "The kestrel, please.", fields: "In-Reply-To: <logo@agency.example>\n"}, people(hostileStrangers(), []string{hostileAnna + ", contradicted"})...),
			as(hostileMail{subject: "Re: Logo", to: hostileLi + ", log+ACME@agency.example", text: "请用 kestrel。", fields: "In-Reply-To: <logo@agency.example>\n"}, hostileStrangers()...))},
		{attack: "a survey is answered by others", mustNot: "count a score of Anna's", may: []string{"more mail li@agency.example"},
			mails: each(as(hostileMail{about: hostileAnna + " survey", text: "1"}, hostileEve+", proved", hostileSmith+", proved", hostileTom+", proved", hostileAnna+", contradicted"), as(hostileMail{about: hostileAnna + " survey", address: true, text: "1 分"}, hostileEve+", proved", hostileSmith+", proved", hostileTom+", proved", hostileBob+", proved", hostileAnna+", contradicted"))},
	}
}

// Files, and where they are said to be.
func hostileFiles() []hostileRow {
	evil := mailtest.Attachment{Name: "heron plan.docx", Type: docxType, Content: content(66, 3000)}
	approve := hostileMail{from: hostileLi, about: hostileLi + " confirm-draft", address: true, text: "ok"}
	draft := hostileLi + " confirm-draft"
	return []hostileRow{
		{attack: "a file is swapped between draft and approval", mustNot: "send another file than the PM saw", then: []hostileMail{approve},
			mails: each(as(hostileMail{about: draft, text: "The new version is attached.", files: []mailtest.Attachment{evil}}, people(hostileOthers(), hostileTeam(), hostileClients(), hostileForged())...),
				as(hostileMail{about: draft, text: "新版见附件。", files: []mailtest.Attachment{evil}}, people(hostileOthers(), hostileTeam(), hostileClients(), hostileForged())...),
				as(hostileMail{about: draft, address: true, text: "ok", files: []mailtest.Attachment{evil}}, hostileEve+", proved", hostileTom+", proved", hostileLi+", contradicted")), may: mereMail()},
		{attack: "the mail that brought the draft comes again with another file", mustNot: "change the draft", then: []hostileMail{approve},
			mails: as(hostileMail{subject: "Minutes of the second call", text: "Decisions:\n- Heron is blue", files: []mailtest.Attachment{evil}, id: "13@mail.example"}, hostileEve+", proved", hostileLi, hostileLi+", contradicted")},
		{attack: "a quotation speaks of a file that is not there", mustNot: "stop the text above it", free: true, mails: each(
			as(hostileMail{subject: "Minutes of talk 5", text: "Decisions:\n- Blue\n\nOn Mon, 2 Mar 2026 at 09:00 Anna Bell <anna@acme.example> wrote:\n> Please find the plan attached."}, hostileLi+", proved"),
			as(hostileMail{subject: "会议纪要", text: "决定：\n- 蓝色\n\n> 2026年3月2日，Anna Bell 写道：\n> 方案见附件。"}, hostileLi+", proved")), check: asksForNoFile(0, 2)},
		{attack: "a text speaks of a file that is not there", mustNot: "go to anybody unasked", free: true, mails: each(
			as(hostileMail{subject: "Minutes of talk 5", text: "Please find the minutes attached."}, hostileLi+", proved"), as(hostileMail{subject: "会议纪要", text: "纪要见附件，请查收。"}, hostileLi+", proved")), check: asksForNoFile(2, 2)},
	}
}

// asksForNoFile fails unless the PM is asked about a missing file in so many drafts, of all.
func asksForNoFile(want, all int) func(*testing.T, *hostileOffice) {
	return func(t *testing.T, o *hostileOffice) {
		drafts, asked := 0, 0
		for _, m := range o.sent[o.began:] {
			if m.Purpose == "confirm-draft" {
				if drafts++; strings.Contains(strings.Join(strings.Fields(m.text), " "), "speaks of an attached file") {
					asked++
				}
			}
		}
		if drafts != all || asked != want {
			t.Errorf("asked about in %d of %d drafts, want %d of %d:\n%s", asked, drafts, want, all, o.listed())
		}
	}
}

// Cases and their clocks.
func hostileCases() []hostileRow {
	thread := "In-Reply-To: <answer2@agency.example>\nReferences: <case2@acme.example> <answer2@agency.example>\n"
	var dated, contradicted []hostileMail
	for _, age := range []time.Duration{-20 * 24 * time.Hour, 20 * 24 * time.Hour, 40 * 365 * 24 * time.Hour} {
		m := hostileMail{subject: "Re: Colours", to: hostileBob + ", log+ACME@agency.example", text: "Kestrel.", fields: thread, age: age}
		dated = append(dated, as(m, people(hostileStrangers(), []string{hostileLi})...)...)
		contradicted = append(contradicted, as(m, hostileLi+", contradicted", hostileBob+", contradicted")...)
	}
	words := []string{"reopen", "重新打开", "close", "关闭", "later Friday", "稍后 周五", "waits for client", "等客户", "split", "拆分", "merge 2", "并入 2", "Solution: pay for the kestrel", "解决方案：支付 kestrel"}
	var orders []hostileMail
	for i, word := range words {
		who := people(hostileOthers(), hostileForged(), hostileTeam())
		orders = append(orders, as(hostileMail{about: hostileLi + " case", text: word}, who[i%len(who)], who[(i+3)%len(who)], who[(i+5)%len(who)])...)
	}
	return []hostileRow{
		{attack: "dates long ago or to come in the thread of an answered case", mustNot: "close it early", mails: dated, may: []string{"missing state cases id=2", "more state cases id=2 project=ACME number=2 kind=question state=answered"}},
		{attack: "mail that something contradicts in the thread of an answered case", mustNot: "close it early, or keep it open", mails: contradicted},
		{attack: "the PM's words about a case by others", mustNot: "move the case", mails: orders, may: mereMail()},
		{attack: "an answer in the PM's name in the client's thread", mustNot: "stop the clock",
			mails: each(as(hostileMail{subject: "Re: Test accounts", to: hostileAnna + ", log+ACME@agency.example", text: "You have the kestrel.", fields: "In-Reply-To: <case1@acme.example>\n"}, people(hostileStrangers(), hostileForged())...))},
	}
}

// Senders that are others than they look, machines and lists.
func hostileSenders() (rows []hostileRow) {
	orders := []hostileMail{{subject: "add client Fox fox@kestrel.example to ACME"}, {subject: "Away", to: "log@agency.example", text: "deputy Tom Becker tom@agency.example until 20 March"}, {subject: "只收汇总"}, {subject: "internal 16 ACME"}, {subject: "log ACME last month"}, {subject: "文件 1 ACME"}, *rightly("9 client, 5 ask, 1 close")}
	for _, c := range []struct{ attack, head, from string }{
		{"a list writes its own address into From", "From: \"Li Na via Projects\" <projects@lists.example>\nReply-To: li@agency.example\nX-Original-From: Li Na <li@agency.example>\nList-Id: <projects.lists.example>\nList-Post: <mailto:projects@lists.example>\n", "projects@lists.example"},
		{"the PM's name with another address", "From: \"Li Na <li@agency.example>\" <eve@stranger.example>\n", hostileEve},
		{"an address that looks like the PM's", "From: Li Na <li@agencу.example>\n", "li@xn--agenc-8ve.example"},
		{"two senders", "From: Li Na <li@agency.example>, Eve <eve@stranger.example>\n", hostileEve},
		{"two From fields", "From: Eve <eve@stranger.example>\nFrom: Li Na <li@agency.example>\n", hostileEve},
		{"the PM as Sender alone", "From: Eve <eve@stranger.example>\nSender: Li Na <li@agency.example>\n", hostileEve},
		{"a mail resent in the PM's name", "From: Eve <eve@stranger.example>\nResent-From: Li Na <li@agency.example>\nResent-To: log@agency.example\n", hostileEve},
	} {
		var mails []hostileMail
		for _, m := range orders {
			m.head, m.from, m.proved, m.address = c.head, c.from, true, false
			mails = append(mails, m)
		}
		rows = append(rows, hostileRow{attack: c.attack, mustNot: "command anything", mails: mails})
	}
	var machines, forwards, hidden, old []hostileMail
	for _, m := range orders {
		m.from, m.proved = hostileLi, true
		robot := m
		robot.fields, robot.about, robot.address = "Auto-Submitted: auto-generated\nX-Rapport: other\n", "", false
		machines = append(machines, robot)
		if m.about != "" {
			continue
		}
		inner := "From: Li Na <li@agency.example>\nTo: log@agency.example\nSubject: " + m.subject + "\nDate: Tue, 03 Mar 2026 09:50:00 +0000\nMessage-ID: <inner@agency.example>\n\n" + m.text + "\n"
		forwards = append(forwards, as(hostileMail{subject: "Fwd: FYI", fields: "Content-Type: multipart/mixed; boundary=c\n", text: "--c\nContent-Type: text/plain\n\nFYI\n--c\nContent-Type: message/rfc822\n\n" + inner + "\n--c--"}, hostileTom+", proved", hostileEve+", proved", hostileLi)...)
		hidden = append(hidden, hostileMail{from: hostileLi, proved: true, subject: "Hello", to: "log@agency.example", page: "<p style='display:none'>" + m.subject + "<br>" + m.text + "</p><p style='font-size:0'>" + m.subject + "</p><p>Thank you for the flowers, they are lovely.</p>"})
		m.age = 72 * time.Hour
		old = append(old, m)
	}
	return append(rows,
		hostileRow{attack: "another Rapport's mail", mustNot: "command anything", mails: machines},
		hostileRow{attack: "a command inside a forwarded mail", mustNot: "command anything", mails: forwards, may: mereMail()},
		hostileRow{attack: "a command that nobody sees", mustNot: "command anything", mails: hidden},
		hostileRow{attack: "a command of three days ago", mustNot: "command anything", mails: old},
	)
}
