package answer

import (
	"regexp"
	"strings"

	"rapport/store"
)

// Answers that people write as a sentence. Each pattern covers a whole sentence: what it
// does not foresee is left to a person. A refusal may be followed by its reason, an
// approval by nothing.

const (
	month = `(?:january|february|march|april|may|june|july|august|september|october|november|december)`
	// when is a day: only that may follow "the minutes of" without being read.
	when = `(?:the )?(?:(?:our |your |this |last |yesterday's |today's |the )?(?:weekly )?(?:meeting|call|today|yesterday|week|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:'s meeting)?)|\d[\d./-]{0,9}(?:st|nd|rd|th)?(?: (?:of )?` + month + `)?(?: \d{4})?|` + month + ` \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?)`

	thing = `(?:it|this|that|them|both|(?:the|your|this|these|those|our) (?:[\w-]+ ){0,2}(?:minutes|protocol|plan|schedule|timeline|budget|price|offer|quote|quotation|proposal|design|layout|draft|text|wording|concept|scope|specification|change|changes|change request|correction|solution|report|summary|order|address|date|dates|appointment|delivery note|delivery|invoice|test results|results|release|version|part|document|criteria|list)(?: (?:of|from|for) ` + when + `| (?:version|no\.?|number) v?\d[\d.]{0,8}| \d{1,3}| [a-z])?)`
	as    = `(?:,? (?:as (?:it is|it stands|is|proposed|described|discussed|attached|sent|agreed|you (?:describe|described|propose|proposed|sent|wrote) it)))?`
	from  = `(?: (?:from|for|on) (?:our|my) (?:side|end|part)| from us| from me)?`
)

var approving = regexp.MustCompile(`^(?:yes[,.!]? |ok(?:ay)?[,.!]? |great[,.!]? |perfect[,.!]? )?(?:` + strings.Join([]string{
	`(?:i|we)(?: can)?(?: hereby| herewith| both| all)? (?:confirm|approve|accept|agree(?: to| with| on)?)(?: ` + thing + `)?` + as + from,
	`(?:i am|i'm|we are|we're) (?:happy|glad|pleased) to (?:confirm|approve|accept)(?: ` + thing + `)?` + as,
	`happy to (?:confirm|approve|accept)(?: ` + thing + `)?` + as,
	`(?:we|i) (?:have )?(?:checked|reviewed|read) ` + thing + ` and (?:hereby )?(?:approve|confirm|accept) (?:it|them)`,
	`(?:it|that|this)(?:'s| is| looks) (?:fine|ok|okay|good|great|perfect|correct|right)(?: (?:with|by|for) (?:me|us))?` + from,
	`(?:looks|sounds) (?:good|great|fine|perfect)(?: to (?:me|us))?`, `(?:fine|good|ok|okay) (?:by|with|for) (?:me|us)`,
	`no objections?` + from, `(?:please )?go ahead(?: with ` + thing + `)?`, `(?:please )?proceed(?: with ` + thing + `)?`,
	`i could(?:n't| not) agree more`, `approved` + from, `confirmed` + from,
	`(?:我|我们|我司|我方|本人)?(?:已(?:核对|审阅|阅读|收到)[，,]?)?(?:同意|确认|批准|认可|接受)(?:贵司|该|此|本|上述|以上|这个|这份)?(?:方案|计划|纪要|会议纪要|报价|价格|合同|设计|设计稿|变更|安排|内容|版本|文件|验收|时间|日期|地址|信息|条款|范围|预算|总结|报告|解决方案)?(?:验收通过|通过|无误|执行)?`,
	`(?:同意|可以|好的|行|没问题|通过)[，,](?:就)?(?:按|照)(?:此|这个|该|上述)?(?:方案|价格|计划|报价|安排|内容|版本)?(?:来|办|执行|实施|做|进行)?`,
	`(?:可以|好的|行|同意)[，,](?:开始吧|开始|上线吧|上线|发吧|执行吧|请执行|请继续|继续吧|请开始)`,
	`(?:经研究|经讨论|经审核)[，,](?:我司|我方|我们)?同意(?:贵司)?(?:上述|以上|该|此)?(?:安排|方案|申请|计划|报价|变更)?`,
	`(?:我们|我方|我司|我)?(?:没有|无|没)(?:异议|意见)`, `(?:挺好|很好|不错)的?[，,](?:就)?按(?:这个|此)(?:来|执行)?(?:[，,](?:通过|确认|同意))?`,
	`[\p{Han}]{2,6}(?:信息|内容|地址|日期|时间|数据|金额|数量)确认无误`,
}, "|") + `)$`)

