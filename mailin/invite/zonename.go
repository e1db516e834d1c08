package invite

import (
	_ "embed"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"rapport/store/recurrence"
)

//go:embed windows.txt
var windowsTable string

//go:embed names.txt
var namesTable string

// windows returns the IANA names of the zones of Windows, by their folded names.
var windows = sync.OnceValue(func() map[string]string {
	table := map[string]string{}
	for name, zone := range rows(windowsTable) {
		table[foldName(name)] = zone
	}
	return table
})

// zonesCalled returns the IANA names of the zones that people call by a folded name.
var zonesCalled = sync.OnceValue(func() map[string][]string {
	table := map[string][]string{}
	for zone, names := range rows(namesTable) {
		for name := range strings.SplitSeq(names, "|") {
			name = foldName(name)
			if !slices.Contains(table[name], zone) {
				table[name] = append(table[name], zone)
			}
		}
	}
	return table
})

// rows yields the two columns of each line of a table.
func rows(table string) func(yield func(string, string) bool) {
	return func(yield func(string, string) bool) {
		for line := range strings.SplitSeq(table, "\n") {
			if left, right, ok := strings.Cut(line, "\t"); ok && !yield(left, right) {
				return
			}
		}
	}
}

// foldName returns the name of a zone as names are compared: in lower case, without accents,
// with plain hyphens, signs and blanks.
func foldName(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		case r == '’' || r == '‘':
			b.WriteByte('\'')
		case unicode.Is(unicode.Pd, r) || r == '−':
			b.WriteByte('-')
		default:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// isUsual reports whether a zone is the one for which Windows has a name: of the cities in that,
// the zone is meant, not each of theirs.
func isUsual(zone *time.Location) bool {
	return slices.Contains(slices.Collect(maps.Values(windows())), zone.String())
}

func isWindows(name string) bool { return windows()[foldName(name)] != "" }

// known returns the zone with a name of the IANA database, in any case and behind the
// prefixes of calendar programs, or of Windows, also numbered.
func known(name string) (*time.Location, bool) {
	folded := foldName(name)
	for _, n := range []string{folded, strings.Replace(folded, " daylight time", " standard time", 1)} {
		if zone := windows()[n]; zone != "" {
			return load(zone)
		}
	}
	name = strings.ReplaceAll(strings.Trim(name, "/ "), " ", "_")
	for range 6 {
		for _, n := range []string{name, titled(name), strings.ToUpper(name)} {
			if loc, ok := load(n); ok {
				return loc, true
			}
		}
		_, rest, ok := strings.Cut(name, "/")
		if !ok {
			break
		}
		name = strings.Trim(rest, "/")
	}
	return nil, false
}

// load returns a zone of the IANA database. "Local" is that of the machine, and no zone.
func load(name string) (*time.Location, bool) {
	if name == "" || strings.EqualFold(name, "local") || len(name) > 60 {
		return nil, false
	}
	loc, err := time.LoadLocation(name)
	return loc, err == nil
}

// titled returns a name in the capitals of the IANA database: "America/New_York".
func titled(name string) string {
	b := []byte(strings.ToLower(name))
	for i, c := range b {
		if 'a' <= c && c <= 'z' && (i == 0 || strings.IndexByte("/_-", b[i-1]) >= 0) {
			b[i] = c - 'a' + 'A'
		}
	}
	return strings.NewReplacer("_Of_", "_of_", "_Es_", "_es_", "-Au-", "-au-").Replace(string(b))
}

// byName returns the zone that a name describes: by the offset in it, the zones and cities
// that it names, in any language, or both. If these do not agree at the wall clock, or none
// is known, ok is false: nothing is guessed.
func byName(name string, wall time.Time) (loc *time.Location, ok bool) {
	rest, offset, hasOffset := cutOffset(foldName(name))
	if hasOffset && strings.Trim(rest, " ()[]:,.") == "" {
		return fixed(name, offset), true
	}
	if shorter := unnumbered(name); !hasOffset && shorter != name {
		if loc, ok = known(shorter); ok {
			return loc, true
		}
		rest = foldName(shorter)
	}
	zones, guessed := called(rest), false
	if hasOffset {
		zones = slices.DeleteFunc(zones, func(zone *time.Location) bool {
			return standard(zone, wall.Year()) != offset && at(zone, wall) != offset
		})
		if len(zones) == 0 && mentionsCanada(rest) {
			zones = american(offset)
		}
		if len(zones) == 0 {
			zones, guessed = allAt(offset, wall.Year()), true
		}
	}
	if len(zones) == 0 || slices.ContainsFunc(zones, func(zone *time.Location) bool { return at(zone, wall) != at(zones[0], wall) }) {
		return nil, false
	}
	if !guessed {
		return zones[max(0, slices.IndexFunc(zones, isUsual))], true
	}
	return fixed(name, at(zones[0], wall)), true
}

// unnumbered returns a name without the number that Outlook puts behind one that it has
// already: "China Standard Time 1".
func unnumbered(name string) string {
	short := strings.TrimRight(name, "0123456789()")
	if len(name)-len(short) > 4 {
		return name
	}
	return strings.TrimRight(short, " -_#(")
}

// cutOffset cuts the first offset from UTC out of a folded name: "utc+8", "(gmt+05.30)",
// "gmt +0800", "+08:00". That of the zones Etc/GMT+8 has the other sign.
func cutOffset(name string) (rest string, offset time.Duration, ok bool) {
	for i := 0; i < len(name); i++ {
		if name[i] != '+' && name[i] != '-' {
			continue
		}
		before := strings.TrimRight(name[:i], " ")
		start := len(before)
		named := false
		for _, word := range []string{"utc", "gmt", "z"} {
			if strings.HasSuffix(before, word) && (len(before) == len(word) || !isLetter(before[len(before)-len(word)-1])) {
				start, named = len(before)-len(word), true
				break
			}
		}
		length, value, found := readOffset(name[i+1:])
		if !found || !named && (length < 4 && i > 0 || i > 0 && name[i-1] != ' ' && name[i-1] != '(') {
			continue // a hyphen of the name
		}
		if name[i] == '-' {
			value = -value
		}
		if strings.HasSuffix(name[:start], "etc/") {
			value = -value
			start -= len("etc/")
		}
		return name[:start] + name[i+1+length:], value, true
	}
	for _, word := range []string{"(utc)", "(gmt)"} {
		if rest, found := strings.CutPrefix(name, word); found {
			return rest, 0, true
		}
	}
	return name, 0, false
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || c >= 0x80 }

// readOffset reads hours and minutes: "8", "08", "0800", "08:00", "8.30".
func readOffset(text string) (length int, offset time.Duration, ok bool) {
	digits := func(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }
	n := digits(text)
	hours, minutes, length := "", "0", n
	switch {
	case n == 0 || n > 4:
		return 0, 0, false
	case n > 2:
		hours, minutes = text[:n-2], text[n-2:n]
	default:
		hours = text[:n]
		if n < len(text) && (text[n] == ':' || text[n] == '.') && digits(text[n+1:]) == 2 {
			minutes, length = text[n+1:n+3], n+3
		}
	}
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(minutes)
	if h > 14 || m > 59 {
		return 0, 0, false
	}
	return length, time.Duration(h)*time.Hour + time.Duration(m)*time.Minute, true
}

// mostTokens bounds the cities of a name that are looked for.
const mostTokens = 12

// called returns the zones of the zones and cities in a folded name.
func called(name string) (zones []*time.Location) {
	var utc []*time.Location
	add := func(name string) {
		name = strings.Trim(name, " .-_")
		list := zonesCalled()[name]
		for _, end := range []string{"", " standard time"} { // as Notes: "W. Europe"
			if zone := windows()[name+end]; zone != "" && (end == "" || !isVague(name)) {
				list = append(slices.Clone(list), zone)
			}
		}
		for _, zone := range list {
			if loc, ok := load(zone); ok && zone == "Etc/UTC" {
				utc = append(utc, loc)
			} else if ok {
				zones = append(zones, loc)
			}
		}
		if len(list) == 0 {
			if loc, ok := ofCity(name); ok {
				zones = append(zones, loc)
			}
		}
	}
	if add(name); len(zones)+len(utc) == 0 {
		name = strings.NewReplacer(" - ", ",", "_", " ").Replace(name) // as Google: "Eastern Time - New York"
		tokens := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(",;/()[]&:、，；|", r) })
		for _, token := range tokens[:min(len(tokens), mostTokens)] {
			add(token)
		}
	}
	if len(zones) == 0 {
		return utc // "Greenwich Mean Time: Dublin, London" is that of the cities
	}
	return zones
}

