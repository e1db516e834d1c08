//go:build !race

package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	netmail "net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The fewest mails: each matter, from its first mail to its outcome, takes no more mails than
// this. Digests are not counted: there is one a day, whatever is in it.
const mailTable = `
matter                     client  unproved  PM  unproved  team
report                     1       1         3   3         0
minutes, no objection      2       3         2   2         0
minutes, one correction    4       5         4   4         0
minutes, provisional       2       2         2   2         0
minutes, two clients       5       7         2   2         0
minutes with action items  2       3         2   2         1
change, wish to verified   5       6         5   5         0
change, withdrawn          4       5         4   5         0
case, answered in time     0       0         0   0         0
case, overdue              0       0         1   1         0
case, solved and surveyed  2       3         4   4         0
survey, one question       1       1         1   1         0
`

const (
	mailsPM     = "li@agency.example"
	mailsTeam   = "tom@agency.example"
	mailsClient = "anna@acme.example"
	mailsOther  = "bob@acme.example"
)

const mailsConfig = `log_address = "log@agency.example"
state_dir = "state"
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
[[project]]
code = "ACME"
name = "Order portal"
client = "Acme Ltd"
language = "en"
time_zone = "Europe/London"
answer_within = "8h"
%s
[[project.contact]]
name = "Li Na"
role = "pm"
addresses = ["li@agency.example"]
[[project.contact]]
name = "Tom Becker"
role = "team"
addresses = ["tom@agency.example"]
[[project.contact]]
name = "Anna Wright"
role = "client"
addresses = ["anna@acme.example"]
`

const mailsSecondClient = `[[project.contact]]
name = "Bob Lee"
role = "client"
addresses = ["bob@acme.example"]
`

// matter is something between a project and its client, from its first mail to its outcome.
type matter struct {
	*yearOffice
	last map[string]yearMail // the last mail of each purpose that a person got, by both
	raw  map[string][]byte   // and its bytes
}

// matters are the rows of mailTable.
func matters() []struct {
	name, settings, contacts string
	take                     func(*matter)
} {
	return []struct {
		name, settings, contacts string
		take                     func(*matter)
	}{
		{"report", `report = "weekly on friday at 16:00"`, "", func(m *matter) {
			m.until("2026-03-05 16:01")
			m.replies(mailsPM, "report-ask", "Summary:\nAll goes to plan.\n\nDone:\n- Interfaces")
			m.replies(mailsPM, "report-draft", "ok")
			m.until("2026-03-06 16:01")
		}},
		{"minutes, no objection", "", "", func(m *matter) {
			m.minutes("Decisions:\n- Launch on 17 April")
			m.confirms(mailsClient)
			m.until("2026-03-03 08:00")
		}},
		{"minutes, one correction", "", "", func(m *matter) {
			m.minutes("Decisions:\n- Launch on 10 April")
			m.replies(mailsClient, "confirm", "The launch is on 17 April, not on the 10th.")
			m.replies(mailsPM, "confirm-note", "new text:\nDecisions:\n- Launch on 17 April")
			m.replies(mailsPM, "confirm-draft", "ok")
			m.confirms(mailsClient)
			m.until("2026-03-03 08:00")
		}},
		{"minutes, provisional", "provisional_minutes = true", "", func(m *matter) {
			m.minutes("Decisions:\n- Launch on 17 April")
			m.confirms(mailsClient)
			m.until("2026-03-04 08:00")
		}},
		{"minutes, two clients", "", mailsSecondClient, func(m *matter) {
			m.minutes("Decisions:\n- Launch on 17 April")
			m.confirms(mailsClient)
			m.confirms(mailsOther)
			m.until("2026-03-03 08:00")
		}},
		{"minutes with action items", "", "", func(m *matter) {
			m.minutes("Decisions:\n- Launch on 17 April\n\nAction items:\n- Anna Wright: send the logo by 20 March 2026\n- Tom Becker: test accounts by 20 March 2026")
			m.confirms(mailsClient)
			m.until("2026-03-03 08:00")
		}},
		{"change, wish to verified", "", "", func(m *matter) {
			m.wishes()
			m.agrees()
			m.until("2026-03-02 13:00")
			m.replies(mailsPM, "procedure", "done")
			m.confirms(mailsClient)
			m.until("2026-03-03 08:00")
		}},
		{"change, withdrawn", "", "", func(m *matter) {
			m.wishes()
			m.agrees()
			m.replies(mailsClient, "confirm-receipt", "no, we do not agree any more")
			if !m.proves(mailsClient) {
				m.replies(mailsClient, "confirm-receipt", "no")
			}
			m.until("2026-03-03 08:00")
		}},
		{"case, answered in time", "", "", func(m *matter) {
			m.writes(mailsClient, "log+ACME@agency.example", "Test accounts", "", "When can we have the test accounts?")
			m.goesOn()
			m.writes(mailsPM, mailsClient+", log+ACME@agency.example", "Re: Test accounts", m.answersTo(), "You have them by noon.")
			m.until("2026-03-04 08:00")
		}},
		{"case, overdue", "", "", func(m *matter) {
			m.writes(mailsClient, "log+ACME@agency.example", "Test accounts", "", "When can we have the test accounts?")
			m.until("2026-03-04 08:00")
		}},
		{"case, solved and surveyed", `survey_after_case = "csat"`, "", func(m *matter) {
			m.writes(mailsClient, "log+ACME@agency.example", "No log-in", "", "We cannot log in any more: error 500. Please help!")
			m.goesOn()
			m.until("2026-03-02 16:30")
			m.replies(mailsPM, "case", "Solution: The accounts were locked, and are open again.")
			m.replies(mailsPM, "confirm-draft", "ok")
			m.scores(mailsClient, "5")
			m.confirms(mailsClient)
			m.until("2026-03-17 12:00")
		}},
		{"survey, one question", "survey = \"csat\"\nsurvey_at = \"monthly on 2 at 11:00\"", "", func(m *matter) {
			m.until("2026-03-02 11:01")
			m.replies(mailsClient, "survey", "5")
			m.until("2026-03-17 12:00")
		}},
	}
}

