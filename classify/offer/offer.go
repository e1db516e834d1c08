// Package offer recognises what a PM sends clients without Rapport, and could have had
// confirmed: minutes, a plan, a list for acceptance, a change. Like all of classify it is pure,
// and what it finds is only ever offered.
package offer

import (
	"strings"

	"rapport/classify/attached"
	"rapport/classify/day"
	"rapport/store"
	"rapport/store/pattern"

	"time"
)

const (
	longestText = 16 << 10 // bytes that are read
	enough      = 3        // points that make a mail one of a kind
)

// signs are what shows that a mail is of a kind.
type signs struct {
	kind    store.Offer
	subject *pattern.Pattern // the subject names it: 2 points, in that of a reply 1
	word    *pattern.Pattern // the text names it, and has a list or speaks of a file: 1 point
	says    []*pattern.Pattern
}

// kinds are those that a mail may be of; of two with the same points the first.
var kinds = []signs{
	{store.OfferChange,
		pattern.New(`(?i)\bchange requests?\b|\bcr[- ]?\d+\b|\bscope change|\bchange (?:to|of) (?:the )?(?:scope|plan|date|contract)|\bextra (?:effort|cost)|\badditional\b.*\b(?:quote|cost)|\bmov(?:e|ing) the (?:go-live|launch|date)|变更|变更单|變更|费用说明|费用增加|追加|增项|范围调整|延期申请`),
		pattern.New(`(?i)\bchange request|变更`),
		[]*pattern.Pattern{
			pattern.New(`(?i)\b(?:outside|beyond|not (?:part|in)|not covered by|addition to)\b[^.]{0,20}\b(?:scope|contract|order|agreement)\b|超出(?:原)?(?:合同|范围)|不在(?:原)?(?:合同|范围)|合同外`),
			pattern.New(`(?i)\b(?:additional|extra|more)\b[^.]{0,20}\b(?:costs?|price|effort|days|eur|euros?|hours)\b|\b(?:costs?|effort|price)\s*:|\bsame price\b|\bprice (?:falls|rises|stays|goes)|\b\d+ days?(?: more)?[,:] [\d.,]+|费用[:：]?\s*(?:增加|减少|为|另计)?\s*\d|费用(?:增加|减少|不变)|不增加费用|工作量|总价不变|追加费用|需增加\d`),
			pattern.New(`(?i)\b(?:we )?(?:propose|suggest) to (?:replace|change|move|drop|add|postpone)|\bchange:|\bdrop the\b.*\badd a|\binstead of the|\b(?:launch|date|delivery|go-live)\b[^.]{0,20}\b(?:moves?|later|from)\b|变更内容|改为|顺延|延后|工期(?:不变|增加|延长|顺延|影响)|对工期|取消.*增加`),
		}},
	{store.OfferAcceptance,
		pattern.New(`(?i)\bacceptance\b|\buat\b|\bsign[- ]?off\b|\bhand[- ]?over\b|\babnahme\b|验收|驗收|交付确认`),
		pattern.New(`(?i)\baccept|\bsign[- ]off|验收|驗收`),
		[]*pattern.Pattern{
			pattern.New(`(?i)\b(?:for|points? (?:for|of)) (?:the |your )?(?:acceptance|sign[- ]?off)\b|\bplease (?:accept|sign off|test)\b|\bis accepted when|\bfree of faults|\bpass\s*/\s*fail|\[ \]|\bdelivered(?: in [^:]{0,20})?\s*:|\bitems? we checked|验收(?:项目|内容|标准|通过)|视为验收|提请验收|通过\s*/\s*不通过|请.{0,20}(?:验收|签字确认|逐项核对)|交付内容|前测试`),
			pattern.New(`(?i)\bhand(?:ed)? over\b.*\bfor acceptance|\bplease confirm that the following (?:works|items|points) are complete|\bknown faults|全部满足|共[一二三四五六七八九十\d]+项`),
		}},
	{store.OfferMinutes,
		pattern.New(`(?i)\bminutes\b|\bmeeting notes\b|\bnotes (?:from|of)\b|\bprotocol\b|\b(?:summary|results?|outcomes?) (?:of|from)\b.*\b(?:call|meeting|talk|workshop)\b|\bfollow-up to our\b|\bour (?:meeting|call|workshop|talk)\b|纪要|紀要|会议(?:记录|要点|总结|结论|内容)|沟通(?:结果|结论|要点|记录)|(?:评审|启动|例|周|讨论|协调)会(?:记录|结论|总结|要点|内容)`),
		pattern.New(`(?i)\bminutes\b|\bmeeting\b|\bworkshop\b|纪要|会议|例会`),
		[]*pattern.Pattern{
			pattern.New(`(?im)^\W*(?:participants|attendees|present|decisions?|decided|agreed|actions?|action items|to ?-?dos?|results?|outcomes?|open)(?: points?)?\s*:|^\W*\d[.)]\s*decision\s*:|\bdecision\s*:|(?:参会|与会|出席)(?:人员|人)?\s*[:：]|(?:决议|决定|结论|共识|待办|会议内容)[^。\n]{0,6}[:：]`),
			pattern.New(`(?i)\bwhat we (?:have )?(?:agreed|decided|discussed)|\b(?:here|below)\b[^.\n]{0,30}\b(?:agreed|decided|outcomes?|results?|summary)\b|\bto sum up\b|\boutcomes? of (?:the|our|today)|\bwe (?:have )?agreed (?:to|that|on)\b|\bthanks? (?:you )?for (?:coming|the meeting|your time)\b[^\n]*\b(?:results?|sum up|agreed)|结论如下|如下共识|以下共识|会议(?:达成|决定|明确)|(?:内容|要点|结果|结论)(?:整理)?如下|结论[:：]|会议?总结[:：]`),
		}},
	{store.OfferPlan,
		pattern.New(`(?i)\b(?:project|training|rollout|test|launch|migration|implementation) plan\b|\bschedule\b|\btimeline\b|\bmilestones?\b|\broadmap\b|\bnext steps\b|(?:项目|培训|实施|上线|工作|里程碑|测试|推进|部署)计划|计划(?:表|书|V?\d)|排期|进度安排|里程碑|后续.{0,4}安排|日程安排|时间表`),
		pattern.New(`(?i)\bplan\b|\bschedule\b|\bmilestones?\b|\bproceed\b|计划|排期|安排|里程碑`),
		[]*pattern.Pattern{
			pattern.New(`(?i)\b(?:here|this|below|following|our) (?:is|are)?\s*(?:the|our)?\s*(?:new |updated |revised |whole )?(?:plan|schedule|timeline)\b|\bthis is how we (?:want to|will|plan to) proceed|(?:计划|排期|安排)(?:更新|调整)?(?:如下|[:：])|里程碑[:：]`),
		}},
}

