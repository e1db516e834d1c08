//go:build servers

package main

import (
	"bytes"
	"cmp"
	"fmt"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"rapport/mailout/due"
	"rapport/store"
)

// A quarter of three projects, two of them of one client, with working days and holidays of three
// countries, and people who go away, answer late, or answer a reminder alone.

// quarter is the office of a simulated quarter.
type quarter struct {
	*yearOffice
	settled map[string]time.Time           // when somebody answered about a matter, by both
	touched map[string]time.Time           // when anybody wrote about the question of a client last
	told    map[string]time.Time           // when somebody's automatic reply said that they are away
	wrong   map[string]int                 // how often each rule was broken
	unasked map[string][]store.UnaskedMail // that each client got
}

func TestQuarter_nobodyHasTooMuchMail(t *testing.T) {
	t.Parallel()
	q := &quarter{yearOffice: &yearOffice{T: t}, settled: map[string]time.Time{}, touched: map[string]time.Time{}, told: map[string]time.Time{}, wrong: map[string]int{}, unasked: map[string][]store.UnaskedMail{}}
	q.yearOffice.settings = func(string) string { return quarterConfig }
	q.proves = func(string) bool { return true }
	q.received = q.receives
	q.open(yearDay(t, quarterBegins, "00:00", "UTC"))
	q.plans()
	for day := yearDay(t, quarterBegins, "22:00", "UTC"); day.Format(time.DateOnly) < quarterEnds; day = day.AddDate(0, 0, 1) {
		q.at(day, q.checkCases)
	}
	q.run(yearDay(t, quarterEnds, "00:00", "UTC"))
	q.checkBudgets()
	for _, purpose := range []string{"report", "confirm", "confirm-reminder", "confirm-outcome", "notices", "action", "survey", "client-reminder"} {
		if !slices.ContainsFunc(q.sent, func(m yearMail) bool { return m.Purpose == purpose && q.isClient(m) }) {
			t.Errorf("no client got a %s", purpose)
		}
	}
}

// breaks notes that a rule was broken.
func (q *quarter) breaks(rule, format string, args ...any) {
	q.Helper()
	if q.wrong[rule]++; q.wrong[rule] <= 5 {
		q.Errorf(rule+": "+format, args...)
	}
}

// isClient reports whether a mail went to a contact of the client.
func (q *quarter) isClient(m yearMail) bool {
	return slices.ContainsFunc(q.project(m.Project).Clients(), func(c store.Contact) bool { return slices.Contains(c.Addresses, m.Recipient) })
}

// receives is what somebody does about a mail.
func (q *quarter) receives(m yearMail, raw []byte) {
	q.Helper()
	who, known := quarterPeople()[m.Recipient]
	if !known {
		q.Fatalf("%s to nobody: %s", m.Purpose, m.Recipient)
	}
	if q.isClient(m) {
		q.checkMail(m)
	}
	parsed, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		q.Fatal(err)
	}
	zone := q.project(who.project).Zone
	if until, away := who.isAway(q.now.In(zone)); away {
		if key := m.Recipient + until; q.told[key].IsZero() {
			q.told[key] = q.now
			last, _ := time.Parse(time.DateOnly, until)
			words := "I am out of the office until " + last.Format("2 January 2006") + "."
			if who.project == "XINGHE" {
				words = "我休假至" + last.Format("2006年1月2日") + "，期间不处理邮件。"
			}
			q.writes(m.Recipient, "log@agency.example", "Automatic reply: "+m.Subject, "Auto-Submitted: auto-replied\r\nIn-Reply-To: <"+m.MessageID+">\r\n", words)
		}
	}
	text, matter := who.answers(m), q.matterOf(m)
	if text == "" || !strings.Contains(m.Purpose, "reminder") && !m.Answers && who.isLazy(m.Recipient+matter) && !q.isAgain(m) {
		return
	}
	q.at(q.works(who, q.now.Add(who.wait)), func() {
		if _, done := q.settled[m.Recipient+" "+matter]; done && matter != "" {
			return
		}
		q.settles(m.Recipient, matter)
		q.writes(m.Recipient, parsed.Header.Get("Reply-To"), "Re: "+parsed.Header.Get("Subject"), "In-Reply-To: <"+m.MessageID+">\r\n", text)
	})
}

