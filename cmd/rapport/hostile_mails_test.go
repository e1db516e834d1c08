//go:build !race

package main

import (
	"rapport/mailin/mailtest"
)

// opens brings both projects to where everything is open, and the first digest has been sent.
func (o *hostileOffice) opens() {
	o.Helper()
	heron := wordFile(o, "heron.docx", "Decisions", "- Heron opens on 17 April")
	plan := wordFile(o, "heron plan.docx", "Heron: build, test, launch")
	o.goesTo(yearDay(o, "2026-03-02", "09:00", "UTC"))
	for _, who := range []string{hostileLi, hostileTom, hostileRita, hostileAnna, hostileBob, hostileSun, hostileSmith} { // whose mail is proved as a rule
		for range 2 {
			o.writesMail(hostileMail{from: who, to: "log@agency.example", subject: "Hello", text: "FYI", proved: true})
		}
	}
	o.says(hostileMail{from: hostileLi, subject: "Minutes of the kick-off", text: "Decisions:\n- Heron opens on 17 April", files: []mailtest.Attachment{heron}})
	o.says(hostileMail{from: hostileLi, about: hostileLi + " confirm-draft", address: true, text: "ok"})
	o.last(hostileAnna + " confirm")
	o.says(hostileMail{from: hostileAnna, subject: "Test accounts", text: "When can we use the test accounts?", id: "case1@acme.example"})
	o.says(hostileMail{from: hostileBob, subject: "Colours", text: "Which colours does the shop have?", id: "case2@acme.example"})
	o.says(hostileMail{from: hostileLi, to: hostileBob + ", log+ACME@agency.example", subject: "Re: Colours", text: "Blue and white.", fields: "In-Reply-To: <case2@acme.example>\n", id: "answer2@agency.example"})
	o.says(hostileMail{from: hostileAnna, subject: "Order form", text: "Please change the order form: add a field for the cost centre."})
	o.says(hostileMail{from: hostileLi, about: hostileLi + " procedure", address: true, text: "Scope: one more field.\nTime: two days more.\nCost: EUR 800."})
	o.says(hostileMail{from: hostileLi, about: hostileLi + " confirm-draft", address: true, text: "ok"})
	o.says(hostileMail{from: hostileLi, subject: "Minutes of the second call", text: "Decisions:\n- Heron is blue", files: []mailtest.Attachment{plan}})
	o.says(hostileMail{from: hostileSun, to: "log+BETA@agency.example", subject: "Minutes of the orchid talk", text: "Decisions:\n- Orchid opens in May", files: []mailtest.Attachment{wordFile(o, "orchid.docx", "Orchid opens in May")}})
	o.says(hostileMail{from: hostileSun, about: hostileSun + " confirm-draft", address: true, text: "ok"})
	o.goesTo(yearDay(o, "2026-03-02", "11:30", "UTC")) // the survey is out
	o.last(hostileAnna + " survey")
	o.says(hostileMail{from: hostileLi, to: hostileAnna + ", log+ACME@agency.example", subject: "Minutes of our call", text: "Dear Anna,\n\nhere are the minutes of our call.\n\nDecided: heron gets a blog.\nDecided: it opens in May.\n\nLi Na"})
	o.says(hostileMail{from: hostileLi, to: hostileAnna + ", log+ACME@agency.example", subject: "Logo", text: "Dear Anna,\n\nwhich logo shall we use?\n\nLi Na", id: "logo@agency.example"})
	o.says(hostileMail{from: hostileLi, subject: "Call with Anna", text: "Call with Anna Bell today: she wants heron in blue."})
	o.says(hostileMail{from: hostileAnna, to: hostileLi + ", log+ACME@agency.example", subject: "Re: Pictures", text: "Thank you, they are fine.\n\nOn Sun, 1 Mar 2026 at 18:00 Li Na <li@agency.example> wrote:\n> Dear Anna, these are the pictures of heron that we took in the hall.", fields: "In-Reply-To: <lost@agency.example>\n"})
	for range 3 {
		o.says(hostileMail{from: "dan@acme.example", to: hostileLi + ", log+ACME@agency.example", subject: "Re: Logo", text: "The logo is on our site.", fields: "In-Reply-To: <logo2@agency.example>\n"})
	}
	o.says(hostileMail{from: hostileAnna, to: "log@agency.example", subject: "Away", text: "deputy Bob Lee bob@acme.example until 9 March"})
	o.goesTo(yearDay(o, hostileStrike[:10], hostileStrike[11:], "UTC"))
}

// spam is what the same office gets where nobody attacks it.
func spam() hostileMail {
	return hostileMail{from: hostileEve, to: "log@agency.example", subject: "Office chairs", text: "Office chairs at half the price.", fields: "List-Unsubscribe: <mailto:x@stranger.example>\nPrecedence: bulk\n"}
}
