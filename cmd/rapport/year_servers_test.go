//go:build servers

package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestYear_nothingIsSentWrongLateOrTwice(t *testing.T) {
	t.Parallel()
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
	y.tabulateEvents()
}

// yearRow is something that happens in the year, and the mails of some kinds that some people
// get around it, by day: "digest to kate Mon 30 Mar", or with the clock.
type yearRow struct {
	event    string
	project  string
	from, to string // days in its zone, both included
	kinds    string // "" is all but receipts
	people   string // "" is everybody
	clock    bool   // the time of the day too
	want     string
	says     string // in the last of them
}

func yearRows() []yearRow {
	return []yearRow{
		{"Qingming in China, 4 to 6 April", "XINGHE", "2026-04-04", "2026-04-06", "", "", false, "nothing", ""},
		{"Friday 25 September is a holiday in China: its report goes on Thursday", "XINGHE", "2026-09-23", "2026-09-27", "report", "wang", false, "report to wang Thu 24 Sep", ""},
		{"National Day in China, 1 to 7 October: the report of the 2nd goes before", "XINGHE", "2026-09-28", "2026-10-08", "report", "wang", false, "report to wang Wed 30 Sep", ""},
		{"and nobody in China gets anything", "XINGHE", "2026-10-01", "2026-10-07", "", "", false, "nothing", ""},
		{"Saturday 10 October is worked: what a client asked on Friday at 16:00 is due in 8 hours of work", "XINGHE", "2026-10-10", "2026-10-10", "", "", true, "digest to liqiang Sat 10 Oct 08:30 +0800, case to liqiang Sat 10 Oct 13:00 +0800", ""},
		{"Good Friday and Easter Monday in Britain", "ACME", "2026-04-03", "2026-04-06", "", "", false, "nothing", ""},
		{"31 August is a bank holiday: the monthly report goes on Friday the 28th", "ACME", "2026-08-26", "2026-08-31", "report", "anna", false, "report to anna Fri 28 Aug", ""},
		{"Christmas in Britain, 25 to 28 December", "ACME", "2026-12-25", "2026-12-28", "", "", false, "nothing", ""},
		{"Whit Monday in Germany: the report of 25 May goes on Friday", "KIEL", "2026-05-20", "2026-05-26", "report", "uwe", false, "report to uwe Fri 22 May", ""},
		{"clocks go forward on 29 March", "KIEL", "2026-03-27", "2026-03-31", "report", "uwe", true, "report to uwe Mon 30 Mar 09:00 +0200", ""},
		{"", "ACME", "2026-03-27", "2026-03-31", "digest", "kate", true, "digest to kate Fri 27 Mar 08:30 +0000, digest to kate Mon 30 Mar 08:30 +0100, digest to kate Tue 31 Mar 08:30 +0100", ""},
		{"clocks go back on 25 October", "KIEL", "2026-10-23", "2026-10-27", "report", "uwe", true, "report to uwe Mon 26 Oct 09:00 +0100", ""},
		{"", "ACME", "2026-10-23", "2026-10-27", "digest", "kate", true, "digest to kate Fri 23 Oct 08:30 +0100, digest to kate Mon 26 Oct 08:30 +0000, digest to kate Tue 27 Oct 08:30 +0000", ""},
		{"another PM from 1 July: gets what is open", "XINGHE", "2026-07-01", "2026-07-03", "", "liqiang", false, "digest to liqiang Wed 1 Jul, case to liqiang Wed 1 Jul, digest to liqiang Thu 2 Jul, confirm-outcome to liqiang Thu 2 Jul, report-ask to liqiang Thu 2 Jul, digest to liqiang Fri 3 Jul, report to liqiang Fri 3 Jul", ""},
		{"and the one before gets nothing more", "XINGHE", "2026-07-01", "2027-02-28", "", "zhang", false, "nothing", ""},
		{"Tom leaves on 16 September, with a survey open", "ACME", "2026-09-01", "2026-09-15", "", "tom", false, "survey to tom Tue 1 Sep, survey to tom Mon 14 Sep", ""},
		{"", "ACME", "2026-09-16", "2027-02-28", "", "tom", false, "nothing", ""},
		{"the project in Kiel ends on 1 December, while minutes are with its client, whose answer still counts", "KIEL", "2026-11-28", "2026-12-01", "", "", false, "confirm to uwe Mon 30 Nov, digest to jan Tue 1 Dec, confirm-outcome to uwe Tue 1 Dec, confirm-outcome to jan Tue 1 Dec", ""},
		{"after that its client writes three times", "KIEL", "2026-12-02", "2027-02-28", "", "", false, "digest to jan Fri 11 Dec, digest to jan Fri 8 Jan, digest to jan Fri 5 Feb", ""},
		{"the holidays of 2027 are missing: the PM hears 60 days before", "XINGHE", "2026-10-30", "2026-11-03", "digest", "liqiang", false, "digest to liqiang Fri 30 Oct, digest to liqiang Mon 2 Nov", "2027"},
		{"the form of the first report says so too", "XINGHE", "2026-12-28", "2026-12-31", "report-ask", "liqiang", false, "report-ask to liqiang Thu 31 Dec", "2027"},
		{"until they are known, weekdays count: Friday 1 January", "XINGHE", "2026-12-30", "2027-01-08", "report", "wang", false, "report to wang Fri 1 Jan, report to wang Fri 8 Jan", ""},
	}
}

// tabulateEvents logs what was sent around each event, and fails where that is not what it
// should be.
func (y *yearOffice) tabulateEvents() {
	y.Helper()
	var b strings.Builder
	for _, row := range yearRows() {
		p := y.project(row.project)
		var got []string
		last := ""
		for _, m := range y.sent {
			name, _, _ := strings.Cut(m.Recipient, "@")
			local := m.at.In(p.Zone)
			day := local.Format(time.DateOnly)
			switch {
			case m.Project != row.project, day < row.from, day > row.to,
				row.people != "" && row.people != name, row.kinds != "" && row.kinds != m.Purpose,
				row.kinds == "" && m.Answers:
				continue
			}
			layout := "Mon 2 Jan"
			if row.clock {
				layout = "Mon 2 Jan 15:04 -0700"
			}
			last = m.text
			got = append(got, m.Purpose+" to "+name+" "+local.Format(layout))
		}
		said := strings.Join(got, ", ")
		if said == "" {
			said = "nothing"
		}
		mark := "as expected"
		if said != row.want || !strings.Contains(last, row.says) {
			mark = "WANT " + row.want + " " + row.says
			y.Errorf("%s, %s to %s: %s, want %s\n%s", row.event, row.from, row.to, said, row.want, last)
		}
		fmt.Fprintf(&b, "| %s | %s %s to %s | %s | %s |\n", row.event, row.project, row.from, row.to, said, mark)
	}
	y.Logf("events\n| event | days | mails | |\n%s", b.String())
}
