package forward

import (
	"strconv"
	"strings"
	"time"

	"rapport/store/pattern"
)

const monthNames = `(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|fév|avr|aoû|déc|ene|abr|ago|dic|mei|maj|paź)`

var (
	numeric   = pattern.New(`(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})`)
	dayFirst  = pattern.New(`(?i)\b(\d{1,2})(?:st|nd|rd|th|º)?\.?\s*(?:of |de )?-?` + monthNames + `\p{L}*\.?,?\s*(?:de )?-?(20\d\d)`)
	monthName = pattern.New(`(?i)\b` + monthNames + `\p{L}*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(20\d\d)`)
	dotted    = pattern.New(`\b(\d{1,2})\.(\d{1,2})\.(20\d\d)`)
	slashed   = pattern.New(`\b(\d{1,2})/(\d{1,2})/(20\d\d)`)
	clock     = pattern.New(`(?i)(上午|下午|晚上|中午|凌晨|早上)?\s*(\d{1,2})\s*[:：](\d\d)(?:[:：](\d\d))?\s*([ap]\.?m\b)?`)
	offset    = pattern.New(`(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d\d)?\s*\)?$`)
	zoneName  = pattern.New(`\s*\([A-Za-z ]{1,30}\)$`) // after the offset
	utc       = pattern.New(`(?:\d|\s)(?:GMT|UTC|Z)$`)
)

// longestDate limits, in bytes, a text that is read as a date.
const longestDate = 120

// ReadDate reads the date of a header block as mail programs write it for people in
// Chinese, English and some other languages. A date without a zone is in zone.
func ReadDate(text string, zone *time.Location) (time.Time, bool) {
	text = text[:min(len(text), longestDate)]
	year, month, day, rest := dayOf(text)
	if year == 0 {
		return time.Time{}, false
	}
	hour, minute, second := 0, 0, 0
	if m := clock.FindStringSubmatch(rest); m != nil {
		hour, minute, second = number(m[2]), number(m[3]), number(m[4])
		half := strings.ToLower(m[1] + m[5])
		switch {
		case (half == "下午" || half == "晚上" || half == "中午" || strings.HasPrefix(half, "p")) && hour < 12 && !(half == "中午" && hour >= 10):
			hour += 12
		case (half == "上午" || half == "凌晨" || strings.HasPrefix(half, "a")) && hour == 12:
			hour = 0
		}
	}
	rest = zoneName.ReplaceAllString(strings.TrimSpace(rest), "")
	if utc.MatchString(rest) {
		zone = time.UTC
	}
	if m := offset.FindStringSubmatch(rest); m != nil {
		seconds := number(m[2])*3600 + number(m[3])*60
		if m[1] == "-" {
			seconds = -seconds
		}
		if seconds >= -14*3600 && seconds <= 14*3600 {
			zone = time.FixedZone("", seconds)
		}
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, 0, zone)
	if t.Day() != day || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 60 {
		return time.Time{}, false
	}
	return t, true
}

// dayOf returns the day, and the text after it or, if the time precedes the day, the whole
// text.
func dayOf(text string) (year, month, day int, rest string) {
	behind := func(at []int) string {
		if clock.MatchString(text[at[1]:]) {
			return text[at[1]:]
		}
		return text[:at[0]]
	}
	if m := numeric.FindStringSubmatchIndex(text); m != nil {
		return number(text[m[2]:m[3]]), number(text[m[4]:m[5]]), number(text[m[6]:m[7]]), behind(m)
	}
	if m := dayFirst.FindStringSubmatchIndex(text); m != nil {
		return number(text[m[6]:m[7]]), monthOf(text[m[4]:m[5]]), number(text[m[2]:m[3]]), behind(m)
	}
	if m := monthName.FindStringSubmatchIndex(text); m != nil {
		return number(text[m[6]:m[7]]), monthOf(text[m[2]:m[3]]), number(text[m[4]:m[5]]), behind(m)
	}
	if m := dotted.FindStringSubmatchIndex(text); m != nil {
		return number(text[m[6]:m[7]]), number(text[m[4]:m[5]]), number(text[m[2]:m[3]]), behind(m)
	}
	if m := slashed.FindStringSubmatchIndex(text); m != nil {
		month, day := number(text[m[2]:m[3]]), number(text[m[4]:m[5]])
		if month > 12 { // otherwise ambiguous, and programs that write this form are mostly American
			month, day = day, month
		}
		return number(text[m[6]:m[7]]), month, day, behind(m)
	}
	return 0, 0, 0, ""
}

func monthOf(name string) int {
	switch name = strings.ToLower(name); name {
	case "ene":
		return 1
	case "fév":
		return 2
	case "mär":
		return 3
	case "avr", "abr":
		return 4
	case "mai", "mei", "maj":
		return 5
	case "ago", "aoû":
		return 8
	case "okt", "paź":
		return 10
	case "dez", "déc", "dic":
		return 12
	}
	return strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", name)/3 + 1
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
