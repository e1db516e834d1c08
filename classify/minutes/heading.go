package minutes

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/store/pattern"
)

// section is what the lines below a heading are about.
type section int

const (
	other section = iota
	people
	absent
	decisions
	actions
)

// headings are the words of headings, in lower case. The table is read-only.
var headings = headingWords()

func headingWords() map[string]section {
	list := map[string]section{}
	for of, words := range map[section]string{
		people:    "present|list of participants|there|who|chair|facilitator|主持人|主持|会议主持|attendees|attended by|dial-in|members|attending|participants|attendance|in attendance|who was there|crew|online|on the call|与会|与会人员|与会者|与会单位|参会|参会人员|参会人|参会单位|参加人员|参加人|出席|出席人员|列席|列席人员|到会人员|到场|到会|到|参加|在场|在线|人|人员|成员|参加的人|去的人|谈的人|與會|與會人員|出席人員|参与人|参与人员",
		absent:    "absent|apologies|regrets|excused|not present|not attending|缺席|没来|未到|请假|缺席人员|请假人员|未参会|未出席|請假",
		decisions: "decisions|decision|decided|resolutions|agreed|agreements|conclusions|outcomes|what we decided|what we agreed|what we settled|settled|decisions made|决定|决议|决议事项|会议决议|会议决定|结论|会议结论|决策|達成決議|決定|決議|结论与决定|达成一致|共识|说好了的事|说定的|定了的",
		actions:   "actions|action|action items|action points|to do|todo|to-do|todos|to dos|next steps|who does what|tasks|homework|follow-up|follow-ups|follow up|open points|open items|待办|待办事项|待办工作|行动项|行动计划|行动事项|后续工作|后续行动|后续事项|后续|跟进|跟进事项|还要办的|会议要求|对策|措施|后续行动|行动计划|下一步|下一步工作|下一步计划|接下来|任务|任务分工|任务安排|分工|工作安排|要做的|待辦|待辦事項|後續工作|行動項",
		other:     "topics|agenda|discussion|discussed|notes|minutes|summary|date|time|place|location|venue|subject|next meeting|risks|open questions|questions|parking lot|minute taker|distribution|cc|议题|议程|讨论|讨论内容|会议内容|会议议题|时间|会议时间|日期|会议日期|地点|会议地点|主题|会议主题|记录人|记录人员|记录|下次会议|风险|问题|现状|备注|背景|概述|摘要|抄送|待定事项",
	} {
		for _, word := range strings.Split(words, "|") {
			list[word] = of
		}
	}
	return list
}

// headingParts are words within a longer heading, the most specific first.
var headingParts = []struct {
	words *pattern.Pattern
	of    section
}{
	{pattern.New(`(?i)记录|抄送|签到|distribut|\bcc\b|下次|next meeting|意见$|建议|回顾|汇报|纪要|minutes of`), other},
	{pattern.New(`(?i)缺席|请假|未参[会加]|未出席|未到|apolog|\babsent|\bexcused|\bregrets\b|\bnot (?:able|attending|present)`), absent},
	{pattern.New(`(?i)参[会加与].*(?:人|单位|的|方)|出席|与会|到会|列席|到场|participants|\battend(?:ed|ees|ing|ance)\b|\bpresent\b`), people},
	{pattern.New(`(?i)决议|决定|结论|说好|共识|达成|一致|确定|\bdecisions?\b|\bdecided\b|\bsettled\b|\bagreed\b|\bresolutions?\b|\bconclusions?\b`), decisions},
	{pattern.New(`(?i)待办|行动|跟进|要办|要做|会议要求|后续|对策|措施|下一步|接下来|分工|需要落实|工作安排|\bactions?\b|\bto.?dos?\b|\bnext steps\b|\bdo(?:es)? next\b|\bfollow.?ups?\b|\btasks\b|\bopen (?:points|items)\b`), actions},
}

const (
	longestHeading = 24 // characters of a heading in Chinese
	longestTitle   = 48 // in other scripts
)

