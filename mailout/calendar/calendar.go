// Package calendar tells working days from days off: Monday to Friday, the holidays
// and make-up days of China, and what an administrator writes into files.
package calendar

import (
	"fmt"
	"time"
)

// Calendar tells working days from days off. A nil *Calendar is Weekdays.
type Calendar struct {
	Name    string
	file    string // where missing years belong
	every   bool   // a year without data has no holidays
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

// NoYearError means that a calendar has no data for a year. Holidays cannot be
// guessed: most are announced from year to year.
type NoYearError struct {
	Calendar string
	Year     int
	File     string // where the year belongs
}

func (e *NoYearError) Error() string {
	return fmt.Sprintf("calendar %s has no holidays of %d: write [year.%d] with off = [...] and work = [...] into %s", e.Calendar, e.Year, e.Year, e.File)
}

// Workday reports whether the day of t, in t's own location, is a working day. The
// error is a *NoYearError.
func (c *Calendar) Workday(t time.Time) (bool, error) {
	weekday := t.Weekday()
	if c == nil {
		return weekday != time.Saturday && weekday != time.Sunday, nil
	}
	year, month, d := t.Date()
	days, known := c.years[year]
	if !known && !c.every {
		return false, &NoYearError{Calendar: c.Name, Year: year, File: c.file}
	}
	if work, named := days[day{month, d}]; named {
		return work, nil
	}
	return !c.weekend[weekday], nil
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
		work, err := c.Workday(t)
		if err != nil {
			return time.Time{}, err
		}
		if work {
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
		work, err := c.Workday(d)
		if err != nil {
			return 0, err
		}
		if work {
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
