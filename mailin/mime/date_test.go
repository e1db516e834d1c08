package mime

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseDate_readsTheFormsInWhichItComes(t *testing.T) {
	at := func(hour, minute, second int) time.Time {
		return time.Date(2026, 3, 5, hour, minute, second, 0, time.UTC)
	}
	for _, test := range []struct {
		name, text string
		want       time.Time
	}{
		{"RFC 5322", "Thu, 5 Mar 2026 15:30:20 +0800", at(7, 30, 20)},
		{"no day of the week", "5 Mar 2026 15:30:20 +0800", at(7, 30, 20)},
		{"two digits of the day", "Thu, 05 Mar 2026 15:30:20 +0800", at(7, 30, 20)},
		{"the wrong day of the week", "Mon, 5 Mar 2026 15:30:20 +0800", at(7, 30, 20)},
		{"no seconds", "Thu, 5 Mar 2026 15:30 +0800", at(7, 30, 0)},
		{"a comment behind it", "Thu, 5 Mar 2026 15:30:20 +0800 (CST)", at(7, 30, 20)},
		{"a comment of several words", "Thu, 5 Mar 2026 15:30:20 +0800 (China Standard Time)", at(7, 30, 20)},
		{"GMT", "Thu, 5 Mar 2026 15:30:20 GMT", at(15, 30, 20)},
		{"UT", "Thu, 5 Mar 2026 15:30:20 UT", at(15, 30, 20)},
		{"unknown offset", "Thu, 5 Mar 2026 15:30:20 -0000", at(15, 30, 20)},
		{"Eastern time (RFC 5322 section 4.3)", "Thu, 5 Mar 2026 10:30:20 EST", at(15, 30, 20)},
		{"Eastern summer time", "Thu, 5 Mar 2026 11:30:20 EDT", at(15, 30, 20)},
		{"Pacific time", "Thu, 5 Mar 2026 07:30:20 PST", at(15, 30, 20)},
		{"a military zone, of which nothing is known", "Thu, 5 Mar 2026 15:30:20 Z", at(15, 30, 20)},
		{"GMT with an offset", "Thu, 5 Mar 2026 15:30:20 GMT+0800", at(7, 30, 20)},
		{"UTC with an offset", "Thu, 5 Mar 2026 15:30:20 UTC-0500", at(20, 30, 20)},
		{"an offset with a colon", "Thu, 5 Mar 2026 15:30:20 +08:00", at(7, 30, 20)},
		{"no zone", "Thu, 5 Mar 2026 15:30:20", at(15, 30, 20)},
		{"a year of two digits", "Thu, 5 Mar 26 15:30:20 +0800", at(7, 30, 20)},
		{"white space and folds", "Thu,  5 Mar\t2026\r\n 15:30:20   +0800 ", at(7, 30, 20)},
		{"no white space behind the comma", "Thu,5 Mar 2026 15:30:20 +0800", at(7, 30, 20)},
		{"a day of the week in Chinese", "星期四, 5 Mar 2026 15:30:20 +0800", at(7, 30, 20)},
		{"the month in full", "Thu, 5 March 2026 15:30:20 +0800", at(7, 30, 20)},
		{"with hyphens", "Thu, 5-Mar-2026 15:30:20 +0800", at(7, 30, 20)},
		{"points in the time", "Thu, 5 Mar 2026 15.30.20 +0800", at(7, 30, 20)},
		{"as Java writes it", "Thu Mar 05 10:30:20 EST 2026", at(15, 30, 20)},
		{"as C writes it", "Thu Mar  5 15:30:20 2026", at(15, 30, 20)},
		{"as C writes it, with an offset", "Thu Mar 5 15:30:20 2026 +0800", at(7, 30, 20)},
		{"the month first", "Mar 5, 2026 15:30:20 +0800", at(7, 30, 20)},
		{"RFC 3339", "2026-03-05T15:30:20+08:00", at(7, 30, 20)},
		{"a space in its middle", "2026-03-05 15:30:20", at(15, 30, 20)},
		{"with slashes", "2026/3/5 15:30:20", at(15, 30, 20)},
		{"in Chinese", "2026年3月5日 15:30:20", at(15, 30, 20)},
		{"the date alone", "2026-03-05", at(0, 0, 0)},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := parseDate(test.text)
			if !ok || !got.Equal(test.want) || got.Location() != time.UTC {
				t.Errorf("%v, %v; want %v", got, ok, test.want)
			}
		})
	}
}

