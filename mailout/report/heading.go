package report

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/width"

	"rapport/classify/amount"
	"rapport/store/pattern"
	"rapport/store/spelling"
)

// section is a part of a report.
type section int

const (
	before  section = iota // above the first heading
	unknown                // under a heading that a report does not have
	status
	summary
	done
	progress
	next
	milestones
	risks
	budget
	decisions
	feedback
	overall // how far the project is as a whole
	team    // what the team wrote, for the PM alone
)

// headings lists the names of the sections as PMs write them. The first of each
// language is proposed in place of an unknown name. The table is read-only.
var headings = []struct {
	section section
	names   []string
}{
	{status, []string{"Status", "状态", "Overall status", "Project status", "总体状态", "整体状态", "项目状态", "进展状态", "状况"}},
	{summary, []string{"Summary", "概述", "Overview", "Executive summary", "摘要", "总结", "概况", "综述", "总体情况", "本周概述", "本周总结"}},
	{done, []string{"Done", "已完成", "Completed", "Finished", "Achieved", "Accomplishments", "Done this week", "Done this period", "Completed this week",
		"完成", "本周完成", "本周已完成", "本周工作", "本期完成", "本期已完成", "本月完成", "已完成工作", "本周完成工作", "完成情况", "本周完成情况", "已完成事项"}},
	{progress, []string{"In progress", "进行中", "Progress", "Ongoing", "Work in progress", "正在进行", "进行中工作", "进展", "进度", "工作进度", "进行中事项"}},
	{next, []string{"Next", "下一步", "Next steps", "Next week", "Next period", "Plan", "Plans", "Plan for next week", "Plans for next week", "Upcoming", "To do",
		"下周计划", "下一步计划", "下步计划", "下期计划", "下月计划", "后续计划", "下周工作", "下周工作计划", "下一步工作"}},
	{milestones, []string{"Milestones", "里程碑", "Milestone", "里程碑计划", "里程碑节点", "关键节点"}},
	{risks, []string{"Risks", "风险与问题", "Risk", "Risks and questions", "Risks and open questions", "Risks and issues", "Issues", "Issues and risks", "Questions",
		"Open questions", "Problems", "Blockers", "Blocked", "Blocked by", "Impediments", "风险", "问题", "问题与风险", "风险与待解决问题", "存在问题", "遗留问题", "待解决问题", "受阻", "受阻事项", "卡点", "阻碍", "阻塞"}},
	{budget, []string{"Budget", "预算", "Budget used", "Cost", "Costs", "预算使用", "预算使用情况", "预算情况", "费用", "成本"}},
	{decisions, []string{"Decisions", "需要您决定", "Decision", "Decisions needed", "Decisions needed from you", "Needed from you", "Your decision", "Your decisions",
		"For you to decide", "待决定", "待您决定", "需您决定", "需要决定", "待决策", "决策事项", "待决策事项", "需决策事项", "待决定事项", "需要您决定的事项"}},
	{feedback, []string{"Feedback", "反馈处理", "Your feedback", "Earlier feedback", "Feedback handled", "What was done about your feedback", "What became of your feedback",
		"反馈", "反馈处理情况", "反馈落实", "意见处理", "您的反馈"}},
	{team, []string{"Team", "团队", "From the team", "团队填写"}},
}

// index is for looking headings up: the section of each name's key, and the names in the
// order above.
type index struct {
	sections map[string]section
	names    []name
}

// known returns the index of headings. It is read-only.
var known = sync.OnceValue(func() index {
	i := index{sections: map[string]section{}}
	for _, h := range headings {
		for _, text := range h.names {
			key := headingKey(text)
			i.sections[key] = h.section
			i.names = append(i.names, name{text, []rune(key)})
		}
	}
	return i
})

type name struct {
	name string
	key  []rune
}

// around matches words that a heading may begin or end with without a change of meaning.
var around = pattern.New(`^(?:本周|本期|本月|上周|thisweeks?)|(?:工作|事项|情况|内容|thisweek|thisperiod)$`)

// sectionOf returns the section of a heading, or unknown.
func sectionOf(name string) section {
	key := headingKey(name)
	if s, ok := known().sections[key]; ok {
		return s
	}
	if s, ok := known().sections[around.ReplaceAllString(key, "")]; ok {
		return s
	}
	return unknown
}

// heading is a line that begins a section.
type heading struct {
	section section
	level   int    // the number of #; 0 for the other forms
	text    string // as written, without marks
	rest    string // text of the section that follows on the same line
	mark    mark   // before it: “3.”, “一、”
}