var (
	prefix = pattern.New(`^(?:\s*\[[^\]]{1,40}\]|\s*【[^】]{1,40}】)+\s*`)
	reply  = pattern.New(`(?i)^\s*(?:re|aw|sv|回复|回覆|答复)\s*[:：]`)
	// another are the words of mail that is none of the kinds, whatever it speaks of.
	another = pattern.New(`(?i)^\W*(?:agenda|invitation|progress report|status report|weekly report|report \d|invoice|offer for|change of address|change in our team|password)|议程|周报|进展|发票|地址变更|人员调整|密码|维保报价`)
	asks    = pattern.New(`(?i)\b(?:did you (?:get|receive)|could you send|can you send|have you (?:got|received)|we have received|will come back|you are right|i will correct|when can you|is live|(?:have|has) read|no remarks|topics?:|agenda:|can we meet)|收到了吗|已收到|答复您|您说得对|我来改|已.{0,3}上线|什么时候方便|请提供|想问|问下|已阅|议题[:：]|议程[:：]|可以吗`)
	item    = pattern.New(`(?m)^\s*(?:[-*•·]|\[ \]|\(?\d{1,2}[.)、]|[一二三四五六七八九][、.]|M\d+\b|Day \d|Week \d|第[一二三四五六七八九十\d]+[天周])`)
	weeks   = pattern.New(`(?i)\bweek \d+|第[一二三四五六七八九十\d]+[周天]|\bday \d\b`)
)

// Of returns what a mail with that subject and newly written text reads as, or "".
func Of(subject, text string, sent time.Time) store.Offer {
	subject, text = cleaned(subject, text)
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return weighed(subject, text, pointsOf(subject, text, sent))
}

// pointsOf returns how clearly a mail is of each of the kinds, in their order.
func pointsOf(subject, text string, sent time.Time) (points []int) {
	items, file := len(item.FindAllString(text, 20)), attached.Stated(text)
	days := func() int { return len(day.Find(text, sent)) + len(weeks.FindAllString(text, 20)) }
	for _, k := range kinds {
		points = append(points, k.points(subject, text, items, file, days))
	}
	return points
}

// points returns how clearly a mail is of a kind: 3 are enough.
func (k signs) points(subject, text string, items int, file bool, days func() int) (n int) {
	switch {
	case !k.subject.MatchString(subject):
	case reply.MatchString(subject):
		n++
	default:
		n += 2
	}
	for _, p := range k.says {
		if p.MatchString(text) {
			n += 2
		}
	}
	named := k.word.MatchString(text)
	if named && file {
		n += 2
	}
	if items >= 2 && k.kind != store.OfferPlan && (named || n >= 2) {
		n++
	}
	if k.kind == store.OfferPlan && n > 0 && days() >= 3 { // days alone are not enough, and take long to find
		n++
		if named || n >= 3 {
			n++
		}
	}
	return n
}
