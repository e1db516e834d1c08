package main

import (
	"cmp"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"rapport/classify"
	"rapport/cmd/rapport/config"
	"rapport/mailin"
	"rapport/mailout/due"
	"rapport/store"
)

// A year of three projects, from what their people write to what they get, with a clock that
// the test turns: holidays of three countries, both changes of the clock in two of them, a
// change of PM, a client who leaves, a project that ends, and holidays of a year that are not
// known. Nothing is sent to who left, on a day off or at night, late, or twice.

const (
	yearBegins = "2026-03-02"
	yearEnds   = "2027-03-01"
)

// yearOffice is the office of a simulated year.
type yearOffice struct {
	*testing.T
	dir     string
	store   *store.Store
	config  *config.Config
	mails   due.Config
	due     *due.Due
	index   *classify.ProjectIndex
	mailbox store.Mailbox
	now     time.Time
	events  []yearEvent
	sent    []yearMail
	written int // mails of people
	looks   int
	head    int64 // the last event of the log
	noPlus  bool  // the log mailbox takes no plus-addresses

	settings func(day string) string // the configuration on a day
	proves   func(address string) bool
	received func(m yearMail, raw []byte) // nil: nobody does anything about it
}

// yearEvent is what happens at a time.
type yearEvent struct {
	at time.Time
	do func()
}

// yearMail is a mail that one person got.
type yearMail struct {
	store.Delivery
	at   time.Time
	text string
}

// yearDay returns a time of a day in a zone.
func yearDay(t testing.TB, day, clock, zone string) time.Time {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, location)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func newYear(t *testing.T, noPlus bool) *yearOffice {
	t.Helper()
	y := &yearOffice{T: t, noPlus: noPlus}
	y.settings = func(day string) string { return yearConfig(day, noPlus) }
	y.proves = func(string) bool { return !noPlus }
	y.received = func(m yearMail, raw []byte) {
		y.check(m)
		y.react(m, raw)
	}
	y.open(yearDay(t, yearBegins, "00:00", "UTC"))
	return y
}

