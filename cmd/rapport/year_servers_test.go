//go:build servers

package main

import (
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
}
