package report

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"rapport/classify/deadline"
	"rapport/store/pattern"
	"rapport/templates"
)

const (
	months    = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`
	dayName   = `(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?`
	fullName  = `(?:mon|tues|wednes|thurs|fri|satur|sun)day`
	dayLead   = `(?:\b` + dayName + `\b[.,]?\s+)?(?:the\s+)?`
	hanNumber = `(\d{1,2}|[一二三四五六七八九十廿]{1,3})`
	hanWeek   = `(?:周|星期|礼拜)([一二三四五六日天])`
	dayTail   = `(?:\s*[(（]\s*(?:(?:周|星期|礼拜)[一二三四五六日天]|` + dayName + `)\s*[)）])?`
)

// dates matches a day that names its month: 2026-03-06 with any separator, 2026年3月6日, 3月6日,
// 三月六日, 6 March 2026, March 6, 2026.
var dates = pattern.New(`(?i)\b\d{4}([-/.])\d{1,2}[-/.]\d{1,2}\b` +
	`|(?:(?:\d{4}|\d\d|今|明|去)\s*年\s*)?(?:\d{1,2}\s*月\s*\d{1,2}\s*[日号號]?|` + hanNumber + `月` + hanNumber + `[日号號])` +
	`|\b(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)?[ -](?:` + months + `)\b\.?(?:[, -]{1,2}\d{4}\b)?` +
	`|\b(?:` + months + `)\.? \d{1,2}(?:st|nd|rd|th)?\b(?:,? \d{4}\b)?`)

// dayForm is a way to write a day.
type dayForm struct {
	words *pattern.Pattern // with the day in its first group, where more stands beside it
	read  func(m []string, at reading) (namedDay, bool)
	group bool
}

// reading is what a day is resolved by.
type reading struct {
	today time.Time
	han   bool // the text is in Chinese
}

// namedDay is a day that a text names.
type namedDay struct {
	day     time.Time
	written string
	exists  bool
	// weekday is that of “on Monday”, the next one or, of what is done, the last; -1 for a day
	// that is known.
	weekday int
}

// dayForms are the ways to write a day, those first that hold others.
var dayForms = []dayForm{
	{pattern.New(`(?i)\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b` + dayTail), func(m []string, at reading) (namedDay, bool) { return at.on(m[1], m[2], m[3]) }, false},
	{pattern.New(`(?i)(?:(\d{4}|\d\d|今|明|去)\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]?` + dayTail), func(m []string, at reading) (namedDay, bool) { return at.on(m[1], m[2], m[3]) }, false},
	{pattern.New(`(?i)(?:(\d{4}|\d\d|今|明|去)\s*年\s*)?` + hanNumber + `月` + hanNumber + `[日号號]` + dayTail), func(m []string, at reading) (namedDay, bool) {
		return at.on(m[1], strconv.Itoa(deadline.HanNumber(m[2])), strconv.Itoa(deadline.HanNumber(m[3])))
	}, false},
	{pattern.New(`(?i)` + dayLead + `\b(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -](` + months + `)\b\.?(?:[, -]{1,2}(\d{4})\b)?` + dayTail), func(m []string, at reading) (namedDay, bool) { return at.on(m[3], month(m[2]), m[1]) }, false},
	{pattern.New(`(?i)` + dayLead + `\b(` + months + `)\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4})\b)?` + dayTail), func(m []string, at reading) (namedDay, bool) { return at.on(m[3], month(m[1]), m[2]) }, false},
	{pattern.New(`(?i)` + dayLead + `\b(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)\b` + dayTail), func(m []string, at reading) (namedDay, bool) { return at.on(m[3], m[2], m[1]) }, false},
	{pattern.New(`(?i)` + dayLead + `\b(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d\d))?\b` + dayTail), func(m []string, at reading) (namedDay, bool) { return at.slashed(m[0], m[3], m[1], m[2]) }, false},
	{pattern.New(`(?i)\b(?:the day after tomorrow|tomorrow|today|yesterday)\b`), func(m []string, at reading) (namedDay, bool) {
		return at.after(map[string]int{"yesterday": -1, "today": 0, "tomorrow": 1}[strings.ToLower(m[0])] + 2*strings.Count(strings.ToLower(m[0]), "after"))
	}, false},
	{pattern.New(`(?i)\b(last|next|this) (` + fullName + `)\b`), func(m []string, at reading) (namedDay, bool) {
		return at.besides(strings.ToLower(m[1]), weekdayOf(m[2]))
	}, false},
	{pattern.New(`(?i)\b(?:(last|next|this) week,?(?: on)? (` + fullName + `)|(` + fullName + `)(?: of)? (last|next|this) week)\b`), func(m []string, at reading) (namedDay, bool) {
		return at.inWeek(map[string]int{"last": -1, "next": 1}[strings.ToLower(m[1]+m[4])], weekdayOf(m[2]+m[3]))
	}, false},
	{pattern.New(`(?i)\b(?:on|by|until|since|before) (` + fullName + `)\b`), func(m []string, at reading) (namedDay, bool) {
		return namedDay{exists: true, weekday: weekdayOf(m[1])}, true
	}, true},
	{pattern.New(`(上上|上|下下|下|本|这)个?` + hanWeek), func(m []string, at reading) (namedDay, bool) {
		return at.inWeek(map[string]int{"上上": -2, "上": -1, "下": 1, "下下": 2}[m[1]], hanWeekday(m[2]))
	}, false},
	{pattern.New(`(?:^|[在于，,、\s])(` + hanWeek + `)`), func(m []string, at reading) (namedDay, bool) {
		return namedDay{exists: true, weekday: hanWeekday(m[2])}, true
	}, true},
	{pattern.New(`大前天|前天|昨[天日]|今[天日]|明[天日]|大后天|后天`), func(m []string, at reading) (namedDay, bool) {
		return at.after(map[string]int{"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}[m[0]])
	}, false},
	{pattern.New(`(上|本|这个?|当|下)个?月` + hanNumber + `[日号號]`), func(m []string, at reading) (namedDay, bool) {
		first := time.Date(at.today.Year(), at.today.Month()+time.Month(map[string]int{"上": -1, "下": 1}[m[1]]), 1, 0, 0, 0, 0, time.UTC)
		return at.on(strconv.Itoa(first.Year()), strconv.Itoa(int(first.Month())), strconv.Itoa(deadline.HanNumber(m[2])))
	}, false},
}

func weekdayOf(name string) int {
	return strings.Index("sunmontuewedthufrisat", strings.ToLower(name[:3])) / 3
}

func hanWeekday(name string) int {
	if name == "天" {
		name = "日"
	}
	return strings.Index("日一二三四五六", name) / len("日")
}

func month(name string) string {
	return strconv.Itoa(1 + strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(name[:3]))/3)
}

// on returns the day with these parts. Without a year it is of this year, unless that is so
// long past that next year is meant (“20 January”, in December), or so far ahead that last
// year is.
func (at reading) on(year, month, day string) (namedDay, bool) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	date := func(y int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, at.today.Location()) }
	switch {
	case year == "今", year == "明", year == "去":
		y = at.today.Year() + map[string]int{"明": 1, "去": -1}[year]
	case len(year) == 2:
		y += 2000
	case year == "":
		y = at.today.Year()
		const past, ahead = 240, 300 // days
		switch days := date(y).Sub(at.today).Hours() / 24; {
		case days < -past:
			y++
		case days > ahead:
			y--
		}
	}
	t := date(y)
	return namedDay{day: t, weekday: -1, exists: t.Day() == d && t.Month() == time.Month(m) && y >= 1900}, true
}

// slashed returns the day of 12/5, whose order is that of the language or of the place: known
// for certain where only one is a day, or has the weekday that is written beside it.
func (at reading) slashed(written, year, a, b string) (namedDay, bool) {
	dayFirst, _ := at.on(year, b, a)
	monthFirst, _ := at.on(year, a, b)
	switch {
	case !dayFirst.exists:
		return monthFirst, monthFirst.exists
	case !monthFirst.exists || a == b:
		return dayFirst, true
	case contradicts(written, dayFirst) && !contradicts(written, monthFirst):
		return monthFirst, true
	case contradicts(written, monthFirst) && !contradicts(written, dayFirst):
		return dayFirst, true
	}
	switch orderOf(at.today.Location().String(), at.han) {
	case dayThenMonth:
		return dayFirst, true
	case monthThenDay:
		return monthFirst, true
	}
	return namedDay{}, false
}

func (at reading) after(days int) (namedDay, bool) {
	return namedDay{day: at.today.AddDate(0, 0, days), weekday: -1, exists: true}, true
}

// inWeek returns a day of a week, counted from the present one. Weeks begin on Monday.
func (at reading) inWeek(weeks, weekday int) (namedDay, bool) {
	return at.after(7*weeks + (weekday+6)%7 - (int(at.today.Weekday())+6)%7)
}

// besides returns last, this or next Friday, where it can only be one: on a Monday, next Friday
// may be of either week.
func (at reading) besides(which string, weekday int) (namedDay, bool) {
	day, today := (weekday+6)%7, (int(at.today.Weekday())+6)%7
	switch {
	case which == "last" && day >= today:
		return at.inWeek(-1, weekday)
	case which == "next" && day <= today:
		return at.inWeek(1, weekday)
	case which == "this":
		return at.inWeek(0, weekday)
	}
	return namedDay{}, false
}

// resolve returns the day, that of the weekday next or last of what is done. It reports whether it
// is one.
func (d namedDay) resolve(today time.Time, done bool) (time.Time, bool) {
	if d.weekday < 0 {
		return d.day, true
	}
	ahead := (d.weekday - int(today.Weekday()) + 7) % 7
	switch {
	case ahead == 0:
		return time.Time{}, false // today, or a week from it
	case done:
		ahead -= 7
	}
	return today.AddDate(0, 0, ahead), true
}

// dateMark replaces a date that was read. It cannot occur in the text, from which
// control characters were removed.
const dateMark = "\x01"

// markDates replaces each day by a mark, and returns the days. What looks like a day
// and is not one is reported as a problem, and left as it is.
func (p *parser) markDates(it line) (string, []namedDay) {
	text := withMonths(narrow(it.text))
	at := reading{today: p.today, han: strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })}
	type span struct {
		from, to int
		day      namedDay
	}
	var found []span
	for _, form := range dayForms {
		for _, m := range form.words.FindAllStringSubmatchIndex(text, -1) {
			from, to := m[0], m[1]
			if form.group {
				from, to = m[2], m[3]
			}
			from += len(text[from:to]) - len(strings.TrimLeft(text[from:to], " "))
			if slices.ContainsFunc(found, func(s span) bool { return from < s.to && s.from < to }) || inRange(text, from, to) {
				continue
			}
			to -= len(text[from:to]) - len(strings.TrimRight(text[from:to], ".")) // the end of a sentence
			words := make([]string, len(m)/2)
			for i := range words {
				if m[2*i] >= 0 {
					words[i] = text[m[2*i]:m[2*i+1]]
				}
			}
			written := text[from:to]
			if isWord(text[max(0, from-nearby):from], written, text[to:min(len(text), to+nearby)]) || isFraction(text[:from], written, text[to:]) {
				continue
			}
			day, ok := form.read(words, at)
			if !ok {
				continue
			}
			day.written = written
			if !day.exists || contradicts(written, day) {
				p.problem(it.number, templates.BadDate, written, "")
				day.exists = false
			}
			found = append(found, span{from, to, day})
		}
	}
	slices.SortFunc(found, func(a, b span) int { return a.from - b.from })
	var b strings.Builder
	var list []namedDay
	end := 0
	for _, s := range found {
		if !s.day.exists {
			continue
		}
		b.WriteString(text[end:s.from] + dateMark)
		list, end = append(list, s.day), s.to
	}
	b.WriteString(text[end:])
	return b.String(), list
}

// asWritten returns a text with the days in it as they were written.
func asWritten(marked string, days []namedDay) string {
	for _, d := range days {
		marked = strings.Replace(marked, dateMark, d.written, 1)
	}
	return marked
}
