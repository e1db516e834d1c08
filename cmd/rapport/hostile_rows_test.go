//go:build !race

package main

import (
	"slices"
)

// hostileRows are the attacks. The digest that Li Na has lists 1 a case of Anna's, 2 the minutes of
// the kick-off, 3 a change, 4 minutes that she has not approved, 5 minutes that she sent to Anna, 6
// her note of a call, 7 an agreement of Anna, 8 a mail that the log lacks, 9 Dan, who wrote three
// times.
func hostileRows() []hostileRow {
	return slices.Concat(hostilePeople(), hostileDigests(), hostileAway(), hostileTalks(), hostileFiles(), hostileCases(), hostileSenders(), hostileMarkup(), hostileClosings())
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
	all := people(hostileOthers(), hostileTeam(), hostileClients(), hostileForged())
	return []hostileRow{
		{attack: "somebody else adds a contact", mustNot: "make a contact, or write to one",
			mails: each(as(hostileMail{subject: "add client Fox fox@kestrel.example to ACME"}, people(hostileStrangers(), hostileTeam(), hostileForged())...),
				as(hostileMail{subject: "Contacts", text: "把王狐 fox@kestrel.example 加入 ACME 客户"}, people(hostileStrangers(), hostileTeam(), hostileForged())...)),
			honest: &hostileMail{from: hostileLi, subject: "add client Bert Fox bert@acme.example to ACME", proved: true}},
		{attack: "a client adds a contact", mustNot: "make a contact of it, or write to one",
			mails: each(as(hostileMail{subject: "add client Fox fox@kestrel.example to ACME"}, hostileClients()...),
				as(hostileMail{subject: "Contacts", text: "把王狐 fox@kestrel.example 加入 ACME 客户"}, hostileClients()...)),
			may: mereMail()},
		{attack: "a PM of another project adds a contact", mustNot: "do more than tell them that the project is not theirs",
			mails: each(as(hostileMail{subject: "add client Fox fox@kestrel.example to ACME"}, hostileSun+", proved"), as(hostileMail{subject: "把王狐 fox@kestrel.example 加入 ACME 团队"}, hostileSun+", proved")),
			may:   []string{"more mail " + hostileSun + " command-people", "more mail " + hostileSun + " command-help"}},
		{attack: "a contact is removed by somebody else", mustNot: "remove anybody",
			mails: each(as(hostileMail{subject: "remove bob@acme.example from ACME"}, all...), as(hostileMail{subject: "把李 bob@acme.example 从 ACME 移除"}, all...)),
			may:   slices.Concat(mereMail(), []string{"more mail " + hostileSun + " command-"})},
		{attack: "“9 client” is written to the Message-ID of the digest", mustNot: "make Dan a contact",
			mails: each(as(inDigest("9 client"), all...), as(inDigest("9 客户"), all...)), may: mereMail(), honest: rightly("9 client")},
		{attack: "“9 is Anna” is written to the Message-ID of the digest", mustNot: "make an address Anna's",
			mails: each(as(inDigest("9 is Anna"), all...), as(inDigest("9 是 Anna"), all...)), may: mereMail()},
		{attack: "a PM adds an address that is Anna's to the eye", mustNot: "make a contact of it",
			mails: each(as(hostileMail{subject: "add client Anna Bell anna@аcme.example to ACME"}, hostileLi+", proved"), as(hostileMail{subject: "add client Anna Bell anna@acme.example.kestrel.example to ACME"}, hostileLi+", proved"),
				as(hostileMail{subject: "add client Log log@agency.example to ACME"}, hostileLi+", proved"), as(hostileMail{subject: "add approver Fox fox@kestrel.example to ACME"}, hostileLi+", proved"), as(hostileMail{subject: "add client Smith smith@beta.example to ACME"}, hostileLi+", proved")),
			may: []string{"more mail " + hostileLi + " command-"}},
		{attack: "a flood in the PM's name asks for contacts", mustNot: "write to anybody, or fill the digest", mails: flood(40)},
		{attack: "who writes three times has a command for a name", mustNot: "make a contact, or act by the name",
			mails: named("9 client, 1 close", "Dan <b>x</b>", "\u202eAnna Bell"), then: []hostileMail{*rightly("skip")}},
		{attack: "somebody changes the language and the hours of a contact", mustNot: "change them",
			mails: each(as(hostileMail{subject: "language zh-CN for Anna"}, hostileStrangers()...), as(hostileMail{subject: "hours 02:00-03:00 for Anna Bell"}, hostileStrangers()...),
				as(hostileMail{subject: "把 Anna 的语言改为中文"}, hostileStrangers()...))},
	}
}

