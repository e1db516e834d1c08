package deadline

import (
	"strconv"
	"strings"
	"time"

	"rapport/store"
	"rapport/store/pattern"
)

// firstWords are the words that begin a deadline. They spare most positions of a text the
// patterns, which are slow.
var firstWords = []string{"by", "before", "until", "till", "no later", "not later", "latest", "due", "deadline", "within", "in the next", "end of", "eod", "eow", "eom", "cob"}

func mayBegin(text string) bool {
	for _, word := range firstWords {
		if len(text) > len(word) && text[0]|0x20 == word[0] && strings.EqualFold(text[:len(word)], word) && !isLetter(text[len(word)]) {
			return true
		}
	}
	return len(text) == len("eod") && mayBegin(text+" ") // it ends the text
}

const (
	monthNames = `jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec`
	months     = `(?P<month>` + monthNames + `)[a-z]*\.?`
	weekdays   = `(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?`
)

var (
	// leads are the words before a day.
	leads = pattern.New(`(?i)^(?:by|before|until|till|(?:no|not) later than|latest by|latest on|due(?: date)?(?: is)?(?: on| by)?|deadline(?: is| for \w+ is)?(?: on)?:?)\s+(?:the\s+)?(?:end of\s+(?:the\s+)?|close of business\s+(?:on\s+)?|cob\s+(?:on\s+)?|eod\s+(?:on\s+)?|noon\s+(?:on\s+)?|\d{1,2}(?::\d\d)?\s*(?:am|pm|h)?\s+on\s+)?`)
	// days are what may follow them.
	days = pattern.New(`(?i)^(?:` + strings.Join([]string{
		`(?P<iso>20\d\d[-/.]\d{1,2}[-/.]\d{1,2})\b`,
		`(?P<dotted>\d{1,2}[./]\d{1,2}[./](?:20)?\d\d)\b`,
		`(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)[a-z]*,?\s+)?(?:the\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+` + months + `(?:,?\s+(?P<year>20\d\d))?\b`,
		`(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)[a-z]*,?\s+)?` + strings.Replace(months, "month", "month2", 1) + `\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<year2>20\d\d))?\b`,
		`(?P<week>next|this|coming)?\s*` + weekdays + `\b`,
		`(?P<number>\d{1,2})(?:st|nd|rd|th)\b`,
		`(?P<whole>january|february|march|april|may|june|july|august|september|october|november|december|` + monthNames + `)\b`,
		`(?P<word>today|tonight|tomorrow|the day after tomorrow|day after tomorrow|(?:this|the|next) (?:day|week|month|year)|day|week|month|year|eod|eow|eom|cob)\b`,
	}, "|") + `)`)
	// spans are a number of days.
	spans = pattern.New(`(?i)^(?:within|in) (?:the )?(?:next |following )?(?:a |an )?(?:maximum of |at most )?(?P<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|fourteen|a|an)?\s*-?(?P<kind>working |business |calendar |week)?\s*(?P<unit>hours?|days?|weeks?|months?)\b`)
	// periodEnds are "end of the week" and its short forms, without a word before them.
	periodEnds = pattern.New(`(?i)^(?:end of (?:the |this )?(?P<unit>day|week|month)|(?P<short>eod|eow|eom|cob))\b`)
	// pastTense marks something done before a day.
	pastTense = pattern.New(`(?i)\b(was|were|had|did|has been|have been)\b[^.]{0,40}$`)
)

// englishAt reads a deadline whose words begin at i; end is 0 if there is none.
func englishAt(line string, i int, sent time.Time, tries *int) (d store.Deadline, end int) {
	if !mayBegin(line[i:]) {
		return d, 0
	}
	*tries--
	text := until(line, i, lookAhead+40)
	switch text[0] | 0x20 {
	case 'w', 'i':
		return span(line, i, text)
	case 'e', 'c':
		if m := periodEnds.FindStringSubmatch(text); m != nil {
			word := strings.ToLower(m[1] + m[2])
			if t, ok := namedDay(word, sent); ok {
				return onDay(t, m[0]), i + len(m[0])
			}
		}
		return d, 0
	}
	lead := leads.FindString(text)
	if lead == "" || pastTense.MatchString(upTo(line, i, lookBehind)) {
		return d, 0
	}
	m := days.FindStringSubmatch(text[len(lead):])
	if m == nil {
		return d, 0
	}
	get := func(name string) string { return strings.ToLower(m[days.SubexpIndex(name)]) }
	t, ok := dayNamed(get, strings.Contains(strings.ToLower(lead), "end of"), sent)
	if !ok {
		return d, 0
	}
	words := lead + m[0]
	switch behind := strings.ToLower(text[len(words):]); {
	case strings.HasPrefix(behind, " of next month"):
		t = t.AddDate(0, 1, 0)
		if sent.Day() > t.Day() { // already the next such day
			t = t.AddDate(0, -1, 0)
		}
	case strings.HasPrefix(behind, " next year"), strings.HasPrefix(behind, " of next year"):
		t = t.AddDate(1, 0, 0)
	case strings.HasPrefix(behind, " last "), strings.HasPrefix(behind, " of last "):
		return d, 0
	}
	return onDay(t, words), i + len(words)
}