// readHeading returns the heading in line i, and whether it is one: “# x”, “**x**”,
// “【x】”, and, for a known name, “x:”, “x: text” and x alone. An unknown name needs a
// mark, or much of what people write would be a heading; the exception is “x:” where x is
// a misspelt known name. An item of a list is no heading, even where its first word is the
// name of one.
func (p *parser) readHeading(i int) (heading, bool) {
	text := strings.TrimSpace(p.all[i])
	if quoted := strings.TrimLeft(text, "> "); strings.HasPrefix(text, ">") {
		text = quoted // of the form, filled in within the quotation
		if h, ok := p.headingOf(i, text); ok && h.section != unknown {
			return h, true
		}
		return heading{}, false
	}
	return p.headingOf(i, text)
}

func (p *parser) headingOf(i int, text string) (heading, bool) {
	h, ok := p.formHeading(i, text)
	if p.own && (!ok || h.section == unknown) && len(text) <= 1000 {
		if own, is := p.ownHeading(i, text); is {
			own.level = h.level
			return own, true
		}
	}
	if ok && p.own {
		h.section = p.orOverall(h)
	}
	return h, ok
}

// formHeading returns the heading in line i that has the form of one of the form's.
func (p *parser) formHeading(i int, text string) (heading, bool) {
	if text == "" || len(text) > 1000 {
		return heading{}, false
	}
	if level := len(text) - len(strings.TrimLeft(text, "#＃")); level > 0 {
		level = strings.Count(text[:level], "#") + strings.Count(text[:level], "＃")
		return marked(level, strings.TrimSpace(strings.Trim(text, "#＃")), "")
	}
	if inner, rest, ok := between(text, "【", "】"); ok {
		return marked(0, inner, rest)
	}
	if inner, rest, ok := between(text, "**", "**"); ok {
		if s := sectionOf(inner); s != unknown || strings.Trim(rest, ":： ") == "" {
			return marked(0, inner, rest)
		}
		return heading{}, false // bold words at the beginning of a text
	}
	m := readMark(text)
	name, rest, colon := cutColon(strings.TrimSpace(text[m.size:]))
	switch s := sectionOf(name); {
	case s != unknown && p.begins(i, m, rest):
		return heading{section: s, text: name, rest: rest, mark: m}, true
	case s != unknown || m.style != 0:
	case colon && rest == "" && bullet(text) == 0 && slip(name):
		return heading{section: unknown, text: name}, true
	case bullet(text) == 0:
		return looseHeading(text)
	}
	return heading{}, false
}

// begins reports whether line i, which is the name of a section with mark m before it and
// rest behind, begins that section, and is not an item of a list.
func (p *parser) begins(i int, m mark, rest string) bool {
	text := p.all[i]
	before, indent := p.lineBefore(i), indentOf(text)
	switch {
	case m.style == 0 && bullet(text) > 0: // “- Done:” with its items below it
		after := p.lineAfter(i)
		return rest == "" && after >= 0 && indentOf(p.all[after]) > indent
	case m.style == 0:
		continues := before == i-1 && before >= 0 && indent >= 2 && bullet(p.all[before]) > 0 && indentOf(p.all[before]) < indent
		return !continues || rest == ""
	case m.follows(p.mark): // the next of the numbered headings
		return before < 0 || before == p.head || !m.follows(readMark(strings.TrimSpace(p.all[before])))
	case before >= 0 && before != p.head && m.follows(readMark(strings.TrimSpace(p.all[before]))):
		return false
	case p.head < 0:
		return rest != "" || !p.isItemAfter(i, m) || m.isFirst() && p.isNameAfter(i)
	case p.mark.style != 0 && p.mark.style == m.style:
		return false // the numbers of the headings are others
	case rest != "":
		return m.isFirst() && (p.section == status || p.section == budget || p.section == summary && before < i-1) && len(p.lines) > 0
	}
	return !p.isItemAfter(i, m) && before != p.head
}

// isItemAfter reports whether the next line has the next number.
func (p *parser) isItemAfter(i int, m mark) bool {
	after := p.lineAfter(i)
	return after >= 0 && readMark(strings.TrimSpace(p.all[after])).follows(m)
}

// isNameAfter reports whether the next line has the name of a section behind its number.
func (p *parser) isNameAfter(i int) bool {
	text := strings.TrimSpace(p.all[p.lineAfter(i)])
	name, _, _ := cutColon(strings.TrimSpace(text[readMark(text).size:]))
	return p.sectionOf(name) != unknown
}

