package command

import (
	"strings"
	"time"

	"rapport/store/pattern"
)

// isPeriod reports whether words are a period and not a project: “log today”.
func isPeriod(words []string) bool {
	_, _, ok := period(strings.ToLower(strings.Join(words, " ")), time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC))
	return ok
}

// namedPeriods are the periods with a name. Each function returns the first and last day,
// relative to a day.
var namedPeriods = map[string]func(day time.Time) (from, to time.Time){
	"today":     func(d time.Time) (time.Time, time.Time) { return d, d },
	"yesterday": func(d time.Time) (time.Time, time.Time) { return d.AddDate(0, 0, -1), d.AddDate(0, 0, -1) },
	"this week": func(d time.Time) (time.Time, time.Time) { return monday(d), d },
	"last week": func(d time.Time) (time.Time, time.Time) {
		return monday(d).AddDate(0, 0, -7), monday(d).AddDate(0, 0, -1)
	},
	"this month": func(d time.Time) (time.Time, time.Time) { return first(d), d },
	"last month": func(d time.Time) (time.Time, time.Time) {
		return first(d).AddDate(0, -1, 0), first(d).AddDate(0, 0, -1)
	},
}

// periodSynonyms are other words for these.
var periodSynonyms = map[string]string{
	"今天": "today", "今日": "today", "昨天": "yesterday", "昨日": "yesterday", "本周": "this week", "这周": "this week", "这个星期": "this week", "本週": "this week",
	"上周": "last week", "上个星期": "last week", "上一周": "last week", "上週": "last week", "本月": "this month", "这个月": "this month", "上月": "last month", "上个月": "last month", "上個月": "last month",
	"the last week": "last week", "the last month": "last month", "week": "this week", "month": "this month",
}

var (
	since = pattern.New(`^(?:since|from|自|从)\s*(\S+?)\s*(?:起|以来|开始)?$`)
	span  = pattern.New(`^(?:from\s+|从\s*)?(\S+?)\s*(?:\.\.+|~|–|—|\bto\b|到|至)\s*(\S+)$`)
)

// period reads a period, relative to day.
func period(words string, day time.Time) (from, to time.Time, ok bool) {
	day = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, day.Location())
	if other := periodSynonyms[words]; other != "" {
		words = other
	}
	if of := namedPeriods[words]; of != nil {
		from, to = of(day)
		return from, to, true
	}
	if m := since.FindStringSubmatch(words); m != nil {
		from, ok = dayOf(m[1], day)
		return from, day, ok && !from.After(day)
	}
	if m := span.FindStringSubmatch(words); m != nil {
		from, ok = dayOf(m[1], day)
		to, also := dayOf(m[2], day)
		return from, to, ok && also && !to.Before(from)
	}
	from, ok = dayOf(words, day)
	return from, from, ok
}

// dayOf reads a date in the forms that are unambiguous.
func dayOf(text string, day time.Time) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, "2006/1/2", "2006-1-2", "2006年1月2日", "2006.1.2"} {
		if t, err := time.ParseInLocation(layout, text, day.Location()); err == nil && t.Year() >= 1990 && t.Year() < 2200 {
			return t, true
		}
	}
	if t, err := time.ParseInLocation("1月2日", text, day.Location()); err == nil {
		t = t.AddDate(day.Year()-t.Year(), 0, 0)
		if t.After(day) {
			t = t.AddDate(-1, 0, 0)
		}
		return t, true
	}
	return time.Time{}, false
}

func monday(d time.Time) time.Time { return d.AddDate(0, 0, -(int(d.Weekday())+6)%7) }
func first(d time.Time) time.Time  { return d.AddDate(0, 0, 1-d.Day()) }