// dayNamed returns the day that the named parts of a match describe.
func dayNamed(get func(string) string, end bool, sent time.Time) (time.Time, bool) {
	switch {
	case get("iso") != "":
		p := numbers(get("iso"))
		return Date(p[0], p[1], p[2], sent)
	case get("dotted") != "":
		p := numbers(get("dotted"))
		if p[1] > 12 {
			p[0], p[1] = p[1], p[0]
		} else if strings.Contains(get("dotted"), "/") && p[0] <= 12 && p[0] != p[1] {
			return sent, false // 3/4/2026 is March here and April there
		}
		return Date(p[2], p[1], p[0], sent)
	case get("month") != "":
		return Date(number(get("year")), monthNumber(get("month")), number(get("day")), sent)
	case get("month2") != "":
		return Date(number(get("year2")), monthNumber(get("month2")), number(get("day2")), sent)
	case get("weekday") != "":
		weeks := -1
		switch get("week") {
		case "next":
			weeks = 1
		case "this":
			weeks = 0
		}
		return Weekday(weekdayOf(get("weekday")), weeks, sent), true
	case get("number") != "":
		return DayOfMonth(number(get("number")), sent)
	}
	if name := get("whole"); name != "" {
		first, ok := Date(0, monthNumber(name[:3]), 1, sent)
		return EndOfMonth(0, first), ok && end // "before June" names no day
	}
	word := get("word")
	if strings.HasPrefix(word, "next ") && !end {
		return sent, false // "before next week" names no day
	}
	return namedDay(word, sent)
}

// namedDay returns the day of a word such as "tomorrow", or the end of a week.
func namedDay(word string, sent time.Time) (time.Time, bool) {
	switch word {
	case "today", "tonight", "day", "the day", "this day", "eod", "cob":
		return sent, true
	case "tomorrow", "next day":
		return sent.AddDate(0, 0, 1), true
	case "the day after tomorrow", "day after tomorrow":
		return sent.AddDate(0, 0, 2), true
	case "week", "the week", "this week", "eow":
		return Weekday(time.Friday, -1, sent), true
	case "next week":
		return Weekday(time.Friday, 1, sent), true
	case "month", "the month", "this month", "eom":
		return EndOfMonth(0, sent), true
	case "next month":
		return EndOfMonth(1, sent), true
	case "year", "the year", "this year":
		return endOfYear(sent), true
	}
	return sent, false
}

// span reads "within three working days".
func span(line string, i int, text string) (d store.Deadline, end int) {
	m := spans.FindStringSubmatch(text)
	if m == nil {
		return d, 0
	}
	lower := strings.ToLower(m[0])
	if strings.HasPrefix(lower, "in ") && !strings.HasPrefix(lower, "in the next") || pastTense.MatchString(upTo(line, i, lookBehind)) {
		return d, 0 // "in three days" may also say how long something took
	}
	n := 1
	if m[1] != "" {
		n = number(m[1])
	}
	switch unit := strings.ToLower(m[3]); {
	case strings.HasPrefix(unit, "hour"):
		n = (n + 23) / 24
	case strings.HasPrefix(unit, "week"):
		n *= 7
	case strings.HasPrefix(unit, "month"):
		n *= 30
	}
	if n <= 0 || n > mostDays {
		return d, 0
	}
	return within(n, m[0]), i + len(m[0])
}

func monthNumber(name string) int {
	return strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", name)/3 + 1
}

func weekdayOf(name string) time.Weekday {
	return time.Weekday(strings.Index("sunmontuewedthufrisat", name) / 3)
}

var numberWords = map[string]int{
	"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "fourteen": 14,
}

// number returns the value of digits or an English word, or 0.
func number(s string) int {
	if n, ok := numberWords[strings.ToLower(s)]; ok {
		return n
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// numbers returns the three numbers of a date.
func numbers(s string) (n [3]int) {
	for i, part := range strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		if i < len(n) {
			n[i] = number(part)
		}
	}
	return n
}
