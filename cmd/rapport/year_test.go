package main

import (
	"bytes"
	"cmp"
	"fmt"
	"log/slog"
	netmail "net/mail"
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
}

// yearEvent is what happens at a time.
type yearEvent struct {
	at time.Time
	do func()
}

// yearMail is a mail that one person got.
type yearMail struct {
	store.Delivery
	at time.Time
}

// yearConfig is the configuration on a day.
func yearConfig(day string, noPlus bool) string {
	pick := func(from, before, after string) string {
		if day >= from {
			return after
		}
		return before
	}
	return fmt.Sprintf(`log_address = "log@agency.example"
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
plus_addresses = %[4]t

[[project]]
code = "XINGHE"
name = "订单系统"
client = "星河科技"
language = "zh-CN"
time_zone = "Asia/Shanghai"
calendar = "cn"
report = "weekly on friday at 16:00"
answer_within = "8h"
confirm_days = 3
%[1]s
[[project.contact]]
name = "孙磊"
role = "team"
addresses = ["sun@agency.example"]
[[project.contact]]
name = "王伟"
role = "client"
addresses = ["wang@xinghe.example"]

[[project]]
code = "ACME"
name = "Order portal"
client = "Acme Ltd"
language = "en"
time_zone = "Europe/London"
calendar = "uk"
report = "monthly on the last day at 16:00"
answer_within = "8h"
survey = "csat"
survey_at = "monthly on 1 at 10:00"
[[project.contact]]
name = "Kate Miller"
role = "pm"
addresses = ["kate@agency.example"]
[[project.contact]]
name = "Anna Wright"
role = "client"
addresses = ["anna@acme.example"]
%[2]s
[[project]]
code = "KIEL"
name = "Harbour site"
client = "Hafen Kiel GmbH"
language = "en"
time_zone = "Europe/Berlin"
calendar = "de"
report = "every second week on monday at 09:00 from 2026-03-02"
answer_within = "16h"
%[3]s
[[project.contact]]
name = "Jan Petersen"
role = "pm"
addresses = ["jan@agency.example"]
[[project.contact]]
name = "Uwe Hansen"
role = "client"
addresses = ["uwe@hafen.example"]
`,
		pick("2026-07-01", "[[project.contact]]\nname = \"张敏\"\nrole = \"pm\"\naddresses = [\"zhang@agency.example\"]\n", "[[project.contact]]\nname = \"李强\"\nrole = \"pm\"\naddresses = [\"liqiang@agency.example\"]\n"),
		pick("2026-09-16", "[[project.contact]]\nname = \"Tom Becker\"\nrole = \"client\"\naddresses = [\"tom@acme.example\"]\n", ""),
		pick("2026-12-01", "", "closed = true\n"), !noPlus)
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
	y := &yearOffice{T: t, dir: t.TempDir(), noPlus: noPlus, now: yearDay(t, yearBegins, "00:00", "UTC")}
	if err := os.WriteFile(filepath.Join(y.dir, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return y.now }
	var err error
	if y.store, err = store.Open(t.Context(), store.Config{Dir: filepath.Join(y.dir, "state"), Now: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { y.store.Close() })
	if y.mailbox, _, err = y.store.OpenMailbox(t.Context(), "log", "INBOX", 1, 1); err != nil {
		t.Fatal(err)
	}
	y.reload(yearBegins)
	return y
}

// reload puts the configuration of a day in force.
func (y *yearOffice) reload(day string) {
	y.Helper()
	path := filepath.Join(y.dir, "config.toml")
	if err := os.WriteFile(path, []byte(yearConfig(day, y.noPlus)), 0o600); err != nil {
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
			m := yearMail{d, y.now}
			y.sent = append(y.sent, m)
			y.check(m)
			y.react(m, raw)
			n++
		}
	}
}

// writes is a mail that somebody writes, which the log reads at once.
func (y *yearOffice) writes(from, to, subject, answers, text string) {
	y.Helper()
	y.written++
	domain := from[strings.Index(from, "@")+1:]
	raw := fmt.Sprintf("Authentication-Results: mx.agency.example; dmarc=pass header.from=%s; spf=pass smtp.mailfrom=%s\r\nFrom: <%s>\r\nTo: %s\r\nMessage-ID: <%d@%s>\r\nDate: %s\r\n%sSubject: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		domain, from, from, to, y.written, domain, y.now.Format(time.RFC1123Z), answers, subject, strings.ReplaceAll(text, "\n", "\r\n"))
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

// yearPerson is how somebody reads their mail.
type yearPerson struct {
	zone    string
	project string
	pm      bool
	wait    time.Duration // until they answer, in their working hours
	never   bool          // they answer nothing
}

func yearPeople() map[string]yearPerson {
	return map[string]yearPerson{
		"zhang@agency.example":   {"Asia/Shanghai", "XINGHE", true, time.Hour, false},
		"liqiang@agency.example": {"Asia/Shanghai", "XINGHE", true, 3 * time.Hour, false},
		"sun@agency.example":     {"Asia/Shanghai", "XINGHE", false, 4 * time.Hour, false},
		"wang@xinghe.example":    {"Asia/Shanghai", "XINGHE", false, 5 * time.Hour, false},
		"kate@agency.example":    {"Europe/London", "ACME", true, 2 * time.Hour, false},
		"anna@acme.example":      {"Europe/London", "ACME", false, 20 * time.Hour, false},
		"tom@acme.example":       {"Europe/London", "ACME", false, 0, true},
		"jan@agency.example":     {"Europe/Berlin", "KIEL", true, 90 * time.Minute, false},
		"uwe@hafen.example":      {"Europe/Berlin", "KIEL", false, 26 * time.Hour, false},
	}
}

// project returns a project of the configuration in force.
func (y *yearOffice) project(code string) *due.Project { return y.mails.Project(code) }

// works returns the first time from one on at which somebody is at work.
func (y *yearOffice) works(who yearPerson, t time.Time) time.Time {
	p := y.project(who.project)
	for {
		begin, end := p.At(t, 9*time.Hour+15*time.Minute), p.At(t, 17*time.Hour+30*time.Minute)
		switch {
		case !p.Workday(t) || t.After(end):
			t = p.At(p.Midnight(t).AddDate(0, 0, 1), 9*time.Hour+15*time.Minute)
		case t.Before(begin):
			return begin
		default:
			return t
		}
	}
}

// react has the recipient of a mail answer it, in their time.
func (y *yearOffice) react(m yearMail, raw []byte) {
	y.Helper()
	who, known := yearPeople()[m.Recipient]
	if !known {
		y.Fatalf("%s to nobody: %s", m.Purpose, m.Recipient)
	}
	text := who.answers(m)
	if who.never || text == "" {
		return
	}
	parsed, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		y.Fatal(err)
	}
	wait := who.wait
	if m.Purpose == "confirm-receipt" { // that has a day
		wait = min(wait, time.Hour)
	}
	y.at(y.works(who, y.now.Add(wait)), func() {
		y.writes(m.Recipient, parsed.Header.Get("Reply-To"), "Re: "+parsed.Header.Get("Subject"), "In-Reply-To: <"+m.MessageID+">\r\n", text)
	})
}

// answers is what somebody writes back to a mail, "" for nothing.
func (who yearPerson) answers(m yearMail) string {
	chinese := who.zone == "Asia/Shanghai"
	say := func(zh, en string) string {
		if chinese {
			return zh
		}
		return en
	}
	switch m.Purpose {
	case "report-ask", "report-problem":
		return say("概述：\n按计划进行。\n\n已完成：\n- 接口联调\n\n下一步：\n- 用户测试", "Summary:\nAll goes to plan.\n\nDone:\n- Interfaces\n\nNext:\n- User tests")
	case "report-draft", "confirm-draft":
		return say("可以发送", "ok")
	case "confirm", "confirm-again":
		return say("确认", "confirmed")
	case "action":
		return say("完成", "done")
	case "confirm-receipt":
		if strings.Contains(m.Subject, "再确认一次") || strings.Contains(m.Subject, "once more") {
			return say("确认", "confirmed")
		}
	case "challenge":
		return say("确认", "yes")
	case "survey":
		return "4"
	case "case":
		return "close"
	}
	return ""
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
		if before.Purpose == m.Purpose && before.Recipient == m.Recipient && before.Subject == m.Subject && !m.Answers {
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
	if p.Closed && m.Purpose != "digest" {
		y.Errorf("%s: %s to %s of a project that is over", local.Format(time.RFC3339), m.Purpose, m.Recipient)
	}
}

// address returns where people write to a project.
func (y *yearOffice) address(project string) string {
	if y.noPlus {
		return "log@agency.example"
	}
	return "log+" + project + "@agency.example"
}

// tag returns what names the project in a subject where its address does not.
func (y *yearOffice) tag(project string) string {
	if y.noPlus {
		return "[" + project + "] "
	}
	return ""
}

// asks is a question of a client, and the answer of the PM if there is one.
func (y *yearOffice) asks(client, project, question string, pm string, answered time.Time, answer string) {
	y.writes(client, y.address(project), y.tag(project)+question, "", question)
	id := fmt.Sprintf("%d@%s", y.written, client[strings.Index(client, "@")+1:])
	if answer == "" {
		return
	}
	y.at(answered, func() {
		y.writes(pm, client+", "+y.address(project), "Re: "+y.tag(project)+question, "In-Reply-To: <"+id+">\r\n", answer)
	})
}

// plans fills the year with what people do by themselves.
func (y *yearOffice) plans() {
	days := func(first string, every int, do func(day string, n int)) {
		day, end := yearDay(y, first, "00:00", "UTC"), yearDay(y, yearEnds, "00:00", "UTC")
		for n := 0; day.Before(end); n++ {
			do(day.Format(time.DateOnly), n)
			day = day.AddDate(0, 0, every)
		}
	}
	pmOfXinghe := func(day string) string {
		if day < "2026-07-01" {
			return "zhang@agency.example"
		}
		return "liqiang@agency.example"
	}
	days("2026-03-03", 7, func(day string, n int) { // each Tuesday; every third waits too long
		asked := yearDay(y, day, "14:00", "Asia/Shanghai")
		answer := "已处理，请查看。"
		if n%3 == 2 {
			answer = ""
		}
		y.at(asked, func() {
			y.asks("wang@xinghe.example", "XINGHE", fmt.Sprintf("第 %d 个问题：测试账号什么时候可以用？", n), pmOfXinghe(day), asked.Add(2*time.Hour), answer)
		})
	})
	days("2026-03-07", 14, func(day string, n int) { // on Saturday night
		asked := yearDay(y, day, "23:30", "Europe/London")
		answer := "On Monday."
		if n%2 == 1 {
			answer = ""
		}
		y.at(asked, func() {
			y.asks("anna@acme.example", "ACME", fmt.Sprintf("Question %d: when can we test?", n), "kate@agency.example", asked.Add(38*time.Hour), answer)
		})
	})
	days("2026-03-05", 28, func(day string, n int) {
		y.at(yearDay(y, day, "15:00", "Europe/Berlin"), func() {
			y.asks("uwe@hafen.example", "KIEL", fmt.Sprintf("Harbour question %d: which crane is it?", n), "", time.Time{}, "")
		})
	})
	minutes := func(from, project, title, text string) {
		y.writes(from, y.address(project), y.tag(project)+title, "", text)
	}
	days("2026-03-11", 28, func(day string, n int) {
		y.at(yearDay(y, day, "11:00", "Asia/Shanghai"), func() {
			minutes(pmOfXinghe(day), "XINGHE", fmt.Sprintf("会议纪要（第 %d 次）", n), "决定：\n- 按计划上线\n\n待办：\n- 孙磊：提供测试账号，7 天内\n")
		})
		y.at(yearDay(y, day, "16:00", "Europe/London"), func() {
			minutes("kate@agency.example", "ACME", fmt.Sprintf("Minutes %d", n), "Decisions:\n- Launch as planned\n\nAction items:\n- Anna Wright: send the logo by "+yearDay(y, day, "00:00", "UTC").AddDate(0, 0, 9).Format(time.DateOnly)+"\n")
		})
		if day < "2026-12-01" {
			y.at(yearDay(y, day, "10:00", "Europe/Berlin"), func() {
				minutes("jan@agency.example", "KIEL", fmt.Sprintf("Minutes of the site visit %d", n), "Decisions:\n- The crane stays\n")
			})
		}
	})
	y.at(yearDay(y, "2026-07-01", "07:00", "Asia/Shanghai"), func() { y.reload("2026-07-01") })
	y.at(yearDay(y, "2026-09-16", "10:00", "Europe/London"), func() { y.reload("2026-09-16") })
	y.at(yearDay(y, "2026-12-01", "12:00", "Europe/Berlin"), func() { y.reload("2026-12-01") })
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

func TestYear_nothingIsSentWrongLateOrTwice(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a year takes a minute")
	}
	y := newYear(t, false)
	y.plans()
	began := time.Now()
	y.run(yearDay(t, yearEnds, "00:00", "UTC"))
	t.Logf("%d mails written, %d sent, %d looks in %s", y.written, len(y.sent), y.looks, time.Since(began).Round(time.Second))

	beginKiel := yearDay(t, yearBegins, "12:00", "Europe/Berlin")
	for _, want := range []struct {
		client string
		due    []time.Time
	}{
		{"wang@xinghe.example", y.dueDays("XINGHE", yearEnds, func(d time.Time) bool { return d.Weekday() == time.Friday }, 16*time.Hour)},
		{"anna@acme.example", y.dueDays("ACME", yearEnds, func(d time.Time) bool { return d.AddDate(0, 0, 1).Day() == 1 }, 16*time.Hour)},
		{"tom@acme.example", y.dueDays("ACME", "2026-09-16", func(d time.Time) bool { return d.AddDate(0, 0, 1).Day() == 1 }, 16*time.Hour)},
		{"uwe@hafen.example", y.dueDays("KIEL", "2026-12-01", func(d time.Time) bool {
			n := int(d.Sub(beginKiel).Hours()+2) / 24
			return n > 0 && n%14 == 0 // that of the first day was to be asked for before the log began
		}, 9*time.Hour)},
	} {
		got := y.reportsTo(want.client)
		if len(got) != len(want.due) {
			t.Errorf("%s got %d reports, want %d", want.client, len(got), len(want.due))
			continue
		}
		for i, due := range want.due {
			if got[i].After(due) || due.Sub(got[i]) > 5*24*time.Hour {
				t.Errorf("%s: report %d at %s, due %s", want.client, i+1, got[i].In(due.Location()), due)
			}
		}
	}
	for _, m := range y.sent {
		if local := m.at.In(y.project(m.Project).Zone); m.Purpose == "digest" && local.Format("15:04") != "08:30" {
			t.Errorf("a digest to %s at %s", m.Recipient, local)
		}
	}
	news := 0 // of a project that is over: what its client still writes
	for _, m := range y.sent {
		if m.Project == "KIEL" && m.Purpose == "digest" && m.at.After(yearDay(t, "2026-12-01", "12:00", "Europe/Berlin")) {
			news++
		}
	}
	if news != 3 {
		t.Errorf("%d digests about a project that is over, whose client writes 3 mails", news)
	}
	for _, gone := range []struct{ address, day string }{{"zhang@agency.example", "2026-07-01"}, {"tom@acme.example", "2026-09-16"}} {
		for _, m := range y.sent {
			if m.Recipient == gone.address && m.at.Format(time.DateOnly) > gone.day {
				t.Errorf("%s, who left on %s, got %s on %s", gone.address, gone.day, m.Purpose, m.at)
			}
		}
	}
	y.tabulate()
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
		"ACME survey-receipt anna@acme.example", "ACME confirm-outcome anna@acme.example", "ACME survey-results kate@agency.example",
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
