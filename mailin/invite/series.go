package invite

import (
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"rapport/store"
	"rapport/store/recurrence"
)

// The bounds of what is kept of a series.
const (
	mostRuleDates  = 200
	mostExceptions = mostEvents
)

// series reads what repeats the event that c is, and what the others say of its occurrences.
func (z *zones) series(events []ical.Event, main int, c *store.Calendar) {
	e := events[main]
	location := z.location
	if c.Occurrence.IsZero() && !c.Start.IsZero() {
		c.Rule = z.rule(e, c.Start, location)
	}
	for i, other := range events {
		if i == main || len(c.Exceptions) >= mostExceptions || textOf(other.Props, ical.PropUID) != c.UID {
			continue
		}
		if o := z.event(other); !o.Occurrence.IsZero() {
			c.Exceptions = append(c.Exceptions, store.Occurrence{
				Of: o.Occurrence, Start: o.Start, End: o.End, Sequence: o.Sequence, Summary: o.Summary, Cancelled: o.Status == "CANCELLED", Onwards: o.Onwards,
			})
		}
	}
}

// rule reads RRULE, EXDATE and RDATE; nil if the event does not repeat, or not as meetings do.
func (z *zones) rule(e ical.Event, first time.Time, location *time.Location) *recurrence.Rule {
	r := &recurrence.Rule{}
	if p := e.Props.Get(ical.PropRecurrenceRule); p != nil {
		r.Text = clean(p.Value)
	}
	if location == nil {
		location = time.UTC
	}
	if own := z.own[foldName(location.String())]; own != nil && ianaName(location) == "" && own.changes() {
		if like, ok := own.like(first.In(location)); ok {
			location = like
		}
	}
	r.Zone = recurrence.Name(location, first)
	r.Except = z.dates(e, ical.PropExceptionDates, first, location)
	r.Dates = z.dates(e, ical.PropRecurrenceDates, first, location)
	if r.Text == "" && len(r.Dates) == 0 || r.Validate(first) != nil {
		return nil
	}
	return r
}

// dates reads the times of a property that has several. A day stands for the meeting that
// begins on it; of a period the start counts.
func (z *zones) dates(e ical.Event, name string, first time.Time, location *time.Location) (list []time.Time) {
	clock := first.In(location)
	for _, p := range e.Props.Values(name) {
		for value := range strings.SplitSeq(p.Value, ",") {
			one := p
			one.Params = ical.Params{}
			for key, values := range p.Params {
				one.Params[key] = values
			}
			one.Value, _, _ = strings.Cut(value, "/")
			at, isDay := z.time(&one)
			if isDay && len(e.Props.Get(ical.PropDateTimeStart).Value) != len("20060102") {
				at = recurrence.Instant(time.Date(at.Year(), at.Month(), at.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, time.UTC), location)
			}
			if !at.IsZero() && len(list) < mostRuleDates && !slices.ContainsFunc(list, at.Equal) {
				list = append(list, at)
			}
		}
	}
	return list
}

// occurrence reads RECURRENCE-ID. Some programs write the day alone of a meeting that has a
// time: it was to begin at the time of day at which it begins now.
func (z *zones) occurrence(p *ical.Prop, c *store.Calendar) time.Time {
	location := z.location
	at, isDay := z.time(p)
	if !isDay || c.AllDay || c.Start.IsZero() || location == nil || at.IsZero() {
		return at
	}
	clock := c.Start.In(location)
	return recurrence.Instant(time.Date(at.Year(), at.Month(), at.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, time.UTC), location)
}

// time reads the time of a property, zero if it cannot be told. isDay is true for a date.
func (z *zones) time(p *ical.Prop) (at time.Time, isDay bool) {
	z.repair(p)
	isDay = len(p.Value) == len("20060102")
	zone, told := z.zoneOf(p, nil)
	if !told {
		return time.Time{}, isDay
	}
	at, err := p.DateTime(zone)
	if err != nil {
		return time.Time{}, isDay
	}
	return validTime(at), isDay
}
