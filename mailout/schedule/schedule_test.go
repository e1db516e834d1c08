package schedule

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rapport/mailout/calendar"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// cn is China's calendar with the years that come with Rapport.
func cn(t testing.TB) *calendar.Calendar {
	t.Helper()
	all, err := calendar.Load("")
	if err != nil {
		t.Fatal(err)
	}
	c, err := all.Get("cn")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustParse(t testing.TB, text string, h Holidays) Schedule {
	t.Helper()
	s, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	s.Holidays = h
	return s
}

func TestParse(t *testing.T) {
	t.Parallel()
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]Schedule{
		"weekly on friday at 16:00":                            {Every: Weekly, Weekday: time.Friday, Hour: 16},
		"  Every week  on Fri at 9:05 ":                        {Every: Weekly, Weekday: time.Friday, Hour: 9, Minute: 5},
		"weekly on sundays at 00:00":                           {Every: Weekly, Weekday: time.Sunday},
		"every second week on monday at 09:00 from 2026-03-02": {Every: Fortnightly, Weekday: time.Monday, Hour: 9, From: monday},
		"fortnightly on monday at 23:59 from 2026-03-02":       {Every: Fortnightly, Weekday: time.Monday, Hour: 23, Minute: 59, From: monday},
		"monthly on the 5th at 10:00":                          {Every: Monthly, Day: 5, Hour: 10},
		"every month on day 31 at 10:00":                       {Every: Monthly, Day: 31, Hour: 10},
		"monthly on the last day at 16:00 from 2026-03-02":     {Every: Monthly, Day: Last, Hour: 16, From: monday},
	} {
		got, err := Parse(text)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", text, got, err, want)
		}
		if again, err := Parse(got.String()); err != nil || again != want {
			t.Errorf("%s: %s is read as %+v, %v", text, got, again, err)
		}
	}
}

func TestParse_saysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                          "weekly on friday at 16:00",
		"on friday":                                 "weekly on friday at 16:00",
		"daily on friday at 16:00":                  `"daily" is not a frequency`,
		"weekly on someday at 16:00":                `"someday" is not a day of the week`,
		"weekly on friday at 24:00":                 "24:00 is not a time",
		"weekly on friday at 16:60":                 "16:60 is not a time",
		"monthly on friday at 16:00":                `"friday" is not a day of the month`,
		"monthly on the 32nd at 16:00":              "not a day of the month",
		"monthly on the 0th at 16:00":               "not a day of the month",
		"fortnightly on friday at 16:00":            "needs a day to count from",
		"weekly on friday at 16:00 from now":        "weekly on friday at 16:00",
		"weekly on friday at 16:00 from 2026-02-30": "2026-02-30 is not a date",
	} {
		if got, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %+v, %v; want an error with %s", text, got, err, want)
		}
	}
}