// Each matter takes as many mails as mailTable has, to each person; one more fails.
func TestMails_ofEachMatter(t *testing.T) {
	t.Parallel()
	rows := matters()
	counts := make([]string, len(rows))
	t.Run("rows", func(t *testing.T) {
		for i, row := range rows {
			t.Run(row.name, func(t *testing.T) {
				t.Parallel()
				proved, unproved := settle(t, row.settings, row.contacts, true, row.take), settle(t, row.settings, row.contacts, false, row.take)
				isClient := func(address string) bool { return strings.HasSuffix(address, "@acme.example") }
				is := func(want string) func(string) bool { return func(address string) bool { return address == want } }
				counts[i] = fmt.Sprintf("%s\t%d\t%d\t%d\t%d\t%d", row.name, proved.mailsTo(isClient), unproved.mailsTo(isClient), proved.mailsTo(is(mailsPM)), unproved.mailsTo(is(mailsPM)), proved.mailsTo(is(mailsTeam)))
				t.Logf("proved\n%s\nunproved\n%s", proved.listed(), unproved.listed())
			})
		}
	})
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\nmatter\tclient\tunproved\tPM\tunproved\tteam\n%s\n", strings.Join(counts, "\n"))
	w.Flush()
	if diff := cmp.Diff(strings.Split(mailTable, "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// settle takes a matter to its end, on a Monday, with mail of the client that its server proves
// or that nothing does.
func settle(t *testing.T, settings, contacts string, proved bool, take func(*matter)) *matter {
	t.Helper()
	m := &matter{&yearOffice{T: t}, map[string]yearMail{}, map[string][]byte{}}
	m.settings = func(string) string { return fmt.Sprintf(mailsConfig, settings) + contacts }
	m.proves = func(address string) bool { return proved || !strings.HasSuffix(address, "@acme.example") }
	m.received = func(one yearMail, raw []byte) {
		m.last[one.Recipient+" "+one.Purpose], m.raw[one.Recipient+" "+one.Purpose] = one, raw
	}
	m.open(yearDay(t, "2026-03-02", "08:00", "Europe/London"))
	m.look()
	m.until("2026-03-02 10:00")
	take(m)
	return m
}

// until goes on to a time in London.
func (m *matter) until(when string) {
	m.Helper()
	day, clock, _ := strings.Cut(when, " ")
	until := yearDay(m, day, clock, "Europe/London")
	m.run(until)
	m.now = until
	m.look()
}

// goesOn has five minutes pass.
func (m *matter) goesOn() {
	m.Helper()
	until := m.now.Add(5 * time.Minute)
	m.run(until)
	m.now = until
	m.look()
}

// replies has somebody answer the last mail of a purpose that they got.
func (m *matter) replies(who, purpose, text string) {
	m.Helper()
	parsed, err := netmail.ReadMessage(bytes.NewReader(m.raw[who+" "+purpose]))
	if err != nil {
		m.Fatalf("%s has no %s: %v\n%s", who, purpose, err, m.listed())
	}
	m.writes(who, parsed.Header.Get("Reply-To"), "Re: "+parsed.Header.Get("Subject"), "In-Reply-To: "+parsed.Header.Get("Message-ID")+"\r\n", text)
	m.goesOn()
}

// answersTo returns the header by which a mail answers the one written last.
func (m *matter) answersTo() string {
	return fmt.Sprintf("In-Reply-To: <%d@acme.example>\r\n", m.written)
}

// minutes are written by the PM, and approved.
func (m *matter) minutes(text string) {
	m.Helper()
	m.writes(mailsPM, "log+ACME@agency.example", "Minutes of the kick-off", "", text)
	m.goesOn()
	m.replies(mailsPM, "confirm-draft", "ok")
}

// confirms has a client confirm what they were asked last, and once more where nothing proves
// that it was them.
func (m *matter) confirms(who string) {
	m.Helper()
	before := len(m.sent)
	m.replies(who, "confirm", "confirmed")
	if again := m.last[who+" confirm-receipt"]; slices.ContainsFunc(m.sent[before:], func(one yearMail) bool { return one.ID == again.ID }) && strings.Contains(again.text, "once more") {
		m.replies(who, "confirm-receipt", "confirmed")
	}
}

// scores has a client click the link of an answer to the question below a solution.
func (m *matter) scores(who, answer string) {
	m.Helper()
	_, encoded, _ := strings.Cut(string(m.raw[who+" confirm"]), "text/html; charset=UTF-8\r\n\r\n")
	encoded, _, _ = strings.Cut(encoded, "\r\n--")
	decoded, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(encoded, "\r\n", ""))
	shown := strings.ReplaceAll(string(decoded), "&amp;", "&")
	link := regexp.MustCompile(`mailto:([^?"\s]+)\?subject=[^"\s]*body=` + answer + `%0D%0A`).FindStringSubmatch(shown)
	if link == nil {
		m.Fatalf("%s has no link: %v\n%s", who, err, shown)
	}
	to, err := url.PathUnescape(link[1])
	if err != nil {
		m.Fatal(err)
	}
	m.writes(who, to, "Score", "", answer)
	m.goesOn()
}

// wishes is a change that the client wants, until they are asked to approve it.
func (m *matter) wishes() {
	m.Helper()
	m.writes(mailsClient, "log+ACME@agency.example", "Order form", "", "Please change the order form: add a field for the cost centre.\n\nAnna Wright")
	m.goesOn()
	m.replies(mailsPM, "procedure", "Scope: one more field.\nTime: two days more.\nCost: EUR 800.")
	m.replies(mailsPM, "confirm-draft", "ok")
}

// agrees has the client approve the change, in two mails.
func (m *matter) agrees() {
	m.Helper()
	m.replies(mailsClient, "confirm", "agreed")
	m.replies(mailsClient, "confirm-receipt", "agreed")
}

// mailsTo returns how many mails some people got, without digests.
func (m *matter) mailsTo(isOne func(address string) bool) (n int) {
	for _, one := range m.sent {
		if isOne(one.Recipient) && one.Purpose != "digest" {
			n++
		}
	}
	return n
}

// listed returns who got what.
func (m *matter) listed() string {
	var b strings.Builder
	people := []string{mailsClient, mailsOther, mailsPM, mailsTeam}
	for _, one := range m.sent {
		if !slices.Contains(people, one.Recipient) {
			m.Errorf("%s to %s", one.Purpose, one.Recipient)
		}
		fmt.Fprintf(&b, "  %s  %-16s %-18s %s\n", one.at.Format("2 15:04"), one.Purpose, one.Recipient, one.Subject)
	}
	return b.String()
}
