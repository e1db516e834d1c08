// Package amend reads the lines with which a PM changes a part of a report without sending
// the whole: “Done 2: the payment page is live”, “Status: at risk”, “drop figures”,
// “删去风险第2条”. What is only like one of these is none.
package amend

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"rapport/store/pattern"
)

// Verb is what a line does.
type Verb int

// The verbs.
const (
	Replace Verb = iota // Text takes the place of the part, or of its item N
	Add                 // Text is another item of the part
	Drop                // the part, or its items, are left out
)

// The parts that are no sections of the text: what a report has from the log.
const (
	Figures = "figures"
	Actions = "actions"
	Overall = "overall" // how far the project is
	Waiting = "waiting" // what the client is still to do
)

// Change is what one line changes.
type Change struct {
	Verb  Verb
	Part  string // one of the constants, or the name of a section as written
	Items []int  // from 1; none: the whole part
	Text  string
}

const (
	mostLines = 20  // of changes in one reply
	mostItems = 20  // that one line names
	longest   = 600 // bytes of a line
)

// sections are the names of the parts of a text; single are those without items.
const (
	sections = `in progress|work in progress|done|completed|finished|progress|ongoing|next steps?|next week|next|plans?|milestones?|risks? and (?:open )?questions|risks?|issues?|open questions|questions?|problems?|blockers?|decisions?(?: needed)?|feedback|` +
		`已完成事项|已完成|本周完成|完成|进行中|进展|进度|下一步|下周计划|计划|里程碑|风险与问题|风险|问题|需要您决定|待决定|待您决定|决定|反馈处理|反馈`
	single = `status|summary|overview|budget|costs?|状态|概述|摘要|预算|费用`
	// settable are those of single whose text nobody describes instead: “change the summary to
	// something shorter”.
	settable = `status|budget|costs?|状态|预算|费用`
	// figured are the parts that are a figure.
	figured = `overall(?: progress| completion)?|progress overall|completion|(?:per ?cent(?:age)?|%) (?:complete|done)|spent(?: so far| to date)?|used so far|total budget|budget total|总体进度|整体进度|总进度|完成率|完成度|完成百分比|已用|已花|已支出|已使用|总预算`
	number  = `\d{1,3}|[一二三四五六七八九十]{1,3}`
	ordinal = `(?:\s*(?:no\.?|nr\.?|number|item|point|line|#|第)\s*|\s*)[(（]?(` + number + `)[)）]?\s*(?:条|项|个|点|行)?`
	becomes = `\s*(?:[:：=]|->|→|should (?:be|read|say)\b:?|is now\b:?|改为|改成|应为|换成)[:：]?\s*`
	figures = `figures?|statistics|stats|numbers|counts?|correspondence|our correspondence|email counts?|answer times?|median(?: answer)?|统计数?字?|数字|数据|沟通记录|沟通情况|本期沟通|往来邮件|往来统计|沟通统计|答复时间`
	actions = `(?:open )?action items|(?:open )?actions|to-?dos?|待办事项|待办`
	waiting = `(?:what is |what are we )?(?:still )?waiting(?: for (?:you|them|the client|client))?|open questions to (?:you|the client)|reminders?|仍待您答复|仍待您答复的?事项|待您答复|等待客户|等待您答复|待客户答复`
	overall = `overall progress|progress charts?|charts?|curve|总体进度|整体进度|图表|进度图`
)

