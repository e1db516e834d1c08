package invite

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"rapport/store/pattern"
	"rapport/store/recurrence"
)

// span is when a meeting is, as its invitation says in words.
type span struct {
	start, end time.Time // end is zero where it is not said
	zone       string    // IANA name, or ""
	floating   bool      // no zone is named
}

// What days, times and lengths look like in an invitation. Months are those of the languages
// in which the programs are sold most.
var (
	dayNumbers = pattern.New(`(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?`)
	dayFirst   = pattern.New(`(?i)\b(\d{1,2})(?:st|nd|rd|th|er)?(?:\.\s*|\s+)(?:de\s+)?(` + monthNames + `)\.?,?(?:\s+(?:de\s+)?(\d{4}))?\b`)
	monthFirst = pattern.New(`(?i)\b(` + monthNames + `)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?\b`)
	clock      = pattern.New(`(?i)(上午|下午|中午|晚上|凌晨|早上)?\s*\b(\d{1,2})(?:\s*[:：.]\s*(\d{2})(?::\d{2})?|\s*[点點时時](?:\s*(\d{1,2})\s*分|(半))?)?\s*(a\.?m\b\.?|p\.?m\b\.?|上午|下午|晚上)?`)
	length     = pattern.New(`(?i)\b(\d{1,3})(?:[.,]5)?\s*(minutes?|mins?\b|min\b|hours?|hrs?\b|h\b|分钟|小时|個小時|个小时)`)
	joiner     = pattern.New(`(?i)^\s*(?:-|–|—|~|～|至|到|\bto\b|\bbis\b|\buntil\b)\s*`)
)

// monthNames matches the name of a month in English, German, French, Spanish, Italian and
// Portuguese, or the beginning of one.
const monthNames = `(?:jan|gen|ene|f[eé][bv]|m[aäá]r|a[pbv]r|ma[iyg]|mag|jun|juin|giu|jul|juil|lug|a[uo][ugû]|ago|set|sep|o[ck]t|out|ott|nov|d[eéi][czs]|dic)\p{L}*`

// monthOf returns the number of a month by its name, 0 for none.
func monthOf(name string) int {
	name = foldName(name)
	beginnings := []string{"jan gen ene", "feb fev", "mar", "apr abr avr", "may mai mag", "jun juin giu", "jul juil lug", "aug aou ago", "sep set", "oct okt out ott", "nov", "dec dez dic des"}
	if name == "maggio" || name == "mayo" || name == "maio" {
		return 5
	}
	return 1 + slices.IndexFunc(beginnings, func(list string) bool {
		return slices.ContainsFunc(strings.Fields(list), func(b string) bool { return strings.HasPrefix(name, b) })
	})
}

// dayIn returns the first day in a text, and what stands before and after it. Without a year
// it is the next one from the day before written on.
func dayIn(text string, written time.Time) (day time.Time, before, after string, ok bool) {
	best := []int(nil)
	year, month, date := "", 0, ""
	try := func(p *pattern.Pattern, read func(m []string) (string, int, string)) {
		at := p.FindStringSubmatchIndex(text)
		if at == nil || best != nil && at[0] >= best[0] {
			return
		}
		m := p.FindStringSubmatch(text)
		y, mo, d := read(m)
		if n, _ := strconv.Atoi(d); mo < 1 || mo > 12 || n < 1 || n > 31 {
			return
		}
		best, year, month, date = at, y, mo, d
	}
	try(dayFirst, func(m []string) (string, int, string) { return m[3], monthOf(m[2]), m[1] })
	try(monthFirst, func(m []string) (string, int, string) { return m[3], monthOf(m[1]), m[2] })
	try(dayNumbers, func(m []string) (string, int, string) {
		if m[1] == "" && !strings.Contains(m[0], "月") {
			return "", 0, "" // "14.30" is a time
		}
		n, _ := strconv.Atoi(m[2])
		return m[1], n, m[3]
	})
	if best == nil {
		return day, "", text, false
	}
	n, _ := strconv.Atoi(date)
	y, _ := strconv.Atoi(year)
	if year == "" {
		y = written.Year()
		if time.Date(y, time.Month(month), n, 0, 0, 0, 0, written.Location()).Before(written.AddDate(0, 0, -2)) {
			y++
		}
	}
	day = time.Date(y, time.Month(month), n, 0, 0, 0, 0, time.UTC)
	return day, text[:best[0]], text[best[1]:], day.Day() == n && y > 1990 && y < 2200
}

// clockIn returns the time of day at the start of a text or after what cannot be one.
func clockIn(text string, mustBegin bool) (at time.Duration, half, rest string, ok bool) {
	for offset := 0; offset < len(text); {
		found := clock.FindStringSubmatchIndex(text[offset:])
		if found == nil {
			return 0, "", text, false
		}
		m := clock.FindStringSubmatch(text[offset:])
		hour, _ := strconv.Atoi(m[2])
		minute, _ := strconv.Atoi(cmp.Or(m[3], m[4]))
		if m[5] != "" {
			minute = 30
		}
		half = halfOf(cmp.Or(m[1], m[6]))
		whole := text[offset+found[0] : offset+found[1]]
		before := text[:offset+found[0]]
		rest = text[offset+found[1]:]
		isClock := hour < 25 && minute < 60 && (strings.ContainsAny(whole, ":：点點时時") || half != "" || m[3] != "" && !strings.HasPrefix(rest, "."))
		isOffset := strings.HasSuffix(strings.TrimRight(before, " "), "+") || strings.HasSuffix(before, "GMT-") || strings.HasSuffix(before, "UTC-")
		if isClock && !isOffset {
			return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute, half, rest, true
		}
		if mustBegin {
			return time.Duration(hour) * time.Hour, half, rest, minute == 0 && m[3] == "" && hour < 25
		}
		offset += found[1]
	}
	return 0, "", text, false
}

