package absence

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rapport/classify/day"
	"rapport/store/pattern"
)

var (
	joins     = pattern.New(`(?i)^(?:\s*\([一二三四五六日]\))?,?\s*(?:(?:and\s+)?(?:-+|(?:right |all the way |up )?(?:to|until|till|through)(?: to)?|thru|bis(?:\s+zum|\s+einschließlich)?|au|(?:起|开始|開始)?\s*,?\s*(?:一?直)?[至到]|から)|(and|&|,|、|和|及))\s*(?:and including\s+)?(?:including\s+)?(?:the\s+)?(?:w/c\s+)?$`)
	between   = pattern.New(`(?i)\bbetween\s+(?:the\s+)?$`)
	untilWord = pattern.New(`(?i)(?:\b(?:until|till?|'til|through|thru|up to|up until|bis(?:\s+zum|\s+einschließlich)?|jusqu'(?:au|à)|end(?: date)?:|last day (?:away|out|off|of \w+(?: \w+)?)(?: is| will be)?:?)|(?:至|到|截至|截止))\s*(?:and including\s+|including\s+)?(?:at (?:least|the earliest)\s+)?(?:approximately\s+|about\s+|around\s+|至少|大概|大约)?(?:(?:late|early|the (?:evening|morning|afternoon|end)|\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm|h)?|noon|midday|midnight|close of (?:business|play))\s+(?:on\s+|of\s+)?)?(?:the\s+)?(?:w/c\s+|week commencing\s+|week of\s+)?$`)
	backWord  = pattern.New(`(?i)\b(?:back|return(?:s|ing)?|re-?open(?:s|ing)?|resum(?:e|es|ing|ption)|re-?start\w*|surfac(?:e|ing)|opens? again|works? again|de retour|retour|rentre|wieder|zurück|rejoin\w*|(?:my|our) first day(?: back)?|with you again|on duty again|(?:mail|post|messages|calls|orders) again|(?:starts?|begins?) (?:work(?:ing)? )?again|see you(?: all)?|free again|in again|there again|here again|(?:answer\w*|repl(?:y|ies|ying)|respond\w*|read(?:s|ing)?|check(?:s|ing)?)(?: (?:my |our )?(?:mails?|post|messages|e-?mails?|calls))? again|(?:staffed|manned|attended|serviced|covered|answered|monitored|picked up) again|(?:ok(?:ay)?|fine|well|fit|better|around|about|up) again|rejoin\w*|reachable|available|in the office|at my desk|at work|at your disposal)\b[^.!?;\n\d]{0,45}(?:\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm|h|o'clock)?\s*(?:on\s+)?)?$|(?:返岗|返崗|回来|上班|复工|销假|返回|恢复办公|恢复|恢復|返工|回岗|回崗|到岗|复课|复诊|开诊|归队|回国|回院|回校|回公司)(?:时间|日期|日)?\s*(?:为|是|于|:)?\s*$`)
	notWord   = pattern.New(`(?i)(?:\b(?:not|never|no longer)|n't)\b[^.!?;\n]{0,40}$`)
	// notBack is before the day of a return that does not come earlier.
	notBack   = pattern.New(`(?i)(?:\b(?:not|never)|n't)\s+(?:be\s+)?(?:\w+\s+)?(?:back|return\w*|re-?open\w*|resum\w*|home|open again)\b[^.!?;\n\d]{0,30}\b(?:until|till?)\s+(?:\w+\s+)?$`)
	notBefore = pattern.New(`(?i)(?:\b(?:not|nothing|no|nobody|no one|hardly|un\w+)|n't)\b[^.!?;\n]{0,50}\bbefore\s+(?:the\s+)?$`)
	fromWord  = pattern.New(`(?i)(?:\b(?:from|starting|beginning|since|commencing|as of|as from|w\.?e\.?f\.?|effective|with effect from|ab(?: dem)?|vom|du|à partir du|(?:office|shop|store|library|school|practice|surgery|studio|we|company|plant|factory|museum|clinic|team) (?:will )?(?:close|shut)s?(?: down)?|leav(?:e|ing)|fly(?:ing)?(?: out)?|depart(?:ing|ure)?|set(?:ting)? off|set(?:ting)? out|start(?:s|ing)?(?: date)?:?|first day(?: of \w+)?(?: is)?:?)\s+(?:on\s+)?(?:the\s+)?|自从?|从|從)$`)
	others    = pattern.New(`(?i)\b(?:of|dated|about|regarding|received|deadline|due|meeting|left)\s+(?:on\s+)?(?:the\s+)?$|关于$|关于您$|已于$|您$`)
	// partOf is before a day of which most is meant.
	partOf = pattern.New(`(?i)\b(?:most|all|part|the (?:morning|afternoon|rest|best part|whole)) of\s+(?:the\s+)?$`)
	// answers are the words before a day on which somebody answers.
	answers = pattern.New(`(?i)\b(?:in touch|reply|respond|answer|get back to you|process\w*)\b[^.!?;\n]{0,40}$`)

	// backAfter is behind the day from which somebody is there again.
	backAfter = pattern.New(`(?i)^,?\s*(?:on(?:wards)?,?\s*)?(?:when\s+)?(?:i|we|the (?:\w+\s+){0,2}\w+)(?:'m|'re|'ll| am| are| is| will| shall)?\b(?:\s\S+){0,3}?\s(?:again|back|at (?:my|our) desks?|in the office|available|reachable)\b|^,?\s*(?:bin ich |sind wir |bin |sind )?(?:wieder|zurück)|^\s*(?:に|より|から)\s*(?:出社|戻|復帰|再開|帰|通常)`)
	// goesOn is behind a day that is only the first of those away.
	goesOn = pattern.New(`(?i)^,?\s*(?:and )?(?:then|followed by|after that|plus)\s+(?:for |a |an |the )?(?:\w+ ){0,2}(?:days|weeks?|months?)\b|^ and next\b`)
	// weekOf is before the first day of a week.
	weekOf = pattern.New(`(?i)\b(?:w/c|w/b|week (?:of|commencing|beginning|starting))\s+(?:the\s+)?(?:mon(?:day)?,?\s+)?$`)
	// invites is a sentence about what the reader may come to, expires one about what ends then.
	invites = pattern.New(`(?i)\b(?:visit us|join us|meet us|find us|see us|welcome|you can meet|our (?:stand|booth))\b|欢迎|歡迎|莅临|光临|诚邀|誠邀|恭候`)
	// otherwise is a sentence about the days of something else, though it may be within an absence.
	otherwise = pattern.New(`(?i)\b(?:takes? place|held|(?:is|are) open|open (?:daily|every)|open day|exhibition|festival|fair runs|sale|tickets?|regist\w+|term|season|course|class|webinar|release|deadline|valid|offers?|due|ship\w*|deliver\w*|invoices?|renew\w*|meets|meeting|event|slots?|available|free|survey|vot(?:e|es|ing)|appl\w+|submi\w+|prescriptions?|payments?|exams?|marks)\b|报价|有效|优惠|报名|截止|活动|申请|提交|报送|促销|预约|登记|问卷|公示|投票|大促|展览|开课|订货|发票|缴费|考试时间|会议`)
	// waits is before the day of something that cannot wait, happens a clause about what others come to.
	waits   = pattern.New(`(?i)\b(?:wait|hold|leave it)(?:ing)?\b[^.!?;,\n\d]{0,20}\b(?:until|till?|for)\s+(?:the\s+)?$|等[不得]?[到及]\s*$`)
	happens = pattern.New(`(?i)\b(?:takes? place|(?:is|are|will be) held|half[- ]days?|part[- ]time|reduced hours)\b|举行|召开|舉行`)
	// labels is before the date of a show or the like, on which nobody is away.
	labels    = pattern.New(`(?i)\b(?:shows?|performances?|concerts?|events?|races?|match(?:es)?|games?|lectures?|premieres?|screenings?|exhibitions?|fairs?|exams?|auctions?)(?: dates?| days?| times?)?(?: (?:is|are))?(?: on)?\s*:?\s*$|(?:演出|展会|展览|展期|活动|会议|讲座|课程|考试|赛事|比赛|首映|开幕|放映|拍卖|签售|路演)(?:日期|时间|日|档期|安排)?\s*[:为是]?\s*$`)
	wholeDay  = pattern.New(`(?i)^all day$`)
	expires   = pattern.New(`(?i)\b(?:valid|offers?|prices?|discount|sale|orders?|deliver\w*|regist\w+|appl(?:y|ications?)|submi\w+|deadline|mornings?|afternoons?|hours|open|extended|appointments?|voucher|newsletter|survey|webinar|tickets?)\b|报价|有效|优惠|报名|截止|订单|发货|活动|申请|提交|报送|促销|预约|营业|受理|登记|问卷`)
	hanBack   = pattern.New(`^(?:\s*\([^()\n]{1,18}\)|[^()\n]{0,8}\)|周[一二三四五六日天])?\s*(?:上午|下午|早上|中午|晚上|一早)?\s*(?:起|[之以]?后|[之以]?後|才|再|将|正式|正常|照常|开始|開始|左右|大概|可以?|能|会|會|能|本人|我)*\s*(?:回(?:[^复復覆信邮郵件电電执執答应應访訪避款收顾顧味馈饋函帖查拨撥老\p{L}]|[来來国國到公司办辦京沪单岗崗归歸城乡鄉村家厂廠校店队隊杭穗深汉宁渝蓉院所局馆館室部台站港穗津宿总總本工上]|$)|(?:靠岸|落地|下船|下山|出院|收假|结束|回来)(?:后|後|并|,)?(?:恢复|恢復|上班|返|回)|返|见|見|进(?:公司|办公室)|進(?:公司|辦公室)|满血|滿血|复活|復活|归队|歸隊|上班|恢复|恢復|复工|復工|销假|銷假|到岗|到崗|在岗|出[来关院山]|开学|开门|開門|开馆|開館|开诊|開診|接诊|复诊|开课|复课|重新|开张|發貨|发货|收货|对外|见$|见[!。~,]|营业|照常|在新|开工|办公|辦公|工作)`)
	hanBefore = pattern.New(`^\s*(?:之|以)?前`)
	hanEnds   = pattern.New(`^\s*(?:上午|下午|晚上?|中午)?(?:假期)?(?:结束|結束|结业|結業|毕业|收工|为止|止|まで|\(?(?:含|包含|当天|當天|当日)\)?(?:止|为止))`)
	hanBegins = pattern.New(`^\s*(?:\([^()\n]{1,12}\)\s*)?(?:起|开始|開始|から|より|启程|啟程|动身|出发|出發)`)
	answering = pattern.New(`^\s*(?:之|以)?前\s*(?:会|將|将|给您)?\s*(?:回复|答复|回覆|完成|处理)`)
)