// isVague reports whether a name alone is that of zones in several parts of the world.
func isVague(name string) bool {
	return slices.Contains([]string{"central", "eastern", "mountain", "pacific", "atlantic", "arab", "mexico"}, name)
}

// ofCity returns the zone of the IANA database that has the name of a city.
func ofCity(city string) (*time.Location, bool) {
	if len(city) < 3 || strings.ContainsFunc(city, func(r rune) bool { return (r < 'a' || r > 'z') && r != ' ' && r != '-' && r != '_' }) {
		return nil, false
	}
	for _, area := range []string{"Europe/", "Asia/", "America/", "Australia/", "Pacific/", "Africa/", "Atlantic/", "Indian/"} {
		if loc, ok := load(area + titled(strings.ReplaceAll(city, " ", "_"))); ok {
			return loc, true
		}
	}
	return nil, false
}

// mentionsCanada reports whether a name is of one of the zones that the United States and
// Canada share, which Windows calls so in every language.
func mentionsCanada(name string) bool {
	return slices.ContainsFunc(canadas(), func(word string) bool { return strings.Contains(name, word) })
}

// canadas returns the folded names of Canada.
var canadas = sync.OnceValue(func() []string {
	list := []string{"canada", "kanada", "канада", "канаді", "καναδ", "加拿大", "カナダ", "캐나다", "แคนาดา", "קנדה", "كندا"}
	for i := range list {
		list[i] = foldName(list[i])
	}
	return list
})

// american returns the zone that the United States and Canada share at a standard offset.
func american(offset time.Duration) []*time.Location {
	zone := map[time.Duration]string{-8: "America/Los_Angeles", -7: "America/Denver", -6: "America/Chicago", -5: "America/New_York", -4: "America/Halifax"}[offset/time.Hour]
	if loc, ok := load(zone); ok && offset%time.Hour == 0 {
		return []*time.Location{loc}
	}
	return nil
}

// allAt returns the zones of Windows with a standard offset in a year.
func allAt(offset time.Duration, year int) (zones []*time.Location) {
	for _, zone := range windows() {
		if loc, ok := load(zone); ok && standard(loc, year) == offset {
			zones = append(zones, loc)
		}
	}
	return zones
}

// standard returns the offset of a zone without daylight saving time.
func standard(zone *time.Location, year int) time.Duration {
	january, july := time.Date(year, 1, 1, 12, 0, 0, 0, time.UTC), time.Date(year, 7, 1, 12, 0, 0, 0, time.UTC)
	return min(at(zone, january), at(zone, july))
}

// at returns the offset of a zone at a wall clock.
func at(zone *time.Location, wall time.Time) time.Duration { return recurrence.Offset(zone, wall) }
