package schedule

import "time"

// day is a day of the calendar, counted from 1970-01-01.
type day int

func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return date(y, m, d)
}

func date(y int, m time.Month, d int) day {
	const seconds = 24 * 60 * 60
	unix := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()
	if unix < 0 {
		unix -= seconds - 1
	}
	return day(unix / seconds)
}

func (d day) time() time.Time { return time.Date(1970, 1, 1+int(d), 0, 0, 0, 0, time.UTC) }

// String implements fmt.Stringer.
func (d day) String() string { return d.time().Format(time.DateOnly) }

func (d day) weekday() time.Weekday { return d.time().Weekday() }

// next returns the first day of a weekday on or after d.
func (d day) next(w time.Weekday) day { return d + day((int(w)-int(d.weekday())+7)%7) }

// nominal returns the ith nominal day. Negative numbers are days before the first; with
// them the first period has a beginning.
func (s Schedule) nominal(i int) day {
	switch s.Every {
	case Monthly:
		first := time.Date(1970, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)
		return dayOf(first) + day(min(s.Day, first.AddDate(0, 1, -1).Day())) - 1
	case Fortnightly:
		return dayOf(s.From).next(s.Weekday) + day(14*i)
	}
	return day(0).next(s.Weekday) + day(7*i)
}

// index returns the number of the last nominal day on or before d.
func (s Schedule) index(d day) int {
	switch s.Every {
	case Monthly:
		t := d.time()
		i := (t.Year()-1970)*12 + int(t.Month()) - 1
		if s.nominal(i) > d {
			i--
		}
		return i
	case Fortnightly:
		return floor(int(d-s.nominal(0)), 14)
	}
	return floor(int(d-s.nominal(0)), 7)
}

func floor(a, b int) int {
	if a < 0 {
		a -= b - 1
	}
	return a / b
}

// tooEarly reports whether a nominal day is before the schedule begins.
func (s Schedule) tooEarly(i int) bool { return !s.From.IsZero() && s.nominal(i) < dayOf(s.From) }

// moment returns the time at which clocks in the zone show hour and minute on a day. If
// they show it twice, because they are put back, it is the first time; if they never
// do, because they are put forward, the moment of the change.
func moment(d day, hour, minute int, zone *time.Location) time.Time {
	wall := d.time().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	_, before := wall.Add(-24 * time.Hour).In(zone).Zone()
	_, after := wall.Add(24 * time.Hour).In(zone).Zone()
	first := wall.Add(-time.Duration(max(before, after)) * time.Second).In(zone)
	second := wall.Add(-time.Duration(min(before, after)) * time.Second).In(zone)
	shows := func(t time.Time) bool { return t.Hour() == hour && t.Minute() == minute && dayOf(t) == d }
	switch {
	case shows(first):
		return first
	case shows(second):
		return second
	}
	start, _ := second.ZoneBounds()
	return start
}
