package office

import (
	"errors"
	"slices"
	"time"
)

// Workday reports whether a time is on a working day of the project.
func (p *Project) Workday(t time.Time) bool { return p.Calendar.Workday(t.In(p.Zone)) }

// AddWorkdays returns the end of the nth working day after from.
func (p *Project) AddWorkdays(from time.Time, n int) (time.Time, error) {
	day, err := p.Calendar.Add(from.In(p.Zone), n)
	if err != nil {
		return day, err
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 23, 59, 0, 0, p.Zone), nil
}

// mostDays bounds the days over which working time is counted.
const mostDays = 400

// AddWorkingTime returns the time that is so much working time after from.
func (p *Project) AddWorkingTime(from time.Time, wait time.Duration) (time.Time, error) {
	t := from.In(p.Zone)
	for range mostDays {
		begin, end := p.At(t, p.Clock.Begin), p.At(t, p.Clock.End)
		if p.Workday(t) && t.Before(end) {
			if t.Before(begin) {
				t = begin
			}
			left := end.Sub(t)
			if wait <= left {
				return t.Add(wait), nil
			}
			wait -= left
		}
		t = p.Midnight(t).AddDate(0, 0, 1)
	}
	return t, errors.New("its calendar has hardly any working day")
}

// Pause is a time that does not count. A zero Until goes on.
type Pause struct{ From, Until time.Time }

// AddWorkingTimeWithout is AddWorkingTime, with some pauses, in their order, that do not count.
func (p *Project) AddWorkingTimeWithout(pauses []Pause, from time.Time, wait time.Duration) (time.Time, error) {
	for _, pause := range pauses {
		if !pause.Until.After(from) {
			continue
		}
		worked := p.workingTime(from, pause.From)
		if worked >= wait {
			break
		}
		from, wait = pause.Until, wait-worked
	}
	return p.AddWorkingTime(from, wait)
}

// workingTime returns how much working time is between two times, 0 where the second is not
// later.
func (p *Project) workingTime(from, to time.Time) (sum time.Duration) {
	for day, n := p.Midnight(from), 0; day.Before(to) && n < mostDays; day, n = day.AddDate(0, 0, 1), n+1 {
		begin, end := p.At(day, p.Clock.Begin), p.At(day, p.Clock.End)
		if begin.Before(from) {
			begin = from
		}
		if end.After(to) {
			end = to
		}
		if p.Workday(day) && end.After(begin) {
			sum += end.Sub(begin)
		}
	}
	return sum
}

// WorkdayFrom returns the midnight of a day of the store, 2026-03-06, or of the first working
// day after it.
func (p *Project) WorkdayFrom(day string) time.Time {
	from := DayIn(day, p.Zone)
	for t, n := from, 0; n < mostDays; t, n = p.Midnight(t.AddDate(0, 0, 1)), n+1 {
		if p.Workday(t) {
			return t
		}
	}
	return from // its calendar has hardly any working day
}

// The hours of a working day where the project has none.
const usualBegin, usualEnd = 9 * time.Hour, 18 * time.Hour

// hours returns when a working day begins and ends, since midnight.
func (p *Project) hours() (begin, end time.Duration) {
	if p.Clock.End > p.Clock.Begin {
		return p.Clock.Begin, p.Clock.End
	}
	return usualBegin, usualEnd
}

// Morning returns when work begins on the day of t.
func (p *Project) Morning(t time.Time) time.Time {
	begin, _ := p.hours()
	return p.At(t, begin)
}

// hoursOf returns the hours in which all of some people are at work, by their addresses: those
// of the project where nobody has hours of their own, or theirs have no time in common.
func (p *Project) hoursOf(addresses []string) (begin, end time.Duration) {
	from, to := p.hours()
	begin, end = from, to
	own := false
	for _, address := range addresses {
		c := p.contactAt(address)
		if c == nil || c.End <= c.Begin {
			continue
		}
		if !own {
			begin, end, own = c.Begin, c.End, true
			continue
		}
		begin, end = max(begin, c.Begin), min(end, c.End)
	}
	if begin >= end {
		return from, to
	}
	return begin, end
}

// HaveHours reports whether any of some people has hours of their own.
func (p *Project) HaveHours(addresses ...string) bool {
	return slices.ContainsFunc(addresses, func(address string) bool {
		c := p.contactAt(address)
		return c != nil && c.End > c.Begin
	})
}

// AtWork returns the first time from t on that is in the working hours of a working day, and in
// those of the people with some addresses: mail that nobody waits for goes out then, and not on
// a Sunday or at night.
func (p *Project) AtWork(t time.Time, addresses ...string) time.Time {
	begin, end := p.hoursOf(addresses)
	for day := t; ; day = p.Midnight(day).AddDate(0, 0, 1) {
		switch from := p.At(day, begin); {
		case !p.Workday(day) || !day.Before(p.At(day, end)):
			if day.Sub(t) > mostDays*24*time.Hour {
				return t // its calendar has hardly any working day
			}
		case day.Before(from):
			return from
		default:
			return day
		}
	}
}

// OnWorkday returns t, or the same time of the last working day before it.
func (p *Project) OnWorkday(t time.Time) time.Time {
	since := SinceMidnight(t.In(p.Zone))
	for day, n := t, 0; n < mostDays; day, n = p.Midnight(day).AddDate(0, 0, -1), n+1 {
		if p.Workday(day) {
			return p.At(day, since)
		}
	}
	return t
}

// Midnight returns the time at which the day of t begins in the zone of the project.
func (p *Project) Midnight(t time.Time) time.Time { return p.At(t, 0) }

// Monday returns the midnight of the Monday of the week of t.
func (p *Project) Monday(t time.Time) time.Time {
	day := p.Midnight(t)
	return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
}

// At returns the time of day that is since after midnight on the day of t, as a wall
// clock shows it in the zone of the project, whatever daylight saving does on that day.
func (p *Project) At(t time.Time, since time.Duration) time.Time {
	local := t.In(p.Zone)
	return time.Date(local.Year(), local.Month(), local.Day(), int(since.Hours()), int(since.Minutes())%60, 0, 0, p.Zone)
}

// SinceMidnight returns the time of day, to the minute.
func SinceMidnight(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// Day returns the midnight in UTC of a day of the store, 2026-03-06.
func Day(text string) time.Time { return DayIn(text, time.UTC) }

// DayIn returns the midnight in zone of a day of the store, 2026-03-06.
func DayIn(text string, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil {
		return time.Time{} // the store holds nothing else
	}
	return t
}
