// Package schedule tells when a report is due, and of which days it reports. It is
// pure: the same schedule, time, zone and calendar give the same answer, however
// often and in whatever order one asks, so that what a restart or a stopped clock
// missed is found again.
package schedule

import (
	"errors"
	"fmt"
	"time"

	"rapport/mailout/calendar"
)

// Schedule is a rule for the days of a report: its nominal days. Where one is no
// working day the report may be due on another.
type Schedule struct {
	Every    Every
	Weekday  time.Weekday // weekly and fortnightly
	Day      int          // monthly: 1 to 31, which is the last where a month is shorter; Last is the last
	From     time.Time    // no nominal day is earlier; zero is none; needed where fortnightly
	Hour     int
	Minute   int
	Holidays Holidays
}

// Every is how often.
type Every string

// How often a report may be due.
const (
	Weekly      Every = "weekly"
	Fortnightly Every = "fortnightly"
	Monthly     Every = "monthly"
)

// Last is the Day of a schedule for the last day of each month.
const Last = 31

// Holidays says what becomes of a nominal day that is no working day. Where there
// is no working day before the nominal day next to it, on either side, the report
// is left out, and its days belong to the next.
type Holidays string

// What may become of it.
const (
	Keep   Holidays = "keep"   // due nonetheless; also ""
	Before Holidays = "before" // due on the last working day before
	After  Holidays = "after"  // due on the first working day after
	Skip   Holidays = "skip"   // left out
)

// Period is what one report is about. Periods follow each other without a gap: each
// begins on the day after the one before has ended.
type Period struct {
	// Key is the nominal day, as 2026-03-06. It stays the same when the data of
	// holidays change, and so tells whether there is a report already.
	Key string
	// From and To are the first and the last day, as midnights of UTC. A report due
	// before noon is about the days up to the eve of its nominal day, or else up to
	// that day itself.
	From, To time.Time
	Due      time.Time
}

// ErrNotBegun is returned by Latest before the first period.
var ErrNotBegun = errors.New("the schedule has not begun")

// mostSkipped bounds the periods that are looked at for one that is not left out.
const mostSkipped = 200

// Latest gives the last period that is due at now or before. Where that cannot be
// told without data of holidays the error says which are missing.
func (s Schedule) Latest(now time.Time, zone *time.Location, c *calendar.Calendar) (Period, error) {
	today := dayOf(now.In(zone))
	i := s.index(today)
	if early, err := s.dueEarly(i+1, today, c); err != nil {
		return Period{}, s.wrap(i+1, err)
	} else if early {
		i++
	}
	for n := 0; n < mostSkipped; i, n = i-1, n+1 {
		if s.tooEarly(i) {
			return Period{}, ErrNotBegun
		}
		p, ok, err := s.period(i, zone, c)
		if err != nil {
			return Period{}, s.wrap(i, err)
		}
		if ok && !p.Due.After(now) {
			return p, nil
		}
	}
	return Period{}, errors.New("no report was due for a long time: each of the days is a holiday")
}

// Next gives the first period that is due after a time.
func (s Schedule) Next(after time.Time, zone *time.Location, c *calendar.Calendar) (Period, error) {
	i := s.index(dayOf(after.In(zone)))
	if s.tooEarly(i) {
		i = s.index(dayOf(s.From)-1) + 1
	}
	for n := 0; n < mostSkipped; i, n = i+1, n+1 {
		p, ok, err := s.period(i, zone, c)
		if err != nil {
			return Period{}, s.wrap(i, err)
		}
		if ok && p.Due.After(after) {
			return p, nil
		}
	}
	return Period{}, errors.New("no report is due for a long time: each of the days is a holiday")
}

func (s Schedule) wrap(i int, err error) error {
	return fmt.Errorf("find when the report of %s is due: %w", s.nominal(i), err)
}

// period gives the period of the ith nominal day; false where it is left out.
func (s Schedule) period(i int, zone *time.Location, c *calendar.Calendar) (Period, bool, error) {
	on, ok, err := s.moved(i, c)
	if !ok || err != nil {
		return Period{}, false, err
	}
	last := i - 1
	for n := 0; n < mostSkipped && !s.tooEarly(last); n++ {
		// A day of which there are no data was not left out: that was decided when
		// there were some.
		if _, ok, err := s.moved(last, c); ok || err != nil {
			break
		}
		last--
	}
	return Period{
		Key:  s.nominal(i).String(),
		From: (s.end(last) + 1).time(),
		To:   s.end(i).time(),
		Due:  moment(on, s.Hour, s.Minute, zone),
	}, true, nil
}

// end gives the last day that the report of a nominal day is about.
func (s Schedule) end(i int) day {
	if s.Hour < 12 {
		return s.nominal(i) - 1
	}
	return s.nominal(i)
}

// moved gives the day on which the report of the ith nominal day is due; false
// where it is left out. The day lies between the nominal days before and after,
// so that the order of reports is that of their nominal days.
func (s Schedule) moved(i int, c *calendar.Calendar) (day, bool, error) {
	d := s.nominal(i)
	if s.Holidays == Keep || s.Holidays == "" {
		return d, true, nil
	}
	if work, err := c.Workday(d.time()); work || err != nil {
		return d, work, err
	}
	switch s.Holidays {
	case Before:
		for on := d - 1; on > s.nominal(i-1); on-- {
			if work, err := c.Workday(on.time()); work || err != nil {
				return on, work, err
			}
		}
	case After:
		for on := d + 1; on < s.nominal(i+1); on++ {
			if work, err := c.Workday(on.time()); work || err != nil {
				return on, work, err
			}
		}
	}
	return 0, false, nil
}

// dueEarly says whether the report of a nominal day that is still to come may be
// due today or before: where no day from tomorrow on is a working day. It asks
// for no more days than it needs, so that holidays of the next year may be missing
// until they count.
func (s Schedule) dueEarly(i int, today day, c *calendar.Calendar) (bool, error) {
	if s.Holidays != Before {
		return false, nil
	}
	for d := today + 1; d <= s.nominal(i); d++ {
		if work, err := c.Workday(d.time()); work || err != nil {
			return false, err
		}
	}
	return true, nil
}
