package invite

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// definition is a VTIMEZONE (RFC 5545 section 3.6.5), as far as the offset at a time needs it.
type definition struct {
	location    string // X-LIC-LOCATION: its name in the IANA database
	observances []observance
}

// observance is a STANDARD or DAYLIGHT.
type observance struct {
	start    time.Time // the wall clock at which it first begins
	from, to time.Duration
	hasTo    bool
	rule     string      // RRULE
	dates    []time.Time // RDATE
}

// The bounds of what is kept and evaluated of a definition.
const (
	mostDefinitions = 20
	mostObservances = 60
	mostDates       = 200
)

// set reads a property of an observance.
func (o *observance) set(name, value string) {
	value = strings.TrimSpace(value)
	switch name {
	case "DTSTART":
		o.start, _ = readWall(value)
	case "TZOFFSETFROM":
		o.from, _ = offsetOf(value)
	case "TZOFFSETTO":
		o.to, o.hasTo = offsetOf(value)
	case "RRULE":
		o.rule = strings.ToUpper(value)
	case "RDATE":
		for date := range strings.SplitSeq(value, ",") {
			if at, ok := readWall(date); ok && len(o.dates) < mostDates {
				o.dates = append(o.dates, at)
			}
		}
	}
}

func readWall(value string) (time.Time, bool) {
	value = strings.TrimSuffix(strings.TrimSpace(value), "Z")
	for _, layout := range []string{"20060102T150405", "20060102T1504", "20060102"} {
		if t, err := time.Parse(layout, value); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// at returns the offset at a wall clock: that of the observance that began last, or before
// the first of them the one that this began from. ok is false if a rule cannot be evaluated
// on which it depends.
func (d *definition) at(wall time.Time) (offset time.Duration, ok bool) {
	if len(d.observances) == 0 {
		return 0, false
	}
	if first := d.observances[0]; !slices.ContainsFunc(d.observances, func(o observance) bool { return !o.hasTo || o.to != first.to }) {
		return first.to, first.hasTo
	}
	var last, earliest time.Time
	var before, from time.Duration
	for _, o := range d.observances {
		if !o.hasTo {
			return 0, false
		}
		onset, ok := o.lastOnset(wall)
		if !ok {
			return 0, false
		}
		if earliest.IsZero() || o.start.Before(earliest) {
			earliest, before = o.start, o.from
		}
		if !onset.IsZero() && !onset.Before(last) {
			last, from, offset = onset, o.from, o.to
		}
	}
	switch {
	case last.IsZero():
		return before, true
	case wall.Before(last.Add(offset - from)): // it is skipped: RFC 5545 section 3.3.5
		return from, true
	}
	return offset, true
}

// changes reports whether a zone has more than one offset.
func (d *definition) changes() bool {
	return slices.ContainsFunc(d.observances, func(o observance) bool { return o.to != d.observances[0].to })
}

// like returns a zone with the offsets of the definition in the two years after a wall clock.
// Which of those that have them is meant, nobody can tell.
func (d *definition) like(wall time.Time) (*time.Location, bool) {
	const (
		step = 5 * 24 * time.Hour
		span = 2 * 366 * 24 * time.Hour
	)
	for _, name := range slices.Sorted(maps.Values(windows())) {
		loc, ok := load(name)
		for after := time.Duration(0); ok && after <= span; after += step {
			offset, told := d.at(wall.Add(after))
			ok = told && at(loc, wall.Add(after)) == offset
		}
		if ok {
			return loc, true
		}
	}
	return nil, false
}

// begin is when a rule without DTSTART begins: where Windows has the rules of all years begin.
func begin() time.Time { return time.Date(1601, 1, 1, 2, 0, 0, 0, time.UTC) }

// lastOnset returns when an observance last began before a wall clock, zero if it had not.
func (o observance) lastOnset(wall time.Time) (last time.Time, ok bool) {
	later := func(at time.Time) {
		if !at.After(wall) && at.After(last) {
			last = at
		}
	}
	later(o.start)
	for _, date := range o.dates {
		later(date)
	}
	if o.rule == "" {
		return last, true
	}
	if o.start.IsZero() {
		o.start = begin()
	}
	r, ok := readYearly(o.rule, o.start)
	if !ok {
		return last, false
	}
	for year := wall.Year(); year >= wall.Year()-r.interval && year >= o.start.Year(); year-- {
		since := year - o.start.Year()
		if since%r.interval != 0 || r.count > 0 && since/r.interval >= r.count {
			continue
		}
		for _, month := range r.months {
			if at, ok := r.in(year, month, o.start); ok && !at.Before(o.start) && (r.until.IsZero() || !at.Add(-o.from).After(r.until)) {
				later(at)
			}
		}
	}
	if r.count > 0 || !r.until.IsZero() { // the rule may have ended years before
		later(r.final(o))
	}
	return last, true
}

// yearly is an RRULE that names a day of the year (RFC 5545 section 3.3.10).
type yearly struct {
	months   []time.Month
	days     []int // BYMONTHDAY; below 0 from the end
	weekday  time.Weekday
	nth      int // of that weekday in the month; below 0 from the end; 0: any
	onDay    bool
	interval int
	count    int
	until    time.Time
}

// readYearly reads a rule of the kinds that calendar programs write for time zones.
func readYearly(rule string, start time.Time) (r yearly, ok bool) {
	r = yearly{interval: 1}
	frequency := ""
	for part := range strings.SplitSeq(rule, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		n, err := strconv.Atoi(strings.TrimPrefix(value, "+"))
		switch name {
		case "FREQ":
			frequency = value
		case "INTERVAL":
			if err != nil || n < 1 || n > 100 {
				return r, false
			}
			r.interval = n
		case "COUNT":
			if err != nil || n < 1 {
				return r, false
			}
			r.count = n
		case "UNTIL":
			if r.until, ok = readWall(value); !ok {
				return r, false
			}
		case "BYMONTH":
			for month := range strings.SplitSeq(value, ",") {
				n, err := strconv.Atoi(month)
				if err != nil || n < 1 || n > 12 || len(r.months) == 12 {
					return r, false
				}
				r.months = append(r.months, time.Month(n))
			}
		case "BYMONTHDAY":
			for day := range strings.SplitSeq(value, ",") {
				n, err := strconv.Atoi(day)
				if err != nil || n == 0 || n < -31 || n > 31 || len(r.days) == 62 {
					return r, false
				}
				r.days = append(r.days, n)
			}
		case "BYDAY":
			if r.nth, r.weekday, r.onDay = readWeekday(value); !r.onDay {
				return r, false
			}
		case "WKST", "BYHOUR", "BYMINUTE", "BYSECOND", "":
		default:
			return r, false
		}
	}
	if len(r.months) == 0 {
		r.months = []time.Month{start.Month()}
	}
	return r, frequency == "YEARLY"
}

// readWeekday reads "2SU" or "-1SU".
func readWeekday(value string) (nth int, day time.Weekday, ok bool) {
	if len(value) < 2 {
		return 0, 0, false
	}
	number, name := value[:len(value)-2], value[len(value)-2:]
	i := slices.Index([]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}, name)
	if i < 0 {
		return 0, 0, false
	}
	if number != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(number, "+"))
		if err != nil || n == 0 || n < -5 || n > 5 {
			return 0, 0, false
		}
		nth = n
	}
	return nth, time.Weekday(i), true
}