// works returns the first time from one on at which somebody is at work and there.
func (q *quarter) works(who quarterPerson, t time.Time) time.Time {
	for {
		t = q.yearOffice.works(yearPerson{project: who.project}, t)
		until, away := who.isAway(t.In(q.project(who.project).Zone))
		if !away {
			return t
		}
		t = yearDay(q, until, "23:00", q.project(who.project).Zone.String())
	}
}

// settles notes that somebody answers about a matter.
func (q *quarter) settles(who, matter string) {
	if matter != "" {
		q.settled[who+" "+matter] = q.now
	}
}

// matterOf returns what a mail to somebody asks about: the number of minutes or of an action item, or a
// survey; "" for anything else.
func (q *quarter) matterOf(m yearMail) string {
	switch m.Purpose {
	case "confirm", "confirm-reminder":
		return number.FindString(m.Subject)
	case "action", "client-reminder":
		return number.FindString(strings.ReplaceAll(m.text, "M", ""))
	case "confirm-outcome":
		if _, items, found := strings.Cut(m.text, "P"); found && m.Secret {
			return number.FindString("P" + items)
		}
	case "survey":
		asked, found, err := q.store.RequestByMessageID(m.MessageID)
		if err != nil || !found {
			q.Fatal(err)
		}
		return fmt.Sprint("survey", asked.Object)
	}
	return ""
}

// isAgain reports whether somebody has had a mail about the same matter: of the same kind, or the
// outcome that brought an action item.
func (q *quarter) isAgain(m yearMail) bool {
	matter := q.matterOf(m)
	return matter != "" && slices.ContainsFunc(q.sent[:len(q.sent)-1], func(before yearMail) bool {
		return before.Recipient == m.Recipient && (before.Purpose == m.Purpose || before.Purpose == "confirm-outcome") && q.matterOf(before) == matter
	})
}

// checkMail fails where a client should not have got a mail that they did not ask for.
func (q *quarter) checkMail(m yearMail) {
	q.Helper()
	if m.Answers {
		return
	}
	latest, err := q.store.UnaskedMails(q.Context(), []string{m.Recipient}, q.now)
	if err != nil {
		q.Fatal(err)
	}
	for _, one := range latest {
		if one.Purpose == m.Purpose && one.Subject == m.Subject {
			q.unasked[m.Recipient] = append(q.unasked[m.Recipient], one)
		}
	}
	p := q.project(m.Project)
	local := q.now.In(p.Zone)
	when := local.Format("Mon 2006-01-02 15:04")
	nudge := q.isNudge(m)
	who, clock := quarterPeople()[m.Recipient], local.Format("15:04")
	if !p.Workday(local) || clock < "09:00" || clock >= "18:00" {
		q.breaks("hours", "%s: %s to %s outside working hours: %s", when, m.Purpose, m.Recipient, m.Subject)
	}
	if nudge && who.begin != "" && (clock < who.begin || clock >= who.end) {
		q.breaks("hours", "%s: %s to %s outside their hours: %s", when, m.Purpose, m.Recipient, m.Subject)
	}
	if until, away := who.isAway(local); away && nudge && !q.told[m.Recipient+until].IsZero() && q.told[m.Recipient+until].Before(q.now) {
		q.breaks("absence", "%s: %s to %s, who is away until %s: %s", when, m.Purpose, m.Recipient, until, m.Subject)
	}
	if at, done := q.settled[m.Recipient+" "+q.matterOf(m)]; done && m.Purpose != "confirm" && m.Purpose != "confirm-outcome" {
		q.breaks("answered", "%s: %s to %s, who answered at %s: %s", when, m.Purpose, m.Recipient, at.In(p.Zone).Format(time.DateTime), m.Subject)
	}
}

// isNudge reports whether a mail can wait: a reminder, a survey, or notices that were put together.
func (q *quarter) isNudge(m yearMail) bool {
	switch m.Purpose {
	case "survey", "notices", "client-reminder", "confirm-reminder":
		return true
	case "action":
		return q.isAgain(m)
	}
	return false
}

// checkCases fails where a case that was answered is open although all has been quiet for as long as
// its project says, and its client was there.
func (q *quarter) checkCases() {
	q.Helper()
	list, err := q.store.Cases(q.Context(), store.CaseQuery{Open: true})
	if err != nil {
		q.Fatal(err)
	}
	for _, c := range list {
		matter, p := number.FindString(c.Title), q.project(c.Project)
		if c.State != store.CaseAnswered || q.touched[matter].IsZero() {
			continue
		}
		over, err := p.AddWorkdays(q.touched[matter], p.Clock.CloseAfter)
		if err != nil {
			q.Fatal(err)
		}
		if over.AddDate(0, 0, 1).Before(q.now) && !q.wasAway(c, over) {
			q.breaks("cases", "%s: %q is still open, quiet since %s", q.now.Format(time.DateOnly), c.Title, q.touched[matter].Format(time.DateOnly))
		}
	}
}

