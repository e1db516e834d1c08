package invite

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"rapport/store/pattern"
)

// zones resolves the time zones of one calendar.
type zones struct {
	usual   *time.Location         // of times without a zone
	file    string                 // the zone of X-WR-TIMEZONE, or ""
	tzid    string                 // the zone of the property TZID of the event, or ""
	own     map[string]*definition // by TZID, folded: the VTIMEZONE of the calendar
	only    string                 // the TZID of the only one, or ""
	tencent bool                   // a program of Tencent wrote it, which has its own names for the zone of China

	unknown  string // the first zone of a time that could not be told
	nameless string // the first zone of a time of which only the offset is known
	floating bool   // a time had no zone

	// Of the time that was read last:
	found *time.Location // its zone, which has summer time where the offset at the time is not all
	iana  string         // its name, or ""

	location *time.Location // found, of the start of the event that was read last
}

// repair rewrites the time of a property so that go-ical can read it: go-ical accepts
// neither a zone unknown to the IANA database nor a time without seconds, with an offset of
// its own, or as ISO 8601 writes it.
func (z *zones) repair(p *ical.Prop) {
	p.Value = strings.TrimSpace(p.Value)
	day, clock, ok := strings.Cut(p.Value, "T")
	if len(day) == len("2006-01-02") && day[4] == '-' && day[7] == '-' {
		day = strings.ReplaceAll(day, "-", "")
	}
	if ok {
		if i := strings.IndexAny(clock, "+-"); i > 0 {
			if offset, ok := offsetOf(strings.ReplaceAll(clock[i:], ":", "")); ok {
				p.Params.Set(ical.PropTimezoneID, "UTC"+time.Time{}.In(time.FixedZone("", int(offset/time.Second))).Format("-07:00"))
				clock = clock[:i]
			}
		}
		clock = strings.ReplaceAll(clock, ":", "")
		if len(clock) == 4 || len(clock) == 5 && clock[4] == 'Z' {
			clock = clock[:4] + "00" + clock[4:]
		}
		day += "T" + clock
	}
	p.Value = day
	p.SetValueType(ical.ValueDateTime) // the length of the value is more reliable than the parameter
	if len(p.Value) == len("20060102") {
		p.SetValueType(ical.ValueDate)
	}
}

// zoneOf returns the offset of the zone of a property at its time, as a zone, and removes its
// name so that go-ical does not look for it. otherwise is that of a time without a zone, nil
// for the usual. A date has no zone: it is midnight UTC. ok is false if the zone cannot be
// told.
func (z *zones) zoneOf(p *ical.Prop, otherwise *time.Location) (loc *time.Location, ok bool) {
	z.found, z.iana = time.UTC, ""
	if p == nil || len(p.Value) == len("20060102") {
		return time.UTC, true
	}
	id := nameOf(p.Params.Get(ical.PropTimezoneID))
	p.Params.Del(ical.PropTimezoneID)
	wall, err := time.Parse("20060102T150405", strings.TrimSuffix(p.Value, "Z"))
	if err != nil {
		return time.UTC, true // no time at all
	}
	if strings.HasSuffix(p.Value, "Z") {
		z.iana = cmp.Or(z.nameAt(cmp.Or(z.file, z.only), wall), "UTC")
		return time.UTC, true
	}
	if id == "" && otherwise != nil {
		return otherwise, true
	}
	name := cmp.Or(id, z.tzid, z.file, z.only)
	switch {
	case name != "":
		if loc, ok = z.named(name, wall); !ok {
			z.unknown = cmp.Or(z.unknown, name)
			return nil, false
		}
	case z.usual != nil:
		loc, z.floating = z.usual, true
	default:
		loc, z.floating = time.UTC, true
	}
	offset := at(loc, wall)
	z.found, z.iana = loc, ianaName(loc)
	if z.iana == "" && z.tencent && offset == 8*time.Hour {
		z.iana = "Asia/Shanghai"
	}
	if z.iana == "" {
		z.nameless = cmp.Or(z.nameless, name)
	}
	return fixed(loc.String(), offset), true
}

// ofDays returns the name of the zone in which days begin, or "".
func (z *zones) ofDays(p *ical.Prop) string {
	day, err := time.Parse("20060102", p.Value)
	if err != nil {
		return ""
	}
	return z.nameAt(cmp.Or(nameOf(p.Params.Get(ical.PropTimezoneID)), z.tzid, z.file, z.only), day)
}

// nameAt returns the name in the IANA database of a zone that a calendar names, or "".
func (z *zones) nameAt(name string, wall time.Time) string {
	if name == "" {
		return ""
	}
	loc, ok := z.named(name, wall)
	if !ok {
		return ""
	}
	if z.tencent && ianaName(loc) == "" && at(loc, wall) == 8*time.Hour {
		return "Asia/Shanghai"
	}
	return ianaName(loc)
}

// ianaName returns the name of a zone, "" if it is an offset alone.
func ianaName(loc *time.Location) string {
	if known, ok := load(loc.String()); ok && known.String() == loc.String() {
		return loc.String()
	}
	return ""
}

// nameOf returns the name of a zone without quotes; "" if a time is meant to have none.
func nameOf(id string) string {
	id = strings.ReplaceAll(strings.Trim(strings.TrimSpace(id), `"`), `\`, "")
	if id = clean(id); len(id) > longestName || strings.EqualFold(id, "local") || strings.EqualFold(id, "floating") {
		return ""
	}
	return id
}

// longestName is the length of the longest name of a zone that is looked for. Outlook names
// four cities.
const longestName = 300

// named returns the zone that a calendar program calls name, at a wall clock. A name of the
// IANA database or of Windows is that, even if the calendar defines one of its own: of these
// many are out of date. But abbreviations such as EST are what the sender defines.
func (z *zones) named(name string, wall time.Time) (*time.Location, bool) {
	own := z.own[foldName(name)]
	if offset := tencentZone.FindStringSubmatch(name); z.tencent && own == nil && offset != nil {
		hours, _ := strconv.Atoi(offset[1])
		return fixed(name, time.Duration(hours)*time.Hour), true
	}
	if loc, ok := known(name); ok && (own == nil || strings.Contains(name, "/") || isWindows(name)) {
		return loc, true
	}
	if own != nil {
		offset, ok := own.at(wall)
		if loc, known := known(own.location); known && (!ok || at(loc, wall) == offset) {
			return loc, true
		}
		if ok {
			return fixed(name, offset), true
		}
	}
	return byName(name, wall)
}

// tencentZone is what the programs of Tencent call a zone by its hours east of Greenwich: “+8”,
// “TZ08”, “CST8”.
var tencentZone = pattern.New(`^(?:TZ|CST|UTC|GMT)?\+?0?(\d{1,2})$`)

func fixed(name string, offset time.Duration) *time.Location {
	return time.FixedZone(name, int(offset/time.Second))
}

// offsetOf reads a UTC offset (RFC 5545 section 3.3.14) such as +0800.
func offsetOf(value string) (time.Duration, bool) {
	t, err := time.Parse("-0700", value)
	if err != nil {
		if t, err = time.Parse("-070000", value); err != nil {
			return 0, false
		}
	}
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second, true
}
