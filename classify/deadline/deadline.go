// Package deadline finds by when a person's mail wants something: a day, as in
// "by Friday" or "3月6日前", or a number of days, as in "within three days" or
// "三个工作日内". Like all of classify it is pure: the day of the mail is given.
package deadline

import (
	"strings"
	"time"
	"unicode/utf8"

	"rapport/store"
)

const (
	longestText = 16 << 10 // bytes that are read
	most        = 5        // deadlines of one mail
	ahead       = 60       // bytes behind an English word that may name a day
	behind      = 48       // bytes before a Chinese one
	mostTried   = 300      // places of a text that are looked at closely
)

// Of returns the deadlines that a newly written text names, in their order, each
// with the words that name it. sent is the Date of the mail, in its own zone:
// "tomorrow" is the day after it. Lines behind ">" are not the sender's.
func Of(text string, sent time.Time) []store.Deadline {
	var list []store.Deadline
	tries := mostTried
	for line := range strings.Lines(text[:min(len(text), longestText)]) {
		if l := strings.TrimSpace(line); strings.HasPrefix(l, ">") || strings.HasPrefix(l, "＞") {
			continue
		}
		if list = inLine(list, line, sent, &tries); len(list) >= most {
			return list[:most]
		}
	}
	return list
}

// inLine looks at each place of a line where a word stands that may belong to a
// deadline: before the day in English, behind it in Chinese, or before it.
func inLine(list []store.Deadline, line string, sent time.Time, tries *int) []store.Deadline {
	for i := 0; i < len(line) && *tries > 0; i++ {
		var d store.Deadline
		end := 0
		switch c := line[i]; {
		case c >= 0xE4 && c <= 0xE9:
			d, end = chineseAt(line, i, sent, tries)
		case isLetter(c) && (i == 0 || !isLetter(line[i-1])):
			d, end = englishAt(line, i, sent, tries)
		}
		if end == 0 {
			continue
		}
		if !known(list, d) {
			list = append(list, d)
		}
		i = max(i, end-1)
	}
	return list
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// known says whether a deadline was found before; the same day said twice is one.
func known(list []store.Deadline, d store.Deadline) bool {
	for _, k := range list {
		if k.Day == d.Day && k.Days == d.Days {
			return true
		}
	}
	return false
}

// until returns at most n bytes of s from i on, without half a character.
func until(s string, i, n int) string {
	end := min(len(s), i+n)
	for end > i && end < len(s) && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[i:end]
}

// upTo returns at most n bytes of s before end, back to the last sign that ends a
// sentence, without half a character.
func upTo(s string, end, n int) string {
	start := max(0, end-n)
	for start < end && !utf8.RuneStart(s[start]) {
		start++
	}
	s = s[start:end]
	if i := strings.LastIndexAny(s, "。！？；，、,;!?：\n"); i >= 0 {
		_, size := utf8.DecodeRuneInString(s[i:])
		s = s[i+size:]
	}
	return s
}

// on returns the deadline on a day.
func on(day time.Time, words string) store.Deadline {
	return store.Deadline{Day: day.Format(time.DateOnly), Words: strings.Join(strings.Fields(words), " ")}
}

// within returns the deadline of a number of days.
func within(days int, words string) store.Deadline {
	return store.Deadline{Days: days, Words: strings.Join(strings.Fields(words), " ")}
}

// mostDays bounds what is taken for a number of days that somebody waits.
const mostDays = 400
