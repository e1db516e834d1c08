// Package day finds the days that a text names: "9 March", "03/09", "next Monday", "3月9日",
// "下周三", "正月初七". Like all of classify it is pure: the caller passes the date of the mail.
package day

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"rapport/classify/deadline"
	"rapport/store/pattern"
)

// Day is a day, or several in a row, that a text names.
type Day struct {
	Start, End int // in the text
	From, To   time.Time
	Exists     bool
	Range      bool // it has a first and a last day
	Week       bool // a whole Week: which of its days, nobody knows; of the present one From is zero
	Weekday    bool // the next day of that name, which may be today
	Named      bool // by the name of a weekday
	Part       bool // a part of today
	List       bool // written as hours of work are too: "Monday", "the 9th"
}

const (
	monthNames = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`
	month      = `(` + monthNames + `)\b\.?`
	weekday    = `(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?`
	ordinal    = `(\d{1,2})(?:st|nd|rd|th)?`
	year       = `(?:,?\s+(20\d\d))?`
	lead       = `(?:` + weekday + `\b\.?,?\s*\(?\s*)?(?:the\s+)?`
	to         = `\s*(?:-|to|until|till|through|thru|and|&)\s*(?:the\s+)?`
	han        = `([0-9一二三四五六七八九十廿]{1,3})`
	hanYear    = `(?:(20\d\d|明|今|次|来|來|翌)\s*年\s*)?`
	hanWeekday = `(?:\s*\(\s*(?:周|週|星期|礼拜)[一二三四五六日天]\s*\))?`
	lunarDay   = `(?:大?年|正月|农历)?(?:初([一二三四五六七八九十])|(?:正月)(十[一二三四五六七八九]?))`
)

// form is one way to write a day.
type form struct {
	words *pattern.Pattern
	read  func(m []string, at reading) (Day, bool)
}

// reading is what a day is resolved by.
type reading struct {
	sent       time.Time
	monthFirst bool // 3/9 is 9 March
	han        bool
}

// forms are the ways to write a day, those first that hold others.
var forms = []form{
	{pattern.New(`(?i)` + lead + `((?:` + ordinal + `,\s*(?:the\s+)?){1,5}` + ordinal + `\s*,?\s*(?:and|&)\s*(?:the\s+)?` + ordinal + `)\s+(?:of\s+)?` + month + year), func(m []string, at reading) (Day, bool) {
		return at.listed(m[6], monthOf(m[5]), m[1])
	}},
	{pattern.New(`(?i)` + lead + month + `\s+((?:` + ordinal + `,\s*(?:the\s+)?){1,5}` + ordinal + `\s*,?\s*(?:and|&)\s*(?:the\s+)?` + ordinal + `\b)` + year), func(m []string, at reading) (Day, bool) {
		return at.listed(m[6], monthOf(m[1]), m[2])
	}},
	{pattern.New(hanYear + `(\d{1,2})\s*月\s*((?:\d{1,2}\s*[日号號]?\s*[、,和及]\s*){2,6}\d{1,2})\s*[日号號]`), func(m []string, at reading) (Day, bool) {
		return at.listed(m[1], m[2], m[3])
	}},
	{pattern.New(`(?i)\b(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})\b`), func(m []string, at reading) (Day, bool) { return at.on(m[1], m[2], m[3]) }},
	{pattern.New(`(?i)` + lead + ordinal + to + lead + ordinal + `\s+(?:of\s+)?` + month + year), func(m []string, at reading) (Day, bool) {
		return at.between(m[4], monthOf(m[3]), m[1], m[2])
	}},
	{pattern.New(`(?i)` + lead + month + `\s+` + ordinal + `\s*(?:-|to|through|thru|and|&)\s*` + ordinal + `\b` + year), func(m []string, at reading) (Day, bool) {
		return at.between(m[4], monthOf(m[1]), m[2], m[3])
	}},
	{pattern.New(`(?i)` + lead + ordinal + `\s+(?:of\s+)?` + month + year), func(m []string, at reading) (Day, bool) { return at.on(m[3], monthOf(m[2]), m[1]) }},
	{pattern.New(`(?i)` + lead + month + `\s+` + ordinal + `\b` + year), func(m []string, at reading) (Day, bool) { return at.on(m[3], monthOf(m[1]), m[2]) }},
	{pattern.New(`(?i)\b(?:` + weekday + `,?\s+)?(\d{1,2})\.(\d{1,2})\.(?:((?:20)?\d\d)\b)?`), func(m []string, at reading) (Day, bool) { return at.on(m[3], m[2], m[1]) }},
	{pattern.New(`(?i)\b(?:` + weekday + `,?\s+)?(\d{1,2})[/-](\d{1,2})[/-]((?:20)?\d\d)\b`), func(m []string, at reading) (Day, bool) { return at.slashed(m[3], m[1], m[2]) }},
	{pattern.New(`(?i)\b(?:` + weekday + `,?\s+)?(\d{1,2})/(\d{1,2})\b`), func(m []string, at reading) (Day, bool) {
		if m[0] == "24/7" {
			return Day{}, false
		}
		return at.slashed("", m[1], m[2])
	}},
	{pattern.New(`(?i)` + hanYear + han + `\s*月\s*` + han + `\s*[日号號]?` + hanWeekday + `\s*(?:-|至|到|、|和|及)\s*` + han + `\s*[日号號]` + hanWeekday), func(m []string, at reading) (Day, bool) {
		return at.between(m[1], number(m[2]), number(m[3]), number(m[4]))
	}},
	{pattern.New(`(?i)` + hanYear + han + `\s*月\s*` + han + `\s*[日号號]?` + hanWeekday), func(m []string, at reading) (Day, bool) {
		return at.on(m[1], number(m[2]), number(m[3]))
	}},
	{pattern.New(`(?i)\b(\d{1,2})\.(\d{1,2})\b`), func(m []string, at reading) (Day, bool) {
		if !at.han {
			return Day{}, false
		}
		return at.on("", m[1], m[2])
	}},
	{pattern.New(`(?i)` + lunarDay), func(m []string, at reading) (Day, bool) { return at.lunar(deadline.HanNumber(m[1] + m[2])) }},
	{pattern.New(`(?i)除夕|大年三十`), func(_ []string, at reading) (Day, bool) { return at.lunar(0) }},
	{pattern.New(`(?i)元宵节?`), func(_ []string, at reading) (Day, bool) { return at.lunar(15) }},
	{pattern.New(`(?i)\b(?:the\s+)?end of\s+(?:the\s+|this\s+)?(day|week|month|year|next week|next month|` + monthNames + `)\b|\b(month|year)[ -]end\b`), func(m []string, at reading) (Day, bool) {
		return at.endOf(strings.ToLower(m[1] + m[2]))
	}},
	{pattern.New(`(?i)\b(next|this|coming|following)?\s*(` + weekday + `)\b`), func(m []string, at reading) (Day, bool) {
		weeks := map[string]int{"next": 1, "this": 0}
		n, named := weeks[strings.ToLower(m[1])]
		if !named {
			n = -1
		}
		return at.weekday(strings.Index("sunmontuewedthufrisat", strings.ToLower(m[2][:3]))/3, n)
	}},
	{pattern.New(`(?i)\b(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)\b`), func(m []string, at reading) (Day, bool) { return at.numbered(m[1]) }},
	{pattern.New(`(?i)\b(tomorrow week|today week|the day after tomorrow|day after tomorrow|today and tomorrow|tomorrow|today|tonight|(?:this|the) (?:morning|afternoon|evening)|the rest of (?:the day|today)|(?:this|next)(?: whole| entire)? week|the whole week|all (?:day|week))\b`), func(m []string, at reading) (Day, bool) {
		return at.word(strings.ToLower(m[1]))
	}},
	{pattern.New(`(?i)(下下个?|下个?|本|这个?|這個?)?(?:周|週|星期|礼拜|禮拜)([一二三四五六日天末])`), func(m []string, at reading) (Day, bool) {
		weeks := -1
		switch {
		case strings.HasPrefix(m[1], "下下"):
			weeks = 2
		case strings.HasPrefix(m[1], "下"):
			weeks = 1
		case m[1] != "":
			weeks = 0
		}
		n, _ := strconv.Atoi(number(m[2]))
		return at.weekday(n%7, weeks)
	}},
	{pattern.New(`下个?月` + han + `\s*[日号號]`), func(m []string, at reading) (Day, bool) {
		next := time.Date(at.sent.Year(), at.sent.Month()+1, 1, 0, 0, 0, 0, at.sent.Location())
		return at.on(strconv.Itoa(next.Year()), strconv.Itoa(int(next.Month())), number(m[1]))
	}},
	{pattern.New(`(?i)(?:本月|这个月|當月|当月)?` + han + `\s*[日号號](馆|館|楼|厅|廳|仓|桌|床|柜|井|桥|栋|幢|展位|窗口|航站)?`), func(m []string, at reading) (Day, bool) {
		if m[2] != "" { // the number of a hall
			return Day{}, false
		}
		return at.numbered(number(m[1]))
	}},
	{pattern.New(`(?i)今明两[天日]|今明兩[天日]|明[后後][两兩]?[天日]|大后天|大後天|[今明后後][天日](?:上午|下午|早上|晚上|中午|全天)?|今晚|明早|上午|下午|[本这這当當下]个?月底|月底|年底|(?:下下|[本这這下])[个個]?(?:[周週]|星期|礼拜|禮拜)`), func(m []string, at reading) (Day, bool) { return at.hanWord(m[0]) }},
}

func monthOf(name string) string {
	return strconv.Itoa(strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(name[:3]))/3 + 1)
}

// number returns a Chinese number in digits.
func number(s string) string {
	if strings.ContainsAny(s, "日天末") {
		return "7"
	}
	return strconv.Itoa(deadline.HanNumber(s))
}

// on returns a day of a month; without a year, or with 明, the one that is meant on the day of
// the mail.
func (at reading) on(year, month, dayOf string) (Day, bool) {
	y, _ := strconv.Atoi(year)
	switch year {
	case "明", "次", "来", "來", "翌":
		y = at.sent.Year() + 1
	case "今":
		y = at.sent.Year()
	}
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(dayOf)
	t, ok := deadline.Date(y, m, d, at.sent)
	return Day{From: t, To: t, Exists: ok}, true
}

// between returns the days between two of one month.
func (at reading) between(year, month, from, to string) (Day, bool) {
	d, _ := at.on(year, month, from)
	e, _ := at.on(year, month, to)
	return Day{From: d.From, To: e.To, Exists: d.Exists && e.Exists, Range: true}, true
}

// listed returns the days that are named one by one and follow each other: “8, 9 and 10”. Others
// are no period.
func (at reading) listed(year, month, days string) (Day, bool) {
	numbers := strings.FieldsFunc(days, func(r rune) bool { return r < '0' || r > '9' })
	d, _ := at.between(year, month, numbers[0], numbers[len(numbers)-1])
	return d, d.Exists && int(d.To.Sub(d.From).Hours()+12)/24 == len(numbers)-1
}

// slashed returns the day of 3/9, whose month comes first in America and in Chinese. Where the
// other order is meant by far the likelier way, it is that.
func (at reading) slashed(year, a, b string) (Day, bool) {
	month, dayOf := b, a
	if at.monthFirst {
		month, dayOf = a, b
	}
	one, _ := at.on(year, month, dayOf)
	other, _ := at.on(year, dayOf, month)
	near := func(d Day, days int) bool {
		ahead := int(d.From.Sub(at.sent).Hours() / 24)
		return d.Exists && ahead >= 0 && ahead <= days
	}
	if !one.Exists || near(other, 45) && !near(one, 120) {
		return other, true
	}
	return one, true
}

func (at reading) weekday(n, weeks int) (Day, bool) {
	t := deadline.Weekday(time.Weekday(n), weeks, at.sent)
	return Day{From: t, To: t, Exists: true, Weekday: weeks < 0, Named: true, List: true}, true
}

func (at reading) numbered(digits string) (Day, bool) {
	n, _ := strconv.Atoi(digits)
	t, ok := deadline.DayOfMonth(n, at.sent)
	return Day{From: t, To: t, Exists: ok, List: true}, true
}

func (at reading) after(days int) (Day, bool) {
	t := at.sent.AddDate(0, 0, days)
	return Day{From: t, To: t, Exists: true}, true
}

// workweek returns the working days of this week, or of a later one.
func (at reading) workweek(weeks int) (Day, bool) {
	d := Day{From: deadline.Weekday(time.Monday, weeks, at.sent), To: deadline.Weekday(time.Friday, weeks, at.sent), Exists: true, Week: true}
	if weeks == 0 {
		d.From = time.Time{}
	}
	return d, true
}

func (at reading) endOf(what string) (Day, bool) {
	t := at.sent
	switch what {
	case "day":
	case "week":
		t = deadline.Weekday(time.Friday, -1, at.sent)
	case "next week":
		t = deadline.Weekday(time.Friday, 1, at.sent)
	case "month":
		t = deadline.EndOfMonth(0, at.sent)
	case "next month":
		t = deadline.EndOfMonth(1, at.sent)
	case "year":
		t = time.Date(at.sent.Year(), 12, 31, 0, 0, 0, 0, at.sent.Location())
	default:
		first, _ := at.on("", monthOf(what), "1")
		if t = deadline.EndOfMonth(0, first.From); t.Before(at.sent) {
			t = deadline.EndOfMonth(12, first.From)
		}
	}
	return Day{From: t, To: t, Exists: true}, true
}

func (at reading) word(word string) (Day, bool) {
	switch {
	case strings.Contains(word, "day after tomorrow"):
		return at.after(2)
	case word == "today and tomorrow":
		return Day{From: at.sent, To: at.sent.AddDate(0, 0, 1), Exists: true}, true
	case word == "today week":
		return at.after(7)
	case word == "tomorrow week":
		return at.after(8)
	case word == "tomorrow":
		return at.after(1)
	case strings.HasPrefix(word, "next"):
		return at.workweek(1)
	case strings.HasSuffix(word, "week"):
		return at.workweek(0)
	}
	return at.after(0)
}

func (at reading) hanWord(word string) (Day, bool) {
	switch {
	case strings.HasPrefix(word, "今明"):
		return Day{From: at.sent, To: at.sent.AddDate(0, 0, 1), Exists: true}, true
	case strings.HasPrefix(word, "明后"), strings.HasPrefix(word, "明後"):
		return Day{From: at.sent.AddDate(0, 0, 1), To: at.sent.AddDate(0, 0, 2), Exists: true}, true
	case strings.HasPrefix(word, "大后"), strings.HasPrefix(word, "大後"):
		return at.after(3)
	case strings.HasPrefix(word, "后"), strings.HasPrefix(word, "後"):
		return at.after(2)
	case strings.HasPrefix(word, "明"):
		return at.after(1)
	case strings.HasSuffix(word, "月底"):
		if strings.HasPrefix(word, "下") {
			return at.endOf("next month")
		}
		return at.endOf("month")
	case word == "年底":
		return at.endOf("year")
	case strings.HasSuffix(word, "周"), strings.HasSuffix(word, "週"), strings.HasSuffix(word, "期"), strings.HasSuffix(word, "拜"):
		if strings.HasPrefix(word, "下下") {
			return at.workweek(2)
		}
		if strings.HasPrefix(word, "下") {
			return at.workweek(1)
		}
		return at.workweek(0)
	}
	d, _ := at.after(0)
	d.Part = word == "上午" || word == "下午"
	return d, true
}

const most = 40 // days of a text

// spanning is before the last weekday of a span.
var spanning = pattern.New(`(?i)\b` + weekday + `\s*(?:-|to|until|till|through|thru|and|&)\s*$`)

var hanWithin = pattern.New(`^\s*(?:内|內|之内|以内|天)`)

func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }

// Find returns the days that a text of that date names, in order. In 3/9 the month comes first
// in Chinese, and in mail from the time zones of America. Where two ways to read one overlap, the way that
// comes first in forms counts.
func Find(text string, sent time.Time) []Day {
	at := reading{sent: time.Date(sent.Year(), sent.Month(), sent.Day(), 0, 0, 0, 0, sent.Location()), han: strings.ContainsFunc(text, isHan)}
	at.monthFirst = monthsFirst(text, sent, at.han)
	var list []Day
	taken := make([]bool, len(text)+1)
	for _, f := range forms {
		for _, m := range f.words.FindAllStringSubmatchIndex(text, most) {
			start, end := m[0], m[1]
			for start < end && (text[start] == ' ' || text[start] == '\n') {
				start++
			}
			if slices.Contains(taken[start:end], true) || touchesNumber(text, start, end) {
				continue
			}
			words := make([]string, len(m)/2)
			for i := range words {
				if m[2*i] >= 0 {
					words[i] = text[m[2*i]:m[2*i+1]]
				}
			}
			d, ok := f.read(words, at)
			if !ok {
				continue
			}
			if i := strings.IndexByte(text[start:end], '('); i >= 3 && d.Exists && spanning.MatchString(text[max(0, start-20):start]) && !strings.EqualFold(text[start:start+3], d.From.Weekday().String()[:3]) {
				start += i + 1 // “Monday to Thursday (30 November to 3 December)”
			}
			d.Start, d.End = start, end
			for i := start; i < end; i++ {
				taken[i] = true
			}
			if !hanWithin.MatchString(text[end:]) {
				list = append(list, d)
			}
		}
	}
	slices.SortFunc(list, func(a, b Day) int { return a.Start - b.Start })
	return list[:min(len(list), most)]
}

var slashes = pattern.New(`(?:^|[^\d/])(\d{1,2})/(\d{1,2})(?:[^\d]|$)`)

// monthsFirst reports whether 3/9 is 9 March in a text: as its other days show, such as 23/12,
// or else in Chinese, and in the time zones of America.
func monthsFirst(text string, sent time.Time, han bool) bool {
	for _, m := range slashes.FindAllStringSubmatch(text, most) {
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[2])
		switch {
		case a > 12 && a <= 31 && b >= 1 && b <= 12 && m[1]+"/"+m[2] != "24/7":
			return false
		case b > 12 && b <= 31 && a >= 1 && a <= 12:
			return true
		}
	}
	_, offset := sent.Zone()
	return han || offset <= -3*3600 && offset >= -10*3600
}

// touchesNumber reports whether a day is part of a longer number, such as that of a telephone.
func touchesNumber(text string, start, end int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
	return digit(start) && (digit(start-1) || start > 1 && strings.IndexByte("./-+", text[start-1]) >= 0 && digit(start-2)) ||
		digit(end-1) && (digit(end) || end+1 < len(text) && strings.IndexByte("./", text[end]) >= 0 && digit(end+1))
}
