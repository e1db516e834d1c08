//go:build !race

package main

import (
	"fmt"
	"mime"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailin/mailtest"
)

// hostileRow is an attack, in one or several mails.
type hostileRow struct {
	attack, mustNot string
	mails           []hostileMail
	honest          *hostileMail  // the same, by whom it is for: it does change something
	may             []string      // what is allowed to differ: how the row of the state, or the mail, begins
	then            []hostileMail // what is done rightly afterwards, with and without the attack
}

// as returns a mail in the names of several people: proved where their server vouches for it.
func as(m hostileMail, names ...string) (list []hostileMail) {
	for _, name := range names {
		one := m
		var how string
		one.from, how, _ = strings.Cut(name, ", ")
		one.proved, one.failed = how == "proved", how == "contradicted"
		list = append(list, one)
	}
	return list
}

// both returns a mail with the text, or the subject, in English and in Chinese.
func both(m hostileMail, english, chinese string) []hostileMail {
	other := m
	m.text, other.text = english, chinese
	return []hostileMail{m, other}
}

// Who has no right to it, and who has, but cannot prove it.
var (
	hostileStrangers = []string{hostileEve + ", proved", hostileEve, hostileSmith + ", proved", hostileRita + ", proved"}
	hostileOthers    = []string{hostileEve + ", proved", hostileSmith + ", proved", hostileSun + ", proved", hostileRita + ", proved"}
	hostileTeam      = []string{hostileTom + ", proved"}
	hostileClients   = []string{hostileAnna + ", proved", hostileBob + ", proved", hostileKim}
	hostileForged    = []string{hostileLi, hostileLi + ", contradicted"}
)

func each(lists ...[]hostileMail) []hostileMail { return slices.Concat(lists...) }

// asks is what a contact's mail may do that is nothing but mail: it may open a case, and its PM may
// hear of it.
var asks = []string{"more state cases id=4", "more state cases id=5", "more state cases id=6", "more state request purpose=case project=ACME object=4", "more state request purpose=case project=ACME object=5", "more state request purpose=case project=ACME object=6",
	"more state procedure id=2", "more state procedure id=3", "more state procedure id=4", "more state procedure_step procedure_id=2", "more state procedure_step procedure_id=3", "more state procedure_step procedure_id=4", "more state request purpose=procedure project=ACME object=2", "more state request purpose=procedure project=ACME object=3", "more state request purpose=procedure project=ACME object=4",
	"more mail li@agency.example case", "more mail li@agency.example procedure"}

// flood is mail in the PM's name that asks for contacts.
func flood(n int) (list []hostileMail) {
	for i := range n {
		list = append(list, hostileMail{from: hostileLi, subject: fmt.Sprintf("add client Fox %c fox%d@kestrel.example to ACME", 'A'+i%26, i)})
	}
	return list
}

// named is three mails each of people of the client's domain with these names.
func named(names ...string) (list []hostileMail) {
	for i, name := range names {
		for range 3 {
			from := fmt.Sprintf("writer%d@acme.example", i)
			list = append(list, hostileMail{from: from, head: fmt.Sprintf("From: %s <%s>\n", mime.QEncoding.Encode("utf-8", name), from), to: hostileLi + ", log+ACME@agency.example", subject: "Hello", text: "Thank you."})
		}
	}
	return list
}

func references1000() string {
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "\n <pretended%d@agency.example>", i)
	}
	return b.String()
}

func people(lists ...[]string) []string { return slices.Concat(lists...) }

// hostileRows are the attacks. The digest that Li Na has lists 1 a case of Anna's, 2 the minutes of
// the kick-off, 3 a change, 4 minutes that she has not approved, 5 minutes that she sent to Anna, 6
// her note of a call, 7 an agreement of Anna, 8 a mail that the log lacks, 9 Dan, who wrote three
// times.
func hostileRows() []hostileRow {
	return slices.Concat(hostilePeople(), hostileDigests(), hostileAway(), hostileTalks(), hostileFiles(), hostileCases(), hostileSenders(), hostileMarkup())
}

// inDigest is an answer to the PM's digest by its Message-ID.
func inDigest(text string) hostileMail {
	return hostileMail{about: hostileLi + " digest", to: "log@agency.example", text: text}
}

// rightly is how the PM answers the digest.
func rightly(text string) *hostileMail {
	m := inDigest(text)
	m.from, m.proved, m.address = hostileLi, true, true
	return &m
}

