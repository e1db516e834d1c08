//go:build !race

package main

import (
	"fmt"
	"io/fs"
	"log/slog"
	"mime"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/mailin"
	"rapport/mailin/mailtest"
	"rapport/mailout/due"
	"rapport/store"
	"rapport/store/storetest"
)

// Two projects of one office in which everything is open, and mails of people who have no right
// to what they ask for, or cannot prove who they are. The first digest has been sent; whoever
// attacks has seen all mail, but no reply address that has not been used. What is in the log and
// what everybody gets until noon of the next day is the same as if they had sent spam.

const (
	hostileBegins = "2026-03-02 07:30" // a Monday
	hostileStrike = "2026-03-03 10:00"
	hostileEnds   = "2026-03-04 12:00"

	hostileLi    = "li@agency.example"    // PM of ACME
	hostileTom   = "tom@agency.example"   // of its team; may be PM in her place
	hostileRita  = "rita@agency.example"  // head of its department
	hostileAnna  = "anna@acme.example"    // a client, who approves; proves her mail
	hostileBob   = "bob@acme.example"     // a client, her deputy; proves his mail
	hostileKim   = "kim@acme.example"     // a client whose mail nothing ever proves
	hostileSun   = "sun@agency.example"   // PM of BETA
	hostileSmith = "smith@beta.example"   // its client
	hostileEve   = "eve@stranger.example" // nobody

	// Words of the projects, and of those who attack, by which a leak is found.
	hostileHeron, hostileOrchid, hostileKestrel = "heron", "orchid", "kestrel"
)

const hostileConfig = `log_address = "log@agency.example"
state_dir = "state"
digest = "08:30"
[[account]]
name = "log"
host = "imap.agency.example"
user = "log@agency.example"
password_file = "./secret"
authserv_id = "mx.agency.example"
dkim = false
[[relay]]
name = "main"
host = "smtp.agency.example"
[sending]
storm = 10000
per_recipient = 1000
[[project]]
code = "ACME"
name = "Shop"
client = "Acme Ltd"
language = "en"
time_zone = "UTC"
domains = ["acme.example"]
answer_within = "8h"
close_after = "1d"
client_days = 1
client_status = true
confirm = "silence"
confirm_days = 2
survey = "csat"
survey_at = "monthly on 2 at 11:00"
[[project.contact]]
name = "Li Na"
role = "pm"
addresses = ["li@agency.example"]
deputies = ["tom@agency.example"]
[[project.contact]]
name = "Tom Becker"
role = "team"
addresses = ["tom@agency.example"]
[[project.contact]]
name = "Rita Vogel"
role = "lead"
addresses = ["rita@agency.example"]
[[project.contact]]
name = "Anna Bell"
role = "client"
approves = true
addresses = ["anna@acme.example"]
deputies = ["bob@acme.example"]
[[project.contact]]
name = "Bob Lee"
role = "client"
addresses = ["bob@acme.example"]
[[project.contact]]
name = "Kim Ford"
role = "client"
addresses = ["kim@acme.example"]
[[project]]
code = "BETA"
name = "Warehouse"
client = "Beta Ltd"
language = "en"
time_zone = "UTC"
domains = ["beta.example"]
[[project.contact]]
name = "Sun Hui"
role = "pm"
addresses = ["sun@agency.example"]
[[project.contact]]
name = "Joe Smith"
role = "client"
addresses = ["smith@beta.example"]
`

// hostileOffice is the two projects, at one moment.
type hostileOffice struct {
	*yearOffice
	raw   [][]byte      // of what was sent, by its place there
	first int64         // the last message before the attack
	began int           // how many mails were sent before it
	took  time.Duration // to read the attack

	rows, letters []string // the state at the end, and what was sent since
}

// hostileMail is a mail that the log gets.
type hostileMail struct {
	from, to, cc, subject, text string
	head                        string // in place of the From field
	fields                      string // more of them, each ended by LF
	about                       string // "ADDRESS PURPOSE" of the mail that it answers by Message-ID
	address                     bool   // it answers by the reply address too
	proved, failed              bool   // the log's server says that it is, or is not, of its domain
	files                       []mailtest.Attachment
	page                        string        // HTML in place of the text
	age                         time.Duration // since it was written
	id                          string        // its Message-ID; "": one of its own
	whole                       string        // the mail, in place of all this
}