// A row tells what is due next after a moment, in the local time of a zone.
func TestNext(t *testing.T) {
	t.Parallel()
	const china, newYork, london = "Asia/Shanghai", "America/New_York", "Europe/London"
	for name, c := range map[string]struct {
		schedule           string
		holidays           Holidays
		zone, after        string
		due, key, from, to string
	}{
		"later this week": {"weekly on friday at 16:00", Keep, china, "2026-03-04 12:00",
			"2026-03-06 16:00 CST", "2026-03-06", "2026-02-28", "2026-03-06"},
		"the minute itself is past": {"weekly on friday at 16:00", Keep, china, "2026-03-06 16:00",
			"2026-03-13 16:00 CST", "2026-03-13", "2026-03-07", "2026-03-13"},
		"in the morning, of the week that is over": {"weekly on monday at 09:00", Keep, china, "2026-03-06 16:00",
			"2026-03-09 09:00 CST", "2026-03-09", "2026-03-02", "2026-03-08"},
		"before a holiday, on a make-up day": {"weekly on friday at 16:00", Before, china, "2026-02-13 16:00",
			"2026-02-14 16:00 CST", "2026-02-20", "2026-02-14", "2026-02-20"},
		"after a holiday": {"weekly on friday at 16:00", After, china, "2026-02-13 16:00",
			"2026-02-24 16:00 CST", "2026-02-20", "2026-02-14", "2026-02-20"},
		"left out for a holiday": {"weekly on friday at 16:00", Skip, china, "2026-02-13 16:00",
			"2026-02-27 16:00 CST", "2026-02-27", "2026-02-14", "2026-02-27"},
		"on a holiday nonetheless": {"weekly on friday at 16:00", Keep, china, "2026-02-13 16:00",
			"2026-02-20 16:00 CST", "2026-02-20", "2026-02-14", "2026-02-20"},
		"a Sunday with work is kept": {"weekly on sunday at 16:00", Skip, china, "2026-09-14 00:00",
			"2026-09-20 16:00 CST", "2026-09-20", "2026-01-05", "2026-09-20"},
		"every second week": {"every second week on monday at 15:00 from 2026-03-02", Keep, china, "2026-03-02 15:00",
			"2026-03-16 15:00 CST", "2026-03-16", "2026-03-03", "2026-03-16"},
		"the first of every second week": {"every second week on monday at 15:00 from 2026-02-28", Keep, china, "2020-01-01 15:00",
			"2026-03-02 15:00 CST", "2026-03-02", "2026-02-17", "2026-03-02"},
		"a month as a whole": {"monthly on the 1st at 10:00", Keep, china, "2026-02-10 10:00",
			"2026-03-01 10:00 CST", "2026-03-01", "2026-02-01", "2026-02-28"},
		"the last day of February": {"monthly on the last day at 16:00", Keep, china, "2028-02-10 10:00",
			"2028-02-29 16:00 CST", "2028-02-29", "2028-02-01", "2028-02-29"},
		"the 30th of February": {"monthly on the 30th at 16:00", Keep, china, "2026-02-10 10:00",
			"2026-02-28 16:00 CST", "2026-02-28", "2026-01-31", "2026-02-28"},
		"over the new year": {"monthly on the 5th at 16:00", Keep, china, "2026-12-10 10:00",
			"2027-01-05 16:00 CST", "2027-01-05", "2026-12-06", "2027-01-05"},
		"a time that clocks leave out": {"weekly on sunday at 02:30", Keep, newYork, "2026-03-05 10:00",
			"2026-03-08 03:00 EDT", "2026-03-08", "2026-03-01", "2026-03-07"},
		"a time that clocks show twice": {"weekly on sunday at 01:30", Keep, newYork, "2026-10-31 10:00",
			"2026-11-01 01:30 EDT", "2026-11-01", "2026-10-25", "2026-10-31"},
		"between the two is next week": {"weekly on sunday at 01:30", Keep, london, "2026-10-25 01:30",
			"2026-11-01 01:30 GMT", "2026-11-01", "2026-10-25", "2026-10-31"},
	} {
		z := zone(t, c.zone)
		after, err := time.ParseInLocation("2006-01-02 15:04", c.after, z)
		if err != nil {
			t.Fatal(err)
		}
		got, err := mustParse(t, c.schedule, c.holidays).Next(after, z, cn(t))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, row := range [][2]string{
			{got.Due.In(z).Format("2006-01-02 15:04 MST"), c.due}, {got.Key, c.key},
			{got.From.Format(time.DateOnly), c.from}, {got.To.Format(time.DateOnly), c.to},
		} {
			if row[0] != row[1] {
				t.Errorf("%s: %s, want %s", name, row[0], row[1])
			}
		}
		if latest, err := mustParse(t, c.schedule, c.holidays).Latest(got.Due, z, cn(t)); err != nil || latest != got {
			t.Errorf("%s: the latest when it is due: %+v, %v", name, latest, err)
		}
	}
}

func TestLatest_beforeTheFirstThereIsNone(t *testing.T) {
	t.Parallel()
	s := mustParse(t, "weekly on friday at 16:00 from 2026-03-02", Keep)
	if p, err := s.Latest(time.Date(2026, 3, 6, 15, 59, 59, 0, time.UTC), time.UTC, nil); !errors.Is(err, ErrNotBegun) {
		t.Errorf("%+v, %v", p, err)
	}
	p, err := s.Latest(time.Date(2026, 3, 6, 16, 0, 0, 0, time.UTC), time.UTC, nil)
	if err != nil || p.Key != "2026-03-06" || p.From.Format(time.DateOnly) != "2026-02-28" {
		t.Errorf("%+v, %v", p, err)
	}
}

