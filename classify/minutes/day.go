package minutes

import (
	"strconv"
	"strings"
	"time"

	"rapport/classify/deadline"
	"rapport/store/pattern"
)

var (
	isoDate  = pattern.New(`\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b`)
	hanDate  = pattern.New(`(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号號]`)
	longDate = pattern.New(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (\d{1,2})(?:st|nd|rd|th)?\b`)
	// fullDate is 27-02-2026, 03.07.2026 or 30/09/2026.
	fullDate = pattern.New(`\b(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})\b`)
	// shortDate is 9/25, and 3.13 if its field has nothing else.
	shortDate = pattern.New(`(?:^|[\s(（,，])(\d{1,2})/(\d{1,2})(?:$|[\s)）,，.。前])`)
	dotted    = pattern.New(`^(\d{1,2})\.(\d{1,2})$`)
	lastField = pattern.New(`(?:[,，;；(（→]|[-–—]+\s*|\s)\s*([^,，;；()（）]{2,20}?)\s*[)）]?[.。]?$`)
	bareDay   = pattern.New(`今天|今晚|明天|明早|后天|(?:本|这|下)?(?:周|星期)[一二三四五六日天末]`)
)

// order is the order in which a text writes day and month as numbers.
type order int

const (
	unknown order = iota
	dayMonth
	monthDay
)

// dayFirst determines the order from the dates in a text that have only one reading.
// Chinese writes the month first.
func dayFirst(text string) order {
	if hanText.MatchString(text) {
		return monthDay
	}
	day, month := false, false
	see := func(first, second string) {
		a, _ := strconv.Atoi(first)
		b, _ := strconv.Atoi(second)
		day, month = day || a > 12 && a <= 31 && b <= 12, month || b > 12 && b <= 31 && a <= 12
	}
	for _, m := range fullDate.FindAllStringSubmatch(text, 50) {
		if see(m[1], m[3]); m[2] == "." {
			day = true
		}
	}
	for _, m := range shortDate.FindAllStringSubmatch(text, 50) {
		see(m[1], m[2])
	}
	switch {
	case day && !month:
		return dayMonth
	case month && !day:
		return monthDay
	}
	return unknown
}

var hanText = pattern.New(`\p{Han}{2}`)

// due returns the day that a line names; zero if it names none or several.
func (r *reader) due(line string) time.Time {
	found, several := r.deadlines(line)
	if several || !found.IsZero() {
		return found
	}
	// A bare date in a line that says what is to be done.
	var days []time.Time
	for _, m := range isoDate.FindAllStringSubmatch(line, 3) {
		days = append(days, r.date(m[1], m[2], m[3]))
	}
	for _, m := range hanDate.FindAllStringSubmatch(line, 3) {
		days = append(days, r.date(m[1], m[2], m[3]))
	}
	for _, m := range longDate.FindAllStringSubmatch(line, 3) {
		day, month := m[1]+m[4], strings.ToLower(m[2]+m[3])
		days = append(days, r.date("", months[month[:3]], day))
	}
	for _, m := range fullDate.FindAllStringSubmatch(line, 3) {
		days = append(days, r.figures(m[4], m[1], m[3]))
	}
	for _, m := range shortDate.FindAllStringSubmatch(line, 3) {
		days = append(days, r.figures("", m[1], m[2]))
	}
	if len(days) == 1 {
		return days[0]
	}
	if len(days) > 1 {
		return time.Time{}
	}
	return r.lastDay(line)
}

// deadlines returns the one day by which a line wants something done.
func (r *reader) deadlines(line string) (found time.Time, several bool) {
	for _, d := range deadline.Of(line, r.written) {
		day, err := time.ParseInLocation(time.DateOnly, d.Day, r.written.Location())
		switch {
		case err != nil: // a number of days from an unknown start
		case !found.IsZero() && !found.Equal(day):
			return time.Time{}, true
		default:
			found = day
		}
	}
	return found, false
}

// dayOf returns the day that a field names, if it has nothing else.
func (r *reader) dayOf(field string) time.Time {
	if d := dotted.FindStringSubmatch(field); d != nil && r.dayFirst == monthDay {
		return r.figures("", d[1], d[2])
	}
	for _, words := range []string{field, "by " + field, field + "前"} {
		if day := r.due(words); !day.IsZero() {
			return day
		}
	}
	return time.Time{}
}

// lastDay returns the day in the last field of a line: “修复 bug，下周一”, “(Anna, Monday)”.
func (r *reader) lastDay(line string) time.Time {
	if words := bareDay.FindAllString(line, 3); len(words) == 1 {
		day, _ := r.deadlines(words[0] + "前")
		return day
	}
	m := lastField.FindStringSubmatch(line)
	if m == nil {
		return time.Time{}
	}
	if d := dotted.FindStringSubmatch(m[1]); d != nil && r.dayFirst == monthDay {
		return r.figures("", d[1], d[2])
	}
	if strings.HasPrefix(strings.ToLower(m[1]), "by ") {
		return time.Time{}
	}
	day, _ := r.deadlines("by " + m[1])
	return day
}

// figures returns a day with the month as a number; zero if it is ambiguous.
func (r *reader) figures(year, first, second string) time.Time {
	switch {
	case r.dayFirst == dayMonth:
		return r.date(year, second, first)
	case r.dayFirst == monthDay || first == second:
		return r.date(year, first, second)
	}
	return time.Time{}
}

var months = map[string]string{"jan": "1", "feb": "2", "mar": "3", "apr": "4", "may": "5", "jun": "6", "jul": "7", "aug": "8", "sep": "9", "oct": "10", "nov": "11", "dec": "12"}

// date returns a day. Without a year it returns the nearest one ahead, or just past.
func (r *reader) date(year, month, day string) time.Time {
	text := year + "-" + month + "-" + day
	if year == "" {
		text = r.written.Format("2006") + text
	}
	for from, to := range map[string]string{"-0": "-"} {
		text = strings.ReplaceAll(text, from, to)
	}
	t, err := time.ParseInLocation("2006-1-2", text, r.written.Location())
	if err != nil || t.Year() < 1990 || t.Year() > 2200 {
		return time.Time{}
	}
	if year == "" && t.Before(r.written.AddDate(0, -3, 0)) {
		t = t.AddDate(1, 0, 0)
	}
	return t
}

var (
	dayBefore = pattern.New(`^(?:在|于|请于|请在)?([^，,。；;：:]{2,18}?)(?:之前|以前|前)[，,、]?\s*(.{2,})$`)
	dayLabels = pattern.New(`(?i)^(?:by|before|until|due(?: by)?|on|deadline|截止(?:日期|时间)?|期限|于|请于|最晚|最迟)[:：\s]*`)
	daySigns  = ",，;；(（"
)

// WithoutDay returns the words of an action without its day at their end or beginning:
// whoever shows an action shows its day too. Days that belong to the words stay.
func WithoutDay(what string, due, written time.Time) string {
	if due.IsZero() {
		return what
	}
	if m := dayBefore.FindStringSubmatch(what); m != nil && isDay(m[1]+"前", due, written) {
		return m[2]
	}
	body := strings.TrimRight(what, " .。")
	for _, at := range tails(body) {
		tail := strings.Trim(body[at:], " "+daySigns+")）")
		if rest := strings.TrimRight(body[:at], " "+daySigns); len([]rune(rest)) >= 2 && isDay(tail, due, written) {
			return rest
		}
	}
	return what
}

// tails returns where the last fields of a text begin, the shortest first.
func tails(text string) (list []int) {
	for i := len(text); i > 0 && len(list) < 3; {
		if i = strings.LastIndexAny(text[:i], daySigns+" "); i < 0 || len(text)-i > 40 {
			break
		}
		sign := text[i] != ' '
		if word := strings.ToLower(strings.TrimLeft(text[i:], " ")); sign || strings.HasPrefix(word, "by ") || strings.HasPrefix(word, "before ") || strings.HasPrefix(word, "until ") || strings.HasPrefix(word, "due ") || hanText.MatchString(word) {
			list = append(list, i)
		}
	}
	return list
}

// isDay reports whether words name a day and nothing else, and which.
func isDay(words string, due, written time.Time) bool {
	words = strings.TrimSuffix(strings.TrimSuffix(dayLabels.ReplaceAllString(words, ""), "之前"), "前")
	return !describes.MatchString(words) && Day(words, written).Equal(due)
}

// describes matches words that a day does not have.
var describes = pattern.New(`(?i)\b(?:for|the|of|and|with|after|if|report|launch|meeting|version)\b|会|版|报告|上线|后`)