// writesMail has the log read a mail.
func (o *hostileOffice) writesMail(m hostileMail) {
	o.Helper()
	o.written++
	if m.to == "" {
		m.to = "log+ACME@agency.example"
	}
	if m.head == "" {
		m.head = "From: " + m.from + "\n"
	}
	if m.about != "" {
		asked := o.last(m.about)
		if m.subject == "" {
			m.subject = "Re: " + asked.Subject
		}
		m.fields += "In-Reply-To: <" + asked.MessageID + ">\nReferences: <" + asked.MessageID + ">\n"
		if m.address {
			m.to = o.replyAddress(m.about)
		}
	}
	if m.id == "" {
		m.id = fmt.Sprintf("%d@mail.example", o.written)
	}
	domain := m.from[strings.LastIndex(m.from, "@")+1:]
	domain = strings.TrimRight(domain, "> ")
	var b strings.Builder
	if verdict := map[bool]string{m.proved: "pass", m.failed: "fail"}[true]; verdict != "" {
		fmt.Fprintf(&b, "Authentication-Results: mx.agency.example; dmarc=%s header.from=%s; spf=%[1]s smtp.mailfrom=x@%[2]s\nReceived: from mail.%[2]s by mx.agency.example with ESMTPS; %[3]s\n", verdict, domain, o.now.Format(time.RFC1123Z))
	}
	fmt.Fprintf(&b, "%sTo: %s\nSubject: %s\nDate: %s\nMessage-ID: <%s>\nMIME-Version: 1.0\n", m.head, m.to, mime.BEncoding.Encode("utf-8", m.subject), o.now.Add(-m.age).Format(time.RFC1123Z), m.id)
	if m.cc != "" {
		b.WriteString("Cc: " + m.cc + "\n")
	}
	b.WriteString(m.fields)
	switch {
	case len(m.files) > 0:
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n%s\n", m.text)
		for _, f := range m.files {
			fmt.Fprintf(&b, "--b\nContent-Type: %s\nContent-Disposition: attachment; filename*=utf-8''%s\nContent-Transfer-Encoding: base64\n\n%s", f.Type, percent(f.Name), strings.ReplaceAll(base64Lines(f.Content, 76), "\r\n", "\n"))
		}
		b.WriteString("--b--\n")
	case m.page != "":
		fmt.Fprintf(&b, "Content-Type: text/html; charset=utf-8\n\n%s\n", m.page)
	case strings.Contains(m.fields, "Content-Type:"):
		b.WriteString("\n" + m.text + "\n")
	default:
		fmt.Fprintf(&b, "Content-Type: text/plain; charset=utf-8\n\n%s\n", m.text)
	}
	text := b.String()
	if m.whole != "" {
		text = m.whole
	}
	clock := func() time.Time { return o.now }
	in := mailin.NewIntake(o.store, o.index, o.config.Limits.Parse(), slog.New(slog.DiscardHandler), func(string, time.Duration) {}, clock)
	in.SetSenderVerifier(mailin.NewSenderVerifier(o.config.Mailboxes(), nil, clock))
	if err := in.KnowPeople(o.Context()); err != nil {
		o.Fatal(err)
	}
	err := in.Feed(o.Context(), func(add func(mailin.IncomingMail) error) error {
		return add(mailin.IncomingMail{Raw: []byte(strings.ReplaceAll(text, "\n", "\r\n")), Received: o.now, Origin: "log/INBOX"})
	}, nil)
	if err != nil {
		o.Fatal(err)
	}
}

// says is a proved mail, and what follows from it within five minutes.
func (o *hostileOffice) says(m hostileMail) {
	o.Helper()
	m.proved = m.from != hostileKim
	o.writesMail(m)
	o.goesTo(o.now.Add(5 * time.Minute))
}

func (o *hostileOffice) goesTo(until time.Time) {
	o.Helper()
	o.run(until)
	o.now = until
	o.look()
}

// last returns the last mail of a purpose that somebody got: "ADDRESS PURPOSE".
func (o *hostileOffice) last(about string) yearMail { return o.sent[o.lastPlace(about)] }

func (o *hostileOffice) lastPlace(about string) int {
	o.Helper()
	for i, m := range slices.Backward(o.sent) {
		if m.Recipient+" "+m.Purpose == about {
			return i
		}
	}
	o.Fatalf("there is no %s in\n%s", about, o.listed())
	return 0
}