// named is a day with what it means.
type named struct {
	day.Day
	role role
	each bool // days that follow each other, one by one
	sure bool // its sentence says that somebody is away
}

var newSentence = pattern.New(`^\s+\p{Lu}|^\s*$`)

// readDays returns the days of a text in order, each with what it means. away reports that
// the subject says already that somebody is away, automatic that it is the one of an automatic
// reply, whose span of days is one away unless it is about something else.
func readDays(text string, subjectAway, automatic bool, sent time.Time) []named {
	found := day.Find(text, sent)
	for i, d := range found {
		if text[d.End-1] == '.' && newSentence.MatchString(text[d.End:]) { // "4 December. Visit us"
			found[i].End--
		}
	}
	var before day.Day
	for i := range found {
		if found[i] = inMonth(before, found[i]); !found[i].Part {
			before = found[i]
		}
	}
	days := joined(text, found)
	anyAway := subjectAway || absentIn(text)
	for i := range days {
		days[i].sure = absentIn(sentenceOf(text, days[i].Start, days[i].End))
		days[i].role = days[i].mean(text, anyAway, automatic)
		if strings.Contains(text[days[i].Start:days[i].End], "周末") && days[i].role == absent {
			days[i].From = days[i].To.AddDate(0, 0, -1)
		}
		if days[i].role == back && days[i].Weekday && days[i].From.Equal(sent) {
			days[i].From, days[i].To = sent.AddDate(0, 0, 7), sent.AddDate(0, 0, 7)
		}
		if days[i].role == last && hanBefore.MatchString(text[days[i].End:]) && !strings.HasSuffix(text[:days[i].End], "底") || days[i].role == last && notBefore.MatchString(behind(text, days[i].Start)) {
			days[i].To = days[i].From.AddDate(0, 0, -1)
		}
	}
	if slices.ContainsFunc(days, func(d named) bool { return d.role == back }) {
		return days
	}
	for i, d := range days {
		if (d.role == absent || d.role == mentioned && absentIn(sentenceOf(text, d.Start, d.End))) && d.Exists && d.From.Weekday() == time.Monday && weekOf.MatchString(behind(text, d.Start)) {
			days[i].To, days[i].role = d.From.AddDate(0, 0, 4), span
		}
	}
	return days
}