var (
	replacing = pattern.New(`(?i)^(` + sections + `)` + ordinal + becomes + `(\S.*)$`)
	changing  = pattern.New(`(?i)^(?:please )?(?:change|set|update|correct|replace|make)\s+(?:the )?(?:(` + sections + `)` + ordinal + `|(` + settable + `))\s*(?:to|into|by|with|:)\s*[:：]?\s*(\S.*)$`)
	changingZ = pattern.New(`^(?:请)?(?:把|将)(?:(` + sections + `)(?:中的?|里的?|的)?` + ordinal + `|(` + settable + `))(?:的?内容)?(?:改为|改成|换成|更新为|修改为|调整为)[:：]?\s*(\S.*)$`)
	replaceOf = pattern.New(`(?i)^(?:item|point|no\.?|#)\s*(` + number + `) (?:of|in|under) (?:the )?(` + sections + `)` + becomes + `(\S.*)$`)
	ranges    = pattern.New(`(\d{1,2})\s*(?:[-–~～至到]|\bto\b)\s*第?(\d{1,2})`)
	whole     = pattern.New(`(?i)^(` + single + `)` + becomes + `(\S.*)$`)
	figuring  = pattern.New(`(?i)^(?:the )?(` + figured + `)(?:` + becomes + `|\s+(?:is|to)\s+)(\S*\d.*)$`)
	adding    = pattern.New(`(?i)^(?:please )?(?:add to (?:the )?(` + sections + `)|(` + sections + `)\s*(?:\+|增加|补充|新增|加上|加一条))\s*[:：]\s*(\S.*)$`)
	addingZh  = pattern.New(`^(?:请)?在?(` + sections + `)(?:中|里|部分)?(?:增加|补充|新增|加上|加)(?:一[条项])?[:：]?\s*(\S.*)$`)
	dropping  = pattern.New(`(?i)^(?:please |and |then )*(?:drop|leave out|omit|remove|delete|strike(?: out)?|take out|hide|cut)\s+(\S.*)$`)
	leaving   = pattern.New(`(?i)^(?:please )?leave\s+(\S.*?)\s+out$`)
	droppingZ = pattern.New(`^(?:请|再|并|也|把|将)*(?:删去|删除|删掉|删|去掉|去除|取消|不写|不要|不发|不放|略去|隐藏|拿掉)\s*(\S.*)$`)
	leavingZh = pattern.New(`^(?:请)?(?:把|将)?(\S.*?)(?:不要了?|不写了?|不发了?|删去|删除|删掉|去掉|略去|拿掉)(?:吧)?$`)
	listed    = pattern.New(`(?i)\s*(?:[,，、;；&]|\band\b|和|与|及|以及)\s*(?:and\s+)?`)
	articles  = pattern.New(`(?i)^(?:the|our|all|all the|also|these|those|所有|全部|整个)\s*`)
	section   = pattern.New(`(?i)^(` + sections + `|` + single + `)(?:部分|栏|一栏| section| part)?$`)
	itemOf    = pattern.New(`(?i)^(` + sections + `)(?:中的?|里的?|部分的?|的)?` + ordinal + `$`)
	ofSection = pattern.New(`(?i)^(?:item |point |no\.? |#)?(` + number + `) (?:of|in|under) (?:the )?(` + sections + `)$`)
	actionNo  = pattern.New(`(?i)^(?:(?:open )?(?:action items?|actions?|items?|no\.?|nr\.?|numbers?|#)\s*#?|待办(?:事项)?(?:的)?第?|第)?\s*(\d{1,4})\s*(?:号|项|条)?(?:待办(?:事项)?)?$`)
	isFigures = pattern.New(`(?i)^(?:` + figures + `)$`)
	isActions = pattern.New(`(?i)^(?:` + actions + `)$`)
	isWaiting = pattern.New(`(?i)^(?:` + waiting + `)$`)
	isOverall = pattern.New(`(?i)^(?:` + overall + `)$`)
	courtesy  = pattern.New(`(?i)[\s,，]*(?:please|too|thanks|thank you|thx|谢谢|多谢|即可|吧)\s*[.!。！]*$`)
	listMark  = pattern.New(`^(?:[-*•·–]\s+|\(?\d{1,2}[.)、）]\s*)`)
)

// Read reads one line.
func Read(line string) (list []Change, ok bool) {
	line = strings.TrimSpace(listMark.ReplaceAllString(strings.TrimSpace(line), ""))
	if line == "" || len(line) > longest {
		return nil, false
	}
	line = strings.TrimSpace(strings.ReplaceAll(line, "**", ""))
	if m := replacing.FindStringSubmatch(line); m != nil {
		return []Change{{Verb: Replace, Part: m[1], Items: []int{numberOf(m[2])}, Text: m[3]}}, numberOf(m[2]) > 0
	}
	if m := replaceOf.FindStringSubmatch(line); m != nil {
		return []Change{{Verb: Replace, Part: m[2], Items: []int{numberOf(m[1])}, Text: m[3]}}, numberOf(m[1]) > 0
	}
	for _, form := range []*pattern.Pattern{changing, changingZ} {
		m := form.FindStringSubmatch(line)
		switch {
		case m == nil:
		case m[3] != "":
			return []Change{{Verb: Replace, Part: m[3], Text: m[4]}}, true
		default:
			return []Change{{Verb: Replace, Part: m[1], Items: []int{numberOf(m[2])}, Text: m[4]}}, numberOf(m[2]) > 0
		}
	}
	if m := whole.FindStringSubmatch(line); m != nil {
		return []Change{{Verb: Replace, Part: m[1], Text: m[2]}}, true
	}
	if m := figuring.FindStringSubmatch(line); m != nil {
		return []Change{{Verb: Replace, Part: m[1], Text: m[2]}}, true
	}
	if m := adding.FindStringSubmatch(line); m != nil {
		return []Change{{Verb: Add, Part: m[1] + m[2], Text: m[3]}}, true
	}
	if m := addingZh.FindStringSubmatch(line); m != nil {
		return []Change{{Verb: Add, Part: m[1], Text: m[2]}}, true
	}
	for _, form := range []*pattern.Pattern{dropping, leaving, droppingZ, leavingZh} {
		if m := form.FindStringSubmatch(strings.TrimRight(line, " .。!！")); m != nil {
			return dropped(m[1])
		}
	}
	return nil, false
}