// replyAddress returns where the recipient of such a mail answers it.
func (o *hostileOffice) replyAddress(about string) string { return o.replyTo(o.lastPlace(about)) }

// replyTo returns where the recipient of the mail at a place answers it.
func (o *hostileOffice) replyTo(place int) string {
	o.Helper()
	field := regexp.MustCompile(`(?m)^Reply-To: .*?<?([^<>\s]+)>?\r$`).FindSubmatch(o.raw[place])
	if field == nil {
		o.Fatalf("%s has no reply address", o.sent[place].Subject)
	}
	return string(field[1])
}

func (o *hostileOffice) listed() string {
	var b strings.Builder
	for _, m := range o.sent {
		fmt.Fprintf(&b, "%s  %-16s %-20s %s\n", m.at.Format("2 15:04"), m.Purpose, m.Recipient, m.Subject)
	}
	return b.String()
}

// newHostile opens the office that somebody left in a directory, or begins one.
func newHostile(t *testing.T, from *hostileOffice) *hostileOffice {
	t.Helper()
	o := &hostileOffice{yearOffice: &yearOffice{T: t}}
	o.settings = func(string) string { return hostileConfig }
	o.received = func(_ yearMail, raw []byte) { o.raw = append(o.raw, raw) }
	if from == nil {
		o.open(yearDay(t, hostileBegins[:10], hostileBegins[11:], "UTC"))
		return o
	}
	o.dir, o.now, o.written, o.head = t.TempDir(), from.now, from.written, from.head
	o.sent, o.raw, o.config, o.mails, o.index, o.mailbox = slices.Clone(from.sent), slices.Clone(from.raw), from.config, from.mails, from.index, from.mailbox
	if err := os.CopyFS(o.dir, os.DirFS(from.dir)); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(o.dir, func(path string, d fs.DirEntry, err error) error { // what CopyFS leaves to the umask
		if err != nil {
			return err
		}
		return os.Chmod(path, map[bool]os.FileMode{true: 0o700, false: 0o600}[d.IsDir()])
	})
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return o.now }
	if o.store, err = store.Open(t.Context(), store.Config{Dir: filepath.Join(o.dir, "state"), Now: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.store.Close() })
	o.due = due.New(o.store, o.mails, clock, slog.New(slog.DiscardHandler), func(string, time.Duration) {})
	o.began = len(o.sent)
	if err := o.store.Log(t.Context(), store.LogQuery{}, func(e store.Entry) error { o.first = max(o.first, e.Message); return nil }); err != nil {
		t.Fatal(err)
	}
	return o
}

// state returns what the log decides by, a line each, and who is away.
func (o *hostileOffice) state(first int64) (rows []string) {
	o.Helper()
	rows = storetest.Decides(o.T, filepath.Join(o.dir, "state"), first)
	for project, people := range map[string][]string{"ACME": {hostileAnna, hostileBob, hostileKim, hostileLi, hostileTom}, "BETA": {hostileSun, hostileSmith}} {
		away, err := o.store.Absences(o.Context(), []string{project}, people, o.now.AddDate(0, -1, 0))
		if err != nil {
			o.Fatal(err)
		}
		for _, a := range away {
			rows = append(rows, fmt.Sprintf("absence %s %+v", project, a))
		}
	}
	slices.Sort(rows)
	return rows
}

// hostileSecrets is what differs between two logs by chance: tokens, Message-IDs and hashes.
var hostileSecrets = regexp.MustCompile(`(?i)(\+|%2B)r\.[a-z0-9]+|[0-9a-f]{12,}|[0-9a-f]{4}( [0-9a-f]{4}){3,}`)

// delivered returns what was sent from a place on, to some people, with everything in it.
func (o *hostileOffice) delivered(from int, whole func(address string) bool) (list []string) {
	o.Helper()
	for i := from; i < len(o.sent); i++ {
		m := o.sent[i]
		line := m.Recipient + " " + m.Purpose
		if whole(m.Recipient) {
			line += " " + m.Subject + "\n" + hostileSecrets.ReplaceAllString(m.text, "…")
			for _, f := range mailin.Read(o.raw[i], o.now, o.config.Limits.Parse(), nil).Attachments {
				line += fmt.Sprintf("\n%q %x", f.Name, f.SHA256)
			}
		}
		list = append(list, line)
	}
	slices.Sort(list)
	return list
}