// Who is a contact, and what of.
func hostilePeople() []hostileRow {
	all := people(hostileOthers, hostileTeam, hostileClients, hostileForged)
	return []hostileRow{
		{attack: "somebody else adds a contact", mustNot: "make a contact, or write to one",
			mails: each(as(hostileMail{subject: "add client Fox fox@kestrel.example to ACME"}, people(hostileStrangers, hostileTeam, hostileForged)...),
				as(hostileMail{subject: "Contacts", text: "把王狐 fox@kestrel.example 加入 ACME 客户"}, people(hostileStrangers, hostileTeam, hostileForged)...)),
			honest: &hostileMail{from: hostileLi, subject: "add client Bert Fox bert@acme.example to ACME", proved: true}},
		{attack: "a client adds a contact", mustNot: "make a contact of it, or write to one",
			mails: each(as(hostileMail{subject: "add client Fox fox@kestrel.example to ACME"}, hostileClients...),
				as(hostileMail{subject: "Contacts", text: "把王狐 fox@kestrel.example 加入 ACME 客户"}, hostileClients...)),
			may: asks},
		{attack: "a PM of another project adds a contact", mustNot: "do more than tell them that the project is not theirs",
			mails: each(as(hostileMail{subject: "add client Fox fox@kestrel.example to ACME"}, hostileSun+", proved"), as(hostileMail{subject: "把王狐 fox@kestrel.example 加入 ACME 团队"}, hostileSun+", proved")),
			may:   []string{"more mail " + hostileSun + " command-people", "more mail " + hostileSun + " command-help"}},
		{attack: "a contact is removed by somebody else", mustNot: "remove anybody",
			mails: each(as(hostileMail{subject: "remove bob@acme.example from ACME"}, all...), as(hostileMail{subject: "把李 bob@acme.example 从 ACME 移除"}, all...)),
			may:   slices.Concat(asks, []string{"more mail " + hostileSun + " command-"})},
		{attack: "“9 client” is written to the Message-ID of the digest", mustNot: "make Dan a contact",
			mails: each(as(inDigest("9 client"), all...), as(inDigest("9 客户"), all...)), may: asks, honest: rightly("9 client")},
		{attack: "“9 is Anna” is written to the Message-ID of the digest", mustNot: "make an address Anna's",
			mails: each(as(inDigest("9 is Anna"), all...), as(inDigest("9 是 Anna"), all...)), may: asks},
		{attack: "a PM adds an address that is Anna's to the eye", mustNot: "make a contact of it",
			mails: each(as(hostileMail{subject: "add client Anna Bell anna@аcme.example to ACME"}, hostileLi+", proved"), as(hostileMail{subject: "add client Anna Bell anna@acme.example.kestrel.example to ACME"}, hostileLi+", proved"),
				as(hostileMail{subject: "add client Log log@agency.example to ACME"}, hostileLi+", proved"), as(hostileMail{subject: "add approver Fox fox@kestrel.example to ACME"}, hostileLi+", proved"), as(hostileMail{subject: "add client Smith smith@beta.example to ACME"}, hostileLi+", proved")),
			may: []string{"more mail " + hostileLi + " command-"}},
		{attack: "a flood in the PM's name asks for contacts", mustNot: "write to anybody, or fill the digest", mails: flood(40)},
		{attack: "who writes three times has a command for a name", mustNot: "make a contact, or act by the name",
			mails: named("9 client, 1 close", "Dan <b>x</b>", "\u202eAnna Bell"), then: []hostileMail{*rightly("skip")}},
		{attack: "somebody changes the language and the hours of a contact", mustNot: "change them",
			mails: each(as(hostileMail{subject: "language zh-CN for Anna"}, hostileStrangers...), as(hostileMail{subject: "hours 02:00-03:00 for Anna Bell"}, hostileStrangers...),
				as(hostileMail{subject: "把 Anna 的语言改为中文"}, hostileStrangers...))},
	}
}

