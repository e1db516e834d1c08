package talk

import (
	"strconv"
	"strings"
	"time"

	"rapport/classify/day"
	"rapport/classify/deadline"
	"rapport/store/pattern"
)

var (
	clock = pattern.New(`\b([01]?\d|2[0-3])[:：]([0-5]\d)\b`)
	dated = pattern.New(`(?im)^\s*(?:date|when|time|day|日期|时间|時間)\s*:\s*(.{3,60})$`)

	// Words for a day that is over, beside those for any day.
	ago        = pattern.New(`(?i)\b(?:(the day before yesterday)|(yesterday|last night)|(today|this (?:morning|afternoon|evening|noon|minute)|just now|tonight|a (?:minute|moment|while|few minutes) ago|an hour ago)|(\d|two|three|four|five|six|seven) days ago|(a week ago)(?: today)?)\b`)
	hanAgo     = pattern.New(`(大前[天日])|(前[天日晚])|(昨[天日晚儿夜]|头天)|(今[天日早晚晨儿]|刚[才刚]|头先|頭先|剛[才剛])|([一二两三四五六七])天前`)
	lastDay    = pattern.New(`(?i)\b(?:last|past) (mon|tue|wed|thu|fri|sat|sun)\w*\b`)
	ofLastWeek = pattern.New(`(?i)\b(mon|tue|wed|thu|fri|sat|sun)\w* (?:of )?(?:last|the past) week\b|\blast week'?s? (?:on )?(mon|tue|wed|thu|fri|sat|sun)\w*`)
	hanLastDay = pattern.New(`(上上|上)(?:个|個)?(?:周|週|星期|礼拜|禮拜)([一二三四五六日天末])`)
	hanThisDay = pattern.New(`(?:本|这|這)(?:个|個)?(?:周|週|星期|礼拜|禮拜)([一二三四五六日天])`)
	dayOfMonth = pattern.New(`(?i)^(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)$|^(?:本月|这个月)?(\d{1,2})[日号號]$`)
	weekNames  = "sunmontuewedthufrisat"
)

// day returns the day of a talk; past is false if it is still to come. It is the day of the
// sentence that tells it, or else of the subject; other days are what was talked about.
func (n *note) day(sent time.Time) (on time.Time, past bool) {
	today := time.Date(sent.Year(), sent.Month(), sent.Day(), 0, 0, 0, 0, sent.Location())
	var from []string
	if m := dated.FindStringSubmatch(n.text); m != nil {
		from = append(from, m[1])
	}
	told := ""
	if n.best >= 0 {
		told = n.told[n.best].when()
	}
	from = append(from, told, n.titled.words)
	if n.best != 0 && len(n.said) > 0 {
		from = append(from, lead(n.said[0], today))
	}
	from = append(from, n.subject)
	named, ok := today, false
	for i, words := range from {
		on, exact, found := before(words, today)
		if !found {
			continue
		}
		if on.After(today) {
			return on, false
		}
		if exact {
			return on, true
		}
		if !ok && i < len(from) {
			named, ok = on, true
		}
	}
	return named, true
}

// when returns a scene up to the comma behind its cue, unless a day follows that.
func (s *scene) when() string {
	for from := min(s.cue, len(s.words)); ; {
		comma := strings.Index(s.words[from:], ", ")
		if comma < 0 {
			return s.words
		}
		if from += comma + 2; !dayNext.MatchString(s.words[from:]) {
			return s.words[:from-2]
		}
	}
}

var dayNext = pattern.New(`(?i)^(?:on |last |this |the )?(?:mon|tue|wed|thu|fri|sat|sun|today|yesterday|morning|afternoon|evening|\d)|(?-i:^\p{Lu})`)

// lead returns the day that a sentence begins with, or "".
func lead(sentence string, today time.Time) string {
	if days := day.Find(sentence, today); len(days) > 0 && days[0].Start == 0 {
		return sentence[:days[0].End]
	}
	for _, p := range []*pattern.Pattern{ago, hanAgo, hanLastDay} {
		if at := p.FindStringIndex(sentence); at != nil && at[0] == 0 {
			return sentence[:at[1]]
		}
	}
	return ""
}