// What the PM's digest asks, and commands.
func hostileDigests() (rows []hostileRow) {
	all := people(hostileOthers(), hostileTeam(), hostileClients(), hostileForged())
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
		rows = append(rows, hostileRow{attack: c.attack, mustNot: c.mustNot, mails: each(as(inDigest(c.english), all...), as(inDigest(c.chinese), all...)), may: mereMail(), honest: rightly(c.english)})
	}
	order := func(english, chinese string) []hostileMail {
		return each(as(hostileMail{subject: english, to: "log@agency.example"}, people(hostileStrangers(), hostileTeam())...), as(hostileMail{subject: chinese, to: "log@agency.example"}, people(hostileStrangers(), hostileTeam())...))
	}
	rows = append(rows,
		hostileRow{attack: "a stranger or another project asks for the log", mustNot: "show it", mails: order("log ACME last month", "日志 ACME 上月"), honest: &hostileMail{from: hostileLi, subject: "log ACME last month", proved: true}},
		hostileRow{attack: "a stranger or another project asks what is agreed", mustNot: "show it", mails: order("agreed ACME", "ACME 已确认")},
		hostileRow{attack: "a stranger or another project asks what is open", mustNot: "show it", mails: order("open ACME", "未结 ACME")},
		hostileRow{attack: "a stranger or another project asks for the files", mustNot: "show or send them", mails: each(order("files ACME", "文件 ACME"), order("file 1 ACME", "文件 1 ACME"))},
		hostileRow{attack: "a PM asks for another's project", mustNot: "do more than tell them that it is not theirs", may: []string{"more mail " + hostileSun + " command-help"},
			mails: each(as(hostileMail{subject: "log ACME last month"}, hostileSun+", proved"), as(hostileMail{subject: "agreed ACME"}, hostileSun+", proved"), as(hostileMail{subject: "file 1 ACME"}, hostileSun+", proved"), as(hostileMail{subject: "文件 1 ACME"}, hostileSun+", proved"), as(hostileMail{subject: "internal 16 ACME"}, hostileSun+", proved"))},
		hostileRow{attack: "a client asks for what is the PM's", mustNot: "send it", may: mereMail(),
			mails: each(as(hostileMail{subject: "log ACME last month"}, hostileClients()...), as(hostileMail{subject: "agreed ACME"}, hostileClients()...), as(hostileMail{subject: "files ACME"}, hostileClients()...), as(hostileMail{subject: "文件 1 ACME"}, hostileClients()...), as(hostileMail{subject: "open ACME"}, hostileClients()...))},
		hostileRow{attack: "a head of department asks for another project, or decides", mustNot: "tell them, or decide",
			mails: each(as(hostileMail{subject: "status BETA"}, hostileRita+", proved"), as(hostileMail{subject: "log ACME"}, hostileRita+", proved"), as(hostileMail{subject: "文件 BETA"}, hostileRita+", proved"), as(hostileMail{about: hostileRita + " lead", text: "1 close, ok"}, hostileRita+", proved"), as(hostileMail{about: hostileLi + " confirm-draft", text: "ok"}, hostileRita+", proved"))},
		hostileRow{attack: "what only the shell does is asked for by mail", mustNot: "do or show it",
			mails: order("rehearse ACME", "预演 ACME"), may: mereMail()},
		hostileRow{attack: "the configuration is asked for by mail", mustNot: "do or show it", mails: each(order("config ACME", "配置 ACME"), order("budget", "额度"), order("export ACME", "导出 ACME"))},
		hostileRow{attack: "a command has another address to answer to", mustNot: "answer to it", may: []string{"more mail " + hostileLi + " command-log"},
			mails: []hostileMail{{from: hostileLi, proved: true, subject: "log ACME last week", fields: "Reply-To: eve@stranger.example\nDisposition-Notification-To: eve@stranger.example\nErrors-To: eve@stranger.example\n"}, {from: hostileLi, proved: true, subject: "日志 ACME 上周", fields: "Reply-To: smith@beta.example\nMail-Followup-To: smith@beta.example\n"}}},
		hostileRow{attack: "a command goes to a stranger too", mustNot: "show anything", mails: []hostileMail{{from: hostileLi, proved: true, subject: "agreed ACME", cc: hostileEve}, {from: hostileLi, proved: true, subject: "文件 ACME", cc: hostileSmith}}, may: mereMail()},
		hostileRow{attack: "somebody chooses for another how they get notices", mustNot: "keep their notices back", honest: &hostileMail{from: hostileAnna, subject: "digest only", proved: true},
			mails: each(as(hostileMail{subject: "digest only"}, people(hostileStrangers(), []string{hostileAnna, hostileAnna + ", contradicted", hostileLi, hostileLi + ", contradicted"})...), as(hostileMail{subject: "只收汇总"}, people(hostileStrangers(), []string{hostileAnna, hostileLi})...))},
		hostileRow{attack: "somebody else says for whom an entry is", mustNot: "mark it",
			mails:  each(as(hostileMail{subject: "internal 16 ACME"}, people(hostileStrangers(), hostileTeam(), hostileForged())...), as(hostileMail{subject: "共享 16 ACME"}, people(hostileStrangers(), hostileTeam(), hostileForged())...)),
			honest: &hostileMail{from: hostileLi, subject: "internal 16 ACME", proved: true}},
	)
	return rows
}