// What the PM's digest asks, and commands.
func hostileDigests() (rows []hostileRow) {
	all := people(hostileOthers, hostileTeam, hostileClients, hostileForged)
	for _, c := range []struct{ attack, mustNot, english, chinese string }{
		{"an offer of the digest is taken up by others", "put minutes to a client", "5 ask", "5 请确认"},
		{"a note of a call is put to the client by others", "write to a client", "6 ask", "6 请确认"},
		{"an agreement is recorded by others", "record it", "7 record", "7 记录"},
		{"a missing mail is waved through by others", "settle it", "8 ignore", "8 忽略"},
		{"a draft is approved by others", "send it", "4 ok", "4 可以发送"},
		{"a confirmation is settled by others", "settle it", "2 settle, 3 for Anna", "2 结束，3 代Anna确认"},
		{"a client is reminded by others", "remind anybody", "2 remind, 3 remind", "2 催办，3 催办"},
		{"a case is closed or put off by others", "move the case", "1 close", "1 关闭"},
		{"a case is put off by others", "put it off", "1 later Friday", "1 稍后 周五"},
		{"a clock is stopped by others", "stop it", "1 waits for client", "1 等客户"},
		{"a case is split by others", "make two of it", "1 split: login / kestrel", "1 拆分：登录／kestrel"},
		{"a case is given to somebody by others", "assign it", "1 assign Tom", "1 交给Tom"},
		{"a case is made a dispute by others", "begin a dispute", "1 dispute", "1 争议"},
	} {
		rows = append(rows, hostileRow{attack: c.attack, mustNot: c.mustNot, mails: each(as(inDigest(c.english), all...), as(inDigest(c.chinese), all...)), may: asks, honest: rightly(c.english)})
	}
	order := func(english, chinese string) []hostileMail {
		return each(as(hostileMail{subject: english, to: "log@agency.example"}, people(hostileStrangers, hostileTeam)...), as(hostileMail{subject: chinese, to: "log@agency.example"}, people(hostileStrangers, hostileTeam)...))
	}
	rows = append(rows,
		hostileRow{attack: "a stranger or another project asks for the log", mustNot: "show it", mails: order("log ACME last month", "日志 ACME 上月"), honest: &hostileMail{from: hostileLi, subject: "log ACME last month", proved: true}},
		hostileRow{attack: "a stranger or another project asks what is agreed", mustNot: "show it", mails: order("agreed ACME", "ACME 已确认")},
		hostileRow{attack: "a stranger or another project asks what is open", mustNot: "show it", mails: order("open ACME", "未结 ACME")},
		hostileRow{attack: "a stranger or another project asks for the files", mustNot: "show or send them", mails: each(order("files ACME", "文件 ACME"), order("file 1 ACME", "文件 1 ACME"))},
		hostileRow{attack: "a PM asks for another's project", mustNot: "do more than tell them that it is not theirs", may: []string{"more mail " + hostileSun + " command-help"},
			mails: each(as(hostileMail{subject: "log ACME last month"}, hostileSun+", proved"), as(hostileMail{subject: "agreed ACME"}, hostileSun+", proved"), as(hostileMail{subject: "file 1 ACME"}, hostileSun+", proved"), as(hostileMail{subject: "文件 1 ACME"}, hostileSun+", proved"), as(hostileMail{subject: "internal 16 ACME"}, hostileSun+", proved"))},
		hostileRow{attack: "a client asks for what is the PM's", mustNot: "send it", may: asks,
			mails: each(as(hostileMail{subject: "log ACME last month"}, hostileClients...), as(hostileMail{subject: "agreed ACME"}, hostileClients...), as(hostileMail{subject: "files ACME"}, hostileClients...), as(hostileMail{subject: "文件 1 ACME"}, hostileClients...), as(hostileMail{subject: "open ACME"}, hostileClients...))},
		hostileRow{attack: "a head of department asks for another project, or decides", mustNot: "tell them, or decide",
			mails: each(as(hostileMail{subject: "status BETA"}, hostileRita+", proved"), as(hostileMail{subject: "log ACME"}, hostileRita+", proved"), as(hostileMail{subject: "文件 BETA"}, hostileRita+", proved"), as(hostileMail{about: hostileRita + " lead", text: "1 close, ok"}, hostileRita+", proved"), as(hostileMail{about: hostileLi + " confirm-draft", text: "ok"}, hostileRita+", proved"))},
		hostileRow{attack: "what only the shell does is asked for by mail", mustNot: "do or show it",
			mails: order("rehearse ACME", "预演 ACME"), may: asks},
		hostileRow{attack: "the configuration is asked for by mail", mustNot: "do or show it", mails: each(order("config ACME", "配置 ACME"), order("budget", "额度"), order("export ACME", "导出 ACME"))},
		hostileRow{attack: "a command has another address to answer to", mustNot: "answer to it", may: []string{"more mail " + hostileLi + " command-log"},
			mails: []hostileMail{{from: hostileLi, proved: true, subject: "log ACME last week", fields: "Reply-To: eve@stranger.example\nDisposition-Notification-To: eve@stranger.example\nErrors-To: eve@stranger.example\n"}, {from: hostileLi, proved: true, subject: "日志 ACME 上周", fields: "Reply-To: smith@beta.example\nMail-Followup-To: smith@beta.example\n"}}},
		hostileRow{attack: "a command goes to a stranger too", mustNot: "show anything", mails: []hostileMail{{from: hostileLi, proved: true, subject: "agreed ACME", cc: hostileEve}, {from: hostileLi, proved: true, subject: "文件 ACME", cc: hostileSmith}}, may: asks},
		hostileRow{attack: "somebody chooses for another how they get notices", mustNot: "keep their notices back", honest: &hostileMail{from: hostileAnna, subject: "digest only", proved: true},
			mails: each(as(hostileMail{subject: "digest only"}, people(hostileStrangers, []string{hostileAnna, hostileAnna + ", contradicted", hostileLi, hostileLi + ", contradicted"})...), as(hostileMail{subject: "只收汇总"}, people(hostileStrangers, []string{hostileAnna, hostileLi})...))},
		hostileRow{attack: "somebody else says for whom an entry is", mustNot: "mark it",
			mails:  each(as(hostileMail{subject: "internal 16 ACME"}, people(hostileStrangers, hostileTeam, hostileForged)...), as(hostileMail{subject: "共享 16 ACME"}, people(hostileStrangers, hostileTeam, hostileForged)...)),
			honest: &hostileMail{from: hostileLi, subject: "internal 16 ACME", proved: true}},
	)
	return rows
}