// halfOf returns the half of the day that a word names: "a", "p" or "".
func halfOf(word string) string {
	switch word = strings.ToLower(word); {
	case word == "":
		return ""
	case strings.HasPrefix(word, "p"), word == "下午", word == "晚上", word == "中午":
		return "p"
	}
	return "a"
}

// in returns a time of day in a half of the day.
func in(half string, at time.Duration) time.Duration {
	switch hour := at / time.Hour; {
	case half == "p" && hour < 12 && (hour > 0):
		return at + 12*time.Hour
	case half == "a" && hour == 12:
		return at - 12*time.Hour
	}
	return at
}

// when reads when a meeting is: "2026-08-26 14:30-16:00 (GMT+08:00)", "Sep 9, 2026 10:00 AM
// London", "Tuesday, 12 May 2026 15:30 | (UTC+01:00) London | 45 mins". usual is the zone where
// none is named, written when the mail was.
func (z *zones) when(text string, written time.Time) (s span, ok bool) {
	day, before, rest, ok := dayIn(text, written)
	if !ok {
		return s, false
	}
	at, half, after, ok := clockIn(rest, false)
	if !ok { // "10:00 AM, 9 September 2026"
		if at, half, _, ok = clockIn(before, false); !ok {
			return s, false
		}
		after = rest
		if end, endHalf, more, ends := endOf(before[strings.IndexAny(before, "0123456789"):]); ends {
			return z.placed(s, day, at, half, day, end, endHalf, more+" "+after, written)
		}
	}
	endDay := day
	if joiner.MatchString(after) {
		after = joiner.ReplaceAllString(after, "")
		if d, lead, more, dated := dayIn(after, written); dated && strings.TrimSpace(lead) == "" {
			endDay, after = d, more
		}
		end, endHalf, more, ends := clockIn(after, true)
		if ends {
			return z.placed(s, day, at, half, endDay, end, endHalf, more, written)
		}
	}
	s, ok = z.placed(s, day, at, half, time.Time{}, 0, "", after, written)
	if l := length.FindStringSubmatch(after); ok && l != nil {
		n, _ := strconv.Atoi(l[1])
		d := time.Duration(n) * time.Minute
		if unit := strings.ToLower(l[2]); strings.HasPrefix(unit, "h") || strings.HasSuffix(unit, "小时") || strings.HasSuffix(unit, "小時") {
			d = time.Duration(n) * time.Hour
			if strings.ContainsAny(l[0], ".,") {
				d += 30 * time.Minute
			}
		}
		s.end = s.start.Add(d)
	}
	return s, ok
}

// endOf returns the end of a range of times of day.
func endOf(text string) (end time.Duration, half, rest string, ok bool) {
	_, _, after, ok := clockIn(text, false)
	if !ok || !joiner.MatchString(after) {
		return 0, "", "", false
	}
	return clockIn(joiner.ReplaceAllString(after, ""), true)
}

// placed returns a span in the zone that the rest of its line names. endDay is zero where no
// end is named.
func (z *zones) placed(s span, day time.Time, at time.Duration, half string, endDay time.Time, end time.Duration, endHalf, rest string, written time.Time) (span, bool) {
	if half == "" && endHalf != "" && in(endHalf, at) < in(endHalf, end) {
		half = endHalf // "2 - 3 pm"
	}
	if endHalf == "" && half == "p" && in("p", end) > in("p", at) && !endDay.IsZero() {
		endHalf = "p" // "下午2点-3点"
	}
	wall := day.Add(in(half, at))
	zone := z.zoneAfter(rest, wall)
	if zone == nil {
		s.floating, zone = true, z.usual
	}
	if zone == nil {
		zone = time.UTC
	}
	s.zone = ianaName(zone)
	s.start = validTime(recurrence.Instant(wall, zone))
	if !endDay.IsZero() {
		until := endDay.Add(in(endHalf, end))
		if until.Before(wall) && endDay.Equal(day) {
			until = until.Add(24 * time.Hour) // past midnight
		}
		s.end = validTime(recurrence.Instant(until, zone))
	}
	return s, !s.start.IsZero()
}

// longestZone is how many characters after a time are looked at for its zone.
const longestZone = 120

// zoneAfter returns the zone that is named after a time, nil if there is none that can be
// told.
func (z *zones) zoneAfter(rest string, wall time.Time) *time.Location {
	rest, _, _ = strings.Cut(strings.TrimSpace(rest), "\n")
	if len(rest) > longestZone {
		return nil
	}
	whole := strings.Trim(rest, " |,，;；()（）")
	candidates := append([]string{whole}, strings.FieldsFunc(whole, func(r rune) bool { return strings.ContainsRune("|()（）,，;；", r) })...)
	if _, offset, has := cutOffset(foldName(whole)); has { // the zone has a name beside it, or none
		for _, part := range candidates[1:] {
			if loc, ok := z.named(strings.Trim(part, " -"), wall); ok && ianaName(loc) != "" && at(loc, wall) == offset {
				return loc
			}
		}
		if loc, ok := z.named(whole, wall); ok && at(loc, wall) == offset {
			return loc
		}
		return fixed("", offset)
	}
	for _, part := range candidates {
		if part = strings.Trim(part, " -"); part != "" && !strings.ContainsAny(part, "0123456789") {
			if loc, ok := z.named(part, wall); ok {
				return loc
			}
		}
	}
	return nil
}
