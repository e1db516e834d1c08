package report

import (
	"strconv"
	"strings"
	"time"
	"unicode"

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
	var b strings.Builder
	text, end := narrow(it.text), 0
	for _, at := range dates.FindAllStringIndex(text, -1) {
		written := text[at[0]:at[1]]
		b.WriteString(text[end:at[0]])
		end = at[1]
		if isWord(text[max(0, at[0]-nearby):at[0]], written, text[at[1]:min(len(text), at[1]+nearby)]) {
			b.WriteString(written)
			continue
		}
		day, ok := p.readDate(written)
		if !ok {
			p.problem(it.number, templates.BadDate, written, "")
			b.WriteString(written)
			continue
		}
		found = append(found, day)
		b.WriteString(dateMark)
	}
	b.WriteString(text[end:])
	return b.String(), found
}

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
	case !mayOrMarch.MatchString(written) || withYear.MatchString(written):
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
