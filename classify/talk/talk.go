// Package talk reads a note of what was said elsewhere than by mail: a telephone call, a visit,
// a chat. Its subject names who took part: "Call with Anna", "电话记录：王总". Like all of
// classify it is pure: the caller passes the date of the mail.
package talk

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rapport/classify/day"
	"rapport/store"
	"rapport/store/pattern"
)

// way is how one begins the subject of a note.
type way struct {
	kind   store.TalkKind
	begins *pattern.Pattern // before the names
}

const (
	noteOf = `(?:(?:file )?notes?(?: (?:of|on|from|about))?(?: an?| the| my| our)?\s*:?\s*|record of (?:an? |the |my )?|summary of (?:an? |the |my )?(?:tele)?phone )?`
	when   = `(?:(?:\d{1,2}月)?\d{1,2}[日号])?(?:(?:今天|今日|昨天|昨日|前天|刚才|刚刚)?(?:上午|下午|中午|晚上|早上)?)`
)

// ways are tried in their order.
var ways = []way{
	{store.TalkVisit, pattern.New(`(?i)^` + noteOf + `(?:(?:on-?site|site|client|customer|personal)\s+)?(?:visit(?:ed)?|meeting in person)(?: (?:note|report|record)s?)?\s*(?:to|with|at|from|by|:|-)\s*`)},
	{store.TalkVisit, pattern.New(`(?i)^(?:visited|dropped in on)\s+`)},
	{store.TalkVisit, pattern.New(`(?i)^(?:met(?: with)?|talked to|spoke (?:to|with)|saw)\s+(?:(.{2,60}?)\s+(?:in person|face to face|on site|in the office|at the office))`)},
	{store.TalkChat, pattern.New(`(?i)^` + noteOf + `(?:whatsapp|wechat|slack|teams chat|telegram|signal|chat|sms|text messages?|imessage|messenger|dingtalk|feishu|lark)(?: (?:chat|messages?|conversation|note|log|record))?\s*(?:with|w/|from|:|-)\s*`)},
	{store.TalkCall, pattern.New(`(?i)^` + noteOf + `(?:(?:tele)?phone|zoom|teams|video|skype|webex|meet|voice|conference|quick|short)?[- ]?(?:call|conversation|phone|telephone|(?:tele)?phone talk|talk)(?: (?:note|log|record|memo)s?)?\s*(?:with|w/|from|to|:|-)\s*`)},
	{store.TalkCall, pattern.New(`(?i)^` + noteOf + `(?:call|phone|telephone) (?:note|log|record|memo)s?\s*(?:with|:|-|of)?\s*`)},
	{store.TalkCall, pattern.New(`(?i)^(?:phoned|called|rang|telephoned)\s+(?:with\s+)?`)},
	{store.TalkCall, pattern.New(`(?i)^(?:spoke|talked|was)\s+(?:(?:to|with)\s+)?(?:(.{2,60}?)\s+(?:on the (?:tele)?phone|by (?:tele)?phone|over the phone))`)},
	{store.TalkCall, pattern.New(`(?i)^on the phone (?:with|to)\s+`)},

	{store.TalkChat, pattern.New(`(?i)^` + when + `(?:企业微信|微信|钉钉|釘釘|飞书|QQ|短信|whatsapp|群聊)\s*(?:私聊|聊天|沟通|溝通|交流|对话|消息)?(?:记录|記錄|纪要|备忘)?\s*[:：(\-]\s*`)},
	{store.TalkChat, pattern.New(`(?i)^` + when + `(?:与|和|跟|同|與)(.{2,20}?)(?:的)?(?:企业微信|微信|钉钉|飞书|QQ|短信)(?:聊天|沟通|对话|交流|上聊)?(?:记录|纪要|内容)?`)},
	{store.TalkVisit, pattern.New(`^` + when + `(?:客户|客戶|上门|上門|现场|現場|实地|登门)?(?:拜访|拜訪|走访|走訪|到访|回访|面谈|面談|会面|当面沟通|当面交流|现场沟通|面对面沟通)(?:记录|記錄|纪要|备忘)?\s*[:：(\-]?\s*`)},
	{store.TalkVisit, pattern.New(`^` + when + `(?:与|和|跟|同|與)(.{2,20}?)(?:的)?(?:当面|面对面|现场|見面|见面)(?:沟通|交流|会谈|记录)?`)},
	{store.TalkCall, pattern.New(`^` + when + `(?:(?:电话|電話)(?:沟通|溝通|联系|交流|会议)?|(?:腾讯会议|语音|視訊|视频|微信语音)?(?:通话|通話|通电话)|来电|去电|致电|电联)(?:记录|記錄|纪要|备忘|摘要)?\s*[:：(\-]\s*`)},
	{store.TalkCall, pattern.New(`^` + when + `(?:电联|致电|打电话给|给|通话记录|电话记录)\s*`)},
	{store.TalkCall, pattern.New(`^` + when + `(?:与|和|跟|同|與)(.{2,20}?)(?:的)?(?:电话|電話|通话|通話|通了?电话|打电话|语音|视频通话)(?:沟通|交流|会议)?(?:记录|纪要|内容|了)?`)},
}