// joined makes one of two days with words between them that make a range, or of days that
// follow each other.
func joined(text string, days []day.Day) []named {
	var list []named
	for _, found := range days {
		d := named{Day: found}
		if len(list) > 0 && list[len(list)-1].isOf(d, text) {
			list[len(list)-1].Day = dated(list[len(list)-1].Day, d.Day)
			continue
		}
		if d.Range {
			d.role = span
		}
		if len(list) == 0 {
			list = append(list, d)
			continue
		}
		before := &list[len(list)-1]
		m := joins.FindStringSubmatch(text[before.End:d.Start])
		switch {
		case m == nil, before.Week, d.Week, before.role == span && !before.each, hanBack.MatchString(text[d.End:]) && m[1] != "":
			list = append(list, d)
		case m[1] == "" || between.MatchString(behind(text, before.Start)) || before.Exists && d.Exists && follows(before.To, d.From):
			from := before.From
			for before.Named && d.Named && d.To.Before(from) { // “Monday to Friday”, on a Friday
				d.From, d.To = d.From.AddDate(0, 0, 7), d.To.AddDate(0, 0, 7)
			}
			if earlier := from.AddDate(0, -1, 0); before.List && d.List && from.After(d.To) && !earlier.After(d.To) { // the 2nd to the 6th, written on the 4th
				from = earlier
			}
			if earlier := from.AddDate(-1, 0, 0); from.After(d.To) && d.To.Sub(earlier) < longest*24*time.Hour/2 { // it has begun
				from = earlier
			}
			list[len(list)-1] = named{
				Day:  day.Day{Start: before.Start, End: d.End, From: from, To: d.To, Exists: before.Exists && d.Exists, Range: true, List: before.List && d.List},
				role: span, each: m[1] != "",
			}
		default:
			list = append(list, d)
		}
	}
	return list
}

