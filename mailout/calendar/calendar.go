// Package calendar knows working days: those of China with its make-up days, of
// every week from Monday to Friday, and what an administrator writes into files.
package calendar

import (
	"fmt"
	"time"
)

// Calendar says which days are working days. A nil *Calendar is Weekdays.
type Calendar struct {
	Name    string
	file    string // where years are to be written that it lacks
	every   bool   // all years are as any week: no year needs data
	weekend [7]bool
	years   map[int]map[day]bool // the days that are not as in any week: working or not
}

// Weekdays is the name of the calendar in which every Saturday and Sunday is off,
// and nothing else.
const Weekdays = "weekdays"

type day struct {
	month time.Month
	day   int
}

// NoYearError says that a calendar has no data of a year. What a holiday is
// cannot be guessed: most are announced from year to year.
type NoYearError struct {
	Calendar string
	Year     int
	File     string // to write it into
}

func (e *NoYearError) Error() string {
	return fmt.Sprintf("calendar %s has no holidays of %d: write [year.%d] with off = [...] and work = [...] into %s", e.Calendar, e.Year, e.Year, e.File)
}

// Workday says whether the day on which t falls, in t's own location, is a
// working day. The error is a *NoYearError.
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

// mostDays bounds a walk over days: a calendar may have no working day at all.
const mostDays = 3660

// Add gives the nth working day after t, or before it where n is negative, at
// the same time of the day. Add of 0 is t itself.
func (c *Calendar) Add(t time.Time, n int) (time.Time, error) {
	step, left := 1, n
	if n < 0 {
		step, left = -1, -n
	}
	for walked := 0; left > 0; walked++ {
		if walked == mostDays {
			return time.Time{}, fmt.Errorf("find working day %+d from %s: too far", n, t.Format(time.DateOnly))
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

// Count gives how many working days there are from the day of from to the day of
// to, both counted; 0 where to is earlier.
func (c *Calendar) Count(from, to time.Time) (int, error) {
	n := 0
	last := midnight(to)
	for d, walked := midnight(from), 0; !d.After(last); d, walked = d.AddDate(0, 0, 1), walked+1 {
		if walked == mostDays {
			return 0, fmt.Errorf("count working days from %s to %s: too many", from.Format(time.DateOnly), to.Format(time.DateOnly))
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

// midnight gives a day as one that can be counted: days of UTC all have 24 hours.
func midnight(t time.Time) time.Time {
	year, month, d := t.Date()
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}