var (
	prefix  = pattern.New(`^(?:\s*\[[^\]]{1,40}\]|\s*【[^】]{1,40}】)+\s*`)
	answers = pattern.New(`(?i)^\s*(?:re|aw|fw|fwd|wg|sv|tr|回复|回覆|答复|转发|轉發|转寄)\s*[:：]`)
	// ahead are the words of what is still to come, or is about the thing itself.
	ahead = pattern.New(`(?i)[?？]|\b(?:tomorrow|next (?:week|month|mon\w*|tue\w*|wed\w*|thu\w*|fri\w*)|invitation|agenda|reminder|reschedule|plan(?:ned)?|prepar\w+|cancel\w*|postpone\w*)\b|明天|后天|下周|下个?月|计划|安排|通知|邀请|议程|提醒|预约|改期|取消`)
	// asked are the words of a text that proposes a talk.
	asked = pattern.New(`(?i)\b(?:can|could|shall|should|may) (?:we|i|you)\b|\blet(?:'s| us)\b|\bwould you (?:be|have)|\bplease (?:call|dial|join)|有空吗|方便吗|可以吗|能否`)

	title   = `(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Herr|Frau|Mme|M)\.?\s+)`
	person  = pattern.New(`^` + title + `?\p{Lu}[\p{L}'.-]*(?:\s+(?:(?:van|von|den|de|der|da|del|la|bin|al)\s+)*\p{Lu}[\p{L}'-]+){0,3}`)
	between = pattern.New(`(?i)^\s*(?:,|;|/|&|\+|and\b|、|和|与|及)\s*`)
	group   = pattern.New(`(?i)^\s*(?:and|with|\+|&)\s+(?:her|his|their|the|some|two|three)\s+[\p{L}\s]{2,30}`)
	noName  = pattern.New(`(?i)^(?:me|you|us|them|for|tenders?|center|centre|button|integration|the|client|customer|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|today|yesterday|result|notes?|summary|budget|launch|agenda|minutes|error|problem|bug)\b`)
	// rest is what may follow the names.
	rest = pattern.New(`(?i)^\s*(?:$|[,:;()（）\-–—.]|on\b|at\b|about\b|re\b|regarding\b|this\b|today\b|yesterday\b|last\b|from\b|of\b|earlier\b|just now\b|\d|w/|关于|就|今|昨|前天|上午|下午|的?(?:电话|通话|微信|记录|沟通)|打电话|打了?个?电话|来电|通电话|(?:周|星期)[一二三四五六日天])`)

	hanTitled = pattern.New(`^[\p{Han}]{1,3}?(?:总监|总工|经理|經理|小姐|先生|女士|主任|老师|老師|部长|主管|院长|校长|处长|科长|局长|厂长|店长|总|總|工|董|姐|哥)`)
	hanNamed  = pattern.New(`^(?:欧阳|司马|上官|诸葛|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温庞樊葛邢安齐易乔伍庄殷施张陳張劉楊黃趙吳孫馬鄭謝許韓馮鄧蕭蔣葉蘇呂盧鍾譚陸賈鄒])[\p{Han}]{1,2}`)
	weekday   = pattern.New(`^周[一二三四五六日末]`)
	hanLittle = pattern.New(`^[小老阿][\p{Han}]`)

	clock    = pattern.New(`\b([01]?\d|2[0-3])[:：]([0-5]\d)\b`)
	dated    = pattern.New(`(?im)^\s*(?:date|when|time|day|日期|时间|時間)\s*[:：]\s*(.{3,60})$`)
	spokeOn  = pattern.New(`(?i)\b(?:called|rang|phoned|spoke|talked|met|visited|wrote)\b|来电|電話|电话|通话|拜访|微信|沟通|见了?面`)
	longName = 60
)

const (
	mostPeople  = 10
	longestText = 8 << 10
)