// before returns the latest day not after today that words name as that of a talk, and whether
// they name it exactly, rather than by a day of the week.
func before(words string, today time.Time) (on time.Time, exact, found bool) {
	for _, d := range day.Find(words, today) {
		if !d.Exists || d.Week || d.Part || d.From.IsZero() {
			continue
		}
		text := words[d.Start:d.End]
		if m := dayOfMonth.FindStringSubmatch(text); m != nil {
			n, _ := strconv.Atoi(m[1] + m[2])
			if on, ok := latest(n, today); ok {
				return on, true, true
			}
			continue
		}
		if d.List || strings.ContainsAny(text, "今明后後晚") || !strings.ContainsFunc(text, isDigit) && !strings.Contains(text, "月") {
			continue
		}
		on = d.From
		if on.Sub(today) > 60*24*time.Hour { // of last year
			on = on.AddDate(-1, 0, 0)
		}
		return on, true, true
	}
	if on, ok := wordFor(words, today); ok {
		return on, false, true
	}
	for _, d := range day.Find(words, today) {
		if !d.Exists || d.Week || d.Part || d.From.IsZero() || !d.List && !strings.Contains(words[d.Start:d.End], "明") && !strings.Contains(strings.ToLower(words[d.Start:d.End]), "tomorrow") {
			continue
		}
		on = d.From
		if d.Weekday && on.After(today) {
			on = on.AddDate(0, 0, -7)
		}
		return on, false, true
	}
	return today, false, false
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// wordFor reads "yesterday", "last Friday", "上周五".
func wordFor(words string, today time.Time) (time.Time, bool) {
	if m := ago.FindStringSubmatch(words); m != nil {
		switch {
		case m[1] != "":
			return today.AddDate(0, 0, -2), true
		case m[2] != "":
			return today.AddDate(0, 0, -1), true
		case m[5] != "":
			return today.AddDate(0, 0, -7), true
		case m[4] != "":
			n := map[string]int{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}[strings.ToLower(m[4])]
			if n == 0 {
				n, _ = strconv.Atoi(m[4])
			}
			return today.AddDate(0, 0, -n), true
		}
		return today, true
	}
	if m := hanAgo.FindStringSubmatch(words); m != nil {
		switch {
		case m[1] != "":
			return today.AddDate(0, 0, -3), true
		case m[2] != "":
			return today.AddDate(0, 0, -2), true
		case m[3] != "":
			return today.AddDate(0, 0, -1), true
		case m[5] != "":
			return today.AddDate(0, 0, -max(2, deadline.HanNumber(strings.ReplaceAll(m[5], "两", "二")))), true
		}
		return today, true
	}
	if m := ofLastWeek.FindStringSubmatch(words); m != nil {
		return ofWeek(-1, strings.Index(weekNames, strings.ToLower(m[1]+m[2]))/3, today), true
	}
	if m := lastDay.FindStringSubmatch(words); m != nil {
		// One says of the last two days "on Wednesday", rather than "last Wednesday".
		on := weekdayBefore(strings.Index(weekNames, strings.ToLower(m[1]))/3, today)
		if today.Sub(on) < 60*time.Hour {
			on = on.AddDate(0, 0, -7)
		}
		return on, true
	}
	if m := hanLastDay.FindStringSubmatch(words); m != nil {
		weeks := -1
		if m[1] == "上上" {
			weeks = -2
		}
		return ofWeek(weeks, hanWeekday(m[2]), today), true
	}
	if m := hanThisDay.FindStringSubmatch(words); m != nil {
		return ofWeek(0, hanWeekday(m[1]), today), true
	}
	return today, false
}

func hanWeekday(name string) int {
	if strings.ContainsAny(name, "日天末") {
		return 0
	}
	return deadline.HanNumber(name)
}

// weekdayBefore returns the latest such day of the week, which may be today.
func weekdayBefore(n int, today time.Time) time.Time {
	return today.AddDate(0, 0, -((int(today.Weekday()) - n + 7) % 7))
}

// ofWeek returns a day of the week, which begins on Monday, so many weeks from that of today.
func ofWeek(weeks, n int, today time.Time) time.Time {
	return today.AddDate(0, 0, 7*weeks+(n+6)%7-(int(today.Weekday())+6)%7)
}

// latest returns the latest day with that number in its month.
func latest(n int, today time.Time) (time.Time, bool) {
	if n < 1 || n > 31 {
		return today, false
	}
	for back := range 3 {
		on := time.Date(today.Year(), today.Month()-time.Month(back), n, 0, 0, 0, 0, today.Location())
		if on.Day() == n && !on.After(today) {
			return on, true
		}
	}
	return today, false
}

// timeIn returns the time of day at which a talk was, as its note has it, or "".
func timeIn(subject, text string) string {
	for _, words := range []string{subject, firstLines(text)} {
		if m := clock.FindStringSubmatch(words); m != nil {
			return ("0" + m[1])[len(m[1])-1:] + ":" + m[2]
		}
	}
	return ""
}

// firstLines returns the beginning of a text.
func firstLines(text string) string {
	end := 0
	for range 2 {
		n := strings.IndexByte(text[end:], '\n')
		if n < 0 {
			return text[:min(len(text), 400)]
		}
		end += n + 1
	}
	return text[:min(end, 400)]
}
