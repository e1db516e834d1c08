package mailtest

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the same seed gives the same mail on every machine
)

// Writer generates the mail of some projects: threads in which people answer each other,
// with the log address in cc. Its output depends on its seed only. It is not safe for
// concurrent use.
type Writer struct {
	projects         []Project
	random           *rand.Rand
	english, chinese *vocabulary
	zones            map[string]*time.Location
	now              time.Time        // date of the last mail
	open             [2]([]*dialogue) // unfinished threads, in English and in Chinese
}

// dialogue is an unfinished thread.
type dialogue struct {
	project Project
	last    *Mail
	left    int // mails still to be written
}

// New returns a Writer for Projects.
func New(seed uint64) *Writer { return NewFor(seed, Projects()) }

// NewFor returns a Writer for some projects.
func NewFor(seed uint64, projects []Project) *Writer {
	random := rand.New(rand.NewPCG(seed, 0x5eed))
	zones := make(map[string]*time.Location, len(projects))
	for _, p := range projects {
		zone, err := time.LoadLocation(p.Zone)
		if err != nil {
			panic(err) // the projects are built in, and so are the zones
		}
		zones[p.Zone] = zone
	}
	return &Writer{
		projects: projects,
		random:   random,
		zones:    zones,
		english:  newVocabulary(random, false),
		chinese:  newVocabulary(random, true),
		now:      time.Date(2024, 1, 8, 9, 0, 0, 0, time.UTC),
	}
}

// Mailbox yields n mails as a server delivers them into a log mailbox: a third of them in
// Chinese if there are Chinese projects, one in eight with attachments, about size bytes
// altogether. They are not kept in memory.
func (w *Writer) Mailbox(n int, size int64) iter.Seq[*Mail] {
	return func(yield func(*Mail) bool) {
		written := int64(0)
		for i := range n {
			m := w.mail(i%3 == 2, func() []Attachment {
				if w.random.IntN(8) != 0 {
					return nil
				}
				// How much this mail and the next seven may take, so that the running
				// total stays close to the requested size.
				due := float64(size)*float64(i+8)/float64(n) - float64(written)
				return w.attachments(due - 8*typicalText)
			})
			m.Raw = append(w.trace(m), m.Raw...)
			written += int64(len(m.Raw))
			if !yield(m) {
				return
			}
		}
	}
}

// typicalText is the approximate size of a Mailbox mail without attachments.
const typicalText = 12_000

// Next returns one mail as its program sent it: without attachments, and without the fields
// that servers add.
func (w *Writer) Next() *Mail {
	return w.mail(w.random.IntN(3) == 0, func() []Attachment { return nil })
}

// Small returns one mail of 2 to 4 KB in one part, as its program sent it.
func (w *Writer) Small() *Mail {
	const least, most = 2 << 10, 4 << 10
	chinese := w.random.IntN(3) == 0
	for {
		d := w.dialogue(chinese)
		l := w.letter(d)
		program := Thunderbird
		if chinese && w.random.IntN(2) == 0 {
			program = Foxmail6
		}
		m := program.Write(l)
		for len(m.Raw) < least+200 {
			l.Text += w.vocabulary(chinese).prose(30)
			m = program.Write(l)
		}
		if len(m.Raw) <= most {
			d.last = m
			return m
		}
		d.left = 0 // it quotes too much: start another thread
	}
}

// mail returns the next mail of some thread.
func (w *Writer) mail(chinese bool, attach func() []Attachment) *Mail {
	d := w.dialogue(chinese)
	l := w.letter(d)
	l.Attachments = attach()
	m := l.From.Program.Write(l)
	d.last = m
	if len(m.html) > 48<<10 { // people start a new thread when the history gets long
		d.left = 0
	}
	return m
}

// dialogue returns a thread for the next mail: an unfinished one or, about every third
// time, a new one.
func (w *Writer) dialogue(chinese bool) *dialogue {
	open := &w.open[0]
	if chinese {
		open = &w.open[1]
	}
	*open = slices.DeleteFunc(*open, func(d *dialogue) bool { return d.left <= 0 })
	if len(*open) < 40 || w.random.IntN(3) == 0 {
		d := &dialogue{project: w.project(chinese), left: 1 + min(14, int(w.random.ExpFloat64()*3))}
		*open = append(*open, d)
	}
	d := (*open)[w.random.IntN(len(*open))]
	d.left--
	return d
}

// letter generates the next letter of a thread. Client and team mostly take turns; the log
// address is in cc, and one time in five the project's own.
func (w *Writer) letter(d *dialogue) Letter {
	p, v := d.project, w.vocabulary(d.project.Language != "en")
	w.now = w.now.Add(time.Duration(30+w.random.IntN(1500)) * time.Second)
	date := w.now.In(w.zones[p.Zone])
	if d.last != nil {
		from := p.person(d.last, w.random)
		return Answer(d.last, from, date, w.text(v, from, d.last.From))
	}
	from, to := p.Contacts[w.random.IntN(len(p.Contacts))], p.Team[0]
	if w.random.IntN(3) == 0 {
		from, to = to, from
	}
	cc := Person{Address: LogAddress}
	if w.random.IntN(5) == 0 {
		cc.Address = p.Address()
	}
	subject := v.phrase(2 + w.random.IntN(6))
	if w.random.IntN(10) == 0 {
		subject = "[" + p.Code + "] " + subject
	}
	l := Letter{From: from, To: []Person{to}, Cc: []Person{cc}, Subject: subject, Date: date, Text: w.text(v, from, to)}
	if n := len(p.Team) - 1; n > 0 && w.random.IntN(3) == 0 {
		l.Cc = append([]Person{p.Team[1+w.random.IntN(n)]}, l.Cc...)
	}
	return l
}

// person returns who answers a mail: four times in five somebody of the other side.
func (p Project) person(last *Mail, random *rand.Rand) Person {
	side, other := p.Contacts, p.Team
	if slices.Contains(p.Contacts, last.From) == (random.IntN(5) != 0) {
		side, other = other, side
	}
	if who := side[random.IntN(len(side))]; who != last.From {
		return who
	}
	return other[random.IntN(len(other))]
}

// text generates what somebody writes to somebody: mostly few words, sometimes many.
func (w *Writer) text(v *vocabulary, from, to Person) string {
	words := int(min(900, math.Exp(w.random.NormFloat64()*0.9+4.2)))
	if v.chinese {
		return to.Name + "，您好：\n\n" + v.prose(words) + from.Name + "\n"
	}
	first := func(p Person) string {
		name, _, _ := strings.Cut(p.Name, " ")
		return name
	}
	return "Hi " + first(to) + ",\n\n" + v.prose(words) + "Best regards,\n" + first(from) + "\n"
}

func (w *Writer) vocabulary(chinese bool) *vocabulary {
	if chinese {
		return w.chinese
	}
	return w.english
}

// project returns a project in that language, if there is one.
func (w *Writer) project(chinese bool) Project {
	start := w.random.IntN(len(w.projects))
	for i := range w.projects {
		p := w.projects[(start+i)%len(w.projects)]
		if (p.Language != "en") == chinese {
			return p
		}
	}
	return w.projects[start]
}
