package demo

import (
	"bytes"
	"time"

	"rapport/mailin/mailtest"
	"rapport/store"
)

// Person is somebody of the demo, with the mail program that they use.
type Person struct {
	Name, Address string
	program       mailtest.Program
}

// LiNa is the PM of the English project.
func LiNa() Person { return Person{"Li Na", "li.na@agency.example", mailtest.Thunderbird} }

// Anna is a client there.
func Anna() Person { return Person{"Anna Wright", "anna.wright@acme.example", mailtest.Gmail} }

// Tom is another client.
func Tom() Person { return Person{"Tom Becker", "tom.becker@acme.example", mailtest.Outlook} }

// Mallory is a stranger who writes in the name of a client.
func Mallory() Person { return Person{"Anna Wright", "mallory@elsewhere.example", mailtest.Gmail} }

func (p Person) mailtest() mailtest.Person { return mailtest.Person{Name: p.Name, Address: p.Address} }

// Reply returns the mail in which a person answers another to where it asks for, as
// their program writes it, with a quotation.
func Reply(from Person, m *store.Message, text string) []byte {
	to := m.From
	if len(m.ReplyTo) > 0 {
		to = m.ReplyTo[:1]
	}
	return reply(from, m, text, mailtest.Person{Address: to[0].Address})
}

// replyWithCopy returns the mail in which a person answers the sender of another, with the log
// address in copy.
func replyWithCopy(from Person, m *store.Message, text string) []byte {
	return reply(from, m, text, mailtest.Person{Name: m.From[0].Name, Address: m.From[0].Address}, mailtest.Person{Address: User})
}

// reply returns an answer to one person, with others in copy; the server of the last of them
// hands it over.
func reply(from Person, m *store.Message, text string, to mailtest.Person, copies ...mailtest.Person) []byte {
	asked := mailtest.Gmail.Write(mailtest.Letter{From: mailtest.Person{Name: m.From[0].Name, Address: m.From[0].Address}, To: []mailtest.Person{from.mailtest()}, Subject: m.Subject, Date: m.Date, Text: m.Text})
	asked.MessageID = m.MessageID
	l := mailtest.Letter{From: from.mailtest(), To: []mailtest.Person{to}, Cc: copies, Subject: m.Subject, Date: time.Now(), Text: text + "\n", Answers: asked}
	log := append([]mailtest.Person{to}, copies...)[len(copies)]
	return delivered(log.Address, from.program.Write(l))
}

// Letter returns a mail of a person to the log address, or to another, written at a time.
func (p Person) Letter(to, subject, text string, date time.Time) []byte {
	l := mailtest.Letter{From: p.mailtest(), To: []mailtest.Person{{Address: to}}, Subject: subject, Date: date, Text: text + "\n"}
	return delivered(to, p.program.Write(l))
}

// delivered is a mail as the server of the log mailbox hands it over.
func delivered(to string, m *mailtest.Mail) []byte {
	return bytes.Join([][]byte{[]byte("Delivered-To: " + to + "\r\n"), m.Raw}, nil)
}
