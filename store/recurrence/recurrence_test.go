package recurrence

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRule_Starts(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		when, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, test := range []struct {
		name, first, until string
		rule               Rule
		want               string
	}{
		{"weekly, over the change to summer time", "2026-03-19 09:00", "2026-04-10 00:00", Rule{Text: "FREQ=WEEKLY;BYDAY=TH", Zone: "Europe/London"}, "2026-03-19 09:00, 2026-03-26 09:00, 2026-04-02 08:00, 2026-04-09 08:00"},
		{"weekly at an offset", "2026-03-26 01:30", "2026-04-10 00:00", Rule{Text: "FREQ=WEEKLY", Zone: "+08:00"}, "2026-03-26 01:30, 2026-04-02 01:30, 2026-04-09 01:30"},
		{"until an instant in UTC", "2026-03-26 16:00", "2027-01-01 00:00", Rule{Text: "FREQ=WEEKLY;UNTIL=20260409T150000Z", Zone: "Europe/London"}, "2026-03-26 16:00, 2026-04-02 15:00, 2026-04-09 15:00"},
		{"until a day", "2026-05-04 08:00", "2027-01-01 00:00", Rule{Text: "FREQ=DAILY;UNTIL=20260506", Zone: "Europe/London"}, "2026-05-04 08:00, 2026-05-05 08:00, 2026-05-06 08:00"},
		{"a number, and one left out", "2026-05-04 08:00", "2027-01-01 00:00", Rule{Text: "FREQ=DAILY;COUNT=3", Zone: "UTC", Except: []time.Time{at("2026-05-05 08:00")}}, "2026-05-04 08:00, 2026-05-06 08:00"},
		{"and one more", "2026-05-04 08:00", "2027-01-01 00:00", Rule{Text: "FREQ=DAILY;COUNT=1", Zone: "UTC", Dates: []time.Time{at("2026-05-09 10:00"), at("2026-05-04 08:00")}}, "2026-05-04 08:00, 2026-05-09 10:00"},
		{"dates alone", "2026-05-04 08:00", "2027-01-01 00:00", Rule{Zone: "UTC", Dates: []time.Time{at("2026-05-09 10:00")}}, "2026-05-04 08:00, 2026-05-09 10:00"},
		{"the last Friday of a month", "2026-01-30 10:00", "2026-05-01 00:00", Rule{Text: "FREQ=MONTHLY;BYDAY=-1FR", Zone: "Asia/Shanghai"}, "2026-01-30 10:00, 2026-02-27 10:00, 2026-03-27 10:00, 2026-04-24 10:00"},
		{"the last working day", "2026-01-30 10:00", "2026-04-01 00:00", Rule{Text: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", Zone: "Asia/Shanghai"}, "2026-01-30 10:00, 2026-02-27 10:00, 2026-03-31 10:00"},
		{"every second week, on two days", "2026-01-05 09:00", "2026-01-24 00:00", Rule{Text: "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=MO,WE", Zone: "UTC"}, "2026-01-05 09:00, 2026-01-07 09:00, 2026-01-19 09:00, 2026-01-21 09:00"},
		{"at a time that the zone skips", "2026-03-28 01:30", "2026-03-31 00:00", Rule{Text: "FREQ=DAILY", Zone: "Europe/London"}, "2026-03-28 01:30, 2026-03-29 01:30, 2026-03-30 00:30"},
		{"in lower case, with blanks", "2026-01-05 09:00", "2026-01-13 00:00", Rule{Text: "freq=weekly; byday=mo;", Zone: "UTC"}, "2026-01-05 09:00, 2026-01-12 09:00"},
	} {
		list, err := test.rule.Starts(at(test.first), at(test.first), at(test.until), 50)
		var got []string
		for _, start := range list {
			got = append(got, start.UTC().Format("2006-01-02 15:04"))
		}
		if err != nil || strings.Join(got, ", ") != test.want {
			t.Errorf("%s: %v, %v, want %s", test.name, got, err, test.want)
		}
	}
}

// The next start is that after those that are left out, and the earliest of further dates.
func TestRule_nextStart(t *testing.T) {
	t.Parallel()
	first := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	week := func(n int) time.Time { return first.AddDate(0, 0, 7*n) }
	for name, test := range map[string]struct {
		rule Rule
		from time.Time
		want time.Time
	}{
		"two are left out":         {Rule{Text: "FREQ=WEEKLY", Zone: "UTC", Except: []time.Time{week(1), week(2)}}, week(1), week(3)},
		"a further date is before": {Rule{Text: "FREQ=WEEKLY", Zone: "UTC", Dates: []time.Time{week(4).Add(time.Hour), week(1).Add(time.Hour)}}, week(1).Add(time.Minute), week(1).Add(time.Hour)},
		"that too is left out":     {Rule{Text: "FREQ=WEEKLY", Zone: "UTC", Dates: []time.Time{week(1).Add(time.Hour)}, Except: []time.Time{week(1).Add(time.Hour)}}, week(1).Add(time.Minute), week(2)},
	} {
		list, err := test.rule.Starts(first, test.from, week(52), 1)
		if err != nil || len(list) != 1 || !list[0].Equal(test.want) {
			t.Errorf("%s: %v, %v, want %v", name, list, err, test.want)
		}
	}
}

// Whatever a stranger writes, the work is bounded.
func TestRule_isBounded(t *testing.T) {
	t.Parallel()
	first := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	for _, text := range []string{"FREQ=SECONDLY", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;BYSETPOS=5", "COUNT=3", "x", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;X=" + strings.Repeat("1", 600)} {
		if err := (Rule{Text: text, Zone: "UTC"}).Validate(first); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
	list, err := Rule{Text: "FREQ=DAILY", Zone: "UTC"}.Starts(first, first, first.AddDate(400, 0, 0), 10)
	if err != nil || len(list) != 10 {
		t.Errorf("%d, %v", len(list), err)
	}
	if list, _ = (Rule{Text: "FREQ=DAILY", Zone: "UTC"}).Starts(first, first.AddDate(1, 0, 0), first.AddDate(1, 0, 2), 10); len(list) != 2 || !slices.IsSortedFunc(list, time.Time.Compare) {
		t.Errorf("%v", list)
	}
	if _, err := (Rule{Text: "FREQ=DAILY", Zone: "Atlantis/Nowhere"}).Starts(first, first, first, 1); err == nil {
		t.Error("a zone that is none")
	}
}
