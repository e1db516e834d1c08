package mailtest

import (
	"hash/fnv"
	"io"
	"strings"
	"time"
)

// Letter is what a person writes, before a program makes a mail of it.
type Letter struct {
	From    Person
	To, Cc  []Person
	Subject string    // without a prefix such as Re:, which the program adds
	Date    time.Time // in the sender's zone
	// Text is what the sender newly writes. Each line is a paragraph and ends in \n.
	Text        string
	Attachments []Attachment
	// Answers is the mail that this one answers and quotes; nil starts a thread.
	Answers *Mail
}

// Attachment is a file that goes with a letter.
type Attachment struct {
	Name    string
	Type    string // media type
	Content []byte
}

// Mail is a letter as a program wrote it.
type Mail struct {
	Letter             // Subject has its prefix
	Raw        []byte  // RFC 5322, with CRLF
	Program    Program // the program that wrote it
	MessageID  string  // without angle brackets, as References
	References []string

	// What an answer quotes: the text with everything it quotes itself.
	plain, html string
}

// Reply answers everybody who wrote or received a mail, and quotes it below the answer's
// text in the program's way.
func (p Program) Reply(to *Mail, from Person, date time.Time, text string) *Mail {
	return p.Write(Answer(to, from, date, text))
}

// Answer returns the letter that answers everybody who wrote or received a mail.
func Answer(to *Mail, from Person, date time.Time, text string) Letter {
	l := Letter{From: from, Subject: bareSubject(to.Subject), Date: date, Text: text, Answers: to}
	taken := map[string]bool{from.Address: true}
	add := func(list []Person, people ...Person) []Person {
		for _, p := range people {
			if !taken[p.Address] {
				taken[p.Address] = true
				list = append(list, p)
			}
		}
		return list
	}
	l.To = add(add(nil, to.From), to.To...)
	l.Cc = add(nil, to.Cc...)
	if len(l.To) == 0 {
		l.To, l.Cc = l.Cc, nil
	}
	return l
}

// references returns the ids of the thread that a letter continues, the oldest first, as
// RFC 5322 section 3.6.4 asks for in References.
func (l *Letter) references() []string {
	if l.Answers == nil {
		return nil
	}
	return append(l.Answers.References[:len(l.Answers.References):len(l.Answers.References)], l.Answers.MessageID)
}

// unique returns a number that no other letter has, for ids and boundaries.
func (l *Letter) unique() uint64 {
	h := fnv.New64a()
	for _, s := range []string{l.From.Address, l.Date.Format(time.RFC3339Nano), l.Subject, l.Text} {
		io.WriteString(h, s) // writing to a hash never fails
		h.Write([]byte{0})
	}
	return h.Sum64()
}

// prefixes are what programs put before the subject of an answer.
func prefixes() []string { return []string{"Re: ", "RE: ", "回复: ", "回复：", "答复: "} }

func bareSubject(subject string) string {
	for _, prefix := range prefixes() {
		subject = strings.TrimPrefix(subject, prefix)
	}
	return subject
}