// Of returns the note of a talk that a mail is, sent at a time in its author's zone, and
// whether it is one. Without a day in the subject or on a line of its own it was on the day of
// the mail.
func Of(subject, text string, sent time.Time) (store.Talk, bool) {
	text = norm.NFKC.String(strings.ToValidUTF8(text[:min(len(text), longestText)], ""))
	subject = cleaned(subject)
	if answers.MatchString(subject) || ahead.MatchString(subject) || asked.MatchString(firstLines(text)) {
		return store.Talk{}, false
	}
	for _, w := range ways {
		m := w.begins.FindStringSubmatchIndex(subject)
		if m == nil {
			continue
		}
		names, behind := subject[m[1]:], ""
		if len(m) > 2 && m[2] >= 0 {
			names, behind = subject[m[2]:m[3]], subject[m[1]:]
		}
		people, after := peopleIn(names)
		if len(people) == 0 || behind == "" && !rest.MatchString(after) || behind != "" && (strings.TrimSpace(after) != "" || !rest.MatchString(behind)) {
			continue
		}
		on, ok := dayOf(subject, text, sent)
		if !ok {
			return store.Talk{}, false
		}
		return store.Talk{Kind: w.kind, Day: on.Format(time.DateOnly), Time: timeIn(subject, text), People: people}, true
	}
	kind, people := weighed(subject, text), namedIn(subject, text)
	if kind == "" || len(people) == 0 {
		return store.Talk{}, false
	}
	on, ok := dayOf(subject, text, sent)
	if !ok {
		return store.Talk{}, false
	}
	return store.Talk{Kind: kind, Day: on.Format(time.DateOnly), Time: timeIn(subject, text), People: people}, true
}

// peopleIn returns the names that a text begins with, and what follows them.
func peopleIn(text string) (people []string, after string) {
	for len(people) < mostPeople {
		name := nameIn(text)
		if name == "" {
			break
		}
		people = append(people, strings.TrimRight(name, ".-"))
		after = text[len(name):]
		if g := group.FindString(after); g != "" {
			after = after[len(g):]
			break
		}
		next := between.FindString(after)
		if next == "" || nameIn(after[len(next):]) == "" {
			break
		}
		text = after[len(next):]
	}
	return people, after
}

// nameIn returns the name that a text begins with, or "".
func nameIn(text string) string {
	for _, p := range []*pattern.Pattern{hanTitled, hanLittle} {
		if name := p.FindString(text); name != "" {
			return name
		}
	}
	if name := hanNamed.FindString(text); name != "" && !weekday.MatchString(name) {
		// The third character is often a word that follows a name of two.
		if r, size := utf8.DecodeLastRuneInString(name); utf8.RuneCountInString(name) == 3 && strings.ContainsRune("的打来通和与说今昨关就在", r) {
			name = name[:len(name)-size]
		}
		return name
	}
	name := person.FindString(text)
	if noName.MatchString(name) || len(name) > longName {
		return ""
	}
	return name
}

// dayOf returns the day of a talk; false if it is still to come.
func dayOf(subject, text string, sent time.Time) (time.Time, bool) {
	today := time.Date(sent.Year(), sent.Month(), sent.Day(), 0, 0, 0, 0, sent.Location())
	from := []string{subject}
	if m := dated.FindStringSubmatch(text); m != nil {
		from = append(from, m[1])
	}
	for _, words := range append(from, spokenOn(text)) {
		if on, ok := before(words, today); ok {
			return on, !on.After(today)
		}
	}
	return today, true
}

// spokenOn returns the first sentence of a text if it says when somebody spoke.
func spokenOn(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return strings.ContainsRune(".!?。；;\n", r) })
	if end < 0 {
		end = len(text)
	}
	if first := text[:end]; spokeOn.MatchString(first) && (relative.MatchString(first)) {
		return relative.FindString(first)
	}
	return ""
}

// relative are the words for a day that is over; other days of a text are more often what was
// talked about.
var relative = pattern.New(`(?i)\b(?:yesterday|the day before yesterday)\b|昨天|昨日|昨晚|前天`)

// before returns the latest such day that words name.
func before(words string, today time.Time) (time.Time, bool) {
	switch found := relative.FindString(words); strings.ToLower(found) {
	case "":
	case "the day before yesterday", "前天":
		return today.AddDate(0, 0, -2), true
	default:
		return today.AddDate(0, 0, -1), true
	}
	days := day.Find(words, today)
	i := slices.IndexFunc(days, func(d day.Day) bool { return d.Exists && !d.Week && !d.Part })
	if i < 0 {
		return today, false
	}
	on := days[i].From
	switch {
	case days[i].Weekday && on.After(today):
		on = on.AddDate(0, 0, -7)
	case on.Sub(today) > 150*24*time.Hour: // of last year
		on = on.AddDate(-1, 0, 0)
	}
	return on, true
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