// The data of 2027 are not announced before November 2026, and may be missing for a while
// after: nothing stops, and Monday to Friday are working days until they are there.
func TestLatest_aYearWithoutHolidaysStopsNothing(t *testing.T) {
	t.Parallel()
	z := zone(t, "Asia/Shanghai")
	c := cn(t)
	s := mustParse(t, "monthly on the 2nd at 16:00", Before)
	p, err := s.Latest(time.Date(2026, 12, 30, 12, 0, 0, 0, z), z, c)
	if err != nil || p.Key != "2026-12-02" {
		t.Errorf("with a working day to come: %+v, %v", p, err)
	}
	p, err = s.Next(time.Date(2026, 12, 30, 12, 0, 0, 0, z), z, c)
	if err != nil || p.Key != "2027-01-02" || p.Due.Format(time.DateOnly) != "2027-01-01" {
		t.Errorf("next, for a Saturday: %+v, %v; want Friday", p, err)
	}
}

func TestNext_keyAndDaysAreThoseOfTheNominalDay_whateverTheHolidays(t *testing.T) {
	t.Parallel()
	s := mustParse(t, "weekly on wednesday at 16:00", Before)
	after := time.Date(2026, 5, 29, 0, 0, 0, 0, time.UTC)
	var keys []string
	for _, off := range []string{``, `"06-03"`, `"06-02 .. 06-03"`} {
		p, err := s.Next(after, time.UTC, written(t, `[year.2026]
off = [`+off+`]`))
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, p.Key+" "+p.From.Format(time.DateOnly)+" "+p.To.Format(time.DateOnly)+" "+p.Due.Format("2"))
	}
	for i, due := range []string{"3", "2", "1"} {
		if want := "2026-06-03 2026-05-28 2026-06-03 " + due; keys[i] != want {
			t.Errorf("%s, want %s", keys[i], want)
		}
	}
}

// Two weeks without work: of their two reports one could only be sent at the same
// time as its neighbour.
func TestNext_longHolidayLeavesOutWhatHasNoDayOfItsOwn(t *testing.T) {
	t.Parallel()
	c := written(t, `[year.2026]
off = ["08-03 .. 08-16"]`)
	for _, row := range []struct {
		holidays Holidays
		want     string
	}{
		{Before, "31@31 21@21 28@28"}, {After, "31@31 14@17 21@21"}, {Skip, "31@31 21@21 28@28"},
	} {
		s := mustParse(t, "weekly on friday at 16:00", row.holidays)
		var got []string
		after := time.Date(2026, 7, 30, 0, 0, 0, 0, time.UTC)
		var last Period
		for range 3 {
			p, err := s.Next(after, time.UTC, c)
			if err != nil {
				t.Fatal(err)
			}
			if !last.To.IsZero() && !p.From.Equal(last.To.AddDate(0, 0, 1)) {
				t.Errorf("%s: %s begins at %s, %s ended at %s", row.holidays, p.Key, p.From, last.Key, last.To)
			}
			got = append(got, p.To.Format("2")+"@"+p.Due.Format("2"))
			after, last = p.Due, p
		}
		if text := strings.Join(got, " "); text != row.want {
			t.Errorf("%s: %s, want %s", row.holidays, text, row.want)
		}
	}
}

// written is a calendar of a file.
func written(t testing.TB, text string) *calendar.Calendar {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "own.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := calendar.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := all.Get("own")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNext_noWorkingDayAtAllIsAnError(t *testing.T) {
	t.Parallel()
	c := written(t, `every_year = true
weekend = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]`)
	s := mustParse(t, "weekly on friday at 16:00", Before)
	now := time.Date(2026, 7, 30, 0, 0, 0, 0, time.UTC)
	if p, err := s.Next(now, time.UTC, c); err == nil {
		t.Errorf("next: %+v", p)
	}
	if p, err := s.Latest(now, time.UTC, c); err == nil {
		t.Errorf("latest: %+v", p)
	}
}

