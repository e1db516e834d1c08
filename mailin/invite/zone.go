package invite

import (
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// zones resolves the time zones of one calendar.
type zones struct {
	usual   *time.Location
	offsets map[string]time.Duration // by TZID in lower case, of its VTIMEZONE
}

// repair rewrites the time of a property so that go-ical can read it: go-ical accepts
// neither a zone unknown to the IANA database nor a time without seconds.
func (z zones) repair(p *ical.Prop) {
	p.Value = strings.TrimSpace(p.Value)
	if day, clock, ok := strings.Cut(p.Value, "T"); ok && (len(clock) == 4 || len(clock) == 5 && clock[4] == 'Z') {
		p.Value = day + "T" + clock[:4] + "00" + clock[4:]
	}
	p.SetValueType(ical.ValueDateTime) // the length of the value is more reliable than the parameter
	if len(p.Value) == len("20060102") {
		p.SetValueType(ical.ValueDate)
	}
}

// zoneOf returns the zone of a property, and removes its name so that go-ical does not look
// for it. A date has no zone: it is midnight UTC.
func (z zones) zoneOf(p *ical.Prop) *time.Location {
	if p == nil || len(p.Value) == len("20060102") {
		return time.UTC
	}
	id := strings.Trim(strings.TrimSpace(p.Params.Get(ical.PropTimezoneID)), `"`)
	p.Params.Del(ical.PropTimezoneID)
	if loc, ok := zone(id); ok {
		return loc
	}
	if offset, ok := z.offsets[strings.ToLower(id)]; ok && id != "" {
		return time.FixedZone(id, int(offset/time.Second))
	}
	if z.usual != nil {
		return z.usual
	}
	return time.UTC
}

// zone resolves the name that a calendar program gives a zone: that of the IANA database,
// with or without Mozilla's prefix, or that of Windows.
func zone(id string) (*time.Location, bool) {
	if id == "" || len(id) > 100 || strings.EqualFold(id, "local") {
		return nil, false
	}
	if name, ok := windowsZone(id); ok {
		id = name
	}
	for range 3 {
		if loc, err := time.LoadLocation(id); err == nil {
			return loc, true
		}
		_, rest, ok := strings.Cut(strings.TrimPrefix(id, "/"), "/")
		if !ok {
			break
		}
		id = rest
	}
	return nil, false
}

// windowsZone returns the IANA name of a Windows zone, by the table of Unicode CLDR
// (windowsZones).
func windowsZone(id string) (string, bool) {
	for entry := range strings.SplitSeq(windowsZones, "\n") {
		if windows, name, _ := strings.Cut(entry, "="); strings.EqualFold(windows, id) {
			return name, true
		}
	}
	return "", false
}

const windowsZones = `China Standard Time=Asia/Shanghai
Taipei Standard Time=Asia/Taipei
Tokyo Standard Time=Asia/Tokyo
Korea Standard Time=Asia/Seoul
Singapore Standard Time=Asia/Singapore
Ulaanbaatar Standard Time=Asia/Ulaanbaatar
SE Asia Standard Time=Asia/Bangkok
India Standard Time=Asia/Kolkata
Pakistan Standard Time=Asia/Karachi
Bangladesh Standard Time=Asia/Dhaka
Myanmar Standard Time=Asia/Yangon
Central Asia Standard Time=Asia/Bishkek
Arabian Standard Time=Asia/Dubai
Arab Standard Time=Asia/Riyadh
Iran Standard Time=Asia/Tehran
Israel Standard Time=Asia/Jerusalem
Turkey Standard Time=Europe/Istanbul
Russian Standard Time=Europe/Moscow
Belarus Standard Time=Europe/Minsk
FLE Standard Time=Europe/Kyiv
GTB Standard Time=Europe/Bucharest
E. Europe Standard Time=Europe/Chisinau
W. Europe Standard Time=Europe/Berlin
Central Europe Standard Time=Europe/Budapest
Central European Standard Time=Europe/Warsaw
Romance Standard Time=Europe/Paris
GMT Standard Time=Europe/London
Greenwich Standard Time=Atlantic/Reykjavik
UTC=Etc/UTC
Coordinated Universal Time=Etc/UTC
GMT=Etc/UTC
Z=Etc/UTC
Morocco Standard Time=Africa/Casablanca
Egypt Standard Time=Africa/Cairo
South Africa Standard Time=Africa/Johannesburg
W. Central Africa Standard Time=Africa/Lagos
E. Africa Standard Time=Africa/Nairobi
Azores Standard Time=Atlantic/Azores
E. South America Standard Time=America/Sao_Paulo
Argentina Standard Time=America/Argentina/Buenos_Aires
Pacific SA Standard Time=America/Santiago
SA Pacific Standard Time=America/Bogota
SA Western Standard Time=America/La_Paz
Newfoundland Standard Time=America/St_Johns
Atlantic Standard Time=America/Halifax
Eastern Standard Time=America/New_York
US Eastern Standard Time=America/Indiana/Indianapolis
Central Standard Time=America/Chicago
Central Standard Time (Mexico)=America/Mexico_City
Canada Central Standard Time=America/Regina
Mountain Standard Time=America/Denver
US Mountain Standard Time=America/Phoenix
Pacific Standard Time=America/Los_Angeles
Alaskan Standard Time=America/Anchorage
Hawaiian Standard Time=Pacific/Honolulu
AUS Eastern Standard Time=Australia/Sydney
E. Australia Standard Time=Australia/Brisbane
AUS Central Standard Time=Australia/Darwin
Cen. Australia Standard Time=Australia/Adelaide
Tasmania Standard Time=Australia/Hobart
W. Australia Standard Time=Australia/Perth
New Zealand Standard Time=Pacific/Auckland
(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi=Asia/Shanghai
(GMT+08:00) Beijing, Chongqing, Hong Kong, Urumqi=Asia/Shanghai
中国标准时间=Asia/Shanghai
北京时间=Asia/Shanghai`

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