// in returns the day of the rule in a month of a year, at the time of day of start.
func (r yearly) in(year int, month time.Month, start time.Time) (time.Time, bool) {
	last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	on := func(day int) time.Time {
		return time.Date(year, month, day, start.Hour(), start.Minute(), start.Second(), 0, time.UTC)
	}
	matching := 0
	for i := 1; i <= last; i++ {
		day := i
		if r.nth < 0 {
			day = last + 1 - i
		}
		switch {
		case len(r.days) > 0 && !slices.Contains(r.days, day) && !slices.Contains(r.days, day-last-1),
			r.onDay && on(day).Weekday() != r.weekday,
			!r.onDay && len(r.days) == 0 && day != start.Day():
			continue
		}
		if matching++; r.nth == 0 || len(r.days) > 0 || matching == r.nth || matching == -r.nth {
			return on(day), true
		}
	}
	return time.Time{}, false
}

// final returns the last onset of a rule that ends.
func (r yearly) final(o observance) (last time.Time) {
	end := o.start.Year() + (max(r.count, 1)-1)*r.interval
	if !r.until.IsZero() {
		end = r.until.Year()
	}
	for year := end; year >= end-r.interval && year >= o.start.Year(); year-- {
		for _, month := range r.months {
			at, ok := r.in(year, month, o.start)
			if ok && (year-o.start.Year())%r.interval == 0 && !at.Before(o.start) && at.After(last) && (r.until.IsZero() || !at.Add(-o.from).After(r.until)) {
				last = at
			}
		}
	}
	return last
}