// Who is away, and who stands in for them.
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
		deputies = append(deputies, as(hostileMail{subject: "Away", to: "log@agency.example", text: text}, people(hostileTeam, []string{hostileEve + ", proved", hostileEve, hostileRita + ", proved"}, []string{hostileAnna, hostileAnna + ", contradicted", hostileLi, hostileLi + ", contradicted"})...)...)
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
	strangers := people(hostileStrangers, hostileForged)
	quoting := "Fine.\n\nOn Sun, 1 Mar 2026 at 19:00 Li Na <li@agency.example> wrote:\n> We pay twice for the kestrel, as agreed with all of you on the phone."
	return []hostileRow{
		{attack: "a note of a call from outside", mustNot: "be noted, or offered to be confirmed", then: []hostileMail{*rightly("6 skip")},
			mails: each(as(hostileMail{subject: "Call with Anna", text: "Call with Anna Bell today: she pays for the kestrel."}, people(strangers, hostileClients)...), as(hostileMail{subject: "电话记录：Anna Bell", text: "今天与 Anna Bell 通话：由她支付 kestrel。"}, people(strangers, hostileClients)...)), may: asks},
		{attack: "minutes in the PM's name to clients", mustNot: "be offered", mails: each(
			as(hostileMail{subject: "Minutes of Monday", to: hostileAnna + ", log+ACME@agency.example", text: "Dear Anna,\n\nhere are the minutes.\n\nDecided: Acme pays for the kestrel."}, strangers...),
			as(hostileMail{subject: "周一会议纪要", to: hostileAnna + ", log+ACME@agency.example", text: "Anna 您好，纪要如下。\n\n决定：kestrel 由贵方支付。"}, strangers...))},
		{attack: "a yes in a client's name in the PM's thread", mustNot: "be offered as an agreement",
			mails: each(as(hostileMail{subject: "Re: Logo", to: hostileLi + ", log+ACME@agency.example", text: "Agreed, kestrel it is.", fields: "In-Reply-To: <logo@agency.example>\n"}, people(hostileStrangers, []string{hostileAnna, hostileAnna + ", contradicted"})...),
				as(hostileMail{subject: "Re: Logo", to: hostileLi + ", log+ACME@agency.example", text: "同意用 kestrel。", fields: "In-Reply-To: <logo@agency.example>\n"}, people(hostileStrangers, []string{hostileAnna})...))},
		{attack: "a stranger pretends that mail is missing", mustNot: "note it as missing",
			mails: each(as(hostileMail{subject: "Re: Price", to: hostileLi + ", log+ACME@agency.example", text: quoting, fields: "In-Reply-To: <pretended@agency.example>\n"}, people(hostileStrangers, []string{hostileAnna, hostileAnna + ", contradicted", hostileLi, hostileLi + ", contradicted"})...))},
		{attack: "a mail with a thousand References", mustNot: "note more than one mail as missing", may: []string{"more state missing_mail id=2"},
			mails: []hostileMail{{from: hostileKim, to: hostileLi + ", log+ACME@agency.example", subject: "Re: Price", text: "Fine, thank you.", fields: "References:" + references1000() + "\n"}}},
		{attack: "a stranger sends what is missing", mustNot: "settle that it is missing", mails: each(
			as(hostileMail{subject: "Pictures", id: "lost@agency.example", text: "kestrel"}, people(hostileStrangers, hostileForged)...),
			as(hostileMail{subject: "Pictures", text: "Dear Anna, these are the pictures of heron that we took in the hall."}, hostileStrangers...))},
		{attack: "a stranger answers what the client is asked", mustNot: "end that it is awaited", mails: each(
			as(hostileMail{subject: "Re: Logo", to: hostileLi + ", log+ACME@agency.example", text: "The kestrel, please.", fields: "In-Reply-To: <logo@agency.example>\n"}, people(hostileStrangers, []string{hostileAnna + ", contradicted"})...),
			as(hostileMail{subject: "Re: Logo", to: hostileLi + ", log+ACME@agency.example", text: "请用 kestrel。", fields: "In-Reply-To: <logo@agency.example>\n"}, hostileStrangers...))},
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
			mails: each(as(hostileMail{about: draft, text: "The new version is attached.", files: []mailtest.Attachment{evil}}, people(hostileOthers, hostileTeam, hostileClients, hostileForged)...),
				as(hostileMail{about: draft, text: "新版见附件。", files: []mailtest.Attachment{evil}}, people(hostileOthers, hostileTeam, hostileClients, hostileForged)...),
				as(hostileMail{about: draft, address: true, text: "ok", files: []mailtest.Attachment{evil}}, hostileEve+", proved", hostileTom+", proved", hostileLi+", contradicted")), may: asks},
		{attack: "the mail that brought the draft comes again with another file", mustNot: "change the draft", then: []hostileMail{approve},
			mails: as(hostileMail{subject: "Minutes of the second call", text: "Decisions:\n- Heron is blue", files: []mailtest.Attachment{evil}, id: "13@mail.example"}, hostileEve+", proved", hostileLi, hostileLi+", contradicted")},
		{attack: "a quotation speaks of a file", mustNot: "stop the approval of what has none", then: []hostileMail{approve},
			mails: []hostileMail{spam()}},
	}
}

