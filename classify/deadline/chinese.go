package deadline

import (
	"strings"
	"time"
	"unicode/utf8"

	"rapport/store"
	"rapport/store/pattern"
)

const (
	han     = `[0-9０-９一二两兩三四五六七八九十廿]{1,4}`
	clock   = `(?:\s*(?:上午|下午|中午|晚上|早上|傍晚)?\s*(?:(?:` + han + `)\s*(?:[点點时時]|[:：]\d\d)(?:半|整|\d{1,2}分)?)?\s*(?:下班|中午|正午|晚上|上班|早上|晚)?)`
	hanWeek = `(?P<week>下下|下个|下個|下|本|这|這|这个|這個|这一|這一)?`
	hanDay  = `(?:` +
		`(?:(?P<year>20\d\d)\s*[年./-]\s*)?(?P<month>` + han + `)\s*(?:月|[./-])\s*(?P<day>` + han + `)\s*(?:日|号|號)?(?:\s*[（(](?:周|週|星期).[)）])?` +
		`|` + hanWeek + `(?:周|週|星期|礼拜|禮拜)(?P<weekday>[一二三四五六日天末])` +
		`|(?P<number>` + han + `)\s*(?:日|号|號)` +
		`|(?P<word>今天|今日|今晚|明天|明日|明早|明晚|后天|後天|大后天|本月底|这个月底|這個月底|月底|月末|下月底|下个月底|下個月底|年底|本周|这周|本週|這週|这个星期|下周|下週|本月|这个月|這個月|下班)` +
		`)`
)

var (
	// dayBefore is a day followed by "前" or "内".
	dayBefore = pattern.New(hanDay + clock + `\s*(?:之|以)?$`)
	// dayAfter is a day that follows 最晚 or 截止.
	dayAfter = pattern.New(`^(?:最晚|最迟|最遲|不晚于|不晚於|不迟于|不遲於|截止时间|截止時間|截止日期|截止到|截止至|截至|截止)\s*(?:时间|日期)?\s*(?:为|為|是|到|于|於|在|[:：])?\s*` + hanDay)
	// hanSpan is a number of days followed by "内".
	hanSpan = pattern.New(`(?P<past>最近|近|过去|過去|上|前)?\s*(?P<n>` + han + `|半)\s*(?P<unit>个工作日|個工作日|工作日|个工作天|個工作天|工作天|天|日|周|週|个星期|個星期|星期|个月|個月|小时|小時|个小时|個小時)(?:之|以)?$`)
)

// chineseAt reads a deadline at the character that begins at i; end is 0 if there is none.
func chineseAt(line string, i int, sent time.Time, tries *int) (d store.Deadline, end int) {
	switch rest := line[i:]; {
	case strings.HasPrefix(rest, "前"):
		*tries--
		return hanOn(upTo(line, i, lookBehind), "前", i, sent)
	case strings.HasPrefix(rest, "内"), strings.HasPrefix(rest, "內"):
		*tries--
		before := upTo(line, i, lookBehind)
		if d, end = hanWithin(before, rest[:3], i); end > 0 {
			return d, end
		}
		return hanOn(before, rest[:3], i, sent)
	case strings.HasPrefix(rest, "最晚"), strings.HasPrefix(rest, "最迟"), strings.HasPrefix(rest, "最遲"), strings.HasPrefix(rest, "不晚"), strings.HasPrefix(rest, "不迟"), strings.HasPrefix(rest, "不遲"), strings.HasPrefix(rest, "截"):
		*tries--
		text := until(line, i, lookAhead)
		m := dayAfter.FindStringSubmatch(text)
		if m == nil {
			return d, 0
		}
		t, ok := hanDayNamed(dayAfter, m, sent)
		if !ok {
			return d, 0
		}
		return onDay(t, m[0]), i + len(m[0])
	}
	return d, 0
}

// hanOn reads the day at the end of before, which precedes the word at i.
func hanOn(before, word string, i int, sent time.Time) (d store.Deadline, end int) {
	m := dayBefore.FindStringSubmatch(before)
	if m == nil {
		return d, 0
	}
	if bare := strings.TrimSpace(m[0]); word != "前" && !strings.HasSuffix(bare, "之") && !strings.ContainsAny(bare, "天日周週月星") {
		return d, 0
	}
	t, ok := hanDayNamed(dayBefore, m, sent)
	if !ok {
		return d, 0
	}
	lead := strings.TrimSuffix(before, m[0])
	months, years, ok := hanShift(lead, m[dayBefore.SubexpIndex("number")] != "")
	if !ok {
		return d, 0
	}
	return onDay(t.AddDate(years, months, 0), m[0]+word), i + len(word)
}