// lineBefore and lineAfter return the nearest line that is not blank, or -1.
func (p *parser) lineBefore(i int) int {
	for i--; i >= 0 && strings.TrimSpace(p.all[i]) == ""; i-- {
	}
	return i
}

func (p *parser) lineAfter(i int) int {
	for i++; i < len(p.all); i++ {
		if strings.TrimSpace(p.all[i]) != "" {
			return i
		}
	}
	return -1
}

func indentOf(text string) int { return len(text) - len(strings.TrimLeft(text, " \t")) }

// loose matches a status or a budget behind its name without a colon.
var loose = pattern.New(`(?i)^((?:overall |project |current )?status|(?:总体|整体|项目)?状态|budget(?: used| so far)?|预算(?:使用)?)(?:\s+is\b|\s*[-–—]+|[为是])?\s*(.+)$`)

// looseHeading returns “Status green” and “Budget 48k of 120k” as headings.
func looseHeading(text string) (heading, bool) {
	m := loose.FindStringSubmatch(text)
	if m == nil {
		return heading{}, false
	}
	h := heading{section: sectionOf(m[1]), text: m[1], rest: m[2]}
	if h.section == status {
		found, _, _ := statusOf(m[2])
		return h, found != ""
	}
	h.rest = text // “Budget” may say which figure is the whole
	amounts := amount.Find(narrow(text))
	return h, h.section == budget && len(amounts) > 0 && unknownWords(text, tokensOf(narrow(text), amounts)) == ""
}

func marked(level int, name, rest string) (heading, bool) {
	name = strings.TrimSpace(strings.ReplaceAll(name, "**", ""))
	rest = strings.TrimSpace(strings.TrimLeft(rest, ":： "))
	if sectionOf(name) == unknown {
		name = withoutNumber(name)
	}
	if sectionOf(name) == unknown {
		if n, r, ok := cutColon(name); ok && rest == "" && sectionOf(n) != unknown {
			name, rest = n, r
		}
	}
	name = strings.TrimRight(name, ":： ")
	return heading{section: sectionOf(name), level: level, text: name, rest: rest}, name != ""
}

// between cuts a text that begins with open at the next shut.
func between(text, open, shut string) (inner, rest string, ok bool) {
	text, ok = strings.CutPrefix(text, open)
	if !ok {
		return "", "", false
	}
	inner, rest, ok = strings.Cut(text, shut)
	return strings.TrimSpace(inner), strings.TrimSpace(rest), ok && strings.TrimSpace(inner) != ""
}

// cutColon cuts a text at its first colon that is in no parentheses.
func cutColon(text string) (name, rest string, ok bool) {
	depth := 0
	for i, r := range text {
		switch r {
		case '(', '（', '[':
			depth++
		case ')', '）', ']':
			depth--
		case ':', '：':
			if depth <= 0 {
				return strings.TrimSpace(text[:i]), strings.TrimSpace(strings.TrimLeft(text[i:], ":：")), true
			}
		}
	}
	return text, "", false
}

// withoutNumber returns a text without a leading “一、”, “（二）” or “3.”.
func withoutNumber(text string) string {
	return strings.TrimSpace(text[readMark(text).size:])
}

// headingKey returns what headings are compared by: the letters in lower case, without
// small words and without what follows in parentheses.
func headingKey(name string) string {
	if len(name) > 200 {
		return ""
	}
	name = strings.ToLower(width.Fold.String(name))
	if i := strings.IndexAny(name, "(["); i > 0 {
		name = name[:i]
	}
	if i := strings.Index(name, " in "); i > 0 {
		if _, _, ok := scaleOf(name[i+len(" in "):]); ok {
			name = name[:i]
		}
	}
	var key strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' }) {
		if word == "and" || word == "the" || word == "or" {
			continue
		}
		for _, r := range word {
			if !strings.ContainsRune("与和及的'", r) {
				key.WriteRune(r)
			}
		}
	}
	return key.String()
}

// nearest returns the known heading that a name may be a misspelling of, or "".
func nearest(name string) string {
	key := []rune(headingKey(name))
	const enough = 0.4 // of the letters may differ
	best, hint := enough, ""
	if len(key) == 0 || len(key) > 60 {
		return ""
	}
	for _, n := range known().names {
		if d := float64(spelling.Distance(string(key), string(n.key))) / float64(max(len(key), len(n.key))); d < best {
			best, hint = d, n.name
		}
	}
	return hint
}

// slip reports whether a name is so close to a known one that it must be a misspelling
// of it. Too many short words are close to each other, so they never are.
func slip(name string) bool {
	return len(headingKey(name)) >= 5 && nearest(name) != ""
}