// dropped reads what is to be left out: a list of parts and items.
func dropped(objects string) (list []Change, ok bool) {
	objects = ranges.ReplaceAllStringFunc(strings.TrimSpace(courtesy.ReplaceAllString(objects, "")), eachOf)
	for _, object := range listed.Split(objects, mostItems) {
		object = strings.TrimSpace(articles.ReplaceAllString(strings.TrimSpace(object), ""))
		last := len(list) - 1
		if n := numberOf(strings.TrimPrefix(strings.TrimRight(width.Fold.String(object), "条项个点行 "), "第")); n > 0 && last >= 0 && len(list[last].Items) > 0 { // “risks 1 and 3”
			list[last].Items = append(list[last].Items, n)
			continue
		}
		c := Change{Verb: Drop}
		switch {
		case isFigures.MatchString(object):
			c.Part = Figures
		case isActions.MatchString(object):
			c.Part = Actions
		case isWaiting.MatchString(object):
			c.Part = Waiting
		case isOverall.MatchString(object):
			c.Part = Overall
		case section.MatchString(object):
			c.Part = section.FindStringSubmatch(object)[1]
		case itemOf.MatchString(object):
			m := itemOf.FindStringSubmatch(object)
			c.Part, c.Items = m[1], []int{numberOf(m[2])}
		case ofSection.MatchString(object):
			m := ofSection.FindStringSubmatch(object)
			c.Part, c.Items = m[2], []int{numberOf(m[1])}
		case actionNo.MatchString(object):
			c.Part, c.Items = Actions, []int{numberOf(actionNo.FindStringSubmatch(object)[1])}
		default:
			return nil, false
		}
		if slices.Contains(c.Items, 0) {
			return nil, false
		}
		list = append(list, c)
	}
	return list, len(list) > 0
}

// eachOf returns the numbers of a range one by one: “1, 2, 3” of “1-3”.
func eachOf(text string) string {
	m := ranges.FindStringSubmatch(text)
	from, to := numberOf(m[1]), numberOf(m[2])
	if from < 1 || to <= from || to-from >= mostItems {
		return text
	}
	list := m[1]
	for n := from + 1; n <= to; n++ {
		list += ", " + strconv.Itoa(n)
	}
	return list
}

const digits = "一二三四五六七八九"

// numberOf returns a number in digits, or up to 99 in Chinese; 0 if it is none.
func numberOf(figure string) int {
	if n, err := strconv.Atoi(figure); err == nil {
		return n
	}
	digit := func(s string, otherwise int) int {
		if s == "" {
			return otherwise
		}
		if i := strings.Index(digits, s); i >= 0 && len(s) == len("一") {
			return 1 + i/len("一")
		}
		return -100
	}
	tens, ones, over := strings.Cut(figure, "十")
	if !over {
		return max(0, digit(figure, 0))
	}
	return max(0, 10*digit(tens, 1)+digit(ones, 0))
}

// Lines returns the lines of a text that are changes, and the others.
func Lines(text string) (changes []string, rest string) {
	var others []string
	for _, line := range strings.Split(text, "\n") {
		if _, ok := Read(line); ok && len(changes) < mostLines {
			changes = append(changes, strings.TrimSpace(line))
		} else {
			others = append(others, line)
		}
	}
	return changes, strings.TrimSpace(strings.Join(others, "\n"))
}