// open begins the log at a time.
func (y *yearOffice) open(now time.Time) {
	t := y.T
	t.Helper()
	y.dir, y.now = t.TempDir(), now
	if err := os.WriteFile(filepath.Join(y.dir, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	y.writeCalendar()
	clock := func() time.Time { return y.now }
	var err error
	if y.store, err = store.Open(t.Context(), store.Config{Dir: filepath.Join(y.dir, "state"), Now: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { y.store.Close() })
	if y.mailbox, _, err = y.store.OpenMailbox(t.Context(), "log", "INBOX", 1, 1); err != nil {
		t.Fatal(err)
	}
	y.reload(now.Format(time.DateOnly))
}

// writeCalendar writes a calendar that has the working days of China in 2026, and of no year
// after it, whatever has been announced since.
func (y *yearOffice) writeCalendar() {
	y.Helper()
	text, err := os.ReadFile("../../mailout/calendar/announced/cn.toml")
	if err != nil {
		y.Fatal(err)
	}
	_, days, found := strings.Cut(string(text), "[year.2026]")
	days, _, _ = strings.Cut(days, "\n[")
	if err := os.Mkdir(filepath.Join(y.dir, "calendars"), 0o700); err != nil || !found {
		y.Fatal(err, text)
	}
	if err := os.WriteFile(filepath.Join(y.dir, "calendars", "china.toml"), []byte("[year.2026]"+days+"\n"), 0o600); err != nil {
		y.Fatal(err)
	}
}

// reload puts the configuration of a day in force.
func (y *yearOffice) reload(day string) {
	y.Helper()
	path := filepath.Join(y.dir, "config.toml")
	if err := os.WriteFile(path, []byte(y.settings(day)), 0o600); err != nil {
		y.Fatal(err)
	}
	c, found := config.Read(path, os.Getenv)
	if c == nil {
		y.Fatal(found)
	}
	dueConfig, err := c.Due(time.Second)
	if err != nil {
		y.Fatal(err)
	}
	if y.index, err = classify.New(c.Classify()); err != nil {
		y.Fatal(err)
	}
	y.config, y.mails = c, dueConfig
	if y.due == nil {
		y.due = due.New(y.store, dueConfig, func() time.Time { return y.now }, slog.New(slog.DiscardHandler), func(string, time.Duration) {})
		return
	}
	y.due.SetConfig(dueConfig)
}

// at has something happen at a time.
func (y *yearOffice) at(when time.Time, do func()) {
	e := yearEvent{when, do}
	i, _ := slices.BinarySearchFunc(y.events, e, func(a, b yearEvent) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return -1 // after those of the same time
	})
	y.events = slices.Insert(y.events, i, e)
}

// run goes through the year: to the next time at which anything happens or is due.
func (y *yearOffice) run(until time.Time) {
	y.Helper()
	for y.now.Before(until) {
		for len(y.events) > 0 && !y.events[0].at.After(y.now) {
			e := y.events[0]
			y.events = y.events[1:]
			e.do()
		}
		next := y.look()
		if len(y.events) > 0 && (next.IsZero() || y.events[0].at.Before(next)) {
			next = y.events[0].at
		}
		if latest := y.now.Add(12 * time.Hour); next.IsZero() || next.After(latest) {
			next = latest
		}
		if !next.After(y.now) {
			next = y.now.Add(time.Minute)
		}
		y.now = next
	}
}

// look looks until nothing more is due now, and hands over what was queued.
func (y *yearOffice) look() (next time.Time) {
	y.Helper()
	for before := int64(-1); ; {
		y.looks++
		if _, err := y.store.Settle(y.Context(), y.mailbox, nil, y.now); err != nil {
			y.Fatal(err)
		}
		wanted, failures := y.due.Look(y.Context())
		for _, err := range failures {
			y.Errorf("%s: %v", y.now.Format(time.RFC3339), err)
		}
		sent := y.deliver()
		head, err := y.store.Head(y.Context())
		if err != nil {
			y.Fatal(err)
		}
		if sent == 0 && (head.Number == before || before < 0 && head.Number == y.head) {
			return y.earliest(wanted)
		}
		before, y.head = head.Number, head.Number
	}
}

// earliest returns the first time at which a duty asks to run again. That of digests looks
// every few minutes; here it does in the morning.
func (y *yearOffice) earliest(wanted map[string]time.Time) (next time.Time) {
	delete(wanted, "digest")
	for _, p := range y.mails.Projects {
		morning := p.At(y.now, y.mails.Digest)
		if !morning.After(y.now) {
			morning = p.At(morning.AddDate(0, 0, 1), y.mails.Digest)
		}
		wanted["digest "+p.Code] = morning
	}
	for _, at := range wanted {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next
}

// deliver hands over what is queued, and has its recipients react.
func (y *yearOffice) deliver() (n int) {
	y.Helper()
	rules := store.SendRules{RateLimit: store.RateLimit{PerTenMinutes: 10000, PerRecipientHour: 1000}}
	for {
		list, err := y.store.Claim(y.Context(), "main", 50, rules)
		if err != nil {
			y.Fatal(err)
		}
		if len(list) == 0 {
			return n
		}
		for _, d := range list {
			if err := y.store.MarkFinishing(y.Context(), d.ID); err != nil {
				y.Fatal(err)
			}
			if err := y.store.FinishAttempt(y.Context(), d.ID, store.AttemptResult{Outcome: store.AttemptSent}); err != nil {
				y.Fatal(err)
			}
			raw, _, err := y.store.RawMail(y.Context(), d.Raw)
			if err != nil {
				y.Fatal(err)
			}
			m := yearMail{d, y.now, mailin.Read(raw, y.now, y.config.Limits.Parse(), nil).Text}
			y.sent = append(y.sent, m)
			if y.received != nil {
				y.received(m, raw)
			}
			n++
		}
	}
}

// writes is a mail that somebody writes, which the log reads at once.
func (y *yearOffice) writes(from, to, subject, answers, text string) {
	y.Helper()
	y.written++
	domain, proof := from[strings.Index(from, "@")+1:], ""
	if y.proves(from) {
		proof = fmt.Sprintf("Authentication-Results: mx.agency.example; dmarc=pass header.from=%s; spf=pass smtp.mailfrom=%s\r\nReceived: from mail.%s by mx.agency.example with ESMTPS; %s\r\n", domain, from, domain, y.now.Format(time.RFC1123Z))
	}
	raw := fmt.Sprintf("%sFrom: <%s>\r\nTo: %s\r\nMessage-ID: <%d@%s>\r\nDate: %s\r\n%sSubject: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		proof, from, to, y.written, domain, y.now.Format(time.RFC1123Z), answers, subject, strings.ReplaceAll(text, "\n", "\r\n"))
	clock := func() time.Time { return y.now }
	in := mailin.NewIntake(y.store, y.index, y.config.Limits.Parse(), slog.New(slog.DiscardHandler), func(string, time.Duration) {}, clock)
	in.SetSenderVerifier(mailin.NewSenderVerifier(y.config.Mailboxes(), nil, clock))
	err := in.Feed(y.Context(), func(add func(mailin.IncomingMail) error) error {
		return add(mailin.IncomingMail{Raw: []byte(raw), Received: y.now, Origin: "log/INBOX"})
	}, nil)
	if err != nil {
		y.Fatal(err)
	}
}

// check fails where a mail is wrong by itself: to somebody who has left, twice, on a day off
// or at night unless its recipient waits for it.
func (y *yearOffice) check(m yearMail) {
	y.Helper()
	p := y.project(m.Project)
	if p.Contact(m.Recipient).Name == "" {
		y.Errorf("%s: %s to %s, who is not in %s", y.now.In(p.Zone).Format(time.RFC3339), m.Purpose, m.Recipient, m.Project)
	}
	for _, before := range slices.Backward(y.sent[:len(y.sent)-1]) {
		if y.now.Sub(before.at) > 20*time.Hour {
			break
		}
		if before.Purpose == m.Purpose && before.Recipient == m.Recipient && before.Subject+before.text == m.Subject+m.text && !m.Answers {
			y.Errorf("%s: %s to %s twice: %s, and at %s", y.now.In(p.Zone).Format(time.RFC3339), m.Purpose, m.Recipient, m.Subject, before.at.In(p.Zone).Format(time.RFC3339))
		}
	}
	if m.Answers {
		return
	}
	local := y.now.In(p.Zone)
	if hour := local.Hour(); !p.Workday(local) || hour < 7 || hour >= 20 {
		y.Errorf("%s: %s to %s on a day off or at night: %s", local.Format("Mon 2006-01-02 15:04 -0700"), m.Purpose, m.Recipient, m.Subject)
	}
	if p.Closed && m.Purpose != "digest" && m.Purpose != "confirm-outcome" { // of what was asked before
		y.Errorf("%s: %s to %s of a project that is over", local.Format(time.RFC3339), m.Purpose, m.Recipient)
	}
}

// dueDays returns when reports of a project were to go to the client: on each day of the
// schedule, or the last working day before it.
func (y *yearOffice) dueDays(code, until string, days func(time.Time) bool, at time.Duration) (list []time.Time) {
	p := y.project(code)
	for day := yearDay(y, yearBegins, "12:00", p.Zone.String()); day.Format(time.DateOnly) < until; day = day.AddDate(0, 0, 1) {
		if !days(day) {
			continue
		}
		due := day
		for !p.Workday(due) {
			due = due.AddDate(0, 0, -1)
		}
		if when := p.At(due, at); !slices.Contains(list, when) {
			list = append(list, when)
		}
	}
	return list
}

// reportsTo returns when somebody got reports.
func (y *yearOffice) reportsTo(address string) (list []time.Time) {
	for _, m := range y.sent {
		if m.Purpose == "report" && m.Recipient == address {
			list = append(list, m.at)
		}
	}
	return list
}

// Without plus-addresses the same goes through the log address alone, for five weeks, with
// mail that nothing proves: what would act on a Message-ID is asked about first.
func TestYear_withoutPlusAddresses(t *testing.T) {
	t.Parallel()
	y := newYear(t, true)
	y.plans()
	y.run(yearDay(t, "2026-04-11", "00:00", "UTC"))
	y.tabulate()
	if got, want := len(y.reportsTo("wang@xinghe.example")), len(y.dueDays("XINGHE", "2026-04-11", func(d time.Time) bool { return d.Weekday() == time.Friday }, 16*time.Hour)); got != want {
		t.Errorf("%d reports, want %d", got, want)
	}
	counts := map[string]int{}
	for _, m := range y.sent {
		counts[m.Project+" "+m.Purpose+" "+m.Recipient]++
	}
	for _, want := range []string{
		"XINGHE confirm wang@xinghe.example", "XINGHE confirm-outcome wang@xinghe.example", "XINGHE action sun@agency.example", "XINGHE action-receipt sun@agency.example",
		"XINGHE case zhang@agency.example", "XINGHE case-receipt zhang@agency.example", "XINGHE digest zhang@agency.example", "XINGHE challenge zhang@agency.example",
		"ACME confirm-outcome anna@acme.example", "ACME survey-results kate@agency.example",
	} {
		if counts[want] == 0 {
			t.Errorf("no %s", want)
		}
	}
}

// tabulate logs how many mails each person got of which kind.
func (y *yearOffice) tabulate() {
	counts := map[string]map[string]int{}
	kinds := map[string]int{}
	for _, m := range y.sent {
		if counts[m.Recipient] == nil {
			counts[m.Recipient] = map[string]int{}
		}
		counts[m.Recipient][m.Purpose]++
		kinds[m.Purpose]++
	}
	var columns, people []string
	for kind := range kinds {
		columns = append(columns, kind)
	}
	for person := range counts {
		people = append(people, person)
	}
	slices.Sort(columns)
	slices.SortFunc(people, func(a, b string) int {
		return cmp.Or(cmp.Compare(yearPeople()[a].project, yearPeople()[b].project), cmp.Compare(a, b))
	})
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 1, ' ', 0)
	fmt.Fprintf(w, "kind")
	for _, person := range people {
		local, _, _ := strings.Cut(person, "@")
		fmt.Fprintf(w, "\t| %s", local)
	}
	fmt.Fprintf(w, "\t| all\n")
	total := map[string]int{}
	for _, kind := range columns {
		fmt.Fprintf(w, "%s", kind)
		for _, person := range people {
			fmt.Fprintf(w, "\t| %d", counts[person][kind])
			total[person] += counts[person][kind]
		}
		fmt.Fprintf(w, "\t| %d\n", kinds[kind])
	}
	fmt.Fprintf(w, "all")
	for _, person := range people {
		fmt.Fprintf(w, "\t| %d", total[person])
	}
	fmt.Fprintf(w, "\t| %d\n", len(y.sent))
	w.Flush()
	y.Logf("mails by kind and person\n%s", b.String())
}
