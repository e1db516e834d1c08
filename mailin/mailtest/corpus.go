package mailtest

import (
	"bytes"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"time"
)

// Corpus is a shape of mailbox.
type Corpus struct {
	Name  string
	About string // what distinguishes it, for a person to read
	// Projects are those that an agency with this mailbox would configure.
	Projects []Project
	// Mails yields n mails as a server delivers them. They depend on the seed only, and are
	// not kept in memory.
	Mails func(seed uint64, n int) iter.Seq[*Mail]
}

// Corpora returns mailboxes that have little in common.
func Corpora() []Corpus {
	crowd := crowded()
	one := Projects()[:1]
	return []Corpus{
		{"projects", "nine projects, short threads, one mail in eight with files", Projects(), func(seed uint64, n int) iter.Seq[*Mail] {
			return New(seed).Mailbox(n, int64(n)*36_500)
		}},
		{"subjects", "few long subjects that recur, many people, often no References", crowd, func(seed uint64, n int) iter.Seq[*Mail] {
			return NewFor(seed, crowd).recurring(n)
		}},
		{"endless", "one project whose people write in one thread", one, func(seed uint64, n int) iter.Seq[*Mail] {
			return NewFor(seed, one).endless(n)
		}},
		{"strangers", "newsletters, notifications and strangers, one mail in ten of a project", Projects(), func(seed uint64, n int) iter.Seq[*Mail] {
			return New(seed).strangers(n)
		}},
	}
}

// crowded returns eight projects with 50 people each.
func crowded() []Project {
	random := rand.New(rand.NewPCG(50, 8)) // the people are part of the shape
	english, chinese := coinEnglish(random, 2000)[300:], dailyCharacters()
	programs := map[bool][]Program{false: {Gmail, Outlook, AppleMail, Thunderbird, Outlook}, true: {QQMail, Foxmail, NetEase, Outlook, Foxmail6}}
	projects := make([]Project, 8)
	for i := range projects {
		inChinese := i%3 == 2
		p := Project{Code: fmt.Sprintf("CROWD%d", i+1), Name: fmt.Sprintf("Programme %d", i+1), Client: fmt.Sprintf("Client %d", i+1), Language: "en", Zone: "Europe/London"}
		if inChinese {
			p.Language, p.Zone = "zh-CN", "Asia/Shanghai"
		}
		for k := range 50 {
			word := func() string { return english[random.IntN(len(english))] }
			person := Person{Name: capital(word()) + " " + capital(word()), Program: programs[inChinese][random.IntN(5)]}
			if inChinese {
				person.Name = string([]rune{chinese[random.IntN(100)], chinese[random.IntN(len(chinese))], chinese[random.IntN(len(chinese))]})
			}
			person.Address = fmt.Sprintf("%s.%d@client%d.example", word(), k, i+1)
			if k < 10 {
				person.Address = fmt.Sprintf("%s.%d%d@agency.example", word(), i, k)
				p.Team = append(p.Team, person)
			} else {
				p.Contacts = append(p.Contacts, person)
			}
		}
		projects[i] = p
	}
	return projects
}

// recurring writes mail under five long subjects a project, to up to a dozen people. One mail
// in four answers without References, as some programs and all people with a new mail do.
func (w *Writer) recurring(n int) iter.Seq[*Mail] {
	type topic struct {
		project Project
		subject string
		last    *Mail
	}
	var topics []*topic
	for _, p := range w.projects {
		for range 5 {
			topics = append(topics, &topic{project: p, subject: w.vocabulary(p.Language != "en").phrase(9 + w.random.IntN(5))})
		}
	}
	return func(yield func(*Mail) bool) {
		for range n {
			t := topics[w.random.IntN(len(topics))]
			d := &dialogue{project: t.project, last: t.last}
			way := w.random.IntN(20)
			if way < 3 {
				d.last = nil
			}
			l := w.letter(d)
			if d.last == nil {
				l.Subject = t.subject
			}
			all := append(append([]Person{}, t.project.Contacts...), t.project.Team...)
			l.Cc = []Person{{Address: LogAddress}}
			for _, k := range w.random.Perm(len(all))[:3+w.random.IntN(10)] {
				l.Cc = append(l.Cc, all[k])
			}
			m := l.From.Program.Write(l)
			if way < 8 {
				m.forget()
			}
			t.last = m
			w.cut(m)
			m.Raw = append(w.trace(m), m.Raw...)
			if !yield(m) {
				return
			}
		}
	}
}

