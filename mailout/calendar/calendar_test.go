package calendar

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func day0(t testing.TB, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// load returns a calendar from a directory of files, given as name and text.
func load(t testing.TB, name string, files ...string) (*Calendar, error) {
	t.Helper()
	dir := ""
	if len(files) > 0 {
		dir = t.TempDir()
	}
	for i := 0; i < len(files); i += 2 {
		if err := os.WriteFile(filepath.Join(dir, files[i]), []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all, err := Load(dir)
	if err != nil {
		return nil, err
	}
	return all.Get(name)
}

func mustLoad(t testing.TB, name string, files ...string) *Calendar {
	t.Helper()
	c, err := load(t, name, files...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWorkday_china(t *testing.T) {
	t.Parallel()
	c := mustLoad(t, "cn")
	for text, want := range map[string]bool{
		"2026-01-01": false, "2026-01-02": false, "2026-01-04": true, // a Sunday
		"2026-02-14": true, "2026-02-16": false, "2026-02-23": false, "2026-02-24": true, "2026-02-28": true,
		"2026-03-06": true, "2026-03-07": false, "2026-04-06": false, "2026-05-05": false, "2026-05-09": true,
		"2026-06-19": false, "2026-09-20": true, "2026-09-25": false, "2026-10-07": false, "2026-10-08": true, "2026-10-10": true,
		"2025-01-26": true, "2025-02-04": false, "2025-02-05": true, "2025-02-08": true, "2025-10-08": false, "2025-10-11": true,
	} {
		if got := c.Workday(day0(t, text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// Days off and on of a year as announced: 13 holidays from 2025 on, and as many
// weekends worked as weekdays were taken for them.
func TestWorkday_chinaHasThirteenHolidaysAYear(t *testing.T) {
	t.Parallel()
	c := mustLoad(t, "cn")
	for year, want := range map[int]int{2025: 248, 2026: 248} {
		first := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		if n, err := c.Count(first, first.AddDate(1, 0, -1)); n != want || err != nil {
			t.Errorf("%d has %d working days, %v", year, n, err)
		}
	}
}

// Whatever is not announced yet: nothing stops, and the gap is known two months ahead.
func TestGap(t *testing.T) {
	t.Parallel()
	own := mustLoad(t, "cn", "cn.toml", "[year.2027]\noff = [\"01-01\"]")
	for _, c := range []struct {
		name     string
		calendar *Calendar
		now      string
		year     int // of the gap; 0: none
	}{
		{"weekdays", mustLoad(t, Weekdays), "2026-12-31", 0}, {"none", nil, "2026-12-31", 0},
		{"long before", mustLoad(t, "cn"), "2026-10-31", 0}, {"60 days before", mustLoad(t, "cn"), "2026-11-02", 2027},
		{"in the year itself", mustLoad(t, "cn"), "2027-03-01", 2027}, {"added", own, "2026-12-31", 0},
		{"the year after the added one", own, "2027-12-31", 2028}, {"computed", mustLoad(t, "de"), "2026-12-31", 0},
		{"every year", mustLoad(t, "own", "own.toml", "every_year = true"), "2026-12-31", 0},
	} {
		gap, found := c.calendar.Gap(day0(t, c.now))
		if found != (c.year != 0) || gap.Year != c.year {
			t.Errorf("%s: %+v, %v; want %d", c.name, gap, found, c.year)
		}
	}
	gap, _ := mustLoad(t, "cn", "own.toml", "").Gap(day0(t, "2031-01-01"))
	for _, part := range []string{"calendar cn", "2031", "[year.2031]", "cn.toml", "Monday to Friday"} {
		if !strings.Contains(gap.String(), part) {
			t.Errorf("%q does not name %s", gap, part)
		}
	}
	c := mustLoad(t, "cn")
	if !c.Workday(day0(t, "2031-01-01")) || c.Workday(day0(t, "2031-01-04")) {
		t.Error("in a year without holidays the working days are not Monday to Friday")
	}
	if got, err := c.Add(day0(t, "2026-12-30"), 5); err != nil || got.Format(time.DateOnly) != "2027-01-06" {
		t.Errorf("five working days after 30 December: %s, %v", got, err)
	}
}

func TestWorkday_weekdaysKnowEveryYear(t *testing.T) {
	t.Parallel()
	for _, c := range []*Calendar{nil, mustLoad(t, Weekdays)} {
		for text, want := range map[string]bool{"2026-10-01": true, "2026-10-03": false, "1999-12-31": true, "2099-01-04": false} {
			if got := c.Workday(day0(t, text)); got != want {
				t.Errorf("%s: %v", text, got)
			}
		}
	}
}

func TestLoad_aDirectoryAddsYearsAndCalendars(t *testing.T) {
	t.Parallel()
	files := []string{
		"cn.toml", "[year.2027]\noff = [\"01-01\"]\nwork = [\"01-02\"]\n[year.2026]\noff = [\"07-01\"]",
		"gulf.toml", "weekend = [\"friday\", \"saturday\"]\nevery_year = true\n[year.2026]\noff = [\"12-02 .. 12-03\"]",
	}
	for _, c := range []struct {
		calendar, day string
		want          bool
	}{
		{"cn", "2027-01-01", false}, {"cn", "2027-01-02", true}, // added
		{"cn", "2026-07-01", false}, {"cn", "2026-01-01", true}, // in place of the one that comes with Rapport
		{"cn", "2025-01-26", true}, // left as it was
		{"gulf", "2026-12-03", false}, {"gulf", "2026-12-04", false}, {"gulf", "2026-12-06", true}, {"gulf", "2040-12-02", true},
	} {
		if got := mustLoad(t, c.calendar, files...).Workday(day0(t, c.day)); got != c.want {
			t.Errorf("%s %s: %v", c.calendar, c.day, got)
		}
	}
}

func TestLoad_saysWhatIsWrongInWhichFile(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"[year.2026]\nof = []":                           "line 2: unknown key year.2026.of",
		"[year.2026":                                     "line 1",
		"[year.26]":                                      "[year.26]: not a year",
		"[year.2026]\noff = [\"02-29\"]":                 `off: "02-29" is not a day of 2026`,
		"[year.2026]\noff = [\"2026-02-01\"]":            "write month and day",
		"[year.2026]\nwork = [\"05-05 .. 05-01\"]":       "ends before it begins",
		"[year.2026]\noff=[\"05-01\"]\nwork=[\"05-01\"]": "05-01 is both off and work",
		"weekend = [\"sun\"]":                            `"sun" is not a day of the week`,
		strings.Repeat("#\n", 600<<10):                   "longer than 1 MiB",
	} {
		_, err := load(t, "own", "own.toml", text)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "own.toml") {
			t.Errorf("%.40q: %v", text, err)
		}
	}
	if _, err := load(t, "Own", "Own.toml", ""); err == nil || !strings.Contains(err.Error(), "lower-case") {
		t.Errorf("name: %v", err)
	}
	if _, err := Load(filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Error("a missing directory: no error")
	}
	if _, err := load(t, "xx"); err == nil || !strings.Contains(err.Error(), "ca, cn, de, es") || !strings.Contains(err.Error(), "us, weekdays") {
		t.Errorf("an unknown name: %v", err)
	}
}

func TestAdd(t *testing.T) {
	t.Parallel()
	c := mustLoad(t, "cn")
	for _, row := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-03-06", 0, "2026-03-06"}, {"2026-03-06", 1, "2026-03-09"}, {"2026-03-09", -1, "2026-03-06"},
		{"2026-02-13", 1, "2026-02-14"}, {"2026-02-14", 1, "2026-02-24"}, {"2026-02-24", -2, "2026-02-13"},
		{"2026-09-30", 2, "2026-10-09"}, {"2026-10-09", 1, "2026-10-10"},
	} {
		if got, err := c.Add(day0(t, row.from), row.n); err != nil || got.Format(time.DateOnly) != row.want {
			t.Errorf("%s %+d: %s, %v; want %s", row.from, row.n, got, err, row.want)
		}
	}
	never := mustLoad(t, "never", "never.toml", "every_year = true\nweekend = [\"monday\",\"tuesday\",\"wednesday\",\"thursday\",\"friday\",\"saturday\",\"sunday\"]")
	if _, err := never.Add(day0(t, "2026-03-06"), 1); err == nil {
		t.Error("no working day at all: no error")
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	c := mustLoad(t, "cn")
	for _, row := range []struct {
		from, to string
		want     int
	}{
		{"2026-03-02", "2026-03-06", 5}, {"2026-03-06", "2026-03-06", 1}, {"2026-03-07", "2026-03-08", 0},
		{"2026-03-06", "2026-03-02", 0}, {"2026-02-14", "2026-02-28", 6},
	} {
		if got, err := c.Count(day0(t, row.from), day0(t, row.to)); got != row.want || err != nil {
			t.Errorf("%s to %s: %d, %v; want %d", row.from, row.to, got, err, row.want)
		}
	}
}

// The day is that of the zone of the time, not of UTC.
func TestWorkday_isOfTheZoneOfTheTime(t *testing.T) {
	t.Parallel()
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	friday := time.Date(2026, 3, 6, 20, 0, 0, 0, time.UTC)
	c := mustLoad(t, "cn")
	if !c.Workday(friday) {
		t.Error("Friday in UTC is no working day")
	}
	if c.Workday(friday.In(shanghai)) {
		t.Error("Saturday in Shanghai is a working day")
	}
}
