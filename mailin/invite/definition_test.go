package invite

import (
	"strings"
	"testing"
	"time"
)

// zoneOf returns a VTIMEZONE with that name and observances, each a kind and its lines.
func zoneOf(name string, observances ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VTIMEZONE\r\nTZID:" + name + "\r\n")
	for _, o := range observances {
		kind, lines, _ := strings.Cut(o, " ")
		b.WriteString("BEGIN:" + kind + "\r\n" + strings.ReplaceAll(lines, " ", "\r\n") + "\r\nEND:" + kind + "\r\n")
	}
	b.WriteString("END:VTIMEZONE\r\n")
	return b.String()
}

func TestRead_zonesThatTheSenderDefines(t *testing.T) {
	t.Parallel()
	const (
		winter = "STANDARD DTSTART:16010101T030000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100 RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10"
		summer = "DAYLIGHT DTSTART:16010101T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200 RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3"
	)
	for _, test := range []struct {
		name  string
		zone  string
		times map[string]string // by day
	}{
		{"Outlook", zoneOf("X", winter, summer), map[string]string{"20260110": "09:00", "20260328": "09:00", "20260329": "08:00", "20260710": "08:00", "20261024": "08:00", "20261025": "09:00", "20261231": "09:00"}},
		{"daylight first", zoneOf("X", summer, winter), map[string]string{"20260110": "09:00", "20260710": "08:00"}},
		{"the south", zoneOf("X",
			"STANDARD DTSTART:16010101T030000 TZOFFSETFROM:+1100 TZOFFSETTO:+1000 RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4",
			"DAYLIGHT DTSTART:16010101T020000 TZOFFSETFROM:+1000 TZOFFSETTO:+1100 RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=10"),
			map[string]string{"20260110": "9 23:00", "20260404": "3 23:00", "20260405": "00:00", "20260710": "00:00", "20261004": "3 23:00"}},
		{"the second Sunday of March", zoneOf("X",
			"DAYLIGHT DTSTART:20070311T020000 TZOFFSETFROM:-0500 TZOFFSETTO:-0400 RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
			"STANDARD DTSTART:20071104T020000 TZOFFSETFROM:-0400 TZOFFSETTO:-0500 RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"),
			map[string]string{"20260307": "15:00", "20260308": "14:00", "20261031": "14:00", "20261101": "15:00", "20050710": "15:00"}},
		{"by days of the month", zoneOf("X",
			"DAYLIGHT DTSTART:19870405T020000 TZOFFSETFROM:-0500 TZOFFSETTO:-0400 RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8,9,10,11,12,13,14;BYDAY=SU",
			"STANDARD DTSTART:19671029T020000 TZOFFSETFROM:-0400 TZOFFSETTO:-0500 RRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=1,2,3,4,5,6,7;BYDAY=SU"),
			map[string]string{"20260307": "15:00", "20260308": "14:00", "20261101": "15:00"}},
		{"one year alone", zoneOf("X",
			"DAYLIGHT DTSTART:20260329T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200",
			"STANDARD DTSTART:20261025T030000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100"),
			map[string]string{"20260110": "09:00", "20260710": "08:00", "20261110": "09:00"}},
		{"with dates", zoneOf("X",
			"DAYLIGHT DTSTART:20250330T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200 RDATE:20250330T020000,20260329T020000",
			"STANDARD DTSTART:20251026T030000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100 RDATE:20261025T030000"),
			map[string]string{"20260110": "09:00", "20260710": "08:00"}},
		{"rules that ended", zoneOf("X",
			"DAYLIGHT DTSTART:20100328T020000 TZOFFSETFROM:+0300 TZOFFSETTO:+0400 RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20110326T230000Z",
			"STANDARD DTSTART:20091025T030000 TZOFFSETFROM:+0400 TZOFFSETTO:+0300 RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;COUNT=2",
			"STANDARD DTSTART:20141026T020000 TZOFFSETFROM:+0400 TZOFFSETTO:+0300"),
			map[string]string{"20100710": "06:00", "20110110": "07:00", "20120110": "06:00", "20260710": "07:00"}},
		{"every second year", zoneOf("X",
			"DAYLIGHT DTSTART:20240331T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200 RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYDAY=-1SU",
			"STANDARD DTSTART:20241027T030000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100 RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
			map[string]string{"20250710": "09:00", "20260710": "08:00"}},
		{"no daylight saving", zoneOf("X", "STANDARD DTSTART:16010101T000000 TZOFFSETFROM:+0545 TZOFFSETTO:+0545"), map[string]string{"20260710": "04:15"}},
		{"daylight that is the same", zoneOf("X", "STANDARD DTSTART:16010101T000000 TZOFFSETFROM:+0800 TZOFFSETTO:+0800 RRULE:FREQ=DAILY", "DAYLIGHT DTSTART:16010101T000000 TZOFFSETTO:+0800"), map[string]string{"20260710": "02:00"}},
		{"a rule without a beginning", zoneOf("X", "STANDARD TZOFFSETFROM:+0200 TZOFFSETTO:+0100 RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "DAYLIGHT TZOFFSETFROM:+0100 TZOFFSETTO:+0200 RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"), map[string]string{"20260110": "09:00", "20260710": "08:00"}},
		{"a rule that cannot be evaluated", zoneOf("X", winter, strings.Replace(summer, "YEARLY", "SECONDLY", 1)), map[string]string{"20260110": "?", "20260710": "?"}},
		{"no offset", zoneOf("X", winter, "DAYLIGHT DTSTART:16010101T020000 TZOFFSETTO:x"), map[string]string{"20260710": "?"}},
		{"nothing in it", zoneOf("X"), map[string]string{"20260710": "?"}},
		{"its name elsewhere", strings.Replace(zoneOf("X"), "TZID:X\r\n", "TZID:X\r\nX-LIC-LOCATION:Europe/Berlin\r\n", 1), map[string]string{"20260710": "08:00"}},
	} {
		for day, want := range test.times {
			if got := utc(t, day, "X", test.zone); got != want {
				t.Errorf("%s, %s: %s, want %s", test.name, day, got, want)
			}
		}
	}
}

// What a name says and what the calendar says of it.
func TestRead_namesAndDefinitions(t *testing.T) {
	t.Parallel()
	east := func(name string) string {
		return zoneOf(name, "STANDARD DTSTART:16010101T000000 TZOFFSETFROM:+0900 TZOFFSETTO:+0900")
	}
	for name, want := range map[string]string{
		"Europe/Berlin":           "08:00", // the IANA database is kept
		"W. Europe Standard Time": "08:00",
		"EST":                     "01:00", // an abbreviation is what the sender means by it
		"CST":                     "01:00",
		"GMT+0800":                "01:00",
		"(UTC+01:00) Berlin":      "01:00",
		"Zentrale":                "01:00",
	} {
		if got := utc(t, "20260710", name, east(name)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got := utc(t, "20260710", "ZENTRALE", east("Zentrale")); got != "01:00" {
		t.Errorf("in other letters: %s", got)
	}
}

func TestRead_timesWithoutAZone(t *testing.T) {
	t.Parallel()
	usual := time.FixedZone("", -3*3600)
	for _, test := range []struct{ name, calendar, lines, start, end string }{
		{"that of the mail", "", "DTSTART:20260710T100000\nDTEND:20260710T110000", "13:00", "14:00"},
		{"that of the calendar", "X-WR-TIMEZONE:Asia/Shanghai\r\n", "DTSTART:20260710T100000\nDTEND:20260710T110000", "02:00", "03:00"},
		{"that of the event", "X-WR-TIMEZONE:Europe/Berlin\r\n", "TZID:Asia/Shanghai\nDTSTART:20260710T100000\nDTEND:20260710T110000", "02:00", "03:00"},
		{"that of the start", "", "DTSTART;TZID=Asia/Shanghai:20260710T100000\nDTEND:20260710T110000", "02:00", "03:00"},
		{"its own name first", "X-WR-TIMEZONE:Europe/Berlin\r\n", "TZID:Europe/Berlin\nDTSTART;TZID=Asia/Shanghai:20260710T100000\nDTEND;TZID=Asia/Shanghai:20260710T110000", "02:00", "03:00"},
		{"UTC", "X-WR-TIMEZONE:Asia/Shanghai\r\n", "TZID:Asia/Shanghai\nDTSTART:20260710T100000Z\nDTEND:20260710T110000Z", "10:00", "11:00"},
		{"one that nobody knows", "X-WR-TIMEZONE:Head office\r\n", "DTSTART:20260710T100000\nDTEND:20260710T110000", "", ""},
		{"a zone of the calendar's own", zoneOf("HQ", "STANDARD TZOFFSETTO:+0900") + "X-WR-TIMEZONE:HQ\r\n", "DTSTART:20260710T100000\nDTEND:20260710T110000", "01:00", "02:00"},
		{"that of the only zone in the calendar", zoneOf("+8", "STANDARD TZOFFSETFROM:+0800 TZOFFSETTO:+0800", "DAYLIGHT TZOFFSETFROM:+0800 TZOFFSETTO:+0800"), "DTSTART:20260710T100000\nDTEND:20260710T110000", "02:00", "03:00"},
		{"of two zones neither", zoneOf("A", "STANDARD TZOFFSETTO:+0800") + zoneOf("B", "STANDARD TZOFFSETTO:+0900"), "DTSTART:20260710T100000\nDTEND:20260710T110000", "13:00", "14:00"},
		{"an offset behind the time", "", "DTSTART:20260710T100000+0800\nDTEND:20260710T110000+08:00", "02:00", "03:00"},
		{"ISO 8601", "", "DTSTART:2026-07-10T10:00:00Z\nDTEND:2026-07-10T11:00:00Z", "10:00", "11:00"},
		{"ISO 8601 with an offset", "", "DTSTART:2026-07-10T10:00:00-04:00\nDTEND:2026-07-10T11:00:00-04:00", "14:00", "15:00"},
		{"an end that nobody knows", "", "DTSTART;TZID=Asia/Shanghai:20260710T100000\nDTEND;TZID=HQ:20260710T110000", "02:00", ""},
	} {
		c, err := Read(strings.Replace(event("REQUEST", test.lines), "BEGIN:VEVENT", test.calendar+"BEGIN:VEVENT", 1), "", usual)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		clock := func(at time.Time) string {
			if at.IsZero() {
				return ""
			}
			return at.Format("15:04")
		}
		if clock(c.Start) != test.start || clock(c.End) != test.end {
			t.Errorf("%s: %s to %s, want %s to %s", test.name, clock(c.Start), clock(c.End), test.start, test.end)
		}
		if (test.start == "" || test.end == "") != (c.UnknownZone != "") {
			t.Errorf("%s: the unknown zone is %q", test.name, c.UnknownZone)
		}
	}
}

// A time that is skipped has the offset before, and of one that comes twice the first counts.
func TestRead_timesOfTheNightOfAChange(t *testing.T) {
	t.Parallel()
	own := zoneOf("HQ",
		"STANDARD DTSTART:16010101T030000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100 RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
		"DAYLIGHT DTSTART:16010101T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200 RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3")
	for _, zone := range []string{"HQ", "Europe/Berlin", "(UTC+01:00) Amsterdam, Berlin"} {
		for at, want := range map[string]string{"20260329T013000": "00:30", "20260329T023000": "01:30", "20260329T033000": "01:30", "20261025T013000": "23:30", "20261025T023000": "00:30", "20261025T033000": "02:30"} {
			c, err := Read(strings.Replace(event("REQUEST", "DTSTART;TZID=\""+zone+"\":"+at), "BEGIN:VEVENT", own+"BEGIN:VEVENT", 1), "", nil)
			if err != nil || c.Start.Format("15:04") != want {
				t.Errorf("%s at %s: %v, %v, want %s", zone, at, c.Start, err, want)
			}
		}
	}
}

// Whatever a zone is called or how it is defined, its offset is one that a zone can have.
func FuzzZones(f *testing.F) {
	for _, seed := range []string{"GMT+0800", "(UTC+08:00) 北京，重庆", "China Standard Time 1", "Asia/Beijing", "/x/Local", "UTC-99", "(GMT+05.30) a, b; c", "../../etc/passwd", "W. Europe Standard Time-2", "Etc/GMT-14", "", "+", "(UTC", "utc+ 8:"} {
		f.Add(seed, "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", int64(1783677600))
	}
	f.Add("x", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-29,31;INTERVAL=3;COUNT=5", int64(0))
	f.Add("x", "FREQ=YEARLY;BYDAY=5SU;UNTIL=16010101", int64(-1<<40))
	f.Fuzz(func(t *testing.T, name, rule string, seconds int64) {
		wall := time.Unix(seconds%(1<<38), 0).UTC()
		const most = 15 * time.Hour
		z := zones{own: map[string]*definition{}}
		for range 2 {
			if loc, ok := z.named(name, wall); ok {
				if offset := at(loc, wall); offset < -24*time.Hour || offset > 24*time.Hour {
					t.Errorf("%q: %v", name, offset)
				}
			}
			d := &definition{}
			for i, to := range []string{"+0100", "+0200"} {
				o := observance{}
				o.set("DTSTART", "20000101T020000")
				o.set("TZOFFSETTO", to)
				if i > 0 {
					o.set("RRULE", rule)
				}
				d.observances = append(d.observances, o)
			}
			if offset, ok := d.at(wall); ok && (offset < 0 || offset > most) {
				t.Errorf("%q: %v", rule, offset)
			}
			z.own[foldName(name)] = d
		}
	})
}