func TestParseDate_refusesWhatIsNone(t *testing.T) {
	for _, text := range []string{
		"", " ", "yesterday", "Thu, 5 Mar", "Thu, 32 Mar 2026 15:30:20 +0800", "Thu, 5 Mar 2026 25:30:20 +0800",
		"1772696400", strings.Repeat("Thu, ", 100) + "5 Mar 2026 15:30:20 +0800", "\x00\xff",
		"Sat, 1 Jan 0000 00:00:00 +1400", "Fri, 31 Dec 9999 23:59:59 -1200", // no year that can be written
	} {
		if got, ok := parseDate(text); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestMessage_dateFallsBackToWhenItWasReceived(t *testing.T) {
	sent := arrival.Add(-time.Hour)
	for _, test := range []struct {
		name, field string
		want        time.Time
		defect      string
	}{
		{"it is there", "Date: Thu, 5 Mar 2026 07:00:00 +0000\n", sent, ""},
		{"it is missing", "", arrival, "no Date field"},
		{"it is empty", "Date:\n", arrival, "no Date field"},
		{"it cannot be read", "Date: some day\n", arrival, "the Date field cannot be read: some day"},
		{"it is long past", "Date: Thu, 1 Jan 1970 00:00:00 +0000\n", arrival, "the Date field is absurd: Thu, 1 Jan 1970 00:00:00 +0000"},
		{"it is years ahead", "Date: Tue, 5 Mar 2030 07:00:00 +0000\n", arrival, "the Date field is absurd: Tue, 5 Mar 2030 07:00:00 +0000"},
		{"it is a day ahead, as where a clock is wrong", "Date: Fri, 6 Mar 2026 08:00:00 +0000\n", arrival.Add(24 * time.Hour), ""},
		{"it is years ago, as where an old mail is moved", "Date: Tue, 5 Mar 2019 07:00:00 +0000\n", time.Date(2019, 3, 5, 7, 0, 0, 0, time.UTC), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := read(t, test.field+"From: a@b.example\n\nHello\n")
			if !m.Date.Equal(test.want) || !m.Received.Equal(arrival) {
				t.Errorf("dated %v, received %v; want %v, %v", m.Date, m.Received, test.want, arrival)
			}
			var want []string
			if test.defect != "" {
				want = []string{test.defect}
			}
			if !slices.Equal(m.Defects, want) {
				t.Errorf("defects %q, want %q", m.Defects, want)
			}
		})
	}
}

func TestMessage_receivedFieldTakesThePlaceOfAnUnknownArrival(t *testing.T) {
	const received = "Received: from a by b; Thu, 5 Mar 2026 08:00:00 +0000\nReceived: from c by a; Thu, 5 Mar 2026 07:59:00 +0000\n"
	sent := arrival.Add(-time.Hour)
	for _, test := range []struct {
		name, header   string
		date, received time.Time
	}{
		{"the topmost", received + "Date: Thu, 5 Mar 2026 07:00:00 +0000\n", sent, arrival},
		{"also for the date", received, arrival, arrival},
		{"none", "Date: Thu, 5 Mar 2026 07:00:00 +0000\n", sent, sent},
		{"one without date", "Received: from a by b\nDate: Thu, 5 Mar 2026 07:00:00 +0000\n", sent, sent},
		{"an old date, where nothing else is known", "Date: Thu, 1 Jan 1970 00:00:00 +0000\n", time.Unix(0, 0), time.Unix(0, 0)},
		{"neither", "", time.Time{}, time.Time{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := Read([]byte(test.header+"From: a@b.example\n\n"), time.Time{}, DefaultLimits()).Message
			if !m.Date.Equal(test.date) || !m.Received.Equal(test.received) {
				t.Errorf("dated %v, received %v; want %v, %v", m.Date, m.Received, test.date, test.received)
			}
		})
	}
}
