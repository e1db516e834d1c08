//go:build !race

package main

import (
	"fmt"
	"mime"
	"slices"
	"strings"
	"testing"
	"time"
)

// hostileRow is an attack, in one or several mails.
type hostileRow struct {
	attack, mustNot string
	mails           []hostileMail
	honest          *hostileMail  // the same, by whom it is for: it does change something
	may             []string      // what is allowed to differ: how the row of the state, or the mail, begins
	then            []hostileMail // what is done rightly afterwards, with and without the attack

	free     bool // what follows is allowed; only check and what every mail is checked for decide
	approves bool // the PM approves every draft that they get
	check    func(*testing.T, *hostileOffice)
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
func hostileStrangers() []string {
	return []string{hostileEve + ", proved", hostileEve, hostileSmith + ", proved", hostileRita + ", proved"}
}

func hostileOthers() []string {
	return []string{hostileEve + ", proved", hostileSmith + ", proved", hostileSun + ", proved", hostileRita + ", proved"}
}

func hostileTeam() []string {
	return []string{hostileTom + ", proved"}
}

func hostileClients() []string {
	return []string{hostileAnna + ", proved", hostileBob + ", proved", hostileKim}
}

func hostileForged() []string {
	return []string{hostileLi, hostileLi + ", contradicted"}
}

func each(lists ...[]hostileMail) []hostileMail { return slices.Concat(lists...) }

// mereMail is what a contact's mail may do that is nothing but mail: it may open a case, and its PM may
// hear of it.
func mereMail() (list []string) {
	for n := 2; n < 7; n++ {
		list = append(list, fmt.Sprintf("more state cases id=%d", n+2), fmt.Sprintf("more state request purpose=case project=ACME object=%d", n+2),
			fmt.Sprintf("more state procedure id=%d", n), fmt.Sprintf("more state procedure_step procedure_id=%d", n), fmt.Sprintf("more state request purpose=procedure project=ACME object=%d", n))
	}
	return append(list, "more mail li@agency.example case", "more mail li@agency.example procedure")
}

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
			if row.free {
				struck(t, first, row, row.mails)
				return
			}
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

// A program that answers every mail at once, and says nowhere that it is one, as another Rapport
// behind a gateway that takes its marks away: it is no endless talk, and decides nothing.
func TestHostile_aProgramThatAnswersEveryMail(t *testing.T) {
	t.Parallel()
	first := newHostile(t, nil)
	first.opens()
	if err := first.store.Close(); err != nil {
		t.Fatal(err)
	}
	for who, texts := range map[string][]string{hostileKim: {"We could not process your reply. Please reply confirmed, or write what it should say.", "您的邮件我们已收到，会尽快处理。"},
		hostileAnna: {"Thank you for your email. This is your receipt: we recorded your reply."}, hostileLi: {"您的邮件我们已收到，会尽快处理。"}} {
		for _, text := range texts {
			t.Run(who, func(t *testing.T) {
				t.Parallel()
				o := newHostile(t, first)
				answers := 0
				o.received = func(m yearMail, raw []byte) {
					o.raw = append(o.raw, raw)
					if m.Recipient != who || answers > 200 {
						return
					}
					answers++
					to := o.replyTo(len(o.raw) - 1)
					o.at(o.now.Add(time.Second), func() {
						o.writesMail(hostileMail{from: who, proved: who != hostileKim, to: to, subject: "Re: " + m.Subject, fields: "In-Reply-To: <" + m.MessageID + ">\n", text: fmt.Sprintf("%s\n\n%d", text, answers)})
					})
				}
				o.writesMail(hostileMail{from: who, proved: who != hostileKim, about: who + " " + map[bool]string{true: "digest", false: "confirm"}[who == hostileLi], address: true, text: text})
				o.goesTo(yearDay(o, "2026-03-06", "12:00", "UTC"))
				if answers > 90 { // 20 to each of four digests
					t.Errorf("%d mails in three days:\n%s", answers, o.listed())
				}
				o.leaks()
			})
		}
	}
}

// struck returns the office at the end, after some mails in place of spam.
func struck(t *testing.T, first *hostileOffice, row hostileRow, mails []hostileMail) *hostileOffice {
	t.Helper()
	o := newHostile(t, first)
	if mails == nil {
		mails = []hostileMail{spam()}
	}
	start := time.Now()
	for _, m := range mails {
		o.writesMail(m)
	}
	o.took = time.Since(start)
	o.goesTo(o.now.Add(10 * time.Minute))
	for i := o.began; row.approves && i < len(o.sent); i++ {
		if m := o.sent[i]; m.Purpose == "confirm-draft" {
			o.writesMail(hostileMail{from: m.Recipient, proved: true, to: o.replyTo(i), subject: "Re: " + m.Subject, text: "ok", fields: "In-Reply-To: <" + m.MessageID + ">\n"})
			o.goesTo(o.now.Add(time.Minute))
		}
	}
	for _, m := range row.then {
		o.says(m)
	}
	o.goesTo(yearDay(o, hostileEnds[:10], hostileEnds[11:], "UTC"))
	o.leaks()
	// What a PM reads in the digest may name the attack; whatever others get may not.
	o.rows, o.letters = o.state(o.first), o.delivered(o.began, func(address string) bool { return address != hostileLi && address != hostileSun })
	if row.check != nil {
		row.check(t, o)
	}
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