// wasAway reports whether the client of a case was away in the two weeks before a time.
func (q *quarter) wasAway(c store.Case, over time.Time) bool {
	e, err := q.store.EntryOfMessage(q.Context(), c.Message)
	if err != nil {
		q.Fatal(err)
	}
	for _, s := range quarterPeople()[e.From[0].Address].away {
		if s.to >= over.AddDate(0, 0, -14).Format(time.DateOnly) && s.from <= q.now.Format(time.DateOnly) {
			return true
		}
	}
	return false
}

// checkBudgets logs how many mails each client had in each week that they did not ask for, and fails
// where these are more than five, but for what had a deadline before the next week.
func (q *quarter) checkBudgets() {
	q.Helper()
	const most = 5
	begins := yearDay(q, "2026-03-30", "00:00", "UTC")
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "person\t")
	for week := begins; week.Format(time.DateOnly) < quarterEnds; week = week.AddDate(0, 0, 7) {
		fmt.Fprintf(w, "%s\t", week.Format("2 Jan"))
	}
	fmt.Fprint(w, "\n")
	var named []string
	for _, person := range q.clients() {
		fmt.Fprintf(w, "%s\t", person.name)
		for week := begins; week.Format(time.DateOnly) < quarterEnds; week = week.AddDate(0, 0, 7) {
			all, over := 0, 0
			for _, m := range person.mails {
				from := q.weekBegins(person.project, person.address, week)
				until := q.weekBegins(person.project, person.address, week.AddDate(0, 0, 7))
				if m.Queued.Before(from) || !m.Queued.Before(until) {
					continue
				}
				if all++; all <= most {
					continue
				}
				over++
				if m.Deadline.IsZero() || m.Deadline.After(until) {
					q.breaks("budget", "%s had more than %d emails in the week of %s: %s %q of %s, deadline %v", person.name, most, week.Format(time.DateOnly), m.Purpose, m.Subject, m.Queued.In(person.project.Zone).Format("Mon 15:04"), m.Deadline)
				}
				named = append(named, fmt.Sprintf("%s, week of %s, email %d: %s, deadline %s: %s", person.name, week.Format("2 Jan"), all, m.Purpose, m.Deadline.In(person.project.Zone).Format("Mon 2 Jan 15:04"), m.Subject))
			}
			cell := fmt.Sprint(all)
			if over > 0 {
				cell += "*"
			}
			fmt.Fprintf(w, "%s\t", cell)
		}
		fmt.Fprint(w, "\n")
	}
	w.Flush()
	q.Logf("emails that clients did not ask for, by person and week; * over the budget by a deadline\n%s%s\n%d mails written, %d sent", b.String(), strings.Join(named, "\n"), q.written, len(q.sent))
	if len(named) == 0 {
		q.Error("nobody had more than five emails: the quarter tests no deadline")
	}
}

// quarterClient is a contact of the client with the mails of the quarter.
type quarterClient struct {
	name, address string
	project       *due.Project
	mails         []store.UnaskedMail
}

// clients returns each person once.
func (q *quarter) clients() (list []quarterClient) {
	q.Helper()
	for i := range q.mails.Projects {
		p := &q.mails.Projects[i]
		for _, c := range p.Clients() {
			if slices.ContainsFunc(list, func(other quarterClient) bool { return other.address == c.Addresses[0] }) {
				continue
			}
			list = append(list, quarterClient{c.Name, c.Addresses[0], p, q.unasked[c.Addresses[0]]})
		}
	}
	slices.SortFunc(list, func(a, b quarterClient) int {
		return cmp.Or(cmp.Compare(a.project.Code, b.project.Code), cmp.Compare(a.name, b.name))
	})
	return list
}

// weekBegins returns when somebody's week begins: with their work on its Monday.
func (q *quarter) weekBegins(p *due.Project, address string, monday time.Time) time.Time {
	return p.AtWork(p.Midnight(monday.Add(12*time.Hour)), address)
}