// Over five years, whatever the schedule, the zone and the holidays: reports are due
// one after the other, of days that follow each other, and what Latest finds at any
// moment is what Next found on the way there.
func TestSchedule_eachDayIsReportedOnce(t *testing.T) {
	t.Parallel()
	zones := []*time.Location{zone(t, "Asia/Shanghai"), zone(t, "Europe/London"), zone(t, "America/New_York")}
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.SampledFrom(zones).Draw(t, "zone")
		s := Schedule{
			Every:    rapid.SampledFrom([]Every{Weekly, Fortnightly, Monthly}).Draw(t, "every"),
			Weekday:  time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday")),
			Day:      rapid.IntRange(1, 31).Draw(t, "day"),
			From:     time.Date(2024, 1, rapid.IntRange(1, 31).Draw(t, "from"), 0, 0, 0, 0, time.UTC),
			Hour:     rapid.IntRange(0, 23).Draw(t, "hour"),
			Minute:   rapid.IntRange(0, 59).Draw(t, "minute"),
			Holidays: rapid.SampledFrom([]Holidays{Keep, Before, After, Skip}).Draw(t, "holidays"),
		}
		if s.Holidays == Skip {
			s.Weekday = time.Weekday(1 + int(s.Weekday)%5) // each Sunday is left out
		}
		c := drawCalendar(t, dir)
		now := time.Date(2024, 1, 1, 0, 0, 0, 0, z)
		end := now.AddDate(5, 0, 0)
		keys := map[string]bool{}
		last := Period{Key: "", Due: now.Add(-time.Second)}
		for n := 0; last.Due.Before(end); n++ {
			p, err := s.Next(last.Due, z, c)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case keys[p.Key] || p.Key <= last.Key:
				t.Fatalf("%s after %s", p.Key, last.Key)
			case !p.Due.After(last.Due):
				t.Fatalf("%s is due at %s, %s at %s", p.Key, p.Due, last.Key, last.Due)
			case n > 0 && !p.From.Equal(last.To.AddDate(0, 0, 1)):
				t.Fatalf("%s begins on %s, %s ended on %s", p.Key, p.From, last.Key, last.To)
			case p.To.Before(p.From):
				t.Fatalf("%s ends on %s and begins on %s", p.Key, p.To, p.From)
			}
			if n > 0 {
				gap := p.Due.Sub(last.Due)
				between := last.Due.Add(time.Duration(rapid.Int64Range(0, int64(gap)-1).Draw(t, "between")))
				if got, err := s.Latest(between, z, c); err != nil || got != last {
					t.Fatalf("the latest at %s: %+v, %v; want %+v", between, got, err, last)
				}
				if got, err := s.Next(between, z, c); err != nil || got != p {
					t.Fatalf("the next after %s: %+v, %v; want %+v", between, got, err, p)
				}
			}
			if s.Holidays == Keep {
				if local := p.Due.In(z); local.Format(time.DateOnly) != p.Key {
					t.Fatalf("%s is due on %s", p.Key, local)
				}
			} else if !c.Workday(p.Due.In(z)) {
				t.Fatalf("%s is due at %s, no working day", p.Key, p.Due.In(z))
			}
			keys[p.Key], last = true, p
		}
		if least := map[Every]int{Weekly: 5 * 20, Fortnightly: 5 * 8, Monthly: 5 * 4}[s.Every]; len(keys) < least && s.Holidays != Skip {
			t.Fatalf("%d reports", len(keys))
		}
	})
}

// drawCalendar draws a calendar whose years have a few holidays, some of them long,
// and days of work at weekends.
func drawCalendar(t *rapid.T, dir string) *calendar.Calendar {
	span := rapid.Custom(func(t *rapid.T) string {
		from := time.Date(2023, 1, rapid.IntRange(1, 345).Draw(t, "begins"), 0, 0, 0, 0, time.UTC)
		return `"` + from.Format("01-02") + ` .. ` + from.AddDate(0, 0, rapid.IntRange(0, 19).Draw(t, "days")).Format("01-02") + `"`
	})
	off := strings.Join(rapid.SliceOfN(span, 0, 8).Draw(t, "off"), ", ")
	text := "weekend = [\"saturday\", \"sunday\"]\nevery_year = true\n"
	for _, year := range []string{"2023", "2024", "2025", "2026", "2027", "2028", "2029"} {
		text += "[year." + year + "]\noff = [" + off + "]\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "own.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := calendar.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := all.Get("own")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func FuzzParse(f *testing.F) {
	f.Add("weekly on friday at 16:00")
	f.Add("every second week on monday at 09:00 from 2026-03-02")
	f.Add("monthly on the last day at 16:00")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(s.String()); err != nil || again != s {
			t.Fatalf("%q is written as %q and read as %+v, %v", text, s, again, err)
		}
		if p, err := s.Next(s.From, time.UTC, nil); err != nil || !p.Due.After(s.From) {
			t.Fatalf("%q: next %+v, %v", text, p, err)
		}
	})
}

func BenchmarkLatest(b *testing.B) {
	z, c := zone(b, "Asia/Shanghai"), cn(b)
	s := mustParse(b, "weekly on friday at 16:00", Before)
	now := time.Date(2026, 2, 22, 12, 0, 0, 0, z)
	for b.Loop() {
		if _, err := s.Latest(now, z, c); err != nil {
			b.Fatal(err)
		}
	}
}
