package report

import (
	"strings"
	"unicode"

	"rapport/store/pattern"
)

// nearby is how many bytes beside a date say whether it is one.
const nearby = 40

var (
	mayOrMarch = pattern.New(`(?i)\b(?:may|march|mar)\b`)
	lowerMonth = pattern.New(`\b(?:may|march|mar)\b`)
	monthFirst = pattern.New(`(?i)^(?:may|march|mar)\b`)
	withYear   = pattern.New(`\d{4}$`)
	// counted stands before a number that counts something other than days.
	countedNoun = pattern.New(`(?i)\b(?:releases?|phases?|versions?|halls?|sprints?|stages?|waves?|batch|parts?|rooms?|modules?|teams?|groups?|steps?|lots?|levels?|units?|buildings?|blocks?|floors?|zones?|lines?|items?|options?|plans?|iterations?|rounds?|areas?|sections?|gates?|the|these|all|about|some|v)\s*$`)
	dayLabel    = pattern.New(`(?i)(?:\b(?:planned(?: for)?|plan|due|target|scheduled|expected|now|by|on|until|from|before|after|originally|to|forecast|done|eta)|[:：|,，;；(（→>—–-]|^)\s*$`)
	endOfField  = pattern.New(`^\s*(?:$|[|,，;；:：.。()（）→]|->|=>|[–—-]\s)`)
)

// isWord reports whether “may”, “march” or “mar” beside a number is no month: “Release 2 may
// slip”, “Hall 3 march-past”, “we may 2 ...”.
func isWord(before, written, after string) bool {
	switch {
	case !mayOrMarch.MatchString(written) || withYear.MatchString(written) || ordinal.MatchString(written):
		return false
	case strings.HasPrefix(after, "-") && len(after) > 1 && unicode.IsLetter(rune(after[1])):
		return true // march-past
	case monthFirst.MatchString(written) && lowerMonth.MatchString(written):
		return !dayLabel.MatchString(before)
	case endOfField.MatchString(after) && !countedNoun.MatchString(before):
		return false
	case countedNoun.MatchString(before):
		return true
	}
	return lowerMonth.MatchString(written) && !dayLabel.MatchString(before)
}

// ordinal is the number of a day and of nothing else: “3rd March”.
var ordinal = pattern.New(`(?i)\d(?:st|nd|rd|th)\b`)

var (
	slashedDay = pattern.New(`(\d{1,2})/(\d{1,2})$`)
	afterDay   = pattern.New(`(?i)^\s*(?:$|[|,，;；:：.。()（）→、]|->|=>|[–—-]\s|(?:is|was|and|to|if|at|as|but|done|instead|前|之前|日|上线|完成|已)(?:[^a-z]|$)|\p{Han})`)
	countWords = pattern.New(`(?i)^\s*(?:done|completed?|finished|of\b|已?完成)`)
)

// isFraction reports whether figures with a stroke are no day: “1/2 done”, “3/4 of the rooms”,
// “option 1/2”.
func isFraction(before, written, after string) bool {
	m := slashedDay.FindStringSubmatch(strings.TrimRight(written, ")）"))
	switch {
	case m == nil:
		return false
	case countedNoun.MatchString(before), !afterDay.MatchString(after):
		return true
	case strings.HasSuffix(before, "/") || strings.HasSuffix(before, ".") || strings.HasPrefix(after, "/"):
		return true
	}
	return countWords.MatchString(after) && len(m[1]) <= len(m[2]) && (m[1] < m[2] || len(m[1]) < len(m[2]))
}

var (
	rangeBefore = pattern.New(`(?i)\d(?:st|nd|rd|th|日|号)?\s*(?:-|–|—|/|~|～|至|到|to|and|&)\s*(?:the )?$`)
	rangeBehind = pattern.New(`(?i)^\s*(?:-|–|—|~|～|至|到|to)\s*\d{1,2}(?:st|nd|rd|th|日|号)?(?:$|[^\d月.:/-])`)
	monthBehind = pattern.New(`(?i)^\s*(?:of )?(?:` + months + `|月)`)
	bareDay     = pattern.New(`(?i)^(?:\d{1,2}(?:st|nd|rd|th)?(?: of)?[ -]|\d{1,2}月)`)
)

// inRange reports whether a day is one end of several in a row: “18–19 April”, “4月18至19日”.
func inRange(text string, from, to int) bool {
	if !bareDay.MatchString(text[from:to]) {
		return false
	}
	lead := text[max(0, from-12):from]
	behind := rangeBehind.FindString(text[to:])
	return rangeBefore.MatchString(lead) && !strings.Contains(lead, "月") && loneDay.MatchString(lead) || behind != "" && !monthBehind.MatchString(text[to+len(behind):])
}

// loneDay is a number of a day alone before a range sign.
var loneDay = pattern.New(`(?i)(?:^|[^\d/.-])\d{1,2}(?:st|nd|rd|th)?\s*(?:-|–|—|/|~|～|to|and|&)\s*(?:the )?$`)

var (
	englishWeekday = pattern.New(`(?i)\b` + dayName + `\b`)
	chineseWeekday = pattern.New(hanWeek)
)

// contradicts reports whether a date names another weekday than that of its day.
func contradicts(written string, d namedDay) bool {
	if d.weekday >= 0 || !strings.ContainsAny(written, "0123456789月") {
		return false
	}
	if m := chineseWeekday.FindStringSubmatch(written); m != nil {
		return hanWeekday(m[1]) != int(d.day.Weekday())
	}
	for _, name := range englishWeekday.FindAllString(written, -1) {
		return weekdayOf(name) != int(d.day.Weekday())
	}
	return false
}

// order is which of two numbers of a day is the month.
type order int

const (
	unknownOrder order = iota
	dayThenMonth
	monthThenDay
)

// orderOf returns the order in which people write 12/5 in a time zone and a language; unknown
// where both are seen.
func orderOf(zone string, han bool) order {
	area, city, _ := strings.Cut(zone, "/")
	switch {
	case zone == "UTC" || zone == "Local" || zone == "":
		return unknownOrder
	case han || area == "US":
		return monthThenDay
	case area == "America":
		if strings.Contains(monthFirstCities, " "+city+" ") || strings.HasPrefix(city, "Indiana/") || strings.HasPrefix(city, "Kentucky/") || strings.HasPrefix(city, "North_Dakota/") {
			return monthThenDay
		}
		if strings.Contains(canadianCities, " "+city+" ") {
			return unknownOrder
		}
		return dayThenMonth
	case zone == "Pacific/Honolulu" || zone == "Pacific/Guam" || zone == "Asia/Manila":
		return monthThenDay
	case area == "Asia" && strings.Contains(yearFirstCities, " "+city+" "):
		return unknownOrder
	case area == "Europe" || area == "Africa" || area == "Australia" || area == "Asia" || area == "Pacific" || area == "Indian" || area == "Atlantic":
		return dayThenMonth
	}
	return unknownOrder
}

const (
	monthFirstCities = " New_York Detroit Chicago Denver Boise Phoenix Los_Angeles Anchorage Juneau Sitka Nome Menominee Adak Puerto_Rico "
	canadianCities   = " Toronto Vancouver Montreal Edmonton Winnipeg Regina Halifax St_Johns Moncton Whitehorse Yellowknife Iqaluit "
	// yearFirstCities are where a day begins with its year, and English texts have either order.
	yearFirstCities = " Shanghai Chongqing Urumqi Harbin Taipei Tokyo Seoul Pyongyang Macau Ulaanbaatar "
)