// inMonth returns a day that is only a number as that of the month of the day before it: “29
// December in the afternoon, open again on the 30th”.
func inMonth(before, d day.Day) day.Day {
	if !d.List || d.Named || d.Range || before.List || before.Week || !before.Exists || !d.Exists || !d.From.Before(before.From) {
		return d
	}
	month := before.To
	if d.From.Day() < month.Day() {
		month = month.AddDate(0, 0, 1-month.Day()).AddDate(0, 1, 0)
	}
	to := month.AddDate(0, 0, d.From.Day()-month.Day())
	d.From, d.To, d.Exists = to, to, to.Month() == month.Month()
	return d
}

// follows reports whether a day is the next after another, or the next working day.
func follows(before, next time.Time) bool {
	gap := int(next.Sub(before).Hours()+12) / 24
	return gap == 1 || gap == 2 && next.Weekday() == time.Monday || gap == 3 && before.Weekday() == time.Friday
}

// besides is between a weekday and the day that it is.
var besides = pattern.New(`(?i)^[\s,(]*(?:the\s+|=\s*)?$`)

// isOf reports whether a day and the one before name the same: “Monday 16th”, “19日（周四）”.
func (before named) isOf(d named, text string) bool {
	return before.Named != d.Named && !before.Range && !d.Range && !before.Week && !d.Week && before.Exists && d.Exists &&
		before.From.Weekday() == d.From.Weekday() && besides.MatchString(text[before.End:d.Start])
}

// dated returns the one of two such days that has a number, with the words of both.
func dated(a, b day.Day) day.Day {
	of := a
	if a.Named {
		of = b
	}
	of.Start, of.End = a.Start, b.End
	return of
}

