// Package schedule computes when a report is due and which days it covers. It is pure:
// the same schedule, time, zone and calendar always lead to the same answer, so that
// a report missed during a stop is found again.
package schedule

import (
	"errors"
	"time"

	"rapport/mailout/calendar"
)

// Schedule is a rule for the nominal days of a report. If a nominal day is not a
// working day, the report may be due on another.
type Schedule struct {
	Every    Every
	Weekday  time.Weekday // weekly and fortnightly
	Day      int          // monthly: 1 to 31, or the last day of a shorter month; see Last
	From     time.Time    // no nominal day is earlier; zero: no such limit; required if fortnightly
	Hour     int
	Minute   int
	Holidays Holidays
}

// Every is the frequency of a report.
type Every string

// The frequencies of a report.
const (
	Weekly      Every = "weekly"
	Fortnightly Every = "fortnightly"
	Monthly     Every = "monthly"
)

// Last is the Day of a schedule for the last day of each month.
const Last = 31

// Holidays is the rule for a nominal day that is not a working day. A report is never
// moved as far as the neighbouring nominal day: if there is no working day in
// between, it is left out and the next report covers its days.
type Holidays string

// The rules for holidays.
const (
	Keep   Holidays = "keep"   // due on the holiday; also ""
	Before Holidays = "before" // due on the last working day before
	After  Holidays = "after"  // due on the first working day after
	Skip   Holidays = "skip"   // left out
)

// Period is the time that one report covers. Periods follow each other without a gap:
// each begins on the day after the previous one has ended.
type Period struct {
	// Key is the nominal day, as 2026-03-06. It identifies the report, because it
	// does not change with the data of holidays.
	Key string
	// From and To are the first and the last day, as midnights UTC. A report due
	// before noon covers the days up to the day before its nominal day; one due
	// later, up to the nominal day.
	From, To time.Time
	Due      time.Time
}

// ErrNotBegun is returned by Latest if no period has begun yet.
var ErrNotBegun = errors.New("the schedule has not begun")

// mostSkipped bounds the search for a period that is not left out.
const mostSkipped = 200

// Latest returns the last period that is due at now or earlier, or ErrNotBegun.
func (s Schedule) Latest(now time.Time, zone *time.Location, c *calendar.Calendar) (Period, error) {
	today := dayOf(now.In(zone))
	i := s.index(today)
	if s.dueEarly(i+1, today, c) {
		i++
	}
	for n := 0; n < mostSkipped; i, n = i-1, n+1 {
		if s.tooEarly(i) {
			return Period{}, ErrNotBegun
		}
		p, ok := s.period(i, zone, c)
		if ok && !p.Due.After(now) {
			return p, nil
		}
	}
	return Period{}, errors.New("no report was due for a long time: every day in question is a holiday")
}

// Next returns the first period that is due after a time. Its errors are those of
// Latest, without ErrNotBegun.
func (s Schedule) Next(after time.Time, zone *time.Location, c *calendar.Calendar) (Period, error) {
	i := s.index(dayOf(after.In(zone)))
	if s.tooEarly(i) {
		i = s.index(dayOf(s.From)-1) + 1
	}
	for n := 0; n < mostSkipped; i, n = i+1, n+1 {
		p, ok := s.period(i, zone, c)
		if ok && p.Due.After(after) {
			return p, nil
		}
	}
	return Period{}, errors.New("no report is due for a long time: every day in question is a holiday")
}

// Apart returns the key of the latest period that lies at least so many days before p, where
// a month counts as 31 days: one has 30 days, and three have 90, whichever they are. What is
// moved from its nominal day does not count.
func (s Schedule) Apart(p Period, days int) string {
	of := map[Every]int{Weekly: 7, Fortnightly: 14, Monthly: 31}[s.Every]
	steps := (days + of - 1) / of
	on, err := time.Parse(time.DateOnly, p.Key)
	if err != nil {
		return "" // no period has such a key
	}
	return s.nominal(s.index(dayOf(on)) - steps).String()
}

// period returns the period of the ith nominal day, or false if it is left out.
func (s Schedule) period(i int, zone *time.Location, c *calendar.Calendar) (Period, bool) {
	on, ok := s.moved(i, c)
	if !ok {
		return Period{}, false
	}
	last := i - 1
	for n := 0; n < mostSkipped && !s.tooEarly(last); n++ {
		if _, ok := s.moved(last, c); ok {
			break
		}
		last--
	}
	return Period{
		Key:  s.nominal(i).String(),
		From: (s.end(last) + 1).time(),
		To:   s.end(i).time(),
		Due:  moment(on, s.Hour, s.Minute, zone),
	}, true
}

// end returns the last day that the report of a nominal day covers.
func (s Schedule) end(i int) day {
	if s.Hour < 12 {
		return s.nominal(i) - 1
	}
	return s.nominal(i)
}

// moved returns the day on which the report of the ith nominal day is due, or false if
// it is left out. The day lies between the neighbouring nominal days, so that reports
// come in the order of their nominal days.
func (s Schedule) moved(i int, c *calendar.Calendar) (day, bool) {
	d := s.nominal(i)
	if s.Holidays == Keep || s.Holidays == "" {
		return d, true
	}
	if c.Workday(d.time()) {
		return d, true
	}
	switch s.Holidays {
	case Before:
		for on := d - 1; on > s.nominal(i-1); on-- {
			if c.Workday(on.time()) {
				return on, true
			}
		}
	case After:
		for on := d + 1; on < s.nominal(i+1); on++ {
			if c.Workday(on.time()) {
				return on, true
			}
		}
	}
	return 0, false
}

// dueEarly reports whether the report of a future nominal day may be due today or
// earlier, because no day from tomorrow on is a working day.
func (s Schedule) dueEarly(i int, today day, c *calendar.Calendar) bool {
	if s.Holidays != Before {
		return false
	}
	for d := today + 1; d <= s.nominal(i); d++ {
		if c.Workday(d.time()) {
			return false
		}
	}
	return true
}