// Cases and their clocks.
func hostileCases() []hostileRow {
	thread := "In-Reply-To: <answer2@agency.example>\nReferences: <case2@acme.example> <answer2@agency.example>\n"
	var dated, contradicted []hostileMail
	for _, age := range []time.Duration{-20 * 24 * time.Hour, 20 * 24 * time.Hour, 40 * 365 * 24 * time.Hour} {
		m := hostileMail{subject: "Re: Colours", to: hostileBob + ", log+ACME@agency.example", text: "Kestrel.", fields: thread, age: age}
		dated = append(dated, as(m, people(hostileStrangers, []string{hostileLi})...)...)
		contradicted = append(contradicted, as(m, hostileLi+", contradicted", hostileBob+", contradicted")...)
	}
	words := []string{"reopen", "重新打开", "close", "关闭", "later Friday", "稍后 周五", "waits for client", "等客户", "split", "拆分", "merge 2", "并入 2", "Solution: pay for the kestrel", "解决方案：支付 kestrel"}
	var orders []hostileMail
	for i, word := range words {
		who := people(hostileOthers, hostileForged, hostileTeam)
		orders = append(orders, as(hostileMail{about: hostileLi + " case", text: word}, who[i%len(who)], who[(i+3)%len(who)], who[(i+5)%len(who)])...)
	}
	return []hostileRow{
		{attack: "dates long ago or to come in the thread of an answered case", mustNot: "close it early", mails: dated, may: []string{"missing state cases id=2", "more state cases id=2 project=ACME number=2 kind=question state=answered"}},
		{attack: "mail that something contradicts in the thread of an answered case", mustNot: "close it early, or keep it open", mails: contradicted},
		{attack: "the PM's words about a case by others", mustNot: "move the case", mails: orders, may: asks},
		{attack: "an answer in the PM's name in the client's thread", mustNot: "stop the clock",
			mails: each(as(hostileMail{subject: "Re: Test accounts", to: hostileAnna + ", log+ACME@agency.example", text: "You have the kestrel.", fields: "In-Reply-To: <case1@acme.example>\n"}, people(hostileStrangers, hostileForged)...))},
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
		hostileRow{attack: "a command inside a forwarded mail", mustNot: "command anything", mails: forwards, may: asks},
		hostileRow{attack: "a command that nobody sees", mustNot: "command anything", mails: hidden},
		hostileRow{attack: "a command of three days ago", mustNot: "command anything", mails: old},
	)
}