// mean returns what a day means by the words around it.
func (d named) mean(text string, anyAway, automatic bool) role {
	before, after := behind(text, d.Start), ahead(text, d.End)
	sentence, clause := sentenceOf(text, d.Start, d.End), clauseOf(text, d.Start, d.End)
	here := d.sure
	switch {
	case remote.MatchString(sentence) && !here, recurs.MatchString(before), waits.MatchString(before), wholeDay.MatchString(text[d.Start:d.End]) && strings.HasPrefix(after, " on "):
		return mentioned
	case happens.MatchString(clause), labels.MatchString(before):
		return mentioned
	case invites.MatchString(sentence) && !(absentIn(clause) && !invites.MatchString(clause)):
		return mentioned
	}
	if d.role == span {
		switch {
		case d.List && hours.MatchString(clause) && !absentIn(clause):
			return mentioned
		case d.List && (!here || hours.MatchString(sentence)) && !hanAway.MatchString(sentence), !here && !anyAway && !automatic:
			return mentioned
		case !here && otherwise.MatchString(sentence), otherwise.MatchString(clause) && !absentIn(clause):
			return mentioned
		case others.MatchString(before) && !here:
			return mentioned
		}
		return span
	}
	switch {
	case goesOn.MatchString(after):
		return mentioned
	case d.Part && (hanBack.MatchString(after) || !absentIn(clause)):
		return mentioned
	case hanBack.MatchString(after) && !answering.MatchString(after):
		return back
	case notBefore.MatchString(before):
		return last
	case hanBefore.MatchString(after):
		if hanAway.MatchString(clause) && !answering.MatchString(after) {
			return last
		}
		return mentioned
	case untilWord.MatchString(before) || hanEnds.MatchString(after):
		other := expires.MatchString(sentence) || answers.MatchString(before) || others.MatchString(before)
		switch {
		case notBack.MatchString(before):
			return back
		case absentIn(clause), here && !otherwise.MatchString(clause), anyAway && !other && !otherwise.MatchString(sentence), !other:
			return last
		}
		return mentioned
	case backAfter.MatchString(after):
		return back
	}
	if at := backWord.FindStringIndex(before); at != nil {
		if !notWord.MatchString(before[:at[0]]) {
			return back
		}
		return absent
	}
	switch {
	case fromWord.MatchString(before) && (here || anyAway), hanBegins.MatchString(after) && here:
		return first
	case others.MatchString(before) && !partOf.MatchString(before), answers.MatchString(before):
		return mentioned
	case here && endless.MatchString(text):
		return open
	case here && (absentIn(clause) || !d.List && !strings.ContainsFunc(sentence, isHan)):
		return absent
	}
	return mentioned
}

// behind returns some words before a place, ahead some after it.
func behind(text string, i int) string {
	from := max(0, i-90)
	for from < i && !utf8.RuneStart(text[from]) {
		from++
	}
	return text[from:i]
}

func ahead(text string, i int) string {
	to := min(len(text), i+60)
	for to > i && to < len(text) && !utf8.RuneStart(text[to]) {
		to--
	}
	return text[i:to]
}

// sentenceOf returns the sentence around a part of a text, clauseOf the part of it between
// commas.
func sentenceOf(text string, start, end int) string { return around(text, start, end, "。!?;\n") }

func clauseOf(text string, start, end int) string { return around(text, start, end, "。!?;\n,、") }

// longestHalf bounds how much of a sentence is read on either side of a day, in bytes.
const longestHalf = 500

func around(text string, start, end int, marks string) string {
	from, to := max(0, start-longestHalf), min(len(text), end+longestHalf)
	for from < start && !utf8.RuneStart(text[from]) {
		from++
	}
	for to > end && to < len(text) && !utf8.RuneStart(text[to]) {
		to--
	}
	first := from
	for i, r := range text[first:start] {
		if i += first; strings.ContainsRune(marks, r) && !softBreak(text, i) || r == '.' && endsSentence(text, i) {
			from = i + utf8.RuneLen(r)
		}
	}
	for i, r := range text[end:to] {
		if strings.ContainsRune(marks, r) && !softBreak(text, end+i) || r == '.' && endsSentence(text, end+i) {
			to = end + i
			break
		}
	}
	return text[from:to]
}

// softBreak reports whether a line ends at i only because it was long.
func softBreak(text string, i int) bool {
	if text[i] != '\n' || i+1 >= len(text) {
		return false
	}
	next := text[i+1]
	return next >= 'a' && next <= 'z' || next >= '0' && next <= '9' && i > 60 && !strings.Contains(text[i-60:i], "\n")
}

// endsSentence reports whether the full stop at i ends a sentence: not in a number, nor after
// a title.
func endsSentence(text string, i int) bool {
	if i+1 < len(text) && text[i+1] != ' ' && text[i+1] != '\n' {
		return false
	}
	word := text[strings.LastIndexAny(text[:i], " \n(")+1 : i]
	switch strings.ToLower(word) {
	case "w.e.f", "e.g", "i.e", "a.m", "p.m", "mr", "ms", "mrs", "dr", "prof", "incl", "approx", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return false
	}
	return word == "" || word[len(word)-1] < '0' || word[len(word)-1] > '9' || i+2 >= len(text) || text[i+2] < 'a' || text[i+2] > 'z'
}

func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }
