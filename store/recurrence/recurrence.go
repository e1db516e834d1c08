// Package recurrence computes when a series of meetings takes place (RFC 5545 section 3.8.5).
package recurrence

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// Rule says when a series takes place after its first start.
type Rule struct {
	Text   string      `json:"text"`             // the value of RRULE; "" where Dates are all
	Zone   string      `json:"zone"`             // IANA name, or an offset such as +08:00, in which its clock is read
	Except []time.Time `json:"except,omitempty"` // EXDATE: starts that are left out
	Dates  []time.Time `json:"dates,omitempty"`  // RDATE: further starts
}

// mostSteps bounds how many starts of a rule are looked at: those of a daily meeting in 50
// years.
const mostSteps = 20000

// longestRule is the length of the longest rule that is read, in bytes.
const longestRule = 500

// Validate returns an error if a rule cannot be evaluated, or has no start at all.
func (r Rule) Validate(first time.Time) error {
	next, err := r.starts(first)
	if err != nil {
		return err
	}
	if _, ok := next(); !ok && len(r.Dates) == 0 {
		return fmt.Errorf("the rule %.60s has no occurrence", r.Text)
	}
	return nil
}

// Starts returns the starts of a series in [from, to), of which the first is the start of its
// first meeting; at most so many.
func (r Rule) Starts(first, from, to time.Time, most int) ([]time.Time, error) {
	next, err := r.starts(first)
	if err != nil {
		return nil, err
	}
	isLeftOut := func(start time.Time) bool { return slices.ContainsFunc(r.Except, start.Equal) }
	var list []time.Time
	for range mostSteps {
		start, ok := next()
		if !ok || !start.Before(to) || len(list) >= most {
			break
		}
		if !start.Before(from) && !isLeftOut(start) {
			list = append(list, start)
		}
	}
	for _, start := range r.Dates {
		if !start.Before(from) && start.Before(to) && !isLeftOut(start) {
			list = append(list, start)
		}
	}
	slices.SortFunc(list, time.Time.Compare)
	list = slices.CompactFunc(list, time.Time.Equal)
	return list[:min(len(list), most)], nil
}

// starts returns a function that yields the starts of a rule in order, in UTC.
//
// The library is given wall clocks as if they were UTC: what it does with a time that a zone
// skips or has twice is left to chance.
func (r Rule) starts(first time.Time) (func() (time.Time, bool), error) {
	zone, err := Location(r.Zone)
	if err != nil {
		return nil, err
	}
	if r.Text == "" {
		done := false
		return func() (time.Time, bool) {
			ok := !done
			done = true
			return first, ok
		}, nil
	}
	option, err := read(r.Text)
	if err != nil {
		return nil, fmt.Errorf("read the rule %.60s: %w", r.Text, err)
	}
	option.Dtstart = Wall(first, zone)
	switch _, until, _ := strings.Cut(strings.ToUpper(r.Text), "UNTIL="); {
	case option.Until.IsZero():
	case len(until) == len("20060102") || len(until) > len("20060102") && until[8] != 'T': // a day, which counts whole
		option.Until = option.Until.Add(24*time.Hour - time.Second)
	case strings.Contains(until, "Z"):
		option.Until = Wall(option.Until, zone)
	}
	rule, err := rrule.NewRRule(option)
	if err != nil {
		return nil, fmt.Errorf("read the rule %.60s: %w", r.Text, err)
	}
	next := rule.Iterator()
	return func() (time.Time, bool) {
		wall, ok := next()
		return Instant(wall, zone), ok
	}, nil
}

// read reads a rule. Of frequencies it takes those that meetings have.
func read(text string) (option rrule.ROption, err error) {
	defer func() {
		if fault := recover(); fault != nil { // a stranger wrote it
			err = fmt.Errorf("%v", fault)
		}
	}()
	if len(text) > longestRule {
		return option, fmt.Errorf("it is longer than %d bytes", longestRule)
	}
	o, err := rrule.StrToROption(strings.Trim(strings.ToUpper(strings.ReplaceAll(text, " ", "")), ";"))
	if err != nil {
		return option, err
	}
	if o.Freq > rrule.DAILY {
		return option, fmt.Errorf("meetings are not held every hour")
	}
	if o.Interval < 0 || o.Interval > 1000 || o.Count < 0 {
		return option, fmt.Errorf("its numbers are absurd")
	}
	o.Byhour, o.Byminute, o.Bysecond = nil, nil, nil // as the start has them
	return *o, nil
}

// Location returns the zone that a Rule names.
func Location(name string) (*time.Location, error) {
	if t, err := time.Parse("-07:00", name); err == nil {
		_, seconds := t.Zone()
		return time.FixedZone(name, seconds), nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("the zone of a series: %w", err)
	}
	return zone, nil
}

// Name returns the name under which Location finds a zone, for a zone that may be one of an
// offset alone.
func Name(zone *time.Location, at time.Time) string {
	if _, err := time.LoadLocation(zone.String()); err == nil && zone.String() != "Local" {
		return zone.String()
	}
	return at.In(zone).Format("-07:00")
}

// Wall returns what the clocks of a zone show at an instant, as if it were UTC.
func Wall(at time.Time, zone *time.Location) time.Time {
	at = at.In(zone)
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
}

// Instant returns when the clocks of a zone show a wall clock, in UTC.
func Instant(wall time.Time, zone *time.Location) time.Time {
	return wall.Add(-Offset(zone, wall)).UTC()
}

// Offset returns the offset of a zone at a wall clock. Of one that comes twice the first
// counts, and of one that is skipped the offset before (RFC 5545 section 3.3.5).
func Offset(zone *time.Location, wall time.Time) time.Duration {
	const longestChange = 3 * time.Hour
	offsetAt := func(instant time.Time) time.Duration {
		_, offset := instant.In(zone).Zone()
		return time.Duration(offset) * time.Second
	}
	about := wall.Add(-offsetAt(wall))
	before, after := offsetAt(about.Add(-longestChange)), offsetAt(about.Add(longestChange))
	if offsetAt(wall.Add(-before)) != before && offsetAt(wall.Add(-after)) == after {
		return after
	}
	return before
}