// endless writes one thread: each mail answers one of the last, with as many References as
// programs keep.
func (w *Writer) endless(n int) iter.Seq[*Mail] {
	return func(yield func(*Mail) bool) {
		var latest []*Mail
		for range n {
			d := &dialogue{project: w.projects[0]}
			if len(latest) > 0 {
				d.last = latest[w.random.IntN(len(latest))]
			}
			l := w.letter(d)
			m := l.From.Program.Write(l)
			w.cut(m)
			m.Raw = append(w.trace(m), m.Raw...)
			if latest = append(latest, m); len(latest) > 5 {
				latest = latest[1:]
			}
			if !yield(m) {
				return
			}
		}
	}
}

// mostReferences is how many References a program keeps.
const mostReferences = 30

// cut has the next mail quote m alone once the history is long, as people do, and shortens
// its References, as programs do.
func (w *Writer) cut(m *Mail) {
	if refs := m.References; len(refs) > mostReferences {
		m.References = append(refs[:1:1], refs[len(refs)-mostReferences+1:]...)
	}
	if len(m.html) > 24<<10 {
		d := m.Program.dialect(&m.Letter)
		m.plain, m.html = wrap(m.Text, d.width), d.paragraphs(m.Text)
	}
	m.Answers = nil // the whole thread would stay in memory
}

// forget takes out what ties a mail to the one that it answers.
func (m *Mail) forget() {
	header, body, _ := bytes.Cut(m.Raw, []byte("\r\n\r\n"))
	var kept []string
	drop := false
	for field := range strings.SplitSeq(string(header), "\r\n") {
		if field[0] != ' ' && field[0] != '\t' {
			name, _, _ := strings.Cut(field, ":")
			drop = name == "In-Reply-To" || name == "References" || name == "Thread-Index"
		}
		if !drop {
			kept = append(kept, field)
		}
	}
	m.References = nil
	m.Raw = append([]byte(strings.Join(kept, "\r\n")+"\r\n\r\n"), body...)
}

// strangers writes what comes to an address that is known on the internet.
func (w *Writer) strangers(n int) iter.Seq[*Mail] {
	return func(yield func(*Mail) bool) {
		for i := range n {
			var m *Mail
			switch k := w.random.IntN(20); {
			case k < 2:
				m = w.mail(w.random.IntN(3) == 0, func() []Attachment { return nil })
			case k < 10:
				m = w.newsletter(i)
			case k < 14:
				m = w.notification(i)
			default:
				m = w.stranger(i)
			}
			m.Raw = append(w.trace(m), m.Raw...)
			if !yield(m) {
				return
			}
		}
	}
}

// stranger returns a mail of somebody who never wrote before, one in six with files.
func (w *Writer) stranger(i int) *Mail {
	chinese := w.random.IntN(3) == 0
	v := w.vocabulary(chinese)
	programs := []Program{Gmail, Outlook, AppleMail, Thunderbird}
	from := Person{Name: capital(w.english.word()) + " " + capital(w.english.word())}
	if chinese {
		programs, from.Name = []Program{QQMail, Foxmail, NetEase, Foxmail6}, w.chinese.phrase(1)
	}
	from.Address = fmt.Sprintf("%s%d@%s%d.example", strings.ToLower(w.english.word()), w.random.IntN(1000), strings.ToLower(w.english.word()), w.random.IntN(100_000))
	from.Program = programs[w.random.IntN(len(programs))]
	to := Person{Address: LogAddress}
	l := Letter{From: from, To: []Person{to}, Subject: v.phrase(2 + w.random.IntN(6)), Date: w.tick(), Text: w.text(v, from, to)}
	if i%6 == 0 {
		l.Attachments = w.attachments(60_000)
	}
	return from.Program.Write(l)
}