var fielded = pattern.New(`^([^:：]{1,40})[:：]\s*(.*)$`)

// heading reports whether a line is a heading or begins with one, and of which section.
// item means that the line follows a bullet, titled that it is marked as a heading or
// numbered.
func heading(line string, item, titled bool) (of section, rest string, ok bool) {
	whole := strings.TrimRight(line, ":： ")
	if of, ok = headings[keyOf(whole)]; ok {
		return of, "", true
	}
	if (whole != line || titled) && !strings.ContainsAny(whole, ":：") {
		if i := strings.LastIndexAny(whole, ",，"); i >= 0 && whole != line && hanText.MatchString(whole) {
			whole = strings.TrimLeft(whole[i:], ",，") // “讨论了三个问题，意见一致：”
		}
		if i := strings.LastIndex(whole, ". "); i >= 0 && whole != line {
			whole = whole[i+2:] // “Thank you all for coming. What we settled:”
		}
		if of, ok = longHeading(whole); ok {
			return of, "", true
		}
	}
	m := fielded.FindStringSubmatch(line)
	if m == nil || strings.TrimSpace(m[2]) == "" {
		return other, "", false
	}
	key := parenthesis.ReplaceAllString(m[1], "")
	if of, ok = headings[keyOf(key)]; !ok {
		if of, ok = longHeading(key); of == decisions || of == actions {
			ok = false // “we decided this: …” is a sentence
		}
	}
	if !ok || of == actions && !item || of == decisions || item && of == actions {
		return other, "", false // “Action: …” is one of them
	}
	return of, strings.TrimSpace(m[2]), true
}

func keyOf(words string) string {
	words = strings.ToLower(strings.TrimSpace(words))
	if strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return strings.Join(strings.Fields(words), "") // 主 持 人
	}
	return words
}

func longHeading(line string) (section, bool) {
	han := strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	if n := utf8.RuneCountInString(line); n > longestTitle || han && n > longestHeading || strings.ContainsAny(line, "。；;,，.!！?？") {
		return other, false
	}
	for _, w := range headingParts {
		if w.words.MatchString(line) {
			return w.of, true
		}
	}
	return other, false
}

// numberOf returns the number of a numbered line: “四” for 四、, “4” for “4. ”.
func numberOf(text string) string {
	if m := ordinal.FindString(text); m != "" {
		return strings.TrimRight(strings.TrimSpace(m), "、.．项")
	}
	if m := counted.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// follows reports whether number is that of the next heading.
func follows(heading, number string) bool {
	if heading == "" {
		return false
	}
	h, err := strconv.Atoi(heading)
	if err != nil {
		_, err = strconv.Atoi(number)
		return err != nil // both are Chinese
	}
	n, err := strconv.Atoi(number)
	return err == nil && n == h+1
}

// spaced is a key that only blanks separate from its value.
var spaced = pattern.New(`^(与会|参会|出席|参加|列席|请假|缺席|主持|记录|时间|地点|主持) +([^:：]+)$|^([Pp]resent|[Aa]bsent|[Ee]xcused) +(\p{Lu}[^:：]*)$`)

// nameTableHeads are column heads found beside a column of names.
var nameTableHeads = map[string]bool{"org": true, "organisation": true, "organization": true, "company": true, "firm": true, "role": true, "单位": true, "职务": true, "部门": true}

// fields rewrites “key | value” and “key TAB value” as “key: value”.
func fields(text string) string {
	if m := spaced.FindStringSubmatch(text); m != nil {
		return m[1] + m[3] + "：" + m[2] + m[4]
	}
	for _, sign := range []string{"|", "\t"} {
		if key, value, ok := strings.Cut(text, sign); ok && nameTableHeads[strings.ToLower(strings.TrimSpace(value))] {
			return strings.TrimSpace(key)
		}
		if key, value, ok := strings.Cut(text, sign); ok && !strings.Contains(value, sign) && len(key) <= 40 && !strings.ContainsAny(key, ":：") {
			return strings.TrimSpace(key) + "：" + strings.TrimSpace(value)
		}
	}
	return text
}