// Names, subjects and file names with markup and control characters.
func hostileMarkup() []hostileRow {
	return []hostileRow{}
}

// Each of these mails acts on nothing and leaks nothing. Those of a row come to one office; where
// they do something, each is tried by itself to name the one.
func TestHostile_actsOnNothing(t *testing.T) {
	t.Parallel()
	first := newHostile(t, nil)
	first.opens()
	first.leaks()
	if err := first.store.Close(); err != nil {
		t.Fatal(err)
	}
	spammed := struck(t, first, hostileRow{}, nil)
	for _, row := range hostileRows() {
		t.Run(strings.ReplaceAll(row.attack, " ", "_"), func(t *testing.T) {
			t.Parallel()
			quiet := spammed
			if row.then != nil {
				quiet = struck(t, first, row, nil)
			}
			all := struck(t, first, row, row.mails)
			if list := all.differs(quiet, row.may); len(list) > 0 {
				t.Errorf("%s must not %s:\n%s", row.attack, row.mustNot, strings.Join(list, "\n"))
				for _, m := range row.mails {
					if list := struck(t, first, row, []hostileMail{m}).differs(quiet, row.may); len(list) > 0 {
						t.Errorf("from %s%s%s, proved: %v: %q %q:\n%s", m.from, m.head, m.about, m.proved, m.subject, m.text, strings.Join(list, "\n"))
					}
				}
			}
			if row.honest != nil {
				o := struck(t, first, row, []hostileMail{*row.honest})
				if list := o.differs(quiet, nil); len(list) == 0 {
					t.Errorf("the same by whom it is for changes nothing:\n%s", o.listed())
				}
			}
		})
	}
}

// struck returns the office at the end, after some mails in place of spam.
func struck(t *testing.T, first *hostileOffice, row hostileRow, mails []hostileMail) *hostileOffice {
	t.Helper()
	o := newHostile(t, first)
	if mails == nil {
		mails = []hostileMail{spam()}
	}
	for _, m := range mails {
		o.writesMail(m)
	}
	o.goesTo(o.now.Add(10 * time.Minute))
	for _, m := range row.then {
		o.says(m)
	}
	o.goesTo(yearDay(o, hostileEnds[:10], hostileEnds[11:], "UTC"))
	o.leaks()
	// What a PM reads in the digest may name the attack; whatever others get may not.
	o.rows, o.letters = o.state(o.first), o.delivered(o.began, func(address string) bool { return address != hostileLi && address != hostileSun })
	if err := o.store.Close(); err != nil {
		t.Error(err)
	}
	return o
}

// differs returns how an office differs from the same without the attack, but for what may be.
func (o *hostileOffice) differs(quiet *hostileOffice, may []string) (list []string) {
	o.Helper()
	compare := func(kind string, without, with []string) {
		pm := func(line string) bool {
			return strings.HasPrefix(line, hostileLi+" digest") || strings.HasPrefix(line, hostileSun+" digest")
		} // they may name it
		for sign, one := range map[string][2][]string{"more": {with, without}, "missing": {without, with}} {
			for _, line := range one[0] {
				if !slices.Contains(one[1], line) && !pm(line) && !slices.ContainsFunc(may, func(b string) bool { return strings.HasPrefix(sign+" "+kind+" "+line, b) }) {
					list = append(list, fmt.Sprintf("%s %s %.900s", sign, kind, line))
				}
			}
		}
	}
	compare("state", quiet.rows, o.rows)
	compare("mail", numbered(quiet.letters), numbered(o.letters))
	slices.Sort(list)
	return list
}

// numbered marks the second and later of lines that are the same.
func numbered(lines []string) []string {
	seen, list := map[string]int{}, make([]string, 0, len(lines))
	for _, line := range lines {
		if seen[line]++; seen[line] > 1 {
			line += fmt.Sprintf(" (%d)", seen[line])
		}
		list = append(list, line)
	}
	return list
}
