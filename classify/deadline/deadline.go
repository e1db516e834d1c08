// Package deadline finds by when a person's mail wants something: a day, as in "by Friday"
// or "3月6日前", or a number of days, as in "within three days" or "三个工作日内". Like all of
// classify it is pure: the caller passes the date of the mail.
package deadline

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rapport/store"
)

const (
	longestText   = 16 << 10 // bytes that are read
	mostDeadlines = 5        // deadlines of one mail
	lookAhead     = 60       // bytes after an English word that may name a day
	lookBehind    = 48       // bytes before a Chinese one
	mostTried     = 300      // positions of a text that are examined closely
)

// Of returns the deadlines in a newly written text, in order, each with the words that name
// it. sent is the Date of the mail in its own zone: "tomorrow" is the day after it. Lines
// behind ">" are not the sender's.
func Of(text string, sent time.Time) []store.Deadline {
	var list []store.Deadline
	tries := mostTried
	for line := range strings.Lines(text[:min(len(text), longestText)]) {
		if l := strings.TrimSpace(line); strings.HasPrefix(l, ">") || strings.HasPrefix(l, "＞") {
			continue
		}
		if list = inLine(list, line, sent, &tries); len(list) >= mostDeadlines {
			return list[:mostDeadlines]
		}
	}
	return list
}

// inLine examines each position of a line with a word that may belong to a deadline: before
// the day in English; after or before it in Chinese.
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
		if !isKnown(list, d) {
			list = append(list, d)
		}
		i = max(i, end-1)
	}
	return list
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// isKnown reports whether a deadline was already found; naming the same day twice is one
// deadline.
func isKnown(list []store.Deadline, d store.Deadline) bool {
	return slices.ContainsFunc(list, func(k store.Deadline) bool { return k.Day == d.Day && k.Days == d.Days })
}

// until returns at most n bytes of s from i on, without splitting a character.
func until(s string, i, n int) string {
	end := min(len(s), i+n)
	for end > i && end < len(s) && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[i:end]
}

// upTo returns at most n bytes of s before end, back to the last punctuation that ends a
// sentence, without splitting a character.
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

// onDay returns the deadline on a day.
func onDay(day time.Time, words string) store.Deadline {
	return store.Deadline{Day: day.Format(time.DateOnly), Words: strings.Join(strings.Fields(words), " ")}
}

// within returns a deadline after a number of days.
func within(days int, words string) store.Deadline {
	return store.Deadline{Days: days, Words: strings.Join(strings.Fields(words), " ")}
}

// mostDays limits how many days a deadline can be away.
const mostDays = 400