var rejecting = regexp.MustCompile(`^(?:no[,.]? |sorry[,.]? (?:but )?|不[，,] ?)?(?:` + strings.Join([]string{
	`(?:i|we)(?:'m afraid (?:i|we))? (?:cannot|can't|can not|do not|don't|will not|won't|could not|couldn't) (?:approve|aprove|agree to|agree with|agree|accept|confirm)\b.*`,
	`(?:absolutely|certainly|definitely) not`, `no way`, `no,? (?:thanks|thank you)(?:[,.]? .{0,60})?`, `(?:i|we) (?:don't|do not) want (?:that|this|it)`, `do not a?p?prove (?:it|this)(?:,? sorry)?`, `do not aprove this(?:,? sorry)?`,
	`(?:i|we) (?:have to|must) (?:say no to|decline|reject|refuse)\b.*`, `(?:i|we) (?:decline|reject|refuse) .*`, `.{0,60} (?:has|have) decided (?:to decline|against|not to accept)\b.*`,
	`(?:i'm|i am|we are|we're) not paying (?:that|this|it)`, `(?:i|we) (?:won't|will not) pay (?:that|this|it)`,
	`(?:我|我们|我司|我方)?(?:不同意|不能同意|不予接受|不能接受|无法接受|无法同意|不批准|不认可)[^但过]*`,
	`.{0,24}[，,](?:我|我们|我司|我方)(?:不予接受|不能同意|不同意|不能接受|无法接受|无法同意)`, `.{0,24}(?:我们|我司|我方)(?:不予接受|不能同意|不能接受)`,
	`不行`, `(?:绝对|坚决|肯定)不(?:行|同意|可以)`, `(?:这笔钱|这笔款|这个费用|该费用)?(?:我们|我司)不会付.*`, `.{0,20}(?:没有批准|否决了|被否决).*`,
}, "|") + `)$`)

// conditions are words that make a sentence more than a plain answer.
var conditions = regexp.MustCompile(`\b(?:but|except|however|unless|until|provided|if|only|partly|partially|not yet|once|as soon as|subject to|conditional)\b|但|不过|除|如果|前提|除非|暂|先|部分|除了|以后|之后再|再说`)

// sentenceOf returns the choice that a line of one sentence makes, or "".
func sentenceOf(text string) store.Choice {
	switch {
	case len(text) > longestSentence || !mayDecide(text) || conditions.MatchString(text):
		return ""
	case approving.MatchString(text):
		return store.ChoiceApprove
	case rejecting.MatchString(text):
		return store.ChoiceReject
	}
	return ""
}

// longestSentence limits, in bytes, a sentence that can decide.
const longestSentence = 160

// deciding are words of which every deciding sentence has at least one. They spare all
// other sentences the patterns, which are slow.
var deciding = []string{"confirm", "approv", "aprov", "accept", "agree", "fine", "ok", "good", "great", "perfect", "correct", "right", "objection", "ahead", "proceed",
	"not", "no ", "no,", "declin", "reject", "refus", "decided", "want", "pay", "同意", "确认", "批准", "认可", "接受", "执行", "开始", "继续", "上线", "按", "照", "异议", "意见", "行", "否决", "付", "发吧"}

func mayDecide(text string) bool {
	for _, word := range deciding {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// scoring is a score within a few words, and the remark that follows it.
var scoring = regexp.MustCompile(`^(?:(?:i(?:'d| would)?|we(?:'d| would)?) (?:give|say|rate)(?: (?:you|it))?(?: an?)? |(?:my|our) (?:rating|score) is |我的评分是|我(?:们)?(?:打|给)|给|打)?([1-5]|one|two|three|four|five|一|二|三|四|五)(?: ?(?:/|out of) ?5)?(?: ?(?:stars?|points?|分|星))?吧?(?: ?[-–—,，;；:：!！] ?(.+)|\. (.+))?$`)

var scoreDigits = map[string]string{"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "一": "1", "二": "2", "三": "3", "四": "4", "五": "5"}

// scoreAndWords returns the score in a line, as its digit, and the remark on it. A bare
// "one" or "一" is not a score, nor is a digit that begins a list.
func scoreAndWords(line string) (score, words string) {
	text := normalize(line)
	if len(text) > 40+longestSentence || !strings.ContainsAny(text, "12345") && len(text) > 40 {
		return "", ""
	}
	m := scoring.FindStringSubmatch(text)
	if m == nil {
		return "", ""
	}
	score, words = m[1], m[2]+m[3]
	if digit, ok := scoreDigits[score]; ok {
		score = digit
	}
	if m[3] != "" && !strings.Contains(text[:len(text)-len(m[3])], "is ") { // "1. Who has the keys" begins a list
		return "", ""
	}
	if strings.ContainsAny(words, "0123456789") {
		return "", "" // "4, 5 or 6"
	}
	return score, words
}
