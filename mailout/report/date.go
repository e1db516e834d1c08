package report

import (
	"strconv"
	"strings"
	"time"

	"rapport/store/pattern"
	"rapport/templates"
)

// dates matches a day: 2026-03-06 with any separator, 2026年3月6日, 3月6日,
// 6 March 2026, March 6, 2026.
var dates = pattern.New(`(?i)\b(\d{4})([-/.])(\d{1,2})[-/.](\d{1,2})\b` +
	`|(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?` +
	`|\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? (` + months + `)\b\.?(?:,? (\d{4})\b)?` +
	`|\b(` + months + `)\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4})\b)?`)

const months = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`

// dateMark replaces a date that was read. It cannot occur in the text, from which
// control characters were removed.
const dateMark = "\x01"

// markDates replaces each day by a mark, and returns the days. What looks like a day
// and is not one is reported as a problem, and left as it is.
func (p *parser) markDates(it line) (string, []time.Time) {
	var found []time.Time
	text := dates.ReplaceAllStringFunc(narrow(it.text), func(written string) string {
		day, ok := p.readDate(written)
		if !ok {
			p.problem(it.number, templates.BadDate, written, "")
			return written
		}
		found = append(found, day)
		return dateMark
	})
	return text, found
}

func (p *parser) readDate(text string) (time.Time, bool) {
	m := dates.FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, false
	}
	switch {
	case m[1] != "":
		return p.day(m[1], m[3], m[4])
	case m[6] != "":
		return p.day(m[5], m[6], m[7])
	case m[8] != "":
		return p.day(m[10], month(m[9]), m[8])
	}
	return p.day(m[13], month(m[11]), m[12])
}

func month(name string) string {
	return strconv.Itoa(1 + strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(name[:3]))/3)
}

// day returns the day with these parts, and whether there is one. Without a year it is
// of this year, unless that is so long past that next year is meant (“20 January”, in
// December), or so far ahead that last year is.
func (p *parser) day(year, month, day string) (time.Time, bool) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	at := func(y int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, p.today.Location()) }
	if year == "" {
		y = p.today.Year()
		const past, ahead = 240, 300 // days
		switch days := at(y).Sub(p.today).Hours() / 24; {
		case days < -past:
			y++
		case days > ahead:
			y--
		}
	}
	t := at(y)
	return t, t.Day() == d && t.Month() == time.Month(m) && y >= 1900
}