// hanShift reads what immediately precedes a day: 下个月 before a number, 明年. A past day, or
// one that is part of something else, is not a deadline.
func hanShift(lead string, number bool) (months, years int, ok bool) {
	lead = strings.TrimRight(lead, " 的")
	for _, past := range []string{"上", "上个", "上個", "去年", "上月", "上个月", "上個月", "前年", "."} {
		if strings.HasSuffix(lead, past) {
			return 0, 0, false
		}
	}
	switch last, _ := utf8.DecodeLastRuneInString(lead); {
	case last >= '0' && last <= '9':
		return 0, 0, false
	case strings.HasSuffix(lead, "明年"), strings.HasSuffix(lead, "明"):
		return 0, 1, true
	case number && (strings.HasSuffix(lead, "下个月") || strings.HasSuffix(lead, "下個月") || strings.HasSuffix(lead, "下月")):
		return 1, 0, true
	}
	return 0, 0, true
}

func hanDayNamed(pattern *pattern.Pattern, m []string, sent time.Time) (time.Time, bool) {
	get := func(name string) string { return m[pattern.SubexpIndex(name)] }
	switch {
	case get("month") != "":
		return Date(number(get("year")), HanNumber(get("month")), HanNumber(get("day")), sent)
	case get("weekday") != "":
		weeks := -1
		switch get("week") {
		case "下下":
			weeks = 2
		case "下", "下个", "下個":
			weeks = 1
		case "":
		default:
			weeks = 0
		}
		return Weekday(hanWeekday(get("weekday")), weeks, sent), true
	case get("number") != "":
		return DayOfMonth(HanNumber(get("number")), sent)
	}
	switch get("word") {
	case "今天", "今日", "今晚", "下班":
		return sent, true
	case "明天", "明日", "明早", "明晚":
		return sent.AddDate(0, 0, 1), true
	case "后天", "後天":
		return sent.AddDate(0, 0, 2), true
	case "大后天":
		return sent.AddDate(0, 0, 3), true
	case "本周", "这周", "本週", "這週", "这个星期":
		return Weekday(time.Sunday, 0, sent), true
	case "下周", "下週":
		return Weekday(time.Sunday, 1, sent), true
	case "下月底", "下个月底", "下個月底":
		return EndOfMonth(1, sent), true
	case "年底":
		return endOfYear(sent), true
	}
	return EndOfMonth(0, sent), true
}

// hanWithin reads a number of days at the end of before.
func hanWithin(before, word string, i int) (d store.Deadline, end int) {
	m := hanSpan.FindStringSubmatch(before)
	if m == nil || m[1] != "" {
		return d, 0
	}
	n := HanNumber(m[2])
	unit := m[3]
	switch {
	case m[2] == "半":
		if !strings.HasSuffix(unit, "月") {
			return d, 0
		}
		n = 15
	case strings.Contains(unit, "时") || strings.Contains(unit, "時"):
		n = (n + 23) / 24
	case strings.HasSuffix(unit, "周") || strings.HasSuffix(unit, "週") || strings.HasSuffix(unit, "期"):
		n *= 7
	case strings.HasSuffix(unit, "月"):
		n *= 30
	}
	if n <= 0 || n > mostDays {
		return d, 0
	}
	return within(n, m[0]+word), i + len(word)
}

func hanWeekday(c string) time.Weekday {
	switch c {
	case "日", "天", "末":
		return time.Sunday
	}
	return time.Weekday(HanNumber(c))
}

// HanNumber returns the value of "15", "１５", "十五" and "二十", or 0.
func HanNumber(s string) int {
	n, digits := 0, 0
	single := false // the previous character was a Chinese digit
	for _, r := range s {
		was := single
		single = false
		switch {
		case r >= '0' && r <= '9':
			n, digits = n*10+int(r-'0'), digits+1
		case r >= '０' && r <= '９':
			n, digits = n*10+int(r-'０'), digits+1
		case r == '十' || r == '廿':
			if n == 0 || digits > 0 {
				n = max(n, 1)
			}
			if r == '廿' {
				n = 2
			}
			n *= 10
		case r == '两' || r == '兩':
			n, single = n+2, true
		default:
			i := strings.IndexRune("一二三四五六七八九", r)
			if i < 0 {
				return 0
			}
			if was { // 两三天: at most three
				n = 0
			}
			n, single = n+i/utf8.RuneLen('一')+1, true
		}
		if n > 10000 {
			return 0
		}
	}
	return n
}
