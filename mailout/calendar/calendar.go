// Package calendar tells working days from days off: Monday to Friday, the holidays and
// make-up days of China, the holidays of other countries, and what an administrator writes
// into files.
package calendar

import (
	"fmt"
	"time"
)

// Calendar tells working days from days off. A nil *Calendar is Weekdays.
type Calendar struct {
	Name    string
	file    string // where missing years belong
	every   bool   // a year that is not in years has no holidays
	weekend [7]bool
	years   map[int]map[day]bool // the exceptions: true for a working day
}

// Weekdays is the name of the calendar in which Saturdays and Sundays are the only
// days off.
const Weekdays = "weekdays"

type day struct {
	month time.Month
	day   int
}

// Workday reports whether the day of t, in t's own location, is a working day. In a year
// without holidays, a Gap, Monday to Friday are.
func (c *Calendar) Workday(t time.Time) bool {
	weekday := t.Weekday()
	if c == nil {
		return weekday != time.Saturday && weekday != time.Sunday
	}
	year, month, d := t.Date()
	if work, named := c.years[year][day{month, d}]; named {
		return work
	}
	return !c.weekend[weekday]
}

// mostDays bounds a walk over days, since a calendar may have no working day at all.
const mostDays = 3660

// Add returns the nth working day after t, or before t if n is negative, at the same
// time of day. For 0 it returns t.
func (c *Calendar) Add(t time.Time, n int) (time.Time, error) {
	step, left := 1, n
	if n < 0 {
		step, left = -1, -n
	}
	for walked := 0; left > 0; walked++ {
		if walked == mostDays {
			return time.Time{}, fmt.Errorf("find working day %+d from %s: there is none within ten years", n, t.Format(time.DateOnly))
		}
		t = t.AddDate(0, 0, step)
		if c.Workday(t) {
			left--
		}
	}
	return t, nil
}

// Count returns the number of working days from the day of from to the day of to,
// inclusive; 0 if to is earlier.
func (c *Calendar) Count(from, to time.Time) (int, error) {
	n := 0
	last := midnight(to)
	for d, walked := midnight(from), 0; !d.After(last); d, walked = d.AddDate(0, 0, 1), walked+1 {
		if walked == mostDays {
			return 0, fmt.Errorf("count working days from %s to %s: more than ten years", from.Format(time.DateOnly), to.Format(time.DateOnly))
		}
		if c.Workday(d) {
			n++
		}
	}
	return n, nil
}

// midnight returns the day of t in UTC, where every day has 24 hours.
func midnight(t time.Time) time.Time {
	year, month, d := t.Date()
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}
