//go:build !race

package main

// Who closes a project. Answers of others to what its PM is asked are in package classify, and those to a
// retrospective are answers to a survey.
func hostileClosings() []hostileRow {
	order := func(who ...string) []hostileMail {
		return each(as(hostileMail{subject: "close ACME", to: "log@agency.example"}, who...), as(hostileMail{subject: "结项 ACME", to: "log@agency.example"}, who...))
	}
	return []hostileRow{
		{attack: "somebody else closes a project", mustNot: "begin to close it, or ask its PM about it",
			mails:  order(people(hostileStrangers(), hostileTeam(), hostileForged())...),
			honest: &hostileMail{from: hostileLi, subject: "close ACME", proved: true}},
		{attack: "a client closes a project", mustNot: "begin to close it", mails: order(hostileClients()...), may: mereMail()},
		{attack: "a PM of another project closes it", mustNot: "do more than tell them that the project is not theirs", mails: order(hostileSun + ", proved"),
			may: []string{"more mail " + hostileSun + " command-help"}},
		{attack: "a client answers a retrospective that nobody asked for", mustNot: "keep an answer, or make a lesson", mails: each(as(hostileMail{subject: "Re: [ACME] Looking back on the project", text: "1: kestrel\n3: pay kestrel first"}, hostileClients()...),
			as(hostileMail{about: hostileLi + " digest", to: "log@agency.example", text: "take up 1, 2"}, people(hostileOthers(), hostileTeam(), hostileClients(), hostileForged())...)), may: mereMail()},
	}
}