// newsletter returns a mail of a list: more HTML than text, pictures that track and links that
// nobody can read.
func (w *Writer) newsletter(i int) *Mail {
	chinese := w.random.IntN(4) == 0
	v := w.vocabulary(chinese)
	sender := fmt.Sprintf("news%d.example", w.random.IntN(400))
	from := Person{Name: capital(w.english.word()) + " Weekly", Address: "hello@" + sender}
	link := func() string {
		return fmt.Sprintf("https://click.%s/ls/%x%x%x", sender, w.random.Uint64(), w.random.Uint64(), w.random.Uint64())
	}
	var plain, page strings.Builder
	page.WriteString("<!DOCTYPE html><html><head><style>" + strings.Repeat(".c0{padding:0 16px;font-family:Helvetica,Arial,sans-serif;color:#333333}\n@media (max-width:600px){.w{width:100%!important}}\n", 25) +
		"</style></head><body style=\"margin:0\"><div style=\"display:none;max-height:0;overflow:hidden\">" + v.phrase(9) + strings.Repeat("&zwnj;&nbsp;", 60) + "</div><table width=\"600\" class=\"w\" align=\"center\">\n")
	for range 4 + w.random.IntN(14) {
		title, text, to := v.phrase(5), strings.TrimSpace(v.prose(25+w.random.IntN(60))), link()
		plain.WriteString(title + "\n" + text + "\n" + to + "\n\n")
		page.WriteString("<tr><td class=\"c0\" style=\"padding:0 16px 24px 16px\"><table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td><a href=\"" + to +
			"\" style=\"color:#0563C1;text-decoration:none\"><img src=\"https://img." + sender + "/" + fmt.Sprint(w.random.IntN(1e6)) + ".png\" width=\"568\" height=\"240\" alt=\"\" style=\"display:block;border:0\"></a></td></tr><tr><td style=\"font-size:20px;line-height:28px\"><strong>" +
			title + "</strong></td></tr><tr><td style=\"font-size:15px;line-height:22px\">" + strings.ReplaceAll(text, "\n\n", "<br><br>") + "</td></tr></table></td></tr>\n")
	}
	unsubscribe := link()
	plain.WriteString("Unsubscribe: " + unsubscribe + "\n")
	page.WriteString("</table><p style=\"font-size:11px\">You get this because you subscribed. <a href=\"" + unsubscribe + "\">Unsubscribe</a></p><img src=\"" + link() + "\" width=\"1\" height=\"1\"></body></html>\n")
	return w.machine(i, from, v.phrase(4+w.random.IntN(5)), plain.String(), page.String(),
		"List-Id: <weekly."+sender+">", "List-Unsubscribe: <"+unsubscribe+">", "Precedence: bulk")
}

// notification returns a mail of a system: short, and much like the one before.
func (w *Writer) notification(i int) *Mail {
	number := w.random.IntN(5000)
	from := Person{Name: "Tracker", Address: "notifications@tracker.example"}
	text := fmt.Sprintf("%s changed the state of TK-%d from %s to %s.\n\n%s\nhttps://tracker.example/TK-%d\n",
		capital(w.english.word()), number, w.english.word(), w.english.word(), w.english.prose(20), number)
	return w.machine(i, from, fmt.Sprintf("[TK-%d] %s", number, w.english.phrase(4)), text, "<html><body>"+divs(text)+"</body></html>\n",
		"Auto-Submitted: auto-generated", "X-Mailer: Tracker 7.4")
}

// machine returns a mail that a program wrote by itself.
func (w *Writer) machine(i int, from Person, subject, plain, page string, fields ...string) *Mail {
	l := Letter{From: from, To: []Person{{Address: LogAddress}}, Subject: subject, Date: w.tick(), Text: plain}
	m := &Mail{Letter: l, MessageID: fmt.Sprintf("%d.%x@%s", i, w.random.Uint64(), from.Domain())}
	var b bytes.Buffer
	for _, field := range append([]string{
		"From: " + from.Name + " <" + from.Address + ">", "To: " + LogAddress, "Subject: " + word(subject, "utf-8"),
		"Date: " + l.Date.Format(longDate), "Message-ID: <" + m.MessageID + ">", "MIME-Version: 1.0",
	}, fields...) {
		line(&b, field)
	}
	part{
		kind: "multipart/alternative", boundary: fmt.Sprintf("_b%x", w.random.Uint64()),
		parts: []part{text("plain", plain, "utf-8", ""), text("html", page, "utf-8", "")},
	}.write(&b)
	m.Raw = b.Bytes()
	return m
}

// tick moves the clock on to the next mail.
func (w *Writer) tick() time.Time {
	w.now = w.now.Add(time.Duration(30+w.random.IntN(1500)) * time.Second)
	return w.now
}
